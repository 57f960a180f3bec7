"""Names of the three networks that are compared; loads nothing."""

from typing import Literal, get_args

NeuronKind = Literal["lif", "dwmtj_deterministic", "dwmtj_noisy"]
NEURON_KINDS: tuple[NeuronKind, ...] = get_args(NeuronKind)
