"""Numbers that the compiled steps need, and the longest time step they may take."""

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import positive
from dwmtj.physics.collective_kernel import Law
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.constants import GAMMA_0
from dwmtj.physics.pinning_landscape import STEEPEST, STIFFEST, PinningLandscape, wells

Array = npt.NDArray[np.float64]

#: Largest product of a rate and the time step: the angle that a wall may turn in a step [rad].
LARGEST_ANGLE = 0.1


def law_of(
    wall: CollectiveWall,
    time_step: float,
    landscape: PinningLandscape,
    track_length: float | None,
    annihilation_distance: float | None,
) -> Law:
    """Give the numbers of the compiled equations.

    Parameters
    ----------
    wall : CollectiveWall
        Material and geometry.
    time_step : float
        Duration of a step [s].
    landscape : PinningLandscape
        Of which the harmonic pin is used here.
    track_length : float, optional
        Length [m]; None for a track without ends.
    annihilation_distance : float, optional
        Distance [m]; None for pi*Delta.

    Returns
    -------
    Law
        The numbers.

    Raises
    ------
    ValueError
        If a length is not above 0.
    """
    alpha, beta = wall.gilbert_damping, wall.nonadiabaticity
    share = time_step / (1 + alpha**2)
    meeting = np.pi * wall.wall_width if annihilation_distance is None else annihilation_distance
    positive("annihilation_distance", meeting, "m")
    if track_length is not None:
        positive("track_length", track_length, "m")
    return Law(
        anisotropy=wall.anisotropy_field,
        chiral=np.pi / 2 * wall.dmi_field,
        damping=alpha,
        fieldlike=wall.fieldlike_ratio,
        turn=GAMMA_0 * share,
        reach=GAMMA_0 * share * wall.wall_width,
        carry=share * (1 + alpha * beta),
        twist=share * (alpha - beta) / wall.wall_width,
        noise=float(np.sqrt(wall.thermal_strength / time_step)),
        pinning=1 / wall.moment,
        stiffness=float(landscape.harmonic_stiffness),
        middle=float(landscape.harmonic_position),
        lower=-np.inf if track_length is None else 0.0,
        upper=np.inf if track_length is None else float(track_length),
        meeting=float(meeting),
    )


def fastest_rate(wall: CollectiveWall, largest: Array, landscape: PinningLandscape) -> float:
    """Give the largest rate at which a wall turns, is pulled back by a pin, or is carried past one.

    Parameters
    ----------
    wall : CollectiveWall
        Material and geometry.
    largest : ndarray
        Largest |H_x|, |H_y|, |H_z| [A/m], |u| [m/s] and |H_DL| [A/m], shape [5].
    landscape : PinningLandscape
        Pinning.

    Returns
    -------
    float
        Rate [rad/s].
    """
    _, depth, extent = wells(landscape)
    slope = np.max(STEEPEST * np.abs(depth) / extent, initial=0.0)
    curvature = np.max(STIFFEST * np.abs(depth) / extent**2, initial=0.0)
    stiffness = max(curvature, abs(landscape.harmonic_stiffness)) * wall.wall_width
    turning = np.pi / 2 * np.array([largest[0], largest[1], largest[4], abs(wall.dmi_field)])
    fieldlike = abs(wall.fieldlike_ratio) * turning[2]
    fields = [abs(wall.anisotropy_field), largest[2], slope / wall.moment, stiffness / wall.moment]
    twist = abs(wall.gilbert_damping - wall.nonadiabaticity) * largest[3] / wall.wall_width
    passage = np.max(largest[3] / extent, initial=0.0)
    return float(max(GAMMA_0 * max(*fields, *turning, fieldlike), twist, passage))


def check_time_step(
    time_step: float, wall: CollectiveWall, largest: Array, landscape: PinningLandscape
) -> None:
    """Refuse a time step in which a wall turns too far.

    Parameters
    ----------
    time_step : float
        Duration of a step [s].
    wall : CollectiveWall
        Material and geometry.
    largest : ndarray
        Largest |H_x|, |H_y|, |H_z| [A/m], |u| [m/s] and |H_DL| [A/m], shape [5].
    landscape : PinningLandscape
        Pinning.

    Raises
    ------
    ValueError
        If gamma0*max(H, H_K)*dt exceeds 0.1, H being the largest of the fields, those of DMI,
        spin-orbit torque and pinning included, or if the current turns a wall, or carries it
        across a well, as fast.
    """
    positive("time_step", time_step, "s")
    rate = fastest_rate(wall, largest, landscape)
    if rate * time_step > LARGEST_ANGLE:
        raise ValueError(
            f"time_step: {time_step:g} s is not allowed; allowed: up to {LARGEST_ANGLE / rate:.3g} "
            f"s, because a wall turns by gamma0*max(H, H_K)*dt = {rate * time_step:.3g} rad in a "
            f"step, which must stay below {LARGEST_ANGLE:g}"
        )
