"""What commands in a report are told, so that they make a thing again."""

from collections.abc import Collection


def name_or_file(name: str, presets: Collection[str]) -> str:
    """Give what a command takes for a named set of values.

    Parameters
    ----------
    name : str
        Its name.
    presets : collection of str
        Names that commands know.

    Returns
    -------
    str
        The name, or that of the user's file, which ``fit device`` and ``device copy`` call alike.
    """
    return name if name in presets else f"{name}.toml"
