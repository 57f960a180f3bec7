"""Reads a file as the first of several kinds of tables whose columns it has."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dwmtj.analysis.records import Table
from dwmtj.analysis.tables.read_table import read_table
from dwmtj.analysis.tables.table_errors import OtherKindError


def read_any(
    path: str | Path,
    kinds: Sequence[str],
    *,
    columns: Mapping[str, str] | None = None,
    partly: bool = False,
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
    partly : bool
        Whether ``columns`` may have others too, which are of other files.

    Returns
    -------
    Table
        Of the first kind that fits.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    OtherKindError
        If it fits no kind: what the kind lacks of which it has most columns.
    ValueError
        If something is wrong with it.

    Examples
    --------
    >>> from dwmtj.analysis.tables.read_any import read_any
    >>> from dwmtj.experiments import train, write_csv
    >>> _ = write_csv(train(seed=1, cycles=5), "trains.csv")
    >>> read_any("trains.csv", ["loops", "cycles"]).kind
    'cycles'
    """
    errors = []
    for kind in kinds:
        try:
            return read_table(path, kind, columns=columns, partly=partly)
        except OtherKindError as error:
            errors.append(error)
    raise max(errors, key=lambda error: error.found)  # the first one of equals
