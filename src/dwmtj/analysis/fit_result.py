"""The result of a fit: estimates, an account of the rows, and the curves that figures are made of.

``fit.json`` has ``schema_version``, ``kind``, ``file`` and ``sha256``, ``made_with``,
``rows_read``, ``rows_used``, ``rows_set_aside`` (reason, rows and first lines), ``answers`` (names
of the estimates that are the answer, the others stand beside it), ``estimates`` by name, and
``remarks``. Keys may be added; one is never renamed or removed without a new
``schema_version``.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import xarray as xr

import dwmtj
from dwmtj.analysis.estimate import Estimate
from dwmtj.analysis.estimate_groups import ANSWER, grouped
from dwmtj.analysis.records import SetAside

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class FitResult:
    r"""What was found in a file.

    Parameters
    ----------
    kind : str
        ``events``, ``thresholds``, ``passages``, ``loops`` or ``mobility``.
    estimates : dict
        Estimates by name.
    rows_read, rows_used : int
        Rows of the file, and those that the estimates rest on [no unit].
    set_aside : tuple of SetAside
        The other rows, each with its reason.
    remarks : tuple of str
        What a reader must know to judge the numbers, in sentences.
    curves : Dataset
        Data and fitted curves with units, from which figures and tables are made.
    origin : str
        Name of the file.
    sha256 : str
        Its digest.

    Examples
    --------
    >>> from pathlib import Path
    >>> from dwmtj.analysis.passages.fit_passages import fit_passages
    >>> from dwmtj.analysis.tables.read_table import read_table
    >>> _ = Path("counts.csv").write_text("count\n" + "\n".join(["11", "12", "13"] * 5))
    >>> found = fit_passages(read_table("counts.csv", "passages"), sets=19)
    >>> found.kind, found.rows_used, f"{found.estimates['mean_pulses'].value:.2f}"
    ('passages', 15, '12.00')
    """

    kind: str
    estimates: dict[str, Estimate]
    rows_read: int
    rows_used: int
    set_aside: tuple[SetAside, ...]
    remarks: tuple[str, ...] = ()
    curves: xr.Dataset = field(default_factory=xr.Dataset)
    origin: str = ""
    sha256: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the content of ``fit.json``.

        Returns
        -------
        dict
            See the module.
        """
        groups = grouped(self.kind, self.estimates)
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": self.kind,
            "file": self.origin,
            "sha256": self.sha256,
            "made_with": f"dwmtj {dwmtj.__version__}",
            "rows_read": self.rows_read,
            "rows_used": self.rows_used,
            "rows_set_aside": [
                {"reason": each.reason, "rows": each.rows, "lines": list(each.lines)}
                for each in self.set_aside
            ],
            "answers": [n for each in groups if each.title == ANSWER for n in each.estimates],
            "estimates": {name: each.to_dict() for name, each in self.estimates.items()},
            "remarks": list(self.remarks),
        }

    def to_json(self) -> str:
        """Give the text of ``fit.json``.

        Returns
        -------
        str
            JSON without NaN.
        """
        return json.dumps(self.to_dict(), indent=2, allow_nan=False) + "\n"
