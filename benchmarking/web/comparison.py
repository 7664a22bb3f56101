"""Organisations of one kind side by side: which to compare, their rows, and one indicator over the years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from benchmarking import figures, gaps
from benchmarking.figures import Band, Described, Shown
from benchmarking.model import SWEDEN, Indicator, MemberRole, Organisation, OrganisationKind
from benchmarking.web.facts import Facts, facts
from benchmarking.web.pickers import names_of, pick_one, pick_organisations, unknown_codes
from benchmarking.web.places import COMPARISON_OF, mentors_of, period_of
from benchmarking.web.session import address, asked, remember, words
from benchmarking.web.sharing import share
from benchmarking.web.show import lede, links, section, show, show_by_width, title
from benchmarking.web.standing import many_on_one, show_matrix

MOST_BESIDE = 8
"""Organisations that still fit side by side; more are shown as a matrix."""

MOST_NAMED = 5

# What one finds first when nothing is chosen yet: the indicator the network's oldest round began with.
FIRST_INDICATOR = {OrganisationKind.MUNICIPALITY: "N00206", OrganisationKind.REGION: "N60077"}


@dataclass(frozen=True)
class Compared:
    """What is compared: organisations of one kind, in the order chosen, and their assessed gaps."""

    kind: OrganisationKind
    places: tuple[Organisation, ...]
    gaps: pd.DataFrame

    @property
    def codes(self) -> list[str]:
        return [place.code for place in self.places]


def comparison(kind: OrganisationKind) -> None:
    """The page that compares municipalities, or regions."""
    say, known = words(), facts()
    _, parameter = COMPARISON_OF[kind]
    choices = known.of_kind(kind)
    heading = st.container()
    unknown_codes(parameter, names_of(choices) | _other_kind(kind, known))
    _mixed_kinds(parameter, kind, known)
    unknown_codes("nyckeltal", _indicator_names(kind, known))
    with st.container(horizontal=True):
        label = say("Kommuner") if kind is OrganisationKind.MUNICIPALITY else say("Regioner")
        codes = pick_organisations(choices, parameter, label=label)
        order = pick_one(_orders(), "ordna", label=say("Ordna"), default="skillnad")
        visible = pick_one(_visibilities(), "visa", label=say("Visa"), default="saker")
    compared = Compared(
        kind,
        tuple(known.organisations[code] for code in codes),
        known.assessed[known.assessed["organisation"].isin(codes)],
    )
    with heading:
        _heading(compared, known)
    if len(compared.places) > MOST_BESIDE:
        _many(compared, known, order)
    elif compared.places:
        _rows(compared, known, order, visible)
        _one_indicator(compared, known)
    if kind is OrganisationKind.REGION:
        _county(compared, known)


def _heading(compared: Compared, known: Facts) -> None:
    say = words()
    if not compared.places:
        regions = compared.kind is OrganisationKind.REGION
        title(say("Jämför regioner") if regions else say("Jämför kommuner"), say("Jämförelse"))
        lede([say("Välj två eller fler. Skillnaden mellan kvinnor och män visas sida vid sida.")])
        return
    title(_names(compared), say("Jämförelse"))
    if len(compared.places) == 1:
        _suggest_company(compared, known)
        return
    cannot = _not_comparable(compared)
    lede(
        [
            say(
                "{n} av {of} nyckeltal går inte att jämföra.",
                n=len(cannot),
                of=compared.gaps["indicator"].nunique(),
            )
        ]
    )


def _names(compared: Compared) -> str:
    """The places by name, or how many they are where the names would fill the page."""
    say = words()
    if len(compared.places) <= MOST_NAMED:
        return say.joined([place.name for place in compared.places])
    if compared.kind is OrganisationKind.REGION:
        return say("{n} regioner", n=len(compared.places))
    return say("{n} kommuner", n=len(compared.places))


def _suggest_company(compared: Compared, known: Facts) -> None:
    """One is chosen: offer those it would be fair or useful to stand beside."""
    say = words()
    page, parameter = COMPARISON_OF[compared.kind]
    [own] = compared.places
    lede([say("Välj minst en till.")])
    of_kind = set(names_of(known.of_kind(compared.kind)))
    mentors = [code for code in mentors_of(own.code, known) if code in of_kind]
    companions = [code for code in _own_group(own.code, known) if code in of_kind]
    suggestions = [
        (
            say("mentorn {name}", name=known.organisations[code].name),
            address(page, **{parameter: (own.code, code)}),
        )
        for code in mentors
    ]
    if companions:
        group = (own.code, *companions[: MOST_BESIDE - 1])
        suggestions.append((say("den egna gruppen"), address(page, **{parameter: group})))
    if suggestions:
        links(say("Förslag"), to=suggestions)


def _own_group(code: str, known: Facts) -> list[str]:
    """Those who took part in the organisation's latest group, itself left out."""
    teams = [m.team for m in known.memberships if m.organisation == code and m.role is MemberRole.PARTICIPANT]
    return [
        m.organisation for m in known.memberships if teams and m.team == teams[-1] and m.organisation != code
    ]


