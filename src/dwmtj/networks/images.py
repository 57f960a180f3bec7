"""The images of a run: its data set, reduced to the subsets of its configuration."""

from dataclasses import replace
from pathlib import Path

from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet, load

_SUBSET_SEED = 0  # the same images for every network and every seed


def load_images(config: RunConfig, data_dir: Path | None = None) -> DataSet:
    """Read the images of a run.

    Parameters
    ----------
    config : RunConfig
        The run.
    data_dir : Path, optional
        Folder with the files of the data set.

    Returns
    -------
    DataSet
        Images [n, pixels], reduced to the subsets of the configuration.

    Raises
    ------
    DataError
        If the data set is not there and cannot be fetched.
    """
    data = load(config.dataset, data_dir)
    train_images, test_images = data.train, data.test
    if config.train_images:
        train_images = train_images.subset(config.train_images, _SUBSET_SEED)
    if config.test_images:
        test_images = test_images.subset(config.test_images, _SUBSET_SEED)
    return replace(data, train=train_images, test=test_images)
