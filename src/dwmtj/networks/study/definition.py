"""What a study is: trainings that differ in named factors, and evaluations of what is trained."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dwmtj.networks.config import RunConfig
from dwmtj.networks.study.names import is_number, unit_of

_KEY_LENGTH = 12


class StudyError(ValueError):
    r"""A study file, or what is in its folder, cannot be used; the message says why.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.definition import StudyError
    >>> from dwmtj.networks.study.read_study import read_study
    >>> _ = Path("empty.toml").write_text('name = "empty"\npurpose = "none"\n')
    >>> try:
    ...     read_study("empty.toml")
    ... except StudyError as error:
    ...     print("refused")
    refused
    """


@dataclass(frozen=True)
class Point:
    r"""One training of a study.

    Parameters
    ----------
    factors : dict
        Value of every factor, that of the base included, as the file has it.
    config : RunConfig
        What is run: one network, one seed; all values in SI units.
    conditions : tuple of Conditions
        Under which it is evaluated once it is trained.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.read_study import read_study
    >>> _ = Path("one.toml").write_text(
    ...     'name = "one"\npurpose = "an example"\n[[points]]\nnetwork = "lif"\nseed = 3\n'
    ... )
    >>> point = read_study("one.toml").points[0]
    >>> point.factors["network"], point.factors["seed"], len(point.key)
    ('lif', 3, 12)
    """

    factors: dict[str, Any]
    config: RunConfig
    conditions: tuple["Conditions", ...] = ()

    @property
    def key(self) -> str:
        """First digits of the configuration's hash, which are the name of the run folder."""
        return self.config.hash[:_KEY_LENGTH]

    def told(self, names: Iterable[str]) -> list[str]:
        """Tell some of its factors.

        Parameters
        ----------
        names : iterable of str
            Names of factors; those that it does not have are left out.

        Returns
        -------
        list of str
            Such as ``"write_time 1e-09 s"``; of the network its name alone.
        """
        own = [name for name in names if name in self.factors]
        return [("" if n == "network" else f"{n} ") + self.told_value(n) for n in own]

    def told_value(self, name: str) -> str:
        """Tell the value of a factor as the file has it.

        Parameters
        ----------
        name : str
            Name of a factor that it has.

        Returns
        -------
        str
            A number is told with its SI unit.
        """
        value = self.factors[name]
        unit = unit_of(name, self.config) if is_number(value) else ""
        return f"{value} {unit}".rstrip()


@dataclass(frozen=True)
class Conditions:
    r"""Conditions of one evaluation of a trained network.

    Parameters
    ----------
    changed : dict
        Value of each factor that the evaluation names; it may be that of the training.
    config : RunConfig
        The run of the training with these changed, all values in SI units.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.read_study import read_study
    >>> _ = Path("tested.toml").write_text(
    ...     'name = "tested"\npurpose = "an example"\n'
    ...     '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\n'
    ...     '[[evaluations]]\nsigma = [0, 1.0]\n'
    ... )
    >>> [conditions.changed for conditions in read_study("tested.toml").points[0].conditions]
    [{'sigma': 0}, {'sigma': 1.0}]
    """

    changed: dict[str, Any]
    config: RunConfig


@dataclass(frozen=True)
class Study:
    r"""A study.

    Parameters
    ----------
    name, purpose : str
        Its name, which is that of its folder of results, and what it asks in one line.
    varied : tuple of str
        Factors that are not the same in all points, in the order of the file.
    points : tuple of Point
        All trainings, in the order of the file.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.study.read_study import read_study
    >>> _ = Path("noise.toml").write_text(
    ...     'name = "noise"\npurpose = "an example"\n'
    ...     '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = [0.3, 1.0]\n'
    ... )
    >>> study = read_study("noise.toml")
    >>> study.name, len(study.points), "sigma" in study.varied
    ('noise', 2, True)
    """

    name: str
    purpose: str
    varied: tuple[str, ...]
    points: tuple[Point, ...]

    def label(self, point: Point) -> str:
        """Tell a point by what it has otherwise than the others.

        Parameters
        ----------
        point : Point
            A point of this study.

        Returns
        -------
        str
            Such as ``"dwmtj_noisy, sigma 0.3, seed 2"``.
        """
        return ", ".join(point.told(self.varied)) or str(point.factors["network"])
