"""The tutorials are notebooks that run from begin to end, with the results that they show."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

TUTORIALS = Path(__file__).parents[1] / "docs" / "tutorials"
#: Longest time for one cell [s]; none takes more than some seconds.
_PATIENCE = 300


def _printed(notebook):
    """Printed lines that do not depend on training, which may round otherwise elsewhere."""
    outputs = (out for cell in notebook.cells for out in cell.get("outputs", ()))
    text = "".join(out.text for out in outputs if out.output_type == "stream")
    return [line for line in text.splitlines() if not line.startswith(("epoch", "- "))]


def _tables(notebook):
    """Tables and numbers that cells end with, as text."""
    outputs = (out for cell in notebook.cells for out in cell.get("outputs", ()))
    texts = (out.data["text/plain"] for out in outputs if out.output_type == "execute_result")
    return [text for text in texts if " at 0x" not in text]


def _shown(notebook):
    """Kinds of what each cell shows beside printed lines: tables, figures."""
    return [
        [sorted(out.data) for out in cell.get("outputs", ()) if out.output_type != "stream"]
        for cell in notebook.cells
    ]


@pytest.mark.parametrize("path", sorted(TUTORIALS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_tutorial_runs_and_prints_what_it_shows(path, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    stored = nbformat.read(path, as_version=4)
    fresh = nbformat.from_dict(json.loads(json.dumps(stored)))
    client = NotebookClient(
        fresh, timeout=_PATIENCE, resources={"metadata": {"path": str(TUTORIALS)}}
    )
    client.execute()
    assert _printed(fresh) == _printed(stored)
    assert _tables(fresh) == _tables(stored)
    assert _shown(fresh) == _shown(stored)
    assert any(kinds for kinds in _shown(stored))


def test_every_tutorial_is_on_the_first_page():
    page = (TUTORIALS.parent / "index.md").read_text()
    for path in TUTORIALS.glob("*.ipynb"):
        assert f"(tutorials/{path.name})" in page
        assert f"\ntutorials/{path.stem}\n" in page
