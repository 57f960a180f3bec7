"""Spyx (JAX): encoding, network, loss, backward pass and optimiser in one compiled step.

Its documentation builds its speed on that: ``spyx.optimize`` compiles the step, ``spyx.nn.run``
scans a layer over time. Of the ways to write it that were tried, the fastest is taken: spikes from
``spyx.data.rate_code`` (half precision), dense layers over all steps at once, and JAX's ``rbg``
random numbers. Compilation happens in the first call only, so that call is not to be timed. The
mean voltage of a leaky integrator classifies; there is no batch norm and no synaptic current.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import optax
from flax import nnx
from jax import Array
from spyx import axn, data, fn
from spyx import nn as snn
from spyx.optimize import make_train_step

from benchmarks.peers.task import (
    CLASSES,
    HIDDEN,
    LEARNING_RATE,
    MAX_PROBABILITY,
    MEMBRANE_DECAY,
    PIXELS,
    random_images,
)


def _network(seed: int) -> nnx.Module:
    rngs = nnx.Rngs(seed)

    def lif() -> snn.LIF:
        return snn.LIF((HIDDEN,), MEMBRANE_DECAY, activation=axn.superspike(), rngs=rngs)

    network = snn.Sequential(
        nnx.Linear(PIXELS, HIDDEN, rngs=rngs),
        lif(),
        nnx.Linear(HIDDEN, HIDDEN, rngs=rngs),
        lif(),
        nnx.Linear(HIDDEN, CLASSES, rngs=rngs),
        snn.LI((CLASSES,), MEMBRANE_DECAY, rngs=rngs),
    )
    # Spyx makes its decays of weak type; the first update would change that and compile anew.
    parameters = nnx.state(network, nnx.Param)
    nnx.update(
        network, jax.tree.map(lambda p: jax.lax.convert_element_type(p, p.dtype), parameters)
    )
    return network


def _traces(network: nnx.Module, spikes: Array) -> Array:
    """Run each layer over all steps: from input spikes [T, B, 784] to voltages [T, B, 10]."""
    for layer in network.layers:
        spiking = hasattr(layer, "initial_state")
        spikes = snn.run(layer, spikes)[0] if spiking else layer(spikes)
    return spikes


def make_step(batch: int, time_steps: int, seed: int) -> Callable[[], float]:
    """Make the training step; its first call compiles.

    Parameters
    ----------
    batch, time_steps : int
        Number of images and of time steps T [no unit].
    seed : int
        Seed of weights, images and spikes [no unit].

    Returns
    -------
    callable
        Does one step and returns its loss.
    """
    images = random_images(batch, seed)
    pixels, labels = jnp.asarray(images.pixels), jnp.asarray(images.labels)
    network = _network(seed)
    optimizer = nnx.Optimizer(network, optax.adam(LEARNING_RATE), wrt=nnx.Param)
    encode = data.rate_code(time_steps, MAX_PROBABILITY)
    cross_entropy = fn.integral_crossentropy(smoothing=0.0, time_axis=0)

    def loss(network: nnx.Module, pixels: Array, labels: Array, key: Array) -> Array:
        spikes = jnp.swapaxes(encode(pixels[:, None], key), 0, 1).astype(jnp.float32)
        return cross_entropy(_traces(network, spikes) / time_steps, labels)

    train_step = make_train_step(loss)
    key = jax.random.key(seed, impl="rbg")

    def step() -> float:
        nonlocal key
        key, draw = jax.random.split(key)
        value = train_step(network, optimizer, pixels, labels, draw)
        jax.block_until_ready((value, nnx.state(network), nnx.state(optimizer)))
        return float(value)

    return step
