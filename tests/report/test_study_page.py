"""The page of a study of the paper's networks: from the stored tables alone, whole or partial."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.markers import CARETUP

from dwmtj.analysis.claims import judge_claims
from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.read_study import read_study
from dwmtj.report.study_claims import claim_tables
from dwmtj.report.study_figures import draw_networks, early_spreads
from dwmtj.report.study_page import CLAIMS, FIGURES, write_study_report
from dwmtj.report.study_rows import final_rows, time_rows, unfinished_rows
from dwmtj.report.study_setup import setup_rows
from dwmtj.report.study_stored import read_study_results

ROOT = Path(__file__).parents[2]
PAPER = """
name = "made"
purpose = "a <small> study & its page"
[base]
recipe = "paper"
epochs = 10
[[points]]
seed = [0, 1, 2, 3, 4, 5]
network = "lif"
[[points]]
seed = [0, 1, 2, 3, 4, 5]
preset = ["cui2024-network", "liu2025-released-code"]
network = ["dwmtj_deterministic", "dwmtj_noisy"]
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory, make_study):
    folder = tmp_path_factory.mktemp("whole")
    study = make_study(folder, PAPER)
    return folder, study, write_study_report(folder, study, "dwmtj study run made.toml")


def test_the_page_is_whole_and_opens_offline(whole, check_study_page):
    folder, _, page = whole
    text = check_study_page(page)
    assert "A &lt;small&gt; study &amp; its page" in text
    assert "30 of 30 runs are finished, and none is left" in text
    assert "read from the figure" in text
    assert "dwmtj study run made.toml" in text
    assert {path.stem for path in (folder / FIGURES).iterdir()} == {
        "accuracy", "final", "early-spread",
    }  # fmt: skip


def test_numbers_of_the_page_are_those_of_the_table(whole):
    folder, study, page = whole
    text = page.read_text(encoding="utf-8")
    table = pd.read_csv(folder / "study.csv")
    last = table[table.epoch == 10].groupby(["network", "preset"], dropna=False).test_accuracy
    assert len(last) == 5
    for _, values in last:
        assert f"<td>{values.mean():.2f}</td>" in text
        assert f"<td>{values.std(ddof=1):.2f}</td>" in text
        for value in values:
            assert f": {value:.2f}" in text
    first = next(final_rows(read_study_results(folder, study)))
    assert first[0] == "LIF"
    assert first[4:] == ("6 of 6", first[5], "~79")
    assert [row[2:] for row in time_rows(read_study_results(folder, study))] == [
        ("10.0", "10.0 to 10.0", "1.00")
    ] * 5


def test_the_verdicts_of_the_page_are_those_of_the_json(whole):
    folder, _, page = whole
    text = page.read_text(encoding="utf-8")
    claims = json.loads((folder / CLAIMS).read_text())
    assert [group["preset"] for group in claims["groups"]] == [
        "cui2024-network", "liu2025-released-code",
    ]  # fmt: skip
    shown = re.findall(r'<td><span class="verdict \w+">([^<]+)</span>', text)
    judged = [each for group in claims["groups"] for each in group["judged"]]
    assert shown == [each["verdict"] for each in judged]
    for each in judged:
        assert f"<td>{each['effect']['value']:.2f} ".replace("-", "−") in text


def test_the_claims_of_a_whole_study_come_first_and_their_table_begins_with_the_verdict(whole):
    text = whole[2].read_text(encoding="utf-8")
    titles = re.findall("<h2[^>]*>(.*?)</h2>", text)
    assert titles[:4] == [
        "What is found of the paper's claims", "What was trained", "Figures", "Final accuracy",
    ]  # fmt: skip
    assert "What this study lacks" not in text
    (head,) = set(re.findall(r'<table class="claims">.*?<thead>(.*?)</thead>', text, re.DOTALL))
    assert re.findall('<th scope="col">(.*?)</th>', head)[:2] == ["verdict", "the paper says"]


def test_the_same_tables_give_the_same_page(whole):
    folder, study, page = whole
    before = page.read_bytes(), (folder / CLAIMS).read_bytes()
    again = write_study_report(folder, study, "dwmtj study run made.toml")
    assert (again.read_bytes(), (folder / CLAIMS).read_bytes()) == before


