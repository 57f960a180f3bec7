"""The device as a circuit: what a drive does to it, what a reading gives, and what a write takes.

Readings are between A and IN, and between B and GND, with the small reading voltage. A write pulse
goes between a junction and the track end beside it.
"""

from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from dwmtj.device.lab_device import lab_device
from dwmtj.device.misuse import DeviceMisuseError
from dwmtj.device.pulse import PulseTrain
from dwmtj.device.reading import Pillars, read_covers
from dwmtj.device.record import Reading
from dwmtj.device.write_chance import write_chance
from dwmtj.parameters import DeviceParameters
from dwmtj.physics.checks import number
from dwmtj.physics.constants import GAMMA_0
from dwmtj.physics.joule_heat import joule_energy
from dwmtj.physics.junction import junction_voltage, measured_resistance, parallel_resistance
from dwmtj.physics.layers import layer_current_density, segment_resistance, sheet_resistance
from dwmtj.physics.terminals import (
    CircuitState,
    JunctionBranch,
    Terminals,
    TrackResistances,
    solve_terminals,
)
from dwmtj.physics.tunnel_junction import TunnelJunction
from dwmtj.physics.walker import hard_axis_field
from dwmtj.physics.wall_velocity import spin_transfer_velocity

Array = npt.NDArray[np.float64]
JunctionName = Literal["A", "B"]


