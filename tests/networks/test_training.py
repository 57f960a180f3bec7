from dataclasses import replace

import pytest
import torch
from torch.nn.functional import cross_entropy

from dwmtj.networks.classifier import DivergedError, ImageClassifier
from dwmtj.networks.images import load_images
from dwmtj.networks.profiles import configure
from dwmtj.networks.training import load_classifier, read_history, train
from dwmtj.parameters import Source, load_recipe, write_toml

ASSUMED = Source(kind="assumed", detail="test")


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """Everything that training can do at once."""
    recipe = load_recipe("conditioned")
    for field, value in {
        "warmup": 0.25,
        "label_smoothing": 0.1,
        "weight_decay": 0.05,
        "schedule": "cosine",
    }.items():
        recipe = recipe.replace(f"training.{field}", value, ASSUMED)
    own = tmp_path_factory.mktemp("recipe") / "own.toml"
    write_toml(recipe, own)
    return configure("smoke", recipe=str(own), epochs=3, networks=("dwmtj_noisy", "relu"))


@pytest.fixture(scope="module")
def data(config):
    whole = load_images(config)
    return replace(whole, train=whole.train.subset(401, 0), test=whole.test.subset(100, 0))


class _PowerCutError(Exception):
    pass


@pytest.mark.parametrize("kind", ["dwmtj_noisy", "relu"])
def test_a_training_that_was_cut_goes_on_exactly(config, data, tmp_path, kind):
    whole = train(config, kind, 0, data, tmp_path / "whole")

    def cut(history):
        if len(history) == 1:
            raise _PowerCutError

    with pytest.raises(_PowerCutError):
        train(config, kind, 0, data, tmp_path / "cut", on_epoch=cut)
    assert len(read_history(tmp_path / "cut")) == 1
    resumed = train(config, kind, 0, data, tmp_path / "cut")
    assert [replace(r, seconds=0) for r in resumed] == [replace(r, seconds=0) for r in whole]
    states = (
        load_classifier(config, kind, 0, data, tmp_path / name).state_dict()
        for name in ("whole", "cut")
    )
    torch.testing.assert_close(*states, rtol=0, atol=0)


def test_label_smoothing_is_in_the_loss(config, data):
    pixels, labels = torch.rand(5, data.pixels), torch.tensor([0, 1, 2, 3, 4])
    classifier = ImageClassifier(config, "relu", 0, data)
    classifier.network.eval()
    logits = classifier.network(pixels).logits
    expected = 0.9 * cross_entropy(logits, labels) - 0.1 * logits.log_softmax(1).mean()
    smoothed = classifier.loss(logits, labels)
    torch.testing.assert_close(smoothed, expected)


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_a_training_that_diverges_ends_and_keeps_the_epochs_before(
    config, data, tmp_path, monkeypatch, broken
):
    loss = ImageClassifier.loss

    def diverges(self, logits, labels):
        # The last batch of the second epoch alone: the mean must not leave it out.
        last = self.global_step == 2 * self.trainer.num_training_batches - 1
        return loss(self, logits, labels) * (broken if last else 1)

    monkeypatch.setattr(ImageClassifier, "loss", diverges)
    told = rf"relu, seed 0: .* loss of epoch 2 is {broken}; choose a smaller learning rate"
    with pytest.raises(DivergedError, match=told):
        train(config, "relu", 0, data, tmp_path)
    assert [result.epoch for result in read_history(tmp_path)] == [1]
