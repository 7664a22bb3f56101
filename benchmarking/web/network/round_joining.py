"""Who wants to take part: applications, the decisions behind them, and the three functions."""

from __future__ import annotations

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from benchmarking.figures import table
from benchmarking.model import MemberRole, Programme
from benchmarking.rules import Application, Decision, DecisionKind, Function, eligibility
from benchmarking.titles import mentorships
from benchmarking.web.coordinating import attempt, form, names, offered, pick_place
from benchmarking.web.facts import Facts
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import section
from benchmarking.wording import rounds as said


def joining(programme: Programme, known: Facts) -> None:
    """Applications as a table, a form for a new one, and what one of the applicants has decided and filled."""
    _applications(programme, known)
    _new_application(programme, known)
    _one_place(programme, known)


def _applications(programme: Programme, known: Facts) -> None:
    say, name = words(), names(known)
    applied = store().applications(viewer(), programme.id)
    section(say("Anmälda"), say.plural("{n} anmäld", "{n} anmälda", len(applied)))
    if not applied:
        st.html(f"<p>{escape(say('Ingen är anmäld än.'))}</p>")
        return
    decisions = store().decisions(viewer())
    admitted = store().admissions(viewer(), programme.id)
    filled = store().functions(viewer(), programme.id)
    as_mentor = mentorships(tuple(known.programmes.values()), known.memberships, date.today())
    rows = []
    for one in applied:
        code = one.organisation
        held = eligibility(code, decisions, date.today())
        if one.role is MemberRole.MENTOR:
            standing = said.mentorship(say, as_mentor[code]) if code in as_mentor else ""
        elif not held.entitled and code in admitted:
            standing = say("Insläppt utan beslut: {reason}", reason=admitted[code].reason)
        else:
            standing = said.eligible(say, held, say("Beslut"))
        vacant = [said.function(say, each) for each in Function if each not in filled.get(code, ())]
        functions = say("vakant: {functions}", functions=say.joined(vacant)) if vacant else say("alla fyllda")
        rows.append(
            [
                name.get(code, code),
                say.member_role(one.role),
                say.date(one.applied_on) if one.applied_on else "",
                one.theme,
                standing,
                functions if one.role is MemberRole.PARTICIPANT else "",
            ]
        )
    headings = [
        *(say("Kommun eller region"), say("Roll"), say("Anmäld")),
        *(say("Tema"), say("Beslut eller historia"), say("Funktioner")),
    ]
    st.html(table(pd.DataFrame(rows, columns=headings), say("Anmälda"), say, headed=True))


def _new_application(programme: Programme, known: Facts) -> None:
    say = words()
    with st.expander(say("Ny anmälan"), expanded=True), form("apply"):
        code = pick_place(say("Vem anmäler sig?"), known, offered(known, programme), "apply-place")
        role = st.selectbox(
            say("Vill vara"),
            (MemberRole.PARTICIPANT, MemberRole.MENTOR),
            format_func=say.member_role,
            key="apply-role",
        )
        applied = st.date_input(say("Anmäld"), value=date.today(), format="YYYY-MM-DD", key="apply-on")
        theme = st.text_input(say("Tema (kan vara tomt)"), key="apply-theme", max_chars=80)
        capacity = st.number_input(
            say("En mentor orkar högst så många deltagare"), 1, 7, 3, key="apply-capacity"
        )
        sent = st.form_submit_button(say("Anmäl"), type="primary")
    if not sent:
        return
    if code is None:
        st.error(say("Välj en kommun eller region."))
        return
    application = Application(programme.id, code, role, applied, theme, int(capacity))
    attempt(
        lambda: store().apply(viewer(), application),
        say("{name} är anmäld.", name=names(known)[code]),
        known,
    )


