"""Analysis ``passages`` (Figs 5a and 5b): from a table or from counts to estimates and curves.

Estimates: ``mean_pulses``, ``sigma_per_pulse``, ``mean_increments``; ``spread_pulses``, the
standard deviation of the fitted law, beside ``network_spread``, that which the network's own noise
gives before pulses are counted whole; ``sigma_network``, the sigma per draw that the network would
need; ``goodness_of_fit``, a p-value; and for each of the laws ``diffusion``, ``cycle_variation``,
``barrier`` and ``delayed_barrier`` its parameters (``diffusion_mean``, ``diffusion_sigma``, ...),
``akaike_difference_*`` (above 0 the paper's law is better), ``goodness_of_fit_*``, ``chance_of_*``
(p-value of this law against the paper's), ``chance_of_paper_against_*`` and ``cycles_needed_*`` to
tell the two apart.

Curves, all without unit: ``fired``, ``given_up``, ``share``, ``share_low``, ``share_high`` and
``network_law`` by ``pulse``; ``law`` by ``model`` and ``pulse``, with the coordinate ``title``;
``paper_law`` and ``paper_network_law`` by ``threshold`` and ``paper_pulse``, the curves of Fig. 5b.
``law``, ``network_law`` and ``model`` are missing where the data give limits alone.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.passages.model_comparison import APART, MOST_CYCLES, Comparison, compare
from dwmtj.analysis.passages.network_noise import share_per_draw, sigma_of_network
from dwmtj.analysis.passages.passage_curves import passage_curves
from dwmtj.analysis.passages.passage_data import PassageData, passage_data
from dwmtj.analysis.passages.passage_moments import law_moments
from dwmtj.analysis.passages.passage_rows import counts_of
from dwmtj.analysis.passages.passages import WallNoiseFit, fit_wall_noise
from dwmtj.analysis.records import Table
from dwmtj.physics import pulse_count_spread

#: Cycles below which a wrong count may look like a late one [no unit].
_FEW = 50
_BOOTSTRAP = "parametric bootstrap of {sets} simulated sets"


def fit_passages(
    table: Table,
    *,
    seed: int = 0,
    levels: Mapping[str, tuple[float, float]] | None = None,
    pulse_duration: float = 50e-9,
    rise: float = 10e-9,
    fall: float = 10e-9,
    noise_interval: float = 0.1e-9,
    sets: int = 499,
) -> FitResult:
    """Analyse counts of pulses until firing.

    Parameters
    ----------
    table : Table
        Of the kind ``passages``, ``cycles`` or ``cycle-events``.
    seed : int, optional
        Seed of the simulated sets (no unit).
    levels : mapping, optional
        Low and high level [ohm] by junction, for cycles; found in the data if not given.
    pulse_duration, rise, fall : float, optional
        Length of a pulse, edges included, and its edges [s]; the paper's if not given.
    noise_interval : float, optional
        Time between two draws of the network [s]; the paper's if not given.
    sets : int, optional
        Number of simulated sets for each law [no unit].

    Returns
    -------
    FitResult
        Estimates and curves, see the module.

    Raises
    ------
    ValueError
        If the table is of another kind, or the pulses of its cycles are not equal.

    Examples
    --------
    >>> from dwmtj.analysis.passages.fit_passages import fit_passages
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> from dwmtj.experiments import passages, write_csv
    >>> _ = write_csv(passages(seed=3, cycles=200), "passages.csv")
    >>> found = fit_passages(read_table("passages.csv", "passages"), sets=19)
    >>> sigma = found.estimates["sigma_per_pulse"]
    >>> print(f"{sigma.value:.2f} ({sigma.interval_95[0]:.2f} to {sigma.interval_95[1]:.2f})")
    0.28 (0.25 to 0.31)
    """
    rows = counts_of(table, levels=levels)
    result = passages_of(
        rows.counts,
        rows.applied,
        seed=seed,
        pulse_duration=pulse_duration,
        rise=rise,
        fall=fall,
        noise_interval=noise_interval,
        sets=sets,
    )
    return FitResult(
        "passages",
        result.estimates,
        rows_read=table.rows_read,
        rows_used=rows.rows_used,
        set_aside=(*table.set_aside, *rows.set_aside),
        remarks=(*table.remarks, *rows.remarks, *result.remarks),
        curves=result.curves,
        origin=table.origin,
    )


def passages_of(
    counts: npt.ArrayLike,
    applied: npt.ArrayLike | None = None,
    *,
    seed: int = 0,
    pulse_duration: float = 50e-9,
    rise: float = 10e-9,
    fall: float = 10e-9,
    noise_interval: float = 0.1e-9,
    thresholds: Sequence[float] = (12.0, 35.0),
    sigma: float = 0.3,
    sets: int = 499,
) -> FitResult:
    """Analyse counts.

    Parameters
    ----------
    counts : array_like
        Pulse at which each cycle fired, 0 if it did not (no unit), shape [cycles].
    applied : array_like, optional
        Pulses that each cycle was given, 0 if not known (no unit), shape [cycles].
    seed : int, optional
        Seed of the simulated sets (no unit).
    pulse_duration, rise, fall : float, optional
        Length of a pulse, edges included, and its edges [s].
    noise_interval : float, optional
        Time between two draws of the network [s].
    thresholds : sequence of float, optional
        Firing distances of the paper's curves [mean increments].
    sigma : float, optional
        The paper's sigma, per pulse in Fig. 5b and per draw in the network [no unit].
    sets : int, optional
        Number of simulated sets for each law [no unit].

    Returns
    -------
    FitResult
        Estimates, remarks and curves, with the cycles as rows.

    Raises
    ------
    ValueError
        If a count or a time is not allowed.
    """
    data = passage_data(counts, applied)
    share = share_per_draw(noise_interval, pulse_duration, rise, fall)
    found = fit_wall_noise(data)
    estimates, best = dict(found.estimates), found.best
    # Laws are compared by the counts that have to do with a law at all.
    compared = data if found.wrong is None else found.wrong.others
    estimates["sigma_network"] = sigma_of_network(estimates["sigma_per_pulse"], share)
    comparisons: list[Comparison] = []
    if best is None:
        reason = str(estimates["sigma_per_pulse"].reason)
        for name in ("spread_pulses", "network_spread", "goodness_of_fit"):
            estimates[name] = unknown("1", "needs a fit", reason)
    else:
        fit_quality, comparisons = compare(best, compared, np.random.default_rng(seed), sets=sets)
        measured = law_moments(best.law, best.values)[1]
        estimates["spread_pulses"] = Estimate(measured, "1", "standard deviation of the fitted law")
        spread = float(pulse_count_spread(best.values[0], sigma * share))
        how = f"sigma {sigma:g} drawn every {noise_interval:g} s, before rounding up"
        estimates["network_spread"] = Estimate(spread, "1", how)
        method = _BOOTSTRAP.format(sets=sets)
        estimates["goodness_of_fit"] = Estimate(fit_quality, "1", method)
        for each in comparisons:
            estimates |= _estimates_of(each, method)
    return FitResult(
        "passages",
        estimates,
        rows_read=data.cycles,
        rows_used=data.cycles,
        set_aside=(),
        remarks=tuple(_remarks(data, found, estimates, comparisons)),
        curves=passage_curves(
            data, best, comparisons, thresholds=thresholds, sigma=sigma, network_share=share
        ),
    )


def _estimates_of(found: Comparison, method: str) -> dict[str, Estimate]:
    name, fit = found.fit.law.name, found.fit
    errors = [*fit.fit.standard_errors.values()] + [None] * len(fit.values)
    likelihood = "maximum likelihood, error from the curvature"
    made = {
        f"{name}_{parameter}": Estimate(
            float(value), unit, likelihood, error if error and np.isfinite(error) else None
        )
        for parameter, value, unit, error in zip(
            fit.law.parameters, fit.values, fit.law.units, errors, strict=False
        )
    }
    made[f"akaike_difference_{name}"] = Estimate(
        found.akaike_difference, "1", "Akaike's criterion less that of the wall noise"
    )
    for key, value in (
        (f"goodness_of_fit_{name}", found.goodness_of_fit),
        (f"chance_of_{name}", found.chance_of_law),
        (f"chance_of_paper_against_{name}", found.chance_of_paper),
    ):
        made[key] = Estimate(value, "1", method)
    needed = "expected likelihood ratio, 95 % of the sets favour the wall noise if it is right"
    made[f"cycles_needed_{name}"] = (
        Estimate(found.cycles_needed, "1", needed)
        if found.cycles_needed <= MOST_CYCLES
        else unknown(
            "1", needed, f"more than {MOST_CYCLES:,.0f} cycles: the laws are as good as one"
        )
    )
    return made


def _remarks(
    data: PassageData,
    found: WallNoiseFit,
    estimates: Mapping[str, Estimate],
    comparisons: Sequence[Comparison],
) -> list[str]:
    remarks = [] if found.wrong is None else [found.wrong.remark]
    if comparisons and found.wrong is None and data.cycles < _FEW:
        remarks.append(
            f"{data.cycles} cycles do not tell a count that is wrong by a few pulses from a late "
            "one: a single such count can make sigma_per_pulse nearly twice as large."
        )
    given_up = int(data.stopped.sum())
    if given_up:
        remarks.append(
            f"{given_up} of {data.cycles} cycles did not fire within their pulses and count as "
            "longer than these (right-censored)."
        )
    for each in comparisons:
        remarks.append(_sentence(each, data.cycles))
    quality = estimates["goodness_of_fit"].value
    if quality is not None and quality < 0.05:
        remarks.append(
            f"The wall noise does not describe the counts (p = {quality:.2g}): mean and sigma are "
            "those of the nearest law of its kind."
        )
    sigma = estimates["sigma_per_pulse"].value
    if sigma is not None and sigma > 1:
        remarks.append(
            f"With sigma {sigma:.2g} per pulse the wall often goes backwards and may pass its "
            "start, which the law does not hinder and a device does."
        )
    if comparisons:
        increments = estimates["mean_increments"].value or 1.0
        remarks.append(
            "A pinning site that holds the wall for part of the first pulse adds to "
            "mean_increments and cannot be told from a longer way. The lost part has no noise, so "
            f"that sigma_per_pulse may be up to {50 / increments:.2g} % below that of a whole "
            "pulse; fit device takes this into account."
        )
    return remarks


def _sentence(found: Comparison, cycles: int) -> str:
    title, verdict = found.fit.law.title, found.verdict
    numbers = (
        f"difference of Akaike's criterion {round(found.akaike_difference, 2) + 0.0:.2f}, p = "
        f"{found.chance_of_law:.2g} for this law and {found.chance_of_paper:.2g} for the paper's"
    )
    if verdict != APART:
        return f"Wall noise of the paper or {title}: {verdict} ({numbers})."
    needed = found.cycles_needed
    how_many = f"about {needed:.0f}" if needed <= MOST_CYCLES else f"more than {MOST_CYCLES:,.0f}"
    return (
        f"{cycles} cycles cannot tell the wall noise of the paper from this law: {title} "
        f"({numbers}); {how_many} cycles would be needed."
    )
