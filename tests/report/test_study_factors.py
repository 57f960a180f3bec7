"""Figures and findings of the factors of a study, as networks were trained and evaluated."""

import html
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from scipy import stats

from dwmtj.networks.study.read_study import read_study
from dwmtj.report.study_factor_figures import factor_figures
from dwmtj.report.study_page import CLAIMS, write_study_report
from dwmtj.report.study_rows import final_rows
from dwmtj.report.study_stored import read_study_results
from dwmtj.report.style import NETWORKS

ROBUST = """
name = "robust"
[base]
recipe = "conditioned"
epochs = 2
[[points]]
seed = [0, 1, 2]
network = "dwmtj_noisy"
sigma = [0.0, 0.3, 1.0]
noise_interval = ["0.1 ns", "50 ns"]
[[points]]
seed = [0, 1]
network = ["lif", "dwmtj_noisy"]
time_steps = [25, 100]
[[points]]
seed = 0
network = "dwmtj_noisy"
reset = ["instant", "none"]
"""


LEVELS = {"relu": 85.0, "lif": 80.0, "dwmtj_deterministic": 78.0, "dwmtj_noisy": 78.3}


EVALUATIONS = """
[[evaluations]]
of = { sigma = 0.3 }
sigma = [0, 1]
[[evaluations]]
of = { sigma = 0.3, noise_interval = "0.1 ns" }
velocity_spread = [0.1, 0.3]
chip = [0, 1]
[[evaluations]]
of = { sigma = 0.3, noise_interval = "0.1 ns" }
reset_failure = 0.1
"""
NOISE = """
name = "noise"
[base]
recipe = "conditioned"
epochs = 2
network = "dwmtj_noisy"
seed = [0, 1, 2, 3]
[[points]]
sigma = [0, 1, 2]
"""
STUDIES = Path(__file__).parents[2] / "studies"


def test_each_factor_has_a_figure_with_its_unit_and_all_its_means(tmp_path, make_study):
    study = make_study(tmp_path, ROBUST)
    stored = read_study_results(tmp_path, study)
    drawn = {each.drawn.name: each.drawn.figure for each in factor_figures(stored)}
    assert list(drawn) == [
        "factor-sigma", "factor-noise-interval", "factor-time-steps", "factor-reset",
    ]  # fmt: skip
    assert drawn["factor-noise-interval"].axes[0].get_xlabel() == "noise interval (ns)"
    lines = _lines(drawn["factor-sigma"].axes[0])
    assert list(lines) == ["noise interval 100 ps", "noise interval 50 ns"]
    across, means = lines["noise interval 50 ns"]
    expected = [
        np.mean(
            [
                stored.final_accuracy(point)
                for point in study.points
                if point.factors.get("noise_interval") == "50 ns"
                and point.factors["sigma"] == sigma
            ]
        )
        for sigma in (0.0, 0.3, 1.0)
    ]
    np.testing.assert_allclose(across, [0.0, 0.3, 1.0], atol=0.02)
    np.testing.assert_allclose(means, expected)


def _lines(axes):
    """Give places and means of the lines of a panel by their labels; they have large markers."""
    return {
        line.get_label(): (line.get_xdata(), line.get_ydata())
        for line in axes.lines
        if line.get_markersize() == 5.5
    }


def test_axes_say_what_they_show_and_no_text_is_cut_off(evaluated, check_inside):
    _, figures, _ = evaluated
    for figure in figures.values():
        check_inside(figure.drawn.figure)
        for axes in figure.drawn.figure.axes:
            assert axes.get_ylabel() == "test accuracy (%)"
            assert axes.get_xlabel()


def test_ticks_that_come_with_the_layout_push_no_name_out_of_the_figure(check_inside):
    """Ticks of 2.5 points, which this axis has after the first layout only."""
    results = STUDIES.parent / "results" / "paper"
    stored = read_study_results(results, read_study(STUDIES / "paper.toml"))
    (figure,) = factor_figures(stored)
    check_inside(figure.drawn.figure)


