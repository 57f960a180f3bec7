"""Every public name has an example in its docstring, and each example gives what it shows.

Public is what the reference in ``docs/api`` lists.
"""

import doctest
import importlib
import inspect
import re
from pathlib import Path

import pytest

import dwmtj

ROOT = Path(__file__).parents[1]
#: Packages whose exports are all public.
PACKAGES = ("parameters", "physics", "device", "experiments", "nn", "accounting", "report")


def _public_names():
    for page in sorted((ROOT / "docs" / "api").glob("*.rst")):
        module, listing = "", False
        for line in page.read_text().splitlines():
            if found := re.match(r"\.\. currentmodule:: ([\w.]+)", line):
                module = found[1]
            listing = line.startswith(".. autosummary::") or (listing and line[:1] in ("", " "))
            if listing and (found := re.fullmatch(r"   (\w+)", line)):
                yield f"{module}.{found[1]}"


NAMES = tuple(_public_names())


def _object(name):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def _examples(name):
    """Examples of the object and, of a class, of its own methods."""
    item = _object(name)
    finder = doctest.DocTestFinder(exclude_empty=True)
    module = inspect.getmodule(item)
    return [test for test in finder.find(item, name, module, globs={}) if test.examples]


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Folder of the paper's measurements: the first example fills it, the next goes on there."""
    return tmp_path_factory.mktemp("measured")


@pytest.mark.parametrize("name", NAMES)
def test_example_gives_what_it_shows(name, tmp_path, measured, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("measured").symlink_to(measured)
    examples = _examples(name)
    assert examples, f"{name} has no example"
    for example in examples:
        runner = doctest.DocTestRunner(verbose=False)
        printed = []
        runner.run(example, out=printed.append)
        assert runner.failures == 0, "".join(printed)


@pytest.mark.parametrize("package", PACKAGES)
def test_everything_that_a_package_exports_is_in_the_reference(package):
    module = importlib.import_module(f"{dwmtj.__name__}.{package}")
    exported = {
        f"{module.__name__}.{name}"
        for name in module.__all__
        if inspect.isfunction(getattr(module, name)) or inspect.isclass(getattr(module, name))
    }
    assert exported <= set(NAMES)
