"""Every value of a device that the paper does not print: assumed, or calibrated to a figure."""

from pathlib import Path
from typing import NamedTuple

from dwmtj.experiments.setting import parameters_of
from dwmtj.parameters import DeviceParameters

KINDS = ("assumed", "calibrated")


class Assumption(NamedTuple):
    """A value that was assumed or calibrated.

    ``quantity`` is group and field, ``symbol`` as in the equations, ``value`` with its unit,
    ``kind`` "assumed" or "calibrated", and ``reason`` why, or to what.
    """

    quantity: str
    symbol: str
    value: str
    kind: str
    reason: str


def assumptions(device: DeviceParameters | str | Path) -> list[Assumption]:
    """List what was assumed about a device, or calibrated.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.

    Returns
    -------
    list of Assumption
        In the order of the groups.

    Examples
    --------
    >>> from dwmtj.experiments.paper import assumptions
    >>> row = assumptions("cui2024-ramp")[0]
    >>> row.quantity, row.kind
    ('track.end_width', 'assumed')
    """
    return [
        Assumption(
            f"{group}.{entry.field}",
            entry.quantity.symbol if entry.quantity else "",
            entry.readable,
            entry.source.kind,
            entry.source.detail,
        )
        for group, entry in parameters_of(device).entries()
        if entry.source.kind in KINDS
    ]
