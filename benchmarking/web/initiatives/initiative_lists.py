"""The lists that an initiative is kept in: their columns, once, for the table, the form and the file alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from benchmarking import wording
from benchmarking.initiatives import (
    Attendance,
    CountyAssessment,
    Dossier,
    Member,
    Milestone,
    Occasion,
    Progress,
    Row,
    SourcedFact,
    State,
    Work,
    types_of,
)
from benchmarking.intake import Cell, RecordColumn
from benchmarking.model import KnownDate, Precision, Text
from benchmarking.seats import SeatOffer, SeatRequest
from benchmarking.wording import Words
from benchmarking.wording import initiatives as said

__all__ = ["LISTS", "List", "cells", "columns", "frame", "rows"]


@dataclass(frozen=True, slots=True)
class List:
    """A list of an initiative: what its rows are, and where a dossier holds them."""

    noun: type
    held: str
    key: tuple[str, ...]


LISTS = {
    "medlemmar": List(Member, "members", ("organisation", "role")),
    "lage": List(Progress, "progress", ("organisation", "milestone")),
    "traffar": List(Occasion, "occasions", ("number",)),
    "narvaro": List(Attendance, "attendance", ("occasion", "organisation", "role")),
    "arbete": List(Work, "work", ("number",)),
    "platser": List(SeatOffer, "offers", ("number",)),
    "begaran": List(SeatRequest, "requests", ("offer", "organisation", "asked")),
    "bedomningar": List(CountyAssessment, "assessments", ("organisation", "year")),
    "uppgifter": List(SourcedFact, "facts", ("code",)),
    "steg": List(Milestone, "milestones", ("code",)),
}
"""The lists by their code in the address, what is written most often first."""

ORGANISATIONS = ("organisation", "owner")
NUMBERED = ("number", "position")
CODED = ("code",)

MADE = (*NUMBERED, *CODED, "kept", "per_member")
"""What follows from the rest where nobody writes it."""

ENGLISH = "_en"


def columns(one: List, dossier: Dossier, words: Words) -> list[RecordColumn]:
    """The columns of a list; a text has one for each language, and a step is named by its title."""
    found = []
    optional = {field.name for field in fields(one.noun) if field.default is not MISSING}
    for name, kind in types_of(one.noun).items():
        headings = tuple(
            dict.fromkeys(
                [
                    said.heading(words, name),
                    *(said.heading(wording.words(each), name) for each in ("sv", "en")),
                ]
            )
        )
        needed = name not in optional and name not in MADE
        needed = needed and not (one.noun is Attendance and name == "organisation")
        if name in ORGANISATIONS:
            found.append(RecordColumn(name, headings, Cell.ORGANISATION, needed))
        elif name == "milestone":
            titles = {words.text(step.title): step.code for step in dossier.milestones}
            understood = {
                text.casefold(): step.code
                for step in dossier.milestones
                for text in (step.title.sv, step.title.en, step.code)
            }
            found.append(RecordColumn(name, headings, Cell.CHOICE, needed, understood, tuple(titles)))
        elif issubclass(kind, StrEnum):
            shown = {said.word(words, value): value.value for value in kind}
            understood = {
                text.casefold(): value.value
                for value in kind
                for text in (
                    *(said.word(wording.words(each), value) for each in ("sv", "en")),
                    value.value,
                )
            }
            found.append(RecordColumn(name, headings, Cell.CHOICE, needed, understood, tuple(shown)))
        elif kind is Text:
            found.append(RecordColumn(name, headings, Cell.TEXT, needed))
            english = tuple(said.in_english(words, heading) for heading in headings)
            found.append(RecordColumn(f"{name}{ENGLISH}", english, Cell.TEXT))
        else:
            found.append(RecordColumn(name, headings, _cell(kind), needed))
    return found


def _cell(kind: type) -> Cell:
    cells_of = {
        KnownDate: Cell.KNOWN,
        bool: Cell.FLAG,
        int: Cell.WHOLE,
        datetime: Cell.MOMENT,
        date: Cell.DAY,
    }
    return cells_of.get(kind, Cell.TEXT)


# Rows as text, and back


def frame(one: List, dossier: Dossier, words: Words, more: Sequence[Row] = ()) -> pd.DataFrame:
    """The list as text cells, one column for each of `columns`; `more` rows stand below the kept ones."""
    heads = columns(one, dossier, words)
    written = [cells(row, heads, dossier, words) for row in (*getattr(dossier, one.held), *more)]
    return pd.DataFrame(written, columns=[head.headings[0] for head in heads], dtype=object)


def cells(row: Row, heads: Sequence[RecordColumn], dossier: Dossier, words: Words) -> list[str]:
    """A row as text, as it is read back."""
    return [_written(row, head.field, dossier, words) for head in heads]


def _written(row: Row, name: str, dossier: Dossier, words: Words) -> str:
    if name.endswith(ENGLISH):
        text = getattr(row, name.removesuffix(ENGLISH))
        return text.en if text is not None and text.en != text.sv else ""
    value = getattr(row, name)
    if name == "milestone" and value:
        return next((words.text(step.title) for step in dossier.milestones if step.code == value), value)
    match value:
        case None:
            return ""
        case bool():
            return words("ja") if value else ""
        case StrEnum():
            return said.word(words, value)
        case Text():
            return value.sv
        case KnownDate():
            return _known(value, words)
        case datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value)


def _known(known: KnownDate, words: Words) -> str:
    """A date as one writes how well it is known: 2013, 2013-12, 2013-12-19, senast 2013-12-19."""
    iso = known.on.isoformat()
    match known.precision:
        case Precision.YEAR:
            return iso[:4]
        case Precision.MONTH:
            return iso[:7]
        case Precision.BY:
            return words("senast {day}", day=iso)
        case Precision.BEFORE:
            return words("före {day}", day=iso)
    return iso


def rows(one: List, read: Sequence[tuple[int, dict[str, Any]]], dossier: Dossier) -> list[Row]:
    """Records as rows of the list. What has no number or code yet gets the next one, or one made of its title."""
    there = getattr(dossier, one.held)
    found = []
    numbers = [getattr(row, name) for row in there for name in NUMBERED if hasattr(row, name)]
    taken = {row.code for row in there if hasattr(row, "code")}
    for _, values in read:
        given: dict[str, Any] = {}
        for name, kind in types_of(one.noun).items():
            value = values.get(name)
            if name in NUMBERED and value is None:
                value = max(numbers, default=0) + 1
            if name in NUMBERED:
                numbers.append(value)
            if name in CODED and not value:
                value = _code(values.get("title") or values.get("said") or "", taken)
                taken.add(value)
            if name == "kept" and value is None:
                value = values.get("wanted")
            if value is None or (value == "" and kind is not str):
                continue
            if kind is Text:
                value = Text(value, values.get(f"{name}{ENGLISH}") or value)
            elif isinstance(kind, type) and issubclass(kind, StrEnum):
                value = kind(value)
            given[name] = value
        if one.noun is Attendance:
            given.setdefault("organisation", "")
        if one.noun is SeatOffer and "per_member" not in given:
            given["per_member"] = given["seats"] // max(1, len(dossier.taking_part()))
        found.append(one.noun(**given))
    return found


def _code(title: str, taken: set[str]) -> str:
    plain = title.casefold().translate(str.maketrans("åäöé", "aaoe"))
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40] or "rad"
    numbered = (slug if number == 1 else f"{slug}_{number}" for number in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)


def unnoted(dossier: Dossier) -> list[Row]:
    """Members and steps of which nothing is kept yet, as rows to fill in."""
    kept = {row.key for row in dossier.progress}
    return [
        Progress(code, step.code, State.UNKNOWN)
        for code in dossier.taking_part()
        for step in dossier.milestones
        if step.decision is None and (code, step.code) not in kept
    ]
