"""The report of a run: ``report.html`` opens offline; ``report.md`` and ``summary.json`` go along.

Made from stored results only; nothing is simulated.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dwmtj
from dwmtj.atomic import write_text
from dwmtj.networks.run_folder import SUMMARY
from dwmtj.parameters.files import device_names, recipe_names
from dwmtj.report.beside_paper import is_comparable
from dwmtj.report.commands import name_or_file
from dwmtj.report.differences import differences
from dwmtj.report.network_results import not_compared
from dwmtj.report.page import Place, render, render_text
from dwmtj.report.run_report import RunReport, anchor_of, gather_report
from dwmtj.report.statistics import run_epochs, run_seeds
from dwmtj.report.study_rows import FINAL_HEADER
from dwmtj.report.tables import (
    EARLY_EPOCHS,
    early_spread_rows,
    parameter_rows,
    result_header,
    result_rows,
)

REPORT, TEXT = "report.html", "report.md"


def write_report(folder: str | Path, studies: Sequence[str | Path] = ()) -> Path:
    """Write figures and report of a finished run, and what they say into ``summary.json``.

    Parameters
    ----------
    folder : str or Path
        Folder of the run.
    studies : sequence of str or Path
        Folders of studies of the paper's networks, shown beside the run.

    Returns
    -------
    Path
        The report, ``report.html``.

    Raises
    ------
    RunFolderError
        If the run is not there, not finished or damaged.
    StudyError
        If a study is not there, damaged, or of other things than the paper's networks.

    Examples
    --------
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.reproduce import reproduce
    >>> from dwmtj.networks.run_folder import RunFolder
    >>> from dwmtj.report import write_report
    >>> config = configure("smoke", networks=("lif",), epochs=1, time_steps=10, train_images=50)
    >>> folder = RunFolder("run")
    >>> folder.open(config)
    >>> _ = reproduce(config, folder, load_images(config))
    >>> write_report("run").name
    'report.html'
    """
    return write_gathered(gather_report(folder, studies))


def write_gathered(report: RunReport) -> Path:
    """Write the pages of a run, and what they say of the figures into ``summary.json``.

    Parameters
    ----------
    report : RunReport
        What its report tells.

    Returns
    -------
    Path
        The report, ``report.html``.
    """
    path, summary = report.run.path, report.run.summary
    shown = _shown(report)
    text = render_text("report.md.j2", **shown, link=lambda file: file.relative_to(path).as_posix())
    html = render(
        "report.html.j2",
        page_title=f"dwmtj: {summary['dataset']}, profile {summary['profile']}, "
        f"recipe {summary['recipe']}",
        contents=list(_contents(report)),
        **shown,
    )
    write_text(path / SUMMARY, json.dumps({**summary, "figures": report.figures}, indent=2) + "\n")
    write_text(path / TEXT, text)
    write_text(path / REPORT, html)
    return path / REPORT


def _shown(report: RunReport) -> dict[str, Any]:
    run, device = report.run, report.device
    return {
        "report": report,
        "summary": run.summary,
        "version": dwmtj.__version__,
        "device": run.device,
        "recipe": run.recipe,
        "measured": device,
        "command": command_of_run(run.summary),
        # As it was given: a page tells nobody's absolute folders.
        "run_path": run.path.name if run.path.is_absolute() else run.path.as_posix(),
        "seeds": run_seeds(run.summary),
        "comparable": is_comparable(run.summary),
        "why_not": not_compared(run.summary),
        "result_header": result_header(run.summary),
        "result_rows": list(result_rows(run.summary)),
        "early_epochs": EARLY_EPOCHS,
        "early_rows": list(early_spread_rows(run.summary)),
        "final_header": FINAL_HEADER,
        "differences": list(differences(run.summary, run.device, run.recipe)),
        "assumed": [
            (name, [(anchor_of(name, row), row) for row in rows])
            for name, rows in (device.assumptions if device else {}).items()
        ],
        "values": [
            ("values-device", f"Device {run.device.name}", list(parameter_rows(run.device))),
            ("values-recipe", f"Recipe {run.recipe.name}", list(parameter_rows(run.recipe))),
        ],
    }


def _contents(report: RunReport) -> Iterator[Place]:
    yield Place("outcome", "Outcome")
    yield Place("figures", "The paper, figure by figure")
    if report.chapters:
        yield Place(
            "device",
            "The device",
            [
                Place(each.chapter.anchor, f"{each.figures}: {each.chapter.title}")
                for each in report.chapters
            ],
        )
    yield Place(
        "networks",
        "The networks",
        [
            Place("fig-5c", "Fig. 5c: the network"),
            Place("fig-5d", "Fig. 5d: accuracies of this run"),
            *(Place(each.anchor, f"Fig. 5d: study {each.name}") for each in report.studies),
        ],
    )
    yield Place("fig-table", "Energy, delay, area beside other neurons")
    yield Place("differences", "What differs, and why")
    if report.device:
        yield Place("assumed", "Assumed and calibrated")
    yield Place("values-device", f"Device {report.run.device.name}: values")
    yield Place("values-recipe", f"Recipe {report.run.recipe.name}: values")
    yield Place("again", "To make this again")


def command_of_run(summary: dict[str, Any]) -> str:
    """Give the command that makes a run again.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    str
        The command.
    """
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
