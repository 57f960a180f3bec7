"""The options of the DW-MTJ module: what they change in the device, and the spread they draw.

Device-to-device spread is a factor exp(s*z - s^2/2) of mean 1 for each neuron, with z normal, drawn
once when the module is made.
"""

from collections.abc import Collection, Sequence
from numbers import Integral
from pathlib import Path

import torch
from torch import Tensor

from dwmtj.parameters import DeviceParameters, Source, load_device
from dwmtj.parameters.neuron import ResetMode

#: Names of the constants that can be learned.
LEARNABLE = ("gain", "drift", "synaptic_decay", "threshold")


def with_options(
    device: DeviceParameters | str | Path,
    reset: ResetMode | None,
    sigma: float | None,
    noise_interval: float | None,
) -> DeviceParameters:
    """Give the device with the values that options of the module replace.

    Parameters
    ----------
    device : DeviceParameters, str or Path
        The device, all values in SI units; or the name of a preset or a TOML file.
    reset : {"eject", "instant", "none"}, optional
        Reset instead of that of the device.
    sigma : float, optional
        Relative spread of the travel per draw [no unit], instead of that of the device.
    noise_interval : float, optional
        Time between two draws [s], instead of that of the device.

    Returns
    -------
    DeviceParameters
        The device, validated again.
    """
    parameters = device if isinstance(device, DeviceParameters) else load_device(device)
    options = {
        "neuron.reset": reset,
        "wall_noise.sigma": sigma,
        "wall_noise.interval": noise_interval,
    }
    for path, value in options.items():
        if value is not None:
            source = Source(kind="assumed", detail="option of the module")
            parameters = parameters.replace(path, value, source)
    return parameters


def learnable_names(learnable: Collection[str] | str) -> set[str]:
    """Give the constants to learn as a set.

    Parameters
    ----------
    learnable : collection of str, or str
        Names, or one name.

    Returns
    -------
    set of str
        The names.

    Raises
    ------
    ValueError
        If a name is not one of ``LEARNABLE``.
    """
    names = {learnable} if isinstance(learnable, str) else set(learnable)
    unknown = sorted(names - set(LEARNABLE))
    if unknown:
        allowed = ", ".join(LEARNABLE)
        raise ValueError(f"learnable: {unknown[0]!r} is not allowed; allowed: {allowed}")
    return names


def layer_shape(neurons: Sequence[int] | int | None) -> tuple[int, ...] | None:
    """Give the shape of a layer as a tuple.

    Parameters
    ----------
    neurons : sequence of int, int or None
        Shape [N...], or the number of neurons of a layer of shape [N].

    Returns
    -------
    tuple of int or None
        Shape [N...]; None if not given.

    Raises
    ------
    ValueError
        If a size is no whole number above 0.
    """
    if neurons is None:
        return None
    sizes = neurons if isinstance(neurons, Sequence) else (neurons,)
    if not all(isinstance(size, Integral) and size > 0 for size in sizes):
        raise ValueError(
            f"neurons: {neurons!r} is not allowed; allowed: whole numbers above 0, such as (100,)"
        )
    return tuple(int(size) for size in sizes)


def draw_spread(
    neurons: tuple[int, ...] | None, velocity_spread: float, distance_spread: float, seed: int
) -> tuple[Tensor, Tensor]:
    """Draw the factors on wall velocity and firing distance of each neuron.

    Parameters
    ----------
    neurons : tuple of int, optional
        Shape [N...] of the layer; one factor of 1 for all if not given.
    velocity_spread, distance_spread : float
        Standard deviation of the logarithm of each [no unit].
    seed : int
        Seed (no unit).

    Returns
    -------
    velocity_factor, distance_factor : Tensor
        Positive factors of mean 1 [no unit], shape [N...] or [].

    Raises
    ------
    ValueError
        If a spread is not between 0 and 1, or asked for without the shape of the layer.
    """
    for name, spread in (
        ("velocity_spread", velocity_spread),
        ("distance_spread", distance_spread),
    ):
        if not 0 <= spread <= 1:
            raise ValueError(f"{name}: {spread!r} is not allowed; allowed: between 0 and 1")
    if neurons is None:
        if velocity_spread or distance_spread:
            raise ValueError("neurons: missing; device-to-device spread needs the layer's shape")
        return torch.ones(()), torch.ones(())
    generator = torch.Generator().manual_seed(seed)
    return (
        _log_normal(neurons, velocity_spread, generator),
        _log_normal(neurons, distance_spread, generator),
    )


def _log_normal(shape: Sequence[int], spread: float, generator: torch.Generator) -> Tensor:
    normal = torch.randn(*shape, generator=generator)
    return torch.exp(spread * normal - spread**2 / 2)
