"""What would not work, or would destroy the device, in the lab: told, not simulated."""

import numpy as np
import pytest

from dwmtj.device import (
    DeviceMisuseError,
    FourTerminalNeuron,
    PulseTrain,
    ThreeTerminalNeuron,
    constant_train,
    ramp_train,
    temperature_rise,
)
from dwmtj.parameters import Source, load_device
from dwmtj.parameters.units import parse_quantity

ASSUMED = Source(kind="assumed", detail="test")
OERSTED = parse_quantity("1 Oe", "A/m")
KINDS = (FourTerminalNeuron, ThreeTerminalNeuron)


def _ready(kind=FourTerminalNeuron, law="pulse", count=3):
    neuron = kind("cui2024-ramp", count, law=law, seed=0)
    neuron.initialise()
    return neuron


@pytest.mark.parametrize("kind", KINDS)
def test_a_device_never_initialised_cannot_be_used(kind):
    neuron = kind("cui2024-ramp", 4)
    train = constant_train(neuron.parameters)
    for use in (neuron.read, neuron.covers, neuron.write, lambda: neuron.apply(train)):
        with pytest.raises(DeviceMisuseError, match=r"never initialised \(4 of 4 devices.*initial"):
            use()
    neuron.initialise()
    assert neuron.read().resistance_b.shape == (4,)


def test_writing_over_a_domain_is_refused_and_tells_how_many():
    neuron = _ready()
    neuron.write(where=np.array([False, True, False]))
    with pytest.raises(DeviceMisuseError, match="1 of 3 devices, the first is number 1"):
        neuron.write()
    before = neuron.state.copy()
    assert neuron.write(where=~before.present).tolist() == [True, False, True]
    np.testing.assert_array_equal(neuron.state.walls[:, 1], before.walls[:, 1])


def test_initialising_removes_domains_so_that_one_may_write_again():
    neuron = _ready()
    assert neuron.write().all()
    neuron.initialise()
    assert not neuron.state.present.any()
    np.testing.assert_allclose(neuron.read().resistance_a, 1650, atol=2)
    assert neuron.write().all()


@pytest.mark.parametrize("law", ["wall", "collective"])
def test_a_field_above_the_propagation_field_is_refused(law):
    neuron = _ready(law=law)
    train = constant_train(neuron.parameters, pulses=1)
    for field in (251 * OERSTED, -251 * OERSTED, float("nan")):
        with pytest.raises(DeviceMisuseError, match=r"propagation field, 19894.4 A/m \(250 Oe\)"):
            neuron.apply(train, field=field)
        with pytest.raises(DeviceMisuseError, match="propagation field, 19894"):
            neuron.write(field=field)


def test_the_bias_field_of_the_paper_may_be_used_for_writing():
    assert _ready().write(field=200 * OERSTED).all()


def test_the_pulse_law_has_no_field():
    neuron = _ready()
    with pytest.raises(DeviceMisuseError, match="which has none; use law 'wall'"):
        neuron.apply(constant_train(neuron.parameters), field=1.0)


def test_a_field_beyond_walker_breakdown_is_refused_in_the_wall_law():
    neuron = _ready(law="wall")
    train = PulseTrain.constant(1.0, 1, duration=1e-9)
    # H_W = alpha*H_K/2 with H_K = M_s*t*ln2/(pi*Delta).
    limit = 0.05 / 2 * 8e5 * 2.4e-9 * np.log(2) / (np.pi * 9.7e-9)
    neuron.apply(train, field=0.999 * limit)
    with pytest.raises(DeviceMisuseError, match=rf"up to {limit:g} A/m \(.* Oe\), or law 'coll"):
        neuron.apply(train, field=1.001 * limit)
    _ready(law="collective").apply(train, field=1.001 * limit)


@pytest.mark.parametrize("law", ["pulse", "wall"])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_drive_beyond_walker_breakdown_is_refused(changed, law, sign):
    device = changed("cui2024-ramp", motion={"nonadiabaticity": 0.2})
    neuron = FourTerminalNeuron(device, law=law)
    neuron.initialise()
    limit = neuron.circuit.walker_voltage
    neuron.apply(PulseTrain.constant(sign * 0.99 * limit, 1, duration=1e-9))
    with pytest.raises(DeviceMisuseError, match=r"beyond Walker breakdown.*'collective'"):
        neuron.apply(PulseTrain.constant(sign * 1.01 * limit, 1, duration=1e-9))


