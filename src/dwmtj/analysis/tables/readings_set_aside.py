"""Which readings of cycles were set aside, so that a gap is not taken for one of the device."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from dwmtj.analysis.records import Array, Integers

#: Name of the attribute of a table that holds these readings.
SET_ASIDE = "readings_set_aside"


def readings_set_aside(
    columns: Mapping[str, npt.NDArray[np.generic]],
    lines: Integers,
    used: Integers,
    attributes: Mapping[str, object],
) -> Array:
    """Give device, cycle and pulse of the rows that are not used.

    Parameters
    ----------
    columns : mapping
        All rows, devices as they stand in the file, shape [rows].
    lines, used : ndarray
        Lines of all rows, shape [rows], and of those that are used (no unit).
    attributes : mapping
        Of the table; ``device_names`` tells the numbers of devices that have names.

    Returns
    -------
    ndarray
        Numbers of device, cycle and pulse (no unit), shape [readings, 3]; rows are left out whose
        place is not known.
    """
    aside = ~np.isin(lines, used)
    cycle, pulse = (np.asarray(columns[name], float)[aside] for name in ("cycle", "pulse"))
    device = np.ones(len(cycle))
    names = attributes.get("device_names")
    if isinstance(names, Mapping):
        number = {str(name): float(place) for place, name in names.items()}
        device = np.array([number.get(str(e), np.nan) for e in columns["device"][aside]])
    elif "device" in columns:
        device = columns["device"][aside].astype(float)
    places = np.column_stack([device.reshape(len(cycle)), cycle, pulse])
    return np.asarray(places[np.isfinite(places).all(axis=1)])
