"""Compiled steps of the junction's circuit: its conductance, its share of a voltage, the nodes.

In all of them the junction has the conductance of `dwmtj.physics.junction`,
G(V) = G_P*[1 - f*TMR_0/(1 + TMR_0 + x)] with x = (V/V_h)^2, which is the parallel sum
f*G_AP(V) + (1 - f)*G_P written without a division by TMR(V).
"""

import numpy as np
import numpy.typing as npt

from dwmtj.compiling import inlined, kernel

Array = npt.NDArray[np.float64]

_EPSILON = float(np.finfo(np.float64).eps)


@inlined
def conductance(
    voltage: float, parallel: float, ratio: float, half: float, fraction: float
) -> float:
    """Conductance G(V) of a junction.

    Parameters
    ----------
    voltage, half : float
        Junction voltage and the one that halves the TMR [V].
    parallel : float
        Conductance in the parallel state [S].
    ratio, fraction : float
        TMR at zero bias and covered fraction of the pillar [no unit].

    Returns
    -------
    float
        Conductance [S].
    """
    return parallel * (1.0 - fraction * ratio / (1.0 + ratio + (voltage / half) ** 2))


@inlined
def slope(voltage: float, parallel: float, ratio: float, half: float, fraction: float) -> float:
    """Differential conductance d(G*V)/dV of a junction, above 0 for every voltage.

    Parameters
    ----------
    voltage, half : float
        Junction voltage and the one that halves the TMR [V].
    parallel : float
        Conductance in the parallel state [S].
    ratio, fraction : float
        TMR at zero bias and covered fraction of the pillar [no unit].

    Returns
    -------
    float
        Differential conductance [S].
    """
    square = (voltage / half) ** 2
    total = 1.0 + ratio + square
    return parallel * (1.0 - fraction * ratio * (1.0 + ratio - square) / total**2)


@inlined
def share(
    applied: float, series: float, parallel: float, ratio: float, half: float, fraction: float
) -> float:
    """Junction voltage V_j with V_j*(1 + R_s*G(V_j)) = V.

    G rises with the size of V_j, so the left side is odd and strictly increasing: there is one
    solution. It lies between the two that G(0) and G_P give, and a Newton step that leaves this
    narrowing bracket is replaced by its middle, so the iteration cannot fail.

    Parameters
    ----------
    applied, half : float
        Voltage over junction and series part, and the one that halves the TMR [V].
    series : float
        Series resistance [ohm].
    parallel : float
        Conductance in the parallel state [S].
    ratio, fraction : float
        TMR at zero bias and covered fraction of the pillar [no unit].

    Returns
    -------
    float
        Junction voltage [V], to rounding.
    """
    size = abs(applied)
    low = size / (1.0 + series * parallel)
    high = size / (1.0 + series * conductance(0.0, parallel, ratio, half, fraction))
    voltage = high
    for _ in range(100):
        excess = voltage * (1.0 + series * conductance(voltage, parallel, ratio, half, fraction))
        excess -= size
        if excess > 0:
            high = voltage
        else:
            low = voltage
        old = voltage
        voltage -= excess / (1.0 + series * slope(voltage, parallel, ratio, half, fraction))
        if not low <= voltage <= high:
            voltage = 0.5 * (low + high)
        if abs(voltage - old) <= 2 * _EPSILON * voltage:
            break
    return voltage if applied >= 0 else -voltage


@kernel
def junction_voltages(problem: Array, voltages: Array) -> None:
    """Share of the junction for every column of a problem.

    Parameters
    ----------
    problem : ndarray
        The six arguments of `share` in its order, shape [6, N].
    voltages : ndarray
        Written: junction voltages [V], shape [N].
    """
    for n in range(voltages.size):
        one = problem[:, n]
        voltages[n] = share(one[0], one[1], one[2], one[3], one[4], one[5])


