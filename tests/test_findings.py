"""The page of findings says what the stored results say."""

import re
from functools import cache
from pathlib import Path

import pytest

from dwmtj.analysis.claims import judge_claims
from dwmtj.networks.study.definition import read_study
from dwmtj.report.study_claims import claim_tables, paper_sentences
from dwmtj.report.study_factor_figures import factor_figures
from dwmtj.report.study_rows import final_rows, time_rows
from dwmtj.report.study_stored import read_study_results

ROOT = Path(__file__).parents[1]
PAGE = " ".join((ROOT / "docs" / "findings.md").read_text().split())
STUDIES = sorted(set(re.findall(r"`dwmtj study report studies/([\w-]+)\.toml`", PAGE)))


@cache
def _stored(name):
    return read_study_results(ROOT / "results" / name, read_study(ROOT / f"studies/{name}.toml"))


#: Studies whose claims are judged.
WITH_CLAIMS = [name for name in STUDIES if _stored(name).is_of_paper_networks]


def test_there_are_findings():
    assert STUDIES
    assert WITH_CLAIMS


@pytest.mark.parametrize("name", STUDIES)
def test_accuracies_and_times_are_those_of_the_results(name):
    stored = _stored(name)
    for final, time in zip(final_rows(stored), time_rows(stored), strict=True):
        *cells, paper = final
        assert f"| {' | '.join([*cells, time[2], paper])} |" in PAGE


@pytest.mark.parametrize("name", STUDIES)
def test_what_factors_do_is_what_the_results_say(name):
    for figure in factor_figures(_stored(name)):
        assert figure.finding in PAGE
        for row in figure.rows:
            assert f"| {' | '.join(row)} |" in PAGE


def test_the_page_of_recipes_has_the_accuracies_of_the_study():
    page = (ROOT / "docs" / "recipes.md").read_text()
    for network, mean, _, _, _, accuracies, _ in final_rows(_stored("conditioned")):
        assert f"| {network} | {mean} | {accuracies} |" in page


@pytest.mark.parametrize("name", WITH_CLAIMS)
def test_verdicts_are_those_of_the_results(name):
    stored = _stored(name)
    claims = judge_claims(stored.table, stored.epochs)
    for table in claim_tables(claims):
        assert table.rows
        for row in table.rows:
            assert f"- **{row.verdict.capitalize()}:** {row.sentence}" in PAGE
    for sentence in paper_sentences(claims):
        assert sentence in PAGE
