"""What every experiment begins with: the device's parameters, a seed that is known, and a neuron.

An experiment that is given no seed draws one from the operating system and stores it, so that
every dataset can be made again.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np

from dwmtj.device import FourTerminalNeuron, Law, ThreeTerminalNeuron
from dwmtj.parameters import DeviceParameters, load_device
from dwmtj.parameters.source import Source

Neuron = FourTerminalNeuron | ThreeTerminalNeuron
TerminalNumber = Literal[3, 4]
#: Called with how much was done since the last call.
Progress = Callable[[int], None]


def parameters_of(device: DeviceParameters | str | Path) -> DeviceParameters:
    """Give the parameters of a device that can be measured.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.

    Returns
    -------
    DeviceParameters
        With the groups of a lab device.

    Raises
    ------
    ValueError
        If it has none.
    """
    parameters = device if isinstance(device, DeviceParameters) else load_device(device)
    if parameters.layout is None:
        name = parameters.name
        if str(device).endswith(".toml") and not isinstance(device, DeviceParameters):
            name = f"{device}: {name}"
        raise ValueError(
            f"{name}: has no layout, pinning or contacts, so it cannot be measured; "
            "allowed: one that can be by 'dwmtj device list', such as cui2024-ramp, or a changed "
            "copy of it; this one is for networks, see 'dwmtj reproduce'"
        )
    return parameters


def known_seed(seed: int | None) -> int:
    """Give the seed, or one from the operating system.

    Parameters
    ----------
    seed : int or None
        Seed of the random numbers (no unit).

    Returns
    -------
    int
        The seed.

    Raises
    ------
    ValueError
        If it is below zero.
    """
    if seed is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    if seed < 0:
        raise ValueError(f"seed: {seed} is not allowed; allowed: 0 or above")
    return seed


def make_neuron(
    device: DeviceParameters,
    *,
    seed: int,
    count: int = 1,
    law: Law = "pulse",
    spread: bool = False,
    terminals: TerminalNumber = 4,
) -> Neuron:
    """Make the devices of an experiment.

    Parameters
    ----------
    device : DeviceParameters
        What they are.
    seed : int
        Seed of the random numbers (no unit).
    count : int
        Number of devices [no unit].
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    spread : bool
        Whether devices differ.
    terminals : {4, 3}
        Number of terminals [no unit].

    Returns
    -------
    FourTerminalNeuron or ThreeTerminalNeuron
        The devices, not initialised yet.

    Raises
    ------
    ValueError
        If an argument is not allowed.
    """
    if terminals not in (3, 4):
        raise ValueError(f"terminals: {terminals} is not allowed; allowed: 3, 4")
    kind = FourTerminalNeuron if terminals == 4 else ThreeTerminalNeuron
    return kind(device, count, law=law, spread=spread, seed=seed)


def at_temperature(device: DeviceParameters, temperature: float) -> DeviceParameters:
    """Give the same device at another temperature.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    temperature : float
        Temperature [K].

    Returns
    -------
    DeviceParameters
        The copy; barriers and voltages that take them away stay as they are.
    """
    source = Source(kind="assumed", detail="set by the experiment")
    return device.replace("motion.temperature", temperature, source)


def at_least_one(name: str, number: int) -> None:
    """Refuse a number below one.

    Parameters
    ----------
    name : str
        What is counted.
    number : int
        How many [no unit].

    Raises
    ------
    ValueError
        If it is below one.
    """
    if number < 1:
        raise ValueError(f"{name}: {number} is not allowed; allowed: at least 1")
