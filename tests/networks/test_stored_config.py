import pytest

from dwmtj.networks.profiles import configure
from dwmtj.networks.run_folder import RunFolder, RunFolderError
from dwmtj.networks.stored_config import read_stored_config


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"networks": ("dwmtj_noisy",), "validation_images": 50},
    ],
)
def test_a_configuration_comes_back_as_it_was(tmp_path, options):
    config = configure("smoke", **options)
    RunFolder(tmp_path / "run").open(config)
    assert read_stored_config(tmp_path / "run").hash == config.hash


def test_a_damaged_configuration_is_refused(tmp_path):
    folder = tmp_path / "run"
    RunFolder(folder).open(configure("smoke"))
    file = folder / "config.toml"
    text = file.read_text()
    file.write_text(text.replace('train_images = "all"', 'train_images = "many"'))
    assert file.read_text() != text
    with pytest.raises(RunFolderError, match="'many' is neither a number nor 'all'"):
        read_stored_config(folder)
    file.write_text(text.replace("seeds", "seedlings"))
    with pytest.raises(RunFolderError, match="damaged"):
        read_stored_config(folder)
    with pytest.raises(RunFolderError, match="holds no run"):
        read_stored_config(tmp_path / "other")
