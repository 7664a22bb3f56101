"""Who may mentor next and who has earned the title, as tables: for coordinators, and on the network page for all."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from benchmarking.figures import table
from benchmarking.titles import TITLED, Mentorship, Standing, Title, mentorships, titles
from benchmarking.web.coordinating import names
from benchmarking.web.facts import Facts
from benchmarking.web.session import words
from benchmarking.web.show import heading, put, section, stacked
from benchmarking.wording import rounds as said


def mentors_table(known: Facts) -> None:
    """Every municipality and region that has finished a round: how often it has mentored, and whether it is expected to.

    That a round made mentoring a condition is known; that anybody promised it is not, and is never said of a name.
    """
    say, name = words(), names(known)
    rounds = {one.id: say.text(one.name) for one in known.programmes.values()}
    found = mentorships(tuple(known.programmes.values()), known.memberships, date.today())
    may = [one for one in found.values() if one.may and known.organisations[one.organisation].kind in TITLED]
    # Those who took part on that condition and have not mentored come first: it is their turn.
    may.sort(key=lambda one: (not one.owes, one.times))
    rows = [
        [
            name.get(one.organisation, one.organisation),
            say.joined([rounds[programme] for programme in one.finished]),
            one.times,
            say.joined([rounds[programme] for programme in one.mentored]) or "–",
            _expected(one),
        ]
        for one in may
    ]
    section(say("Vilka kan bli mentorer?"), say("de som väntas bli mentor står först"))
    if not rows:
        put(f"<p>{say('Ingen har avslutat en omgång än.')}</p>")
        return
    headings = [
        *(say("Kommun eller region"), say("Avslutade"), say("Gånger som mentor")),
        *(say("Mentor i"), say("Villkor att bli mentor")),
    ]
    put(
        table(
            pd.DataFrame(rows, columns=headings), say("Vilka kan bli mentorer?"), say, decimals=0, headed=True
        )
    )
    st.caption(
        say(
            "En mentor har själv avslutat en tidigare omgång (regel från 2020). Sedan april 2019 är det ett "
            "villkor för att delta att bli mentor för nya efteråt. Om en omgång saknar slutdatum räknas den inte som avslutad."
        )
    )


def _expected(found: Mentorship) -> str:
    say = words()
    if not found.promised:
        return say("inget krav då")
    return (
        say("väntas bli mentor (villkor i omgången)")
        if found.owes
        else say("villkor i omgången, har varit mentor")
    )


def titles_table(known: Facts) -> None:
    """The title of every organisation that took part, with the rounds that earn it; those who have it first."""
    say, today = words(), date.today()
    titled, others = known.drawn(("titles", today, say.language), lambda: _titles(known, today))
    put(titled)
    if others is None:
        return
    if others:
        with st.expander(say("De som inte har titeln, och varför")):
            put(others)
    st.caption(
        say(
            "Titeln räknas ut: först en avslutad omgång som deltagare, sedan mentor i en senare omgång som har "
            "börjat (regel från 14 januari 2020). Stöd räcker inte. Den som lämnade, ersattes eller var med genom "
            "ett förbund får ingen titel. Före 2020 avgjorde självskattningar som vi inte har."
        )
    )


def _titles(known: Facts, today: date) -> tuple[str, str | None]:
    """The heading with a table of those who have the title that day, and a table of the others.

    "" where all have it, None where nobody has taken part.
    """
    say, name = words(), names(known)
    rounds = {one.id: say.text(one.name) for one in known.programmes.values()}
    found = titles(tuple(known.programmes.values()), known.memberships, known.organisations, today)
    order = say.sorted(found.values(), key=lambda one: name.get(one.organisation, one.organisation))
    order.sort(key=lambda one: one.standing is not Standing.EARNED)
    earned = sum(one.standing is Standing.EARNED for one in order)
    caption = say("Modellkommuner och modellregioner")
    pieces = [heading(caption, say("{n} av {all} har förtjänat titeln", n=earned, all=len(order)))]
    have, others = order[:earned], order[earned:]
    if have:
        pieces.append(_earned(have, caption, name, rounds))
    if not order:
        return stacked(pieces), None
    why = say("De som inte har titeln, och varför")
    return stacked(pieces), _not_earned(others, why, name, rounds) if others else ""


def _earned(shown: list[Title], caption: str, name: dict[str, str], rounds: dict[str, str]) -> str:
    """Those who have the title: since when, what earns it, and what cannot be told of the time before."""
    say = words()
    rows = [
        [
            name.get(one.organisation, one.organisation),
            said.title_since(say, one),
            rounds.get(one.learned or "", ""),
            rounds.get(one.guided or "", ""),
            said.title_undecided(say, one) or "–",
        ]
        for one in shown
    ]
    headings = [
        *(say("Kommun eller region"), say("Titel"), say("Deltog i"), say("Mentor i")),
        say("Tiden före regeln från 2020"),
    ]
    return table(pd.DataFrame(rows, columns=headings), caption, say)


def _not_earned(shown: list[Title], caption: str, name: dict[str, str], rounds: dict[str, str]) -> str:
    say = words()
    rows = [[name.get(one.organisation, one.organisation), said.title(say, one, rounds)] for one in shown]
    return table(pd.DataFrame(rows, columns=[say("Kommun eller region"), say("Titel")]), caption, say)
