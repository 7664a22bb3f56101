"""A document before any pen writes it: sheets of sections, each with sentences, lists, tables and figures.

The typst, PowerPoint and Word pens write the same `Paper`, and the page shows it, so no two can differ.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import TypeVar

from benchmarking.figures.panels import Lines

__all__ = ["Block", "Figure", "Grid", "Listed", "Paper", "Section", "Sheet", "Told", "legible"]


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences under each other. `quiet` ones are set smaller: sources, cautions."""

    sentences: tuple[str, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """Items one beside a mark each; `numbered` where one is spoken of by its number."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: what it shows, its column heads, and rows whose first cell names the row.

    A cell may hold several lines, parted by a line break.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """Lines over years, what they measure, and how exact. The sentence of the lines is their `alt`."""

    title: str
    unit: str
    lines: Lines
    decimals: int

    @property
    def alt(self) -> str:
        return f"{self.title}. {self.lines.sentence}"


Block = Told | Listed | Grid | Figure


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One organisation's page, or the group's; `code` names it."""

    code: str
    overline: str
    title: str
    lede: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document. `closing` are date of data, sources and caveats, which every pen writes at the end."""

    title: str
    overline: str
    language: str
    as_of: date
    made: str
    sheets: tuple[Sheet, ...]
    closing: tuple[str, ...]
    publisher: str


Part = TypeVar("Part")

_NO_XML = dict.fromkeys(
    [code for code in range(0x20) if chr(code) not in "\t\n\r"] + [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF],
    "\ufffd",
)
"""Signs that XML 1.0 (2.2, Characters) may not hold, and so neither Word nor PowerPoint."""


def legible(part: Part) -> Part:
    """The same document, or part of one, with � for the signs that a note pasted from elsewhere may bring along."""
    if isinstance(part, str):
        return part.translate(_NO_XML)
    if isinstance(part, tuple):
        return tuple(map(legible, part))
    if is_dataclass(part) and not isinstance(part, type):
        return replace(
            part, **{one.name: legible(getattr(part, one.name)) for one in fields(part) if one.init}
        )
    return part
