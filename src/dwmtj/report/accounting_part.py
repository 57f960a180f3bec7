"""What the report shows of the stored accounts: devices beside published neurons, and inferences.

The one statement of the paper that these numbers bear on is that a neuron with three terminals,
whose reset takes a drive of its own, takes about double the energy per spike. "About double" is
nearer to double than to the same or to triple: 1.5 to 2.5 times.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dwmtj.accounting import Account, compare
from dwmtj.accounting.comparison_table import (
    HEADINGS,
    LEGEND,
    findings,
    several,
    sources,
    table_rows,
)
from dwmtj.accounting.inference_table import notes as network_notes
from dwmtj.accounting.inference_table import side_by_side as networks_side_by_side
from dwmtj.accounting.published import QUANTITIES
from dwmtj.accounting.stored import StoredAccounting
from dwmtj.accounting.summary import notes as device_notes
from dwmtj.accounting.summary import side_by_side
from dwmtj.experiments.paper import Comparison
from dwmtj.report.comparison_figure import draw_comparison
from dwmtj.report.figure_results import UNTOLD, FigureResult, figure_result
from dwmtj.report.fit_page import PageFigure
from dwmtj.report.inline import inline_drawing
from dwmtj.report.paper_figures import NEURON_TABLE
from dwmtj.report.style import NETWORKS, save

#: Ratios that "about double" is said of [no unit].
_ABOUT_DOUBLE = (1.5, 2.5)
_DESCRIPTION = (
    "Energies of neurons against time and area, and ranked: devices of this package and published "
    "ones"
)
_CAPTION = (
    "Devices of this run beside published neurons; unlike quantities stand in rows of their own. "
    "Hollow markers were not verified."
)


class TextTable(NamedTuple):
    """A table as text: ``caption``, ``header`` and ``rows``."""

    caption: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]


class AccountingPart(NamedTuple):
    """What the report shows of accounts.

    The ``result`` on the paper's table, ``tables`` of neurons by quantity, a ``drawing`` of them,
    ``findings``, the ``devices`` side by side, ``networks`` (None if none spikes) over so many
    ``images`` (0 if none), and ``notes``: a heading with lines each.
    """

    result: FigureResult
    tables: list[TextTable]
    drawing: PageFigure
    findings: list[str]
    devices: TextTable
    networks: TextTable | None
    images: int
    notes: list[tuple[str, list[str]]]


def accounting_part(
    stored: StoredAccounting, figures: Path, *, own: bool = False
) -> AccountingPart:
    """Put together what the report shows of the accounts of a run.

    Parameters
    ----------
    stored : StoredAccounting
        The accounts.
    figures : Path
        Where its figures are stored.
    own : bool
        Whether another device than the paper's was measured.

    Returns
    -------
    AccountingPart
        Tables, drawing and the line beside the paper's.
    """
    accounts = stored.devices
    comparison = compare(accounts)
    file = save(draw_comparison(comparison), figures, "neurons")
    told = [
        *device_notes(accounts),
        ("how to read the table of neurons", list(LEGEND)),
        ("more than one energy, by condition or because sources differ", several(comparison)),
        ("inferences", network_notes(stored.networks) if stored.networks else []),
        ("sources of the published neurons", sources(comparison)),
    ]
    return AccountingPart(
        result=figure_result(
            NEURON_TABLE, energy_rows(accounts), "other device" if own else "result"
        ),
        tables=[
            TextTable(f"Neurons, energy {quantity}", HEADINGS, table_rows(comparison, quantity))
            for quantity in QUANTITIES
            if comparison.of(quantity)
        ],
        drawing=PageFigure(
            "neurons", file, inline_drawing(file, "neurons", _DESCRIPTION), _CAPTION, _DESCRIPTION
        ),
        findings=findings(comparison),
        devices=TextTable(
            "What the devices of this run take",
            ("quantity", *(name_of_account(each) for each in accounts)),
            [(name, *texts) for name, texts in side_by_side(accounts)],
        ),
        networks=TextTable(
            "What the trained networks take for an image, means over "
            f"{stored.networks[0].images} images",
            ("quantity", *(NETWORKS[each.network].label for each in stored.networks)),
            [(name, *texts) for name, texts in networks_side_by_side(stored.networks)],
        )
        if stored.networks
        else None,
        images=stored.networks[0].images if stored.networks else 0,
        notes=[(heading, lines) for heading, lines in told if lines],
    )


def name_of_account(account: Account) -> str:
    """Name an account in a table.

    Parameters
    ----------
    account : Account
        The account.

    Returns
    -------
    str
        Device, terminals if it has any, and protocol.
    """
    return f"{account.title}, {account.protocol}"


def energy_rows(accounts: list[Account]) -> Iterator[Comparison]:
    """Set three terminals beside four: the paper says about double.

    Parameters
    ----------
    accounts : list of Account
        Accounts of devices; those of the first with both numbers of terminals are compared.

    Yields
    ------
    Comparison
        Ratio of the energies per spike, all of it and without the write.
    """
    spent = {(each.device.name, each.protocol, each.terminals): each for each in accounts}
    for (name, protocol, terminals), three in spent.items():
        four = spent.get((name, protocol, 4))
        if terminals != 3 or four is None:
            continue
        whole = [each.figures["per_spike"].estimate.value for each in (three, four)]
        written = [each.figures["write"].estimate.value for each in (three, four)]
        yield _ratio("energy per spike, three terminals over four", name, *whole)
        less = [
            None if all_of_it is None or write is None else all_of_it - write
            for all_of_it, write in zip(whole, written, strict=True)
        ]
        yield _ratio("the same without the write", name, *less)
        return


def _ratio(quantity: str, device: str, three: float | None, four: float | None) -> Comparison:
    low, high = _ABOUT_DOUBLE
    told, verdict = "no energy per spike", UNTOLD
    if three is not None and four is not None and four > 0:
        ratio = three / four
        told = f"{ratio:.2f} times ({device})"
        verdict = "agrees" if low <= ratio <= high else "differs"
    tolerance = f"{low:g} to {high:g} times"
    return Comparison(quantity, "about double", told, tolerance, verdict, NEURON_TABLE.key)
