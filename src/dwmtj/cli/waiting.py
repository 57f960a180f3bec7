"""How PyTorch's own threads wait, which has to be said before PyTorch is loaded.

After each operation they keep a processor busy for some milliseconds, in case another one follows
at once. The compiled kernels of ``dwmtj.nn.kernels`` use threads of their own, which have to share
the processor meanwhile: on two cores that makes a training step half as slow again. A user's own
setting is respected.
"""

import os


def wait_passively() -> None:
    """Let waiting threads sleep, unless the environment says otherwise."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
