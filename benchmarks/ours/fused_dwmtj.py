"""DW-MTJ neurons with wall noise, by the compiled kernels."""

from benchmarks.ours.conditioned import step_maker

make_step = step_maker("dwmtj_noisy", "auto")
