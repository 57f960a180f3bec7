"""Ctrl-C that is noted, not raised, so that what must run whole is not cut in the middle."""

import signal
from types import FrameType, TracebackType
from typing import Any, Self


class Interruption:
    """Notes the first interrupt while its block runs; a second one is raised at once.

    Parameters
    ----------
    asked : bool
        Whether an interrupt has come.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
