"""Did the gaps close in a round, more than they would have done without it?

Pure. `simulation` makes networks in which the answer is known, and came first; `estimation` finds comparators,
estimates and says how surely; `rounds` does so for the real rounds; `diffusion` asks whether groups followed their
mentors; `proof` says how often the answers are right.
"""

from benchmarking.effect.diffusion import Diffusion, diffusion
from benchmarking.effect.estimation import Estimate, Interval
from benchmarking.effect.rounds import Absence, Field, Reason, Result, field_of, results

__all__ = [
    "Absence",
    "Diffusion",
    "Estimate",
    "Field",
    "Interval",
    "Reason",
    "Result",
    "diffusion",
    "field_of",
    "results",
]
