import re
import shutil

import numpy as np
import pytest
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from dwmtj import experiments
from dwmtj.analysis.fit_folder import FIT
from dwmtj.analysis.paper_fits import PAPER_FITS, fit_paper
from dwmtj.experiments.paper import EXPERIMENTS, run_paper
from dwmtj.parameters import DeviceParameters, Source, load_device
from dwmtj.parameters.files import from_tables
from dwmtj.physics import walker_field
from dwmtj.report.device_animation import animate_cycle
from dwmtj.report.device_cycles import draw_thresholds
from dwmtj.report.device_figures import DRAWERS, draw_experiment
from dwmtj.report.device_section import command_of, device_section
from dwmtj.report.device_sketch import Geometry, Sketch
from dwmtj.report.inline import inline_drawing
from dwmtj.report.style import ORANGE, figure_style, save

_UNIT = re.compile(r"\((V|kΩ|Oe|mT|µm|ns|K|m/s|A/m²|%|[\d.]+ V each)\)")
# What is counted, or a share, and has no unit.
_COUNTED = re.compile(r"pulse number|number of|cycle|device,|probability|share|write pulse")


@pytest.fixture(scope="module")
def datasets():
    few = np.geomspace(1e10, 1e12, 5)
    return {
        "hysteresis": experiments.hysteresis(seed=1, cycles=20),
        "write": experiments.write(seed=1, devices=50),
        "ramp": experiments.ramp(seed=1),
        "ramp of many": experiments.ramp(seed=1, devices=3, cycles=2),
        "ramp of three terminals": experiments.ramp(seed=1, terminals=3),
        "cycles": experiments.cycles(seed=1, cycles=20),
        "cycles reversed": experiments.cycles(seed=1, cycles=5, reverse=True),
        "cycles without readings": experiments.cycles(seed=1, cycles=20, keep_readings=False),
        "train": experiments.train(seed=1, cycles=16),
        "passages": experiments.passages(seed=1, cycles=200),
        "mobility": experiments.mobility(current_densities=few, fields=few / 1e9, duration=5e-9),
        "pulse-length": experiments.pulse_length(seed=1, cycles=20, durations=[50e-9, 1e-7]),
        "temperature": experiments.temperature(seed=1, cycles=20, temperatures=[200.0, 300.0]),
        "variability": experiments.variability(seed=1, devices=10, cycles=5),
    }


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("device")
    run_paper(folder, seed=3)
    fit_paper(folder)
    return folder


def _drawn(figure):
    return [axes for axes in figure.axes if axes.axison]


def _domains(figure):
    """Walls [um] of the domains that are shown in sketches, from left to right."""
    shown = []
    for axes in figure.axes:
        if axes.axison:
            continue
        for patch in axes.patches:
            is_domain = patch.get_facecolor() == to_rgba(ORANGE)
            if isinstance(patch, Rectangle) and is_domain and patch.get_visible():
                shown.append((patch.get_x(), patch.get_x() + patch.get_width()))
    return shown


def test_every_experiment_has_a_figure(datasets):
    assert {data.attrs["experiment"] for data in datasets.values()} == set(DRAWERS)


def test_every_axis_says_what_it_shows_and_in_which_unit(datasets):
    for name, dataset in datasets.items():
        figure = draw_experiment(dataset)
        labels = []
        for axes in _drawn(figure):
            labels += [axes.get_ylabel(), axes.get_xlabel()]
            labels += [child.get_xlabel() for child in axes.child_axes]
        for label in filter(None, labels):
            assert _UNIT.search(label) or _COUNTED.search(label), f"{name}: {label}"
        for axes in _drawn(figure):
            across = axes.get_shared_x_axes().get_siblings(axes)
            along = axes.get_shared_y_axes().get_siblings(axes)
            assert any(each.get_xlabel() for each in across), name
            assert any(each.get_ylabel() for each in along), name


