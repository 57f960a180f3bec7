"""What all pages and figures are checked for, as fixtures that give functions."""

import re
from html.parser import HTMLParser

import pytest

from dwmtj.report.style import figure_style

_TOLERANCE = 2  # pixels


class _Page(HTMLParser):
    EMPTY = frozenset({"meta", "link", "img", "br", "hr", "input", "path", "use", "rect"})

    def __init__(self):
        super().__init__()
        self.open, self.loads, self.ids, self.uses = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self._note(attributes)
        self.loads += [value for name, value in attributes if name in ("src", "srcset", "data")]
        self.loads += [value for name, value in attributes if name == "href" and tag != "use"]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self._note(attributes)

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def _note(self, attributes):
        for name, value in attributes:
            self.ids += [value] if name == "id" else []
            self.uses += [value[1:]] if name.endswith("href") and value.startswith("#") else []
            self.uses += re.findall(r"url\(#([^)]+)\)", value or "")


@pytest.fixture(scope="session")
def check_page():
    """Check that a page is whole, opens offline, and shows the figures of a folder."""

    def check(page, figures):
        text = page.read_text(encoding="utf-8")
        parsed = _Page()
        parsed.feed(text)
        assert parsed.open == [], page
        assert parsed.loads == [], page
        assert not re.search(r"url\((?!#)|@import|<script", text), page
        assert len(parsed.ids) == len(set(parsed.ids)), page
        assert set(parsed.uses) <= set(parsed.ids), page
        drawn = sorted(path.stem for path in figures.glob("*.svg"))
        assert drawn == sorted(path.stem for path in figures.glob("*.png"))
        assert drawn
        for name in drawn:
            assert f'<figure id="figure-{name}">' in text
        return text

    return check


@pytest.fixture(scope="session")
def check_inside():
    """Check that titles, names of axes, ticks and legends lie inside a figure."""

    def check(figure):
        with figure_style():
            figure.draw_without_rendering()
        whole = figure.bbox
        texts = [*figure.legends]
        for axes in figure.axes:
            if axes.axison:
                texts += [axes._left_title, axes.xaxis.label, axes.yaxis.label]
                texts += [axes.get_legend()] if axes.get_legend() else []
                low, high = axes.get_xlim()
                ticks = axes.get_xticklabels()
                texts += [each for each in ticks if low <= each.get_position()[0] <= high]
        for text in texts:
            box = text.get_window_extent()
            if box.width and text.get_visible():
                assert box.x0 >= whole.x0 - _TOLERANCE, text
                assert box.x1 <= whole.x1 + _TOLERANCE, text
                assert box.y0 >= whole.y0 - _TOLERANCE, text
                assert box.y1 <= whole.y1 + _TOLERANCE, text

    return check
