"""Which factors a network has: LIF and ReLU have no walls, and what is exact has no wall noise."""

from collections.abc import Mapping
from typing import Any

from dwmtj.networks.kinds import NetworkKind
from dwmtj.networks.study.names import path_of

_WALLS = ("dwmtj_deterministic", "dwmtj_noisy")
#: Imperfections of walls; the others are of weights.
_OF_WALLS = ("velocity_spread", "distance_spread", "reset_failure")
_CHIP, _WEIGHT_NOISE = "chip", "weight_noise"
#: The one value of the device that every network takes.
_TIME_STEP = "device.neuron.time_step"
#: Fields of a recipe that only walls use, only LIF neurons, and only networks with spikes.
_RECIPE_OF_WALLS = (
    "recipe.surrogate.dwmtj_slope",
    "recipe.surrogate.position_unit",
    "recipe.architecture.dwmtj_norm_scale",
    "recipe.architecture.dwmtj_norm_shift",
)
_RECIPE_OF_LIF = ("recipe.surrogate.lif_slope", "recipe.lif.")
_RECIPE_OF_SPIKES = (
    "recipe.surrogate.shape",
    "recipe.encoding.encoder",
    "recipe.encoding.time_step",
    "recipe.encoding.max_rate",
)


def concerns(network: NetworkKind, name: str) -> bool:
    """Tell whether a factor has a part in what a network does.

    Parameters
    ----------
    network : {"lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"}
        The network.
    name : str
        Name of the factor.

    Returns
    -------
    bool
        False for the wall noise of the deterministic network, for all that walls alone have in a
        network without them, and for spikes and time steps in one without spikes.

    Examples
    --------
    >>> from dwmtj.networks.study.applicability import concerns
    >>> [concerns(network, "sigma") for network in ("lif", "dwmtj_deterministic", "dwmtj_noisy")]
    [False, False, True]
    """
    path = path_of(name)
    if network in _WALLS:
        noise = path.startswith("device.wall_noise.")
        return not path.startswith(_RECIPE_OF_LIF) and (network == "dwmtj_noisy" or not noise)
    of_walls = name in _OF_WALLS or path.startswith(_RECIPE_OF_WALLS)
    if of_walls or (path.startswith("device.") and path != _TIME_STEP):
        return False
    of_spikes = name == "time_steps" or path.startswith((*_RECIPE_OF_LIF, *_RECIPE_OF_SPIKES))
    return network == "lif" or not of_spikes


def own_factors(factors: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a point what its network does not have.

    Parameters
    ----------
    factors : mapping
        Value of each factor, ``network`` among them.

    Returns
    -------
    dict
        Those that have a part in the training.
    """
    return _own(factors, factors)


def own_changes(factors: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of an evaluation what the network does not have.

    Parameters
    ----------
    factors : mapping
        Value of each factor of the point.
    changed : mapping
        Value of each factor that the evaluation changes.

    Returns
    -------
    dict
        Those that have a part in the evaluation; none if nothing changes.
    """
    own = _own(changed, factors)
    if factors["network"] == "relu":  # trained and evaluated alike
        own.pop("batch_norm", None)
    if factors["network"] not in _WALLS:  # of a device they have the time step alone
        own.pop("preset", None)
    return own


def _own(values: Mapping[str, Any], factors: Mapping[str, Any]) -> dict[str, Any]:
    network = factors["network"]
    own = {name: value for name, value in values.items() if concerns(network, name)}
    if network not in _WALLS and not {**factors, **own}.get(_WEIGHT_NOISE):
        own.pop(_CHIP, None)  # nothing else is drawn once for a chip
    return own