def test_a_pulse_that_would_break_the_junction_is_refused():
    neuron = _ready()
    with pytest.raises(DeviceMisuseError, match=r"allowed: up to 1\.2 V on the junction"):
        neuron.write(amplitude=7.0)
    with pytest.raises(DeviceMisuseError, match="would break it"):
        neuron.write(amplitude=-7.0)
    assert not neuron.state.present.any()
    # The antiparallel junction takes the larger share, and the field does not matter.
    limits = [
        amplitude
        for amplitude in np.arange(3.0, 8.0, 0.05)
        if _breaks(neuron, amplitude, "A") and not _breaks(neuron, amplitude - 0.05, "A")
    ]
    assert len(limits) == 1
    assert 5 < limits[0] < 7


def _breaks(neuron, amplitude, junction):
    try:
        neuron.circuit.write_probability(amplitude, 0.0, junction)
    except DeviceMisuseError:
        return True
    return False


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("field", [0.0, -100 * OERSTED, 600 * OERSTED, float("nan")])
def test_a_field_that_does_not_initialise_is_refused(kind, field):
    neuron = kind("cui2024-ramp")
    with pytest.raises(DeviceMisuseError, match="does not set both junctions parallel"):
        neuron.initialise(field)
    assert not neuron.state.initialised.any()
    neuron.initialise(-600 * OERSTED)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("law", ["pulse", "wall", "collective"])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_pulses_that_would_overheat_the_track_are_refused(kind, law, sign):
    neuron = _ready(kind, law)
    train = PulseTrain([1.0, sign * 50.0], 50e-9, 10e-9, 10e-9)
    before = neuron.state.copy()
    with pytest.raises(DeviceMisuseError, match="50 V for 50 ns would heat the track") as caught:
        neuron.apply(train)
    np.testing.assert_array_equal(neuron.state.walls, before.walls)
    rise = temperature_rise("cui2024-ramp", 50.0, 50e-9 - 2 / 3 * 20e-9).film
    allowed = np.sqrt((723.15 - 300) / rise) * 50
    for part in (f"from 300 K to {300 + rise:.0f} K or more", "723.15 K (stack.maximum_temp"):
        assert part in str(caught.value)
    told = float(str(caught.value).split()[-2])
    assert told == pytest.approx(allowed, abs=0.01)
    assert told <= allowed


@pytest.mark.parametrize("kind", KINDS)
def test_the_hottest_pulse_that_the_layers_stand_is_applied(kind):
    neuron = _ready(kind)
    limit = np.sqrt((723.15 - 300) / temperature_rise("cui2024-ramp", 1.0, 20e-9).film)
    neuron.apply(PulseTrain([0.999 * limit], 20e-9))
    with pytest.raises(DeviceMisuseError, match="would heat"):
        neuron.apply(PulseTrain([1.001 * limit], 20e-9))
    neuron.apply(PulseTrain([], 20e-9))


def test_the_pulses_of_the_paper_and_of_every_experiment_are_far_from_overheating():
    for preset in ("cui2024-ramp", "cui2024-train"):
        neuron = FourTerminalNeuron(preset)
        neuron.initialise()
        for train in (ramp_train(preset), constant_train(preset), ramp_train(preset, last=3.9)):
            neuron.apply(train)
        # The longest pulses of dwmtj.experiments.pulse_length, and the warmest of temperature.
        neuron.apply(ramp_train(preset, last=3.9, duration=1e-6))
        warm = load_device(preset).replace("motion.temperature", 400.0, ASSUMED)
        neuron = FourTerminalNeuron(warm)
        neuron.initialise()
        neuron.apply(ramp_train(preset, last=3.9))


def test_without_a_substrate_there_is_no_estimate_of_heat():
    bare = load_device("cui2024-ramp").model_copy(update={"substrate": None})
    neuron = FourTerminalNeuron(bare)
    neuron.initialise()
    neuron.apply(PulseTrain([50.0], 50e-9))


TRAIN = PulseTrain([1.0], 50e-9)


