"""A function that takes what another one takes, with the arguments documented there only."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def arguments_of(
    model: Callable[P, T], **defaults: Any
) -> Callable[[Callable[..., T]], Callable[P, T]]:
    """Give a function the arguments of another one, and all of its docstring but the first line.

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
        arguments = (model.__doc__ or "").partition("\n")[2]
        same.__doc__ = f"{function.__doc__}\n{arguments}"
        return same

    return decorate
