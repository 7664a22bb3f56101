"""Places, indicators and rounds by their codes, straight from the store.

Pages about submissions need no figures worked out: `facts` takes seconds after each publication, and
whoever has just published waits for the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarking import prepared
from benchmarking.model import Indicator, Organisation, Programme
from benchmarking.web.session import store, viewer

__all__ = ["Named", "named"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a submission may name, by code, each in the store's order."""

    organisations: dict[str, Organisation]
    indicators: dict[str, Indicator]
    programmes: dict[str, Programme]


def named() -> Named:
    """All of it, shared between visitors: not to be changed in place."""
    held, who = store(), viewer()
    return prepared.kept(
        "named",
        held,
        who,
        lambda: Named(
            organisations={one.code: one for one in held.organisations(who)},
            indicators={one.id: one for one in held.indicators(who)},
            programmes={one.id: one for one in held.programmes(who)},
        ),
    )
