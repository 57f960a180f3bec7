"""The neuron of the paper: terminals IN, GND, A and B; a domain is written, pushed and ejected."""

from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from dwmtj.device.arguments import chosen_devices
from dwmtj.device.base import DomainWallDevice
from dwmtj.device.limits import refuse_initial_field
from dwmtj.device.misuse import DeviceMisuseError, refuse_where
from dwmtj.device.sites import Track, four_terminal_track
from dwmtj.parameters.units import format_field
from dwmtj.physics.checks import number

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
JunctionName = Literal["A", "B"]

_BLOCH = np.pi / 2


class FourTerminalNeuron(DomainWallDevice):
    """Four-terminal DW-MTJ neuron: two junctions on one track, the domain between two walls.

    It works from A to B and, with the terminals exchanged, from B to A. The parameters are those of
    :class:`~dwmtj.device.base.DomainWallDevice`.

    Examples
    --------
    >>> from dwmtj.device import FourTerminalNeuron, ramp_train
    >>> neuron = FourTerminalNeuron("cui2024-ramp", seed=1)
    >>> neuron.initialise()
    >>> neuron.write("A")  # is there a domain?
    array([ True])
    >>> record = neuron.apply(ramp_train("cui2024-ramp"))
    >>> record.reading.resistance_a[:, 0].round()  # ohm, after each pulse
    array([1930., 1930., 1930., 1930., 1930., 1930., 1930., 1930., 1650.,
           1650., 1650., 1650., 1650., 1650., 1650., 1650., 1650., 1650.,
           1650., 1650., 1650.])
    """

    terminals: ClassVar[Literal[3, 4]] = 4

    def _lay_out(self, velocity_per_volt: float) -> Track:
        return four_terminal_track(self.parameters, velocity_per_volt)

    def initialise(self, field: float | None = None) -> None:
        """Saturate the track with a field, which sets both junctions parallel and removes domains.

        Parameters
        ----------
        field : float, optional
            Field along the easy axis [A/m]; the preset's if not given.

        Raises
        ------
        DeviceMisuseError
            If the field is too weak to set both junctions parallel, or sets them antiparallel.
        """
        refuse_initial_field(self.parameters, field)
        self.state.walls[:] = np.nan
        self.state.angles[:] = np.nan
        self.state.waiting[:] = np.nan
        self.state.present[:] = False
        self.state.initialised[:] = True

    def write(
        self,
        junction: JunctionName = "A",
        *,
        amplitude: float | None = None,
        field: float | None = None,
        where: Bools | None = None,
    ) -> Bools:
        """Apply a write pulse between a junction and the track end beside it.

        Parameters
        ----------
        junction : {"A", "B"}
            Under which junction the domain is nucleated.
        amplitude : float, optional
            Amplitude of the pulse [V]; the preset's if not given. Its shape is that of the preset.
        field : float, optional
            Bias field along the new domain [A/m]; the preset's if not given.
        where : ndarray, optional
            Which devices are written, shape [n]; all if not given.

        Returns
        -------
        ndarray
            Whether a domain was nucleated, shape [n].

        Raises
        ------
        DeviceMisuseError
            If a device was never initialised or has a domain already, the pulse would break the
            junction, or the field would drive walls through the track.
        ValueError
            If there is no such junction, or an argument is of another kind.
        """
        if junction not in ("A", "B"):
            raise ValueError(f"junction: {junction!r} is not allowed; allowed: 'A', 'B'")
        chosen = chosen_devices(where, self.count)
        self._refuse_new("write")
        refuse_where(
            self.state.present & chosen,
            "cannot write: there is a domain on the track already",
            "push it out first, or leave these devices out with 'where'",
        )
        writing, loops = self.parameters.writing, self.parameters.loops
        assert writing is not None
        assert loops is not None
        volts = writing.amplitude if amplitude is None else amplitude
        bias = writing.bias_field if field is None else number("field", field, "A/m")
        if not abs(bias) <= loops.propagation_field:
            raise DeviceMisuseError(
                f"field: {format_field(bias)} would drive the new walls through the track; "
                f"allowed: up to the propagation field, {format_field(loops.propagation_field)}"
            )
        chance = self.circuit.write_probability(volts, bias, junction)
        written: Bools = chosen & (self._rng.random(self.count) < chance)
        self._place_domain(written, junction)
        return written

    def _place_domain(self, devices: Bools, junction: JunctionName) -> None:
        layout = self.parameters.layout
        assert layout is not None
        # The domain lies at the edge of the pillar by which it will leave; the site there holds it.
        half, size = self.parameters.junction.length / 2, self.parameters.track.domain_length
        if junction == "A":
            left = layout.position_a + half - size
            self.state.walls[0, devices], self.state.walls[1, devices] = (
                left,
                self.track.sites[0, 0],
            )
        else:
            left = self.track.sites[1, 0]
            self.state.walls[0, devices], self.state.walls[1, devices] = left, left + size
        self.state.angles[:, devices] = _BLOCH
        self.state.waiting[devices] = np.nan
        self.state.present |= devices
