"""All packs of a round in one file, and its report for the result conference."""

from __future__ import annotations

from datetime import date

import streamlit as st

from benchmarking import packs, team_packs
from benchmarking.errors import NotFound
from benchmarking.model import Programme
from benchmarking.web.meetings.pack import NAMES, paper_files
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import put, section

ZIP_KEY = "round-packs"


def round_papers(programme: Programme) -> None:
    """A round's packs as one ZIP, and the report on the page and as files. A round without groups says so."""
    say = words()
    if not any(one.programme == programme.id for one in store().teams(viewer())):
        st.info(say("Omgången har inga grupper än. Utan dem kan inget paket och ingen rapport göras."))
        return
    with st.container(width=320):
        day = st.date_input(
            say("Uppgifter kända"),
            value=date.today(),
            min_value=date(2005, 1, 1),
            max_value=date.today(),
            format="YYYY-MM-DD",
            key=f"round-as-of-{programme.id}",
        )
    _all_packs(programme, day)
    _report(programme, day)


def _all_packs(programme: Programme, day: date) -> None:
    say = words()
    section(say("Alla gruppers paket"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        form = st.selectbox(
            say("Format"), list(NAMES), format_func=NAMES.__getitem__, key="round-form", width=180
        )
        wanted = st.button(say("Skapa alla paket"), type="primary")
    which = (programme.id, form, day, say.language)
    if wanted:
        bar = st.progress(0.0, say("Paketen görs …"))

        def tell(done: int, of: int, team: str) -> None:
            bar.progress(done / of, say("{done} av {of}: {team}", done=done, of=of, team=team))

        content = team_packs.round_packs(store(), viewer(), programme.id, form, say, day, tell)
        bar.empty()
        st.session_state[ZIP_KEY] = (which, content)
    made = st.session_state.get(ZIP_KEY)
    if made is not None and made[0] == which:
        st.download_button(
            say("Hämta alla paket (ZIP)"),
            made[1],
            file_name=f"{programme.id}_{day.isoformat()}_{form}.zip",
            mime="application/zip",
            key="round-packs-file",
            on_click="ignore",
        )


def _report(programme: Programme, day: date) -> None:
    say = words()
    section(say("Omgångens rapport"))
    try:
        paper = team_packs.report_of(store(), viewer(), programme.id, day, say)
    except NotFound:
        st.info(say("Ingen grupp hade bildats den dagen."))
        return
    put(f"<p>{say('Vad varje organisation lovade, gjorde och nådde, till resultatkonferensen.')}</p>")
    paper_files(paper, f"{programme.id}_{day.isoformat()}", say("Hämta rapporten (PDF)"), "report")
    put(packs.paper_html(paper, say))
