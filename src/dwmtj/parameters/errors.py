"""Errors in parameters, told in one line that names field, value, allowed range and unit."""

import reprlib

from pydantic import ValidationError


class ParameterError(ValueError):
    """A parameter file or value that cannot be used; the message is for the user.

    Examples
    --------
    >>> from dwmtj.parameters import ParameterError, Source, load_device
    >>> try:
    ...     load_device("cui2024-network").replace(
    ...         "material.gilbert_damping", 5, Source(kind="assumed", detail="a slip")
    ...     )
    ... except ParameterError as error:
    ...     print(error)
    cui2024-network: material.gilbert_damping: 5 is not allowed; allowed: above 0 and at most 1
    """


def describe(error: ValidationError, origin: str, group: str = "") -> str:
    """Put everything that pydantic found wrong into one line.

    Parameters
    ----------
    error : ValidationError
        What pydantic raised.
    origin : str
        Where the values came from, such as a file name.
    group : str
        Group of the values if the group alone was checked, to name fields in full.

    Returns
    -------
    str
        For example ``"my.toml: track.width: -1e-09 m is not allowed; allowed: above 0 m"``.
    """
    problems = []
    for item in error.errors(include_url=False):
        place = ".".join(_printable(part) for part in (group, *item["loc"]) if part != "")
        if item["type"] == "value_error":
            text = str(item["ctx"]["error"])
        elif item["type"] == "extra_forbidden":
            text = "unknown key"
        elif item["type"] == "missing":
            text = "missing"
        else:
            text = f"{reprlib.repr(item['input'])} is not allowed ({item['msg']})"
        problems.append(": ".join(part for part in (place, text) if part))
    return f"{origin}: " + "; ".join(problems)


def _printable(part: str | int) -> str:
    """Key of a file as it is, or, if a terminal could not show it, escaped and cut short."""
    text = str(part)
    return text if text.isprintable() and len(text) <= 80 else reprlib.repr(text)
