"""Make the figures of the device in this folder again: ``make figures``.

The others come from what they show: ``accuracy`` and ``traces`` are in the folder ``figures`` of
the run that ``make reproduce`` makes, and ``scaling`` is written by ``make bench``. An SVG file
here is what ``dwmtj measure NAME --seed 1 --plot device-NAME.svg`` writes.
"""

from pathlib import Path

from dwmtj import experiments
from dwmtj.report.device_animation import animate_cycle
from dwmtj.report.device_figures import draw_experiment
from dwmtj.report.style import store

FOLDER = Path(__file__).parent
SEED = 1


def main() -> None:
    """Measure, and write every figure beside this file."""
    cycles = experiments.cycles(seed=SEED)
    datasets = [
        experiments.hysteresis(seed=SEED),
        experiments.ramp(seed=SEED),
        cycles,
        experiments.train(seed=SEED),
    ]
    for dataset in datasets:
        store(draw_experiment(dataset), FOLDER / f"device-{dataset.attrs['experiment']}.svg")
    animate_cycle(cycles, FOLDER / "device-cycle.gif")


if __name__ == "__main__":
    main()
