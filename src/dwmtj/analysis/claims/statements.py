"""The statements that the paper makes on Fig. 5d, each as one comparison of two networks.

The paper has three claims: DW-MTJ networks end about 2 points below LIF; noise makes them slightly
better than deterministic ones; training with noise is steadier in the first three epochs (standard
deviation over runs of 1.1 % against 2.2 % and 2.4 %). With three networks these are five statements
of the form "this network has more of it than that one".

What "about" means is not in the paper and is set here: 2 points are "about 2" from 1 to 3, since
both accuracies are read from a drawing that bears one point; "slightly" is up to 1 point, more than
which would be seen in the drawing; and a ratio of two standard deviations is "about" right within a
factor of 1.5 (*assumed*: half as much again, as 3 points are of 2).
"""

from dataclasses import dataclass
from typing import Literal

from dwmtj.networks.kinds import NetworkKind
from dwmtj.networks.published import PAPER

EARLY_EPOCHS = 3
#: How well an accuracy can be read from the drawing [points].
READING_ERROR = 1.0
#: Within what factor a ratio is "about" right.
ABOUT_FACTOR = 1.5

Measure = Literal["final accuracy", "early spread"]


@dataclass(frozen=True)
class Statement:
    """One network has more of something than another.

    Parameters
    ----------
    key : str
        Short name.
    text, size_text : str
        What the paper says, and how large it says the effect is.
    measure : {"final accuracy", "early spread"}
        What is compared: the accuracy after the last epoch, as a difference in points, or the
        standard deviation over runs in the first three epochs, as a ratio.
    more, less : str
        The network that has more of it, and the one that has less.
    claimed : float
        The effect that the paper claims [points or times].
    about : tuple of float
        Effects that agree with it [points or times].
    sized : bool
        Whether the size is part of the claim ("about 2 points"), or only what was found where the
        claim is that there is an effect ("better", "steadier").
    """

    key: str
    text: str
    size_text: str
    measure: Measure
    more: NetworkKind
    less: NetworkKind
    claimed: float
    about: tuple[float, float]
    sized: bool = False

    @property
    def neutral(self) -> float:
        """The effect if both are alike: 0 points, or 1 times."""
        return 0.0 if self.measure == "final accuracy" else 1.0

    @property
    def unit(self) -> str:
        """Unit of the effect: points, or times as large."""
        return "points" if self.measure == "final accuracy" else "times"


def _above(key: str, more: NetworkKind, less: NetworkKind, text: str) -> Statement:
    final = PAPER["final_test_accuracy"]
    claimed = final[more] - final[less]
    about = (claimed - READING_ERROR, claimed + READING_ERROR)
    size = f"by about {claimed:g} points ({about[0]:g} to {about[1]:g})"
    return Statement(key, text, size, "final accuracy", more, less, claimed, about, True)


def _steadier(key: str, more: NetworkKind, text: str) -> Statement:
    spread = PAPER["first_three_epochs_std"]
    claimed = spread[more] / spread["dwmtj_noisy"]
    about = (claimed / ABOUT_FACTOR, claimed * ABOUT_FACTOR)
    size = f"by a factor of about {claimed:.1f} ({about[0]:.2f} to {about[1]:.2f})"
    return Statement(key, text, size, "early spread", more, "dwmtj_noisy", claimed, about)


#: All statements, in the order of the paper's claims.
STATEMENTS = (
    _above(
        "lif_above_deterministic",
        "lif",
        "dwmtj_deterministic",
        "LIF ends above the deterministic DW-MTJ network",
    ),
    _above("lif_above_noisy", "lif", "dwmtj_noisy", "LIF ends above the noisy DW-MTJ network"),
    # The largest gain that the drawing can hide stands for "slightly", whose size is not told.
    Statement(
        "noisy_above_deterministic",
        "the noisy DW-MTJ network ends above the deterministic one",
        f"slightly (by up to {READING_ERROR:g} point)",
        "final accuracy",
        "dwmtj_noisy",
        "dwmtj_deterministic",
        READING_ERROR,
        (0.0, READING_ERROR),
    ),
    _steadier(
        "steadier_than_deterministic",
        "dwmtj_deterministic",
        "the noisy DW-MTJ network trains more steadily than the deterministic one",
    ),
    _steadier("steadier_than_lif", "lif", "the noisy DW-MTJ network trains more steadily than LIF"),
)
