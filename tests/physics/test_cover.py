import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.physics.cover import cover_fraction

CENTRE, LENGTH = 2.45e-6, 450e-9

positions = st.floats(-1e-5, 1e-5)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (CENTRE - LENGTH, CENTRE - LENGTH / 2, 0.0),
        (CENTRE + LENGTH / 2, CENTRE + LENGTH, 0.0),
        (0.0, CENTRE, 0.5),
        (CENTRE, 3e-6, 0.5),
        (0.0, 3e-6, 1.0),
        (-np.inf, np.inf, 1.0),
        (-np.inf, CENTRE, 0.5),
        (1e-6, 1e-6, 0.0),
        (2e-6, 1e-6, 0.0),
    ],
)
def test_cover_is_exact_at_the_edges_and_the_middle(left, right, expected):
    assert cover_fraction(CENTRE, LENGTH, left, right) == expected


def test_short_domain_covers_its_share_of_the_pillar():
    assert cover_fraction(CENTRE, LENGTH, CENTRE - 50e-9, CENTRE + 40e-9) == pytest.approx(0.2)


def test_cover_rises_linearly_while_the_wall_crosses_the_pillar():
    wall = CENTRE + np.linspace(-0.75, 0.75, 301) * LENGTH
    expected = np.clip((wall - CENTRE) / LENGTH + 0.5, 0, 1)
    cover = cover_fraction(CENTRE, LENGTH, 0.0, wall)
    np.testing.assert_allclose(cover, expected, atol=1e-13)


@given(positions, positions, positions, positions)
def test_two_domains_that_meet_cover_as_much_as_one(centre, one, two, three):
    left, middle, right = sorted((one, two, three))
    parts = cover_fraction(centre, LENGTH, [left, middle], [middle, right])
    assert parts.sum() == pytest.approx(
        float(cover_fraction(centre, LENGTH, left, right)), abs=1e-9
    )


@given(positions, positions, positions, st.floats(1e-9, 1e-5))
def test_cover_is_a_fraction_and_the_same_seen_from_the_other_side(centre, left, right, length):
    cover = cover_fraction(centre, length, left, right)
    assert 0 <= cover <= 1
    assert cover_fraction(-centre, length, -right, -left) == cover


def test_pillars_and_domains_broadcast_and_a_missing_wall_stays_missing():
    cover = cover_fraction([[1e-6], [2e-6]], LENGTH, [0.9e-6, 1.9e-6, np.nan], 2.5e-6)
    assert cover.shape == (2, 3)
    assert np.isnan(cover[:, 2]).all()
    assert not np.isnan(cover[:, :2]).any()


def test_pillar_without_length_is_named():
    with pytest.raises(ValueError, match=r"length: 0 m .* above 0 m"):
        cover_fraction(0.0, 0.0, 0.0, 1.0)
