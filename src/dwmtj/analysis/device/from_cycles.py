"""What cycles tell of a device by simulation: sites, barrier, spread, efficiency and wall noise."""

from collections.abc import Mapping, Sequence

import numpy as np

from dwmtj.analysis.device.changes import Change, changed, given, number_told, told
from dwmtj.analysis.device.fitted_file import FittedFile, telling_ramp, telling_train
from dwmtj.analysis.device.matching import SITES, Matched, Wanted, match
from dwmtj.analysis.device.statistics import Moments, moments_of, ramp_moments, train_moments
from dwmtj.analysis.estimate import Estimate
from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.units import format_readable

_VERBS = {"depin": "depins at", "fire": "fires at", "reset": "is reset at"}


def from_cycles(
    device: DeviceParameters, read: Sequence[FittedFile], seed: int
) -> tuple[dict[str, Change], list[str]]:
    """Find what ramps, trains and counts of pulses tell.

    Parameters
    ----------
    device : DeviceParameters
        The device so far, with the pulses of the measurement.
    read : sequence of FittedFile
        The files.
    seed : int
        Seed of the simulations (no unit).

    Returns
    -------
    tuple
        Changes by path, and remarks.
    """
    ramp, train = telling_ramp(read), telling_train(read)
    if ramp is None and train is None:
        return {}, []
    reverse = any(each.reverse for each in (ramp, train) if each is not None)
    changes: dict[str, Change] = {}
    wanted, remarks = _wanted(ramp, train)
    if wanted.ramp is None and wanted.train is None:
        return {}, remarks
    if train is not None and train.content == "passages":
        changes["drive.pulses"] = Change(_longest(train), f"{train.origin}: pulses of a train")
    begin = changed(device, changes)
    matched = match(begin, wanted, reverse=reverse, seed=seed)
    for path in matched.matched:
        group, field = path.split(".")
        value = float(getattr(getattr(matched.device, group), field))
        detail = _detail(path, value, ramp, train, matched.off)
        if path == "motion.efficiency":
            detail += given(device, "length, cross-section and polarization")
        changes[path] = Change(value, detail)
    remarks += _unmatched(device.name, matched, wanted, (ramp, train))
    changes |= _device_spread(ramp, wanted.ramp)
    drive = device.drive
    assert drive is not None
    if "wall_noise.sigma" in matched.matched:
        changes["wall_noise.interval"] = Change(drive.duration, "one draw per pulse", "derived")
    return changes, [*remarks, *matched.remarks]


def _wanted(ramp: FittedFile | None, train: FittedFile | None) -> tuple[Wanted, list[str]]:
    """Collect what the files tell, and remarks on what they do not."""
    remarks = []
    amplitudes: dict[str, Moments] | None = None
    barrier = sigma = False
    if ramp is not None and ramp.events is not None:
        moments = ramp_moments(ramp.events)
        amplitudes = {name: moments[name] for name in SITES if ramp.estimate(f"v50_{name}")}
        remarks += [
            f"{ramp.origin}: pinning.{site} is not fitted, {_why(ramp, f'v50_{name}')}."
            for name, site in SITES.items()
            if name not in amplitudes
        ]
        barrier = any(ramp.estimate(f"width_{name}") for name in SITES)
        if not barrier:
            remarks.append(
                f"{ramp.origin}: pinning.barrier is not fitted, {_why(ramp, 'width_fire')}."
            )
    counts = None
    if train is not None:
        if train.estimate("mean_pulses"):
            counts = _train_moments(train)
        else:
            why = _why(train, "mean_pulses")
            remarks.append(f"{train.origin}: efficiency and noise are not fitted, {why}.")
        sigma = train.estimate("sigma_per_pulse") is not None
        if counts is not None and not sigma:
            why = _why(train, "sigma_per_pulse")
            remarks.append(f"{train.origin}: wall_noise.sigma is not fitted, {why}.")
    return Wanted(amplitudes or None, counts, barrier, sigma), remarks


def _why(source: FittedFile, name: str) -> str:
    """Why a file does not give an estimate."""
    for fit in source.fits:
        if name in fit.estimates:
            return fit.estimates[name].reason or "the data do not tell it"
    return "the data do not tell it"


