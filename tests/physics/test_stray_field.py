import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad

from dwmtj.physics.stray_field import layer_stray_field, track_stray_field

PILLAR = {"length": 450e-9, "width": 250e-9, "thickness": 3e-9, "magnetization": 8e5}


def _points(seed, count=200, least=30e-9):
    """Places at some distance from the layer, on all sides."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(-600e-9, 600e-9, (3, count))
    return places[:, np.abs(places[2]) > least]


def test_far_away_the_layer_is_a_dipole():
    direction = np.array([[0, 0, 1], [1, 0, 0], [0.6, 0.48, 0.64]]).T
    place = 20e-6 * direction
    moment = 8e5 * 450e-9 * 250e-9 * 3e-9
    distance = np.linalg.norm(place, axis=0)
    along = place[2] / distance
    dipole = moment / (4 * np.pi * distance**3) * (3 * along * place / distance)
    dipole[2] -= moment / (4 * np.pi * distance**3)
    field = layer_stray_field(*place, **PILLAR)
    assert field == pytest.approx(dipole, rel=2e-3, abs=2e-3 * np.abs(dipole).max())


def test_a_sheet_of_charge_summed_over_its_points_gives_the_same_field():
    x, y, z = 150e-9, -90e-9, 40e-9

    def over_faces(component):
        total = 0.0
        for face, charge in ((1.5e-9, 8e5), (-1.5e-9, -8e5)):

            def density(v, u, face=face):
                r = np.array([x - u, y - v, z - face])
                return r[component] / (4 * np.pi * np.linalg.norm(r) ** 3)

            part = dblquad(density, -225e-9, 225e-9, -125e-9, 125e-9, epsabs=0, epsrel=1e-9)
            total += charge * part[0]
        return total

    field = layer_stray_field(x, y, z, **PILLAR)
    assert field == pytest.approx([over_faces(i) for i in range(3)], rel=1e-5)


def test_outside_the_layer_the_field_has_neither_sources_nor_curl():
    place, h = _points(1), 0.5e-9
    shifts = h * np.eye(3)
    gradient = np.stack(
        [
            layer_stray_field(*(place + shift[:, None]), **PILLAR)
            - layer_stray_field(*(place - shift[:, None]), **PILLAR)
            for shift in shifts
        ]
    ) / (2 * h)
    scale = np.abs(gradient).max(axis=(0, 1))
    assert np.abs(np.trace(gradient)) / scale == pytest.approx(0, abs=1e-3)
    assert np.abs(gradient - gradient.swapaxes(0, 1)).max(axis=(0, 1)) / scale == pytest.approx(
        0, abs=1e-3
    )


@given(*[st.floats(-1e-6, 1e-6)] * 3)
def test_the_field_has_the_symmetry_of_the_rectangle(x, y, z):
    field = layer_stray_field(x, y, z, **PILLAR)
    scale = 1e-9 * PILLAR["magnetization"]
    for signs in ((-1, 1, 1), (1, -1, 1), (1, 1, -1)):
        mirrored = layer_stray_field(signs[0] * x, signs[1] * y, signs[2] * z, **PILLAR)
        # The in-plane parts turn with their own mirror and that of z, the part along z with none.
        expected = np.array([signs[0] * signs[2], signs[1] * signs[2], 1]) * field
        assert mirrored == pytest.approx(expected, rel=1e-6, abs=scale)
    turned = layer_stray_field(
        y, x, z, **(PILLAR | {"length": PILLAR["width"], "width": PILLAR["length"]})
    )
    assert turned == pytest.approx(field[[1, 0, 2]], rel=1e-9, abs=scale)


def test_the_flux_through_a_closed_box_counts_the_charge_inside():
    # The box holds the upper face alone: its charge is M times the area.
    nodes, weights = np.polynomial.legendre.leggauss(160)
    half = np.array([400e-9, 300e-9, 150e-9])
    centre = np.array([0, 0, 150e-9])  # its floor cuts the layer in the middle
    flux = 0.0
    for axis in range(3):
        others = [i for i in range(3) if i != axis]
        u, v = np.meshgrid(nodes, nodes, indexing="ij")
        weight = weights[:, None] * weights * half[others[0]] * half[others[1]]
        for sign in (1, -1):
            place = np.zeros((3, *u.shape))
            place[axis] = sign * half[axis]
            place[others[0]], place[others[1]] = u * half[others[0]], v * half[others[1]]
            place += centre[:, None, None]
            # A thick layer, so that the charge lies well inside.
            thick = PILLAR | {"thickness": 200e-9}
            flux += sign * np.sum(weight * layer_stray_field(*place, **thick)[axis])
    assert flux == pytest.approx(8e5 * 450e-9 * 250e-9, rel=1e-4)


def test_in_the_middle_of_a_wide_thin_layer_it_demagnetises_itself():
    wide = PILLAR | {"length": 1e-3, "width": 1e-3}
    assert layer_stray_field(0, 0, 0, **wide)[2] == pytest.approx(-8e5, rel=1e-4)
    above = layer_stray_field(0, 0, 10e-9, **wide)[2]
    assert abs(above) < 1e-4 * 8e5


def test_the_field_jumps_by_the_magnetization_at_a_face():
    above, below = layer_stray_field(50e-9, 20e-9, 1.5e-9 + np.array([1, -1]) * 1e-15, **PILLAR)[2]
    assert above - below == pytest.approx(8e5, rel=1e-5)
    at = layer_stray_field(50e-9, 20e-9, 1.5e-9, **PILLAR)[2]
    assert at == pytest.approx((above + below) / 2, rel=1e-4)


def test_on_the_track_the_field_is_along_the_layer_below_it_and_against_it_beside():
    along = np.linspace(-600e-9, 600e-9, 241)
    field = track_stray_field(along, distance=2.2e-9, **PILLAR)
    under = np.abs(along) < 220e-9
    beside = np.abs(along) > 230e-9
    assert np.all(field[under] > 0)
    assert np.all(field[beside] < 0)
    assert field == pytest.approx(field[::-1], rel=1e-6)
    assert np.argmax(field) in (np.argmin(np.abs(along - 225e-9)) + np.array([-2, -1, 0])) or (
        np.argmax(field) in (np.argmin(np.abs(along + 225e-9)) + np.array([0, 1, 2]))
    )
    turned = PILLAR | {"magnetization": -8e5}
    assert track_stray_field(along, distance=2.2e-9, **turned) == pytest.approx(-field)


def test_positions_pillars_and_distances_broadcast():
    field = track_stray_field(
        np.zeros((4, 1, 1)),
        distance=np.array([1e-9, 5e-9, 20e-9])[:, None],
        across=np.linspace(-100e-9, 100e-9, 5),
        **PILLAR,
    )
    assert field.shape == (4, 3, 5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"length": 0}, "length: 0 m is not allowed"),
        ({"thickness": -1e-9}, "thickness: -1e-09 m is not allowed"),
        ({"distance": 0}, "distance: 0 m is not allowed"),
    ],
)
def test_values_out_of_range_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        track_stray_field(**({"position": 0.0, "distance": 2e-9} | PILLAR | change))
