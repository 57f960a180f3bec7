"""The verdict on a figure of the paper follows from its lines, by the stated rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.experiments.beside_row import NOT_COMPARED
from dwmtj.experiments.paper import EXPERIMENTS, Comparison, assumptions
from dwmtj.parameters import load_device
from dwmtj.report.figure_results import (
    UNTOLD,
    count_statements,
    figure_result,
    plain_verdict,
    verdict_of,
)
from dwmtj.report.paper_figures import DEVICE_CHAPTERS, PaperFigure

FIGURE = PaperFigure("3a", "Something happens.", (("here", "what"),))


def _row(verdict, calibrated=False, figure="3a", quantity="what"):
    return Comparison(quantity, "1", "2 (of 3)", "none", verdict, figure, calibrated)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([_row("agrees", True), _row("agrees", True)], "agrees, calibrated"),
        ([_row("agrees", True), _row("agrees")], "agrees, calibrated in part"),
        ([_row("agrees"), _row("agrees")], "agrees"),
        ([_row("agrees"), _row("differs")], "agrees in part"),
        ([_row("differs"), _row("differs")], "differs"),
        ([_row("agrees"), _row(UNTOLD)], "agrees as far as it can be told"),
        ([_row("differs"), _row(UNTOLD)], "differs as far as it can be told"),
        ([_row(UNTOLD), _row(UNTOLD)], UNTOLD),
        ([_row(NOT_COMPARED)], NOT_COMPARED),
        ([], NOT_COMPARED),
    ],
)
def test_the_verdict_on_a_figure_follows_from_its_lines(rows, expected):
    assert verdict_of(rows) == expected


@given(st.lists(st.sampled_from(["agrees", "differs", UNTOLD, NOT_COMPARED])))
def test_no_figure_agrees_of_which_a_line_differs_and_the_order_of_lines_is_nothing(words):
    rows = [_row(word) for word in words]
    verdict = verdict_of(rows)
    assert verdict == verdict_of(rows[::-1])
    if "differs" in words:
        assert verdict.startswith("differs") or verdict == "agrees in part"
    if verdict in ("agrees", "agrees, calibrated"):
        assert set(words) == {"agrees"}


def test_a_figure_has_its_own_lines_and_says_what_it_shows():
    rows = [_row("agrees", figure="3a, 3d"), _row("differs", figure="3d", quantity="other")]
    result = figure_result(FIGURE, rows)
    assert [row.quantity for row in result.rows] == ["what"]
    assert (result.verdict, result.outcome) == ("agrees", "here: 2")


def test_another_device_is_alike_or_not_and_reproduces_nothing():
    rows = [_row("agrees"), _row("differs", quantity="other")]
    result = figure_result(FIGURE, rows, "other device")
    assert result.verdict == "alike in part"
    assert [row.verdict for row in result.rows] == ["alike", "unlike"]
    counts = count_statements([result])
    assert "agree" not in counts
    assert counts.startswith("Of 2 statements of the paper 1 are as in the paper's device and 1 ")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alike", "agrees"),
        ("unlike", "differs"),
        ("alike in part", "agrees in part"),
        ("agrees, calibrated", "agrees"),
        ("agrees, calibrated in part", "agrees"),
        (UNTOLD, UNTOLD),
    ],
)
def test_words_of_another_device_stand_for_those_of_the_papers(one, other):
    assert plain_verdict(one) == other


def test_statements_are_counted_once_and_calibrated_ones_apart():
    both = _row("agrees", figure="3a, 3d")
    calibrated = _row("agrees", calibrated=True, quantity="set")
    first = figure_result(FIGURE, [both, calibrated])
    second = figure_result(FIGURE._replace(key="3d"), [both, calibrated])
    chosen = figure_result(FIGURE, [_row("differs")], "setting")
    assert chosen.verdict == "otherwise"
    assert count_statements([first, second, chosen]) == (
        "Of 2 statements of the paper 1 agree without a value being calibrated to them and 1 agree "
        "where a value was calibrated to them."
    )


_EVENTS = ("fire_pulse", "reset_pulse", "depin_pulse", "written", "switching_field", "probability")
_FEW = {
    "hysteresis": {"cycles": 10},
    "write": {"devices": 50},
    "ramp": {},
    "ramp-reverse": {"reverse": True},
    "cycles": {"cycles": 20},
    "cycles-reverse": {"cycles": 20, "reverse": True},
    "cycles-long": {"cycles": 20},
    "train": {"cycles": 16},
    "passages": {"cycles": 30},
}


@pytest.mark.parametrize("name", _FEW)
def test_a_chapter_names_every_assumed_value_that_its_measurement_rests_on(name):
    """All others together are changed, and no event comes out otherwise."""
    (chapter,) = (each for each in DEVICE_CHAPTERS if name in each.measurements)
    experiment, preset, _ = EXPERIMENTS[name]
    device = load_device(preset)
    changed = device
    for row in assumptions(preset):
        group, field = row.quantity.split(".")
        if row.quantity not in chapter.rests_on:
            values = getattr(changed, group)
            value = 0.97 * getattr(values, field) or 1e-3
            changed = changed.model_copy(update={group: values.model_copy(update={field: value})})
    assert changed != device
    first, second = (experiment(each, seed=1, **_FEW[name]) for each in (device, changed))
    seen = [each for each in (*_EVENTS, "count") if each in first]
    assert seen
    for each in seen:
        np.testing.assert_allclose(first[each], second[each], rtol=1e-6)


def test_a_chapter_names_no_value_that_no_device_has():
    known = {
        row.quantity for name in ("cui2024-ramp", "cui2024-train") for row in assumptions(name)
    }
    for chapter in DEVICE_CHAPTERS:
        assert set(chapter.rests_on) <= known
