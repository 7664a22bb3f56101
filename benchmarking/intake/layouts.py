"""What headings mean. The words of the template and of other people's tables, and what was read as what.

Recognition and checks see only fields, so a new kind of table touches `plans` and nothing after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rapidfuzz import fuzz, process

from benchmarking.intake.catalogue import finding
from benchmarking.model import Finding

__all__ = ["SPACES", "TEMPLATE", "UNKNOWN", "Column", "Field", "Layout", "Question", "plain_heading"]

UNKNOWN = "\x00"
"""Stands for a text that the file does not have and the sender has not been asked for yet."""

SPACES = " \t\n\v\f\u00a0\u2007\u2009\u200b\u202f\ufeff"
"""What may surround the text of a cell without meaning anything."""


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
    """A column as the file has it and the field it was read as; None where it was not read.

    `meaning` is "category" where it splits values and one category was picked. For a column of values
    `indicator`, `year`, `sex` and `organisation` are what its heading says of them; None where the
    rows say it.
    """

    heading: str
    meaning: str | None
    indicator: str | None = None
    year: str | None = None
    sex: str | None = None
    organisation: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What the file leaves open, asked once. The answer goes into `answers` of the next check.

    `kind` is the key there: "indicator", "year", "sex", "organisation", "sheet", or "category" and
    "indicators", whose answers are kept by `about` (a heading; the text of a measure). `options` are
    possible answers, empty where there are too many to list; `suggestion` is the likeliest one.
    """

    kind: str
    about: str | None = None
    options: tuple[str, ...] = ()
    suggestion: str | None = None


def plain_heading(heading: str) -> str:
    """A heading without case, surrounding signs and the difference between space, hyphen and underscore."""
    return re.sub(r"[\s_\-./\u00a0\u200b\ufeff]+", " ", heading.strip(SPACES + "\"':*").casefold()).strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table. `headings` gives, for each field, the names it goes by (the template's own Swedish
    and English name first); `wider` are names that other people use; `needed` are alternatives of which
    one must be there.
    """

    headings: Mapping[Field, tuple[str, ...]]
    wider: Mapping[Field, tuple[str, ...]]
    needed: tuple[tuple[Field, ...], ...]

    def words(self, wider: bool = True) -> dict[str, Field]:
        """Every name of a field, as `plain_heading` writes it; the template's own win."""
        known = {plain_heading(word): field for field, words in self.headings.items() for word in words}
        if wider:
            for field, words in self.wider.items():
                for word in words:
                    known.setdefault(plain_heading(word), field)
        return known

    def missing(self, headings: Sequence[str], read: Iterable[Field], row: int) -> list[Finding]:
        """One finding for each needed column that is not among those read."""
        read = set(read)
        english = self._in_english(headings)
        findings = []
        for alternatives in self.needed:
            if read.intersection(alternatives):
                continue
            name = self.headings[alternatives[0]][1 if english else 0]
            known = self.words()
            free = [heading for heading in headings if heading and plain_heading(heading) not in known]
            near = process.extractOne(name, free, scorer=fuzz.ratio, processor=plain_heading, score_cutoff=50)
            findings.append(
                finding(
                    "column_missing",
                    row,
                    found=", ".join(heading for heading in headings if heading),
                    expected=name,
                    suggestion=near[0] if near else None,
                )
            )
        return findings

    def _in_english(self, headings: Sequence[str]) -> bool:
        plain = {plain_heading(heading) for heading in headings}
        swedish = sum(plain_heading(words[0]) in plain for words in self.headings.values())
        return sum(plain_heading(words[1]) in plain for words in self.headings.values()) > swedish


TEMPLATE = Layout(
    MappingProxyType(
        {
            Field.PROGRAMME: ("omgång", "round", "omgang", "programme", "program"),
            Field.ORGANISATION: (
                *("kommunkod", "code", "kod", "organisation", "organisationskod", "organisation code"),
                *("organization", "organization code", "regionkod", "region code", "municipality code"),
                *("municipality id", "kommunid", "kommun id", "kommun kod"),
            ),
            Field.NAME: (
                *("kommun", "name", "namn", "kommunnamn", "region", "regionnamn", "organisationsnamn"),
                *(
                    "organisation name",
                    "organization name",
                    "municipality",
                    "municipality name",
                    "region name",
                ),
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
    MappingProxyType(
        {
            Field.ORGANISATION: (
                *("kod kommun", "knkod", "kn kod", "lkf", "region id", "ou", "enhetskod", "kommun nr"),
                # Norwegian and Danish: such a file is read so far that its places can be told to be foreign.
                *("kommunenummer", "kommunenr", "kommunekode"),
                *(
                    "kommunnr",
                    "kommunnummer",
                    "områdeskod",
                    "geokod",
                    "regkod",
                    "muni id",
                    "municipalitycode",
                ),
            ),
            Field.NAME: (
                *("kommun region", "kommun eller region", "kommun/region", "område", "geografi", "ort"),
                *("geografiskt område", "kommuner", "regioner", "huvudman kommun", "hemkommun", "area"),
                *("kommunens namn", "boendekommun", "municipality region", "municipalities", "kommun namn"),
                *("kommune", "kommunenavn"),
            ),
            Field.INDICATOR: ("indikator", "mått", "variabel", "nyckeltalets id", "indicator id", "variable"),
            Field.YEAR: (
                *("tid", "årtal", "mätår", "kalenderår", "redovisningsår", "statistikår", "time", "datum"),
                *("date", "time period", "verksamhetsår", "undersökningsår"),
            ),
            Field.SEX: (
                "juridiskt kön",
                "man kvinna",
                "kvinna man",
                "kvinnor män",
                "kvinnor/män",
                "k m",
                "kjønn",
                "køn",
            ),
            Field.VALUE: (
                *("varde stand", "värde %", "värde (%)", "resultat", "utfall", "obs value", "observation"),
                *(
                    "andel",
                    "andel %",
                    "andel (%)",
                    "procent",
                    "mätvärde",
                    "measure value",
                    "data",
                    "verdi",
                    "værdi",
                ),
            ),
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
