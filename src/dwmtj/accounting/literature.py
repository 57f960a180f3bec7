"""The published neurons of ``literature.toml``, checked.

The file says of every number how it is known and where it was read; a number without that, or with
a page that the file does not list, is refused.
"""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from dwmtj.accounting.published import Neuron
from dwmtj.parameters.errors import ParameterError, describe

_FILE = "literature.toml"


class _Literature(BaseModel):
    """The file: pages that were read, and the neurons by their keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pages: dict[str, str]
    neuron: dict[str, Neuron]

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, given: Any) -> Any:
        """Put pages in the place of their keys, and keys into the neurons."""
        if not isinstance(given, dict) or not all(
            isinstance(given.get(name), dict) for name in ("pages", "neuron")
        ):
            return given
        neurons = {}
        for key, row in given["neuron"].items():
            if isinstance(row, dict):
                _check_keys(row, f"neuron.{key}")
                neurons[key] = _with_pages(row, given["pages"], f"neuron.{key}") | {"key": key}
            else:
                neurons[key] = row
        return given | {"neuron": neurons}


def _check_keys(row: dict[str, Any], place: str) -> None:
    for name in ("key", "leaves_out"):
        if name in row:
            raise ValueError(f"{place}.{name}: not allowed in a file")
    if row.get("family") == "this package":
        raise ValueError(f"{place}.family: neurons of this package are computed, not listed")


def _with_pages(given: Any, pages: dict[str, str], place: str) -> Any:
    if isinstance(given, list):
        return [_with_pages(each, pages, f"{place}.{i}") for i, each in enumerate(given)]
    if not isinstance(given, dict):
        return given
    if given.get("known") == "computed":
        raise ValueError(f"{place}.known: 'computed' is not allowed in a file")
    filled = {name: _with_pages(each, pages, f"{place}.{name}") for name, each in given.items()}
    page = given.get("where")
    if isinstance(page, str):
        if page not in pages:
            raise ValueError(f"{place}.where: {page!r} is none of the pages")
        filled["where"] = pages[page]
    return filled


def read_literature(text: str, origin: str) -> tuple[Neuron, ...]:
    """Read published neurons.

    Parameters
    ----------
    text : str
        TOML with the tables ``pages`` and ``neuron``.
    origin : str
        Name of the file, for errors.

    Returns
    -------
    tuple of Neuron
        In the order of the file, all numbers in SI units.

    Raises
    ------
    ParameterError
        If something is missing, unknown or not allowed; it names the field.
    """
    try:
        return tuple(_Literature.model_validate(tomllib.loads(text)).neuron.values())
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"{origin}: no TOML: {error}") from None
    except ValidationError as error:
        raise ParameterError(describe(error, origin)) from None


@lru_cache(maxsize=1)
def published_neurons() -> tuple[Neuron, ...]:
    """Give the published neurons of the package.

    Returns
    -------
    tuple of Neuron
        In the order of the file, all numbers in SI units.
    """
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    return read_literature(text, _FILE)
