"""What an organisation is held against: its group, its mentor, similar places, its county, all, or the country."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarking import figures
from benchmarking.model import SWEDEN, MemberRole, Organisation, OrganisationKind
from benchmarking.web.comparing.likeness import similar_places
from benchmarking.web.comparing.places import PLACES, mentors_of
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import pick_one
from benchmarking.web.session import words

MOT = "mot"
"""The address parameter: `?mot=grupp`, or the code of a mentor."""

EVENEST, OWN_GROUP, SIMILAR, SKR_GROUP, COUNTY, ALL, COUNTRY = (
    "jamnast",
    "egen",
    "liknande",
    "grupp",
    "lan",
    "alla",
    "riket",
)


@dataclass(frozen=True)
class Reference:
    """What is held against, by what key and name: `rows` is made by `figures.medians`, `means` or `evenest`.

    `said` names one of the rows: the mean of how many, or the one place.
    """

    key: str
    label: str
    rows: pd.DataFrame
    said: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class _Against:
    """A choice: its words in the list, what its places are called together, and their codes."""

    label: str
    name: str
    codes: tuple[str, ...]


def own_group(code: str, known: Facts) -> list[str]:
    """Those who took part in the organisation's latest group, itself left out."""
    teams = [m.team for m in known.memberships if m.organisation == code and m.role is MemberRole.PARTICIPANT]
    return list(
        dict.fromkeys(
            m.organisation
            for m in known.memberships
            if teams and m.team == teams[-1] and m.organisation != code and m.role is MemberRole.PARTICIPANT
        )
    )


def pick_reference(place: Organisation, known: Facts) -> Reference:
    """What the visitor holds one organisation against, in a popover; a group by its median, from the start its own."""
    say = words()
    if place.code == SWEDEN:
        # All others are held against the country; the country itself is held against nothing.
        return _nothing(known)
    choices = _choices(place, known)
    default = next(key for key in (SKR_GROUP, ALL, COUNTRY) if key in choices)
    chosen = pick_one(
        {key: one.label for key, one in choices.items()}, MOT, label=say("Mot"), default=default, term="mot"
    )
    against = choices[chosen]
    key = _key(chosen, against)
    if chosen == EVENEST:
        return _evenest(place, key, against, known)
    rows = known.drawn(
        ("medians", place.code, key),
        lambda: figures.medians(known.years_of(against.codes), against.codes),
    )
    if len(against.codes) == 1:
        return Reference(key, against.label, rows, lambda row: against.name)
    label = say("{group}, median av {n}", group=against.label, n=len(against.codes))
    return Reference(key, label, rows, lambda row: label)


def pick_mean(places: tuple[Organisation, ...], known: Facts) -> Reference:
    """What those side by side are held against, seen from the first of them; from the start nothing.

    A group is its unweighted mean, and says of how many: the network never steers by it unasked.
    """
    say = words()
    own = places[0]
    beside = {place.code for place in places}
    choices = {"": _Against(say("ingen"), "", ())} | {
        key: one
        for key, one in _choices(own, known).items()
        # A mentor who stands there already needs no mark.
        if not (len(one.codes) == 1 and one.codes[0] in beside)
    }
    chosen = pick_one(
        {key: one.label for key, one in choices.items()}, MOT, label=say("Mot"), default="", term="mot"
    )
    if not chosen:
        return _nothing(known)
    against = choices[chosen]
    key = _key(chosen, against)
    if chosen == EVENEST:
        return _evenest(own, key, against, known)
    rows = known.drawn(
        ("means", own.code, key), lambda: figures.means(known.years_of(against.codes), against.codes)
    )
    if len(against.codes) == 1:
        return Reference(key, against.name, rows, lambda row: against.name)
    label = say("{group}, ovägt medel av {n}", group=against.name, n=len(against.codes))
    return Reference(key, label, rows, lambda row: say("ovägt medel av {n}", n=int(row.n)))


def _nothing(known: Facts) -> Reference:
    rows = known.drawn(("medians", "nobody"), lambda: figures.medians(known.years_of([]), []))
    return Reference("", "", rows, lambda row: "")


def _key(chosen: str, against: _Against) -> str:
    # Which places are alike depends on the visitor's own weights, so the codes are part of the key.
    return f"{chosen}:{','.join(against.codes)}" if chosen in (SIMILAR, EVENEST) else chosen


def _evenest(place: Organisation, key: str, against: _Against, known: Facts) -> Reference:
    say = words()
    rows = known.drawn(
        ("evenest", place.code, key), lambda: figures.evenest(known.years_of(against.codes), against.codes)
    )
    label = say("den jämnaste av {n} liknande", n=len(against.codes))
    return Reference(key, label, rows, lambda row: known.organisations[row.organisation].name)


def _choices(place: Organisation, known: Facts) -> dict[str, _Against]:
    """All that a place can be held against, the most useful first."""
    say = words()
    same_kind = known.of_kind(place.kind)
    of_kind = {one.code for one in same_kind}
    choices: dict[str, _Against] = {}

    def offer(key: str, label: str, name: str, codes: list[str]) -> None:
        others = tuple(code for code in codes if code != place.code)
        if len(others) == 1 and key != COUNTRY:
            # Alone it is no group: it is called by its own name.
            name = known.organisations[others[0]].name
        if others:
            choices[key] = _Against(label, name, others)

    similar = [one.code for one in similar_places(place, known)] if place.kind in PLACES else []
    offer(EVENEST, say("den jämnaste bland liknande"), "", similar)
    group = [code for code in own_group(place.code, known) if code in of_kind]
    offer(OWN_GROUP, say("den egna gruppen"), say("gruppen som {name} var med i", name=place.name), group)
    for code in mentors_of(place.code, known):
        name = known.organisations[code].name
        offer(code, say("mentorn {name}", name=name), name, [code])
    offer(SIMILAR, say("liknande platser"), say("platser som liknar {name}", name=place.name), similar)
    if place.skr_group:
        offer(
            SKR_GROUP,
            say("kommungruppen"),
            say.municipality_group(place) or say("kommungruppen"),
            [one.code for one in same_kind if one.skr_group == place.skr_group],
        )
    if place.kind is OrganisationKind.MUNICIPALITY:
        county = [one.code for one in same_kind if one.county == place.county]
        offer(COUNTY, say("länet"), known.county_name(place) or say("länet"), county)
    everyone = say("alla kommuner") if place.kind is OrganisationKind.MUNICIPALITY else say("alla regioner")
    offer(ALL, everyone, everyone, [one.code for one in same_kind])
    offer(COUNTRY, say("riket"), say("riket"), [SWEDEN])
    return choices
