"""The neuron against trajectories worked out by hand, and against the numpy law in SI units."""

import copy
import math
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dwmtj import physics
from dwmtj.device import DeviceCircuit, constant_train
from dwmtj.nn import DWMTJ, DWMTJCell, SuperSpike
from dwmtj.nn.normalised import normalise
from dwmtj.parameters import Source, load_device

ASSUMED = Source(kind="assumed", detail="test")


def device(**values):
    """A device whose wall moves one tenth of the firing distance per step and unit input.

    The synapse has no memory, so that the input of a step is its current.
    """
    base = load_device("cui2024-network")
    gain = normalise(base).gain
    settings = {
        "circuit.drive_current": 50e-6 * 0.1 / gain,
        "neuron.synaptic_time_constant": 1e-10,
        "wall_noise.sigma": 0.0,
        "circuit.write_time": 2e-10,
        "track.domain_length": 20e-9,
        "junction.length": 10e-9,
    }
    for path, value in (settings | values).items():
        base = base.replace(path, value, ASSUMED)
    return base


def run(neuron, inputs, **options):
    """Positions and spikes of one neuron for a list of inputs."""
    state, positions, spikes = None, [], []
    for value in inputs:
        spike, state = neuron(torch.tensor([[value]], dtype=torch.float64), state, **options)
        positions.append(state.position.item())
        spikes.append(spike.item())
    return positions, spikes, state


def test_the_paper_neuron_fires_at_the_thirtieth_step_of_constant_current():
    neuron = DWMTJ(sigma=0.0)
    input = torch.zeros(40, 1, 1, dtype=torch.float64)
    input[0] = 5.0  # with tau_syn = 5 steps, 1 a step keeps the current at 5
    input[1:] = 1.0
    spikes, _ = DWMTJ(sigma=0.0, reset="instant")(input / 5)
    assert spikes.flatten().nonzero()[0].item() == 29  # 29.6 steps
    assert 1 / neuron.wall.gain == pytest.approx(29.6, abs=0.05)


def test_the_lab_neuron_fires_after_a_dozen_pulses_with_the_spread_of_sigma():
    neuron = DWMTJ("cui2024-train", reset="none")
    spikes, _ = neuron(torch.ones(30, 1, 20_000), generator=3)
    assert spikes.any(0).all()
    steps = (spikes.argmax(0) + 1).double()
    # Fig. 5a has 12; half a step because counts are rounded up.
    assert steps.mean().item() == pytest.approx(1 / neuron.wall.gain + 0.5, abs=0.05)
    assert steps.mean().item() == pytest.approx(12, abs=0.5)
    assert steps.std().item() == pytest.approx(0.3 * 12**0.5, rel=0.05)


@pytest.mark.parametrize("preset", ["cui2024-ramp", "cui2024-train"])
def test_a_step_of_a_lab_neuron_goes_as_far_as_a_pulse_of_the_device(preset):
    lab = load_device(preset)
    circuit, train = DeviceCircuit(lab), constant_train(lab, pulses=1)
    travel = circuit.velocity_per_volt * train.charge_integral
    assert normalise(lab).gain * lab.track.firing_distance == pytest.approx(travel, rel=1e-5)


def test_currents_are_not_limited():
    neuron = DWMTJ(sigma=0.0)
    _, state = neuron(torch.ones(200, 1, 1, dtype=torch.float64))
    current = neuron.state_in_si(state).current / 0.8  # that of the step, before its decay
    track = neuron.device_parameters.track
    density = physics.current_density(current.item(), track.width, track.thickness)
    assert density == pytest.approx(5 * 1.333e12, rel=1e-3)


def test_eject_keeps_the_output_high_until_the_domain_has_left_and_then_writes():
    # Exit at 1 + (20 + 10)/200 = 1.15; two steps to write.
    neuron = DWMTJCell(device())
    positions, spikes, _ = run(neuron, [4.0, 4.0, 2.5, 0.5, 0.0, 1.0, 3.0, 3.0, 3.0])
    assert positions == pytest.approx([0.4, 0.8, 1.05, 1.10, 1.10, 0.0, 0.0, 0.0, 0.3])
    assert spikes == [0, 0, 1, 1, 1, 1, 0, 0, 0]


