"""The paper's claims on Fig. 5d, judged from the table of a study: effects, tests, power, verdicts.

Runs of one seed start from the same weights and see the same input spikes in every network, so
networks are compared seed by seed: each seed is a pair.
"""

from dwmtj.analysis.claims.judge import judge_claims
from dwmtj.analysis.claims.judged import ClaimGroup, Claims, Judged

__all__ = ["ClaimGroup", "Claims", "Judged", "judge_claims"]
