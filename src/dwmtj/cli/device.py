"""``dwmtj device``: the device presets and what they say, each value with unit and source."""

from dwmtj.cli.parameter_sets import make_app
from dwmtj.parameters import device_names, load_device

app = make_app("device", device_names, load_device)