def test_eject_that_jumps_past_the_junction_still_fires():
    positions, spikes, state = run(DWMTJCell(device()), [5.0, 9.0])
    assert positions == pytest.approx([0.5, 0.0])
    assert spikes == [0, 1]
    assert state.refractory.item() == 2


def test_eject_with_instant_write_integrates_in_the_next_step():
    neuron = DWMTJCell(device(**{"circuit.write_time": 0.0}))
    positions, _, _ = run(neuron, [9.0, 9.0, 3.0])
    assert positions == pytest.approx([0.9, 0.0, 0.3])


def test_a_write_shorter_than_a_step_takes_the_whole_step():
    assert normalise(device(**{"circuit.write_time": 0.3e-10})).refractory_steps == 1
    assert normalise(device(**{"circuit.write_time": 3e-10})).refractory_steps == 3


def test_instant_reset_returns_the_wall_at_the_spike():
    positions, spikes, _ = run(DWMTJCell(device(), reset="instant"), [6.0, 6.0, 3.0])
    assert positions == pytest.approx([0.6, 0.0, 0.3])
    assert spikes == [0, 1, 0]


def test_without_reset_the_wall_stays_and_can_be_pulled_back():
    positions, spikes, _ = run(DWMTJCell(device(), reset="none"), [8.0, 8.0, 8.0, -16.0, -20.0])
    assert positions == pytest.approx([0.8, 1.6, 2.4, 0.8, 0.0])
    assert spikes == [0, 1, 1, 0, 0]


def test_the_start_of_the_track_is_a_wall():
    positions, spikes, _ = run(DWMTJCell(device(), reset="none"), [-3.0, 10.0])
    assert positions == pytest.approx([0.0, 1.0])
    assert spikes[0] == 0


def test_synaptic_current_decays_and_adds_up():
    neuron = DWMTJCell(device(**{"neuron.synaptic_time_constant": 5e-10}), reset="none")
    positions, _, state = run(neuron, [1.0, 1.0, 0.0])
    currents = [1.0, 1.8, 1.44]
    assert positions == pytest.approx(np.cumsum(currents) * 0.1)
    assert state.current.item() == pytest.approx(1.44 * 0.8)


def test_a_taper_slows_the_wall_and_its_leak_pulls_it_back():
    tapered = device(**{"track.end_width": 75e-9, "track.leak_velocity": 100.0})
    drift = 100.0 * 1e-10 / 200e-9
    positions, _, _ = run(DWMTJCell(tapered, reset="none"), [6.0, 2.2, 0.0])
    first = 0.6 - drift
    second = first + 0.22 / (1 + 2 * first) - drift
    assert positions == pytest.approx([first, second, second - drift])


@pytest.mark.parametrize("preset", ["cui2024-network", "liu2025-released-code"])
@given(currents=st.lists(st.floats(-2, 3), min_size=1, max_size=30), seed=st.integers(0, 1000))
def test_the_step_equals_the_numpy_law_in_si_units(preset, currents, seed):
    parameters = load_device(preset)
    material, track = parameters.material, parameters.track
    neuron = DWMTJCell(parameters, reset="none")
    constants = {
        "saturation_magnetization": material.saturation_magnetization,
        "spin_polarization": material.spin_polarization,
        "gilbert_damping": material.gilbert_damping,
        "wall_width": material.wall_width,
        "thickness": track.thickness,
    }
    state, position, synaptic = None, 0.0, 0.0
    generator = torch.Generator().manual_seed(seed)
    for value in currents:
        input = torch.tensor([[value]], dtype=torch.float64)
        _, state = neuron(input, state, generator=generator)
        synaptic += value
        width = physics.taper_width(position, track.width, track.end_width, track.firing_distance)
        density = physics.current_density(
            synaptic * parameters.circuit.drive_current, width, track.thickness
        )
        velocity = physics.wall_velocity(density, 0.0, **constants) - track.leak_velocity
        position = physics.wall_step(position, velocity, 1e-10, state.noise.item())
        synaptic *= 0.8
        in_si = neuron.state_in_si(state)
        assert in_si.position.item() == pytest.approx(float(position), rel=1e-5, abs=1e-12)
        assert in_si.current.item() == pytest.approx(synaptic * 50e-6, rel=1e-6, abs=1e-10)


