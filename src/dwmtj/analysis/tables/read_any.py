"""Reads a file as the first of several kinds of tables whose columns it has."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import read_table

#: What an error says of a file that is a table of another kind, and not a wrong one of this kind.
_OTHER_KIND = ("there is no column", "is of the experiment", "columns: ")


def read_any(
    path: str | Path, kinds: Sequence[str], *, columns: Mapping[str, str] | None = None
) -> Table:
    """Read a file that may be a table of several kinds.

    Parameters
    ----------
    path : str or Path
        The file.
    kinds : sequence of str
        Kinds of tables, in the order in which they are tried.
    columns : mapping, optional
        Which column is which, see :func:`~dwmtj.analysis.tables.read_table.read_table`.

    Returns
    -------
    Table
        Of the first kind that fits.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it fits no kind, or something is wrong with it.
    """
    errors = []
    for kind in kinds:
        try:
            return read_table(path, kind, columns=columns)
        except ValueError as error:
            if not any(text in str(error) for text in _OTHER_KIND):
                raise
            errors.append(error)
    raise errors[0]
