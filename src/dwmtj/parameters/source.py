"""Where a value comes from: a publication, a measurement or fit, a formula, or an assumption."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SourceKind = Literal["paper", "reference", "measured", "calibrated", "derived", "assumed"]
SOURCE_KINDS: tuple[SourceKind, ...] = (
    "paper",
    "reference",
    "measured",
    "calibrated",
    "derived",
    "assumed",
)

#: The device paper that this package implements; key into ``references.bib``.
PAPER_KEY = "cui2024"


class Source(BaseModel):
    """Origin of one value.

    Parameters
    ----------
    kind : {"paper", "reference", "measured", "calibrated", "derived", "assumed"}
        ``paper``: Cui et al., arXiv 2405.14851. ``reference``: another publication or code.
        ``measured``: fitted to data. ``calibrated``: chosen by a script so that something published
        comes out. ``derived``: computed from other values. ``assumed``: chosen.
    detail : str
        Table or figure of the paper; key into ``references.bib`` and place; file of the data; what
        was calibrated to what; formula; reason.

    Examples
    --------
    >>> from dwmtj.parameters import Source
    >>> source = Source(kind="reference", detail="alamdar2021, abstract")
    >>> print(source, "|", source.reference_key)
    reference: alamdar2021, abstract | alamdar2021
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: SourceKind
    detail: str = Field(min_length=1)

    @property
    def reference_key(self) -> str | None:
        """Key into ``references.bib``, or None where there is nothing to cite."""
        if self.kind == "paper":
            return PAPER_KEY
        return self.detail.split(",")[0].strip() if self.kind == "reference" else None

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


UNSTATED = Source(kind="assumed", detail="given without a source")
