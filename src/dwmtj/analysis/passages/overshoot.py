"""How far beyond the firing distance a wall is when it is seen there (Spitzer; Siegmund 1985)."""

import numpy as np
from scipy.special import ndtr


def mean_overshoot(sigma: float) -> float:
    """How far a wall is beyond the firing distance when it is seen there, after many pulses.

    Parameters
    ----------
    sigma : float
        Relative spread of the displacement per pulse [no unit], above 0.

    Returns
    -------
    float
        (1 + sigma^2)/2 - sum_k E[max(-S_k, 0)]/k in mean increments [no unit], S_k the sum of k
        increments (Spitzer's identity, see Siegmund 1985); 0.583*sigma for large sigma.
    """
    draws = np.arange(1.0, 100 * sigma**2 + 2)
    deviation = np.sqrt(draws) / sigma
    density = np.exp(-(deviation**2) / 2) / np.sqrt(2 * np.pi)
    behind = sigma * np.sqrt(draws) * density - draws * ndtr(-deviation)
    return float((1 + sigma**2) / 2 - (behind / draws).sum())
