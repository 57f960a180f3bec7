"""PyTorch's threads sleep while they wait, unless the user says otherwise."""

import os
import subprocess
import sys

import pytest

from dwmtj.cli.waiting import wait_passively


@pytest.mark.parametrize(("before", "after"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_the_users_own_setting_is_respected(monkeypatch, before, after):
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if before:
        monkeypatch.setenv("OMP_WAIT_POLICY", before)
    wait_passively()
    assert os.environ["OMP_WAIT_POLICY"] == after


def test_the_command_sets_it_before_torch_is_loaded():
    program = (
        "import os, sys, dwmtj.cli\n"
        "sys.argv = ['dwmtj', '--version']\n"
        "try: dwmtj.cli.main()\n"
        "except SystemExit: pass\n"
        "assert 'torch' not in sys.modules\n"
        "print(os.environ['OMP_WAIT_POLICY'])\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "OMP_WAIT_POLICY"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.split()[-1] == "PASSIVE"
