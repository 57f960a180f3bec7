import numpy as np
import pytest

from dwmtj.experiments import mobility
from dwmtj.experiments.wall_mobility import collective_velocity, wall_of
from dwmtj.parameters import load_device
from dwmtj.parameters.source import Source
from dwmtj.physics import mean_field_velocity, walker_field
from dwmtj.physics.constants import GAMMA_0

_TEST = Source(kind="assumed", detail="a test")


def _device(**values):
    device = load_device("cui2024-ramp")
    for name, value in values.items():
        device = device.replace(f"motion.{name}", value, _TEST)
    return device


def _walker(device):
    return float(
        walker_field(
            device.material.saturation_magnetization,
            device.track.thickness,
            device.material.wall_width,
            device.material.gilbert_damping,
        )
    )


def test_wall_follows_the_linear_mobility_below_and_the_exact_mean_above_walker_breakdown():
    device = _device()
    fields = _walker(device) * np.array([0.1, 0.5, 0.9, 1.5, 3.0, 10.0, 40.0])
    dataset = mobility(device, fields=fields, current_densities=[1e11], duration=2e-6)
    found = dataset["field_velocity"].sel(motion_law="collective").values
    exact = mean_field_velocity(
        fields, _walker(device), device.material.wall_width, device.material.gilbert_damping
    )
    assert np.allclose(found[:3], exact[:3], rtol=1e-3)
    # Above, the average ends within a turn of the angle: an error of Delta over the duration.
    assert np.allclose(found[3:], exact[3:], rtol=0.005, atol=0.02)
    assert np.allclose(
        dataset["field_velocity"].sel(motion_law="collective, exact"), exact, rtol=1e-12
    )


@pytest.mark.parametrize("beta", [0.0, 0.02, 0.05, 0.1])
def test_wall_in_a_current_follows_the_closed_form_for_any_nonadiabaticity(beta):
    device = _device(nonadiabaticity=beta)
    densities = np.array([1e11, 5e11, 3e12, 1e13])
    dataset = mobility(device, current_densities=densities, fields=[10.0], duration=2e-6)
    found = dataset["current_velocity"].sel(motion_law="collective").values
    exact = dataset["current_velocity"].sel(motion_law="collective, exact").values
    assert np.allclose(found, exact, rtol=0.005, atol=0.02)
    drift = dataset["current_velocity"].sel(motion_law="wall").values
    if beta == 0.05:  # beta = alpha: the paper's law is exact at every current
        assert np.allclose(exact, drift, rtol=1e-12)
    if beta == 0:  # intrinsic pinning: no motion below u_c = gamma0*Delta*H_K/2
        critical = GAMMA_0 * device.material.wall_width * wall_of(device).anisotropy_field / 2
        excess = np.sqrt(np.maximum(drift**2 - critical**2, 0)) / (1 + 0.05**2)
        assert np.allclose(exact, excess, atol=1e-9)
        assert (exact == 0).any()
        assert (exact > 0).any()


def test_creep_is_far_slower_than_flow_at_small_drive_and_reaches_it_at_large():
    dataset = mobility(fields=np.geomspace(100, 1e6, 40), current_densities=[1e11], duration=1e-8)
    creep, flow = (dataset["field_velocity"].sel(motion_law=law) for law in ("creep", "wall"))
    ratio = (creep / flow).values
    assert ratio[0] < 1e-4
    assert np.all(np.diff(ratio) > -1e-12)
    assert ratio[-1] == pytest.approx(1, abs=0.01)


def test_with_dmi_or_spin_orbit_torque_there_is_no_closed_form_but_a_simulation():
    device = _device(dmi_constant=1e-4, spin_hall_angle=-0.1)
    assert np.isnan(collective_velocity(wall_of(device), [1e11], 0.0)).all()
    dataset = mobility(device, current_densities=[1e11], fields=[100.0])
    found = dataset["current_velocity"].sel(motion_law="collective")
    plain = mobility(current_densities=[1e11], fields=[100.0])["current_velocity"]
    assert np.isfinite(found).all()
    assert abs(found.item() - plain.sel(motion_law="collective").item()) > 0.5


def test_the_seed_is_stored_as_by_all_experiments_though_nothing_is_random():
    drives = {"current_densities": [1e11], "fields": [10.0]}
    first, other = mobility(seed=4, **drives), mobility(**drives)
    assert first.attrs["seed"] == 4
    assert other.attrs["seed"] >= 0
    assert first.drop_attrs().identical(other.drop_attrs())
    with pytest.raises(ValueError, match="seed: -1 is not allowed"):
        mobility(seed=-1, **drives)
