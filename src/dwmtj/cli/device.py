"""``dwmtj device``: the device presets and what they say, each value with unit and source."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dwmtj.cli.parameter_sets import make_app
from dwmtj.parameters import DeviceParameters, device_names, load_device

if TYPE_CHECKING:
    from dwmtj.device import Derived


def _derive(values: DeviceParameters) -> Sequence["Derived"]:
    from dwmtj.device.derived import derived_values  # numba and scipy, for this command alone

    return derived_values(values)


def _can_be_measured(values: DeviceParameters) -> bool:
    return values.layout is not None  # the groups of the lab are there all or none


app = make_app(
    "device",
    device_names,
    load_device,
    _derive,
    {"can be measured": _can_be_measured},
)
