"""One organisation on a page: who it is, its headline, its journey, and its rows."""

from __future__ import annotations

from urllib.parse import urljoin

import streamlit as st

from benchmarking import network, packs
from benchmarking.figures.markup import Markup, joined
from benchmarking.model import MemberRole, Organisation, OrganisationKind
from benchmarking.web.facts import Facts
from benchmarking.web.pickers import names_of, unknown_codes
from benchmarking.web.session import address, asked, words
from benchmarking.web.show import explained, lede, links, term

PLACES = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)

COMPARISON_OF = {
    OrganisationKind.MUNICIPALITY: ("compare", "kommun"),
    OrganisationKind.REGION: ("regions", "region"),
}
"""The page and the address parameter that compare a kind of organisation."""


def place_asked(known: Facts) -> Organisation | None:
    """The organisation the address names, by `kod` or, from a redirect, by name. None, said on the page, if none."""
    names = names_of(known.organisations.values())
    unknown_codes("kod", names)
    for code in asked("kod"):
        if code in known.organisations:
            return known.organisations[code]
    for kind, parameter in ((OrganisationKind.MUNICIPALITY, "kommun"), (OrganisationKind.REGION, "region")):
        for name in asked(parameter):
            for organisation in known.of_kind(kind):
                if name in (slug(organisation.name), slug(organisation.name.removeprefix("Region "))):
                    return organisation
            unknown_codes(parameter, names)
    return None


def slug(name: str) -> str:
    """A name as it is written in an address: `Östra Göinge` → `ostra-goinge`."""
    return name.casefold().translate(str.maketrans("åäöé ", "aaoe-"))


def overline(place: Organisation, known: Facts) -> Markup:
    """What kind of place it is, in one line: kind · group, explained · county · inhabitants."""
    say = words()
    population = place.population
    parts = [
        say.organisation_kind(place.kind).capitalize(),
        term("kommungrupp", group) if (group := say.municipality_group(place)) else None,
        known.county_name(place) if place.kind is OrganisationKind.MUNICIPALITY else None,
        say("{n} invånare", n=say.number(population)) if population else None,
    ]
    first, *others = [part for part in parts if part]
    return joined(first, *(piece for part in others for piece in (" · ", part)))


def headline(place: Organisation, known: Facts) -> None:
    """At most three sentences, made from claims."""
    lede(words().lede(known.headline_of(place.code), place, known.indicators))


def region_instead(place: Organisation, known: Facts) -> None:
    """The way from a place without figures to its county's region; silent where it has none."""
    region = next(
        (
            one
            for one in known.organisations.values()
            if one.kind is OrganisationKind.REGION
            and one.county
            and one.county == place.county
            and one != place
        ),
        None,
    )
    if region is not None:
        links(words()("Se i stället"), to=[(region.name, address("organisation", kod=region.code))])


def journey_line(place: Organisation, known: Facts) -> None:
    """Where the organisation has taken part and as what, with a link to its line; silent if nowhere."""
    say = words()
    stays = network.journey(tuple(known.programmes.values()), known.teams, known.memberships, place.code)
    if not stays:
        return
    sentences = []
    for stay in stays:
        programme = known.programmes[stay.programme]
        period = period_of(programme)
        mentors = say.joined([known.organisations[code].name for code in stay.mentors])
        if stay.role is MemberRole.MENTOR:
            mentees = say.joined([known.organisations[code].name for code in stay.fellows])
            told = say("{period}: mentor för {names}", period=period, names=mentees)
        elif stay.role is MemberRole.SUPPORT:
            mentees = say.joined([known.organisations[code].name for code in stay.fellows])
            told = say("{period}: stöd till {names}", period=period, names=mentees)
        elif mentors:
            told = say("{period}: deltagare med {names} som mentor", period=period, names=mentors)
        else:
            told = say("{period}: deltagare", period=period)
        left = stay.left if stay.left_early else None
        sentences.append(
            say("{stay}, lämnade {date}", stay=told, date=say.known_date(left)) if left else told
        )
    links(
        say("I nätverket"),
        [explained(one, "deltagare", "mentor", "stod") for one in sentences],
        [(say("Se hela linjen"), address("network", linje=place.code))],
    )


def period_of(programme: object) -> str:
    """A round's years, such as 2019–2020, as far as they are known."""
    say = words()
    starts, ends = programme.starts, programme.ends
    if starts is None:
        return say.text(programme.name)
    return say.year_range(starts.on.year, ends.on.year) if ends else str(starts.on.year)


def search_place(known: Facts) -> None:
    """Find a municipality or region by its first letters, and go there."""
    say = words()
    places = {place.code: place.name for place in known.of_kind(*PLACES)}
    found = st.selectbox(
        say("Sök kommun eller region"),
        list(places),
        format_func=places.__getitem__,
        index=None,
        placeholder=say("Skriv de första bokstäverna"),
        key="search",
        width=560,
    )
    if found:
        st.switch_page("organisation.py", query_params={"kod": found})


def comparison_links(place: Organisation, known: Facts) -> None:
    """One click to stand beside the mentor, or to choose company; nothing for a kind that is not compared."""
    if place.kind not in COMPARISON_OF:
        return
    say = words()
    page, parameter = COMPARISON_OF[place.kind]
    to = [
        (
            say("Jämför med mentorn {name}", name=known.organisations[code].name),
            address(page, **{parameter: (place.code, code)}),
        )
        for code in mentors_of(place.code, known)
        if known.organisations[code].kind is place.kind
    ]
    mentees = [
        edge.mentee
        for edge in known.edges
        if edge.mentor == place.code
        and edge.role is MemberRole.MENTOR
        and known.organisations[edge.mentee].kind is place.kind
    ]
    if mentees:
        codes = (place.code, *dict.fromkeys(mentees))
        to.append((say("Jämför med dem ni varit mentor för"), address(page, **{parameter: codes})))
    links("", to=[*to, (say("Jämför med andra"), address(page, **{parameter: place.code}))])


def paper(place: Organisation, known: Facts) -> None:
    """The page as a paper to take into the room: a PDF that anybody may fetch, for municipalities and regions."""
    if place.kind not in PLACES:
        return
    say = words()
    here = urljoin(str(st.context.url or ""), address("organisation", kod=place.code))
    st.download_button(
        say("Hämta som PDF"),
        lambda: known.drawn(
            ("paper", place.code, say.language, here), lambda: packs.one_pager(known, place.code, say, here)
        ),
        file_name=f"{slug(place.name)}.pdf",
        mime="application/pdf",
        on_click="ignore",
        key="paper",
    )


def mentors_of(code: str, known: Facts) -> list[str]:
    """The organisations that have been its mentor, latest round first."""
    found = [edge for edge in known.edges if edge.mentee == code and edge.role is MemberRole.MENTOR]
    return list(dict.fromkeys(edge.mentor for edge in sorted(found, key=lambda edge: -edge.order)))
