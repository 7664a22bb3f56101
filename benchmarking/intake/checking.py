"""The check itself: bytes in, a checked submission out. Nothing is stored and nothing is changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb
import pandas as pd

from benchmarking.errors import UnreadableFile
from benchmarking.intake import cells, checks, personal, plausibility, rows
from benchmarking.intake.catalogue import finding
from benchmarking.intake.decoding import LOST, MOJIBAKE, decode, repaired
from benchmarking.intake.layouts import Column, Field
from benchmarking.intake.recognition import Indicators, Organisations, Programmes
from benchmarking.model import Finding, Indicator, Level, Membership, Organisation, Programme, Request

__all__ = ["Checked", "Reference", "check", "refuse_personal_data"]

_PREVIEW_ROWS = 5


@dataclass(frozen=True, slots=True, eq=False)
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

    `encoding`: utf-8, utf-16, windows-1252 or mac-roman. `decimal`: "," or "." or ",." where values have
    both, None where no value has decimals. `rows`: data rows read, blank ones not counted.
    `observations`: one row per row of the file without any error, in file order: organisation (code),
    indicator (id of the series), year (int), sex (K, M, T), value (float, the indicator's unit; NaN
    where missing), numerator, denominator (persons; NaN where not given), missing (a Missing value;
    null where there is a value), programme (id or null), row (as the spreadsheet shows it).
    `findings`: those of the file and its headings first, then in file order.
    `preview`: the first data rows as they stand, one text per column.
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

    @property
    def publishable(self) -> bool:
        """Whether nothing stops the file and it says something."""
        return len(self.observations) > 0 and not any(f.level is Level.ERROR for f in self.findings)


def refuse_personal_data(content: bytes, file_name: str) -> None:
    """Returns where neither the file nor its name holds identity numbers or e-mail addresses.

    For a caller who stores originals: ask before storing. `check` asks it too. A file that is no text
    passes, since nothing in it can be read here. Raises UnreadableFile (personal_data).
    """
    personal.refuse("", None, file_name)
    try:
        decoded = decode(content)
    except UnreadableFile:
        return
    personal.refuse(decoded.text, rows.sniffed(decoded.text), file_name)


def check(
    content: bytes,
    file_name: str,
    reference: Reference,
    *,
    programme: str | None = None,
    indicator: str | None = None,
    year: int | None = None,
    sheet: str | None = None,
) -> Checked:
    """Reads a file and says what it holds and what is wrong with it, all of it at once.

    `programme` is the round the sender chose; a file that names another one is an error. `indicator`
    and `year` stand in for columns that the file does not have. `sheet` chooses among the sheets of a
    workbook; a text file has none. Rows with an error in one cell are still checked in the others.
    Raises UnreadableFile where there is no table (empty_file, binary_file, no_header) and where the
    file must not be kept (personal_data). Nothing of the content leaves memory.
    """
    personal.refuse("", None, file_name)
    decoded = decode(content)
    head = rows.sniffed(repaired(decoded.text) if MOJIBAKE.search(decoded.text[:10_000]) else decoded.text)
    personal.refuse(decoded.text, head, file_name)
    if head is None:
        raise rows.unheaded(decoded.text)
    about_file = []
    if decoded.encoding != "utf-8":
        about_file.append(finding("encoding", found=decoded.encoding, expected="utf-8"))
    if head.above:
        about_file.append(finding("rows_above_header", 1, found=str(head.above), count=head.above))
    if "Ã" in decoded.text or "\ufffd" in decoded.text:
        about_file.extend(_broken_letters(decoded.text, head))
        head = rows.sniffed(repaired(decoded.text))
    given = {}
    meanings = head.layout.meanings(head.headings)
    if indicator is not None and Field.INDICATOR not in meanings:
        given[Field.INDICATOR] = indicator
    if year is not None and Field.YEAR not in meanings:
        given[Field.YEAR] = str(year)
    about_file.extend(head.layout.findings(head.headings, head.row, given))
    table = rows.table(head)
    with cells.connection() as database:
        return _checked(
            database,
            reference,
            file_name,
            decoded.encoding,
            head,
            table,
            meanings,
            given,
            about_file,
            programme,
        )


def _checked(
    database: duckdb.DuckDBPyConnection,
    reference: Reference,
    file_name: str,
    encoding: str,
    head: rows.Head,
    table: rows.Table,
    meanings: tuple[Field | None, ...],
    given: Mapping[Field, str],
    about_file: list[Finding],
    programme: str | None,
) -> Checked:
    texts = head.layout.cells(table.rows, meanings, given)
    filled, words = cells.load(database, table.rows["row"].combine_chunks(), texts)
    count = filled + table.ragged
    if not count:
        about_file.append(finding("no_rows", head.row))
    understood = cells.understand(
        database,
        words,
        frozenset(field for field in meanings if field) | frozenset(given),
        Organisations(reference.organisations),
        Indicators(reference.indicators),
        Programmes(reference.programmes),
        reference.today,
    )
    headings = {field.value: heading for heading, field in zip(head.headings, meanings, strict=True) if field}
    named = understood.programmes
    row_findings = list(table.findings)
    if programme is None and len(named) > 1:
        ids = ", ".join(id_ for id_, _ in named)
        row_findings.append(
            finding("programme_several", named[1][1], headings.get(Field.PROGRAMME), ids, named[0][0])
        )
    checks.publish_table(database, reference.published)
    checks.run(database, programme, Field.VALUE in meanings, row_findings)
    one_round = programme or (named[0][0] if len(named) == 1 else None)
    if reference.history is not None:
        plausibility.run(
            database,
            reference.organisations,
            reference.indicators,
            reference.history,
            plausibility.Round(one_round, reference.memberships, reference.requests) if one_round else None,
        )
    return Checked(
        file_name=file_name,
        layout=head.layout.name,
        encoding=encoding,
        delimiter=head.delimiter,
        decimal=understood.decimal,
        rows=count,
        columns=tuple(
            Column(heading, field.value if field else None)
            for heading, field in zip(head.headings, meanings, strict=True)
        ),
        observations=_observations(database, programme, Field.VALUE in meanings),
        findings=(*about_file, *checks.findings(database, headings)),
        programme=one_round,
        preview=_preview(head),
    )


def _observations(
    database: duckdb.DuckDBPyConnection, programme: str | None, has_values: bool
) -> pd.DataFrame:
    answer = database.execute(
        """
        WITH wrong AS (SELECT DISTINCT row FROM finding WHERE error OR code = 'duplicate_same'),
        torn AS (SELECT key FROM twin GROUP BY key HAVING NOT bool_and(same))
        SELECT o.code AS organisation, s.id AS indicator, year::BIGINT AS year, sex, value,
               numerator, denominator, missing, coalesce(programme, $programme) AS programme,
               row::BIGINT AS row
        FROM reading
        JOIN organisation_list AS o USING (organisation)
        JOIN series AS s USING (indicator)
        ANTI JOIN wrong USING (row)
        ANTI JOIN torn USING (key)
        WHERE key IS NOT NULL AND (value IS NOT NULL OR missing IS NOT NULL) AND $has_values
        ORDER BY row
        """,
        {"programme": programme, "has_values": has_values},
    )
    return answer.to_arrow_table().to_pandas()


def _broken_letters(text: str, head: rows.Head) -> list[Finding]:
    """One finding for each kind of broken letter, with its first place and how many rows have it."""
    first: dict[str, tuple[int, str | None]] = {}
    counts: dict[str, int] = {}
    for row, record in rows.records(text, head.delimiter):
        seen: dict[str, str | None] = {}
        for place, cell in enumerate(record):
            column = head.headings[place] if place < len(head.headings) else None
            for pattern in (MOJIBAKE, LOST):
                for match in pattern.finditer(cell):
                    seen.setdefault(match.group(), column)
        for broken, column in seen.items():
            first.setdefault(broken, (row, column))
            counts[broken] = counts.get(broken, 0) + 1
    findings = []
    for broken, (row, column) in first.items():
        if LOST.fullmatch(broken):
            findings.append(finding("characters_lost", row, column, broken, count=counts[broken]))
        else:
            findings.append(finding("mojibake", row, column, broken, repaired(broken), count=counts[broken]))
    return findings


def _preview(head: rows.Head) -> tuple[tuple[str, ...], ...]:
    # Five rows of any table stand in its first part; the whole text is not split again.
    part = head.text[head.start : head.start + 100_000]
    preview = []
    for record in csv.reader(re.split(r"(?<=\n)", part), delimiter=head.delimiter):
        if any(cell.strip() for cell in record):
            preview.append(tuple(record))
        if len(preview) == _PREVIEW_ROWS:
            break
    return tuple(preview)
