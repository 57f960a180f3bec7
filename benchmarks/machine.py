"""What a benchmark ran on, and waiting until nothing else runs there."""

import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

_PACKAGES = ("dwmtj", "torch", "numba", "numpy", "norse", "snntorch", "spikingjelly", "spyx", "jax")
_IDLE, _PATIENCE = 0.7, 180.0


def describe() -> dict[str, Any]:
    """Give processor, cores, threads and versions."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "versions": {"python": platform.python_version(), **_versions()},
    }


def wait_until_idle() -> float:
    """Wait until the load of the machine is low, three minutes at most; gives the load.

    Other work distorts ratios: threads that wait for each other suffer far more than those that
    do not.
    """
    start = time.monotonic()
    while (load := os.getloadavg()[0]) > _IDLE and time.monotonic() - start < _PATIENCE:
        time.sleep(5)
    if load > _IDLE:
        print(f"warning: the load is {load:.1f}, so other work disturbs what is measured")
    return load


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    if file.exists():
        for line in file.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor()


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
