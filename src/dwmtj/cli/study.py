"""``dwmtj study``: run many trainings, see how far they are, and report on them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from dwmtj.counting import counted

_FAILED = 1
_KEYS_SHOWN = 3
_WIDE = 200  # letters of a line where it is not known

app = typer.Typer(
    help="Studies: many trainings that differ in named factors.", no_args_is_help=True
)

_File = Annotated[Path, typer.Argument(help="The study's .toml file.", show_default=False)]
_Out = Annotated[Path | None, typer.Option(help="Folder of the study; results/NAME if not given.")]
_DataDir = Annotated[Path | None, typer.Option(help="Folder with the files of Fashion-MNIST.")]


@app.command()
def run(
    file: _File,
    out: _Out = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes here, or jobs of SLURM; else as many as fit."),
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads of each training; else cores / workers.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler, such as tcp://host:8786.")
    ] = None,
    slurm: Annotated[
        bool, typer.Option("--slurm", help="Ask SLURM for the workers (extra 'cluster').")
    ] = False,
    accelerator: Annotated[
        str, typer.Option(help="Where to compute: auto, cpu, cuda, as Lightning names it.")
    ] = "auto",
    data_dir: _DataDir = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Show the points and how long they will take; times some batches of each kind.",
        ),
    ] = False,
) -> None:
    """Run the points that are not finished; interrupted ones go on, failed ones are tried again."""
    from dwmtj.networks.study.cluster import (
        client_at,
        count_cores,
        count_workers,
        local_client,
        slurm_client,
    )
    from dwmtj.networks.study.run_point import Place
    from dwmtj.networks.study.run_study import unfinished
    from dwmtj.networks.study.study_tables import renew_tables

    if scheduler and (slurm or workers):
        raise ValueError("--scheduler: its workers run already; leave out --slurm and --workers")
    folder = _open(file, out)
    waiting = unfinished(folder)
    fitting = count_workers(max(len(waiting), 1))
    here = not (scheduler or slurm)  # else the workers have images and accelerators
    if here and waiting:
        _check_here(waiting, data_dir, accelerator)
    if dry_run:
        _show_plan(folder, waiting, workers or fitting, data_dir)
        return
    if not waiting:
        renew_tables(folder)
        _end(folder, {})
        return
    if scheduler:
        client = client_at(scheduler)
    elif slurm:
        client = slurm_client(workers or len(waiting))
    else:
        workers = workers or fitting
        threads = threads or max(1, count_cores() // workers)
        client = local_client(workers)
    _run(folder, waiting, client, Place(data_dir, accelerator, threads))


@app.command()
def status(file: _File, out: _Out = None) -> None:
    """Show how far each point is."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    folder = _open(file, out)
    table = Table("point", "what", "state", "epochs", "accuracy (%)", box=box.SIMPLE)
    errors = []
    for point in folder.study.points:
        stored = folder.state(point)
        state = _state(folder, point, stored)
        done = len(stored.metrics)
        accuracy = f"{stored.metrics['test_accuracy'].iloc[-1]:.2f}" if done else ""
        epochs = f"{done}/{point.config.epochs}"
        table.add_row(point.key, folder.study.label(point), state, epochs, accuracy)
        if stored.error and stored.state == "failed":
            errors.append(f"{point.key} failed: {stored.error}")
    console = Console()
    # A pipe has no width: there each point is one line.
    (console if console.is_terminal else Console(width=_WIDE)).print(table)
    for line in (*errors, _lost(folder)):
        if line:
            typer.echo(line)


@app.command()
def report(file: _File, out: _Out = None) -> None:
    """Draw figures and judge the paper's claims from the stored results; runs nothing."""
    from dwmtj.networks.study.study_tables import renew_tables
    from dwmtj.report.study_page import write_study_report

    folder = _folder(file, out)
    folder.check_name()
    # A run that was killed, or one that goes on, has left tables of fewer epochs.
    renew_tables(folder)
    command = f"dwmtj study run {file} && dwmtj study report {file}"
    page = write_study_report(folder.path, folder.study, command)
    typer.echo(f"report: {page}")


def _folder(file: Path, out: Path | None) -> Any:
    from dwmtj.networks.study.read_study import read_study
    from dwmtj.networks.study.study_folder import StudyFolder

    study = read_study(file)
    return StudyFolder(out or Path("results") / study.name, study)


def _open(file: Path, out: Path | None) -> Any:
    folder = _folder(file, out)
    folder.check()
    return folder


