"""What a file's headings mean. A layout is an object: which headings it knows, what it needs, how its
table becomes cells. Recognition and checks see only cells, so a new layout touches nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import pyarrow as pa
from rapidfuzz import fuzz, process

from benchmarking.intake.catalogue import finding
from benchmarking.model import Finding

__all__ = ["LAYOUTS", "TEMPLATE", "Column", "Field", "Layout"]


class Field(StrEnum):
    """What a cell can say."""

    PROGRAMME = "programme"
    ORGANISATION = "organisation"
    NAME = "name"
    INDICATOR = "indicator"
    YEAR = "year"
    SEX = "sex"
    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the file has it and the field it was read as; None where it was not read."""

    heading: str
    meaning: str | None


SPACES = " \t\n\v\f\u00a0\u2007\u2009\u200b\u202f\ufeff"
"""What may surround the text of a cell without meaning anything."""


def _folded(heading: str) -> str:
    """A heading without case, surrounding signs and the difference between space, hyphen and underscore."""
    return re.sub(r"[\s_\-./\u00a0\u200b\ufeff]+", " ", heading.strip(SPACES + "\"':*").casefold()).strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table. `headings` gives, for each field, the names it goes by (the template's own Swedish
    and English name first); `needed` are alternatives of which one must be there.
    """

    name: str
    headings: Mapping[Field, tuple[str, ...]]
    needed: tuple[tuple[Field, ...], ...]

    def meanings(self, headings: Sequence[str]) -> tuple[Field | None, ...]:
        """The field of each heading, None where it is unknown or an earlier heading means the same."""
        known = {_folded(word): field for field, words in self.headings.items() for word in words}
        seen: set[Field] = set()
        meanings: list[Field | None] = []
        for heading in headings:
            field = known.get(_folded(heading))
            if field in seen:
                field = None
            if field is not None:
                seen.add(field)
            meanings.append(field)
        return tuple(meanings)

    def recognised(self, headings: Sequence[str]) -> int:
        """How many different fields the headings name."""
        return sum(field is not None for field in self.meanings(headings))

    def findings(self, headings: Sequence[str], row: int, given: Iterable[Field]) -> list[Finding]:
        """What is wrong with the headings; `given` are fields that the caller supplies for all rows."""
        meanings = self.meanings(headings)
        english = self._in_english(headings)
        findings = []
        for alternatives in self.needed:
            if any(field in meanings or field in given for field in alternatives):
                continue
            name = self.headings[alternatives[0]][1 if english else 0]
            free = [
                heading for heading, field in zip(headings, meanings, strict=True) if not field and heading
            ]
            near = process.extractOne(name, free, scorer=fuzz.ratio, processor=_folded, score_cutoff=50)
            findings.append(
                finding(
                    "column_missing",
                    row,
                    found=", ".join(heading for heading in headings if heading),
                    expected=name,
                    suggestion=near[0] if near else None,
                )
            )
        known = {_folded(word): field for field, words in self.headings.items() for word in words}
        first = {field: heading for heading, field in zip(headings, meanings, strict=True) if field}
        for heading, field in zip(headings, meanings, strict=True):
            if field is not None:
                continue
            same = known.get(_folded(heading))
            if same is not None:
                findings.append(finding("column_repeated", row, heading, heading, first[same]))
            elif heading:
                findings.append(finding("column_extra", row, heading, heading))
        return findings

    def _in_english(self, headings: Sequence[str]) -> bool:
        folded = {_folded(heading) for heading in headings}
        swedish = sum(_folded(words[0]) in folded for words in self.headings.values())
        return sum(_folded(words[1]) in folded for words in self.headings.values()) > swedish

    def cells(
        self, rows: pa.Table, meanings: Sequence[Field | None], given: Mapping[Field, str]
    ) -> dict[Field, pa.ChunkedArray | str]:
        """The texts of each field, one for each row of `rows` (c0, c1 …), as they stand.

        A field without a column is one text for all rows: that which `given` has for it, else the
        empty one, as an empty cell is.
        """
        place = {field: number for number, field in enumerate(meanings) if field is not None}
        return {
            field: rows[f"c{place[field]}"] if field in place else given.get(field, "") for field in Field
        }


TEMPLATE = Layout(
    "template",
    MappingProxyType(
        {
            Field.PROGRAMME: ("omgång", "round", "omgang", "programme", "program"),
            Field.ORGANISATION: (
                "kommunkod",
                "code",
                "kod",
                "organisation",
                "organisationskod",
                "organisation code",
                "organization",
                "organization code",
                "regionkod",
                "region code",
                "municipality code",
                "municipality id",
                "kommunid",
                "kommun id",
                "kommun kod",
            ),
            Field.NAME: (
                "kommun",
                "name",
                "namn",
                "kommunnamn",
                "region",
                "regionnamn",
                "organisationsnamn",
                "organisation name",
                "organization name",
                "municipality",
                "municipality name",
                "region name",
            ),
            Field.INDICATOR: ("nyckeltal", "indicator", "nyckeltalsid", "nyckeltals id", "kpi", "kpi id"),
            Field.YEAR: ("år", "year", "ar", "period"),
            Field.SEX: ("kön", "sex", "kon", "gender"),
            Field.VALUE: ("värde", "value", "varde"),
            Field.NUMERATOR: ("antal", "count", "numerator", "täljare", "taljare"),
            Field.DENOMINATOR: ("underlag", "base", "denominator", "nämnare", "namnare"),
            Field.MISSING: ("saknas", "missing", "saknas orsak", "missing reason"),
        }
    ),
    (
        (Field.ORGANISATION, Field.NAME),
        (Field.INDICATOR,),
        (Field.YEAR,),
        (Field.SEX,),
        (Field.VALUE,),
    ),
)
"""The network's own template: one row per value."""

LAYOUTS: tuple[Layout, ...] = (TEMPLATE,)
"""All layouts that a file is tried against; the one that knows most of its headings is taken."""
