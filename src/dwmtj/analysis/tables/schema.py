"""Which columns a kind of table has: short names, SI units, and the headings that mean them.

A heading is ``name (unit)`` or ``name [unit]``, in any case; ``docs/measured-data.md`` shows each
kind with an example. A junction may be missing where a device has only one, and an optional column
may be missing always.
"""

from typing import Literal, NamedTuple

Content = Literal["number", "positive", "whole", "name", "flag"]
#: Above it a float holds no longer every whole number.
LARGEST_WHOLE = 2.0**53
#: Pulses of a cycle; a larger number is a clock or a mistake, and tables by pulse would be huge.
MOST_PULSES = 1e6


class Column(NamedTuple):
    """A column: its short ``name``, SI ``unit`` and the ``content`` of its cells.

    ``content`` is a number, a number above 0, a whole number from 0, a name, or true or false;
    ``aliases`` are other headings; ``needed`` tells whether the file must have it, and ``blank``
    whether a row may have nothing in it; ``largest`` is the largest whole number.
    """

    name: str
    unit: str
    content: Content
    aliases: tuple[str, ...] = ()
    needed: bool = True
    blank: bool = False
    largest: float = LARGEST_WHOLE

    @property
    def heading(self) -> str:
        """Heading that the documentation shows."""
        name = self.aliases[0] if self.name.endswith(("_a", "_b")) else self.name
        return name if self.unit == "1" else f"{name} ({self.unit})"


class Ratio(NamedTuple):
    """A column ``name`` that may be worked out as the column ``over`` divided by ``under``."""

    name: str
    over: str
    under: str


class Kind(NamedTuple):
    """A kind of table: its ``columns``, and what they must amount to.

    ``key`` are the columns that tell the rows apart, empty if rows may repeat, and ``any_of`` sets
    of columns of which the file, and each row, must have at least one whole set. ``ratios`` are
    worked out where the file has not the column itself.
    """

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    any_of: tuple[tuple[tuple[str, ...], ...], ...] = ()
    ratios: tuple[Ratio, ...] = ()


_DEVICE = Column("device", "1", "name", ("sample", "device_id", "dut"), needed=False)
_CYCLE = Column("cycle", "1", "whole", ("cycle_number", "cycle_no"))
_PULSE = Column(
    "pulse", "1", "whole", ("pulse_number", "pulse_no", "pulse_index"), largest=MOST_PULSES
)
_AMPLITUDE = Column(
    "amplitude", "V", "number", ("v", "voltage", "v_pulse", "pulse_amplitude", "pulse_voltage")
)
_OHMS_LAW = ("resistance", "voltage", "current")
_VELOCITY_SETS = (("velocity",), ("distance", "time"))


def _resistance(junction: str) -> Column:
    name = junction.lower()
    aliases = (f"R_{junction}", f"r{name}", f"r_mtj_{name}", f"r_mtj{name}", f"mtj_{name}")
    return Column(f"resistance_{name}", "ohm", "positive", aliases, needed=junction == "B")


def _read_with(junction: str) -> tuple[Column, Column]:
    """Voltage over a junction and current through it, for instruments that give no resistance."""
    name = junction.lower()
    voltage = (f"V_{junction}", f"v{name}", f"v_read_{name}", f"u_{name}")
    current = (f"I_{junction}", f"i{name}", f"i_read_{name}")
    return (
        Column(f"voltage_{name}", "V", "number", voltage, needed=False),
        Column(f"current_{name}", "A", "number", current, needed=False),
    )


def _event_columns(event: str) -> tuple[Column, ...]:
    return (
        Column(f"{event}_pulse", "1", "whole", needed=event != "depin", largest=MOST_PULSES),
        Column(f"{event}_amplitude", "V", "number", needed=event != "depin", blank=True),
    )


def _applied(*aliases: str) -> Column:
    return Column("applied", "1", "whole", aliases, needed=False, largest=MOST_PULSES)


#: Kinds of tables by name.
KINDS: dict[str, Kind] = {
    "cycles": Kind(
        (
            *(_DEVICE, _CYCLE, _PULSE, _AMPLITUDE, _resistance("A"), _resistance("B")),
            *(_read_with("A") + _read_with("B")),
        ),
        key=("device", "cycle", "pulse"),
        ratios=tuple(Ratio(*(f"{n}_{j}" for n in _OHMS_LAW)) for j in ("a", "b")),
    ),
    "cycle-events": Kind(
        (
            _DEVICE,
            _CYCLE,
            *_event_columns("depin"),
            *_event_columns("fire"),
            *_event_columns("reset"),
            Column("written", "1", "flag", needed=False),
            _applied("pulses"),
        ),
        key=("device", "cycle"),
    ),
    "passages": Kind(
        (
            _DEVICE,
            Column("cycle", "1", "whole", ("cycle_number", "cycle_no"), needed=False),
            Column(
                "count",
                "1",
                "whole",
                ("fire_pulse", "pulses_to_fire", "pulse_count"),
                largest=MOST_PULSES,
            ),
            _applied("pulses", "pulses_applied"),
        ),
        key=("device", "cycle"),
    ),
    "loops": Kind(
        (
            Column("junction", "1", "name", ("mtj",), needed=False),
            Column("branch", "1", "name", ("sweep", "direction"), needed=False),
            Column("loop", "1", "whole", ("loop_number", "loop_no"), needed=False),
            Column("field", "A/m", "number", ("h", "b", "magnetic_field", "applied_field", "mu0h")),
            Column("resistance", "ohm", "positive", ("r", "r_mtj")),
            Column("voltage", "V", "number", ("v", "v_read", "v_mtj", "u"), needed=False),
            Column("current", "A", "number", ("i", "i_read", "i_mtj"), needed=False),
        ),
        ratios=(Ratio(*_OHMS_LAW),),
    ),
    "mobility": Kind(
        (
            _DEVICE,
            Column("run", "1", "name", needed=False),
            Column("motion_law", "1", "name", ("law",), needed=False),
            Column(
                "current_density", "A/m^2", "number", ("j", "j_c", "je"), needed=False, blank=True
            ),
            Column("field", "A/m", "number", ("h", "b", "mu0h"), needed=False, blank=True),
            Column("velocity", "m/s", "number", ("v", "v_dw"), needed=False, blank=True),
            Column("distance", "m", "positive", ("d", "length"), needed=False, blank=True),
            Column(
                "time", "s", "positive", ("t", "transit_time", "delay"), needed=False, blank=True
            ),
        ),
        any_of=((("current_density",), ("field",)), _VELOCITY_SETS),
    ),
}


def kind_of(name: str) -> Kind:
    """Give a kind of table.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Kind
        Its columns.

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    if name not in KINDS:
        raise ValueError(f"kind: {name!r} is not allowed; allowed: {', '.join(KINDS)}")
    return KINDS[name]
