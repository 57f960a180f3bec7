"""How long a study will take, from its own finished epochs or from a few batches timed here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from dwmtj.networks.config import RunConfig
from dwmtj.networks.study.definition import Point
from dwmtj.networks.study.study_folder import StudyFolder

_BATCHES = 20


@dataclass(frozen=True)
class Estimate:
    """Time that a point still takes.

    Parameters
    ----------
    seconds : float
        Training of the epochs that are left, in a process of its own [s]; 0 if it cannot begin.
    measured : str
        On what the estimate rests, or why the point cannot begin.
    epochs_done : int
        Epochs of the point that are stored [no unit].
    """

    seconds: float
    measured: str
    epochs_done: int


def estimate_times(
    folder: StudyFolder,
    points: Iterable[Point],
    data_dir: Path | None = None,
    *,
    on_timing: Callable[[Point], None] = lambda point: None,
) -> dict[str, Estimate]:
    """Estimate the time of each point.

    Parameters
    ----------
    folder : StudyFolder
        The study and its folder.
    points : iterable of Point
        The points to be run.
    data_dir : Path, optional
        Folder with the files of the data set.
    on_timing : callable
        Called with a point before some batches of it are timed.

    Returns
    -------
    dict
        Estimate by the key of the point. Points that differ in the seed alone share a measurement:
        the median of the epochs of the study where there are some, else some batches of training,
        timed now.
    """
    stored = {point.key: folder.state(point).metrics for point in folder.study.points}
    seconds: dict[str, list[float]] = {}
    for point in folder.study.points:
        seconds.setdefault(_cost(point.config), []).extend(stored[point.key]["seconds"])
    estimates: dict[str, Estimate] = {}
    timed: dict[str, tuple[float, str]] = {}
    for point in points:
        cost, done = _cost(point.config), len(stored[point.key])
        if seconds[cost]:
            each, how = median(seconds[cost]), "epochs of this study"
        else:
            if cost not in timed:
                on_timing(point)
                timed[cost] = _try_epoch(point.config, data_dir)
            each, how = timed[cost]
        estimates[point.key] = Estimate(each * (point.config.epochs - done), how, done)
    return estimates


def _try_epoch(config: RunConfig, data_dir: Path | None) -> tuple[float, str]:
    try:
        return time_epoch(config, data_dir), "some batches timed now"
    except (ValueError, OSError) as error:  # as the point itself will fail, and the rest go on
        return 0.0, f"cannot be run: {error}"


def time_epoch(config: RunConfig, data_dir: Path | None = None) -> float:
    """Time some batches of training on this machine.

    Parameters
    ----------
    config : RunConfig
        The run, all values in SI units.
    data_dir : Path, optional
        Folder with the files of the data set.

    Returns
    -------
    float
        Training time of an epoch that follows from them [s]; evaluation is not part of it.
    """
    from dwmtj.networks.images import load_images
    from dwmtj.networks.training import train

    data = load_images(config, data_dir)
    size = config.recipe.training.batch_size
    batches = min(_BATCHES, -(-len(data.train) // size))
    some = replace(
        data,
        train=data.train.subset(min(batches * size, len(data.train)), 0),
        test=data.test.subset(min(size, len(data.test)), 0),
    )
    # Two epochs, of which the first compiles or loads the kernels.
    recipe = config.recipe.replace("training.epochs", 2, config.recipe.training.source_of("epochs"))
    with TemporaryDirectory() as folder:
        history = train(replace(config, recipe=recipe), config.networks[0], 0, some, Path(folder))
    return history[-1].seconds * len(data.train) / len(some.train)


def _cost(config: RunConfig) -> str:
    """Tell runs apart that take different times: all but the seed."""
    return replace(config, seeds=(0,)).hash
