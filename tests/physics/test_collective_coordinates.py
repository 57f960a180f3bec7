"""The closed forms without noise, each to 0.5 %."""

import numpy as np
import pytest

from dwmtj.physics import spin_transfer_velocity, walker
from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0, MU_0
from dwmtj.physics.domain_walls import single_walls
from dwmtj.physics.wall_drive import WallDrive

WALL = {
    "saturation_magnetization": 8e5,
    "wall_width": 9.7e-9,
    "thickness": 1.5e-9,
    "track_width": 25e-9,
    "gilbert_damping": 0.05,
    "spin_polarization": 0.7,
}
DELTA, ALPHA = WALL["wall_width"], WALL["gilbert_damping"]
WALKER_FIELD = float(walker.walker_field(8e5, 1.5e-9, DELTA, ALPHA))
CRITICAL_VELOCITY = GAMMA_0 * DELTA * WALKER_FIELD / ALPHA  # gamma0*Delta*H_K/2


def _density(velocity):
    """Current density along +x that carries walls at a drift velocity."""
    return -np.asarray(velocity) / spin_transfer_velocity(1.0, 0.7, 8e5)


def _steady_velocity(wall, drive, walls, time=80e-9, time_step=4e-12):
    """Velocity at the end, of walls that do not precess."""
    steps = round(time / time_step)
    motion = move_walls(walls, wall, drive, time_step=time_step, steps=steps, sample_interval=100)
    return np.diff(motion.positions[-2:, :, 0], axis=0)[0] / (100 * time_step)


