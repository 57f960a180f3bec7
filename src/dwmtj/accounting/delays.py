"""How long a cycle takes: to the spike, and until the next input can be integrated.

Pulses follow each other at once, and readings take no time, so that delays are the shortest ones
and rates the greatest: those of the device itself. With the period of a preset, which leaves time
for a reading in a lab, they are told beside it.
"""

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.figures import Figure, distribution_of, drawn_estimate
from dwmtj.accounting.lab_cycles import LabCycles
from dwmtj.accounting.lab_energies import Draws
from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.device import PulseTrain

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def lab_delays(cycles: LabCycles, draws: Draws) -> dict[str, Figure]:
    """Give delays and rate of a device of a lab.

    Parameters
    ----------
    cycles : LabCycles
        Simulated cycles.
    draws : Draws
        Draws of the cycles.

    Returns
    -------
    dict
        ``delay_to_fire`` and ``delay_to_ready`` [s], ``maximum_rate`` [1/s].
    """
    drive, train = cycles.device.drive, cycles.train
    assert drive is not None
    write = drive.duration if cycles.terminals == 4 else 0.0
    again = "written again" if cycles.terminals == 4 else "wall back at its start"
    fire = _delay(cycles.to_fire, cycles.fired, train, draws, "the end of the pulse that fires")
    ready = _delay(
        cycles.to_fire + cycles.to_reset,
        cycles.fired & cycles.ready,
        train,
        draws,
        f"readiness, {again}",
        write,
    )
    return {"delay_to_fire": fire, "delay_to_ready": ready, "maximum_rate": maximum_rate(ready)}


def maximum_rate(ready: Figure) -> Figure:
    """Give the greatest rate of spikes from the delay to readiness.

    Parameters
    ----------
    ready : Figure
        Delay from first input to readiness [s].

    Returns
    -------
    Figure
        Rate [1/s].
    """
    method = "1/delay_to_ready"
    delay = ready.estimate
    if delay.value is None:
        return Figure(unknown("1/s", method, delay.reason or "no delay"))
    narrow, wide = (
        (1 / each[1], 1 / each[0]) if each and each[0] and each[1] else None
        for each in (delay.interval_68, delay.interval_95)
    )
    return Figure(Estimate(1 / delay.value, "1/s", method, interval_68=narrow, interval_95=wide))


def _delay(
    pulses: Integers,
    counted: Bools,
    train: PulseTrain,
    draws: Draws,
    until: str,
    more: float = 0.0,
) -> Figure:
    method = (
        f"from the begin of the first pulse to {until}; mean of the {counted.sum()} of "
        f"{counted.size} cycles that came so far; interval of the mean, by bootstrap"
    )
    if not counted.any():
        return Figure(unknown("s", method, f"none of {counted.size} simulated cycles came so far"))
    times = pulses * train.duration + more
    share = draws.mean(counted)
    some = share > 0
    means = draws.mean(np.where(counted, times, 0.0))[some] / share[some]
    value = float(times[counted].mean())
    in_lab = float(((pulses[counted] - 1) * train.period + train.duration + more).mean())
    return Figure(
        drawn_estimate(value, means, "s", method),
        distribution_of(times[counted]),
        details={"with_period": in_lab},
    )
