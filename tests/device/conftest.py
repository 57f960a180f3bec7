"""Devices of the tests: presets with some values changed, and domains put where one likes."""

import numpy as np
import pytest

from dwmtj.parameters import load_device

#: Sites that hold nothing: no barrier at any voltage, left at once.
UNPINNED = {
    "pinning": {
        "depinning_voltage": 1e-9,
        "entry_voltage": 1e-9,
        "exit_voltage": 1e-9,
        "attempt_time": 1e-18,
    }
}


@pytest.fixture
def changed():
    """Give a preset with some values changed, group by group."""

    def change(preset, *changes, **groups):
        device = load_device(preset)
        for each in (*changes, groups):
            for name, values in each.items():
                group = getattr(device, name).model_copy(update=values)
                device = device.model_copy(update={name: group})
        return device

    return change


@pytest.fixture
def unpinned(changed):
    """Give a preset without pinning, and with some values changed."""
    return lambda preset, **groups: changed(preset, UNPINNED, **groups)


@pytest.fixture
def with_domain():
    """Put a domain on every track, away from the sites."""

    def put(neuron, left, right):
        neuron.initialise()
        neuron.state.walls[:] = np.array([[left], [right]])
        neuron.state.angles[:] = np.pi / 2
        neuron.state.present[:] = True
        return neuron

    return put
