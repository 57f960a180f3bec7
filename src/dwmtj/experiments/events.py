"""Events of a cycle, found in the two resistances alone, as one would in a lab.

A junction counts as switched above the middle between its two known levels: not covered by the
domain, and covered as far as the domain is long. *Depin* is the first reading at which the first
junction has fallen below its middle, *fire* the first at which the second junction is above, and
*reset* the first after firing at which it is below again. The states are those of the paper's
Fig. 3a: 1 [AP, P] written, 2 [P, P] integrating, 3 [P, AP] fired, 4 [P, P] after the reset, which
is also how a device without a domain looks.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.device import DeviceCircuit
from dwmtj.parameters import DeviceParameters

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Levels(NamedTuple):
    """``resistance_a`` and ``resistance_b`` midway between parallel and covered [ohm]."""

    resistance_a: float
    resistance_b: float


class Events(NamedTuple):
    """Events of cycles; 0 stands for what did not happen.

    ``depin_pulse``, ``fire_pulse`` and ``reset_pulse`` are numbers of pulses, shape [...];
    ``state`` is 1 to 4 at each reading, shape [..., P + 1].

    Examples
    --------
    >>> from dwmtj.experiments import find_events
    >>> events = find_events([[1930.0, 1650.0, 1650.0]], [[1180.0, 1460.0, 1180.0]], 1790.0, 1320.0)
    >>> events.fire_pulse, events.reset_pulse
    (array([1]), array([2]))
    """

    depin_pulse: Integers
    fire_pulse: Integers
    reset_pulse: Integers
    state: npt.NDArray[np.int8]

    def in_order(self) -> Bools:
        """Tell which cycles depinned, fired and were reset, in this order."""
        return (
            (self.depin_pulse > 0)
            & (self.depin_pulse <= self.fire_pulse)
            & (self.fire_pulse < self.reset_pulse)
        )


def largest_cover(device: DeviceParameters) -> float:
    """Share of a pillar that the domain covers at most, min(L_d, L_J)/L_J.

    Parameters
    ----------
    device : DeviceParameters
        The device.

    Returns
    -------
    float
        Share [no unit].
    """
    return min(device.track.domain_length / device.junction.length, 1.0)


def mid_levels(device: DeviceParameters, terminals: int = 4) -> Levels:
    """Give the resistances above which the junctions count as switched.

    Parameters
    ----------
    device : DeviceParameters
        A device with the groups of a lab device.
    terminals : int
        3 or 4 (no unit); with three there is no junction A, and the domain may cover all of B.

    Returns
    -------
    Levels
        Both [ohm].

    Examples
    --------
    >>> from dwmtj.experiments import mid_levels
    >>> from dwmtj.parameters import load_device
    >>> levels = mid_levels(load_device("cui2024-ramp"))
    >>> round(levels.resistance_a), round(levels.resistance_b)  # ohm
    (1790, 1320)
    """
    covers = np.array([0.0, 1.0 if terminals == 3 else largest_cover(device)])
    reading = DeviceCircuit(device).read(covers, covers)
    middle_a = float(reading.resistance_a.mean()) if terminals == 4 else float("nan")
    return Levels(middle_a, float(reading.resistance_b.mean()))


def find_events(
    first: npt.ArrayLike, second: npt.ArrayLike, first_level: float, second_level: float
) -> Events:
    """Find the events of cycles.

    Parameters
    ----------
    first, second : array_like
        Resistance of the junction that is written, and of the one that fires, at each reading
        [ohm], shape [..., P + 1]; reading 0 is that after writing. Of a three-terminal device
        ``first`` is NaN, and the begin of the motion cannot be seen.
    first_level, second_level : float
        Resistances above which they count as switched [ohm].

    Returns
    -------
    Events
        Pulses from 1 to P, and the state at each reading.

    Examples
    --------
    >>> from dwmtj.experiments import find_events
    >>> r_a = [[1930.0, 1930.0, 1650.0, 1650.0, 1650.0]]  # ohm, a cycle of five readings
    >>> r_b = [[1180.0, 1180.0, 1180.0, 1460.0, 1180.0]]
    >>> events = find_events(r_a, r_b, 1790.0, 1320.0)
    >>> events.depin_pulse, events.fire_pulse, events.state
    (array([2]), array([3]), array([[1, 1, 2, 3, 4]], dtype=int8))
    """
    return events_of(
        np.asarray(first, float) > first_level, np.asarray(second, float) > second_level
    )


def events_of(first_up: Bools, second_up: Bools) -> Events:
    """Find the events of cycles of which each reading is known to be switched or not.

    Parameters
    ----------
    first_up, second_up : ndarray
        Whether the junction that is written, and the one that fires, is switched at each reading
        (no unit), shape [..., P + 1]; reading 0 is that after writing.

    Returns
    -------
    Events
        Pulses from 1 to P, and the state at each reading.
    """
    depin = np.where(first_up[..., 0], _first(~first_up), 0)
    fire = np.where(second_up[..., 0], 0, _first(second_up))
    pulse = np.arange(first_up.shape[-1])
    fired = (fire[..., None] > 0) & (pulse >= fire[..., None])
    reset = _first(fired & ~second_up)
    moving = (depin[..., None] > 0) & (pulse >= depin[..., None])
    waits = (fire[..., None] > 0) & (pulse < fire[..., None])  # a domain is on its way
    over = (reset[..., None] > 0) & (pulse >= reset[..., None])
    state = np.where((moving | waits) & ~over, 2, 4)
    state = np.where(first_up, 1, np.where(second_up, 3, state))
    return Events(depin, fire, reset, state.astype(np.int8))


def amplitude_of(pulse: Integers, amplitudes: Array) -> Array:
    """Give the amplitudes of the pulses at which something happened.

    Parameters
    ----------
    pulse : ndarray
        Numbers of pulses, counted from 1, 0 for none (no unit), any shape.
    amplitudes : ndarray
        Of the pulses of the train [V], shape [P].

    Returns
    -------
    ndarray
        Amplitudes [V], NaN for none.
    """
    return np.concatenate([[np.nan], amplitudes])[pulse]


def _first(true: Bools) -> Integers:
    """Index of the first true from 1 on along the last axis, 0 if there is none."""
    later = true.copy()
    later[..., 0] = False
    return np.where(later.any(-1), later.argmax(-1), 0)
