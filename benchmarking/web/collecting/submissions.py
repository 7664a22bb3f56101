"""Who has handed in what was asked: the state of a round, of one place in it, and what to send them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import coverage, drafts, intake, wording
from benchmarking.coverage import State, Tally
from benchmarking.errors import BenchmarkingError
from benchmarking.model import MemberRole, Programme, Request, Right, Viewer
from benchmarking.store import Store
from benchmarking.web.collecting.coverage_table import key, place_address, place_table, state_word, table
from benchmarking.web.collecting.kolada import import_panel
from benchmarking.web.collecting.own_indicators import own_indicators_view
from benchmarking.web.collecting.reminders import lacking, reminder, template_texts
from benchmarking.web.collecting.requesting import requests_view
from benchmarking.web.collecting.submission_history import files_of, history_view
from benchmarking.web.facts import Facts, facts
from benchmarking.web.session import address, asked, remember, store, viewer, words
from benchmarking.web.show import closed, lede, link, section

ROUND, TEAM, STATE, PLACE, VIEW = "omgang", "grupp", "lage", "kommun", "vy"

MOST_LEFT_OUT = 6

MOST_PLACES = 40
"""Rows at first; sixty indicators times forty places is what a phone draws without waiting."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Round:
    """A round as this page tells it. `wanted`, `cells`, `rows` and `left_out` as `coverage` gives them."""

    programme: Programme
    requests: tuple[Request, ...]
    wanted: pd.DataFrame
    cells: pd.DataFrame
    rows: pd.DataFrame
    left_out: tuple[str, ...]


def may_see(who: Viewer, programme: str) -> bool:
    """Whether somebody may see who has handed in what: whoever hands in or coordinates, and the round's members."""
    rights = (Right.SUBMIT, Right.SEE_DRAFTS, Right.COORDINATE)
    return any(who.may(right, programme=programme) for right in rights) or any(
        grant.programme == programme for grant in who.grants
    )


def submissions_page() -> None:
    """The whole page for the round that the address names, else the latest that has asked for something."""
    say, known = words(), facts()
    rounds = [one for one in known.programmes.values() if may_see(viewer(), one.id)]
    if not rounds:
        closed(
            say("Den här sidan är för dem som lämnar uppgifter och för samordnare."),
            (say("Sök din kommun eller region"), address("start")),
            (say("Se vem som är med i nätverket"), address("network")),
        )
        return
    heading = st.container()
    programme = _pick_round(known, rounds)
    found = covered(known, programme)
    with heading:
        lede(_said(known, found))
    views = {"": say("Läget"), "historik": say("Historik")}
    if viewer().may(Right.COORDINATE, programme=programme.id):
        views["fraga"] = say("Fråga efter uppgifter")
    if viewer().may(Right.COORDINATE):
        views |= {
            "egna": say("Egna nyckeltal"),
            "kolada": say("Hämta från Kolada"),
        }
    view = _pick_view(views)
    if view == "historik":
        history_view(known, programme.id)
    elif view == "fraga":
        requests_view(known, programme, found.requests)
    elif view == "egna":
        own_indicators_view(known)
    elif view == "kolada":
        import_panel()
    elif not found.requests:
        _nothing_asked(programme)
    else:
        _state_view(known, found)


def _pick_round(known: Facts, rounds: list[Programme]) -> Programme:
    say = words()
    by_id = {one.id: one for one in reversed(rounds)}
    if "pick-round" not in st.session_state:
        having = {one.programme for one in store().requests(viewer())}
        wanted = [one for one in asked(ROUND) if one in by_id]
        asking = [one for one in by_id if one in having]
        # A round whose participants nobody has written down reaches nobody.
        peopled = {one.programme for one in known.memberships if one.role is MemberRole.PARTICIPANT}
        reaching = [one for one in asking if one in peopled]
        likely = reaching or asking or [one for one in by_id if one in peopled]
        st.session_state["pick-round"] = (wanted or likely or list(by_id))[0]
    with st.container(width=420):
        chosen = st.selectbox(
            say("Omgång"),
            list(by_id),
            format_func=lambda id_: say.text(by_id[id_].name),
            key="pick-round",
        )
    remember(ROUND, [chosen])
    return by_id[chosen]


