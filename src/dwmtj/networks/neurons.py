"""The three neurons that are compared, made from a device and a recipe."""

from dwmtj.networks.devices import device_of
from dwmtj.networks.imperfections import Imperfections
from dwmtj.networks.kinds import NeuronKind
from dwmtj.networks.seeds import derive
from dwmtj.nn import DWMTJ, LIF
from dwmtj.nn.surrogate import by_name
from dwmtj.parameters import DeviceParameters, NetworkRecipe


def make_neuron(
    kind: NeuronKind,
    device: DeviceParameters,
    recipe: NetworkRecipe,
    *,
    imperfections: Imperfections | None = None,
    neurons: int = 1,
    layer: int = 0,
) -> DWMTJ | LIF:
    """Make the neurons of one layer, which have no weights.

    Parameters
    ----------
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        Which neuron.
    device : DeviceParameters
        The device, all values in SI units; its time step is that of the LIF neuron too.
    recipe : NetworkRecipe
        Surrogate and LIF constants, all values in SI units.
    imperfections : Imperfections, optional
        Of the chip; only walls have any.
    neurons, layer : int
        Size of the layer, and its number from 0, for device-to-device spread [no unit].

    Returns
    -------
    DWMTJ or LIF
        Module from input current [T, B, N] to spikes [T, B, N].
    """
    surrogate, lif = recipe.surrogate, recipe.lif
    if kind == "lif":
        return LIF(
            membrane_time_constant=lif.membrane_time_constant,
            synaptic_time_constant=lif.synaptic_time_constant,
            time_step=device.neuron.time_step,
            threshold=lif.threshold,
            surrogate=by_name(surrogate.shape, surrogate.lif_slope),
        )
    in_metre = surrogate.position_unit == "metre"
    chip = imperfections or Imperfections()
    spread = chip.velocity_spread > 0 or chip.distance_spread > 0
    return DWMTJ(
        device_of(kind, device),
        surrogate=by_name(surrogate.shape, surrogate.dwmtj_slope),
        position_scale=device.track.firing_distance if in_metre else 1.0,
        neurons=neurons if spread else None,
        velocity_spread=chip.velocity_spread,
        distance_spread=chip.distance_spread,
        spread_seed=derive(chip.chip, "spread", layer),
        reset_failure=chip.reset_failure,
    )
