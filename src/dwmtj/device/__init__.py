"""Devices as things one applies pulses to and reads resistances from, and the pulses themselves."""

from dwmtj.device.base import LAWS, DomainWallDevice, Law
from dwmtj.device.circuit import DeviceCircuit
from dwmtj.device.derived import derived_values
from dwmtj.device.derived_value import Derived
from dwmtj.device.four_terminal import FourTerminalNeuron
from dwmtj.device.misuse import DeviceMisuseError
from dwmtj.device.pulse import Pulse, PulseTrain
from dwmtj.device.pulse_table import PulseTableError, read_pulse_table, write_pulse_table
from dwmtj.device.record import Reading, Record
from dwmtj.device.state import DeviceState
from dwmtj.device.temperature import TemperatureRise, temperature_rise
from dwmtj.device.three_terminal import ThreeTerminalNeuron
from dwmtj.device.trains import constant_train, ramp_train

__all__ = [
    "LAWS",
    "Derived",
    "DeviceCircuit",
    "DeviceMisuseError",
    "DeviceState",
    "DomainWallDevice",
    "FourTerminalNeuron",
    "Law",
    "Pulse",
    "PulseTableError",
    "PulseTrain",
    "Reading",
    "Record",
    "TemperatureRise",
    "ThreeTerminalNeuron",
    "constant_train",
    "derived_values",
    "ramp_train",
    "read_pulse_table",
    "temperature_rise",
    "write_pulse_table",
]
