"""The reports of runs as a user makes them from what is stored, and opens them."""

import json
import re
import shutil
import tomllib

import pytest
import tomli_w

from dwmtj.analysis.fit_folder import FIT
from dwmtj.cli import main
from dwmtj.report.fit_page import write_fit_page
from dwmtj.report.study_page import write_study_report

STUDY = """
name = "made"
purpose = "a <small> study & its numbers"

[base]
recipe = "conditioned"

[[points]]
seed = [0, 1, 2]
network = ["lif", "dwmtj_deterministic", "dwmtj_noisy"]
"""
PAGES = ("report", "comparison", "study", "fit")


@pytest.fixture(scope="module")
def made(finished_run, make_study, dwmtj_command, tmp_path_factory):
    """Folder with two runs, a study, and the pages that one command makes of them."""
    place = tmp_path_factory.mktemp("reports")
    shutil.copytree(finished_run[0], place / "three")
    (place / "three" / "report.html").unlink()
    _change(finished_run[0], place / "two")
    study = make_study(place / "results", STUDY)
    done = dwmtj_command(
        "report", "three", "two", "--study", "results", "--out", "both.html", cwd=place
    )
    assert done.returncode == 0, done.stderr
    fit = place / "three" / "device" / "fits" / "thresholds"
    assert (fit / FIT).is_file()
    pages = {
        "report": place / "three" / "report.html",
        "comparison": place / "both.html",
        "study": write_study_report(place / "results", study),
        "fit": write_fit_page(fit),
    }
    return place, done, pages


def _change(run, folder):
    """Make another run of one: more noise, an accuracy less, stored by an earlier version."""
    shutil.copytree(run, folder, ignore=shutil.ignore_patterns("device", "accounting", "report*"))
    config = (folder / "config.toml").read_text()
    tables = tomllib.loads(config)
    tables["device"]["wall_noise"]["sigma"]["value"] = 0.6
    tables["versions"]["torch"] = "2.0.0"
    (folder / "config.toml").write_text(tomli_w.dumps(tables))
    summary = json.loads((folder / "summary.json").read_text())
    del summary["figures"]
    summary["networks"]["lif"]["test_accuracy"][0][-1] -= 1.5
    summary["versions"]["torch"] = "2.0.0"
    (folder / "summary.json").write_text(json.dumps(summary))


def test_the_command_names_the_pages_that_it_writes(made):
    place, done, _ = made
    assert done.stdout.splitlines() == [
        "report: three/report.html",
        "report: two/report.html",
        "comparison: both.html",
    ]
    assert (place / "both.md").is_file()


def test_the_report_has_a_section_for_every_figure_and_the_overview_links_to_each(made):
    html = made[2]["report"].read_text(encoding="utf-8")
    keys = ["2b", "2c", "3a", "3c", "3d", "3e", "3f", "4a", "4b", "5a", "5b", "5c", "5d", "table"]
    for key in keys:
        assert html.count(f'id="fig-{key}"') == 1
        assert f'href="#fig-{key}"' in html
    assert "study made" in html
    assert "all 9 runs are finished" in html


def test_json_markdown_and_page_have_the_same_verdicts(made):
    place, _, pages = made
    summary = json.loads((place / "three" / "summary.json").read_text())
    text = (place / "three" / "report.md").read_text(encoding="utf-8")
    html = pages["report"].read_text(encoding="utf-8")
    assert summary["schema_version"] == 1
    assert list(summary["figures"])[:2] == ["2b", "2c"]
    for key, figure in summary["figures"].items():
        label = "table of neurons" if key == "table" else key
        assert (
            f"| {label} | {figure['claim']} | {figure['outcome']} | {figure['verdict']} |" in text
        )
        row = re.search(rf'<a href="#fig-{key}">{label}</a></th><td>(.*?)</td>', html)
        assert f">{figure['verdict']}<" in row[1]
        for line in figure["rows"]:
            assert set(line) == {
                "quantity", "paper", "this_run", "tolerance", "verdict", "calibrated",
            }  # fmt: skip
    assert summary["figures"]["5d"]["verdict"] == "not compared"
    (study,) = summary["figures"]["5d"]["studies"]
    assert (study["study"], study["runs_finished"], study["runs"]) == ("made", 9, 9)


def test_pictures_of_the_markdown_are_there(made):
    place, _, _ = made
    text = (place / "three" / "report.md").read_text(encoding="utf-8")
    links = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert len(links) > 10
    assert all((place / "three" / link).is_file() for link in links)


