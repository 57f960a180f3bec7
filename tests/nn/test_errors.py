"""What a user may get wrong is told in one line that names field, value and what is allowed."""

import inspect
import re

import numpy as np
import pytest
import torch

from dwmtj.nn import (
    DWMTJ,
    LI,
    LIF,
    DWMTJCell,
    LIFCell,
    LIFState,
    NormalisedLayer,
    SpikeLinear,
    SuperSpike,
    encode,
)

RATES = {"max_rate": 1e9, "time_step": 1e-10}
EVENTS = encode.poisson_events(torch.rand(2, 6), 3, **RATES)
ALL = [DWMTJ, DWMTJCell, LIF, LIFCell]


def refuses(call, says):
    with pytest.raises(ValueError, match=f"^{re.escape(says)}"):
        call()


@pytest.mark.parametrize("neuron", ALL)
@pytest.mark.parametrize(
    ("given", "named"), [("superspike", "'superspike'"), (SuperSpike, "Super")]
)
def test_a_surrogate_is_an_object(neuron, given, named):
    refuses(lambda: neuron(surrogate=given), f"surrogate: {named}")
    with pytest.raises(ValueError, match=r"allowed: an object such as SuperSpike\(5\.0\)"):
        neuron(surrogate=given)


def test_one_name_and_one_number_need_no_brackets():
    neuron = DWMTJ(learnable="gain", neurons=6)
    assert neuron.neurons == (6,)
    assert [name for name, _ in neuron.named_parameters()] == ["gain"]
    assert neuron(torch.rand(3, 2, 6))[0].shape == (3, 2, 6)


@pytest.mark.parametrize("neurons", [0, -1, 1.5, (3, 0), ("6",)])
def test_a_layer_has_whole_sizes_above_zero(neurons):
    refuses(lambda: DWMTJ(neurons=neurons), f"neurons: {neurons!r} is not allowed; allowed: whole")


@pytest.mark.parametrize("backend", ["reference", "fused"])
@pytest.mark.parametrize("shape", [(3, 2, 6), (3, 2, 4, 5), (3, 2)])
def test_a_layer_of_another_shape_is_refused(backend, shape):
    neuron = DWMTJ(neurons=(5,), backend=backend)
    layer = list(shape[2:])
    refuses(
        lambda: neuron(torch.rand(shape)),
        f"input: layer shape {layer} does not fit neurons (5,)",
    )


@pytest.mark.parametrize("neuron", [*ALL, LI])
def test_inputs_of_another_kind_are_refused(neuron):
    hint = "allowed: floating point (input.float())"
    for dtype in (torch.bool, torch.int64):
        input = torch.ones(3, 2, 6, dtype=dtype)
        refuses(lambda input=input: neuron()(input), f"input: {input.dtype} is not allowed; {hint}")
    says = "input: SpikeEvents is not allowed; pass it through SpikeLinear first"
    refuses(lambda: neuron()(EVENTS), says)
    says = "input: ndarray is not allowed; allowed: a torch.Tensor"
    refuses(lambda: neuron()(np.ones((3, 2, 6))), says)


@pytest.mark.parametrize(("neuron", "other"), [(DWMTJ, LIF), (LIF, DWMTJ), (LI, DWMTJ)])
def test_a_state_of_another_neuron_is_refused(neuron, other):
    input = torch.ones(3, 2, 6)
    _, state = other()(input)
    wanted = type(neuron()(input)[1]).__name__
    says = f"state: {type(state).__name__} is not allowed; allowed: {wanted}"
    refuses(lambda: neuron()(input, state), says)
    refuses(lambda: DWMTJCell()(input[0], LIFState(input[0], input[0])), "state: LIFState is not")


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan")])
def test_a_lif_neuron_fires_above_rest(threshold):
    says = f"threshold: {threshold} is not allowed; allowed: above 0"
    refuses(lambda: LIF(threshold=threshold), says)
    refuses(
        lambda: encode.constant_current(
            torch.ones(1, 1), 3, membrane_time_constant=1e-9, time_step=1e-10, threshold=threshold
        ),
        says,
    )


