"""Study files: which points they give, and how mistakes in them are told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.networks.kinds import NETWORK_KINDS
from dwmtj.networks.study.applicability import concerns
from dwmtj.networks.study.definition import StudyError
from dwmtj.networks.study.read_study import read_study
from dwmtj.parameters import load_device, write_toml

HEAD = 'name = "mine"\n[base]\nprofile = "smoke"\nrecipe = "conditioned"\nepochs = 3\n'


def study(tmp_path, points, head=HEAD):
    file = tmp_path / "study.toml"
    file.write_text(head + points)
    return read_study(file)


def error_of(tmp_path, points, head=HEAD):
    with pytest.raises(StudyError) as caught:
        study(tmp_path, points, head)
    return str(caught.value)


def test_lists_of_a_table_are_crossed_and_tables_are_listed(tmp_path):
    read = study(
        tmp_path,
        '[[points]]\nnetwork = ["lif", "relu"]\nseed = [0, 1]\n'
        '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = [0.1, 0.3]\n',
    )
    drawn = [(p.factors["network"], p.factors["seed"], p.factors.get("sigma")) for p in read.points]
    assert drawn == [
        ("lif", 0, None), ("lif", 1, None), ("relu", 0, None), ("relu", 1, None),
        ("dwmtj_noisy", 0, 0.1), ("dwmtj_noisy", 0, 0.3),
    ]  # fmt: skip
    assert read.varied == ("network", "seed", "sigma")
    assert read.label(read.points[-1]) == "dwmtj_noisy, seed 0, sigma 0.3"
    assert all(len(p.config.networks) == len(p.config.seeds) == 1 for p in read.points)
    assert all(p.config.epochs == 3 for p in read.points)


def test_a_point_says_otherwise_than_the_base(tmp_path):
    (point,) = study(tmp_path, '[[points]]\nnetwork = "lif"\nseed = 4\nepochs = 7\n').points
    assert point.config.epochs == 7
    assert point.config.seeds == (4,)


@pytest.mark.parametrize(
    ("line", "value_of"),
    [
        ("sigma = 0.5", lambda c: c.device.wall_noise.sigma == 0.5),
        ('noise_interval = "1 ns"', lambda c: c.device.wall_noise.interval == 1e-9),
        ('reset = "instant"', lambda c: c.device.neuron.reset == "instant"),
        ('write_time = "1 ns"', lambda c: c.device.circuit.write_time == 1e-9),
        ("write_time = 1e-9", lambda c: c.device.circuit.write_time == 1e-9),
        ("time_steps = 25", lambda c: c.recipe.encoding.time_steps == 25),
        ('encoder = "latency"', lambda c: c.recipe.encoding.encoder == "latency"),
        ('"device.track.width" = "50 nm"', lambda c: c.device.track.width == 5e-8),
        ('device.track.width = "50 nm"', lambda c: c.device.track.width == 5e-8),
        ("recipe.training.warmup = [0.01]", lambda c: c.recipe.training.warmup == 0.01),
        (
            "recipe.architecture.hidden_layers = [[20, 30]]",
            lambda c: c.recipe.architecture.hidden_layers == (20, 30),
        ),
        ("train_images = 100", lambda c: c.train_images == 100),
        ("validation_images = 50", lambda c: c.validation_images == 50),
        ('preset = "liu2025-released-code"', lambda c: c.device.name == "liu2025-released-code"),
        ('recipe = "paper"', lambda c: c.recipe.name == "paper"),
    ],
)  # fmt: skip
def test_every_factor_reaches_the_configuration(tmp_path, line, value_of):
    (point,) = study(tmp_path, f'[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\n{line}\n').points
    assert value_of(point.config)


def test_a_device_file_stands_beside_the_study(tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    tables = load_device("cui2024-network")
    write_toml(tables.model_copy(update={"name": "mine"}), tmp_path / "mine.toml")
    points = '[[points]]\nnetwork = "lif"\nseed = 0\npreset = "mine.toml"\n'
    assert study(tmp_path, points).points[0].config.device.name == "mine"
    missing = error_of(tmp_path, points.replace("mine.toml", "yours.toml"))
    assert "points 1" in missing
    assert "yours.toml" in missing


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("", "write at least one table [[points]]"),
        ("points = []\n", "write at least one table"),
        ("[[points]]\nseed = 0\n", "points 1: no network"),
        ('[[points]]\nnetwork = "lif"\n', "points 1: no seed"),
        ('[[points]]\nnetwork = "snn"\nseed = 0\n', "network: 'snn' is not allowed; allowed: lif"),
        ('[[points]]\nnetwork = "lif"\nseed = -1\n', "seed: -1 is not allowed"),
        ('[[points]]\nnetwork = "lif"\nseed = true\n', "seed: True is not allowed"),
        ('[[points]]\nnetwork = "lif"\nseed = []\n', "seed: an empty list"),
        ('[[points]]\nnetwork = "lif"\nseed = [0, 0]\n', "points 1: seed: 0 stands twice"),
        (
            '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nwrite_time = ["1 ns", 1e-9]\n',
            "dwmtj_noisy, seed 0, write_time 1e-09 s; leave one out",
        ),
        (
            '[[points]]\nnetwork = ["lif", "relu"]\nseed = 0\nwrite_time = ["1 ns", "2 ns"]\n',
            "points 1: write_time is nothing that lif, relu has; leave it out",
        ),
        (
            '[[points]]\nnetwork = "dwmtj_deterministic"\nseed = 0\nsigma = 0.3\n',
            "points 1: sigma is nothing that dwmtj_deterministic has",
        ),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nsigmas = 1\n', "factor 'sigmas' is not known"),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nsigma = -1\n', "sigma: -1 is not allowed"),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nsigma = "1 V"\n', "sigma: '1 V' is not allowed"),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nreset = "gone"\n', "reset: 'gone' is not allowed"),
        (
            '[[points]]\nnetwork = "lif"\nseed = 0\n"device.track.nix" = 1\n',
            "device.track.nix: 1 is not allowed",
        ),
        (
            '[[points]]\nnetwork = "lif"\nseed = 0\n"device.nix.width" = 1\n',
            "factor 'device.nix.width' is not known",
        ),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nprofile = "huge"\n', "profile: 'huge'"),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nepochs = 0\n', "epochs"),
        ('[[points]]\nnetwork = "lif"\nseed = 0\ntrain_images = 0\n', "train_images: 0"),
        ("[[points]\n", "not a TOML file"),
        ('[points]\nnetwork = "lif"\nseed = 0\n', "[[points]], with two brackets"),
        ('[[points]]\nnetwork = "lif"\nseeds = [0]\n', "did you mean seed?"),
        (
            '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\ndistance_spread = "30 %"\n',
            "distance_spread: '30 %' is not allowed; allowed: a number, such as 0.05",
        ),
        (
            '[[points]]\nnetwork = "lif"\nseed = 0\nweight_bits = 2.5\n',
            "weight_bits: 2.5 is not allowed; allowed: a whole number from 1 to 16 bits",
        ),
        ('[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nchip = inf\n', "chip: inf is not allowed"),
        (
            '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nchip = [0, 1]\n',
            "chip: 0 changes nothing",
        ),
        ('[[points]]\nnetwork = "lif"\nseed = 0\nchip = 2\n', "chip: 2 changes nothing"),
        (
            '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nchip = 1\nweight_noise = [0.1, 0]\n',
            "where velocity_spread, distance_spread, weight_noise are all 0",
        ),
        (
            '[[points]]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = 1\n'
            '"device.wall_noise.sigma" = 2\n',
            "sigma and device.wall_noise.sigma are the same value",
        ),
        (
            '[[points]]\nnetwork = "lif"\nseed = 0\nrecipe.training.warmup = 0.1\n'
            'recipe = "paper"\n',
            'write paths in quotes: "recipe.training.learning_rate"',
        ),
        (
            '[[points]]\nnetwork = "lif"\nseed = 0\n'
            '"recipe.architecture.hidden_layers" = [100, 50]\n',
            "stands in a list of its own, such as [[100, 50]]",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(tmp_path, points, told):
    assert told in error_of(tmp_path, points)


@pytest.mark.parametrize("name", ["", "a/b", "..", "a b"])
def test_a_name_that_is_no_folder_is_refused(tmp_path, name):
    head = HEAD.replace('"mine"', f'"{name}"')
    assert "name: " in error_of(tmp_path, '[[points]]\nnetwork = "lif"\nseed = 0\n', head)


def test_an_unknown_table_and_a_missing_file_are_told(tmp_path):
    points = '[[points]]\nnetwork = "lif"\nseed = 0\n'
    assert "pointz is not known" in error_of(tmp_path, points + "[[pointz]]\nseed = 1\n")
    with pytest.raises(StudyError, match="there is no such file"):
        read_study(tmp_path / "nix.toml")
    with pytest.raises(StudyError, match="is a folder"):
        read_study(tmp_path)


def test_values_of_the_recipe_of_the_profile_need_no_name(tmp_path):
    head = 'name = "mine"\nbase = { profile = "smoke" }\n'
    points = '[[points]]\nnetwork = "lif"\nseed = 0\nencoder = "latency"\n'
    recipe = study(tmp_path, points, head).points[0].config.recipe
    assert (recipe.name, recipe.encoding.encoder) == ("conditioned", "latency")


@given(order=st.permutations(["network", "seed", "sigma", "reset"]))
def test_the_key_of_a_point_does_not_depend_on_the_order_of_its_factors(tmp_path_factory, order):
    lines = {"network": '"dwmtj_noisy"', "seed": "1", "sigma": "0.2", "reset": '"instant"'}
    text = "[[points]]\n" + "".join(f"{name} = {lines[name]}\n" for name in order)
    straight = "[[points]]\n" + "".join(f"{name} = {value}\n" for name, value in lines.items())
    folder = tmp_path_factory.mktemp("study")
    assert study(folder, text).points[0].key == study(folder, straight).points[0].key


def test_a_better_source_makes_no_other_point(tmp_path):
    device = load_device("cui2024-network").model_copy(update={"name": "mine"})
    write_toml(device, tmp_path / "mine.toml")
    points = '[[points]]\nnetwork = "lif"\nseed = 0\npreset = "mine.toml"\n'
    before = study(tmp_path, points).points[0].key
    text = (tmp_path / "mine.toml").read_text()
    (tmp_path / "mine.toml").write_text(text.replace("square pillar", "round pillar"))
    assert text != (tmp_path / "mine.toml").read_text()
    assert study(tmp_path, points).points[0].key == before
    (tmp_path / "mine.toml").write_text(text.replace("value = 0.3", "value = 0.4"))
    assert study(tmp_path, points).points[0].key != before


def test_the_study_of_robustness_varies_one_thing_at_a_time(request):
    read = read_study(request.config.rootpath / "studies" / "robustness.toml")
    assert {point.config.networks for point in read.points} == {("dwmtj_noisy",)}
    seeds = {}
    for point in read.points:
        name = str({n: v for n, v in point.factors.items() if n != "seed"})
        seeds.setdefault(name, []).append(point.config.seeds[0])
    assert [each for each in seeds.values() if each != [0, 1, 2]] == [[0, 1, 2, 3, 4, 5]] * 2
    for point in read.points:
        # What is trained with noise or on one chip is evaluated without, or on others.
        of_noise = point.factors.keys() & {"noise_interval", "velocity_spread", "distance_spread"}
        only_sigma = not point.factors.keys() - {
            "network",
            "seed",
            "recipe",
            "preset",
            "epochs",
            "sigma",
        }
        assert bool(point.conditions) == bool(of_noise or only_sigma)


@pytest.mark.parametrize(("name", "points"), [("conditioned", 18), ("paper", 30)])
def test_the_shipped_studies_have_three_networks_and_six_seeds(request, name, points):
    read = read_study(request.config.rootpath / "studies" / f"{name}.toml")
    assert read.name == name
    assert len(read.points) == points
    assert {p.config.networks[0] for p in read.points} == {
        "lif", "dwmtj_deterministic", "dwmtj_noisy",
    }  # fmt: skip
    assert {p.config.seeds[0] for p in read.points} == set(range(6))
    assert {p.config.epochs for p in read.points} == {10}
    assert {p.config.recipe.encoding.time_steps for p in read.points} == {400}
    assert {p.config.train_images for p in read.points} == {None}


def test_the_study_of_the_paper_s_choices_changes_the_recipe_paper(request):
    read = read_study(request.config.rootpath / "studies" / "paper-choices.toml")
    assert {p.config.recipe.name for p in read.points} == {"paper"}
    assert {p.config.seeds[0] for p in read.points} == {0, 1, 2}
    assert {p.config.train_images for p in read.points} == {20_000}
    # A batch norm over time needs no second evaluation: it has one statistic.
    for point in read.points:
        every_step = point.config.recipe.architecture.batch_norm == "spikes-per-step"
        assert len(point.conditions) == every_step


def test_the_study_of_the_convolutional_network_has_its_ceiling_beside_it(request):
    read = read_study(request.config.rootpath / "studies" / "convolutional.toml")
    assert len(read.points) == 12
    assert {p.config.networks[0] for p in read.points} == set(NETWORK_KINDS)
    assert {p.config.recipe.name for p in read.points} == {"convolutional"}


CROSSED = """
[[points]]
seed = 0
network = ["lif", "relu", "dwmtj_deterministic", "dwmtj_noisy"]
sigma = [0.3, 1.0]
write_time = ["1 ns", "2 ns"]
"""


def test_a_network_without_a_factor_is_trained_once(tmp_path):
    points = study(tmp_path, CROSSED).points
    assert [point.factors["network"] for point in points] == [
        "lif",
        "relu",
        *["dwmtj_deterministic"] * 2,
        *["dwmtj_noisy"] * 4,
    ]
    varied = ("sigma", "write_time")
    told = [{n: v for n, v in point.factors.items() if n in varied} for point in points]
    assert told[:2] == [{}, {}]
    assert told[2:4] == [{"write_time": "1 ns"}, {"write_time": "2 ns"}]
    assert told[4] == {"sigma": 0.3, "write_time": "1 ns"}


def test_the_same_network_in_two_tables_is_refused(tmp_path):
    told = error_of(tmp_path, f'{CROSSED}[[points]]\nnetwork = "lif"\nseed = 0\n')
    assert "points 2: two points have the same configuration: " in told
    assert told.endswith("lif, seed 0; points 1 has it too; leave one out")


@pytest.mark.parametrize(
    ("network", "has"),
    [
        ("lif", ["time_steps", "encoder", "recipe.lif.threshold", "device.neuron.time_step"]),
        ("relu", ["device.neuron.time_step"]),
        (
            "dwmtj_deterministic",
            ["velocity_spread", "reset", "time_steps", "recipe.surrogate.dwmtj_slope"],
        ),
        ("dwmtj_noisy", ["sigma", "noise_interval", "reset_failure", "recipe.surrogate.shape"]),
    ],
)
def test_each_network_has_factors_of_its_own(network, has):
    assert all(concerns(network, name) for name in has)
    assert all(concerns(network, n) for n in ("seed", "epochs", "weight_bits", "preset"))
    others = {
        "lif": {"sigma", "reset", "recipe.surrogate.dwmtj_slope", "device.track.firing_distance"},
        "relu": {"sigma", "time_steps", "encoder", "recipe.surrogate.shape", "reset_failure"},
        "dwmtj_deterministic": {"sigma", "noise_interval", "recipe.lif.threshold"},
        "dwmtj_noisy": {"recipe.lif.threshold"},
    }[network]
    assert not any(concerns(network, name) for name in others)


def test_a_network_for_which_nothing_is_drawn_has_no_chips(tmp_path):
    """Walls have a spread here; the weights of both have none, though it is named."""
    (tmp_path / "mine.toml").write_text(
        'name = "mine"\n[[points]]\nnetwork = ["lif", "dwmtj_noisy"]\nseed = 0\n'
        "velocity_spread = 0.1\nweight_noise = 0\nchip = [0, 1]\n"
    )
    points = read_study(tmp_path / "mine.toml").points
    assert [p.factors["network"] for p in points] == ["lif", "dwmtj_noisy", "dwmtj_noisy"]
    assert "chip" not in points[0].factors


def test_a_path_that_has_a_short_name_is_that_factor(tmp_path):
    file = tmp_path / "study.toml"
    file.write_text(
        'name = "mine"\n[base]\nnetwork = "dwmtj_noisy"\nseed = 0\nsigma = 0.3\n'
        '[[points]]\n"device.circuit.write_time" = "1 ns"\n'
        '[[points]]\nwrite_time = ["0.4 ns", "2 ns"]\n"device.wall_noise.sigma" = 1.0\n'
        '[[evaluations]]\n"device.wall_noise.sigma" = 0.5\n'
    )
    study = read_study(file)
    assert set(study.varied) == {"write_time", "sigma"}
    assert [point.factors["sigma"] for point in study.points] == [0.3, 1.0, 1.0]
    for point in study.points:
        (conditions,) = point.conditions
        assert conditions.changed == {"sigma": 0.5}
        assert conditions.config.device.wall_noise.sigma == 0.5
