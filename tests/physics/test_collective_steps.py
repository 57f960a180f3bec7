"""The compiled steps beside plain ones, what they conserve, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.physics import spin_transfer_velocity
from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0
from dwmtj.physics.domain_walls import DomainWalls, single_walls
from dwmtj.physics.pinning_landscape import PinningLandscape
from dwmtj.physics.wall_drive import Modulated, WallDrive
from dwmtj.physics.wall_energy import angular_field, pushing_field, wall_energy

WALL = {
    "saturation_magnetization": 8e5,
    "wall_width": 9.7e-9,
    "thickness": 1.5e-9,
    "track_width": 25e-9,
    "gilbert_damping": 0.05,
    "spin_polarization": 0.7,
}


class _Recorded:
    """Generator that replays normal numbers, for one tile."""

    def __init__(self, normal):
        self.normal, self.used = normal.reshape(-1), 0

    def spawn(self, tiles):
        assert tiles == 1
        return [self]

    def standard_normal(self, out):
        taken = self.normal[self.used : self.used + out.size]
        out.reshape(-1)[: taken.size] = taken
        self.used += out.size


def _plain_heun(walls, wall, fields, drift, damping_like, landscape, normal, time_step):
    """Integrate the equations as they stand in the module, a step a row of normal numbers."""
    alpha, beta, width = wall.gilbert_damping, wall.nonadiabaticity, wall.wall_width
    q, phi, sign = walls.positions, walls.angles, walls.polarities
    scale = np.sqrt(wall.thermal_strength / time_step)

    def rate(q, phi, step):
        push, angular = scale * normal[step].transpose(1, 2, 0)
        torque = damping_like[step]
        across = fields[1] + wall.fieldlike_ratio * torque
        omega = angular + angular_field(phi, sign, wall, fields[0], across)
        force = push + pushing_field(q, phi, sign, wall, fields[2], torque, landscape)
        u = drift[step]
        carried = sign * (1 + alpha * beta) * u / width
        moved = sign * width * (GAMMA_0 * (omega + alpha * force) + carried)
        turned = GAMMA_0 * (force - alpha * omega) - sign * (alpha - beta) * u / width
        return moved / (1 + alpha**2), turned / (1 + alpha**2)

    for step in range(len(normal)):
        first = rate(q, phi, step)
        second = rate(q + time_step * first[0], phi + time_step * first[1], step)
        q = q + time_step / 2 * (first[0] + second[0])
        phi = phi + time_step / 2 * (first[1] + second[1])
    return q, phi


def test_compiled_steps_are_the_equations_as_written():
    rng = np.random.default_rng(5)
    steps, replicas, time_step = 300, 3, 2e-12
    wall = CollectiveWall(
        **WALL, nonadiabaticity=0.08, spin_hall_angle=-0.1, fieldlike_ratio=-0.5,
        dmi_constant=4e-5, temperature=300.0,
    )  # fmt: skip
    walls = DomainWalls(
        np.array([[0.0, 200e-9], [10e-9, 250e-9], [-5e-9, 300e-9]]),
        rng.uniform(-3, 3, (replicas, 2)), np.array([[1.0, -1.0]]), np.array(True),
    )  # fmt: skip
    landscape = PinningLandscape(
        [5e-9, 210e-9, 260e-9], rng.uniform(1e-20, 5e-20, (replicas, 3)), 60e-9, 1e-7, 100e-9
    )
    fields = rng.uniform(-3e3, 3e3, (3, replicas, 1))
    density, heavy = rng.uniform(-1e12, 1e12, replicas), rng.uniform(-1e11, 1e11, replicas)
    wave, heavy_wave = rng.uniform(0, 1, (2, steps))
    normal = rng.standard_normal((steps, 2, 2, replicas))
    drive = WallDrive(
        *fields[..., 0],
        magnet_current_density=Modulated(density, wave),
        heavy_metal_current_density=Modulated(heavy, heavy_wave),
    )
    motion = move_walls(
        walls, wall, drive, time_step=time_step, steps=steps, rng=_Recorded(normal),
        landscape=landscape,
    )  # fmt: skip
    drift = spin_transfer_velocity(-wave[:, None] * density, 0.7, 8e5)[..., None]
    torque = wall.damping_like_field(heavy_wave[:, None] * heavy)[..., None]
    q, phi = _plain_heun(walls, wall, fields, drift, torque, landscape, normal, time_step)
    assert np.all(np.abs(q - walls.positions) > 1e-10)
    assert motion.walls.positions == pytest.approx(q, rel=1e-9)
    assert motion.walls.angles == pytest.approx(phi, rel=1e-9)


@given(
    st.floats(-3, 3),
    st.sampled_from([1, -1]),
    st.floats(-6e-5, 6e-5),
    st.tuples(*[st.floats(-5e3, 5e3)] * 3),
)
def test_without_current_the_energy_never_rises(angle, polarity, dmi, field):
    wall = CollectiveWall(**WALL, dmi_constant=dmi)
    landscape = PinningLandscape([0.0, 40e-9], [4e-20, 3e-20], 50e-9)
    motion = move_walls(
        single_walls(3e-9, angle, polarity), wall, WallDrive(*field),
        time_step=1e-12, steps=3000, landscape=landscape, sample_interval=30,
    )  # fmt: skip
    energy = wall_energy(motion.positions, motion.angles, polarity, wall, field, landscape)
    assert np.all(np.diff(energy[:, 0, 0]) <= 1e-7 * np.ptp(energy) + 1e-30)


def test_a_replica_moves_as_it_does_alone():
    rng = np.random.default_rng(3)
    angles, fields = rng.uniform(-3, 3, 131), rng.uniform(-3e3, 3e3, 131)
    common = {"time_step": 2e-12, "steps": 500}
    wall = CollectiveWall(**WALL)
    together = move_walls(
        single_walls(0.0, angles), wall, WallDrive(field_z=fields), **common, threads=2
    )
    for i in (0, 63, 64, 130):
        alone = move_walls(
            single_walls(0.0, angles[i]), wall, WallDrive(field_z=fields[i]), **common
        )
        assert alone.walls.positions[0, 0] == together.walls.positions[i, 0]
        assert alone.walls.angles[0, 0] == together.walls.angles[i, 0]


def test_samples_are_states_on_the_way():
    wall, drive = CollectiveWall(**WALL), WallDrive(field_z=300.0)
    walls = single_walls(np.zeros(2))
    motion = move_walls(walls, wall, drive, time_step=2e-12, steps=100, sample_interval=30)
    assert motion.times == pytest.approx([60e-12, 120e-12, 180e-12])
    assert motion.positions.shape == motion.present.shape == (3, 2, 1)
    halfway = move_walls(walls, wall, drive, time_step=2e-12, steps=60)
    assert np.array_equal(motion.positions[1], halfway.walls.positions)
    assert np.array_equal(motion.angles[1], halfway.walls.angles)
    onward = move_walls(halfway.walls, wall, drive, time_step=2e-12, steps=40)
    assert np.array_equal(onward.walls.positions, motion.walls.positions)
    assert np.all(walls.positions == 0)


def test_a_time_step_too_long_for_the_fields_is_told():
    wall = CollectiveWall(**WALL)
    with pytest.raises(ValueError, match=r"time_step: 2e-11 s is not allowed; allowed: up to 1\.6"):
        move_walls(single_walls(), wall, time_step=2e-11, steps=1)
    for drive in (
        WallDrive(field_z=1e6),
        WallDrive(field_x=Modulated(1.0, [0.0, -1e6])),
        WallDrive(magnet_current_density=1e15),
    ):
        with pytest.raises(ValueError, match=r"must stay below 0\.1"):
            move_walls(single_walls(), wall, drive, time_step=2e-12, steps=2)
    narrow = PinningLandscape(0.0, 1e-18, 1e-9)
    with pytest.raises(ValueError, match=r"must stay below 0\.1"):
        move_walls(single_walls(), wall, time_step=2e-12, steps=1, landscape=narrow)
    torque = CollectiveWall(**WALL, spin_hall_angle=0.1)
    with pytest.raises(ValueError, match=r"must stay below 0\.1"):
        move_walls(
            single_walls(), torque, WallDrive(heavy_metal_current_density=1e14),
            time_step=2e-12, steps=1,
        )  # fmt: skip


def test_what_cannot_be_moved_is_told():
    wall = CollectiveWall(**WALL)
    once = {"time_step": 1e-12, "steps": 1}
    with pytest.raises(ValueError, match=r"field_z: shape \[3\] is not allowed; .* \[2\]"):
        move_walls(single_walls(np.zeros(2)), wall, WallDrive(field_z=np.zeros(3)), **once)
    with pytest.raises(ValueError, match=r"field_y: shape \[3\] is not allowed; .* each step"):
        move_walls(single_walls(), wall, WallDrive(field_y=Modulated(1.0, np.ones(3))), **once)
    with pytest.raises(ValueError, match="field_x: not finite"):
        move_walls(single_walls(), wall, WallDrive(field_x=np.nan), **once)
    with pytest.raises(ValueError, match="rng: none given at 300 K"):
        move_walls(single_walls(), CollectiveWall(**WALL, temperature=300.0), **once)
    with pytest.raises(ValueError, match="steps: 0 is not allowed"):
        move_walls(single_walls(), wall, time_step=1e-12, steps=0)
    with pytest.raises(ValueError, match="track_length: -1 m is not allowed"):
        move_walls(single_walls(), wall, track_length=-1.0, **once)
    with pytest.raises(ValueError, match="annihilation_distance: 0 m is not allowed"):
        move_walls(single_walls(), wall, annihilation_distance=0.0, **once)
