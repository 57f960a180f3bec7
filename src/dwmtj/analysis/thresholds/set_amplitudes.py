"""Amplitudes that an instrument read back, taken for the set values of one ramp.

Read-back voltages differ from cycle to cycle by the noise of the instrument. Where every amplitude
of a pulse number is within a tenth of the smallest step from the median over the cycles, the
medians are the ramp. An even scatter of 0.1 steps adds 0.0033 to the 0.083 square steps that
knowing a threshold only to its step costs, 2 % of the standard deviation, and no pulse can be taken
for its neighbour. Larger differences are left as they are: then there is no common ramp.
"""

from dataclasses import replace

import numpy as np

from dwmtj.analysis.records import Table

#: Largest difference from the set value, as a share of the smallest step [no unit].
SHARE_OF_STEP = 0.1
_EXACT = 1e-6  # relative: the rounding of a file


def with_set_amplitudes(table: Table) -> tuple[Table, str | None]:
    """Give a table of cycles whose amplitudes are those of one ramp, where they scatter about one.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles``, amplitudes [V].

    Returns
    -------
    table : Table
        The same, or with the median amplitude of each pulse number [V].
    remark : str or None
        What was done, or None if nothing was.
    """
    if "amplitude" not in table.columns or "pulse" not in table.columns:
        return table, None
    numbers = np.asarray(table.columns["pulse"])
    amplitudes = np.asarray(table.columns["amplitude"], float)
    driven = (numbers > 0) & np.isfinite(amplitudes)
    if not driven.any():
        return table, None
    pulses, place = np.unique(numbers[driven], return_inverse=True)
    medians = np.array([np.median(amplitudes[driven][place == i]) for i in range(len(pulses))])
    off = np.abs(amplitudes[driven] - medians[place])
    if len(pulses) < 2 or off.max() <= _EXACT * np.abs(medians).max():
        return table, None
    step = float(np.diff(medians).min())
    if not 0 < off.max() <= SHARE_OF_STEP * step:
        return table, None
    told = amplitudes.copy()
    told[driven] = medians[place]
    spread = float(np.sqrt(np.mean(off**2)))
    remark = (
        f"The amplitudes of a pulse number differ by {1e3 * spread:.2g} mV rms "
        f"({1e3 * off.max():.2g} mV at most) between cycles, less than a tenth of the step of "
        f"{1e3 * step:.3g} mV: they are taken for read-back values, and their median for the set "
        "value."
    )
    return replace(table, columns={**table.columns, "amplitude": told}), remark
