"""The least time this machine allows for one training step, and where the rest goes.

Two ceilings are measured, before and after the steps: the memory bandwidth, as the best of copy,
triad (a = b + s*c) and sum of arrays much larger than the caches (Williams, Waterman and Patterson,
CACM 52, 65 (2009); counted as in McCalpin's STREAM, without the lines that a store reads first),
and the speed of float32 matrix products. A kernel takes at least max(bytes/bandwidth,
operations/speed); its share of the roofline is that least time over the measured one.

The measured times are those inside the training step itself, taken where the kernels are called, so
that caches and memory are as in training. What no kernel covers, such as readout, loss and
optimiser, is the rest.

With T steps, B images, P = 784 pixels, N neurons in each of two hidden layers, E input spikes and S
spikes of the first hidden layer, one float32 array [T, B, N] is A = 4*T*B*N bytes and the spikes
are L = 4*E + 8*T*B bytes. Counted is what a kernel must get and give, each array once; weights are
too small to count:

    kernel            bytes               operations
    Poisson draw      4*B*P + 8*E         46*(E + B*P)
    Poisson sort      8*E + L             4*E
    event product     L + A               E*N + 4*T*B*N
    neurons           3*A                 2*(19 + 36)*T*B*N
    hidden product    2*A                 min(S*N, 2*T*B*N^2) + 4*T*B*N
    hidden gradient   4*A                 min(S*N, 2*T*B*N^2) + 2*T*B*N^2 + 4*T*B*N
    neuron gradient   5*A                 2*(36 + 36)*T*B*N
    event gradient    L + 2*A             E*N + 4*T*B*N

Both products also take mean and variance of the current, 4 operations a value.
36 operations draw one normal number: 11 for a quarter of the words of seven rounds of Philox (two
products, four exclusive ors), 25 for half of a Box-Muller pair. A pause between input spikes takes
46, of which 35 are its logarithm and scale; a second logarithm of each lit pixel, once, is left
out. Integer operations count like floating-point ones. The gradient of the neurons draws the noise
again and steps forward once more before it sweeps back. The spikes are binary, so a product is
additions where there are spikes; the gradient of a surrogate is dense.

The least time is generous. Only a matrix product reaches its speed: other arithmetic needs more
instructions for as many operations. Gathers read weights from the nearest caches, 4*N bytes for
each spike, which count nowhere here. On the other hand, an array that is still in the last cache is
read faster than memory allows, so a share may even exceed 1.

    python -m benchmarks.roofline --rounds 15
"""

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.ceilings import measure_ceilings, measure_normals, measure_page_fault
from benchmarks.machine import describe, wait_until_idle
from benchmarks.stopwatch import measure_kernels
from benchmarks.work import Amount, Size, amounts, normals_of
from dwmtj.atomic import write_text
from dwmtj.networks.allocator import keep_freed_memory

RESULTS = Path(__file__).parent / "results"


def _compare(
    seconds: dict[str, float], needed: dict[str, Amount], bandwidth: float, speed: float
) -> dict[str, Any]:
    """Set the least time [s] of each kernel beside the measured one; ceilings in GB/s, Gflop/s."""
    kernels = {}
    for name, (moved, flops) in needed.items():
        least = max(1e-9 * moved / bandwidth, 1e-9 * flops / speed)
        kernels[name] = {
            "seconds": seconds[name],
            "least_seconds": least,
            "share": least / seconds[name],
            "bytes": moved,
            "flops": flops,
        }
    step = seconds["step"]
    least = sum(kernel["least_seconds"] for kernel in kernels.values())
    return {
        "kernels": kernels,
        "step_seconds": step,
        "least_seconds": least,
        "share": least / step,
        "rest_seconds": seconds["rest"],
    }


