"""From fits of several files to one device that the rest of the package takes as it is."""
