"""What the accounting assumes: values and ranges from ``assumed.toml``, each with the reason.

A range is either of factors on a value of the device, or of a value that no preset holds. Draws are
even between the ends and independent; what is not known to be linked is not linked.
"""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.parameters import DeviceParameters
from dwmtj.parameters.source import Source
from dwmtj.parameters.units import parse_quantity

Array = npt.NDArray[np.float64]

_UNITS = {
    "read_time": "s",
    "heavy_metal_thickness": "m",
    "heavy_metal_resistivity": "ohm m",
    "free_layer_resistivity": "ohm m",
    "end_gap": "1",
    "depinning_field": "A/m",
    "attempt_time": "s",
    "temperature": "K",
}
#: Kinds of sources of values that are known of the device itself, so that no range is assumed.
_KNOWN = ("measured", "paper")


class AssumedRange(NamedTuple):
    """A range that was assumed.

    ``quantity`` is its name; ``value``, ``low`` and ``high`` are in the SI ``unit``; ``source`` has
    kind "assumed" and says why.
    """

    quantity: str
    value: float
    low: float
    high: float
    unit: str
    source: Source

    def draw(self, rng: np.random.Generator, draws: int) -> Array:
        """Draw values evenly between the ends, one in each of as many equal parts of the range.

        Drawn so for several ranges they are a Latin hypercube (McKay, Beckman and Conover 1979),
        whose quantiles scatter less than those of independent draws.

        Parameters
        ----------
        rng : Generator
            Source of the random numbers.
        draws : int
            How many [no unit].

        Returns
        -------
        ndarray
            Values [unit of the range], shape [draws].
        """
        share = (rng.permutation(draws) + rng.random(draws)) / draws
        return np.asarray(self.low + (self.high - self.low) * share)


def assumed_value(quantity: str) -> AssumedRange:
    """Give a value that no preset holds, with its range.

    Parameters
    ----------
    quantity : str
        Its name in ``assumed.toml``, such as "read_time".

    Returns
    -------
    AssumedRange
        In SI units.
    """
    row = next(row for row in _tables()["value"] if row["quantity"] == quantity)
    unit = _UNITS[quantity]
    value, low, high = (
        float(row[end]) if unit == "1" else parse_quantity(row[end], unit)
        for end in ("value", "low", "high")
    )
    return AssumedRange(quantity, value, low, high, unit, _source(row))


def ranges_of(device: DeviceParameters) -> list[AssumedRange]:
    """List the values of a device that are not known of itself, with their ranges.

    Parameters
    ----------
    device : DeviceParameters
        A device with the groups of a lab device.

    Returns
    -------
    list of AssumedRange
        ``quantity`` is group and field.
    """
    values = {f"{group}.{entry.field}": entry for group, entry in device.entries()}
    found = []
    for row in _tables()["of_device"]:
        entry = values[row["quantity"]]
        if entry.source.kind in _KNOWN:
            continue
        assert entry.quantity is not None
        ends = (row["low"] * entry.value, row["high"] * entry.value)
        found.append(
            AssumedRange(row["quantity"], entry.value, *ends, entry.quantity.unit, _source(row))
        )
    return found


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[dict[str, Any]]]:
    text = resources.files(__package__).joinpath("assumed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _source(row: dict[str, Any]) -> Source:
    return Source(kind="assumed", detail=row["assumed"])
