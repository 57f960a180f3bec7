"""Accounts in the folder of a run: what its devices and its trained networks take, as JSON.

``accounting/devices.json`` holds the accounts of the measured devices, with four and with three
terminals, and of the neuron of the networks; ``accounting/networks.json`` the inferences of the
networks. A file that is there, of the same values and by the same version, is kept.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import dwmtj
from dwmtj.accounting.account import FIGURES, SCHEMA_VERSION, Account, account
from dwmtj.accounting.assumed import AssumedRange
from dwmtj.accounting.figures import Distribution, Figure, PulseUse
from dwmtj.accounting.inference import Inference, LayerEvents
from dwmtj.accounting.literature import published_neurons
from dwmtj.analysis.estimate import Estimate, Interval
from dwmtj.atomic import write_text
from dwmtj.experiments.paper import measurements_of
from dwmtj.networks.config import RunConfig
from dwmtj.networks.kinds import NEURON_KINDS
from dwmtj.networks.run_folder import RunFolder, RunFolderError
from dwmtj.parameters import DeviceParameters, Source, as_device
from dwmtj.parameters.files import from_tables

DEVICES, NETWORKS = "devices.json", "networks.json"
_ESTIMATE = ("value", "unit", "method", "standard_error", "reason")
_OF_FIGURE = ("distribution", "by_terminal", "by_pulse", "interval_68", "interval_95", *_ESTIMATE)
_TERMINALS: tuple[Literal[4, 3], ...] = (4, 3)


class AccountSize(NamedTuple):
    """How much is counted [no unit]: ``images`` of a network, ``cycles`` of a device, ``draws``.

    Draws are of the assumed ranges. Means over 300 images are known to a few per cent.
    """

    images: int = 300
    cycles: int = 2000
    draws: int = 1000


#: By the name of the profile, where it is not the usual one; smoke checks that everything works.
SIZES = {"smoke": AccountSize(100, 200, 100)}


class StoredAccounting(NamedTuple):
    """Accounts of a run: of its ``devices``, and ``networks``, the inferences of its networks."""

    devices: list[Account]
    networks: list[Inference]


def account_for_run(
    folder: RunFolder,
    config: RunConfig,
    *,
    data_dir: Path | None = None,
    size: AccountSize | None = None,
) -> Path:
    """Account for the devices and the trained networks of a finished run, and store it.

    Parameters
    ----------
    folder : RunFolder
        The run, with its checkpoints.
    config : RunConfig
        Its configuration.
    data_dir : Path, optional
        Folder with the files of the data set.
    size : AccountSize, optional
        How much is counted; as the profile of the run has it if not given.

    Returns
    -------
    Path
        The folder ``accounting`` of the run.
    """
    place, seed = folder.accounting, config.seeds[0]
    images, cycles, draws = size or SIZES.get(config.profile, AccountSize())
    place.mkdir(exist_ok=True)
    devices = _devices(config)
    asked: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "dwmtj": dwmtj.__version__}
    of_devices = {
        **asked,
        "seed": seed,
        "cycles": cycles,
        "draws": draws,
        "parameters": {each.name: each.to_tables() for each in devices},
    }
    if not _is_there(place / DEVICES, of_devices):
        accounts = [
            account(each, terminals=terminals, cycles=cycles, draws=draws, seed=seed)
            for each in devices
            for terminals in (_TERMINALS if each.layout is not None else (4,))
        ]
        _write(place / DEVICES, {**of_devices, "devices": [each.to_dict() for each in accounts]})
    if any(kind in NEURON_KINDS for kind in config.networks):
        from dwmtj.accounting.run_inference import account_run  # loads PyTorch

        of_networks = {**asked, "config_hash": config.hash, "images": images, "draws": draws}
        if not _is_there(place / NETWORKS, of_networks):
            own = [a for a in _read_devices(place) if a.device.name == config.device.name]
            found = account_run(folder.path, own[:1], images=images, draws=draws, data_dir=data_dir)
            content = {**of_networks, "networks": [each.to_dict() for each in found]}
            _write(place / NETWORKS, content)
    return place


def read_accounting(folder: RunFolder, device: DeviceParameters) -> StoredAccounting | None:
    """Read the accounts of a run.

    Parameters
    ----------
    folder : RunFolder
        The run.
    device : DeviceParameters
        The device of its networks.

    Returns
    -------
    StoredAccounting or None
        Its accounts; None if the run has none.

    Raises
    ------
    RunFolderError
        If a file is damaged.
    """
    place = folder.accounting
    if not (place / DEVICES).is_file():
        return None
    try:
        return StoredAccounting(_read_devices(place), _read_networks(place, device))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunFolderError(
            f"{place}: damaged ({error}); remove it and run again with --resume"
        ) from None


def _devices(config: RunConfig) -> list[DeviceParameters]:
    """Give the devices that are measured, and that of the networks."""
    measured = measurements_of(config.device).values()
    devices = [as_device(each.device) for each in measured]
    return list({each.name: each for each in (*devices, config.device)}.values())


def _is_there(path: Path, asked: dict[str, Any]) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return all(content[name] == value for name, value in json.loads(json.dumps(asked)).items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _write(path: Path, content: dict[str, Any]) -> None:
    write_text(path, json.dumps(content, indent=2, allow_nan=False) + "\n")


def _read_devices(place: Path) -> list[Account]:
    content = json.loads((place / DEVICES).read_text(encoding="utf-8"))
    if content["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema_version {content['schema_version']}, known is {SCHEMA_VERSION}")
    devices = {
        name: from_tables(DeviceParameters, tables, name)
        for name, tables in content["parameters"].items()
    }
    return [_account(each, devices[each["device"]]) for each in content["devices"]]


def _read_networks(place: Path, device: DeviceParameters) -> list[Inference]:
    if not (place / NETWORKS).is_file():
        return []
    content = json.loads((place / NETWORKS).read_text(encoding="utf-8"))
    return [_inference(each, device) for each in content["networks"]]


def _account(content: dict[str, Any], device: DeviceParameters) -> Account:
    return Account(
        device=device,
        figures={name: _figure(content[name]) for name in FIGURES},
        error_rates={name: _figure(each) for name, each in content["error_rates"].items()},
        assumed=tuple(_ranges(content["assumed"])),
        **{name: content[name] for name in ("terminals", "protocol", "seed", "cycles", "draws")},
    )


def _inference(content: dict[str, Any], device: DeviceParameters) -> Inference:
    rows = {row.key: row for row in published_neurons() if row.key in content["digital"]}
    return Inference(
        network=content["network"],
        device=device,
        images=content["images"],
        time_steps=content["time_steps"],
        accuracy=content["accuracy"],
        layers=tuple(LayerEvents(**each) for each in content["layers"]),
        latency=_figure(content["latency"]),
        currents=_figure(content["currents"]),
        firings={name: _figure(each) for name, each in content["firings"].items()},
        synaptic_events=_figure(content["synaptic_events"]),
        digital={
            key: tuple(_figure(each) for each in content["digital"][key]["energies"])
            for key in rows
        },
        published=rows,
    )


def _figure(content: dict[str, Any]) -> Figure:
    distribution, pulses = content.get("distribution"), content.get("by_pulse", [])
    return Figure(
        estimate=Estimate(
            **{name: content[name] for name in _ESTIMATE if name in content},
            interval_68=_interval(content["interval_68"]),
            interval_95=_interval(content["interval_95"]),
        ),
        distribution=None if distribution is None else Distribution(**distribution),
        by_terminal=content.get("by_terminal"),
        pulses=tuple(PulseUse(**each) for each in pulses),
        details={name: value for name, value in content.items() if name not in _OF_FIGURE},
    )


def _interval(ends: Sequence[float | None] | None) -> Interval | None:
    return None if ends is None else (ends[0], ends[1])


def _ranges(content: Sequence[dict[str, Any]]) -> Iterator[AssumedRange]:
    for each in content:
        values = {name: each[name] for name in ("quantity", "value", "low", "high", "unit")}
        yield AssumedRange(**values, source=Source(**each["source"]))
