"""Asking for figures: a coordinator chooses indicators, years and a last day, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from benchmarking import coverage
from benchmarking.errors import BenchmarkingError
from benchmarking.model import Programme, Request
from benchmarking.web.facts import Facts
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import section

FIRST_YEAR = 1990


def requests_view(known: Facts, programme: Programme, requests: Sequence[Request]) -> None:
    """What the round asks for already, and the form that asks for more."""
    said = st.session_state.pop("asked-said", None)
    if said:
        st.success(said)
    _form(known, programme)
    _list(known, programme, requests)


def _whom(known: Facts, programme: Programme) -> dict[str, str]:
    """Whom a request can be put to: the round (""), its groups, its members; by key, what each is called."""
    say = words()
    members = [one for one in known.memberships if one.programme == programme.id]
    whole = coverage.members_asked(Request(programme.id, "", 0, 0), members, date.today())
    choices = {"": say("Alla deltagare i omgången ({n})", n=len(whole))}
    for team in known.teams:
        if team.programme == programme.id:
            choices[f"team:{team.id}"] = say("Grupp {team}", team=team.id)
    codes = {one.organisation for one in members}
    for code, one in known.organisations.items():
        if code in codes:
            choices[f"place:{code}"] = one.name
    return choices


def _form(known: Facts, programme: Programme) -> None:
    say = words()
    faults: dict[str, str] = st.session_state.pop("asked-faults", {})
    choices = _whom(known, programme)
    short = {id_: f"{say.text(one.short)} ({id_})" for id_, one in known.indicators.items()}
    newest = known.newest_official_year
    # What the official figures have need not be handed in: the first year that they lack is the likely one.
    likely = min(newest + 1 if newest else date.today().year - 1, date.today().year + 1)
    section(say("Fråga efter uppgifter"))
    with st.form("ask", border=False, width=640):
        whom = st.selectbox(
            say("Vem ska svara?"), list(choices), format_func=choices.__getitem__, key="ask-whom"
        )
        chosen = st.multiselect(
            say("Vilka nyckeltal?"),
            list(short),
            format_func=short.__getitem__,
            placeholder=say("Skriv de första bokstäverna"),
            key="ask-indicators",
            select_all=False,
        )
        every = st.checkbox(say("Alla {n} nyckeltal", n=len(short)), key="ask-every")
        _fault(faults, "indicators")
        with st.container(horizontal=True):
            first = st.number_input(
                say("Från och med år"), FIRST_YEAR, date.today().year + 1, likely, step=1, key="ask-first"
            )
            last = st.number_input(
                say("Till och med år"), FIRST_YEAR, date.today().year + 1, likely, step=1, key="ask-last"
            )
        if newest:
            st.caption(
                say(
                    "Här finns Koladas siffror till och med {year}. Det som finns där behöver ingen lämna.",
                    year=newest,
                )
            )
        _fault(faults, "years")
        due = st.date_input(
            say("Senast, om det finns en sista dag"), None, format="YYYY-MM-DD", key="ask-due"
        )
        _fault(faults, "due")
        if st.form_submit_button(say("Fråga"), type="primary"):
            _ask(known, programme, whom, list(short) if every else chosen, int(first), int(last), due)


def _fault(faults: dict[str, str], field: str) -> None:
    """What is wrong with a field, where the field stands."""
    if field in faults:
        st.error(faults[field])


def _ask(
    known: Facts,
    programme: Programme,
    whom: str,
    indicators: Sequence[str],
    first: int,
    last: int,
    due: date | None,
) -> None:
    say = words()
    faults = {}
    if not indicators:
        faults["indicators"] = say("Välj minst ett nyckeltal.")
    if last < first:
        faults["years"] = say("Det sista året kommer före det första.")
    if due is not None and due < date.today():
        faults["due"] = say("Den dagen har redan gått.")
    kind, _, id_ = whom.partition(":")
    if kind == "place":
        place = known.organisations[id_]
        fitting = [one for one in indicators if place.kind in known.indicators[one].applies_to]
        if indicators and not fitting:
            faults["indicators"] = say("{name} har inget av de nyckeltalen.", name=place.name)
        indicators = fitting
    if not faults:
        wanted = [
            Request(
                programme.id,
                one,
                first,
                last,
                team=id_ if kind == "team" else None,
                organisation=id_ if kind == "place" else None,
                due=due,
            )
            for one in indicators
        ]
        try:
            store().ask_for(viewer(), wanted)
        except BenchmarkingError:
            faults["indicators"] = say("Det gick inte att fråga. Läs in sidan på nytt och försök igen.")
        else:
            saved = say.plural(
                "Frågan om {n} nyckeltal är sparad.", "Frågan om {n} nyckeltal är sparad.", len(wanted)
            )
            st.session_state["asked-said"] = " ".join([saved, *_already(known, programme, wanted)])
            for widget in ("ask-indicators", "ask-every"):
                st.session_state.pop(widget, None)
    if faults:
        st.session_state["asked-faults"] = faults
    st.rerun()


def _already(known: Facts, programme: Programme, wanted: Sequence[Request]) -> list[str]:
    """How much of what was just asked for the official figures have already; nothing where they have none."""
    say = words()
    asked = coverage.asked(
        *(wanted, known.organisations.values(), known.indicators.values(), known.memberships, date.today())
    )
    there = asked.merge(store().already_official(viewer(), programme.id), on=coverage.KEY)
    if not len(there):
        return []
    if len(there) == len(asked):
        return [say("Alla värden finns redan hos Kolada, så ingen behöver lämna.")]
    return [
        say(
            "{n} av {all} värden finns redan hos Kolada. De behöver inte lämnas.",
            n=say.number(len(there)),
            all=say.number(len(asked)),
        )
    ]


def _list(known: Facts, programme: Programme, requests: Sequence[Request]) -> None:
    """What is asked for, those alike together, and how to take some of it back."""
    say = words()
    if not requests:
        return
    section(say("Det här frågar omgången efter"))
    choices = _whom(known, programme)
    alike: dict[tuple, list[Request]] = {}
    for one in requests:
        whom = f"place:{one.organisation}" if one.organisation else f"team:{one.team}" if one.team else ""
        alike.setdefault((whom, one.first_year, one.last_year, one.due), []).append(one)
    for number, ((whom, first, last, due), same) in enumerate(alike.items()):
        said = [choices.get(whom, whom.partition(":")[2]), say.year_range(first, last)]
        said.append(say("senast {date}", date=say.date(due)) if due else say("ingen sista dag"))
        names = {
            one.id: say.text(known.indicators[one.indicator].short)
            if one.indicator in known.indicators
            else one.indicator
            for one in same
        }
        listed = say.joined(list(names.values()))
        st.html(
            f'<div class="page-request"><strong>{escape(" · ".join(said))}</strong><p>{escape(listed)}</p></div>'
        )
        with st.popover(say("Sluta fråga"), type="tertiary", key=f"stop-{number}"):
            # Named after the requests, so that a list that has changed meanwhile is asked anew.
            suffix = f"{same[0].id}-{len(same)}"
            chosen = st.multiselect(
                say("Vilka nyckeltal?"),
                list(names),
                default=list(names),
                format_func=names.__getitem__,
                key=f"stop-which-{suffix}",
                placeholder=say("Välj"),
                select_all=False,
            )
            st.caption(say("Det som redan är lämnat finns kvar."))
            if st.button(say("Sluta fråga efter dem"), disabled=not chosen, key=f"stop-do-{suffix}"):
                try:
                    store().withdraw_request(viewer(), chosen)
                except BenchmarkingError:
                    st.session_state["asked-said"] = say("Listan hade ändrats. Se efter och försök igen.")
                else:
                    st.session_state["asked-said"] = say("Omgången frågar inte efter dem längre.")
                st.rerun()
