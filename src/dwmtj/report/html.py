"""The HTML report of a run: one file that opens offline, made from stored results only."""

from pathlib import Path
from typing import Any

import jinja2

from dwmtj.atomic import write_text
from dwmtj.networks.run_folder import DEVICE, RunFolderError
from dwmtj.parameters.files import device_names, recipe_names
from dwmtj.report.accuracy_figure import draw_accuracy
from dwmtj.report.beside_paper import is_comparable
from dwmtj.report.commands import name_or_file
from dwmtj.report.device_section import device_section
from dwmtj.report.differences import differences
from dwmtj.report.inline import inline_drawing
from dwmtj.report.statistics import run_epochs, run_seeds
from dwmtj.report.stored import read_run
from dwmtj.report.style import save
from dwmtj.report.tables import (
    EARLY_EPOCHS,
    early_spread_rows,
    parameter_rows,
    result_header,
    result_rows,
)
from dwmtj.report.traces_figure import draw_traces

REPORT = "report.html"


def write_report(folder: str | Path) -> Path:
    """Write figures and report of a finished run.

    Parameters
    ----------
    folder : str or Path
        Folder of the run.

    Returns
    -------
    Path
        The report.

    Raises
    ------
    RunFolderError
        If the run is not there, not finished or damaged.
    """
    run = read_run(Path(folder))
    figures = run.path / "figures"
    accuracy = save(draw_accuracy(run.summary), figures, "accuracy")
    traced = "position" in run.results
    traces = save(draw_traces(run.results), figures, "traces") if traced else None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("dwmtj.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("report.html.j2").render(
        summary=run.summary,
        device=run.device,
        recipe=run.recipe,
        trace=run.results.attrs,
        accuracy_svg=inline_drawing(accuracy, "accuracy"),
        traces_svg=inline_drawing(traces, "traces") if traces else None,
        traced_networks=run.results.sizes["device_network"] if traced else 0,
        command=_command(run.summary),
        seeds=run_seeds(run.summary),
        comparable=is_comparable(run.summary),
        result_header=result_header(run.summary),
        result_rows=list(result_rows(run.summary)),
        early_epochs=EARLY_EPOCHS,
        early_rows=list(early_spread_rows(run.summary)),
        differences=list(differences(run.summary, run.device, run.recipe)),
        device_rows=list(parameter_rows(run.device)),
        recipe_rows=list(parameter_rows(run.recipe)),
        **_device(run.path, run.device.name),
    )
    write_text(run.path / REPORT, html)
    return run.path / REPORT


def _device(folder: Path, networks: str) -> dict[str, Any]:
    """Give the part on the device; runs of the first version have none."""
    measured = folder / DEVICE
    if not measured.is_dir():
        return {"device_figures": []}
    try:
        return device_section(measured, networks=networks)
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{error}; remove {measured} and run again with --resume") from None


def _command(summary: dict[str, Any]) -> str:
    """Give the command that makes the run again."""
    options = {
        "profile": summary["profile"],
        "recipe": name_or_file(summary["recipe"], recipe_names()),
        "device": name_or_file(summary["device"], device_names()),
        "networks": ",".join(summary["networks"]),
        "seeds": ",".join(map(str, run_seeds(summary))) + ",",
        "epochs": run_epochs(summary),
    }
    if summary["evaluated_on"] == "validation":
        options["validate"] = summary["test_images"]
    return "dwmtj reproduce " + " ".join(f"--{name} {value}" for name, value in options.items())
