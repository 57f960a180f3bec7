"""The drawings of the networks of a run: accuracy over epochs, and traces of example neurons."""

from collections.abc import Iterator
from pathlib import Path

from dwmtj.report.accuracy_figure import draw_accuracy
from dwmtj.report.fit_page import PageFigure
from dwmtj.report.inline import inline_drawing
from dwmtj.report.stored import StoredRun
from dwmtj.report.style import save
from dwmtj.report.traces_figure import draw_traces


def draw_run(run: StoredRun, figures: Path) -> Iterator[PageFigure]:
    """Draw the networks of a run.

    Parameters
    ----------
    run : StoredRun
        The run.
    figures : Path
        Where its figures are stored, as SVG and PNG.

    Yields
    ------
    PageFigure
        Accuracy over epochs, and traces of neurons if a DW-MTJ network was run.
    """
    evaluated = run.summary["evaluated_on"]
    file = save(draw_accuracy(run.summary), figures, "accuracy")
    description = f"{evaluated.capitalize()} accuracy of the networks over epochs, and final values"
    yield PageFigure(
        "accuracy",
        file,
        inline_drawing(file, "accuracy", description),
        f"{evaluated.capitalize()} accuracy of the networks of this run.",
        description,
    )
    if "position" in run.results:
        file = save(draw_traces(run.results), figures, "traces")
        description = "Wall position, synaptic current and output of example neurons over time"
        yield PageFigure(
            "traces",
            file,
            inline_drawing(file, "traces", description),
            _trace_caption(run),
            description,
        )


def _trace_caption(run: StoredRun) -> str:
    trace, several = run.results.attrs, run.results.sizes["device_network"] > 1
    which = " in the network in which they spike less; the same in all" if several else ""
    return (
        "Three neurons of the first hidden layer (a busy, a usual and a quiet one, by rank of "
        f"their spikes{which}) while {run.summary['evaluated_on']} image {trace['trace_image']} "
        f"of class {trace['trace_label']} is shown, seed {trace['trace_seed']}. A wall past the "
        "firing distance is under MTJ_B, whose output is high."
    )