@inlined
def branch(voltage: float, parameters: Array) -> tuple[float, float, float]:
    """Junction voltage, current and differential conductance of a lead with its junction.

    Parameters
    ----------
    voltage : float
        Voltage over both; not a number where the terminal floats [V].
    parameters : ndarray
        Lead resistance [ohm], then the last four arguments of `share`, shape [5].

    Returns
    -------
    tuple of float
        Junction voltage [V], current [A], differential conductance [S]; all 0 where it floats.
    """
    if np.isnan(voltage):
        return 0.0, 0.0, 0.0
    lead, parallel, ratio = parameters[0], parameters[1], parameters[2]
    half, fraction = parameters[3], parameters[4]
    junction = share(voltage, lead, parallel, ratio, half, fraction)
    current = junction * conductance(junction, parallel, ratio, half, fraction)
    differential = slope(junction, parallel, ratio, half, fraction)
    return junction, current, differential / (1.0 + lead * differential)


@inlined
def _balance(one: Array, node_a: float, node_b: float) -> tuple[float, float, float, float]:
    """Net current out of nodes a and b, and their differential conductances to the terminals."""
    _, current_a, slope_a = branch(node_a - one[2], one[7:12])
    _, current_b, slope_b = branch(node_b - one[3], one[12:17])
    if not np.isnan(one[0]):
        current_a += (node_a - one[0]) / one[4]
        slope_a += 1.0 / one[4]
    if not np.isnan(one[1]):
        current_b += (node_b - one[1]) / one[6]
        slope_b += 1.0 / one[6]
    between = (node_a - node_b) / one[5]
    return current_a + between, current_b - between, slope_a, slope_b


@inlined
def _newton_step(
    out_a: float, out_b: float, slope_a: float, slope_b: float, between: float
) -> tuple[float, float]:
    """Change of the node voltages that would cancel the net currents of a linear circuit."""
    determinant = slope_a * slope_b + between * (slope_a + slope_b)
    step_a = -((slope_b + between) * out_a + between * out_b) / determinant
    step_b = -((slope_a + between) * out_b + between * out_a) / determinant
    return step_a, step_b


@inlined
def _solve_one(one: Array) -> tuple[float, float]:
    """Node voltages of one circuit, by Newton's method with the step halved while it is too long.

    The net currents are the gradient of the co-content, which is strictly convex: every branch
    current rises with its voltage and at least one terminal is driven. So there is one solution,
    the matrix of differential conductances is positive definite, the step always lowers the
    residual if short enough, and the iteration reaches the solution from anywhere.
    """
    node_a = node_b = float(np.nanmean(one[:4]))
    smallest = _EPSILON * float(np.nanmax(np.abs(one[:4])))
    out_a, out_b, slope_a, slope_b = _balance(one, node_a, node_b)
    for _ in range(100):
        step_a, step_b = _newton_step(out_a, out_b, slope_a, slope_b, 1.0 / one[5])
        if max(abs(step_a), abs(step_b)) <= smallest:
            break
        residual = np.hypot(out_a, out_b)
        out_a, out_b, slope_a, slope_b = _balance(one, node_a + step_a, node_b + step_b)
        halvings = 0
        while np.hypot(out_a, out_b) >= residual:
            if halvings == 20:  # only rounding is left: such a part is short enough otherwise
                return node_a, node_b
            halvings += 1
            step_a *= 0.5
            step_b *= 0.5
            out_a, out_b, slope_a, slope_b = _balance(one, node_a + step_a, node_b + step_b)
        node_a += step_a
        node_b += step_b
    return node_a, node_b


@kernel
def solve_nodes(problem: Array, solution: Array) -> None:
    """Node voltages for every column of a problem.

    Parameters
    ----------
    problem : ndarray
        Voltages of IN, GND, A, B, not a number where floating [V]; resistances IN-a, a-b, b-GND
        [ohm]; then the five parameters of `branch` for A and for B, shape [17, N].
    solution : ndarray
        Written: voltages of nodes a and b, and of the junctions, terminal against track [V],
        shape [4, N].
    """
    for n in range(solution.shape[1]):
        one = problem[:, n].copy()
        node_a, node_b = _solve_one(one)
        solution[0, n] = node_a
        solution[1, n] = node_b
        solution[2, n] = branch(one[2] - node_a, one[7:12])[0]
        solution[3, n] = branch(one[3] - node_b, one[12:17])[0]
