"""One initiative in parts: steps, signatures, meetings and people, seats, work, assessments, facts, the year."""

from __future__ import annotations

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import initiatives
from benchmarking.figures import table
from benchmarking.figures.maps import MAP_CONFIG
from benchmarking.figures.progress_map import progress_legend, progress_map
from benchmarking.initiatives import Certainty, Coverage, Deadline, Occasion, State, WorkKind
from benchmarking.model import KnownDate, OrganisationKind, ProgrammeKind
from benchmarking.packs import FORMATS, initiative_paper
from benchmarking.seats import allot, tally
from benchmarking.web.initiatives.initiatives import (
    Asked,
    anything_known,
    every_initiative,
    members,
    of_municipalities,
)
from benchmarking.web.meetings.pack import NAMES
from benchmarking.web.pickers import pick_one
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import below, put, section
from benchmarking.wording import initiatives as said

MOST_NAMED = 3
"""Places named in the timeline; more are counted."""


def _table(rows: list[list[object]], headings: list[str], caption: str, *, headed: bool = False) -> None:
    put(table(pd.DataFrame(rows, columns=headings), caption, words(), decimals=0, headed=headed))


def _when(known: KnownDate | None) -> str:
    return words().known_date(known) if known else ""


# How far the members have come


def steps(own: Asked) -> None:
    """Each step with how many have taken it, what sources count of it, and every member's own state."""
    if not own.coverage:
        return
    say = words()
    unknown = said.state(say, State.UNKNOWN)
    section(say("Så långt har de kommit"))
    rows = [
        [
            say.text(one.milestone.title),
            said.covered(say, one),
            one.under_way if one.unknown < one.among else unknown,
            one.not_started if one.unknown < one.among else unknown,
            " ".join(said.fact(say, each) for each in one.told),
        ]
        for one in own.coverage
    ]
    headings = [
        *(say("Steg"), say("Klara"), say("Pågår"), say("Inte börjat")),
        say("Källor som räknar, utan att säga vilka"),
    ]
    _table(rows, headings, say("Steg och hur många som har tagit dem"))
    told = {one.milestone.code for one in own.coverage if one.told and one.done == 0}
    having = [one for one in own.coverage if _anything(own, one)]
    if own.members and having:
        rows = [
            [
                place.name,
                *(_cell(own, place.code, one.milestone.whom, one.milestone.code, told) for one in having),
            ]
            for place in own.members
        ]
        titles = [say.text(one.milestone.title) for one in having]
        _table(rows, [say("Medlem"), *titles], say("Varje medlem och steg"))


def _anything(own: Asked, one: Coverage) -> bool:
    """Whether something is known of a step, by member or as a sourced count: a column of nothing says nothing."""
    code = one.milestone.code
    return bool(one.told) or any(
        row.state is not State.UNKNOWN or row.due is not None
        for (_, step), row in own.standing.items()
        if step == code
    )


def _cell(own: Asked, code: str, whom: OrganisationKind | None, milestone: str, told: set[str]) -> str:
    say = words()
    if whom is not None and own.known.organisations[code].kind is not whom:
        return say("gäller inte")
    return said.progress(say, own.standing[code, milestone], told=milestone in told)


def on_the_map(own: Asked) -> None:
    """The municipalities by how far they have come with the step that is chosen."""
    say = words()
    if not anything_known(own.standing):
        return
    titles = {one.milestone.code: say.text(one.milestone.title) for one in own.coverage}
    section(say("På kartan"))
    chosen = pick_one(titles, "steg", label=say("Steg"), default=next(iter(titles)))
    rows = {code: found for (code, step), found in own.standing.items() if step == chosen}
    places = of_municipalities(rows, own.known)
    drawn = progress_map(places, rows, titles[chosen], say, theme=st.context.theme.type or "light")
    put(f'<p class="page-said">{escape(drawn.sentence)}</p>')
    if drawn.figure is not None:
        with st.container(key="screen-progress"):
            put(progress_legend(say))
            st.plotly_chart(drawn.figure, key="figure-progress", alt=drawn.alt, config=MAP_CONFIG, theme=None)
            below(drawn, "progress", say("Gränser: SCB."))


def declared(own: Asked) -> None:
    """Who signed the declaration when, when its action plan is due and whether one is known."""
    if own.dossier.initiative.kind is not ProgrammeKind.DECLARATION:
        return
    say = words()
    section(say("Undertecknat och handlingsplan"))
    found = {one.organisation: one for one in initiatives.signings(own.dossier, own.decisions)}
    rows = []
    for place in own.members:
        one = found[place.code]
        due = _when(one.due)
        if one.due is not None:
            how = say("enligt källan") if one.due_by_source else say("två år efter undertecknandet")
            due = say("{date} ({how})", date=due, how=how)
        plan = _when(one.plan.known) if one.plan else say("ingen registrerad")
        articles = _when(one.articles.known) if one.articles else say("inte känt")
        signed = _when(one.signed.known) if one.signed else say("inte känt")
        rows.append([place.name, signed, due, plan, articles, one.signed.source if one.signed else ""])
    headings = [
        *(say("Medlem"), say("Undertecknat"), say("Planen ska finnas")),
        *(say("Handlingsplan"), say("Artiklarna från 2022"), say("Källa")),
    ]
    _table(rows, headings, say("CEMR-deklarationen"))


