"""Amplitudes of depinning, firing and reset: laws, fits, separability, drift, spread (Fig. 3f)."""
