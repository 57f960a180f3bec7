"""The error of this package: one line that says what is wrong and what to do."""


class DataError(ValueError):
    """A data set that is missing, damaged or cannot be fetched."""