def in_time(own: Asked) -> None:
    """What is dated, oldest first, as a line of steps."""
    say = words()
    happened = initiatives.timeline(own.dossier, own.decisions)
    if not happened:
        return
    section(say("I tidsordning"))
    items = []
    for one in happened:
        past = one.on.on <= date.today()
        who = _who(own, list(one.organisations))
        what = said.marked(say, say.text(one.what), one.certainty)
        what = say("planerat: {what}", what=what) if one.planned else what
        items.append(
            f'<li class="{"page-taken" if past else ""}"><strong>{escape(say.known_date(one.on))}</strong>'
            f"<span>{escape(what)}</span>{f'<em>{escape(who)}</em>' if who else ''}</li>"
        )
    put(f'<ol class="page-life page-time" aria-label="{escape(say("I tidsordning"))}">{"".join(items)}</ol>')


# Meetings and people


def gatherings(own: Asked) -> None:
    """Meetings and trainings, planned, held and cancelled, and how many people came by role and sex."""
    say = words()
    if not own.dossier.occasions and own.dossier.initiative.meetings_a_year is None:
        return
    section(say("Träffar och utbildning"))
    for year in sorted({one.year for one in own.dossier.occasions if one.year} | {date.today().year})[-2:]:
        for one in initiatives.meetings(own.dossier, year, date.today()):
            put(f'<p class="page-read">{escape(said.meetings(say, one, year))}</p>')
    came = store().came(viewer(), own.id)
    rows = [
        [
            say.text(one.title),
            said.occasion(say, one.kind),
            _when(one.planned),
            _held(one),
            own.called([one.organisation]) if one.organisation else "",
            say.number(came[one.number]) if one.number in came else say("inte antecknat"),
            " ".join(filter(None, [say.text(one.note) if one.note else "", _mark(one.certainty)])),
        ]
        for one in own.dossier.occasions
    ]
    if rows:
        headings = [
            *(say("Tillfälle"), say("Slag"), say("Planerat"), say("Hållet")),
            *(say("Hos"), say("Kom"), say("Anmärkning")),
        ]
        _table(rows, headings, say("Träffar och utbildning"), headed=True)
    for year, counted in store().people(viewer(), own.id).items():
        told = say.joined([said.people(say, one) for one in counted])
        put(
            f'<p class="page-read">{escape(say("Under {year} kom {people}.", year=str(year), people=told))}</p>'
        )


def _held(one: Occasion) -> str:
    say = words()
    if one.held is not None:
        return _when(one.held)
    if one.cancelled:
        return say("inställd")
    coming = one.planned is not None and one.planned.latest >= date.today()
    return say("kommer") if coming else say("inte känt")


def _mark(certainty: Certainty) -> str:
    say = words()
    return "" if certainty is Certainty.STATED else f"({said.certainty(say, certainty)})"


# Seats


def seats(own: Asked) -> None:
    """Each offer of seats: its rule, who got how many and why, and who waits."""
    say = words()
    for offer in own.dossier.offers:
        section(say("Platser: {title}", title=offer.title))
        for sentence in said.seat_rule(say, offer, len(own.dossier.taking_part())):
            put(f'<p class="page-read">{escape(sentence)}</p>')
        allotted = allot(offer, own.dossier.requests)
        if not allotted:
            put(f"<p>{escape(say('Ingen har bett om platser än.'))}</p>")
            continue
        put(f'<p class="page-read">{escape(said.seats(say, tally(offer, allotted)))}</p>')
        rows = [
            [
                own.called([one.organisation]),
                *(offer.per_member, one.wanted, one.seats),
                one.taken if one.taken is not None else say("inte antecknat"),
                one.place or "",
                said.allotment(say, one, own.called([one.organisation])),
            ]
            for one in allotted
        ]
        headings = [
            *(say("Medlem"), say("Erbjudna"), say("Bad om"), say("Fick"), say("Använde")),
            *(say("Plats i kön"), say("Varför")),
        ]
        _table(rows, headings, say("Platser: {title}", title=offer.title), headed=True)


# Work, assessments, facts


