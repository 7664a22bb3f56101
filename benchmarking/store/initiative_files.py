"""The first content of initiatives, templates and decisions: files of `data/` into the store."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarking.initiatives import (
    CountyAssessment,
    Initiative,
    Member,
    Milestone,
    Occasion,
    Progress,
    SourcedFact,
    Work,
    types_of,
)
from benchmarking.model import KnownDate, Precision, Text
from benchmarking.store.database import Change
from benchmarking.store.initiatives import add_initiative, add_row

PARTS: dict[str, type] = {
    "milestone": Milestone,
    "progress": Progress,
    "occasion": Occasion,
    "work": Work,
    "fact": SourcedFact,
    "assessment": CountyAssessment,
}
"""The tables of an initiative in `initiatives.toml`, and what each becomes."""

COUNTED = {"occasion": "number", "work": "number", "milestone": "position", "fact": "position"}
"""What is numbered in the order of the file."""


def add_templates(change: Change, file: Path) -> None:
    """Fill the templates from `initiative_templates.toml`. ValueError, KeyError if wrong."""
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["template"]:
        change.run(
            """
            INSERT INTO initiative_template VALUES
                ($kind, $roles, $occasions, $work_kinds, $meetings_a_year, $source)
            """,
            meetings_a_year=entry.get("meetings_a_year"),
            **{name: entry[name] for name in ("kind", "roles", "occasions", "work_kinds", "source")},
        )
        for position, one in enumerate(entry.get("milestone", ()), start=1):
            change.run(
                """
                INSERT INTO template_milestone VALUES
                    ($template, $code, $position, $sv, $en, $whom, $decision, $source)
                """,
                template=entry["kind"],
                code=one["code"],
                position=position,
                source=one.get("source", entry["source"]),
                **one["title"],
                **{name: one.get(name) for name in ("whom", "decision")},
            )
        for number, one in enumerate(entry.get("work", ()), start=1):
            change.run(
                "INSERT INTO template_work VALUES ($template, $number, $kind, $sv, $en, $source)",
                template=entry["kind"],
                number=number,
                kind=one["kind"],
                source=one.get("source", entry["source"]),
                **one["title"],
            )


def add_decisions(change: Change, file: Path) -> None:
    """Fill decision from `decisions.csv`, in the order of the file."""
    for number, row in enumerate(_rows(file), start=1):
        change.run(
            """
            INSERT INTO decision
                (id, organisation, kind, decided_on, decided_precision, body, document_reference, source)
            VALUES ($id, $organisation, $kind, $decided_on, $decided_precision, $body, $document_reference, $source)
            """,
            id=number,
            **row,
        )


def add_initiatives(change: Change, file: Path, members: Path) -> None:
    """Fill initiatives from `initiatives.toml` and their members from `initiative_members.csv`."""
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["initiative"]:
        add_initiative(change, _read(Initiative, entry))
        for name, noun in PARTS.items():
            for number, one in enumerate(entry.get(name, ()), start=1):
                given = {"source": entry["source"]} | one
                if name in COUNTED:
                    given[COUNTED[name]] = number
                add_row(change, entry["id"], _read(noun, given))
    for row in _rows(members):
        programme = row.pop("initiative")
        given = {name: cell or None for name, cell in row.items()}
        add_row(change, programme, _read(Member, given))


def _read(noun: type, entry: dict[str, Any]) -> Any:
    """A noun of what a file says; a field that it does not name has the noun's own default. KeyError for a strange one."""
    types = types_of(noun)
    dated = {f"{name}_precision" for name, kind in types.items() if kind is KnownDate}
    parts = set(PARTS) if noun is Initiative else set()
    if strange := entry.keys() - types.keys() - dated - parts:
        raise KeyError(f"{noun.__name__} has no {', '.join(sorted(strange))}")
    values: dict[str, Any] = {}
    for name, kind in types.items():
        value = entry.get(name)
        if value is None:
            continue
        if kind is Text:
            values[name] = Text(**value)
        elif kind is KnownDate:
            day = value if isinstance(value, date) else date.fromisoformat(value)
            values[name] = KnownDate(day, Precision(entry[f"{name}_precision"]))
        else:
            values[name] = kind(value) if issubclass(kind, StrEnum) else value
    return noun(**values)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
