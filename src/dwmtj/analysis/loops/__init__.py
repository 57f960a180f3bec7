"""Field loops: switching fields, offset, magnetoresistance, thermal spread (Figs 2b, 2c)."""
