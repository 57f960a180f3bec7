"""The page of a study: from the stored tables alone, whole or partial."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from dwmtj.networks.study.definition import StudyError, read_study
from dwmtj.report.study_evaluations import draw_evaluations
from dwmtj.report.study_factors import draw_factors
from dwmtj.report.study_figures import draw_paper_networks
from dwmtj.report.study_page import CLAIMS, FIGURES, write_study_report
from dwmtj.report.study_rows import final_rows, time_rows, unfinished_rows
from dwmtj.report.study_stored import read_study_results

PAPER = """
name = "made"
purpose = "a <small> study & its page"
[base]
recipe = "paper"
epochs = 10
[[points]]
seed = [0, 1, 2, 3]
network = "lif"
[[points]]
seed = [0, 1, 2, 3]
preset = ["cui2024-network", "liu2025-released-code"]
network = ["dwmtj_deterministic", "dwmtj_noisy"]
"""
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


def _make(folder, text, done=lambda place, point: point.config.epochs):
    """Write the tables of a study whose accuracies are drawn, without any training."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "made.toml").write_text(text)
    study = read_study(folder / "made.toml")
    levels = {"lif": 80.0, "dwmtj_deterministic": 78.0, "dwmtj_noisy": 78.3}
    rows, points = [], []
    for place, point in enumerate(study.points):
        config, network = point.config, point.config.networks[0]
        generator = np.random.default_rng(place)
        epochs = done(place, point)
        accuracy = levels[network] + generator.normal(0, 0.2, config.epochs)
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


def _text(check_page, folder, page):
    text = check_page(page, folder / FIGURES)
    assert not re.search(r"\bnan\b|None", text)
    return text


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    study = _make(folder, PAPER)
    return folder, study, write_study_report(folder, study, "dwmtj study run made.toml")


def test_the_page_is_whole_and_opens_offline(whole, check_page):
    folder, _, page = whole
    text = _text(check_page, folder, page)
    assert "A &lt;small&gt; study &amp; its page" in text
    assert "20 of 20 runs are finished, and none is left" in text
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
    assert first[4:] == ("4 of 4", first[5], "~79")
    assert [row[2:] for row in time_rows(read_study_results(folder, study))] == [
        ("10.0", "10.0 to 10.0", "0.67")
    ] * 5


def test_the_verdicts_of_the_page_are_those_of_the_json(whole):
    folder, _, page = whole
    text = page.read_text(encoding="utf-8")
    claims = json.loads((folder / CLAIMS).read_text())
    assert [group["preset"] for group in claims["groups"]] == [
        "cui2024-network", "liu2025-released-code",
    ]  # fmt: skip
    shown = re.findall(r'<td><span class="verdict">([^<]+)</span>', text)
    judged = [each for group in claims["groups"] for each in group["judged"]]
    assert shown == [each["verdict"] for each in judged]
    for each in judged:
        assert f"<td>{each['effect']['value']:.2f} ".replace("-", "−") in text


def test_the_same_tables_give_the_same_page(whole):
    folder, study, page = whole
    before = page.read_bytes(), (folder / CLAIMS).read_bytes()
    again = write_study_report(folder, study, "dwmtj study run made.toml")
    assert (again.read_bytes(), (folder / CLAIMS).read_bytes()) == before


@pytest.mark.parametrize(
    ("what", "done"),
    [
        ("one run begun", lambda place, point: 2 if place == 0 else 0),
        ("no deterministic", lambda place, point: 10 * ("det" not in point.config.networks[0])),
        ("two seeds", lambda place, point: 10 if point.config.seeds[0] < 2 else 4),
    ],
)
def test_a_study_that_is_not_finished_has_a_page_that_says_so(tmp_path, what, done, check_page):
    study = _make(tmp_path, PAPER, done)
    text = _text(check_page, tmp_path, write_study_report(tmp_path, study))
    left = list(unfinished_rows(read_study_results(tmp_path, study)))
    assert f"{20 - len(left)} of 20 runs are finished." in text
    assert "Not finished:" in text
    for _, state, epochs, _ in left:
        assert f"<td>{state}</td><td>{epochs}</td>" in text
    if what != "no deterministic":
        assert "Not judged: " in text


def test_runs_that_failed_are_told_with_their_error(tmp_path, check_page):
    study = _make(tmp_path, PAPER, lambda place, point: 10 if place else 0)
    points = pd.read_csv(tmp_path / "points.csv").astype({"error": object})
    points.loc[0, ["state", "error"]] = ["failed", "ValueError: <broken>"]
    points.to_csv(tmp_path / "points.csv", index=False)
    text = _text(check_page, tmp_path, write_study_report(tmp_path, study))
    assert "<td>failed</td><td>0 of 10</td><td>ValueError: &lt;broken&gt;</td>" in text


