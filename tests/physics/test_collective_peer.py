"""Beside cmtj's DomainWallDynamics, a published model of the same kind, for one wall unpinned.

cmtj is no dependency: without it these tests are skipped. What differs there is undone here: its
gyromagnetic ratio is 0.18 % lower (all fields are scaled), its DMI has the opposite sign, its
current counts along the electrons, and the angle of its down-to-up wall is mirrored at the track.
"""

import numpy as np
import pytest

from dwmtj.physics.collective_coordinates import move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0, MU_0
from dwmtj.physics.domain_walls import single_walls
from dwmtj.physics.wall_drive import WallDrive

pytest.importorskip("cmtj", exc_type=ImportError)

WALL = {
    "saturation_magnetization": 8e5,
    "wall_width": 9.7e-9,
    "thickness": 1.5e-9,
    "track_width": 25e-9,
    "gilbert_damping": 0.05,
    "spin_polarization": 0.7,
}
START, TIME = 0.4, 5e-9
CASES = {
    "field below Walker": ({}, WallDrive(field_z=400.0)),
    "field above Walker": ({}, WallDrive(field_z=2000.0)),
    "field of the down wall": ({"polarity": -1}, WallDrive(field_z=400.0)),
    "field along the track": ({}, WallDrive(field_x=3e3, field_z=400.0)),
    "field across the track": ({}, WallDrive(field_y=-3e3, field_z=400.0)),
    "spin transfer": ({"nonadiabaticity": 0.1}, WallDrive(magnet_current_density=-5e11)),
    "paper": ({"nonadiabaticity": 0.05}, WallDrive(magnet_current_density=-1.333e12)),
    "adiabatic above": ({}, WallDrive(magnet_current_density=-2e12)),
    "spin-orbit": (
        {"spin_hall_angle": -0.11, "dmi_constant": 6e-5},
        WallDrive(heavy_metal_current_density=1e11),
    ),
    "all at once": (
        {"spin_hall_angle": -0.11, "dmi_constant": -4e-5, "nonadiabaticity": 0.02},
        WallDrive(1e3, -2e3, 300.0, -4e11, -4e11),
    ),
    "all at once, down wall": (
        {"polarity": -1, "spin_hall_angle": -0.11, "dmi_constant": 4e-5, "nonadiabaticity": 0.1},
        WallDrive(1e3, -2e3, 300.0, -4e11, -4e11),
    ),
}


def _peer_end(wall, drive, polarity):
    """Position and angle at the end by cmtj."""
    from cmtj.models.domain_dynamics import (
        DomainWallDynamics,
        DWRelax,
        MultilayerWallDynamics,
        gyro,
    )
    from cmtj.utils import VectorObj

    scale = GAMMA_0 / gyro
    along_electrons = -np.sign(drive.magnet_current_density or drive.heavy_metal_current_density)
    density = abs(drive.magnet_current_density or drive.heavy_metal_current_density)
    heavy = drive.heavy_metal_current_density != 0
    # There one current flows through both layers, its spin Hall field along the electrons'.
    hall = wall.spin_hall_angle if heavy else 0.0
    carried = wall.spin_polarization if drive.magnet_current_density else 0.0
    layer = DomainWallDynamics(
        H=VectorObj.from_cartesian(
            scale * drive.field_x, scale * polarity * drive.field_y, scale * drive.field_z
        ),
        alpha=wall.gilbert_damping,
        Ms=wall.saturation_magnetization,
        thickness=wall.thickness,
        SHE_angle=-scale * hall,
        D=-scale * wall.dmi_constant,
        Ku=1e5,
        Kp=scale * MU_0 * wall.saturation_magnetization * wall.anisotropy_field / 2,
        beta=wall.nonadiabaticity,
        p=carried,
        V0_pin=0.0,
        Q=polarity,
        moving_field="inplane",
        relax_dw=DWRelax.NO_RELAX,
    )
    layer.set_current_function(lambda t: along_electrons * density)
    start = [0.0, polarity * START, wall.wall_width]
    done = MultilayerWallDynamics([layer]).run(TIME, start, 5e-12)
    return done["x_0"][-1], polarity * done["phi_0"][-1]


@pytest.mark.parametrize("case", CASES)
def test_position_agrees_with_the_peer_to_a_thousandth(case):
    options, drive = CASES[case]
    polarity = options.get("polarity", 1)
    wall = CollectiveWall(**WALL | {k: v for k, v in options.items() if k != "polarity"})
    motion = move_walls(
        single_walls(0.0, START, polarity), wall, drive, time_step=1e-12, steps=round(TIME / 1e-12)
    )
    position, angle = _peer_end(wall, drive, polarity)
    assert abs(position) > 5e-9
    assert motion.walls.positions[0, 0] == pytest.approx(position, rel=1e-3)
    assert motion.walls.angles[0, 0] == pytest.approx(angle, rel=1e-3)
