"""Before a meeting: how far each organisation has come, its presentation, and when and where one meets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape

import streamlit as st

from benchmarking import ics
from benchmarking.errors import Conflict
from benchmarking.meetings import Arranged, Edited, Preparation, Prepared, Preparing
from benchmarking.model import MemberRole
from benchmarking.web.comparing.places import COMPARISON_OF
from benchmarking.web.coordinating import attempt, form, refuse, tell
from benchmarking.web.meetings.meeting import Asked
from benchmarking.web.session import address, harmless, store, viewer, words
from benchmarking.web.show import closed, link, put, section, states_table
from benchmarking.wording import meetings as said

MOST_MEGABYTES = 25


def preparing(found: Asked) -> None:
    """What is in and what is missing before the meeting, and the ways to change it. For who may meet in the group."""
    say = words()
    if not found.may:
        closed(say("Det gruppen förbereder och skriver är för den själv och dess mentor."), *_instead(found))
        return
    tell()
    section(say("Förberedelser"))
    prepared = store().preparations(viewer(), found.team.id, found.meeting.step)
    if prepared:
        put(_table(found, prepared))
    else:
        put(f"<p>{escape(say('Gruppen har inga deltagare än.'))}</p>")
    if found.meeting.told and found.meeting.told.preparation:
        put(f'<p class="page-read">{escape(say.text(found.meeting.told.preparation))}</p>')
    with st.container(horizontal=True, vertical_alignment="center"):
        _calendar(found)
        for one in prepared:
            if one.presentation:
                _presentation(one, found)
    with st.expander(say("Ändra datum, plats och inbjudan")):
        _arrange(found)
    if prepared:
        with st.expander(say("Lämna presentation eller markera frågor som lästa")):
            _hand_over(found, {one.organisation: one for one in prepared})


def _instead(found: Asked) -> list[tuple[str, str]]:
    """What anybody can see of a group."""
    say = words()
    ways = [(say("Se vem som är med i nätverket"), address("network"))]
    members = [*found.participants, *found.of(MemberRole.MENTOR)]
    if members and members[0].kind in COMPARISON_OF:
        page, parameter = COMPARISON_OF[members[0].kind]
        beside = [one.code for one in members if one.kind is members[0].kind]
        ways.insert(0, (say("Jämför gruppens siffror sida vid sida"), address(page, **{parameter: beside})))
    return ways


def _table(found: Asked, prepared: tuple[Preparation, ...]) -> str:
    say = words()
    name = found.known.organisations
    heads = (say("Organisation"), *(said.preparing(say, what) for what in Preparing))
    rows = []
    for one in prepared:
        cells = []
        for what in Preparing:
            state = one.states[what]
            text = said.prepared(say, state)
            if what is Preparing.SELF_ASSESSMENT and state is Prepared.PARTLY:
                text = say("{n} av {all} punkter", n=one.answered, all=one.points)
            cells.append((_marked(state), escape(text)))
        rows.append((escape(name[one.organisation].name), cells))
    caption = say("Hur långt förberedelserna har kommit")
    return (
        states_table(caption, heads, rows)
        + f'<p class="page-source">{link(say("Se uppgifterna"), address("submissions", omgang=found.programme.id))}</p>'
    )


def _marked(state: Prepared) -> str:
    """The style of a state, as the page of submissions has them."""
    return {Prepared.LATE: "late", Prepared.PARTLY: "returned", Prepared.DONE: "complete"}.get(state, "due")


def _presentation(one: Preparation, found: Asked) -> None:
    say = words()
    document = one.presentation
    if document is None:
        return
    st.download_button(
        harmless(say("Presentation: {name}", name=found.known.organisations[one.organisation].name)),
        lambda: store().presentation(viewer(), document.id)[1],
        file_name=document.name,
        type="tertiary",
        key=f"presentation-{document.id}",
        on_click="ignore",
    )


# When and where


def _calendar(found: Asked) -> None:
    say = words()
    entries = calendar_entries(found)
    if not entries:
        return
    st.download_button(
        say("Lägg i kalendern"),
        lambda: ics.calendar(entries, found.name, datetime.now(UTC)),
        file_name=f"{found.team.id}.ics",
        mime="text/calendar",
        type="tertiary",
        key="meeting-calendar",
        on_click="ignore",
    )


def calendar_entries(found: Asked) -> list[ics.Entry]:
    """The group's meetings whose day is known, each with its two deadlines, in the visitor's language."""
    say = words()
    entries = []
    for one in found.meetings:
        if one.day is None or one.invitation_due is None or one.presentation_due is None:
            continue
        name = say("{meeting} ({group})", meeting=said.meeting_name(say, one), group=found.name)
        key = f"{found.team.id}-{one.step}"
        aim = say.text(one.told.aim) if one.told else ""
        entries.append(ics.Entry(key, one.day, name, aim, one.place, sequence=one.revision))
        for what, day, text in (
            ("invitation", one.invitation_due, say("Skicka inbjudan: {name}", name=name)),
            ("presentation", one.presentation_due, say("Lämna presentationen: {name}", name=name)),
        ):
            entries.append(ics.Entry(f"{key}-{what}", day, text, due=True, sequence=one.revision))
    return entries


def _arrange(found: Asked) -> None:
    say, one = words(), found.meeting
    with form(f"arrange-{one.step}"):
        day = st.date_input(
            say("Datum"), value=one.day, format="YYYY-MM-DD", key=f"arrange-day-{one.step}-{one.revision}"
        )
        place = st.text_input(
            say("Plats"), value=one.place, max_chars=120, key=f"arrange-place-{one.step}-{one.revision}"
        )
        invited = st.date_input(
            say("Inbjudan skickad"),
            value=one.invited,
            format="YYYY-MM-DD",
            key=f"arrange-invited-{one.step}-{one.revision}",
        )
        sent = st.form_submit_button(say("Spara mötet"), type="primary")
    if sent:
        arranged = Arranged(day, place, invited, one.revision)
        attempt_edit(
            lambda: store().arrange(viewer(), found.team.id, one.step, arranged),
            say("Mötet är sparat."),
            found,
            {"invited": say("Inbjudan ska gå ut före mötet. Ändra en av dagarna.")},
        )


def attempt_edit(change: Callable[[], object], done: str, found: Asked, said_of: Mapping[str, str]) -> None:
    """`attempt` for what may meet another's change, or a conflict that `said_of` has words for (by a word in it)."""
    say = words()
    try:
        change()
    except Edited as edited:
        refuse([say("{who} hann ändra före dig. Ladda om sidan och se vad som står nu.", who=edited.who)])
        return
    except Conflict as conflict:
        otherwise = say("Det gick inte att spara. Ladda om sidan och försök igen.")
        refuse([next((text for word, text in said_of.items() if word in str(conflict)), otherwise)])
        return
    attempt(lambda: None, done, found.known)


