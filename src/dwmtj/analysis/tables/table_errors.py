"""What is wrong with a file: it may be a table of another kind, or a wrong one of this kind.

Both are ``ValueError``; the first one lets the next kind be tried.
"""

from pathlib import Path


class OtherKindError(ValueError):
    """A column that the kind of table needs, or that is told, is not there.

    Parameters
    ----------
    message : str
        Which one, and what is there.
    found : int
        How many of the kind's columns are there: the more, the likelier the kind is meant.
    way_out : str
        How a text table with other headings is read nevertheless; empty if it cannot be.
    """

    def __init__(self, message: str, found: int = 0, way_out: str = "") -> None:
        super().__init__(message)
        self.found = found
        self.way_out = way_out


def placed(where: str, error: ValueError) -> ValueError:
    """Give an error with the place in front, as the same kind of error.

    Parameters
    ----------
    where : str
        Such as a file, or a line of it.
    error : ValueError
        What is wrong there.

    Returns
    -------
    ValueError
        To be raised.
    """
    if isinstance(error, OtherKindError):
        return OtherKindError(f"{where}: {error}{error.way_out}", error.found)
    return ValueError(f"{where}: {error}")


def naming_file(path: str | Path, error: Exception) -> str:
    """Give the text of an error with the file in front, unless it begins with that already.

    Parameters
    ----------
    path : str or Path
        The file.
    error : Exception
        What is wrong with it.

    Returns
    -------
    str
        Such as ``"loops.csv: no sweep"`` or ``"loops.csv, line 2, field: ..."``.
    """
    text = str(error)
    return text if text.startswith((f"{path}: ", f"{path}, ")) else f"{path}: {text}"
