"""One training step of this project's own networks, in the form of the peers."""

#: Module of each of this project's networks, by its name in the results.
OURS = {
    "ours_fused_dwmtj": "benchmarks.ours.fused_dwmtj",
    "ours_fused_lif": "benchmarks.ours.fused_lif",
    "ours_reference_dwmtj": "benchmarks.ours.reference_dwmtj",
}
