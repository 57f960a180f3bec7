"""Pure functions of numbers and numpy arrays in SI units: how the wall moves and what it does."""

from dwmtj.physics.collective_coordinates import WallMotion, move_walls
from dwmtj.physics.collective_wall import CollectiveWall
from dwmtj.physics.cover import cover_fraction
from dwmtj.physics.creep import (
    creep_factor,
    depinning_velocity,
    drive_for_velocity,
    driven_velocity,
)
from dwmtj.physics.depinning import (
    edge_expected_escapes,
    escape_rate,
    escape_time,
    pulse_escape_probability,
    pulse_expected_escapes,
    step_escape_probability,
)
from dwmtj.physics.domain_walls import DomainWalls, domain, domain_length, single_walls
from dwmtj.physics.escape_curve import (
    escape_amplitude,
    escape_drive_spread,
    rectangular_escape_drive,
)
from dwmtj.physics.field_loop import LoopFields, branch_up, sample_loops
from dwmtj.physics.first_passage import discrete_law, inverse_gaussian_law
from dwmtj.physics.heating import (
    film_temperature_rise,
    half_space_temperature_rise,
    line_power,
    steady_temperature_rise,
)
from dwmtj.physics.hysteron import (
    half_width_for,
    switching_field,
    switching_field_spread,
    switching_probability,
)
from dwmtj.physics.joule_heat import charge, joule_energy
from dwmtj.physics.junction import (
    antiparallel_resistance,
    biased_magnetoresistance,
    junction_current_density,
    junction_power,
    junction_resistance,
    junction_voltage,
    measured_resistance,
    parallel_resistance,
)
from dwmtj.physics.layers import (
    layer_current_density,
    segment_resistance,
    sheet_power,
    sheet_resistance,
)
from dwmtj.physics.nucleation import (
    expected_nucleations,
    nucleation_amplitude,
    nucleation_probability,
    nucleation_rate,
)
from dwmtj.physics.pinning_landscape import (
    PinningLandscape,
    depinning_field,
    pinning_energy,
    pinning_slope,
    well_range,
)
from dwmtj.physics.reversal import reversal_rate, sharrock_field
from dwmtj.physics.stray_field import layer_stray_field, track_stray_field
from dwmtj.physics.taper import taper_field, taper_width
from dwmtj.physics.terminals import (
    BranchPowers,
    CircuitState,
    JunctionBranch,
    Terminals,
    TrackResistances,
    branch_powers,
    delivered_power,
    solve_terminals,
)
from dwmtj.physics.tunnel_junction import TunnelJunction
from dwmtj.physics.walker import (
    WalkerBreakdownWarning,
    hard_axis_field,
    mean_field_velocity,
    walker_field,
)
from dwmtj.physics.wall_drive import Modulated, WallDrive
from dwmtj.physics.wall_energy import (
    angular_field,
    dmi_energy,
    hard_axis_energy,
    in_plane_energy,
    pushing_field,
    wall_energy,
    zeeman_energy,
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
    "BranchPowers",
    "CircuitState",
    "CollectiveWall",
    "DomainWalls",
    "JunctionBranch",
    "LoopFields",
    "Modulated",
    "PinningLandscape",
    "Terminals",
    "TrackResistances",
    "TunnelJunction",
    "WalkerBreakdownWarning",
    "WallDrive",
    "WallMotion",
    "angular_field",
    "antiparallel_resistance",
    "biased_magnetoresistance",
    "branch_powers",
    "branch_up",
    "charge",
    "convert_sigma",
    "cover_fraction",
    "creep_factor",
    "current_density",
    "delivered_power",
    "depinning_field",
    "depinning_velocity",
    "discrete_law",
    "distance_spread",
    "dmi_energy",
    "domain",
    "domain_length",
    "drive_for_velocity",
    "driven_velocity",
    "edge_expected_escapes",
    "escape_amplitude",
    "escape_drive_spread",
    "escape_rate",
    "escape_time",
    "expected_nucleations",
    "field_velocity",
    "film_temperature_rise",
    "half_space_temperature_rise",
    "half_width_for",
    "hard_axis_energy",
    "hard_axis_field",
    "in_plane_energy",
    "inverse_gaussian_law",
    "joule_energy",
    "junction_current_density",
    "junction_power",
    "junction_resistance",
    "junction_voltage",
    "layer_current_density",
    "layer_stray_field",
    "line_power",
    "mean_field_velocity",
    "measured_resistance",
    "move_walls",
    "nucleation_amplitude",
    "nucleation_probability",
    "nucleation_rate",
    "parallel_resistance",
    "pinning_energy",
    "pinning_slope",
    "pulse_count_spread",
    "pulse_escape_probability",
    "pulse_expected_escapes",
    "pushing_field",
    "rectangular_escape_drive",
    "reversal_rate",
    "sample_loops",
    "segment_resistance",
    "sharrock_field",
    "sheet_power",
    "sheet_resistance",
    "single_walls",
    "solve_terminals",
    "spin_transfer_velocity",
    "steady_temperature_rise",
    "step_escape_probability",
    "switching_field",
    "switching_field_spread",
    "switching_probability",
    "taper_field",
    "taper_width",
    "track_stray_field",
    "walker_field",
    "wall_energy",
    "wall_step",
    "wall_velocity",
    "well_range",
    "zeeman_energy",
]
