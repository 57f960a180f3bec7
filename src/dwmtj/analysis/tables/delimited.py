"""Cells of a text table as numbers: fast where all are, and the culprit told where one is not.

A cell without a number is either one of the marks of :data:`MISSING`, which stand for "not
measured" or "out of range", or an error that names line, column and text.
"""

import io
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from dwmtj.analysis.records import Array
from dwmtj.analysis.tables.headers import Found
from dwmtj.analysis.tables.row_account import Bools, counted_rows
from dwmtj.analysis.tables.text_file import TextTable, split_cells

#: Marks of a value that was not measured, and of one out of range, in small letters.
MISSING = ("", "nan", "na", "n/a", "#n/a", "--", "-", "---", "none", "null", "missing")
OVERFLOW = (
    *(f"{sign}{text}" for sign in ("", "+", "-") for text in ("inf", "infinity", "overflow")),
    "overrange", "overload", "ovl", "ovld", "ovrflw", "ol", "o.l.",
)  # fmt: skip
#: What source-measure units give for a reading out of range (9.9e37) or none (9.91e37).
LARGEST = 9.8e37
_FLAGS = {"true": "1", "false": "0", "yes": "1", "no": "0"}


class Cells(NamedTuple):
    """Values of a column: ``numbers`` in the file's unit or ``texts``, shape [rows].

    ``missing`` marks cells without a value, ``overflow`` values out of range, shape [rows].
    """

    numbers: Array | None
    texts: npt.NDArray[np.str_] | None
    missing: Bools
    overflow: Bools


def read_cells(table: TextTable) -> dict[str, Cells]:
    """Read the columns of a table.

    Parameters
    ----------
    table : TextTable
        Lines and the columns that are wanted.

    Returns
    -------
    dict
        Cells by the column's short name, in the units of the file.

    Raises
    ------
    ValueError
        If a row has more cells than headings, or text stands where a number is expected.
    """
    _refuse_long_rows(table)
    frame, decimal = _parse(table)
    cells = {}
    for name, column in table.columns.items():
        content = column.column.content
        values = frame[column.position]
        if content == "name":
            cells[name] = _names(values)
        else:
            cells[name] = _numbers(values, column, table, decimal)
    return cells


def _refuse_long_rows(table: TextTable) -> None:
    separators = np.fromiter(
        (line.count(table.separator) for line in table.rows), np.int64, len(table.rows)
    )
    for row in np.flatnonzero(separators >= table.fields):
        cells = split_cells(table.rows[row], table.separator)
        if any(cells[table.fields :]):
            raise ValueError(
                f"line {table.lines[row]}: has {len(cells)} cells; expected {table.fields}, as "
                "there are headings"
            )


def _parse(table: TextTable) -> tuple[pd.DataFrame, str]:
    """All wanted columns, and the decimal sign: a comma where it leaves fewer texts than a dot."""
    text = "\n".join(table.rows)
    wanted = sorted(each.position for each in table.columns.values())
    numbers = [e.position for e in table.columns.values() if e.column.content != "name"]
    with_dot = _read(text, table, wanted, ".")
    texts = _texts(with_dot, numbers)
    quoted = table.separator != "," or '"' in text
    if not texts or not quoted or "," not in text:
        return with_dot, "."
    with_comma = _read(text, table, wanted, ",")
    return (with_comma, ",") if _texts(with_comma, numbers) < texts else (with_dot, ".")


def _texts(frame: pd.DataFrame, positions: list[int]) -> int:
    """Count the cells of columns of numbers that were left as text."""
    total = 0
    for position in positions:
        if not pd.api.types.is_numeric_dtype(frame[position]):
            total += int(pd.to_numeric(frame[position], errors="coerce").isna().sum())
    return total


def _read(text: str, table: TextTable, wanted: list[int], decimal: str) -> pd.DataFrame:
    names = {e.position: str for e in table.columns.values() if e.column.content == "name"}
    fields = max(table.fields, 1 + max(wanted))
    try:
        frame: pd.DataFrame = pd.read_csv(
            io.StringIO(text), sep=table.separator, header=None, names=list(range(fields)),
            usecols=wanted, index_col=False, dtype=names, decimal=decimal, keep_default_na=False,
            na_values=[""], skipinitialspace=True, skip_blank_lines=False, low_memory=False,
        )  # fmt: skip
    except pd.errors.ParserError as error:
        raise ValueError(_open_quotation(table) or f"cannot be read ({error})") from None
    if len(frame) != len(table.rows):
        raise ValueError(_open_quotation(table) or "cannot be read; expected each row in one line")
    return frame


def _open_quotation(table: TextTable) -> str | None:
    for row, line in zip(table.lines, table.rows, strict=True):
        if line.count('"') % 2:
            return f"line {row}: a quotation mark is left open; expected each row in one line"
    return None


def _names(values: "pd.Series[str]") -> Cells:
    texts = values.where(values.notna(), "").astype(str).str.strip().to_numpy(dtype=str)
    missing = np.isin(np.char.lower(texts), MISSING)
    return Cells(None, texts, missing, np.zeros(len(texts), bool))


def _numbers(values: "pd.Series[float]", column: Found, table: TextTable, decimal: str) -> Cells:
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return _mixed(values, column, table, decimal)
    numbers: Array = np.asarray(values, np.float64)
    overflow = np.abs(numbers) >= LARGEST
    return Cells(numbers, None, np.isnan(numbers), overflow)


def _mixed(values: "pd.Series[float]", column: Found, table: TextTable, decimal: str) -> Cells:
    """Read a column in which pandas found something that is no number."""
    texts = values.astype(object).where(values.notna(), "").astype(str).str.strip().str.lower()
    missing, overflow = texts.isin(MISSING), texts.isin(OVERFLOW)
    plain = texts
    if decimal == ",":  # a point would be one of thousands
        plain = texts.where(~texts.str.contains(".", regex=False), "?").str.replace(",", ".")
    if column.column.content == "flag":
        plain = texts.map(lambda text: _FLAGS.get(text, text))
    numbers = pd.to_numeric(plain.where(~(missing | overflow), "nan"), errors="coerce")
    wrong = (numbers.isna() & ~missing & ~overflow).to_numpy()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        others = int(wrong.sum()) - 1
        more = f" (and so in {counted_rows(others, 'more row')})" if others else ""
        expected = "true or false" if column.column.content == "flag" else "a number"
        other = "." if decimal == "," else ","
        if other in texts.iloc[row] and column.column.content != "flag":
            expected += f" with the decimal sign {decimal!r}, as elsewhere in this file"
        raise ValueError(
            f"line {table.lines[row]}, column {column.text!r}: "
            f"{str(values.iloc[row])[:60]!r} is not allowed; expected {expected}, or nothing{more}"
        )
    found: Array = np.asarray(numbers, np.float64)
    out_of_range = overflow.to_numpy() | (np.abs(found) >= LARGEST)
    return Cells(found, None, missing.to_numpy(), out_of_range)
