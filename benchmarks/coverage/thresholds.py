"""How often the intervals of `fit_thresholds` hold the truth: simulated events of known laws.

    python -m benchmarks.coverage.thresholds [SETS] [CASE...]

prints, for each estimate of each case, the shares of sets in which it has a value and an interval
of 68 and of 95 %, the mean error over the standard deviation of the estimate, and the shares of
these intervals that hold the truth. Depinning, firing and reset are drawn pulse by pulse from
thermally activated escape (or from a normal threshold); a share of cycles may have its event at any
later pulse, as a mislabelled row would. With read noise the events are found in readings of both
junctions.
"""

import argparse
import time
from dataclasses import dataclass, replace

import numpy as np

from dwmtj.analysis.events.events import find_cycle_events, pulse_counts
from dwmtj.analysis.records import EVENTS, CycleEvents, PulseCounts, Table
from dwmtj.analysis.thresholds.drift import drift_estimates
from dwmtj.analysis.thresholds.escape_pulse import EscapePulse
from dwmtj.analysis.thresholds.event_thresholds import event_threshold
from dwmtj.analysis.thresholds.ramp_outcomes import ramp_of, ramp_outcomes
from dwmtj.analysis.thresholds.separability import separability_estimates
from dwmtj.analysis.thresholds.spread_components import device_spread
from dwmtj.analysis.thresholds.threshold_laws import NormalLaw, ThermalLaw, amplitude_of

PULSE = EscapePulse(50e-9, 10e-9, 10e-9, 1e-9, 300.0)
#: Middles [V] and width [V] of the three events.
V50, WIDTH = {"depin": 1.75, "fire": 2.45, "reset": 2.65}, 0.04
#: Levels of the two junctions, low and high [ohm].
LEVELS_A, LEVELS_B = (1650.0, 1930.0), (1180.0, 1460.0)


@dataclass(frozen=True)
class Case:
    """What is simulated: cycles of devices, step and last amplitude of the ramp, and disturbances.

    Parameters
    ----------
    cycles, devices : int
        Number of cycles of each device, and of devices [no unit].
    step, last : float
        Step and last amplitude of the ramp [V].
    mislabelled : float
        Share of cycles whose event is at a random pulse [no unit].
    spread, drift : float
        Standard deviation over devices [V], and drift [V per cycle].
    law : str
        "thermal" or "probit".
    read_noise : float
        Standard deviation of the readings in which the events are found [ohm]; none if 0.
    """

    cycles: int
    devices: int = 1
    step: float = 0.02
    last: float = 3.2
    mislabelled: float = 0.0
    spread: float = 0.0
    drift: float = 0.0
    law: str = "thermal"
    read_noise: float = 0.0

    @property
    def ramp(self):
        """Amplitudes of the ramp [V]."""
        return np.round(np.arange(1.0, self.last + self.step / 2, self.step), 9)

    def hazards(self, event, shift=0.0):
        """Cumulative hazard at the ramp for devices shifted by some volts."""
        law = NormalLaw() if self.law == "probit" else ThermalLaw(PULSE, self.step)
        middle = V50[event] + np.asarray(shift, float)
        return law.hazards(self.ramp, middle, np.full(middle.shape, np.log(WIDTH)))


def simulated(generator, case):
    """Draw events of cycles, and count the pulses.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    case : Case
        What is simulated.

    Returns
    -------
    tuple
        Events, and pulse counts by event.
    """
    ramp, total = case.ramp, case.cycles * case.devices
    device = np.repeat(np.arange(case.devices), case.cycles)
    cycle = np.tile(np.arange(case.cycles), case.devices)
    shift = case.spread * generator.standard_normal(case.devices)
    pulses, before = {}, np.zeros(total, np.int64)
    for event in EVENTS:
        if case.drift:
            moved = shift[device] + case.drift * (cycle - case.cycles / 2)
            hazards = case.hazards(event, moved)
        else:
            hazards = case.hazards(event, shift)[device]
        known = np.concatenate([np.zeros((total, 1)), hazards], axis=1)
        start = known[np.arange(total), before] if case.law == "thermal" else 0.0
        wanted = generator.exponential(size=total) + start
        found = (hazards < wanted[:, None]).sum(axis=1) + 1
        found = np.maximum(found, before + 1)
        stray = generator.random(total) < case.mislabelled
        anywhere = before + 1 + np.floor(generator.random(total) * (len(ramp) - before + 1))
        found = np.where(stray, anywhere.astype(np.int64), found)
        possible = before < len(ramp) if event == "depin" else (before > 0) & (before < len(ramp))
        pulses[event] = np.where(possible & (found <= len(ramp)), found, 0)
        before = pulses[event]
    if case.read_noise:
        return _read(generator, case, device + 1, cycle + 1, pulses)
    return _as_events(ramp, device + 1, cycle + 1, pulses), _counted(ramp, pulses)


