"""From a lab's data, or simulated ones, to a device model: numbers with honest uncertainties.

A file is read into a :class:`~dwmtj.analysis.records.Table`, and each kind of analysis makes a
:class:`~dwmtj.analysis.fit_result.FitResult` of one. Nothing here draws or loads PyTorch.
"""
