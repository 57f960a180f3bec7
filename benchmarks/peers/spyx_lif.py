"""Spyx"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import optax
from flax import nnx
from spyx import axn, data, fn
from spyx import nn as snn
from spyx.optimize import make_train_step

from benchmarks.peers.task import CLASSES, HIDDEN, LEARNING_RATE, MAX_PROBABILITY, MEMBRANE_DECAY, PIXELS, random_images


def make_step(batch: int, time_steps: int, seed: int, hoist=False, enc="rate", impl=None) -> Callable[[], float]:
    images = random_images(batch, seed)
    pixels, labels = jnp.asarray(images.pixels), jnp.asarray(images.labels)
    rngs = nnx.Rngs(seed)
    model = snn.Sequential(
        nnx.Linear(PIXELS, HIDDEN, rngs=rngs),
        snn.LIF((HIDDEN,), beta=MEMBRANE_DECAY, activation=axn.superspike(), rngs=rngs),
        nnx.Linear(HIDDEN, HIDDEN, rngs=rngs),
        snn.LIF((HIDDEN,), beta=MEMBRANE_DECAY, activation=axn.superspike(), rngs=rngs),
        nnx.Linear(HIDDEN, CLASSES, rngs=rngs),
        snn.LI((CLASSES,), beta=MEMBRANE_DECAY, rngs=rngs),
    )
    optimizer = nnx.Optimizer(model, optax.adam(LEARNING_RATE), wrt=nnx.Param)
    cross_entropy = fn.integral_crossentropy(smoothing=0.0, time_axis=0)
    rate = data.rate_code(time_steps, MAX_PROBABILITY)

    def loss(model, pixels, labels, key):
        if enc == "rate":
            spikes = jnp.swapaxes(rate(pixels[:, None], key), 0, 1).astype(jnp.float32)
        else:
            spikes = (jax.random.uniform(key, (time_steps, *pixels.shape)) < pixels * MAX_PROBABILITY).astype(jnp.float32)
        if hoist:
            x = spikes
            for layer in model.layers:
                x = snn.run(layer, x)[0] if hasattr(layer, "initial_state") else layer(x)
            return cross_entropy(x, labels)
        return cross_entropy(snn.run(model, spikes)[0], labels)

    train_step = make_train_step(loss)
    key = jax.random.key(seed, impl=impl)

    def step() -> float:
        nonlocal key
        key, sub = jax.random.split(key)
        return float(train_step(model, optimizer, pixels, labels, sub).block_until_ready())

    return step
