import dataclasses
import itertools
import json
import re
import warnings

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

from dwmtj import experiments
from dwmtj.analysis.estimate import Estimate, unknown
from dwmtj.analysis.events.fit_events import fit_events
from dwmtj.analysis.fit_folder import FIGURES, FIT, write_fit
from dwmtj.analysis.fit_result import FitResult
from dwmtj.analysis.loops.fit_loops import fit_loops
from dwmtj.analysis.passages.fit_passages import fit_passages, passages_of
from dwmtj.analysis.tables.read_table import table_of
from dwmtj.analysis.thresholds.fit_thresholds import fit_thresholds
from dwmtj.report.fit_drawing import show_decades, told
from dwmtj.report.fit_figures import TITLES, figures_of
from dwmtj.report.fit_page import write_fit_page
from dwmtj.report.style import figure_style

_UNIT = re.compile(r"\((V|kΩ|Oe|mT|%|m/s|A/m²)\)|pulse number|number of|loop number|^cycle")


_KINDS = ("events", "thresholds", "passages", "loops", "mobility")


def _mobility(drive_name="current_density", unit="A/m^2", scale=1e11):
    """A fit as ``fit_mobility`` describes it: flow with a fall at its end."""
    drive = scale * np.array([0.1, 0.3, 1.0, 3.0, 10.0, 30.0])
    velocity = np.array([np.nan, 3.0, 10.0, 31.0, 98.0, 40.0])
    fine = np.geomspace(drive[0], drive[-1], 50)
    table = {
        "velocity": ("drive", velocity, "m/s"),
        "velocity_low": ("drive", 0.9 * velocity, "m/s"),
        "velocity_high": ("drive", 1.1 * velocity, "m/s"),
        "transits": ("drive", [0.0, 5, 6, 6, 6, 6], "1"),
        "still": ("drive", [6.0, 1, 0, 0, 0, 0], "1"),
        "beyond_walker": ("drive", [0.0, 0, 0, 0, 0, 1], "1"),
        "flow_velocity": ("curve_drive", 10 * fine / scale, "m/s"),
        "fitted_velocity": ("curve_drive", 10 * fine / scale, "m/s"),
    }
    curves = xr.Dataset(
        {name: (dim, values, {"units": of}) for name, (dim, values, of) in table.items()},
        coords={"drive": drive, "curve_drive": fine},
        attrs={"drive_name": drive_name, "regime": "flow"},
    )
    estimates = {
        "walker_drive": Estimate(
            10 * scale, unit, "greatest velocity", interval_95=(3 * scale, 30 * scale)
        ),
        "depinning_drive": Estimate(
            None, unit, "limit", interval_95=(None, 0.3 * scale), reason="flow only"
        ),
    }
    return FitResult("mobility", estimates, 36, 29, (), ("Flow only.",), curves)


def _many():
    counts = np.repeat([11, 12, 13, 0], [30, 50, 19, 1])
    return passages_of(counts, np.full(100, 20), sets=20)


def _fits():
    cycles = table_of(experiments.cycles(seed=1, cycles=30), "cycles")
    one = table_of(experiments.cycles(seed=1, cycles=1), "cycles")
    train = table_of(experiments.train(seed=1, cycles=16), "cycles")
    devices = table_of(experiments.cycles(seed=1, cycles=4, devices=3, spread=True), "cycles")
    few = {"resamples": 20}
    return {
        "events": fit_events(cycles),
        "events of a train": fit_events(train),
        "events of devices": fit_events(devices),
        "events of one cycle": fit_events(one),
        "thresholds": fit_thresholds(cycles, **few),
        "thresholds of devices": fit_thresholds(devices, **few),
        "thresholds of one cycle": fit_thresholds(one, **few),
        "thresholds of a train": fit_thresholds(train, **few),
        "passages": fit_passages(train, sets=20),
        "passages of many": _many(),
        "passages of one": passages_of([12], sets=20),
        "passages of none": passages_of([0, 0], [20, 20], sets=20),
        "mobility": _mobility(),
        "mobility by a field": _mobility("field", "A/m", 1e3),
        "loops": fit_loops(table_of(experiments.hysteresis(seed=1, cycles=8), "loops")),
    }


