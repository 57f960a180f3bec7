import numpy as np
import pytest

from dwmtj.networks import data
from dwmtj.networks.data import DataError, ImageSet


def test_digits_are_split_in_proportion_and_scaled():
    digits = data.load("digits")
    assert (len(digits.train), len(digits.test), digits.pixels, digits.classes) == (
        1437,
        360,
        64,
        10,
    )
    assert digits.train.images.min() == 0
    assert digits.train.images.max() == 1
    assert set(np.bincount(digits.test.labels)) <= {35, 36, 37}
    again = data.load("digits")
    np.testing.assert_array_equal(digits.train.images, again.train.images)
    both = np.concatenate([digits.train.images, digits.test.images])
    assert len(both) == 1797


def test_a_subset_is_drawn_without_repeats_from_its_seed():
    images = ImageSet(np.arange(100, dtype=np.float32)[:, None], np.arange(100))
    first, again, other = (images.subset(30, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.labels, again.labels)
    assert not np.array_equal(first.labels, other.labels)
    assert len(set(first.labels)) == 30
    np.testing.assert_array_equal(first.images[:, 0], first.labels)
    assert images.subset(200, 0) is images
    with pytest.raises(DataError, match="at least 1"):
        images.subset(0, 0)


def test_unknown_names_are_refused():
    with pytest.raises(DataError, match="no data set 'mnist'; there are: fashion-mnist, digits"):
        data.load("mnist")
