"""How a table is to be read: which column is what, what its headings, titles and names say of all rows.

Nothing is tied to one producer's file. A column is known by its heading or, where that says nothing, by
what stands in it; years, sexes, indicators and organisations may stand in headings, in a title or in the
name of a sheet or file. What remains open becomes a question, and answers win over everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarking.intake import heads
from benchmarking.intake.answers import Answers
from benchmarking.intake.catalogue import finding
from benchmarking.intake.contexts import Context
from benchmarking.intake.headings import (
    Knowledge,
    Said,
    field_of,
    is_dimension,
    is_no_measure,
    own_field_of,
    said_of_all,
)
from benchmarking.intake.layouts import SPACES, TEMPLATE, UNKNOWN, Field, Question, plain_heading
from benchmarking.intake.numerals import written
from benchmarking.intake.recognition import folded, sex_of, unread_value
from benchmarking.intake.rows import Source
from benchmarking.model import Finding, Missing

__all__ = ["Plan", "Value", "planned"]

_MOSTLY = 0.6
"""What more than half of the cells of a column are, the column is; the rest are faults or marks."""
_MOST_EXTRA = 12
"""Columns that are named one by one when they are not read."""
_PLACES = (Field.ORGANISATION, Field.NAME)
_ROW_FIELDS = (*_PLACES, Field.PROGRAMME, Field.INDICATOR, Field.YEAR, Field.SEX)


@dataclass(frozen=True, slots=True)
class Value:
    """A column of values and what its heading says of them."""

    place: int
    heading: str
    said: Said


@dataclass(frozen=True, slots=True)
class Plan:
    """`fields` gives the column of each field that rows say; `given` the text that all rows share.
    `categories` are columns known to split values, `mixed` a column that holds groups and their sexes.
    """

    source: Source
    layout: str
    head: heads.Head
    fields: Mapping[Field, int]
    values: tuple[Value, ...]
    given: Mapping[Field, str]
    categories: tuple[int, ...]
    unread: tuple[int, ...]
    mixed: int | None
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        return self.head.headings


def planned(
    sources: Sequence[Source], known: Knowledge, answers: Answers, file_name: str, sheet: str | None = None
) -> Plan | None:
    """The plan for the source whose headings are known best; None where none has headings."""
    best: tuple[int, int, heads.Head, Source] | None = None
    for source in sources:
        head = heads.found(source.top(), known)
        if head is not None:
            rank = head.score, len(head.parts)
            if best is None or rank > best[:2]:
                best = *rank, head, source
    if best is None:
        return None
    return _Planner(best[3], best[2], known, answers, file_name, sheet).plan()


class _Planner:
    """Decides column by column; every step leaves the columns it is not sure of to the next."""

    def __init__(
        self,
        source: Source,
        head: heads.Head,
        known: Knowledge,
        answers: Answers,
        file_name: str,
        sheet: str | None,
    ) -> None:
        self.source, self.head, self.known, self.answers = source, head, known, answers
        self.context = Context(head.titles, sheet, file_name)
        width = len(head.parts)
        below = source.top()[head.last :]
        self.samples = [
            [cell for row in below if place < len(row) and (cell := row[place].strip(SPACES))]
            for place in range(width)
        ]
        self.said = said_of_all(head.parts, known)
        self.fields: dict[Field, int] = {}
        self.taken: set[int] = set()
        self.values: list[Value] = []
        self.categories: list[int] = []
        self.given: dict[Field, str] = {}
        self.findings: list[Finding] = []
        self.questions: list[Question] = []
        self.mixed: int | None = None
        self.template = False

    def plan(self) -> Plan | None:
        self._answered_columns()
        self._by_heading()
        self._find_values()
        self._by_content()
        if not self.values and not self.template:
            # What is left may be a list of anything; a template without its values is still one.
            own = {own_field_of(heading) for heading in self.head.headings} - {None}
            if len(own) < 2:
                return None
            self.template = True
        self._context()
        self._indicators()
        self._told_of_columns()
        placed = {value.place for value in self.values} | set(self.fields.values()) | set(self.categories)
        unread = tuple(p for p in range(len(self.head.parts)) if p not in placed and p != self.mixed)
        return Plan(
            source=self.source,
            layout=self._layout(),
            head=self.head,
            fields=self.fields,
            values=tuple(self.values),
            given=self.given,
            categories=tuple(self.categories),
            unread=unread,
            mixed=self.mixed,
            findings=tuple(self.findings),
            questions=tuple(self.questions),
        )

    # Columns

    def _take(self, place: int, meaning: Field) -> None:
        self.fields[meaning] = place
        self.taken.add(place)

    def _answered_columns(self) -> None:
        for place, heading in enumerate(self.head.headings):
            plain = plain_heading(heading)
            if plain not in self.answers.columns:
                continue
            answer = self.answers.columns[plain]
            told = dict(answer) if isinstance(answer, Mapping) else {"meaning": answer}
            meaning = told.pop("meaning", "value")
            self.taken.add(place)
            if meaning == "value":
                kept = {key: str(value) for key, value in told.items() if value}
                self.values.append(Value(place, heading, replace(self.said[place], **kept)))
            elif meaning == "category":
                self.categories.append(place)
            elif meaning:
                self.fields[Field(meaning)] = place

    def _by_heading(self) -> None:
        for place, parts in enumerate(self.head.parts):
            if place in self.taken or not parts:
                continue
            meaning = field_of(parts[-1]) or field_of(" ".join(parts))
            if meaning is None or (self.said[place].splits and meaning not in _ROW_FIELDS):
                continue
            if meaning in self.fields:
                if meaning in _PLACES:
                    self._better_place(meaning, place)
                continue
            self._take(place, meaning)
        for place, heading in enumerate(self.head.headings):
            if place not in self.taken and is_dimension(heading):
                self.categories.append(place)
                self.taken.add(place)

    def _better_place(self, meaning: Field, place: int) -> None:
        """Of two columns of organisations the finer one: municipalities rather than their counties."""
        earlier = self.fields[meaning]
        if own_field_of(self.head.headings[earlier]) and own_field_of(self.head.headings[place]):
            both = [set(self.samples[one]) for one in (earlier, place)]
            known = [sum(map(self.known.organisations.knows, texts)) for texts in both]
            if known[1] > known[0]:
                self.taken.discard(earlier)
                self._take(place, meaning)

    def _numeric(self, place: int) -> bool:
        cells = self.samples[place]
        if not cells:
            return False
        numbers = marks = 0
        for cell in cells:
            if written(cell):
                numbers += 1
            else:
                mark, _ = unread_value(cell)
                marks += mark is not None and mark is not Missing.NO_VALUE
        return (numbers + marks) >= _MOSTLY * len(cells) and (numbers > 0 or marks == len(cells))

    def _find_values(self) -> None:
        free = [place for place in range(len(self.head.parts)) if place not in self.taken]
        split = [
            place
            for place in free
            if (self.said[place].splits or self.said[place].indicator)
            and not is_no_measure(self.said[place].label)
            and (self._numeric(place) or not self.samples[place])
        ]
        # A year among years is one also where nothing in it can be read as a number: its cells are told of.
        alike = {self.said[place].label for place in split}
        split = [
            place
            for place in free
            if place in split or (self.said[place].splits and self.said[place].label in alike)
        ]
        own = Field.VALUE in self.fields
        if self.values:
            # The sender has said which.
            self.fields.pop(Field.VALUE, None)
        elif own and len(split) < 2:
            place = self.fields.pop(Field.VALUE)
            self.values = [Value(place, self.head.headings[place], replace(self.said[place], label=""))]
            self.template = own_field_of(self.head.parts[place][-1]) is Field.VALUE
        elif split:
            self._split_values(split)
        else:
            self._plain_values(free)
        wide = len(self.values) > 1 or any(value.said.splits for value in self.values)
        if wide:
            for meaning in (Field.NUMERATOR, Field.DENOMINATOR, Field.MISSING, Field.VALUE):
                self.fields.pop(meaning, None)

    def _split_values(self, places: Sequence[int]) -> None:
        values = [Value(place, self.head.headings[place], self.said[place]) for place in places]
        if any(value.said.year for value in values) and Field.YEAR not in self.fields:
            # A column beside those of the years, such as their sum, belongs to none.
            values = [value for value in values if value.said.year]
        if any(value.said.sex in ("K", "M") for value in values) and Field.SEX not in self.fields:
            values = [value for value in values if value.said.sex]
        if any(value.said.organisation for value in values):
            values = [value for value in values if value.said.organisation]
        self.values = values

    def _plain_values(self, free: Sequence[int]) -> None:
        numeric = [
            place
            for place in free
            if self._numeric(place)
            and not is_no_measure(self.head.headings[place])
            and not self._is_years(place)
            and not self._is_codes(place)
        ]
        if not numeric:
            # "Antal" is a count beside a value, and the value itself where there is no other.
            for meaning in (Field.VALUE, Field.NUMERATOR):
                place = self.fields.get(meaning)
                if place is not None and (meaning is Field.VALUE or Field.DENOMINATOR not in self.fields):
                    if meaning is Field.NUMERATOR and not self._numeric(place):
                        continue
                    del self.fields[meaning]
                    numeric = [place]
                    break
        self.values = [Value(place, self.head.headings[place], self.said[place]) for place in numeric]
        own = [own_field_of(heading) for heading in self.head.headings]
        if len(numeric) == 1 and sum(field is not None for field in own) > len(own) / 2:
            # Most of the template's headings and not that of its values: somebody has renamed it.
            heading = self.head.headings[numeric[0]]
            self.findings.append(
                finding("column_by_content", self.head.last, heading, heading, Field.VALUE.value)
            )

    def _is_years(self, place: int) -> bool:
        cells = self.samples[place]
        return len(cells) >= 2 and all(
            re.fullmatch(r"(?:199|20[0-4])[0-9](?:[.,]0)?", cell) for cell in cells
        )

    def _is_codes(self, place: int) -> bool:
        cells = self.samples[place]
        return (
            not set(self.fields) & set(_PLACES)
            and bool(cells)
            and all(re.fullmatch("[0-9]{4}", cell) for cell in cells)
            and sum(map(self.known.organisations.knows, cells)) >= 0.9 * len(cells)
        )

    def _by_content(self) -> None:
        """Columns whose heading says nothing, by what most of their cells are."""
        taken = self.taken | {value.place for value in self.values}
        in_headings = {
            Field.YEAR: any(value.said.year for value in self.values),
            Field.SEX: any(value.said.sex for value in self.values),
            Field.NAME: any(value.said.organisation for value in self.values),
            Field.INDICATOR: any(value.said.indicator for value in self.values),
        }
        wanted = [
            meaning for meaning, there in in_headings.items() if not there and meaning not in self.fields
        ]
        if Field.ORGANISATION in self.fields and Field.NAME in wanted:
            wanted.remove(Field.NAME)
        for place in range(len(self.head.parts)):
            cells = self.samples[place]
            if not cells or place in taken:
                continue
            if meaning := next((one for one in wanted if self._holds(place, one)), None):
                heading = self.head.headings[place]
                self._take(place, meaning)
                wanted.remove(meaning)
                if heading:
                    self.findings.append(
                        finding("column_by_content", self.head.last, heading, heading, meaning.value)
                    )
        self._find_mixed()

    def _holds(self, place: int, meaning: Field) -> bool:
        cells = self.samples[place]
        if meaning is Field.YEAR:
            return self._is_years(place)
        if meaning is Field.SEX:
            hits = sum(sex_of(cell) is not None for cell in cells)
            return hits >= 0.9 * len(cells)
        if meaning is Field.INDICATOR:
            return sum(self.known.indicators.exact(cell) is not None for cell in cells) >= _MOSTLY * len(
                cells
            )
        return self._is_codes(place) or (
            any(sign.isalpha() for cell in cells for sign in cell)
            and sum(map(self.known.organisations.knows, cells)) >= _MOSTLY * len(cells)
        )

    def _find_mixed(self) -> None:
        """A column with an organisation or indicator on one row and its sexes on the rows below it."""
        if Field.SEX in self.fields or any(value.said.sex for value in self.values):
            return
        for place, cells in enumerate(self.samples):
            held = next((one for one, at in self.fields.items() if at == place), None)
            if (place in self.taken and held not in (*_PLACES, Field.INDICATOR)) or len(cells) < 3:
                continue
            sexes = sum(sex_of(cell) is not None for cell in cells)
            if 0.3 * len(cells) <= sexes < len(cells):
                self.mixed = place
                groups = [cell for cell in cells if sex_of(cell) is None]
                places = sum(map(self.known.organisations.knows, groups))
                if held:
                    del self.fields[held]
                self.fields[Field.NAME if places >= 0.5 * len(groups) else Field.INDICATOR] = place
                self.taken.add(place)
                return

    # What all rows share

    def _context(self) -> None:
        answers = self.answers
        if (
            Field.YEAR not in self.fields and not all(value.said.year for value in self.values or [None])
            if (self.values)
            else Field.YEAR not in self.fields
        ):
            self._shared(Field.YEAR, answers.year, self.context.years())
        sexes = any(value.said.sex for value in self.values)
        if Field.SEX not in self.fields and not sexes and self.mixed is None:
            self._shared(Field.SEX, answers.sex, self.context.sexes(), ask=False)
        places = any(value.said.organisation for value in self.values)
        if not set(self.fields) & set(_PLACES) and not places:
            self._shared(Field.ORGANISATION, answers.organisation, self.context.places(self.known))

    def _shared(
        self, meaning: Field, answer: str | None, told: tuple[str, str] | str | None, ask: bool = True
    ) -> None:
        if answer is not None:
            self.given[meaning] = answer
        elif isinstance(told, tuple):
            text, where = told
            self.given[meaning] = text
            self.findings.append(finding(f"{meaning.value}_from_name", found=text, expected=where))
        else:
            self.given[meaning] = UNKNOWN
            if ask:
                self._ask(meaning.value, suggestion=told)

    def _ask(self, kind: str, about: str | None = None, suggestion: str | None = None) -> None:
        self.questions.append(Question(kind, about, (), suggestion))
        if not self.template:
            code = {"indicators": "indicator"}.get(kind, kind)
            column = next((v.heading for v in self.values if about and v.said.label == about), None)
            self.findings.append(
                finding(f"{code}_asked", self.head.last, column, about, suggestion=suggestion)
            )

    def _indicators(self) -> None:
        if Field.INDICATOR in self.fields:
            return
        answers, indicators = self.answers, self.known.indicators
        labels = list(dict.fromkeys(folded(v.said.label) for v in self.values if v.said.indicator is None))
        shown = {folded(value.said.label): value.said.label for value in self.values}
        meant: dict[str, str | None] = {}
        for label in labels or ([""] if not self.values else []):
            told = answers.indicators.get(
                plain_heading(shown.get(label, "")), answers.indicators.get(label, UNKNOWN)
            )
            if told != UNKNOWN:
                meant[label] = told or None
            elif len(labels) <= 1 and answers.indicator:
                meant[label] = answers.indicator
            elif len(labels) <= 1 and (context := self._indicator_of_context()):
                meant[label] = context
            else:
                meant[label] = UNKNOWN
                near = indicators.nearest(label) if label else None
                suggestion = indicators.series[near][0] if near is not None else None
                if len(labels) > 1:
                    self._ask("indicators", shown[label], suggestion)
                else:
                    self._ask("indicator", shown.get(label) or None, suggestion)
        kept = []
        for value in self.values:
            if value.said.indicator is None:
                if meant[folded(value.said.label)] is None:
                    continue
                value = replace(value, said=replace(value.said, indicator=meant[folded(value.said.label)]))
            kept.append(value)
        self.values = kept
        if not self.values:
            self.given[Field.INDICATOR] = meant.get("", UNKNOWN) or UNKNOWN

    def _indicator_of_context(self) -> str | None:
        for text, where in self.context.texts():
            number = self.known.indicators.exact(text)
            if number is not None:
                id_ = self.known.indicators.series[number][0]
                self.findings.append(finding("indicator_from_name", found=id_, expected=where))
                return id_
        return None

    # What is told

    def _told_of_columns(self) -> None:
        headings, row = self.head.headings, self.head.last
        told: list[Finding] = []
        extra: list[str] = []
        if self.template:
            read = set(self.fields) | {m for m, text in self.given.items() if text != UNKNOWN}
            if self.values:
                read.add(Field.VALUE)
            if any(value.said.indicator not in (None, UNKNOWN) for value in self.values):
                read.add(Field.INDICATOR)
            told += TEMPLATE.missing(headings, read, row)
            self.questions = [q for q in self.questions if q.kind != "organisation"]
        values = {value.place for value in self.values}
        for place, heading in enumerate(headings):
            if place in values or place in self.fields.values() or place in self.categories or not heading:
                continue
            own = own_field_of(heading)
            first = Field.VALUE if own is Field.VALUE else own
            at = (
                next(iter(values)) if own is Field.VALUE and values else self.fields.get(own) if own else None
            )
            if (
                first
                and at is not None
                and self.template
                and plain_heading(heading) not in self.answers.columns
            ):
                told.append(finding("column_repeated", row, heading, heading, headings[at]))
            else:
                extra.append(heading)
        if len(extra) <= _MOST_EXTRA:
            told += [finding("column_extra", row, heading, heading) for heading in extra]
        else:
            shown = ", ".join(extra[:_MOST_EXTRA])
            told.append(finding("column_extra", row, extra[0], f"{shown}, …", count=len(extra)))
        self.findings = told + self.findings

    def _layout(self) -> str:
        plain = {plain_heading(heading) for heading in self.head.headings}
        years = any(value.said.year for value in self.values)
        sexes = any(value.said.sex for value in self.values)
        if {"region", "kon", "varde stand"} <= plain:
            return "brp"
        sex_cells = (
            {folded(cell) for cell in self.samples[self.fields[Field.SEX]]}
            if Field.SEX in self.fields
            else set()
        )
        if self.mixed is not None:
            sex_cells = {folded(cell) for cell in self.samples[self.mixed] if sex_of(cell)}
        if "kvinnor och män" in sex_cells and "kommun" in plain:
            return "forsakringskassan"
        if years and sex_cells and sex_cells <= {"totalt", "kvinnor", "män"}:
            return "kolada_export"
        region = self.fields.get(Field.NAME)
        if (
            region is not None
            and plain_heading(self.head.headings[region]) == "region"
            and Field.SEX in self.fields
        ):
            cells = self.samples[region]
            if cells and sum(re.match(r"[0-9]{2,4}\s", cell) is not None for cell in cells) >= 0.8 * len(
                cells
            ):
                return "scb_pxweb"
        if any(value.said.organisation for value in self.values):
            return "organisations_as_columns"
        if years and sexes:
            return "years_and_sexes_as_columns"
        if years:
            return "years_as_columns"
        if sexes:
            return "sexes_as_columns"
        if self.template and {Field.INDICATOR, Field.YEAR, Field.SEX} <= set(self.fields):
            return "template"
        if len(self.values) > 1:
            return "measures_as_columns"
        return "long"