def test_curves_are_the_means_of_the_table(whole):
    folder, study, _ = whole
    stored = read_study_results(folder, study)
    left, _, paper = draw_paper_networks(stored)[0].figure.axes
    table = stored.table
    lines = {line.get_label(): line.get_ydata() for line in left.lines}
    expected = table[table.network == "lif"].groupby("epoch").test_accuracy.mean()
    np.testing.assert_allclose(lines["LIF (4 runs)"], expected)
    noisy = table[(table.network == "dwmtj_noisy") & (table.preset == "cui2024-network")]
    expected = noisy.groupby("epoch").test_accuracy.mean()
    np.testing.assert_allclose(lines["DW-MTJ, noisy (4 runs)"], expected)
    assert [text.get_text() for text in paper.texts] == ["~79", "~77", "~77"]
    np.testing.assert_allclose(np.ptp(paper.get_ylim()), max(np.ptp(left.get_ylim()), 6))


def test_axes_say_what_they_show_and_no_text_is_cut_off(tmp_path, check_inside):
    stored = read_study_results(tmp_path / "a", _make(tmp_path / "a", PAPER))
    drawings = draw_paper_networks(stored)
    drawings += draw_factors(read_study_results(tmp_path / "b", _make(tmp_path / "b", ROBUST)))
    assert len(drawings) == 3 + 4
    for drawn in drawings:
        check_inside(drawn.figure)
        assert "(%)" in drawn.figure.axes[0].get_ylabel()


def test_each_factor_has_a_figure_with_its_unit_and_all_its_means(tmp_path):
    study = _make(tmp_path, ROBUST)
    stored = read_study_results(tmp_path, study)
    drawn = {each.name: each.figure for each in draw_factors(stored)}
    assert list(drawn) == [
        "factor-sigma", "factor-noise-interval", "factor-time-steps", "factor-reset",
    ]  # fmt: skip
    assert drawn["factor-noise-interval"].axes[0].get_xlabel() == "noise interval (ns)"
    axes = drawn["factor-sigma"].axes[0]
    assert len(axes.containers) == 2
    slow = axes.containers[1][0]
    means = [
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
    assert list(slow.get_xdata()) == [0.0, 0.3, 1.0]
    np.testing.assert_allclose(np.asarray(slow.get_ydata(), float), means)


def test_lif_is_not_drawn_against_what_it_does_not_have(tmp_path):
    stored = read_study_results(tmp_path, _make(tmp_path, ROBUST))
    for drawn in draw_factors(stored):
        axes = drawn.figure.axes[0]
        labels = axes.get_legend_handles_labels()[1]
        assert ("LIF" in labels) == (drawn.name == "factor-time-steps")


def test_trained_networks_are_drawn_under_other_conditions_as_means_over_chips(
    tmp_path, check_page
):
    evaluations = (
        "[[evaluations]]\nof = { sigma = 0.3 }\nsigma = [0, 1]\n"
        '[[evaluations]]\nof = { sigma = 0.3, noise_interval = "0.1 ns" }\n'
        "velocity_spread = [0.1, 0.3]\nchip = [0, 1]\n"
    )
    study = _make(tmp_path, ROBUST + evaluations)
    rows = [
        {"point": point.key, "test_accuracy": 80 - 10 * number + point.config.seeds[0]}
        | {f"test_{name}": value for name, value in conditions.changed.items()}
        for point in study.points
        for number, conditions in enumerate(point.conditions)
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "evaluations.csv", index=False)
    text = _text(check_page, tmp_path, write_study_report(tmp_path, study))
    assert "figure-evaluated-sigma" in text
    drawn = {
        each.name: each.figure for each in draw_evaluations(read_study_results(tmp_path, study))
    }
    assert list(drawn) == ["evaluated-sigma", "evaluated-velocity-spread"]
    ((line, *_),) = drawn["evaluated-velocity-spread"].axes[0].containers
    assert list(line.get_xdata()) == [0.1, 0.3]
    # Conditions 2 to 5 of the point: two chips of each spread; seeds 0, 1, 2 have a mean of 1.
    assert list(line.get_ydata()) == [80 - 25 + 1, 80 - 45 + 1]
    axes = drawn["evaluated-sigma"].axes[0]
    assert axes.get_legend_handles_labels()[1] == [
        "otherwise as most runs", "trained with noise interval 50 ns",
    ]  # fmt: skip


def test_a_study_of_other_factors_has_a_page_without_the_paper_s_claims(tmp_path, check_page):
    study = _make(tmp_path, ROBUST, lambda place, point: 2 if place < 9 else place % 2)
    text = _text(check_page, tmp_path, write_study_report(tmp_path, study))
    assert not (tmp_path / CLAIMS).exists()
    assert "paper's claims" not in text
    assert "DW-MTJ, noisy; sigma 0.3; noise interval 50 ns" in text


def test_points_that_the_study_does_not_have_are_left_out_and_told(tmp_path, check_page):
    _make(tmp_path, PAPER)
    (tmp_path / "fewer.toml").write_text(PAPER.replace("[0, 1, 2, 3]", "[0, 1, 2]"))
    study = read_study(tmp_path / "fewer.toml")
    text = _text(check_page, tmp_path, write_study_report(tmp_path, study))
    assert "5 point(s) of study.csv are not in the file of the study" in text
    assert "15 of 15 runs are finished" in text


def test_without_results_it_is_said_how_to_make_them(tmp_path):
    study = _make(tmp_path, PAPER)
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
