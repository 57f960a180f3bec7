"""Ctrl-C and SIGTERM that are noted, not raised, so that what must run whole is not cut."""

import os
import signal
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_STDERR = 2
_BASE = 128  # what shells add to the number of the signal that ended a command


class Interruption:
    """Notes the first interrupt while its block runs; a second one is raised at once.

    Parameters
    ----------
    notice : str
        Line for stderr when the first one comes; none if empty.

    Attributes
    ----------
    asked : bool
        Whether an interrupt has come.
    code : int
        Exit code of a command that it ends, as shells have it.
    """

    def __init__(self, notice: str = "") -> None:
        self.asked = False
        self.code = _BASE + signal.SIGINT
        self._notice = notice
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {each: signal.signal(each, self._note) for each in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each, before in self._before.items():
            signal.signal(each, before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked, self.code = True, _BASE + number
        if self._notice:
            # Not with print: a signal may come while Python itself is writing there.
            start = "\n" if os.isatty(_STDERR) else ""  # below the bars
            with suppress(OSError):  # nobody reads it any more
                os.write(_STDERR, f"{start}{self._notice}\n".encode())
