import inspect

import pytest

from dwmtj.same_arguments import arguments_of


def distance(velocity, *, time=1.0, pulses=2):
    """Give a distance.

    However far it is.

    Parameters
    ----------
    velocity : float
        Velocity [m/s].

    Returns
    -------
    float
        Distance [m].

    Raises
    ------
    ValueError
        Never.
    """
    return velocity * time * pulses


@arguments_of(distance, pulses=5)
def square(*args, **kwargs):
    """Give its square.

    Returns
    -------
    float
        Square [m^2].
    """
    return distance(*args, **kwargs) ** 2


def test_arguments_are_those_of_the_model_with_defaults_of_its_own():
    assert str(inspect.signature(square)) == "(velocity, *, time=1.0, pulses=5)"
    assert square(2.0, time=3.0) == 30.0**2
    assert square(2.0, pulses=1) == 2.0**2
    with pytest.raises(TypeError, match="tim"):
        square(2.0, tim=3.0)


def test_sections_are_those_of_the_model_if_there_is_none_of_its_own():
    text = inspect.getdoc(square)
    assert text.startswith("Give its square.\n\nParameters\n----------\nvelocity : float\n")
    assert "Square [m^2]" in text
    assert "Distance [m]" not in text
    assert "However" not in text
    assert text.endswith("Raises\n------\nValueError\n    Never.")
