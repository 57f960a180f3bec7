"""Pinning sites as the kernels read them, and what all laws of motion share about the track.

A site holds the wall that leads: the right one where the domain is pushed from A to B, the left one
on the way back. Its role depends on the direction, so the device works both ways: first the edge of
the junction where the domain is written, then entry and exit of the other junction.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.constants

from dwmtj.parameters import DeviceParameters

Array = npt.NDArray[np.float64]


class Track(NamedTuple):
    """What a law needs to know: numbers in SI units.

    ``sites`` [2, 3]: places [m] in the order in which a wall meets them, towards GND (row 0) and
    towards IN (row 1). ``first`` and ``last``: ends [m] at which walls leave, or stop if
    ``one_wall``. ``barrier``: of all sites over k_B*T. ``attempt_time`` [s].
    ``velocity_per_volt``: of the wall between sites, for 1 V along the track [m/s]. ``sigma``:
    relative spread of the noise. ``noise_interval``: time between two draws of it [s].
    """

    sites: Array
    first: float
    last: float
    one_wall: bool
    barrier: float
    attempt_time: float
    velocity_per_volt: float
    sigma: float
    noise_interval: float


def four_terminal_track(device: DeviceParameters, velocity_per_volt: float) -> Track:
    """Lay out the track of the four-terminal device.

    Parameters
    ----------
    device : DeviceParameters
        A device with layout, pinning and motion.
    velocity_per_volt : float
        Velocity of the wall between sites for 1 V along the track [m/s].

    Returns
    -------
    Track
        Its sites are the edges of both pillars.
    """
    assert device.layout is not None
    half = device.junction.length / 2
    a, b = device.layout.position_a, device.layout.position_b
    sites = np.array([[a + half, b - half, b + half], [b - half, a + half, a - half]])
    return _track(device, sites, 0.0, device.layout.track_length, False, velocity_per_volt)


def three_terminal_track(device: DeviceParameters, velocity_per_volt: float) -> Track:
    """Lay out the track of the three-terminal device: one wall, one junction, both ends closed.

    Parameters
    ----------
    device : DeviceParameters
        A device with layout, pinning and motion; its MTJ_A only says where the wall starts.
    velocity_per_volt : float
        Velocity of the wall between sites for 1 V along the track [m/s].

    Returns
    -------
    Track
        The wall starts at the place of the right edge of MTJ_A and does not leave.
    """
    assert device.layout is not None
    half = device.junction.length / 2
    start = device.layout.position_a + half
    b = device.layout.position_b
    last = device.layout.track_length
    sites = np.array([[start, b - half, b + half], [last, b + half, b - half]])
    return _track(device, sites, start, last, True, velocity_per_volt)


def _track(
    device: DeviceParameters,
    sites: Array,
    first: float,
    last: float,
    one_wall: bool,
    velocity_per_volt: float,
) -> Track:
    assert device.pinning is not None
    assert device.motion is not None
    thermal = scipy.constants.k * device.motion.temperature
    return Track(
        sites=sites,
        first=first,
        last=last,
        one_wall=one_wall,
        barrier=device.pinning.barrier / thermal,
        attempt_time=device.pinning.attempt_time,
        velocity_per_volt=velocity_per_volt,
        sigma=device.wall_noise.sigma,
        noise_interval=device.wall_noise.interval,
    )


def draw_voltages(device: DeviceParameters, count: int, rng: np.random.Generator | None) -> Array:
    """Voltages that take the barriers away, for each device: drawn once, as devices are made.

    Parameters
    ----------
    device : DeviceParameters
        A device with pinning.
    count : int
        Number of devices [no unit].
    rng : Generator or None
        Source of the spread from device to device; None makes all devices nominal.

    Returns
    -------
    ndarray
        Depinning, entry and exit voltage [V], shape [count, 3]; log-normal about the nominal ones.
    """
    assert device.pinning is not None
    pinning = device.pinning
    nominal = [pinning.depinning_voltage, pinning.entry_voltage, pinning.exit_voltage]
    voltages = np.tile(np.array(nominal), (count, 1))
    if rng is not None:
        voltages *= np.exp(pinning.device_spread * rng.standard_normal((count, 1)))
    return voltages
