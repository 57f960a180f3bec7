"""Training of one network with one seed: Lightning runs the loop, checkpoints and resumes it.

The loss is the cross-entropy of the logits, which is the log-softmax with negative log-likelihood
of the released code. The history of all epochs lives in the checkpoint, written whole after each
epoch: what a resumed run reports is what was stored, never a second account of it.
"""

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch.callbacks import Callback, ModelCheckpoint
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler
from torchmetrics import MeanMetric
from torchmetrics.classification import MulticlassAccuracy

from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet, ImageSet
from dwmtj.networks.encoding import PixelEncoder
from dwmtj.networks.kinds import NeuronKind
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.seeds import derive, generator

CHECKPOINT = "last.ckpt"


@dataclass(frozen=True)
class EpochResult:
    """What one epoch gave.

    Parameters
    ----------
    epoch : int
        Number of the epoch, from 1 [no unit].
    train_loss : float
        Mean loss over the epoch's training images [nat].
    test_accuracy : float
        Share of the test images that are classified rightly [percent].
    spike_rate : float
        Share of (hidden neuron, step) pairs with a spike, on the test images [no unit].
    seconds : float
        Time for the training part of the epoch [s].
    """

    epoch: int
    train_loss: float
    test_accuracy: float
    spike_rate: float
    seconds: float


class ImageClassifier(lightning.LightningModule):
    """Network, encoder, loss and optimiser of one training.

    Parameters
    ----------
    config : RunConfig
        The run.
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    seed : int
        Seed of this training (no unit).
    data : DataSet
        For the sizes of input and output; images [n, pixels].
    """

    def __init__(self, config: RunConfig, kind: NeuronKind, seed: int, data: DataSet) -> None:
        super().__init__()
        recipe, device = config.recipe, config.device
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(derive(seed, "weights"))
            self.network = SpikingNetwork(data.pixels, data.classes, kind, device, recipe)
        self.encoder = PixelEncoder(
            recipe.encoding, device.neuron.time_step, recipe.lif.membrane_time_constant
        )
        self.recipe_training = recipe.training
        self.seed = seed
        self.history: list[EpochResult] = []
        self.train_loss = MeanMetric()
        self.test_accuracy = MulticlassAccuracy(num_classes=data.classes, average="micro")
        self.spike_rate = MeanMetric()
        self._started = 0.0
        self._seconds = 0.0

    def training_step(self, batch: tuple[Tensor, Tensor], batch_idx: int) -> Tensor:
        """Compute the loss of a batch.

        Parameters
        ----------
        batch : tuple of Tensor
            Pixels [B, P] and labels [B].
        batch_idx : int
            Number of the batch in its epoch (no unit).

        Returns
        -------
        Tensor
            Mean loss, shape [].
        """
        pixels, labels = batch
        place = (self.current_epoch, batch_idx, self.global_rank)
        random = generator(self.seed, "training", *place, device=self.device)
        output = self.network(self.encoder(pixels, random), random)
        loss = cross_entropy(output.logits, labels)
        self.train_loss.update(loss.detach(), weight=len(labels))
        return loss

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_idx: int) -> None:
        """Count the rightly classified images of a test batch.

        Parameters
        ----------
        batch : tuple of Tensor
            Pixels [B, P] and labels [B].
        batch_idx : int
            Number of the batch (no unit).
        """
        pixels, labels = batch
        random = generator(self.seed, "test", batch_idx, self.global_rank, device=self.device)
        output = self.network(self.encoder(pixels, random), random)
        self.test_accuracy.update(output.logits, labels)
        self.spike_rate.update(output.spike_rate, weight=len(labels))

    def on_train_epoch_start(self) -> None:
        """Start the clock of the epoch."""
        self.train_loss.reset()
        self._started = time.perf_counter()

    def on_validation_start(self) -> None:
        """Stop the clock: the test is not part of the training time."""
        self._seconds = time.perf_counter() - self._started

    def on_validation_epoch_end(self) -> None:
        """Add the epoch to the history."""
        self.history.append(
            EpochResult(
                epoch=self.current_epoch + 1,
                train_loss=float(self.train_loss.compute()),
                test_accuracy=round(100 * float(self.test_accuracy.compute()), 4),
                spike_rate=float(self.spike_rate.compute()),
                seconds=self._seconds,
            )
        )
        self.test_accuracy.reset()
        self.spike_rate.reset()

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Store the history with the weights.

        Parameters
        ----------
        checkpoint : dict
            What Lightning is going to write.
        """
        checkpoint["history"] = [asdict(result) for result in self.history]

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Take up the history again.

        Parameters
        ----------
        checkpoint : dict
            What Lightning has read.
        """
        self.history = [EpochResult(**result) for result in checkpoint["history"]]

    def configure_optimizers(self) -> Any:
        """Make Adam and the schedule of the recipe."""
        training = self.recipe_training
        optimizer = torch.optim.Adam(self.network.parameters(), lr=training.learning_rate)
        if training.schedule == "constant":
            return optimizer
        steps = int(self.trainer.estimated_stepping_batches)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }


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
    """
    file = folder / CHECKPOINT
    if not file.exists():
        return []
    checkpoint = torch.load(file, map_location="cpu", weights_only=True)
    return [EpochResult(**result) for result in checkpoint["history"]]


def load_classifier(
    config: RunConfig, kind: NeuronKind, seed: int, data: DataSet, folder: Path
) -> ImageClassifier:
    """Load a trained network.

    Parameters
    ----------
    config : RunConfig
        The run that it belongs to.
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
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
    """
    classifier = ImageClassifier(config, kind, seed, data)
    checkpoint = torch.load(folder / CHECKPOINT, map_location="cpu", weights_only=True)
    classifier.load_state_dict(checkpoint["state_dict"])
    return classifier.eval()


def train(
    config: RunConfig,
    kind: NeuronKind,
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
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        The neuron.
    seed : int
        Seed of this training (no unit).
    data : DataSet
        Training and test images [n, pixels].
    folder : Path
        Checkpoint folder of this network and seed.
    accelerator : str
        Where to compute, as Lightning names it.
    on_batch : callable
        Called after every training and test batch.
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
    KeyboardInterrupt
        If the user interrupts; the checkpoint of the last whole epoch stays.
    """
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
        try:
            trainer = _trainer(config, accelerator, [keep_last, _Reporter(on_batch, on_epoch)])
        except MisconfigurationException as error:
            raise ValueError(f"accelerator: {accelerator!r} is not allowed; {error}") from None
        try:
            trainer.fit(
                classifier,
                _loader(data.train, size, derive(seed, "shuffle") % 2**31),
                _loader(data.test, size),
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


def _trainer(config: RunConfig, accelerator: str, callbacks: list[Callback]) -> lightning.Trainer:
    return lightning.Trainer(
        max_epochs=config.epochs,
        accelerator=accelerator,
        devices=1,
        callbacks=callbacks,
        logger=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        use_distributed_sampler=False,
    )


def _loader(images: ImageSet, batch_size: int, shuffle_seed: int | None = None) -> Any:
    dataset = TensorDataset(torch.from_numpy(images.images), torch.from_numpy(images.labels))
    if shuffle_seed is None:
        return DataLoader(dataset, batch_size)
    # This sampler shuffles from its seed and the epoch alone, which Lightning tells it.
    sampler: DistributedSampler[Any] = DistributedSampler(
        dataset, num_replicas=1, rank=0, shuffle=True, seed=shuffle_seed
    )
    return DataLoader(dataset, batch_size, sampler=sampler)
