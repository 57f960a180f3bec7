import numpy as np
import pytest

from dwmtj.accounting import account
from dwmtj.accounting.inference import account_inference
from dwmtj.accounting.inference_table import notes, side_by_side
from dwmtj.accounting.literature import published_neurons
from dwmtj.accounting.network_energies import nominal_track
from dwmtj.networks.activity import Activity, LayerActivity
from dwmtj.parameters import load_device

DEVICE = load_device("cui2024-network")
STEPS, IMAGES = 400, 50


@pytest.fixture(scope="module")
def accounts():
    return [account(DEVICE, draws=200)]


@pytest.fixture(scope="module")
def activity():
    rng = np.random.default_rng(0)
    spikes = [rng.poisson(mean, IMAGES).astype(float) for mean in (1000, 60, 90)]
    firings = [spikes[0], spikes[1] / 2, spikes[2] / 2]
    squares = [None, rng.gamma(5, 100, IMAGES), rng.gamma(5, 200, IMAGES)]
    layers = [
        LayerActivity(name, neurons, each, fired, fan_out * each, square)
        for name, neurons, each, fired, fan_out, square in zip(
            ("input", "hidden 1", "hidden 2"),
            (784, 100, 100),
            spikes,
            firings,
            (100, 100, 10),
            squares,
            strict=True,
        )
    ]
    return Activity(tuple(layers), np.arange(IMAGES) % 10 > 0, STEPS)


@pytest.fixture(scope="module")
def inference(activity, accounts):
    return account_inference("dwmtj_noisy", DEVICE, activity, accounts, draws=500)


def test_the_heat_is_the_power_at_the_drive_current_times_the_squares(inference, activity):
    squares = activity.layers[1].squared_current + activity.layers[2].squared_current
    heat = float(nominal_track(DEVICE).power) * 0.1e-9
    found = inference.currents
    assert found.estimate.value == pytest.approx(heat * squares.mean(), rel=1e-12)
    assert found.distribution.sd == pytest.approx(heat * squares.std(), rel=1e-12)
    low, high = found.estimate.interval_95
    assert low < found.estimate.value < high


def test_a_neuron_that_is_driven_at_its_drive_current_takes_what_its_account_says(accounts):
    """Both counts agree where they mean the same: one neuron, driven until its domain has left."""
    draws = accounts[0].figures["per_spike"].distribution.mean
    steps = draws / (float(nominal_track(DEVICE).power) * 0.1e-9)
    one = np.ones(4)
    layers = (
        LayerActivity("input", 1, one, one, one, None),
        LayerActivity("hidden 1", 1, one, one, one, steps * one),
    )
    activity = Activity(layers, np.ones(4, bool), STEPS)
    found = account_inference("dwmtj_noisy", DEVICE, activity, accounts, draws=50)
    of_firings = found.firings["cui2024-network"].estimate.value
    assert found.currents.estimate.value == pytest.approx(of_firings, rel=1e-3)


def test_firings_and_events_are_multiplied_with_what_one_takes(inference, activity, accounts):
    fired = activity.layers[1].firings + activity.layers[2].firings
    one = accounts[0].figures["per_spike"].estimate
    found = inference.firings["cui2024-network"].estimate
    assert found.value == pytest.approx(fired.mean() * one.value)
    assert found.interval_95[0] < fired.mean() * one.interval_95[0]
    assert found.interval_95[1] > fired.mean() * one.interval_95[1]
    events = sum(layer.synaptic_events for layer in activity.layers)
    assert inference.synaptic_events.estimate.value == pytest.approx(events.mean())
    rows = {row.key: row for row in published_neurons()}
    assert len(inference.digital) >= 4
    for key, figures in inference.digital.items():
        assert rows[key].quantity == "per synaptic event"
        for figure, energy in zip(figures, rows[key].energy, strict=True):
            assert figure.estimate.value == pytest.approx(events.mean() * energy.centre)


def test_latency_is_that_of_all_steps(inference):
    assert inference.latency.estimate.value == pytest.approx(STEPS * 0.1e-9)
    assert inference.accuracy == 90


def test_lif_neurons_have_events_and_no_device(activity, accounts):
    layers = tuple(layer._replace(squared_current=None) for layer in activity.layers)
    lif = Activity(layers, activity.correct, STEPS)
    found = account_inference("lif", DEVICE, lif, accounts, draws=50)
    assert found.currents.estimate.value is None
    assert "no wall" in found.currents.estimate.reason
    assert found.firings["cui2024-network"].estimate.value is None
    assert found.synaptic_events.estimate.value > 0


def test_the_table_says_how_hard_the_network_drives_and_what_is_unverified(inference, activity):
    rows = dict(side_by_side([inference]))
    assert rows["latency"] == ["40 ns"]
    assert rows["rightly classified"] == ["90.0 %"]
    assert any("unverified" in name for name in rows)
    square = activity.layers[1].squared_current.mean() / (100 * STEPS)
    assert any(f"{square**0.5:.3g} and" in note for note in notes([inference]))


def test_json_has_null_with_a_reason_and_si_units(inference):
    found = inference.to_dict()
    assert found["schema_version"] == 1
    assert found["currents"]["unit"] == "J"
    assert found["layers"][0]["mean_squared_current"] is None
    assert {each["name"] for each in found["layers"]} == {"input", "hidden 1", "hidden 2"}
    assert found["digital"]["merolla2014"]["energies"][0]["unit"] == "J"
