"""Files of a lab, or of ``dwmtj measure``, as rows in SI units."""
