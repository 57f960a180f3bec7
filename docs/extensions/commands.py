"""The reference of the ``dwmtj`` command, made from its own help texts."""

import re
from pathlib import Path
from typing import Any

import typer
from sphinx.application import Sphinx
from typer.cli import get_docs_for_click

from dwmtj.cli import app as dwmtj_app

#: An option in running text, whose hyphens would be made a dash.
_OPTION = re.compile(r"(?<![`\w-])--[a-z][a-z-]*")


def _write(app: Sphinx) -> None:
    command = typer.main.get_command(dwmtj_app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command), name="dwmtj")
    text = _OPTION.sub(r"`\g<0>`", text)
    page = Path(app.srcdir, "api", "generated", "commands.md")
    page.parent.mkdir(parents=True, exist_ok=True)
    if not page.exists() or page.read_text() != text:
        page.write_text(text)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the page before the pages are read."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
