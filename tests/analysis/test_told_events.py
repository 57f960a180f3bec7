"""A table of events gives the same as the readings that they are from."""

import numpy as np

from dwmtj.analysis.events.events import find_cycle_events, pulse_counts
from dwmtj.analysis.tables.read_table import read_table, table_of
from dwmtj.experiments import cycles, variability, write_csv

OPTIONS = {"seed": 2, "devices": 10, "cycles": 10, "spread": True}


def test_events_and_counts_are_those_of_the_readings(tmp_path):
    readings = table_of(cycles(**OPTIONS), "cycles")
    file = write_csv(cycles(**OPTIONS, keep_readings=False), tmp_path / "events.csv")
    told = read_table(file, "cycle-events")
    one, other = find_cycle_events(readings), find_cycle_events(told)
    for name in one._fields:
        if name not in ("label", "applied", "last_amplitude"):  # which the table does not tell
            np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9)
    plain = np.isin(one.label, ("complete", "no write", "fire not seen"))
    assert np.array_equal(one.label[plain], other.label[plain])
    assert plain.mean() > 0.8
    # Cycles of which only readings show that they are leftovers count in one of the two.
    unclear = int(np.sum(one.label != other.label))
    for event in ("depin", "fire", "reset"):
        each = [pulse_counts(t, e, event) for t, e in ((readings, one), (told, other))]
        switched = [
            {round(v, 6): n for v, n in zip(c.amplitude, c.switched, strict=True) if n}
            for c in each
        ]
        everywhere = set(switched[0]) | set(switched[1])
        apart = sum(abs(switched[0].get(v, 0) - switched[1].get(v, 0)) for v in everywhere)
        assert apart <= unclear
        assert sum(switched[0].values()) > 80


def test_a_dataset_tells_the_pulses_that_were_applied(tmp_path):
    dataset = variability(seed=2, devices=3, cycles=4)
    known = find_cycle_events(table_of(dataset, "cycle-events"))
    pulses = dataset["amplitude"].to_numpy()
    assert np.all(known.applied == len(pulses) - 1)
    assert np.all(known.last_amplitude == pulses[-1])
    np.testing.assert_allclose(known.fire_before, pulses[known.fire_pulse - 1])
    from_csv = find_cycle_events(read_table(write_csv(dataset, tmp_path / "v.csv"), "cycle-events"))
    np.testing.assert_allclose(from_csv.fire_before, known.fire_before, rtol=1e-9)
    last = max(int(getattr(known, f"{name}_pulse").max()) for name in ("depin", "fire", "reset"))
    assert np.all(from_csv.applied == last)
