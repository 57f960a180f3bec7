"""Accuracies beside the paper's Fig. 5d: when they are told, and when not."""

import pytest

from dwmtj.networks.published import PAPER
from dwmtj.parameters import load_recipe
from dwmtj.report.figure_results import NOT_COMPARED, UNTOLD
from dwmtj.report.network_results import not_compared, run_accuracy_rows, setting_rows


def _summary(finals, *, epochs=10, train_images=60000, **changed):
    """Give the summary of a run whose networks have these final accuracies, one per seed."""
    networks = {
        name: {
            "seeds": list(range(len(values))),
            "test_accuracy": [[value - 1] * (epochs - 1) + [value] for value in values],
        }
        for name, values in finals.items()
    }
    return {
        "dataset": "fashion-mnist", "evaluated_on": "test", "train_images": train_images,
        "recipe": "paper", "device": "cui2024-network", "paper": PAPER, "networks": networks,
        "hidden_layers": [100, 100], **changed,
    }  # fmt: skip


def _verdicts(summary):
    return {row.quantity: row.verdict for row in run_accuracy_rows(summary)}


LIF, DETERMINISTIC = "final accuracy, LIF", "final accuracy, DW-MTJ, deterministic"
ABOVE = "LIF ends above the deterministic DW-MTJ network"


def test_one_seed_tells_ten_points_and_not_two():
    found = _verdicts(_summary({"lif": [89.0], "dwmtj_deterministic": [79.5]}))
    assert (found[LIF], found[DETERMINISTIC]) == ("differs", UNTOLD)
    assert found[ABOVE] == UNTOLD


def test_six_seeds_tell_an_accuracy_within_a_point():
    six = [79.0, 79.1, 78.9, 79.05, 78.95, 79.0]
    near = _verdicts(_summary({"lif": six, "dwmtj_deterministic": [v - 2 for v in six]}))
    assert (near[LIF], near[DETERMINISTIC]) == ("agrees", "agrees")
    assert _verdicts(_summary({"lif": [v + 1.05 for v in six]}))[LIF] == UNTOLD
    assert _verdicts(_summary({"lif": [v + 3 for v in six]}))[LIF] == "differs"
    assert _verdicts(_summary({"lif": [v - 3 for v in six]}))[LIF] == "differs"


def test_too_low_tells_nothing_with_fewer_epochs_or_images():
    low, high = [70.0, 70.1, 69.9], [90.0, 90.1, 89.9]
    for fewer in ({"epochs": 5}, {"train_images": 6000}):
        assert _verdicts(_summary({"lif": low}, **fewer))[LIF] == UNTOLD
        assert _verdicts(_summary({"lif": high}, **fewer))[LIF] == "differs"


def test_a_network_that_was_not_run_is_not_told():
    found = {row.quantity: row for row in run_accuracy_rows(_summary({"lif": [79.0]}))}
    assert found[DETERMINISTIC].this_run == "no finished run"
    assert {row.verdict for row in found.values()} == {UNTOLD}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dataset": "digits"}, "digits"),
        ({"evaluated_on": "validation"}, "validation images"),
        ({"hidden_layers": ["8C5", 100]}, "layers are not the paper's 100-100"),
    ],
)
def test_nothing_of_other_images_or_layers_is_compared(changed, why):
    summary = _summary({"lif": [79.0]}, **changed)
    assert {row.verdict for row in run_accuracy_rows(summary)} == {NOT_COMPARED}
    assert why in not_compared(summary)
    assert not_compared(_summary({"lif": [79.0]})) == ""


def test_the_recipe_of_the_paper_is_set_as_the_paper_prints_and_another_is_not():
    assert {row.verdict for row in setting_rows(load_recipe("paper"))} == {"agrees"}
    others = {row.quantity: row.verdict for row in setting_rows(load_recipe("conditioned"))}
    assert others["training.batch size"] == "differs"
    assert others["encoding.time steps"] == "agrees"