@pytest.mark.parametrize("level", [99.9, 0.1])
def test_no_accuracy_lies_beyond_its_scale(tmp_path, level, make_study, check_accuracies):
    stored = read_study_results(tmp_path, make_study(tmp_path, ROBUST, level=level))
    check_accuracies([each.drawn for each in factor_figures(stored)], final_rows(stored))


@pytest.mark.parametrize("name", ["sigma", "weight-bits"])
def test_lines_and_dots_stay_nearer_to_their_value_than_to_the_next(name, tmp_path, make_study):
    """Six lines on an axis of numbers that lie close together, and on one with a word."""
    sigmas = "sigma = [0, 0.02, 0.3, 0.5, 1, 2]\n"
    text = NOISE.replace("sigma = [0, 1, 2]\n", sigmas)
    text += f"[[points]]\n{sigmas}weight_bits = [2, 3, 4, 5, 6]\n"
    stored = read_study_results(tmp_path, make_study(tmp_path, text))
    figures = {each.drawn.name: each.drawn.figure for each in factor_figures(stored)}
    values = {"sigma": [0, 0.02, 0.3, 0.5, 1, 2], "weight-bits": range(6)}[name]
    half = np.diff(values).min() / 2
    (axes,) = figures[f"factor-{name}"].axes
    assert len(_lines(axes)) == 6
    for across, _ in _lines(axes).values():
        assert (np.abs(across - np.array(values)) < half).all()
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_markersize() == 2.5]
    assert (np.abs(dots - np.tile(values, 6)) < half).all()


def test_captions_say_where_values_have_different_numbers_of_networks(tmp_path, make_study):
    text = NOISE + "[[points]]\nsigma = 1\nseed = [4, 5]\n"
    stored = read_study_results(tmp_path, make_study(tmp_path, text))
    (figure,) = factor_figures(stored)
    more = "(4 with 0 and 2; 6 with 1): means may differ where pairs of one seed do not"
    assert more in figure.drawn.caption


@pytest.mark.parametrize(
    ("levels", "told"), [((28, 30, 32), False), ((2, 4, 12), True), ((10, 60, 98), True)]
)
def test_captions_say_where_intervals_end_at_the_ends_of_all_accuracies(
    tmp_path, make_study, levels, told
):
    text = NOISE.replace("seed = [0, 1, 2, 3]", "seed = [0, 1, 2]")
    study = make_study(tmp_path, text)
    table = pd.read_csv(tmp_path / "study.csv")
    one = table["sigma"] == 1
    table.loc[one, "test_accuracy"] = table.loc[one, "seed"].map(dict(enumerate(levels)))
    table.to_csv(tmp_path / "study.csv", index=False)
    (figure,) = factor_figures(read_study_results(tmp_path, study))
    assert ("Intervals end at 0 and 100 %" in figure.drawn.caption) == told


def test_captions_do_not_warn_of_means_where_all_values_have_as_many_networks(tmp_path, make_study):
    stored = read_study_results(tmp_path, make_study(tmp_path, NOISE))
    (figure,) = factor_figures(stored)
    assert "means may differ" not in figure.drawn.caption


def test_lif_is_not_drawn_against_what_it_does_not_have(tmp_path, make_study):
    stored = read_study_results(tmp_path, make_study(tmp_path, ROBUST))
    for drawn, *_ in factor_figures(stored):
        labels = list(_lines(drawn.figure.axes[0]))
        assert ("LIF" in labels) == (drawn.name == "factor-time-steps")


def _evaluate(folder, study, accuracy):
    """Write the table of evaluations, each with the accuracy that a function gives."""
    rows = [
        {"point": point.key, "test_accuracy": accuracy(point, number, conditions)}
        | {f"test_{name}": value for name, value in conditions.changed.items()}
        for point in study.points
        for number, conditions in enumerate(point.conditions)
    ]
    pd.DataFrame(rows).to_csv(folder / "evaluations.csv", index=False)


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory, make_study):
    """Give figures by name of a study whose networks were evaluated otherwise too, and its page."""
    folder = tmp_path_factory.mktemp("evaluated")
    study = make_study(folder, ROBUST + EVALUATIONS)
    seeds = {0: 0.0, 1: 1.0, 2: 2.0}
    _evaluate(
        folder, study, lambda point, number, _: 80 - 10 * number + seeds[point.config.seeds[0]]
    )
    page = write_study_report(folder, study)
    stored = read_study_results(folder, study)
    return stored, {each.drawn.name: each for each in factor_figures(stored)}, page


