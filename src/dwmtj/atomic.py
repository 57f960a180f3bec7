"""Files that are there whole or not at all, even if the program is killed while writing."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Give a temporary file beside ``path`` that takes its place when the block ends well.

    Parameters
    ----------
    path : str or Path
        File to write or to replace.

    Yields
    ------
    Path
        The temporary file; it is removed if the block raises.

    Raises
    ------
    OSError
        If the folder is missing or cannot be written.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        umask = os.umask(0)  # mkstemp makes private files; the umask can only be read by setting it
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write a text file, or replace one, in one step.

    Parameters
    ----------
    path : str or Path
        File to write or to replace.
    text : str
        New content, stored as UTF-8.

    Raises
    ------
    OSError
        If the folder is missing or cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
