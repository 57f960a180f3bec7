"""The small files of a run folder: ``metrics.csv``, ``summary.json`` and ``results.nc``.

All three are made from the histories in the checkpoints, whole and in one step each, so that they
always agree. Their fields are documented in ``docs/run-folder.md``.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from dwmtj.atomic import replacing, write_text
from dwmtj.networks.classifier import EpochResult
from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet
from dwmtj.networks.kinds import NetworkKind
from dwmtj.networks.published import PAPER
from dwmtj.networks.run_folder import (
    METRICS,
    METRICS_COLUMNS,
    RESULTS,
    SUMMARY,
    RunFolder,
    versions,
)

SCHEMA_VERSION = 1

Histories = Mapping[tuple[NetworkKind, int], list[EpochResult]]


def write_metrics(folder: RunFolder, histories: Histories) -> None:
    """Write ``metrics.csv``: one row per network, seed and epoch that is done.

    Parameters
    ----------
    folder : RunFolder
        The run.
    histories : mapping
        Epochs of each network and seed.
    """
    rows = [
        {
            "network": kind,
            "seed": seed,
            "epoch": result.epoch,
            "train_loss": result.train_loss,
            "test_accuracy": result.test_accuracy,
            "spike_rate": result.spike_rate,
            "seconds": result.seconds,
        }
        for (kind, seed), history in histories.items()
        for result in history
    ]
    write_text(
        folder.path / METRICS, pd.DataFrame(rows, columns=list(METRICS_COLUMNS)).to_csv(index=False)
    )


def make_summary(config: RunConfig, data: DataSet, histories: Histories) -> dict[str, Any]:
    """Put the results of a finished run together.

    Parameters
    ----------
    config : RunConfig
        The run.
    data : DataSet
        The images that were used, [n, pixels].
    histories : mapping
        Epochs of each network and seed.

    Returns
    -------
    dict
        Content of ``summary.json``.
    """
    networks = {}
    for kind in config.networks:
        runs = [histories[kind, seed] for seed in config.seeds]
        networks[kind] = {
            "seeds": list(config.seeds),
            "test_accuracy": [[result.test_accuracy for result in run] for run in runs],
            "train_loss": [[result.train_loss for result in run] for run in runs],
            "spike_rate": [[result.spike_rate for result in run] for run in runs],
            "seconds_per_epoch": [[result.seconds for result in run] for run in runs],
        }
    return {
        "schema_version": SCHEMA_VERSION,
        "profile": config.profile,
        "recipe": config.recipe.name,
        "device": config.device.name,
        "dataset": config.dataset,
        "train_images": len(data.train),
        "test_images": len(data.test),
        "evaluated_on": config.evaluated_on,
        "hidden_layers": list(config.recipe.architecture.hidden_layers),
        "time_steps": config.recipe.encoding.time_steps,
        "batch_size": config.recipe.training.batch_size,
        "networks": networks,
        "paper": PAPER,
        "versions": versions(),
        "config_hash": config.hash,
    }


def write_summary(folder: RunFolder, summary: dict[str, Any]) -> None:
    """Write ``summary.json``.

    Parameters
    ----------
    folder : RunFolder
        The run.
    summary : dict
        What :func:`make_summary` gave.
    """
    write_text(folder.path / SUMMARY, json.dumps(summary, indent=2) + "\n")


def write_results(folder: RunFolder, summary: dict[str, Any], traces: xr.Dataset) -> None:
    """Write ``results.nc``: the curves and the traces of example neurons as netCDF.

    Parameters
    ----------
    folder : RunFolder
        The run.
    summary : dict
        What :func:`make_summary` gave.
    traces : Dataset
        What :func:`dwmtj.networks.traces.record` gave, dims [device_network, neuron, time]; empty
        if no DW-MTJ network was run.
    """
    kinds = list(summary["networks"])
    units = {"test_accuracy": "percent", "train_loss": "nat", "spike_rate": "1"}
    curves = xr.Dataset(
        {
            name: (
                ("network", "seed", "epoch"),
                # None, as the spike rate of a network without spikes, becomes NaN.
                np.array([summary["networks"][kind][name] for kind in kinds], float),
                {"units": unit},
            )
            for name, unit in units.items()
        }
    )
    epochs = np.arange(1, curves.sizes["epoch"] + 1)
    seeds = summary["networks"][kinds[0]]["seeds"]
    curves = curves.assign_coords(network=kinds, seed=seeds, epoch=epochs)
    merged = xr.merge([curves, traces])
    merged.attrs = {**traces.attrs, "config_hash": summary["config_hash"]}
    with replacing(folder.path / RESULTS) as temporary:
        merged.to_netcdf(temporary, engine="h5netcdf")
