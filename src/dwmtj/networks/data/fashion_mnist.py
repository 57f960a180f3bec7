"""Fashion-MNIST (Xiao et al. 2017): found on this machine or fetched, always checked."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from dwmtj.networks.data.errors import DataError
from dwmtj.networks.data.image_set import DataSet, from_bytes
from dwmtj.networks.data.registry import FASHION_MNIST, UPSTREAM, DataFile
from dwmtj.networks.data.search import Place, places, user_cache

#: Environment variable with the address of a mirror to fetch from.
MIRROR_VARIABLE = "DWMTJ_FASHION_MNIST_URL"
_TIMEOUT_SECONDS = 30


def load_fashion_mnist(data_dir: str | Path | None = None) -> DataSet:
    """Read Fashion-MNIST from the first place that has it, or fetch it.

    Parameters
    ----------
    data_dir : str or Path, optional
        Folder with the four IDX files; nothing is fetched into a named folder.

    Returns
    -------
    DataSet
        60,000 training and 10,000 test images of 784 pixels.

    Raises
    ------
    DataError
        If no place has the files, one is damaged, or the download fails.
    """
    for place in places(data_dir):
        if any(place.find(file) for file in FASHION_MNIST):
            return _read(place)
        if place.kind == "given":
            raise DataError(
                f"{place.folder}: no Fashion-MNIST file; expected {FASHION_MNIST[0].name}[.gz] "
                "and the three others, there or in fashion-mnist/ or FashionMNIST/raw/"
            )
    return _read(fetch(FASHION_MNIST))


def fetch(files: tuple[DataFile, ...] = FASHION_MNIST, url: str | None = None) -> Place:
    """Download the files that the user cache lacks or holds damaged.

    Parameters
    ----------
    files : tuple of DataFile
        The files with their checksums.
    url : str, optional
        Address of the folder to fetch from; else ``DWMTJ_FASHION_MNIST_URL``, else the
        server of the authors.

    Returns
    -------
    Place
        The user cache, complete.

    Raises
    ------
    DataError
        If the network, the server or the cache folder does not allow it. Nothing partial is kept.
    """
    place = Place("user cache", user_cache())
    base = (url or os.environ.get(MIRROR_VARIABLE) or UPSTREAM).rstrip("/") + "/"
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            if not _is_sound(place, file):
                _download(file, base, place.folder)
    except OSError as error:
        raise DataError(
            f"{place.folder}: cannot be written ({error.strerror}); make it writable or set "
            "XDG_CACHE_HOME to another folder"
        ) from None
    return place


def _is_sound(place: Place, file: DataFile) -> bool:
    try:
        place.read(file)
    except DataError:
        return False
    return True


def _download(file: DataFile, base: str, folder: Path) -> None:
    import pooch
    import requests

    address = f"{base}{file.name}.gz"
    pooch.get_logger().setLevel("WARNING")  # the progress bar says the same
    downloader = pooch.HTTPDownloader(progressbar=sys.stderr.isatty(), timeout=_TIMEOUT_SECONDS)
    # Fetched into a folder of its own and moved when the checksum is right, so that a download
    # that is cut can never be taken for the file.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as temporary:
        try:
            fetched = pooch.retrieve(
                address, f"sha256:{file.gzip_sha256}", path=temporary, downloader=downloader
            )
        except requests.RequestException as error:
            reason = type(error).__name__
            if isinstance(error, requests.HTTPError) and error.response is not None:
                reason = f"HTTP status {error.response.status_code}"
            raise DataError(
                f"{address}: cannot be fetched ({reason}); check the network, set "
                f"{MIRROR_VARIABLE} to a mirror, or install Debian's dataset-fashion-mnist"
            ) from None
        except ValueError:  # pooch's word for a wrong checksum
            raise DataError(
                f"{address}: wrong checksum after download, cut or altered on the way; try again "
                f"or set {MIRROR_VARIABLE} to another mirror"
            ) from None
        (folder / file.name).unlink(missing_ok=True)  # a damaged plain file would be found first
        Path(fetched).replace(folder / f"{file.name}.gz")


def _read(place: Place) -> DataSet:
    train_images, train_labels, test_images, test_labels = (
        place.read(file) for file in FASHION_MNIST
    )
    return DataSet(
        name="fashion-mnist",
        title="Fashion-MNIST",
        train=_pair(train_images, train_labels),
        test=_pair(test_images, test_labels),
        origin=f"{place.kind}",
    )


def _pair(images: NDArray[Any], labels: NDArray[Any]) -> Any:
    return from_bytes(images, labels, white=255)
