"""The thermal field: what equilibrium and diffusion demand, each within three standard errors."""

import numpy as np
import pytest
import scipy.constants

from dwmtj.physics import hard_axis_field, spin_transfer_velocity
from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0
from dwmtj.physics.domain_walls import domain, single_walls
from dwmtj.physics.pinning_landscape import PinningLandscape
from dwmtj.physics.wall_drive import WallDrive

ROOM = 300.0
ENERGY = scipy.constants.k * ROOM
NARROW = {
    "saturation_magnetization": 8e5,
    "wall_width": 9.7e-9,
    "thickness": 1.5e-9,
    "track_width": 25e-9,
    "gilbert_damping": 0.3,
    "temperature": ROOM,
}
WIDE = NARROW | {"thickness": 2.4e-9, "track_width": 250e-9}


def _move(wall, walls, seed, **options):
    return move_walls(walls, wall, rng=np.random.default_rng(seed), **options)


def _check_mean(samples, expected):
    error = np.std(samples) / np.sqrt(len(samples))
    assert error < 0.05 * expected
    assert abs(np.mean(samples) - expected) < 3 * error


@pytest.mark.parametrize("polarity", [1, -1])
def test_a_wall_in_a_harmonic_pin_has_the_mean_square_of_equipartition(polarity):
    stiffness = 3.5e-5
    motion = _move(
        CollectiveWall(**NARROW),
        single_walls(np.zeros(4096), np.pi / 2, polarity),
        1,
        landscape=PinningLandscape(harmonic_stiffness=stiffness, harmonic_position=0.0),
        time_step=5e-12,
        steps=4000,
    )
    _check_mean(motion.walls.positions[:, 0] ** 2, ENERGY / stiffness)


def test_the_wall_angle_follows_boltzmann():
    wall = CollectiveWall(**NARROW)
    motion = _move(wall, single_walls(np.zeros(4096)), 2, time_step=5e-12, steps=4000)
    around = np.linspace(0, np.pi, 20_001)
    barrier = wall.moment / 2 * wall.anisotropy_field * wall.wall_width
    assert 2 < barrier / ENERGY < 3
    weight = np.exp(-barrier / ENERGY * np.cos(around) ** 2)
    expected = np.sum(weight * np.cos(around) ** 2) / np.sum(weight)
    _check_mean(np.cos(motion.walls.angles[:, 0]) ** 2, expected)


def test_a_free_wall_with_a_locked_angle_diffuses_as_einstein_says():
    wall = CollectiveWall(**WIDE)
    time_step, steps = 8e-12, 12_000
    motion = _move(wall, single_walls(np.zeros(4096)), 3, time_step=time_step, steps=steps)
    diffusion = GAMMA_0 * wall.wall_width * ENERGY / (wall.gilbert_damping * wall.moment)
    assert np.all(np.abs(motion.walls.angles - np.pi / 2) < np.pi / 2)
    _check_mean(motion.walls.positions[:, 0] ** 2, 2 * diffusion * time_step * steps)


def _carried_by_the_paper_s_current(wall, seed):
    """Positions after the time in which the drift of 67.5 m/s covers 200 nm."""
    density = -67.5 / float(spin_transfer_velocity(1.0, 0.7, 8e5))
    time_step, steps = 2e-12, round(200e-9 / 67.5 / 2e-12)
    drive = WallDrive(magnet_current_density=density)
    walls = single_walls(np.zeros(4096))
    motion = _move(wall, walls, seed, drive=drive, time_step=time_step, steps=steps)
    position = motion.walls.positions[:, 0]
    assert abs(np.mean(position) - 200e-9) < 3 * np.std(position) / np.sqrt(len(position))
    return position, time_step * steps


PAPER = {"gilbert_damping": 0.05, "nonadiabaticity": 0.05, "spin_polarization": 0.7}


def test_thermal_spread_of_the_scaled_neuron_is_36_nanometres_after_its_firing_distance():
    position, _ = _carried_by_the_paper_s_current(CollectiveWall(**NARROW | PAPER), 4)
    error = np.std(position) / np.sqrt(2 * len(position))
    assert abs(np.std(position) - 36e-9) < 3 * error + 0.5e-9  # given to a nanometre


@pytest.mark.parametrize(("thickness", "spread"), [(1.5e-9, 11e-9), (2.4e-9, 15e-9)])
def test_before_the_angle_settles_the_spread_is_that_of_the_linear_equations(thickness, spread):
    """For small deviations of the angle q = Delta*(gamma0*int(h_1) - deviation)/alpha."""
    field = float(hard_axis_field(8e5, thickness, 9.7e-9))
    wall = CollectiveWall(**WIDE | PAPER, hard_axis_field=field)
    position, time = _carried_by_the_paper_s_current(wall, 5)
    alpha = wall.gilbert_damping
    rate = alpha * GAMMA_0 * field / (1 + alpha**2)
    faded, twice = 1 - np.exp(-rate * time), 1 - np.exp(-2 * rate * time)
    correlated = time - 2 * faded / rate / (1 + alpha**2) + twice / (2 * rate) / (1 + alpha**2)
    strength = (wall.wall_width * GAMMA_0 / alpha) ** 2 * wall.thermal_strength
    expected = strength * correlated
    assert np.sqrt(expected) == pytest.approx(spread, abs=0.5e-9)
    _check_mean((position - 200e-9) ** 2, expected)


def test_the_same_seed_gives_the_same_walls_with_any_number_of_threads():
    wall = CollectiveWall(**NARROW)
    options = {"time_step": 2e-12, "steps": 200, "sample_interval": 50}
    walls = domain(np.zeros(200), 500e-9)
    first = _move(wall, walls, 7, **options)
    for threads in (1, 2, 3):
        again = _move(wall, walls, 7, threads=threads, **options)
        assert np.array_equal(first.positions, again.positions)
        assert np.array_equal(first.walls.angles, again.walls.angles)
    other = _move(wall, walls, 8, **options)
    assert np.all(first.walls.positions != other.walls.positions)


def test_every_wall_of_every_replica_has_noise_of_its_own():
    wall = CollectiveWall(**WIDE)
    motion = _move(wall, domain(np.zeros(500), 1e-6), 9, time_step=2e-12, steps=300)
    moved = motion.walls.positions - [0.0, 1e-6]
    assert len(np.unique(moved)) == moved.size
    assert abs(np.corrcoef(moved.T)[0, 1]) < 3 / np.sqrt(500)
    halves = np.corrcoef(moved[:64, 0], moved[64:128, 0])[0, 1]
    assert abs(halves) < 3 / np.sqrt(64)


def test_one_generator_goes_on_from_call_to_call():
    wall = CollectiveWall(**NARROW)
    rng = np.random.default_rng(1)
    options = {"time_step": 2e-12, "steps": 10, "rng": rng}
    first = move_walls(single_walls(), wall, **options)
    second = move_walls(single_walls(), wall, **options)
    assert first.walls.positions != second.walls.positions