def test_no_text_of_a_figure_is_cut_off(datasets):
    for name, dataset in datasets.items():
        figure = draw_experiment(dataset)
        with figure_style():
            figure.draw_without_rendering()
        whole = figure.bbox
        for axes in figure.axes:
            for text in (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label):
                if text.get_text() and text.get_visible() and axes.axison:
                    box = text.get_window_extent()
                    assert box.x0 >= whole.x0 - 2, f"{name}: {text.get_text()}"
                    assert box.x1 <= whole.x1 + 2, f"{name}: {text.get_text()}"
                    assert box.y0 >= whole.y0 - 2, f"{name}: {text.get_text()}"
                    assert box.y1 <= whole.y1 + 2, f"{name}: {text.get_text()}"


def test_sketches_show_the_domain_where_the_walls_are(datasets):
    dataset = datasets["ramp"]
    states = dataset["state"].values[0]
    for walls, state in zip(_domains(draw_experiment(dataset)), (1, 2, 3), strict=False):
        readings = np.flatnonzero(states == state)
        stored = [
            (1e6 * float(dataset["wall_left"][0, k]), 1e6 * float(dataset["wall_right"][0, k]))
            for k in readings
        ]
        assert any(walls == pytest.approx(pair) for pair in stored)


def test_the_domain_starts_at_a_and_ends_at_b_and_the_other_way_round(datasets):
    layout = load_device("cui2024-ramp").layout
    a, b = 1e6 * layout.position_a, 1e6 * layout.position_b
    there, back = (_domains(draw_experiment(datasets[n])) for n in ("cycles", "cycles reversed"))
    for walls, first, last in ((there, a, b), (back, b, a)):
        assert walls[0][0] < first < walls[0][1]
        assert walls[2][0] < last < walls[2][1]


def test_the_roles_of_the_junctions_are_exchanged_in_reversed_cycles(datasets):
    for name, first, fired in (
        ("cycles", "written [AP, P]", "fired [P, AP]"),
        ("cycles reversed", "written [P, AP]", "fired [AP, P]"),
    ):
        titles = [axes.get_title() for axes in draw_experiment(datasets[name]).axes]
        assert titles[:4] == [
            f"1  {first}",
            "2  integrating [P, P]",
            f"3  {fired}",
            "4  reset [P, P]",
        ]


def test_a_sketch_without_domain_shows_none():
    axes = Figure().add_subplot()
    sketch = Sketch(axes, Geometry(4e-6, 0.45e-6, 3.55e-6, 0.45e-6), (1e-6, 1.4e-6))
    assert (sketch.body.get_x(), sketch.body.get_width()) == pytest.approx((1.0, 0.4))
    for walls in (None, (np.nan, np.nan)):
        sketch.place(walls)
        assert not sketch.body.get_visible()


def test_states_are_numbered_over_the_resistances(datasets):
    top = _drawn(draw_experiment(datasets["ramp"]))[0]
    assert {"1", "2", "3", "4"} <= {text.get_text() for text in top.texts}


def test_a_lab_s_data_without_device_has_no_sketch_but_a_figure(datasets):
    lab = datasets["ramp"].copy()
    del lab.attrs["device_parameters"]
    assert _domains(draw_experiment(lab)) == []


def test_histograms_give_the_share_of_all_cycles_and_their_overlap(datasets):
    dataset = datasets["cycles without readings"]
    axes = Figure().add_subplot()
    draw_thresholds(axes, dataset)
    bars = sum(bar.get_height() for bar in axes.patches if bar.get_hatch())
    happened = sum(
        float(np.isfinite(dataset[f"{name}_amplitude"]).mean())
        for name in ("depin", "fire", "reset")
    )
    assert bars == pytest.approx(happened)
    told = axes.get_title(loc="left")
    overlap = experiments.overlap(dataset["fire_amplitude"], dataset["reset_amplitude"])
    assert f"fire/reset {overlap:.3f}" in told


def test_an_unknown_experiment_is_told(datasets):
    unknown = datasets["ramp"].assign_attrs(experiment="magic")
    with pytest.raises(ValueError, match=r"experiment: 'magic' is not allowed; allowed: cycles"):
        draw_experiment(unknown)


