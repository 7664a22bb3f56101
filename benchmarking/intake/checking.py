"""The check itself: bytes in, a checked submission out. Nothing is stored and nothing is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarking.intake import cells, checks, history, plausibility
from benchmarking.intake.answers import Answers
from benchmarking.intake.catalogue import finding
from benchmarking.intake.documents import documents
from benchmarking.intake.edits import Edit, column_names
from benchmarking.intake.gathering import Gathered, Read, gathered
from benchmarking.intake.headings import Knowledge
from benchmarking.intake.layouts import TEMPLATE, Column, Field, Question, plain_heading
from benchmarking.intake.opening import bundle
from benchmarking.intake.organisations import Organisations
from benchmarking.intake.recognition import Indicators, Programmes
from benchmarking.intake.workbench import Lent, Workbench, workbench
from benchmarking.intake.workbooks import as_seen
from benchmarking.model import Finding, Indicator, Level, Membership, Organisation, Programme, Request, Sex

__all__ = ["Checked", "Reference", "check", "check_many"]

_FEWEST_STRANGERS = 5
"""Fewer unknown organisations than that are slips, however few the rows are."""

_MOST_LISTED = 8
_SMALL = 1_000_000
"""Bytes below which a check is done by one thread."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Reference:
    """What a file is checked against.

    `published` holds the current official and network values, one row per (indicator, organisation,
    year, sex, origin), with value NaN where there is none; None where there is nothing to compare with.
    `today` decides which years are in the future. `history` is what the published values teach of the
    next ones, made once by `History.of`; None leaves the checks against knowledge out. `memberships`
    and `requests` are those of the rounds; a round without them is not asked about.
    """

    organisations: tuple[Organisation, ...]
    indicators: tuple[Indicator, ...]
    programmes: tuple[Programme, ...]
    published: pd.DataFrame | None
    today: date
    history: plausibility.History | None = None
    memberships: tuple[Membership, ...] = ()
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A file as it was understood.

    `layout`: what kind of table (`wording` names them). `kind`: text, json, xlsx, xls or ods.
    `encoding`: utf-8, utf-16, windows-1252 or mac-roman; of a workbook its kind. `delimiter`: empty for
    what is no text. `decimal`: "," or "." or ",." where values have both, None where no value has decimals.
    `rows`: data rows read, blank ones not counted.
    `columns` and `preview` are those of the first table: what each column was read as, and the first data
    rows as they stand, one text per column; `tables` are all of them.
    `observations`: one row per value without any error, in file order: organisation (code),
    indicator (id of the series), year (int), sex (K, M, T), value (float, the indicator's unit; NaN
    where missing), numerator, denominator (persons; NaN where not given), missing (a Missing value;
    null where there is a value), programme (id or null), row (as the spreadsheet shows it).
    `findings`: those of the file and its headings first, then in file order.
    `questions`: what the file leaves open; each is also an error among the findings until it is answered.
    `shape` is the same for files with the same headings, years aside: a caller who remembers a sender's
    answers keeps them by it.
    """

    file_name: str
    layout: str
    encoding: str
    delimiter: str
    decimal: str | None
    rows: int
    columns: tuple[Column, ...]
    observations: pd.DataFrame
    findings: tuple[Finding, ...]
    programme: str | None
    preview: tuple[tuple[str, ...], ...]
    kind: str = "text"
    questions: tuple[Question, ...] = ()
    tables: tuple[Read, ...] = ()
    shape: str = ""

    def texts(self, rows: Iterable[int], sheet: str | None = None) -> pd.DataFrame:
        """Those rows as they stand, with the edits: texts, the index their number in the spreadsheet.

        Columns are the headings, told apart as `edits.column_names` does; an `Edit` may name either. Rows
        above and of the headings, blank ones and those that the file does not have are left out. `sheet`
        None is the first table. Raises ValueError for a sheet that is not there.
        """
        read = next((one for one in self.tables if sheet is None or one.sheet == sheet), None)
        if read is None:
            raise ValueError(f"no sheet {sheet!r}")
        names = column_names([column.heading for column in read.columns])
        wanted = sorted(set(rows))
        here = read.body.rows.filter(np.isin(read.body.rows["row"].to_numpy(), wanted))
        cells = {row: list(texts) for row, *texts in zip(*(c.to_pylist() for c in here.columns), strict=True)}
        for row, texts in read.body.misfits:
            if row in wanted:
                cells[row] = [*texts, *([""] * len(names))][: len(names)]
        order = sorted(cells)
        table = [[as_seen(text) for text in cells[row]] for row in order]
        return pd.DataFrame(
            table, index=pd.Index(order, dtype="int64", name="row"), columns=list(names), dtype="str"
        )

    @property
    def publishable(self) -> bool:
        """Whether nothing stops the file and it says something."""
        return len(self.observations) > 0 and not any(f.level is Level.ERROR for f in self.findings)

    @property
    def question(self) -> Question | None:
        """What to ask first, or None where everything is known."""
        return self.questions[0] if self.questions else None


def check(
    content: bytes,
    file_name: str,
    reference: Reference,
    *,
    programme: str | None = None,
    indicator: str | None = None,
    year: int | None = None,
    sheet: str | None = None,
    answers: Mapping[str, Any] | None = None,
    edits: Sequence[Edit] = (),
) -> Checked:
    """Reads a file and says what it holds and what is wrong with it, all of it at once.

    `programme` is the round the sender chose; a file that names another one is an error. `answers` are
    what the sender has said of the file, and win over what it seems to say:

    - `sheet`: the name of the sheet to read, or several;
    - `indicator`, `year`, `sex` (K, M, T), `organisation`: for files that do not say;
    - `indicators`: {text in the file: indicator id}, "" where that measure is not to be read;
    - `category`: {heading: the one category to read};
    - `columns`: {heading: a field's name, "value", "category" or "" (not read)}; for values also
      {"meaning": "value", "year": …, "sex": …, "indicator": …, "organisation": …};
    - `decimal`: the mark that parts decimals where a number can be read two ways.

    `indicator`, `year` and `sheet` say the same as the answers of that name. `edits` are written over the
    cells as they were read, before anything is understood; the bytes stay what they are. Rows with an error in one
    cell are still checked in the others. An archive with several tables is read as one submission.
    Raises UnreadableFile where there is no table to read and where the file must not be kept
    (personal_data); ValueError for an answer that is none and an edit of a cell that is not there. Nothing of the content leaves memory.
    """
    said = Answers.of(answers)
    if indicator is not None:
        said = replace(said, indicator=indicator)
    if year is not None:
        said = replace(said, year=str(year))
    if sheet is not None:
        said = replace(said, sheet=(sheet,))
    meant = {text: id_ for text, id_ in said.indicators.items() if id_}
    prepared = _prepared(reference)
    known = Knowledge(prepared.organisations.anew(), prepared.indicators.anew(meant))
    made = gathered(documents(content, file_name), known, said, edits)
    with workbench(prepared.lent, small=len(content) < _SMALL) as database:
        return _checked(database, reference, prepared, file_name, made, known, said, programme)


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """What a reference comes to before any file is seen."""

    organisations: Organisations
    indicators: Indicators
    published: checks.Published | None
    lent: Lent


_PREPARED: WeakKeyDictionary[Reference, _Prepared] = WeakKeyDictionary()


def _prepared(reference: Reference) -> _Prepared:
    """Made once for each reference: most files are smaller than what they are checked against."""
    known = _PREPARED.get(reference)
    if known is None:
        organisations, indicators = Organisations(reference.organisations), Indicators(reference.indicators)
        tables = cells.lists(organisations, indicators)
        if reference.history is not None:
            tables |= plausibility.lent(reference.organisations, reference.indicators, reference.history)
        published = None if reference.published is None else checks.Published.of(reference.published)
        known = _Prepared(organisations, indicators, published, Lent(tables, checks.MACROS + history.MACROS))
        _PREPARED[reference] = known
    return known


def check_many(
    files: Sequence[tuple[str, bytes]], reference: Reference, **options: Any
) -> tuple[Checked, bytes]:
    """Several files as one submission, such as women's figures in one and men's in the other.

    `files` are (name, content), `options` those of `check`. Also gives the archive that holds them, to be
    kept as the submission's original: `check` reads it the same way. Raises what `check` raises.
    """
    packed = bundle(list(files))
    return check(packed, ", ".join(sorted(name for name, _ in files)), reference, **options), packed


def _checked(
    database: Workbench,
    reference: Reference,
    prepared: _Prepared,
    file_name: str,
    made: Gathered,
    known: Knowledge,
    answers: Answers,
    programme: str | None,
) -> Checked:
    counts, words = cells.load(database, made.parts, made.unfilled)
    # The columns of values of a table share its rows.
    count = sum(counts[start] for start, _ in made.tables) + made.ragged
    about_file = list(made.findings)
    if not count:
        about_file.append(finding("no_rows", made.tables[0][1]))
    understood = cells.understand(
        database,
        words,
        known.organisations,
        known.indicators,
        Programmes(reference.programmes),
        reference.today,
        answers.decimal,
        made.layout == "scb_pxweb",
    )
    questions = list(made.questions)
    if understood.sex_needed:
        questions.append(Question("sex", None, ("K", "M", "T"), "T"))
        about_file.append(_sex_needed(made))
    if understood.strangers >= _FEWEST_STRANGERS and understood.strangers * 2 > understood.organisations:
        about_file.append(
            finding(
                "organisations_foreign",
                found=str(understood.strangers),
                expected=str(understood.organisations),
            )
        )
    named = understood.programmes
    row_findings = list(made.row_findings)
    if programme is None and len(named) > 1:
        ids = ", ".join(id_ for id_, _ in named)
        place = next((line for line in made.places if line[1] == Field.PROGRAMME), None)
        told = finding("programme_several", None, place[3] if place else None, ids, named[0][0])
        row_findings.append((named[1][1], told))
    checks.publish_table(database, prepared.published)
    # What stands for many rows is told beside the findings that SQL gathers, not in them.
    single = [(number, one) for number, one in row_findings if one.count == 1]
    checks.run(database, programme, made.has_values, single, made.stride)
    one_round = programme or (named[0][0] if len(named) == 1 else None)
    if reference.history is not None:
        plausibility.run(
            database,
            reference.indicators,
            reference.history,
            plausibility.Round(one_round, reference.memberships, reference.requests) if one_round else None,
            made.stride,
        )
    found = checks.findings(database, made.places, made.stride)
    found += [one for _, one in row_findings if one.count > 1]
    found = _listed(found)
    if made.kind != "text":
        found = [_as_people_see(one) for one in found]
    sheets = {read.sheet: number for number, read in enumerate(made.reads)}
    found.sort(key=lambda one: (sheets.get(one.sheet, 0), one.row or 0))
    first = made.reads[0]
    return Checked(
        file_name=file_name,
        layout=made.layout,
        encoding=made.encoding,
        delimiter=made.delimiter,
        decimal=understood.decimal,
        rows=count,
        columns=first.columns,
        observations=_observations(database, known.organisations, known.indicators, made.stride),
        findings=(*about_file, *found),
        programme=one_round,
        preview=first.preview,
        kind=made.kind,
        questions=tuple(questions),
        tables=tuple(made.reads),
        shape=_shape(made),
    )


def _sex_needed(made: Gathered) -> Finding:
    """Figures by sex without a word of whose they are: a missing column of the template, else a question."""
    read = made.reads[0]
    if made.template:
        headings = [column.heading for column in read.columns]
        others = [one for one in Field if one is not Field.SEX]
        return TEMPLATE.missing(headings, others, read.row)[0]
    return finding("sex_asked", read.row, suggestion="T", sheet=read.sheet)


def _listed(found: Sequence[Finding]) -> list[Finding]:
    """The findings with the summary rows of a sheet as one, its texts listed."""
    lists: dict[str | None, list[Finding]] = {}
    rest = []
    for one in found:
        if one.code == "summary_row":
            lists.setdefault(one.sheet, []).append(one)
        else:
            rest.append(one)
    for same in lists.values():
        texts = list(dict.fromkeys(one.found or "" for one in same))
        shown = ", ".join(texts[:_MOST_LISTED]) + (", …" if len(texts) > _MOST_LISTED else "")
        rest.append(replace(same[0], found=shown, count=sum(one.count for one in same)))
    return rest


def _as_people_see(one: Finding) -> Finding:
    """A finding without the zero that marks numbers of cells as certain (`workbooks.certain`)."""
    return replace(
        one,
        found=as_seen(one.found) if one.found else one.found,
        expected=as_seen(one.expected) if one.expected else one.expected,
    )


def _shape(made: Gathered) -> str:
    """A short text that files with the same headings share, whatever their years."""
    told = [made.layout]
    for read in made.reads:
        for column in read.columns:
            heading = plain_heading(column.heading)
            told.append(heading.replace(column.year, "") if column.year else heading)
    return hashlib.sha256("\n".join(dict.fromkeys(told)).encode()).hexdigest()[:16]


def _observations(
    database: Workbench, organisations: Organisations, indicators: Indicators, stride: int
) -> pd.DataFrame:
    read = database.table(
        """
        WITH wrong AS (SELECT DISTINCT row FROM finding WHERE error OR code = 'duplicate_same'),
        torn AS (SELECT key FROM twin GROUP BY key HAVING NOT bool_and(same))
        SELECT reading.row, key, value, numerator, denominator, missing,
               coalesce(reading.programme, (SELECT programme FROM said)) AS programme
        FROM reading
        ANTI JOIN wrong USING (row)
        ANTI JOIN torn USING (key)
        WHERE key IS NOT NULL AND (value IS NOT NULL OR missing IS NOT NULL) AND (SELECT has_values FROM said)
          -- A row of the template that nobody has filled in takes nothing back.
          AND NOT coalesce(blank AND key IN (
              SELECT key FROM published WHERE NOT official AND NOT isnan(value)), false)
        """
    )
    # Put in order and named here: the database would carry every name through its threads and its sorting.
    read = read.take(pa.array(np.argsort(read["row"].to_numpy(), kind="stable")))
    figure, sex = np.divmod(read["key"].to_numpy(), len(Sex))
    pair, year = np.divmod(figure, 10_000)
    organisation, indicator = np.divmod(pair, 100_000)

    def named(texts: Iterable[str], places: np.ndarray) -> pa.Array:
        return pa.array(list(texts), pa.string()).take(pa.array(places))

    return pa.table(
        {
            "organisation": named((one.code for one in organisations.all), organisation),
            "indicator": named((id_ for id_, _ in indicators.series), indicator),
            "year": year,
            "sex": named((one.value for one in Sex), sex),
            **{name: read[name] for name in read.column_names[2:]},
            "row": read["row"].to_numpy() // stride,
        }
    ).to_pandas()
