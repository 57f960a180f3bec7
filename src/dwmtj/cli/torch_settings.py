"""Settings of PyTorch that have to be made before it is loaded; a user's own are respected.

After each operation PyTorch's threads keep a processor busy for some milliseconds, in case another
one follows at once. The compiled kernels of ``dwmtj.nn.kernels`` use threads of their own, which
have to share the processor meanwhile: on two cores a training step then takes more than 1.5 times
as long. And its large tensors lie on pages of 4 KiB unless it asks the system for large ones; a
kernel that goes through the time steps of a few neurons touches another page in every step.
"""

import os

SETTINGS = {"OMP_WAIT_POLICY": "PASSIVE", "THP_MEM_ALLOC_ENABLE": "1"}


def set_before_torch() -> None:
    """Let waiting threads sleep and ask for large pages, unless the environment says otherwise."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
