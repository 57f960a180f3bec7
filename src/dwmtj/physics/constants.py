"""Constants of nature in SI units, all from CODATA through scipy."""

import scipy.constants

#: Vacuum permeability [T m/A].
MU_0 = float(scipy.constants.mu_0)
#: Elementary charge [C].
ELEMENTARY_CHARGE = float(scipy.constants.e)
#: Bohr magneton [J/T].
BOHR_MAGNETON = float(scipy.constants.physical_constants["Bohr magneton"][0])
#: Gyromagnetic ratio of the electron, mu0*gamma [m/(A s)], 2.2128e5: turns a field into a rate.
GAMMA_0 = MU_0 * float(scipy.constants.physical_constants["electron gyromag. ratio"][0])
