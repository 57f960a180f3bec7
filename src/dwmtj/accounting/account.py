"""The account of a device: energies, delays, footprint, errors and retention, with intervals."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from dwmtj.accounting.assumed import AssumedRange
from dwmtj.accounting.delays import lab_delays
from dwmtj.accounting.figures import Figure
from dwmtj.accounting.footprint import footprint_figure
from dwmtj.accounting.lab_cycles import run_lab_cycles
from dwmtj.accounting.lab_energies import Draws, lab_energies
from dwmtj.accounting.left_out import left_out
from dwmtj.accounting.network_energies import (
    drawn_track,
    network_draws,
    network_figures,
    nominal_track,
)
from dwmtj.accounting.rates import lab_error_rates
from dwmtj.accounting.retention import pin_energy, retention_figure
from dwmtj.analysis.estimate import unknown
from dwmtj.device import PulseTrain, constant_train, ramp_train
from dwmtj.experiments.setting import TerminalNumber, at_least_one, known_seed
from dwmtj.parameters import DeviceParameters, as_device

#: Version of the form of :meth:`Account.to_dict`; it grows when a key goes or changes its meaning.
SCHEMA_VERSION = 1

#: Greatest number of cycles times draws; their weights take some 300 MB.
_MOST_DRAWN = 20_000_000

Protocol = Literal["ramp", "train", "current"]
ENERGIES = ("write", "integrate", "read", "reset", "per_spike")
TIMES = ("delay_to_fire", "delay_to_ready", "maximum_rate")
FIGURES = (*ENERGIES, *TIMES, "footprint", "retention")


@dataclass(frozen=True)
class Account:
    """What a device takes.

    Parameters
    ----------
    device : DeviceParameters
        The device.
    terminals : {4, 3} or None
        Number of terminals [no unit]; None for a neuron of a network.
    protocol : {"ramp", "train", "current"}
        What drives it.
    seed, cycles, draws : int
        Seed (no unit), number of simulated cycles and of draws [no unit].
    figures : dict
        From ``write``, ``integrate``, ``read``, ``reset``, ``per_spike`` [J], ``delay_to_fire``,
        ``delay_to_ready`` [s], ``maximum_rate`` [1/s], ``footprint`` [m^2] and ``retention`` [s] to
        the figures.
    error_rates : dict
        From ``no_nucleation``, ``missed_fire`` and ``failed_reset`` to the figures [no unit].
    assumed : tuple of AssumedRange
        What was drawn.

    Examples
    --------
    >>> from dwmtj.accounting import account
    >>> neuron = account("cui2024-network", draws=20)
    >>> sorted(neuron.figures)[:3]
    ['delay_to_fire', 'delay_to_ready', 'footprint']
    """

    device: DeviceParameters
    terminals: TerminalNumber | None
    protocol: Protocol
    seed: int
    cycles: int
    draws: int
    figures: dict[str, Figure]
    error_rates: dict[str, Figure]
    assumed: tuple[AssumedRange, ...]

    @property
    def title(self) -> str:
        """Name of the device, with its terminals."""
        kind = "" if self.terminals is None else f", {self.terminals} terminals"
        return f"{self.device.name}{kind}"

    @property
    def leaves_out(self) -> tuple[str, ...]:
        """What the figures leave out."""
        return left_out(self.terminals)

    def to_dict(self) -> dict[str, Any]:
        """Give the account as JSON has it, see ``docs/accounting.md``.

        Returns
        -------
        dict
            All figures in SI units, null with a reason where there is no value.
        """
        return {
            "schema_version": SCHEMA_VERSION,
            "device": self.device.name,
            "description": self.device.description,
            "terminals": self.terminals,
            "protocol": self.protocol,
            "seed": self.seed,
            "cycles": self.cycles,
            "draws": self.draws,
            **{name: self.figures[name].to_dict() for name in FIGURES},
            "error_rates": {name: each.to_dict() for name, each in self.error_rates.items()},
            "assumed": [
                {
                    **{name: getattr(each, name) for name in ("quantity", "value", "low", "high")},
                    "unit": each.unit,
                    "source": {"kind": each.source.kind, "detail": each.source.detail},
                }
                for each in self.assumed
            ],
            "leaves_out": list(self.leaves_out),
        }


def account(
    device: DeviceParameters | str | Path,
    *,
    terminals: TerminalNumber = 4,
    protocol: Literal["ramp", "train"] | None = None,
    cycles: int = 2000,
    draws: int = 1000,
    seed: int = 0,
) -> Account:
    """Account for a device.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.
    terminals : {4, 3}
        Number of terminals [no unit]; a neuron of a network has none.
    protocol : {"ramp", "train"}, optional
        Pulses of a cycle; if not given, the train if its pulses take away the barriers of all
        sites, else the ramp. A neuron of a network is driven by its current.
    cycles : int
        Number of simulated cycles [no unit].
    draws : int
        Number of draws of the assumed ranges [no unit].
    seed : int
        Seed of the random numbers (no unit).

    Returns
    -------
    Account
        Energies, delays, footprint, errors and retention.

    Raises
    ------
    ValueError
        If an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.accounting import account
    >>> four = account("cui2024-ramp", cycles=50, draws=20)
    >>> print(f"{four.figures['per_spike'].estimate.value:.1e} J per spike")
    7.3e-10 J per spike
    """
    parameters, known = as_device(device), known_seed(seed)
    at_least_one("cycles", cycles)
    at_least_one("draws", draws)
    if cycles * draws > _MOST_DRAWN:
        raise ValueError(
            f"cycles, draws: {cycles} times {draws} is not allowed; allowed: a product of at most "
            f"{_MOST_DRAWN}, since every draw has its own choice of the cycles in memory"
        )
    if terminals not in (3, 4):
        raise ValueError(f"terminals: {terminals} is not allowed; allowed: 3, 4")
    if protocol not in (None, "ramp", "train"):
        raise ValueError(f"protocol: {protocol!r} is not allowed; allowed: 'ramp', 'train'")
    if parameters.layout is None:
        return _of_network(parameters, draws, known)
    chosen = protocol or _usual_protocol(parameters)
    return _of_lab(parameters, terminals, chosen, cycles, draws, known)


def _of_lab(
    device: DeviceParameters,
    terminals: TerminalNumber,
    protocol: Literal["ramp", "train"],
    cycles: int,
    draws: int,
    seed: int,
) -> Account:
    layout, pinning, motion = device.layout, device.pinning, device.motion
    assert layout is not None
    assert pinning is not None
    assert motion is not None
    train: PulseTrain = (ramp_train if protocol == "ramp" else constant_train)(device)
    measured = run_lab_cycles(device, train, terminals=terminals, cycles=cycles, seed=seed)
    drawn = Draws(device, cycles, draws, seed)
    figures = lab_energies(measured, drawn) | lab_delays(measured, drawn)
    lengths = np.array([each.layout.track_length for each in drawn.devices if each.layout])
    figures["footprint"] = footprint_figure(device, layout.track_length, lengths)
    pins = [each.pinning for each in drawn.devices if each.pinning]
    figures["retention"] = retention_figure(
        pinning.barrier,
        np.array([each.barrier for each in pins]),
        pinning.attempt_time,
        np.array([each.attempt_time for each in pins]),
        motion.temperature,
    )
    rates = lab_error_rates(measured)
    assumed = tuple(drawn.ranges)
    return Account(
        device, terminals, protocol, seed, cycles, len(drawn.devices), figures, rates, assumed
    )


def _of_network(device: DeviceParameters, draws: int, seed: int) -> Account:
    ranges, values = network_draws(draws, seed)
    figures = network_figures(device, values)
    length, lengths = nominal_track(device).length, drawn_track(device, values).length
    figures["footprint"] = footprint_figure(device, float(length), lengths)
    nominal = {each.quantity: each.value for each in ranges}
    figures["retention"] = retention_figure(
        float(pin_energy(device, nominal["depinning_field"])),
        pin_energy(device, values["depinning_field"]),
        nominal["attempt_time"],
        values["attempt_time"],
        nominal["temperature"],
    )
    reason = "the preset has neither nucleation nor sites, which would say how a cycle fails"
    rates = {
        name: Figure(unknown("1", "none", reason))
        for name in ("no_nucleation", "missed_fire", "failed_reset")
    }
    return Account(device, None, "current", seed, 0, draws, figures, rates, tuple(ranges))


def _usual_protocol(device: DeviceParameters) -> Literal["ramp", "train"]:
    """Choose the train where its pulses take away the barriers of all sites."""
    drive, pinning = device.drive, device.pinning
    assert drive is not None
    assert pinning is not None
    held = max(pinning.depinning_voltage, pinning.entry_voltage, pinning.exit_voltage)
    return "train" if drive.amplitude >= held else "ramp"
