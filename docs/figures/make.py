"""Make the figures of the device and of the comparison in this folder again: ``make figures``.

The others come from what they show: ``accuracy`` and ``traces`` are in the folder ``figures`` of
the run that ``make reproduce`` makes, and ``scaling`` is written by ``make bench``. An SVG file
here is what ``dwmtj measure NAME --seed 1 --plot device-NAME.svg`` writes, and ``neurons.svg`` what
``dwmtj account --compare --plot neurons.svg`` writes for the devices that the page shows.
"""

from pathlib import Path

from dwmtj import experiments
from dwmtj.accounting import account, compare
from dwmtj.report.comparison_figure import draw_comparison
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
    measured = [account("cui2024-ramp", terminals=terminals) for terminals in (4, 3)]
    comparison = compare([*measured, account("cui2024-network")])
    store(draw_comparison(comparison), FOLDER / "neurons.svg")


if __name__ == "__main__":
    main()
