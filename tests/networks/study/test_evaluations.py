"""Evaluations of trained points under other conditions."""

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.read_study import read_study
from dwmtj.networks.study.run_point import Job, run_point
from dwmtj.networks.study.study_folder import StudyFolder
from dwmtj.networks.study.study_tables import write_tables
from dwmtj.parameters import load_device, write_toml

TEXT = """
name = "mine"
[base]
profile = "smoke"
recipe = "conditioned"
epochs = 1
time_steps = 10
[[points]]
network = ["lif", "dwmtj_noisy"]
seed = 0
[[evaluations]]
of = { network = "dwmtj_noisy" }
sigma = [0, 0.5]
chip = 1
velocity_spread = 0.2
[[evaluations]]
weight_bits = 3
"""


def read(tmp_path, text):
    file = tmp_path / "study.toml"
    file.write_text(text)
    return read_study(file)


def test_conditions_are_crossed_listed_and_chosen_by_the_factors_of_points(tmp_path):
    lif, noisy = read(tmp_path, TEXT).points
    assert [c.changed for c in lif.conditions] == [{"weight_bits": 3}]
    assert [c.changed for c in noisy.conditions] == [
        {"sigma": 0, "chip": 1, "velocity_spread": 0.2},
        {"sigma": 0.5, "chip": 1, "velocity_spread": 0.2},
        {"weight_bits": 3},
    ]
    second = noisy.conditions[1].config
    assert second.device.wall_noise.sigma == 0.5
    assert second.imperfections.velocity_spread == 0.2
    assert second.recipe.encoding.time_steps == 10


def test_networks_without_walls_have_no_evaluations_of_walls(tmp_path):
    points = TEXT.split("[[evaluations]]", maxsplit=1)[0]
    text = points + "[[evaluations]]\nvelocity_spread = 0.3\nchip = [0, 1]\n"
    assert [len(point.conditions) for point in read(tmp_path, text).points] == [0, 2]
    text = points + "[[evaluations]]\nweight_noise = 0.1\nchip = [0, 1]\n"
    assert [len(point.conditions) for point in read(tmp_path, text).points] == [2, 2]


def test_each_network_is_evaluated_once_with_what_it_has(tmp_path):
    text = """
name = "mine"
[[points]]
network = ["lif", "dwmtj_deterministic", "dwmtj_noisy"]
seed = 0
[[evaluations]]
sigma = [0, 1]
velocity_spread = 0.1
chip = [0, 1]
[[evaluations]]
weight_noise = 0.1
sigma = [0, 1]
chip = [0, 1]
"""
    lif, exact, noisy = read(tmp_path, text).points
    of_weights = [{"weight_noise": 0.1, "chip": chip} for chip in (0, 1)]
    of_walls = [{"velocity_spread": 0.1, "chip": chip} for chip in (0, 1)]
    assert [each.changed for each in lif.conditions] == of_weights
    assert [each.changed for each in exact.conditions] == of_walls + of_weights
    assert len(noisy.conditions) == 8


def test_a_network_without_spikes_has_no_batch_norm_of_spikes_to_evaluate(tmp_path):
    points = 'name = "mine"\n[base]\nrecipe = "paper"\nseed = 0\n'
    points += '[[points]]\nnetwork = ["lif", "relu"]\n'
    text = points + '[[evaluations]]\nbatch_norm = "spikes-per-step-untracked"\n'
    assert [len(point.conditions) for point in read(tmp_path, text).points] == [1, 0]


def test_exactly_leaves_out_points_with_further_factors(tmp_path):
    points = TEXT.split("[[evaluations]]", maxsplit=1)[0]
    points += '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = [0.1, 0.2]\n'
    points += '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = 0.1\nweight_bits = 3\n'

    def counts(chooser):
        text = f"{points}[[evaluations]]\n{chooser}\nweight_noise = 0.1\n"
        return [len(point.conditions) for point in read(tmp_path, text).points]

    assert counts("") == [1, 1, 1, 1, 1]
    assert counts("of = { sigma = 0.1 }") == [0, 0, 1, 0, 1]
    assert counts("exactly = { sigma = 0.1 }") == [0, 0, 1, 0, 0]
    assert counts("exactly = {}") == [1, 1, 0, 0, 0]


