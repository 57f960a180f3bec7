"""The error of this package: one line that says what is wrong and what to do."""


class DataError(ValueError):
    """A data set that is missing, damaged or cannot be fetched.

    Examples
    --------
    >>> from dwmtj.networks.data import DataError, load
    >>> try:
    ...     load("letters")
    ... except DataError as error:
    ...     print(error)
    no data set 'letters'; there are: fashion-mnist, digits
    """
