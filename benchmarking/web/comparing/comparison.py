"""Organisations of one kind side by side: which to compare, their rows, and one indicator over the years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import figures, gaps, network
from benchmarking.figures import Band, Described, Shown
from benchmarking.model import SWEDEN, Indicator, MemberRole, Organisation, OrganisationKind, Shape
from benchmarking.web.comparing.places import COMPARISON_OF, mentors_of, period_of, slug
from benchmarking.web.comparing.reference import Reference, own_group, pick_mean
from benchmarking.web.comparing.standing import MOST_SHOWN, many_on_one, show_matrix, word_of
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
from benchmarking.web.session import address, asked, harmless, remember, words
from benchmarking.web.sharing import share
from benchmarking.web.show import (
    below,
    heading,
    lede,
    legend,
    links,
    put,
    section,
    show,
    show_by_width,
    stacked,
    title,
    together,
)
from benchmarking.wording import sentences

MOST_BESIDE = 8
"""Organisations that still fit side by side; more are shown as a matrix."""

MOST_NAMED = 5

# What one finds first when nothing is chosen yet: the indicator the network's oldest round began with.
FIRST_INDICATOR = {OrganisationKind.MUNICIPALITY: "N00206", OrganisationKind.REGION: "N60077"}


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


def comparison(kind: OrganisationKind) -> None:
    """The page that compares municipalities, or regions."""
    say, known = words(), facts()
    _, parameter = COMPARISON_OF[kind]
    choices = known.of_kind(kind)
    top = st.container()
    unknown_codes(parameter, names_of(choices) | _other_kind(kind, known))
    _mixed_kinds(parameter, kind, known)
    unknown_codes("nyckeltal", _indicator_names(kind, known))
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
    compared = _compared(kind, places, group, order, subgoal, known)
    with top, together():
        _heading(compared, known)
    if len(compared.places) > MOST_BESIDE:
        _many(compared, known)
    elif reference is not None:
        _rows(compared, known, visible, reference)
        _one_indicator(compared, known)
    if kind is OrganisationKind.REGION:
        _county(compared, known)


def _compared(
    kind: OrganisationKind,
    places: tuple[Organisation, ...],
    group: str,
    order: str,
    subgoal: int | None,
    known: Facts,
) -> Compared:
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
        lambda: _most_apart(_compared(kind, places, "", "skillnad", None, known), known),
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
                _shown(compared, known),
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
        return _with_own(say("Källa: Kolada. Skillnader: egen bearbetning."), shown, known)

    if first:
        drawn = draw(first, headings=True)
        source = known.drawn(("source", *compared.codes, "·", *first, say.language), sources)
        with together():
            put(legend(reference.label or None))
            show(drawn, "rows", table=False)
        below(drawn, "rows", source, file_name=_file_name(compared, "rows"))
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
    show_matrix(_shown(compared, known), indicators, compared.kind, known)
    chosen = _chosen_indicator(compared, known)
    many_on_one(compared.codes, chosen, compared.kind, known)
    among_all = address(
        "indicator", nyckeltal=chosen.id, slag=word_of(compared.kind), kod=compared.codes[:MOST_SHOWN]
    )
    links("", to=[(say("Se dem på kartan, mot nivån och över tid"), among_all)])
    share(chosen.id, compared.codes, "comparison")


def _one_indicator(compared: Compared, known: Facts) -> None:
    """The chosen indicator over the years: the gap of each, then women's and men's values of each."""
    say = words()
    indicator = _chosen_indicator(compared, known)
    theme = _theme()
    drawn = known.drawn(
        ("trends", *compared.codes, indicator.id, theme, say.language),
        lambda: _trends(compared, indicator, known, theme),
    )
    above = heading(say.text(indicator.short), say.text(indicator.base), anchor="nyckeltal")
    untold = known.drawn(
        ("untold", *compared.codes, indicator.id, say.language),
        lambda: _untold(compared, indicator, known),
    )
    if untold:
        lines = "".join(f"<li>{escape(one)}</li>" for one in untold)
        above = stacked([above, f'<div class="page-links"><ul>{lines}</ul></div>'])
    if drawn is None:
        put(above)
        names = say.joined([place.name for place in compared.places])
        st.info(harmless(say("Inga värden för kvinnor och män i {name}.", name=names)))
        return
    said = say(
        "Källa: {producer} via Kolada ({id}). Skillnader: egen bearbetning.",
        producer=indicator.producer or say("uppgift saknas"),
        id=indicator.id,
    )
    source = known.drawn(
        ("source", *compared.codes, "·", indicator.id, "years", say.language),
        lambda: _with_own(said, known.years_of(compared.codes, [indicator.id]), known),
    )
    for name, (wide, narrow) in drawn.items():
        file_name = _file_name(compared, f"{name}-{indicator.id}")
        show_by_width(wide, narrow, f"{name}-{indicator.id}", source=source, above=above, file_name=file_name)
        above = ""
    share(indicator.id, compared.codes, "comparison")


def _untold(compared: Compared, indicator: Indicator, known: Facts) -> list[str]:
    """Why the gap cannot be told or is not compared, each reason once with the places it holds for."""
    say = words()
    # The indicator may be another sub-goal's than the one that the rows are about.
    rows = known.assessed_of(compared.codes)
    rows = rows[(rows["indicator"] == indicator.id) & rows["reason"].notna()]
    said: dict[str, list[str]] = {}
    for row in rows.itertuples(index=False):
        reason = say("{year}: {reason}", year=int(row.year), reason=say.explanation(row))
        said.setdefault(reason, []).append(known.organisations[row.organisation].name)
    return [say("{names} {reason}", names=say.joined(names), reason=reason) for reason, names in said.items()]


def _trends(
    compared: Compared, indicator: Indicator, known: Facts, theme: str
) -> dict[str, tuple[Described, Described]] | None:
    """The gap's and the values' trend, each for a desk and for a phone; None without a single gap."""
    say = words()
    series = known.years_of([*compared.codes, SWEDEN], [indicator.id])
    if not series.loc[series["organisation"] != SWEDEN, "gap"].notna().any():
        return None
    assessed = known.assessed_of([*compared.codes, SWEDEN])
    bands, places = _bands(compared, known), _shown(compared, known)
    country = Shown(SWEDEN, say("Riket"))

    def draw(trend: Callable[..., Described]) -> tuple[Described, Described]:
        wide, narrow = (
            trend(
                series,
                indicator,
                places,
                say,
                assessed=assessed,
                bands=bands,
                country=country,
                theme=theme,
                narrow=on_a_phone,
            )
            for on_a_phone in (False, True)
        )
        return wide, narrow

    gap_trend = partial(figures.gap_trend, commitments=known.commitments)
    return {"gap": draw(gap_trend), "values": draw(figures.values_trend)}


def _chosen_indicator(compared: Compared, known: Facts) -> Indicator:
    say = words()
    choices = _indicator_names(compared.kind, known)
    first = FIRST_INDICATOR[compared.kind]
    if compared.subgoal is not None and compared.listed:
        first = compared.listed[0]
    key = "pick-nyckeltal"
    if key not in st.session_state:
        wanted = [code for code in asked("nyckeltal") if code in choices]
        st.session_state[key] = wanted[0] if wanted else first
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
    rows = known.assessed_on(indicator.id)
    rows = rows[rows["organisation"].isin(members)]
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
    shown = rows[["organisation", "year"]].merge(
        known.years_of(members, [indicator.id]), on=["organisation", "year"]
    )
    source = _with_own(say("Källa: Kolada. Skillnader: egen bearbetning."), shown, known)
    show(drawn, f"county-{county}", source=source)


def _with_own(source: str, shown: pd.DataFrame, known: Facts) -> str:
    """A source line, and which of the values shown (organisation, year, origin) are the network's own."""
    names = {code: known.organisations[code].name for code in dict.fromkeys(shown["organisation"])}
    return f"{source} {sentences.own_figures(words(), shown, names)}".strip()


