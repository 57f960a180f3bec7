"""DW-MTJ neurons with wall noise, step by step in PyTorch."""

from benchmarks.ours.conditioned import step_maker

make_step = step_maker("dwmtj_noisy", "reference")
