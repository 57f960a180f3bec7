"""Pure functions of numbers and numpy arrays in SI units: how the wall moves and what it does."""

from dwmtj.physics.first_passage import discrete_law, inverse_gaussian_law
from dwmtj.physics.junction import antiparallel_resistance, parallel_resistance
from dwmtj.physics.taper import taper_field, taper_width
from dwmtj.physics.walker import (
    WalkerBreakdownWarning,
    hard_axis_field,
    mean_field_velocity,
    walker_field,
)
from dwmtj.physics.wall_noise import convert_sigma, distance_spread, pulse_count_spread
from dwmtj.physics.wall_velocity import (
    current_density,
    field_velocity,
    spin_transfer_velocity,
    wall_step,
    wall_velocity,
)

__all__ = [
    "WalkerBreakdownWarning",
    "antiparallel_resistance",
    "convert_sigma",
    "current_density",
    "discrete_law",
    "distance_spread",
    "field_velocity",
    "hard_axis_field",
    "inverse_gaussian_law",
    "mean_field_velocity",
    "parallel_resistance",
    "pulse_count_spread",
    "spin_transfer_velocity",
    "taper_field",
    "taper_width",
    "walker_field",
    "wall_step",
    "wall_velocity",
]
