import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dwmtj.parameters import Source, load_recipe
from dwmtj.parameters.convolution import Convolution, parse_convolution

SOURCE = Source(kind="assumed", detail="test")


@pytest.mark.parametrize(
    ("text", "convolution"),
    [
        ("32C5", Convolution(32, 5)),
        ("8C3S2", Convolution(8, 3, 2)),
        ("1C1S1", Convolution(1, 1)),
        ("128C11S3", Convolution(128, 11, 3)),
    ],
)
def test_a_convolution_is_read_as_the_literature_writes_it(text, convolution):
    assert parse_convolution(text) == convolution


@pytest.mark.parametrize("text", ["", "32", "C5", "0C5", "32C4", "32C5S0", "32c5", "32C5 ", "MP2"])
def test_what_is_no_convolution_is_refused(text):
    with pytest.raises(ValueError, match=r"layer: .* allowed: .* 32C5S2"):
        parse_convolution(text)


@given(st.integers(1, 40), st.integers(0, 5), st.integers(1, 5))
def test_the_side_is_that_of_pytorch(side, half, stride):
    convolution = Convolution(2, 2 * half + 1, stride)
    output = torch.nn.functional.conv2d(
        torch.zeros(1, 1, side, side),
        torch.zeros(2, 1, convolution.kernel, convolution.kernel),
        stride=stride,
        padding=convolution.padding,
    )
    assert output.shape[2:] == (convolution.side(side), convolution.side(side))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ([100, "32C5"], "convolutions only before dense"),
        (["32C5", 0], "layer: 0 neurons is not allowed"),
        (["32C4"], "layer: '32C4' is not allowed"),
        ([1.5], "hidden_layers"),
        ([True], "hidden_layers"),
        ([], "hidden_layers"),
    ],
)
def test_layers_that_are_none_are_refused(layers, message):
    with pytest.raises(ValueError, match=message):
        load_recipe("conditioned").replace("architecture.hidden_layers", layers, SOURCE)


def test_convolutions_need_the_batch_norm_of_the_current():
    with pytest.raises(ValueError, match="'spikes-per-step' is not allowed with convolutions"):
        load_recipe("paper").replace("architecture.hidden_layers", ["4C3", 10], SOURCE)
