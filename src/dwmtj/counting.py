"""Numbers of things as text."""


def counted(number: float, noun: str) -> str:
    """Give a number of things as text.

    Parameters
    ----------
    number : float
        How many [no unit].
    noun : str
        What, in the singular.

    Returns
    -------
    str
        Such as "1 cycle" or "10,000 cycles".
    """
    return f"{number:,.0f} {noun}{'' if number == 1 else 's'}"
