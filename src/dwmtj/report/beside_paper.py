"""What of the paper can stand beside a run: nothing of other images or layers, or that it lacks."""

from typing import Any, Literal


def is_comparable(summary: dict[str, Any]) -> bool:
    """Tell whether accuracies of a run and of the paper are of the same images and layers.

    Parameters
    ----------
    summary : dict
        Content of ``summary.json``.

    Returns
    -------
    bool
        True for test images of the paper's data set and layers of the paper's sizes.
    """
    paper = summary["paper"]
    return bool(
        summary["dataset"] == paper["dataset"]
        and summary["evaluated_on"] == "test"
        # Runs of earlier versions have no layers in their summary.
        and summary.get("hidden_layers") == paper.get("hidden_layers")
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