def _unmatched(
    name: str,
    matched: Matched,
    wanted: Wanted,
    files: tuple[FittedFile | None, FittedFile | None],
) -> list[str]:
    """Tell what was measured and yet could not be matched, with the reason."""
    ramp, train = files
    remarks = []
    known: dict[str, tuple[FittedFile, Moments]] = {}
    if ramp is not None:
        moments = wanted.ramp or {}
        known |= {f"pinning.{SITES[event]}": (ramp, each) for event, each in moments.items()}
    if train is not None and wanted.train is not None:
        known["motion.efficiency"] = (train, wanted.train)
    for path, (source, measured) in known.items():
        if path not in matched.matched:
            why = (
                f"{name} does not do this in a simulation of the same pulses"
                if measured.cycles
                else "no cycle is complete"
            )
            remarks.append(f"{source.origin}: {path} is not fitted, {why}.")
    sites = any(path in matched.matched for path in known if path.startswith("pinning."))
    if ramp is not None and sites and wanted.barrier and "pinning.barrier" not in matched.matched:
        remarks.append(
            f"{ramp.origin}: pinning.barrier is not fitted, the spread of the amplitudes is below "
            "what the steps of the ramp resolve."
        )
    pulses_vary = "wall_noise.sigma" in matched.matched or not wanted.sigma
    if train is not None and "motion.efficiency" in matched.matched and not pulses_vary:
        remarks.append(
            f"{train.origin}: wall_noise.sigma is not fitted, the simulated or the measured "
            "numbers of pulses do not vary."
        )
    return remarks


def _train_moments(train: FittedFile) -> Moments:
    if train.events is not None:
        return train_moments(train.events)
    count = np.asarray(train.table.columns["count"], float)
    device = np.asarray(train.table.columns.get("device", np.ones(len(count))), float)
    return moments_of(count[count > 0], device[count > 0].astype(np.int64))


def _longest(train: FittedFile) -> float:
    """Pulses of a train: what was applied, or far more than any cycle needed."""
    columns = train.table.columns
    if "applied" in columns:
        return float(np.max(np.asarray(columns["applied"], float)))
    return 2.0 * float(np.max(np.asarray(columns["count"], float)))


def _detail(
    path: str,
    value: float,
    ramp: FittedFile | None,
    train: FittedFile | None,
    off: Mapping[str, float],
) -> str:
    """Text of the source of a matched value; without intervals if the match failed."""
    by = _failure(path, off) if off else "matched by simulation"
    if ramp is not None:
        for event, site in SITES.items():
            estimate = ramp.estimate(f"v50_{event}")
            if path == f"pinning.{site}" and estimate is not None:
                what = told(estimate, ramp.origin, _VERBS[event], interval=not off)
                return f"{what}; {by}{'' if off else _scaled(estimate, value, 'V')}"
        if path.startswith("pinning."):
            known = {event: ramp.estimate(f"barrier_{event}") for event in SITES}
            told_by = [f"{event} {number_told(each)}" for event, each in known.items() if each]
            alone = f" (each alone: {', '.join(told_by)})" if told_by and not off else ""
            return f"{ramp.origin}: spread of the amplitudes; {by}{alone}"
    assert train is not None
    name, what = (
        ("sigma_per_pulse", "spread per pulse")
        if path == "wall_noise.sigma"
        else ("mean_pulses", "pulses until firing, mean")
    )
    estimate = train.estimate(name)
    if estimate is None:
        return f"{train.origin}: {what}; {by}"
    unit = "1"
    scale = "" if off else _scaled(estimate, value, unit, inverse=name == "mean_pulses")
    return f"{told(estimate, train.origin, what, interval=not off)}; {by}{scale}"


def _failure(path: str, off: Mapping[str, float]) -> str:
    """Say that the match failed and by how much, so that no interval can be given."""
    own = off.get(path)
    if own is not None:
        by = f"the simulation would still want to change this value by {100 * (own - 1):+.2g} %"
    else:
        worst = max(off, key=lambda name: abs(np.log(off[name])))
        by = f"the simulation would still want to change {worst} by {100 * (off[worst] - 1):+.2g} %"
    return f"the match by simulation failed, so there is no interval: {by}"


def _scaled(estimate: Estimate, value: float, unit: str, *, inverse: bool = False) -> str:
    """Interval of a value that is proportional to an estimate, or to its inverse, as text."""
    ends = estimate.interval_95
    if ends is None or estimate.value is None or not all(ends):
        return ""
    factors = sorted(
        (estimate.value / end if inverse else end / estimate.value) for end in ends if end
    )
    low, high = (format_readable(float(f"{value * f:.4g}"), unit) for f in factors)
    return f", so 95 % {low} to {high}"


def _device_spread(
    ramp: FittedFile | None, amplitudes: Mapping[str, Moments] | None
) -> dict[str, Change]:
    if ramp is None or amplitudes is None:
        return {}
    shares = [each.between / each.mean for each in amplitudes.values() if each.cycles]
    known = [share for share in shares if np.isfinite(share)]
    if not known:
        return {}
    what = f"{ramp.origin}: spread of the devices' mean amplitudes over their mean"
    return {"pinning.device_spread": Change(float(np.mean(known)), what)}
