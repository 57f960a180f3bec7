"""Computes anew what the presets call calibrated, so that no such number falls from the sky."""