@pytest.mark.parametrize(
    ("use", "told"),
    [
        (lambda n: n.initialise("-600 Oe"), r"field: '-600 Oe' .* a number in A/m \(1 Oe = 79.57"),
        (lambda n: n.initialise([-5e4, -5e4]), r"field: \[-50000.0, -50000.0\] is not allowed"),
        (lambda n: n.initialise(True), "field: True is not allowed; allowed: a number in A/m"),
        (lambda n: n.write(field="200 Oe"), "field: '200 Oe' is not allowed"),
        (lambda n: n.write(amplitude="3.1 V"), "amplitude: '3.1 V' .* a number in V; parse_quant"),
        (lambda n: n.write(amplitude=float("nan")), "amplitude: nan V"),
        (lambda n: n.write(amplitude=[3.1]), r"amplitude: \[3.1\] is not allowed"),
        (
            lambda n: n.write(where=[0, 2]),
            r"where: \[0, 2\] .* one True or False .* shape \[3\]; for",
        ),
        (lambda n: n.write(where=[True, False]), r"where: \[True, False\] .* shape \[3\]"),
        (lambda n: n.write(where=[[True], []]), r"where: .* shape \[3\]"),
        (lambda n: n.write(["A"]), r"junction: \['A'\] is not allowed"),
        (lambda n: n.apply([1.0, 2.0]), r"train: \[1.0, 2.0\] .* allowed: a PulseTrain"),
        (lambda n: n.apply(TRAIN, ["IN", "B"]), r"terminals: \['IN', 'B'\] is not allowed"),
        (lambda n: n.apply(TRAIN, "IN"), "terminals: 'IN' is not allowed"),
        (lambda n: n.apply(TRAIN, field="1 Oe"), "field: '1 Oe' is not allowed"),
    ],
)
def test_arguments_of_another_kind_are_told_by_name_with_what_is_allowed(use, told):
    neuron = _ready()
    with pytest.raises(ValueError, match=told):
        use(neuron)
    assert not neuron.state.present.any()


@pytest.mark.parametrize("terminals", [("A", "GND"), ("IN", "IN"), ("GND",)])
def test_other_terminals_are_refused(terminals):
    neuron = _ready()
    with pytest.raises(ValueError, match=r"allowed: \('IN', 'GND'\), \('GND', 'IN'\)"):
        neuron.apply(constant_train(neuron.parameters), terminals)


def test_there_is_no_third_junction():
    with pytest.raises(ValueError, match="junction: 'C' is not allowed; allowed: 'A', 'B'"):
        _ready().write("C")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, "count: 0 is not allowed; allowed: at least 1 device"),
        ({"count": "3"}, "count: '3' is not allowed; allowed: at least 1 device"),
        ({"count": True}, "count: True is not allowed"),
        ({"count": 2.5}, "count: 2.5 is not allowed"),
        ({"seed": -1}, "seed: -1 is not allowed; allowed: whole, at least 0"),
        ({"seed": "x"}, "seed: 'x' is not allowed"),
        ({"threads": -1}, "threads: -1 is not allowed"),
        ({"time_step": "1 ns"}, "time_step: '1 ns' is not allowed; allowed: a number in s"),
        ({"device": None}, "device: None is not allowed; allowed: DeviceParameters, the name"),
        ({"law": "creep"}, "law: 'creep' is not allowed; allowed: pulse, wall, collective"),
        ({"time_step": 0.0}, "time_step: 0 s is not allowed; allowed: above 0 s"),
        ({"time_step": float("nan")}, "time_step: nan s is not allowed"),
        ({"device": "cui2024-network"}, "cannot be measured; allowed: a device such as cui2024"),
        ({"device": "nothing"}, "no device 'nothing'"),
    ],
)
def test_devices_that_cannot_be_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        FourTerminalNeuron(**arguments)


@pytest.mark.parametrize("law", ["pulse", "wall"])
def test_a_wall_that_goes_against_the_electrons_needs_the_collective_law(changed, law):
    device = changed("cui2024-ramp", material={"spin_polarization": -0.7})
    with pytest.raises(ValueError, match=r"drive a wall towards IN .* law 'collective'"):
        FourTerminalNeuron(device, law=law)
    neuron = FourTerminalNeuron(device, law="collective", seed=1)
    neuron.initialise()
    neuron.write()
    assert not neuron.apply(constant_train(device, amplitude=2.4, pulses=4)).present[-1, 0]


def test_misuse_is_told_in_one_line():
    with pytest.raises(DeviceMisuseError) as caught:
        FourTerminalNeuron("cui2024-ramp").read()
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)
