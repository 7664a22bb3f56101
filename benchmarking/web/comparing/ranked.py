"""Some of the many places: ranked, their gaps against their levels, and the same places on other indicators."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from benchmarking import network
from benchmarking.figures import Described, Shown
from benchmarking.figures.bars import bars
from benchmarking.figures.matrix import matrix
from benchmarking.figures.scatter import scatter
from benchmarking.model import Direction, Indicator, MemberRole, OrganisationKind, Role, Shape
from benchmarking.web.comparing.places import COMPARISON_OF, period_of
from benchmarking.web.comparing.standing import Seen, ranks, seen_of, swarm, word_of
from benchmarking.web.explain import explain_address
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import pick_one
from benchmarking.web.session import address, words
from benchmarking.web.show import (
    explained,
    link,
    put,
    section,
    show,
)

MOST_BESIDE = 8
"""Places of a group that fit side by side on the page that compares."""

MOST_RANKED = 60
"""Bars under each other before a reader loses them; larger groups are not offered."""

MOST_LINKS = 1000
"""Cells of a matrix that are links; thousands of them would make the page heavy."""


def some(seen: Seen, known: Facts) -> None:
    """Ranked bars of a group beside the gap against the level, where a level has a direction."""
    say = words()
    groups = _groups(seen, known)
    directed = seen.indicator.direction is not Direction.NONE and seen.indicator.shape in (
        Shape.BY_SEX,
        Shape.PAIR,
    )
    columns = st.columns([1, 1], gap="large") if directed else [st.container()]
    with columns[0]:
        if groups:
            _ranked(seen, known, groups)
    if directed:
        with columns[1]:
            put(f'<h3 class="page-subheading">{escape(say("Skillnad mot nivå"))}</h3>')
            drawn = known.drawn(("scatter", *seen.key), lambda: _against_level(seen))
            show(drawn, "scatter", sentence=True)


def _against_level(seen: Seen) -> Described:
    newest = seen.rows[["organisation", "year"]].merge(
        seen.series[["organisation", "year", "total"]], on=["organisation", "year"], how="left"
    )
    totals = dict(zip(newest["organisation"], newest["total"].astype(float), strict=True))
    return scatter(seen.rows, totals, seen.indicator, seen.names, seen.shown, words())


def _ranked(seen: Seen, known: Facts, groups: dict[str, tuple[str, list[str]]]) -> None:
    say = words()
    labels = {key: label for key, (label, _) in groups.items()}
    default = next(iter(groups))
    with st.container(horizontal=True, vertical_alignment="center", key="ranked-heading"):
        heading = st.empty()
        chosen = pick_one(labels, "grupp", label=say("Grupp"), default=default)
    label, codes = groups[chosen]
    text = say("Rangordnade: {group}", group=label)
    put(f'<h3 class="page-subheading">{escape(text)}</h3>', heading)
    ranked_bars(codes, seen, known)
    page, parameter = COMPARISON_OF[seen.kind]
    if len(codes) <= MOST_BESIDE:
        together = address(page, **{parameter: codes, "nyckeltal": seen.indicator.id})
        put(f'<p class="page-source">{link(say("Jämför dem sida vid sida"), together)}</p>')


def ranked_bars(codes: Sequence[str], seen: Seen, known: Facts) -> None:
    """The gaps of some organisations as bars with their intervals, the visitor's own in ink."""
    say = words()
    organisations = _as_shown(codes, seen)
    marks = tuple((one.code, one.own) for one in organisations)
    key = (seen.indicator.id, seen.kind, marks, say.language)
    drawn = known.drawn(
        ("bars", *key),
        lambda: bars(
            seen.rows,
            seen.indicator,
            organisations,
            say,
            lambda code: address("organisation", kod=code),
            explained=lambda code, year: explain_address(seen.indicator.id, code, year),
            ranks={
                row.organisation: (int(row.low), int(row.high), int(row.of))
                for row in ranks(seen, known).itertuples(index=False)
                if row.reason is None
            },
        ),
    )
    source = known.drawn(("ends", *key), lambda: _ends(codes, seen))
    show(drawn, "bars", sentence=True, source=source)


def _as_shown(codes: Sequence[str], seen: Seen) -> list[Shown]:
    return [Shown(code, seen.names[code], own=code in seen.chosen[:1]) for code in codes]


def _ends(codes: Sequence[str], seen: Seen) -> str:
    """What the lines on the bars are."""
    say = words()
    rows = seen.rows[seen.rows["organisation"].isin(codes)]
    told = []
    if rows["low"].notna().any():
        told.append(say("Streck: intervall med 99 procents säkerhet."))
    if (rows["limit_low"].notna() & rows["low"].isna()).any():
        told.append(say("Prickat streck: gränserna för årens skillnader."))
    return explained(" ".join(told), "intervall")


