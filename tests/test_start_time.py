"""Someone who measures devices never loads PyTorch, and the command line starts at once.

What is tested is which modules are loaded, because that decides the time on every machine; the
time itself has a bound that only a heavy import can break.
"""

import subprocess
import sys

import pytest

HEAVY = ("torch", "lightning", "matplotlib", "xarray", "pandas", "scipy", "sklearn", "pint")

#: What follows from the values of a device is worked out with scipy and numba.
LOADED = {"device show": ("scipy",), "device show lab": ("scipy",), "device show json": ("scipy",)}

PROBE = """
import sys, time
start = time.perf_counter()
{code}
print(time.perf_counter() - start)
print(*[name for name in {heavy} if name in sys.modules])
"""


def _command(*arguments):
    return f"""
from typer.testing import CliRunner
from dwmtj.cli import app
result = CliRunner().invoke(app, {list(arguments)})
assert result.exit_code == 0, result.output
"""


CASES = {
    "import": "import dwmtj",
    "parameters": "import dwmtj.parameters",
    "help": _command("--help"),
    "device list": _command("device", "list"),
    "device show": _command("device", "show", "cui2024-network"),
    "device show lab": _command("device", "show", "cui2024-ramp"),
    "recipe list": _command("recipe", "list"),
    "recipe show": _command("recipe", "show", "paper"),
    "device show json": _command("device", "show", "liu2025-released-code", "--json"),
}


@pytest.mark.parametrize("case", CASES)
def test_starts_without_heavy_imports(case):
    heavy = tuple(name for name in HEAVY if name not in LOADED.get(case, ()))
    code = PROBE.format(code=CASES[case], heavy=heavy)
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert output[1] == "", f"loads {output[1]}"


def test_import_takes_less_than_half_a_second():
    code = PROBE.format(code="import dwmtj", heavy=HEAVY)
    times = [
        float(subprocess.check_output([sys.executable, "-c", code], text=True).split()[0])
        for _ in range(3)
    ]
    assert min(times) < 0.5


def test_physics_does_not_load_torch():
    code = "import sys, dwmtj.physics; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