def _one_place(programme: Programme, known: Facts) -> None:
    """An applicant's or participant's decisions, admission, functions, and the way out."""
    say, name = words(), names(known)
    applied = [one.organisation for one in store().applications(viewer(), programme.id)]
    placed = [one.membership.organisation for one in store().placed(viewer(), programme.id)]
    codes = list(dict.fromkeys([*applied, *placed]))
    section(say("Beslut och funktioner"))
    if not codes:
        st.html(f"<p>{escape(say('Anmäl någon först.'))}</p>")
        return
    with st.container(width=640):
        code = st.selectbox(
            say("Beslut och funktioner för"),
            codes,
            format_func=lambda one: name.get(one, one),
            key=f"place-{programme.id}",
        )
    held = eligibility(code, store().decisions(viewer(), code), date.today())
    st.html(f'<p class="page-read">{escape(said.eligible(say, held, name[code]))}</p>')
    _decisions(code)
    _new_decision(code, known)
    if not held.entitled:
        _admit(programme, code, known)
    _functions(programme, code, known)
    if code in applied:
        with st.expander(say("Dra tillbaka anmälan")), form(f"withdraw-{code}"):
            why = st.text_input(say("Varför?"), key=f"withdraw-why-{code}", max_chars=200)
            if st.form_submit_button(say("Dra tillbaka")):
                attempt(
                    lambda: store().withdraw_application(viewer(), programme.id, code, why),
                    say("Anmälan är tillbakadragen."),
                    known,
                )


def _decisions(code: str) -> None:
    say = words()
    rows = [
        [
            said.decision(say, one.kind),
            say.known_date(one.known) if one.known else "",
            one.body,
            one.reference,
            say.date(one.ended) if one.ended else "",
        ]
        for one in store().decisions(viewer(), code)
    ]
    if rows:
        headings = [say("Beslut"), say("Datum"), say("Organ"), say("Handling"), say("Gällde till")]
        st.html(table(pd.DataFrame(rows, columns=headings), say("Beslut"), say))


def _new_decision(code: str, known: Facts) -> None:
    say = words()
    with st.expander(say("Nytt beslut")), form(f"decide-{code}"):
        kind = st.selectbox(
            say("Vad beslutades?"),
            list(DecisionKind),
            format_func=lambda one: said.decision(say, one),
            key=f"decide-kind-{code}",
        )
        on = st.date_input(say("Datum"), value=None, format="YYYY-MM-DD", key=f"decide-on-{code}")
        body = st.text_input(
            say("Organ"), placeholder=say("kommunfullmäktige"), key=f"decide-body-{code}", max_chars=120
        )
        reference = st.text_input(
            say("Handling"),
            placeholder=say("paragraf och diarienummer"),
            key=f"decide-ref-{code}",
            max_chars=120,
        )
        ended = st.date_input(
            say("Gällde till (tomt: gäller än)"), value=None, format="YYYY-MM-DD", key=f"decide-ended-{code}"
        )
        sent = st.form_submit_button(say("Spara beslutet"))
    if sent:
        made = Decision(code, kind, on, body, reference, ended=ended)
        attempt(lambda: store().decide(viewer(), made), say("Beslutet är sparat."), known)


def _admit(programme: Programme, code: str, known: Facts) -> None:
    say, name = words(), names(known)
    already = store().admissions(viewer(), programme.id).get(code)
    if already:
        told = say(
            "{who} släppte in {name} {date}: {reason}",
            who=already.by,
            name=name[code],
            date=say.date(already.admitted),
            reason=already.reason,
        )
        st.html(f'<p class="page-read">{escape(told)}</p>')
        return
    with st.expander(say("Släpp in utan beslut")), form(f"admit-{code}"):
        reason = st.text_input(say("Skäl"), key=f"admit-reason-{code}", max_chars=200)
        if st.form_submit_button(say("Släpp in")):
            attempt(
                lambda: store().admit(viewer(), programme.id, code, reason),
                say("{name} är insläppt. Skälet är sparat.", name=name[code]),
                known,
            )


def _functions(programme: Programme, code: str, known: Facts) -> None:
    say = words()
    filled = store().functions(viewer(), programme.id).get(code, frozenset())
    with form(f"functions-{code}"):
        st.html(f"<p>{escape(say('Vilka funktioner är fyllda? Skriv inga namn.'))}</p>")
        wanted = [
            each
            for each in Function
            if st.checkbox(
                said.function(say, each).capitalize(), value=each in filled, key=f"function-{each}-{code}"
            )
        ]
        if st.form_submit_button(say("Spara funktionerna")):
            attempt(
                lambda: store().fill_functions(viewer(), programme.id, code, wanted),
                say("Funktionerna är sparade."),
                known,
            )
