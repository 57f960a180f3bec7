"""The main numbers of a dataset, as text for one screen."""

import json
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import xarray as xr

from dwmtj.experiments.distributions import failure_fraction, most_likely, overlap, share
from dwmtj.parameters.units import format_readable

Rows = list[tuple[str, str]]

#: A law that holds less probability within the pulses is told as none: its mean says nothing.
_RARE = 1e-3


def summarise(dataset: xr.Dataset) -> Rows:
    """Give the main numbers of a dataset.

    Parameters
    ----------
    dataset : Dataset
        Of any experiment.

    Returns
    -------
    list of (str, str)
        What it is, and the number with its unit.

    Raises
    ------
    ValueError
        If the dataset is of no experiment that is known.

    Examples
    --------
    >>> from dwmtj.experiments import ramp, summarise
    >>> for name, value in summarise(ramp(seed=1))[2:5]:
    ...     print(f"{name}: {value}")
    depin, amplitude: 1.8 V
    fire, amplitude: 2.5 V
    reset, amplitude: 2.7 V
    """
    name = dataset.attrs.get("experiment")
    if name not in _SUMMARIES:
        raise ValueError(f"experiment: {name!r} is not allowed; allowed: {', '.join(_SUMMARIES)}")
    return _SUMMARIES[name](dataset)


def _loops(dataset: xr.Dataset) -> Rows:
    rows = []
    for junction in dataset["junction"].values:
        for branch in dataset["branch"].values:
            fields = dataset["switching_field"].sel(junction=junction, branch=branch)
            mean, spread = (_oersted(value) for value in (fields.mean(), fields.std()))
            text = f"mean {mean:.1f} Oe, sd {spread:.1f} Oe from loop to loop"
            rows.append((f"MTJ_{junction} switches, field going {branch}", text))
    return rows


def _writing(dataset: xr.Dataset) -> Rows:
    rows = [
        (
            f"R_{terminal.upper()} before and after writing",
            f"{float(dataset[f'resistance_{terminal}_before']):.0f} and "
            f"{float(dataset[f'resistance_{terminal}_after']):.0f} ohm",
        )
        for terminal in "ab"
    ]
    for field in dataset["field"].values:
        curve = dataset["probability"].sel(field=field)
        volts = dataset["amplitude"]
        end, where = ("always", "lower") if float(curve.min()) > 0.5 else ("never", "higher")
        text = (
            f"{end} at {float(volts.min()):.3g} to {float(volts.max()):.3g} V, the amplitudes of "
            f"the sweep; {where} ones (the argument amplitudes of write) would show it"
        )
        if float(curve.min()) <= 0.5 <= float(curve.max()):
            half = np.interp(0.5, curve.to_numpy(), dataset["amplitude"].to_numpy())
            text = f"{half:.3f} V"
        rows.append((f"half of the writes, bias field {_oersted(field):.0f} Oe", text))
    return rows


def _cycles(dataset: xr.Dataset) -> Rows:
    one_wall = dataset.attrs["terminals"] == 3
    left = "wall not back at its start" if one_wall else "domain still on the track"
    rows = [
        ("cycles that failed", str(failure_fraction(dataset))),
        (f"of these, {left}", str(int(dataset["leftover"].sum()))),
    ]
    constant = dataset.attrs["experiment"] == "train"
    kind, unit = ("pulse", "") if constant else ("amplitude", " V")
    for event in ("fire", "reset") if one_wall else ("depin", "fire", "reset"):
        values = dataset[f"{event}_{kind}"].to_numpy().astype(float)
        happened = values[dataset[f"{event}_pulse"].to_numpy() > 0]
        rows.append((f"{event}, {kind}", _one_event(happened, values.size, unit)))
    energy = dataset["energy"].to_numpy()
    if one_wall:  # fired by one train and reset by another, so that nothing can overlap
        there, back = np.split(energy[1:], 2)
        rows.append(("energy of a train", _readable(float(there.sum()), "J")))
        rows.append(("energy of the reset drive", _readable(float(back.sum()), "J")))
        return rows
    if not constant and dataset["completed"].size > 1:
        for first, second in (("depin", "fire"), ("fire", "reset")):
            value = overlap(dataset[f"{first}_amplitude"], dataset[f"{second}_amplitude"])
            text = "one of them never happened" if np.isnan(value) else f"{value:.3g}"
            rows.append((f"overlap of {first} and {second}", text))
    rows.append(("energy of a train", _readable(float(energy.sum()), "J")))
    rows.append(("energy of a write pulse", _readable(float(dataset["write_energy"]), "J")))
    return rows


