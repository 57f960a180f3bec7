"""The paper's measurements, run once for all tests that look at them."""

import pytest

from dwmtj.experiments.paper import run_paper


@pytest.fixture(scope="session")
def paper_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paper") / "device"
    run_paper(folder, seed=20)
    return folder
