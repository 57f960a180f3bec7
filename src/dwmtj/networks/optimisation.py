"""Optimiser and learning rate of a recipe.

Adam with decoupled weight decay (AdamW; without decay it is Adam). Over the first
``n = warmup * steps`` steps the learning rate rises linearly, ``eta * (i + 1)/(n + 1)``; then it is
constant or falls as a half cosine to zero, ``eta/2 * (1 + cos(pi*(i - n)/(steps - n)))``.
"""

import math
from functools import partial

from torch import nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from dwmtj.parameters.recipe import Training


def make_optimizer(network: nn.Module, training: Training) -> AdamW:
    """Make the optimiser.

    Parameters
    ----------
    network : Module
        The network. Only its weight matrices decay: biases, batch norms and learnt parameters of
        neurons are few and have no reason to be near zero.
    training : Training
        The recipe's choices (no unit).

    Returns
    -------
    AdamW
        Optimiser of all parameters of the network.
    """
    parameters = list(network.parameters())
    groups = [
        {
            "params": [parameter for parameter in parameters if parameter.dim() > 1],
            "weight_decay": training.weight_decay,
        },
        {
            "params": [parameter for parameter in parameters if parameter.dim() <= 1],
            "weight_decay": 0.0,
        },
    ]
    return AdamW(groups, lr=training.learning_rate, fused=True)


def make_schedule(optimizer: AdamW, training: Training, steps: int) -> LambdaLR:
    """Make the learning rate of every step.

    Parameters
    ----------
    optimizer : AdamW
        The optimiser.
    training : Training
        The recipe's choices (no unit).
    steps : int
        Number of steps of the whole training [no unit].

    Returns
    -------
    LambdaLR
        To be told of every step; it depends on the number of the step alone, so a resumed training
        goes on exactly.
    """
    return LambdaLR(optimizer, partial(rate_factor, training=training, steps=steps))


def rate_factor(step: int, *, training: Training, steps: int) -> float:
    """Give the share of the full learning rate that a step has.

    Parameters
    ----------
    step : int
        Number of the step, from 0 [no unit].
    training : Training
        The recipe's choices (no unit).
    steps : int
        Number of steps of the whole training [no unit].

    Returns
    -------
    float
        Between 0 and 1.
    """
    rising = min(round(training.warmup * steps), steps - 1)
    if step < rising:
        return (step + 1) / (rising + 1)
    if training.schedule == "constant":
        return 1.0
    return 0.5 * (1 + math.cos(math.pi * (step - rising) / (steps - rising)))
