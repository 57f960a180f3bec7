"""``dwmtj measure``: the paper's measurements on a simulated device.

Every command takes a device and a seed, prints the main numbers, and stores the dataset
(``--out``), a table (``--csv``) and a figure (``--plot``) if asked to. PyTorch is never loaded.
"""

from typing import Annotated

import typer

from dwmtj.cli.measure_options import (
    Amplitude,
    Cycles,
    Devices,
    Duration,
    First,
    Last,
    Law,
    Reverse,
    Spread,
    Step,
    Terminals,
    TurnsOff,
    Unit,
    measures,
)

app = typer.Typer(
    help="Measure a simulated device, as in the paper's Figs 2 to 5.", no_args_is_help=True
)
_RAMP, _TRAIN = "cui2024-ramp", "cui2024-train"


@app.command()
@measures(_RAMP)
def hysteresis(cycles: Cycles = 100) -> None:
    """Field loops of both junctions (Figs 2b, 2c)."""


@app.command()
@measures(_RAMP)
def write(devices: Devices = 1000, reverse: Reverse = False) -> None:
    """Probability of writing against amplitude and bias field, and the resistances."""


@app.command()
@measures(_RAMP, progress="cycles")
def ramp(
    cycles: Cycles = 1,
    devices: Devices = 1,
    reverse: Reverse = False,
    law: Law = "pulse",
    spread: Spread = False,
    terminals: Terminals = 4,
    first: First = None,
    last: Last = None,
    step: Step = None,
    duration: Duration = None,
) -> None:
    """Write, then a ramp of amplitudes: depin, integrate, fire, reset (Figs 3a, 3c)."""


@app.command()
@measures(_RAMP, progress="cycles")
def cycles(
    cycles: Cycles = 100,
    devices: Devices = 1,
    reverse: Reverse = False,
    law: Law = "pulse",
    spread: Spread = False,
    terminals: Terminals = 4,
    first: First = None,
    last: Last = None,
    step: Step = None,
    duration: Duration = None,
    events_only: Annotated[
        bool,
        typer.Option("--events-only", help="Keep the events, not every reading."),
        TurnsOff("keep_readings"),
    ] = False,
) -> None:
    """Repeat the ramp, with a field before the first cycle only (Figs 3d, 3e, 3f)."""


@app.command()
@measures(_TRAIN, progress="cycles")
def train(
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


@app.command()
@measures(_TRAIN)
def passages(
    cycles: Cycles = 10_000,
    reverse: Reverse = False,
    law: Law = "pulse",
    amplitude: Amplitude = None,
    pulses: Annotated[int, typer.Option(help="Pulses after which a cycle is given up.")] = 60,
    duration: Duration = None,
) -> None:
    """Count pulses until firing, beside the exact law of the wall noise (Figs 5a, 5b)."""


@app.command()
@measures(_RAMP)
def mobility(
    depinning_field: Annotated[
        str,
        typer.Option(help="Field at which weak pins no longer hold a wall (assumed)."),
        Unit("A/m"),
    ] = "8000 A/m",
    depinning_temperature: Annotated[
        str, typer.Option(help="Scale of the barriers of weak pins (assumed)."), Unit("K")
    ] = "3000 K",
) -> None:
    """Velocity of a wall against current density and field: creep, flow, Walker breakdown."""


@app.command()
@measures(_RAMP, progress=9)
def pulse_length(cycles: Cycles = 1000, law: Law = "pulse", step: Step = "0.02 V") -> None:
    """Amplitudes of depinning, firing and reset against the length of the pulses."""


@app.command()
@measures(_RAMP, progress=6)
def temperature(cycles: Cycles = 1000, law: Law = "pulse", step: Step = "0.02 V") -> None:
    """Amplitudes of depinning, firing and reset against the temperature."""


@app.command()
@measures(_RAMP, progress="cycles")
def variability(
    devices: Devices = 200,
    cycles: Cycles = 20,
    reverse: Reverse = False,
    law: Law = "pulse",
    step: Step = "0.02 V",
) -> None:
    """Amplitudes of many devices that differ, from cycle to cycle and from device to device."""
