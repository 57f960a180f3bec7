"""Names of the networks that can be compared; loads nothing."""

from typing import Literal, get_args

NeuronKind = Literal["lif", "dwmtj_deterministic", "dwmtj_noisy"]
#: The spiking networks, which a run compares if nothing else is asked for.
NEURON_KINDS: tuple[NeuronKind, ...] = get_args(NeuronKind)

NetworkKind = Literal["lif", "dwmtj_deterministic", "dwmtj_noisy", "relu"]
#: All networks, in the order in which they are trained and shown.
NETWORK_KINDS: tuple[NetworkKind, ...] = get_args(NetworkKind)
