"""LIF neurons, by the compiled kernels."""

from benchmarks.ours.conditioned import step_maker

make_step = step_maker("lif", "auto")
