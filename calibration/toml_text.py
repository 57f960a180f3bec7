"""Changes one value in the text of a preset, and nothing else: comments and layout stay."""

import re


def replace_value(text: str, group: str, field: str, value: str) -> str:
    """Put a new value in the place of an old one.

    Parameters
    ----------
    text : str
        Content of a TOML file whose values are inline tables, ``field = { value = ..., ...}``.
    group, field : str
        Table and key of the value.
    value : str
        The new value as it stands in TOML, quotes included.

    Returns
    -------
    str
        The new content.

    Raises
    ------
    ValueError
        If there is no such value, or it is not called calibrated.
    """
    head = rf"^\[{re.escape(group)}\]$"
    table = rf"(?P<before>{head}(?:\n(?!\[).*)*?\n{re.escape(field)} = \{{ value = )"
    pattern = rf'{table}(?:"[^"\n]*"|[^,"\s]+)(?P<after>, calibrated = )'
    new, count = re.subn(pattern, rf"\g<before>{value}\g<after>", text, flags=re.MULTILINE)
    if count != 1:
        raise ValueError(
            f"{group}.{field}: found {count} times as a calibrated value; allowed: once, as "
            f"'{field} = {{ value = ..., calibrated = ...}}' below [{group}]"
        )
    return new
