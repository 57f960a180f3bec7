"""Data sets as numpy arrays: Fashion-MNIST, and scikit-learn's digits for quick trials."""

from pathlib import Path

from dwmtj.networks.data.digits import load_digits
from dwmtj.networks.data.errors import DataError
from dwmtj.networks.data.fashion_mnist import load_fashion_mnist
from dwmtj.networks.data.image_set import DataSet, ImageSet

#: Names of the data sets.
NAMES = ("fashion-mnist", "digits")


def load(name: str, data_dir: str | Path | None = None) -> DataSet:
    """Read a data set.

    Parameters
    ----------
    name : {"fashion-mnist", "digits"}
        Which one.
    data_dir : str or Path, optional
        Folder with the files of Fashion-MNIST.

    Returns
    -------
    DataSet
        Images with pixels between 0 and 1, shape [n, pixels], and their labels.

    Raises
    ------
    DataError
        If there is no such data set, or it is not there and cannot be fetched.

    Examples
    --------
    >>> from dwmtj.networks.data import load
    >>> digits = load("digits")
    >>> digits.train.images.shape, digits.test.images.shape
    ((1437, 64), (360, 64))
    """
    if name == "digits":
        return load_digits()
    if name == "fashion-mnist":
        return load_fashion_mnist(data_dir)
    raise DataError(f"no data set {name!r}; there are: {', '.join(NAMES)}")


__all__ = ["NAMES", "DataError", "DataSet", "ImageSet", "load"]