def _velocity_over_turns(wall, drive, walls, time, time_step):
    """Mean velocity over whole half turns of walls that precess, after the first half."""
    steps = round(time / time_step)
    motion = move_walls(walls, wall, drive, time_step=time_step, steps=steps, sample_interval=1)
    found = []
    for q, phi in zip(motion.positions[:, :, 0].T, motion.angles[:, :, 0].T, strict=True):
        turned = np.abs(phi - phi[0])
        assert np.all(np.diff(turned[steps // 100 :]) > 0)
        last = np.floor(turned[-1] / np.pi) * np.pi
        first = np.ceil(turned[steps // 2] / np.pi) * np.pi
        assert last > first
        at, when = (np.interp([first, last], turned, values) for values in (q, motion.times))
        found.append(np.diff(at)[0] / np.diff(when)[0])
    return np.array(found)


@pytest.mark.parametrize("polarity", [1, -1])
def test_wall_below_walker_moves_at_linear_mobility(polarity):
    fields = np.array([-0.9, -0.3, 0.1, 0.5, 0.9]) * WALKER_FIELD
    walls = single_walls(np.zeros(5), np.pi / 2, polarity)
    velocity = _steady_velocity(CollectiveWall(**WALL), WallDrive(field_z=fields), walls)
    assert velocity == pytest.approx(polarity * GAMMA_0 * DELTA * fields / ALPHA, rel=0.005)


@pytest.mark.parametrize("polarity", [1, -1])
def test_wall_above_walker_precesses_and_keeps_the_mean_velocity_of_schryer_and_walker(polarity):
    fields = np.array([1.2, 2, 5, 40]) * WALKER_FIELD
    walls = single_walls(np.zeros(4), 0.3, polarity)
    velocity = _velocity_over_turns(
        CollectiveWall(**WALL), WallDrive(field_z=fields), walls, 300e-9, 2e-12
    )
    expected = walker.mean_field_velocity(fields, WALKER_FIELD, DELTA, ALPHA)
    assert velocity == pytest.approx(polarity * expected, rel=0.005)


@pytest.mark.parametrize("beta", [0.02, 0.1])
def test_spin_transfer_below_breakdown_moves_walls_at_beta_over_alpha_times_the_drift(beta):
    wall = CollectiveWall(**WALL, nonadiabaticity=beta)
    limit = ALPHA * CRITICAL_VELOCITY / abs(ALPHA - beta)
    drift = np.array([-0.9, 0.2, 0.9]) * limit
    for polarity in (1, -1):
        walls = single_walls(np.zeros(3), np.pi / 2, polarity)
        drive = WallDrive(magnet_current_density=_density(drift))
        assert _steady_velocity(wall, drive, walls) == pytest.approx(
            beta * drift / ALPHA, rel=0.005
        )


def test_spin_transfer_far_above_breakdown_moves_walls_at_about_the_drift():
    beta = 0.1
    wall = CollectiveWall(**WALL, nonadiabaticity=beta)
    drift = 40 * ALPHA * CRITICAL_VELOCITY / abs(ALPHA - beta)
    drive = WallDrive(magnet_current_density=_density(drift))
    velocity = _velocity_over_turns(wall, drive, single_walls(), 100e-9, 2e-12)
    assert velocity == pytest.approx((1 + ALPHA * beta) * drift / (1 + ALPHA**2), rel=0.005)


def test_beta_equal_to_alpha_gives_the_velocity_of_the_paper_at_every_current():
    drift = np.array([-1000.0, -29.0, 1.0, 67.5, 300.0])
    wall = CollectiveWall(**WALL, nonadiabaticity=ALPHA)
    drive = WallDrive(magnet_current_density=_density(drift))
    velocity = _steady_velocity(wall, drive, single_walls(np.zeros(5)), time=4e-9)
    assert velocity == pytest.approx(drift, rel=1e-9)


def test_adiabatic_torque_alone_moves_no_wall_below_the_critical_drift():
    drift = np.array([0.5, 0.95]) * CRITICAL_VELOCITY
    assert pytest.approx(29.3, abs=0.05) == CRITICAL_VELOCITY
    drive = WallDrive(magnet_current_density=_density(drift))
    velocity = _steady_velocity(CollectiveWall(**WALL), drive, single_walls(np.zeros(2)))
    assert velocity == pytest.approx([0, 0], abs=0.005 * CRITICAL_VELOCITY)


def test_adiabatic_torque_alone_above_the_critical_drift():
    drift = np.array([1.1, 1.5, 4.0]) * CRITICAL_VELOCITY
    drive = WallDrive(magnet_current_density=_density(drift))
    velocity = _velocity_over_turns(
        CollectiveWall(**WALL), drive, single_walls(np.zeros(3)), 400e-9, 2e-12
    )
    expected = np.sqrt(drift**2 - CRITICAL_VELOCITY**2) / (1 + ALPHA**2)
    assert velocity == pytest.approx(expected, rel=0.005)


@pytest.mark.parametrize("polarity", [1, -1])
@pytest.mark.parametrize("dmi", [6e-5, -6e-5])
def test_spin_orbit_torque_with_dmi_saturates_and_moves_both_polarities_alike(polarity, dmi):
    wall = CollectiveWall(**WALL, dmi_constant=dmi, spin_hall_angle=-0.11, hard_axis_field=0.0)
    densities = np.array([-1e12, 2e10, 1e11, 1e12])
    at_rest = 0.0 if polarity * dmi < 0 else np.pi
    velocity = _steady_velocity(
        wall,
        WallDrive(heavy_metal_current_density=densities),
        single_walls(np.zeros(4), at_rest, polarity),
    )
    saturated = np.pi / 2 * GAMMA_0 / MU_0 * abs(dmi) / 8e5
    assert saturated == pytest.approx(20.7, abs=0.05)
    damping_like = wall.damping_like_field(densities)
    size = saturated / np.sqrt(1 + (ALPHA * wall.dmi_field / damping_like) ** 2)
    assert velocity == pytest.approx(-np.sign(dmi * damping_like) * size, rel=0.005)


def test_a_bloch_wall_is_not_moved_by_damping_like_torque_until_a_field_along_the_track_tilts_it():
    wall = CollectiveWall(**WALL, spin_hall_angle=-0.11)
    drive = WallDrive(field_x=[0.0, 2e3, -2e3], heavy_metal_current_density=1e10)
    velocity = _steady_velocity(wall, drive, single_walls(np.zeros(3)))
    assert velocity[0] == pytest.approx(0, abs=1e-9)
    assert velocity[1] == pytest.approx(-velocity[2])
    assert velocity[1] > 0.1


def test_fieldlike_torque_is_a_field_across_the_track():
    torque = CollectiveWall(**WALL, spin_hall_angle=-0.11, fieldlike_ratio=0.4)
    damping_like = float(torque.damping_like_field(3e10))
    common = {"time_step": 1e-12, "steps": 3000}
    start = single_walls(0.0, 0.4)
    by_torque = move_walls(start, torque, WallDrive(heavy_metal_current_density=3e10), **common)
    plain = CollectiveWall(**WALL, spin_hall_angle=-0.11)
    both = WallDrive(field_y=0.4 * damping_like, heavy_metal_current_density=3e10)
    by_field = move_walls(start, plain, both, **common)
    assert by_torque.walls.angles == pytest.approx(by_field.walls.angles, rel=1e-12)
    without = move_walls(start, plain, WallDrive(heavy_metal_current_density=3e10), **common)
    assert abs(without.walls.angles - by_field.walls.angles) > 0.003
