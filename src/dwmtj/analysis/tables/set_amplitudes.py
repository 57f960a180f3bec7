"""Amplitudes that an instrument read back, taken for the set values of one ramp.

Read-back voltages differ from cycle to cycle by the noise of the instrument. Where every amplitude
of a pulse number is within a tenth of the smallest step from the median over the cycles, the
medians are the ramp. An even scatter of 0.1 steps adds 0.0033 to the 0.083 square steps that
knowing a threshold only to its step costs, 2 % of the standard deviation, and no pulse can be taken
for its neighbour. Larger differences are left as they are: then there is no common ramp. Trains of
equal pulses stay as they are too, by any scatter: their medians have no step.
"""

from dataclasses import replace

import numpy as np

from dwmtj.analysis.grouped_readings import medians_of_groups
from dwmtj.analysis.records import Table

#: Largest difference from the set value, as a share of the smallest step [no unit].
_SHARE_OF_STEP = 0.1
_EXACT = 1e-6  # relative: the rounding of a file


def with_set_amplitudes(table: Table) -> Table:
    """Give a table of cycles whose amplitudes are those of one ramp, where they scatter about one.

    Parameters
    ----------
    table : Table
        Of the kind ``cycles`` or ``cycle-events``, amplitudes [V].

    Returns
    -------
    Table
        The same, or with the median amplitude of each pulse number [V] and a remark on it.
    """
    if table.kind != "cycles":
        return table
    numbers = np.asarray(table.columns["pulse"], float)
    amplitudes = np.asarray(table.columns["amplitude"], float)
    driven = numbers > 0
    pulses, place = np.unique(numbers[driven], return_inverse=True)
    if len(pulses) < 2:
        return table
    medians = medians_of_groups(amplitudes[driven], place, len(pulses))
    off = np.abs(amplitudes[driven] - medians[place])
    step = float(np.diff(medians).min())
    if not _EXACT * np.abs(medians).max() < off.max() <= _SHARE_OF_STEP * step:
        return table
    told = amplitudes.copy()
    told[driven] = medians[place]
    spread = float(np.sqrt(np.mean(off**2)))
    remark = (
        f"The amplitudes of a pulse number differ by {1e3 * spread:.2g} mV rms "
        f"({1e3 * off.max():.2g} mV at most) between cycles, less than a tenth of the step of "
        f"{1e3 * step:.3g} mV: they are taken for read-back values, and their median for the set "
        "value."
    )
    columns = {**table.columns, "amplitude": told}
    return replace(table, columns=columns, remarks=(*table.remarks, remark))
