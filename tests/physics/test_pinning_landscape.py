import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.domain_walls import single_walls
from dwmtj.physics.pinning_landscape import (
    PinningLandscape,
    depinning_field,
    pinning_energy,
    pinning_slope,
    well_range,
    well_slope,
)
from dwmtj.physics.wall_drive import WallDrive

# Strongly damped: a wall without inertia shows the field at which it is freed.
WALL = CollectiveWall(
    saturation_magnetization=8e5,
    wall_width=9.7e-9,
    thickness=1.5e-9,
    track_width=25e-9,
    gilbert_damping=1.0,
)
DEPTH, FIELD = 2e-20, 8e3


def test_a_well_is_as_deep_as_it_says_and_ends_at_its_range():
    well = PinningLandscape(50e-9, DEPTH, 20e-9)
    energy = pinning_energy(np.array([50e-9, 29.9e-9, 70.1e-9, 55e-9]), well)
    assert energy[:3] == pytest.approx([-DEPTH, 0, 0], abs=1e-30)
    assert energy[3] == pytest.approx(-DEPTH * (1 - 1 / 16) ** 3)
    assert pinning_slope(np.array([50e-9, 70.1e-9]), well) == pytest.approx([0, 0], abs=1e-30)


def test_depinning_field_is_the_largest_slope_over_the_moment():
    well = PinningLandscape(0.0, DEPTH, 20e-9)
    largest = np.max(pinning_slope(np.linspace(-20e-9, 20e-9, 200_001), well))
    assert depinning_field(DEPTH, 20e-9, WALL) == pytest.approx(largest / WALL.moment, rel=1e-8)


@given(st.floats(1e-21, 1e-18), st.floats(10, 1e5))
def test_range_and_depinning_field_belong_together(depth, field):
    extent = well_range(depth, field, WALL)
    assert depinning_field(depth, extent, WALL) == pytest.approx(field)


@given(st.floats(-60e-9, 60e-9), st.floats(-1e-18, 1e-18))
def test_kernels_use_the_same_slope(position, depth):
    well = PinningLandscape(10e-9, depth, 30e-9)
    compiled = well_slope(position - 10e-9, 6 * depth / 30e-9, 1 / 30e-9)
    assert compiled == pytest.approx(pinning_slope(position, well), rel=1e-12, abs=1e-26)


@pytest.mark.parametrize("polarity", [1, -1])
def test_a_wall_leaves_its_well_just_above_the_depinning_field(polarity):
    extent = float(well_range(DEPTH, FIELD, WALL))
    motion = move_walls(
        single_walls(0.0, np.pi / 2, polarity),
        WALL,
        WallDrive(field_z=1.002 * FIELD),
        time_step=5e-12,
        steps=20_000,
        landscape=PinningLandscape(0.0, DEPTH, extent),
    )
    assert polarity * motion.walls.positions[0, 0] > 2 * extent


@pytest.mark.parametrize("polarity", [1, -1])
def test_a_wall_stays_in_its_well_just_below_the_depinning_field(polarity):
    extent = float(well_range(DEPTH, FIELD, WALL))
    motion = move_walls(
        single_walls(0.0, np.pi / 2, polarity),
        WALL,
        WallDrive(field_z=0.998 * FIELD),
        time_step=5e-12,
        steps=20_000,
        landscape=PinningLandscape(0.0, DEPTH, extent),
    )
    rest = polarity * motion.walls.positions[0, 0]
    assert 0.8 * extent / np.sqrt(5) < rest < extent / np.sqrt(5)


def test_each_replica_can_have_wells_of_its_own():
    extent = float(well_range(DEPTH, FIELD, WALL))
    motion = move_walls(
        single_walls(np.zeros(3)),
        WALL,
        WallDrive(field_z=FIELD),
        time_step=5e-12,
        steps=20_000,
        landscape=PinningLandscape(0.0, [[1.1 * DEPTH], [0.9 * DEPTH], [0.0]], extent),
    )
    assert list(motion.walls.positions[:, 0] > extent) == [False, True, True]


def test_a_range_is_above_zero():
    with pytest.raises(ValueError, match="ranges: 0 m is not allowed"):
        pinning_energy(0.0, PinningLandscape(0.0, DEPTH, 0.0))
    with pytest.raises(ValueError, match="range: 0 m is not allowed"):
        depinning_field(DEPTH, 0.0, WALL)
    with pytest.raises(ValueError, match="depinning_field: 0 A/m is not allowed"):
        well_range(DEPTH, 0.0, WALL)


def test_wells_of_the_wrong_number_of_replicas_are_told():
    landscape = PinningLandscape(0.0, [[DEPTH], [DEPTH]], 20e-9)
    with pytest.raises(ValueError, match=r"landscape: shape \[2, 1\] is not allowed"):
        move_walls(single_walls(np.zeros(3)), WALL, time_step=1e-12, steps=1, landscape=landscape)
