"""Energies of a device of a lab: of write, integrate, read and reset per cycle, and per spike.

Pulses between IN and GND heat the track, V^2/R_T over the trapezoid; write pulses go through the
junction. A reading of a resistance R takes V_r^2*t_r/R. Per cycle is the mean over all cycles; per
spike is everything that all cycles took over the number of those that fired. For each draw of the
assumed ranges as many cycles are drawn again from those simulated (bootstrap), so that the
intervals hold both; a pulse counts with the resistance of the draw.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.assumed import AssumedRange, assumed_value, ranges_of
from dwmtj.accounting.figures import (
    Figure,
    PulseUse,
    distribution_of,
    drawn_estimate,
    figure_of_pulses,
)
from dwmtj.accounting.lab_cycles import MADE_ONCE, LabCycles
from dwmtj.accounting.varied import varied
from dwmtj.accounting.write_energy import WriteHeat, write_heat
from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.device import DeviceCircuit, Pulse, PulseTrain
from dwmtj.experiments.events import largest_cover
from dwmtj.parameters import DeviceParameters

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Draws:
    """Draws of the assumed ranges, and of the cycles, that all figures of a device share.

    Parameters
    ----------
    device : DeviceParameters
        A device with the groups of a lab device.
    cycles : int
        Number of simulated cycles [no unit].
    draws : int
        Number of draws [no unit]; those that give no device are left out.
    seed : int
        Seed of the random numbers (no unit).
    """

    def __init__(self, device: DeviceParameters, cycles: int, draws: int, seed: int) -> None:
        rng = np.random.default_rng([seed, 1])
        self.ranges: list[AssumedRange] = [*ranges_of(device), assumed_value("read_time")]
        values = {each.quantity: each.draw(rng, draws) for each in self.ranges}
        read_times = values.pop("read_time")
        drawn = [
            varied(device, {name: float(each[i]) for name, each in values.items()})
            for i in range(draws)
        ]
        kept = np.array([each is not None for each in drawn], bool)
        #: The devices of the draws.
        self.devices = [each for each in drawn if each is not None]
        #: Their circuits.
        self.circuits = [DeviceCircuit(each) for each in self.devices]
        #: Time of a reading [s], shape [draws].
        self.read_times = read_times[kept]
        #: How often each cycle is drawn (no unit), shape [draws, cycles].
        self.weights = rng.multinomial(cycles, np.full(cycles, 1 / cycles), len(self.devices))

    def mean(self, values: npt.ArrayLike) -> Array:
        """Mean over the cycles of each draw.

        Parameters
        ----------
        values : array_like
            One value a cycle [any unit], shape [cycles].

        Returns
        -------
        ndarray
            Means [same unit], shape [draws].
        """
        return np.asarray(self.weights @ np.asarray(values, float) / self.weights.shape[1])


class _Part(NamedTuple):
    """A part of what a spike takes: the figure, the energy of each cycle, and of each draw [J].

    ``per_cycle`` has shape [cycles], or [1] if all cycles take the same; ``drawn`` has [draws].
    """

    figure: Figure
    per_cycle: Array
    drawn: Array


def lab_energies(cycles: LabCycles, draws: Draws) -> dict[str, Figure]:
    """Give the energies of simulated cycles.

    Parameters
    ----------
    cycles : LabCycles
        What each cycle took.
    draws : Draws
        Draws of the assumed ranges for the same device.

    Returns
    -------
    dict
        ``write``, ``integrate``, ``read``, ``reset`` and ``per_spike`` [J].
    """
    none, fire = np.zeros_like(cycles.to_fire), cycles.to_fire
    if cycles.terminals == 4:
        reset = _driven(cycles, draws, fire, fire + cycles.to_reset, ("IN", "GND"))
    else:
        reset = _driven(cycles, draws, none, cycles.to_reset, ("GND", "IN"))
    parts = {
        "write": _write(cycles, draws),
        "integrate": _driven(cycles, draws, none, fire, ("IN", "GND")),
        "read": _read(cycles, draws),
        "reset": reset,
    }
    figures = {name: part.figure for name, part in parts.items()}
    return figures | {"per_spike": _per_spike(parts, cycles, draws)}


def _driven(
    cycles: LabCycles, draws: Draws, begin: Integers, end: Integers, terminals: tuple[str, str]
) -> _Part:
    """Give the energy of the pulses after ``begin`` and up to ``end`` of each cycle."""
    circuit = DeviceCircuit(cycles.device)
    energies = circuit.track_energy(cycles.train)
    taken = np.concatenate([[0.0], np.cumsum(energies)])  # by the first n pulses of the train
    per_cycle = taken[end] - taken[begin]
    softer = circuit.track_resistance / np.array([each.track_resistance for each in draws.circuits])
    drawn = softer * draws.mean(per_cycle)
    how = f"mean of {per_cycle.size} simulated cycles; {_drawn_text(draws)}"
    estimate = drawn_estimate(float(per_cycle.mean()), drawn, "J", how)
    uses = _uses(cycles.train, energies, begin, end, terminals)
    figure = figure_of_pulses(estimate, distribution_of(per_cycle), uses)
    return _Part(figure, per_cycle, drawn)


def _uses(
    train: PulseTrain, energies: Array, begin: Integers, end: Integers, terminals: tuple[str, str]
) -> tuple[PulseUse, ...]:
    """List those pulses of a train, with the share of the cycles that take each."""
    pulse = np.arange(1, len(train) + 1)
    used = ((pulse > begin[:, None]) & (pulse <= end[:, None])).mean(0)
    rows = zip(train.amplitudes, energies, used, strict=True)
    return tuple(
        PulseUse(float(volts), *terminals, float(energy), float(share))
        for volts, energy, share in rows
        if share > 0
    )


def _write(cycles: LabCycles, draws: Draws) -> _Part:
    number = len(draws.circuits)
    if cycles.terminals == 3:
        none = (0.0, 0.0)
        nothing = Estimate(0.0, "J", "none", interval_68=none, interval_95=none, reason=MADE_ONCE)
        return _Part(Figure(nothing, by_terminal={}), np.zeros(1), np.zeros(number))
    device = cycles.device
    circuit, writing, drive = DeviceCircuit(device), device.writing, device.drive
    assert writing is not None
    assert drive is not None
    pulse = Pulse(writing.amplitude, drive.duration, drive.rise, drive.fall)
    heat = write_heat([circuit], pulse)
    drawn = write_heat(draws.circuits, pulse) if number else WriteHeat(*np.zeros((3, 0)))
    reversed_at_once = float(write_heat([circuit], pulse, largest_cover(device)).total[0])
    value = float(heat.total[0])
    how = f"joule heat of a write pulse, junction parallel; {_drawn_text(draws)}"
    parts = {
        name: drawn_estimate(float(getattr(heat, name)[0]), getattr(drawn, name), "J", how)
        for name in WriteHeat._fields
    }
    details = {
        "by_part": {name: each.to_dict() for name, each in parts.items()},
        "if_reversed_from_the_begin": reversed_at_once,
    }
    use = PulseUse(writing.amplitude, "IN", "A", value, 1.0)
    estimate = drawn_estimate(value, drawn.total, "J", how)
    figure = figure_of_pulses(estimate, None, (use,), details)
    return _Part(figure, np.array([value]), drawn.total)


def _read(cycles: LabCycles, draws: Draws) -> _Part:
    """Give the energy of all readings of a cycle."""
    contacts = cycles.device.contacts
    assert contacts is not None
    volts, time = contacts.read_voltage, assumed_value("read_time").value
    conductance = {"A": cycles.conductance_a, "B": cycles.conductance_b}
    ends = {"A": "IN", "B": "GND"}
    junctions = "AB" if cycles.terminals == 4 else "B"
    readings = float(cycles.readings.mean())
    per_cycle = volts**2 * time * (conductance["A"] + conductance["B"])
    # The TMR, which falls with the voltage, is that at the reading voltage of the device itself.
    voltages = np.array([each.contacts.read_voltage for each in draws.devices if each.contacts])
    drawn = (voltages / volts) ** 2 * draws.read_times / time * draws.mean(per_cycle)
    uses = tuple(
        PulseUse(
            volts,
            name,
            ends[name],
            float(volts**2 * time * conductance[name].sum() / cycles.readings.sum()),
            readings,
        )
        for name in junctions
    )
    how = (
        f"V_r^2*t_r/R summed over the readings after each pulse, mean of {cycles.fired.size} "
        f"simulated cycles; {_drawn_text(draws)}"
    )
    estimate = drawn_estimate(float(per_cycle.mean()), drawn, "J", how)
    return _Part(figure_of_pulses(estimate, distribution_of(per_cycle), uses), per_cycle, drawn)


def _per_spike(parts: Mapping[str, _Part], cycles: LabCycles, draws: Draws) -> Figure:
    """Give everything that was taken over the number of spikes."""
    whole = sum((part.per_cycle for part in parts.values()), np.zeros(cycles.fired.size))
    everything = np.sum([part.drawn for part in parts.values()], axis=0)
    method = f"everything that {whole.size} cycles took over those that fired; {_drawn_text(draws)}"
    spikes = int(cycles.fired.sum())
    if not spikes:
        return Figure(unknown("J", method, f"none of {whole.size} simulated cycles fired"))
    share = draws.mean(cycles.fired)
    some = share > 0
    estimate = drawn_estimate(
        float(whole.sum() / spikes), everything[some] / share[some], "J", method
    )
    delivered: dict[str, float] = {}
    for part in parts.values():
        for terminal, energy in (part.figure.by_terminal or {}).items():
            delivered[terminal] = delivered.get(terminal, 0.0) + energy * whole.size / spikes
    return Figure(
        estimate, distribution_of(whole[cycles.fired]), delivered, details={"parts": list(parts)}
    )


def _drawn_text(draws: Draws) -> str:
    return f"interval of {len(draws.devices)} draws of the assumed ranges"
