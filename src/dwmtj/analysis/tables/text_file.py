"""From the bytes of a file to the lines of its table: encoding, separator, headings, comments.

Read are files as spreadsheets and instruments export them: UTF-8 with or without a byte order mark,
UTF-16 ("Unicode text"), the Windows code page 1252, any ends of lines, a first line ``sep=;``,
lines that begin with #, empty lines, and lines of other text before the headings. Headings may
also stand in a comment, as numpy.savetxt writes them.
"""

import codecs
import csv
from typing import NamedTuple

import numpy as np

from dwmtj.analysis.records import Integers
from dwmtj.analysis.tables.headers import FindColumns, Found
from dwmtj.analysis.tables.table_errors import OtherKindError, placed

#: How far down the headings are looked for [lines].
_HEADINGS_WITHIN = 100
#: Longest line that may be one of headings [characters].
_LONGEST = 20_000
_KINDS_OF_FILE = (
    (b"PK\x03\x04", "is a spreadsheet file (.xlsx or .ods); export the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet file (.xls); export the sheet as CSV"),
    (b"\x1f\x8b", "is compressed; unpack it first"),
    (b"CDF", "is a netCDF 3 file; expected netCDF 4, as 'dwmtj measure --out' writes it"),
    (b"%PDF", "is a PDF file; expected a table as CSV or netCDF"),
)


class TextTable(NamedTuple):
    """Lines of a table: ``rows`` of text, their ``lines`` in the file, from 1, shape [rows].

    ``separator`` stands between the cells, ``fields`` is the number of headings, ``columns`` are
    those that were found among them, and ``preamble`` is the number of other lines before them.
    No units.
    """

    rows: list[str]
    lines: Integers
    separator: str
    fields: int
    columns: dict[str, Found]
    preamble: int


def decode(content: bytes) -> str:
    r"""Give the text of a file.

    Parameters
    ----------
    content : bytes
        All of it.

    Returns
    -------
    str
        With ``\n`` between lines.

    Raises
    ------
    ValueError
        If it is empty, or no text.
    """
    if not content.strip():
        raise ValueError("is empty; expected a line of headings and rows of numbers")
    for begin, message in _KINDS_OF_FILE:
        if content.startswith(begin):
            raise ValueError(message)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content[: len(content) // 2 * 2].decode("utf-16", errors="replace")
    elif b"\x00" in content:
        raise ValueError("is no text (it has bytes of value 0); expected a table as CSV or netCDF")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    strange = sum(not (each.isprintable() or each in "\n\t") for each in text[:4096])
    if strange > 8:  # a page of text has none or a few
        raise ValueError("is no text; expected a table as CSV or netCDF")
    return text


def find_table(text: str, find: FindColumns) -> TextTable:
    """Find the headings, and the rows below them.

    Parameters
    ----------
    text : str
        Of the file.
    find : callable
        Finds the columns among headings.

    Returns
    -------
    TextTable
        Rows that are neither empty nor comments.

    Raises
    ------
    OtherKindError
        If the headings lack a column.
    ValueError
        If there is no row, or a heading tells no fit unit.
    """
    lines = text.split("\n")
    told = _told_separator(lines[0])
    begin = 0 if told is None else 1
    at, separator, found, fields = _find_headings(lines, begin, told, find)
    preamble = sum(1 for line in lines[begin:at] if line.strip() and not line.startswith("#"))
    nothing = separator + " \t"
    below = lines[at + 1 :]
    kept = [row for row, line in enumerate(below) if line.strip(nothing)]
    # A comment may be quoted by a spreadsheet, or begin after blanks.
    if "#" in text:
        kept = [row for row in kept if not below[row][:24].lstrip('" \t').startswith("#")]
    if not kept:
        raise ValueError(f"has headings in line {at + 1} and no row below; expected rows")
    rows = below if len(kept) == len(below) else [below[row] for row in kept]
    return TextTable(rows, np.array(kept) + at + 2, separator, fields, found, preamble)


def split_cells(line: str, separator: str) -> list[str]:
    """Take a line apart.

    Parameters
    ----------
    line : str
        Of a table.
    separator : str
        What stands between the cells.

    Returns
    -------
    list of str
        Cells without blanks around them.

    Raises
    ------
    ValueError
        If a cell is too long to be one.
    """
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error as error:
        raise ValueError(f"{line[:40]!r}... cannot be read ({error})") from None
    return [cell.strip() for cell in cells]


def _told_separator(line: str) -> str | None:
    """Separator of a first line such as ``sep=;``, which spreadsheets write."""
    clean = line.strip().strip('"')
    if not clean.lower().startswith("sep="):
        return None
    return clean[4:5] or "\t"


def _separator_of(line: str) -> str:
    """Find the separator of a line of headings; a comma may stand within one of them."""
    return next((each for each in "\t;,|" if each in line), ",")


def _find_headings(
    lines: list[str],
    begin: int,
    told: str | None,
    find: FindColumns,
) -> tuple[int, str, dict[str, Found], int]:
    """Line, separator, found columns and number of the headings."""
    best: ValueError | None = None
    most = -1
    for at in range(begin, min(len(lines), begin + _HEADINGS_WITHIN)):
        line = lines[at].strip().lstrip("# ") if lines[at].startswith("#") else lines[at]
        if not line.strip():
            continue
        if len(line) > _LONGEST:
            what = f"line {at + 1}: has {len(line)} characters; expected headings"
            best = best or ValueError(f"{what} of at most {_LONGEST}")
            continue
        separator = told or _separator_of(line)
        headings = split_cells(line, separator)
        while headings and not headings[-1]:
            headings.pop()
        try:
            return at, separator, find(headings), len(headings)
        except OtherKindError as error:
            # The line that has most of the columns, or the first one, is meant as headings.
            if not lines[at].startswith("#") and error.found > most:
                most, best = error.found, placed(f"line {at + 1}", error)
        except ValueError as error:  # about a column that was found: these are the headings
            if not lines[at].startswith("#"):
                raise placed(f"line {at + 1}", error) from None
    raise best or ValueError("has comments only; expected a line of headings")
