"""Devices beside published neurons: own rows are the accounts, and what comes out is said."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from dwmtj.accounting import account, compare
from dwmtj.accounting.comparison import YARDSTICK, own_row, ratios
from dwmtj.accounting.comparison_table import (
    HEADINGS,
    csv_lines,
    findings,
    notes,
    number_text,
    table_rows,
)
from dwmtj.accounting.literature import published_neurons
from dwmtj.accounting.published import QUANTITIES, Energy
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source

QUICK = {"cycles": 50, "draws": 20}


@pytest.fixture(scope="module")
def accounts():
    return [
        account("cui2024-ramp", **QUICK),
        account("cui2024-ramp", terminals=3, **QUICK),
        account("cui2024-network", draws=200),
    ]


@pytest.fixture(scope="module")
def comparison(accounts):
    return compare(accounts)


def test_the_rows_of_devices_are_their_accounts(accounts):
    for each in accounts:
        row = own_row(each)
        for name, figure in (
            ("energy", "per_spike"),
            ("time", "delay_to_ready"),
            ("area", "footprint"),
        ):
            (number,) = getattr(row, name)
            estimate = each.figures[figure].estimate
            assert number.value == estimate.value
            assert number.known == "computed"
            low, high = estimate.interval_95
            assert (number.low, number.high) == ((low, high) if low < high else (None, None))
        assert row.leaves_out == each.leaves_out
        assert row.ours


def test_resets_of_the_devices(accounts):
    four, three, scaled = (own_row(each) for each in accounts)
    assert four.reset.says.startswith("self")
    assert three.reset.says == "reverse drive"
    assert scaled.reset.says.startswith("self")
    assert (scaled.leak.says, scaled.stochastic.says) == ("no", "yes")


def test_a_device_that_never_fires_has_a_row_without_its_energy_and_time():
    device = load_device("cui2024-train").replace(
        "pinning.entry_voltage", 9.0, Source(kind="assumed", detail="a test")
    )
    found = compare([account(device, cycles=20, draws=5, protocol="train")])
    (row,) = found.ours
    assert row.energy == row.time == ()
    assert row.area
    assert findings(found) == []
    assert list(found.to_dict()["against_yardstick"][row.key]) == ["area"]


def test_rows_are_by_quantity_and_rising_energy(comparison):
    assert len(comparison.rows) == len(published_neurons()) + 3
    places = [QUANTITIES.index(row.quantity) for row in comparison.rows]
    assert places == sorted(places)
    for quantity in QUANTITIES:
        energies = [row.energy[0].centre for row in comparison.of(quantity) if row.energy]
        assert energies == sorted(energies)


def test_ratios_hold_the_ends_of_both(comparison):
    scaled = next(row for row in comparison.ours if row.key == "cui2024-network")
    told = ratios(scaled, comparison.yardstick)
    energy = scaled.energy[0]
    assert told["energy"].value == pytest.approx(energy.value / 1.61e-15)
    assert told["energy"].low == pytest.approx(energy.low / 1.61e-15)
    assert told["time"].value == pytest.approx(scaled.time[0].value * 3e5)


def test_unlike_quantities_are_not_divided(comparison):
    scaled = next(row for row in comparison.ours if row.key == "cui2024-network")
    odin = next(row for row in comparison.rows if row.key == "frenkel2018")
    assert set(ratios(scaled, odin)) == {"area"}


def test_the_scaled_device_does_not_beat_cmos_and_the_table_says_so(comparison):
    told = findings(comparison)
    assert len(told) == 4
    assert told[0].startswith("cui2024-network, current does not beat CMOS 28 nm, analogue LIF")
    assert comparison.yardstick.key == YARDSTICK
    assert comparison.yardstick.energy[0].known == "read"
    # in the order of the energies CMOS stands before every device of this package
    energies = [row.energy[0].centre for row in comparison.ours]
    assert comparison.yardstick.energy[0].centre < min(energies)


def test_what_the_page_says_of_the_other_families(comparison):
    scaled = next(row for row in comparison.ours if row.key == "cui2024-network").energy[0]
    below = Counter()
    for row in comparison.of("per spike"):
        if row.energy and not row.ours:
            below[row.family, row.energy[0].centre > scaled.value] += 1
    assert below["memristor", False] == 0
    assert below["ferroelectric", False] == 1
    assert (below["magnetic", True], below["magnetic", False]) == (2, 3)


def test_the_table_has_a_text_for_every_heading_and_marks_what_was_not_read(comparison):
    for quantity in QUANTITIES:
        for row, texts in zip(
            comparison.of(quantity), table_rows(comparison, quantity), strict=True
        ):
            assert len(texts) == len(HEADINGS)
            energy = texts[HEADINGS.index("energy")]
            known = {each.known for each in row.energy}
            assert ("†" in energy) == ("second-hand" in known)
            assert ("?" in energy) == ("unverified" in known)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"value": "266 fJ", "low": "133 fJ", "high": "360 fJ"}, "266 fJ (133 to 360 fJ)"),
        ({"low": "20 pJ", "high": "60 pJ"}, "20 to 60 pJ"),
        ({"low": "50 pJ"}, "> 50 pJ"),
        ({"high": "5 pJ"}, "< 5 pJ"),
        ({"value": "3.85e-4 fJ"}, "0.385 aJ"),
    ],
)
def test_numbers_as_text(given, text):
    for known, mark in (("read", ""), ("second-hand", "†"), ("unverified", "?")):
        assert number_text(Energy(known=known, where="here", **given)) == text + mark


def test_notes_tell_conditions_conflicts_sources_and_what_is_left_out(comparison, accounts):
    told = dict(notes(comparison, accounts))
    several = told["more than one energy, by condition or because sources differ"]
    assert any(line.startswith("TrueNorth") and "2.5 pJ" in line for line in several)
    assert len(told["sources"]) == len(published_neurons())
    assert any(heading.startswith("left out") for heading in told)
    for reference in (*range(3, 11), 28, 29, 30):
        assert any(f"[{reference} of the paper]" in line for line in told["sources"])


def test_the_dictionary_is_json_with_units_and_without_gaps(comparison):
    content = comparison.to_dict()
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert content["schema_version"] == 1
    keys = [row["key"] for row in content["rows"]]
    assert len(set(keys)) == len(keys)
    for row in content["rows"]:
        assert {each["unit"] for each in row["energy"]} <= {"J"}
        assert {each["unit"] for each in row["area"]} <= {"m^2"}
        assert row["citation"]


def test_lines_of_the_csv_file_have_all_columns_and_one_line_an_energy(comparison):
    file = io.StringIO()
    csv.writer(file).writerows(csv_lines(comparison))
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert len(rows) == sum(max(1, len(row.energy)) for row in comparison.rows)
    assert all(None not in row and None not in row.values() for row in rows)
    truenorth = [row for row in rows if row["key"] == "merolla2014"]
    assert [float(row["energy (J)"]) for row in truenorth] == [2.5e-12, 26e-12]
    (scaled,) = [row for row in rows if row["key"] == "cui2024-network"]
    assert float(scaled["energy (J)"]) == comparison.ours[0].energy[0].value
    assert scaled["energy_known"] == "computed"


def test_devices_of_one_width_are_told_apart_in_figures(accounts):
    scaled = accounts[-1]
    labels = [row.label for row in compare([scaled, scaled]).ours]
    assert labels == ["cui2024-network, current"] * 2
    assert compare([scaled]).ours[0].label == "DW-MTJ 25 nm"


def test_the_page_of_the_documentation_is_what_the_comparison_says():
    page = (Path(__file__).parents[2] / "docs" / "accounting.md").read_text(encoding="utf-8")
    flowing = " ".join(page.split())
    found = compare(
        [
            account("cui2024-ramp"),
            account("cui2024-ramp", terminals=3),
            account("cui2024-network"),
        ]
    )
    for quantity in QUANTITIES:
        for texts in table_rows(found, quantity):
            row = " | ".join(texts).replace("|  |", "| |").replace("|  |", "| |").rstrip()
            assert f"| {row}" in page, row
    scaled, four, three = (ratios(row, found.yardstick) for row in found.ours)
    energy = scaled["energy"]
    assert f"{energy.value:.0f} times ({energy.low:.3g} to {energy.high:.3g})" in flowing
    three_digits = [float(f"{each['energy'].value:.3g}") for each in (four, three)]
    assert all(f"{each:,.0f} times" in flowing for each in three_digits)
    assert f"1/{1 / scaled['time'].value:.0f})" in flowing
    smaller = float(f"{1 / scaled['area'].value:.3g}")
    assert f"1/{smaller:,.0f})" in flowing
    known = Counter(each.known for row in published_neurons() for each in row.energy)
    counts = (
        f"{known['read']} were read at the source, {known['second-hand']} are second-hand and "
        f"{known['unverified']} unverified"
    )
    assert counts in flowing
