"""A drawing in an HTML page: the SVG element, with ids that no other drawing of the page has."""

import re
from html import escape
from pathlib import Path

#: An id or a reference to one, up to where its name begins.
_ID = re.compile(r'\bid="|\burl\(#|\bhref="#')
#: Who made a drawing and when, which says nothing to a reader of the page.
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def inline_drawing(svg: Path, name: str, description: str) -> str:
    """Take the drawing out of an SVG file; matplotlib has escaped its text.

    Parameters
    ----------
    svg : Path
        The file.
    name : str
        Name of the figure, put before every id.
    description : str
        What stands for the drawing where it cannot be seen.

    Returns
    -------
    str
        The element ``svg``, an image with this description.
    """
    text = svg.read_text(encoding="utf-8")
    drawing = _METADATA.sub("", text[text.index("<svg") :], count=1)
    drawing = _ID.sub(lambda found: f"{found[0]}{name}-", drawing)
    return drawing.replace(
        "<svg ", f'<svg role="img" aria-label="{escape(description, quote=True)}" ', 1
    )
