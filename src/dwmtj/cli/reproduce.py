"""``dwmtj reproduce``: measure the device, train the networks of the paper, write the report."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer

_INTERRUPTED = 130  # what shells use for Ctrl-C


def _parse_seeds(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    if re.fullmatch(r"\d+", text):
        if int(text) == 0:
            raise ValueError("--seeds: 0 is not allowed; allowed: at least 1 ('0,' is seed 0)")
        return tuple(range(int(text)))
    if re.fullmatch(r"\d+(,\d+)*,?", text):
        return tuple(int(seed) for seed in text.rstrip(",").split(","))
    raise ValueError(f"--seeds: {text!r} is neither a number of seeds nor a list such as 0,4,7")


def _parse_networks(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(name.strip() for name in text.strip().removesuffix(",").split(","))


def reproduce(
    profile: Annotated[
        str,
        typer.Option(
            help="Size of the run: smoke (digits, a minute or two), quick (Fashion-MNIST, one seed)"
            " or paper (10 epochs, 6 seeds)."
        ),
    ] = "quick",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the run; runs/PROFILE if not given.")
    ] = None,
    recipe: Annotated[
        str | None,
        typer.Option(help="Recipe or a .toml file, see 'dwmtj recipe list'; else the profile's."),
    ] = None,
    device: Annotated[
        str, typer.Option(help="Device preset or a .toml file; see 'dwmtj device list'.")
    ] = "cui2024-network",
    seeds: Annotated[
        str | None, typer.Option(help="Number of seeds, or a list such as 0,4,7 ('4,' is one).")
    ] = None,
    networks: Annotated[
        str | None,
        typer.Option(
            help="List of lif, dwmtj_deterministic, dwmtj_noisy, relu; else the first three."
        ),
    ] = None,
    validate: Annotated[
        int | None,
        typer.Option(help="Hold out so many training images and evaluate these, not the test set."),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Epochs; else the profile's, not the recipe's.")
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder with the files of Fashion-MNIST; not for smoke.")
    ] = None,
    accelerator: Annotated[
        str, typer.Option(help="Where to compute: auto, cpu, cuda, as Lightning names it.")
    ] = "auto",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the run in --out.")
    ] = False,
) -> None:
    """Measure the device, train LIF, DW-MTJ and ReLU networks, and write a report."""
    from dwmtj.networks.images import load_images
    from dwmtj.networks.profiles import configure
    from dwmtj.networks.run_folder import RunFolder

    config = configure(
        profile,
        recipe=recipe,
        device=device,
        seeds=_parse_seeds(seeds),
        epochs=epochs,
        networks=_parse_networks(networks),
        validation_images=validate,
    )
    folder = RunFolder(out or Path("runs") / profile)
    folder.check(config, resume=resume, overwrite=overwrite)
    data = load_images(config, data_dir)
    # Only now, so that mistakes are told at once: these load PyTorch and matplotlib.
    from dwmtj.accounting.stored import account_for_run
    from dwmtj.analysis.paper_fits import fit_paper
    from dwmtj.experiments.paper import run_paper
    from dwmtj.networks.reproduce import count_batches
    from dwmtj.networks.reproduce import reproduce as run
    from dwmtj.networks.training import check_accelerator
    from dwmtj.report import write_report

    check_accelerator(accelerator)
    folder.open(config, resume=resume, overwrite=overwrite)

    own = config.device if config.device.layout is not None else None
    which = own.name if own else "the paper's devices"
    typer.echo(f"measuring {which} as in the paper's Figs 2 to 5 (seconds)")
    run_paper(folder.device, seed=config.seeds[0], device=own)
    fit_paper(folder.device)
    try:
        with _progress() as progress:
            task = progress.add_task("starting", total=count_batches(config, data))
            summary = run(
                config,
                folder,
                data,
                accelerator=accelerator,
                on_progress=lambda what, batches: progress.update(
                    task, description=what, advance=batches
                ),
                on_epoch=lambda what, result: progress.console.print(
                    f"{what}, epoch {result.epoch}: {config.evaluated_on} accuracy "
                    f"{result.test_accuracy:.2f} %, {result.seconds:.1f} s",
                    highlight=False,
                ),
            )
    except KeyboardInterrupt:
        typer.echo(
            f"interrupted; go on from the last whole epoch with --resume --out {folder.path}",
            err=True,
        )
        raise typer.Exit(_INTERRUPTED) from None
    typer.echo("accounting for devices and inferences (seconds)")
    account_for_run(folder, config, data_dir=data_dir)
    report = write_report(folder.path)
    _show(summary)
    typer.echo(f"report: {report}")


def _progress() -> Any:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description:27}"),
        BarColumn(bar_width=16),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("left"),
    )


def _show(summary: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.report.tables import result_header, result_rows

    evaluated = f"{summary['test_images']} {summary['evaluated_on']} images"
    size = f"{summary['train_images']} training and {evaluated}"
    title = f"{summary['dataset']}, {size}, recipe {summary['recipe']}"
    table = Table(
        *result_header(summary), title=title, box=box.SIMPLE, collapse_padding=True, pad_edge=False
    )
    table.columns[0].no_wrap = True
    for row in result_rows(summary):
        table.add_row(*row)
    Console().print(table)
