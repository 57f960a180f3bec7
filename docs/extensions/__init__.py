"""Small extensions of Sphinx for this site, one idea in each module."""
