"""How often a cycle goes wrong, with the binomial interval of Clopper and Pearson."""

import numpy as np
import numpy.typing as npt

from dwmtj.accounting.figures import Figure
from dwmtj.accounting.lab_cycles import MADE_ONCE, LabCycles
from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.shares import clopper_pearson
from dwmtj.device import DeviceCircuit

Bools = npt.NDArray[np.bool_]


def error_rate(wrong: Bools, of_what: str, **details: float) -> Figure:
    """Give the share of cycles that went wrong.

    Parameters
    ----------
    wrong : ndarray
        Whether each of the cycles that could go wrong did (no unit), shape [N].
    of_what : str
        Which cycles these are.
    **details : float
        What else belongs to it [no unit].

    Returns
    -------
    Figure
        Share [no unit], with ``happened`` and ``total``.
    """
    happened, total = int(wrong.sum()), wrong.size
    method = f"share of {of_what}; Clopper and Pearson"
    counts = {"happened": happened, "total": total, **details}
    if not total:
        return Figure(unknown("1", method, f"there are no {of_what}"), details=counts)
    shares = clopper_pearson([happened], [total])
    narrow, wide = (
        (float(low), float(high))
        for low, high in zip(shares.low[:, 0], shares.high[:, 0], strict=True)
    )
    estimate = Estimate(happened / total, "1", method, interval_68=narrow, interval_95=wide)
    return Figure(estimate, details=counts)


def lab_error_rates(cycles: LabCycles) -> dict[str, Figure]:
    """Give the rates at which a cycle nucleates nothing, misses to fire, and is not reset.

    Parameters
    ----------
    cycles : LabCycles
        Simulated cycles.

    Returns
    -------
    dict
        ``no_nucleation``, with the exact probability ``by_law``, ``missed_fire`` and
        ``failed_reset`` [no unit].
    """
    written, fired = cycles.written, cycles.fired
    if cycles.terminals == 3:
        nucleation = Figure(unknown("1", "share of cycles", MADE_ONCE))
    else:
        writing = cycles.device.writing
        assert writing is not None
        chance = DeviceCircuit(cycles.device).write_probability(
            writing.amplitude, writing.bias_field, "A"
        )
        nucleation = error_rate(~written, "cycles", by_law=1 - chance)
    return {
        "no_nucleation": nucleation,
        "missed_fire": error_rate(~fired[written], "cycles with a domain"),
        "failed_reset": error_rate(~cycles.ready[fired], "cycles that fired"),
    }
