"""The published neurons: complete, checked, and each number with how it is known."""

import pytest

from dwmtj.accounting.literature import published_neurons, read_literature
from dwmtj.accounting.published import QUANTITIES
from dwmtj.parameters.errors import ParameterError

ROW = """
[pages]
page = "abstract, example.org"

[neuron.one]
name = "one"
label = "one"
family = "CMOS"
technology = "CMOS"
quantity = "per spike"
level = "circuit"
method = "measured"
energy = [{ value = "2 fJ", known = "read", where = "page" }]
time = [{ rate = "1 MHz", known = "read", where = "page" }]
area = [{ value = "1 mm^2", shared_by = 1000, known = "read", where = "page" }]
citation = "somebody"
"""


def test_the_references_that_the_paper_compares_itself_with_are_all_there():
    listed = {row.paper_reference for row in published_neurons()}
    assert listed - {None} == {*range(3, 11), 28, 29, 30}


def test_every_number_and_trait_says_how_it_is_known_and_where():
    for row in published_neurons():
        claims = [*row.energy, *row.time, *row.area, *row.endurance]
        claims += [each for each in (row.reset, row.leak, row.stochastic) if each]
        for claim in claims:
            assert claim.known in ("read", "second-hand", "unverified"), row.key
            assert claim.where, row.key
            recalled = "recalled" in claim.where or "inferred" in claim.where
            assert recalled == (claim.known == "unverified"), row.key


def test_what_was_never_read_is_not_shown_as_read():
    rows = {row.key: row for row in published_neurons()}
    for key in ("moradi2018", "tuma2016-update"):
        assert {each.known for each in rows[key].energy} == {"unverified"}
    assert rows["qiao2015"].energy[0].known == "unverified"
    assert rows["loihi2"].energy == ()  # the one table that lists it has no number


def test_sources_that_differ_are_both_there():
    truenorth = next(row for row in published_neurons() if row.key == "merolla2014")
    assert [each.centre for each in truenorth.energy] == [2.5e-12, 26e-12]


def test_every_quantity_has_rows_and_every_doi_one_paper():
    rows = published_neurons()
    assert {row.quantity for row in rows} == set(QUANTITIES)
    papers = {}
    for row in rows:
        if row.doi:
            assert papers.setdefault(row.doi, row.citation) == row.citation


def test_rates_and_shared_areas_are_turned_into_those_of_a_neuron():
    (row,) = read_literature(ROW, "a.toml")
    assert row.time[0].value == pytest.approx(1e-6)
    assert row.area[0].value == pytest.approx(1e-9)
    assert row.energy[0].value == 2e-15
    assert row.energy[0].where == "abstract, example.org"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('"2 fJ"', '"2 fm"', "neuron.one.energy.0.value: '2 fm' is in"),
        ('"2 fJ"', "2.0", "neuron.one.energy.0.value: 2.0 is no text with a unit"),
        ('"2 fJ"', '"2 kJ"', "neuron.one.energy.0.value: '2 kJ' is not allowed; allowed: 1e-21"),
        ('"2 fJ"', '"-2 fJ"', "neuron.one.energy.0.value: '-2 fJ' is not allowed"),
        ('"2 fJ"', '"nan J"', "neuron.one.energy.0.value: 'nan J' is not allowed"),
        ('value = "2 fJ", ', "", "neuron.one.energy.0: value, low, high: none is given"),
        ('value = "2 fJ"', 'low = "2 fJ", high = "1 fJ"', "neuron.one.energy.0: low, value, high"),
        ('value = "2 fJ"', 'low = "2 fJ", high = "2 fJ"', "neuron.one.energy.0: low, value, high"),
        ('known = "read", where = "page" }]\ntime', 'where = "page" }]\ntime', "energy.0.known"),
        (
            '"read", where = "page" }]\ntime',
            '"read" }]\ntime',
            "neuron.one.energy.0.where: missing",
        ),
        ('"read", where = "page" }]\ntime', '"sure", where = "page" }]\ntime', "energy.0.known"),
        (
            '"read", where = "page" }]\ntime',
            '"computed", where = "page" }]\ntime',
            "energy.0.known",
        ),
        ('where = "page" }]\ntime', 'where = "cover" }]\ntime', "energy.0.where: 'cover' is none"),
        ('"1 MHz"', '"1 m"', "neuron.one.time.0: '1 m' is in"),
        ('"1 MHz"', '"0 Hz"', "neuron.one.time.0: rate: '0 Hz' is not allowed"),
        ('"1 MHz"', '"1 MHz", value = "1 s"', "neuron.one.time.0: rate: not allowed beside"),
        ("1000", "0", "neuron.one.area.0: shared_by: 0 is not allowed"),
        ('"per spike"', '"per day"', "neuron.one.quantity: 'per day' is not allowed"),
        ('"circuit"', '"town"', "neuron.one.level: 'town' is not allowed"),
        ('"measured"', '"guessed"', "neuron.one.method: 'guessed' is not allowed"),
        ('"CMOS"\ntechnology', '"this package"\ntechnology', "neuron.one.family: neurons of this"),
        ('citation = "somebody"', "", "neuron.one.citation: missing"),
        ('citation = "somebody"', 'citation = "a"\ncolour = 1', "neuron.one.colour: unknown key"),
        ('citation = "somebody"', 'citation = "a"\ndoi = "11.1/x"', "neuron.one.doi: '11.1/x'"),
        ('citation = "somebody"', 'citation = "a"\narxiv = "x"', "neuron.one.arxiv: 'x' is no"),
        ('citation = "somebody"', 'citation = "a"\nkey = "b"', "neuron.one.key: not allowed"),
        ("[pages]", "[page]", "pages: missing"),
        ("[pages]", "[pages", "no TOML"),
        ('page = "abstract, example.org"', "page = 1", "pages"),
    ],
)
def test_a_corrupt_file_is_refused_with_the_field_named(old, new, field):
    assert old in ROW
    with pytest.raises(ParameterError) as told:
        read_literature(ROW.replace(old, new, 1), "a.toml")
    assert str(told.value).startswith("a.toml: ")
    assert field in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("row", ["neuron.one = 3", "neuron = 3", "pages = 3"])
def test_a_file_of_another_form_is_refused(row):
    with pytest.raises(ParameterError, match=r"^a\.toml: "):
        read_literature(row, "a.toml")