def _one_event(values: npt.NDArray[np.float64], total: int, unit: str) -> str:
    if not values.size:
        return "never" if total == 1 else f"never, in {total} cycles"
    if values.size == 1:
        seen = f"{values[0]:.4g}{unit}"
        return seen if total == 1 else f"{seen}, in {values.size} of {total} cycles"
    return (
        f"mostly {most_likely(values):.4g}{unit}, mean {values.mean():.4g}{unit}, "
        f"sd {values.std():.2g}{unit}, {values.size} of {total}"
    )


def _passages(dataset: xr.Dataset) -> Rows:
    counts = dataset["count"].to_numpy()
    fired = counts[counts > 0]
    law, pulses = dataset["law"].to_numpy(), dataset["pulse"].to_numpy()
    exact = f"none within {pulses.size} pulses"
    if law.sum() > _RARE:
        mean = float((law * pulses).sum() / law.sum())
        spread = float(np.sqrt((law * (pulses - mean) ** 2).sum() / law.sum()))
        exact = f"mean {mean:.2f}, sd {spread:.2f}"
    simulated = f"mean {fired.mean():.2f}, sd {fired.std():.2f}" if fired.size else "none"
    rows = [
        ("pulses until firing", simulated),
        ("exact law of the noise, no sites", exact),
        ("cycles in which no firing was seen", str(share(counts == 0))),
    ]
    for threshold in dataset["threshold"].values:
        model = dataset["model_count"].sel(threshold=threshold).to_numpy()
        model = model[model > 0]
        text = f"mean {model.mean():.2f}, sd {model.std():.2f}" if model.size else "none"
        rows.append((f"model, {threshold:g} mean increments", text))
    return rows


def _mobility(dataset: xr.Dataset) -> Rows:
    rows = []
    for name, drive, at in (
        ("current_velocity", "current_density", "A/m^2"),
        ("field_velocity", "field", "A/m"),
    ):
        middle = dataset[drive].values[dataset.sizes[drive] // 2]
        for law in dataset["motion_law"].values:
            value = float(dataset[name].sel({drive: middle, "motion_law": law}))
            rows.append((f"{law} at {middle:.3g} {at}", f"{value:.3g} m/s"))
    return rows


def _thresholds(dataset: xr.Dataset) -> Rows:
    name = "duration" if "duration" in dataset.dims else "temperature"
    unit = dataset[name].attrs["units"]
    last = float(json.loads(dataset.attrs["options"])["last"])
    rows = []
    for event in dataset["event"].values:
        medians = dataset["threshold_amplitude"].sel(event=event, quantile=0.5)
        exact = dataset["threshold_law"].sel(event=event, quantile=0.5)
        for place in (0, -1):
            at = _readable(float(dataset[name][place]), unit)
            seen, law = (_amplitude(float(each[place]), last) for each in (medians, exact))
            rows.append((f"{event} at {at}, median", f"{seen}, site alone {law}"))
    if bool(dataset["threshold_amplitude"].isnull().all()):
        rows.append(("nothing switched", f"the ramp ended at {last:.3g} V; choose a smaller step"))
    return rows


def _amplitude(value: float, last: float) -> str:
    return f"above {last:.3g} V" if np.isnan(value) else f"{value:.3g} V"


def _variability(dataset: xr.Dataset) -> Rows:
    rows = [("cycles that failed", str(failure_fraction(dataset)))]
    for event in ("depin", "fire", "reset"):
        amplitudes = dataset[f"{event}_amplitude"]
        if bool(amplitudes.isnull().all()):
            rows.append((event, "never; the step of the ramp may be too large"))
            continue
        medians = amplitudes.median("cycle")
        text = (
            f"medians of the devices {float(medians.mean()):.3g} V, from device to device "
            f"{float(medians.std()):.2g} V, from cycle to cycle "
            f"{float(amplitudes.std('cycle').mean()):.2g} V"
        )
        rows.append((event, text))
    return rows


_SUMMARIES: dict[str, Callable[[xr.Dataset], Rows]] = {
    "hysteresis": _loops,
    "write": _writing,
    "ramp": _cycles,
    "cycles": _cycles,
    "train": _cycles,
    "passages": _passages,
    "mobility": _mobility,
    "pulse-length": _thresholds,
    "temperature": _thresholds,
    "variability": _variability,
}


def _oersted(field: float | xr.DataArray) -> float:
    return float(field) * 4e-3 * np.pi  # 1 Oe is 1000/(4 pi) A/m


def _readable(value: float, unit: str) -> str:
    return format_readable(float(f"{value:.4g}"), unit)
