"""One training step of the network 784-100-100-10 in other libraries, one file per library.

Each module offers ``make_step(batch, time_steps, seed)``, which builds network and random images
and gives a function that does one step (encode, forward, loss, backward, optimiser) and returns
its loss. A module says in its first lines which way of writing it its library calls fast, and
what of the paper's network it leaves out. Nothing is imported here, so that one peer's memory is
not counted for another.
"""

#: Module of each peer, by its name in the results.
PEERS = {
    "norse_dwmtj": "benchmarks.peers.norse_dwmtj",
    "norse_dwmtj_lean": "benchmarks.peers.norse_dwmtj_lean",
    "norse_lif": "benchmarks.peers.norse_lif",
    "snntorch_lif": "benchmarks.peers.snntorch_lif",
    "spikingjelly_lif": "benchmarks.peers.spikingjelly_lif",
    "spyx_lif": "benchmarks.peers.spyx_lif",
}