def test_state_in_si_gives_the_time_until_the_next_domain():
    neuron = DWMTJCell(device())
    _, _, state = run(neuron, [5.0, 9.0])
    assert neuron.state_in_si(state).refractory.item() == pytest.approx(2e-10)


# Noise


def test_noise_has_the_stated_spread_and_is_drawn_anew_at_every_step():
    neuron = DWMTJCell("cui2024-network")
    input = torch.ones(200, 500, dtype=torch.float64)
    generator = torch.Generator().manual_seed(0)
    _, first = neuron(input, generator=generator)
    _, second = neuron(input, first, generator=generator)
    for state in (first, second):
        assert state.noise.mean().item() == pytest.approx(1, abs=5 * 0.3 / 316)
        assert state.noise.std().item() == pytest.approx(0.3, rel=0.01)
    correlation = torch.corrcoef(torch.stack([first.noise.flatten(), second.noise.flatten()]))[0, 1]
    assert abs(correlation.item()) < 5 / 316


def test_noise_is_held_for_its_interval():
    neuron = DWMTJCell(noise_interval=3e-10)
    input, state, factors = torch.ones(1, 4), None, []
    for _ in range(7):
        _, state = neuron(input, state)
        factors.append(state.noise)
    assert neuron.wall.noise_steps == 3
    for i in range(1, 7):
        assert torch.equal(factors[i], factors[i - 1]) == (i % 3 != 0)


def test_long_noise_intervals_spread_the_distance_more():
    input = torch.full((60, 2000, 1), 0.3)
    input[0] = 1.5
    spread = {}
    for interval in (1e-10, 6e-10):
        neuron = DWMTJ(noise_interval=interval, reset="none")
        _, state = neuron(input, generator=torch.Generator().manual_seed(1))
        spread[interval] = (state.position.std() / state.position.mean()).item()
        draws = 6e-9 / interval
        expected = float(physics.distance_spread(0.3, draws))
        assert spread[interval] == pytest.approx(expected, rel=0.08)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("wanted", [True, False])
def test_noise_is_switched_for_training_and_evaluation_separately(training, wanted):
    options = {"noise_in_training": training == wanted, "noise_in_evaluation": training != wanted}
    neuron = DWMTJCell(**options).train(training)
    _, state = neuron(torch.ones(3, 4))
    assert (state.noise != 1).any() == wanted


def test_a_state_from_training_loses_its_noise_in_evaluation():
    neuron = DWMTJCell(noise_in_evaluation=False, noise_interval=5e-10)
    _, state = neuron(torch.ones(3, 4))
    assert (state.noise != 1).all()
    _, state = neuron.eval()(torch.ones(3, 4), state)
    assert (state.noise == 1).all()


def test_sigma_zero_draws_nothing():
    before = torch.get_rng_state()
    DWMTJ(sigma=0.0)(torch.ones(5, 2, 3))
    assert torch.equal(before, torch.get_rng_state())


@pytest.mark.parametrize("shape", [(4, 3), (1, 1), (7, 16), (2, 3, 5)])
def test_the_sequence_equals_the_loop_over_the_cell(shape):
    input = torch.randn(25, *shape, dtype=torch.float64) * 2
    sequence, cell = DWMTJ(noise_interval=2e-10), DWMTJCell(noise_interval=2e-10)
    spikes, state = sequence(input, generator=torch.Generator().manual_seed(3))
    generator, stepped, outputs = torch.Generator().manual_seed(3), None, []
    for item in input:
        output, stepped = cell(item, stepped, generator=generator)
        outputs.append(output)
    assert torch.equal(spikes, torch.stack(outputs))
    for mine, other in zip(state, stepped, strict=True):
        assert torch.equal(torch.as_tensor(mine), torch.as_tensor(other))


