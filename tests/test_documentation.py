"""The examples of the documentation run, and what it names is there."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dwmtj.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


def _blocks(language):
    for page in PAGES:
        for i, code in enumerate(re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.S)):
            yield pytest.param(code, id=f"{page.name}-{i}")


@pytest.mark.parametrize("code", list(_blocks("python")))
def test_python_examples_run(code, tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "example", "exec"), {})


def test_the_example_that_stores_files_can_run_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "experiments.md").read_text()
    code = next(part for part in re.findall(r"```python\n(.*?)```", page, re.S) if "csv" in part)
    for _ in range(2):
        exec(compile(code, "example", "exec"), {})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["simulated.csv", "simulated.nc"]


def _commands():
    for parameter in _blocks("sh"):
        for line in parameter.values[0].splitlines():
            if line.startswith("dwmtj "):
                yield line.split("#")[0].strip()


@pytest.mark.parametrize("command", sorted(set(_commands())))
def test_commands_in_the_documentation_have_the_options_they_use(command):
    words = shlex.split(command)[1:]
    options = [word for word in words if word.startswith("--")]
    names = []
    for word in words:
        if word.startswith("-"):
            break
        names.append(word)
    if names[:1] != ["reproduce"]:
        names = names[:2]
    help_text = CliRunner().invoke(app, [*names, "--help"], env={"COLUMNS": "200"})
    assert help_text.exit_code == 0, help_text.output
    for option in options:
        assert option in help_text.output


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page):
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_line_is_lost_as_a_comment_of_the_site(page):
    """MyST takes lines that begin with a percent sign for comments."""
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    assert not re.findall(r"^ *%.*", text, re.MULTILINE)


def test_the_readme_names_the_make_targets_that_exist():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text()))
    assert {"reproduce", "test"} <= named <= targets
    assert {"reproduce", "test", "lint", "data", "bench", "clean"} <= targets