def test_evaluations_have_no_part_in_the_key_of_a_point(tmp_path):
    with_them = [point.key for point in read(tmp_path, TEXT).points]
    without = [
        point.key for point in read(tmp_path, TEXT.split("[[evaluations]]", maxsplit=1)[0]).points
    ]
    assert with_them == without


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("epochs = 3", "epochs: cannot be changed in an evaluation"),
        ('network = "lif"', "network: cannot be changed"),
        ("seed = 2", "seed: cannot be changed"),
        ("weight_bits = 40", "weight_bits: 40 is not allowed"),
        ("sigma = []", "sigma: an empty list"),
        ("of = { network = 'relu' }\nsigma = 1", "no point is chosen by {'network': 'relu'}"),
        ("of = { netwrk = 'lif' }\nsigma = 1", "factor 'netwrk' is not known; did you mean"),
        ("of = { network = 'lif' }\nsigma = 1", "that has what is changed (sigma); chosen: lif"),
        ("of = { network = 'lif' }", "nothing is changed"),
        ("of = { seed = 0 }\nexactly = { seed = 0 }\nsigma = 1", "exclude each other"),
        ("of = 3\nsigma = 1", "have to be tables"),
        ("colour = 1", "factor 'colour' is not known"),
        ("chip = [1, 2]", "chip: 1 changes nothing"),
        ("velocity_spread = [0.1, 0]\nchip = 1", "chip: 1 changes nothing"),
        ('batch_norm = "none"', "allowed: spikes-per-step-untracked"),
        (
            'of = { network = "lif" }\nbatch_norm = "spikes-per-step-untracked"',
            "batch_norm: current-over-time in the training",
        ),
    ],
)
def test_a_mistake_in_an_evaluation_is_told(tmp_path, table, told):
    with pytest.raises(StudyError, match="evaluations 3") as caught:
        read(tmp_path, f"{TEXT}[[evaluations]]\n{table}\n")
    assert told in str(caught.value)


@pytest.mark.parametrize("network", ["lif", "dwmtj_noisy"])
def test_evaluated_without_running_averages_a_network_is_one_trained_without_them(
    tmp_path, network
):
    study = read(
        tmp_path,
        f"""
name = "mine"
[base]
profile = "smoke"
recipe = "paper"
network = "{network}"
seed = 0
epochs = 1
time_steps = 20
[[points]]
batch_norm = ["spikes-per-step", "spikes-per-step-untracked"]
[[evaluations]]
of = {{ batch_norm = "spikes-per-step" }}
batch_norm = "spikes-per-step-untracked"
""",
    )
    folder = StudyFolder(tmp_path / "results", study)
    for point in study.points:
        place = folder.run_folder(point).path
        assert run_point(Job(point.config, place, point.conditions)) is None
    write_tables(folder)
    trained = pd.read_csv(folder.path / "study.csv")["test_accuracy"]
    evaluated = pd.read_csv(folder.path / "evaluations.csv")["test_accuracy"]
    assert evaluated.tolist() == [trained[1]]
    assert trained[0] != trained[1]


def test_a_point_is_finished_when_it_is_evaluated_and_never_evaluated_twice(tmp_path):
    study = read(tmp_path, TEXT)
    folder = StudyFolder(tmp_path / "results", study)
    for point in study.points:
        path = folder.run_folder(point).path
        bare = Job(point.config, path)
        assert run_point(bare) is None
        assert folder.state(point).state == "begun"
        full = Job(point.config, path, point.conditions)
        assert run_point(full) is None
        assert folder.state(point).state == "finished"
        stored = (path / "evaluations.csv").stat().st_mtime_ns
        assert run_point(full) is None
        assert (path / "evaluations.csv").stat().st_mtime_ns == stored
    write_tables(folder)
    table = pd.read_csv(folder.path / "evaluations.csv")
    assert len(table) == 4
    assert table["test_weight_bits"].tolist() == pytest.approx(
        [3, float("nan"), float("nan"), 3], nan_ok=True
    )
    assert table["test_accuracy"].between(0, 100).all()
    data = xr.load_dataset(folder.path / "study.nc", engine="h5netcdf")
    assert data["evaluation_point"].values.tolist() == table["point"].tolist()
    np.testing.assert_allclose(data["evaluation_test_accuracy"], table["test_accuracy"])
    assert data["evaluation_test_accuracy"].attrs["units"] == "percent"
    np.testing.assert_allclose(data["test_weight_bits"], table["test_weight_bits"])
    names = [json.loads(row) for row in pd.read_csv(path / "evaluations.csv")["conditions"]]
    assert names == [conditions.changed for conditions in study.points[1].conditions]


