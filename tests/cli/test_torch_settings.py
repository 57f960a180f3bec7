"""PyTorch's threads sleep while they wait and its pages are large, unless the user objects."""

import os
import subprocess
import sys

import pytest

from dwmtj.cli.torch_settings import SETTINGS, set_before_torch


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("mine", [None, "of the user"])
def test_the_users_own_setting_is_respected(monkeypatch, name, mine):
    for each in SETTINGS:
        monkeypatch.delenv(each, raising=False)
    if mine:
        monkeypatch.setenv(name, mine)
    set_before_torch()
    assert os.environ[name] == (mine or SETTINGS[name])


def test_the_command_sets_them_before_torch_is_loaded():
    program = (
        "import os, sys, dwmtj.cli\n"
        "sys.argv = ['dwmtj', '--version']\n"
        "try: dwmtj.cli.main()\n"
        "except SystemExit: pass\n"
        "assert 'torch' not in sys.modules\n"
        "print(os.environ['OMP_WAIT_POLICY'], os.environ['THP_MEM_ALLOC_ENABLE'])\n"
    )
    environment = {key: value for key, value in os.environ.items() if key not in SETTINGS}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.split()[-2:] == ["PASSIVE", "1"]