def _county_indicator(known: Facts) -> Indicator:
    say = words()
    choices = {
        code: say.text(indicator.short)
        for code, indicator in known.indicators.items()
        if OrganisationKind.MUNICIPALITY in indicator.applies_to
    }
    chosen = pick_one(choices, "matt", label=say("Nyckeltal"), default="N00206", term="nyckeltal")
    return known.indicators[chosen]


def _not_comparable(here: pd.DataFrame, least: int) -> tuple[str, ...]:
    """Indicators without a gap that can be compared in at least so many of the places."""
    having = here[here["gap"].notna() & (here["verdict"] != gaps.GapVerdict.NOT_COMPARED)]
    counts = having.groupby("indicator")["organisation"].nunique()
    enough = set(counts[counts >= least].index)
    return tuple(code for code in dict.fromkeys(here["indicator"]) if code not in enough)


def _file_name(compared: Compared, name: str) -> str:
    """A file of a group of one's own is named by it."""
    return f"{slug(compared.group)}-{name}" if compared.group else name


def _shown(compared: Compared, known: Facts) -> list[Shown]:
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


def _bands(compared: Compared, known: Facts) -> list[Band]:
    """The rounds that any of the places took part in, as bands in a trend; whoever came late or left has its own."""
    say = words()
    bands = []
    for programme in known.programmes.values():
        if not programme.starts or not programme.ends:
            continue
        starts, ends = _as_year(programme.starts.on), _as_year(programme.ends.latest)
        inside: dict[tuple[float, float], list[str]] = {}
        for one in known.memberships:
            if (
                one.programme == programme.id
                and one.organisation in compared.codes
                and one.role is MemberRole.PARTICIPANT
            ):
                came = max(starts, _as_year(one.joined.on)) if one.joined else starts
                went = min(ends, _as_year(one.left.on)) if one.left else ends
                if came < went:
                    inside.setdefault((came, went), []).append(one.organisation)
        for (came, went), codes in inside.items():
            members = tuple(dict.fromkeys(codes))
            names = say.joined([known.organisations[code].name for code in members])
            label = say("{names} deltar", names=names)
            bands.append(Band(came, went, label, members=members, alone=say("Deltar")))
    return bands


def _as_year(day: object) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _theme() -> str:
    return st.context.theme.type or "light"


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
