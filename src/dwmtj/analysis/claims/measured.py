"""What is found of one comparison: an effect with its intervals and tests, and the power."""

from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True)
class Significance:
    """One test.

    Parameters
    ----------
    name : str
        Which test.
    p_value : float
        Two-sided p [no unit].
    least : float
        The smallest p that it can give with so many runs [no unit].
    """

    name: str
    p_value: float
    least: float


@dataclass(frozen=True)
class Effect:
    """A difference or a ratio.

    Parameters
    ----------
    value : float
        The effect [points or times].
    interval_95, verdict_interval : tuple of float or None
        Interval of 95 %, and the wider one that the verdict rests on [points or times]; None if
        the runs do not vary.
    bootstrap_95 : tuple of float or None
        Bootstrap interval of 95 % [points or times].
    tests : tuple of Significance
        The tests.
    deviation : float
        Standard deviation of what one seed tells: of the paired differences [points], or of the
        pseudo-values of the logarithm of the ratio [no unit].
    correlation : float or None
        Correlation over seeds of the two networks [no unit], which is what the pairing gives; None
        for a ratio.
    """

    value: float
    interval_95: Interval | None
    verdict_interval: Interval | None
    bootstrap_95: Interval | None
    tests: tuple[Significance, ...]
    deviation: float
    correlation: float | None = None


@dataclass(frozen=True)
class Power:
    """What so many runs can see.

    Parameters
    ----------
    level : float
        Chance of a false alarm that is allowed, two-sided [no unit].
    power : float
        Chance to see that there is an effect, if it is as large as the paper claims [no unit].
    runs_needed : int or None
        Runs of each network for a chance of 80 % [no unit]; None if more than 10,000.
    visible_effect : float or None
        The effect that these runs see with a chance of 80 % [points or times]; None if none up to
        100 points or 1,000 times.
    runs_for_found : int or None
        Runs of each network that see the effect that was found with a chance of 80 %, if it is the
        true one [no unit]; None if more than 10,000.
    power_of_size : float or None
        Chance to see, too, that it is about as large as the paper claims [no unit]; None where the
        size is no part of the claim.
    runs_for_size : int or None
        Runs of each network for a chance of 80 % of that [no unit]; None if more than 10,000, or
        where the size is no part of the claim.
    """

    level: float
    power: float
    runs_needed: int | None
    visible_effect: float | None
    runs_for_found: int | None
    power_of_size: float | None = None
    runs_for_size: int | None = None
