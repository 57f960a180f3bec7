"""The pages at the root of the repository, as pages of the site.

``docs/readme.md``, ``contributing.md`` and ``changelog.md`` are one line with a link, which is all
that a code host needs; the site shows the page itself there, with its links set right.
"""

import re
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx

_PAGES = {"README.md": "readme", "CONTRIBUTING.md": "contributing", "CHANGELOG.md": "changelog"}
_LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def _read(app: Sphinx, name: str, source: list[str]) -> None:
    """Put the root page in place of its line, and lead links to root pages to these."""
    names = {page: file for file, page in _PAGES.items()}
    if name in names:
        source[0] = Path(app.srcdir, "..", names[name]).read_text(encoding="utf-8")
        folder = PurePosixPath("..")
    else:
        folder = PurePosixPath(".")
    source[0] = _LINK.sub(lambda link: f"]({_target(folder / link[1])}", source[0])


def _target(path: PurePosixPath) -> str:
    parts = path.parts
    if parts[:2] == ("..", "docs"):
        return "/".join(parts[2:])
    if len(parts) == 2 and parts[0] == ".." and parts[1] in _PAGES:
        return f"{_PAGES[parts[1]]}.md"
    return str(path)


def setup(app: Sphinx) -> dict[str, Any]:
    """Listen to the reading of pages."""
    app.connect("source-read", _read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
