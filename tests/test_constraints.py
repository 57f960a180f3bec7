"""Everything that the package needs, directly or not, is pinned to what is tested here."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
# Asked for by Norse, which is installed without its dependencies: it must stay away.
UNWANTED = {"torchvision"}


def _pins():
    lines = (ROOT / "constraints.txt").read_text().split()
    return dict(line.lower().replace("_", "-").split("==") for line in lines)


def _needed(name, found, extra=""):
    for text in distribution(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if key not in found | UNWANTED and key != "dwmtj":
            found.add(key)
            for wanted in ("", *requirement.extras):
                _needed(key, found, wanted)
    return found


def _check_pins(extra):
    pins = {re.sub(r"[-_.]+", "-", name): version for name, version in _pins().items()}
    for name in sorted(_needed("dwmtj", set(), extra)):
        try:
            installed = distribution(name).version.split("+")[0]
        except PackageNotFoundError:
            raise AssertionError(f"{name} is needed and not installed") from None
        assert pins.get(name) == installed, f"{name}: {pins.get(name)} pinned, {installed} here"


@pytest.mark.parametrize("extra", ["", "dev", "norse"])
def test_every_dependency_is_pinned_to_the_installed_version(extra):
    _check_pins(extra)


def test_what_makes_the_site_is_pinned_where_it_is_installed():
    pytest.importorskip("furo", reason="`make docs` installs it, `make test` does not")
    _check_pins("docs")
