"""The whole account: delays, footprint, retention and the form of the JSON."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.accounting import ENERGIES, TIMES, account
from dwmtj.accounting.footprint import footprint
from dwmtj.accounting.retention import retention_figure
from dwmtj.accounting.summary import side_by_side
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source

LENGTHS = st.floats(1e-9, 1e-5)


@given(length=LENGTHS, width=LENGTHS, end=LENGTHS, pillar=LENGTHS)
def test_each_rule_of_the_footprint_holds_more(length, width, end, pillar):
    areas = footprint(length, width, end, pillar)
    assert areas.bare_track <= areas.with_junctions * (1 + 1e-12) < areas.with_contacts


def test_the_footprint_of_a_straight_track_by_hand():
    areas = footprint(4e-6, 250e-9, 250e-9, 250e-9)
    assert np.allclose(areas, [1e-12, 1e-12, 4.75e-6 * 0.5e-6])


def test_retention_without_a_barrier_is_the_attempt_time_and_its_logarithm_grows_with_it():
    def waits(barrier):
        figure = retention_figure(barrier, np.array([barrier]), 1e-9, 1e-9, 300.0)
        return figure.estimate.value / 1e-9

    assert waits(0.0) == pytest.approx(1)
    assert np.log(waits(2e-19)) == pytest.approx(2 * np.log(waits(1e-19)))


def test_delays_are_those_of_pulses_that_follow_at_once():
    found = account("cui2024-train", cycles=300, draws=5)
    fire, ready = (found.figures[name] for name in ("delay_to_fire", "delay_to_ready"))
    pulses = fire.estimate.value / 50e-9
    assert pulses == pytest.approx(12, abs=0.5)  # Fig. 5a
    assert fire.details["with_period"] == pytest.approx((pulses - 1) * 1e-3 + 50e-9)
    assert ready.estimate.value > fire.estimate.value + 50e-9  # a write pulse, and the way out
    assert found.figures["maximum_rate"].estimate.value == pytest.approx(1 / ready.estimate.value)


def test_the_protocol_is_what_fires_the_device():
    assert account("cui2024-train", cycles=5, draws=2).protocol == "train"
    assert account("cui2024-ramp", cycles=5, draws=2).protocol == "ramp"
    assert account("cui2024-ramp", cycles=5, draws=2, protocol="train").protocol == "train"


def test_a_device_that_never_fires_says_so():
    device = load_device("cui2024-train").replace(
        "pinning.entry_voltage", 9.0, Source(kind="assumed", detail="a test")
    )
    content = account(device, cycles=20, draws=5, protocol="train").to_dict()
    for name in ("per_spike", "delay_to_fire", "delay_to_ready", "maximum_rate"):
        assert content[name]["value"] is None
        assert "none of 20" in content[name]["reason"]
    assert content["error_rates"]["missed_fire"]["value"] == 1
    assert content["error_rates"]["failed_reset"]["value"] is None
    assert content["integrate"]["value"] > 0
    json.dumps(content, allow_nan=False)


def test_one_cycle_and_one_draw_are_enough():
    content = account("cui2024-ramp", cycles=1, draws=1).to_dict()
    json.dumps(content, allow_nan=False)
    assert content["per_spike"]["value"] > 0


@pytest.mark.parametrize("terminals", [4, 3])
def test_the_form_of_the_content(terminals):
    content = account("cui2024-ramp", terminals=terminals, cycles=50, draws=20).to_dict()
    assert content["schema_version"] == 1
    assert content["terminals"] == terminals
    for name in ENERGIES:
        assert content[name]["unit"] == "J"
        low, high = content[name]["interval_95"]
        assert low <= content[name]["value"] <= high
    assert [content[name]["unit"] for name in TIMES] == ["s", "s", "1/s"]
    assert content["footprint"]["unit"] == "m^2"
    assert content["footprint"]["value"] == content["footprint"]["with_contacts"]["value"]
    assert content["per_spike"]["distribution"]["cycles"] <= 50
    assert set(content["error_rates"]) == {"no_nucleation", "missed_fire", "failed_reset"}
    assert {each["source"]["kind"] for each in content["assumed"]} == {"assumed"}
    assert any(text.startswith("drivers") for text in content["leaves_out"])
    assert json.loads(json.dumps(content, allow_nan=False)) == content


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"cycles": 0}, "cycles: 0"),
        ({"draws": 0}, "draws: 0"),
        ({"cycles": 10**6, "draws": 21}, "cycles, draws: 1000000 times 21"),
        ({"terminals": 2}, "terminals: 2"),
        ({"protocol": "walk"}, "protocol: 'walk'"),
        ({"seed": -1}, "seed: -1"),
    ],
)
def test_what_is_not_allowed_is_named(options, named):
    with pytest.raises(ValueError, match=named):
        account("cui2024-ramp", **options)


def test_the_table_of_the_documentation_is_what_the_accounts_say():
    page = (Path(__file__).parents[2] / "docs" / "accounting.md").read_text(encoding="utf-8")
    four, three = account("cui2024-ramp"), account("cui2024-ramp", terminals=3)
    for name, texts in side_by_side([four, three, account("cui2024-network")]):
        row = " | ".join([name, *(text.replace("\n", " ") for text in texts)])
        assert f"| {row} |\n" in page
    spikes = [each.figures["per_spike"].estimate.value for each in (four, three)]
    write = four.figures["write"].estimate.value
    assert f"takes {spikes[1] / spikes[0]:.2f} times as much" in page
    assert f"{spikes[1] / (spikes[0] - write):.2f}\ntimes as much" in page
