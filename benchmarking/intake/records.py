"""A list with columns of its own → checked records: the same reading and the same findings as for figures.

Any encoding and separator, a workbook's first sheet, no personal data; organisations by code or name, each
fault with row, column and cure. Stores nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from rapidfuzz import fuzz, process

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.layouts import Field
from benchmarking.intake.lists import Listed, listed
from benchmarking.intake.organisations import Organisations
from benchmarking.intake.recognition import folded
from benchmarking.model import Finding, KnownDate, Level, Organisation, Precision

__all__ = ["Cell", "RecordColumn", "Records", "known_written", "records"]

_NEAR = 75
_PREFIXES = {
    "senast": Precision.BY,
    "by": Precision.BY,
    "före": Precision.BEFORE,
    "before": Precision.BEFORE,
}
_UNQUOTED = re.compile(r"^'(?=\s*[=+\-@])")
_KNOWN = re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?")


class Cell(StrEnum):
    """What a column's cells are read as."""

    ORGANISATION = "organisation"
    CHOICE = "choice"
    KNOWN = "known"
    DAY = "day"
    MOMENT = "moment"
    WHOLE = "whole"
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A column: the field it fills, what it may be called (the first is what we write), and how it is read.

    `choices` are the words that are understood and the value of each; `shown` those that a fault proposes.
    """

    field: str
    headings: tuple[str, ...]
    cell: Cell = Cell.TEXT
    needed: bool = False
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a file with their rows, and what there is to know of it. With an error, nothing is to be kept."""

    rows: tuple[tuple[int, dict[str, Any]], ...]
    findings: tuple[Finding, ...]

    @property
    def stopped(self) -> bool:
        return any(one.level is Level.ERROR for one in self.findings)


def records(
    content: bytes,
    file_name: str,
    columns: Sequence[RecordColumn],
    organisations: Iterable[Organisation],
    key: Sequence[str] = (),
) -> Records:
    """The records below the headings. An empty cell is None (a text: ""), and a fault where it is needed.

    A row whose `key` stands above it already is a fault. Raises UnreadableFile: no_header where a needed
    column is missing, and as `documents`.
    """
    headings = {one.field: one.headings for one in columns}
    found = listed(content, file_name, headings, [one.field for one in columns if one.needed])
    known = Organisations(organisations)
    rows, told = [], []
    first: dict[tuple[Any, ...], int] = {}
    for row in found:
        values, faults = _row(row, columns, known)
        told += faults
        rows.append((row.row, values))
        own = tuple(values.get(name) for name in key)
        if any(own):
            if own in first:
                told.append(finding("record_twice", row.row, expected=str(first[own])))
            first.setdefault(own, row.row)
    if not found:
        raise UnreadableFile(finding("no_rows"))
    return Records(tuple(rows), tuple(told))


def _row(
    row: Listed, columns: Sequence[RecordColumn], known: Organisations
) -> tuple[dict[str, Any], list[Finding]]:
    values: dict[str, Any] = {}
    told = []
    for column in columns:
        # What our own files write before a text that a spreadsheet would take for a formula.
        text = _UNQUOTED.sub("", row.cells.get(column.field, ""))
        heading = column.headings[0]
        if not text:
            values[column.field] = (
                False if column.cell is Cell.FLAG else "" if column.cell is Cell.TEXT else None
            )
            if column.needed:
                told.append(finding("record_empty", row.row, heading))
            continue
        value, fault = _read(text, column, known)
        values[column.field] = value
        if fault is not None:
            told.append(replace(fault, row=row.row, column=heading))
    return values, told


def _read(text: str, column: RecordColumn, known: Organisations) -> tuple[Any, Finding | None]:
    match column.cell:
        case Cell.ORGANISATION:
            return _organisation(text, known)
        case Cell.CHOICE:
            return _choice(text, column)
        case Cell.KNOWN:
            read = known_written(text)
            return read, None if read else finding("date_unreadable", found=text)
        case Cell.DAY:
            read = known_written(text)
            exact = read is not None and read.precision is Precision.DAY
            return (read.on, None) if read and exact else (None, finding("date_unreadable", found=text))
        case Cell.MOMENT:
            try:
                return datetime.fromisoformat(text), None
            except ValueError:
                return None, finding("date_unreadable", found=text)
        case Cell.WHOLE:
            return _whole(text)
        case Cell.FLAG:
            return folded(text) in ("ja", "x", "1", "yes", "true", "sant"), None
        case Cell.TEXT:
            return text, None


def _organisation(text: str, known: Organisations) -> tuple[str | None, Finding | None]:
    exact = next((one.code for one in known.all if folded(one.code) == folded(text)), None)
    if exact is not None:
        return exact, None
    number, fault = known.read(text, "", frozenset(), Field.ORGANISATION)
    code = known.all[number].code if number is not None else None
    if fault is None:
        return code, None
    told = finding(fault.code, found=fault.found, expected=fault.expected, suggestion=fault.suggestion)
    return code, told


def _choice(text: str, column: RecordColumn) -> tuple[str | None, Finding | None]:
    value = column.choices.get(folded(text))
    if value is not None:
        return value, None
    near = process.extractOne(folded(text), list(column.shown), scorer=fuzz.ratio, score_cutoff=_NEAR)
    expected = ", ".join(column.shown)
    return None, finding(
        "choice_unknown", found=text, expected=expected, suggestion=str(near[0]) if near else None
    )


def _whole(text: str) -> tuple[int | None, Finding | None]:
    bare = re.sub(r"[\s\u00a0\u202f]", "", text)
    if re.fullmatch(r"-[0-9]+", bare):
        return None, finding("count_negative", found=text)
    if not re.fullmatch(r"[0-9]{1,9}", bare):
        return None, finding("count_unreadable", found=text)
    return int(bare), None


def known_written(text: str) -> KnownDate | None:
    """A date as people write how well they know it: 2013, 2013-12, 2013-12-19, senast 2013-12-19, före 2014-01-01."""
    first, _, rest = text.strip().partition(" ")
    precision = _PREFIXES.get(first.casefold())
    match = _KNOWN.fullmatch(rest.strip() if precision else text.strip())
    if match is None:
        return None
    try:
        on = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
    except ValueError:
        return None
    if precision is None:
        precision = Precision.DAY if match["day"] else Precision.MONTH if match["month"] else Precision.YEAR
    return KnownDate(on, precision)
