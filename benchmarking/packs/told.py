"""What a paper says of a place besides its figures: what kind of place it is, and its way through the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from benchmarking import network
from benchmarking.claims import Claim
from benchmarking.model import (
    Indicator,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Programme,
    Team,
)
from benchmarking.wording import Words

__all__ = ["Known", "journey", "overline"]


class Known(Protocol):
    """The prepared facts a paper is made of; `web.facts.Facts` is one."""

    organisations: Mapping[str, Organisation]
    indicators: Mapping[str, Indicator]
    programmes: Mapping[str, Programme]
    teams: Sequence[Team]
    memberships: Sequence[Membership]

    def gaps_of(self, code: str) -> pd.DataFrame: ...

    def headline_of(self, code: str) -> tuple[Claim, ...]: ...

    def years_of(self, codes: Sequence[str], indicators: Sequence[str] | None = None) -> pd.DataFrame: ...

    def scale(self, kind: OrganisationKind) -> pd.DataFrame: ...

    def of_kind(self, *kinds: OrganisationKind) -> list[Organisation]: ...

    def county_name(self, organisation: Organisation) -> str | None: ...


def overline(place: Organisation, known: Known, words: Words) -> str:
    """What kind of place it is, in one line: kind · group · county · inhabitants."""
    parts = [
        words.organisation_kind(place.kind).capitalize(),
        words.municipality_group(place),
        known.county_name(place) if place.kind is OrganisationKind.MUNICIPALITY else None,
        words("{n} invånare", n=words.number(place.population)) if place.population else None,
    ]
    return " · ".join(part for part in parts if part)


def journey(code: str, known: Known, words: Words) -> list[str]:
    """Where it has taken part and as what, one line for each stay, oldest first; empty if nowhere."""

    def names(codes: Sequence[str]) -> str:
        return words.joined([known.organisations[one].name for one in codes])

    said = []
    for stay in network.journey(tuple(known.programmes.values()), known.teams, known.memberships, code):
        period = _period(known.programmes[stay.programme], words)
        if stay.role is MemberRole.MENTOR:
            said.append(words("{period}: mentor för {names}", period=period, names=names(stay.fellows)))
        elif stay.role is MemberRole.SUPPORT:
            said.append(words("{period}: stöd till {names}", period=period, names=names(stay.fellows)))
        elif stay.mentors:
            said.append(
                words("{period}: deltagare med {names} som mentor", period=period, names=names(stay.mentors))
            )
        else:
            said.append(words("{period}: deltagare", period=period))
    return said


def _period(programme: Programme, words: Words) -> str:
    if programme.starts is None:
        return words.text(programme.name)
    first = programme.starts.on.year
    return words.year_range(first, programme.ends.on.year) if programme.ends else str(first)
