"""Accounts side by side as text: what it is, and one text for each account."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from dwmtj.accounting.account import ENERGIES, TIMES, Account
from dwmtj.accounting.figures import Figure
from dwmtj.accounting.footprint import RULES
from dwmtj.accounting.readable import from_to, readable
from dwmtj.analysis.estimate import Interval

Row = tuple[str, list[str]]

_NAMES = {
    "write": "write, per cycle",
    "integrate": "integrate, per cycle",
    "read": "read, per cycle",
    "reset": "reset, per cycle",
    "per_spike": "all of it, per spike",
    "delay_to_fire": "first input to fire",
    "delay_to_ready": "first input to ready again",
    "maximum_rate": "greatest rate of spikes",
}
_RULE_NAMES = {
    "bare_track": "area of the bare track",
    "with_junctions": "with the junctions",
    "with_contacts": "with contacts and space",
}
_BRACKETS = (
    "in brackets: 95 % intervals; the value is that of the device as it stands, and is an end of "
    "its interval where this takes the end of an assumed range"
)


def side_by_side(accounts: Sequence[Account]) -> list[Row]:
    """Give the rows of a table of accounts.

    Parameters
    ----------
    accounts : sequence of Account
        One for each column.

    Returns
    -------
    list of (str, list of str)
        What it is, and for each account the value with its 95 % interval, or a dash.
    """
    return list(_rows(accounts))


def notes(accounts: Sequence[Account]) -> list[tuple[str, list[str]]]:
    """Say what belongs to the table: why figures are missing, what was drawn, and what is left out.

    Parameters
    ----------
    accounts : sequence of Account
        Those of the table.

    Returns
    -------
    list of (str, list of str)
        Headings, with the titles of the accounts if it is not true of all of them, and sentences.
    """
    return [
        (f"{heading}: {titles}" if titles else heading, lines)
        for heading, tell in _NOTES.items()
        for titles, lines in _told_once(accounts, tell).items()
    ]


def _told_once(
    accounts: Sequence[Account], tell: Callable[[Account], Iterable[str]]
) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = {}
    for each in accounts:
        for text in tell(each):
            titles.setdefault(text, []).append(each.title)
    told: dict[str, list[str]] = {}
    for text, names in titles.items():
        whose = "" if len(names) == len(accounts) else "; ".join(names)
        told.setdefault(whose, []).append(text)
    return told


def _about_figures(account: Account) -> list[str]:
    """Say how to read them, and why some have no value or no interval, or are nothing."""
    found: dict[str, list[str]] = {}
    for name, figure in {**account.figures, **account.error_rates}.items():
        if figure.estimate.reason:
            found.setdefault(figure.estimate.reason, []).append(name.replace("_", " "))
    return [_BRACKETS, *(f"{', '.join(names)}: {why}" for why, names in found.items())]


def _ranges(account: Account) -> list[str]:
    return [
        f"{each.quantity}, {from_to(each.low, each.high, each.unit)}: {each.source.detail}"
        for each in account.assumed
    ]


_NOTES: dict[str, Callable[[Account], Iterable[str]]] = {
    "about the figures": _about_figures,
    "assumed, and drawn between these ends": _ranges,
    "left out": lambda account: account.leaves_out,
}


def _rows(accounts: Sequence[Account]) -> Iterator[Row]:
    for name in (*ENERGIES, *TIMES):
        yield _NAMES[name], [figure_text(each.figures[name]) for each in accounts]
        if name == "per_spike":
            yield "95 % of cycles that fired", [_spread(each.figures[name]) for each in accounts]
    for rule in RULES:
        areas = [each.figures["footprint"].details[rule] for each in accounts]
        yield (
            _RULE_NAMES[rule],
            [_with_interval(area["value"], area["interval_95"], "m^2") for area in areas],
        )
    for name in ("no_nucleation", "missed_fire", "failed_reset"):
        yield name.replace("_", " "), [_percent(each.error_rates[name]) for each in accounts]
    yield (
        "retention, Arrhenius estimate",
        [figure_text(each.figures["retention"]) for each in accounts],
    )


def figure_text(figure: Figure) -> str:
    """Write a figure with its interval.

    Parameters
    ----------
    figure : Figure
        The figure.

    Returns
    -------
    str
        Such as "266 fJ" and below it "(133 to 360 fJ)"; a dash if there is no value.
    """
    estimate = figure.estimate
    if estimate.value is None:
        return "-"
    return _with_interval(estimate.value, estimate.interval_95, estimate.unit)


def _with_interval(value: float, interval: Interval | None, unit: str) -> str:
    shown = readable(value, unit)
    low, high = interval or (None, None)
    if low is None or high is None:
        return shown
    ends = from_to(low, high, unit)
    if ends == shown:  # an interval that three digits do not show
        return shown
    return f"{shown}\n({ends})"


def _spread(figure: Figure) -> str:
    spread = figure.distribution
    if spread is None:
        return "-"
    return from_to(spread.low, spread.high, figure.estimate.unit)


def _percent(figure: Figure) -> str:
    estimate = figure.estimate
    if estimate.value is None or estimate.interval_95 is None:
        return "-"
    low, high = (100 * (end or 0.0) for end in estimate.interval_95)
    return f"{100 * estimate.value:.3g} %\n({low:.3g} to {high:.3g} %)"