def test_a_sequence_can_be_cut_in_two():
    input = torch.randn(30, 4, 3) * 2
    neuron = DWMTJ(noise_interval=4e-10)
    whole, _ = neuron(input, generator=torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(0)
    first, state = neuron(input[:13], generator=generator)
    second, _ = neuron(input[13:], state, generator=generator)
    assert torch.equal(whole, torch.cat([first, second]))


def test_the_same_seed_gives_the_same_spikes_and_another_seed_others():
    input = torch.full((60, 8, 8), 0.3)
    spikes = [
        DWMTJ(reset="instant")(input, generator=torch.Generator().manual_seed(seed))[0]
        for seed in (1, 1, 2)
    ]
    assert torch.equal(spikes[0], spikes[1])
    assert not torch.equal(spikes[0], spikes[2])


# Modules


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_results_have_the_type_of_the_input(dtype):
    neuron = DWMTJ(neurons=(3,), velocity_spread=0.1)
    spikes, state = neuron(torch.ones(4, 2, 3, dtype=dtype))
    assert spikes.dtype == dtype
    assert all(part.dtype == dtype for part in state[:4])


def test_batch_size_may_change_between_calls_but_not_within_a_state():
    neuron = DWMTJ()
    _, state = neuron(torch.ones(3, 5, 2))
    neuron(torch.ones(3, 7, 2))
    with pytest.raises(ValueError, match=r"state: shape \[5, 2\] does not fit .* \[7, 2\]"):
        neuron(torch.ones(3, 7, 2), state)


@pytest.mark.parametrize("shape", [(0, 2, 3), (3,)])
def test_inputs_without_time_steps_are_refused(shape):
    with pytest.raises((ValueError, IndexError)):
        DWMTJ()(torch.ones(shape))


def test_everything_is_made_on_the_device_of_the_input():
    neuron = DWMTJ(neurons=(3,), velocity_spread=0.1, sigma=0.0).to("meta")
    spikes, state = neuron(torch.ones(4, 2, 3, device="meta"))
    assert spikes.device.type == "meta"
    assert all(part.device.type == "meta" for part in state[:4])


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda module: pickle.loads(pickle.dumps(module))],
    ids=["deepcopy", "pickle"],
)
def test_copies_compute_the_same(copied):
    neuron = DWMTJ(learnable={"gain"}, neurons=(3,), velocity_spread=0.2, sigma=0.0)
    input = torch.randn(40, 2, 3)
    assert torch.equal(neuron(input)[0], copied(neuron)(input)[0])


def test_state_dict_carries_spread_and_learned_values():
    first = DWMTJ(neurons=(5,), velocity_spread=0.2, spread_seed=1, learnable={"threshold"})
    second = DWMTJ(neurons=(5,), velocity_spread=0.2, spread_seed=2, learnable={"threshold"})
    with torch.no_grad():
        first.threshold.add_(0.5)
    assert not torch.equal(first.gain, second.gain)
    second.load_state_dict(first.state_dict())
    assert torch.equal(first.gain, second.gain)
    assert torch.equal(first.threshold, second.threshold)


def test_learnable_parameters_get_gradients():
    names = ("gain", "drift", "synaptic_decay", "threshold")
    neuron = DWMTJ(learnable=names, reset="instant", surrogate=SuperSpike(2.0))
    assert {name for name, _ in neuron.named_parameters()} == set(names)
    neuron(torch.rand(50, 3, 4))[0].sum().backward()
    assert all(getattr(neuron, name).grad.abs() > 0 for name in names)
    assert not list(DWMTJ().parameters())


