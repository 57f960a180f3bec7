"""What is found of the paper's statements, and how it is written as JSON."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from dwmtj.analysis.claims.measured import Effect, Power
from dwmtj.analysis.claims.statements import Statement
from dwmtj.analysis.claims.verdicts import Verdict, judge_whole

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Judged:
    """A statement with what the runs say of it.

    Parameters
    ----------
    statement : Statement
        What the paper claims.
    seeds : tuple of int
        Seeds of which both networks have the epochs that are compared (no unit).
    direction, size : {"holds", "does not hold", "cannot be told"}
        Whether the effect is there, and is as large as the paper says.
    effect : Effect, optional
        What was measured; None if nothing could be compared.
    power : Power, optional
        What the runs can see at the level of the verdict.
    power_alone : Power, optional
        The same at 5 %, for this comparison alone.
    reason : str, optional
        Why there is no effect, or no interval.
    """

    statement: Statement
    seeds: tuple[int, ...]
    direction: Verdict
    size: Verdict
    effect: Effect | None = None
    power: Power | None = None
    power_alone: Power | None = None
    reason: str | None = None

    @property
    def verdict(self) -> Verdict:
        """Verdict on the whole statement."""
        return judge_whole(self.statement, self.direction, self.size)

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it.

        Returns
        -------
        dict
            The fields, and ``verdict``.
        """
        return {**asdict(self), "verdict": self.verdict}


@dataclass(frozen=True)
class ClaimGroup:
    """The statements for one recipe and preset.

    Parameters
    ----------
    recipe : str
        Name of the recipe.
    preset, reset : str or None
        Name of the device and its reset; None without DW-MTJ networks.
    verdict_level : float
        Confidence level of the intervals that the verdicts rest on [no unit].
    judged : tuple of Judged
        All statements, in the order of the paper's claims.
    """

    recipe: str
    preset: str | None
    reset: str | None
    verdict_level: float
    judged: tuple[Judged, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it.

        Returns
        -------
        dict
            The fields.
        """
        return {**asdict(self), "judged": [each.to_dict() for each in self.judged]}


@dataclass(frozen=True)
class PaperSpread:
    """What the paper's own runs say of a ratio of two of its standard deviations.

    Parameters
    ----------
    key : str
        The statement.
    ratio : float
        Ratio of the printed standard deviations [no unit].
    interval_95 : tuple of float
        Its interval by Fisher's F, for runs that are not paired [no unit].
    p_value : float
        Two-sided p [no unit].
    power : float
        Chance that so many runs show the ratio at 5 %, if it is the true one [no unit].
    runs_needed : int, optional
        Runs of each network that show it with a chance of 80 % [no unit]; None if more than 10,000.
    """

    key: str
    ratio: float
    interval_95: tuple[float, float]
    p_value: float
    power: float
    runs_needed: int | None


@dataclass(frozen=True)
class Claims:
    """All that a study says of the paper's claims.

    Parameters
    ----------
    study : str
        Name of the study.
    epochs : int
        Epochs of a whole run [no unit].
    groups : tuple of ClaimGroup
        One for each recipe and preset.
    paper : tuple of PaperSpread
        What the paper's printed numbers say by themselves.
    """

    study: str
    epochs: int
    groups: tuple[ClaimGroup, ...]
    paper: tuple[PaperSpread, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it.

        Returns
        -------
        dict
            ``schema_version`` and the fields.
        """
        return {
            "schema_version": SCHEMA_VERSION,
            "study": self.study,
            "epochs": self.epochs,
            "groups": [group.to_dict() for group in self.groups],
            "paper": [asdict(each) for each in self.paper],
        }

    def to_json(self) -> str:
        """Write it as JSON.

        Returns
        -------
        str
            What :meth:`to_dict` gives.
        """
        return json.dumps(self.to_dict(), indent=2, allow_nan=False) + "\n"
