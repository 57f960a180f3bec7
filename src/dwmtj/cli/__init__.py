"""Command line of dwmtj: a thin Typer application, without logic of its own.

Errors that a user can mend (bad input, missing files) become one line on standard error and
exit code 2; ``--debug`` shows the traceback instead.
"""

from dwmtj.cli.app import app, main

__all__ = ["app", "main"]
