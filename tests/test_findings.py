"""The page of findings says what the stored results say."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dwmtj.analysis.claims import judge_claims
from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.networks.study.definition import read_study
from dwmtj.report.study_claims import claim_tables, paper_sentences
from dwmtj.report.study_factor_figures import factor_figures
from dwmtj.report.study_figures import early_spreads
from dwmtj.report.study_rows import final_rows, time_rows
from dwmtj.report.study_stored import read_study_results
from dwmtj.report.style import NETWORKS

ROOT = Path(__file__).parents[1]
PAGE = " ".join((ROOT / "docs" / "findings.md").read_text().split())
STUDIES = sorted(set(re.findall(r"`dwmtj study report studies/([\w-]+)\.toml`", PAGE)))


@cache
def _stored(name):
    return read_study_results(ROOT / "results" / name, read_study(ROOT / f"studies/{name}.toml"))


#: Studies whose claims are judged.
WITH_CLAIMS = [name for name in STUDIES if _stored(name).is_of_paper_networks]


def test_there_are_findings():
    assert STUDIES
    assert WITH_CLAIMS


@pytest.mark.parametrize("name", STUDIES)
def test_accuracies_and_times_are_those_of_the_results(name):
    stored = _stored(name)
    for final, time in zip(final_rows(stored), time_rows(stored), strict=True):
        *cells, paper = final
        assert f"| {' | '.join([*cells, time[2], paper])} |" in PAGE


@pytest.mark.parametrize("name", STUDIES)
def test_what_factors_do_is_what_the_results_say(name):
    for figure in factor_figures(_stored(name)):
        assert figure.finding in PAGE
        for row in figure.rows:
            assert f"| {' | '.join(row)} |" in PAGE


def test_the_page_of_recipes_has_the_accuracies_of_the_study():
    page = (ROOT / "docs" / "recipes.md").read_text()
    for network, mean, _, _, _, accuracies, _ in final_rows(_stored("conditioned")):
        assert f"| {network} | {mean} | {accuracies} |" in page


@pytest.mark.parametrize("name", WITH_CLAIMS)
def test_verdicts_are_those_of_the_results(name):
    stored = _stored(name)
    claims = judge_claims(stored.table, stored.epochs)
    for table in claim_tables(claims):
        assert table.rows
        for row in table.rows:
            assert f"- **{row.heading}:** {row.sentence}" in PAGE
        for row in table.compared:
            tests = "; ".join(row.tests)
            cells = (row.statement, row.effect, row.interval, row.bootstrap, tests, row.power[-1])
            assert f"| {' | '.join(cells)} |" in PAGE
    for sentence in paper_sentences(claims):
        assert sentence in PAGE


@pytest.mark.parametrize("name", WITH_CLAIMS)
def test_spreads_of_the_first_epochs_are_those_of_the_results(name):
    stored = _stored(name)
    for group in stored.groups:
        for network, spread in early_spreads(group, stored.is_comparable).items():
            if spread.interval is not None:
                low, high = spread.interval
                paper = "–" if spread.paper is None else f"{spread.paper:g}"
                cells = f"{spread.pooled:.2f} | {low:.2f} to {high:.2f} | {paper}"
                assert f"| {NETWORKS[network].label} | {cells} |" in PAGE


def _untracked(name, **factors):
    """Give accuracies by seed of networks that are evaluated without running averages."""
    stored = _stored(name)
    found = stored.evaluations.query("test_batch_norm == 'spikes-per-step-untracked'")
    accuracies = found.set_index("point").test_accuracy
    return np.array(
        [
            accuracies[point.key]
            for point in stored.study.points
            if point.key in accuracies
            and all(point.factors.get(factor) == value for factor, value in factors.items())
        ]
    )


@pytest.mark.parametrize("preset", ["cui2024-network", "liu2025-released-code"])
def test_what_the_running_average_makes_of_noise_is_that_of_the_results(preset):
    quiet, noisy = (
        _untracked("paper", network=network, preset=preset)
        for network in ("dwmtj_deterministic", "dwmtj_noisy")
    )
    assert len(quiet) == len(noisy) == 6
    means = (f"{each.mean():.2f} | {each.std(ddof=1):.2f}" for each in (quiet, noisy))
    low, high = mean_interval(noisy - quiet)
    cells = (*means, f"{(noisy - quiet).mean():.2f}", f"{low:.2f} to {high:.2f}")
    assert f"| {preset} | {' | '.join(cells)} |".replace("-0", "−0") in PAGE


def test_networks_without_a_reset_end_as_the_page_says():
    usual = {"network": "dwmtj_noisy", "recipe.surrogate.position_unit": None}
    none = [f"{each:.2f}" for each in _untracked("paper-choices", reset="none", **usual)]
    eject = _untracked("paper-choices", reset=None, **usual).mean()
    told = f"end at {none[0]}, {none[1]} and {none[2]} %, above the {eject:.2f} % of `eject`"
    assert told in PAGE


#: Pairs of sets of runs of paper-choices, by what they have otherwise, that the page compares.
PAIRS = [
    (
        {"network": "lif"},
        {"reset": "instant"},
        "{0:.2f} points below that of LIF (95 % interval {1:.2f} to {2:.2f}",
    ),
    (
        {"recipe.surrogate.dwmtj_slope": 1.0, "batch_norm": "current-over-time"},
        {"batch_norm": "current-over-time"},
        "gain {0:.2f} points ({1:.2f} to {2:.2f})",
    ),
]


@pytest.mark.parametrize(("more", "less", "told"), PAIRS)
def test_pairs_that_the_page_compares_are_those_of_the_results(more, less, told):
    stored = _stored("paper-choices")
    usual = {"network": "dwmtj_noisy", "recipe.surrogate.position_unit": None}
    names = ("network", "reset", "batch_norm", "recipe.surrogate.dwmtj_slope")

    def accuracies(factors):
        wanted = [(usual | factors).get(name) for name in names]
        return np.array(
            [
                stored.final_accuracy(point)
                for point in stored.study.points
                if [point.factors.get(name) for name in names] == wanted
            ]
        )

    differences = accuracies(more) - accuracies(less)
    assert len(differences) == 3
    text = told.format(differences.mean(), *mean_interval(differences)).replace("-", "−")
    assert text in PAGE


#: What the noisy network is given in the study of robustness, as the page calls it.
BORNE = [
    ("no wall noise", {"sigma": 0}),
    ("sigma 1", {"sigma": 1}),
    ("sigma 2", {"sigma": 2}),
    ("sigma 0.3, one draw per image", {"sigma": 0.3, "noise_interval": "40 ns"}),
    ("sigma 1, one draw per image", {"sigma": 1, "noise_interval": "40 ns"}),
    ("sigma 2, one draw per image", {"sigma": 2, "noise_interval": "40 ns"}),
    *((f"velocity spread {value:g}", {"velocity_spread": value}) for value in (0.1, 0.2, 0.3)),
    *((f"distance spread {value:g}", {"distance_spread": value}) for value in (0.1, 0.2, 0.3)),
    *((f"reset failure {value:g}", {"reset_failure": value}) for value in (0.01, 0.02, 0.05, 0.1)),
    *((f"write time {value}", {"write_time": value}) for value in ("0 ns", "1 ns", "3 ns")),
    *((f"{value} time steps", {"time_steps": value}) for value in (200, 100, 50, 25)),
    *((f"{value} bits per weight", {"weight_bits": value}) for value in (8, 6, 5, 4, 3, 2)),
    *((f"weight noise {value:g}", {"weight_noise": value}) for value in (0.01, 0.02, 0.05, 0.1)),
]


def _cell(accuracies, usual):
    differences = np.array([accuracies[seed] - usual[seed] for seed in accuracies])
    if not len(differences):
        return "–"
    low, high = mean_interval(differences)
    count = len(differences)
    text = f"{differences.mean():.2f} ({low:.2f} to {high:.2f}; {count})".replace("-", "−")
    return text.replace("−0.00", "0.00")


@pytest.mark.parametrize(("called", "changed"), BORNE)
def test_what_the_network_bears_is_that_of_the_results(called, changed):
    stored = _stored("robustness")
    same = {"recipe", "preset", "epochs", "network", "seed"}
    trained, usual = {}, {}
    for point in stored.study.points:
        own = {name: value for name, value in point.factors.items() if name not in same}
        for found, wanted in ((trained, {"sigma": 0.3} | changed), (usual, {"sigma": 0.3})):
            if own == wanted:
                found[point.factors["seed"]] = stored.final_accuracy(point)
    table = stored.evaluations
    spread = ["noise_interval", "velocity_spread", "distance_spread"]
    table = table[(table.sigma == 0.3) & table[spread].isna().all(axis=1)]
    for column in table:
        if column.startswith("test_") and column not in ("test_accuracy", "test_chip"):
            value = changed.get(column.removeprefix("test_"))
            table = table[table[column].isna() if value is None else table[column] == value]
    evaluated = table.groupby("seed").test_accuracy.mean()  # over chips
    assert len(usual) == 6
    cells = (_cell(trained, usual), _cell(dict(evaluated), usual))
    assert f"| {called} | {' | '.join(cells)} |" in PAGE


def test_what_noise_makes_of_outputs_and_its_lack_of_accuracy_is_that_of_the_results():
    table = _stored("robustness").evaluations
    spread = ["noise_interval", "velocity_spread", "distance_spread"]
    table = table[table[spread].isna().all(axis=1) & table.test_noise_interval.isna()]
    means = table.groupby(["sigma", "test_sigma"])[["test_accuracy", "spike_rate"]].mean()
    rates = (means.spike_rate[0.3, sigma] for sigma in (0.3, 1, 2))
    told = "{:.3f} of all steps at sigma 0.3, {:.3f} at sigma 1 and {:.3f} at sigma 2"
    assert told.format(*rates) in PAGE
    assert f"without any it gives {means.test_accuracy[2, 0]:.2f} %" in PAGE
