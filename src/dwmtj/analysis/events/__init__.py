"""Levels of the junctions, and write, depin, fire and reset in each cycle."""