def test_missing_readings_are_told():
    bare = experiments.ramp(seed=1, keep_readings=False)
    with pytest.raises(ValueError, match="keeping the readings"):
        draw_experiment(bare)
    with pytest.raises(ValueError, match="keeping the readings"):
        animate_cycle(bare, "never.gif")


def test_the_animation_has_a_frame_for_each_reading_and_lasts_ten_seconds(datasets, tmp_path):
    dataset = datasets["cycles"]
    path = animate_cycle(dataset, tmp_path / "cycle.gif", cycle=2)
    assert path.stat().st_size < 1.5e6
    with Image.open(path) as image:
        assert image.n_frames == dataset.sizes["pulse"]
        assert image.n_frames * image.info["duration"] == pytest.approx(10_000, rel=0.05)
        first = np.asarray(image.convert("RGB"))
        image.seek(image.n_frames - 1)
        assert np.any(first != np.asarray(image.convert("RGB")))
    assert [file.name for file in tmp_path.iterdir()] == ["cycle.gif"]


def test_there_is_no_animation_of_a_cycle_that_was_not_measured(datasets, tmp_path):
    with pytest.raises(ValueError, match="cycle: 21 is not allowed; allowed: 1 to 20"):
        animate_cycle(datasets["cycles"], tmp_path / "cycle.gif", cycle=21)
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def section(measured):
    return device_section(measured)


def test_the_section_shows_the_figures_of_the_paper_beside_the_table(section):
    figures = {part for item in section.figures.values() for part in item.figure.split(", ")}
    assert {"2b", "2c", "3a", "3c", "3d", "3e", "3f", "4a", "4b"} <= figures
    told = {row.verdict for row in section.comparison if row.figure != "5b"}  # without numbers
    assert told <= {"agrees", "differs"}
    assert set(section.assumptions) == {"cui2024-ramp", "cui2024-train"}
    for item in section.figures.values():
        assert re.search(r"seed \d+\.$", item.caption)
        assert item.command.startswith("dwmtj measure ")


def test_the_figures_of_the_section_are_stored_and_repeatable(section, measured, tmp_path):
    stored = measured / "figures" / "device-ramp.svg"
    again = draw_experiment(experiments.read_netcdf(measured / "ramp.nc"))
    item = section.figures["ramp"]
    assert inline_drawing(save(again, tmp_path, "again"), "ramp", item.description) == item.svg
    assert stored.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert len(section.figures) == len(list(stored.parent.glob("*.svg")))


def _own_device(**factors):
    tables = load_device("cui2024-train").to_tables() | {"name": "mine"}
    device = from_tables(DeviceParameters, tables, "mine")
    for name, factor in factors.items():
        group, field = name.split("__")
        value = factor * getattr(getattr(device, group), field)
        device = device.replace(f"{group}.{field}", value, Source(kind="measured", detail="here"))
    return device


def test_the_section_of_another_device_shows_that_device(tmp_path):
    device = _own_device(loops__offset_a=0.5)
    run_paper(tmp_path, seed=3, device=device)
    fit_paper(tmp_path)
    section = device_section(tmp_path, networks="mine")
    assert section.own
    assert section.of_networks == ""
    assert list(section.assumptions) == ["mine"]
    assert not any(row.calibrated for row in section.comparison)
    for item in section.figures.values():
        assert "Device mine, " in item.caption
        assert "--device mine.toml " in item.command
    fields = {row.quantity: row.verdict for row in section.comparison if "MTJ_" in row.quantity}
    assert fields["switching field of MTJ_A, field going up"] == "differs"
    assert fields["switching field of MTJ_B, field going up"] == "agrees"
    with pytest.raises(FileExistsError, match="another seed, device"):
        run_paper(tmp_path, seed=3)