def _print_table(result: dict[str, Any]) -> None:
    """Print the kernels, slowest first."""
    for kind, values, unit in (
        ("memory", result["bandwidths_gb_s"], "GB/s"),
        ("matrix product", result["matmuls_gflop_s"], "Gflop/s"),
    ):
        listed = ", ".join(f"{name} {value:.1f}" for name, value in values.items())
        print(f"{kind}: {listed} {unit}")
    print(
        f"{'kernel':24} {'time':>9} {'least':>9} {'roofline':>8} {'moved':>9} {'operations':>11} "
        f"{'of the step':>11}"
    )
    step = result["step_seconds"]
    kernels = sorted(result["kernels"].items(), key=lambda each: -each[1]["seconds"])
    for name, kernel in kernels:
        print(
            f"{name:24} {1e3 * kernel['seconds']:6.2f} ms {1e3 * kernel['least_seconds']:6.2f} ms "
            f"{kernel['share']:8.1%} {1e-6 * kernel['bytes']:6.1f} MB "
            f"{1e-6 * kernel['flops']:7.1f} Mop {kernel['seconds'] / step:11.1%}"
        )
    rest = result["rest_seconds"]
    print(f"{'rest':24} {1e3 * rest:6.2f} ms {rest / step:53.1%}")
    print(
        f"{'step':24} {1e3 * step:6.2f} ms {1e3 * result['least_seconds']:6.2f} ms "
        f"{result['share']:8.1%}"
    )


def _print_rest(result: dict[str, Any]) -> None:
    """Print where time goes that the ceilings do not know of."""
    step = result["step_seconds"]
    events, _, normals, faults = result["per_step"].values()
    print(
        f"wall noise: {normals * 1e-6:.1f} million normal numbers a step, "
        f"{result['normals_per_second'] * 1e-6:.0f} million/s alone, "
        f"{normals / result['normals_per_second'] / step:.0%} of the step"
    )
    for name in ("poisson_draw", "event_product", "event_gradient"):
        rate = events / result["kernels"][name]["seconds"]
        print(f"{name}: {events * 1e-6:.2f} million events, {rate * 1e-6:.0f} million/s")
    print(
        f"page faults: {faults:.0f} a step of {1e6 * result['seconds_per_page_fault']:.2f} us, "
        f"{faults * result['seconds_per_page_fault'] / step:.1%} of the step"
    )


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15, help="training steps that count")
    parser.add_argument("--megabytes", type=int, default=256, help="size of an array in memory")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to try the program")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the JSON")
    options = parser.parse_args()
    size = Size(time_steps=40, batch=20) if options.quick else Size()
    large = 256 if options.quick else 2048
    load = None if options.quick else wait_until_idle()
    fault = measure_page_fault(options.megabytes)  # before memory is kept, as training does
    keep_freed_memory()
    before = measure_ceilings(size, options.megabytes, large)
    normals = measure_normals(size.time_steps * size.batch // 4)
    measured = measure_kernels(size, options.rounds)
    after = measure_ceilings(size, options.megabytes, large)
    ceilings = {
        kind: {name: max(value, after[kind][name]) for name, value in values.items()}
        for kind, values in before.items()
    }
    bandwidth, speed = (max(values.values()) for values in ceilings.values())
    result = {
        "bandwidth_gb_s": bandwidth,
        "matmul_gflop_s": speed,
        **_compare(measured.seconds, amounts(size, measured.spikes), bandwidth, speed),
        **ceilings,
        "normals_per_second": normals,
        "seconds_per_page_fault": fault,
        "per_step": {
            "events": measured.spikes.events,
            "hidden_spikes": measured.spikes.hidden,
            "normals": normals_of(size),
            "page_faults": measured.page_faults,
        },
    }
    _print_table(result)
    _print_rest(result)
    stored = {"roofline": result, **size._asdict(), "load_before": load, **describe()}
    options.out.mkdir(parents=True, exist_ok=True)
    write_text(options.out / "roofline.json", json.dumps(stored, indent=2) + "\n")


if __name__ == "__main__":
    main()
