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


app = make_app("device", device_names, load_device, _derive)
