"""How often noise or a mislabelled reading puts a switch into a wrong field step.

If the first reading behind the switch, or the last before it, shows the wrong state, the step that
fits best is one off. It is two off if the sum of the next two is wrong: by noise, or half of the
time, as a tie, if the second one is mislabelled.
"""

from typing import NamedTuple

import numpy as np
from scipy.stats import norm


class StepErrors(NamedTuple):
    """Probability that a switch is seen ``one`` step off, and ``two``, on each side [no unit]."""

    one: float = 0.0
    two: float = 0.0

    def shares(self) -> dict[int, float]:
        """Probability of each number of steps off that can be [no unit]."""
        none = 1 - 2 * self.one - 2 * self.two
        found = {0: none, 1: self.one, -1: self.one, 2: self.two, -2: self.two}
        return {steps: share for steps, share in found.items() if share > 0}


#: Every switch is seen in its own step.
NO_ERRORS = StepErrors()


def step_errors(noise: float, mislabelled: float) -> StepErrors:
    """Give the probabilities.

    Parameters
    ----------
    noise : float
        Standard deviation of a reading over the distance of the levels [no unit].
    mislabelled : float
        Share of readings that show the other state [no unit].

    Returns
    -------
    StepErrors
        Probabilities.
    """
    far = 1 / (2 * max(noise, 1e-3))  # standard deviations from a level to the middle
    one = float(norm.sf(far)) + mislabelled
    two = float(norm.sf(np.sqrt(2) * far)) + mislabelled / 2
    return StepErrors(min(one, 0.2), min(two, 0.1))