def test_trained_networks_are_drawn_under_other_conditions_as_means_over_chips(
    evaluated, check_study_page
):
    stored, figures, page = evaluated
    text = check_study_page(page)
    assert list(figures) == [
        "factor-sigma", "factor-noise-interval", "factor-time-steps", "factor-reset",
        "factor-velocity-spread", "factor-reset-failure",
    ]  # fmt: skip
    for name, figure in figures.items():
        assert f"figure-{name}" in text
        assert figure.finding in html.unescape(text)
    ((across, means),) = _lines(figures["factor-velocity-spread"].drawn.figure.axes[0]).values()
    np.testing.assert_allclose(across, [0.0, 0.1, 0.3], atol=0.01)
    # Conditions 2 to 5 of the point: two chips of each spread; seeds 0, 1, 2 have a mean of 1.
    np.testing.assert_allclose(means[1:], [80 - 25 + 1, 80 - 45 + 1])
    own = [
        stored.final_accuracy(point)
        for point in stored.study.points
        if point.factors.get("sigma") == 0.3 and point.factors["noise_interval"] == "0.1 ns"
    ]
    assert means[0] == pytest.approx(np.mean(own))
    varies = np.std([0.0, 10.0], ddof=1)  # the two chips of each network
    told = f"varies by {varies:.2f} points (standard deviation of a network over 2 chips)"
    assert told in figures["factor-velocity-spread"].finding
    assert "over 2 chips" not in figures["factor-sigma"].finding
    assert list(_lines(figures["factor-sigma"].drawn.figure.axes[0])) == [
        "noise interval 100 ps, trained with each value",
        "noise interval 50 ns, trained with each value",
        "trained with noise interval 100 ps, sigma 0.3",
        "trained with noise interval 50 ns, sigma 0.3",
    ]


def test_each_kind_of_networks_has_an_axis_of_its_own(tmp_path, make_study):
    """What training with noise costs is seen beside networks that fail without that training."""
    study = make_study(tmp_path, ROBUST + EVALUATIONS + "[[evaluations]]\nsigma = [0, 0.3, 1]\n")
    _evaluate(tmp_path, study, lambda _, number, __: 12.0 + number)
    stored = read_study_results(tmp_path, study)
    figure = next(factor_figures(stored)).drawn.figure
    shown = {}
    for axes in filter(_lines, figure.axes):
        shown.setdefault("trained and evaluated" in axes.get_title("left"), set()).add(
            axes.get_ylim()
        )
        low, high = axes.get_ylim()
        for _, means in _lines(axes).values():
            assert low <= min(means) <= max(means) <= high
    assert {kind: len(limits) for kind, limits in shown.items()} == {True: 1, False: 1}
    assert shown[True] != shown[False]


def test_a_colour_stands_for_a_network_where_there_are_several():
    study = read_study(STUDIES / "paper.toml")
    (figure,) = factor_figures(read_study_results(STUDIES.parent / "results" / "paper", study))
    shown = {
        (line.get_label().split(", trained")[0], line.get_color(), line.get_marker())
        for line in figure.drawn.figure.axes[0].lines
        if line.get_markersize() == 5.5
    }
    assert len(shown) == 4
    for name in ("dwmtj_deterministic", "dwmtj_noisy"):
        label, colour, *_ = NETWORKS[name]
        assert sum(each[:2] == (label, colour) for each in shown) == 2


def test_time_steps_are_shown_with_their_length(evaluated):
    _, figures, _ = evaluated
    axes = figures["factor-time-steps"].drawn.figure.axes[0]
    assert axes.get_xlabel() == "time steps of 100 ps"


def test_a_row_says_once_what_its_networks_were_trained_with(evaluated):
    _, figures, _ = evaluated
    rows = [row[0] for each in figures.values() for row in each.rows]
    assert "DW-MTJ, noisy, trained with noise interval 50 ns, sigma 0.3" in rows
    for row in rows:
        assert row.count("trained with ") <= 1
        assert ", ," not in row


