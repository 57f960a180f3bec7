"""What the calibrated values have to bring about: what the paper observed, read as numbers."""

#: Amplitudes at which one pulse of the preset frees the wall with probability 1/2 [V].
#: Fig. 3a: still under MTJ_A at 1.4 V and gone at 2.0 V, so in the middle for the first; fire at
#: 2.5 V and reset at 2.7 V of a ramp in steps of 0.1 V, so half a step below for the others.
ESCAPE_AMPLITUDES = {
    "depinning_voltage": 1.75,
    "entry_voltage": 2.45,
    "exit_voltage": 2.65,
}
#: Most likely pulses of the ramp at which the device has to fire and to reset, Fig. 3a [V].
FIRE_AMPLITUDE, RESET_AMPLITUDE = 2.5, 2.7
#: Mean number of pulses of the constant train until MTJ_B switches, Fig. 5 [no unit].
PULSES_TO_FIRE = 12.0
#: Amplitude between IN and A that writes every second time, with the bias field [V]: half a volt
#: below the 3.1 V of the paper, which then writes always.
HALF_WRITTEN_AMPLITUDE = 2.6
#: Half widths of the loops of Figs 2b and 2c [Oe].
LOOP_HALF_WIDTHS = {"half_width_a": 309.0, "half_width_b": 241.0}
