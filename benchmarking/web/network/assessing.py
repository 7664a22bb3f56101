"""Self-assessments: the checklist as a form, and the group side by side as shares of the maximum."""

from __future__ import annotations

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import assessments
from benchmarking.assessments import Assessment, Checklist
from benchmarking.figures import table
from benchmarking.model import MemberRole, Programme
from benchmarking.rounds import Concept, Stage, life
from benchmarking.web.coordinating import attempt, form, names
from benchmarking.web.facts import Facts
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import download, section, term
from benchmarking.wording import rounds as said

ASSESSED = (Stage.KICK_OFF, Stage.MEETING, Stage.CONFERENCE)
"""The stages before which organisations score themselves."""


def assessing(programme: Programme, concept: Concept | None, known: Facts) -> None:
    """The round's self-assessments side by side, and a form for one more."""
    say = words()
    section(term("sjalvskattning", say("Självskattning")))
    checklist = store().checklists(viewer()).get(concept.checklist or "") if concept else None
    if checklist is None:
        st.html(f"<p>{escape(say('Vilken checklista som gäller för den här omgången är inte känt.'))}</p>")
        return
    if checklist.note is not None:
        st.html(f'<p class="page-read">{escape(say.text(checklist.note))}</p>')
    participants = list(
        dict.fromkeys(
            one.organisation
            for one in known.memberships
            if one.programme == programme.id and one.role is MemberRole.PARTICIPANT
        )
    )
    if not participants:
        st.html(f"<p>{escape(say('Omgången har inga deltagare än.'))}</p>")
        return
    _beside(programme, checklist, participants, known)
    _score(programme, concept, checklist, participants, known)


def _steps(programme: Programme, concept: Concept | None) -> dict[str, str]:
    """Before what one can score oneself: the step's key and its words."""
    say = words()
    taken = store().steps_taken(viewer(), programme.id).get(programme.id, ())
    return {
        f"{one.stage.value}-{one.number}": said.stage(say, one.stage, one.number)
        for one in life(taken, concept)
        if one.stage in ASSESSED
    }


def _beside(programme: Programme, checklist: Checklist, participants: list[str], known: Facts) -> None:
    """Each participant's last self-assessment: its share, what moved, and every point beside the others'."""
    say, name = words(), names(known)
    everyone = store().self_assessments(viewer())
    latest: dict[str, Assessment] = {}
    for one in everyone:
        if one.programme == programme.id and one.version == checklist.version:
            latest[one.organisation] = one
    shown = [code for code in participants if code in latest]
    if not shown:
        st.html(f"<p>{escape(say('Ingen har skattat sig själv än.'))}</p>")
        return
    rows: list[list[object]] = [
        [
            say("Andel av högsta poäng"),
            *(say.percent(100 * (latest[code].share(checklist) or 0)) for code in shown),
        ],
        [
            say("Sedan förra gången"),
            *(said.moved(say, assessments.shift(latest[code], everyone, checklist)) for code in shown),
        ],
        [
            say("Besvarade punkter"),
            *(say("{n} av {all}", n=len(latest[code].scores), all=len(checklist.points)) for code in shown),
        ],
    ]
    for point in checklist.points:
        scores = [latest[code].scores.get(point.number) for code in shown]
        rows.append(
            [
                f"{point.number}. {say.text(point.text)}",
                *("–" if score is None else str(score) for score in scores),
            ]
        )
    caption = say(
        "Självskattning, checklistan från {version}, skala {low}–{high}",
        version=checklist.version,
        low=checklist.lowest,
        high=checklist.highest,
    )
    frame = pd.DataFrame(rows, columns=[say("Punkt"), *(name.get(code, code) for code in shown)])
    st.html(table(frame, caption, say))
    download(frame, f"sjalvskattning_{programme.id}")


def _score(
    programme: Programme,
    concept: Concept | None,
    checklist: Checklist,
    participants: list[str],
    known: Facts,
) -> None:
    say, name = words(), names(known)
    steps = _steps(programme, concept)
    with st.container(width=640):
        code = st.selectbox(
            say("Kommun eller region"),
            participants,
            format_func=lambda one: name.get(one, one),
            key=f"assess-place-{programme.id}",
        )
        step = st.selectbox(say("Inför"), list(steps), format_func=steps.__getitem__, key="assess-step")
    before = next(
        (
            one
            for one in store().self_assessments(viewer(), programme.id)
            if (one.organisation, one.step) == (code, step) and one.version == checklist.version
        ),
        None,
    )
    scale = list(range(checklist.lowest, checklist.highest + 1))
    with form(f"assess-{code}-{step}"):
        scores = {}
        for point in checklist.points:
            earlier = before.scores.get(point.number) if before else None
            chosen = st.radio(
                f"{point.number}. {say.text(point.text)}",
                scale,
                index=scale.index(earlier) if earlier in scale else None,
                horizontal=True,
                key=f"score-{code}-{step}-{point.number}",
            )
            if chosen is not None:
                scores[point.number] = int(chosen)
        on = st.date_input(
            say("Datum"),
            value=before.assessed_on if before else date.today(),
            format="YYYY-MM-DD",
            key=f"assess-on-{code}-{step}",
        )
        statement = st.text_input(
            say("Kommentar"),
            value=before.statement if before else "",
            key=f"assess-note-{code}-{step}",
            max_chars=400,
        )
        sent = st.form_submit_button(say("Spara självskattningen"), type="primary")
    if sent:
        made = Assessment(code, programme.id, step, checklist.version, scores, on, statement)
        attempt(
            lambda: store().assess(viewer(), made),
            say("Självskattningen för {name} är sparad.", name=name.get(code, code)),
            known,
        )
