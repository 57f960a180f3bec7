"""What a device and a network recipe are: validated values, each with unit and source."""

from dwmtj.parameters.circuit import Circuit
from dwmtj.parameters.device import DeviceParameters
from dwmtj.parameters.errors import ParameterError
from dwmtj.parameters.files import (
    device_names,
    load_device,
    load_recipe,
    recipe_names,
    write_toml,
)
from dwmtj.parameters.junction import Junction
from dwmtj.parameters.material import Material
from dwmtj.parameters.neuron import Neuron
from dwmtj.parameters.recipe import NetworkRecipe
from dwmtj.parameters.source import Source
from dwmtj.parameters.track import Track
from dwmtj.parameters.wall_noise import WallNoise

__all__ = [
    "Circuit",
    "DeviceParameters",
    "Junction",
    "Material",
    "NetworkRecipe",
    "Neuron",
    "ParameterError",
    "Source",
    "Track",
    "WallNoise",
    "device_names",
    "load_device",
    "load_recipe",
    "recipe_names",
    "write_toml",
]