def _pick_view(views: dict[str, str]) -> str:
    say = words()
    if "pick-view" not in st.session_state:
        st.session_state["pick-view"] = next((one for one in asked(VIEW) if one in views), "")
    chosen = st.segmented_control(
        say("Visa"),
        list(views),
        format_func=views.__getitem__,
        key="pick-view",
        label_visibility="collapsed",
        required=True,
    )
    remember(VIEW, [chosen] if chosen else [])
    return chosen or ""


def covered(known: Facts, programme: Programme) -> Round:
    """How far a round has come, kept in the session until anything changes."""
    _read_drafts(store(), viewer(), programme.id)
    basis = (programme.id, viewer().rights, store().latest_change(viewer()), date.today())
    kept = st.session_state.get("covered")
    if kept is not None and kept[0] == basis:
        return kept[1]
    requests = store().requests(viewer(), programme.id)
    wanted = coverage.asked(
        *(requests, known.organisations.values(), known.indicators.values(), known.memberships, date.today())
    )
    cells = coverage.cells(
        wanted,
        store().delivered(viewer(), programme.id),
        store().already_official(viewer(), programme.id),
        date.today(),
    )
    found = Round(
        *(programme, requests, wanted, cells, coverage.by_organisation(cells)),
        coverage.left_out(requests, wanted, known.memberships, date.today()),
    )
    st.session_state["covered"] = (basis, found)
    return found


def _read_drafts(kept: Store, who: Viewer, programme: str) -> None:
    """Read the drafts that have changed since they were read last, so that what they hold counts."""
    if not all(who.may(right, programme=programme) for right in (Right.SEE_DRAFTS, Right.SUBMIT)):
        return
    unread = kept.unread(who, programme)
    if not unread:
        return
    say = words()
    with st.spinner(say("Läser utkasten …")):
        for submission in unread:
            try:
                found = drafts.contents(kept, who, submission)
            except BenchmarkingError:
                log.exception("draft %s could not be read for the coverage", submission)
                continue
            kept.keep_contents(who, submission, pd.DataFrame() if found is None else found)


def _said(known: Facts, found: Round) -> list[str]:
    """How far the round has come, and who is not asked although it takes part."""
    say = words()
    if not found.requests:
        return [say("Omgången har inte frågat efter något än.")]
    counts = coverage.tally(found.rows)
    if not counts.asked:
        return [say("Ingen i omgången har de nyckeltal som vi frågar efter.")]
    first = _handed_in(counts)
    rest = []
    if counts.late:
        word = _capital(say.spelled(counts.late))
        rest.append(say.plural("{word} är sen.", "{word} är sena.", counts.late, word=word))
    if counts.waiting:
        word = _capital(say.spelled(counts.waiting))
        rest.append(
            say.plural(
                "{word} har ett utkast som väntar på att publiceras.",
                "{word} har utkast som väntar på att publiceras.",
                counts.waiting,
                word=word,
            )
        )
    return [" ".join([first, *rest]), *_left_out(known, found)]


def _handed_in(counts: Tally) -> str:
    """How many have handed in all; those who need not, since Kolada has it, have not handed in anything."""
    say = words()
    done, official, asked_of = counts.done, counts.official, counts.asked
    if official == asked_of:
        return say("Ingen behöver lämna: alla värden finns redan hos Kolada.")
    if done == asked_of:
        return say.plural("Den som är frågad har lämnat allt.", "Alla {n} har lämnat allt.", asked_of)
    if not official:
        return say("{n} av {all} har lämnat allt.", n=done, all=asked_of)
    if done + official == asked_of:
        return say("{n} har lämnat allt, {m} har allt hos Kolada redan.", n=done, m=official)
    return say(
        "{n} av {all} har lämnat allt, {m} har allt hos Kolada redan.", n=done, all=asked_of, m=official
    )


