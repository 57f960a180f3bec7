"""Figures and the HTML report, from stored results only: nothing is simulated here."""

from dwmtj.report.html import write_report

__all__ = ["write_report"]
