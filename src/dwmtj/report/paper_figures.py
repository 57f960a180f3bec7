"""The figures of the paper: what each claims, in our words, and what of a device bears on it.

``rests_on`` was found by changing every value that a preset assumes or was calibrated by, one at a
time, and looking whether any event of the measurement came out otherwise; a test changes all others
at once and finds the same events.
"""

from typing import NamedTuple

_LAYOUT = ("layout.track_length", "layout.position_a", "layout.position_b")
_TRACK = (*_LAYOUT, "stack.heavy_metal_resistivity", "stack.free_layer_resistivity")
_SITES = (
    "pinning.barrier",
    "pinning.attempt_time",
    "pinning.depinning_voltage",
    "pinning.entry_voltage",
    "pinning.exit_voltage",
)
_MOVED = (*_TRACK, *_SITES, "motion.efficiency", "motion.temperature")
_RAMP = ("drive.ramp_first", "drive.ramp_last")
_READ = ("contacts.read_voltage", "contacts.half_voltage", "contacts.track_contact_resistance")
_WRITTEN = (
    "writing.barrier",
    "writing.attempt_time",
    "writing.critical_voltage",
    "writing.exponent",
)
_LOOPS = (
    "loops.half_width_a",
    "loops.half_width_b",
    "loops.barrier",
    "loops.attempt_time",
    "loops.sweep_rate",
    "motion.temperature",
)


class PaperFigure(NamedTuple):
    """A figure of the paper.

    ``key`` such as "2b", what it ``claims``, and what the overview ``shows`` of the lines on it: a
    label, and how the quantity of a line begins.
    """

    key: str
    claims: str
    shows: tuple[tuple[str, str], ...] = ()


class Chapter(NamedTuple):
    """Figures of the paper that are told together.

    ``title``, the ``figures``, names of the ``measurements`` and ``fits`` that are drawn, and the
    quantities of the device that it ``rests_on``.
    """

    title: str
    figures: tuple[PaperFigure, ...]
    measurements: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Where it stands in the page."""
        return f"fig-{self.figures[0].key}"


NETWORK_FIGURE = PaperFigure(
    "5c",
    "A network of 784-100-100-10, with DW-MTJ neurons after its dense layers, is shown images as "
    "spike trains over 40 ns.",
)
ACCURACY_FIGURE = PaperFigure(
    "5d",
    "On Fashion-MNIST LIF neurons end highest after 10 epochs, DW-MTJ neurons about two points "
    "below; with wall noise they are a little better than without, and training is steadiest in "
    "the first three epochs.",
    (
        ("LIF", "final accuracy, LIF"),
        ("DW-MTJ, no noise", "final accuracy, DW-MTJ, deterministic"),
        ("DW-MTJ, noise", "final accuracy, DW-MTJ, noisy"),
    ),
)
NEURON_TABLE = PaperFigure(
    "table",
    "Beside other artificial neurons this one resets itself, is stochastic and needs no "
    "transistor; one with three terminals, whose reset takes a drive of its own, takes about "
    "double the energy per spike.",
    (
        ("3 over 4 terminals", "energy per spike, three terminals over four"),
        ("without the write", "the same without the write"),
    ),
)

#: What is measured of the device, in the order of the paper.
DEVICE_CHAPTERS = (
    Chapter(
        "Field loops of both junctions",
        (
            PaperFigure(
                "2b",
                "The free layer under MTJ_A switches at −48 and +570 Oe.",
                (
                    ("going down", "switching field of MTJ_A, field going down"),
                    ("going up", "switching field of MTJ_A, field going up"),
                ),
            ),
            PaperFigure(
                "2c",
                "The free layer under MTJ_B switches at −42 and +440 Oe.",
                (
                    ("going down", "switching field of MTJ_B, field going down"),
                    ("going up", "switching field of MTJ_B, field going up"),
                ),
            ),
        ),
        ("hysteresis",),
        rests_on=_LOOPS,
    ),
    Chapter(
        "A ramp of amplitudes from A to B",
        (
            PaperFigure(
                "3a",
                "Once written, the domain stays under MTJ_A up to 1.4 V, is on its way from 2.0 to "
                "2.4 V, fires at 2.5 V and is pushed out of the track, which resets it, at 2.7 V.",
                (
                    ("fires", "most likely amplitude of firing"),
                    ("reset", "most likely amplitude of reset"),
                ),
            ),
        ),
        ("ramp", "write"),
        rests_on=(*_MOVED, *_RAMP, *_READ, *_WRITTEN),
    ),
    Chapter(
        "The same from B to A",
        (
            PaperFigure(
                "3c",
                "With the roles of A and B exchanged the device does the same.",
                (("all in order", "depins, fires, is reset in this order, B to A"),),
            ),
        ),
        ("ramp-reverse",),
        rests_on=(*_MOVED, *_RAMP, *_READ),
    ),
    Chapter(
        "A hundred cycles in a row",
        (
            PaperFigure(
                "3d",
                "A hundred cycles work in a row, with a field before the first only.",
                (
                    ("failed", "cycles that failed, of 100 in a row"),
                    ("in a long run", "cycles that failed, of 10000 in a row"),
                ),
            ),
        ),
        ("cycles",),
        rests_on=(*_MOVED, *_RAMP, *_READ),
    ),
    Chapter(
        "Cycles from B to A",
        (
            PaperFigure(
                "3e",
                "So do thirty-two cycles from B to A.",
                (("failed", "cycles that failed, of 32 in a row, B to A"),),
            ),
        ),
        ("cycles-reverse",),
        rests_on=(*_MOVED, *_RAMP, *_READ),
    ),
    Chapter(
        "Distributions of the three amplitudes",
        (
            PaperFigure(
                "3f",
                "The amplitudes at which it depins, fires and is reset vary from cycle to cycle, "
                "yet can be told apart.",
                (
                    ("overlap of depin and fire", "overlap of the amplitudes of depin and fire"),
                    ("of fire and reset", "overlap of the amplitudes of fire and reset"),
                ),
            ),
        ),
        ("cycles-long",),
        ("thresholds",),
        rests_on=(*_MOVED, *_RAMP),
    ),
    Chapter(
        "Trains of equal pulses",
        (
            PaperFigure(
                "4a",
                "Of equal pulses of 2.4 V the first moves the domain out of MTJ_A; further ones "
                "fire the neuron and reset it, all within 20 pulses.",
                (
                    ("first pulse depins", "first pulse of a train depins"),
                    ("fires", "fires within a train of 20 pulses"),
                ),
            ),
            PaperFigure(
                "4b",
                "Sixteen such trains in a row do so.",
                (
                    ("failed", "trains that failed, of 16 in a row"),
                    ("in a long run", "trains that failed, of 2000 in a row"),
                ),
            ),
        ),
        ("train",),
        rests_on=_MOVED,
    ),
    Chapter(
        "Number of pulses until firing",
        (
            PaperFigure(
                "5a",
                "It takes about 12 pulses to fire, and the number varies from train to train.",
                (
                    ("mean", "mean number of pulses until firing"),
                    ("spread", "spread of the number of pulses until firing"),
                ),
            ),
            PaperFigure(
                "5b",
                "A wall whose steps vary by 30 % gives such a spread, at a mean of 12 pulses and "
                "at one of 35.",
                (
                    ("at 12", "model of the wall, mean threshold 12 pulses"),
                    ("at 35", "model of the wall, mean threshold 35 pulses"),
                ),
            ),
        ),
        ("passages",),
        ("passages",),
        rests_on=_MOVED,
    ),
)
