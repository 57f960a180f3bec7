"""Pulses until firing: laws of first passage, fits, comparison of laws (Figs 5a, 5b)."""
