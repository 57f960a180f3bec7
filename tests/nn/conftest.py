"""Shared by the tests of the neurons: a number of threads for a while."""

from contextlib import contextmanager

import pytest
import torch


@pytest.fixture(scope="session")
def with_threads():
    """Let torch, and so the kernels, use a number of threads within a ``with`` block."""

    @contextmanager
    def use(threads):
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        try:
            yield
        finally:
            torch.set_num_threads(before)

    return use
