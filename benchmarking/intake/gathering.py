"""Documents → the cells to check: which sheets belong to the submission, and every field of every value.

A submission may be one table or several: a sheet for each sex, a file for each sex. Each column of
values is one part; a cell's number is its row times the number of parts, plus the part's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow

from benchmarking.intake import bodies, documents, personal, plans
from benchmarking.intake.answers import Answers
from benchmarking.intake.catalogue import finding
from benchmarking.intake.cells import Part
from benchmarking.intake.documents import Document
from benchmarking.intake.edits import Edit, edited
from benchmarking.intake.headings import Knowledge
from benchmarking.intake.layouts import SPACES, UNKNOWN, Column, Field, Question
from benchmarking.intake.plans import Plan, Value
from benchmarking.intake.recognition import folded, sex_of
from benchmarking.intake.rows import Body, GridSource, letter
from benchmarking.intake.workbooks import as_seen
from benchmarking.model import Finding, Sex

__all__ = ["Gathered", "Read", "gathered"]

_PREVIEW_ROWS = 5
_MOST_SHOWN = 12
"""Hidden rows that are named one by one."""
_MOST_NOTES = 20
_TAIL = 20
_FREE_TEXT = re.compile(
    r"(?i)^\s*(fri ?text|kommentar|anmärkning|anteckning|notering|upplysning|comment|remark|note)(er|ar|s)?\b"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A table as it was read. `sheet` is its sheet, or its file where several were joined; `row` the
    spreadsheet row of its (last) headings; `preview` its first rows as they stand, one text a column;
    `body` all its rows as they stand.
    """

    sheet: str | None
    layout: str
    row: int
    columns: tuple[Column, ...]
    preview: tuple[tuple[str, ...], ...]
    body: Body = field(repr=False, compare=False, default_factory=lambda: Body(pa.table({})))


