"""What is compared: organisations of one kind, and how each indicator stands between them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from benchmarking import gaps, network
from benchmarking.figures import Shown
from benchmarking.figures.markup import Markup, joined
from benchmarking.model import Organisation, OrganisationKind
from benchmarking.web.comparing.places import COMPARISON_OF, mentors_of, period_of, slug
from benchmarking.web.facts import Facts
from benchmarking.web.session import address, words
from benchmarking.wording import sentences


@dataclass(frozen=True)
class Compared:
    """What is compared: organisations of one kind, in the order chosen, under a name of the visitor's own or "".

    With a `subgoal`, all of the following are about its indicators alone.

    `gaps` are their rows of `gaps.assess`. `cannot` are indicators without a gap in two or more of the
    places (one, where only one is chosen); `sure` those where some gap is known; `listed` all the others,
    in the order asked for; `apart` how far the places certainly differ in each (`gaps.apart`).
    """

    kind: OrganisationKind
    places: tuple[Organisation, ...]
    group: str
    subgoal: int | None
    gaps: pd.DataFrame
    cannot: tuple[str, ...]
    sure: frozenset[str]
    listed: tuple[str, ...]
    apart: dict[str, float]

    @property
    def codes(self) -> list[str]:
        return [place.code for place in self.places]

    def address(self, **more: str) -> str:
        """Where this very comparison stands, with more asked for."""
        page, parameter = COMPARISON_OF[self.kind]
        subgoal = str(self.subgoal or "")
        return address(page, **{parameter: self.codes, "delmal": subgoal}, **more)

    def file_name(self, name: str) -> str:
        """A file of a group of one's own is named by it."""
        return f"{slug(self.group)}-{name}" if self.group else name


def compared_of(
    kind: OrganisationKind,
    places: tuple[Organisation, ...],
    group: str,
    order: str,
    subgoal: int | None,
    known: Facts,
) -> Compared:
    """What stands between these places; `order` is "skillnad" (those that differ most come first) or "delmal"."""
    codes = [place.code for place in places]

    def judged() -> tuple[pd.DataFrame, tuple[str, ...], frozenset[str], tuple[str, ...], dict[str, float]]:
        here = known.assessed_of(codes)
        if subgoal is not None:
            of_subgoal = [code for code, one in known.indicators.items() if one.subgoal == subgoal]
            here = here[here["indicator"].isin(of_subgoal)]
        cannot = _not_comparable(here, min(2, len(codes)))
        sure = frozenset(here.loc[here["basis"].notna(), "indicator"])
        wanted = set(here["indicator"]) - set(cannot)
        listed = [code for code in known.indicators if code in wanted]
        apart = gaps.apart(here)
        if order != "delmal":
            listed.sort(key=lambda code: -apart.get(code, -1.0))
        return here, cannot, sure, tuple(listed), apart

    found = known.drawn(("compared", *codes, "·", order, subgoal), judged)
    return Compared(kind, places, group, subgoal, *found)


def _not_comparable(here: pd.DataFrame, least: int) -> tuple[str, ...]:
    """Indicators without a gap that can be compared in at least so many of the places."""
    having = here[here["gap"].notna() & (here["verdict"] != gaps.GapVerdict.NOT_COMPARED)]
    counts = having.groupby("indicator")["organisation"].nunique()
    enough = set(counts[counts >= least].index)
    return tuple(code for code in dict.fromkeys(here["indicator"]) if code not in enough)


def indicator_names(kind: OrganisationKind, known: Facts) -> dict[str, str]:
    """The indicators that a kind of organisation has, by id."""
    say = words()
    return {
        code: say.text(indicator.short)
        for code, indicator in known.indicators.items()
        if kind in indicator.applies_to
    }


def with_own(source: str, shown: pd.DataFrame, known: Facts) -> Markup:
    """A source line, and which of the values shown (organisation, year, origin) are the network's own."""
    names = {code: known.organisations[code].name for code in dict.fromkeys(shown["organisation"])}
    own = sentences.own_figures(words(), shown, names)
    return joined(source, f" {own}" if own else None)


def as_shown(compared: Compared, known: Facts) -> list[Shown]:
    """The places as figures show them, each with its latest role in the network under its name."""
    say = words()
    roles: dict[str, str] = {}
    for membership in known.memberships:
        programme = known.programmes[membership.programme]
        role = say.member_role(membership.role)
        if membership.left is not None and network.left_early(membership, programme):
            date = say.known_date(membership.left)
            roles[membership.organisation] = say("{stay}, lämnade {date}", stay=role, date=date)
        else:
            roles[membership.organisation] = f"{role} {period_of(programme)}"
    mentors = {code for place in compared.places for code in mentors_of(place.code, known)}
    return [
        Shown(
            place.code, place.name, roles.get(place.code, ""), mentor=place.code in mentors, kind=place.kind
        )
        for place in compared.places
    ]
