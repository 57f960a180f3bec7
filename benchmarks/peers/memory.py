"""Peak memory of the training step, in a process of its own that loads nothing but one network.

Linux counts the peak of a program in ``VmHWM``; it is preferred to ``getrusage``, whose
``ru_maxrss`` a process takes over from the one that started it. Compilation in the first step
counts.

    python -m benchmarks.peers.memory spyx_lif
"""

import argparse
import importlib
import json
import resource
import sys
from pathlib import Path

from benchmarks.peers import PEERS

STATUS = Path("/proc/self/status")


def peak_memory() -> float:
    """Give the largest resident memory of this process so far [MiB]."""
    if STATUS.exists():
        return _status("VmHWM")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def current_memory() -> float:
    """Give the resident memory of this process now [MiB]; its peak where there is no count."""
    return _status("VmRSS") if STATUS.exists() else peak_memory()


def _status(field: str) -> float:
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"{STATUS} has no {field}")


def measure(module: str, batch: int, time_steps: int, steps: int) -> dict[str, float | str]:
    """Do steps of one network and record the memory of this process.

    Parameters
    ----------
    module : str
        Name of a module that has ``make_step``.
    batch, time_steps, steps : int
        Images, time steps T, and training steps [no unit].

    Returns
    -------
    dict
        Resident memory [MiB] after the import and before the first step, its peak, and how much
        the peak is above what there was before the first step.
    """
    make_step = importlib.import_module(module).make_step
    imported = current_memory()
    step = make_step(batch, time_steps, 0)
    before = current_memory()
    for _ in range(steps):
        step()
    peak = peak_memory()
    return {
        "module": module,
        "after_import_mib": imported,
        "before_step_mib": before,
        "peak_mib": peak,
        "increase_mib": peak - before,
    }


def main() -> None:
    """Measure the network named on the command line and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", help=f"{', '.join(PEERS)}, or a module that has make_step")
    parser.add_argument("--batch", type=int, default=100, help="images per step")
    parser.add_argument("--time-steps", type=int, default=400, help="time steps T")
    parser.add_argument("--steps", type=int, default=3, help="training steps")
    options = parser.parse_args()
    module = PEERS.get(options.name, options.name)
    print(json.dumps(measure(module, options.batch, options.time_steps, options.steps)))


if __name__ == "__main__":
    main()
