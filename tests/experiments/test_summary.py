"""What the main numbers of a dataset say where there is little to say."""

from dwmtj.experiments import passages, summarise


def test_a_law_that_holds_no_probability_within_the_pulses_has_no_mean():
    few = dict(summarise(passages(seed=1, cycles=20, pulses=5)))
    assert few["exact law without pinning"] == "none within 5 pulses"
    assert few["pulses until firing"] == "none"
    enough = dict(summarise(passages(seed=1, cycles=20, pulses=30)))
    assert enough["exact law without pinning"].startswith("mean 1")
