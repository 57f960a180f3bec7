"""Batches of a run: which images in which order, taken from memory a whole batch at a time."""

from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torch.utils.data.distributed import DistributedSampler

from dwmtj.networks.data import ImageSet

Batch = tuple[Tensor, Tensor]


class BatchedImages(Dataset[Batch]):
    """Images as a PyTorch data set that is indexed once per batch, not once per image.

    Parameters
    ----------
    images : ImageSet
        Images [n, pixels] and their labels [n].
    """

    def __init__(self, images: ImageSet) -> None:
        self.pixels = torch.from_numpy(images.images)
        self.labels = torch.from_numpy(images.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Batch:
        return self.pixels[index], self.labels[index]

    def __getitems__(self, indices: list[int]) -> Batch:
        chosen = torch.tensor(indices)
        return self.pixels[chosen], self.labels[chosen]


def make_loader(
    images: ImageSet, batch_size: int, shuffle_seed: int | None = None
) -> DataLoader[Batch]:
    """Make what gives the batches of an epoch.

    Parameters
    ----------
    images : ImageSet
        Images [n, pixels] and their labels [n].
    batch_size : int
        Images per batch [no unit]; the last batch of an epoch may have fewer.
    shuffle_seed : int, optional
        Seed of the order of the images (no unit); their own order if not given.

    Returns
    -------
    DataLoader
        Gives pixels [B, pixels] and labels [B]. The order depends on the seed and on the epoch,
        which Lightning tells it, alone.
    """
    dataset = BatchedImages(images)
    sampler: DistributedSampler[Any] | None = None
    if shuffle_seed is not None:
        sampler = DistributedSampler(
            dataset, num_replicas=1, rank=0, shuffle=True, seed=shuffle_seed
        )
    return DataLoader(dataset, batch_size, sampler=sampler, collate_fn=_as_it_is)


def _as_it_is(batch: Any) -> Any:
    return batch
