"""One training as Lightning sees it: network, encoder, loss, optimiser, and what each epoch gave.

The loss is the cross-entropy of the logits, which is the log-softmax with negative log-likelihood
of the released code. The history of all epochs lives in the checkpoint.
"""

import math
import time
from dataclasses import asdict, dataclass
from typing import Any

import lightning
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from torchmetrics import MeanMetric
from torchmetrics.classification import MulticlassAccuracy

from dwmtj.networks.coarse_weights import store_weights
from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet
from dwmtj.networks.encoding import PixelEncoder, PixelScaler
from dwmtj.networks.kinds import NetworkKind
from dwmtj.networks.network import SpikingNetwork
from dwmtj.networks.optimisation import make_optimizer, make_schedule
from dwmtj.networks.relu import ReLUNetwork
from dwmtj.networks.seeds import derive, generator


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
        Share of the evaluated images that are classified rightly [percent].
    spike_rate : float, optional
        Share of (hidden neuron, step) pairs with a spike, on the evaluated images [no unit]; None
        for a network without spikes.
    seconds : float
        Time for the training part of the epoch [s].

    Examples
    --------
    >>> from dwmtj.networks.classifier import EpochResult
    >>> result = EpochResult(1, train_loss=0.5, test_accuracy=0.86, spike_rate=0.02, seconds=25.0)
    >>> result.epoch, result.test_accuracy
    (1, 0.86)
    """

    epoch: int
    train_loss: float
    test_accuracy: float
    spike_rate: float | None
    seconds: float


class DivergedError(ValueError):
    """The loss of a training is not finite any more.

    Examples
    --------
    >>> from dwmtj.networks.classifier import DivergedError
    >>> issubclass(DivergedError, ValueError)
    True
    """


class ImageClassifier(lightning.LightningModule):
    """Network, encoder, loss and optimiser of one training.

    Parameters
    ----------
    config : RunConfig
        The run.
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
        The network.
    seed : int
        Seed of this training (no unit).
    data : DataSet
        For the sizes of input and output; images [n, pixels].

    Examples
    --------
    >>> from dwmtj.networks.classifier import ImageClassifier
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> config = configure("smoke")
    >>> classifier = ImageClassifier(config, "dwmtj_noisy", 0, load_images(config))
    >>> [layer.dense.out_features for layer in classifier.network.layers]
    [100, 100]
    """

    def __init__(self, config: RunConfig, kind: NetworkKind, seed: int, data: DataSet) -> None:
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(derive(seed, "weights"))
            self.network = _make_network(config, kind, data)
        self.encoder = _make_encoder(config, kind)
        self.recipe_training = config.recipe.training
        self.kind = kind
        self.seed = seed
        self.history: list[EpochResult] = []
        # The usual mean leaves out what is not a number, as if nothing had happened.
        self.train_loss = MeanMetric(nan_strategy=math.nan)
        self.test_accuracy = MulticlassAccuracy(num_classes=data.classes, average="micro")
        self.spike_rate = MeanMetric()
        self._spikes = kind != "relu"
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
        loss = self.loss(output.logits, labels)
        self.train_loss.update(loss.detach(), weight=len(labels))
        return loss

    def loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Compute the cross-entropy with the label smoothing of the recipe.

        Parameters
        ----------
        logits : Tensor
            Shape [B, classes].
        labels : Tensor
            Shape [B].

        Returns
        -------
        Tensor
            Mean loss, shape [].
        """
        smoothing = self.recipe_training.label_smoothing
        return cross_entropy(logits, labels, label_smoothing=smoothing)

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_idx: int) -> None:
        """Count the rightly classified images of an evaluated batch.

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
        if output.spike_rate is not None:
            self.spike_rate.update(output.spike_rate, weight=len(labels))

    def on_train_epoch_start(self) -> None:
        """Start the clock of the epoch."""
        self.train_loss.reset()
        self._started = time.perf_counter()

    def on_validation_start(self) -> None:
        """Stop the clock, as evaluation is no training, and end a training that has diverged.

        Raises
        ------
        DivergedError
            If the loss of the epoch is not finite; neither result nor checkpoint of it is stored.
        """
        self._seconds = time.perf_counter() - self._started
        loss = float(self.train_loss.compute())
        if not math.isfinite(loss):
            raise DivergedError(
                f"{self.kind}, seed {self.seed}: the training has diverged: the loss of epoch "
                f"{self.current_epoch + 1} is {loss}; choose a smaller learning rate "
                f"(training.learning_rate of the recipe is {self.recipe_training.learning_rate:g})"
            )

    def on_validation_epoch_end(self) -> None:
        """Add the epoch to the history."""
        self.history.append(
            EpochResult(
                epoch=self.current_epoch + 1,
                train_loss=float(self.train_loss.compute()),
                test_accuracy=round(100 * float(self.test_accuracy.compute()), 4),
                spike_rate=float(self.spike_rate.compute()) if self._spikes else None,
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
        """Make the optimiser and the schedule of the recipe."""
        optimizer = make_optimizer(self.network, self.recipe_training)
        steps = int(self.trainer.estimated_stepping_batches)
        schedule = make_schedule(optimizer, self.recipe_training, steps)
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": schedule, "interval": "step"},
        }


def _make_network(
    config: RunConfig, kind: NetworkKind, data: DataSet
) -> SpikingNetwork | ReLUNetwork:
    chip = config.imperfections
    network: SpikingNetwork | ReLUNetwork
    if kind == "relu":
        network = ReLUNetwork(data.pixels, data.classes, config.recipe)
    else:
        sizes = (data.pixels, data.classes)
        network = SpikingNetwork(*sizes, kind, config.device, config.recipe, chip)
    store_weights(network, chip)
    return network


def _make_encoder(config: RunConfig, kind: NetworkKind) -> PixelEncoder | PixelScaler:
    encoding, lif = config.recipe.encoding, config.recipe.lif
    if kind == "relu":
        return PixelScaler(encoding)
    return PixelEncoder(encoding, config.device.neuron.time_step, lif.membrane_time_constant)
