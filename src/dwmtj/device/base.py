"""What the three- and the four-terminal neuron share: state, pulses, reading, and three laws.

Positions run from IN (0) to GND. A positive amplitude is the polarity that pushes the domain from
the first to the second of the given terminals: for a positive spin polarization electrons flow that
way. Results depend on the seed alone, not on the number of threads.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Literal

import numba
import numpy as np
import numpy.typing as npt

from dwmtj.device.arguments import direction_of, refuse_other_trains, seed_sequence
from dwmtj.device.circuit import DeviceCircuit
from dwmtj.device.collective_law import collective_law, run_collective
from dwmtj.device.heat_limit import HeatLimit
from dwmtj.device.lab_device import lab_device
from dwmtj.device.limits import refuse_field, refuse_speed
from dwmtj.device.misuse import refuse_where
from dwmtj.device.pulse import PulseTrain
from dwmtj.device.pulse_law import pulse_sigma, run_pulses
from dwmtj.device.reading import Pillars, read_walls
from dwmtj.device.record import Reading, Record
from dwmtj.device.sites import Track, draw_voltages
from dwmtj.device.state import DeviceState
from dwmtj.device.wall_law import run_steps
from dwmtj.parameters import DeviceParameters
from dwmtj.physics.checks import number, whole
from dwmtj.physics.wall_velocity import field_velocity
from dwmtj.threads import run_threads

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Law = Literal["pulse", "wall", "collective"]
Terminals = tuple[Literal["IN", "GND"], Literal["IN", "GND"]]

LAWS: tuple[Law, ...] = ("pulse", "wall", "collective")
#: Devices that share a stream of random numbers and a call of a kernel.
_BLOCK = 512
_KERNELS: dict[str, Callable[..., None]] = {"pulse": run_pulses, "wall": run_steps}
_DEFAULT_STEP = {"pulse": 1e-9, "wall": 1e-9, "collective": 2e-12}


class DomainWallDevice(ABC):
    """Many devices of one kind, stepped together; see the classes that derive from it.

    Parameters
    ----------
    device : DeviceParameters or str or Path
        The device, a preset's name or a TOML file; it needs the groups of a lab device.
    count : int
        Number of devices [no unit].
    law : {"pulse", "wall", "collective"}
        What moves the domain: see the modules of these names.
    spread : bool
        Whether devices differ, drawn once from the seed; else all are nominal.
    seed : int, optional
        Seed of everything random (no unit); from the operating system if not given.
    time_step : float, optional
        Step of the laws "wall" and "collective" [s]; 1 ns and 2 ps if not given.
    threads : int, optional
        Number of threads [no unit]; that of numba if not given.

    Raises
    ------
    ValueError
        If the device lacks the groups of a lab device, or an argument is not allowed.

    Examples
    --------
    >>> from dwmtj.device import DomainWallDevice, FourTerminalNeuron
    >>> neuron = FourTerminalNeuron("cui2024-ramp", 3, law="wall", seed=1)
    >>> isinstance(neuron, DomainWallDevice), neuron.count, neuron.terminals
    (True, 3, 4)
    """

    #: Number of terminals of this kind of device.
    terminals: ClassVar[Literal[3, 4]]

    def __init__(
        self,
        device: DeviceParameters | str | Path = "cui2024-ramp",
        count: int = 1,
        *,
        law: Law = "pulse",
        spread: bool = False,
        seed: int | None = None,
        time_step: float | None = None,
        threads: int | None = None,
    ) -> None:
        self.parameters = lab_device(device)
        count = whole("count", count, 1, "device")
        if law not in LAWS:
            raise ValueError(f"law: {law!r} is not allowed; allowed: {', '.join(LAWS)}")
        step = _DEFAULT_STEP[law] if time_step is None else number("time_step", time_step, "s")
        if not step > 0:
            raise ValueError(f"time_step: {step:g} s is not allowed; allowed: above 0 s")
        self.count, self.law, self.time_step = count, law, step
        usual = numba.get_num_threads()
        self.threads = usual if threads is None else whole("threads", threads, 0) or usual
        self.circuit = DeviceCircuit(self.parameters)
        if law != "collective" and self.circuit.velocity_per_volt < 0:
            raise ValueError(
                "material.spin_polarization, motion.nonadiabaticity: such as drive a wall towards "
                f"IN are not allowed with law {law!r}; allowed: both of one sign, with terminals "
                "exchanged, or law 'collective'"
            )
        self.track = self._lay_out(self.circuit.velocity_per_volt)
        self.pillars = self._pillars()
        seeds = seed_sequence(seed).spawn(2)
        self._frozen = np.random.default_rng(seeds[0])
        self._rng = np.random.default_rng(seeds[1])
        self._block_rngs = self._rng.spawn(-(-count // _BLOCK))
        self.voltages = draw_voltages(self.parameters, count, self._frozen if spread else None)
        self._heat_limit = HeatLimit(self.parameters)
        self._state = DeviceState.new(count, self.terminals)

    @abstractmethod
    def _lay_out(self, velocity_per_volt: float) -> Track:
        """Lay out the sites and ends of the track, for the velocity of a wall at 1 V [m/s]."""

    def _pillars(self) -> Pillars:
        return self.circuit.pillars()

    @property
    def state(self) -> DeviceState:
        """State of all devices; setting one, such as a restored one, takes a copy of it."""
        return self._state

    @state.setter
    def state(self, state: DeviceState) -> None:
        if not isinstance(state, DeviceState):
            raise ValueError(
                f"state: a {type(state).__name__} is not allowed; allowed: DeviceState"
            )
        if state.terminals != self.terminals:
            raise ValueError(
                f"state: that of devices with {state.terminals} terminals is not allowed; allowed: "
                f"that of devices with {self.terminals} terminals, {type(self).__name__}"
            )
        if state.count != self.count:
            raise ValueError(
                f"state: that of {state.count} devices is not allowed; allowed: that of "
                f"{self.count} devices"
            )
        self._state = state.copy()

    def apply(
        self, train: PulseTrain, terminals: Terminals = ("IN", "GND"), *, field: float = 0.0
    ) -> Record:
        """Apply a train of pulses along the track and read both junctions after each.

        Parameters
        ----------
        train : PulseTrain
            The pulses; a negative amplitude pushes the other way.
        terminals : {("IN", "GND"), ("GND", "IN")}
            Where the pulses are applied, and which terminal is grounded.
        field : float
            Field along the easy axis that makes the domain grow [A/m]; not with law "pulse".

        Returns
        -------
        Record
            Walls and resistances after each pulse.

        Raises
        ------
        DeviceMisuseError
            If a device was never initialised, the pulses would overheat the track, or pulses or
            field are beyond what the law holds for.
        ValueError
            If there are no such terminals, or an argument is of another kind.
        """
        direction = direction_of(terminals)
        refuse_other_trains(train)
        self._refuse_new("apply pulses")
        self._heat_limit.refuse_heat(train)
        refuse_field(self.parameters, self.law, field)
        refuse_speed(train, self.law, self.circuit.walker_voltage)
        amplitudes = direction * np.asarray(train.amplitudes, float)
        walls, present = self._run(amplitudes, train, field)
        covers, resistances = self._read_all(walls, present)
        return Record(
            amplitudes=amplitudes,
            walls=walls,
            present=present,
            cover_a=covers[0],
            cover_b=covers[1],
            reading=Reading(resistances[0], resistances[1]),
            energy=self.circuit.track_energy(train),
        )

    def read(self) -> Reading:
        """Read the resistances at terminals A and B.

        Returns
        -------
        Reading
            Resistances [ohm], shape [n].

        Raises
        ------
        DeviceMisuseError
            If a device was never initialised.
        """
        self._refuse_new("read")
        _, resistances = self._read_all(self.state.walls[None], self.state.present[None])
        return Reading(resistances[0, 0], resistances[1, 0])

    def covers(self) -> tuple[Array, Array]:
        """Give the share of the pillars of A and B that lies over the domain, shape [n] each."""
        self._refuse_new("tell covers")
        covers, _ = self._read_all(self.state.walls[None], self.state.present[None])
        return covers[0, 0], covers[1, 0]

    def _read_all(self, walls: Array, present: Bools) -> tuple[Array, Array]:
        """Covers and resistances [2, P, n] for walls [P, 2, n]."""
        covers, resistances = np.empty((2, 2, *present.shape))

        def read_blocks(first: int, last: int) -> None:
            devices = (first * _BLOCK, min(last * _BLOCK, self.count))
            read_walls(self.pillars, *devices, walls, present, covers, resistances)

        run_threads(self.threads, read_blocks, len(self._block_rngs))
        return covers, resistances

    def _refuse_new(self, what: str) -> None:
        refuse_where(
            ~self.state.initialised, f"cannot {what}: never initialised", "call initialise first"
        )

    def _run(self, amplitudes: Array, train: PulseTrain, field: float) -> tuple[Array, Bools]:
        if self.law == "collective":
            return self._run_collective(amplitudes, train, field)
        walls = np.empty((len(amplitudes), 2, self.count))
        present = np.empty((len(amplitudes), self.count), np.bool_)
        noise, state = self.parameters.wall_noise, self.state
        plateau = train.duration - train.rise - train.fall
        arguments: tuple[Any, ...]
        if self.law == "pulse":
            arguments = (train.rise, plateau, train.fall)
            sigma = pulse_sigma(noise.sigma, noise.interval, *arguments)
        else:
            material, (shape, step) = self.parameters.material, self._steps_of(train)
            growth = float(field_velocity(field, material.wall_width, material.gilbert_damping))
            arguments = (shape, step, growth)
            sigma = noise.sigma * min(1.0, np.sqrt(noise.interval / step))
        track = self.track._replace(sigma=float(sigma))

        def run_blocks(first: int, last: int) -> None:
            for block in range(first, last):
                devices = (block * _BLOCK, min((block + 1) * _BLOCK, self.count))
                _KERNELS[self.law](
                    self._block_rngs[block],
                    track,
                    self.voltages,
                    amplitudes,
                    *arguments,
                    *devices,
                    state.walls,
                    state.present,
                    state.waiting,
                    walls,
                    present,
                )

        run_threads(self.threads, run_blocks, len(self._block_rngs))
        return walls, present

    def _steps_of(self, train: PulseTrain) -> tuple[Array, float]:
        """Voltage in the middle of each step over the amplitude, and the step that fits."""
        steps = max(1, round(train.duration / self.time_step))
        step = train.duration / steps
        middle = (np.arange(steps) + 0.5) * step
        return np.asarray(train.shape_at(middle)), step

    def _run_collective(
        self, amplitudes: Array, train: PulseTrain, field: float
    ) -> tuple[Array, Bools]:
        shape, step = self._steps_of(train)
        state = self.state
        law = collective_law(
            self.parameters,
            self.track,
            self.circuit.magnet_density_per_volt,
            self.circuit.heavy_metal_density_per_volt,
        )
        return run_collective(
            self._rng,
            law,
            self.voltages,
            amplitudes,
            shape,
            step,
            field,
            state.walls,
            state.angles,
            state.present,
            self.threads,
        )
