"""Who gets how many seats at a joint training, by a rule that anybody can check.

The rule. Whoever asks by the closing day is served together: one seat at a time goes to the organisation
that has fewest so far, among equals to the one that asked first, until all have what they asked for or
the seats are gone. Whoever asks later is served from what is left, in the order they asked. A seat that is
given back goes to the first on the waiting list: those who asked in time before those who came late, those
with fewest seats before those with more. Nobody loses a seat by what somebody else does after the closing day.

Pure: what was asked and given back in, allotments with their reasons out. The order of rows never matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Allotment", "SeatOffer", "SeatRequest", "Tally", "allot", "tally"]


@dataclass(frozen=True, slots=True)
class SeatOffer:
    """Seats at one training of an initiative. `per_member` is the number that each member is offered;
    who asks for more gets it only from seats that others leave. `closes` is the last day to ask in time.
    """

    number: int
    title: str
    seats: int
    per_member: int
    closes: date
    source: str = ""

    @property
    def key(self) -> tuple[int]:
        return (self.number,)


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """What an organisation asked for, at a moment of Swedish time.

    `wanted` is what it asked for, `kept` what it still wants after giving back (at most `wanted`), `taken` how
    many came; None while nobody has noted it.
    """

    offer: int
    organisation: str
    asked: datetime
    wanted: int
    kept: int
    taken: int | None = None

    @property
    def key(self) -> tuple[int, str, datetime]:
        return (self.offer, self.organisation, self.asked)


@dataclass(frozen=True, slots=True)
class Allotment:
    """What an organisation gets of one offer, and why. One for all it asked for in time, one for each late asking.

    `seats` is the sum of `offered` (within what each member is offered), `extra` (beyond it, from seats
    that nobody else asked for) and `freed` (given back by others). `waiting` of what it still wants are not
    filled, and `place` is its place on the waiting list, from 1.
    """

    organisation: str
    asked: datetime
    late: bool
    wanted: int
    given_back: int
    seats: int
    offered: int
    extra: int
    freed: int
    waiting: int
    place: int | None
    taken: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """An offer in numbers: seats there are, asked for, allotted, left, given back, waiting for, and taken.

    `taken` is None while it is noted for nobody; `noted` is for how many allotments it is.
    """

    seats: int
    wanted: int
    allotted: int
    left: int
    given_back: int
    waiting: int
    taken: int | None
    noted: int


@dataclass(frozen=True, slots=True)
class _Asking:
    """One asking as the rule sees it: in time all of an organisation's together, late each for itself."""

    organisation: str
    asked: datetime
    late: bool
    wanted: int
    kept: int
    taken: int | None

    @property
    def turn(self) -> tuple[datetime, str]:
        return (self.asked, self.organisation)


def allot(offer: SeatOffer, requests: Iterable[SeatRequest]) -> tuple[Allotment, ...]:
    """The allotment of an offer's seats: those who asked in time first, each in the order they asked.

    Requests of other offers are passed over. Raises ValueError for fewer than no seats, or for giving back
    more than was asked for.
    """
    own = [one for one in requests if one.offer == offer.number]
    if offer.seats < 0 or any(not 0 <= one.kept <= one.wanted for one in own):
        raise ValueError("seats are none or more, and nobody gives back more than was asked for")
    askings = _askings(own, offer.closes)
    before = _shared(offer.seats, [(one, one.wanted) for one in askings])
    now = _shared(offer.seats, [(one, one.kept) for one in askings])
    waiting = sorted(
        (one for one in askings if now[one] < one.kept),
        key=lambda one: (one.late, 0 if one.late else now[one], *one.turn),
    )
    return tuple(_allotment(one, offer, before[one], now[one], waiting) for one in askings)


def tally(offer: SeatOffer, allotments: Iterable[Allotment]) -> Tally:
    """The offer in numbers, from its own allotments."""
    every = tuple(allotments)
    taken = [one.taken for one in every if one.taken is not None]
    allotted = sum(one.seats for one in every)
    return Tally(
        seats=offer.seats,
        wanted=sum(one.wanted for one in every),
        allotted=allotted,
        left=offer.seats - allotted,
        given_back=sum(one.given_back for one in every),
        waiting=sum(one.waiting for one in every),
        taken=sum(taken) if taken else None,
        noted=len(taken),
    )


def _askings(requests: Iterable[SeatRequest], closes: date) -> list[_Asking]:
    """In the order the rule serves them; what somebody asked for in time is added up under its first moment."""
    found: dict[tuple[bool, str, datetime | None], _Asking] = {}
    for one in sorted(requests, key=lambda one: (one.asked, one.organisation)):
        late = one.asked.date() > closes
        key = (late, one.organisation, one.asked if late else None)
        first = found.get(key)
        taken = [each for each in (one.taken, first.taken if first else None) if each is not None]
        found[key] = _Asking(
            one.organisation,
            first.asked if first else one.asked,
            late,
            one.wanted + (first.wanted if first else 0),
            one.kept + (first.kept if first else 0),
            sum(taken) if taken else None,
        )
    return sorted(found.values(), key=lambda one: (one.late, *one.turn))


def _shared(seats: int, wants: list[tuple[_Asking, int]]) -> dict[_Asking, int]:
    """Seats by asking: even among those in time, then the late ones in their order.

    An even share is found by its level (everybody gets what it wants up to so many) instead of seat by seat.
    """
    timely = [(one, want) for one, want in wants if not one.late]
    level = 0
    while sum(min(want, level + 1) for _, want in timely) <= seats and any(
        want > level for _, want in timely
    ):
        level += 1
    given = {one: min(want, level) for one, want in timely}
    left = seats - sum(given.values())
    for one, want in timely:
        if left and want > level:
            given[one] += 1
            left -= 1
    for one, want in wants:
        if one.late:
            given[one] = min(want, left)
            left -= given[one]
    return given


def _allotment(one: _Asking, offer: SeatOffer, before: int, now: int, waiting: list[_Asking]) -> Allotment:
    held = min(before, now)
    offered = 0 if one.late else min(held, offer.per_member)
    return Allotment(
        organisation=one.organisation,
        asked=one.asked,
        late=one.late,
        wanted=one.wanted,
        given_back=one.wanted - one.kept,
        seats=now,
        offered=offered,
        extra=held - offered,
        freed=now - held,
        waiting=one.kept - now,
        place=waiting.index(one) + 1 if one in waiting else None,
        taken=one.taken,
    )