@pytest.mark.parametrize(
    ("what", "done"),
    [
        ("one run begun", lambda place, point: 2 if place == 0 else 0),
        ("two seeds", lambda place, point: 10 if point.config.seeds[0] < 2 else 4),
    ],
)
def test_a_study_that_is_not_finished_has_a_page_that_says_so(
    tmp_path, what, done, check_study_page, make_study
):
    study = make_study(tmp_path, PAPER, done)
    text = check_study_page(write_study_report(tmp_path, study))
    left = list(unfinished_rows(read_study_results(tmp_path, study)))
    assert f"{30 - len(left)} of 30 runs are finished." in text
    assert "Not finished:" in text
    for _, state, epochs, _ in left:
        assert f"<td>{state}</td><td>{epochs}</td>" in text
    # What the study itself has found comes first, and the paper's claims tell what they lack.
    titles = re.findall("<h2[^>]*>(.*?)</h2>", text)
    assert titles.index("Final accuracy") < titles.index("What is found of the paper's claims")
    assert "What this study lacks to test them:" in text
    assert "Not compared: " in text
    judged = what != "one run begun"
    assert ("The claims in numbers" in titles) == judged
    assert ("Not judged: " in text) == judged


def test_failed_runs_are_told_with_their_error_and_what_is_not_of_the_study_left_out(
    tmp_path, check_study_page, make_study
):
    networks = ("lif", "dwmtj_noisy")
    make_study(
        tmp_path, PAPER, lambda place, p: 10 * (place > 0 and p.config.networks[0] in networks)
    )
    points = pd.read_csv(tmp_path / "points.csv").astype({"error": object})
    points.loc[0, ["state", "error"]] = ["failed", "ValueError: <broken>"]
    points.to_csv(tmp_path / "points.csv", index=False)
    (tmp_path / "fewer.toml").write_text(PAPER.replace("[0, 1, 2, 3, 4, 5]", "[0, 1, 2, 3]"))
    study = read_study(tmp_path / "fewer.toml")
    text = check_study_page(write_study_report(tmp_path, study))
    assert "<td>failed</td><td>0 of 10</td><td>ValueError: &lt;broken&gt;</td>" in text
    assert "<td>waiting</td><td>0 of 10</td>" in text
    assert "6 point(s) of study.csv are not in the file of the study" in text
    assert "11 of 20 runs are finished." in text
    assert "Networks are compared over 3 seeds; the paper has 6 runs of each." in text
    assert "Not compared: no runs of dwmtj_deterministic." in text
    assert "Not judged: no runs of dwmtj_deterministic." in text


def test_curves_are_the_means_of_the_table(whole):
    folder, study, _ = whole
    stored = read_study_results(folder, study)
    left, _, paper = draw_networks(stored)[0].figure.axes
    table = stored.table
    lines = {line.get_label(): line.get_ydata() for line in left.lines}
    expected = table[table.network == "lif"].groupby("epoch").test_accuracy.mean()
    np.testing.assert_allclose(lines["LIF (6 runs)"], expected)
    noisy = table[(table.network == "dwmtj_noisy") & (table.preset == "cui2024-network")]
    expected = noisy.groupby("epoch").test_accuracy.mean()
    np.testing.assert_allclose(lines["DW-MTJ, noisy (6 runs)"], expected)
    assert [text.get_text() for text in paper.texts] == ["~79", "~77", "~77"]
    low, high = paper.get_ylim()
    assert left.get_ylim() == (low, high)
    assert low < 76
    assert high > 80


def test_axes_say_what_they_show_and_no_text_is_cut_off(whole, check_inside):
    folder, study, _ = whole
    drawings = draw_networks(read_study_results(folder, study))
    assert len(drawings) == 3
    for drawn in drawings:
        check_inside(drawn.figure)
        assert "(%)" in drawn.figure.axes[0].get_ylabel()


@pytest.mark.parametrize("level", [99.9, 0.1])
def test_no_accuracy_lies_beyond_its_scale(tmp_path, level, make_study, check_accuracies):
    stored = read_study_results(tmp_path, make_study(tmp_path, PAPER, level=level))
    check_accuracies(draw_networks(stored)[:2], final_rows(stored))


def test_the_spread_of_few_runs_leaves_the_numbers_of_the_paper_in_sight(tmp_path, make_study):
    for seeds in (2, 3):
        folder = tmp_path / str(seeds)
        study = make_study(folder, PAPER, lambda _, p, n=seeds: 10 * (p.config.seeds[0] < n))
        figure = draw_networks(read_study_results(folder, study))[2].figure
        for axes in figure.axes:
            low, top = axes.get_ylim()
            assert low == 0
            diamonds = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == "D"]
            assert diamonds == [2.4, 2.2, 1.1]
            assert 2.4 < 0.95 * top < 2.4 * 2.5


