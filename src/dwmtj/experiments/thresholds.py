"""How the amplitudes of depinning, firing and reset depend on pulse length, temperature and device.

The thresholds are those of a fine ramp. A wall that sits at a site while the pulses of a ramp go by
has left it after pulse k with probability 1 - exp(-sum_i n_i), n_i being the expected escapes of
pulse i, so the quantiles of a single site are exact (``threshold_law``); beside them stands the
amplitude at which a single pulse frees half of the walls. Both know the site alone: a wall that
comes late, or needs further pulses to be seen to have moved, is in the simulation only.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.device import Law, PulseTrain, ramp_train
from dwmtj.experiments.cycle_dataset import as_dataset
from dwmtj.experiments.events import amplitude_of
from dwmtj.experiments.protocol import run_cycles
from dwmtj.experiments.provenance import describe
from dwmtj.experiments.setting import (
    Progress,
    at_least_one,
    at_temperature,
    known_seed,
    make_neuron,
    parameters_of,
)
from dwmtj.parameters import DeviceParameters
from dwmtj.physics import escape_amplitude, pulse_expected_escapes

Array = npt.NDArray[np.float64]

EVENTS = ("depin", "fire", "reset")
#: A standard deviation of a normal distribution on both sides of the median.
QUANTILES = (0.16, 0.5, 0.84)
#: How far a ramp goes on beyond the last amplitude of the preset, so that no device is left over.
_BEYOND = 1.3


def pulse_length(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    cycles: int = 1000,
    durations: Sequence[float] | None = None,
    step: float = 0.02,
    law: Law = "pulse",
    on_progress: Progress | None = None,
) -> xr.Dataset:
    """Measure the thresholds of a ramp against the length of its pulses.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    cycles : int
        Number of cycles for each length [no unit].
    durations : sequence of float, optional
        Lengths of a pulse, edges included [s]; from twice the preset's edges to twenty times the
        preset's length if not given.
    step : float
        Step of the ramp [V].
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    on_progress : callable, optional
        Called with the number of lengths that were done since the last call.

    Returns
    -------
    Dataset
        ``threshold_amplitude`` and ``threshold_law`` (event, quantile, duration), and
        ``single_pulse_law`` (event, duration).

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import pulse_length
    >>> dataset = pulse_length(seed=1, cycles=20)
    >>> sorted(str(name) for name in dataset["threshold_amplitude"].dims)
    ['duration', 'event', 'quantile']
    """
    parameters = parameters_of(device)
    drive = parameters.drive
    assert drive is not None
    if durations is None:
        first, last = 2 * (drive.rise + drive.fall), 20 * drive.duration
        durations = [float(length) for length in np.geomspace(first, last, 9)]
    cases = [(parameters, _fine_ramp(parameters, step, length)) for length in durations]
    known = known_seed(seed)
    dataset = _thresholds(cases, "duration", durations, known, cycles, law, on_progress)
    options = {"cycles": cycles, "step": step, "law": law, "last": _last_amplitude(cases)}
    return describe(dataset, "pulse-length", parameters, seed=known, options=options)


def temperature(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    cycles: int = 1000,
    temperatures: Sequence[float] = (150.0, 200.0, 250.0, 300.0, 350.0, 400.0),
    step: float = 0.02,
    law: Law = "pulse",
    on_progress: Progress | None = None,
) -> xr.Dataset:
    """Measure the thresholds of a ramp against the temperature, all barriers staying as they are.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    cycles : int
        Number of cycles for each temperature [no unit].
    temperatures : sequence of float
        Temperatures [K].
    step : float
        Step of the ramp [V].
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    on_progress : callable, optional
        Called with the number of temperatures that were done since the last call.

    Returns
    -------
    Dataset
        As of :func:`pulse_length`, with ``temperature`` in place of ``duration``.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import temperature
    >>> dataset = temperature(seed=1, cycles=20)
    >>> sorted(str(name) for name in dataset["threshold_amplitude"].dims)
    ['event', 'quantile', 'temperature']
    """
    parameters = parameters_of(device)
    others = [at_temperature(parameters, each) for each in temperatures]
    cases = [(other, _fine_ramp(other, step)) for other in others]
    known = known_seed(seed)
    dataset = _thresholds(cases, "temperature", temperatures, known, cycles, law, on_progress)
    options = {"cycles": cycles, "step": step, "law": law, "last": _last_amplitude(cases)}
    return describe(dataset, "temperature", parameters, seed=known, options=options)


def variability(
    device: DeviceParameters | str | Path = "cui2024-ramp",
    *,
    seed: int | None = None,
    devices: int = 200,
    cycles: int = 20,
    step: float = 0.02,
    reverse: bool = False,
    law: Law = "pulse",
    on_progress: Progress | None = None,
) -> xr.Dataset:
    """Measure the thresholds of many devices that differ, in many cycles each.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    seed : int, optional
        Seed of the random numbers (no unit); drawn and stored if not given.
    devices, cycles : int
        Number of devices, and of cycles in a row of each [no unit].
    step : float
        Step of the ramp [V].
    reverse : bool
        Whether the domain goes from B to A.
    law : {"pulse", "wall", "collective"}
        What moves the domain.
    on_progress : callable, optional
        Called with the number of cycles that were done since the last call.

    Returns
    -------
    Dataset
        ``depin_amplitude`` and the like (device, cycle), ``site_voltage`` (event, device).

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.experiments import variability
    >>> dataset = variability(seed=1, devices=10, cycles=2)
    >>> dict(dataset["fire_amplitude"].sizes)
    {'device': 10, 'cycle': 2}
    """
    parameters = parameters_of(device)
    at_least_one("devices", devices)
    known = known_seed(seed)
    train = _fine_ramp(parameters, step)
    neuron = make_neuron(parameters, seed=known, count=devices, law=law, spread=True)
    measured = run_cycles(
        neuron, train, cycles, reverse=reverse, keep_readings=False, on_progress=on_progress
    )
    dataset = as_dataset(measured, neuron, train, 4, reverse)
    if devices == 1:
        dataset = dataset.expand_dims(device=[1])
    dataset = dataset.assign_coords(event=list(EVENTS))
    dataset["site_voltage"] = (("event", "device"), neuron.voltages.T)
    options = {"devices": devices, "cycles": cycles, "step": step, "reverse": reverse, "law": law}
    return describe(dataset, "variability", parameters, seed=known, options=options)


def _fine_ramp(
    parameters: DeviceParameters, step: float, duration: float | None = None
) -> PulseTrain:
    drive = parameters.drive
    assert drive is not None
    last = _BEYOND * drive.ramp_last
    return ramp_train(parameters, last=last, step=step, duration=duration)


def _last_amplitude(cases: list[tuple[DeviceParameters, PulseTrain]]) -> float:
    return float(max(train.amplitudes.max() for _, train in cases))


def _thresholds(
    cases: list[tuple[DeviceParameters, PulseTrain]],
    name: str,
    values: Iterable[float],
    seed: int,
    cycles: int,
    law: Law,
    on_progress: Progress | None,
) -> xr.Dataset:
    """Measure each case on as many nominal devices as there are cycles, one cycle each."""
    at_least_one("cycles", cycles)
    simulated, exact, single = [], [], []
    seeds = np.random.SeedSequence(seed).generate_state(len(cases))
    for (parameters, train), own_seed in zip(cases, seeds, strict=True):
        neuron = make_neuron(parameters, seed=int(own_seed), count=cycles, law=law)
        events = run_cycles(neuron, train, 1, keep_readings=False).events
        pulses = np.stack([events.depin_pulse, events.fire_pulse, events.reset_pulse])[:, 0]
        simulated.append(_quantiles(amplitude_of(pulses, train.amplitudes)))
        of_ramp, of_one_pulse = _laws(parameters, train)
        exact.append(of_ramp)
        single.append(of_one_pulse)
        if on_progress:
            on_progress(1)
    dims = ("event", "quantile", name)
    return xr.Dataset(
        {
            "threshold_amplitude": (dims, np.stack(simulated, -1)),
            "threshold_law": (dims, np.stack(exact, -1)),
            "single_pulse_law": (("event", name), np.stack(single, -1)),
        },
        coords={"event": list(EVENTS), "quantile": list(QUANTILES), name: list(values)},
    )


def _quantiles(amplitudes: Array) -> Array:
    """Quantiles over the last axis; what did not happen counts as later than all that did."""
    late = np.where(np.isnan(amplitudes), np.inf, amplitudes)
    found = np.quantile(late, QUANTILES, axis=-1, method="inverted_cdf").T
    return np.where(np.isfinite(found), found, np.nan)


def _laws(parameters: DeviceParameters, train: PulseTrain) -> tuple[Array, Array]:
    """Exact amplitudes at which a wall leaves each site: of a ramp, and of one pulse alone.

    The first are the quantiles [events, quantiles], the second the medians [events].
    """
    pinning, motion = parameters.pinning, parameters.motion
    assert pinning is not None
    assert motion is not None
    voltages = np.array([pinning.depinning_voltage, pinning.entry_voltage, pinning.exit_voltage])
    escape = {
        "duration": train.duration,
        "rise": train.rise,
        "fall": train.fall,
        "barrier": pinning.barrier,
        "attempt_time": pinning.attempt_time,
        "temperature": motion.temperature,
    }
    escapes = pulse_expected_escapes(train.amplitudes, voltages[:, None], **escape)
    wanted = -np.log1p(-np.array(QUANTILES))
    reached = escapes.cumsum(-1)[:, None] >= wanted[:, None]
    first = np.where(reached.any(-1), reached.argmax(-1) + 1, 0)
    return amplitude_of(first, train.amplitudes), escape_amplitude(0.5, voltages, **escape)
