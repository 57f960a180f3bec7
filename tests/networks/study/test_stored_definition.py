"""A study is read back from its tables, without its file."""

import pytest

from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.read_study import read_study
from dwmtj.networks.study.stored_definition import read_stored_definition
from dwmtj.networks.study.study_folder import StudyFolder
from dwmtj.networks.study.study_tables import write_tables

STUDY = """
name = "small"
purpose = "weights of few bits"
[base]
recipe = "conditioned"
epochs = 2
[[points]]
network = "dwmtj_noisy"
seed = [0, 1]
sigma = [0.3, 1.0]
weight_bits = [4, 8]
[[points]]
network = ["lif", "dwmtj_deterministic"]
seed = [0, 1]
"recipe.architecture.hidden_layers" = [[100, 50]]
write_time = "1 ns"
"""


@pytest.fixture
def stored(tmp_path):
    (tmp_path / "small.toml").write_text(STUDY)
    study = read_study(tmp_path / "small.toml")
    (tmp_path / "results").mkdir()
    write_tables(StudyFolder(tmp_path / "results", study))
    return study, tmp_path / "results"


def test_points_factors_and_name_are_those_of_the_file(stored):
    study, folder = stored
    again = read_stored_definition(folder)
    assert (again.name, again.purpose) == ("small", "weights of few bits")
    assert [point.key for point in again.points] == [point.key for point in study.points]
    assert [point.factors for point in again.points] == [point.factors for point in study.points]
    assert set(again.varied) == set(study.varied)


def test_a_folder_that_holds_no_study_and_a_point_of_other_values_are_told(stored, tmp_path):
    _, folder = stored
    with pytest.raises(StudyError, match=r"holds no study \(there is no points.csv\)"):
        read_stored_definition(tmp_path)
    table = (folder / "points.csv").read_text()
    (folder / "points.csv").write_text(table.replace("conditioned", "paper"))
    with pytest.raises(StudyError, match="is of other values than this version gives"):
        read_stored_definition(folder)
    (folder / "points.csv").write_text(table.replace("conditioned", "nothing"))
    with pytest.raises(StudyError, match=r"cannot be made out \(no recipe 'nothing'"):
        read_stored_definition(folder)
    (folder / "points.csv").write_text("")
    with pytest.raises(StudyError, match="damaged"):
        read_stored_definition(folder)
