"""The figure of the comparison: labels are legible, and quantities stand apart."""

from itertools import combinations

import pytest

from dwmtj.accounting import account, compare
from dwmtj.report.comparison_figure import draw_comparison
from dwmtj.report.style import store


@pytest.fixture(scope="module")
def comparison():
    return compare(
        [
            account("cui2024-ramp", cycles=50, draws=20),
            account("cui2024-ramp", terminals=3, cycles=50, draws=20),
            account("cui2024-train", cycles=50, draws=20),
            account("cui2024-network", draws=200),
        ]
    )


@pytest.fixture(scope="module")
def figure(comparison):
    return draw_comparison(comparison)


def _labels(axes):
    """Texts of a panel that are drawn; labels of ticks beyond the ends of an axis are not."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    ticks = [each for each in axes.get_xticklabels() if left <= each.get_position()[0] <= right]
    ticks += [each for each in axes.get_yticklabels() if low <= each.get_position()[1] <= high]
    return [each for each in (*axes.texts, *ticks) if each.get_visible() and each.get_text()]


def test_no_label_lies_on_another_or_outside_of_the_figure(figure):
    for axes in figure.axes:
        boxes = [(each.get_text(), each.get_window_extent()) for each in _labels(axes)]
        for (one, box), (two, other) in combinations(boxes, 2):
            assert not box.overlaps(other), f"{one!r} lies on {two!r}"
        for text, box in boxes:
            assert figure.bbox.x0 <= box.x0, text
            assert box.x1 <= figure.bbox.x1, text


def test_every_neuron_with_an_energy_is_named_once_in_its_ranking(figure, comparison):
    rankings = [figure.axes[place].get_yticklabels() for place in (2, 5, 8)]
    named = [len(each) for each in rankings]
    for count, quantity in zip(
        named, ("per spike", "per synaptic event", "per update"), strict=True
    ):
        assert count == sum(bool(row.energy) for row in comparison.of(quantity))


def test_quantities_have_panels_of_their_own_with_headings(figure):
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert [title for title in titles if title.startswith("Energy")] == [
        "Energy per spike",
        "Energy per synaptic event",
        "Energy per update",
    ]


def test_the_yardstick_is_drawn_with_its_own_quantity_alone(figure, comparison):
    energy = comparison.yardstick.energy[0].centre
    for place, axes in enumerate(figure.axes):
        across = [line for line in axes.lines if set(line.get_ydata()) == {energy}]
        drawn = any(len(line.get_ydata()) == 2 for line in across)
        assert drawn == (place < 2)


def test_all_panels_have_log_axes(figure):
    for place, axes in enumerate(figure.axes):
        assert axes.get_xscale() == "log"
        assert axes.get_yscale() == ("linear" if place % 3 == 2 else "log")


def test_the_same_comparison_gives_the_same_file(comparison, tmp_path):
    files = [tmp_path / "one.svg", tmp_path / "two.svg"]
    for file in files:
        store(draw_comparison(comparison), file)
    assert files[0].read_bytes() == files[1].read_bytes()
