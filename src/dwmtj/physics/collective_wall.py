"""What a wall of the collective-coordinate model is made of, and the fields that follow from it.

The equations stand in :mod:`dwmtj.physics.collective_coordinates`. From the material follow

    H_K = M_s*t*ln2/(pi*Delta)                      thin strip, Mougin et al. 2007
    H_D = D/(mu0*M_s*Delta)                         Thiaville et al. 2012
    H_DL = -hbar*theta_SH*j_x/(2*e*mu0*M_s*t)       heavy metal below, Emori et al. 2013
    H_FL = fieldlike_ratio*H_DL
    <h_i(t) h_j(t')> = delta_ij * delta(t-t') * alpha*k_B*T/(gamma0*mu0*M_s*Delta*S),  S = w*t

Left out: a wall width that changes with the angle, and the tilt of the wall across the track.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.constants

from dwmtj.physics.checks import positive
from dwmtj.physics.constants import ELEMENTARY_CHARGE, GAMMA_0, MU_0
from dwmtj.physics.walker import hard_axis_field

Array = npt.NDArray[np.float64]

_HBAR = float(scipy.constants.hbar)
_BOLTZMANN = float(scipy.constants.k)
_POSITIVE = {
    "saturation_magnetization": "A/m",
    "wall_width": "m",
    "thickness": "m",
    "track_width": "m",
    "gilbert_damping": "",
}


@dataclass(frozen=True, kw_only=True)
class CollectiveWall:
    """Material and geometry of a wall, in SI units; signs are the caller's.

    Parameters
    ----------
    saturation_magnetization : float
        M_s [A/m].
    wall_width : float
        Domain-wall width parameter Delta [m].
    thickness, track_width : float
        Thickness t and width w of the magnetic layer [m].
    gilbert_damping : float
        Damping constant alpha [no unit].
    nonadiabaticity : float, optional
        beta of the spin-transfer torque, either sign [no unit].
    spin_polarization : float, optional
        P, either sign [no unit].
    spin_hall_angle : float, optional
        theta_SH of the heavy metal below the magnet, either sign [no unit].
    fieldlike_ratio : float, optional
        H_FL/H_DL, either sign [no unit].
    dmi_constant : float, optional
        D of the interfacial Dzyaloshinskii-Moriya interaction, either sign [J/m^2].
    hard_axis_field : float, optional
        H_K [A/m], above zero where Bloch walls are favoured; that of a thin strip by default.
    temperature : float, optional
        Temperature of the thermal field [K].

    Raises
    ------
    ValueError
        If magnetization, a length or the damping is not above 0, the temperature is below 0, or
        a number is not finite.

    Examples
    --------
    >>> from dwmtj import physics
    >>> wall = physics.CollectiveWall(
    ...     saturation_magnetization=8e5, wall_width=9.7e-9, thickness=1.5e-9,
    ...     track_width=25e-9, gilbert_damping=0.05,
    ... )
    >>> print(f"{wall.anisotropy_field / 1e3:.1f} kA/m, {wall.wall_area:.3g} m^2")
    27.3 kA/m, 3.75e-17 m^2
    """

    saturation_magnetization: float
    wall_width: float
    thickness: float
    track_width: float
    gilbert_damping: float
    nonadiabaticity: float = 0.0
    spin_polarization: float = 0.0
    spin_hall_angle: float = 0.0
    fieldlike_ratio: float = 0.0
    dmi_constant: float = 0.0
    hard_axis_field: float | None = None
    temperature: float = 0.0

    def __post_init__(self) -> None:
        for name, unit in _POSITIVE.items():
            positive(name, getattr(self, name), unit)
        if not self.temperature >= 0:
            text = f"temperature: {self.temperature:g} K is not allowed; allowed: 0 K or above"
            raise ValueError(text)
        for name, value in vars(self).items():
            if value is not None and not np.isfinite(value):
                raise ValueError(f"{name}: {value:g} is not allowed; allowed: a finite number")

    @property
    def wall_area(self) -> float:
        """Area S = w*t of the wall [m^2]."""
        return self.track_width * self.thickness

    @property
    def moment(self) -> float:
        """Energy per field and displacement, 2*mu0*M_s*S [J/(A/m)/m]."""
        return 2 * MU_0 * self.saturation_magnetization * self.wall_area

    @property
    def anisotropy_field(self) -> float:
        """Hard-axis anisotropy field H_K [A/m]."""
        if self.hard_axis_field is not None:
            return self.hard_axis_field
        m_s = self.saturation_magnetization
        return float(hard_axis_field(m_s, self.thickness, self.wall_width))

    @property
    def dmi_field(self) -> float:
        """DMI field H_D [A/m]."""
        return self.dmi_constant / (MU_0 * self.saturation_magnetization * self.wall_width)

    @property
    def thermal_strength(self) -> float:
        """Strength alpha*k_B*T/(gamma0*mu0*M_s*Delta*S) of the thermal field [(A/m)^2 s]."""
        energy = self.gilbert_damping * _BOLTZMANN * self.temperature
        return energy / (GAMMA_0 * self.moment / 2 * self.wall_width)

    def damping_like_field(self, current_density: npt.ArrayLike) -> Array:
        """Field H_DL of the damping-like spin-orbit torque.

        Parameters
        ----------
        current_density : array_like
            Current density along +x in the heavy metal [A/m^2], any shape.

        Returns
        -------
        ndarray
            Field [A/m].
        """
        magnetization = MU_0 * self.saturation_magnetization * self.thickness
        per_current = -_HBAR * self.spin_hall_angle / (2 * ELEMENTARY_CHARGE * magnetization)
        return np.asarray(per_current * np.asarray(current_density, float))
