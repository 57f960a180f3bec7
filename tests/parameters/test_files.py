import re
import tomllib

import pytest
import tomli_w

from dwmtj.parameters import (
    ParameterError,
    Source,
    as_device,
    device_names,
    load_device,
    load_recipe,
    recipe_names,
    write_toml,
)
from dwmtj.parameters.files import read_references

PRACTICAL = [
    ("track", "width"),
    ("junction", "resistance_area_product"),
    ("contacts", "read_voltage"),
    ("loops", "initial_field"),
    ("drive", "duration"),
    ("material", "saturation_magnetization"),
]
ASSUMED = Source(kind="assumed", detail="test")


def _collections():
    return [load_device(name) for name in device_names()] + [
        load_recipe(name) for name in recipe_names()
    ]


def test_the_presets_and_recipes_of_the_package_are_there():
    assert device_names() == [
        "cui2024-network",
        "cui2024-ramp",
        "cui2024-train",
        "liu2025-released-code",
    ]
    assert recipe_names() == ["conditioned", "convolutional", "paper"]


@pytest.mark.parametrize("collection", _collections(), ids=lambda c: c.name)
def test_every_value_has_a_source(collection):
    for group, entry in collection.entries():
        assert entry.source.detail != "given without a source", f"{group}.{entry.field}"


@pytest.mark.parametrize("collection", _collections(), ids=lambda c: c.name)
def test_every_cited_key_is_in_the_bibliography(collection):
    keys = re.findall(r"^@\w+\{(\S+),$", read_references(), re.MULTILINE)
    cited = {entry.source.reference_key for _, entry in collection.entries()} - {None}
    assert cited <= set(keys)


@pytest.mark.parametrize("collection", _collections(), ids=lambda c: c.name)
def test_writing_and_reading_back_gives_the_same_object(collection, tmp_path):
    file = tmp_path / "own.toml"
    write_toml(collection, file)
    load = load_device if hasattr(collection, "material") else load_recipe
    assert load(file) == collection


def test_a_copy_is_written_in_the_units_of_the_lab(tmp_path):
    file = tmp_path / "own.toml"
    write_toml(load_device("cui2024-ramp"), file)
    tables = tomllib.loads(file.read_text())
    written = [tables[group][field]["value"] for group, field in PRACTICAL]
    assert written == ["250 nm", "29 ohm um^2", "50 mV", "-600 Oe", "50 ns", "800 kA/m"]


def test_differences_name_the_values_that_are_not_the_same():
    ramp, train = load_device("cui2024-ramp"), load_device("cui2024-train")
    assert ramp.differences(load_device("cui2024-ramp")) == []
    assert ramp.differences(train) == [
        "motion.efficiency",
        "pinning.entry_voltage",
        "pinning.exit_voltage",
    ]
    bare = ramp.model_copy(update={"substrate": None})
    assert {path.partition(".")[0] for path in bare.differences(ramp)} == {"substrate"}


@pytest.mark.parametrize(
    ("load", "other", "says"),
    [
        (load_device, load_recipe("paper"), "is a recipe, not a device"),
        (load_recipe, load_device("cui2024-network"), "is a device, not a recipe"),
    ],
)
def test_a_recipe_is_no_device_and_a_device_no_recipe(load, other, says, tmp_path):
    with pytest.raises(ParameterError, match=f"^{other.name}: {says}; there are: "):
        load(other.name)
    write_toml(other, tmp_path / "own.toml")
    with pytest.raises(ParameterError, match=rf"^own\.toml: {says}$"):
        load(tmp_path / "own.toml")