def test_an_evaluation_with_a_single_value_is_drawn_beside_the_training(evaluated):
    _, figures, _ = evaluated
    figure = figures["factor-reset-failure"]
    ((across, _),) = _lines(figure.drawn.figure.axes[0]).values()
    np.testing.assert_allclose(across, [0.0, 0.1], atol=0.01)
    assert figure.finding.startswith("With reset failure 0.1 instead of 0: only evaluated with it")


def test_a_finding_is_the_paired_comparison_of_its_networks(tmp_path, make_study):
    text = NOISE + "[[evaluations]]\nsigma = [0, 1, 2]\n"
    study = make_study(tmp_path, text)
    rng = np.random.default_rng(1)
    table = pd.read_csv(tmp_path / "study.csv", dtype={"point": str})
    final = table[table.epoch == 2].set_index("point").test_accuracy
    drops = {
        (point.key, conditions.changed["sigma"]): rng.normal(
            {0: 0, 1: -0.5, 2: -4}[conditions.changed["sigma"]], 0.05
        )
        for point in study.points
        for conditions in point.conditions
    }

    def accuracy(point, _, conditions):
        same = conditions.config.hash == point.config.hash
        return final[point.key] + (not same) * drops[point.key, conditions.changed["sigma"]]

    _evaluate(tmp_path, study, accuracy)
    (figure,) = factor_figures(read_study_results(tmp_path, study))
    quiet = [p for p in study.points if p.factors["sigma"] == 0]
    loud = [p for p in study.points if p.factors["sigma"] == 2]
    before = [final[p.key] for p in quiet]
    after = {
        "trained and evaluated": [final[p.key] for p in loud],
        "only evaluated": [final[p.key] + drops[p.key, 2] for p in quiet],
        "only trained": [final[p.key] + drops[p.key, 0] for p in loud],
    }
    for how, values in after.items():
        low, high = stats.ttest_rel(values, before).confidence_interval(0.95)
        (told,) = re.findall(rf"{how} with it, accuracy ([^(]*)\(([^)]*)\)", figure.finding)
        if low <= 0 <= high:
            small = low > -1 and high < 1
            words = "does not change as far as can be told" if small else "may or may not change"
            assert told[0] == f"{words} "
        else:
            change = np.mean(values) - np.mean(before)
            verb = "falls" if change < 0 else "rises"
            assert told[0] == f"{verb} by {abs(change):.2f} points "
            ends = sorted(map(abs, (low, high)))
            assert f"95 % interval {ends[0]:.2f} to {ends[1]:.2f}, 4 networks" in told[1]
    assert figure.finding.count("less than 1 point up to 1") == 1
    first = next(row for row in figure.rows if "trained with sigma 0" in row[0])
    fallen = np.mean(after["only evaluated"]) - np.mean(before)
    assert first[1:4] == ("0", "2", f"{fallen:.2f}".replace("-", "−"))


@pytest.mark.parametrize(("between", "told"), [(50.0, True), (79.5, False)])
def test_a_dip_between_both_ends_is_told(tmp_path, make_study, between, told):
    study = make_study(tmp_path, NOISE)
    table = pd.read_csv(tmp_path / "study.csv")
    means = table["sigma"].map({0.0: 80.0, 1.0: between, 2.0: 80.0})
    table["test_accuracy"] = means + 0.1 * table["seed"] * (1 + table["sigma"])
    table.to_csv(tmp_path / "study.csv", index=False)
    (figure,) = factor_figures(read_study_results(tmp_path, study))
    seeds = np.mean([0, 1, 2, 3])
    dip = f", with 1 it changes by −{80 - between - 0.1 * seeds:.2f} points"
    assert (dip in figure.finding) == told
    assert ("with 1 it" in figure.finding) == told