def test_a_surrogate_has_a_scale_above_zero():
    refuses(lambda: DWMTJ(position_scale=0.0), "position_scale: 0.0 is not allowed")


def test_weights_and_spikes_have_one_type():
    refuses(
        lambda: SpikeLinear(6, 4)(torch.ones(3, 2, 6).double()),
        "input: torch.float64 does not fit weights of torch.float32; use input.to(torch.float32) "
        "or make the layer .double()",
    )
    assert SpikeLinear(6, 4).double()(torch.ones(3, 2, 6).double()).dtype == torch.float64
    refuses(lambda: SpikeLinear(6, 4)(torch.ones(3, 2, 6).bool()), "input: torch.bool is not")
    refuses(lambda: SpikeLinear(6, 4)([1.0] * 6), "input: list is not allowed")
    with torch.autocast("cpu", torch.bfloat16):
        SpikeLinear(6, 4)(torch.ones(3, 2, 6).bfloat16())


@pytest.mark.parametrize("training", [True, False])
def test_a_layer_takes_sequences(training):
    layer = NormalisedLayer(6, 4, DWMTJ()).train(training)
    says = "input: shape [2, 6] is not allowed; allowed: [T, B, inputs]"
    refuses(lambda: layer(torch.ones(2, 6)), says)
    refuses(lambda: layer(torch.ones(3, 2, 6).double()), "input: torch.float64 does not fit")
    refuses(lambda: NormalisedLayer(6, 4, DWMTJCell()), "neuron: DWMTJCell is not allowed")


def test_pixels_of_a_file_are_to_be_divided_by_255():
    pixels = torch.ones(2, 6, dtype=torch.uint8)
    says = "values: torch.uint8 is not allowed; allowed: floating point, divide by 255 first"
    leaky = {"membrane_time_constant": 1e-9, "time_step": 1e-10}
    for encoder, options in (
        (encode.poisson, RATES),
        (encode.poisson_events, RATES),
        (encode.constant_current, leaky),
        (encode.latency, {}),
        (encode.direct, {}),
    ):
        refuses(lambda e=encoder, o=options: e(pixels, 3, **o), says)


def test_the_sequence_module_names_every_option_of_the_cell():
    cell, sequence = (inspect.signature(each).parameters for each in (DWMTJCell, DWMTJ))
    assert list(sequence) == [*cell, "backend"]
    for name, option in cell.items():
        assert (option.default, option.annotation) == (
            sequence[name].default,
            sequence[name].annotation,
        )


def test_the_sequence_module_passes_every_option_on():
    options = {
        "surrogate": SuperSpike(3.0), "reset": "none", "sigma": 0.1, "noise_interval": 2e-10,
        "noise_in_training": False, "noise_in_evaluation": False, "position_scale": 0.5,
        "learnable": "gain", "neurons": 6, "velocity_spread": 0.1, "distance_spread": 0.2,
        "spread_seed": 3, "reset_failure": 0.1,
    }  # fmt: skip
    assert {"device", *options} == set(inspect.signature(DWMTJCell).parameters)
    cell, sequence = (
        DWMTJCell("liu2025-released-code", **options),
        DWMTJ("liu2025-released-code", **options),
    )
    assert repr(cell).removeprefix("DWMTJCell") == repr(sequence).removeprefix("DWMTJ")
    for name in (
        "device_parameters", "noise_in_training", "noise_in_evaluation", "position_scale",
        "reset_failure",
    ):  # fmt: skip
        assert getattr(cell, name) == getattr(sequence, name)
    for name, value in cell.state_dict().items():
        assert torch.equal(value, sequence.state_dict()[name])
    assert type(sequence.gain) is type(cell.gain) is torch.nn.Parameter
