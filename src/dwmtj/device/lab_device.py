"""The parameters of a device that can be measured."""

from pathlib import Path

from dwmtj.parameters import DeviceParameters, as_device


def lab_device(device: DeviceParameters | str | Path) -> DeviceParameters:
    """Give the parameters of a device with the groups of a lab.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file.

    Returns
    -------
    DeviceParameters
        The device, all values in SI units.

    Raises
    ------
    ValueError
        If it is none, or a neuron of a network alone.
    """
    parameters = as_device(device)
    if parameters.layout is None:
        raise ValueError(
            f"{parameters.name}: has no layout, pinning or contacts, so it cannot be "
            "measured; allowed: a device such as cui2024-ramp"
        )
    return parameters