def _left_out(known: Facts, found: Round) -> list[str]:
    """Who takes part and has none of the indicators asked for, such as an association; nothing where none."""
    say = words()
    if not found.left_out:
        return []
    names = [
        known.organisations[code].name if code in known.organisations else code for code in found.left_out
    ]
    if len(names) > MOST_LEFT_OUT:
        more = say("{n} till", n=len(names) - MOST_LEFT_OUT)
        names = [*names[:MOST_LEFT_OUT], more]
    told = {
        "all": len(found.rows) + len(found.left_out),
        "word": say.spelled(len(found.left_out)),
        "names": say.joined(names),
    }
    if len({one.indicator for one in found.requests}) == 1:
        return [say("{all} deltagare, {word} har inte nyckeltalet: {names}.", **told)]
    return [say("{all} deltagare, {word} har inget av nyckeltalen: {names}.", **told)]


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _nothing_asked(programme: Programme) -> None:
    say = words()
    if viewer().may(Right.COORDINATE, programme=programme.id):
        there = address("submissions", **{ROUND: programme.id, VIEW: "fraga"})
        st.html(f'<p class="page-said">{link(say("Fråga efter uppgifter"), there)}</p>')


def _state_view(known: Facts, found: Round) -> None:
    """The table of all places with its filters, or one place, and what to send."""
    say = words()
    for code in asked(PLACE)[:1]:
        if code in set(found.rows["organisation"]):
            _place_view(known, found, code)
            return
        st.warning(say("Platsen är inte frågad i den här omgången."))
    rows = _filtered(known, found)
    if not len(rows):
        st.html(f'<p class="page-said">{escape(say("Ingen i urvalet."))}</p>')
    else:
        _all_places(known, found, rows)
    if len(found.rows):
        _reminders(known, found)


def _filtered(known: Facts, found: Round) -> pd.DataFrame:
    """The places that the visitor wants to see; both choices stand in the address."""
    say = words()
    rows = found.rows
    teams = {team.id: team for team in known.teams if team.programme == found.programme.id}
    states = [state for state in coverage.ORDER if (rows["state"] == state).any()]
    with st.container(horizontal=True):
        if len(teams) > 1:
            chosen = _pick(TEAM, say("Grupp"), list(teams), say("Alla grupper"), str)
            if chosen:
                members = {one.organisation for one in known.memberships if one.team == chosen}
                rows = rows[rows["organisation"].isin(members)]
        if len(states) > 1:
            named = partial(_state_choice, found.rows)
            chosen = _pick(STATE, say("Läge"), [state.value for state in states], say("Alla lägen"), named)
            if chosen:
                rows = rows[rows["state"] == chosen]
    return rows.reset_index(drop=True)


def _state_choice(rows: pd.DataFrame, state: str) -> str:
    count = int((rows["state"] == state).sum())
    return f"{_capital(state_word(state, words()))} ({count})"


def _pick(parameter: str, label: str, choices: list[str], everything: str, named) -> str | None:
    """One of some choices, kept in the address under `parameter`; None for all."""
    widget = f"pick-{parameter}"
    if st.session_state.get(widget) not in (None, *choices):
        del st.session_state[widget]
    if widget not in st.session_state:
        st.session_state[widget] = next((one for one in asked(parameter) if one in choices), None)
    with st.container(width=240):
        chosen = st.selectbox(label, choices, format_func=named, placeholder=everything, key=widget)
    remember(parameter, [chosen] if chosen else [])
    return chosen


def _all_places(known: Facts, found: Round, rows: pd.DataFrame) -> None:
    say = words()
    shown = st.session_state.get("places-shown", MOST_PLACES)
    some = rows.head(shown)
    codes = set(some["organisation"])
    cells = found.cells[found.cells["organisation"].isin(codes)]
    ids = set(cells["indicator"])
    names = {code: known.organisations[code].name for code in codes}
    # As with the rows: where something is left, first.
    left = cells[~cells["state"].isin([State.COMPLETE, State.OFFICIAL])]["indicator"].value_counts()
    indicators = sorted(
        (one for one in known.indicators.values() if one.id in ids), key=lambda one: -left.get(one.id, 0)
    )
    st.html(table(some, cells, names, indicators, found.programme.id, say))
    if len(rows) > len(some):
        left = len(rows) - len(some)
        more = min(left, MOST_PLACES)
        if st.button(say("Visa {n} till av {all}", n=more, all=left), key="more-places"):
            st.session_state["places-shown"] = shown + MOST_PLACES
            st.rerun()
    with st.popover(say("Vad tecknen betyder"), type="tertiary"):
        st.html(key(say))


