"""scikit-learn's 8 x 8 digits: embedded in that library, so nothing has to be fetched.

A copy of the test set of the UCI optical recognition of handwritten digits data; 1797 images.
"""

from dwmtj.networks.data.image_set import DataSet, from_bytes

_TEST_IMAGES = 360  # a fifth
_SPLIT_SEED = 0


def load_digits() -> DataSet:
    """Read the digits, split into 1437 training and 360 test images, classes in proportion."""
    from sklearn.datasets import load_digits as load_from_sklearn
    from sklearn.model_selection import train_test_split

    images, labels = load_from_sklearn(return_X_y=True)
    train_images, test_images, train_labels, test_labels = train_test_split(
        images, labels, test_size=_TEST_IMAGES, random_state=_SPLIT_SEED, stratify=labels
    )
    return DataSet(
        name="digits",
        title="scikit-learn digits",
        train=from_bytes(train_images, train_labels, white=16),
        test=from_bytes(test_images, test_labels, white=16),
        origin="scikit-learn",
    )
