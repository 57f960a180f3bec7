"""What of the paper can stand beside a run: nothing on other images, nothing it does not have."""

from typing import Any, Literal


def is_comparable(summary: dict[str, Any]) -> bool:
    """Tell whether accuracies of a run and of the paper are of the same images.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    bool
        True for test images of the paper's data set.
    """
    return bool(
        summary["dataset"] == summary["paper"]["dataset"] and summary["evaluated_on"] == "test"
    )


def published(
    summary: dict[str, Any],
    figure: Literal["final_test_accuracy", "first_three_epochs_std"],
    network: str,
) -> float | None:
    """Give a figure of the paper.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.
    figure : {"final_test_accuracy", "first_three_epochs_std"}
        Which figure.
    network : str
        Name of the network.

    Returns
    -------
    float or None
        The figure [percent]; None for a network that the paper does not have.
    """
    value: float | None = summary["paper"][figure].get(network)
    return value
