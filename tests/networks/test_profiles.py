import pytest

from dwmtj.networks.profiles import PROFILES, configure
from dwmtj.parameters import Source, load_recipe, write_toml


def test_the_paper_profile_has_the_size_of_the_paper():
    config = configure("paper")
    assert config.dataset == "fashion-mnist"
    assert (config.train_images, config.test_images) == (None, None)
    assert config.epochs == 10
    assert config.seeds == (0, 1, 2, 3, 4, 5)
    assert config.recipe.name == "paper"
    assert config.recipe.encoding.time_steps == 400
    assert config.recipe.training.source_of("epochs").kind == "paper"


def test_quick_uses_the_papers_time_resolution_on_all_real_images():
    config = configure("quick")
    assert config.dataset == "fashion-mnist"
    assert (config.train_images, config.test_images) == (None, None)
    assert config.recipe.encoding.time_steps == 400


def test_what_a_profile_changes_in_a_recipe_says_so():
    recipe = configure("smoke").recipe
    assert recipe.encoding.time_steps == 100
    assert recipe.encoding.source_of("time_steps").detail == "size of profile smoke"


def test_everything_that_decides_the_results_is_in_the_hash():
    variants = [
        configure("smoke"),
        configure("quick"),
        configure("smoke", recipe="paper"),
        configure("smoke", device="liu2025-released-code"),
        configure("smoke", seeds=(1,)),
        configure("smoke", epochs=7),
        configure("smoke", networks=("relu",)),
        configure("smoke", networks=("relu", "lif")),
        configure("smoke", validation_images=100),
        configure("smoke", validation_images=200),
    ]
    assert len({config.hash for config in variants}) == len(variants)
    assert configure("smoke").hash == configure("smoke").hash


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"profile": "huge"}, "'huge' is not allowed; allowed: smoke, quick, paper"),
        ({"seeds": ()}, "seeds"),
        ({"seeds": (1, 1)}, "seeds"),
        ({"seeds": (-1,)}, "seeds"),
        ({"epochs": -2}, "epochs: -2 is not allowed; allowed: at least 1"),
        ({"networks": ()}, "networks: none is not allowed"),
        (
            {"networks": ("lif", "snn")},
            "networks: snn is not allowed; allowed: one or more of lif, dwmtj_deterministic, "
            "dwmtj_noisy, relu, each once",
        ),
        ({"networks": ("lif", "lif")}, "networks: lif, lif is not allowed"),
        ({"validation_images": 0}, "validation_images .* 0 is not allowed; allowed: at least 1"),
        ({"recipe": "nix"}, "no recipe 'nix'"),
        ({"device": "nix"}, "no device 'nix'"),
    ],
)
def test_wrong_choices_are_refused(options, says):
    with pytest.raises(ValueError, match=says):
        configure(**({"profile": "smoke"} | options))


def test_the_three_spiking_networks_are_run_if_nothing_else_is_asked_for():
    assert configure("smoke").networks == ("lif", "dwmtj_deterministic", "dwmtj_noisy")


def test_the_order_in_which_networks_are_named_does_not_matter():
    first, second = (
        configure("smoke", networks=names) for names in (("lif", "relu"), ("relu", "lif"))
    )
    assert first == second
    assert first.hash == second.hash


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("warmup", 1.0, "at least 0 and below 1"),
        ("warmup", -0.1, "at least 0 and below 1"),
        ("label_smoothing", 1.0, "at least 0 and below 1"),
        ("weight_decay", -1e-4, "at least 0"),
    ],
)
def test_choices_of_training_have_a_range(field, value, allowed):
    with pytest.raises(ValueError, match=f"{field}: {value} is not allowed; allowed: {allowed}"):
        load_recipe("conditioned").replace(
            f"training.{field}", value, Source(kind="assumed", detail="test")
        )


def test_the_recipe_paper_trains_without_what_the_paper_does_not_name():
    training = load_recipe("paper").training
    assert (training.warmup, training.label_smoothing, training.weight_decay) == (0, 0, 0)


def test_profiles_say_what_they_are_for():
    assert all(profile.purpose for profile in PROFILES.values())


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("encoding.max_rate", 2e10, "encoding.max_rate: 2e+10 Hz is not allowed; .* 1e+10 Hz"),
        ("lif.membrane_time_constant", 5e-11, "lif.membrane_time_constant: 5e-11 s is not allowed"),
        ("lif.synaptic_time_constant", 5e-11, "lif.synaptic_time_constant: 5e-11 s is not allowed"),
    ],
)
def test_recipes_that_do_not_fit_the_device_are_refused_before_anything_runs(
    tmp_path, path, value, says
):
    recipe = load_recipe("conditioned").replace(path, value, Source(kind="assumed", detail="test"))
    write_toml(recipe, tmp_path / "own.toml")
    with pytest.raises(ValueError, match=says.replace("+", r"\+")):
        configure("smoke", recipe=str(tmp_path / "own.toml"))
