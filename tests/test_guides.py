"""The commands of the guides run in their order, as typed, and print what the page shows."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dwmtj.cli import app

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDES = (
    "getting-started",
    "i-have-a-device",
    "i-train-networks",
    "i-design-circuits",
    "add-a-device",
)
#: Begin of a command that is not run here, and why.
NOT_RUN = {
    "make install": "it has made the environment that the tests run in",
    "source ": "a shell's own command",
    "dwmtj reproduce": "trains for a minute; tests/cli/test_reproduce.py runs the same profile",
    "dwmtj study run": "times a training; tests/cli/test_study.py does it with a small study",
    "dwmtj fit passages examples": "takes longest, and is run for the page getting-started",
    "dwmtj data status": "needs Fashion-MNIST; tests/cli/test_data.py has it",
    "dwmtj account\n": "all devices at full size; the command after it does fewer cycles",
}
_BLOCK = re.compile(r"```(sh|text)\n(.*?)```", re.DOTALL)


def _commands(block):
    for line in block.splitlines():
        command = line.split("#")[0].strip()
        if command:
            yield command


def _is_run(command):
    return not any(f"{command}\n".startswith(begin) for begin in NOT_RUN)


def _words(text):
    return " ".join(text.split())


@pytest.mark.parametrize("guide", GUIDES)
def test_commands_run_in_their_order_and_print_what_the_page_shows(guide, tmp_path, monkeypatch):
    for folder in ("examples", "studies"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    printed = ""
    for kind, block in _BLOCK.findall((DOCS / f"{guide}.md").read_text()):
        if kind == "text":
            for line in block.splitlines():
                assert _words(line) in printed, line
            continue
        printed = ""
        for command in filter(_is_run, _commands(block)):
            result = CliRunner().invoke(app, shlex.split(command)[1:], env={"COLUMNS": "120"})
            assert result.exit_code == 0, f"{command}: {result.output} {result.exception!r}"
            printed += _words(result.output)


def test_every_reason_is_needed():
    commands = [
        f"{command}\n"
        for guide in GUIDES
        for kind, block in _BLOCK.findall((DOCS / f"{guide}.md").read_text())
        if kind == "sh"
        for command in _commands(block)
    ]
    for begin in NOT_RUN:
        assert any(command.startswith(begin) for command in commands), begin


def test_no_command_writes_what_another_one_of_the_guides_has_written():
    pages = [ROOT / "README.md", *(DOCS / f"{guide}.md" for guide in GUIDES)]
    written = []
    for page in pages:
        for kind, block in _BLOCK.findall(page.read_text()):
            for command in _commands(block) if kind == "sh" else ():
                words = shlex.split(command)
                if "--resume" in words:
                    continue
                written += [words[-1]] if words[:3] == ["dwmtj", "device", "copy"] else []
                written += [b for a, b in pairwise(words) if a in ("--out", "--csv", "--plot")]
    assert len(written) > len(pages)
    assert sorted(written) == sorted(set(written))