def test_a_device_that_does_nothing_has_a_section_all_the_same(tmp_path):
    sites = ("depinning_voltage", "entry_voltage", "exit_voltage")
    device = _own_device(**{f"pinning__{site}": 4.0 for site in sites})
    run_paper(tmp_path, seed=3, device=device)
    fit_paper(tmp_path)
    section = device_section(tmp_path)
    verdicts = {row.quantity: row.verdict for row in section.comparison}
    assert verdicts["most likely amplitude of firing"] == "differs"
    assert verdicts["mean number of pulses until firing"] == "differs"
    for fit in section.fits.values():
        assert fit.rows == []
        assert fit.remarks[0].startswith("Nothing was fitted: no junction shows two levels")


def test_the_device_of_the_networks_is_told_where_it_was_not_measured(measured, section):
    assert not section.own
    beside = device_section(measured, networks="cui2024-network")
    assert beside.of_networks == "cui2024-network"
    assert device_section(measured, networks="cui2024-train").of_networks == ""


def test_commands_name_seed_and_options():
    told = command_of("cycles-long", EXPERIMENTS["cycles-long"], 7)
    assert told == (
        "dwmtj measure cycles --device cui2024-ramp --seed 7 --cycles 10000 --events-only "
        "--plot cycles-long.svg"
    )
    assert "--reverse" in command_of("ramp-reverse", EXPERIMENTS["ramp-reverse"], 7)


def test_damaged_missing_and_exchanged_files_are_told(measured, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(measured, folder)
    whole = (folder / "ramp.nc").read_bytes()
    (folder / "ramp.nc").write_bytes(whole[:200])
    with pytest.raises(ValueError, match=r"ramp\.nc: is no whole netCDF file"):
        device_section(folder)
    shutil.copy(folder / "train.nc", folder / "ramp.nc")
    with pytest.raises(ValueError, match=r"ramp\.nc: is of the experiment 'train'"):
        device_section(folder)
    (folder / "ramp.nc").unlink()
    with pytest.raises(FileNotFoundError, match=r"ramp\.nc"):
        device_section(folder)


def test_the_law_of_weak_pins_is_drawn_up_to_walker_breakdown_only():
    fields = np.geomspace(1e2, 1e5, 31)
    dataset = experiments.mobility(
        current_densities=np.geomspace(1e11, 1e13, 9), fields=fields, duration=2e-9
    )
    device = load_device("cui2024-ramp")
    material = device.material
    walker = walker_field(
        material.saturation_magnetization,
        device.track.thickness,
        material.wall_width,
        material.gilbert_damping,
    )
    current, field = draw_experiment(dataset).axes
    (creep,) = (line for line in field.lines if "weak pins" in line.get_label())
    drawn = np.isfinite(creep.get_ydata())
    assert drawn.any()
    assert (drawn == (fields <= float(walker))).all()
    # With beta = alpha no current brings Walker breakdown about.
    (creep,) = (line for line in current.lines if "weak pins" in line.get_label())
    assert np.isfinite(creep.get_ydata()).all()


def test_the_report_fits_the_cycles_as_a_lab_would(section):
    sections = list(section.fits.values())
    assert [each.name for each in sections] == list(PAPER_FITS)
    assert [each.figure for each in sections] == ["3f", "5a, 5b"]
    for fit in sections:
        assert len(fit.rows) >= 6
        assert fit.drawings
        assert all(drawing.svg.startswith("<svg") for drawing in fit.drawings)
        assert f"dwmtj fit {fit.name}" in fit.command


def test_fits_of_the_same_measurements_are_kept(measured):
    stored = {name: measured / "fits" / name / FIT for name in PAPER_FITS}
    before = {name: path.stat().st_mtime_ns for name, path in stored.items()}
    fit_paper(measured)
    assert {name: path.stat().st_mtime_ns for name, path in stored.items()} == before
    stored["passages"].write_text("{")
    fit_paper(measured)
    assert stored["passages"].stat().st_mtime_ns > before["passages"]
    assert stored["thresholds"].stat().st_mtime_ns == before["thresholds"]