def test_the_report_shows_the_accounts_of_the_run(made):
    place, _, pages = made
    html = pages["report"].read_text(encoding="utf-8")
    devices = json.loads((place / "three" / "accounting" / "devices.json").read_text())["devices"]
    assert [(each["device"], each["terminals"]) for each in devices] == [
        ("cui2024-ramp", 4), ("cui2024-ramp", 3), ("cui2024-train", 4), ("cui2024-train", 3),
        ("cui2024-network", None),
    ]  # fmt: skip
    networks = json.loads((place / "three" / "accounting" / "networks.json").read_text())
    assert [each["network"] for each in networks["networks"]] == [
        "lif", "dwmtj_deterministic", "dwmtj_noisy",
    ]  # fmt: skip
    spike = [each["per_spike"]["value"] for each in devices[:2]]
    assert f"{spike[1] / spike[0]:.2f} times (cui2024-ramp)" in html
    assert "CMOS" in html


def test_the_comparison_tells_what_changed_and_what_cannot_be_told(made):
    text = (made[0] / "both.md").read_text(encoding="utf-8")
    (sigma,) = re.findall(r"\| device.wall noise.sigma \|(.*)\|(.*)\|\n", text)
    assert sigma[0].strip().startswith("0.3 (paper: ")
    assert sigma[1].strip().startswith("0.6 (paper: ")
    assert "| torch | " in text
    summary = json.loads((made[0] / "three" / "summary.json").read_text())
    before = summary["networks"]["lif"]["test_accuracy"][0][-1]
    told = [f"{accuracy:.2f} % (1 seed, 3 epochs)" for accuracy in (before, before - 1.5)]
    assert f"| LIF | {' | '.join(told)} | −1.50 points |" in text
    assert "| cannot be told: 1 seed |" in text
    assert "| DW-MTJ, noisy | " in text
    assert "| the same |" in text
    assert "| 3a | agrees, calibrated in part | – | changed |" in text
    assert "| 5d | not compared | not compared | the same |" in text


def test_a_report_of_an_earlier_run_says_what_is_missing_and_how_to_add_it(made):
    html = (made[0] / "two" / "report.html").read_text(encoding="utf-8")
    assert "This run has no measurements of the device" in html
    assert "This run has no accounts" in html
    assert html.count("with <code>--resume</code>") == 2


@pytest.fixture
def failing(monkeypatch, capsys):
    """Run a command that has to fail, in this process, and give what it says."""

    def run(folder, *arguments):
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.argv", ["dwmtj", "report", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 2
        return " ".join(capsys.readouterr().err.split())

    return run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("none",), "holds no run"),
        (("results",), "holds no run"),
        (("three", "--out", "x.html"), "allowed: with two or more runs"),
        (("three", "three"), "the same folder twice"),
        (("three", "two", "--out", "both.html"), "both.html is there already"),
        (("three", "two", "--out", "both.txt"), "ends in .html"),
        (("three", "two", "--out", "no/both.html"), "there is no such folder"),
        (("three", "--study", "none"), "holds no study"),
        (("three", "--study", "two"), "holds no study"),
    ],
)
def test_mistakes_are_told_in_one_line_with_code_2(made, failing, arguments, says):
    assert says in failing(made[0], *arguments)


def test_unfinished_and_damaged_runs_are_told_before_a_page_is_written(made, failing, tmp_path):
    shutil.copytree(made[0] / "three", tmp_path / "run")
    (tmp_path / "run" / "report.html").unlink()
    devices = tmp_path / "run" / "accounting" / "devices.json"
    whole = devices.read_text()
    devices.write_text(whole.replace('"schema_version": 1', '"schema_version": 99', 1))
    assert "accounting: damaged (schema_version 99" in failing(tmp_path, "run")
    (tmp_path / "run" / "summary.json").write_text("{")
    assert "damaged results" in failing(tmp_path, "run")
    (tmp_path / "run" / "summary.json").unlink()
    assert "finish the run with --resume first" in failing(tmp_path, "run")
    assert not (tmp_path / "run" / "report.html").exists()


@pytest.mark.parametrize("width", [400, 1600])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_offline_fits_the_window_and_can_be_read_by_all(made, open_page, name, width):
    opened = open_page(made[2][name], width)
    assert opened.messages == []
    assert opened.failed == []
    assert opened.requests == [made[2][name].resolve().as_uri()]
    assert opened.missing() == []
    assert opened.horizontal_overflow() == (0, [])
    assert opened.axe_violations() == []
    assert opened.cut_in_print() == []


@pytest.mark.parametrize("width", [1020, 1200, 1250, 1280])  # without contents beside it, and with
def test_tables_of_a_fit_are_seen_whole_on_a_small_screen(made, open_page, width):
    assert open_page(made[2]["fit"], width).tables_that_scroll() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_valid_html(made, invalid_html, name):
    assert invalid_html(made[2][name]) == []
