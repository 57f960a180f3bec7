"""Values that files tell, collected before they become a device.

Each change has the path of a value, the value, and the text of its source: which file, which
estimate, and its 95 % interval.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from dwmtj.analysis.estimate import Estimate
from dwmtj.parameters import DeviceParameters, Source
from dwmtj.parameters.errors import ParameterError, describe
from dwmtj.parameters.files import from_tables
from dwmtj.parameters.source import SourceKind
from dwmtj.parameters.units import format_oersted, format_readable


class Change(NamedTuple):
    """``value`` [SI unit of the field] with the ``kind`` and ``detail`` of its source."""

    value: float
    detail: str
    kind: SourceKind = "measured"


def told(estimate: Estimate, origin: str, what: str, *, interval: bool = True) -> str:
    """Say where a number is from.

    Parameters
    ----------
    estimate : Estimate
        The number that was measured.
    origin : str
        Name of its file.
    what : str
        What was measured.
    interval : bool
        Whether to give the interval, which means nothing where the values do not fit together.

    Returns
    -------
    str
        File, number and interval, such as ``"cycles.csv: fires at 2.5 V (95 % 2.49 to 2.51 V)"``.
    """
    return f"{origin}: {what} {number_told(estimate, interval=interval)}"


def number_told(estimate: Estimate, *, interval: bool = True) -> str:
    """Write a number that was measured.

    Parameters
    ----------
    estimate : Estimate
        The number.
    interval : bool
        Whether to give the interval.

    Returns
    -------
    str
        Such as ``"2.5 V (95 % 2.49 to 2.51 V)"``.
    """
    number, ends = in_words(estimate.value, estimate.unit), estimate.interval_95
    if not interval or ends is None or None in ends:
        return number
    low, high = (in_words(end, estimate.unit) for end in ends)
    return f"{number} (95 % {low} to {high})"


def given(base: DeviceParameters, what: str) -> str:
    """Say which values of the base a measured one rests on.

    Parameters
    ----------
    base : DeviceParameters
        The device that the fit began with.
    what : str
        Its values, in words.

    Returns
    -------
    str
        To be put after the text of a source.
    """
    return f"; measured, given {what} of the base {base.name}"


def in_words(value: float | None, unit: str, *, digits: int = 4) -> str:
    """Write a number with its unit.

    Parameters
    ----------
    value : float or None
        The number [``unit``].
    unit : str
        Its SI unit.
    digits : int
        Significant digits (no unit).

    Returns
    -------
    str
        Fields in oersted.
    """
    if unit == "A/m":
        return format_oersted(value or 0.0, digits)
    return format_readable(float(f"{value or 0.0:.{digits}g}"), unit)


def changed(
    device: DeviceParameters, changes: Mapping[str, Change], **names: str
) -> DeviceParameters:
    """Give a device with other values, all put in at once, since some depend on each other.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    changes : mapping
        Changes by path, such as ``"wall_noise.sigma"``.
    **names : str
        Other name and description.

    Returns
    -------
    DeviceParameters
        The changed device, validated.

    Raises
    ------
    ParameterError
        If a value is not allowed.
    """
    tables: dict[str, Any] = device.to_tables() | names
    for path, change in changes.items():
        group, field = path.split(".")
        source = Source(kind=change.kind, detail=change.detail)
        try:
            own = getattr(device, group).replace(field, change.value, source)
        except ValidationError as error:
            raise ParameterError(describe(error, change.detail, group)) from None
        tables[group] = tables[group] | {field: own.to_tables()[field]}
    return from_tables(DeviceParameters, tables, names.get("name", device.name))
