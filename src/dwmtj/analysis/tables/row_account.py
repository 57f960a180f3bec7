"""Which rows of a table are still used, and why the others are not."""

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Integers, SetAside

Bools = npt.NDArray[np.bool_]

#: How many lines an account names of the rows set aside for one reason.
_FIRST = 5


class RowAccount:
    """Account of the rows of a table: ``used`` tells which are, shape [rows].

    Parameters
    ----------
    lines : ndarray
        Line of each row in its file (no unit), shape [rows].
    """

    def __init__(self, lines: Integers) -> None:
        self.used: Bools = np.ones(len(lines), bool)
        self.set_aside: list[SetAside] = []
        self.lines = lines

    def drop(self, mask: Bools, reason: str) -> None:
        """Use some rows no longer; those that are not used already keep their first reason.

        Parameters
        ----------
        mask : ndarray
            Which rows, shape [rows].
        reason : str
            Why.
        """
        now = mask & self.used
        if now.any():
            self.set_aside.append(account_of(now, self.lines, reason))
            self.used &= ~mask


def account_of(mask: Bools, lines: Integers, reason: str) -> SetAside:
    """Count rows that are set aside, and name their first lines.

    Parameters
    ----------
    mask : ndarray
        Which rows, shape [rows].
    lines : ndarray
        Line of each row (no unit), shape [rows].
    reason : str
        Why.

    Returns
    -------
    SetAside
        Lines in ascending order.
    """
    first = np.sort(lines[mask])[:_FIRST]
    return SetAside(reason, int(mask.sum()), tuple(int(line) for line in first))


def counted_rows(rows: int, noun: str = "row") -> str:
    """Write a number of rows.

    Parameters
    ----------
    rows : int
        How many [no unit].
    noun : str
        What one of them is called.

    Returns
    -------
    str
        Such as ``"1 row"`` or ``"2 rows"``.
    """
    return f"{rows} {noun}{'' if rows == 1 else 's'}"
