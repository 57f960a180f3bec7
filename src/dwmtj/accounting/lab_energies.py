"""Energies of a device of a lab: of write, integrate, read and reset per cycle, and per spike.

Pulses between IN and GND heat the track, V^2/R_T over the trapezoid; write pulses go through the
junction. A reading of a resistance R takes V_r^2*t_r/R. Per cycle is the mean over all cycles; per
spike is everything that all cycles took over the number of those that fired. For each draw of the
assumed ranges as many cycles are drawn again from those simulated (bootstrap), so that the
intervals hold both; a pulse counts with the resistance of the draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.assumed import AssumedRange, assumed_value, ranges_of
from dwmtj.accounting.figures import (
    Distribution,
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

#: The energies that a spike is the sum of.
PARTS = ("write", "integrate", "read", "reset")


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
        return np.asarray(self.weights @ np.asarray(values, float) / self.weights.sum(1))


@dataclass(frozen=True)
class LabEnergies:
    """Energies of a device of a lab.

    Parameters
    ----------
    write, integrate, read, reset, per_spike : Figure
        The energies [J].
    """

    write: Figure
    integrate: Figure
    read: Figure
    reset: Figure
    per_spike: Figure


def lab_energies(
    device: DeviceParameters,
    train: PulseTrain,
    cycles: LabCycles,
    draws: Draws,
    *,
    terminals: int,
) -> LabEnergies:
    """Give the energies of simulated cycles.

    Parameters
    ----------
    device : DeviceParameters
        A device with the groups of a lab device.
    train : PulseTrain
        Pulses of a cycle.
    cycles : LabCycles
        What each cycle took.
    draws : Draws
        Draws of the assumed ranges.
    terminals : {4, 3}
        Number of terminals [no unit].

    Returns
    -------
    LabEnergies
        Each with its interval.
    """
    circuit = DeviceCircuit(device)
    pulse_energy = circuit.track_energy(train)
    softer = circuit.track_resistance / np.array([each.track_resistance for each in draws.circuits])
    taken = np.concatenate([[0.0], np.cumsum(pulse_energy)])  # by the first n pulses of a train
    end = cycles.to_fire + cycles.to_reset
    per_cycle = {"integrate": taken[cycles.to_fire]}
    if terminals == 4:
        per_cycle["reset"] = taken[end] - taken[cycles.to_fire]
        reset_pulses = _uses(train, pulse_energy, cycles.to_fire, end, ("IN", "GND"))
    else:
        per_cycle["reset"] = taken[cycles.to_reset]
        none = np.zeros_like(end)
        reset_pulses = _uses(train, pulse_energy, none, cycles.to_reset, ("GND", "IN"))
    drawn = {name: softer * draws.mean(each) for name, each in per_cycle.items()}
    write, per_cycle["write"], drawn["write"] = _write(device, circuit, draws, terminals)
    read, per_cycle["read"], drawn["read"] = _read(device, cycles, draws, terminals)
    how = f"mean of {cycles.fired.size} simulated cycles; {_drawn_text(draws)}"
    start = np.zeros_like(end)
    integrate = figure_of_pulses(
        drawn_estimate(float(per_cycle["integrate"].mean()), drawn["integrate"], "J", how),
        distribution_of(per_cycle["integrate"]),
        _uses(train, pulse_energy, start, cycles.to_fire, ("IN", "GND")),
    )
    reset = figure_of_pulses(
        drawn_estimate(float(per_cycle["reset"].mean()), drawn["reset"], "J", how),
        distribution_of(per_cycle["reset"]),
        reset_pulses,
    )
    whole = np.sum([np.broadcast_to(per_cycle[name], end.shape) for name in PARTS], axis=0)
    everything = np.sum([drawn[name] for name in PARTS], axis=0)
    per_spike = _per_spike(whole, everything, cycles, draws)
    if per_spike.estimate.value is not None:
        shares = _by_terminal([write, integrate, read, reset], whole.size / cycles.fired.sum())
        per_spike = replace(per_spike, by_terminal=shares)
    return LabEnergies(write, integrate, read, reset, per_spike)


def _by_terminal(parts: Sequence[Figure], cycles_per_spike: float) -> dict[str, float]:
    """Add up what the source at each terminal delivers per spike [J]."""
    delivered: dict[str, float] = {}
    for part in parts:
        for terminal, energy in (part.by_terminal or {}).items():
            delivered[terminal] = delivered.get(terminal, 0.0) + cycles_per_spike * energy
    return delivered


def _uses(
    train: PulseTrain, energies: Array, begin: Integers, end: Integers, terminals: tuple[str, str]
) -> tuple[PulseUse, ...]:
    """List the pulses of a train, those after ``begin`` and up to ``end`` of each cycle."""
    pulse = np.arange(1, len(train) + 1)
    used = ((pulse > begin[:, None]) & (pulse <= end[:, None])).mean(0)
    rows = zip(train.amplitudes, energies, used, strict=True)
    return tuple(
        PulseUse(float(volts), *terminals, float(energy), float(share))
        for volts, energy, share in rows
        if share > 0
    )


def _write(
    device: DeviceParameters, circuit: DeviceCircuit, draws: Draws, terminals: int
) -> tuple[Figure, Array, Array]:
    """Give the energy of writing, its value per cycle, and its draws."""
    number = len(draws.circuits)
    if terminals == 3:
        none = (0.0, 0.0)
        nothing = Estimate(0.0, "J", "none", interval_68=none, interval_95=none, reason=MADE_ONCE)
        return Figure(nothing, by_terminal={}), np.zeros(1), np.zeros(number)
    writing, drive = device.writing, device.drive
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
    return figure_of_pulses(estimate, None, (use,), details), np.array([value]), drawn.total


def _read(
    device: DeviceParameters, cycles: LabCycles, draws: Draws, terminals: int
) -> tuple[Figure, Array, Array]:
    """Give the energy of all readings of a cycle, in each cycle, and its draws."""
    contacts = device.contacts
    assert contacts is not None
    volts, time = contacts.read_voltage, assumed_value("read_time").value
    conductance = {"A": cycles.conductance_a, "B": cycles.conductance_b}
    ends = {"A": "IN", "B": "GND"}
    junctions = "AB" if terminals == 4 else "B"
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
    return figure_of_pulses(estimate, distribution_of(per_cycle), uses), per_cycle, drawn


def _per_spike(whole: Array, everything: Array, cycles: LabCycles, draws: Draws) -> Figure:
    """Give the energy per spike from that of each cycle, and the mean over cycles of each draw."""
    method = f"everything that {whole.size} cycles took over those that fired; {_drawn_text(draws)}"
    spikes = int(cycles.fired.sum())
    if not spikes:
        return Figure(unknown("J", method, f"none of {whole.size} simulated cycles fired"))
    share = draws.mean(cycles.fired)
    some = share > 0
    estimate = drawn_estimate(
        float(whole.sum() / spikes), everything[some] / share[some], "J", method
    )
    over_cycles: Distribution = distribution_of(whole[cycles.fired])
    return Figure(estimate, over_cycles, details={"parts": list(PARTS)})


def _drawn_text(draws: Draws) -> str:
    return f"interval of {len(draws.devices)} draws of the assumed ranges"
