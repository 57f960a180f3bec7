"""Compare the calibrated values of the presets with what comes out today, or write them.

python -m calibration            compare; the exit code is 1 if a calibrated value differs by
                                 over 0.5 %, or a derived one in its six digits
python -m calibration --write    put the computed values into the presets
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import dwmtj.parameters
from calibration import targets
from calibration.derived import derive_all
from calibration.presets import PRESETS, RAMP, calibrate_all
from calibration.quantity import TOLERANCE, Calibrated
from calibration.simulation import DEVICES, ramp_amplitudes
from calibration.toml_text import replace_value
from dwmtj.atomic import write_text
from dwmtj.parameters import load_device

#: Where the presets of the package lie.
FOLDER = Path(dwmtj.parameters.__file__).parent / "devices"


def write(rows: Sequence[Calibrated], folder: Path) -> None:
    """Put computed values into the preset files, each whole or not at all.

    Parameters
    ----------
    rows : sequence of Calibrated
        The values.
    folder : path
        Where the files lie.
    """
    for preset in dict.fromkeys(row.preset for row in rows):
        file = folder / f"{preset}.toml"
        text = file.read_text(encoding="utf-8")
        for row in rows:
            if row.preset == preset:
                text = replace_value(text, row.group, row.field, row.text)
        write_text(file, text)


def table(rows: Sequence[Calibrated]) -> str:
    """Lay values out for reading, one a line; those that differ are marked."""
    lines = [f"{'quantity':27} {'in the file':>13} {'computed':>13} {'off':>8}  target"]
    for row in rows:
        unit = f" {row.unit}" if row.unit else ""
        lines.append(
            f"{row.name:27} {row.in_file:13.6g} {row.computed:13.6g} {row.difference:8.2%}  "
            f"{row.target}{f' [{unit.strip()}]' if unit else ''}"
            f"{'' if row.agrees else '  <-- differs'}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute, compare, and write if asked to.

    Parameters
    ----------
    arguments : sequence of str, optional
        Of the command line; those of the program if not given.

    Returns
    -------
    int
        Exit code: 1 if a value differs, or the ramp fires or resets elsewhere.
    """
    parser = argparse.ArgumentParser(prog="python -m calibration", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--write", action="store_true", help="put the values into the presets")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="of the presets to write")
    options = parser.parse_args(arguments)
    rows = calibrate_all()
    derived = [row for preset in PRESETS for row in derive_all(preset)]
    for preset in PRESETS:
        for kind, of in (("calibrated", rows), ("derived", derived)):
            chosen = [row for row in of if row.preset == preset]
            sys.stdout.write(f"{preset}, {kind} values\n{table(chosen)}\n\n")
    if options.write:
        write(rows, options.folder)
        sys.stdout.write(f"written to {options.folder}\n")
        return 0
    fire, reset = ramp_amplitudes(load_device(RAMP))
    sys.stdout.write(
        f"{RAMP}: {DEVICES} devices fire at {fire:g} V and reset at {reset:g} V most often "
        f"(Fig. 3a: {targets.FIRE_AMPLITUDE:g} and {targets.RESET_AMPLITUDE:g} V)\n"
    )
    differing = [row for row in (*rows, *derived) if not row.agrees]
    if differing:
        names = ", ".join(f"{row.preset} {row.name}" for row in differing)
        sys.stdout.write(f"differ by more than {TOLERANCE:.1%}, or in six digits: {names}\n")
    as_measured = (fire, reset) == (targets.FIRE_AMPLITUDE, targets.RESET_AMPLITUDE)
    return 0 if not differing and as_measured else 1


if __name__ == "__main__":
    sys.exit(main())
