"""One device from the files of a lab: each fitted number with its interval, the rest as it was.

Field loops tell offsets and half widths; readings of cycles the leads and the length of the
domain; ramps the voltages of the sites and their barrier; trains and counts of pulses the
efficiency and the noise of the wall; mobilities the efficiency where there is no train. What no
file tells stays that of the device that one begins with, source and all. If several files tell the
same, the first one counts.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dwmtj.analysis.device.accounts import accounts_of, why_nothing
from dwmtj.analysis.device.changes import Change, changed
from dwmtj.analysis.device.closed_forms import (
    from_levels,
    from_loops,
    from_mobility,
    from_pulses,
)
from dwmtj.analysis.device.files import Levels, fit_files
from dwmtj.analysis.device.from_cycles import from_cycles
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.tables.row_account import counted_rows
from dwmtj.device.lab_device import lab_device
from dwmtj.parameters import DeviceParameters

#: Devices to begin with: for trains of equal pulses, and for ramps.
_TRAIN, _RAMP = "cui2024-train", "cui2024-ramp"


class DeviceFit(NamedTuple):
    """The fitted ``device``, its ``changes`` by path, the ``fits``, and ``remarks``; no units.

    ``accounts`` has a sentence for each file on what was taken from it, or why nothing was, and
    ``base`` is the name of the device that has all the other values.
    """

    device: DeviceParameters
    changes: dict[str, Change]
    fits: tuple[FitResult, ...]
    remarks: tuple[str, ...]
    accounts: tuple[str, ...]
    base: str


def fit_device(
    files: Sequence[str | Path],
    *,
    name: str,
    base: DeviceParameters | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    levels: Levels = None,
    seed: int = 0,
) -> DeviceFit:
    """Fit one device to files of any kind.

    Parameters
    ----------
    files : sequence of str or Path
        Tables of cycles, passages, loops and mobilities of one device or of devices of one kind.
    name : str
        Name of the new device.
    base : DeviceParameters or str or Path, optional
        The device to begin with; ``cui2024-train`` if a train or a table of passages tells how
        many pulses it takes to fire, else ``cui2024-ramp``.
    columns : mapping, optional
        Which column is which, see :func:`~dwmtj.analysis.tables.read_table.read_table`, in those
        of the files that have such a column.
    levels : mapping, optional
        Low and high level [ohm] by junction, ``"a"`` or ``"b"``, of all files; found in the data
        if not given.
    seed : int
        Seed of bootstrap and simulations (no unit).

    Returns
    -------
    DeviceFit
        The device and how it came about.

    Raises
    ------
    ValueError
        If files are wrong, all of which are told, or no file tells anything of a device.

    Examples
    --------
    >>> from dwmtj.analysis.device.fit_device import fit_device
    >>> from dwmtj.experiments import hysteresis, write_csv
    >>> _ = write_csv(hysteresis(seed=4), "loops.csv")
    >>> fit = fit_device(["loops.csv"], name="mine")
    >>> [name for name in sorted(fit.changes) if name.startswith("loops")]
    ['loops.half_width_a', 'loops.half_width_b', 'loops.offset_a', 'loops.offset_b']
    """
    known = lab_device(_TRAIN if base is None else base)
    read = fit_files(files, known, columns=columns, levels=levels, seed=seed)
    if base is None and not any(each.estimate("mean_pulses") for each in read):
        known = lab_device(_RAMP)
    changes: dict[str, Change] = {}
    remarks = [
        f"{each.origin}: {counted_rows(aside.rows)} set aside, {aside.reason}."
        for each in read
        for aside in each.table.set_aside
    ]
    remarks += [f"{each.origin}: {remark}" for each in read for remark in each.table.remarks]
    device, of_rows = known, len(remarks)
    by_simulation = partial(from_cycles, seed=seed)
    for step in (from_levels, from_loops, from_pulses, from_mobility, by_simulation):
        found, told = step(device, read)
        changes |= found
        remarks += told
        device = changed(device, found)
    if not changes:
        raise ValueError(
            f"{', '.join(each.origin for each in read) or 'no file'}: nothing of a device is told; "
            "expected cycles of ramps or trains, counts of pulses, field loops, or velocities in a "
            f"current{why_nothing(read, remarks[of_rows:])}"
        )
    description = f"Fitted to {', '.join(each.origin for each in read)}, from {known.name}."
    device = changed(known, changes, name=name, description=description)
    return DeviceFit(
        device,
        changes,
        tuple(fit for each in read for fit in each.fits),
        tuple(dict.fromkeys(remarks)),
        accounts_of(read, changes, remarks[of_rows:]),
        known.name,
    )
