import numpy as np
import pytest
import torch

from dwmtj.networks.batches import make_loader
from dwmtj.networks.data import ImageSet

IMAGES = ImageSet(np.arange(50, dtype=np.float32).reshape(25, 2) / 50, np.arange(25))


def _order(loader, epoch=0):
    if hasattr(loader.sampler, "set_epoch"):
        loader.sampler.set_epoch(epoch)
    return torch.cat([labels for _, labels in loader]).tolist()


def test_batches_hold_images_with_their_labels():
    for loader in (make_loader(IMAGES, 10), make_loader(IMAGES, 10, shuffle_seed=3)):
        batches = list(loader)
        assert [tuple(pixels.shape) for pixels, _ in batches] == [(10, 2), (10, 2), (5, 2)]
        for pixels, labels in batches:
            assert torch.equal(pixels, torch.from_numpy(IMAGES.images)[labels])
            assert (pixels.dtype, labels.dtype) == (torch.float32, torch.int64)


def test_every_image_is_seen_once_an_epoch():
    assert _order(make_loader(IMAGES, 10)) == list(range(25))
    assert sorted(_order(make_loader(IMAGES, 10, shuffle_seed=3))) == list(range(25))


def test_the_order_depends_on_seed_and_epoch_alone():
    first, again, other = (make_loader(IMAGES, 10, shuffle_seed=seed) for seed in (3, 3, 4))
    assert _order(first, 0) != _order(first, 1)
    assert _order(first, 1) == _order(again, 1)
    assert _order(first, 1) != _order(other, 1)


@pytest.mark.parametrize("index", [0, 24])
def test_a_single_image_can_be_read_too(index):
    pixels, label = make_loader(IMAGES, 10).dataset[index]
    assert pixels.tolist() == IMAGES.images[index].tolist()
    assert label == index
