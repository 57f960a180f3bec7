"""Inferences side by side as text: what it is, and one text for each network."""

from collections.abc import Iterator, Sequence

from dwmtj.accounting.inference import Inference
from dwmtj.accounting.summary import figure_text

Row = tuple[str, list[str]]

_HOW_KNOWN = {
    "read": "published",
    "second-hand": "published, as another text quotes it",
    "unverified": "unverified",
}


def side_by_side(inferences: Sequence[Inference]) -> list[Row]:
    """Give the rows of a table of inferences of the same run.

    Parameters
    ----------
    inferences : sequence of Inference
        One for each column, at least one.

    Returns
    -------
    list of (str, list of str)
        What it is, and for each network the mean over images with its 95 % interval, or a dash.
    """
    return list(_rows(inferences))


def notes(inferences: Sequence[Inference]) -> list[str]:
    """Say what belongs to the table.

    Parameters
    ----------
    inferences : sequence of Inference
        Those of the table, at least one.

    Returns
    -------
    list of str
        Sentences.
    """
    first = inferences[0]
    found = [
        f"means over {first.images} images; in brackets: 95 % intervals of what was assumed and of "
        "the mean",
        "currents: heat of the currents that the network sends through the tracks of its neurons; "
        "firings: number of firings times the energy per spike of a device at its own drive, the "
        "usual count, which takes no notice of those currents",
    ]
    for each in inferences:
        squares = [layer.mean_squared_current for layer in each.layers]
        driven = [value**0.5 for value in squares if value is not None]
        if driven:
            shown = " and ".join(f"{value:.3g}" for value in driven)
            found.append(
                f"{each.network}: the root mean square of the current through a track is {shown} "
                f"times the drive current of {each.device.name}"
            )
    for row in first.published.values():
        known = {_HOW_KNOWN[energy.known] for energy in row.energy}
        found.append(f"{row.name}: {' and '.join(sorted(known))}; {row.level}, {row.citation}")
    return [*found, *(f"left out: {text}" for text in first.leaves_out)]


def _rows(inferences: Sequence[Inference]) -> Iterator[Row]:
    yield "rightly classified", [f"{each.accuracy:.1f} %" for each in inferences]
    yield "latency", [figure_text(each.latency) for each in inferences]
    for i, layer in enumerate(inferences[0].layers):
        layers = [each.layers[i] for each in inferences]
        yield f"{layer.name}: spikes", [f"{each.spikes:,.0f}" for each in layers]
        if i > 0:
            yield f"{layer.name}: firings", [f"{each.firings:,.0f}" for each in layers]
        events = [f"{each.synaptic_events:,.0f}" for each in layers]
        yield f"{layer.name}: synaptic events", events
    yield "synaptic events", [f"{each.synaptic_events.estimate.value:,.0f}" for each in inferences]
    yield "energy of the currents", [figure_text(each.currents) for each in inferences]
    for name in inferences[0].firings:
        yield f"firings, as {name}", [figure_text(each.firings[name]) for each in inferences]
    for key, row in inferences[0].published.items():
        for i, energy in enumerate(row.energy):
            what = f"synaptic events, as {row.name}"
            more = [energy.means] if len(row.energy) > 1 and energy.means else []
            more += ["unverified"] if energy.known == "unverified" else []
            what += f" ({', '.join(more)})" if more else ""
            yield what, [figure_text(each.digital[key][i]) for each in inferences]
