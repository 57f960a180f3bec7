import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.device.pulse import Pulse, PulseTrain

SHAPE = {"duration": 50e-9, "rise": 10e-9, "fall": 10e-9}


def test_the_pulse_of_the_paper_has_the_charge_of_40_and_the_energy_of_36_7_nanoseconds():
    pulse = Pulse(2.4, **SHAPE)
    assert pulse.plateau == pytest.approx(30e-9)
    assert pulse.charge_duration == pytest.approx(40e-9)
    assert pulse.energy_duration == pytest.approx(36.667e-9, rel=1e-4)
    assert pulse.charge_integral == pytest.approx(2.4 * 40e-9)
    # 3.1 V on 1650 ohm: 214 pJ, and 291 pJ if it were rectangular.
    assert Pulse(3.1, **SHAPE).energy_integral / 1650 == pytest.approx(214e-12, abs=0.5e-12)
    assert Pulse(3.1, 50e-9).energy_integral / 1650 == pytest.approx(291e-12, abs=0.5e-12)


@given(st.floats(-10, 10), st.integers(0, 50), st.integers(0, 50), st.integers(1, 100))
def test_charge_and_energy_are_the_integrals_of_the_waveform(amplitude, rise, fall, plateau):
    pulse = Pulse(amplitude, (rise + plateau + fall) * 1e-9, rise * 1e-9, fall * 1e-9)
    times, voltages = pulse.waveform()
    # Exact for linear pieces: trapezoid rule for V, Simpson's for V^2.
    steps = np.diff(times)
    charge = np.sum(steps * (voltages[1:] + voltages[:-1]) / 2)
    squares = voltages[1:] ** 2 + voltages[1:] * voltages[:-1] + voltages[:-1] ** 2
    assert pulse.charge_integral == pytest.approx(charge, rel=1e-9, abs=1e-30)
    assert pulse.energy_integral == pytest.approx(np.sum(steps * squares) / 3, rel=1e-9, abs=1e-40)


def test_the_voltage_follows_the_corners():
    pulse = Pulse(-2.0, **SHAPE)
    times = np.array([-1, 0, 5, 10, 25, 40, 45, 50, 60]) * 1e-9
    assert pulse.voltage_at(times) == pytest.approx([0, 0, -1, -2, -2, -2, -1, 0, 0])
    corners, voltages = pulse.waveform()
    assert corners == pytest.approx([0, 10e-9, 40e-9, 50e-9])
    assert voltages == pytest.approx([0, -2, -2, 0])


def test_a_rectangular_pulse_is_on_from_its_begin_until_before_its_end():
    pulse = Pulse(1.0, 50e-9)
    assert pulse.voltage_at([0, 25e-9, 50e-9]).tolist() == [1, 1, 0]
    assert pulse.charge_duration == pulse.energy_duration == 50e-9


def test_a_triangle_has_no_plateau():
    pulse = Pulse(1.0, 50e-9, 25e-9, 25e-9)
    assert pulse.plateau == pytest.approx(0, abs=1e-20)
    assert pulse.charge_duration == pytest.approx(25e-9)
    assert pulse.energy_duration == pytest.approx(50e-9 / 3)


def test_a_ramp_includes_its_end_and_its_amplitudes_are_those_one_types():
    ramp = PulseTrain.ramp(1.0, 3.0, 0.1, **SHAPE)
    assert len(ramp) == 21
    assert ramp.amplitudes.tolist() == [float(f"{1 + i / 10:.1f}") for i in range(21)]
    assert PulseTrain.ramp(0.0, 0.3, 0.1, **SHAPE).amplitudes.tolist() == [0, 0.1, 0.2, 0.3]
    assert PulseTrain.ramp(0.1, 0.1 + 0.2, 0.1, **SHAPE).amplitudes.tolist() == [0.1, 0.2, 0.3]


@given(st.integers(-500, 500), st.integers(0, 300), st.integers(1, 100), st.sampled_from([1, -1]))
def test_a_ramp_of_hundredths_of_a_volt_hits_every_step(first, count, step, sign):
    last = first + sign * count * step
    ramp = PulseTrain.ramp(first / 100, last / 100, step / 100, **SHAPE)
    expected = [(first + sign * i * step) / 100 for i in range(count + 1)]
    assert ramp.amplitudes.tolist() == expected


def test_a_ramp_that_misses_its_end_stops_before_it():
    assert PulseTrain.ramp(1.0, 1.25, 0.1, **SHAPE).amplitudes.tolist() == [1.0, 1.1, 1.2]
    assert PulseTrain.ramp(-1.0, -1.25, 0.1, **SHAPE).amplitudes.tolist() == [-1.0, -1.1, -1.2]


def test_a_train_repeats_its_pulse_every_period():
    train = PulseTrain.constant(2.4, 20, **SHAPE, period=1e-6)
    assert len(train) == 20
    assert train.charge_integral == pytest.approx(20 * 2.4 * 40e-9)
    assert train.energy_integral == pytest.approx(20 * 2.4**2 * 110e-9 / 3)
    assert all(pulse == Pulse(2.4, **SHAPE) for pulse in train)
    assert train[3] == Pulse(2.4, **SHAPE)
    assert train.starts[-1] == pytest.approx(19e-6)
    times, voltages = train.waveform()
    assert times.shape == voltages.shape == (80,)
    assert times[4:8] == pytest.approx([1e-6, 1.01e-6, 1.04e-6, 1.05e-6])
    assert train.voltage_at(times) == pytest.approx(voltages, abs=1e-6)
    assert train.voltage_at([-1e-9, 0.5e-6, 25e-6]).tolist() == [0, 0, 0]