def _check_here(waiting: list[Any], data_dir: Path | None, accelerator: str) -> None:
    """Look once for images and accelerator, before workers that would each fail without them."""
    from dwmtj.networks.data import load

    for name in dict.fromkeys(point.config.dataset for point in waiting):
        load(name, data_dir)
    # Only now, so that mistakes are told at once: it loads PyTorch.
    from dwmtj.networks.training import check_accelerator

    check_accelerator(accelerator)


def _show_plan(folder: Any, waiting: list[Any], workers: int, data_dir: Path | None) -> None:
    from dwmtj.networks.study.estimate import estimate_times

    estimates = estimate_times(
        folder, waiting, data_dir, on_timing=lambda p: _tell(f"timing {folder.study.label(p)} ...")
    )
    for point in folder.study.points:
        stored = folder.state(point)
        what = _state(folder, point, stored)
        if point.key in estimates and len(stored.metrics) < point.config.epochs:
            estimate = estimates[point.key]
            begun = f"goes on after epoch {estimate.epochs_done}, " if estimate.epochs_done else ""
            what = f"{begun}{_duration(estimate.seconds)} ({estimate.measured})"
        typer.echo(f"{point.key}  {folder.study.label(point)}: {what}")
    evaluations = counted(sum(map(folder.evaluations_left, waiting)), "evaluation")
    untrained = [p for p in waiting if estimates[p.key].epochs_done < p.config.epochs]
    total = sum(estimate.seconds for estimate in estimates.values())
    training = (
        f"training takes {_duration(total)} one after another, {_duration(total / workers)} if "
        f"{workers} at a time are as fast; start, tests after each epoch and {evaluations} come on "
        "top"
    )
    takes = training if untrained else f"no training, {evaluations}"
    typer.echo(
        f"{len(waiting)} of {len(folder.study.points)} points to run"
        + (f"; {takes}" if waiting else "")
    )
    if lost := _lost(folder):
        typer.echo(lost)


def _state(folder: Any, point: Any, stored: Any) -> str:
    """Tell the state of a point, and of one that is trained its evaluations."""
    if lost := folder.evaluations_lost(point):
        return f"{stored.state}, {counted(lost, 'evaluation')} cannot be done"
    left = folder.evaluations_left(point)
    if left and stored.state == "begun" and len(stored.metrics) == point.config.epochs:
        return f"trained, {counted(left, 'evaluation')} left"
    return str(stored.state)


def _lost(folder: Any) -> str:
    """Say what cannot be evaluated, and what helps; empty if that is nothing."""
    lost = {point.key: folder.evaluations_lost(point) for point in folder.study.points}
    keys = [key for key, number in lost.items() if number]
    if not keys:
        return ""
    more = ", ..." if len(keys) > _KEYS_SHOWN else ""
    return (
        f"{counted(sum(lost.values()), 'evaluation')} of {counted(len(keys), 'point')} cannot be "
        "done: the checkpoint is missing; remove the point's folder in "
        f"{folder.path / 'points'}, and it is trained again "
        f"({', '.join(keys[:_KEYS_SHOWN])}{more})"
    )


def _tell(text: str) -> None:
    typer.echo(text, err=True)


def _duration(seconds: float) -> str:
    for unit, name in ((3600, "h"), (60, "min")):
        if seconds >= unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:.0f} s"


def _run(folder: Any, waiting: list[Any], connection: Any, place: Any) -> None:
    from dwmtj.cli.interruption import Interruption
    from dwmtj.cli.study_progress import StudyProgress
    from dwmtj.networks.study.run_study import run_study
    from dwmtj.networks.study.study_tables import renew_tables

    interruption = Interruption("stopping; what is not stored of the running epochs is lost")
    try:
        with (
            interruption,
            connection as client,
            StudyProgress(folder, waiting) as progress,
        ):
            failed = run_study(
                folder,
                client,
                place,
                on_epoch=progress.epoch,
                on_point=progress.point,
                stop=lambda: interruption.asked,
            )
    except KeyboardInterrupt:
        typer.echo("interrupted; the same command goes on from the last whole epochs", err=True)
        raise typer.Exit(interruption.code) from None
    finally:
        # Only now that the workers of this machine have ended is nothing added any more.
        renew_tables(folder)
    _end(folder, failed)


def _end(folder: Any, failed: dict[str, str]) -> None:
    """Tell how a run has ended; with an error code if not all is there that the file asks for."""
    for key, error in failed.items():
        typer.echo(f"failed: {key}: {error}", err=True)
    lost = _lost(folder)
    if lost:
        typer.echo(lost, err=True)
    elif not failed:
        typer.echo(f"all {counted(len(folder.study.points), 'point')} are finished")
    typer.echo(f"results: {folder.path}")
    if failed or lost:
        raise typer.Exit(_FAILED)
