import copy
import math
import pickle

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.nn import Arctan, Sigmoid, SuperSpike, Triangular
from dwmtj.nn.surrogate import NAMES, by_name

FORMULAS = {
    "superspike": lambda x, k: 1 / (1 + k * abs(x)) ** 2,
    "arctan": lambda x, k: k / 2 / (1 + (math.pi * k * x / 2) ** 2),
    "triangular": lambda x, k: k * max(0.0, 1 - k * abs(x)),
    "sigmoid": lambda x, k: k / (2 * math.cosh(k * x / 2)) ** 2,
}
AREAS = {"superspike": lambda k: 2 / k, "arctan": lambda k: 1, "triangular": lambda k: 1,
         "sigmoid": lambda k: 1}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@given(x=st.floats(-3, 3), slope=st.floats(0.1, 30))
def test_gradient_of_the_spike_is_the_formula(name, x, slope):
    argument = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    spike = by_name(name, slope)(argument)
    spike.backward()
    assert spike.item() == float(x > 0)
    assert argument.grad.item() == pytest.approx(FORMULAS[name](x, slope), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_derivative_is_that_of_the_smoothed_spike(name):
    surrogate = by_name(name, 4.0)
    x = torch.linspace(-1.013, 1.0, 57, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(surrogate.primitive, x)
    (gradient,) = torch.autograd.grad(surrogate.primitive(x).sum(), x)
    torch.testing.assert_close(gradient, surrogate.derivative(x).detach())
    assert surrogate.primitive(torch.zeros(1)).item() == 0.5


@pytest.mark.parametrize("name", NAMES)
def test_area_is_as_documented(name):
    x = torch.linspace(-2000, 2000, 4_000_001, dtype=torch.float64)
    area = torch.trapezoid(by_name(name, 3.0).derivative(x), x).item()
    assert area == pytest.approx(AREAS[name](3.0), rel=2e-3)


def test_the_threshold_itself_is_no_spike():
    assert SuperSpike()(torch.tensor([0.0, -0.0, 1e-30])).tolist() == [0, 0, 1]


@pytest.mark.parametrize("slope", [0, -1, float("nan"), float("inf")])
def test_slopes_that_are_not_positive_are_refused(slope):
    with pytest.raises(ValueError, match=r"slope: .* allowed: finite and above 0"):
        Arctan(slope)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="'atan' is not allowed; allowed: superspike, arctan"):
        by_name("atan", 1.0)


@pytest.mark.parametrize("surrogate", [SuperSpike(2.0), Triangular(1.0), Sigmoid(3.0)])
def test_surrogates_are_values(surrogate):
    assert pickle.loads(pickle.dumps(surrogate)) == surrogate == copy.deepcopy(surrogate)