def test_conditions_whose_meaning_changes_are_evaluated_anew(tmp_path):
    device = load_device("cui2024-network").model_copy(update={"name": "mine"})
    write_toml(device, tmp_path / "mine.toml")
    points = TEXT.split("[[evaluations]]", maxsplit=1)[0]
    text = points + '[[evaluations]]\nof = { network = "dwmtj_noisy" }\npreset = "mine.toml"\n'
    study = read(tmp_path, text)
    folder, point = StudyFolder(tmp_path / "results", study), study.points[1]
    job = Job(point.config, folder.run_folder(point).path, point.conditions)
    assert run_point(job) is None
    assert folder.state(point).state == "finished"
    file = tmp_path / "mine.toml"
    file.write_text(file.read_text().replace("value = 0.3", "value = 2.0"))
    again = read(tmp_path, text)
    assert again.points[1].key == point.key
    renewed = StudyFolder(tmp_path / "results", again)
    assert renewed.state(again.points[1]).state == "begun"
    assert run_point(Job(point.config, job.folder, again.points[1].conditions)) is None
    write_tables(renewed)
    stored = pd.read_csv(job.folder / "evaluations.csv")["test_accuracy"].tolist()
    table = pd.read_csv(renewed.path / "evaluations.csv")
    assert len(stored) == 2
    assert table["test_accuracy"].tolist() == stored[1:]  # what the file means now, and no more


def test_a_configuration_is_evaluated_once_whatever_it_is_called(tmp_path):
    study = read(
        tmp_path,
        f"""{TEXT}
[[evaluations]]
of = {{ network = "dwmtj_noisy" }}
sigma = [0.3, 0.5]
[[evaluations]]
of = {{ network = "dwmtj_noisy" }}
time_steps = [5, 10]
[[evaluations]]
of = {{ network = "dwmtj_noisy" }}
sigma = 0.3
""",
    )
    folder, point = StudyFolder(tmp_path / "results", study), study.points[1]
    own = [{"sigma": 0.3}, {"sigma": 0.5}, {"time_steps": 5}, {"time_steps": 10}]
    assert [each.changed for each in point.conditions[3:]] == own
    path = folder.run_folder(point).path
    assert run_point(Job(point.config, path, point.conditions)) is None
    assert folder.state(point).state == "finished"
    stored = pd.read_csv(path / "evaluations.csv")
    assert len(stored) == 6  # sigma 0.3 and ten steps are those of the training
    write_tables(folder)
    table = pd.read_csv(folder.path / "evaluations.csv").set_index("point").loc[point.key]
    assert len(table) == 7
    usual, ten = table[table["test_sigma"] == 0.3], table[table["test_time_steps"] == 10]
    assert usual["test_accuracy"].tolist() == ten["test_accuracy"].tolist()


@pytest.fixture
def trained(tmp_path):
    """Give a study's folder, one of its points, trained and not evaluated, and its run folder."""
    study = read(tmp_path, TEXT)
    folder = StudyFolder(tmp_path / "results", study)
    point = study.points[0]
    path = folder.run_folder(point).path
    assert run_point(Job(point.config, path)) is None
    return folder, point, path


def test_results_without_checkpoints_are_finished_and_damaged_ones_are_told(trained, tmp_path):
    folder, point, path = trained
    (path / "evaluations.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match=r"evaluations\.csv: damaged"):
        folder.state(point)
    (path / "evaluations.csv").unlink()
    (path / "checkpoints").rename(tmp_path / "elsewhere")
    assert folder.state(point).state == "finished"


def test_a_summary_that_is_cut_off_is_told(trained):
    folder, point, path = trained
    (path / "summary.json").write_bytes((path / "summary.json").read_bytes()[:100])
    with pytest.raises(StudyError, match=r"summary\.json: damaged \(.*\); remove it"):
        folder.state(point)
