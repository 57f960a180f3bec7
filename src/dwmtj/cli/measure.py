"""``dwmtj measure``: the paper's measurements on a simulated device.

Every command takes a device and a seed, prints the main numbers, and stores the dataset
(``--out``), a table (``--csv``) and a figure (``--plot``) if asked to. PyTorch is never loaded.
"""

from typing import Annotated

import typer

from dwmtj.cli.measure_output import (
    Amplitude,
    Csv,
    Cycles,
    Device,
    Devices,
    Duration,
    Files,
    Law,
    Out,
    Overwrite,
    Plot,
    Reverse,
    Seed,
    Spread,
    Step,
    Terminals,
    measure,
    quantity,
)

app = typer.Typer(
    help="Measure a simulated device, as in the paper's Figs 2 to 5.", no_args_is_help=True
)
_RAMP, _TRAIN = "cui2024-ramp", "cui2024-train"


@app.command("hysteresis")
def measure_hysteresis(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 100,
) -> None:
    """Field loops of both junctions (Figs 2b, 2c)."""
    from dwmtj.experiments import hysteresis

    files = Files(out, csv, plot, overwrite)
    measure(hysteresis, files, total=None, device=device, seed=seed, cycles=cycles)


@app.command("write")
def measure_write(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    devices: Devices = 1000,
    reverse: Reverse = False,
) -> None:
    """Probability of writing against amplitude and bias field, and the resistances."""
    from dwmtj.experiments import write

    files = Files(out, csv, plot, overwrite)
    measure(write, files, total=None, device=device, seed=seed, devices=devices, reverse=reverse)


@app.command("ramp")
def measure_ramp(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 1,
    devices: Devices = 1,
    reverse: Reverse = False,
    law: Law = "pulse",
    spread: Spread = False,
    terminals: Terminals = 4,
    first: Annotated[str | None, typer.Option(help='First amplitude, such as "1 V".')] = None,
    last: Annotated[str | None, typer.Option(help='Last amplitude, such as "3 V".')] = None,
    step: Step = None,
    duration: Duration = None,
) -> None:
    """Write, then a ramp of amplitudes: depin, integrate, fire, reset (Figs 3a, 3c)."""
    from dwmtj.experiments import ramp

    measure(
        ramp,
        Files(out, csv, plot, overwrite),
        total=cycles,
        device=device,
        seed=seed,
        cycles=cycles,
        devices=devices,
        reverse=reverse,
        law=law,
        spread=spread,
        terminals=terminals,
        first=quantity("--first", first, "V"),
        last=quantity("--last", last, "V"),
        step=quantity("--step", step, "V"),
        duration=quantity("--duration", duration, "s"),
    )


@app.command("cycles")
def measure_cycles(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 100,
    devices: Devices = 1,
    reverse: Reverse = False,
    law: Law = "pulse",
    spread: Spread = False,
    terminals: Terminals = 4,
    duration: Duration = None,
    events_only: Annotated[
        bool, typer.Option("--events-only", help="Keep the events, not every reading.")
    ] = False,
) -> None:
    """Repeat the ramp, with a field before the first cycle only (Figs 3d, 3e, 3f)."""
    from dwmtj.experiments import cycles as experiment

    measure(
        experiment,
        Files(out, csv, plot, overwrite),
        total=cycles,
        device=device,
        seed=seed,
        cycles=cycles,
        devices=devices,
        reverse=reverse,
        law=law,
        spread=spread,
        terminals=terminals,
        duration=quantity("--duration", duration, "s"),
        keep_readings=not events_only,
    )


