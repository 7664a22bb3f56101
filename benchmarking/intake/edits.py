"""What a sender mends in a draft: texts written over cells as they were read, never over the bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarking.intake.catalogue import CERTAIN_CURES
from benchmarking.intake.heads import Head
from benchmarking.intake.rows import Source, letter
from benchmarking.model import Finding

__all__ = ["Edit", "column_names", "cure", "edited"]

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Edit:
    """A text in place of another in one cell, named as findings name it: the row that the spreadsheet
    shows, the heading as the file has it, the sheet (or file) where there are several. A heading is
    edited in its own row.

    With `every`, all other rows that say the same in that column are edited with it.
    """

    row: int
    column: str
    text: str
    sheet: str | None = None
    every: bool = False


def cure(finding: Finding) -> Edit | None:
    """What mends a finding for certain: its suggestion written in its cell (`CERTAIN_CURES`), or None.

    A finding that stands for several rows is mended in all that say the same.
    """
    if finding.row is None or finding.column is None or not finding.suggestion:
        return None
    certain = CERTAIN_CURES.get(finding.code)
    if certain is None or not certain(finding.found or "", finding.suggestion):
        return None
    return Edit(finding.row, finding.column, finding.suggestion, finding.sheet, every=finding.count > 1)


def column_names(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings told apart: one that stands again has its column's letter behind it, a blank one is the letter."""
    names: list[str] = []
    for place, heading in enumerate(headings):
        mark = letter(place)
        name = heading or mark
        names.append(f"{name} ({mark})" if name in names else name)
    return tuple(names)


def edited(source: Source, head: Head, edits: Sequence[Edit]) -> Source:
    """The source as it reads with the edits, in their order; one that renames a heading holds for the next.

    Raises ValueError where there is no such row or column.
    """
    headings = head.headings
    places = {name: place for place, name in reversed([*enumerate(headings)]) if name}
    places |= {name: place for place, name in enumerate(column_names(headings)) if name not in places}
    body = source.body(head.last, headings)
    rows = body.rows["row"].to_numpy()
    ragged = {row: list(cells) for row, cells in body.misfits}
    columns: dict[int, list[str]] = {}
    cells: dict[tuple[int, int], str] = {}
    for edit in edits:
        place = places.get(edit.column)
        if place is None:
            raise ValueError(f"no column {edit.column!r}")
        text = _UNSEEN.sub("", edit.text)
        if head.first <= edit.row <= head.last:
            cells[edit.row, place] = text
            places.setdefault(text.strip(), place)
            continue
        if edit.row in ragged:
            cells[edit.row, place] = text
            continue
        index = int(np.searchsorted(rows, edit.row))
        if index == len(rows) or rows[index] != edit.row:
            raise ValueError(f"no row {edit.row}")
        column = columns.setdefault(place, body.rows[f"c{place}"].to_pylist())
        same = column[index].strip()
        every = range(len(column)) if edit.every else (index,)
        for one in every:
            if one == index or column[one].strip() == same:
                column[one] = text
                cells[int(rows[one]), place] = text
    return source.edited(cells)