@dataclass(slots=True)
class Gathered:
    """Everything of a submission, ready to be understood. `places` are for `checks.findings`."""

    layout: str = ""
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    parts: list[Part] = field(default_factory=list)
    places: list[tuple[int, str | None, str | None, str | None, int | None]] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    unfilled: list[pa.Array] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    row_findings: list[tuple[int, Finding]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    ragged: int = 0
    template: bool = False
    has_values: bool = False
    tables: list[tuple[int, int]] = field(default_factory=list)

    @property
    def stride(self) -> int:
        return max(1, len(self.parts))


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of a document, planned. `name` tells it from others; None where there is only one."""

    document: Document
    sheet: str | None
    plan: Plan
    name: str | None = None


def gathered(
    found: Sequence[Document], known: Knowledge, answers: Answers, edits: Sequence[Edit] = ()
) -> Gathered:
    """Raises UnreadableFile (no_header, empty_file) where a document holds no table, and what `_edited` does."""
    made = Gathered()
    tables: list[_Table] = []
    several = len(found) > 1
    for document in found:
        chosen = _sheets(document, known, answers, made)
        if not chosen:
            raise documents.unheaded(document, several)
        many = len(chosen) > 1
        for table in chosen:
            name = document.name if several else None
            if many or (document.kind in ("xlsx", "xls", "ods") and len(document.grids) > 1):
                name = f"{document.name}, {table.sheet}" if several else table.sheet
            tables.append(replace(table, name=name))
    if edits:
        tables = _edited(tables, known, answers, edits)
    first = found[0]
    made.kind, made.encoding = first.kind, first.encoding
    made.delimiter = tables[0].plan.source.delimiter
    made.layout = _layout(tables, several)
    unread = [name for document in found[:1] for name in document.unread]
    if unread:
        made.findings.append(finding("archive_unread", found=", ".join(unread[:8]), count=len(unread)))
    readies = [(table, _about(table, made, several), _ready(table, known, answers)) for table in tables]
    stride = sum(max(1, len(table.plan.values)) for table in tables)
    for table, _, (body, ready) in readies:
        _add(table, body, ready, stride, made)
    return made


def _edited(
    tables: Sequence[_Table], known: Knowledge, answers: Answers, edits: Sequence[Edit]
) -> list[_Table]:
    """The tables as they are understood with the edits.

    Raises ValueError for an edit of a sheet, row or column that is not there, UnreadableFile for one
    that writes personal data or leaves no headings.
    """
    kept: dict[str | None, list[Edit]] = {}
    only = tables[0].name if len(tables) == 1 else None
    for edit in edits:
        personal.refuse_cell(edit.text, edit.row, edit.column, edit.sheet)
        kept.setdefault(only if edit.sheet is None else edit.sheet, []).append(edit)
    if strange := set(kept) - {table.name for table in tables}:
        raise ValueError(f"no sheet {', '.join(sorted(str(name) for name in strange))}")
    made = []
    for table in tables:
        if table.name in kept:
            source = edited(table.plan.source, table.plan.head, kept[table.name])
            plan = plans.planned([source], known, answers, table.document.name, table.sheet)
            if plan is None:
                raise documents.unheaded(table.document, len(tables) > 1)
            table = replace(
                table, plan=replace(plan, layout=table.document.layout) if table.document.layout else plan
            )
        made.append(table)
    return made


def _ready(table: _Table, known: Knowledge, answers: Answers) -> tuple[Body, bodies.Ready]:
    plan = table.plan
    body = plan.source.body(plan.head.last, plan.headings)
    return body, bodies.ready(plan, body, known, answers)


# Which sheets


def _sheets(document: Document, known: Knowledge, answers: Answers, made: Gathered) -> list[_Table]:
    """The tables of a document that belong to the submission."""
    planned: list[tuple[bool, _Table]] = []
    for name, visible, sources in document.sheets:
        plan = plans.planned(sources, known, answers, document.name, name)
        if plan is not None:
            if document.layout:
                plan = replace(plan, layout=document.layout)
            planned.append((visible, _Table(document, name, plan)))
    wanted = {folded(name) for name in answers.sheet}
    tables = [table for visible, table in planned if visible] or [table for _, table in planned]
    if wanted and (asked := [table for _, table in planned if folded(table.sheet or "") in wanted]):
        chosen = asked
    elif len(tables) <= 1 or _belong_together(tables):
        chosen = tables
    else:
        rows = {id(table): len(table.document.grids[_place(table)].rows) for table in tables}
        likeliest = max(tables, key=lambda table: (table.plan.head.score, rows[id(table)]))
        names = tuple(table.sheet or "" for table in tables)
        made.questions.append(Question("sheet", None, names, likeliest.sheet))
        made.findings.append(finding("sheet_asked", found=", ".join(names), suggestion=likeliest.sheet))
        chosen = [likeliest]
    read = {table.sheet for table in chosen}
    unread = [one.name for one in document.grids if one.name not in read and one.rows]
    if chosen and unread and not made.questions:
        made.findings.append(finding("sheet_unread", found=", ".join(unread[:8]), count=len(unread)))
    return chosen


def _place(table: _Table) -> int:
    return next(n for n, one in enumerate(table.document.grids) if one.name == table.sheet)


def _belong_together(tables: Sequence[_Table]) -> bool:
    """Whether sheets are parts of one table: the same columns, told apart by a sex, year, place or
    indicator in their names; or the template, whose rows say everything themselves.
    """
    first = tables[0].plan
    if any(set(table.plan.fields) != set(first.fields) for table in tables):
        return False
    if all(table.plan.layout == "template" and table.plan.headings == first.headings for table in tables):
        return True
    told = [tuple(sorted(_from_sheet(table.plan).items())) for table in tables]
    return all(told) and len(set(told)) == len(tables)


def _from_sheet(plan: Plan) -> dict[str, str]:
    """What only the sheet's name says of its rows."""
    told = {one.code: one.found or "" for one in plan.findings if one.code.endswith("_from_name")}
    return {
        code: text
        for code, text in told.items()
        if any(one.code == code and one.expected == "sheet" for one in plan.findings)
    }


def _layout(tables: Sequence[_Table], several: bool) -> str:
    layout = tables[0].plan.layout
    if len(tables) == 1:
        return layout
    sexes = {table.plan.given.get(Field.SEX) for table in tables}
    if len(sexes) > 1 or (
        several and len({str(t.plan.values[0].said.sex) for t in tables if t.plan.values}) > 1
    ):
        return "file_per_sex" if several else "sheet_per_sex"
    years = {table.plan.given.get(Field.YEAR) for table in tables}
    if len(years) > 1:
        return "file_per_year" if several else "sheet_per_year"
    return layout


def _unended(document: Document) -> tuple[int, None, str] | None:
    """The row of a text that no line end follows, though one follows all others, and how it ends.

    Many programs write it so. But a value that a broken download has cut in two looks no different.
    """
    text = document.text
    if document.kind != "text" or not text or text.endswith("\n") or "\n" not in text:
        return None
    last = text[text.rindex("\n") + 1 :]
    return (text.count("\n") + 1, None, last[-_TAIL:]) if last.strip() else None


def _about(table: _Table, made: Gathered, several: bool) -> None:
    """What is to be known of a table as a whole, in the order in which a reader meets it."""
    document, plan, name = table.document, table.plan, table.name
    about: list[Finding] = []
    if document.encoding not in ("utf-8", "xlsx", "xls", "ods"):
        about.append(finding("encoding", found=document.encoding, expected="utf-8"))
    if document.strange:
        lines = document.strange
        about.append(finding("encoding_mixed", lines[0], found=_ranges(lines), count=len(lines)))
    if document.unfinished:
        about.append(finding("page_missing"))
    if last := _unended(document):
        about.append(finding("ending_unfinished", *last))
    about += _noted(document, plan)
    above = plan.head.first - 1
    if above:
        titles = [
            (row, " ".join(filter(None, cells))) for row, cells in enumerate(plan.source.top()[:above], 1)
        ]
        about += [finding("note_warns", row, None, text[:120]) for row, text in titles if bodies.warns(text)]
        about.append(finding("rows_above_header", 1, found=str(above), count=above))
    if isinstance(plan.source, GridSource):
        grid = plan.source.grid
        hidden = [row for row in grid.hidden_rows if row > plan.head.last]
        if hidden:
            about.append(finding("rows_hidden", hidden[0], found=_ranges(hidden), count=len(hidden)))
        used = {*plan.fields.values(), *(value.place for value in plan.values)}
        about += _years_as_days(grid.years_as_days, plan, used)
        if columns := [column for column in grid.hidden_columns if column in used]:
            shown = ", ".join(plan.headings[column] or letter(column) for column in columns)
            about.append(finding("columns_hidden", found=shown, count=len(columns)))
    about += documents.broken_letters(document, plan.source, plan.headings)
    about += plan.findings
    made.findings += [replace(one, sheet=name) for one in about]
    # A question that every sheet asks is asked once.
    made.questions += [question for question in plan.questions if question not in made.questions]


def _noted(document: Document, plan: Plan) -> list[Finding]:
    """What stands in notes beside cells: it may say that a value is another one."""
    alone = len(document.grids) == 1
    told = []
    for cell, text in document.notes[:_MOST_NOTES]:
        match = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", cell)
        row = int(match[2]) if match and alone else None
        told.append(finding("cell_note", row, None, text[:120], cell))
    return told


def _years_as_days(
    cells: Sequence[tuple[int, int, str]], plan: Plan, used: AbstractSet[int]
) -> list[Finding]:
    """Years in cells that show days, one finding for each column."""
    told: dict[int, list[tuple[int, str]]] = {}
    for row, place, shown in cells:
        if row > plan.head.first - 1 and place in used:
            told.setdefault(place, []).append((row, shown))
    made = []
    for place, days in told.items():
        row, shown = days[0]
        year = str((date.fromisoformat(shown) - date(1899, 12, 30)).days)
        heading = plan.headings[place] or None
        made.append(finding("year_read", row, heading, shown, year, count=len(days)))
    return made


def _ranges(rows: Sequence[int]) -> str:
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    shown = [f"{low}–{high}" if low != high else str(low) for low, high in ranges[:_MOST_SHOWN]]
    return ", ".join([*shown, "…"] if len(ranges) > _MOST_SHOWN else shown)


# Parts


def _add(table: _Table, body: Body, ready: bodies.Ready, stride: int, made: Gathered) -> None:
    plan = table.plan
    start = len(made.parts)
    rows = ready.rows["row"].combine_chunks().cast(pa.int64())
    values: Sequence[Value | None] = plan.values or (None,)
    made.has_values = made.has_values or bool(plan.values)
    made.template = made.template or plan.layout == "template" or not plan.values
    # The same objects for every part, so that what is shared is taken apart once.
    columns = {place: ready.rows.column(place + 1) for place in range(ready.rows.num_columns - 1)}
    for number, value in enumerate(values, start=start):
        texts = _texts(plan, value, columns, ready.sexes)
        cells = pa.array(rows.to_numpy() * stride + number)
        beside = value is not None and (len(values) > 1 or value.said.splits)
        made.parts.append(Part(cells, texts, beside))
        made.places += _headings(plan, value, number, table.name)
    made.tables.append((start, plan.head.last))
    made.unfilled.append(pa.array(ready.unfilled.to_numpy().astype(np.int64) * stride + start))
    made.findings += [replace(one, sheet=table.name) for one in ready.findings]
    made.questions += [question for question in ready.questions if question not in made.questions]
    made.row_findings += [
        ((one.row or 0) * stride + start, replace(one, sheet=table.name))
        for one in (*ready.row_findings, *_disagreements(table, ready), *_free_texts(plan, ready))
    ]
    made.ragged += ready.ragged
    made.reads.append(
        Read(table.name, plan.layout, plan.head.last, _columns(plan, ready), _preview(ready), body)
    )


def _texts(
    plan: Plan, value: Value | None, columns: Mapping[int, pa.ChunkedArray], sexes: pa.Array | None
) -> Mapping[Field, pa.ChunkedArray | pa.Array | str]:
    """Each field's text for every row: a column, what a heading says, what holds for all, or nothing."""
    texts: dict[Field, pa.ChunkedArray | pa.Array | str] = {}
    said = value.said if value else None
    for one in Field:
        place = plan.fields.get(one)
        from_heading = {
            Field.YEAR: said.year if said else None,
            Field.SEX: said.sex if said else None,
            Field.INDICATOR: said.indicator if said else None,
            Field.ORGANISATION: said.organisation if said else None,
        }.get(one)
        if one is Field.VALUE:
            texts[one] = columns[value.place] if value else ""
        elif one is Field.SEX and sexes is not None:
            texts[one] = sexes
        elif place is not None:
            texts[one] = columns[place]
        elif from_heading is not None:
            texts[one] = from_heading
        elif one in plan.given:
            texts[one] = plan.given[one]
        elif one in (Field.YEAR, Field.SEX, Field.INDICATOR):
            texts[one] = UNKNOWN
        else:
            texts[one] = ""
    return texts


def _headings(
    plan: Plan, value: Value | None, number: int, sheet: str | None
) -> list[tuple[int, str | None, str | None, str | None, int | None]]:
    """For each field of a part: the sheet, the heading to name, and its row where it stands there itself."""
    said, row = value.said if value else None, plan.head.last
    lines: list[tuple[int, str | None, str | None, str | None, int | None]] = [
        (number, None, sheet, None, None)
    ]
    for one in Field:
        place = plan.fields.get(one)
        stands = {
            Field.YEAR: said.year if said else None,
            Field.SEX: said.sex if said else None,
            Field.INDICATOR: said.indicator if said else None,
            Field.ORGANISATION: said.organisation if said else None,
        }.get(one)
        if one is Field.VALUE:
            lines.append((number, one.value, sheet, value.heading if value else None, None))
        elif place is None and one in (Field.ORGANISATION, Field.NAME) and stands is None:
            other = plan.fields.get(Field.NAME if one is Field.ORGANISATION else Field.ORGANISATION)
            lines.append(
                (number, one.value, sheet, plan.headings[other] if other is not None else None, None)
            )
        elif place is not None:
            lines.append((number, one.value, sheet, plan.headings[place], None))
        elif stands is not None and value is not None:
            lines.append((number, one.value, sheet, value.heading, row))
        elif one in plan.given:
            lines.append((number, one.value, sheet, None, row))
        else:
            lines.append((number, one.value, sheet, None, None))
    return lines


def _free_texts(plan: Plan, ready: bodies.Ready) -> list[Finding]:
    """Columns in which people write freely: they are not read, and yet the file that holds them is kept."""
    told = []
    for place in plan.unread:
        if not _FREE_TEXT.match(plan.headings[place]):
            continue
        filled = arrow.not_equal(arrow.utf8_trim(ready.rows[f"c{place}"], characters=SPACES), "")
        rows = ready.rows["row"].filter(filled)
        if len(rows):
            heading = plan.headings[place]
            told.append(finding("free_text", rows[0].as_py(), heading, heading, count=len(rows)))
    return told


def _disagreements(table: _Table, ready: bodies.Ready) -> list[Finding]:
    """Rows whose own sex or year is another than that of the heading above their value, or of the sheet."""
    plan = table.plan
    told = _against_sheet(table, ready)
    for value in plan.values:
        for one, heading in ((Field.SEX, value.said.sex), (Field.YEAR, value.said.year)):
            place = plan.fields.get(one)
            if heading is None or place is None:
                continue
            texts = arrow.utf8_trim(ready.rows[f"c{place}"], characters=SPACES)
            for text in arrow.unique(texts).to_pylist():
                meant = sex_of(text) if one is Field.SEX else text.removesuffix(".0")
                if text and meant is not None and str(meant) != heading:
                    first = arrow.index(texts, text).as_py()
                    count = arrow.sum(arrow.equal(texts, text)).as_py()
                    row = ready.rows["row"][first].as_py()
                    told.append(
                        finding(
                            "heading_disagrees", row, plan.headings[place], text, value.heading, count=count
                        )
                    )
    return told


def _against_sheet(table: _Table, ready: bodies.Ready) -> list[Finding]:
    """A sheet named for one sex whose rows are all of the other."""
    place, named = table.plan.fields.get(Field.SEX), sex_of(table.sheet or "")
    if place is None or named not in (Sex.WOMEN, Sex.MEN) or not ready.rows.num_rows:
        return []
    texts = arrow.utf8_trim(ready.rows[f"c{place}"], characters=SPACES)
    meant = {sex_of(text) for text in arrow.unique(texts).to_pylist() if text}
    if len(meant) != 1 or named in meant or not meant & {Sex.WOMEN, Sex.MEN}:
        return []
    row, text = ready.rows["row"][0].as_py(), texts[0].as_py()
    return [
        finding(
            "sheet_disagrees", row, table.plan.headings[place], text, table.sheet, count=ready.rows.num_rows
        )
    ]


def _columns(plan: Plan, ready: bodies.Ready) -> tuple[Column, ...]:
    meanings: dict[int, str] = {place: one.value for one, place in plan.fields.items()}
    values = {value.place: value for value in plan.values}
    columns = []
    for place, heading in enumerate(plan.headings):
        if place in values:
            said = values[place].said
            indicator = None if said.indicator == UNKNOWN else said.indicator
            columns.append(Column(heading, "value", indicator, said.year, said.sex, said.organisation))
        elif place in plan.categories or place in ready.picked:
            columns.append(Column(heading, "category"))
        else:
            columns.append(Column(heading, meanings.get(place)))
    return tuple(columns)


def _preview(ready: bodies.Ready) -> tuple[tuple[str, ...], ...]:
    preview = []
    for row in ready.rows.slice(0, 50).to_pylist():
        cells = tuple(as_seen(cell) for name, cell in row.items() if name != "row")
        if any(cell.strip() for cell in cells):
            preview.append(cells)
        if len(preview) == _PREVIEW_ROWS:
            break
    return tuple(preview)
