"""LIF neurons, by the compiled kernels."""

from collections.abc import Callable

from benchmarks.ours import conditioned


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    """Make the training step.

    Parameters
    ----------
    batch, time_steps : int
        Images, and time steps T [no unit].
    seed : int
        Seed of the images (no unit).

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    recipe = conditioned.recipe_of(time_steps)
    return conditioned.make_step("lif", batch, recipe, seed, "auto")
