"""For each file a sentence: what was taken from it, or why nothing was."""

from collections.abc import Mapping, Sequence

from dwmtj.analysis.device.changes import Change
from dwmtj.analysis.device.files import FittedFile

_IN_WORDS = {
    "ramp": "a ramp of amplitudes",
    "train": "trains of equal pulses",
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
    accounts = []
    for place, each in enumerate(read):
        what = f"{each.origin}, read as {_IN_WORDS[each.content]}"
        begin = f"{each.origin}: "
        taken = [path for path, change in changes.items() if change.detail.startswith(begin)]
        if taken:
            accounts.append(f"{what}: taken from it are {', '.join(taken)}.")
            continue
        why = _own_reason(each, remarks) or _earlier(each, read[:place], read)
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
    reasons = [(each.origin, _own_reason(each, remarks)) for each in read]
    found = [f"{origin}: {reason}" for origin, reason in reasons if reason]
    return f" ({'; '.join(found)})" if found else ""


def _own_reason(source: FittedFile, remarks: Sequence[str]) -> str:
    begin = f"{source.origin}: "
    own = [remark for remark in remarks if remark.startswith(begin)]
    if own:
        return own[0].removeprefix(begin).rstrip(".")
    estimates = [each for fit in source.fits for each in fit.estimates.values()]
    if any(each.value is not None for each in estimates):
        return ""
    reasons = [each.reason for each in estimates if each.reason]
    return max(reasons, key=reasons.count) if reasons else ""


def _earlier(source: FittedFile, before: Sequence[FittedFile], read: Sequence[FittedFile]) -> str:
    """Name the files that tell the same and count instead."""
    counts = ("train", "passages")
    alike = [
        each.origin
        for each in (*before, *read)
        if each is not source
        and (each.content == source.content or {each.content, source.content} <= set(counts))
    ]
    if alike:
        return f"{alike[0]} tells the same and counts (the first file that can tell it)"
    return "the other files tell all that it could tell"