def _place_view(known: Facts, found: Round, code: str) -> None:
    """One place: what is asked, what is in, its template, and a text to send."""
    say = words()
    name = known.organisations[code].name
    back = link(say("Alla i omgången"), address("submissions", **{ROUND: found.programme.id}))
    st.html(f'<p class="page-said">{back}</p>')
    own = found.cells[found.cells["organisation"] == code]
    row = found.rows[found.rows["organisation"] == code].iloc[0]
    there, asked_for = int(row[State.OFFICIAL]), int(row["cells"])
    note = say("{n} av {all} nyckeltal är inne", n=int(row[State.COMPLETE]) + there, all=asked_for)
    if there == asked_for:
        note = say("Inget behöver lämnas: alla värden finns redan hos Kolada")
    elif there:
        note += ", " + say("{n} finns redan hos Kolada", n=there)
    section(name, note)
    indicators = known.indicators
    st.html(place_table(own, indicators, files_of(found.programme.id), say))
    _templates(found, code, name)
    missing = lacking(own, indicators)
    if missing:
        section(say("Påminn {name}", name=name))
        _texts(found.programme, name, missing)


def _templates(found: Round, code: str, name: str) -> None:
    """The template of one place, with the years still to be handed in; with everything where all is in."""
    say = words()
    own = found.wanted[found.wanted["organisation"] == code]
    cells = found.cells[found.cells["organisation"] == code]
    left = {
        (indicator, year)
        for indicator, years in zip(cells["indicator"], cells["left"], strict=True)
        for year in years
    }
    if left:
        own = own[[one in left for one in zip(own["indicator"], own["year"], strict=True)]]
    if not viewer().may(Right.SUBMIT, organisation=code, programme=found.programme.id):
        return
    section(say("Mall för {name}", name=name), say("Förifylld med det som saknas"))
    programme, language = found.programme.id, say.language
    file_name = f"{programme}_{code}"
    with st.container(horizontal=True):
        st.download_button(
            say("Hämta mallen (Excel)"),
            lambda: intake.asked_workbook(
                drafts.reference(store(), viewer()), programme, own, template_texts(language)
            ),
            file_name=f"{file_name}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
            key="template-xlsx",
        )
        st.download_button(
            say("Hämta mallen (CSV)"),
            lambda: intake.asked_csv(drafts.reference(store(), viewer()), programme, own, language),
            file_name=f"{file_name}.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key="template-csv",
        )


_IN = (State.COMPLETE, State.OFFICIAL, State.RECEIVED)


def _reminders(known: Facts, found: Round) -> None:
    """Who has not handed in, and a text to all of them; the text to one stands at its own place."""
    say = words()
    behind = found.rows[~found.rows["state"].isin(_IN)]
    if not len(behind):
        return
    section(
        say("Påminn"),
        say.plural("{n} har inte lämnat allt", "{n} har inte lämnat allt", len(behind)),
    )
    names = [
        (known.organisations[code].name, place_address(found.programme.id, code))
        for code in behind["organisation"]
    ]
    listed = " · ".join(link(*one) for one in names[:MOST_PLACES])
    if len(names) > MOST_PLACES:
        listed += f" {escape(say('… och {n} till.', n=len(names) - MOST_PLACES))}"
    st.html(f'<p class="page-said">{listed}</p>')
    cells = found.cells[found.cells["organisation"].isin(set(behind["organisation"]))]
    _texts(found.programme, None, lacking(cells, known.indicators))


def _texts(programme: Programme, place: str | None, missing: list) -> None:
    """The reminder in the visitor's language, and in the other; each can be copied whole."""
    say = words()
    languages = ("sv", "en") if say.language == "sv" else ("en", "sv")
    for tab, language in zip(st.tabs([_language_name(one) for one in languages]), languages, strict=True):
        with tab:
            told = reminder(programme, place, missing, date.today(), wording.words(language))
            st.code(told, language=None, wrap_lines=True)


def _language_name(language: str) -> str:
    return {"sv": "Svenska", "en": "English"}[language]
