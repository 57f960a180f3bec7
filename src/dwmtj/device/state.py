"""The state of devices: where the walls are, whether there is a domain, and what was initialised.

It is explicit, can be copied, saved to a file and restored; nothing else of a device changes, apart
from its source of random numbers.
"""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from dwmtj.atomic import replacing

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# What numpy and zipfile raise for damaged archives; no archive at all is a TypeError.
_DAMAGED = (
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)
_FIELDS = ("walls", "angles", "present", "initialised", "waiting")


class DeviceState:
    """State of n devices.

    Parameters
    ----------
    walls : ndarray
        Positions of left and right wall from IN [m], shape [2, n].
    angles : ndarray
        In-plane angles of both walls from the track, used by the collective law [rad], shape
        [2, n].
    present : ndarray
        Whether there is a domain (no unit), shape [n].
    initialised : ndarray
        Whether a field has set both junctions (no unit), shape [n].
    waiting : ndarray
        Time at the attempt rate that a pinned wall still has to wait, NaN if not drawn yet [s],
        shape [n].
    terminals : {4, 3}
        Number of terminals of the devices [no unit]: a wall means another thing in each kind.

    Examples
    --------
    >>> from dwmtj.device import DeviceState, FourTerminalNeuron
    >>> neuron = FourTerminalNeuron("cui2024-ramp", 2, seed=1)
    >>> neuron.initialise()
    >>> before = neuron.state.copy()
    >>> neuron.write()
    array([ True,  True])
    >>> neuron.state.save("written.npz")
    >>> DeviceState.load("written.npz").present, before.present
    (array([ True,  True]), array([False, False]))
    """

    def __init__(
        self,
        walls: Array,
        angles: Array,
        present: Bools,
        initialised: Bools,
        waiting: Array,
        *,
        terminals: Literal[3, 4] = 4,
    ) -> None:
        self.walls, self.angles = walls, angles
        self.present, self.initialised, self.waiting = present, initialised, waiting
        self.terminals = terminals

    @classmethod
    def new(cls, count: int, terminals: Literal[3, 4] = 4) -> Self:
        """Make the state of devices that were never initialised.

        Parameters
        ----------
        count : int
            Number of devices [no unit].
        terminals : {4, 3}
            Number of terminals of each [no unit].

        Returns
        -------
        DeviceState
            Without domains.
        """
        nowhere, no = np.full(count, np.nan), np.zeros(count, bool)
        pair = np.full((2, count), np.nan)
        return cls(pair, pair.copy(), no, no.copy(), nowhere, terminals=terminals)

    @property
    def count(self) -> int:
        """Number of devices."""
        return self.present.size

    def copy(self) -> Self:
        """Give a copy that shares nothing."""
        return type(self)(
            *(getattr(self, name).copy() for name in _FIELDS), terminals=self.terminals
        )

    def save(self, path: str | Path) -> None:
        """Write the state to a file, whole or not at all.

        Parameters
        ----------
        path : path
            New file that ends in ``.npz``; never overwritten.

        Raises
        ------
        ValueError
            If the name ends otherwise.
        FileExistsError
            If the file is there already.
        """
        if not str(path).endswith(".npz"):
            raise ValueError(f"{path}: is not allowed; allowed: a name that ends in .npz")
        if Path(path).exists():
            raise FileExistsError(f"{path} is there already; choose another name or remove it")
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        arrays["terminals"] = np.array(self.terminals)
        with replacing(path) as temporary, temporary.open("wb") as file:
            np.savez(file, **arrays)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a state that :meth:`save` wrote.

        Parameters
        ----------
        path : path
            The file.

        Returns
        -------
        DeviceState
            The same state.

        Raises
        ------
        ValueError
            If the file is no such state, or is damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = [stored[name] for name in _FIELDS]
                terminals = stored["terminals"].tolist()
        except FileNotFoundError:
            raise
        except _DAMAGED:  # whose texts may show the bytes of the file
            raise ValueError(
                f"{path}: is no whole state of devices; it is damaged, or no file of "
                "DeviceState.save"
            ) from None
        if terminals not in (3, 4):
            raise ValueError(f"{path}: terminals: {terminals!r} is not allowed; allowed: 3, 4")
        count = arrays[-1].size
        for name, array in zip(_FIELDS, arrays, strict=True):
            shape = (2, count) if name in ("walls", "angles") else (count,)
            kind = np.bool_ if name in ("present", "initialised") else np.float64
            if array.shape != shape or array.dtype != kind:
                raise ValueError(
                    f"{path}: {name}: shape {list(array.shape)} of {array.dtype} is not allowed; "
                    f"allowed: {list(shape)} of {np.dtype(kind)}"
                )
        return cls(*arrays, terminals=terminals)