def _read(generator, case, device, cycle, pulses):
    """Events that are found in noisy readings after writing and after each pulse."""
    ramp, total = case.ramp, len(device)
    number = np.arange(len(ramp) + 1)
    depin, fire, reset = (np.where(pulses[e] > 0, pulses[e], len(ramp) + 1) for e in EVENTS)
    up_a = number < depin[:, None]
    up_b = (number >= fire[:, None]) & (number < reset[:, None])
    readings = [
        np.where(up, high, low) + case.read_noise * generator.standard_normal(up.shape)
        for up, (low, high) in ((up_a, LEVELS_A), (up_b, LEVELS_B))
    ]
    columns = {
        "device": np.repeat(device, len(number)).astype(float),
        "cycle": np.repeat(cycle, len(number)).astype(float),
        "pulse": np.tile(number, total).astype(float),
        "amplitude": np.tile(np.concatenate([[0.0], ramp]), total),
        "resistance_a": readings[0].ravel(),
        "resistance_b": readings[1].ravel(),
    }
    rows = len(columns["pulse"])
    table = Table("simulated", "cycles", columns, np.arange(2, rows + 2), rows)
    events = find_cycle_events(table)
    return events, {event: pulse_counts(table, events, event) for event in EVENTS}


def _as_events(ramp, device, cycle, pulses):
    padded = np.concatenate([[np.nan], ramp])
    amplitude = {f"{name}_amplitude": padded[each] for name, each in pulses.items()}
    earlier = {f"{name}_before": padded[np.maximum(each - 1, 0)] for name, each in pulses.items()}
    numbers = {f"{name}_pulse": each for name, each in pulses.items()}
    total = len(device)
    return CycleEvents(
        device=device,
        cycle=cycle,
        applied=np.full(total, len(ramp)),
        written=np.ones(total, bool),
        last_amplitude=np.full(total, ramp[-1]),
        label=np.full(total, "complete"),
        **numbers,
        **amplitude,
        **earlier,
    )


def _counted(ramp, pulses):
    counts, before = {}, np.zeros(len(pulses["depin"]), np.int64)
    possible = np.ones(len(before), bool)
    number = np.arange(1, len(ramp) + 1)
    for name, each in pulses.items():
        until = np.where(each > 0, each, len(ramp))
        first = np.bincount(before[possible], minlength=len(ramp) + 1).cumsum()[:-1]
        gone = np.bincount(until[possible], minlength=len(ramp) + 1).cumsum()[:-1]
        switched = np.bincount(each[each > 0], minlength=len(ramp) + 1)[1:]
        at_risk = first - gone
        counts[name] = PulseCounts(ramp[number - 1], at_risk, switched)
        before, possible = each, each > 0
    return counts


def truth(case, event="fire"):
    """Give the true values of a case.

    Parameters
    ----------
    case : Case
        The case.
    event : str
        The event.

    Returns
    -------
    dict
        Values by the name of the estimate.
    """
    full = replace(case, last=3.6)
    law = ThermalLaw(PULSE, case.step)
    width, v50 = np.log(WIDTH), V50[event]
    values = {f"v50_{event}": v50, f"width_{event}": WIDTH}
    if case.law == "thermal":
        ends = [amplitude_of(law, full.ramp, q, v50, width) for q in (0.158655, 0.5, 0.841345)]
        critical, barrier = law.critical_and_barrier(np.asarray(v50), np.asarray(width))
        values |= {f"barrier_{event}": float(barrier), f"critical_voltage_{event}": float(critical)}
        values |= {f"v50_{event}": ends[1], f"width_{event}": (ends[2] - ends[0]) / 2}
    return values | {f"{name}_bootstrap": each for name, each in values.items()}


def more_truths(case):
    """Give the true spreads, drift and separability, the last from many simulated cycles.

    Parameters
    ----------
    case : Case
        The case.

    Returns
    -------
    dict
        Values by the name of the estimate.
    """
    values = {"drift_fire": case.drift, "device_spread_fire": case.spread}
    values["device_spread_fire_likelihood"] = case.spread
    case = replace(case, read_noise=0.0)
    many = replace(case, cycles=20, devices=20000) if case.spread else replace(case, cycles=400000)
    events, _ = simulated(np.random.default_rng(99), replace(many, drift=0.0))
    alone = replace(
        case, cycles=400000, devices=1, step=0.02, spread=0.0, drift=0.0, mislabelled=0.0
    )
    one, _ = simulated(np.random.default_rng(98), alone)
    values["cycle_spread_fire"] = float(np.sqrt(np.nanvar(one.fire_amplitude) - alone.step**2 / 12))
    rates = {}
    for first, second in (("depin", "fire"), ("fire", "reset")):
        pair = [getattr(events, f"{name}_amplitude") for name in (first, second)]
        a, b = (np.where(np.isnan(each), np.inf, each) for each in pair)
        wrong = [np.mean(a > v + 1e-9) + np.mean(b <= v + 1e-9) for v in case.ramp]
        rates[f"error_rate_{first}_{second}"] = float(min(wrong)) / 2
    return values | rates | {"separability": 1 - 2 * max(rates.values())}