# What an organisation hands over


def _hand_over(found: Asked, prepared: dict[str, Preparation]) -> None:
    say, step = words(), found.meeting.step
    with st.container(width=640):
        code = st.selectbox(
            say("Organisation"),
            list(prepared),
            format_func=lambda one: found.known.organisations[one].name,
            key="hand-over-who",
        )
        read = prepared[code].states[Preparing.QUESTIONS] is Prepared.DONE
        now_read = st.checkbox(
            say("Frågorna inför mötet är lästa"), value=read, key=f"read-{step}-{code}-{read}"
        )
    if now_read != read:
        attempt(
            lambda: store().read_questions(viewer(), found.team.id, step, code, now_read),
            say("Sparat."),
            found.known,
        )
    with form(f"hand-over-{step}"):
        with st.container(key="uploader"):
            file = st.file_uploader(
                say("Presentation (PowerPoint, PDF, Word eller Excel)"),
                type=["pptx", "ppt", "pdf", "docx", "odp", "xlsx"],
                max_upload_size=MOST_MEGABYTES,
                key=f"presentation-file-{step}-{code}",
            )
        sent = st.form_submit_button(say("Lämna presentationen"))
    if sent and file is not None:
        attempt(
            lambda: store().hand_over(viewer(), found.team.id, step, code, file.name, file.getvalue()),
            say("{file} är sparad, byte för byte som den kom.", file=file.name),
            found.known,
        )
