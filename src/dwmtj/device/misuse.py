"""What a device refuses to do, told in one line."""

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]


class DeviceMisuseError(ValueError):
    """Something was asked of a device that would not work, or would destroy it, in the lab.

    Examples
    --------
    >>> from dwmtj.device import DeviceMisuseError, FourTerminalNeuron
    >>> try:
    ...     FourTerminalNeuron("cui2024-ramp").read()
    ... except DeviceMisuseError as error:
    ...     print(error)
    cannot read: never initialised (1 of 1 devices, the first is number 0); call initialise first
    """


def refuse_where(wrong: Bools, what: str, remedy: str) -> None:
    """Raise if anything is wrong with any device.

    Parameters
    ----------
    wrong : ndarray
        Whether it is, shape [n].
    what, remedy : str
        What is wrong, and what to do.

    Raises
    ------
    DeviceMisuseError
        If one is wrong; names how many and the first.
    """
    if np.any(wrong):
        first = int(np.flatnonzero(wrong)[0])
        count = int(np.count_nonzero(wrong))
        raise DeviceMisuseError(
            f"{what} ({count} of {wrong.size} devices, the first is number {first}); {remedy}"
        )
