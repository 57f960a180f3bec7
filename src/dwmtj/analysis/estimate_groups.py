"""Which estimates of a fit are its answer, and what the others are there for.

The groups of a kind are in the order in which they are read; the first one is the answer: what one
wants to know of the file. Names of estimates are told by patterns, since most come for several
junctions, events or forms.
"""

import re
from typing import NamedTuple

from dwmtj.analysis.estimate import Estimate

ANSWER = "answer"


class EstimateGroup(NamedTuple):
    """``estimates`` by name that are there for the same end, which ``title`` tells."""

    title: str
    estimates: dict[str, Estimate]


_EVENTS = "(depin|fire|reset)"
_PAIRS = "(depin_fire|fire_reset)"
_LAWS = "(diffusion|cycle_variation|barrier|delayed_barrier)"
_AB = "[ab]"
#: Patterns of names by the title of their group, for each kind.
_GROUPS: dict[str, dict[str, tuple[str, ...]]] = {
    "events": {
        ANSWER: (f"r_{_AB}_(low|high)", "share_complete"),
        "noise and contrast of readings": (
            f"(read_noise|magnetoresistance|misread_probability)_{_AB}",
        ),
        "cycles that went otherwise": ("share_.*",),
    },
    "thresholds": {
        ANSWER: (f"(v50|width)_{_EVENTS}", "separability"),
        "thermally activated escape": (f"(barrier|critical_voltage)_{_EVENTS}",),
        "spread and drift": (
            f"(cycle_spread|device_spread|drift|drift_p_value|stray_share)_{_EVENTS}.*",
        ),
        "neighbouring events": (f"(error_rate|overlap|read_voltage)_{_PAIRS}",),
        "intervals by bootstrap, as a check": (".*_bootstrap",),
        "each form by itself, as a check": (".*_(probit|logistic|thermal)",),
    },
    "passages": {
        ANSWER: ("mean_pulses", "sigma_per_pulse"),
        "the same fit in other words, and how well it fits": (
            *("mean_increments", "spread_pulses", "goodness_of_fit"),
        ),
        "noise drawn as in the paper's network, for comparison": (
            *("network_spread", "sigma_network"),
        ),
        "other laws, for comparison": (f".*{_LAWS}.*",),
    },
    "loops": {
        ANSWER: (
            *(f"{name}_field_{_AB}" for name in ("coercive", "offset")),
            f"squareness_{_AB}",
            *(f"{name}_magnetoresistance_{_AB}" for name in ("apparent", "tunnel")),
            f"series_resistance_{_AB}",
        ),
        "levels and fields behind the answer": (
            f"(parallel_resistance|antiparallel_resistance|resistance_step)_{_AB}",
            f"(falling|rising)_field_{_AB}",
        ),
        "thermally activated switching": (f"(switching_field_spread|barrier|half_width)_{_AB}",),
    },
    "mobility": {
        ANSWER: ("mobility", "depinning_drive", "walker_drive"),
        "creep": ("depinning_temperature", "creep_slope"),
        "what follows from it, and scatter": (
            *("spin_polarization", "wall_width_over_damping", "velocity_scatter"),
        ),
    },
}
_OTHERS = "others"


def grouped(kind: str, estimates: dict[str, Estimate]) -> list[EstimateGroup]:
    """Put estimates into their groups, each of them into the first one that it fits.

    Parameters
    ----------
    kind : str
        Kind of the fit.
    estimates : dict
        All of its estimates by name.

    Returns
    -------
    list of EstimateGroup
        Those that are not empty, the answer first; within a group in the order of its patterns.
    """
    left = dict(estimates)
    groups = []
    for title, patterns in _GROUPS.get(kind, {}).items():
        names = [n for each in patterns for n in left if re.fullmatch(each, n)]
        groups.append(EstimateGroup(title, {name: left.pop(name) for name in names}))
    return [each for each in (*groups, EstimateGroup(_OTHERS, left)) if each.estimates]
