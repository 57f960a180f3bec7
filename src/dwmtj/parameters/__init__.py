"""What a device and a network recipe are: validated values, each with unit and source."""

from dwmtj.parameters.circuit import Circuit
from dwmtj.parameters.contacts import Contacts
from dwmtj.parameters.device import DeviceParameters
from dwmtj.parameters.drive import Drive
from dwmtj.parameters.errors import ParameterError
from dwmtj.parameters.files import (
    as_device,
    device_names,
    load_device,
    load_recipe,
    recipe_names,
    write_toml,
)
from dwmtj.parameters.junction import Junction
from dwmtj.parameters.layout import Layout
from dwmtj.parameters.loops import Loops
from dwmtj.parameters.material import Material
from dwmtj.parameters.motion import Motion
from dwmtj.parameters.neuron import Neuron
from dwmtj.parameters.pinning import Pinning
from dwmtj.parameters.recipe import NetworkRecipe
from dwmtj.parameters.source import Source
from dwmtj.parameters.stack import Stack
from dwmtj.parameters.track import Track
from dwmtj.parameters.wall_noise import WallNoise
from dwmtj.parameters.writing import Writing

__all__ = [
    "Circuit",
    "Contacts",
    "DeviceParameters",
    "Drive",
    "Junction",
    "Layout",
    "Loops",
    "Material",
    "Motion",
    "NetworkRecipe",
    "Neuron",
    "ParameterError",
    "Pinning",
    "Source",
    "Stack",
    "Track",
    "WallNoise",
    "Writing",
    "as_device",
    "device_names",
    "load_device",
    "load_recipe",
    "recipe_names",
    "write_toml",
]
