"""What is otherwise from one run to another: configuration, versions, accuracies, what came out.

Accuracies are compared with the first run, over the seeds that both have. Runs of one seed start
from the same weights where their layers are the same, so they are compared in pairs (Student's
paired t); one seed tells no spread, and so no change.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dwmtj.counting import counted
from dwmtj.networks.config import deciding_values
from dwmtj.networks.run_folder import RunFolder
from dwmtj.parameters.collection import ParameterCollection
from dwmtj.report.figure_results import UNTOLD, plain_verdict
from dwmtj.report.run_report import RunReport, name_of
from dwmtj.report.statistics import over_seeds, run_seeds
from dwmtj.report.study_findings import Change, change_of
from dwmtj.report.style import NETWORKS

_NOTHING = "–"


class AccuracyChange(NamedTuple):
    """Accuracies of a ``network``: ``texts`` by run, ``change`` to the last run, ``verdict``."""

    network: str
    texts: list[str]
    change: str
    verdict: str


class LineChange(NamedTuple):
    """A line beside the paper: ``figure``, ``quantity``, and ``texts`` with verdict by run."""

    figure: str
    quantity: str
    texts: list[str]


def names_of(reports: Sequence[RunReport]) -> list[str]:
    """Name runs so that no two are called alike.

    Parameters
    ----------
    reports : sequence of RunReport
        The runs.

    Returns
    -------
    list of str
        Names of their folders, or the paths as they were given where two names are the same.
    """
    short = [each.run.path.resolve().name for each in reports]
    whole = [str(each.run.path) for each in reports]
    return short if len(set(short)) == len(short) else whole


def configuration_rows(reports: Sequence[RunReport]) -> Iterator[tuple[str, ...]]:
    """List the values that decide a result and are not the same in all runs.

    Parameters
    ----------
    reports : sequence of RunReport
        The runs.

    Yields
    ------
    tuple of str
        Name, and the value of each run with unit and source.
    """
    decided = [deciding_values(RunFolder(each.run.path).read_config()) for each in reports]
    shown = [_sourced(each) for each in reports]
    for name in dict.fromkeys(name for values in decided for name in values):
        if len({repr(values.get(name)) for values in decided}) > 1:
            yield (
                name.replace("_", " "),
                *(
                    texts.get(name, _plain(values.get(name)))
                    for texts, values in zip(shown, decided, strict=True)
                ),
            )


def version_rows(reports: Sequence[RunReport]) -> Iterator[tuple[str, ...]]:
    """List the versions that are not the same in all runs.

    Parameters
    ----------
    reports : sequence of RunReport
        The runs.

    Yields
    ------
    tuple of str
        Package, and the version of each run.
    """
    versions = [each.run.summary["versions"] for each in reports]
    for name in dict.fromkeys(name for each in versions for name in each):
        found = [each.get(name, _NOTHING) for each in versions]
        if len(set(found)) > 1:
            yield (name, *found)


def accuracy_changes(reports: Sequence[RunReport]) -> Iterator[AccuracyChange]:
    """Compare the final accuracies of each network, the last run with the first.

    Parameters
    ----------
    reports : sequence of RunReport
        The runs, accuracies in percent.

    Yields
    ------
    AccuracyChange
        One for each network that any of them has.
    """
    summaries = [each.run.summary for each in reports]
    for name in dict.fromkeys(name for each in summaries for name in each["networks"]):
        texts = [_accuracy(each, name) for each in summaries]
        change, verdict = _changed(summaries[0], summaries[-1], name)
        yield AccuracyChange(NETWORKS[name].label, texts, change, verdict)


def verdict_rows(reports: Sequence[RunReport]) -> Iterator[tuple[str, ...]]:
    """List the figures of the paper with the verdict of each run.

    Parameters
    ----------
    reports : sequence of RunReport
        The runs.

    Yields
    ------
    tuple of str
        Figure, the verdict of each run, and whether it changed.
    """
    found = [{name_of(each): each.verdict for each in report.results} for report in reports]
    for name in dict.fromkeys(name for each in found for name in each):
        verdicts = [each.get(name, _NOTHING) for each in found]
        same = len(set(map(plain_verdict, verdicts))) == 1
        yield (name, *verdicts, "the same" if same else "changed")


def line_changes(reports: Sequence[RunReport]) -> Iterator[LineChange]:
    """List the lines beside the paper that came out otherwise.

    Parameters
    ----------
    reports : sequence of RunReport
        The runs.

    Yields
    ------
    LineChange
        One for each line.
    """
    found = [
        {(row.figure, row.quantity): row for each in report.results for row in each.rows}
        for report in reports
    ]
    for key in dict.fromkeys(key for each in found for key in each):
        rows = [each.get(key) for each in found]
        texts = [_NOTHING if row is None else f"{row.this_run}: {row.verdict}" for row in rows]
        if len({row and (row.this_run, plain_verdict(row.verdict)) for row in rows}) > 1:
            yield LineChange(*key, texts)


def _sourced(report: RunReport) -> dict[str, str]:
    """Give every value with unit and source, by its path."""
    sets: dict[str, ParameterCollection] = {
        "device": report.run.device,
        "recipe": report.run.recipe,
    }
    return {
        f"{part}.{group}.{entry.field}": f"{entry.readable} ({entry.source})"
        for part, values in sets.items()
        for group, entry in values.entries()
    }


def _plain(value: Any) -> str:
    if value is None:
        return _NOTHING
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _accuracy(summary: dict[str, Any], name: str) -> str:
    if name not in summary["networks"]:
        return _NOTHING
    runs = summary["networks"][name]["test_accuracy"]
    mean, spread = over_seeds(runs)
    several = f" ± {spread[-1]:.2f}" if len(runs) > 1 else ""
    return f"{mean[-1]:.2f}{several} % ({counted(len(runs), 'seed')}, {len(mean)} epochs)"


def _changed(first: dict[str, Any], last: dict[str, Any], name: str) -> tuple[str, str]:
    """Tell the change of a network, and whether it can be told."""
    if any(name not in each["networks"] for each in (first, last)):
        return _NOTHING, "not in both runs"
    if any(first[key] != last[key] for key in ("dataset", "evaluated_on", "test_images")):
        return _NOTHING, "other images"
    before, after = (
        dict(
            zip(
                run_seeds(each),
                (float(run[-1]) for run in each["networks"][name]["test_accuracy"]),
                strict=True,
            )
        )
        for each in (first, last)
    )
    change = change_of(after, before)
    return (_NOTHING, "no seed in both") if change is None else _told(change)


def _told(change: Change) -> tuple[str, str]:
    told, seeds = f"{change.value:+.2f} points", counted(change.seeds, "seed")
    verdict = "the same" if change.value == 0 else f"{UNTOLD}: {seeds}"
    if change.interval is not None and None not in change.interval:
        low, high = (float(end or 0.0) for end in change.interval)
        told += f" (95 %: {low:+.2f} to {high:+.2f}, {seeds})"
        verdict = UNTOLD if low <= 0 <= high else "higher" if low > 0 else "lower"
    return told.replace("-", "−"), verdict
