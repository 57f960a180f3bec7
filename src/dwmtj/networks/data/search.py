"""Where Fashion-MNIST is looked for, and in what state each place is.

Order: the folder the user names (``--data-dir`` or ``DWMTJ_DATA_DIR``; then no other is looked
at), the user cache, Debian's package ``dataset-fashion-mnist``.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from numpy.typing import NDArray

from dwmtj.networks.data.errors import DataError
from dwmtj.networks.data.idx import parse_idx, read_payload
from dwmtj.networks.data.registry import FASHION_MNIST, DataFile

#: Environment variable that names a data folder.
DATA_DIR_VARIABLE = "DWMTJ_DATA_DIR"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
#: Sub-folders in which other tools keep the same files.
_LAYOUTS = ("", "fashion-mnist", "FashionMNIST/raw")

State = Literal["complete", "damaged", "incomplete", "absent"]


@dataclass(frozen=True)
class Place:
    """One folder of the search order.

    Parameters
    ----------
    kind : str
        ``"given"``, ``"user cache"`` or ``"Debian package"``.
    folder : Path
        The folder.
    """

    kind: str
    folder: Path

    def find(self, file: DataFile) -> Path | None:
        """Look for a file, plain or gzipped, in the known layouts.

        Parameters
        ----------
        file : DataFile
            The file to look for.

        Returns
        -------
        Path or None
            Its path, or None if it is not there.
        """
        for layout in _LAYOUTS:
            for ending in ("", ".gz"):
                path = self.folder / layout / (file.name + ending)
                if path.exists():
                    return path
        return None

    def status(self, files: tuple[DataFile, ...] = FASHION_MNIST) -> tuple[State, str]:
        """Check all files of this place, content included.

        Parameters
        ----------
        files : tuple of DataFile
            The files that should be there.

        Returns
        -------
        state : {"complete", "damaged", "incomplete", "absent"}
            State of the place.
        problem : str
            What is wrong; empty if nothing is.
        """
        missing = [file.name for file in files if self.find(file) is None]
        if len(missing) == len(files):
            return "absent", f"{self.folder}: no Fashion-MNIST file"
        if missing:
            return "incomplete", f"{self.folder}: missing {', '.join(missing)}"
        try:
            for file in files:
                self.read(file)
        except DataError as error:
            return "damaged", str(error)
        return "complete", ""

    def read(self, file: DataFile) -> NDArray[Any]:
        """Read one file of this place and check it.

        Parameters
        ----------
        file : DataFile
            The file to read.

        Returns
        -------
        ndarray of uint8
            Its values, shape as the file states.

        Raises
        ------
        DataError
            If it is missing, unreadable or not what it should be.
        """
        path = self.find(file)
        if path is None:
            raise DataError(f"{self.folder}: missing {file.name}; run 'dwmtj data fetch'")
        payload = read_payload(path)
        values = parse_idx(payload, file.dimensions, str(path))
        if hashlib.sha256(payload).hexdigest() != file.payload_sha256:
            raise DataError(
                f"{path}: wrong checksum, this is not the published file; fetch it again"
            )
        return values


def user_cache() -> Path:
    """Folder of the user cache in which downloaded files are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("dwmtj")) / "fashion-mnist"


def places(data_dir: str | Path | None = None) -> list[Place]:
    """Give the search order.

    Parameters
    ----------
    data_dir : str or Path, optional
        Folder that the user named; else ``DWMTJ_DATA_DIR`` counts.

    Returns
    -------
    list of Place
        Only the named folder if there is one.
    """
    named = data_dir or os.environ.get(DATA_DIR_VARIABLE)
    if named:
        return [Place("given", Path(named).expanduser())]
    return [Place("user cache", user_cache()), Place("Debian package", DEBIAN_FOLDER)]
