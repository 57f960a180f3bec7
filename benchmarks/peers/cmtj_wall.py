"""One wall in cmtj: a field below Walker breakdown and a current, no pinning, no temperature.

Its integrator is SciPy's RK45 around compiled right-hand sides; the longest step is given, so a
step of it covers the same time as one of ours. It has no thermal field and one wall a call. Its
gyromagnetic ratio is 0.18 % lower than CODATA's, which scaled fields undo.
"""

from typing import NamedTuple

from dwmtj.physics.constants import GAMMA_0


class Problem(NamedTuple):
    """The wall: sizes in SI units, ``field_z`` [A/m], ``current_density`` along electrons [A/m^2].

    ``anisotropy_field`` is H_K [A/m]; ``time_step`` and ``time`` are in seconds.
    """

    saturation_magnetization: float = 8e5
    wall_width: float = 9.7e-9
    thickness: float = 1.5e-9
    gilbert_damping: float = 0.05
    nonadiabaticity: float = 0.05
    spin_polarization: float = 0.7
    anisotropy_field: float = 27e3
    field_z: float = 300.0
    current_density: float = 1.333e12
    time_step: float = 1e-12
    time: float = 5e-9


class Done(NamedTuple):
    """``position`` at the end [m], ``steps`` and ``evaluations`` of the equations [no unit]."""

    position: float
    steps: int
    evaluations: int


def run(problem: Problem) -> Done:
    """Move the wall.

    Parameters
    ----------
    problem : Problem
        The wall.

    Returns
    -------
    Done
        Its position and the work done.
    """
    from cmtj.models.domain_dynamics import (
        DomainWallDynamics,
        DWRelax,
        MultilayerWallDynamics,
        gyro,
    )
    from cmtj.utils import VectorObj, mu0

    scale = GAMMA_0 / gyro
    anisotropy = mu0 * problem.saturation_magnetization * problem.anisotropy_field / 2
    layer = DomainWallDynamics(
        H=VectorObj.from_cartesian(0.0, 0.0, scale * problem.field_z),
        alpha=problem.gilbert_damping,
        Ms=problem.saturation_magnetization,
        thickness=problem.thickness,
        SHE_angle=0.0,
        D=0.0,
        Ku=1e5,  # gives a width that is not used: the width stands in the starting conditions
        Kp=scale * anisotropy,
        beta=problem.nonadiabaticity,
        p=problem.spin_polarization,
        V0_pin=0.0,
        moving_field="inplane",
        relax_dw=DWRelax.NO_RELAX,
    )
    layer.set_current_function(lambda t: problem.current_density)
    counted = _Counted(MultilayerWallDynamics([layer]))
    start = [0.0, 0.4, problem.wall_width]
    done = counted.walls.run(problem.time, start, problem.time_step)
    return Done(done["x_0"][-1], len(done["t"]), counted.calls)


class _Counted:
    """Counts how often the equations of a wall are evaluated."""

    def __init__(self, walls):  # type: ignore[no-untyped-def]
        self.walls, self.calls = walls, 0
        self.equations = walls.multilayer_dw_llg
        walls.multilayer_dw_llg = self

    def __call__(self, t, state):  # type: ignore[no-untyped-def]
        self.calls += 1
        return self.equations(t, state)
