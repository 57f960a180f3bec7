"""Heat of write pulses by the part of the circuit in which it arises, for many circuits at once.

A write pulse goes from the end of the track through the track, the junction and its lead, all in
series, so that a part of resistance R_p has the share R_p/R of the power V^2/R at each moment.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dwmtj.device import DeviceCircuit, Pulse
from dwmtj.physics.joule_heat import joule_energy
from dwmtj.physics.junction import measured_resistance
from dwmtj.physics.tunnel_junction import TunnelJunction

Array = npt.NDArray[np.float64]


class WriteHeat(NamedTuple):
    """Heat in ``track``, ``lead`` and ``junction`` [J], arrays of one shape."""

    track: Array
    lead: Array
    junction: Array

    @property
    def total(self) -> Array:
        """All of it, which is what the source delivers [J]."""
        return np.asarray(sum(self))


def write_heat(circuits: Sequence[DeviceCircuit], pulse: Pulse, cover: float = 0.0) -> WriteHeat:
    """Give the heat of a write pulse between IN and A.

    Parameters
    ----------
    circuits : sequence of DeviceCircuit
        The circuits.
    pulse : Pulse
        The write pulse.
    cover : float
        Share of the pillar that is reversed all the time [no unit].

    Returns
    -------
    WriteHeat
        Energies [J], shape [circuits].
    """
    series = np.array([each.series_resistance("A") for each in circuits])
    track = np.array([float(np.asarray(each.pieces.input_to_a)) for each in circuits])
    junctions = [each.junction(cover) for each in circuits]
    pillar = TunnelJunction(*(np.array(values, float) for values in zip(*junctions, strict=True)))
    times, voltages = pulse.waveform()
    drive = np.repeat(voltages[:, None], len(circuits), axis=1)

    def whole(volts: Array) -> Array:
        return measured_resistance(volts, series, pillar)

    def heat(part: Array) -> Array:
        some = part > 0  # a part without resistance takes nothing
        divisor = np.where(some, part, 1.0)
        return np.where(some, joule_energy(times, drive, lambda v: whole(v) ** 2 / divisor), 0.0)

    in_junction = joule_energy(times, drive, lambda v: whole(v) ** 2 / (whole(v) - series))
    return WriteHeat(heat(track), heat(series - track), in_junction)
