"""Training of one network with one seed: Lightning runs the loop, checkpoints and resumes it.

The history of all epochs lives in the checkpoint, written whole after each epoch: what a resumed
run reports is what was stored, never a second account of it.
"""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch.callbacks import Callback, ModelCheckpoint

from dwmtj.networks.allocator import keep_freed_memory
from dwmtj.networks.batches import make_loader
from dwmtj.networks.classifier import EpochResult, ImageClassifier
from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet
from dwmtj.networks.kinds import NetworkKind
from dwmtj.networks.run_folder import CHECKPOINT
from dwmtj.networks.seeds import derive


class _Reporter(Callback):
    """Tells the caller of every batch and of every stored epoch."""

    def __init__(
        self, on_batch: Callable[[], None], on_epoch: Callable[[list[EpochResult]], None]
    ) -> None:
        self.on_batch = on_batch
        self.on_epoch = on_epoch

    def on_train_batch_end(self, *_: Any, **__: Any) -> None:
        self.on_batch()

    def on_validation_batch_end(self, *_: Any, **__: Any) -> None:
        self.on_batch()

    def on_train_epoch_start(self, trainer: Any, module: Any) -> None:
        # By now the checkpoint of the epoch before is written.
        self.on_epoch(module.history)


def read_history(folder: Path) -> list[EpochResult]:
    """Read the epochs that a checkpoint folder holds.

    Parameters
    ----------
    folder : Path
        Checkpoint folder of one network and seed.

    Returns
    -------
    list of EpochResult
        Empty if there is no checkpoint yet.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.training import read_history, train
    >>> config = configure("smoke", networks=("lif",), epochs=2, time_steps=10, train_images=50)
    >>> folder = Path("checkpoints")
    >>> train(config, "lif", 0, load_images(config), folder) == read_history(folder)
    True
    """
    file = folder / CHECKPOINT
    if not file.exists():
        return []
    checkpoint = torch.load(file, map_location="cpu", weights_only=True)
    return [EpochResult(**result) for result in checkpoint["history"]]


def load_classifier(
    config: RunConfig, kind: NetworkKind, seed: int, data: DataSet, folder: Path
) -> ImageClassifier:
    """Load a trained network.

    Parameters
    ----------
    config : RunConfig
        The run that it belongs to.
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
        The network.
    seed : int
        Seed of its training (no unit).
    data : DataSet
        For the sizes of input and output; images [n, pixels].
    folder : Path
        Its checkpoint folder.

    Returns
    -------
    ImageClassifier
        In evaluation mode.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.training import load_classifier, train
    >>> config = configure("smoke", networks=("lif",), epochs=1, time_steps=10, train_images=50)
    >>> data, folder = load_images(config), Path("checkpoints")
    >>> _ = train(config, "lif", 0, data, folder)
    >>> type(load_classifier(config, "lif", 0, data, folder)).__name__
    'ImageClassifier'
    """
    classifier = ImageClassifier(config, kind, seed, data)
    checkpoint = torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=True)
    classifier.load_state_dict(checkpoint["state_dict"])
    return classifier.eval()


def check_accelerator(accelerator: str) -> None:
    """Refuse an accelerator that is not there.

    Parameters
    ----------
    accelerator : str
        Where to compute, as Lightning names it.

    Raises
    ------
    ValueError
        If it is not there.
    """
    with _quiet_lightning():
        _trainer(1, accelerator, [])


def train(
    config: RunConfig,
    kind: NetworkKind,
    seed: int,
    data: DataSet,
    folder: Path,
    *,
    accelerator: str = "auto",
    on_batch: Callable[[], None] = lambda: None,
    on_epoch: Callable[[list[EpochResult]], None] = lambda history: None,
) -> list[EpochResult]:
    """Train one network, from where its checkpoint stands.

    Parameters
    ----------
    config : RunConfig
        The run.
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
        The network.
    seed : int
        Seed of this training (no unit).
    data : DataSet
        Images to train on and to evaluate [n, pixels].
    folder : Path
        Checkpoint folder of this network and seed.
    accelerator : str
        Where to compute, as Lightning names it.
    on_batch : callable
        Called after every batch, trained or evaluated.
    on_epoch : callable
        Called with the history after every epoch.

    Returns
    -------
    list of EpochResult
        All epochs, the resumed ones included.

    Raises
    ------
    ValueError
        If the accelerator is not there.
    DivergedError
        If the loss of an epoch is not finite; the checkpoint of the epoch before stays.
    KeyboardInterrupt
        If the user interrupts; the checkpoint of the last whole epoch stays.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.training import train
    >>> config = configure("smoke", networks=("lif",), epochs=1, time_steps=10, train_images=50)
    >>> history = train(config, "lif", 0, load_images(config), Path("checkpoints"))
    >>> len(history), history[0].epoch
    (1, 1)
    """
    keep_freed_memory()
    classifier = ImageClassifier(config, kind, seed, data)
    keep_last = ModelCheckpoint(
        dirpath=folder,
        filename=CHECKPOINT.removesuffix(".ckpt"),
        save_on_train_epoch_end=True,
        save_top_k=1,
        enable_version_counter=False,
    )
    size = config.recipe.training.batch_size
    resumed = folder / CHECKPOINT
    with _quiet_lightning():
        callbacks = [keep_last, _Reporter(on_batch, on_epoch)]
        trainer = _trainer(config.epochs, accelerator, callbacks)
        try:
            trainer.fit(
                classifier,
                make_loader(data.train, size, derive(seed, "shuffle") % 2**31),
                make_loader(data.test, size),
                ckpt_path=resumed if resumed.exists() else None,
                weights_only=True,
            )
        except SystemExit:  # how Lightning ends after an interrupt
            raise KeyboardInterrupt from None
    on_epoch(classifier.history)
    return classifier.history


@contextmanager
def _quiet_lightning() -> Iterator[None]:
    logger = logging.getLogger("lightning.pytorch")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # The images are in memory: more workers would only copy them.
            warnings.filterwarnings("ignore", ".*does not have many workers.*")
            warnings.filterwarnings("ignore", "Checkpoint directory .* exists and is not empty")
            # Lightning's own use of a name that torch has deprecated.
            warnings.filterwarnings("ignore", ".*treespec, LeafSpec.*")
            yield
    finally:
        logger.setLevel(level)


def _trainer(epochs: int, accelerator: str, callbacks: list[Callback]) -> lightning.Trainer:
    try:
        return lightning.Trainer(
            max_epochs=epochs,
            accelerator=accelerator,
            devices=1,
            callbacks=callbacks,
            logger=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            num_sanity_val_steps=0,
            use_distributed_sampler=False,
        )
    except (MisconfigurationException, ValueError) as error:  # not there, no such name
        raise ValueError(f"accelerator: {accelerator!r} is not allowed; {error}") from None
