"""What the three- and the four-terminal neuron share: state, pulses, reading, and three laws.

Positions run from IN (0) to GND. A positive amplitude is the polarity that pushes the domain from
the first to the second of the given terminals: for a positive spin polarization electrons flow that
way. Results depend on the seed alone, not on the number of threads.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numba
import numpy as np
import numpy.typing as npt

from dwmtj.device.circuit import DeviceCircuit
from dwmtj.device.collective_law import collective_law, run_collective
from dwmtj.device.misuse import DeviceMisuseError, refuse_where
from dwmtj.device.pulse import PulseTrain
from dwmtj.device.pulse_law import run_pulses
from dwmtj.device.record import Reading, Record
from dwmtj.device.sites import Track, draw_voltages
from dwmtj.device.state import DeviceState
from dwmtj.device.wall_law import run_steps
from dwmtj.parameters import DeviceParameters, load_device
from dwmtj.physics import field_velocity, walker_field
from dwmtj.threads import run_threads

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Law = Literal["pulse", "wall", "collective"]
Terminals = tuple[Literal["IN", "GND"], Literal["IN", "GND"]]

LAWS: tuple[Law, ...] = ("pulse", "wall", "collective")
#: Devices that share a stream of random numbers and a call of a kernel.
_BLOCK = 512
_DEFAULT_STEP = {"pulse": 1e-9, "wall": 1e-9, "collective": 2e-12}


class DomainWallDevice:
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
    """

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
        self.parameters = device if isinstance(device, DeviceParameters) else load_device(device)
        if self.parameters.layout is None:
            raise ValueError(
                f"{self.parameters.name}: has no layout, pinning or contacts, so it cannot be "
                "measured; allowed: a device such as cui2024-ramp"
            )
        if count < 1:
            raise ValueError(f"count: {count} is not allowed; allowed: at least 1 device")
        if law not in LAWS:
            raise ValueError(f"law: {law!r} is not allowed; allowed: {', '.join(LAWS)}")
        step = _DEFAULT_STEP[law] if time_step is None else time_step
        if not step > 0:
            raise ValueError(f"time_step: {step:g} s is not allowed; allowed: above 0 s")
        self.count, self.law, self.time_step = count, law, step
        self.threads = threads or numba.get_num_threads()
        self.circuit = DeviceCircuit(self.parameters)
        self.track = self._lay_out(self.circuit.velocity_per_volt)
        seeds = np.random.SeedSequence(seed).spawn(2)
        self._frozen = np.random.default_rng(seeds[0])
        self._rng = np.random.default_rng(seeds[1])
        self._block_rngs = self._rng.spawn(-(-count // _BLOCK))
        self.voltages = draw_voltages(self.parameters, count, self._frozen if spread else None)
        self.state = DeviceState.new(count)

    def _lay_out(self, velocity_per_volt: float) -> Track:
        raise NotImplementedError

    def _covers(self, walls: Array, present: Bools) -> tuple[Array, Array]:
        """Share of both pillars over the reversed domain, for walls [..., 2, n]."""
        raise NotImplementedError

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
            If a device was never initialised, or the field is beyond what the law holds for.
        ValueError
            If there are no such terminals.
        """
        directions = {("IN", "GND"): 1.0, ("GND", "IN"): -1.0}
        if terminals not in directions:
            raise ValueError(
                f"terminals: {terminals!r} is not allowed; allowed: ('IN', 'GND'), ('GND', 'IN')"
            )
        self._refuse_new("apply pulses")
        self._check_field(field)
        self._check_speed(train)
        amplitudes = directions[terminals] * np.asarray(train.amplitudes, float)
        walls, present = self._run(amplitudes, train, field)
        covers = self._covers(walls, present)
        return Record(
            amplitudes=amplitudes,
            walls=walls,
            present=present,
            cover_a=covers[0],
            cover_b=covers[1],
            reading=self.circuit.read(*covers),
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
        return self.circuit.read(*self._covers(self.state.walls, self.state.present))

    def covers(self) -> tuple[Array, Array]:
        """Give the share of the pillars of A and B that lies over the domain, shape [n]."""
        return self._covers(self.state.walls, self.state.present)

    def _refuse_new(self, what: str) -> None:
        refuse_where(
            ~self.state.initialised, f"cannot {what}: never initialised", "call initialise first"
        )

    def _check_field(self, field: float) -> None:
        loops, motion = self.parameters.loops, self.parameters.motion
        assert loops is not None
        assert motion is not None
        if abs(field) > loops.propagation_field:
            raise DeviceMisuseError(
                f"field: {field:g} A/m would drive a wall through the whole track; allowed: up to "
                f"the propagation field, {loops.propagation_field:g} A/m"
            )
        if field != 0 and self.law == "pulse":
            raise DeviceMisuseError(
                f"field: {field:g} A/m with law 'pulse', which has none; use law 'wall'"
            )
        if self.law == "wall" and abs(field) > self._walker_field:
            raise DeviceMisuseError(
                f"field: {field:g} A/m is beyond Walker breakdown, where the law 'wall' does not "
                f"hold; allowed: up to {self._walker_field:g} A/m, or law 'collective'"
            )

    @property
    def _walker_field(self) -> float:
        material, track = self.parameters.material, self.parameters.track
        return float(
            walker_field(
                material.saturation_magnetization,
                track.thickness,
                material.wall_width,
                material.gilbert_damping,
            )
        )

    def _check_speed(self, train: PulseTrain) -> None:
        """Refuse a drive beyond the Walker breakdown that spin-transfer torque brings about."""
        limit = self.circuit.walker_voltage
        worst = float(np.max(np.abs(train.amplitudes), initial=0.0))
        if self.law != "collective" and worst > limit:
            raise DeviceMisuseError(
                f"amplitude: {worst:g} V drives the wall beyond Walker breakdown, where the law "
                f"{self.law!r} does not hold; allowed: up to {limit:g} V, or law 'collective'"
            )

    def _run(self, amplitudes: Array, train: PulseTrain, field: float) -> tuple[Array, Bools]:
        if self.law == "collective":
            return self._run_collective(amplitudes, train, field)
        walls = np.empty((len(amplitudes), 2, self.count))
        present = np.empty((len(amplitudes), self.count), np.bool_)
        kernel: Callable[..., None] = run_pulses if self.law == "pulse" else run_steps
        arguments: tuple[Any, ...]
        if self.law == "pulse":
            arguments = (train.rise, train.duration - train.rise - train.fall, train.fall)
        else:
            material = self.parameters.material
            growth = float(field_velocity(field, material.wall_width, material.gilbert_damping))
            arguments = (*self._steps_of(train), growth)

        def run_blocks(first: int, last: int) -> None:
            state = self.state
            for block in range(first, last):
                part = slice(block * _BLOCK, (block + 1) * _BLOCK)
                own = np.ascontiguousarray(state.walls[:, part])
                here = np.ascontiguousarray(state.present[part])
                waiting = np.ascontiguousarray(state.waiting[part])
                after = np.empty((len(amplitudes), *own.shape))
                present_after = np.empty((len(amplitudes), len(here)), np.bool_)
                kernel(
                    self._block_rngs[block],
                    self.track,
                    self.voltages[part],
                    amplitudes,
                    *arguments,
                    own,
                    here,
                    waiting,
                    after,
                    present_after,
                )
                state.walls[:, part], state.present[part] = own, here
                state.waiting[part] = waiting
                walls[:, :, part], present[:, part] = after, present_after

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
