"""Verdicts on tables of simulated studies, whole and partial."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dwmtj.analysis.claims import judge_claims
from dwmtj.analysis.claims.judge import paper_spreads
from dwmtj.analysis.claims.mean_effect import mean_interval
from dwmtj.analysis.claims.power import chance_within, power_of_mean
from dwmtj.analysis.claims.spread_effect import spread_interval
from dwmtj.analysis.claims.statements import STATEMENTS
from dwmtj.analysis.claims.verdicts import judge_interval, judge_whole, verdict_level

BY_KEY = {statement.key: statement for statement in STATEMENTS}
LIF, QUIET, NOISY = "lif", "dwmtj_deterministic", "dwmtj_noisy"


def study(finals, early=(2.4, 2.2, 1.1), seeds=6, epochs=10, noise=0.2, seed=0):
    """Make a table: final accuracies around ``finals``, first epochs that spread by ``early``."""
    generator = np.random.default_rng(seed)
    rows = []
    for network, final, spread in zip((LIF, QUIET, NOISY), finals, early, strict=True):
        for run in range(seeds):
            curve = final - 8 * np.exp(-np.arange(epochs) / 2.0)
            curve += noise * generator.standard_normal(epochs)
            curve[:3] += spread * generator.standard_normal()
            for epoch, accuracy in enumerate(curve, 1):
                device = None if network == LIF else "cui2024-network"
                rows.append(
                    {
                        "study": "made", "point": f"{network}-{run}", "network": network,
                        "recipe": "paper", "preset": device,
                        "reset": device and "eject", "seed": run, "epoch": epoch,
                        "test_accuracy": accuracy,
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def verdicts(table, **options):
    (group,) = judge_claims(table, **options).groups
    return {each.statement.key: each for each in group.judged}


def test_the_statements_are_the_paper_s():
    assert BY_KEY["lif_above_noisy"].claimed == 2.0
    assert BY_KEY["lif_above_noisy"].about == (1.0, 3.0)
    assert BY_KEY["steadier_than_deterministic"].claimed == pytest.approx(2.2 / 1.1)
    assert BY_KEY["steadier_than_lif"].claimed == pytest.approx(2.4 / 1.1)


@pytest.mark.parametrize(
    ("interval", "direction", "size"),
    [
        ((1.2, 2.8), "holds", "holds"),
        ((0.3, 2.0), "holds", "cannot be told"),
        ((0.1, 0.4), "holds", "does not hold"),
        ((3.5, 4.0), "holds", "does not hold"),
        ((-0.2, 0.3), "cannot be told", "does not hold"),
        ((-2.0, -1.0), "does not hold", "does not hold"),
        ((-0.5, 1.5), "cannot be told", "cannot be told"),
        (None, "cannot be told", "cannot be told"),
    ],
)
def test_a_loss_of_two_points_is_judged_by_its_interval(interval, direction, size):
    statement = BY_KEY["lif_above_deterministic"]
    assert judge_interval(statement, interval) == (direction, size)


@pytest.mark.parametrize(
    ("interval", "direction", "size"),
    [
        ((0.1, 0.9), "holds", "holds"),
        ((-0.1, 0.1), "cannot be told", "cannot be told"),
        ((-0.3, -0.1), "does not hold", "does not hold"),
        ((1.5, 2.0), "holds", "does not hold"),
    ],
)
def test_a_slight_gain_is_not_refuted_by_an_interval_around_nothing(interval, direction, size):
    statement = BY_KEY["noisy_above_deterministic"]
    assert judge_interval(statement, interval) == (direction, size)


@pytest.mark.parametrize(
    ("direction", "size", "with_size", "without"),
    [
        ("holds", "holds", "holds", "holds"),
        ("holds", "cannot be told", "cannot be told", "holds"),
        ("holds", "does not hold", "does not hold", "holds"),
        ("cannot be told", "cannot be told", "cannot be told", "cannot be told"),
        ("cannot be told", "does not hold", "does not hold", "does not hold"),
        ("does not hold", "does not hold", "does not hold", "does not hold"),
    ],
)
def test_about_two_points_needs_its_size_and_steadier_does_not(direction, size, with_size, without):
    assert judge_whole(BY_KEY["lif_above_noisy"], direction, size) == with_size
    assert judge_whole(BY_KEY["steadier_than_lif"], direction, size) == without


def test_a_study_with_the_effects_of_the_paper_confirms_them():
    found = verdicts(study((79.0, 77.0, 77.4), seeds=60))
    assert {key: each.verdict for key, each in found.items()} == dict.fromkeys(BY_KEY, "holds")


def test_a_study_without_effects_refutes_what_has_a_size():
    found = verdicts(study((88.0, 88.0, 88.0), early=(0.5, 0.5, 0.5), seeds=120))
    assert found["lif_above_noisy"].verdict == "does not hold"
    assert found["noisy_above_deterministic"].direction == "cannot be told"
    assert found["steadier_than_lif"].verdict == "does not hold"


def test_all_verdicts_together_are_false_alarms_in_at_most_one_study_of_twenty():
    level = verdict_level(len(STATEMENTS))
    assert level == pytest.approx(0.99)
    generator, studies, alarms = np.random.default_rng(1), 1000, 0
    for _ in range(studies):
        # Three networks of six runs that share half of their variance, and do not differ.
        common = generator.standard_normal((6, 3))
        runs = {name: common + generator.standard_normal((6, 3)) for name in (LIF, QUIET, NOISY)}
        directions = []
        for each in STATEMENTS:
            more, less = runs[each.more], runs[each.less]
            if each.measure == "final accuracy":
                interval = mean_interval(more[:, -1] - less[:, -1], level)
            else:
                interval = spread_interval(more, less, level)
            directions.append(judge_interval(each, interval)[0])
        alarms += "holds" in directions
    assert alarms / studies < 0.05 + 3 * np.sqrt(0.05 * 0.95 / studies)


def test_the_runs_needed_are_the_fewest_that_see_the_effect():
    found = verdicts(study((79.0, 77.0, 77.4), noise=1.5))
    each = found["lif_above_noisy"]
    assert each.power.level == pytest.approx(0.01)
    deviation, needed = each.effect.deviation, each.power.runs_needed
    assert power_of_mean(2.0, deviation, needed, each.power.level) >= 0.8
    assert power_of_mean(2.0, deviation, needed - 1, each.power.level) < 0.8
    seen = power_of_mean(each.power.visible_effect, deviation, 6, each.power.level)
    assert seen == pytest.approx(0.8, abs=1e-3)
    assert each.power_alone.power > each.power.power
    within = (2.0, each.statement.about, deviation)
    assert each.power.power_of_size == pytest.approx(chance_within(*within, 6, each.power.level))
    assert chance_within(*within, each.power.runs_for_size, each.power.level) >= 0.8
    assert chance_within(*within, each.power.runs_for_size - 1, each.power.level) < 0.8
    spread = found["steadier_than_lif"]
    claimed = np.log(2.4 / 1.1)
    power = power_of_mean(claimed, spread.effect.deviation, 6, 0.05)
    assert spread.power_alone.power == pytest.approx(power)
    seen = power_of_mean(np.log(spread.power.visible_effect), spread.effect.deviation, 6, 0.01)
    assert seen == pytest.approx(0.8, abs=1e-3)
    assert spread.power.power_of_size is None


def test_the_paper_s_own_numbers_do_not_show_that_noise_steadies():
    steadier, _ = paper_spreads()
    assert steadier.p_value == pytest.approx(2 * stats.f.sf(4.0, 5, 5))
    assert steadier.interval_95[0] < 1 < steadier.interval_95[1]


def test_what_is_missing_is_told():
    table = study((79.0, 77.0, 77.0))
    no_noise = verdicts(table[table.network != NOISY])
    assert no_noise["lif_above_noisy"].reason == "no runs of dwmtj_noisy"
    assert no_noise["lif_above_deterministic"].effect is not None
    two = verdicts(table[table.seed < 2])
    assert "2 seeds with epoch 10 of both networks, and at least 3" in two["lif_above_noisy"].reason
    assert {each.verdict for each in two.values()} == {"cannot be told"}
    (only,) = judge_claims(table[table.network == LIF]).groups
    assert only.preset is None
    assert judge_claims(table.iloc[:0]).groups == ()
    with pytest.raises(ValueError, match=r"study\.csv: no column reset"):
        judge_claims(table.drop(columns="reset"))


def test_unfinished_runs_count_where_they_have_what_is_compared():
    table = study((79.0, 77.0, 77.0))
    begun = table[~((table.network == NOISY) & (table.seed > 2) & (table.epoch > 5))]
    found = verdicts(begun, epochs=10)
    assert found["lif_above_noisy"].seeds == (0, 1, 2)
    assert found["lif_above_deterministic"].seeds == tuple(range(6))
    assert found["steadier_than_lif"].seeds == tuple(range(6))


def test_pairs_are_those_of_a_seed_whatever_the_order_of_the_table():
    table = study((79.0, 77.0, 77.0))
    mixed = table.sample(frac=1, random_state=1)
    first, second = verdicts(table), verdicts(mixed)
    for key, each in first.items():
        assert second[key].effect.value == pytest.approx(each.effect.value)
        assert second[key].effect.interval_95 == pytest.approx(each.effect.interval_95)


def test_each_preset_is_judged_against_the_same_lif_runs():
    table = study((79.0, 77.0, 77.0))
    other = study((79.0, 70.0, 70.0), seed=1)
    other = other[other.network != LIF].assign(preset="liu2025-released-code", reset="none")
    first, second = judge_claims(pd.concat([table, other])).groups
    assert (second.preset, second.reset) == ("liu2025-released-code", "none")
    assert first.judged[0].effect.value == pytest.approx(2.0, abs=0.5)
    assert second.judged[0].effect.value == pytest.approx(9.0, abs=0.5)


def test_runs_that_differ_in_something_else_are_not_mixed():
    table = study((79.0, 77.0, 77.0))
    twice = pd.concat([table, table[table.network == NOISY].assign(point="other")])
    found = verdicts(twice)
    assert found["lif_above_noisy"].reason.startswith("more than one run of a seed of dwmtj_noisy")
    assert found["lif_above_deterministic"].effect is not None


def test_runs_without_any_spread_are_told_and_not_judged():
    found = verdicts(study((79.0, 77.0, 77.0), early=(0, 0, 0), noise=0.0))
    assert found["lif_above_noisy"].effect.value == pytest.approx(2.0)
    assert found["lif_above_noisy"].verdict == "cannot be told"
    assert "do not" in found["lif_above_noisy"].reason
    assert found["steadier_than_lif"].verdict == "cannot be told"


def test_the_json_holds_everything_and_no_nan():
    claims = judge_claims(study((79.0, 77.0, 77.0), early=(0, 1, 1)))
    content = json.loads(claims.to_json())
    judged = content["groups"][0]["judged"]
    assert [each["statement"]["key"] for each in judged] == list(BY_KEY)
    assert {each["verdict"] for each in judged} <= {"holds", "does not hold", "cannot be told"}
    assert judged[0]["effect"]["value"] == claims.groups[0].judged[0].effect.value
    assert content["schema_version"] == 1
    assert content["study"] == "made"
