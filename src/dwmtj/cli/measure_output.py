"""What the commands of ``dwmtj measure`` do: a progress bar, files and the summary."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import xarray as xr

#: Endings that the names of files have; no two kinds share one, so no two files are the same.
_ENDINGS = {"out": (".nc",), "csv": (".csv",), "plot": (".svg", ".png", ".pdf")}


class Files(NamedTuple):
    """Where results go: ``out``, ``csv`` and ``plot``, None for nowhere, and ``overwrite``."""

    out: Path | None
    csv: Path | None
    plot: Path | None
    overwrite: bool

    def check(self) -> None:
        """Refuse what cannot be written before anything is measured."""
        from dwmtj.experiments.storage import refuse_existing

        paths = {"out": self.out, "csv": self.csv, "plot": self.plot}
        given = {option: path for option, path in paths.items() if path is not None}
        for option, path in given.items():
            if path.suffix not in _ENDINGS[option]:
                name = f"{path.name!r} is not allowed" if path.name else "names no file"
                endings = " or ".join(_ENDINGS[option])
                raise ValueError(f"--{option}: {name}; allowed: a name that ends in {endings}")
        for path in given.values():
            try:
                refuse_existing(path, self.overwrite)
            except FileExistsError:
                raise FileExistsError(
                    f"{path} is there already; choose another name or --overwrite"
                ) from None


def measure(
    experiment: Callable[..., "xr.Dataset"],
    files: Files,
    *,
    total: int | None,
    device: str,
    seed: int | None,
    **options: Any,
) -> None:
    """Measure, with a progress bar if ``total`` is known, store what was asked for, and sum up."""
    files.check()
    if total is None:
        dataset = experiment(device, seed=seed, **options)
    else:
        with _progress() as progress:
            task = progress.add_task("measuring", total=total)
            dataset = experiment(
                device,
                seed=seed,
                on_progress=lambda done: progress.update(task, advance=done),
                **options,
            )
    _store(dataset, files)
    _show(dataset)


def _progress() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Left())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _store(dataset: "xr.Dataset", files: Files) -> None:
    from dwmtj.experiments import write_csv, write_netcdf

    if files.out is not None:
        write_netcdf(dataset, files.out, overwrite=files.overwrite)
    if files.csv is not None:
        write_csv(dataset, files.csv, overwrite=files.overwrite)
    if files.plot is not None:
        from dwmtj.report.device_figures import draw_experiment
        from dwmtj.report.style import store

        store(draw_experiment(dataset), files.plot)


def _show(dataset: "xr.Dataset") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from dwmtj.experiments import summarise

    attributes = dataset.attrs
    title = f"{attributes['experiment']} of {attributes['device']}, seed {attributes['seed']}"
    if attributes.get("terminals") == 3:
        title += ", three terminals"
    elif "direction" in attributes:
        title += f", {attributes['direction']}"
    if "written_junction" in attributes:
        title += f", written under MTJ_{attributes['written_junction']}"
    table = Table("", "", title=title, box=box.SIMPLE, show_header=False, pad_edge=False)
    for row in summarise(dataset):
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)
