"""Compiled CPU twins of the neurons and of the first layer: same results, many times faster.

The plain PyTorch code in :mod:`dwmtj.nn.functional` and :mod:`dwmtj.nn.noise` is the definition;
tests hold these kernels equal to it. Nothing is imported here, so that numba is loaded only by
who uses a kernel.
"""