def test_an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrowhead(tmp_path, make_study):
    # Three runs that lie alike apart in each epoch tell their spread to a factor of six, and
    # spreads of other layers than the paper's have none of its numbers beside them.
    three = PAPER.replace("[0, 1, 2, 3, 4, 5]", "[0, 1, 2]")
    study = make_study(tmp_path, three.replace('"paper"', '"convolutional"'))
    table = pd.read_csv(tmp_path / "study.csv")
    table["test_accuracy"] = 80.0 + table["seed"]
    table.to_csv(tmp_path / "study.csv", index=False)
    stored = read_study_results(tmp_path, study)
    group, axes = stored.groups[0], draw_networks(stored)[2].figure.axes[0]
    ends = [spread.interval[1] for spread in early_spreads(group, comparable=False).values()]
    _, top = axes.get_ylim()
    heads = [line.get_ydata()[0] for line in axes.lines if line.get_marker() == CARETUP]
    assert heads == [top for end in ends if end > top]
    assert len(heads) > 0


def test_one_run_of_each_network_has_no_figure_of_spreads(tmp_path, make_study):
    text = PAPER.replace("[0, 1, 2, 3, 4, 5]", "[0]")
    stored = read_study_results(tmp_path, make_study(tmp_path, text))
    assert [each.name for each in draw_networks(stored)] == ["accuracy", "final"]


def test_a_verdict_on_the_size_alone_says_so():
    """LIF ends above the walls of the recipe paper, but by more than the paper's two points."""
    study = read_study(ROOT / "studies" / "paper.toml")
    stored = read_study_results(ROOT / "results" / "paper", study)
    tables = claim_tables(judge_claims(stored.table, stored.epochs))
    assert {row.heading for table in tables for row in table.rows} == {
        "Does not hold in size, the direction holds",
        "Does not hold in size, the direction cannot be told",
        "Does not hold",
        "Cannot be told",
    }


def test_the_page_says_what_was_trained(whole):
    shown = dict(setup_rows(read_study_results(*whole[:2])))
    assert shown["network"] == "LIF; DW-MTJ, deterministic; DW-MTJ, noisy"
    assert shown["hidden layers"] == "100-100"
    assert shown["training images"] == "all"
    assert shown["time of an image"] == "400 steps of 100 ps, 40 ns"
    assert shown["preset, reset"] == "cui2024-network, eject; liu2025-released-code, none"
    for what, value in shown.items():
        assert re.search(f"{what}<.*?>{re.escape(value)}<", whole[2].read_text(encoding="utf-8"))


def test_without_results_it_is_said_how_to_make_them(tmp_path, make_study):
    study = make_study(tmp_path, PAPER)
    with pytest.raises(StudyError, match=r"study\.csv: there are no results yet; 'dwmtj study run"):
        write_study_report(tmp_path / "nowhere", study)
    whole = (tmp_path / "study.csv").read_text()
    (tmp_path / "study.csv").write_text(whole.splitlines()[0] + "\n")
    with pytest.raises(StudyError, match="no epoch of a point of this study yet"):
        write_study_report(tmp_path, study)
    (tmp_path / "study.csv").write_text("")
    with pytest.raises(StudyError, match="no epoch of a point of this study yet"):
        write_study_report(tmp_path, study)
    (tmp_path / "study.csv").write_text(whole.replace("test_accuracy", "accuracy"))
    with pytest.raises(
        StudyError, match=r"damaged \(no test_accuracy\); 'dwmtj study run' makes it again"
    ):
        write_study_report(tmp_path, study)
    rows = whole.splitlines()
    values = rows[1].split(",")
    values[rows[0].split(",").index("test_accuracy")] = "much"
    (tmp_path / "study.csv").write_text("\n".join([rows[0], ",".join(values), *rows[2:]]))
    with pytest.raises(StudyError, match="test_accuracy is not a number"):
        write_study_report(tmp_path, study)
    assert not (tmp_path / "report.html").exists()


def test_runs_of_one_network_have_curves_and_no_claims(tmp_path, check_study_page, make_study):
    study = make_study(
        tmp_path, 'name = "one"\n[[points]]\nnetwork = "lif"\nseed = [0, 1]\nepochs = 2\n'
    )
    text = check_study_page(write_study_report(tmp_path, study))
    assert [path.stem for path in sorted((tmp_path / FIGURES).glob("*.svg"))] == [
        "accuracy", "final",
    ]  # fmt: skip
    assert "paper's claims" not in text
    assert not (tmp_path / CLAIMS).exists()


def test_other_layers_are_not_set_beside_the_paper(tmp_path, check_study_page, make_study):
    """As those of the convolutional network, whose recipe has ten epochs on the same images."""
    study = make_study(tmp_path, PAPER.replace('"paper"', '"convolutional"'))
    text = check_study_page(write_study_report(tmp_path, study))
    assert "Not the paper&#39;s: hidden layers. The paper has" in text
    stored = read_study_results(tmp_path, study)
    assert {row[-1] for row in final_rows(stored)} == {"–"}
    assert len(draw_networks(stored)[0].figure.axes) == 2  # a panel for each preset, none of it
