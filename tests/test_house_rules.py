"""Rules that nobody has to remember: every public function and class says what it takes."""

import importlib
import inspect
import pkgutil
import re
from enum import Enum

import pytest

import dwmtj

# Typer commands document their options in the help texts, which are tested as a user sees them.
_WITHOUT_PARAMETERS = "dwmtj.cli"
_QUANTITY_OR_ARRAY = re.compile(r": .*\b(float|int|array_like|ndarray|Tensor)\b")
_UNIT_OR_SHAPE = re.compile(r"\[[^\]]+\]|\bunits?\b|shape", re.IGNORECASE)


def _modules():
    yield dwmtj
    for info in pkgutil.walk_packages(dwmtj.__path__, "dwmtj."):
        yield importlib.import_module(info.name)


def _public_objects():
    for module in _modules():
        for name, item in vars(module).items():
            own = getattr(item, "__module__", None) == module.__name__
            if name.startswith("_") or not own:
                continue
            if inspect.isfunction(item):
                yield f"{module.__name__}.{name}", item
            elif inspect.isclass(item) and not issubclass(item, (BaseException, Enum)):
                yield f"{module.__name__}.{name}", item
                for method_name, method in vars(item).items():
                    function = getattr(method, "__func__", method)
                    if not inspect.isfunction(function) or method_name.startswith("_"):
                        continue
                    if not getattr(function, "__override__", False):
                        yield f"{module.__name__}.{name}.{method_name}", function


OBJECTS = dict(_public_objects())


def _sections(docstring):
    """Map each documented parameter to its description."""
    match = re.search(r"Parameters\n-+\n(.*?)(\n\n[A-Z]\w+\n-+\n|\Z)", docstring, re.DOTALL)
    found = {}
    names = ()
    for line in match[1].splitlines() if match else ():
        if line and not line.startswith(" "):
            names = [name.strip(" *") for name in line.split(" : ")[0].split(",")]
            found.update(dict.fromkeys(names, line))
        else:
            for name in names:
                found[name] += f" {line.strip()}"
    return found


def _documented(item):
    """Parameters that the docstring describes; for a class those of its bases count too."""
    classes = inspect.getmro(item) if inspect.isclass(item) else (item,)
    found = {}
    for each in reversed(classes):
        if (each.__module__ or "").startswith("dwmtj") and each.__doc__:
            found |= _sections(inspect.getdoc(each))
    return found


def _parameters(item):
    if inspect.isclass(item) and issubclass(item, tuple):
        return []  # named tuples describe their fields in their text, checked below
    try:
        names = list(inspect.signature(item).parameters.values())
    except ValueError:
        return []
    return [
        p.name
        for p in names
        if p.name not in ("self", "cls", "kwargs") and not p.name.startswith("_")
    ]


@pytest.mark.parametrize("name", OBJECTS)
def test_every_public_object_has_a_docstring(name):
    assert inspect.getdoc(OBJECTS[name]), name


@pytest.mark.parametrize("name", [n for n in OBJECTS if not n.startswith(_WITHOUT_PARAMETERS)])
def test_every_parameter_is_documented_with_unit_or_shape(name):
    item = OBJECTS[name]
    documented = _documented(item)
    ignored = {"sources", "data", "kwargs"} if hasattr(item, "model_fields") else set()
    for parameter in _parameters(item):
        if parameter in ignored:
            continue
        assert parameter in documented, f"{name}: {parameter} is not documented"
        text = documented[parameter]
        if _QUANTITY_OR_ARRAY.search(text):
            assert _UNIT_OR_SHAPE.search(text), f"{name}: no unit or shape: {text}"


@pytest.mark.parametrize(
    "name", [n for n, i in OBJECTS.items() if inspect.isclass(i) and issubclass(i, tuple)]
)
def test_named_tuples_describe_every_field(name):
    item = OBJECTS[name]
    for field in item._fields:
        assert field.split("_")[-1] in item.__doc__, f"{name}: {field} is not described"


def test_the_walk_finds_the_package():
    assert len(OBJECTS) > 100
    assert "dwmtj.nn.dwmtj_cell.DWMTJCell.forward" in OBJECTS
