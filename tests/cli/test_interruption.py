"""The first Ctrl-C is noted, the second one is raised."""

import signal

import pytest

from dwmtj.cli.interruption import Interruption


def test_the_first_interrupt_is_noted_and_the_second_raised():
    before = signal.getsignal(signal.SIGINT)
    with Interruption() as interruption:
        assert not interruption.asked
        signal.raise_signal(signal.SIGINT)
        assert interruption.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == before
