"""What figures and tables of passages are made of; ``fit_passages`` lists it."""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from dwmtj.analysis.passages.model_comparison import Comparison
from dwmtj.analysis.passages.network_noise import law_of_thresholds
from dwmtj.analysis.passages.passage_data import PassageData
from dwmtj.analysis.passages.passage_fits import LawFit
from dwmtj.analysis.passages.passage_laws import WALL_NOISE
from dwmtj.analysis.passages.passage_moments import law_moments
from dwmtj.analysis.records import Array
from dwmtj.analysis.shares import clopper_pearson

#: Probability that is left beyond the last pulse that is shown.
_LEFT = 1e-4


def passage_curves(
    data: PassageData,
    best: LawFit | None,
    comparisons: Sequence[Comparison],
    *,
    thresholds: Sequence[float],
    sigma: float,
    network_share: float,
) -> xr.Dataset:
    """Make the dataset of a fit.

    Parameters
    ----------
    data : PassageData
        The counts (no unit).
    best : LawFit or None
        Fit of the wall noise.
    comparisons : sequence of Comparison
        The other laws.
    thresholds : sequence of float
        Firing distances of the paper's curves [mean increments].
    sigma : float
        The paper's sigma, per pulse and per draw of the network [no unit].
    network_share : float
        Spread of a pulse over the sigma of a draw of the network [no unit].

    Returns
    -------
    Dataset
        Data and curves.
    """
    last = _last_shown(data, best)
    fired = np.zeros(last)
    fired[: data.last] = data.fired[: data.last]
    shares = clopper_pearson(fired, data.cycles)
    share = np.nan_to_num(shares.value)
    low, high = np.nan_to_num(shares.low[0]), np.nan_to_num(shares.high[0], nan=1.0)
    variables: dict[str, tuple[tuple[str, ...], Array, str]] = {
        "fired": (("pulse",), fired, "cycles that fired at this pulse"),
        "share": (("pulse",), share, "share of cycles"),
        "share_low": (("pulse",), low, "lower end of the 68 % interval of the share"),
        "share_high": (("pulse",), high, "upper end of the 68 % interval of the share"),
    }
    stopped = np.zeros(last)
    stopped[: data.last] = data.stopped[: data.last]
    variables["given_up"] = (("pulse",), stopped, "cycles that ended unfired after this pulse")
    coords: dict[str, Array | list[str]] = {"pulse": np.arange(1.0, last + 1)}
    if best is not None:
        laws = [best, *(each.fit for each in comparisons)]
        found = np.stack([np.exp(each.law.log_law(each.values, last)[0]) for each in laws])
        variables["law"] = (("model", "pulse"), found, "probability by the fitted law")
        coords |= {"model": [each.law.name for each in laws]}
        network = law_of_thresholds([best.values[0]], sigma * network_share, last)[0]
        variables["network_law"] = (("pulse",), network, "probability by the noise of the network")
    shown = _paper_last(thresholds, sigma)
    coords |= {"threshold": np.array(thresholds, float), "paper_pulse": np.arange(1.0, shown + 1)}
    axes = ("threshold", "paper_pulse")
    for name, spread, text in (
        ("paper_law", sigma, "probability by the paper's model, one draw per pulse"),
        ("paper_network_law", sigma * network_share, "probability by the noise of the network"),
    ):
        variables[name] = (axes, law_of_thresholds(thresholds, spread, shown), text)
    dataset = xr.Dataset(
        {
            name: (dims, values, {"units": "1", "long_name": text})
            for name, (dims, values, text) in variables.items()
        },
        coords=coords,
        attrs={"sigma": sigma, "cycles": data.cycles},
    )
    return _described(dataset, best, comparisons)


def _described(
    dataset: xr.Dataset, best: LawFit | None, comparisons: Sequence[Comparison]
) -> xr.Dataset:
    texts = {
        "pulse": "number of pulses until firing",
        "paper_pulse": "number of pulses until firing",
        "threshold": "firing distance in mean increments",
    }
    for name, text in texts.items():
        dataset[name].attrs = {"units": "1", "long_name": text}
    if best is None:
        return dataset
    dataset["model"].attrs = {"units": "1", "long_name": "law of the count"}
    titles = [best.law.title, *(each.fit.law.title for each in comparisons)]
    return dataset.assign_coords(
        title=("model", titles, {"units": "1", "long_name": "what the law says"})
    )


def _last_shown(data: PassageData, best: LawFit | None) -> int:
    if best is None:
        return max(data.last, 1)
    longest = 2 * data.last + 10
    stays = best.law.log_law(best.values, longest)[1]
    enough = np.flatnonzero(stays < np.log(_LEFT))
    return max(int(enough[0]) + 1 if enough.size else longest, data.last)


def _paper_last(thresholds: Sequence[float], sigma: float) -> int:
    mean, spread = law_moments(WALL_NOISE, [max(thresholds), sigma])
    return int(np.ceil(mean + 5 * spread)) + 1
