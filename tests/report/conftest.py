"""What all pages and figures are checked for, as fixtures that give functions."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from dwmtj.networks.study.read_study import read_study
from dwmtj.report.style import figure_style, settle

_TOLERANCE = 2  # pixels
_LEVELS = {"relu": 85.0, "lif": 80.0, "dwmtj_deterministic": 78.0, "dwmtj_noisy": 78.3}


class _Page(HTMLParser):
    EMPTY = frozenset({"meta", "link", "img", "br", "hr", "input", "path", "use", "rect"})

    def __init__(self):
        super().__init__()
        self.open, self.loads, self.ids, self.uses = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self._note(attributes)
        self.loads += [value for name, value in attributes if name in ("src", "srcset", "data")]
        # What a reader may follow loads nothing.
        self.loads += [v for name, v in attributes if name == "href" and tag not in ("use", "a")]
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
def check_study_page(check_page):
    """Check the page of a study, and that no number is missing in it."""

    def check(page):
        text = check_page(page, page.parent / "figures")
        assert not re.search(r"\bnan\b|None", text)
        return text

    return check


@pytest.fixture(scope="session")
def check_accuracies():
    """Check that figures show accuracies as far as they go, and tables alike."""

    def check(drawings, rows):
        assert drawings
        for drawn in drawings:
            for axes in drawn.figure.axes:
                low, high = axes.get_ylim()
                assert 0 <= low < high <= 100, drawn.name
        for row in rows:
            ends = [float(each) for each in row[2].split(" to ") if each != "–"]
            assert all(0 <= end <= 100 for end in ends)

    return check


@pytest.fixture(scope="session")
def check_inside():
    """Check that titles, names of axes, ticks and legends lie inside a figure."""

    def check(figure):
        with figure_style():
            settle(figure)
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


@pytest.fixture(scope="session")
def make_study():
    """Write the tables of a study whose file is given as text: accuracies drawn, none trained."""

    def make(folder, text, done=lambda place, point: point.config.epochs, level=None):
        """Write the tables of a study whose accuracies are drawn, without any training."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "made.toml").write_text(text)
        study = read_study(folder / "made.toml")
        rows, points = [], []
        for place, point in enumerate(study.points):
            config, network = point.config, point.config.networks[0]
            generator = np.random.default_rng(place)
            epochs = done(place, point)
            accuracy = np.clip(
                (level or _LEVELS[network]) + generator.normal(0, 0.2, config.epochs), 0, 100
            )
            device = config.device if network.startswith("dwmtj") else None
            rows += [
                {
                    "study": study.name, "point": point.key, "network": network,
                    "recipe": config.recipe.name, "preset": device and device.name,
                    "reset": device and device.neuron.reset,
                    "sigma": device and device.wall_noise.sigma, "seed": config.seeds[0],
                    "epoch": epoch, "train_loss": 0.5, "test_accuracy": accuracy[epoch - 1],
                    "spike_rate": 0.1, "seconds": 60.0,
                }
                for epoch in range(1, epochs + 1)
            ]  # fmt: skip
            state = "finished" if epochs == config.epochs else "begun" if epochs else "waiting"
            points.append({"point": point.key, **point.factors, "state": state, "error": None})
        pd.DataFrame(rows).to_csv(folder / "study.csv", index=False)
        pd.DataFrame(points).to_csv(folder / "points.csv", index=False)
        return study

    return make
