"""Neurons of this package beside published ones, and what comes out of the comparison.

A row of this package is made from an account, never typed in: energy per spike, shortest time
between spikes, and footprint with contacts, with their 95 % intervals. Rows of unlike quantities,
such as per spike and per synaptic event, stand apart and are never divided by each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from dwmtj.accounting.account import Account
from dwmtj.accounting.figures import Figure
from dwmtj.accounting.literature import published_neurons
from dwmtj.accounting.published import (
    QUANTITIES,
    Area,
    Endurance,
    Energy,
    Neuron,
    Number,
    Quantity,
    Time,
    Trait,
)
from dwmtj.accounting.readable import readable

_N = TypeVar("_N", bound=Number)

#: Version of the form of :meth:`Comparison.to_dict`; it grows when a key goes or changes meaning.
SCHEMA_VERSION = 1
#: The neuron that others have to beat: measured, complete, and read in its authors' own text.
YARDSTICK = "besrour2024"

_RESETS = {
    "eject": "self: the domain leaves the track; a new one is written",
    "instant": "instant",
    "none": "none: the wall stays",
}
_FROM_PARAMETERS = "parameters of the device"


class Ratio(NamedTuple):
    """How many times one neuron takes what another takes: ``value``, ``low`` and ``high`` [1]."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """Neurons side by side.

    Parameters
    ----------
    rows : tuple of Neuron
        By quantity, and in each by rising energy; those without an energy come last.

    Examples
    --------
    >>> from dwmtj.accounting import account, compare
    >>> neurons = compare([account("cui2024-network", draws=20)])
    >>> neurons.yardstick.name, neurons.yardstick.energy[0].value
    ('CMOS 28 nm, analogue LIF', 1.61e-15)
    >>> {row.quantity for row in neurons.of("per update")}
    {'per update'}
    """

    rows: tuple[Neuron, ...]

    def of(self, quantity: Quantity) -> tuple[Neuron, ...]:
        """Give the rows of one quantity.

        Parameters
        ----------
        quantity : {"per spike", "per synaptic event", "per update"}
            The quantity.

        Returns
        -------
        tuple of Neuron
            In order.
        """
        return tuple(row for row in self.rows if row.quantity == quantity)

    @property
    def ours(self) -> tuple[Neuron, ...]:
        """Rows of this package."""
        return tuple(row for row in self.rows if row.ours)

    @property
    def yardstick(self) -> Neuron:
        """The CMOS neuron that others have to beat."""
        return next(row for row in self.rows if row.key == YARDSTICK)

    def to_dict(self) -> dict[str, Any]:
        """Give the comparison as JSON has it, see ``docs/accounting.md``.

        Returns
        -------
        dict
            All numbers in SI units.
        """
        return {
            "schema_version": SCHEMA_VERSION,
            "yardstick": YARDSTICK,
            "rows": [_row(row) for row in self.rows],
            "against_yardstick": {
                row.key: {
                    name: ratio._asdict() for name, ratio in ratios(row, self.yardstick).items()
                }
                for row in self.ours
            },
        }


def compare(accounts: Sequence[Account]) -> Comparison:
    """Set devices beside the published neurons.

    Parameters
    ----------
    accounts : sequence of Account
        Accounts of devices.

    Returns
    -------
    Comparison
        Their rows and the published ones.

    Examples
    --------
    >>> from dwmtj.accounting import account, compare
    >>> neurons = compare([account("cui2024-network", draws=20)])
    >>> [row.label for row in neurons.ours]
    ['DW-MTJ 25 nm']
    >>> [row.label for row in neurons.of("per spike")][:2]  # of the least energy
    ['FinFET 7 nm, M.-L.', 'CMOS 28 nm']
    """
    own = [own_row(each) for each in accounts]
    labels = [row.label for row in own]
    if len(set(labels)) < len(labels):  # devices of the same width are told by their names
        own = [row.model_copy(update={"label": row.name}) for row in own]
    return Comparison(tuple(sorted([*own, *published_neurons()], key=_order)))


def own_row(account: Account) -> Neuron:
    """Make the row of a device.

    Parameters
    ----------
    account : Account
        Its account.

    Returns
    -------
    Neuron
        Numbers with their 95 % intervals [J, s, m^2], what is missing left out.
    """
    device, figures = account.device, account.figures
    of_network = account.terminals is None
    if of_network:
        reset = _RESETS[device.neuron.reset]
    else:
        reset = _RESETS["eject"] if account.terminals == 4 else "reverse drive"
    parts = figures["per_spike"].details.get("parts", [])
    kind = "" if of_network else f", {account.terminals}T {account.protocol}"
    return Neuron(
        key="-".join(
            [device.name, *([] if of_network else [f"{account.terminals}t", account.protocol])]
        ),
        name=f"{account.title}, {account.protocol}",
        label=f"DW-MTJ {readable(device.track.width, 'm')}{kind}",
        family="this package",
        technology=device.description,
        quantity="per spike",
        level="device",
        method="simulated",
        energy=_numbers(Energy, figures["per_spike"], " and ".join(parts)),
        time=_numbers(Time, figures["delay_to_ready"], "between spikes at the greatest rate"),
        area=_numbers(Area, figures["footprint"], "with contacts and space, no transistors"),
        reset=_computed(reset),
        leak=_computed("yes" if device.track.leak_velocity else "no"),
        stochastic=_computed("yes" if device.wall_noise.sigma > 0 else "no"),
        citation="computed by dwmtj",
        leaves_out=account.leaves_out,
    )


def ratios(row: Neuron, other: Neuron) -> dict[str, Ratio]:
    """Tell how many times a neuron takes what another one takes.

    Parameters
    ----------
    row, other : Neuron
        Two neurons; their energies are compared only if they are of the same quantity.

    Returns
    -------
    dict
        From ``energy``, ``time`` and ``area`` to the ratio [no unit], with the ends of both;
        without those that one of the two does not have.
    """
    names = ("energy", "time", "area") if row.quantity == other.quantity else ("area",)
    found = {}
    for name in names:
        ours, theirs = getattr(row, name), getattr(other, name)
        if ours and theirs:
            (low, high), (least, most) = _ends(ours[0]), _ends(theirs[0])
            found[name] = Ratio(ours[0].centre / theirs[0].centre, low / most, high / least)
    return found


def _ends(number: Number) -> tuple[float, float]:
    given = [each for each in (number.low, number.value, number.high) if each is not None]
    return given[0], given[-1]


def _numbers(kind: type[_N], figure: Figure, means: str) -> tuple[_N, ...]:
    estimate = figure.estimate
    if estimate.value is None:
        return ()
    low, high = estimate.interval_95 or (None, None)
    if low == high:  # an exact law
        low = high = None
    number = kind(
        value=estimate.value,
        low=low,
        high=high,
        known="computed",
        where=estimate.method,
        means=means,
    )
    return (number,)


def _computed(says: str) -> Trait:
    return Trait(says=says, known="computed", where=_FROM_PARAMETERS)


def _order(row: Neuron) -> tuple[int, float]:
    energy = row.energy[0].centre if row.energy else float("inf")
    return QUANTITIES.index(row.quantity), energy


def _row(row: Neuron) -> dict[str, Any]:
    numbers = ("energy", "time", "area", "endurance")
    units = (Energy.UNIT, Time.UNIT, Area.UNIT, Endurance.UNIT)
    content = row.model_dump(mode="json")
    for name, unit in zip(numbers, units, strict=True):
        content[name] = [{**each, "unit": unit} for each in content[name]]
    return {**content, "ours": row.ours}
