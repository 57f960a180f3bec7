"""How often the intervals of `fit_mobility` hold the truth: simulated transit times of walls.

`python benchmarks/coverage/mobility.py [SETS]` prints, for each estimate, the mean error over the
standard error, the shares of intervals of 68 and 95 % that hold the truth, and how often there was
a value. Transit times have the inverse Gaussian law of a drifting wall that diffuses.
"""

import sys

import numpy as np

from dwmtj.analysis.mobility.fit_mobility import fit_mobility
from dwmtj.analysis.records import Table
from dwmtj.physics import driven_velocity

MOBILITY, DEPINNING, BARRIER, TEMPERATURE, LENGTH = 0.04, 8e3, 3e3, 300.0, 2e-6
#: Smallest and largest drive over the depinning drive, and whether there are pins.
REGIMES = {"depinning": (0.3, 6.0, True), "creep": (0.05, 0.6, True), "flow": (0.3, 6.0, False)}


def simulated(generator, regime, transits, *, scatter=0.2, drives=16, limit=np.inf):
    """Give a table of transit times.

    Parameters
    ----------
    generator : Generator
        Source of randomness.
    regime : str
        ``depinning``, ``creep`` or ``flow``.
    transits, drives : int
        Transits in all, and at how many drives [no unit].
    scatter : float
        Standard deviation of a transit time over its mean [no unit].
    limit : float
        Time after which a wall that has not arrived counts as unmoved [s].

    Returns
    -------
    Table
        Transit times, or velocities with zeros if there is a limit.
    """
    low, high, pinned = REGIMES[regime]
    field = np.geomspace(low, high, drives)[np.arange(transits) % drives] * DEPINNING
    velocity = true_velocity(field) if pinned else MOBILITY * field
    mean = LENGTH / velocity
    time = generator.wald(mean, mean / scatter**2)
    columns = {"field": field, "distance": np.full(transits, LENGTH), "time": time}
    if np.isfinite(limit):
        columns = {"field": field, "velocity": np.where(time < limit, LENGTH / time, 0.0)}
    return Table("walls.csv", "mobility", columns, np.arange(2, transits + 2), transits)


def true_velocity(field):
    """Give the velocity of a pinned wall.

    Parameters
    ----------
    field : ndarray
        Field [A/m], any shape.

    Returns
    -------
    ndarray
        Velocity [m/s].
    """
    return driven_velocity(
        field,
        depinning_drive=DEPINNING,
        flow_velocity=MOBILITY * DEPINNING,
        depinning_temperature=BARRIER,
        temperature=TEMPERATURE,
    )


def truth(regime):
    """Give what can be known in a regime.

    Parameters
    ----------
    regime : str
        ``depinning``, ``creep`` or ``flow``.

    Returns
    -------
    dict
        True values by name.
    """
    if regime == "flow":
        return {"mobility": MOBILITY}
    if regime == "creep":
        return {"creep_slope": BARRIER / TEMPERATURE * DEPINNING**0.25}
    return {"mobility": MOBILITY, "depinning_drive": DEPINNING, "depinning_temperature": BARRIER}


def coverage(regime, transits, sets, *, seed=0, **options):
    """Count how often the intervals hold the truth.

    Parameters
    ----------
    regime : str
        ``depinning``, ``creep`` or ``flow``.
    transits, sets : int
        Transits of a data set, and data sets [no unit].
    seed : int
        Seed (no unit).
    **options
        As for :func:`simulated`.

    Returns
    -------
    dict
        By name: mean error over mean standard error, shares of 68 and 95 % intervals that hold
        (ends that are open hold always), and the share of sets with a value [no unit].
    """
    generator = np.random.default_rng(seed)
    seen = {name: [] for name in truth(regime)}
    for _ in range(sets):
        found = fit_mobility(simulated(generator, regime, transits, **options)).estimates
        for name, value in truth(regime).items():
            estimate = found[name]
            holds = [
                (low is None or low <= value) and (high is None or value <= high)
                for low, high in (
                    each or (None, None) for each in (estimate.interval_68, estimate.interval_95)
                )
            ]
            error = np.nan if estimate.value is None else estimate.value - value
            seen[name].append([error, estimate.standard_error or np.nan, *holds])
    result = {}
    for name, rows in seen.items():
        array = np.array(rows, float)
        there = np.isfinite(array[:, 0])
        bias = np.nan
        if there.any():
            bias = array[there, 0].mean() / array[there, 1].mean()
        result[name] = (bias, array[:, 2].mean(), array[:, 3].mean(), there.mean())
    return result


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for regime in REGIMES:
        for transits in (16, 100, 10_000):
            print(f"{regime}, {transits} transits at 16 drives")
            for name, (bias, narrow, wide, there) in coverage(regime, transits, wanted).items():
                print(
                    f"  {name:24s} bias/error {bias:6.2f}  {narrow:.3f} {wide:.3f}  of {there:.2f}"
                )