def analysed(case, generator, resamples):
    """Simulate and analyse one set.

    Parameters
    ----------
    case : Case
        The case.
    generator : Generator
        Source of randomness.
    resamples : int
        Resamples of the bootstrap [no unit].

    Returns
    -------
    dict
        Estimates by name.
    """
    events, counts = simulated(generator, case)
    ramp = ramp_of(counts)
    outcomes = ramp_outcomes(events, ramp, "fire")
    assert not isinstance(outcomes, str), outcomes
    pulse = PULSE if case.law == "thermal" else None
    found = event_threshold(
        outcomes, "fire", pulse=pulse, resamples=resamples, generator=generator
    ).estimates
    found |= drift_estimates(outcomes, "fire", generator=generator)
    found["device_spread_fire"] = device_spread(outcomes, "fire")
    return found | separability_estimates(events, ramp, generator=generator)


CASES = {
    "few": Case(16),
    "some": Case(100),
    "many": Case(10000),
    "few-probit": Case(16, law="probit"),
    "some-probit": Case(100, law="probit"),
    "many-probit": Case(10000, law="probit"),
    "few-coarse": Case(16, step=0.1),
    "some-coarse": Case(100, step=0.1),
    "many-coarse": Case(10000, step=0.1),
    "few-censored": Case(16, last=2.46),
    "some-censored": Case(100, last=2.46),
    "many-censored": Case(10000, last=2.46),
    "few-mislabelled": Case(16, mislabelled=0.05),
    "some-mislabelled": Case(100, mislabelled=0.05),
    "many-mislabelled": Case(10000, mislabelled=0.05),
    "few-read": Case(16, read_noise=8.0),
    "some-read": Case(100, read_noise=8.0),
    "many-read": Case(10000, read_noise=8.0),
    "few-drift": Case(16, drift=2e-3),
    "some-drift": Case(100, drift=3e-4),
    "five-devices": Case(16, devices=5, spread=0.15),
    "twenty-devices": Case(16, devices=20, spread=0.15),
    "twenty-devices-coarse": Case(16, devices=20, spread=0.15, step=0.1),
}


def coverage(case, sets, *, resamples=199, seed=1):
    """Analyse many sets of a case.

    Parameters
    ----------
    case : Case
        The case.
    sets, resamples : int
        Number of sets, and of resamples of the bootstrap [no unit].
    seed : int
        Seed (no unit).

    Returns
    -------
    dict
        By name: sets, those with a value and with an interval of 68 and of 95 %, mean of the
        errors, spread of the estimates, and shares of the intervals that hold the truth.
    """
    known = truth(case) | more_truths(case)
    rows = {name: [] for name in known}
    for generator in np.random.default_rng(seed).spawn(sets):
        found = analysed(case, generator, resamples)
        for name, value in known.items():
            if name in found:
                rows[name].append((found[name], value))
    return {name: _summary(each) for name, each in rows.items() if each}


def _summary(pairs):
    errors = [each.value - value for each, value in pairs if each.value is not None]
    hold = [
        [_holds(interval, value) for interval, value in intervals if interval]
        for intervals in (
            [(each.interval_68, value) for each, value in pairs],
            [(each.interval_95, value) for each, value in pairs],
        )
    ]
    spread = float(np.std(errors, ddof=1)) if len(errors) > 1 else np.nan
    bias = float(np.mean(errors)) if errors else np.nan
    shares = [float(np.mean(each)) if each else np.nan for each in hold]
    return len(pairs), len(errors), len(hold[0]), len(hold[1]), bias, spread, *shares


def _holds(interval, value):
    low, high = interval
    above = low is None or low <= value * (1 + 1e-9)
    return above and (high is None or high >= value * (1 - 1e-9))


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=int, nargs="?", default=300)
    parser.add_argument("cases", nargs="*", default=list(CASES))
    given = parser.parse_args()
    print(f"{'case':22s}{'estimate':32s}value  68 %  95 % bias/sd   68 %   95 %")
    for label in given.cases or CASES:
        begin = time.perf_counter()
        for name, row in coverage(CASES[label], given.sets).items():
            total, values, number_68, number_95, bias, spread, in_68, in_95 = row
            if not number_95:
                continue
            pull = bias / spread if spread else np.nan
            print(
                f"{label:22s}{name:32s}{values / total:5.2f}{number_68 / total:6.2f}"
                f"{number_95 / total:6.2f}{pull:8.2f}{100 * in_68:7.1f}{100 * in_95:7.1f}",
                flush=True,
            )
        print(f"{label:22s}({given.sets} sets, {time.perf_counter() - begin:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
