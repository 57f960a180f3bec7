"""A trained network under other conditions than it was trained in.

Its weights and batch norms are taken from the checkpoint; the device, the number of time steps and
the imperfections of the chip are those that are asked for.
"""

from dataclasses import dataclass
from pathlib import Path

import torch

from dwmtj.networks.batches import make_loader
from dwmtj.networks.classifier import ImageClassifier
from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet
from dwmtj.networks.run_folder import CHECKPOINT

_STORED = ".parametrizations.weight.original"


@dataclass(frozen=True)
class Evaluation:
    """What a network does under some conditions.

    Parameters
    ----------
    test_accuracy : float
        Share of the evaluated images that are classified rightly [percent].
    spike_rate : float, optional
        Share of (hidden neuron, step) pairs with a spike [no unit]; None without spikes.

    Examples
    --------
    >>> from dwmtj.networks.evaluation import Evaluation
    >>> Evaluation(test_accuracy=0.86, spike_rate=0.02).test_accuracy
    0.86
    """

    test_accuracy: float
    spike_rate: float | None


def evaluate(
    conditions: RunConfig, data: DataSet, folder: Path, device: torch.device | str = "cpu"
) -> Evaluation:
    """Evaluate a trained network.

    Parameters
    ----------
    conditions : RunConfig
        The run of the training with the conditions changed; one network and one seed.
    data : DataSet
        Its images, [n, pixels].
    folder : Path
        Folder of the checkpoint.
    device : torch.device or str
        Where to compute.

    Returns
    -------
    Evaluation
        Accuracy and spike rate.

    Raises
    ------
    FileNotFoundError
        If there is no checkpoint.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.networks.evaluation import evaluate
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> from dwmtj.networks.training import train
    >>> options = dict(networks=("lif",), seeds=(0,), epochs=1, time_steps=10, train_images=50)
    >>> config = configure("smoke", **options)
    >>> data, folder = load_images(config), Path("checkpoints")
    >>> history = train(config, "lif", 0, data, folder)
    >>> evaluate(config, data, folder).test_accuracy == history[-1].test_accuracy
    True
    """
    (kind,), (seed,) = conditions.networks, conditions.seeds
    classifier = ImageClassifier(conditions, kind, seed, data)
    _load_learnt(classifier, folder / CHECKPOINT)
    classifier.eval().to(device)
    # As while training, so that the same conditions give the same spikes and accuracy.
    loader = make_loader(data.test, conditions.recipe.training.batch_size)
    with torch.inference_mode():
        for number, (pixels, labels) in enumerate(loader):
            classifier.validation_step((pixels.to(device), labels.to(device)), number)
    return Evaluation(
        test_accuracy=round(100 * float(classifier.test_accuracy.compute()), 4),
        spike_rate=float(classifier.spike_rate.compute()) if kind != "relu" else None,
    )


def _load_learnt(classifier: ImageClassifier, file: Path) -> None:
    """Take what was learnt; the constants of the neurons are those of the new conditions."""
    stored = torch.load(file, map_location="cpu", weights_only=True)["state_dict"]
    stored = {name.replace(_STORED, ".weight"): value for name, value in stored.items()}
    own = classifier.state_dict()
    learnt = {
        name: stored[name.replace(_STORED, ".weight")]
        for name in own
        if name.replace(_STORED, ".weight") in stored and not _is_constant(name)
    }
    classifier.load_state_dict(own | learnt)


def _is_constant(name: str) -> bool:
    return ".neuron." in name
