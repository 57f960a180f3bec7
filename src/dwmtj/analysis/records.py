"""What a file holds once it is read: rows in SI units, and an account of the rows set aside.

Simulated and measured data take this form, and everything that follows knows no other.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: The events of a cycle that a pulse causes, in their order.
EVENTS = ("depin", "fire", "reset")


class SetAside(NamedTuple):
    r"""Rows that are not used: the ``reason``, how many ``rows``, and ``lines`` of the first ones.

    No units.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> _ = Path("counts.csv").write_text("cycle,count\n1,12\n2,nan\n3,13\n")
    >>> read_table("counts.csv", "passages").set_aside
    (SetAside(reason='count: no value', rows=1, lines=(3,)),)
    """

    reason: str
    rows: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    r"""Rows of a file in SI units.

    Parameters
    ----------
    origin : str
        Name of the file, for messages.
    kind : str
        Kind of table, see :mod:`dwmtj.analysis.tables.schema`.
    columns : dict
        The used rows by the column's short name, such as ``amplitude`` [V], each of shape [rows].
        Numbers are floats, texts such as ``junction`` are text; an optional column that is not in
        the file is not there.
    lines : ndarray
        Line of each used row in the file, from 1 (no unit), shape [rows].
    rows_read : int
        Rows in the file, the set-aside ones among them [no unit].
    set_aside : tuple of SetAside
        What was not used, and why.
    attributes : dict
        What a netCDF file says of itself, such as ``device``.
    remarks : tuple of str
        What is strange in the used rows, such as values that no such device has, in sentences.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> _ = Path("counts.csv").write_text("cycle,count\n1,12\n2,11\n3,13\n")
    >>> read_table("counts.csv", "passages").columns["count"]
    array([12., 11., 13.])
    """

    origin: str
    kind: str
    columns: dict[str, npt.NDArray[np.generic]]
    lines: Integers
    rows_read: int
    set_aside: tuple[SetAside, ...] = ()
    attributes: dict[str, object] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def rows_used(self) -> int:
        """Number of rows that are used [no unit]."""
        return len(self.lines)


class CycleEvents(NamedTuple):
    """Events of cycles, each array of shape [cycles], sorted by device and cycle.

    ``device`` and ``cycle`` are numbers from 1. ``applied`` counts the pulses of the cycle.
    ``written`` tells whether the first junction was seen switched before the first pulse.
    ``depin_pulse``, ``fire_pulse`` and ``reset_pulse`` are numbers of pulses from 1, 0 for what did
    not happen or was not seen. ``depin_amplitude``, ``fire_amplitude`` and ``reset_amplitude`` are
    the amplitudes of these pulses [V], NaN for none, and ``depin_before``, ``fire_before`` and
    ``reset_before`` those of the pulse before [V], NaN where the event came with the first pulse.
    ``last_amplitude`` is that of the last pulse [V]. ``label`` says what became of the cycle: see
    :mod:`dwmtj.analysis.events.events`.
    """

    device: Integers
    cycle: Integers
    applied: Integers
    written: npt.NDArray[np.bool_]
    depin_pulse: Integers
    fire_pulse: Integers
    reset_pulse: Integers
    depin_amplitude: Array
    fire_amplitude: Array
    reset_amplitude: Array
    depin_before: Array
    fire_before: Array
    reset_before: Array
    last_amplitude: Array
    label: npt.NDArray[np.str_]


class PulseCounts(NamedTuple):
    """How often an event happened at each amplitude of a pulse, shape [amplitudes].

    ``amplitude`` [V], ascending. ``at_risk`` counts the pulses of this amplitude that found the
    event possible (the one before it had happened, this one not yet), ``switched`` those at which
    it happened. No units but that of the amplitude.
    """

    amplitude: Array
    at_risk: Integers
    switched: Integers
