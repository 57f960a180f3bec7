import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.physics import creep

FILM = {
    "depinning_drive": 8e3,
    "flow_velocity": 20.0,
    "depinning_temperature": 5000.0,
    "temperature": 300.0,
}


def test_log_velocity_is_linear_in_the_inverse_fourth_root_of_the_drive():
    drives = np.array([100.0, 400.0, 1000.0, 4000.0])
    log = np.log(creep.driven_velocity(drives, **FILM))
    slopes = np.diff(log) / np.diff((drives / FILM["depinning_drive"]) ** -0.25)
    assert slopes == pytest.approx(-5000 / 300, rel=1e-12)


def test_the_velocity_at_depinning_is_rounded_by_temperature():
    at = creep.driven_velocity(8e3, **FILM)
    assert at == pytest.approx(20 * (300 / 5000) ** 0.15)
    assert at == pytest.approx(creep.depinning_velocity(20.0, 5000.0, 300.0))
    assert at == pytest.approx(13.1, abs=0.05)


def test_the_velocity_is_continuous_at_the_depinning_drive():
    below, above = creep.driven_velocity(8e3 * np.array([1 - 1e-9, 1 + 1e-9]), **FILM)
    assert above == pytest.approx(below, rel=1e-6)


def test_far_above_depinning_the_wall_flows_in_proportion_to_the_drive():
    drives = 8e3 * np.array([100.0, 1e4])
    flow = 20.0 * drives / 8e3
    velocity = creep.driven_velocity(drives, **FILM)
    assert velocity / flow == pytest.approx([1, 1], abs=2.5e-3)
    assert velocity[1] / flow[1] == pytest.approx(1, abs=2.5e-5)


def test_without_temperature_the_velocity_rises_above_depinning_with_the_power_one_quarter():
    cold = FILM | {"temperature": 1e-12}
    excess = np.array([1e-4, 1e-3])
    slow, fast = creep.driven_velocity(8e3 * (1 + excess), **cold)
    assert fast / slow == pytest.approx(10**0.25, rel=1e-3)
    assert slow == pytest.approx(20 * 1e-4**0.25, rel=1e-3)
    assert creep.driven_velocity(0.9 * 8e3, **cold) == 0


def test_at_the_depinning_temperature_flow_begins_at_the_depinning_drive():
    hot = FILM | {"temperature": 5000.0}
    drives = 8e3 * np.linspace(1, 5, 9)
    assert creep.driven_velocity(drives, **hot) == pytest.approx(20 * drives / 8e3)


@given(st.floats(-1e6, 1e6), st.floats(100, 5000))
def test_the_velocity_is_odd_in_the_drive_and_never_above_flow_beyond_depinning(drive, temperature):
    film = FILM | {"temperature": temperature}
    velocity = creep.driven_velocity(drive, **film)
    assert creep.driven_velocity(-drive, **film) == -velocity
    if abs(drive) >= 8e3:
        assert abs(velocity) <= 20 * abs(drive) / 8e3 * (1 + 1e-12)


@given(st.floats(1.0, 1e5), st.floats(1.0, 1e5), st.floats(50, 5000))
def test_a_larger_drive_moves_the_wall_faster(one, other, temperature):
    film = FILM | {"temperature": temperature}
    slow, fast = creep.driven_velocity(sorted([one, other]), **film)
    assert slow <= fast


@given(st.floats(1e-6, 1e4), st.sampled_from([1, -1]))
def test_the_drive_for_a_velocity_inverts_the_law(velocity, sign):
    drive = creep.drive_for_velocity(sign * velocity, **FILM)
    assert np.sign(drive) == sign
    assert creep.driven_velocity(drive, **FILM) == pytest.approx(sign * velocity, rel=1e-9)


def test_no_drive_no_motion():
    assert creep.driven_velocity(0.0, **FILM) == 0
    assert creep.drive_for_velocity(0.0, **FILM) == 0


def test_drives_and_temperatures_broadcast():
    film = FILM | {"temperature": np.array([200.0, 300.0, 400.0])}
    velocity = creep.driven_velocity(np.linspace(1e3, 1e4, 4)[:, None], **film)
    assert velocity.shape == (4, 3)
    assert np.all(np.diff(velocity, axis=1) > 0)
    assert creep.drive_for_velocity(velocity, **film) == pytest.approx(
        np.broadcast_to(np.linspace(1e3, 1e4, 4)[:, None], (4, 3)), rel=1e-9
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"depinning_drive": 0}, "depinning_drive: 0 is not allowed"),
        ({"temperature": 6000.0}, "temperature: 6000 K is not allowed; .* temperature, 5000 K"),
        ({"temperature": -1}, "temperature: -1 K is not allowed"),
        ({"drive": np.nan}, "drive: not a finite number"),
        ({"depinning_exponent": 0}, "depinning_exponent: 0 is not allowed"),
    ],
)
def test_values_out_of_range_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        creep.driven_velocity(**({"drive": 1e3} | FILM | change))


def test_the_creep_factor_holds_below_depinning_only():
    assert creep.creep_factor([0.0, 1.0], 10.0).tolist() == [0, 1]
    with pytest.raises(ValueError, match=r"reduced_drive: 1\.5 is not allowed; allowed: 0 to 1"):
        creep.creep_factor([0.5, 1.5], 10.0)
