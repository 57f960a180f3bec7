"""Makes the example files of measured data, with the project's own simulator and fixed seeds.

What ``dwmtj measure`` writes is made by the functions behind it; the commands stand in
``docs/measured-data.md`` and give the same files. Transit times no command measures: here a wall
needs the time that its mean velocity by the law of creep and flow takes for the distance between
two junctions, and each run that time, times a factor of thermal scatter.

    python examples/make_examples.py [folder]
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from dwmtj.atomic import write_text
from dwmtj.experiments import cycles, hysteresis, mobility, passages, train, write_csv

#: Distance of the readings [m], runs at each field, and standard deviation of ln(time).
DISTANCE, RUNS, SCATTER = 2e-6, 4, 0.08
FIELDS = np.geomspace(1e3, 4e4, 17)  # A/m


def transit_times() -> pd.DataFrame:
    """Give transit times of a wall in fields, in the units of a lab."""
    laws = mobility("cui2024-ramp", seed=5, current_densities=[1e12], fields=FIELDS)
    velocity = laws["field_velocity"].sel(motion_law="creep").to_numpy()
    rng = np.random.default_rng(5)
    time = DISTANCE / velocity[:, None] * np.exp(SCATTER * rng.standard_normal((len(FIELDS), RUNS)))
    return pd.DataFrame(
        {
            "run": np.tile(np.arange(1, RUNS + 1), len(FIELDS)),
            "field (Oe)": np.repeat(FIELDS, RUNS) * 4 * np.pi / 1e3,
            "distance (um)": DISTANCE * 1e6,
            "time (ns)": time.ravel() * 1e9,
        }
    )


def main(folder: Path) -> None:
    """Make all files; what is there is replaced."""
    write_csv(cycles(seed=1, cycles=100), folder / "cycles.csv", overwrite=True)
    write_csv(train(seed=2, cycles=100), folder / "trains.csv", overwrite=True)
    write_csv(passages(seed=3, cycles=200), folder / "passages.csv", overwrite=True)
    write_csv(hysteresis(seed=4), folder / "loops.csv", overwrite=True)
    text = transit_times().to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write_text(folder / "transit-times.csv", text)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
