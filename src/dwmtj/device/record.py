"""What comes back from a train of pulses: the walls, and both resistances, after each pulse."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Reading(NamedTuple):
    """``resistance_a`` and ``resistance_b`` as read at terminals A and B [ohm], any shape.

    Examples
    --------
    >>> from dwmtj.device import FourTerminalNeuron
    >>> neuron = FourTerminalNeuron("cui2024-ramp")
    >>> neuron.initialise()
    >>> neuron.read()
    Reading(resistance_a=array([1649.99994334]), resistance_b=array([1179.99994334]))
    """

    resistance_a: Array
    resistance_b: Array


class Record(NamedTuple):
    """Walls after each pulse of a train.

    ``amplitudes`` [V] have shape [P]; ``walls`` (left, right) [m] shape [P, 2, n]; ``present``
    (whether there is a domain) [P, n]; ``cover_a`` and ``cover_b`` (share of each pillar over the
    domain) and the ``reading`` [ohm] have shape [P, n]. ``energy`` [J] of the pulses in the track
    has shape [P].

    Examples
    --------
    >>> from dwmtj.device import FourTerminalNeuron, constant_train
    >>> neuron = FourTerminalNeuron("cui2024-train", 5, seed=1)
    >>> neuron.initialise()
    >>> neuron.write()
    array([ True,  True,  True,  True,  True])
    >>> record = neuron.apply(constant_train("cui2024-train"))
    >>> record.reading.resistance_b.shape, record.walls.shape
    ((20, 5), (20, 2, 5))
    """

    amplitudes: Array
    walls: Array
    present: Bools
    cover_a: Array
    cover_b: Array
    reading: Reading
    energy: Array
