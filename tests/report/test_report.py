import json
import re
import shutil

import pytest

from dwmtj.networks.run_folder import SUMMARY, RunFolderError
from dwmtj.report import write_report
from dwmtj.report.accuracy_figure import draw_accuracy
from dwmtj.report.differences import differences
from dwmtj.report.html import command_of_run
from dwmtj.report.statistics import over_seeds
from dwmtj.report.stored import read_run
from dwmtj.report.tables import early_spread_rows, result_header, result_rows


@pytest.fixture
def run(finished_run, tmp_path):
    """A copy of the finished run without its report."""
    return _copy(finished_run[0], tmp_path / "copy")


@pytest.fixture(scope="module")
def reported(finished_run, tmp_path_factory):
    """A copy of the finished run with a new report."""
    folder = _copy(finished_run[0], tmp_path_factory.mktemp("reported") / "copy")
    write_report(folder)
    return folder


def _copy(run, folder):
    shutil.copytree(run, folder)
    shutil.rmtree(folder / "figures")
    (folder / "report.html").unlink()
    return folder


def _html(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_report_is_made_from_stored_results_and_opens_offline(reported, check_page):
    html = check_page(reported / "report.html", reported / "figures")
    for needed in ("<svg", "LIF", "DW-MTJ, noisy", "liu2025code", "Noise interval", "firing dist"):
        assert needed in html


def test_the_report_shows_the_device_beside_the_paper(reported):
    html = _html(reported)
    for figure in ("hysteresis", "ramp", "ramp-reverse", "cycles", "train", "passages"):
        assert f'id="device-{figure}"' in html
    assert "this run</th>" in html
    assert len(re.findall(r' id="([^"]+)"', html)) == len(set(re.findall(r' id="([^"]+)"', html)))


def test_a_run_without_measurements_has_a_report_without_them(run):
    shutil.rmtree(run / "device")
    shutil.rmtree(run / "accounting")
    write_report(run)
    assert 'id="device-' not in _html(run)
    assert "This run has no measurements of the device" in _html(run)
    assert "This run has no accounts" in _html(run)


def test_a_damaged_measurement_is_told(run):
    (run / "device" / "ramp.nc").write_bytes(b"no netCDF")
    with pytest.raises(RunFolderError, match=r"ramp\.nc"):
        write_report(run)


def test_every_value_of_device_and_recipe_is_in_the_report_with_its_source(reported):
    html, stored = _html(reported), read_run(reported)
    for parameters in (stored.device, stored.recipe):
        for group, entry in parameters.entries():
            assert f"<td>{group}.{entry.field}".replace("_", " ") in html


def test_figures_are_written_as_svg_and_png_and_are_repeatable(reported, finished_run):
    for name in ("accuracy", "neurons", "traces"):
        first = (finished_run[0] / "figures" / f"{name}.svg").read_bytes()
        assert (reported / "figures" / f"{name}.svg").read_bytes() == first
        png = (reported / "figures" / f"{name}.png").read_bytes()
        assert png.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["summary.json", "results.nc", "config.toml"])
def test_unfinished_and_damaged_runs_are_told(run, name):
    (run / name).write_bytes(b"{")
    with pytest.raises(RunFolderError, match="damaged"):
        write_report(run)
    (run / name).unlink()
    with pytest.raises(RunFolderError, match=r"no summary|no results|holds no run"):
        write_report(run)
    assert not (run / "report.html").exists()


def test_the_paper_is_only_beside_runs_on_its_data_set(reported):
    summary = read_run(reported).summary
    assert {row[2] for row in result_rows(summary)} == {"–"}
    summary["dataset"] = "fashion-mnist"
    assert [row[2] for row in result_rows(summary)] == ["~79 %", "~77 %", "~77 %"]


def test_a_run_on_validation_images_says_so_and_shows_what_was_run(validated_run):
    html = " ".join(_html(validated_run[0]).split())
    assert "1,237 training and 200 validation images" in html
    assert "<strong>Evaluated on validation images</strong>" in html
    assert "validation accuracy (%)" in html
    assert "The paper has no such network" in html
    assert "What the neurons do" not in html
    assert ">DW-MTJ, noisy<" not in html
    again = "--networks lif,relu --seeds 0,1, --epochs 2 --validate 200"
    assert again in html


def test_a_network_without_spikes_and_without_a_paper_has_dashes(validated_run):
    summary = read_run(validated_run[0]).summary
    header, (_, relu) = result_header(summary), result_rows(summary)
    row = dict(zip(header, relu, strict=True))
    assert row["network"] == "ReLU, no spikes"
    assert (row["spike rate"], row["paper"]) == ("–", "–")
    assert "±" in row["validation accuracy"]


def test_the_paper_is_only_beside_test_images(validated_run):
    summary = read_run(validated_run[0]).summary
    summary["dataset"] = "fashion-mnist"
    assert [row[2] for row in result_rows(summary)] == ["–", "–"]
    summary["evaluated_on"] = "test"
    assert [row[2] for row in result_rows(summary)] == ["~79 %", "–"]
    assert [row[2] for row in early_spread_rows(summary)] == ["2.4", "–"]
    draw_accuracy(summary)


def test_differences_are_told_from_the_configuration(reported):
    stored = read_run(reported)
    told = {
        item.what: item.text for item in differences(stored.summary, stored.device, stored.recipe)
    }
    assert "1,437 training images (paper: 60,000)" in told["Size"]
    assert "3 epochs (paper: 10)" in told["Size"]
    assert "1.04 pulses" in told["Noise interval"]
    assert "0.05 pulses" in told["Noise interval"]
    assert "eject" in told["Reset"]


def test_spread_over_seeds_is_the_sample_standard_deviation():
    mean, spread = over_seeds([[70.0, 80.0], [74.0, 80.0]])
    assert mean.tolist() == [72, 80]
    assert spread.tolist() == pytest.approx([8**0.5, 0])
    assert over_seeds([[70.0, 80.0]])[1].tolist() == [0, 0]


def test_the_spread_of_one_seed_is_not_made_up(reported):
    assert {row[1] for row in early_spread_rows(read_run(reported).summary)} == {"one seed only"}


def test_the_command_that_makes_a_run_again_names_the_files_of_own_sets(reported):
    summary = json.loads((reported / SUMMARY).read_text())
    command = command_of_run(summary)
    assert f"--recipe {summary['recipe']} --device cui2024-network " in command
    assert command in _html(reported)
    own = command_of_run(summary | {"device": "mine", "recipe": "ours"})
    assert "--recipe ours.toml --device mine.toml " in own
