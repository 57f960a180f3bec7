"""A drawing in an HTML page: the SVG element, with ids that no other drawing of the page has."""

import re
from pathlib import Path

#: An id or a reference to one, up to where its name begins.
_ID = re.compile(r'\bid="|\burl\(#|\bhref="#')


def inline_drawing(svg: Path, name: str) -> str:
    """Take the drawing out of an SVG file; matplotlib has escaped its text.

    Parameters
    ----------
    svg : Path
        The file.
    name : str
        Name of the figure, put before every id.

    Returns
    -------
    str
        The element ``svg``.
    """
    text = svg.read_text(encoding="utf-8")
    return _ID.sub(lambda found: f"{found[0]}{name}-", text[text.index("<svg") :])
