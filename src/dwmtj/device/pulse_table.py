"""Pulse trains as tables: CSV files that a spreadsheet or a source's own program can read.

One row a pulse, numbered from 1, with columns ``pulse, amplitude (V), duration (s), rise (s),
fall (s), period (s)``. All pulses of a train have one shape and period, so these columns repeat.
Numbers are written with all their digits and read back the same.
"""

import csv
import io
import os
import reprlib
from pathlib import Path

import numpy as np

from dwmtj.atomic import write_text
from dwmtj.device.pulse import PulseTrain

HEADER = ("pulse", "amplitude (V)", "duration (s)", "rise (s)", "fall (s)", "period (s)")


class PulseTableError(ValueError):
    r"""A table that cannot be read; the message names file, line, column and what is expected.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.device import PulseTableError, read_pulse_table
    >>> _ = Path("pulses.csv").write_text("pulse,amplitude (V)\n1,2.4\n")
    >>> try:
    ...     read_pulse_table("pulses.csv")
    ... except PulseTableError as error:
    ...     print(str(error).split(":")[0])
    pulses.csv, line 1
    """


def write_pulse_table(
    train: PulseTrain, path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write a train to a CSV file, whole or not at all.

    Parameters
    ----------
    train : PulseTrain
        The train.
    path : path
        The file.
    overwrite : bool, optional
        Whether a file that is there already may be replaced.

    Raises
    ------
    ValueError
        If the train has no pulses: a table could not keep their shape.
    FileExistsError
        If the file is there already and may not be replaced.
    OSError
        If the folder is missing or cannot be written.

    Examples
    --------
    >>> from dwmtj.device import constant_train, write_pulse_table
    >>> write_pulse_table(constant_train("cui2024-train", pulses=2), "pulses.csv")
    >>> print(open("pulses.csv").read().strip())
    pulse,amplitude (V),duration (s),rise (s),fall (s),period (s)
    1,2.4,5e-08,1e-08,1e-08,0.001
    2,2.4,5e-08,1e-08,1e-08,0.001
    """
    if not len(train):
        raise ValueError("train: no pulses; allowed: at least one")
    if Path(path).exists() and not overwrite:
        raise FileExistsError(f"{path} is there already; choose another name or remove it")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    shape = [float(part) for part in (train.duration, train.rise, train.fall, train.period)]
    for number, amplitude in enumerate(train.amplitudes.tolist(), start=1):
        writer.writerow([number, repr(amplitude), *map(repr, shape)])
    write_text(Path(path), text.getvalue())


def read_pulse_table(path: str | os.PathLike[str]) -> PulseTrain:
    """Read a train from a CSV file.

    Parameters
    ----------
    path : path
        The file; empty lines and blanks around numbers are allowed.

    Returns
    -------
    PulseTrain
        The train.

    Raises
    ------
    PulseTableError
        If the table is not as expected.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> from dwmtj.device import constant_train, read_pulse_table, write_pulse_table
    >>> train = constant_train("cui2024-train", pulses=2)
    >>> write_pulse_table(train, "pulses.csv")
    >>> read_pulse_table("pulses.csv") == train
    True
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PulseTableError(f"{path}: not a text file; expected a CSV table") from None
    reader = csv.reader(io.StringIO(text), skipinitialspace=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    except csv.Error as error:
        raise PulseTableError(
            f"{path}, line {reader.line_num}: no CSV table ({error}); expected "
            f"{', '.join(HEADER)!r}"
        ) from None
    if not rows or tuple(rows[0][1]) != HEADER:
        line, found = rows[0] if rows else (1, [])
        raise PulseTableError(
            f"{path}, line {line}: header {reprlib.repr(', '.join(found))}; expected "
            f"{', '.join(HEADER)!r}"
        )
    if len(rows) == 1:
        raise PulseTableError(f"{path}: no pulses; expected at least one row below the header")
    amplitudes, shape = [], None
    for number, (line, cells) in enumerate(rows[1:], start=1):
        pulse, amplitude, *part = _numbers(f"{path}, line {line}", cells)
        if pulse != number:
            raise _error(f"{path}, line {line}", 0, cells, f"pulse number {number}")
        if shape is not None and part != shape:
            column = 2 + next(i for i in range(len(part)) if part[i] != shape[i])
            raise _error(
                f"{path}, line {line}",
                column,
                cells,
                f"{shape[column - 2]:g}, as in the line before",
            )
        shape = part
        amplitudes.append(amplitude)
    assert shape is not None
    try:
        return PulseTrain(np.array(amplitudes), *shape)
    except ValueError as error:
        raise PulseTableError(f"{path}, line {rows[1][0]}: {error}") from None


def _numbers(place: str, cells: list[str]) -> list[float]:
    if len(cells) != len(HEADER):
        raise PulseTableError(f"{place}: {len(cells)} columns; expected {len(HEADER)}")
    numbers = []
    for column, cell in enumerate(cells):
        unit = HEADER[column].partition("(")[2].rstrip(")")
        expected = f"a finite number in {unit}" if unit else "a whole number"
        try:
            number = float(cell)
        except ValueError:
            raise _error(place, column, cells, expected) from None
        if not np.isfinite(number):
            raise _error(place, column, cells, expected)
        numbers.append(number)
    return numbers


def _error(place: str, column: int, cells: list[str], expected: str) -> PulseTableError:
    return PulseTableError(
        f"{place}, column {HEADER[column]!r}: {reprlib.repr(cells[column])}; expected {expected}"
    )
