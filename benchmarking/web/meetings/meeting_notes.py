"""What is written at a meeting and after it: line by line, by several people at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from benchmarking.errors import BenchmarkingError
from benchmarking.meetings import Edited, Note, NoteKind
from benchmarking.web.meetings.meeting import Asked
from benchmarking.web.meetings.typed_line import typed_line
from benchmarking.web.session import harmless, store, viewer, words
from benchmarking.web.show import section
from benchmarking.wording import meetings as said

FAILED = "note-failed"

FEEDBACK = (NoteKind.PLUS, NoteKind.MINUS, NoteKind.INTERESTING)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts of one line: the visitor's own, and what somebody else has saved meanwhile ("" if taken away)."""

    note: Note
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
    listed = st.container()

    def keep(text: str) -> None:
        _done(lambda: store().keep_typed(viewer(), team, step, kind, text or ""))

    def save(text: str) -> None:
        if text and _done(lambda: store().write(viewer(), team, step, kind, text)):
            st.session_state[count] += 1

    typed_line(
        say("Ny rad: {kind}", kind=said.note_kind(say, kind)),
        say("Spara raden"),
        say("Utkastet är sparat."),
        place=there,
        typed=store().line_typed(viewer(), team, step, kind),
        written=st.session_state.setdefault(count, 0),
        key=f"line-{there}",
        on_typed=keep,
        on_saved=save,
    )
    if st.session_state.pop(FAILED, False):
        st.error(say("Det gick inte att spara. Ladda om sidan och försök igen."))
    with listed:
        if kind is not NoteKind.NOTE:
            st.html(f'<h3 class="page-subheading">{escape(said.note_kind(say, kind))}</h3>')
        lines = {one.id: one for one in store().notes(viewer(), team, step)}
        for note in (lines | _held(team, step)).values():
            if note.kind is kind:
                _line(note)


def _held(team: str, step: str) -> dict[int, Note]:
    """The lines that this visitor is changing, as they stood: somebody else may have taken them away."""
    begun = [one.note if isinstance(one, Clash) else one for one in st.session_state.values()]
    notes = [one for one in begun if isinstance(one, Note)]
    return {one.id: one for one in notes if (one.team, one.step) == (team, step)}


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
        st.button(
            say("Ändra"),
            key=f"edit-{note.id}",
            type="tertiary",
            help=harmless(say("Ändra raden: {text}", text=note.text[:60])),
            on_click=lambda: st.session_state.update({f"editing-{note.id}": note}),
        )


def _edit(note: Note) -> None:
    """The line as a field. It began from the line as it stood when *Ändra* was pressed."""
    say = words()
    begun: Note = st.session_state[f"editing-{note.id}"]
    key = f"text-{note.id}-{begun.revision}"

    def save() -> None:
        if text := st.session_state[key].strip():
            _settle(note, text, begun.revision)

    with st.form(f"rewrite-{note.id}", border=False):
        st.text_area(say("Raden"), value=begun.text, key=key, height=90)
        with st.container(horizontal=True):
            st.form_submit_button(say("Spara raden"), type="primary", on_click=save)
            st.form_submit_button(say("Ta bort raden"), on_click=lambda: _settle(note, "", begun.revision))
            st.form_submit_button(say("Avbryt"), on_click=lambda: st.session_state.pop(f"editing-{note.id}"))


def _settle(note: Note, mine: str, revision: int) -> None:
    """Let the line say `mine`, or take it away where that is ""; where somebody was before, let the visitor choose."""
    st.session_state.pop(f"clash-{note.id}", None)
    st.session_state.pop(f"editing-{note.id}", None)
    try:
        _done(
            lambda: (
                store().rewrite(viewer(), note.id, mine, revision)
                if mine
                else store().strike(viewer(), note.id, revision)
            )
        )
    except Edited as edited:
        if edited.theirs == mine:
            return
        st.session_state[f"clash-{note.id}"] = Clash(note, mine, edited.theirs, edited.revision, edited.who)


def _done(change: Callable[[], object]) -> bool:
    """Whether a change was made; the page says if not. Raises Edited, which the visitor must answer."""
    try:
        change()
    except Edited:
        raise
    except BenchmarkingError:
        st.session_state[FAILED] = True
        return False
    return True


def _choose(note: Note, clash: Clash) -> None:
    """Both texts of a line that two have changed, and the choice between them."""
    say = words()
    theirs = (
        say("{who} ändrade raden medan du skrev: {theirs}", who=clash.who, theirs=say.quoted(clash.theirs))
        if clash.theirs
        else say("{who} tog bort raden medan du skrev.", who=clash.who)
    )
    st.warning(harmless(theirs))
    own = (
        say("Din rad: {mine}", mine=say.quoted(clash.mine)) if clash.mine else say("Du ville ta bort raden.")
    )
    st.html(f'<p class="page-read">{escape(own)}</p>')
    with st.container(horizontal=True):
        st.button(
            say("Behåll min"),
            key=f"mine-{note.id}",
            type="primary",
            on_click=lambda: _settle(note, clash.mine, clash.revision),
        )
        st.button(
            say("Ta den andras"),
            key=f"theirs-{note.id}",
            on_click=lambda: st.session_state.pop(f"clash-{note.id}"),
        )