def work(own: Asked) -> None:
    """What it has taken on, by kind: aims and directions first, then activities, consultations and the log."""
    say = words()
    if not own.dossier.work:
        return
    section(say("Mål och arbete"))
    order = list(WorkKind)
    rows = [
        [
            say.text(one.title),
            said.work(say, one.kind),
            own.called([one.owner]) if one.owner else say("inte känt"),
            _when(one.due),
            f"{said.state(say, one.state)} {_when(one.finished)}".strip(),
            " ".join(filter(None, [say.text(one.note) if one.note else "", _mark(one.certainty)])),
            one.source,
        ]
        for one in sorted(own.dossier.work, key=lambda one: (order.index(one.kind), one.number))
    ]
    headings = [
        *(say("Vad"), say("Slag"), say("Ansvarig"), say("Ska vara klart")),
        *(say("Läge"), say("Anmärkning"), say("Källa")),
    ]
    _table(rows, headings, say("Mål och arbete"), headed=True)


def assessments(own: Asked) -> None:
    """Every county's assessment by year beside the others', with source: a county without one has no value."""
    if own.dossier.initiative.kind is not ProgrammeKind.COUNTY_TRAINING:
        return
    say = words()
    found = [
        one
        for dossier in every_initiative()
        if dossier.initiative.kind is ProgrammeKind.COUNTY_TRAINING
        for one in dossier.assessments
    ]
    section(say("Regeringens bedömningar"))
    if not found:
        put(f"<p>{escape(say('Ingen bedömning är antecknad.'))}</p>")
        return
    years = sorted({one.year for one in found})
    by_place = {(one.organisation, one.year): one for one in found}
    counties = say.sorted({one.organisation for one in found}, key=lambda code: own.names.get(code, code))
    rows = []
    for code in counties:
        grades = [
            said.marked(say, said.grade(say, by_place[code, year].grade), by_place[code, year].certainty)
            if (code, year) in by_place
            else say("inget värde, orsak okänd")
            for year in years
        ]
        rows.append([own.called([code]), *grades])
    _table(rows, [say("Län"), *map(str, years)], say("Bedömningar av län, år för år"))
    rows = [
        [
            *(own.called([one.organisation]), str(one.year), say.text(one.assessor)),
            say.text(one.statement) if one.statement else "",
            one.source,
        ]
        for one in found
    ]
    headings = [say("Län"), say("År"), say("Vem bedömde"), say("Omdöme"), say("Källa")]
    _table(rows, headings, say("Bedömningarnas källor"))


def facts(own: Asked) -> None:
    """What sources say, each with year, source and how certain it is; national figures below the initiative's own."""
    say = words()
    if not own.dossier.facts:
        return
    section(say("Det källorna säger"))
    rows = [
        [say.text(one.said), str(one.year or ""), said.certainty(say, one.certainty), one.source]
        for one in own.dossier.facts
    ]
    _table(
        rows,
        [say("Uppgift"), say("År"), say("Hur säkert"), say("Källa")],
        say("Det källorna säger"),
        headed=True,
    )


def deadlines(own: Asked) -> None:
    """What has a last day, the next ones first; those long past stand below."""
    say = words()
    found = initiatives.deadlines(own.dossier, own.decisions, date.today())
    if not found:
        return
    section(say("Sista dagar"))
    coming = [one for one in found if one.due.latest >= date.today()]
    past = [one for one in reversed(found) if one.due.latest < date.today()]
    together: dict[tuple[str, ...], list[Deadline]] = {}
    for one in (*coming, *past):
        what = say.text(one.what) if one.what else said.deadline_kind(say, one.kind).capitalize()
        together.setdefault((say.known_date(one.due), what, said.deadline(say, one)), []).append(one)
    rows = [
        [due, what, _who(own, [one.organisation for one in several if one.organisation]), how]
        for (due, what, how), several in together.items()
    ]
    _table(rows, [say("Sista dag"), say("Vad"), say("Vem"), say("Läge")], say("Sista dagar"), headed=True)


def _who(own: Asked, codes: list[str]) -> str:
    """Places by name, or how many they are."""
    say = words()
    return say("{n} medlemmar", n=len(codes)) if len(codes) > MOST_NAMED else own.called(codes)


# The year


def year_report(own: Asked) -> None:
    """The report of a year as a PDF."""
    say = words()
    if not own.years:
        return
    section(say("Årets rapport"))
    years = {str(year): str(year) for year in reversed(own.years)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = pick_one(years, "ar", label=say("År"), default=next(iter(years)))
        report = store().year_report(viewer(), own.id, int(chosen))
        for name, (write, mime) in FORMATS.items():
            st.download_button(
                say("Hämta årets rapport (PDF)") if name == "pdf" else NAMES[name],
                lambda write=write: write(
                    initiative_paper(report, own.dossier, own.names, say, date.today())
                ),
                file_name=f"{own.id}_{chosen}.{name}",
                mime=mime,
                on_click="ignore",
                key=f"year-report-{name}",
            )


PARTS = (
    *(members, steps, declared, on_the_map, in_time, gatherings, seats, work, assessments),
    *(deadlines, facts, year_report),
)
"""An initiative's parts in the order they stand; each is silent where it has nothing to say."""
