"""Arguments of a device that are no quantities: numbers of devices, seeds, terminals, choices."""

import reprlib
from typing import Any

import numpy as np
import numpy.typing as npt

from dwmtj.device.pulse import PulseTrain
from dwmtj.physics.checks import whole

Bools = npt.NDArray[np.bool_]
_DIRECTIONS = {("IN", "GND"): 1.0, ("GND", "IN"): -1.0}


def chosen_devices(where: Any, count: int) -> Bools:
    """Give which devices are chosen.

    Parameters
    ----------
    where : array_like or None
        Truth values, shape [n]; all devices if None.
    count : int
        Number of devices n [no unit].

    Returns
    -------
    ndarray
        Whether each device is chosen, shape [n].

    Raises
    ------
    ValueError
        If there are no n truth values, such as where numbers of devices are given.
    """
    if where is None:
        return np.ones(count, bool)
    try:
        given = np.asarray(where)
    except ValueError:  # rows of different lengths
        given = np.empty(0)
    if given.dtype != np.bool_ or given.shape not in ((), (count,)):
        raise ValueError(
            f"where: {reprlib.repr(where)} is not allowed; allowed: one True or False for each "
            f"device, shape [{count}]; for numbers of devices numpy.isin(numpy.arange({count}), "
            "numbers)"
        )
    return np.broadcast_to(given, count)


def direction_of(terminals: Any) -> float:
    """Give the sign of a drive, 1 from IN to GND.

    Parameters
    ----------
    terminals : {("IN", "GND"), ("GND", "IN")}
        Where the pulses are applied, and which terminal is grounded.

    Returns
    -------
    float
        1 or -1 [no unit].

    Raises
    ------
    ValueError
        If there are no such terminals.
    """
    pair = tuple(terminals) if isinstance(terminals, (tuple, list)) else ()
    for known, sign in _DIRECTIONS.items():
        if pair == known:
            return sign
    raise ValueError(
        f"terminals: {reprlib.repr(terminals)} is not allowed; allowed: ('IN', 'GND'), "
        "('GND', 'IN')"
    )


def refuse_other_trains(train: Any) -> None:
    """Refuse what is no train of pulses.

    Parameters
    ----------
    train : PulseTrain
        The pulses.

    Raises
    ------
    ValueError
        If it is something else, such as a list of voltages.
    """
    if not isinstance(train, PulseTrain):
        raise ValueError(
            f"train: {reprlib.repr(train)} is not allowed; allowed: a PulseTrain, such as "
            "PulseTrain(amplitudes in V, duration in s)"
        )


def seed_sequence(seed: Any) -> np.random.SeedSequence:
    """Give what the random numbers of a device start from.

    Parameters
    ----------
    seed : int or None
        Seed (no unit), 0 or above; from the operating system if None.

    Returns
    -------
    SeedSequence
        For numpy's generators.

    Raises
    ------
    ValueError
        If it is no whole number, or below 0.
    """
    return np.random.SeedSequence(None if seed is None else whole("seed", seed, 0))