def test_every_factor_of_the_shipped_robustness_study_has_a_figure_and_a_finding(
    tmp_path, make_study
):
    text = (STUDIES / "robustness.toml").read_text(encoding="utf-8")
    study = make_study(tmp_path, text)
    generator = np.random.default_rng(2)
    _evaluate(tmp_path, study, lambda *_: generator.normal(77.0, 0.3))
    figures = list(factor_figures(read_study_results(tmp_path, study)))
    parts = {each.drawn.name: each.finding.count("with it, accuracy") for each in figures}
    # In training and test, in test only, and in training only where there are such networks.
    assert parts == {
        "factor-sigma": 3,
        "factor-noise-interval": 2,
        "factor-velocity-spread": 2,
        "factor-distance-spread": 2,
        "factor-chip": 8,  # four networks that were trained on one chip, on two others each
        "factor-write-time": 2,
        "factor-time-steps": 2,
        "factor-weight-bits": 2,
        "factor-reset-failure": 1,
        "factor-weight-noise": 1,
    }
    for each in figures:
        bars = [bar for axes in each.drawn.figure.axes for bar in axes.collections]
        assert len(bars) >= len(each.rows) >= 1, each.drawn.name
        assert not re.search("nan|None", each.finding)
        assert not re.search(r"(^|\. )[a-z]", each.finding)  # sentences begin as such


def test_a_study_of_other_factors_has_a_page_without_the_paper_s_claims(
    tmp_path, check_study_page, make_study
):
    study = make_study(tmp_path, ROBUST, lambda place, point: 2 if place < 9 else place % 2)
    text = check_study_page(write_study_report(tmp_path, study))
    assert not (tmp_path / CLAIMS).exists()
    assert "paper's claims" not in text
    assert "DW-MTJ, noisy; sigma 0.3; noise interval 50 ns" in text


def test_words_of_a_factor_overlap_nothing_and_stay_in_the_figure(request):
    root = request.config.rootpath
    study = read_study(root / "studies" / "paper-choices.toml")
    figures = {
        each.drawn.name: each.drawn.figure
        for each in factor_figures(read_study_results(root / "results" / "paper-choices", study))
    }
    figure = figures["factor-batch-norm"]
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer, (width, height) = canvas.get_renderer(), figure.bbox.size
    for axes in figure.axes:
        ticks = [each.get_window_extent(renderer) for each in axes.get_xticklabels()]
        below = [axes.xaxis.label.get_window_extent(renderer)]
        legend = [each.get_window_extent(renderer) for each in axes.get_legend().texts]
        title = [axes._left_title.get_window_extent(renderer)]
        boxes = ticks + below + legend + title
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
        for box in boxes:
            assert 0 <= box.x0 < box.x1 <= width
            assert 0 <= box.y0 < box.y1 <= height


def test_a_page_says_which_evaluations_are_missing(tmp_path, make_study, check_study_page):
    study = make_study(tmp_path, ROBUST + EVALUATIONS)
    _evaluate(tmp_path, study, lambda *_: 80.0)
    whole = check_study_page(write_study_report(tmp_path, study))
    assert "and none is left" in whole
    assert "are missing" not in whole
    table = pd.read_csv(tmp_path / "evaluations.csv", dtype={"point": str})
    point = next(point for point in study.points if len(point.conditions) > 1)
    lost = table.index[table["point"] == point.key][:1]
    table.drop(index=lost).to_csv(tmp_path / "evaluations.csv", index=False)
    text = check_study_page(write_study_report(tmp_path, study))
    assert "and none is left" not in text
    assert "evaluations of 1 run(s) are missing" in text
    assert f"<td>1 of {len(point.conditions)}</td>" in text
    assert 'id="unfinished"' in text


def test_a_page_says_what_was_varied_and_keeps_no_figure_of_what_is_not(
    tmp_path, make_study, check_study_page
):
    text = check_study_page(write_study_report(tmp_path, make_study(tmp_path, ROBUST)))
    assert "<td>0, 0.3, 1</td>" in text  # sigma
    assert "<td>100 ps, 50 ns</td>" in text  # noise interval
    drawn = {file.stem for file in (tmp_path / "figures").iterdir()}
    assert {"factor-sigma", "factor-reset"} <= drawn
    (tmp_path / "figures" / "mine.svg").write_text("<svg/>")
    write_study_report(tmp_path, make_study(tmp_path, NOISE))
    drawn = {file.stem for file in (tmp_path / "figures").iterdir()}
    assert {"factor-sigma", "mine"} <= drawn
    assert "factor-reset" not in drawn
