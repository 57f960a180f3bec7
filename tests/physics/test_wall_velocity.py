import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj import physics
from dwmtj.physics.constants import GAMMA_0, MU_0

PAPER = {
    "saturation_magnetization": 8e5,
    "spin_polarization": 0.7,
    "gilbert_damping": 0.05,
    "wall_width": 9.7e-9,
    "thickness": 1.5e-9,
}
OERSTED = 1e3 / (4 * np.pi)


def test_the_scaled_neuron_fires_after_29_6_steps():
    density = physics.current_density(50e-6, 25e-9, 1.5e-9)
    velocity = physics.wall_velocity(density, 0.0, **PAPER)
    assert density == pytest.approx(1.333e12, rel=1e-3)
    assert velocity == pytest.approx(67.5, abs=0.05)
    assert velocity * 1e-10 == pytest.approx(6.75e-9, rel=1e-3)
    assert 200e-9 / (velocity * 1e-10) == pytest.approx(29.6, abs=0.05)


def test_the_walker_field_of_the_paper_is_0_86_millitesla():
    assert MU_0 * physics.hard_axis_field(8e5, 1.5e-9, 9.7e-9) == pytest.approx(34e-3, rel=0.01)
    field = physics.walker_field(8e5, 1.5e-9, 9.7e-9, 0.05)
    assert MU_0 * field == pytest.approx(0.86e-3, rel=0.01)


def test_200_oersted_in_the_mobility_term_give_a_false_683_metres_per_second_and_a_warning():
    with pytest.warns(physics.WalkerBreakdownWarning, match="exceeds the Walker field"):
        velocity = physics.wall_velocity(0.0, 200 * OERSTED, **PAPER)
    assert velocity == pytest.approx(683, abs=1)


def test_below_the_walker_field_there_is_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        physics.wall_velocity(1e12, [-8 * OERSTED, 8 * OERSTED], **PAPER)


@given(st.floats(-600, 600), st.floats(-1e13, 1e13))
def test_both_terms_add_and_are_odd(field, density):
    both = physics.wall_velocity(density, field, **PAPER)
    assert both == pytest.approx(
        physics.wall_velocity(density, 0, **PAPER) + physics.wall_velocity(0, field, **PAPER)
    )
    assert physics.wall_velocity(-density, -field, **PAPER) == pytest.approx(-both)


def test_velocities_broadcast():
    densities = np.linspace(0, 1e12, 5)[:, None]
    fields = np.linspace(0, 500, 3)
    assert physics.wall_velocity(densities, fields, **PAPER).shape == (5, 3)


def test_mean_velocity_joins_at_breakdown_and_reaches_its_asymptote_slowly():
    limit = physics.walker_field(8e5, 1.5e-9, 9.7e-9, 0.05)
    below = physics.mean_field_velocity(0.5 * limit, limit, 9.7e-9, 0.05)
    assert below == pytest.approx(physics.field_velocity(0.5 * limit, 9.7e-9, 0.05))
    at = physics.mean_field_velocity(limit * (1 + 1e-12), limit, 9.7e-9, 0.05)
    assert at == pytest.approx(GAMMA_0 * 9.7e-9 * limit / 0.05, rel=1e-5)
    asymptote = 0.05 * GAMMA_0 * 9.7e-9 * 40 * limit / (1 + 0.05**2)
    velocity = physics.mean_field_velocity(40 * limit, limit, 9.7e-9, 0.05)
    assert velocity / asymptote == pytest.approx(1.12, abs=0.01)
    assert physics.mean_field_velocity(-3 * limit, limit, 9.7e-9, 0.05) < 0


def test_a_wall_does_not_leave_by_its_start():
    assert physics.wall_step(1e-9, -100.0, 1e-10) == 0.0
    assert physics.wall_step([0.0, 5e-9], 50.0, 1e-10, [1.0, 0.5]) == pytest.approx([5e-9, 7.5e-9])


def test_the_taper_field_of_the_released_code_comes_from_the_wall_energy():
    stiffness, anisotropy = 1.3e-11, 5e5 - 0.45 * MU_0 * 8e5**2
    energy = 4 * np.sqrt(stiffness * anisotropy)
    middle = physics.taper_width(100e-9, 25e-9, 105e-9, 200e-9)
    assert middle == pytest.approx(65e-9)
    field = physics.taper_field(0.4, middle, energy, 8e5)
    assert field == pytest.approx(15.17e3, rel=0.1)  # the fitted constant of that code
    assert physics.taper_field(0.0, middle, energy, 8e5) == 0


def test_junction_resistances_follow_from_area_and_tmr():
    parallel = physics.parallel_resistance(29e-12, 450e-9, 250e-9)
    assert parallel == pytest.approx(258, abs=1)
    assert physics.antiparallel_resistance(parallel, 1.71) == pytest.approx(2.71 * parallel)