def test_spread_is_drawn_once_per_module_from_its_seed():
    def make(seed):
        return DWMTJ(neurons=(20000,), velocity_spread=0.1, distance_spread=0.2, spread_seed=seed)

    first, again, other = make(1), make(1), make(2)
    assert torch.equal(first.gain, again.gain)
    assert not torch.equal(first.gain, other.gain)
    gain = first.gain / DWMTJ().gain
    assert gain.mean().item() == pytest.approx(1, abs=5 * 0.1 / 141)
    assert gain.log().std().item() == pytest.approx(0.1, rel=0.03)
    assert first.threshold.mean().item() == pytest.approx(1, abs=5 * 0.2 / 141)
    assert first.threshold.log().std().item() == pytest.approx(0.2, rel=0.03)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"learnable": {"gian"}}, "learnable: 'gian' is not allowed; allowed: gain, drift"),
        ({"velocity_spread": 0.1}, "neurons: missing"),
        ({"velocity_spread": -0.1, "neurons": (3,)}, "velocity_spread: -0.1 is not allowed"),
        ({"reset": "sometimes"}, "'sometimes' is not allowed"),
        ({"sigma": -1.0}, "sigma: -1.0 is not allowed"),
        ({"noise_interval": 0.15e-9}, "whole multiples"),
        ({"device": "nix"}, "no device 'nix'"),
    ],
)
def test_wrong_options_are_refused(options, says):
    with pytest.raises(ValueError, match=says):
        DWMTJ(**options)


def test_a_domain_has_left_when_its_last_wall_has_passed_the_junction_of_the_layout():
    lab = load_device("cui2024-ramp")
    layout, half = lab.layout, lab.junction.length / 2
    last_wall = layout.position_a + half - lab.track.domain_length  # as it is written
    travel = layout.position_b + half - last_wall
    wall = normalise(lab)
    assert (1 + wall.exit_length) * lab.track.firing_distance == pytest.approx(travel)


def test_printing_a_module_says_what_it_is():
    text = repr(DWMTJ(reset="instant"))
    assert "device=cui2024-network" in text
    assert "reset=instant" in text
    assert "sigma=0.3" in text


def test_a_share_of_resets_fails_and_the_domain_passes_the_junction_again():
    options = {"reset": "eject", "sigma": 0.0}
    sure, failing = DWMTJ(**options), DWMTJ(reset_failure=0.25, **options)
    input = torch.full((4000, 10, 20), 0.6)
    high, high_failing = (n(input, generator=3)[0].bool() for n in (sure, failing))

    def steps_per_firing(high):
        return int(high.sum()) / int((high[:-1] & ~high[1:]).sum())

    # From the firing point itself; a first passage begins a little beyond it.
    travel = 0.6 / (1 - sure.wall.synaptic_decay) * sure.wall.gain
    once_more = math.floor(sure.wall.exit_length / travel) + 1
    expected = steps_per_firing(high) + once_more * 0.25 / 0.75
    assert steps_per_firing(high_failing) == pytest.approx(expected, rel=0.01)


def test_failing_resets_follow_from_the_seed_and_not_from_the_wall_noise():
    input = 0.6 * torch.ones(100, 8, 5)
    neuron = DWMTJ(reset_failure=0.3)
    first, again, other = (neuron(input, generator=seed)[0] for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    silent = DWMTJ(reset_failure=0.3, sigma=0.0)
    assert not torch.equal(silent(input, generator=1)[0], DWMTJ(sigma=0.0)(input)[0])


def test_failing_resets_have_no_kernel_and_need_a_probability():
    neuron = DWMTJ(reset_failure=0.1)
    neuron(torch.ones(3, 2, 4))
    assert neuron.backend_in_use == "reference"
    with pytest.raises(ValueError, match="resets may fail"):
        DWMTJ(reset_failure=0.1, backend="fused")(torch.ones(3, 2, 4))
    for wrong in (-0.1, 1.0, float("nan")):
        with pytest.raises(ValueError, match=r"reset_failure: .* is not allowed"):
            DWMTJ(reset_failure=wrong)
