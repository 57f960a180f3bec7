"""Data sets, the paper's network, recipes, training, and runs over several seeds.

Nothing is imported here, so that ``dwmtj.networks.data`` works without loading PyTorch.
"""
