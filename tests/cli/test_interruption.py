"""The first Ctrl-C or SIGTERM is noted, the second one is raised."""

import signal

import pytest

from dwmtj.cli.interruption import Interruption


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_is_noted_and_told_and_the_second_raised(number, capfd):
    before = signal.getsignal(number)
    with Interruption("stopping") as interruption:
        assert not interruption.asked
        signal.raise_signal(number)
        assert interruption.asked
        assert interruption.code == 128 + number
        assert capfd.readouterr().err == "stopping\n"
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert capfd.readouterr().err == ""
    assert signal.getsignal(number) == before
