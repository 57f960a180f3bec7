"""Order of convergence of Heun's method, measured: 2 without noise, 1 strong and 2 weak with it."""

import numpy as np
import pytest
import scipy.constants

from dwmtj.physics import collective_law
from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0
from dwmtj.physics.domain_walls import single_walls
from dwmtj.physics.pinning_landscape import PinningLandscape
from dwmtj.physics.wall_drive import Modulated, WallDrive

WALL = {
    "saturation_magnetization": 8e5,
    "wall_width": 9.7e-9,
    "thickness": 1.5e-9,
    "track_width": 25e-9,
    "gilbert_damping": 0.05,
    "spin_polarization": 0.7,
    "spin_hall_angle": 0.1,
    "dmi_constant": 3e-5,
}
PIN = PinningLandscape(harmonic_stiffness=1e-5)
TIME = 1.024e-9


def _orders(errors):
    """Orders between successive halvings of the time step."""
    return np.log2(np.array(errors[:-1]) / np.array(errors[1:]))


def test_order_two_without_noise_and_with_a_waveform_taken_in_the_middle_of_the_step():
    wall = CollectiveWall(**WALL)

    def end(time_step):
        steps = round(TIME / time_step)
        middles = (np.arange(steps) + 0.5) / steps
        drive = WallDrive(
            field_z=400.0,
            magnet_current_density=Modulated(-1e12, np.sin(np.pi * middles) ** 2),
            heavy_metal_current_density=Modulated(3e10, middles),
        )
        walls = single_walls(5e-9, 0.7)
        motion = move_walls(walls, wall, drive, time_step=time_step, steps=steps, landscape=PIN)
        return np.array([motion.walls.positions[0, 0] / wall.wall_width, motion.walls.angles[0, 0]])

    exact = end(TIME / 2**15)
    errors = [np.abs(end(TIME / 2**power) - exact) for power in (8, 9, 10, 11)]
    assert _orders(errors) == pytest.approx(np.full((3, 2), 2.0), abs=0.05)


class _Path:
    """Generator that gives one Brownian path, summed to the length of the step."""

    def __init__(self, normal, together):
        runs = normal.reshape(-1, together, *normal.shape[1:])
        self.normal, self.used = runs.sum(1).reshape(-1) / np.sqrt(together), 0

    def spawn(self, tiles):
        assert tiles == 1
        return [self]

    def standard_normal(self, out):
        taken = self.normal[self.used : self.used + out.size]
        out.reshape(-1)[: taken.size] = taken
        self.used += out.size


def test_strong_order_one_along_the_same_brownian_path():
    wall = CollectiveWall(**WALL, temperature=300.0)
    replicas, finest, rng = 64, 2**12, np.random.default_rng(11)

    def end(normal, steps):
        motion = move_walls(
            single_walls(np.zeros(replicas), np.linspace(-3, 3, replicas)),
            wall,
            WallDrive(field_z=400.0),
            time_step=TIME / steps,
            steps=steps,
            rng=_Path(normal, finest // steps),
            landscape=PIN,
        )
        return np.stack([motion.walls.positions / wall.wall_width, motion.walls.angles])

    differences = []
    for _ in range(24):
        normal = rng.standard_normal((finest, 1, 2, replicas))
        exact = end(normal, finest)
        differences.append([end(normal, steps) - exact for steps in (64, 128, 256)])
    errors = np.sqrt(np.mean(np.square(differences), axis=(0, 3, 4)))  # [time steps, 2]
    assert _orders(errors) == pytest.approx(np.full((2, 2), 1.0), abs=0.15)


def test_weak_order_two_of_the_variance_in_a_harmonic_pin(monkeypatch):
    """Without anisotropy q is an Ornstein-Uhlenbeck process, of which Heun's variance is known."""
    monkeypatch.setattr(collective_law, "LARGEST_ANGLE", np.inf)
    wall = CollectiveWall(
        **WALL | {"gilbert_damping": 1.0, "dmi_constant": 0.0},
        hard_axis_field=0.0,
        temperature=300.0,
    )
    relaxation = GAMMA_0 * wall.wall_width * PIN.harmonic_stiffness / (2 * wall.moment)
    exact = scipy.constants.k * 300.0 / PIN.harmonic_stiffness
    errors, uncertainties = [], []
    for rate in (0.5, 0.25):  # relaxation in a step
        motion = move_walls(
            single_walls(np.zeros(4096)),
            wall,
            time_step=rate / relaxation,
            steps=round(1000 / rate),
            rng=np.random.default_rng(12),
            landscape=PIN,
            sample_interval=round(5 / rate),
        )
        squares = motion.positions[3:, :, 0] ** 2 / exact
        error = np.std(squares) / np.sqrt(squares.size)
        kept = 1 - rate + rate**2 / 2
        theory = 2 * rate * (1 - rate / 2) ** 2 / (1 - kept**2)
        assert abs(np.mean(squares) - theory) < 3 * error
        errors.append(1 - np.mean(squares))
        uncertainties.append(error / errors[-1])
    order = np.log2(errors[0] / errors[1])
    spread = np.hypot(*uncertainties) / np.log(2)
    assert spread < 0.15
    assert abs(order - 2) < 3 * spread
