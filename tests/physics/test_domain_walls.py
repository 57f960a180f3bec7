import numpy as np
import pytest

from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.domain_walls import DomainWalls, domain, domain_length, single_walls
from dwmtj.physics.wall_drive import WallDrive

WALL = CollectiveWall(
    saturation_magnetization=8e5,
    wall_width=9.7e-9,
    thickness=1.5e-9,
    track_width=25e-9,
    gilbert_damping=0.05,
    nonadiabaticity=0.05,
    spin_polarization=0.7,
)
AGAINST_X = WallDrive(magnet_current_density=-1.333e12)  # electrons along +x, 67.5 m/s
LENGTH = 600e-9


def _move(walls, drive=AGAINST_X, nanoseconds=5.0, **options):
    steps = round(nanoseconds / 4e-3)
    return move_walls(walls, WALL, drive, time_step=4e-12, steps=steps, **options)


@pytest.mark.parametrize("down", [True, False])
def test_a_field_along_the_track_s_own_direction_shrinks_a_reversed_domain(down):
    walls = domain(0.0, LENGTH, reversed_down=down)
    along = 500.0 if down else -500.0
    shrunk = domain_length(_move(walls, WallDrive(field_z=along)).walls)
    grown = domain_length(_move(walls, WallDrive(field_z=-along)).walls)
    assert shrunk < LENGTH - 10e-9
    assert grown - LENGTH == pytest.approx(LENGTH - shrunk)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_current_moves_both_walls_alike_and_keeps_the_length(sign):
    drive = WallDrive(magnet_current_density=-1.333e12 * sign)
    moved = _move(domain(0.0, LENGTH), drive).walls
    assert domain_length(moved) == pytest.approx(LENGTH)
    assert moved.positions[0, 0] == pytest.approx(sign * 67.5 * 5e-9, rel=1e-3)


def test_walls_that_meet_annihilate_the_domain():
    motion = _move(domain(0.0, LENGTH), WallDrive(field_z=650.0), 60, sample_interval=10)
    gap = np.diff(motion.positions[:, 0])[:, 0]
    there = motion.present[:, 0]
    assert not motion.walls.present.any()
    assert domain_length(motion.walls) == 0
    assert np.array_equal(there[:, 0], there[:, 1])
    assert np.all(gap[there[:, 0]] >= np.pi * WALL.wall_width)
    assert np.all(np.abs(gap[~there[:, 0]] - np.pi * WALL.wall_width) < 1e-9)


def test_the_distance_of_annihilation_can_be_chosen():
    close = domain(0.0, 50e-9)
    assert _move(close, WallDrive(), 0.02).walls.present.all()
    wider = _move(close, WallDrive(), 0.02, annihilation_distance=60e-9)
    assert not wider.walls.present.any()


def test_a_wall_that_reaches_an_end_leaves_and_no_longer_moves():
    walls = domain([0.0, 10e-9], [400e-9, 450e-9])
    motion = _move(walls, track_length=500e-9, sample_interval=1)
    assert motion.walls.present.tolist() == [[True, False], [True, False]]
    assert np.all(motion.walls.positions[:, 1] > 500e-9)
    assert motion.walls.positions[:, 1] == pytest.approx([500e-9] * 2, abs=67.5 * 4e-12)
    for replica, start in enumerate((400e-9, 450e-9)):
        left = motion.times[np.argmin(motion.present[:, replica, 1])]
        assert left == pytest.approx((500e-9 - start) / 67.5, abs=1.01 * 4e-12)
        after = motion.times >= left
        assert len(np.unique(motion.positions[after, replica, 1])) == 1
        assert len(np.unique(motion.angles[after, replica, 1])) == 1
    assert np.all(np.isnan(domain_length(motion.walls)))


def test_a_wall_pushed_back_leaves_by_the_start():
    back = WallDrive(magnet_current_density=1.333e12)
    motion = _move(domain(50e-9, 400e-9), back, track_length=500e-9)
    assert motion.walls.present.tolist() == [[False, True]]
    assert motion.walls.positions[0, 0] == pytest.approx(0, abs=67.5 * 4e-12)


def test_a_domain_carried_off_the_track_is_gone_and_the_samples_keep_its_end():
    motion = _move(domain(300e-9, 400e-9), track_length=500e-9, sample_interval=25)
    assert not motion.walls.present.any()
    assert domain_length(motion.walls) == 0
    assert np.array_equal(motion.positions[-1], motion.walls.positions)
    assert not motion.present[-1].any()
    assert np.all(np.isfinite(motion.positions))


def test_absent_walls_stay_where_they_are():
    walls = single_walls(np.zeros(3))
    walls.present[1] = False
    moved = _move(walls).walls
    assert moved.positions[1] == 0
    assert np.all(moved.positions[[0, 2]] > 300e-9)
    assert moved.present[:, 0].tolist() == [True, False, True]


def test_neighbours_are_those_still_there():
    """Two domains one after the other: the gap between them closes, then what it parted joins."""
    walls = DomainWalls(
        np.array([[0.0, 200e-9, 300e-9, 500e-9]]),
        np.full((1, 4), np.pi / 2),
        np.array([[1.0, -1.0, 1.0, -1.0]]),
        np.full((1, 4), True),
    )
    grown = _move(walls, WallDrive(field_z=-650.0), 20).walls
    assert grown.present.tolist() == [[True, False, False, True]]
    shrunk = _move(grown, WallDrive(field_z=650.0), 80).walls
    assert not shrunk.present.any()


def test_walls_of_a_track_are_ordered_and_alternate():
    start = domain(0.0, LENGTH)
    with pytest.raises(ValueError, match="positions: not in order"):
        _move(start._replace(positions=start.positions[:, ::-1]))
    with pytest.raises(ValueError, match="polarities: two neighbours are alike"):
        _move(start._replace(polarities=np.array([[1.0, 1.0]])))
    with pytest.raises(ValueError, match="polarities: 0 is not allowed; allowed: 1 or -1"):
        _move(start._replace(polarities=np.zeros((1, 2))))
    with pytest.raises(ValueError, match="angles: not finite"):
        _move(start._replace(angles=np.full((1, 2), np.nan)))
    with pytest.raises(ValueError, match=r"positions: shape \[3\] is not allowed"):
        _move(DomainWalls(np.zeros(3), np.zeros(3), np.ones(3), np.ones(3, bool)))


def test_absent_walls_need_no_order():
    start = domain(0.0, LENGTH)
    hidden = start._replace(positions=start.positions[:, ::-1], present=np.array([[True, False]]))
    assert _move(hidden).walls.present.tolist() == [[True, False]]
