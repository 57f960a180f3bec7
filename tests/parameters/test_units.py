import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.parameters.units import (
    format_exact,
    format_field,
    format_oersted,
    format_practical,
    format_readable,
    parse_quantity,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("25 nm", "m", 25e-9),
        ("25nm", "m", 25e-9),
        ("50 uA", "A", 50e-6),
        ("50 µA", "A", 50e-6),
        ("0.1 ns", "s", 1e-10),
        ("8e5 A/m", "A/m", 8e5),
        ("1 GHz", "Hz", 1e9),
        ("0.3", "1", 0.3),
        ("171 %", "1", 1.71),
        ("200 Oe", "A/m", 200e3 / (4 * math.pi)),
        ("100 Oe/s", "A/m/s", 100e3 / (4 * math.pi)),
        ("20 mT", "A/m", 0.02 / 1.25663706127e-6),
        ("29 ohm um^2", "ohm m^2", 29e-12),
        ("29 ohm*um^2", "ohm m^2", 29e-12),
        ("1.3 um/ns", "m/s", 1300.0),
        ("0.25 um", "m", 250e-9),
    ],
)
def test_quantities_are_read_in_si(text, unit, value):
    assert parse_quantity(text, unit) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("25 kg", "m"),
        ("25", "m"),
        ("25 m", "1"),
        ("nm", "A"),
        ("", "m"),
        ("twenty nm", "m"),
        ("__import__('os')", "m"),
        ("9**9**9 m", "m"),
        ("9 m**9**9**9", "m"),
        ("1 nm; 2 nm", "m"),
        ("[1, 2] nm", "m"),
        ("x" * 5000, "m"),
    ],
)
def test_what_is_no_quantity_of_that_unit_is_refused(text, unit):
    with pytest.raises(ValueError, match=r"expected (a quantity in|a pure number)"):
        parse_quantity(text, unit)


@given(finite, st.sampled_from(["m", "A/m", "s", "ohm m^2", "Hz", "1", "m/s"]))
def test_exact_text_reads_back_to_the_same_float(value, unit):
    assert parse_quantity(format_exact(value, unit), unit) == value


@given(
    st.floats(1e-14, 1e8).flatmap(lambda x: st.sampled_from([x, -x])),
    st.sampled_from(["m", "A/m", "s", "Hz", "1"]),
)
def test_readable_text_is_right_to_six_digits(value, unit):
    assert parse_quantity(format_readable(value, unit), unit) == pytest.approx(value, rel=1e-5)


def test_readable_text_has_si_prefixes():
    assert format_readable(25e-9, "m") == "25 nm"
    assert format_readable(8e5, "A/m") == "800 kA/m"
    assert format_readable(2.9e-11, "ohm m^2") == "2.9e-11 ohm m^2"
    assert format_readable(0.0, "m/s") == "0 m/s"
    assert format_readable(2200.0, "kg/m^3") == "2200 kg/m^3"


UNITS = ["m", "A/m", "s", "ohm m^2", "ohm m", "V", "J", "J/m^2", "A/m/s", "kg/m^3", "1", "m/s"]


@given(finite, st.sampled_from(UNITS), st.booleans())
def test_practical_text_reads_back_to_the_same_float(value, unit, is_field):
    assert parse_quantity(format_practical(value, unit, is_field=is_field), unit) == value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (25e-9, "m", "25 nm"),
        (2835.71e-9, "m", "2.83571 um"),
        (0.05, "V", "50 mV"),
        (29e-12, "ohm m^2", "29 ohm um^2"),
        (1.9e-6, "ohm m", "190 uohm cm"),
        (8e5, "A/m", "800 kA/m"),
        (0.0, "A/m", "0.0 A/m"),
        (300.0, "K", "300 K"),
        (2200.0, "kg/m^3", "2200.0 kg/m^3"),
    ],
)
def test_practical_text_has_the_units_of_the_lab(value, unit, text):
    assert format_practical(value, unit) == text


@given(st.integers(-9999, 9999).filter(bool), st.integers(0, 3))
def test_a_field_that_was_typed_in_oersted_is_written_as_it_was_typed(number, digits):
    typed = number / 10**digits
    field = parse_quantity(f"{typed} Oe", "A/m")
    written = format_practical(field, "A/m", is_field=True)
    assert written == f"{typed:g} Oe"


def test_a_field_is_told_in_both_units():
    assert format_field(parse_quantity("-600 Oe", "A/m")) == "-47746.5 A/m (-600 Oe)"
    assert format_oersted(parse_quantity("-600 Oe", "A/m")) == "-600 Oe"
    assert format_oersted(parse_quantity("12.34567 kOe", "A/m"), 3) == "12.3 kOe"
