import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import MU_0
from dwmtj.physics.pinning_landscape import PinningLandscape, pinning_energy
from dwmtj.physics.wall_energy import (
    angular_field,
    dmi_energy,
    hard_axis_energy,
    in_plane_energy,
    pushing_field,
    wall_energy,
    zeeman_energy,
)

WALL = CollectiveWall(
    saturation_magnetization=8e5,
    wall_width=9.7e-9,
    thickness=1.5e-9,
    track_width=25e-9,
    gilbert_damping=0.05,
    dmi_constant=-6e-5,
)
LANDSCAPE = PinningLandscape([0.0, 30e-9], [2e-20, -1e-20], [40e-9, 25e-9], 3e-6, 5e-9)

positions = st.floats(-80e-9, 80e-9)
angles = st.floats(-7, 7)
polarities = st.sampled_from([1, -1])
fields = st.floats(-1e5, 1e5)


def _slope(energy, at, step):
    """Central difference of fourth order."""
    near = energy(at + step) - energy(at - step)
    far = energy(at + 2 * step) - energy(at - 2 * step)
    return (8 * near - far) / (12 * step)


def _check(found, energy, at, step, scale):
    assert found == pytest.approx(_slope(energy, at, step), rel=1e-6, abs=1e-6 * scale + 1e-40)


@given(angles)
def test_hard_axis_torque_is_the_gradient_of_its_energy(angle):
    plain = CollectiveWall(**vars(WALL) | {"dmi_constant": 0.0})
    found = angular_field(angle, 1, plain) * plain.moment * plain.wall_width
    scale = plain.anisotropy_field * plain.moment * plain.wall_width
    _check(found, lambda x: hard_axis_energy(x, plain), angle, 1e-3, scale)


@given(angles, polarities)
def test_dmi_torque_is_the_gradient_of_its_energy(angle, polarity):
    soft = CollectiveWall(**vars(WALL) | {"hard_axis_field": 0.0})
    found = angular_field(angle, polarity, soft) * soft.moment * soft.wall_width
    scale = abs(soft.dmi_field) * soft.moment * soft.wall_width
    _check(found, lambda x: dmi_energy(x, polarity, soft), angle, 1e-3, scale)


@given(angles, fields, fields)
def test_in_plane_torque_is_the_gradient_of_its_energy(angle, field_x, field_y):
    bare = CollectiveWall(**vars(WALL) | {"hard_axis_field": 0.0, "dmi_constant": 0.0})
    omega = angular_field(angle, 1, bare, field_x, field_y)
    found = omega * bare.moment * bare.wall_width
    scale = (abs(field_x) + abs(field_y)) * bare.moment * bare.wall_width
    energy = lambda x: in_plane_energy(x, field_x, field_y, bare)  # noqa: E731
    _check(found, energy, angle, 1e-3, scale)


@given(positions, polarities, fields)
def test_field_pushes_down_the_zeeman_energy(position, polarity, field):
    push = pushing_field(position, 0.0, polarity, WALL, field)
    energy = lambda x: zeeman_energy(x, polarity, field, WALL)  # noqa: E731
    _check(-polarity * push * WALL.moment, energy, position, 1e-9, abs(field) * WALL.moment)


@given(positions, polarities)
def test_pinning_force_is_the_gradient_of_its_energy(position, polarity):
    push = pushing_field(position, 0.0, polarity, WALL, landscape=LANDSCAPE)
    energy = lambda x: pinning_energy(x, LANDSCAPE)  # noqa: E731
    slope = _slope(energy, position, 1e-11)
    assert -polarity * push * WALL.moment == pytest.approx(slope, rel=1e-5, abs=1e-17)


@given(positions, angles, polarities, st.tuples(fields, fields, fields))
def test_both_effective_fields_are_the_gradient_of_the_whole_energy(
    position, angle, polarity, field
):
    whole = lambda q, phi: wall_energy(  # noqa: E731
        q, phi, polarity, WALL, field, LANDSCAPE
    )
    omega = angular_field(angle, polarity, WALL, field[0], field[1])
    turning = _slope(lambda x: whole(position, x), angle, 1e-3)
    scale = 1e5 * WALL.moment
    assert omega * WALL.moment * WALL.wall_width == pytest.approx(
        turning, rel=1e-5, abs=1e-6 * scale * WALL.wall_width
    )
    push = pushing_field(position, angle, polarity, WALL, field[2], 0.0, LANDSCAPE)
    pulling = _slope(lambda x: whole(x, angle), position, 1e-11)
    assert -polarity * push * WALL.moment == pytest.approx(pulling, rel=1e-4, abs=1e-6 * scale)


def test_bloch_walls_cost_least_without_dmi_and_its_sign_chooses_the_neel_wall():
    around = np.linspace(0, 2 * np.pi, 361)
    bloch = hard_axis_energy(around, WALL)
    assert sorted(np.rad2deg(around[np.argsort(bloch)[:2]]).round()) == [90, 270]
    for polarity in (1, -1):
        neel = dmi_energy(around[:-1], polarity, WALL)
        assert np.cos(around[np.argmin(neel)]) == pytest.approx(polarity)  # D is below zero here


def test_hard_axis_barrier_is_that_of_the_transverse_anisotropy():
    anisotropy = MU_0 * 8e5 * WALL.anisotropy_field / 2
    barrier = hard_axis_energy(0.0, WALL)
    assert barrier == pytest.approx(2 * 9.7e-9 * 25e-9 * 1.5e-9 * anisotropy)
    assert hard_axis_energy(np.pi / 2, WALL) == pytest.approx(0, abs=1e-30)


def test_an_in_plane_field_pulls_the_moment_of_the_wall_along():
    assert in_plane_energy(0.0, 1e4, 0.0, WALL) < 0
    assert in_plane_energy(np.pi / 2, 0.0, 1e4, WALL) < 0


def test_damping_like_torque_pushes_neel_walls_and_not_bloch_walls():
    neel = pushing_field(0.0, 0.0, 1, WALL, 0.0, 1e4)
    bloch = pushing_field(0.0, np.pi / 2, 1, WALL, 0.0, 1e4)
    assert neel == pytest.approx(np.pi / 2 * 1e4)
    assert bloch == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("saturation_magnetization", " A/m"),
        ("wall_width", " m"),
        ("thickness", " m"),
        ("track_width", " m"),
        ("gilbert_damping", ""),
    ],
)
def test_a_wall_has_size_and_damping(name, unit):
    with pytest.raises(ValueError, match=f"{name}: 0{unit} is not allowed; allowed: above 0"):
        CollectiveWall(**vars(WALL) | {name: 0.0})


def test_temperature_and_all_numbers_are_checked():
    with pytest.raises(ValueError, match="temperature: -1 K is not allowed"):
        CollectiveWall(**vars(WALL) | {"temperature": -1.0})
    with pytest.raises(ValueError, match="dmi_constant: nan is not allowed"):
        CollectiveWall(**vars(WALL) | {"dmi_constant": float("nan")})


def test_damping_like_field_of_thin_tantalum():
    tantalum = CollectiveWall(**vars(WALL) | {"spin_hall_angle": -0.11})
    # hbar*0.11*1e12/(2*e*mu0*M_s*t), from rounded constants
    expected = 1.0546e-34 * 0.11 * 1e12 / (2 * 1.6022e-19 * 1.25664e-6 * 8e5 * 1.5e-9)
    assert tantalum.damping_like_field(1e12) == pytest.approx(expected, rel=1e-4)
    assert tantalum.damping_like_field(-1e12) == pytest.approx(-expected, rel=1e-4)