class DeviceCircuit:
    """Electrical side of a device.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        A device with the groups of a lab device, a preset's name or a TOML file.

    Examples
    --------
    >>> from dwmtj.device import DeviceCircuit, Pulse, PulseTrain
    >>> circuit = DeviceCircuit("cui2024-ramp")
    >>> train = PulseTrain.constant(2.4, 1, duration=50e-9, rise=10e-9, fall=10e-9)
    >>> print(f"{float(circuit.track_energy(train)[0]):.3g} J in the track")
    4.2e-11 J in the track
    >>> print(f"{circuit.write_energy(3.1, 'A'):.3g} J for a write")
    2.14e-10 J for a write
    """

    def __init__(self, device: DeviceParameters | str | Path) -> None:
        device = lab_device(device)
        assert device.layout is not None
        assert device.stack is not None
        assert device.contacts is not None
        assert device.motion is not None
        self._device = device
        self._contacts, self._motion = device.contacts, device.motion
        # Cycles write with the same pulse again and again.
        self._known_chances: dict[tuple[float, float, JunctionName], float] = {}
        layout, width = device.layout, device.track.width
        thickness = np.array([device.stack.heavy_metal_thickness, device.track.thickness])
        resistivity = np.array(
            [device.stack.heavy_metal_resistivity, device.stack.free_layer_resistivity]
        )
        #: Resistance of a square of the track [ohm].
        self.sheet_resistance = float(sheet_resistance(thickness, resistivity))
        contact = self._contacts.track_contact_resistance
        lengths = np.diff([0.0, layout.position_a, layout.position_b, layout.track_length])
        pieces = segment_resistance(lengths, width, self.sheet_resistance)
        self.pieces = TrackResistances(
            float(pieces[0]) + contact, float(pieces[1]), float(pieces[2]) + contact
        )
        #: Resistance between IN and GND [ohm].
        self.track_resistance = float(pieces.sum()) + 2 * contact
        densities = layer_current_density(1 / self.track_resistance, width, thickness, resistivity)
        #: Current densities for 1 V between IN and GND [A/m^2].
        self.heavy_metal_density_per_volt, self.magnet_density_per_volt = map(float, densities)
        material = device.material
        #: Electron drift velocity u for 1 V [m/s].
        self.drift_per_volt = float(
            spin_transfer_velocity(
                self.magnet_density_per_volt,
                material.spin_polarization,
                material.saturation_magnetization,
            )
        )
        slope = self._motion.nonadiabaticity / material.gilbert_damping
        #: Velocity of a wall between sites for 1 V, below Walker breakdown [m/s].
        self.velocity_per_volt = self._motion.efficiency * slope * self.drift_per_volt

    @property
    def walker_voltage(self) -> float:
        """Voltage at which spin-transfer torque makes the wall precess, often infinite [V].

        That is abs(u) = alpha*gamma0*Delta*H_K/(2*abs(alpha - beta)) (Thiaville et al. 2005).
        """
        material, beta = self._device.material, self._motion.nonadiabaticity
        alpha = material.gilbert_damping
        if abs(alpha - beta) < 1e-12 or self.drift_per_volt == 0:
            return float("inf")
        h_k = hard_axis_field(
            material.saturation_magnetization, self._device.track.thickness, material.wall_width
        )
        limit = alpha * GAMMA_0 * material.wall_width * float(h_k) / (2 * abs(alpha - beta))
        return float(limit / abs(self.drift_per_volt))

    def junction(self, cover: npt.ArrayLike = 0.0) -> TunnelJunction:
        """Give a junction.

        Parameters
        ----------
        cover : array_like
            Share of the pillar over the reversed domain [no unit], any shape.

        Returns
        -------
        TunnelJunction
            For the functions of :mod:`dwmtj.physics`.
        """
        pillar = self._device.junction
        parallel = parallel_resistance(pillar.resistance_area_product, pillar.length, pillar.width)
        return TunnelJunction(
            float(parallel), pillar.tunnel_magnetoresistance, self._contacts.half_voltage, cover
        )

    def series_resistance(self, junction: JunctionName) -> float:
        """Lead, and track to the end beside the junction.

        Parameters
        ----------
        junction : {"A", "B"}
            Which junction.

        Returns
        -------
        float
            Resistance [ohm].
        """
        if junction == "A":
            return self._contacts.lead_resistance_a + float(np.asarray(self.pieces.input_to_a))
        return self._contacts.lead_resistance_b + float(np.asarray(self.pieces.b_to_ground))

    def pillars(self, *, with_a: bool = True) -> Pillars:
        """Give what the compiled reading needs to know.

        Parameters
        ----------
        with_a : bool
            Whether there is a junction A.

        Returns
        -------
        Pillars
            The junctions in SI units.
        """
        layout, parallel = self._device.layout, self.junction()
        assert layout is not None
        return Pillars(
            centres=np.array([layout.position_a if with_a else np.nan, layout.position_b]),
            length=self._device.junction.length,
            series=np.array([self.series_resistance("A"), self.series_resistance("B")]),
            conductance=1 / float(np.asarray(parallel.parallel_resistance)),
            ratio=self._device.junction.tunnel_magnetoresistance,
            half_voltage=self._contacts.half_voltage,
            voltage=self._contacts.read_voltage,
        )

    def read(self, cover_a: npt.ArrayLike, cover_b: npt.ArrayLike) -> Reading:
        """Give what a reading of both junctions shows.

        Parameters
        ----------
        cover_a, cover_b : array_like
            Share of each pillar over the domain [no unit], any shape; NaN where there is no such
            junction.

        Returns
        -------
        Reading
            Resistances [ohm], same shape.
        """
        pillars = self.pillars()
        found = []
        for junction, cover in enumerate((cover_a, cover_b)):
            shares = np.asarray(cover, float)
            resistances = np.empty(shares.size)
            read_covers(pillars, junction, shares.ravel(), resistances)
            found.append(resistances.reshape(shares.shape))
        return Reading(found[0], found[1])

    def solve(
        self, drive: Terminals, cover_a: npt.ArrayLike = 0.0, cover_b: npt.ArrayLike = 0.0
    ) -> CircuitState:
        """Give voltages and currents of every branch under a drive.

        Parameters
        ----------
        drive : Terminals
            Voltages of the terminals, NaN where one floats [V].
        cover_a, cover_b : array_like
            Share of each pillar over the domain [no unit], shapes that broadcast.

        Returns
        -------
        CircuitState
            The solved circuit.
        """
        return solve_terminals(
            drive,
            self.pieces,
            JunctionBranch(self.junction(cover_a), self._contacts.lead_resistance_a),
            JunctionBranch(self.junction(cover_b), self._contacts.lead_resistance_b),
        )

    def track_energy(self, train: PulseTrain) -> Array:
        """Joule heat of each pulse between IN and GND, A and B floating.

        Parameters
        ----------
        train : PulseTrain
            The pulses.

        Returns
        -------
        ndarray
            Energy [J], shape [P].
        """
        return np.asarray(train.energy_integrals / self.track_resistance)

    def write_energy(self, amplitude: float, junction: JunctionName) -> float:
        """Joule heat of a write pulse, the junction parallel.

        Parameters
        ----------
        amplitude : float
            Amplitude [V].
        junction : {"A", "B"}
            Which junction.

        Returns
        -------
        float
            Energy [J], over the trapezoid, with the junction's own voltage at each moment.
        """
        times, voltages = self._write_train(amplitude).waveform()
        series = self.series_resistance(junction)

        def resistance(volts: Array) -> Array:
            return measured_resistance(volts, series, self.junction())

        return float(joule_energy(times, voltages, resistance))

    def _write_train(self, amplitude: float) -> PulseTrain:
        drive = self._device.drive
        assert drive is not None
        return PulseTrain.constant(
            amplitude, 1, duration=drive.duration, rise=drive.rise, fall=drive.fall
        )

    def write_probability(self, amplitude: float, field: float, junction: JunctionName) -> float:
        """Probability that a write pulse nucleates a domain.

        Parameters
        ----------
        amplitude : float
            Amplitude of the pulse [V].
        field : float
            Bias field along the new domain [A/m].
        junction : {"A", "B"}
            Which junction.

        Returns
        -------
        float
            Probability [no unit].

        Raises
        ------
        DeviceMisuseError
            If the pulse would break the junction.
        """
        volts = number("amplitude", amplitude, "V")
        device = self._device
        known = self._known_chances.get((volts, field, junction))
        if known is not None:
            return known
        series = self.series_resistance(junction)
        share = float(junction_voltage(volts, series, self.junction()))
        # Once it has switched the junction has more resistance, and takes more of the voltage.
        after = float(junction_voltage(volts, series, self.junction(1.0)))
        if not max(abs(share), abs(after)) <= self._contacts.breakdown_voltage:
            raise DeviceMisuseError(
                f"amplitude: {volts:g} V puts {max(abs(share), abs(after)):.3g} V on the "
                f"junction and would break it; allowed: up to {self._contacts.breakdown_voltage:g} "
                "V on the junction"
            )
        chance = write_chance(device, share, field)
        self._known_chances[volts, field, junction] = chance
        return chance
