"""The four-terminal device as a circuit: a track from IN to GND with a junction at two nodes.

    IN --- R_1 --- a --- R_2 --- b --- R_3 --- GND
                   |             |
             junction_A     junction_B        (the resistance of a lead is in series with each)
                   |             |
                   A             B

Each terminal is held at a voltage or floats. Kirchhoff's laws for the two nodes are solved
together with the bias dependence of the junctions (`dwmtj.physics.junction`); the solution is
unique, see `dwmtj.physics.junction_kernel`. A pillar is joined to the track at one point, its
centre: how the current spreads below it, and capacitances, are left out.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.physics.checks import not_negative, positive
from dwmtj.physics.junction import junction_resistance
from dwmtj.physics.junction_kernel import solve_nodes
from dwmtj.physics.tunnel_junction import TunnelJunction, checked

Array = npt.NDArray[np.float64]


class Terminals(NamedTuple):
    """Voltages that drive ``input`` (IN), ``ground`` (GND), ``a`` and ``b`` [V].

    Not a number where a terminal floats, as does each one that is not given:
    ``Terminals(input=2.4, ground=0.0)`` integrates, ``Terminals(input=3.1, a=0.0)`` writes.
    Shapes that broadcast.

    Examples
    --------
    >>> from dwmtj.physics import Terminals
    >>> Terminals(input=2.4, ground=0.0)  # A and B float
    Terminals(input=2.4, ground=0.0, a=nan, b=nan)
    """

    input: npt.ArrayLike = np.nan
    ground: npt.ArrayLike = np.nan
    a: npt.ArrayLike = np.nan
    b: npt.ArrayLike = np.nan


class TerminalValues(NamedTuple):
    """Result for ``input`` (IN), ``ground`` (GND), ``a`` and ``b``: voltages [V] or currents [A].

    Arrays of one shape.
    """

    input: Array
    ground: Array
    a: Array
    b: Array


class TrackResistances(NamedTuple):
    """Pieces of track with their contacts: ``input_to_a``, ``a_to_b``, ``b_to_ground`` [ohm].

    Examples
    --------
    >>> from dwmtj.physics import TrackResistances
    >>> TrackResistances(input_to_a=212.0, a_to_b=3352.0, b_to_ground=212.0)  # ohm
    TrackResistances(input_to_a=212.0, a_to_b=3352.0, b_to_ground=212.0)
    """

    input_to_a: npt.ArrayLike
    a_to_b: npt.ArrayLike
    b_to_ground: npt.ArrayLike


class JunctionBranch(NamedTuple):
    """From node to terminal: a ``junction`` and its ``lead_resistance`` [ohm], at least 0.

    Examples
    --------
    >>> from dwmtj.physics import JunctionBranch, TunnelJunction
    >>> JunctionBranch(TunnelJunction(258.0, 1.71), lead_resistance=1000.0).lead_resistance
    1000.0
    """

    junction: TunnelJunction
    lead_resistance: npt.ArrayLike = 0.0


class CircuitState(NamedTuple):
    """Voltages and currents of a solved circuit, of one shape.

    ``voltages`` [V] and ``currents`` into the device [A] of the terminals: a floating one has the
    voltage of its node and carries none. ``node_a``, ``node_b`` [V]; ``track_current``
    from a to b [A]; ``junction_voltage_a``, ``junction_voltage_b``: terminal against track [V].

    Examples
    --------
    >>> from dwmtj import physics
    >>> track = physics.TrackResistances(200.0, 3000.0, 200.0)
    >>> branch = physics.JunctionBranch(physics.TunnelJunction(258.0, 1.71), 1000.0)
    >>> drive = physics.Terminals(input=0.05, a=0)
    >>> state = physics.solve_terminals(drive, track, branch, branch)
    >>> print(f"{state.voltages.a:.2f} V, {state.currents.input * 1e6:.1f} uA into IN")
    0.00 V, 34.3 uA into IN
    """

    voltages: TerminalValues
    currents: TerminalValues
    node_a: Array
    node_b: Array
    track_current: Array
    junction_voltage_a: Array
    junction_voltage_b: Array


class BranchPowers(NamedTuple):
    """Heat in every part of the circuit [W], of one shape.

    Track: ``input_to_a``, ``a_to_b``, ``b_to_ground``; leads: ``lead_a``, ``lead_b``; barriers:
    ``junction_a``, ``junction_b``.

    Examples
    --------
    >>> from dwmtj import physics
    >>> track = physics.TrackResistances(200.0, 3000.0, 200.0)
    >>> branch = physics.JunctionBranch(physics.TunnelJunction(258.0, 1.71), 1000.0)
    >>> drive = physics.Terminals(input=3.1, a=0)
    >>> state = physics.solve_terminals(drive, track, branch, branch)
    >>> powers = physics.branch_powers(state, track, branch, branch)
    >>> print(f"{powers.junction_a * 1e3:.2f} mW in junction A")
    1.17 mW in junction A
    """

    input_to_a: Array
    a_to_b: Array
    b_to_ground: Array
    lead_a: Array
    lead_b: Array
    junction_a: Array
    junction_b: Array


def solve_terminals(
    drive: Terminals,
    track: TrackResistances,
    branch_a: JunctionBranch,
    branch_b: JunctionBranch,
) -> CircuitState:
    """Voltages and currents of the device under a drive; all fields broadcast.

    Parameters
    ----------
    drive : Terminals
        Voltages of the terminals, not a number where one floats [V].
    track : TrackResistances
        Resistances of the pieces of track [ohm], above 0.
    branch_a, branch_b : JunctionBranch
        What lies between node a and terminal A, node b and terminal B.

    Returns
    -------
    CircuitState
        The solution, to rounding.

    Raises
    ------
    ValueError
        If no terminal is driven, a voltage is infinite or a resistance is out of its range.

    Examples
    --------
    >>> from dwmtj import physics
    >>> track = physics.TrackResistances(200.0, 3000.0, 200.0)
    >>> branch = physics.JunctionBranch(physics.TunnelJunction(258.0, 1.71), 1000.0)
    >>> drive = physics.Terminals(input=2.4, ground=0)
    >>> state = physics.solve_terminals(drive, track, branch, branch)
    >>> print(f"{state.track_current * 1e3:.3f} mA")
    0.706 mA
    """
    voltages = _checked_drive(drive)
    resistances = [positive(name, value, "ohm") for name, value in track._asdict().items()]
    parameters = (*_parameters("a", branch_a), *_parameters("b", branch_b))
    problem = np.broadcast_arrays(*voltages, *resistances, *parameters)
    shape = problem[0].shape
    solution = np.empty((4, problem[0].size))
    solve_nodes(np.stack([each.ravel() for each in problem]), solution)
    return _state(problem, *(each.reshape(shape) for each in solution))


def branch_powers(
    state: CircuitState,
    track: TrackResistances,
    branch_a: JunctionBranch,
    branch_b: JunctionBranch,
) -> BranchPowers:
    """Heat in every part of the circuit; together it is the power that the terminals deliver.

    Parameters
    ----------
    state : CircuitState
        A solved circuit, any shape.
    track : TrackResistances
        The resistances that it was solved with [ohm].
    branch_a, branch_b : JunctionBranch
        The branches that it was solved with.

    Returns
    -------
    BranchPowers
        Powers [W].

    Examples
    --------
    >>> from dwmtj import physics
    >>> track = physics.TrackResistances(200.0, 3000.0, 200.0)
    >>> branch = physics.JunctionBranch(physics.TunnelJunction(258.0, 1.71), 1000.0)
    >>> drive = physics.Terminals(input=2.4, ground=0)
    >>> state = physics.solve_terminals(drive, track, branch, branch)
    >>> powers = physics.branch_powers(state, track, branch, branch)
    >>> print(f"{powers.a_to_b * 1e3:.2f} mW between the junctions")
    1.49 mW between the junctions
    """
    currents = state.currents
    return BranchPowers(
        input_to_a=_heat(currents.input, track.input_to_a),
        a_to_b=_heat(state.track_current, track.a_to_b),
        b_to_ground=_heat(currents.ground, track.b_to_ground),
        lead_a=_heat(currents.a, branch_a.lead_resistance),
        lead_b=_heat(currents.b, branch_b.lead_resistance),
        junction_a=np.asarray(currents.a * state.junction_voltage_a),
        junction_b=np.asarray(currents.b * state.junction_voltage_b),
    )


def delivered_power(state: CircuitState) -> Array:
    """Power that the sources at the terminals deliver, the sum of voltage times current.

    Parameters
    ----------
    state : CircuitState
        A solved circuit, any shape.

    Returns
    -------
    ndarray
        Power [W].

    Examples
    --------
    >>> from dwmtj import physics
    >>> track = physics.TrackResistances(200.0, 3000.0, 200.0)
    >>> branch = physics.JunctionBranch(physics.TunnelJunction(258.0, 1.71), 1000.0)
    >>> drive = physics.Terminals(input=2.4, ground=0)
    >>> state = physics.solve_terminals(drive, track, branch, branch)
    >>> print(f"{physics.delivered_power(state) * 1e3:.3f} mW")
    1.694 mW
    """
    pairs = zip(state.voltages, state.currents, strict=True)
    return np.asarray(sum(voltage * current for voltage, current in pairs))


def _heat(current: Array, resistance: npt.ArrayLike) -> Array:
    return np.asarray(current**2 * np.asarray(resistance, float))


def _checked_drive(drive: Terminals) -> list[Array]:
    voltages = [np.asarray(each, float) for each in drive]
    for name, each in zip(Terminals._fields, voltages, strict=True):
        if np.any(np.isinf(each)):
            raise ValueError(f"drive.{name}: infinite V is not allowed; allowed: finite, or nan")
    if np.any(np.all(np.isnan(np.broadcast_arrays(*voltages)), axis=0)):
        raise ValueError("drive: all floating is not allowed; allowed: at least one in V")
    return voltages


def _parameters(name: str, branch: JunctionBranch) -> tuple[Array, ...]:
    lead = not_negative(f"branch_{name}.lead_resistance", branch.lead_resistance, "ohm")
    resistance, ratio, half, fraction = checked(branch.junction)
    return lead, 1 / resistance, ratio, half, fraction


def _state(
    problem: tuple[Array, ...], node_a: Array, node_b: Array, across_a: Array, across_b: Array
) -> CircuitState:
    """Derive what is measured at the terminals from the node voltages."""
    nodes = (node_a, node_b, node_a, node_b)
    ends = [np.where(np.isnan(v), node, v) for v, node in zip(problem[:4], nodes, strict=True)]
    currents = TerminalValues(
        input=np.asarray((ends[0] - node_a) / problem[4]),
        ground=np.asarray((ends[1] - node_b) / problem[6]),
        a=np.asarray(across_a / _resistance(problem[7:12], across_a)),
        b=np.asarray(across_b / _resistance(problem[12:17], across_b)),
    )
    track_current = np.asarray((node_a - node_b) / problem[5])
    return CircuitState(
        TerminalValues(*ends), currents, node_a, node_b, track_current, across_a, across_b
    )


def _resistance(parameters: tuple[Array, ...], across: Array) -> Array:
    _, conductance, ratio, half, fraction = parameters
    return junction_resistance(across, TunnelJunction(1 / conductance, ratio, half, fraction))
