from dataclasses import replace

import numpy as np
import pytest

from dwmtj.networks import images
from dwmtj.networks.data import load
from dwmtj.networks.images import load_images
from dwmtj.networks.profiles import configure


def _rows(image_set):
    return {row.tobytes() for row in image_set.images}


def test_without_validation_the_test_images_are_evaluated():
    data, whole = load_images(configure("smoke")), load("digits")
    np.testing.assert_array_equal(data.train.images, whole.train.images)
    np.testing.assert_array_equal(data.test.images, whole.test.images)


def test_validation_images_are_held_out_of_the_training_images():
    data, whole = load_images(configure("smoke", validation_images=200)), load("digits")
    assert (len(data.train), len(data.test)) == (len(whole.train) - 200, 200)
    assert not _rows(data.train) & _rows(data.test)
    assert _rows(data.train) | _rows(data.test) == _rows(whole.train)


def test_test_images_are_not_looked_at_when_there_are_validation_images(monkeypatch):
    monkeypatch.setattr(images, "load", lambda *_: replace(load("digits"), test=None))
    assert len(load_images(configure("smoke", validation_images=200)).test) == 200


def test_validation_images_are_the_same_for_all_seeds_networks_and_recipes():
    configs = [
        configure("smoke", validation_images=200),
        configure("smoke", validation_images=200, seeds=(5,), networks=("relu",), recipe="paper"),
    ]
    first, second = (load_images(config) for config in configs)
    np.testing.assert_array_equal(first.train.images, second.train.images)
    np.testing.assert_array_equal(first.test.labels, second.test.labels)


@pytest.mark.parametrize("count", [1437, 100000])
def test_some_training_images_must_be_left(count):
    with pytest.raises(
        ValueError,
        match=f"{count} is not allowed; allowed: 1 to 1436 of the 1437",
    ):
        load_images(configure("smoke", validation_images=count))
    assert len(load_images(configure("smoke", validation_images=1436)).train) == 1
