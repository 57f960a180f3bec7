"""What the paper's figures show, beside what the stored measurements of a run give.

Tolerances stand in the rows; how counts are compared is said in ``beside_row``. A row is called
calibrated if a value of the preset was chosen to bring it about: the loops to Figs 2b and 2c, leads
and domain to the resistances, the three voltages to the ramp of Fig. 3a, the barrier of the sites
to the distributions of Fig. 3f, the site and track length to the first pulse of Fig. 4, and the
efficiency to the mean of Fig. 5a. The spread about that mean, failures and order are not.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from dwmtj.experiments.beside_row import (
    NOT_COMPARED,
    NOTHING,
    Comparison,
    count_row,
    share_of_some,
    verdict,
)
from dwmtj.experiments.distributions import failure_fraction, most_likely, overlap, share
from dwmtj.experiments.storage import read_netcdf
from dwmtj.parameters.units import OERSTED
from dwmtj.physics import discrete_law

#: Largest overlap of two distributions that still counts as separable: with 0.2 one in ten of the
#: values would be taken for one of the other distribution.
SEPARABLE = 0.2


def beside_paper(folder: str | Path) -> list[Comparison]:
    """Compare the stored measurements of a run with the paper.

    Parameters
    ----------
    folder : str or Path
        What :func:`~dwmtj.experiments.paper.run_paper` has filled.

    Returns
    -------
    list of Comparison
        One row for each thing that has to come out.

    Raises
    ------
    FileNotFoundError
        If a measurement is missing.

    Examples
    --------
    >>> from dwmtj.experiments.paper import beside_paper, run_paper
    >>> _ = run_paper("measured", seed=1)
    >>> rows = beside_paper("measured")
    >>> rows[0].quantity, rows[0].paper, rows[0].verdict
    ('switching field of MTJ_A, field going down', '-48 Oe', 'agrees')
    """
    place = Path(folder)

    def stored(name: str) -> xr.Dataset:
        return read_netcdf(place / f"{name}.nc")

    return [
        *_loops(stored("hysteresis")),
        *_writing(stored("write")),
        *_ramps(stored("cycles-long")),
        _order(stored("cycles-long"), "A to B", 100, "3a, 3d"),
        _order(stored("cycles-reverse"), "B to A", 32, "3c, 3e"),
        *_failures(stored("cycles"), stored("cycles-long"), stored("cycles-reverse")),
        *_overlaps(stored("cycles-long")),
        *_trains(stored("train"), stored("train-long")),
        *_passages(stored("passages")),
    ]


def _loops(dataset: xr.Dataset) -> Iterator[Comparison]:
    published = {("A", "down"): -48, ("A", "up"): 570, ("B", "down"): -42, ("B", "up"): 440}
    for (junction, branch), field in published.items():
        fields = dataset["switching_field"].sel(junction=junction, branch=branch) / OERSTED
        mean, spread = float(fields.mean()), float(fields.std())
        yield Comparison(
            f"switching field of MTJ_{junction}, field going {branch}",
            f"{field} Oe",
            f"{mean:.1f} Oe (mean of {fields.size} loops, sd {spread:.1f} Oe)",
            "within 10 Oe",
            verdict(abs(mean - field) <= 10),
            "2b" if junction == "A" else "2c",
            calibrated=True,
        )


def _writing(dataset: xr.Dataset) -> Iterator[Comparison]:
    published = {"a_before": 1650, "a_after": 1930, "b_before": 1180, "b_after": 1180}
    for name, resistance in published.items():
        terminal, _, when = name.partition("_")
        value = float(dataset[f"resistance_{name}"])
        yield Comparison(
            f"R_{terminal.upper()} {when} writing",
            f"{resistance} ohm",
            f"{value:.1f} ohm",
            "within 5 ohm",
            verdict(abs(value - resistance) <= 5),
            "3a",
            calibrated=True,
        )


def _ramps(dataset: xr.Dataset) -> Iterator[Comparison]:
    written = dataset.sel(cycle=dataset["written"].astype(bool))
    depin, fire, reset = (
        written[f"{name}_amplitude"].to_numpy() for name in ("depin", "fire", "reset")
    )
    still = share_of_some(~(depin < 1.45))
    yield Comparison(
        "state 1 [AP, P] still at 1.4 V",
        "yes",
        f"in {still}" if still else NOTHING,
        "in at least 95 % of cycles",
        verdict(still is not None and still.fraction >= 0.95),
        "3a",
        calibrated=True,
    )
    moving = share_of_some((depin < 2.05) & ~(fire < 2.45))
    yield Comparison(
        "integrating [P, P] from 2.0 to 2.4 V",
        "yes",
        f"in {moving}" if moving else NOTHING,
        "in more than half of the cycles",
        verdict(moving is not None and moving.fraction > 0.5),
        "3a",
        calibrated=True,
    )
    for name, values, volts in (("firing", fire, 2.5), ("reset", reset, 2.7)):
        found = most_likely(values)
        at = share_of_some(np.isclose(values, found)) if np.isfinite(found) else None
        yield Comparison(
            f"most likely amplitude of {name}",
            f"{volts} V",
            f"{found:.1f} V ({100 * at.fraction:.0f} % of {at.total} cycles)" if at else NOTHING,
            "the same pulse of a 0.1 V ramp",
            verdict(bool(np.isclose(found, volts))),
            "3a",
            calibrated=True,
        )


def _order(dataset: xr.Dataset, direction: str, cycles: int, figure: str) -> Comparison:
    depin, fire, reset = (
        dataset[f"{name}_pulse"].to_numpy() for name in ("depin", "fire", "reset")
    )
    ordered = share((depin > 0) & (depin <= fire) & (fire < reset))
    name = f"depins, fires, is reset in this order, {direction}"
    return count_row(name, (cycles, cycles), ordered, figure)


def _failures(hundred: xr.Dataset, long: xr.Dataset, reverse: xr.Dataset) -> Iterator[Comparison]:
    for dataset, paper, figure in (
        (hundred, (0, 100), "3d"),
        (long, (0, 100), "3d"),
        (reverse, (0, 32), "3c, 3e"),
    ):
        total = dataset.sizes["cycle"]
        reversed_ = ", B to A" if dataset.attrs["direction"] == "B to A" else ""
        yield count_row(
            f"cycles that failed, of {total} in a row{reversed_}",
            paper,
            failure_fraction(dataset),
            figure,
        )
    name = "cycles that did not end as before writing"
    yield count_row(name, (0, 100), share(long["leftover"]), "3d")


def _overlaps(dataset: xr.Dataset) -> Iterator[Comparison]:
    for first, second in (("depin", "fire"), ("fire", "reset"), ("depin", "reset")):
        value = overlap(dataset[f"{first}_amplitude"], dataset[f"{second}_amplitude"])
        yield Comparison(
            f"overlap of the amplitudes of {first} and {second}",
            "separable",
            f"{value:.3f}" if np.isfinite(value) else NOTHING,
            f"below {SEPARABLE:g} (1: the same distribution)",
            verdict(value < SEPARABLE),
            "3f",
            calibrated=True,
        )


def _trains(sixteen: xr.Dataset, long: xr.Dataset) -> Iterator[Comparison]:
    written = long.sel(cycle=long["written"].astype(bool))
    fired = written.sel(cycle=written["fire_pulse"] > 0)
    first = share_of_some(written["depin_pulse"] == 1)
    yield count_row("first pulse of a train depins", (16, 16), first, "4a, 4b", calibrated=True)
    for name, found in (
        ("fires within a train of 20 pulses", share_of_some(written["fire_pulse"] > 0)),
        ("reset within 20 pulses, if it fired", share_of_some(fired["reset_pulse"] > 0)),
    ):
        yield count_row(name, (16, 16), found, "4a, 4b")
    for dataset in (sixteen, long):
        total = dataset.sizes["cycle"]
        name = f"trains that failed, of {total} in a row"
        yield count_row(name, (0, 16), failure_fraction(dataset), "4b")


def _passages(dataset: xr.Dataset) -> Iterator[Comparison]:
    counts = dataset["count"].to_numpy()
    fired = counts[counts > 0]
    mean, spread = (float(fired.mean()), float(fired.std())) if fired.size else (np.nan, np.nan)
    yield Comparison(
        "mean number of pulses until firing",
        "12",
        f"{mean:.2f} ({fired.size} cycles)" if fired.size else NOTHING,
        "within 0.5",
        verdict(abs(mean - 12) <= 0.5),
        "5a",
        calibrated=True,
    )
    sigma = float(dataset.attrs["sigma"])
    yield Comparison(
        "spread of the number of pulses until firing",
        "that of sigma 0.3 per pulse: 1.04 to 1.1",
        f"sd {spread:.3f}" if fired.size else NOTHING,
        "within 5 % of these",
        verdict(0.95 * 1.04 <= spread <= 1.05 * 1.1),
        "5a",
    )
    for threshold in dataset["threshold"].values:
        drawn = dataset["model_count"].sel(threshold=threshold).to_numpy()
        drawn = drawn[drawn > 0]
        expected = _spread_of_law(float(threshold), sigma, dataset.sizes["pulse"])
        yield Comparison(
            f"model of the wall, mean threshold {threshold:g} pulses",
            "a distribution, without numbers",
            f"mean {drawn.mean():.2f}, sd {drawn.std():.2f} with sigma {sigma:.3g} per pulse "
            f"(exact law: sd {expected:.2f})",
            "none",
            NOT_COMPARED,
            "5b",
        )


def _spread_of_law(threshold: float, sigma: float, pulses: int) -> float:
    law = discrete_law(threshold, sigma, pulses)
    number = np.arange(1, pulses + 1)
    mean = (law * number).sum() / law.sum()
    return float(np.sqrt((law * (number - mean) ** 2).sum() / law.sum()))
