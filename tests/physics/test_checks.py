"""No size of zero divides: it is told, and is not an infinity far from where it came from."""

import inspect
import re

import numpy as np
import pytest

from dwmtj import physics
from dwmtj.physics.checks import not_negative, number, numbers, positive, whole

ARGUMENTS = {
    "current_density": {"current": 5e-5, "width": 25e-9, "thickness": 1.5e-9},
    "spin_transfer_velocity": {
        "current_density": 1e12, "spin_polarization": 0.7, "saturation_magnetization": 8e5,
    },
    "field_velocity": {"field": 100.0, "wall_width": 9.7e-9, "gilbert_damping": 0.05},
    "mean_field_velocity": {
        "field": 100.0, "walker_field": 600.0, "wall_width": 9.7e-9, "gilbert_damping": 0.05,
    },
    "hard_axis_field": {
        "saturation_magnetization": 8e5, "thickness": 1.5e-9, "wall_width": 9.7e-9,
    },
    "parallel_resistance": {
        "resistance_area_product": 29e-12, "length": 450e-9, "width": 250e-9,
    },
    "taper_width": {
        "position": 1e-7, "width": 25e-9, "end_width": 105e-9, "firing_distance": 200e-9,
    },
    "taper_field": {
        "slope": 0.4, "width": 65e-9, "wall_energy": 1e-3, "saturation_magnetization": 8e5,
    },
    "distance_spread": {"sigma": 0.3, "draws": 12},
    "pulse_count_spread": {"mean_pulses": 12, "sigma": 0.3, "draws_per_pulse": 1},
    "inverse_gaussian_law": {"draws": 12, "mean_increments": 12, "sigma": 0.3},
}  # fmt: skip
DIVISORS = [
    ("current_density", "width", "m"),
    ("current_density", "thickness", "m"),
    ("spin_transfer_velocity", "saturation_magnetization", "A/m"),
    ("field_velocity", "gilbert_damping", ""),
    ("mean_field_velocity", "gilbert_damping", ""),
    ("hard_axis_field", "wall_width", "m"),
    ("parallel_resistance", "length", "m"),
    ("parallel_resistance", "width", "m"),
    ("taper_width", "firing_distance", "m"),
    ("taper_field", "width", "m"),
    ("taper_field", "saturation_magnetization", "A/m"),
    ("distance_spread", "draws", ""),
    ("pulse_count_spread", "draws_per_pulse", ""),
    ("inverse_gaussian_law", "mean_increments", ""),
    ("inverse_gaussian_law", "sigma", ""),
]


@pytest.mark.parametrize(("name", "argument", "unit"), DIVISORS)
@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_what_divides_is_above_zero(name, argument, unit, value):
    function = getattr(physics, name)
    assert np.isfinite(function(**ARGUMENTS[name]))
    of_unit = f" {unit}" if unit else ""
    says = f"{argument}: {value:g}{of_unit} is not allowed; allowed: above 0{of_unit}"
    with pytest.raises(ValueError, match=re.escape(says)):
        function(**ARGUMENTS[name] | {argument: value})


def test_one_wrong_value_of_an_array_is_named():
    with pytest.raises(ValueError, match="width: -2 m is not allowed"):
        physics.current_density(1.0, [1.0, -2.0, 0.0], 1.0)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_argument_of_zero_gives_a_finite_result_or_an_error(name):
    function = getattr(physics, name)
    assert set(ARGUMENTS[name]) == set(inspect.signature(function).parameters)
    for argument in ARGUMENTS[name]:
        try:
            with np.errstate(all="raise"):
                result = function(**ARGUMENTS[name] | {argument: 0.0})
        except ValueError:
            continue
        assert np.isfinite(result)


@pytest.mark.parametrize("value", ["-600 Oe", True, [True], None, {}, [[1.0], []], 1j, ["1"]])
@pytest.mark.parametrize("check", [numbers, number, positive, not_negative])
def test_what_is_no_number_is_told_with_its_name_and_unit(check, value):
    with pytest.raises(
        ValueError, match=r"^field: .* is not allowed; allowed: a number in A/m \(1 Oe"
    ):
        check("field", value, "A/m")


def test_numbers_of_any_kind_are_numbers():
    assert numbers("length", [1, 2], "m").dtype == float
    assert numbers("length", np.float32(0.5), "m") == number("length", np.int64(1), "m") / 2
    assert numbers("length", [], "m").shape == (0,)
    with pytest.raises(ValueError, match=r"length: \[1\] is not allowed; allowed: a number in m$"):
        number("length", [1], "m")


@pytest.mark.parametrize("value", [0, -3, 2.5, "2", True, None, float("nan"), float("inf"), [2]])
def test_what_is_no_whole_number_of_devices_is_told(value):
    with pytest.raises(ValueError, match=r"^count: .* is not allowed; allowed: at least 1 device$"):
        whole("count", value, 1, "device")
    assert [whole("count", each, 1) for each in (1, 2.0, np.int64(3))] == [1, 2, 3]
