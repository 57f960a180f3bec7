"""What the figures of an account leave out, in words."""

_EVERY = (
    "drivers: the transistors and their supply that make the pulses",
    "sensing: the amplifier that tells a switched junction from another one",
    "wiring: its resistance and the charging of its capacitance",
    "synapses: the currents of the inputs before they reach IN",
)

_LAB = (
    "the contacts of the track, unless the device has them: the readings have them in the leads",
    "heat that changes resistances within a pulse",
    "read: in a lab a reading may take up to the period of the pulses, and that much more energy",
    "delays: time of readings and of whatever decides on them",
    "rates of errors: differences from device to device, and that a failed cycle changes the next",
    "retention: a wall between sites, which no barrier of the model holds",
)
_FOUR = (
    "the magnet or line that gives the bias field of a write",
    "write: the junction counts as parallel for the whole pulse; if_reversed_from_the_begin is the "
    "other end",
)
_THREE = (
    "write: the first making of the wall, and whatever closes the ends of the track to it",
    "reset: a reverse drive of its own; the one counted is the same train from its beginning, and "
    "a ramp begins with pulses that move nothing",
    "footprint: the track is that of the four-terminal device; without MTJ_A it could be shorter",
)
_NETWORK = (
    "write: its energy, so that per_spike is too low by it",
    "read: its energy, so that per_spike is too low by it",
    "integrate: the drive is one unit of current all the time; inputs that come apart leave it "
    "waiting, and those that overlap drive it harder",
    "delays: the write time is that of the preset; nothing says that a domain is nucleated in it",
)


def left_out(terminals: int | None) -> tuple[str, ...]:
    """List what an account leaves out.

    Parameters
    ----------
    terminals : {4, 3} or None
        Number of terminals [no unit]; None for a neuron of a network.

    Returns
    -------
    tuple of str
        One sentence each.
    """
    if terminals is None:
        return (*_EVERY, *_NETWORK)
    return (*_EVERY, *_LAB, *(_THREE if terminals == 3 else _FOUR))
