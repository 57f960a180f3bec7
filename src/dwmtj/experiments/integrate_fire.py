"""Writing, integrating, firing and resetting: the paper's Figs 3a, 3c to 3f, and 4.

:func:`ramp` is one ramp of amplitudes, :func:`cycles` many of them in a row, :func:`train` cycles
of equal pulses. All give one kind of dataset: resistances and walls at each reading, and the
events, with the dimensions ``cycle`` and ``pulse``, and ``device`` if there are several.
"""

from pathlib import Path
from typing import Any

import xarray as xr

from dwmtj.device import Law, PulseTrain, constant_train, ramp_train
from dwmtj.experiments.cycle_dataset import as_dataset
from dwmtj.experiments.protocol import run_cycles
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import (
    Progress,
    TerminalNumber,
    known_seed,
    make_neuron,
    parameters_of,
)
from dwmtj.parameters import DeviceParameters
from dwmtj.same_arguments import arguments_of


def ramp(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    cycles: int = 1,
    devices: int = 1,
    reverse: bool = False,
    law: Law = "pulse",
    spread: bool = False,
    terminals: TerminalNumber = 4,
    first: float | None = None,
    last: float | None = None,
    step: float | None = None,
    duration: float | None = None,
    keep_readings: bool = True,
    on_progress: Progress | None = None,
) -> xr.Dataset:
    """Write a domain and apply pulses of growing amplitude (Fig. 3a; 3c with ``reverse``).

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    cycles, devices : int
        Number of cycles in a row, and of devices [no unit].
    reverse : bool
        Whether the domain goes from B to A.
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    spread : bool
        Whether devices differ.
    terminals : {4, 3}
        Number of terminals [no unit]; with three each ramp is followed by one in reverse.
    first, last, step : float, optional
        First and last amplitude and the step [V]; the preset's if not given.
    duration : float, optional
        Length of a pulse, edges included [s]; the preset's if not given.
    keep_readings : bool
        Whether all readings are kept, or only the events.
    on_progress : callable, optional
        Called with the number of cycles that were done since the last call.

    Returns
    -------
    Dataset
        Resistances, walls, states and events, see :mod:`dwmtj.experiments`.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import ramp
    >>> dataset = ramp("cui2024-ramp", seed=1)
    >>> float(dataset["fire_amplitude"][0]), dataset["fire_amplitude"].attrs["units"]
    (2.5, 'V')
    """
    parameters = parameters_of(device)
    pulses = ramp_train(parameters, first=first, last=last, step=step, duration=duration)
    name = "ramp" if cycles == 1 else "cycles"
    options = {
        "cycles": cycles,
        "devices": devices,
        "reverse": reverse,
        "law": law,
        "spread": spread,
        "terminals": terminals,
        "duration": pulses.duration,
        "first": float(pulses.amplitudes[0]),
        "last": float(pulses.amplitudes[-1]),
        "step": step if step is not None else _preset_step(parameters),
    }
    return _measure(name, parameters, pulses, seed, options, keep_readings, on_progress)


@arguments_of(ramp, cycles=100)
def cycles(*args: Any, **options: Any) -> xr.Dataset:
    """Repeat the ramp on the same device, no field after the first time (Figs 3d to 3f).

    Examples
    --------
    >>> from dwmtj.experiments import cycles
    >>> dataset = cycles("cui2024-ramp", seed=1, cycles=100)
    >>> dict(dataset["resistance_b"].sizes)
    {'cycle': 100, 'pulse': 22}
    """
    return ramp(*args, **options).assign_attrs(experiment="cycles")


def train(
    device: DeviceParameters | str | Path = "cui2024-train",
    *,
    seed: int | None = None,
    cycles: int = 16,
    devices: int = 1,
    reverse: bool = False,
    law: Law = "pulse",
    spread: bool = False,
    terminals: TerminalNumber = 4,
    amplitude: float | None = None,
    pulses: int | None = None,
    duration: float | None = None,
    keep_readings: bool = True,
    on_progress: Progress | None = None,
) -> xr.Dataset:
    """Write a domain and apply a train of equal pulses, again and again (Fig. 4).

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    cycles, devices : int
        Number of cycles in a row, and of devices [no unit].
    reverse : bool
        Whether the domain goes from B to A.
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    spread : bool
        Whether devices differ.
    terminals : {4, 3}
        Number of terminals [no unit]; with three each train is followed by one in reverse.
    amplitude : float, optional
        Amplitude [V]; the preset's if not given.
    pulses : int, optional
        Number of pulses of a train [no unit]; the preset's if not given.
    duration : float, optional
        Length of a pulse, edges included [s]; the preset's if not given.
    keep_readings : bool
        Whether all readings are kept, or only the events.
    on_progress : callable, optional
        Called with the number of cycles that were done since the last call.

    Returns
    -------
    Dataset
        As of :func:`ramp`.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import train
    >>> dataset = train("cui2024-train", seed=1, cycles=16)
    >>> float(dataset["fire_pulse"].median())
    11.5
    """
    parameters = parameters_of(device)
    pulse_train = constant_train(parameters, amplitude=amplitude, pulses=pulses, duration=duration)
    options = {
        "cycles": cycles,
        "devices": devices,
        "reverse": reverse,
        "law": law,
        "spread": spread,
        "terminals": terminals,
        "duration": pulse_train.duration,
        "pulses": len(pulse_train),
    }
    return _measure("train", parameters, pulse_train, seed, options, keep_readings, on_progress)


def _preset_step(parameters: DeviceParameters) -> float:
    assert parameters.drive is not None
    return parameters.drive.ramp_step


def _measure(
    name: str,
    parameters: DeviceParameters,
    pulses: PulseTrain,
    seed: int | None,
    options: dict[str, Any],
    keep_readings: bool,
    on_progress: Progress | None,
) -> xr.Dataset:
    known = known_seed(seed)
    neuron = make_neuron(
        parameters,
        seed=known,
        count=options["devices"],
        law=options["law"],
        spread=options["spread"],
        terminals=options["terminals"],
    )
    measured = run_cycles(
        neuron,
        pulses,
        options["cycles"],
        reverse=options["reverse"],
        keep_readings=keep_readings,
        on_progress=on_progress,
    )
    dataset = as_dataset(measured, neuron, pulses, options["terminals"], options["reverse"])
    return describe(dataset, name, parameters, seed=known, options=options)
