"""The bibliography lists what is cited, all of it and nothing else."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "bibliography.md").read_text()
BIB = (ROOT / "src/dwmtj/parameters/references.bib").read_text()
_NAME = r"[A-Z][A-Za-zäéö'-]+"
_CITED = re.compile(rf"({_NAME})(?:(?:, {_NAME})* and {_NAME}| et al\.)? \(?((?:19|20)\d\d)\b")
_ENTRY = re.compile(rf"^- ({_NAME})[^()]* \(((?:19|20)\d\d)[,;)]", re.MULTILINE)
#: Words before a year that are no authors; the entries of books have their titles there.
_NO_NAMES = {"February", "March", "POINTS"}


def _texts():
    pages = [page for page in (ROOT / "docs").glob("*.md") if page.stem != "bibliography"]
    for file in [*sorted((ROOT / "src").rglob("*.py")), *pages]:
        yield " ".join(file.read_text().split())


TEXTS = list(_texts())
CITED = {found for text in TEXTS for found in _CITED.findall(text) if found[0] not in _NO_NAMES}


@pytest.mark.parametrize(("name", "year"), sorted(CITED))
def test_what_is_cited_is_listed(name, year):
    lines = [line for line in PAGE.replace("\n  ", " ").splitlines() if name in line]
    assert any(year in line for line in lines), f"{name} {year}"


@pytest.mark.parametrize("key", re.findall(r"@\w+\{(\w+),", BIB))
def test_every_key_of_the_parameter_files_is_listed(key):
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize(("name", "year"), sorted(set(_ENTRY.findall(PAGE))))
def test_what_is_listed_is_cited(name, year):
    years = (year, f"'{year[2:]}")
    texts = [text for text in [*TEXTS, BIB] if name in text]
    assert any(each in text for text in texts for each in years)


ENTRIES = [" ".join(entry.split()) for entry in re.split(r"^(?:- |#+ )", PAGE, flags=re.MULTILINE)]


@pytest.mark.parametrize(
    ("key", "entry"), re.findall(r"@\w+\{(\w+),\n(.*?)^\}", BIB, re.MULTILINE | re.DOTALL)
)
def test_page_and_parameter_files_identify_a_work_alike(key, entry):
    (line,) = [line for line in ENTRIES if f"`{key}`" in line]
    identifiers = re.findall(r"^ *(?:doi|eprint) *= \{(.*)\}", entry, re.MULTILINE)
    assert all(f"/{identifier})" in line for identifier in identifiers)
    assert identifiers or "publisher" in entry or "https://" in entry


def test_arxiv_numbers_are_those_of_their_links():
    for shown, linked in re.findall(r"\[arXiv ([^]]+)\]\(https://arxiv.org/abs/([^)]+)\)", PAGE):
        assert shown == linked
    assert PAGE.count("arxiv.org") == PAGE.count("[arXiv ")


def test_no_work_is_listed_twice():
    links = re.findall(r"\]\((https://(?:doi|arxiv)\.org/[^)]+)\)", PAGE)
    assert len(links) == len(set(links))
