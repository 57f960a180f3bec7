"""For each file a sentence: what was taken from it, or why nothing was."""

from collections.abc import Mapping, Sequence

from dwmtj.analysis.device.changes import Change, in_words, number_told
from dwmtj.analysis.device.fitted_file import FittedFile, even_step

_IN_WORDS = {
    "passages": "counts of pulses",
    "loops": "field loops",
    "mobility": "velocities of walls",
}


def accounts_of(
    read: Sequence[FittedFile], changes: Mapping[str, Change], remarks: Sequence[str]
) -> tuple[str, ...]:
    """Say of each file what was taken from it.

    Parameters
    ----------
    read : sequence of FittedFile
        The files.
    changes : mapping
        All changes by path; their sources begin with the name of the file.
    remarks : sequence of str
        Remarks on the fit, of which those that begin with the name of a file are its own.

    Returns
    -------
    tuple of str
        In the order of the files.
    """
    taken = {
        each.origin: [p for p, change in changes.items() if change.detail.startswith(_begin(each))]
        for each in read
    }
    accounts = []
    for each in read:
        what = f"{each.origin}, read as {_as_what(each)}"
        if taken[each.origin]:
            accounts.append(f"{what}: taken from it are {', '.join(taken[each.origin])}.")
            continue
        why = (
            _why_no_value(each)
            or _counts_instead(each, [other for other in read if taken[other.origin]])
            or _remarked(each, remarks)
            or "the other files tell all that it could tell"
        )
        accounts.append(f"{what}: nothing was taken from it, because {why}.")
    return tuple(accounts)


def why_nothing(read: Sequence[FittedFile], remarks: Sequence[str]) -> str:
    """Say why files tell nothing: what was remarked, or the reason that most estimates have.

    Parameters
    ----------
    read : sequence of FittedFile
        The files.
    remarks : sequence of str
        Remarks on the fit.

    Returns
    -------
    str
        In brackets, to be put after a message; empty if there is no reason.
    """
    reasons = [(each.origin, _remarked(each, remarks) or _why_no_value(each)) for each in read]
    found = [f"{origin}: {reason}" for origin, reason in reasons if reason]
    return f" ({'; '.join(found)})" if found else ""


def _as_what(source: FittedFile) -> str:
    """Say what a file holds, with the pulses of cycles."""
    volts = source.amplitudes
    if source.content == "train":
        return f"trains of equal pulses of {in_words(float(volts.mean()), 'V')}"
    if source.content != "ramp":
        return _IN_WORDS[source.content]
    first, last = (in_words(float(volts[place]), "V") for place in (0, -1))
    step = even_step(volts)
    return f"a ramp from {first} to {last}" + (f" by {in_words(step, 'V')}" if step else "")


def _begin(source: FittedFile) -> str:
    """How texts begin that are of a file."""
    return f"{source.origin}: "


def _remarked(source: FittedFile, remarks: Sequence[str]) -> str:
    """Give the first remark on a file, if there is one."""
    begin = _begin(source)
    own = [remark for remark in remarks if remark.startswith(begin)]
    return own[0].removeprefix(begin).rstrip(".") if own else ""


def _why_no_value(source: FittedFile) -> str:
    """Give the reason that most estimates have, if none has a value."""
    estimates = [each for fit in source.fits for each in fit.estimates.values()]
    if any(each.value is not None for each in estimates):
        return ""
    reasons = [each.reason for each in estimates if each.reason]
    return max(reasons, key=reasons.count) if reasons else ""


def _counts_instead(source: FittedFile, used: Sequence[FittedFile]) -> str:
    """Name the file that tells the same and counts instead, if there is one."""
    counts = {"train", "passages"}
    alike = counts if source.content in counts else {source.content}
    other = next((each for each in used if each.content in alike), None)
    if other is None:
        return ""
    both = [(each.origin, _in_short(each)) for each in (source, other)]
    told = ", ".join(f"{origin} {text}" for origin, text in both) if all(t for _, t in both) else ""
    beside = f"; by themselves, {told}" if told else ""
    return f"{other.origin} tells the same and counts (the first file that can tell it){beside}"


def _in_short(source: FittedFile) -> str:
    """Give the estimate by which files of cycles are best compared; empty if it is not known."""
    for name, verb in (("v50_fire", "fires at"), ("mean_pulses", "fires after, in pulses,")):
        estimate = source.estimate(name)
        if estimate is not None:
            return f"{verb} {number_told(estimate)}"
    return ""
