"""Recipes: rates and time constants follow the time step of the device."""

import pytest

from dwmtj.networks.profiles import configure
from dwmtj.parameters import load_device, load_recipe, recipe_names


@pytest.mark.parametrize("name", recipe_names())
def test_what_happens_in_one_step_is_the_same_for_every_time_step(name):
    recipe = load_recipe(name)
    other = recipe.at_time_step(50e-9)
    step, other_step = recipe.encoding.time_step, other.encoding.time_step
    assert other_step == pytest.approx(50e-9)
    assert other.encoding.max_rate * other_step == pytest.approx(recipe.encoding.max_rate * step)
    for field in ("membrane_time_constant", "synaptic_time_constant"):
        assert getattr(other.lif, field) / other_step == pytest.approx(
            getattr(recipe.lif, field) / step
        )
        assert other.lif.source_of(field).kind == "derived"
    changed = recipe.differences(other)
    assert len(changed) == 4
    assert recipe.at_time_step(step) is recipe


def test_a_device_of_a_lab_is_trained_in_its_own_steps():
    config = configure("smoke", device="cui2024-train")
    assert config.recipe.encoding.time_step == load_device("cui2024-train").neuron.time_step
    assert config.recipe.encoding.max_rate * config.device.neuron.time_step == pytest.approx(0.1)