def test_an_existing_file_is_overwritten_on_request_only(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("mine")
    with pytest.raises(FileExistsError, match=r"own\.toml"):
        write_toml(load_device("cui2024-network"), file)
    assert file.read_text() == "mine"
    write_toml(load_device("cui2024-network"), file, overwrite=True)
    assert load_device(file) == load_device("cui2024-network")


def test_a_users_file_takes_any_unit_and_marks_what_has_no_source(tmp_path):
    tables = load_device("cui2024-network").to_tables()
    tables["circuit"]["applied_field"] = "200 Oe"
    tables["track"]["width"] = {"value": "0.025 um", "assumed": "measured by eye"}
    file = tmp_path / "my.toml"
    file.write_text(tomli_w.dumps(tables))
    device = load_device(str(file))
    assert device.circuit.applied_field == pytest.approx(15915.494)
    assert device.track.width == pytest.approx(25e-9)
    assert str(device.circuit.source_of("applied_field")) == "assumed: given without a source"
    assert str(device.track.source_of("width")) == "assumed: measured by eye"


@pytest.mark.parametrize(
    ("group", "field", "value", "says"),
    [
        ("track", "width", "-1 nm", "track.width: -1e-09 m is not allowed; allowed: above 0 m"),
        ("track", "width", "nan m", "nan m is not allowed"),
        ("track", "width", "inf m", "inf m is not allowed"),
        ("track", "width", "1e400 m", "inf m is not allowed"),
        ("track", "width", float("nan"), "has no unit"),
        ("track", "width", "3 kg", "expected a quantity in m"),
        ("track", "width", 25e-9, "has no unit"),
        ("track", "width", True, "is not a number"),
        ("track", "width", [1], "is not a number"),
        ("material", "gilbert_damping", 0, "allowed: above 0 and at most 1"),
        ("material", "spin_polarization", 1.5, "allowed: at least -1 and at most 1"),
        ("wall_noise", "sigma", float("inf"), "allowed: at least 0"),
        ("wall_noise", "interval", "0.25 ns", "whole multiples of neuron.time_step, 100 ps"),
        ("wall_noise", "interval", "0.05 ns", "whole multiples of neuron.time_step, 100 ps"),
        ("neuron", "reset", "sometimes", "'eject', 'instant' or 'none'"),
        ("neuron", "synaptic_time_constant", "1 ps", "at least neuron.time_step, 100 ps"),
        ("track", "widht", "25 nm", "track.widht: unknown key"),
    ],
)
def test_wrong_values_are_refused_with_field_value_and_range(tmp_path, group, field, value, says):
    tables = load_device("cui2024-network").to_tables()
    tables[group][field] = value
    file = tmp_path / "my.toml"
    file.write_text(tomli_w.dumps(tables))
    with pytest.raises(ParameterError) as caught:
        load_device(file)
    assert "my.toml: " in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"value": "25 nm", "paper": "x", "assumed": "y"}, "more than one source"),
        ({"paper": "x"}, "has no 'value'"),
        ({"value": "25 nm", "sorce": "x"}, "unknown key 'sorce'"),
        ({"value": "25 nm", "paper": ""}, "at least 1 character"),
        ({"value": "25 nm", "paper": 3}, "valid string"),
    ],
)
def test_wrong_entries_are_refused(tmp_path, entry, says):
    tables = load_device("cui2024-network").to_tables()
    tables["track"]["width"] = entry
    file = tmp_path / "my.toml"
    file.write_text(tomli_w.dumps(tables))
    with pytest.raises(ParameterError, match=re.escape(says)):
        load_device(file)


def test_missing_groups_fields_and_names_are_told(tmp_path):
    tables = load_device("cui2024-network").to_tables()
    del tables["junction"]
    del tables["track"]["width"]
    del tables["name"]
    file = tmp_path / "my.toml"
    file.write_text(tomli_w.dumps(tables))
    with pytest.raises(ParameterError) as caught:
        load_device(file)
    for part in ("name: missing", "junction: missing", "track.width: missing"):
        assert part in str(caught.value)


@pytest.mark.parametrize("content", [b"= 3", b"\xff\xfe", b"track = 3\n", b""])
def test_damaged_files_give_one_line(tmp_path, content):
    file = tmp_path / "my.toml"
    file.write_bytes(content)
    with pytest.raises(ParameterError, match=r"my\.toml") as caught:
        load_device(file)
    assert str(caught.value).isprintable()


