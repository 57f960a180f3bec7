"""What drives a wall: fields and current densities, constant, per replica, or along a waveform."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


class Modulated(NamedTuple):
    """A quantity of ``amplitude`` (a number, or [R]) times a ``waveform`` [steps] without unit.

    All replicas share the waveform. A value is held for the whole of its step: taken from the
    middle of the step, it keeps the integrator at second order.

    Examples
    --------
    >>> import numpy as np
    >>> from dwmtj import physics
    >>> waveform = np.repeat([0.0, 1.0, 0.0], 100)  # a factor for each step
    >>> physics.WallDrive(field_z=physics.Modulated(500.0, waveform)).field_z.amplitude
    500.0
    """

    amplitude: npt.ArrayLike
    waveform: npt.ArrayLike


class WallDrive(NamedTuple):
    """Fields and currents, each a number, an array [R] or :class:`Modulated`.

    ``field_x``, ``field_y`` and ``field_z`` are fields [A/m] along the track, across it and along
    the easy axis. ``magnet_current_density`` and ``heavy_metal_current_density`` are densities of
    the conventional current along +x [A/m^2]: electrons, and a wall with P > 0, flow along -x.

    Examples
    --------
    >>> from dwmtj import physics
    >>> physics.WallDrive(field_z=100.0, magnet_current_density=1e11).field_z
    100.0
    """

    field_x: npt.ArrayLike | Modulated = 0.0
    field_y: npt.ArrayLike | Modulated = 0.0
    field_z: npt.ArrayLike | Modulated = 0.0
    magnet_current_density: npt.ArrayLike | Modulated = 0.0
    heavy_metal_current_density: npt.ArrayLike | Modulated = 0.0


def _one_by_one(drive: WallDrive) -> Iterator[tuple[str, npt.ArrayLike, npt.ArrayLike]]:
    """Name, amplitude and waveform of each quantity."""
    for name, quantity in zip(drive._fields, drive, strict=True):
        if isinstance(quantity, Modulated):
            yield name, quantity.amplitude, quantity.waveform
        else:
            yield name, quantity, 1.0


def sample_drive(drive: WallDrive, replicas: int, steps: int) -> tuple[Array, Array]:
    """Give the amplitudes of all replicas and the waveforms of all steps.

    Parameters
    ----------
    drive : WallDrive
        The drive.
    replicas, steps : int
        Numbers R of replicas and of steps [no unit].

    Returns
    -------
    amplitudes : ndarray
        Shape [5, R], in the order and the units of the fields of the drive.
    waveforms : ndarray
        Factors, shape [5, steps].

    Raises
    ------
    ValueError
        If a quantity is not finite or its shape fits neither.
    """
    amplitudes = np.empty((len(drive), replicas))
    waveforms = np.empty((len(drive), steps))
    for row, (name, amplitude, waveform) in enumerate(_one_by_one(drive)):
        for target, values, allowed in (
            (amplitudes, amplitude, f"a number or [{replicas}], one value for each replica"),
            (waveforms, waveform, f"a number or [{steps}], one value for each step"),
        ):
            numbers = np.asarray(values, float)
            if numbers.shape not in {(), target.shape[1:]}:
                shape = list(numbers.shape)
                raise ValueError(f"{name}: shape {shape} is not allowed; allowed: {allowed}")
            if not np.all(np.isfinite(numbers)):
                raise ValueError(f"{name}: not finite; allowed: finite numbers")
            target[row] = numbers
    return amplitudes, waveforms