@app.command("train")
def measure_train(
    device: Device = _TRAIN,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 16,
    devices: Devices = 1,
    reverse: Reverse = False,
    law: Law = "pulse",
    spread: Spread = False,
    terminals: Terminals = 4,
    amplitude: Amplitude = None,
    pulses: Annotated[int | None, typer.Option(help="Number of pulses of a train.")] = None,
    duration: Duration = None,
) -> None:
    """Write, then a train of equal pulses, again and again (Figs 4a, 4b)."""
    from dwmtj.experiments import train

    measure(
        train,
        Files(out, csv, plot, overwrite),
        total=cycles,
        device=device,
        seed=seed,
        cycles=cycles,
        devices=devices,
        reverse=reverse,
        law=law,
        spread=spread,
        terminals=terminals,
        amplitude=quantity("--amplitude", amplitude, "V"),
        pulses=pulses,
        duration=quantity("--duration", duration, "s"),
    )


@app.command("passages")
def measure_passages(
    device: Device = _TRAIN,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 10_000,
    reverse: Reverse = False,
    law: Law = "pulse",
    amplitude: Amplitude = None,
    pulses: Annotated[int, typer.Option(help="Pulses after which a cycle is given up.")] = 60,
    duration: Duration = None,
) -> None:
    """Count pulses until firing, beside the exact law of the wall noise (Figs 5a, 5b)."""
    from dwmtj.experiments import passages

    measure(
        passages,
        Files(out, csv, plot, overwrite),
        total=None,
        device=device,
        seed=seed,
        cycles=cycles,
        reverse=reverse,
        law=law,
        amplitude=quantity("--amplitude", amplitude, "V"),
        pulses=pulses,
        duration=quantity("--duration", duration, "s"),
    )


@app.command("mobility")
def measure_mobility(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    depinning_field: Annotated[
        str, typer.Option(help="Field at which weak pins no longer hold a wall (assumed).")
    ] = "8000 A/m",
    depinning_temperature: Annotated[
        str, typer.Option(help="Scale of the barriers of weak pins (assumed).")
    ] = "3000 K",
) -> None:
    """Velocity of a wall against current density and field: creep, flow, Walker breakdown."""
    from dwmtj.experiments import mobility

    measure(
        mobility,
        Files(out, csv, plot, overwrite),
        total=None,
        device=device,
        seed=seed,
        depinning_field=quantity("--depinning-field", depinning_field, "A/m"),
        depinning_temperature=quantity("--depinning-temperature", depinning_temperature, "K"),
    )


@app.command("pulse-length")
def measure_pulse_length(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 1000,
    law: Law = "pulse",
    step: Step = "0.02 V",
) -> None:
    """Amplitudes of depinning, firing and reset against the length of the pulses."""
    from dwmtj.experiments import pulse_length

    files, size = Files(out, csv, plot, overwrite), quantity("--step", step, "V")
    measure(
        pulse_length, files, total=9, device=device, seed=seed, cycles=cycles, law=law, step=size
    )


@app.command("temperature")
def measure_temperature(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    cycles: Cycles = 1000,
    law: Law = "pulse",
    step: Step = "0.02 V",
) -> None:
    """Amplitudes of depinning, firing and reset against the temperature."""
    from dwmtj.experiments import temperature

    files, size = Files(out, csv, plot, overwrite), quantity("--step", step, "V")
    measure(
        temperature, files, total=6, device=device, seed=seed, cycles=cycles, law=law, step=size
    )


@app.command("variability")
def measure_variability(
    device: Device = _RAMP,
    seed: Seed = None,
    out: Out = None,
    csv: Csv = None,
    plot: Plot = None,
    overwrite: Overwrite = False,
    devices: Devices = 200,
    cycles: Cycles = 20,
    reverse: Reverse = False,
    law: Law = "pulse",
    step: Step = "0.02 V",
) -> None:
    """Amplitudes of many devices that differ, from cycle to cycle and from device to device."""
    from dwmtj.experiments import variability

    measure(
        variability,
        Files(out, csv, plot, overwrite),
        total=cycles,
        device=device,
        seed=seed,
        devices=devices,
        cycles=cycles,
        reverse=reverse,
        law=law,
        step=quantity("--step", step, "V"),
    )
