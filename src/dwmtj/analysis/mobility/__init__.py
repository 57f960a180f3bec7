"""Velocities of walls: mobility, depinning, creep."""