def _groups(seen: Seen, known: Facts) -> dict[str, tuple[str, list[str]]]:
    """Groups that can be ranked; see `_grouped`."""
    return known.drawn(("groups", seen.kind, seen.chosen, words().language), lambda: _grouped(seen, known))


def _grouped(seen: Seen, known: Facts) -> dict[str, tuple[str, list[str]]]:
    """Groups that can be ranked, by their code in the address: label, and codes of organisations of the kind.

    The first is what is shown from the start.
    """
    say = words()
    of_kind = seen.names
    shown = list(seen.chosen)
    groups: dict[str, tuple[str, list[str]]] = {}
    if len(shown) > 1:
        groups["valda"] = (say("de valda"), shown)
    if shown:
        own = known.organisations[shown[0]]
        teams = dict.fromkeys(m.team for m in known.memberships if m.organisation == own.code)
        for team in reversed(teams):
            members = [m for m in known.memberships if m.team == team]
            programme = known.programmes[members[0].programme]
            label = say("gruppen {period}", period=period_of(programme))
            groups[f"grupp-{team}"] = (label, [*dict.fromkeys(m.organisation for m in members)])
        if own.kind is OrganisationKind.MUNICIPALITY:
            county = [place.code for place in known.municipalities_of(own.county or "")]
            groups["lan"] = (known.county_name(own) or say("länet"), county)
        if own.skr_group and own.kind is OrganisationKind.MUNICIPALITY:
            group = [place.code for place in seen.places if place.skr_group == own.skr_group]
            groups["kommungrupp"] = (say.municipality_group(own) or say("kommungruppen"), group)
    if seen.kind is OrganisationKind.REGION:
        groups["alla"] = (say("alla regioner"), list(of_kind))
    for programme in reversed(known.programmes.values()):
        stays = [
            m for m in known.memberships if m.programme == programme.id and m.role is MemberRole.PARTICIPANT
        ]
        label = say("deltagare {period}", period=period_of(programme))
        left = [
            m.organisation for m in stays if m.organisation in of_kind and network.left_early(m, programme)
        ]
        if left:
            names = say.joined([known.organisations[code].name for code in dict.fromkeys(left)])
            label = say("{group} ({names} lämnade i förtid)", group=label, names=names)
        groups[programme.id] = (label, [*dict.fromkeys(m.organisation for m in stays)])
    found = {
        key: (label, [code for code in codes if code in of_kind]) for key, (label, codes) in groups.items()
    }
    return {
        key: (label, [*codes, *(code for code in shown[:1] if code not in codes)])
        for key, (label, codes) in found.items()
        if 2 <= len(codes) <= MOST_RANKED
    }


def beside_other_indicators(seen: Seen, known: Facts) -> None:
    """The group that is ranked above, on every indicator of its kind."""
    say = words()
    groups = _groups(seen, known)
    if not groups:
        return
    chosen = st.session_state.get("pick-grupp")
    label, codes = groups[chosen] if chosen in groups else next(iter(groups.values()))
    section(
        say("Samma kommuner på andra nyckeltal")
        if seen.kind is OrganisationKind.MUNICIPALITY
        else say("Samma regioner på andra nyckeltal"),
        label,
    )
    indicators = [
        indicator
        for indicator in known.indicators.values()
        if seen.kind in indicator.applies_to and indicator.role is not Role.BACKGROUND
    ]
    _matrix(_as_shown(codes, seen), indicators, seen.kind, known)


def many_on_one(codes: Sequence[str], indicator: Indicator, kind: OrganisationKind, known: Facts) -> None:
    """More organisations than fit side by side, on one indicator: among all others, and ranked. For any page."""
    seen = seen_of(indicator, kind, codes, known)
    swarm(seen, known)
    ranked_bars(codes, seen, known)


def show_matrix(
    organisations: Sequence[Shown],
    indicators: Sequence[Indicator],
    kind: OrganisationKind,
    known: Facts,
) -> None:
    """Organisations × indicators, for any page; numbers lead to their cards where there are few enough of them."""
    _matrix(organisations, indicators, kind, known)


def _matrix(
    organisations: Sequence[Shown],
    indicators: Sequence[Indicator],
    kind: OrganisationKind,
    known: Facts,
) -> None:
    say = words()
    codes, ids = [one.code for one in organisations], [indicator.id for indicator in indicators]

    def draw() -> Described:
        rows = known.assessed_of(codes)
        rows = rows[rows["indicator"].isin(ids)]
        return matrix(
            rows,
            organisations,
            indicators,
            say,
            place_href=lambda code: address("organisation", kod=code),
            indicator_href=lambda code: address("indicator", nyckeltal=code, slag=word_of(kind)),
            explained=explain_address if len(codes) * len(ids) <= MOST_LINKS else None,
        )

    marks = tuple((one.code, one.own) for one in organisations)
    show(known.drawn(("matrix", marks, tuple(ids), say.language), draw), "matrix", sentence=True)
