"""Organisations of one kind side by side: which to compare, their rows, and what they differ most in."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from benchmarking import figures
from benchmarking.figures import Described
from benchmarking.model import OrganisationKind, Shape
from benchmarking.web.comparing.compared import Compared, as_shown, compared_of, indicator_names, with_own
from benchmarking.web.comparing.county import show_county
from benchmarking.web.comparing.over_time import chosen_indicator, show_over_time
from benchmarking.web.comparing.places import COMPARISON_OF, mentors_of
from benchmarking.web.comparing.ranked import many_on_one, show_matrix
from benchmarking.web.comparing.reference import Reference, own_group, pick_mean
from benchmarking.web.comparing.standing import MOST_SHOWN, word_of
from benchmarking.web.explain import explain_address
from benchmarking.web.facts import Facts, facts
from benchmarking.web.pickers import (
    SUBGOALS,
    name_group,
    names_of,
    pick_one,
    pick_organisations,
    pick_subgoal,
    unknown_codes,
)
from benchmarking.web.session import address, asked, harmless, words
from benchmarking.web.sharing import share
from benchmarking.web.show import below, lede, legend, links, put, show, title, together

MOST_BESIDE = 8
"""Organisations that still fit side by side; more are shown as a matrix."""

MOST_NAMED = 5


def comparison(kind: OrganisationKind) -> None:
    """The page that compares municipalities, or regions."""
    say, known = words(), facts()
    _, parameter = COMPARISON_OF[kind]
    choices = known.of_kind(kind)
    top = st.container()
    unknown_codes(parameter, names_of(choices) | _other_kind(kind, known))
    _mixed_kinds(parameter, kind, known)
    unknown_codes("nyckeltal", indicator_names(kind, known))
    reference = None
    with st.container(horizontal=True):
        label = say("Kommuner") if kind is OrganisationKind.MUNICIPALITY else say("Regioner")
        codes = pick_organisations(choices, parameter, label=label)
        places = tuple(known.organisations[code] for code in codes)
        subgoal = pick_subgoal(_subgoals(kind, known))
        order = pick_one(_orders(), "ordna", label=say("Ordna"), default="skillnad")
        visible = pick_one(_visibilities(), "visa", label=say("Visa"), default="saker")
        if 0 < len(places) <= MOST_BESIDE:
            reference = pick_mean(places, known)
        group = name_group() if len(places) > 1 else ""
    compared = compared_of(kind, places, group, order, subgoal, known)
    with top, together():
        _heading(compared, known)
    if len(compared.places) > MOST_BESIDE:
        _many(compared, known)
    elif reference is not None:
        _rows(compared, known, visible, reference)
        show_over_time(compared, known)
    if kind is OrganisationKind.REGION:
        show_county(compared, known)


def _heading(compared: Compared, known: Facts) -> None:
    say = words()
    if not compared.places:
        regions = compared.kind is OrganisationKind.REGION
        title(say("Jämför regioner") if regions else say("Jämför kommuner"), say("Jämförelse"))
        lede([say("Välj två eller fler. Skillnaden mellan kvinnor och män visas sida vid sida.")])
        return
    if len(compared.places) > 1 and compared.group:
        title(compared.group, say("Jämförelse · {names}", names=_names(compared)))
    elif compared.subgoal is not None:
        title(_names(compared), say("Jämförelse · {names}", names=say.subgoal(compared.subgoal)))
    else:
        title(_names(compared), say("Jämförelse"))
    if len(compared.places) == 1:
        _suggest_company(compared, known)
        return
    of = len(compared.cannot) + len(compared.listed)
    said = list(
        known.drawn(
            ("most apart", *compared.codes, "·", *compared.listed, say.language),
            lambda: _most_apart(compared, known),
        )
    )
    if not compared.listed:
        said.append(say("Inget nyckeltal går att jämföra, för det saknas värden."))
    elif compared.cannot:
        said.append(say("{n} av {of} nyckeltal går inte att jämföra.", n=len(compared.cannot), of=of))
    else:
        said.append(say("Alla {of} nyckeltal går att jämföra.", of=of))
    lede(said)


def most_apart(kind: OrganisationKind, codes: Sequence[str], known: Facts) -> list[str]:
    """The first thing that a comparison of these places says; nothing where they certainly differ in nothing."""
    places = tuple(known.organisations[code] for code in codes)
    return known.drawn(
        ("most apart", *codes, words().language),
        lambda: _most_apart(compared_of(kind, places, "", "skillnad", None, known), known),
    )


def _most_apart(compared: Compared, known: Facts) -> list[str]:
    """The indicator in which the places certainly differ the most, and its two ends; nothing where none do."""
    if not compared.listed:
        return []
    first = max(compared.listed, key=lambda code: compared.apart.get(code, -1.0))
    rows = compared.gaps[(compared.gaps["indicator"] == first) & compared.gaps["gap"].notna()]
    ends = rows.sort_values("gap", kind="stable").iloc[[0, -1]]
    if compared.apart.get(first, -1.0) <= 0 or ends["year"].nunique() > 1:
        return []
    say, indicator = words(), known.indicators[first]
    told = []
    chosen = {code: place for place, code in enumerate(compared.codes)}
    ends = ends.sort_values("organisation", key=lambda codes: codes.map(chosen), kind="stable")
    for row in ends.itertuples(index=False):
        place = known.organisations[row.organisation].name
        women, men = (say.bare(indicator, float(value)) for value in (row.women, row.men))
        if indicator.shape is Shape.WOMENS_RELATIVE:
            told.append(say("{women} i {place}", women=women, place=place))
        else:
            told.append(say("kvinnor {women} och män {men} i {place}", women=women, men=men, place=place))
    regions = compared.kind is OrganisationKind.REGION
    return [
        say(
            "De skiljer sig mest åt i {indicator}, räknat i hur mycket regioner brukar skilja sig åt: {one}, {other} ({unit})."
            if regions
            else "De skiljer sig mest åt i {indicator}, räknat i hur mycket kommuner brukar skilja sig åt: {one}, {other} ({unit}).",
            indicator=say.quoted(say.text(indicator.short)),
            unit=say.text(indicator.base),
            one=told[0],
            other=told[1],
        )
    ]


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
    companions = [code for code in own_group(own.code, known) if code in of_kind]
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


def _rows(compared: Compared, known: Facts, visible: str, reference: Reference) -> None:
    say = words()
    first = compared.listed
    if visible != "alla":
        first = tuple(code for code in compared.listed if code in compared.sure)
    rest = tuple(code for code in compared.listed if code not in set(first))

    def draw(codes: tuple[str, ...], headings: bool) -> Described:
        return known.drawn(
            ("beside", *compared.codes, "·", *codes, headings, reference.key, compared.subgoal, say.language),
            lambda: figures.compare_rows(
                compared.gaps[compared.gaps["indicator"].isin(codes)],
                known.years_of(compared.codes, codes),
                as_shown(compared, known),
                known.indicators,
                known.scale(compared.kind),
                say,
                lambda code: compared.address(nyckeltal=code) + "#nyckeltal",
                order=codes,
                headings=headings,
                reference=reference.rows if reference.key else None,
                reference_said=reference.said,
                explained=explain_address,
            ),
        )

    def sources() -> str:
        shown = compared.gaps[["indicator", "organisation", "year"]].merge(
            known.years_of(compared.codes, first), on=["indicator", "organisation", "year"]
        )
        return with_own(say("Källa: Kolada. Skillnader: egen bearbetning."), shown, known)

    if first:
        drawn = draw(first, headings=True)
        source = known.drawn(("source", *compared.codes, "·", *first, say.language), sources)
        with together():
            put(legend(reference.label or None))
            show(drawn, "rows", table=False)
        below(drawn, "rows", source, file_name=compared.file_name("rows"))
    for codes, label, key in (
        (rest, say("Visa {n} till", n=len(rest)), "rest"),
        (compared.cannot, say("Visa {n} som inte går att jämföra", n=len(compared.cannot)), "cannot"),
    ):
        if codes:
            with st.expander(label, on_change="rerun", key=f"fold-{key}") as fold:
                if fold.open:
                    show(draw(codes, headings=False), key, table=False)


def _many(compared: Compared, known: Facts) -> None:
    """More than fit side by side: every place and indicator as a cell, and one indicator ranked."""
    say = words()
    indicators = [known.indicators[code] for code in compared.listed]
    show_matrix(as_shown(compared, known), indicators, compared.kind, known)
    chosen = chosen_indicator(compared, known)
    many_on_one(compared.codes, chosen, compared.kind, known)
    among_all = address(
        "indicator", nyckeltal=chosen.id, slag=word_of(compared.kind), kod=compared.codes[:MOST_SHOWN]
    )
    links("", to=[(say("Se dem på kartan, mot nivån och över tid"), among_all)])
    share(chosen.id, compared.codes, "comparison")


def _orders() -> dict[str, str]:
    say = words()
    return {"skillnad": say("skiljer sig mest åt"), "delmal": say("delmål")}


def _subgoals(kind: OrganisationKind, known: Facts) -> list[int]:
    """The sub-goals that a kind of organisation has indicators for."""
    having = {one.subgoal for one in known.indicators.values() if kind in one.applies_to}
    return [number for number in SUBGOALS if number in having]


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
    names = harmless(say.joined(strangers))
    if kind is OrganisationKind.MUNICIPALITY:
        st.warning(
            say("{names} är en region. Kommuner och regioner jämförs inte med varandra här.", names=names)
        )
    else:
        st.warning(
            say("{names} är en kommun. Kommuner och regioner jämförs inte med varandra här.", names=names)
        )
