"""What all pages share: templates, the look of verdicts, and the list of contents."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jinja2
from markupsafe import Markup, escape

#: How a verdict looks beside its word; any other is an open question.
_LOOKS = {
    "agrees": "agrees",
    "agrees, calibrated": "agrees",
    "agrees, calibrated in part": "agrees",
    "agrees as far as it can be told": "agrees",
    "alike as far as it can be told": "agrees",
    "alike": "agrees",
    "holds": "agrees",
    "as in the paper": "agrees",
    "differs": "differs",
    "differs as far as it can be told": "differs",
    "unlike as far as it can be told": "differs",
    "unlike": "differs",
    "does not hold": "differs",
    "otherwise": "differs",
    "agrees in part": "partly",
    "alike in part": "partly",
    "as in the paper in part": "partly",
}


class Place(NamedTuple):
    """A line of the contents: ``anchor`` of a place, its ``title``, and the places ``below`` it."""

    anchor: str
    title: str
    below: Sequence["Place"] = ()


def render(template: str, *, page_title: str, contents: Sequence[Place] = (), **shown: Any) -> str:
    """Make a page.

    Parameters
    ----------
    template : str
        Name of its template, which fills the shell.
    page_title : str
        What the browser shows.
    contents : sequence of Place
        Places of the page that its contents list.
    **shown : object
        What the template shows.

    Returns
    -------
    str
        The page, as HTML.
    """
    environment = _environment(autoescape=True)
    environment.filters["lines"] = _lines
    environment.filters["look"] = look
    return environment.get_template(template).render(
        page_title=page_title, contents=contents, **shown
    )


def render_text(template: str, **shown: Any) -> str:
    """Make a text in Markdown.

    Parameters
    ----------
    template : str
        Name of its template.
    **shown : object
        What the template shows.

    Returns
    -------
    str
        The text.
    """
    environment = _environment(autoescape=False)
    environment.filters["cell"] = _cell
    return environment.get_template(template).render(**shown)


def look(verdict: str) -> str:
    """Give the class by which a page shows a verdict.

    Parameters
    ----------
    verdict : str
        The word.

    Returns
    -------
    str
        "agrees", "differs", "partly" or "open"; colour and sign stand beside the word.
    """
    return _LOOKS.get(verdict, "open")


def _environment(*, autoescape: bool) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("dwmtj.report", "templates"),
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _lines(text: object) -> Markup:
    """Break a text into lines where it has them."""
    return Markup("<br>").join(escape(line) for line in str(text).split("\n"))


def _cell(text: object) -> str:
    """Write a text so that it stays in one cell of a table."""
    return " ".join(str(text).replace("|", "\\|").split())
