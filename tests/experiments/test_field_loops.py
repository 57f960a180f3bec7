import numpy as np
import pytest

from dwmtj.device import DeviceCircuit
from dwmtj.experiments import hysteresis
from dwmtj.parameters import load_device
from dwmtj.physics import switching_field_spread


def test_the_drawn_loop_switches_at_its_own_switching_fields():
    dataset = hysteresis(seed=1, cycles=5, points=2001)
    step = float(dataset["field"].diff("field")[0])
    low = dataset["resistance"].min("field")
    for junction in ("A", "B"):
        for branch in ("down", "up"):
            one = dataset.sel(junction=junction, branch=branch)
            up = one["resistance"] > low.sel(junction=junction, branch=branch) + 1
            first = float(one["field"].where(up).min())
            switch = float(one["switching_field"].sel(cycle=1))
            assert 0 <= first - switch <= step
            assert up.isel(field=-1)
            assert not up.isel(field=0)


def test_resistances_are_those_of_a_pillar_with_nothing_and_all_reversed():
    dataset = hysteresis(seed=1)
    circuit = DeviceCircuit(load_device("cui2024-ramp"))
    low, high = (circuit.read(np.array([cover]), np.array([cover])) for cover in (0.0, 1.0))
    for k, junction in enumerate("AB"):
        found = np.unique(dataset["resistance"].sel(junction=junction))
        assert np.allclose(found, [low[k][0], high[k][0]])


def test_spread_of_the_switching_fields_is_that_of_thermal_activation():
    device = load_device("cui2024-ramp")
    fields = hysteresis(device, seed=1, cycles=3000)["switching_field"].std("cycle")
    loops = device.loops
    for junction, width in (("A", loops.half_width_a), ("B", loops.half_width_b)):
        expected = switching_field_spread(
            width,
            sweep_rate=loops.sweep_rate,
            barrier=loops.barrier,
            attempt_time=loops.attempt_time,
            temperature=device.motion.temperature,
        )
        assert np.allclose(fields.sel(junction=junction), expected, rtol=0.08)


@pytest.mark.parametrize("options", [{"cycles": 0}, {"points": 1}, {"largest_field": -1.0}])
def test_impossible_loops_are_refused(options):
    with pytest.raises(ValueError, match=f"{next(iter(options))}.*allowed"):
        hysteresis(**options)
