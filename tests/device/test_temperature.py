"""How warm a pulse makes the track of a preset, against closed forms and limits."""

import numpy as np
import pytest

from dwmtj.device import derived_values, ramp_train, temperature_rise
from dwmtj.parameters import Source, load_device, write_toml

TRAIN = load_device("cui2024-train")
OXIDE = TRAIN.substrate
#: Power per length at 1 V: V^2/R over the length, with R of 16 squares.
POWER = 1 / (16 / (3e-9 / 1.9e-6 + 2.4e-9 / 1.5e-6)) / 4e-6


def test_on_insulator_all_the_way_down_the_rise_is_that_of_you_and_others():
    diffusivity = OXIDE.thermal_conductivity / (OXIDE.density * OXIDE.heat_capacity)
    reach = 2 * np.sqrt(diffusivity * 50e-9)
    rise = 2.4**2 * POWER / (np.pi * OXIDE.thermal_conductivity) * np.arcsinh(reach / 125e-9)
    assert temperature_rise(TRAIN).half_space == pytest.approx(rise)
    assert 100 < rise < 150  # 125 K: not little


def test_a_cold_wafer_keeps_the_track_cooler_and_more_so_in_a_long_pulse():
    rise = temperature_rise(TRAIN, duration=[1e-9, 50e-9, 1e-6])
    assert rise.film[0] == pytest.approx(rise.half_space[0], rel=1e-6)  # heat is not there yet
    ratio = rise.film / rise.half_space
    assert np.all(np.diff(ratio) < 0)
    assert np.all(ratio <= 1 + 1e-9)


def test_a_thick_film_is_insulator_all_the_way_down():
    thick = TRAIN.replace("substrate.film_thickness", "1 mm", Source(kind="assumed", detail="test"))
    rise = temperature_rise(thick)
    assert rise.film == pytest.approx(float(rise.half_space), rel=1e-6)


def test_the_rise_is_quadratic_in_the_amplitude_of_either_sign_and_zero_at_the_begin():
    rise = temperature_rise(TRAIN, [1.0, -2.0, 0.0])
    assert rise.film[1] == pytest.approx(4 * rise.film[0])
    assert rise.film[2] == 0
    assert rise.film.shape == rise.half_space.shape == (3,)
    assert temperature_rise(TRAIN, 2.4, 0.0).film == 0
    grid = temperature_rise(TRAIN, np.ones((2, 1)), np.ones(3) * 1e-8)
    assert grid.film.shape == grid.half_space.shape == (2, 3)


def test_it_stands_among_what_follows_from_the_preset():
    values = {row.name: row.value for row in derived_values(TRAIN)}
    rise = temperature_rise(TRAIN)
    assert values["temperature_rise_film"] == pytest.approx(float(rise.film))
    assert values["temperature_rise_half_space"] == pytest.approx(float(rise.half_space))
    bare = TRAIN.model_copy(update={"substrate": None})
    assert not any("temperature" in row.name for row in derived_values(bare))


def test_the_name_of_a_preset_or_a_file_will_do(tmp_path):
    write_toml(TRAIN, tmp_path / "own.toml")
    for named in ("cui2024-train", tmp_path / "own.toml", str(tmp_path / "own.toml")):
        assert temperature_rise(named) == temperature_rise(TRAIN)
        assert derived_values(named) == derived_values(TRAIN)
        assert ramp_train(named) == ramp_train(TRAIN)
    with pytest.raises(ValueError, match="no device 'nix'; there are: "):
        derived_values("nix")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("2.4 V",), "amplitude: '2.4 V' is not allowed; allowed: a number in V"),
        (([True],), r"amplitude: \[True\] is not allowed"),
        ((2.4, "50 ns"), "duration: '50 ns' is not allowed; allowed: a number in s"),
        ((2.4, -1e-9), "duration: -1e-09 s is not allowed; allowed: finite, at least 0 s"),
    ],
)
def test_amplitudes_and_durations_are_numbers(arguments, told):
    with pytest.raises(ValueError, match=told):
        temperature_rise(TRAIN, *arguments)


@pytest.mark.parametrize("name", ["cui2024-network", "bare"])
def test_a_device_without_substrate_is_told(name):
    bare = TRAIN.model_copy(update={"substrate": None, "name": "bare"})
    device = bare if name == "bare" else load_device(name)
    with pytest.raises(ValueError, match=f"{name}: has no substrate"):
        temperature_rise(device)