def test_strange_keys_and_long_values_are_told_in_one_printable_line(tmp_path):
    tables = load_device("cui2024-network").to_tables() | {
        "a\n\x07b": 1,
        "description": ["x"] * 999,
    }
    (tmp_path / "my.toml").write_text(tomli_w.dumps(tables))
    with pytest.raises(ParameterError) as caught:
        load_device(tmp_path / "my.toml")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_a_field_out_of_range_is_told_in_both_units():
    with pytest.raises(ParameterError, match=r"-47746\.5 A/m \(-600 Oe\) is not allowed"):
        load_device("cui2024-ramp").replace("loops.half_width_a", "-600 Oe", ASSUMED)
    with pytest.raises(ParameterError, match=r"saturation_magnetization: -1\.0 A/m is not allowed"):
        load_device("cui2024-ramp").replace("material.saturation_magnetization", -1.0, ASSUMED)


@pytest.mark.parametrize("device", ["cui2024-ramp", load_device("cui2024-ramp")])
def test_a_device_or_its_name_is_a_device(device):
    assert as_device(device) == load_device("cui2024-ramp")


@pytest.mark.parametrize("nothing", [None, 3, ["cui2024-ramp"]])
def test_what_is_no_device_nor_name_is_told(nothing):
    with pytest.raises(ParameterError, match="is not allowed; allowed: DeviceParameters, the name"):
        as_device(nothing)


def test_unknown_names_list_what_there_is():
    with pytest.raises(ParameterError, match=r"no device 'nix'; there are: cui2024-network"):
        load_device("nix")
    with pytest.raises(
        ParameterError, match=r"no recipe 'nix'; there are: conditioned, convolutional, paper"
    ):
        load_recipe("nix")
    with pytest.raises(ParameterError, match=r"nix\.toml: cannot be read"):
        load_device("nix.toml")


def test_replaced_values_are_checked_and_the_original_stays():
    device = load_device("cui2024-network")
    other = device.replace("wall_noise.sigma", 0.5, ASSUMED)
    assert (device.wall_noise.sigma, other.wall_noise.sigma) == (0.3, 0.5)
    assert other.wall_noise.source_of("sigma") == ASSUMED
    assert device.replace("track.width", "30 nm", ASSUMED).track.width == 30e-9
    for path, value, says in [
        ("wall_noise.sigma", -1, "wall_noise.sigma: -1 is not allowed"),
        ("wall_noise.sgma", 1, "no value 'sgma'"),
        ("noise.sigma", 1, "no group 'noise'"),
        ("wall_noise.interval", 0.25e-9, "whole multiples"),
    ]:
        with pytest.raises(ValueError, match=re.escape(says)):
            device.replace(path, value, ASSUMED)


def test_models_are_frozen_and_hashable():
    device = load_device("cui2024-network")
    with pytest.raises(ValueError, match="frozen"):
        device.track.width = 1.0
    assert hash(device) == hash(load_device("cui2024-network"))


def test_fields_document_symbol_unit_and_range():
    doc = type(load_device("cui2024-network").track).__doc__
    assert "w, track width where the domain is written [m]; above 0 m and at most 100 µm." in doc


def test_the_released_code_preset_follows_from_its_constants():
    from dwmtj.physics.constants import GAMMA_0, MU_0

    device = load_device("liu2025-released-code")
    slope = (device.track.end_width - device.track.width) / device.track.firing_distance
    field = 6.000171568956471e4 * slope**2 + 1.084982104400131e4 * slope + 1.228766907095338e3
    m = device.material
    leak = GAMMA_0 * m.wall_width * m.gilbert_damping * field
    assert device.track.leak_velocity == pytest.approx(leak, rel=1e-3)
    anisotropy = 5e5 - 0.45 * MU_0 * m.saturation_magnetization**2
    assert m.wall_width == pytest.approx((1.3e-11 / anisotropy) ** 0.5, rel=1e-3)


def test_preset_files_are_plain_toml_with_units():
    from importlib import resources

    folder = resources.files("dwmtj.parameters") / "devices"
    tables = tomllib.loads((folder / "cui2024-network.toml").read_text())
    assert tables["track"]["width"]["value"] == "25 nm"
