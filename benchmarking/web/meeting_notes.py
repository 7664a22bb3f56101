"""What is written at a meeting and after it: line by line, by several people at once."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from benchmarking.errors import BenchmarkingError
from benchmarking.meetings import Edited, Note, NoteKind
from benchmarking.web.meeting import Asked
from benchmarking.web.mending import harmless
from benchmarking.web.session import store, viewer, words
from benchmarking.web.show import section
from benchmarking.web.typed_line import typed_line
from benchmarking.wording import meetings as said

FEEDBACK = (NoteKind.PLUS, NoteKind.MINUS, NoteKind.INTERESTING)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts of one line: the visitor's own, and what somebody else has saved meanwhile ("" if taken away)."""

    mine: str
    theirs: str
    revision: int
    who: str


def notes(found: Asked) -> None:
    """Notes and feedback, for who may meet in the group. Only this part is drawn anew when a line is typed."""
    if not found.may:
        return
    say = words()
    section(say("Anteckningar"), say("sparas rad för rad"), anchor="anteckningar")
    _lines(found.team.id, found.meeting.step, NoteKind.NOTE)
    section(say("Plus, minus, intressant"))
    for column, kind in zip(st.columns(len(FEEDBACK)), FEEDBACK, strict=True):
        with column:
            _lines(found.team.id, found.meeting.step, kind)


@st.fragment
def _lines(team: str, step: str, kind: NoteKind) -> None:
    """The lines of one kind, and one more to type."""
    say = words()
    there = f"{team}-{step}-{kind.value}"
    count = f"written-{there}"
    held = store()
    written = st.session_state.setdefault(count, 0)
    typed = held.line_typed(viewer(), team, step, kind)
    listed = st.container()
    line = typed_line(
        say("Ny rad: {kind}", kind=said.note_kind(say, kind)),
        say("Spara raden"),
        say("Utkastet är sparat."),
        place=there,
        typed=typed,
        written=written,
        key=f"line-{there}",
    )
    if line.saved.strip():
        held.write(viewer(), team, step, kind, line.saved)
        st.session_state[count] = written + 1
        st.rerun(scope="fragment")
    if line.typed != st.session_state.get(f"typed-{there}", typed):
        st.session_state[f"typed-{there}"] = line.typed
        if line.typed != typed:
            held.keep_typed(viewer(), team, step, kind, line.typed)
            st.rerun(scope="fragment")
    with listed:
        if kind is not NoteKind.NOTE:
            st.html(f'<h3 class="page-subheading">{escape(said.note_kind(say, kind))}</h3>')
        for note in held.notes(viewer(), team, step):
            if note.kind is kind:
                _line(note)


def _line(note: Note) -> None:
    say = words()
    clash = st.session_state.get(f"clash-{note.id}")
    if clash is not None:
        _choose(note, clash)
        return
    if f"editing-{note.id}" in st.session_state:
        _edit(note)
        return
    with st.container(horizontal=True, vertical_alignment="center", key=f"note-{note.id}"):
        when = say.moment(note.written)
        st.html(
            f'<p class="page-note">{escape(note.text)}<span>{escape(say("{who}, {when}", who=note.by, when=when))}</span></p>'
        )
        if st.button(
            say("Ändra"),
            key=f"edit-{note.id}",
            type="tertiary",
            help=say("Ändra raden: {text}", text=harmless(note.text[:60])),
        ):
            st.session_state[f"editing-{note.id}"] = note
            st.rerun(scope="fragment")


def _edit(note: Note) -> None:
    """The line as a field. It began from the line as it stood when *Ändra* was pressed."""
    say = words()
    begun: Note = st.session_state[f"editing-{note.id}"]
    with st.form(f"rewrite-{note.id}", border=False):
        text = st.text_area(say("Raden"), value=begun.text, key=f"text-{note.id}-{begun.revision}", height=90)
        with st.container(horizontal=True):
            save = st.form_submit_button(say("Spara raden"), type="primary")
            strike = st.form_submit_button(say("Ta bort raden"))
            leave = st.form_submit_button(say("Avbryt"))
    if not (save or strike or leave):
        return
    try:
        if save and text.strip():
            store().rewrite(viewer(), note.id, text, begun.revision)
        elif strike:
            store().strike(viewer(), note.id, begun.revision)
    except Edited as edited:
        st.session_state[f"clash-{note.id}"] = Clash(
            text if save else "", edited.theirs, edited.revision, edited.who
        )
    except BenchmarkingError:
        st.error(say("Det gick inte att spara. Ladda om sidan och försök igen."))
        return
    del st.session_state[f"editing-{note.id}"]
    st.rerun(scope="fragment")


def _choose(note: Note, clash: Clash) -> None:
    """Both texts of a line that two have changed, and the choice between them."""
    say = words()
    st.warning(
        harmless(
            say(
                "{who} ändrade raden medan du skrev: {theirs}", who=clash.who, theirs=say.quoted(clash.theirs)
            )
        )
    )
    own = (
        say("Din rad: {mine}", mine=say.quoted(clash.mine)) if clash.mine else say("Du ville ta bort raden.")
    )
    st.html(f'<p class="page-read">{escape(own)}</p>')
    with st.container(horizontal=True):
        keep = st.button(say("Behåll min"), key=f"mine-{note.id}", type="primary")
        take = st.button(say("Ta den andras"), key=f"theirs-{note.id}")
    if not (keep or take):
        return
    del st.session_state[f"clash-{note.id}"]
    if keep:
        try:
            if clash.mine:
                store().rewrite(viewer(), note.id, clash.mine, clash.revision)
            else:
                store().strike(viewer(), note.id, clash.revision)
        except Edited as edited:
            # Somebody was before once more: the choice is between newer texts now.
            st.session_state[f"clash-{note.id}"] = Clash(
                clash.mine, edited.theirs, edited.revision, edited.who
            )
    st.rerun(scope="fragment")
