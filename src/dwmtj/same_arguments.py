"""A function that takes what another one takes, with the arguments documented there only."""

import inspect
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def arguments_of(
    model: Callable[P, T], **defaults: Any
) -> Callable[[Callable[..., T]], Callable[P, T]]:
    """Give a function the arguments of another one, and the sections of its docstring.

    A section that the function's own docstring has, such as ``Returns``, is kept.

    Parameters
    ----------
    model : callable
        The function whose arguments are taken over.
    **defaults
        Keyword arguments that have another default here.

    Returns
    -------
    callable
        The decorator; ``help`` of what it makes shows all arguments.
    """

    def decorate(function: Callable[..., T]) -> Callable[P, T]:
        @wraps(function)
        def same(*args: P.args, **kwargs: P.kwargs) -> T:
            return function(*args, **(defaults | kwargs))

        signature = inspect.signature(model)
        parameters = [
            each.replace(default=defaults.get(each.name, each.default))
            for each in signature.parameters.values()
        ]
        same.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        (text, *own), (_, *others) = _sections(function), _sections(model)
        sections = {each.partition("\n")[0]: each for each in others + own}
        same.__doc__ = "\n\n".join([text, *sections.values()])
        return same

    return decorate


def _sections(function: Callable[..., Any]) -> list[str]:
    """Split a docstring into its text and its sections."""
    return re.split(r"\n\n(?=[A-Z]\w+\n-+\n)", inspect.getdoc(function) or "")