def test_amplitudes_of_any_sign_and_order_make_a_train():
    train = PulseTrain([1.0, -2.0, 0.5], **SHAPE, period=100e-9)
    middles = train.starts + 25e-9
    assert train.voltage_at(middles) == pytest.approx([1.0, -2.0, 0.5])
    assert train.charge_integrals == pytest.approx(np.array([1, -2, 0.5]) * 40e-9)
    assert train.energy_integrals == pytest.approx(np.array([1, 4, 0.25]) * 110e-9 / 3)
    assert train.shape_at([5e-9, 25e-9, 50e-9]) == pytest.approx([0.5, 1, 0])


def test_rectangular_pulses_without_a_pause_keep_their_own_amplitude_at_every_begin():
    train = PulseTrain(np.arange(1.0, 101.0), duration=0.1e-6)
    assert train.period == 0.1e-6
    assert train.voltage_at(train.starts).tolist() == train.amplitudes.tolist()


def test_trains_are_values():
    one, same = (PulseTrain.constant(2.4, 3, **SHAPE, period=1e-6) for _ in range(2))
    assert one == same
    assert hash(one) == hash(same)
    assert one != PulseTrain.constant(2.4, 4, **SHAPE, period=1e-6)
    assert one != PulseTrain.constant(2.4, 3, **SHAPE, period=2e-6)
    with pytest.raises(ValueError, match="read-only"):
        one.amplitudes[0] = 1.0
    given_array = np.array([1.0, 2.0])
    train = PulseTrain(given_array, **SHAPE)
    given_array[0] = 5.0
    assert train.amplitudes.tolist() == [1.0, 2.0]


def test_a_train_may_be_empty():
    train = PulseTrain.constant(1.0, 0, **SHAPE)
    assert len(train) == 0
    assert train.charge_integral == 0
    assert train.voltage_at([0.0, 1.0]).tolist() == [0, 0]
    assert train.waveform()[0].shape == (0,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"amplitude": np.nan}, "amplitude: nan V is not allowed"),
        ({"duration": 0.0}, "duration: 0 s is not allowed; allowed: above 0 s"),
        ({"duration": np.inf}, "duration: inf s is not allowed"),
        ({"duration": -1e-9}, "duration: -1e-09 s is not allowed"),
        ({"rise": -1e-9}, "rise: -1e-09 s is not allowed; allowed: finite, at least 0 s"),
        ({"fall": np.nan}, "fall: nan s is not allowed"),
        (
            {"rise": 45e-9},
            r"rise \+ fall: 5.5e-08 s is not allowed; allowed: at most the duration, 5e-08 s",
        ),
    ],
)
def test_a_pulse_that_cannot_be_is_refused(change, message):
    arguments = {"amplitude": 1.0, **SHAPE} | change
    with pytest.raises(ValueError, match=message):
        Pulse(**arguments)
    if "amplitude" not in change:
        with pytest.raises(ValueError, match=message):
            PulseTrain([1.0], **(SHAPE | change))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: PulseTrain([True], **SHAPE),
            r"amplitudes: \[True\] is not allowed; allowed: a num",
        ),
        (lambda: PulseTrain(["1 V"], **SHAPE), r"amplitudes: \['1 V'\] is not allowed"),
        (lambda: PulseTrain([[1.0], []], **SHAPE), "amplitudes: .* is not allowed"),
        (lambda: PulseTrain([1.0], "50 ns"), "duration: '50 ns' is not allowed; allowed: a num"),
        (lambda: PulseTrain([1.0], [5e-8]), r"duration: \[5e-08\] is not allowed"),
        (lambda: PulseTrain.constant("1 V", 1, **SHAPE), "amplitude: '1 V' is not allowed"),
        (lambda: PulseTrain.constant(1.0, "1", **SHAPE), "count: '1' is not allowed"),
        (lambda: PulseTrain.ramp("1 V", 2.0, 0.1, **SHAPE), "first: '1 V' is not allowed"),
        (lambda: PulseTrain([1.0], **SHAPE, period=40e-9), "period: 4e-08 s is not allowed"),
        (lambda: PulseTrain([1.0], **SHAPE, period=np.nan), "period: nan s is not allowed"),
        (lambda: PulseTrain([1.0], **SHAPE, period=np.inf), "period: inf s is not allowed"),
        (lambda: PulseTrain([1.0, np.inf], **SHAPE), "amplitudes: inf V is not allowed"),
        (lambda: PulseTrain([[1.0]], **SHAPE), r"amplitudes: shape \[1, 1\] is not allowed"),
        (lambda: PulseTrain.constant(1.0, -1, **SHAPE), "count: -1 is not allowed"),
        (lambda: PulseTrain.constant(1.0, 2.5, **SHAPE), "count: 2.5 is not allowed"),
        (lambda: PulseTrain.ramp(1.0, 2.0, 0.0, **SHAPE), "step: 0 V is not allowed"),
        (lambda: PulseTrain.ramp(1.0, 2.0, -0.1, **SHAPE), "step: -0.1 V is not allowed"),
        (lambda: PulseTrain.ramp(1.0, np.nan, 0.1, **SHAPE), "first, last: nan V is not allowed"),
        (lambda: PulseTrain.ramp(0.0, 1.0, 1e-12, **SHAPE), "at most 10000000 pulses"),
    ],
)
def test_a_train_that_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_edges_that_fill_the_pulse_may_be_rounded_in_decimal():
    assert Pulse(1.0, 0.3, 0.1, 0.2).plateau == 0  # 0.1 + 0.2 is a little more than 0.3
