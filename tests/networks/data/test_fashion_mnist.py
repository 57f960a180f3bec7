import gzip
from pathlib import Path

import numpy as np
import pytest

from dwmtj.networks import data
from dwmtj.networks.data import DataError, fashion_mnist, search
from dwmtj.networks.data.search import Place, places, user_cache


@pytest.fixture
def small(small_files, monkeypatch):
    """The package with a small data set in place of Fashion-MNIST, and no Debian package."""
    content, registry = small_files
    monkeypatch.setattr(fashion_mnist, "FASHION_MNIST", registry)
    monkeypatch.setattr(search, "DEBIAN_FOLDER", Path("/nonexistent"))
    monkeypatch.setenv("DWMTJ_FASHION_MNIST_URL", "http://127.0.0.1:9/")
    return content, registry


def _fill(folder, content, ending=""):
    folder.mkdir(parents=True, exist_ok=True)
    for name, payload in content.items():
        if name.endswith(".gz") == bool(ending):
            (folder / name).write_bytes(payload)


def test_the_real_data_set_is_found_and_complete():
    real = data.load("fashion-mnist")
    assert (len(real.train), len(real.test), real.pixels, real.classes) == (60000, 10000, 784, 10)
    assert np.bincount(real.train.labels).tolist() == [6000] * 10
    assert np.bincount(real.test.labels).tolist() == [1000] * 10
    assert real.train.images.min() == 0
    assert real.train.images.max() == 1
    assert real.train.images.mean() == pytest.approx(0.2860, abs=5e-4)  # known of this data set


@pytest.mark.parametrize("layout", ["", "fashion-mnist", "FashionMNIST/raw"])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_named_folder_is_read_in_every_layout(small, tmp_path, layout, ending):
    _fill(tmp_path / layout, small[0], ending)
    loaded = data.load("fashion-mnist", tmp_path)
    assert loaded.origin == "given"
    assert loaded.train.images.shape == (20, 9)
    assert loaded.train.images.dtype == np.float32


def test_the_search_order_is_named_folder_then_cache_then_debian(small, tmp_path, monkeypatch):
    content, _ = small
    debian, named = tmp_path / "debian", tmp_path / "named"
    monkeypatch.setattr(search, "DEBIAN_FOLDER", debian)
    _fill(debian, content, ".gz")
    assert data.load("fashion-mnist").origin == "Debian package"
    _fill(user_cache(), content, ".gz")
    assert data.load("fashion-mnist").origin == "user cache"
    _fill(named, content)
    monkeypatch.setenv("DWMTJ_DATA_DIR", str(named))
    assert data.load("fashion-mnist").origin == "given"
    assert places(tmp_path / "other") == [Place("given", tmp_path / "other")]


def test_a_named_folder_without_the_files_is_an_error_and_nothing_is_fetched(small, tmp_path):
    _fill(user_cache(), small[0])
    with pytest.raises(DataError, match="no Fashion-MNIST file; expected train-images-idx3-ubyte"):
        data.load("fashion-mnist", tmp_path)


def test_a_missing_file_is_named(small, tmp_path):
    _fill(tmp_path, small[0])
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="missing t10k-labels-idx1-ubyte"):
        data.load("fashion-mnist", tmp_path)


def test_changed_content_is_refused_even_if_well_formed(small, tmp_path):
    content, _ = small
    _fill(tmp_path, content)
    file = tmp_path / "train-labels-idx1-ubyte"
    file.write_bytes(file.read_bytes()[:-1] + b"\x0b")
    with pytest.raises(DataError, match="train-labels-idx1-ubyte: wrong checksum"):
        data.load("fashion-mnist", tmp_path)


def test_a_damaged_place_is_reported_not_passed_over(small, tmp_path, monkeypatch):
    content, _ = small
    monkeypatch.setattr(search, "DEBIAN_FOLDER", tmp_path)
    _fill(tmp_path, content)
    _fill(user_cache(), content)
    (user_cache() / "train-labels-idx1-ubyte").write_bytes(b"broken")
    with pytest.raises(DataError, match="wrong magic number"):
        data.load("fashion-mnist")


# Download


def _serve(server, content):
    server.answers.update({n: body for n, body in content.items() if n.endswith(".gz")})


def test_files_are_fetched_checked_and_kept(small, server):
    content, registry = small
    _serve(server, content)
    place = fashion_mnist.fetch(registry, server.url)
    assert place.status(registry) == ("complete", "")
    assert sorted(file.name for file in user_cache().iterdir()) == sorted(
        name for name in content if name.endswith(".gz")
    )
    before = len(server.requests)
    fashion_mnist.fetch(registry, server.url)
    assert len(server.requests) == before


def test_loading_fetches_what_is_nowhere(small, server, monkeypatch):
    _serve(server, small[0])
    monkeypatch.setenv("DWMTJ_FASHION_MNIST_URL", server.url)
    assert data.load("fashion-mnist").origin == "user cache"


def test_damaged_and_partial_files_in_the_cache_are_replaced(small, server):
    content, registry = small
    _serve(server, content)
    _fill(user_cache(), content, ".gz")
    (user_cache() / "train-labels-idx1-ubyte.gz").write_bytes(
        content["train-labels-idx1-ubyte"][:5]
    )
    (user_cache() / "t10k-labels-idx1-ubyte").write_bytes(b"broken plain file")
    place = fashion_mnist.fetch(registry, server.url)
    assert place.status(registry) == ("complete", "")
    assert len(server.requests) == 2


def _wrong_answers(body):
    return {
        "cut short": ((200, body[: len(body) // 2], len(body)), "cannot be fetched|wrong checksum"),
        "cut and declared so": (body[: len(body) // 2], "wrong checksum"),
        "another file": (gzip.compress(b"something else"), "wrong checksum"),
        "an error page": ((404, b"<html>", None), "HTTP status 404"),
        "a broken server": ((503, b"", None), "HTTP status 503"),
        "nothing": (b"", "wrong checksum"),
    }


@pytest.mark.parametrize("case", list(_wrong_answers(b"xx")))
def test_a_download_that_went_wrong_is_never_taken_for_the_file(small, server, case):
    content, registry = small
    _serve(server, content)
    name = "train-labels-idx1-ubyte.gz"
    server.answers[name], says = _wrong_answers(content[name])[case]
    with pytest.raises(DataError, match=says) as caught:
        fashion_mnist.fetch(registry, server.url)
    assert "\n" not in str(caught.value)
    assert "DWMTJ_FASHION_MNIST_URL" in str(caught.value)
    left = [file.name for file in user_cache().iterdir()]
    assert left == ["train-images-idx3-ubyte.gz"]
    assert Place("user cache", user_cache()).status(registry)[0] == "incomplete"


def test_without_a_network_the_error_says_what_to_do(small):
    with pytest.raises(
        DataError, match=r"cannot be fetched \(ConnectionError\); check the network"
    ):
        data.load("fashion-mnist")


def test_a_cache_that_cannot_be_written_is_told(small, server, monkeypatch, tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocker))
    with pytest.raises(DataError, match=r"cannot be written .* XDG_CACHE_HOME"):
        fashion_mnist.fetch(small[1], server.url)
