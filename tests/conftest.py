"""Shared set-up: no deadline for Hypothesis, and a user cache of the tests' own."""

import pytest
from hypothesis import settings

settings.register_profile("dwmtj", deadline=None, max_examples=50)
settings.load_profile("dwmtj")


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """Keep the tests away from the user's cache and from the variables that steer the search."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.delenv("DWMTJ_DATA_DIR", raising=False)
    monkeypatch.delenv("DWMTJ_FASHION_MNIST_URL", raising=False)
