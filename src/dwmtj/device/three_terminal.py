"""The device that the paper compares with: one wall, one junction, and a reverse drive to reset."""

from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from dwmtj.device.base import DomainWallDevice
from dwmtj.device.limits import refuse_initial_field
from dwmtj.device.misuse import refuse_where
from dwmtj.device.pulse import PulseTrain
from dwmtj.device.reading import Pillars
from dwmtj.device.record import Record
from dwmtj.device.sites import Track, three_terminal_track

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_BLOCH = np.pi / 2


class ThreeTerminalNeuron(DomainWallDevice):
    """Three-terminal DW-MTJ neuron: terminals IN, GND and B, one wall that stays on the track.

    The wall is made once, where the right edge of MTJ_A of the same preset would be, and the
    reversed domain lies behind it. It fires when the wall is under MTJ_B; a reverse drive takes
    it back. ``resistance_a`` of a reading is not a number. The parameters are those of
    :class:`~dwmtj.device.base.DomainWallDevice`.

    Examples
    --------
    >>> from dwmtj.device import ThreeTerminalNeuron, ramp_train
    >>> neuron = ThreeTerminalNeuron("cui2024-ramp", seed=1)
    >>> neuron.initialise()
    >>> neuron.write()
    array([ True])
    >>> train = ramp_train("cui2024-ramp")
    >>> bool((neuron.apply(train).reading.resistance_b > 1320).any())  # it fires
    True
    >>> back = neuron.reset(train)  # the same train in reverse
    >>> neuron.at_start()
    array([ True])
    """

    terminals: ClassVar[Literal[3, 4]] = 3

    def _lay_out(self, velocity_per_volt: float) -> Track:
        return three_terminal_track(self.parameters, velocity_per_volt)

    def _pillars(self) -> Pillars:
        return self.circuit.pillars(with_a=False)

    def initialise(self, field: float | None = None) -> None:
        """Saturate the track with a field, which removes the wall.

        Parameters
        ----------
        field : float, optional
            Field along the easy axis [A/m]; the preset's if not given.

        Raises
        ------
        DeviceMisuseError
            If the field is too weak to set the junction parallel, or sets it antiparallel.
        """
        refuse_initial_field(self.parameters, field)
        self.state.walls[:] = np.nan
        self.state.angles[:] = np.nan
        self.state.waiting[:] = np.nan
        self.state.present[:] = False
        self.state.initialised[:] = True

    def write(self) -> Bools:
        """Make the wall at its start, once; later cycles only take it back.

        Returns
        -------
        ndarray
            Whether there is a wall, shape [n].

        Raises
        ------
        DeviceMisuseError
            If a device was never initialised or has a wall already.
        """
        self._refuse_new("write")
        refuse_where(
            self.state.present, "cannot write: there is a wall already", "take it back with reset"
        )
        self.state.walls[0] = 0.0
        self.state.walls[1] = self.track.first
        self.state.angles[:] = _BLOCH
        self.state.waiting[:] = np.nan
        self.state.present[:] = True
        return self.state.present.copy()

    def reset(self, train: PulseTrain) -> Record:
        """Apply a train in reverse; its energy is the cost of the reset.

        Parameters
        ----------
        train : PulseTrain
            The pulses, positive ones push the wall back.

        Returns
        -------
        Record
            Walls, resistances and energy, as of :meth:`apply`.
        """
        return self.apply(train, ("GND", "IN"))

    def at_start(self) -> Bools:
        """Tell which walls are back at their start, shape [n]."""
        self._refuse_new("tell where the walls are")
        return np.asarray(self.state.walls[1] <= self.track.first)
