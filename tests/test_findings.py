"""The page of findings says what the stored results say."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dwmtj.analysis.claims import judge_claims
from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.networks.study.read_study import read_study
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


def test_captions_of_what_the_network_tolerates_are_those_of_the_figures():
    for figure in factor_figures(_stored("robustness")):
        assert figure.drawn.caption in PAGE


def test_the_page_of_recipes_has_the_accuracies_of_the_study():
    page = (ROOT / "docs" / "recipes.md").read_text()
    for network, mean, _, _, _, accuracies, _ in final_rows(_stored("conditioned")):
        assert f"| {network} | {mean} | {accuracies} |" in page


def test_the_wide_convolutional_network_passes_its_aim_as_page_and_readme_say():
    ((_, mean, interval, *_),) = final_rows(_stored("convolutional-wide"))
    assert float(interval.split(" to ")[0]) > 92
    assert f"end at {mean} %, all of its 95 % interval above the 92 %" in PAGE
    readme = " ".join((ROOT / "README.md").read_text().split())
    assert f"the noisy walls end at {mean} %." in readme
    wide, narrow = (
        stored.table.query("network == 'dwmtj_noisy'").groupby("seed").test_accuracy.last()
        for stored in (_stored("convolutional-wide"), _stored("convolutional"))
    )
    gain = _interval(wide - narrow, count=False).replace(" (", " points (")
    assert f"three seeds gain {gain} over those of `convolutional`" in PAGE
    loss = _stored("convolutional").table.query("epoch == 10").groupby("network").train_loss.mean()
    noisy, lif = f"{loss.dwmtj_noisy:.2f}", f"{loss.lif:.2f}"
    assert f"(a loss of {noisy} in the last epoch of `convolutional`, LIF {lif})" in PAGE


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


def test_choices_without_running_averages_end_as_the_page_says():
    walls = {"network": "dwmtj_noisy", "recipe.surrogate.position_unit": None}
    lif = _untracked("paper-choices", network="lif")
    instant = _untracked("paper-choices", reset="instant", **walls)
    low, high = mean_interval(instant - lif)
    above = f"{(instant - lif).mean():.2f} points above it ({low:.2f} to {high:.2f}; "
    assert f"{above}{instant.mean():.2f} and {lif.mean():.2f} %)" in PAGE
    metre, relative = (
        _untracked("paper-choices", **walls | {"reset": None, "recipe.surrogate.position_unit": at})
        for at in (None, "firing distance")
    )
    told = f"{relative.mean():.2f} % with the position in firing distances, {metre.mean():.2f} % in"
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
    (
        {"network": "lif", "batch_norm": "current-over-time"},
        {"recipe.surrogate.dwmtj_slope": 1.0, "batch_norm": "current-over-time"},
        "{0:.2f} points above these walls ({1:.2f} to {2:.2f}, three seeds, so not told apart)",
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
TOLERATED = [
    *((f"sigma {value:g}" if value else "no wall noise", {"sigma": value})
      for value in (0, 0.1, 0.5, 1, 2)),
    *((f"sigma {value:g}, one draw per image", {"sigma": value, "noise_interval": "40 ns"})
      for value in (0.3, 1, 2)),
    *((f"velocity spread {value:g}", {"velocity_spread": value}) for value in (0.1, 0.2, 0.3)),
    *((f"distance spread {value:g}", {"distance_spread": value}) for value in (0.1, 0.2, 0.3)),
    *((f"reset failure {value:g}", {"reset_failure": value}) for value in (0.01, 0.02, 0.05, 0.1)),
    *((f"write time {value}", {"write_time": value}) for value in ("0 ns", "1 ns", "3 ns")),
    *((f"{value} time steps", {"time_steps": value}) for value in (200, 100, 50, 25)),
    *((f"{value} bits per weight", {"weight_bits": value}) for value in (8, 6, 5, 4, 3, 2)),
    *((f"weight noise {value:g}", {"weight_noise": value}) for value in (0.01, 0.02, 0.05, 0.1)),
]  # fmt: skip
#: The network without any of it.
USUAL = {"sigma": 0.3}
#: What networks of the study have in common, and what tells those of one set apart.
SAME = {"recipe", "preset", "epochs", "network", "seed"}


def _trained(factors):
    """Give accuracy and share of high outputs of the networks that have these factors, by seed."""
    stored = _stored("robustness")
    seeds = {
        point.key: point.factors["seed"]
        for point in stored.study.points
        if {name: value for name, value in point.factors.items() if name not in SAME} == factors
    }
    last = stored.table[(stored.table.epoch == 5) & stored.table.point.isin(seeds)]
    last = last.assign(seed=last.point.map(seeds))
    return last.set_index("seed")[["test_accuracy", "spike_rate"]]


def _evaluated(changed, **trained):
    """Give the same of networks that are evaluated with changes, by seed and chip."""
    table = _stored("robustness").evaluations
    for factor in ("sigma", "noise_interval", "velocity_spread", "distance_spread"):
        value = (USUAL | trained).get(factor)
        table = table[table[factor].isna() if value is None else table[factor] == value]
    for column in table:
        if column.startswith("test_") and column not in ("test_accuracy", "test_chip"):
            value = changed.get(column.removeprefix("test_"))
            table = table[table[column].isna() if value is None else table[column] == value]
    chips = [] if table.test_chip.isna().all() else ["test_chip"]
    return table.set_index(["seed", *chips])[["test_accuracy", "spike_rate"]]


def _interval(differences, count=True):
    low, high = mean_interval(differences.to_numpy())
    more = f"; {len(differences)}" if count else ""
    text = f"{differences.mean():.2f} ({low:.2f} to {high:.2f}{more})"
    return text.replace("-", "−").replace("−0.00", "0.00")


def _change(found):
    """Give how the accuracies of networks, as means over chips, differ from the usual ones."""
    accuracies = found.test_accuracy.groupby("seed").mean()
    return (accuracies - _trained(USUAL).test_accuracy).dropna()


@pytest.mark.parametrize(("called", "changed"), TOLERATED)
def test_what_the_network_tolerates_is_that_of_the_results(called, changed):
    assert len(_trained(USUAL)) == 6
    cells = []
    for found in (_trained(USUAL | changed), _evaluated(changed)):
        cells.append(_interval(_change(found)) if len(found) else "–")
        cells.append(f"{100 * found.spike_rate.mean():.2f}" if len(found) else "–")
    accuracies, shares = cells[::2], cells[1::2]
    assert f"| {called} | {' | '.join([*accuracies, *shares])} |" in PAGE


def test_the_usual_share_of_high_outputs_is_that_of_the_results():
    share = 100 * _trained(USUAL).spike_rate.mean()
    assert f"is high in {share:.2f} % of the steps" in PAGE


@pytest.mark.parametrize(
    ("named", "interval", "trained", "evaluated"),
    [
        ("each step", None, (0, 0.3, 1, 2), (0, 0.1, 0.3, 0.5, 1, 2)),
        ("one draw per image", "40 ns", (0.3, 1, 2), (0, 0.3, 1, 2)),
    ],
)
def test_accuracies_by_both_sigmas_are_those_of_the_results(named, interval, trained, evaluated):
    for sigma in trained:
        means = [
            _evaluated({"sigma": each}, sigma=sigma, noise_interval=interval).test_accuracy.mean()
            for each in evaluated
        ]
        cells = [f"{dict(zip(evaluated, means, strict=True)).get(each, np.nan):.2f}"
                 for each in (0, 0.1, 0.3, 0.5, 1, 2)]  # fmt: skip
        row = f"| {named} | {sigma:g} | {' | '.join(cells)} |".replace("nan", "–")
        assert row in PAGE


def test_what_training_on_a_chip_gains_there_and_elsewhere_is_that_of_the_results():
    changed = {"distance_spread": 0.3}
    aware = _stored("robustness").evaluations.query("distance_spread == 0.3")
    aware = aware.set_index(["seed", "test_chip"]).test_accuracy
    gains = (aware - _evaluated(changed).test_accuracy).dropna().unstack("test_chip")
    told = [_interval(gains[chip], count=False) for chip in (0, 1, 2)]
    assert f"by {told[0]} points there, and changes it by {told[1]} and {told[2]} on two" in PAGE


#: Values of each factor in the order in which the page gives the largest that costs less than a
#: point untrained, with the whole interval.
LIMITS = [
    ("sigma", (0.1, 0.5, 1), "sigma up to 0.5 for each step"),
    ("velocity_spread", (0.1, 0.2, 0.3), "velocity spread up to 0.3"),
    ("distance_spread", (0.1, 0.2, 0.3), "distance spread up to 0.3"),
    ("reset_failure", (0.01, 0.02, 0.05, 0.1), "reset failure up to 0.1"),
    ("write_time", ("0 ns", "1 ns", "3 ns"), "write time up to 1 ns"),
    ("time_steps", (200, 100, 50, 25), "200 time steps and more"),
    ("weight_bits", (8, 6, 5, 4, 3, 2), "4 bits per weight and more"),
    ("weight_noise", (0.01, 0.02, 0.05, 0.1), "weight noise up to 0.02"),
]


@pytest.mark.parametrize(("factor", "values", "told"), LIMITS)
def test_limits_that_cost_less_than_a_point_are_those_of_the_results(factor, values, told):
    assert told in PAGE
    within = [
        mean_interval(_change(_evaluated({factor: value})).to_numpy())[0] > -1 for value in values
    ]
    assert within == sorted(within, reverse=True)
    last = [value for value, is_within in zip(values, within, strict=True) if is_within][-1]
    assert str(last) in told
    # The page says of these that nothing larger was tried.
    assert all(within) == (factor in ("velocity_spread", "distance_spread", "reset_failure"))


def test_the_worst_networks_and_chips_are_those_of_the_results():
    usual = _trained(USUAL).test_accuracy
    coarse, finer, noisy = (
        _evaluated(changed).test_accuracy.sub(usual, level="seed")
        for changed in ({"weight_bits": 2}, {"weight_bits": 4}, {"weight_noise": 0.1})
    )
    assert f"{-finer.min():.2f} in the worst network of six" in PAGE
    assert f"single networks lose {-coarse.max():.0f} to {-coarse.min():.0f}" in PAGE
    assert len(noisy) == 18
    assert f"{-noisy.min():.1f} in the worst network and chip of eighteen" in PAGE
