"""The images of a run: its data set, reduced to the subsets of its configuration."""

from dataclasses import replace
from pathlib import Path

from dwmtj.networks.config import RunConfig
from dwmtj.networks.data import DataSet, ImageSet, load

_SUBSET_SEED = 0  # the same images for every network and every seed
_VALIDATION_SEED = 1


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
        Images [n, pixels], reduced to the subsets of the configuration; with validation images
        these stand in place of the test images, which are then not used at all.

    Raises
    ------
    ValueError
        If no training images would be left beside the validation images.
    DataError
        If the data set is not there and cannot be fetched.

    Examples
    --------
    >>> from dwmtj.networks.images import load_images
    >>> from dwmtj.networks.profiles import configure
    >>> load_images(configure("smoke", validation_images=100)).test.images.shape
    (100, 64)
    """
    data = load(config.dataset, data_dir)
    train_images, evaluated = data.train, data.test
    if config.train_images:
        train_images = train_images.subset(config.train_images, _SUBSET_SEED)
    if config.validation_images is not None:
        train_images, evaluated = _hold_out(train_images, config.validation_images)
    elif config.test_images:
        evaluated = evaluated.subset(config.test_images, _SUBSET_SEED)
    return replace(data, train=train_images, test=evaluated)


def _hold_out(images: ImageSet, count: int) -> tuple[ImageSet, ImageSet]:
    if not 0 < count < len(images):
        raise ValueError(
            f"validation_images (--validate): {count} is not allowed; allowed: 1 to "
            f"{len(images) - 1} of the {len(images)} training images"
        )
    return images.split(count, _VALIDATION_SEED)