def _rows(compared: Compared, known: Facts, order: str, visible: str) -> None:
    say = words()
    page, parameter = COMPARISON_OF[compared.kind]
    cannot = _not_comparable(compared)
    listed = _ordered(compared, known, order, without=cannot)
    known_somewhere = set(compared.gaps.loc[compared.gaps["basis"].notna(), "indicator"])
    first = listed if visible == "alla" else [code for code in listed if code in known_somewhere]
    rest = [code for code in listed if code not in set(first)]
    st.html(figures.legend(say))

    def draw(codes: list[str], key: str, headings: bool) -> None:
        drawn = known.drawn(
            ("beside", *compared.codes, "·", *codes, headings, say.language),
            lambda: figures.compare_rows(
                compared.gaps[compared.gaps["indicator"].isin(codes)],
                known.years_of(compared.codes, codes),
                _shown(compared, known),
                known.indicators,
                known.scale(compared.kind),
                say,
                lambda code: address(page, **{parameter: compared.codes, "nyckeltal": code}) + "#nyckeltal",
                order=codes,
                headings=headings,
            ),
        )
        show(drawn, key, table=headings, source=say("Källa: Kolada. Skillnader: egen bearbetning."))

    if first:
        draw(first, "rows", headings=True)
    for codes, label, key in (
        (rest, say("Visa {n} till", n=len(rest)), "rest"),
        (cannot, say("Visa {n} som inte går att jämföra", n=len(cannot)), "cannot"),
    ):
        if codes:
            with st.expander(label, on_change="rerun", key=f"fold-{key}") as fold:
                if fold.open:
                    draw(codes, key, headings=False)


def _many(compared: Compared, known: Facts, order: str) -> None:
    """More than fit side by side: every place and indicator as a cell, and one indicator ranked."""
    listed = _ordered(compared, known, order, without=_not_comparable(compared))
    indicators = [known.indicators[code] for code in listed]
    show_matrix(_shown(compared, known), indicators, compared.kind, known)
    chosen = _chosen_indicator(compared.kind, known)
    many_on_one(compared.codes, chosen, compared.kind, known)
    share(chosen.id, compared.codes, "comparison")


def _one_indicator(compared: Compared, known: Facts) -> None:
    """The chosen indicator over the years: the gap of each, then women's and men's values of each."""
    say = words()
    indicator = _chosen_indicator(compared.kind, known)
    series = known.years_of([*compared.codes, SWEDEN], [indicator.id])
    section(say.text(indicator.short), say.text(indicator.base), anchor="nyckeltal")
    if series["gap"].notna().sum() == 0:
        st.info(
            say(
                "Inga värden för kvinnor och män i {name}.",
                name=say.joined([p.name for p in compared.places]),
            )
        )
        return
    source = say(
        "Källa: {producer} via Kolada ({id}). Skillnader: egen bearbetning.",
        producer=indicator.producer or say("uppgift saknas"),
        id=indicator.id,
    )
    country = Shown(SWEDEN, say("Riket"))
    bands, places, theme = _bands(compared, known), _shown(compared, known), _theme()
    for name, trend in (("gap", figures.gap_trend), ("values", figures.values_trend)):

        def draw(narrow: bool, name: str = name, trend: Callable[..., Described] = trend) -> Described:
            return known.drawn(
                ("trend", name, *compared.codes, indicator.id, theme, narrow, say.language),
                lambda: trend(
                    series, indicator, places, say, bands=bands, country=country, theme=theme, narrow=narrow
                ),
            )

        show_by_width(draw(False), draw(True), f"{name}-{indicator.id}", source=source)
    share(indicator.id, compared.codes, "comparison")


def _chosen_indicator(kind: OrganisationKind, known: Facts) -> Indicator:
    say = words()
    choices = _indicator_names(kind, known)
    key = "pick-nyckeltal"
    if key not in st.session_state:
        wanted = [code for code in asked("nyckeltal") if code in choices]
        st.session_state[key] = wanted[0] if wanted else FIRST_INDICATOR[kind]
    chosen = st.selectbox(
        say("Nyckeltal över tid"),
        list(choices),
        format_func=choices.__getitem__,
        key=key,
    )
    remember("nyckeltal", [chosen])
    return known.indicators[chosen]


def _indicator_names(kind: OrganisationKind, known: Facts) -> dict[str, str]:
    """The indicators that a kind of organisation has, by id."""
    say = words()
    return {
        code: say.text(indicator.short)
        for code, indicator in known.indicators.items()
        if kind in indicator.applies_to
    }


