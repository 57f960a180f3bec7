"""The main job: train all networks of a run with all seeds and store what came out."""

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from dwmtj.networks.classifier import EpochResult
from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet
from dwmtj.networks.results import make_summary, write_metrics, write_results, write_summary
from dwmtj.networks.run_folder import RunFolder
from dwmtj.networks.traces import record
from dwmtj.networks.training import read_history, train


def count_batches(config: RunConfig, data: DataSet) -> int:
    """Count the training and test batches of a whole run.

    Parameters
    ----------
    config : RunConfig
        The run.
    data : DataSet
        Its images, [n, pixels].

    Returns
    -------
    int
        Number of batches.
    """
    return len(config.networks) * len(config.seeds) * config.epochs * _per_epoch(config, data)


def reproduce(
    config: RunConfig,
    folder: RunFolder,
    data: DataSet,
    *,
    accelerator: str = "auto",
    on_progress: Callable[[str, int], None] = lambda what, batches: None,
    on_epoch: Callable[[str, EpochResult], None] = lambda what, result: None,
) -> dict[str, Any]:
    """Train what is not yet trained and write the results.

    Parameters
    ----------
    config : RunConfig
        The run.
    folder : RunFolder
        Its folder, opened.
    data : DataSet
        Its images, [n, pixels].
    accelerator : str
        Where to compute, as Lightning names it.
    on_progress : callable
        Called with what is being done and the number of batches done since.
    on_epoch : callable
        Called with what is being done and the result of each epoch once it is stored.

    Returns
    -------
    dict
        Content of ``summary.json``.

    Examples
    --------
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.reproduce import reproduce
    >>> from dwmtj.networks.run_folder import RunFolder
    >>> config = configure("smoke", networks=("lif",), epochs=1, time_steps=10, train_images=50)
    >>> folder = RunFolder("run")
    >>> folder.open(config)
    >>> summary = reproduce(config, folder, load_images(config))
    >>> summary["train_images"], list(summary["networks"])
    (50, ['lif'])
    >>> (folder.path / "metrics.csv").exists()
    True
    """
    tasks = list(product(config.networks, config.seeds))
    histories = {(kind, seed): read_history(folder.checkpoints(kind, seed)) for kind, seed in tasks}
    for kind, seed in tasks:
        done = len(histories[kind, seed])
        label = f"{kind}, seed {seed}"
        on_progress(label, done * _per_epoch(config, data))
        if done >= config.epochs:
            continue

        def store(history: list[EpochResult], task: Any = (kind, seed), label: str = label) -> None:
            new = history[len(histories[task]) :]
            histories[task] = list(history)
            write_metrics(folder, histories)
            for result in new:
                on_epoch(label, result)

        train(
            config,
            kind,
            seed,
            data,
            folder.checkpoints(kind, seed),
            accelerator=accelerator,
            on_batch=partial(on_progress, label, 1),
            on_epoch=store,
        )
    write_metrics(folder, histories)
    summary = make_summary(config, data, histories)
    write_results(folder, summary, record(config, data, folder))
    write_summary(folder, summary)
    return summary


def _per_epoch(config: RunConfig, data: DataSet) -> int:
    size = config.recipe.training.batch_size
    return -(-len(data.train) // size) - (-len(data.test) // size)