@pytest.fixture(scope="module")
def fits():
    return _fits()


def _figures(result):
    """Draw as a page does, and take every warning for an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = figures_of(result)
        with figure_style():
            for each in drawn:
                each.figure.draw_without_rendering()
    return drawn


def test_the_page_is_complete_and_opens_offline(fits, tmp_path, check_page):
    for place, name in enumerate((*_KINDS, "thresholds of one cycle", "passages of none")):
        result = fits[name]
        folder = tmp_path / str(place)
        told_of = dataclasses.replace(result, origin="a <b> & c.csv", sha256="0" * 64)
        text = check_page(write_fit_page(write_fit(told_of, folder)), folder / FIGURES)
        assert "a &lt;b&gt; &amp; c.csv" in text
        assert TITLES[result.kind] in text
        for estimate in result.estimates:
            assert f'<tr id="{estimate}">' in text, f"{name}: {estimate}"


def test_the_same_fit_gives_the_same_page(fits, tmp_path):
    folder = write_fit(fits["thresholds"], tmp_path / "fit")
    first = write_fit_page(folder).read_bytes()
    assert write_fit_page(folder / FIT).read_bytes() == first


@pytest.mark.parametrize("case", ["thresholds", "thresholds of one cycle"])
def test_what_is_known_and_what_is_not_stand_apart(fits, tmp_path, case):
    result = fits[case]
    text = write_fit_page(write_fit(result, tmp_path / "fit")).read_text(encoding="utf-8")
    known, not_known = text.split("What the data cannot tell</h2>")
    answer, _, known = known.partition("Side figures</h2>")
    of_answer = result.to_dict()["answers"]
    assert of_answer
    for name, estimate in result.estimates.items():
        limited = estimate.value is not None or estimate.interval_95 not in (None, (None, None))
        place = answer if name in of_answer else known if limited else not_known
        assert f'<tr id="{name}">' in place


@pytest.fixture(scope="module")
def drawings(fits):
    return {name: _figures(result) for name, result in fits.items()}


def test_every_axis_says_what_it_shows_and_in_which_unit(drawings):
    for name, figures in drawings.items():
        for drawn in figures:
            for axes in drawn.figure.axes:
                if not axes.axison:
                    continue
                across = axes.get_shared_x_axes().get_siblings(axes)
                labels = [axes.get_xlabel(), axes.get_ylabel()]
                labels += [child.get_xlabel() for child in axes.child_axes]
                assert any(each.get_xlabel() for each in across), name
                for label in filter(None, labels):
                    assert _UNIT.search(label), f"{name}: {label}"


def test_no_text_of_a_figure_is_cut_off(drawings, check_inside):
    for figures in drawings.values():
        for drawn in figures:
            check_inside(drawn.figure)


def test_missing_parts_of_a_fit_are_left_out(fits):
    for kind in _KINDS:
        result = fits[kind]
        for variable in result.curves.data_vars:
            assert figures_of(dataclasses.replace(result, curves=result.curves.drop_vars(variable)))
        emptied = {
            name: values.where(np.zeros(values.shape, bool))
            for name, values in result.curves.data_vars.items()
            if values.dtype.kind == "f"
        }
        assert _figures(dataclasses.replace(result, curves=result.curves.assign(emptied)))


def test_a_fit_without_curves_or_estimates_has_a_page(fits, tmp_path):
    for place, kind in enumerate(_KINDS):
        result = fits[kind]
        bare = dataclasses.replace(result, curves=xr.Dataset(), estimates={})
        assert _figures(bare)
        blank = {
            name: unknown(each.unit, each.method, "no reason at all")
            for name, each in result.estimates.items()
        }
        assert _figures(dataclasses.replace(result, estimates=blank))
        text = write_fit_page(write_fit(bare, tmp_path / str(place))).read_text(encoding="utf-8")
        assert "The data give no estimate." in text


def test_an_event_that_was_never_seen_has_no_curve(fits):
    result = fits["thresholds"]
    there = result.curves["event"] != "reset"
    curves = result.curves.assign(
        {
            name: values.where(there)
            for name, values in result.curves.data_vars.items()
            if "event" in values.dims
        }
    )
    (drawn,) = _figures(dataclasses.replace(result, curves=curves))
    top, _ = drawn.figure.axes
    labels = [text.get_text() for text in top.get_legend().get_texts()]
    assert [label.split(":")[0] for label in labels] == ["depin", "fire"]


def test_histograms_count_the_cycles_with_the_event(fits):
    result = fits["thresholds"]
    (drawn,) = _figures(result)
    bars = sum(bar.get_height() for bar in drawn.figure.axes[0].patches if bar.get_hatch())
    assert bars == pytest.approx(float(result.curves["events"].sum()))


def test_a_threshold_stands_at_half_of_the_cycles(fits):
    result = fits["thresholds"]
    (drawn,) = _figures(result)
    below = drawn.figure.axes[1]
    marks = [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in below.lines
        if len(line.get_xdata()) == 1 and line.get_marker() == "|"
    ]
    values = [result.estimates[f"v50_{event}"].value for event in ("depin", "fire", "reset")]
    expected = [(value, 0.5) for value in values if value is not None]
    for mark in expected:
        assert any(mark == pytest.approx(each) for each in marks), mark


@pytest.mark.parametrize("case", ["thresholds", "thresholds of devices"])
def test_the_legend_says_where_a_width_is_not_resolved(fits, case):
    result = fits[case]
    (drawn,) = _figures(result)
    labels = [text.get_text() for text in drawn.figure.legends[0].get_texts()]
    lines = [line for line in drawn.figure.axes[1].lines if line.get_label() in labels]
    unresolved = 0
    for event, label, line in zip(("depin", "fire", "reset"), labels, lines, strict=True):
        assert label.startswith(f"{event}: V50")
        one = result.curves["fitted_share"].sel(event=event)
        form = str(result.curves["preferred"].sel(event=event).values)
        curve = bool(one.sel(form=form).notnull().any())
        limited = result.estimates[f"width_{event}"].value is None
        unresolved += limited
        assert label.endswith("width not resolved") == limited
        assert (f", {form}" in label) == curve
        assert ("no curve" in label) == (limited and not curve)
        assert (line.get_linestyle() == "None") == (not curve)
    assert unresolved
    one_of_many = any("one of many curves" in label for label in labels)
    assert ("the likeliest one with its V50" in drawn.caption) == one_of_many
    assert ("the mean of theirs" in drawn.caption) == (case == "thresholds of devices")


def test_the_counts_and_every_law_are_in_the_legend(fits):
    result = fits["passages of many"]
    (drawn,) = _figures(result)
    labels = [text.get_text() for text in drawn.figure.legends[0].get_texts()]
    assert labels[0] == "counts of the file"
    for title in result.curves["title"].values:
        assert any(label.startswith(str(title)) for label in labels)
    told_above = drawn.figure.axes[0].get_title(loc="left")
    assert told_above == "100 cycles, 1 not seen to fire"


def test_the_paper_s_curves_have_the_spread_of_the_paper(fits):
    (drawn,) = _figures(fits["passages"])
    labels = [text.get_text() for text in drawn.figure.axes[1].get_legend().get_texts()]
    told_spreads = [re.search(r"(\d+) mean steps: ([\d.]+) ± ([\d.]+)", each) for each in labels]
    for found in filter(None, told_spreads):
        distance, mean, spread = map(float, found.groups())
        assert mean == pytest.approx(distance + 0.5, abs=0.1)
        assert spread == pytest.approx(0.3 * np.sqrt(distance), rel=0.05)
    assert sum(found is not None for found in told_spreads) == 2


def test_a_loop_that_is_turned_over_has_its_arrows_turned(fits):
    result = fits["loops"]

    def rises(curves):
        figure = _figures(dataclasses.replace(result, curves=curves))[0].figure
        arrows = [text for text in figure.axes[0].texts if hasattr(text, "arrow_patch")]
        return [arrow.xy[1] - arrow.xyann[1] for arrow in arrows]

    as_is = rises(result.curves)
    middle = result.curves["reading_resistance"].mean()
    over = result.curves.assign(reading_resistance=2 * middle - result.curves["reading_resistance"])
    assert len(as_is) == 4
    np.testing.assert_allclose(rises(over), -np.array(as_is))


def test_velocities_beyond_walker_breakdown_and_walls_at_rest_are_marked(drawings):
    for name, shown in (("mobility", "· 10"), ("mobility by a field", "126 Oe")):
        (drawn,) = drawings[name]
        (axes,) = drawn.figure.axes
        lines = {line.get_label(): line for line in axes.lines}
        assert len(lines["velocities"].get_xdata()) == 4
        assert len(lines["beyond Walker breakdown, not fitted"].get_xdata()) == 1
        assert len(lines["drives with walls that did not move"].get_xdata()) == 2
        (walker,) = (label for label in lines if label.startswith("Walker breakdown: "))
        assert shown in walker


@pytest.mark.parametrize("span", [1.5, 4.0, 30.0, 300.0, 1e6])
@pytest.mark.parametrize("first", [12.5, 1e11])
def test_ticks_of_a_logarithmic_axis_have_labels_that_do_not_touch(first, span):
    with figure_style():
        figure = Figure(figsize=(7.0, 4.6))
        axes = figure.add_subplot()
        for axis, name in ((axes.xaxis, "x"), (axes.yaxis, "y")):
            axes.set(**{f"{name}scale": "log", f"{name}lim": (first, span * first)})
            show_decades(axis, first, span * first)
        figure.draw_without_rendering()
        for axis, along in ((axes.xaxis, 0), (axes.yaxis, 1)):
            boxes = [each.get_window_extent() for each in axis.get_ticklabels() if each.get_text()]
            inside = [
                sorted((box.p0[along], box.p1[along]))
                for box, place in zip(boxes, axis.get_majorticklocs(), strict=True)
                if first <= place <= span * first
            ]
            assert inside
            assert all(a[1] < b[0] for a, b in itertools.pairwise(sorted(inside)))


def test_fields_are_in_oersted_for_readers_and_in_si_in_files(fits, tmp_path):
    result = fits["loops"]
    folder = write_fit(result, tmp_path / "fit")
    text = write_fit_page(folder).read_text(encoding="utf-8")
    assert "A/m" not in text
    value = result.estimates["coercive_field_a"].value
    assert f"<span>{value * 4e-3 * np.pi:.5g}</span> <span>Oe</span>" in text
    stored = json.loads((folder / FIT).read_text())["estimates"]["coercive_field_a"]
    assert (stored["value"], stored["unit"]) == (value, "A/m")
    assert "A/m" in (folder / "estimates.csv").read_text()


def test_an_estimate_is_told_with_the_digits_that_its_interval_bears():
    def of(value, interval, **more):
        estimate = Estimate(value, "V", "", interval_95=interval, reason="none", **more)
        return told(FitResult("events", {"v": estimate}, 0, 0, ()), "v", "V")

    assert of(2.4476552, (2.4377, 2.4576)) == "2.448 V (2.438 to 2.458)"
    assert of(-1234.5678, (-1300.0, -1100.0)) == "−1,235 V (−1,300 to −1,100)"
    assert of(0.0, (0.0, 0.0)) == "0 V"
    assert of(None, (None, 0.05)) == "below 0.050 V"
    assert of(None, (0.27, None)) == "above 0.270 V"
    assert of(None, (None, None)) == "not known"
    assert told(FitResult("events", {}, 0, 0, ()), "v") == "not known"


def test_damaged_and_missing_fits_are_told(fits, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"holds no fit\.json"):
        write_fit_page(tmp_path)
    folder = write_fit(fits["loops"], tmp_path / "fit")
    whole, curves = (folder / FIT).read_text(), (folder / "curves.nc").read_bytes()
    (folder / FIT).write_text(whole[:100])
    with pytest.raises(ValueError, match="is no whole fit"):
        write_fit_page(folder)
    (folder / FIT).write_text(json.dumps(json.loads(whole) | {"kind": "magic"}))
    with pytest.raises(ValueError, match=r"is no whole fit \(kind: 'magic' is not allowed"):
        write_fit_page(folder)
    (folder / FIT).write_text(whole)
    (folder / "curves.nc").write_bytes(curves[:200])
    with pytest.raises(ValueError, match="is no whole fit"):
        write_fit_page(folder)
    assert not (folder / FIGURES).exists()
