import numba
import numpy as np
import pytest

from dwmtj.physics.sine_cosine import sine_cosine


@numba.njit
def _sines_cosines(angles):
    out = np.empty((2, angles.shape[0]))
    for i in range(angles.shape[0]):
        out[0, i], out[1, i] = sine_cosine(angles[i])
    return out


@pytest.mark.parametrize("span", [np.pi, 1e3, 1e5])
def test_sine_and_cosine_are_those_of_the_library(span):
    angles = np.concatenate([np.linspace(-span, span, 100_001), np.arange(-40, 41) * np.pi / 4])
    sine, cosine = _sines_cosines(angles)
    assert np.max(np.abs(sine - np.sin(angles))) < 1e-15
    assert np.max(np.abs(cosine - np.cos(angles))) < 1e-15
