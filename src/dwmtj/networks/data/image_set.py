"""Labelled images in memory, as plain numpy arrays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dwmtj.networks.data.errors import DataError


@dataclass(frozen=True)
class ImageSet:
    """Images with their labels.

    Parameters
    ----------
    images : ndarray of float32
        Pixels between 0 and 1, shape [n, pixels].
    labels : ndarray of int64
        Class of each image, shape [n].

    Examples
    --------
    >>> from dwmtj.networks.data import load
    >>> load("digits").train.subset(100, seed=0).labels.shape
    (100,)
    """

    images: NDArray[np.float32]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, count: int, seed: int) -> "ImageSet":
        """Draw images without replacement; the order of the set is kept.

        Parameters
        ----------
        count : int
            Number of images (no unit); all of them if there are no more.
        seed : int
            Seed of the draw (no unit).

        Returns
        -------
        ImageSet
            The drawn images.

        Raises
        ------
        DataError
            If the number is not positive.
        """
        if count < 1:
            raise DataError(f"cannot draw {count} images; allowed: at least 1")
        if count >= len(self):
            return self
        return self.split(count, seed)[1]

    def split(self, count: int, seed: int) -> tuple["ImageSet", "ImageSet"]:
        """Draw images without replacement and give the others too; the order is kept.

        Parameters
        ----------
        count : int
            Number of images to draw (no unit), between 0 and all of them.
        seed : int
            Seed of the draw (no unit).

        Returns
        -------
        rest, drawn : ImageSet
            The images that were not drawn, and those that were.
        """
        drawn = np.zeros(len(self), bool)
        drawn[np.random.default_rng(seed).permutation(len(self))[:count]] = True
        return (
            ImageSet(self.images[~drawn], self.labels[~drawn]),
            ImageSet(self.images[drawn], self.labels[drawn]),
        )


@dataclass(frozen=True)
class DataSet:
    """Training and test images of one data set.

    Parameters
    ----------
    name, title : str
        Name on the command line, and name in the report.
    train, test : ImageSet
        The images to train on and to evaluate, pixels between 0 and 1, shape [n, pixels].
    origin : str
        Where the images were read from.

    Examples
    --------
    >>> from dwmtj.networks.data import load
    >>> digits = load("digits")
    >>> len(digits.train), len(digits.test)
    (1437, 360)
    """

    name: str
    title: str
    train: ImageSet
    test: ImageSet
    origin: str

    @property
    def pixels(self) -> int:
        """Number of pixels of an image."""
        return int(self.train.images.shape[1])

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.train.labels.max()) + 1


def from_bytes(images: NDArray[Any], labels: NDArray[Any], white: int) -> ImageSet:
    """Scale integer pixels to the range 0 to 1.

    Parameters
    ----------
    images : ndarray of int
        Pixels, shape [n, ...].
    labels : ndarray of int
        Classes, shape [n].
    white : int
        Pixel value that becomes 1 (no unit).

    Returns
    -------
    ImageSet
        Flattened images and labels.
    """
    flat = images.reshape(len(images), -1).astype(np.float32) / np.float32(white)
    return ImageSet(flat, labels.astype(np.int64))
