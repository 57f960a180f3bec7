"""The devices of the networks; loads no PyTorch, so that stored results can be described."""

from dwmtj.networks.kinds import NeuronKind
from dwmtj.parameters import DeviceParameters, Source

_NO_NOISE = Source(kind="derived", detail="the same device without wall noise, for comparison")


def device_of(kind: NeuronKind, device: DeviceParameters) -> DeviceParameters:
    """Give the device of a DW-MTJ network.

    Parameters
    ----------
    kind : {"lif", "dwmtj_deterministic", "dwmtj_noisy"}
        Which network.
    device : DeviceParameters
        The device of the run, all values in SI units.

    Returns
    -------
    DeviceParameters
        The same device, without wall noise for the deterministic network.
    """
    if kind == "dwmtj_deterministic":
        return device.replace("wall_noise.sigma", 0.0, _NO_NOISE)
    return device
