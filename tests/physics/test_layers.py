import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.physics.layers import (
    layer_current_density,
    segment_resistance,
    sheet_power,
    sheet_resistance,
)

THICKNESS = np.array([3e-9, 2.4e-9])
RESISTIVITY = np.array([1.9e-6, 1.5e-6])

thicknesses = st.lists(st.floats(1e-10, 1e-7), min_size=3, max_size=3)
resistivities = st.lists(st.floats(1e-8, 1e-4), min_size=3, max_size=3)


def test_tantalum_and_cofeb_of_the_presets_have_315_ohm_per_square():
    assert sheet_resistance(THICKNESS, RESISTIVITY) == pytest.approx(315, abs=0.5)


def test_single_layer_has_resistivity_over_thickness():
    assert sheet_resistance([2e-9], [1e-6]) == pytest.approx(500)


def test_two_equal_layers_are_one_of_twice_the_thickness():
    assert sheet_resistance([2e-9, 2e-9], [1e-6]) == sheet_resistance([4e-9], [1e-6])


def test_an_insulator_changes_nothing():
    with_insulator = sheet_resistance([*THICKNESS, 1e-9], [*RESISTIVITY, 1e6])
    assert with_insulator == pytest.approx(float(sheet_resistance(THICKNESS, RESISTIVITY)))


def test_a_square_has_the_sheet_resistance_and_a_track_one_per_square():
    assert segment_resistance(250e-9, 250e-9, 315.0) == 315.0
    assert segment_resistance(2.9e-6, 250e-9, 315.0) == pytest.approx(11.6 * 315)


def test_the_drive_of_the_preset_puts_equal_fields_and_4_to_6e11_on_the_layers():
    density = layer_current_density(0.658e-3, 250e-9, THICKNESS, RESISTIVITY)
    np.testing.assert_allclose(density * RESISTIVITY, (density * RESISTIVITY)[0], rtol=1e-15)
    np.testing.assert_allclose(density, [4.36e11, 5.52e11], rtol=2e-3)


@given(st.floats(-1e-2, 1e-2), thicknesses, resistivities)
def test_the_currents_of_the_layers_add_up_and_dissipate_the_whole_power(
    current, thickness, resistivity
):
    width = 250e-9
    density = layer_current_density(current, width, thickness, resistivity)
    section = width * np.asarray(thickness)
    assert np.sum(density * section) == pytest.approx(current, rel=1e-12, abs=1e-300)
    heat = np.sum(density**2 * np.asarray(resistivity) * section)
    power = sheet_power(current, width, sheet_resistance(thickness, resistivity))
    assert heat == pytest.approx(float(power), rel=1e-12, abs=1e-300)


def test_currents_of_many_tracks_gain_the_axis_of_the_layers():
    current = np.array([1e-4, -2e-4, 3e-4])
    density = layer_current_density(current, 250e-9, THICKNESS, RESISTIVITY)
    assert density.shape == (3, 2)
    np.testing.assert_allclose(density[1], -2 * density[0])


def test_layers_without_thickness_resistivity_or_width_are_named():
    with pytest.raises(ValueError, match=r"thickness: 0 m .* above 0 m"):
        sheet_resistance([0.0, 1e-9], RESISTIVITY)
    with pytest.raises(ValueError, match=r"resistivity: -1 ohm m .* above 0 ohm m"):
        sheet_resistance(THICKNESS, [-1.0, 1.0])
    with pytest.raises(ValueError, match=r"width: 0 m .* above 0 m"):
        segment_resistance(1e-6, 0.0, 315.0)
