"""Meetings in words: what they are called, how far their preparation has come, what was promised and found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarking.meetings import (
    Commitment,
    CommitmentState,
    Expected,
    Judgement,
    Meeting,
    NoteKind,
    Prepared,
    Preparing,
    Standing,
)
from benchmarking.model import Indicator
from benchmarking.wording.catalogue import message
from benchmarking.wording.rounds import stage

if TYPE_CHECKING:
    from benchmarking.wording.words import Words

PREPARING = {
    Preparing.FIGURES: message("Uppgifter"),
    Preparing.SELF_ASSESSMENT: message("Självskattning"),
    Preparing.PRESENTATION: message("Presentation"),
    Preparing.QUESTIONS: message("Frågor lästa"),
}

PREPARED = {
    Prepared.LATE: message("sen"),
    Prepared.MISSING: message("saknas"),
    Prepared.PARTLY: message("delvis inne"),
    Prepared.DONE: message("inne"),
    Prepared.NOT_ASKED: message("inte efterfrågat"),
}

STANDINGS = {
    Standing.LATE: message("något är sent"),
    Standing.DUE: message("på gång"),
    Standing.READY: message("klar"),
    Standing.UNDATED: message("datum inte känt"),
    Standing.HELD: message("hållen"),
}

KINDS = {
    NoteKind.NOTE: message("Anteckningar"),
    NoteKind.PLUS: message("Plus"),
    NoteKind.MINUS: message("Minus"),
    NoteKind.INTERESTING: message("Intressant"),
}

EXPECTED = {
    Expected.SMALLER: message("mindre skillnad"),
    Expected.NOT_LARGER: message("inte större skillnad"),
}

STATES = {
    CommitmentState.OPEN: message("öppet"),
    CommitmentState.KEPT: message("hållet"),
    CommitmentState.NOT_KEPT: message("inte hållet"),
    CommitmentState.DROPPED: message("lagt ner"),
}

JUDGEMENTS = {
    Judgement.JUSTIFIED: message("skillnaden är motiverad"),
    Judgement.UNJUSTIFIED: message("skillnaden är omotiverad"),
    Judgement.CANNOT_SAY: message("det går inte att säga"),
}


def meeting_name(words: Words, meeting: Meeting) -> str:
    """What a meeting is called: the concept's words, else the step's."""
    return words.text(meeting.title) if meeting.title else stage(words, meeting.stage, meeting.number)


def meeting_short(words: Words, meeting: Meeting) -> str:
    """A meeting in a word or two: "Träff 1"."""
    return stage(words, meeting.stage, meeting.number)


def day_of(words: Words, meeting: Meeting) -> str:
    """When a meeting is, as well as it is known."""
    return words.known_date(meeting.held) if meeting.held else words("datum inte känt")


def group_name(words: Words, team: str, mentors: Sequence[str]) -> str:
    """A group by its mentors, "Vännäs grupp"; by its own id where it has none."""
    if not mentors:
        return words("Grupp {team}", team=team)
    if words.language == "sv":
        owners = [name if name[-1] in "sxz" else f"{name}s" for name in mentors]
    else:
        owners = [f"{name}’" if name[-1] == "s" else f"{name}’s" for name in mentors]
    return words("{owners} grupp", owners=words.joined(owners))


def preparing(words: Words, what: Preparing) -> str:
    return words(PREPARING[what])


def prepared(words: Words, state: Prepared) -> str:
    return words(PREPARED[state])


def standing(words: Words, state: Standing) -> str:
    return words(STANDINGS[state])


def note_kind(words: Words, kind: NoteKind) -> str:
    return words(KINDS[kind])


def expected(words: Words, which: Expected) -> str:
    return words(EXPECTED[which])


def state(words: Words, which: CommitmentState) -> str:
    return words(STATES[which])


def judgement(words: Words, which: Judgement) -> str:
    return words(JUDGEMENTS[which])


def commitment(words: Words, one: Commitment, name: str, indicator: Indicator) -> str:
    """A commitment in sentences: whose, when and which way; from where, by when and how it went."""
    return f"{promised(words, one, name, indicator)} {since(words, one, indicator)}"


def promised(words: Words, one: Commitment, name: str, indicator: Indicator) -> str:
    """Whose commitment it is, when it was made, and which way the gap is to go."""
    return words(
        "{name} åtog sig {date}: {expected} i {title}.",
        name=name,
        date=words.date(one.made),
        expected=expected(words, one.expected),
        title=words.quoted(words.text(indicator.short)),
    )


def since(words: Words, one: Commitment, indicator: Indicator) -> str:
    """From where a commitment began, when it is followed up, and how it went."""
    parts = []
    if one.baseline is not None and one.baseline_year is not None:
        gap = f"{words.gap(indicator, one.baseline)} {words.gap_unit(indicator)}".strip()
        parts.append(words("Utgångsläge {year}: {gap}.", year=one.baseline_year, gap=gap))
    if one.due_on is not None:
        parts.append(words("Följs upp {date}.", date=words.date(one.due_on)))
    parts.append(words("Läge: {state}.", state=state(words, one.state)))
    return " ".join(parts)