def _county(compared: Compared, known: Facts) -> None:
    """A county with its municipalities, one indicator at a time."""
    say = words()
    counties = {county.code: county.name for county in known.of_kind(OrganisationKind.COUNTY)}
    unknown_codes("lan", counties)
    own = [place.county for place in compared.places if place.county]
    section(say("Ett län och dess kommuner"))
    county = pick_one(
        {"": say("välj län")} | counties,
        "lan",
        label=say("Län"),
        default=own[0] if len(own) == 1 else "",
        quiet=False,
    )
    if not county:
        return
    indicator = _county_indicator(known)
    members = [place.code for place in known.municipalities_of(county)]
    rows = known.assessed[
        (known.assessed["indicator"] == indicator.id) & known.assessed["organisation"].isin(members)
    ]
    rows = rows.sort_values("gap", key=lambda gap: -gap.abs(), kind="stable", na_position="last")
    lede(
        [
            say(
                "{county} har {n} kommuner. Regionen själv är en annan organisation och står inte i listan.",
                county=counties[county],
                n=len(members),
            )
        ]
    )
    drawn = known.drawn(
        ("county", county, indicator.id, say.language),
        lambda: figures.place_rows(
            rows,
            known.years_of(members, [indicator.id]),
            indicator,
            {code: known.organisations[code].name for code in members},
            known.scale(OrganisationKind.MUNICIPALITY),
            say,
            lambda code: address("organisation", kod=code),
        ),
    )
    show(drawn, f"county-{county}", source=say("Källa: Kolada. Skillnader: egen bearbetning."))


def _county_indicator(known: Facts) -> Indicator:
    say = words()
    choices = {
        code: say.text(indicator.short)
        for code, indicator in known.indicators.items()
        if OrganisationKind.MUNICIPALITY in indicator.applies_to
    }
    return known.indicators[pick_one(choices, "matt", label=say("Nyckeltal"), default="N00206")]


def _not_comparable(compared: Compared) -> list[str]:
    """Indicators without a gap in two or more of the places (one, where only one is chosen)."""
    having = compared.gaps[
        compared.gaps["gap"].notna() & (compared.gaps["verdict"] != gaps.GapVerdict.NOT_COMPARED)
    ]
    counts = having.groupby("indicator")["organisation"].nunique()
    enough = set(counts[counts >= min(2, len(compared.places))].index)
    return [code for code in dict.fromkeys(compared.gaps["indicator"]) if code not in enough]


def _ordered(compared: Compared, known: Facts, order: str, without: list[str]) -> list[str]:
    """Indicator ids, either as the sub-goals stand or by how far the places differ from one another."""
    codes = [code for code in known.indicators if code in set(compared.gaps["indicator"]) - set(without)]
    if order == "delmal":
        return codes
    apart = gaps.apart(compared.gaps)
    return sorted(codes, key=lambda code: -apart.get(code, -1.0))


def _shown(compared: Compared, known: Facts) -> list[Shown]:
    """The places as figures show them, each with its latest role in the network under its name."""
    say = words()
    roles: dict[str, str] = {}
    for membership in known.memberships:
        programme = known.programmes[membership.programme]
        roles[membership.organisation] = f"{say.member_role(membership.role)} {period_of(programme)}"
    mentors = {code for place in compared.places for code in mentors_of(place.code, known)}
    return [
        Shown(
            place.code, place.name, roles.get(place.code, ""), mentor=place.code in mentors, kind=place.kind
        )
        for place in compared.places
    ]


def _bands(compared: Compared, known: Facts) -> list[Band]:
    """The rounds that any of the places took part in, as bands in a trend."""
    say = words()
    bands = []
    for programme in known.programmes.values():
        inside = [
            known.organisations[m.organisation].name
            for m in known.memberships
            if m.programme == programme.id
            and m.organisation in compared.codes
            and m.role is MemberRole.PARTICIPANT
        ]
        if inside and programme.starts and programme.ends:
            label = say("{names} deltar", names=say.joined(list(dict.fromkeys(inside))))
            bands.append(Band(_as_year(programme.starts.on), _as_year(programme.ends.latest), label))
    return bands


def _as_year(day: object) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _theme() -> str:
    return st.context.theme.type or "light"


def _orders() -> dict[str, str]:
    say = words()
    return {"skillnad": say("skiljer sig mest åt"), "delmal": say("delmål")}


def _visibilities() -> dict[str, str]:
    say = words()
    return {"saker": say("minst en säker"), "alla": say("alla")}


def _other_kind(kind: OrganisationKind, known: Facts) -> dict[str, str]:
    other = (
        OrganisationKind.REGION if kind is OrganisationKind.MUNICIPALITY else OrganisationKind.MUNICIPALITY
    )
    return names_of(known.of_kind(other))


def _mixed_kinds(parameter: str, kind: OrganisationKind, known: Facts) -> None:
    """Say it when the address asks for a region among municipalities, or the reverse."""
    say = words()
    other = _other_kind(kind, known)
    strangers = [other[code] for code in asked(parameter) if code in other]
    if not strangers:
        return
    names = say.joined(strangers)
    if kind is OrganisationKind.MUNICIPALITY:
        st.warning(
            say("{names} är en region. Kommuner och regioner jämförs inte med varandra här.", names=names)
        )
    else:
        st.warning(
            say("{names} är en kommun. Kommuner och regioner jämförs inte med varandra här.", names=names)
        )
