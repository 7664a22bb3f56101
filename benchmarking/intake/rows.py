"""Text → a table of text with exact row numbers: separator, headings, ragged rows, open quotes.

Row numbers are those the spreadsheet shows: every record counts, blank ones and those above the
headings too; a line break inside quotes does not begin a new row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow
import pyarrow.csv as arrow_csv

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.layouts import LAYOUTS, Layout
from benchmarking.model import Finding

__all__ = ["Head", "Table", "records", "sniffed", "table", "unheaded"]

_HEAD_ROWS = 20
"""How far down the headings may stand."""
_DELIMITERS = ";,\t|"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)
_LEAST_HEADINGS = 2
"""One known word alone may be a title or a value; two make a row of headings."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where and how the table begins: headings in spreadsheet row `row`, data from `start` in `text`."""

    text: str
    layout: Layout
    delimiter: str
    headings: tuple[str, ...]
    row: int
    above: int
    start: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the headings. `rows` holds `row` (int32) and c0, c1 … (text, never null)."""

    rows: pa.Table
    findings: tuple[Finding, ...]
    ragged: int


def _reader(text: str, delimiter: str, quoted: bool = True) -> Iterator[list[str]]:
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    csv.field_size_limit(2**31 - 1)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its row number. Slow: for files that will be refused, and for the first rows."""
    yield from enumerate(_reader(_separator_removed(text)[0], delimiter), start=1)


def _separator_removed(text: str) -> tuple[str, str | None]:
    """The text without Excel's `sep=;` line, which a spreadsheet neither shows nor counts; and its sign."""
    match = _SEPARATOR_LINE.match(text)
    return (text[match.end() :], match[1]) if match else (text, None)


def sniffed(text: str) -> Head | None:
    """The headings within the first twenty rows, under the separator that makes most of them known words.

    None where no row holds two known headings.
    """
    text, told = _separator_removed(text)
    # Twenty rows of any table fit; a longer first part would be read for nothing.
    first = text[:200_000]
    best: tuple[int, Head] | None = None
    for delimiter in told or _DELIMITERS:
        reader = _reader(first, delimiter)
        for row, record in enumerate(reader, start=1):
            if row > _HEAD_ROWS:
                break
            headings = tuple(heading.strip() for heading in record)
            for layout in LAYOUTS:
                known = layout.recognised(headings)
                if known >= _LEAST_HEADINGS and (best is None or known > best[0]):
                    start = _line_start(text, reader.line_num)
                    best = known, Head(text, layout, delimiter, headings, row, row - 1, start)
    if best is None:
        return None
    return best[1]


def unheaded(text: str) -> UnreadableFile:
    """The refusal of a text without headings: its first line, and the headings that were looked for."""
    lines = text.split("\n")
    row = next(number for number, line in enumerate(lines, start=1) if line.strip())
    expected = ", ".join(words[0] for words in LAYOUTS[0].headings.values())
    return UnreadableFile(finding("no_header", row, found=lines[row - 1].strip()[:80], expected=expected))


def _line_start(text: str, lines: int) -> int:
    position = 0
    for _ in range(lines):
        position = text.find("\n", position) + 1
        if position == 0:
            return len(text)
    return position


def table(head: Head) -> Table:
    """All rows below the headings as text, in file order, and the rows that do not fit as findings.

    Cells missing at the end are never guessed: such a row is a finding and not in the table. Empty
    cells beyond the last heading are harmless and dropped. Blank rows are counted, and dropped later.
    """
    body = head.text[head.start :].rstrip("\n")
    width = len(head.headings)
    findings: list[Finding] = []
    quoted = '"' in body
    if quoted and body.count('"') % 2 and (row := _open_quote(body, head.delimiter)) is not None:
        record, line = row
        findings.append(finding("open_quote", head.row + record, found=line[:40]))
        quoted = False
    names = [f"c{number}" for number in range(width)]
    misfits: list[tuple[int, str]] = []

    def misfit(record: arrow_csv.InvalidRow) -> str:
        misfits.append((record.number, record.text))
        return "skip"

    if not body:
        empty = {name: pa.array([], pa.string()) for name in names}
        return Table(pa.table({"row": pa.array([], pa.int32())} | empty), tuple(findings), 0)
    data = body.encode()
    rows = arrow_csv.read_csv(
        pa.BufferReader(data),
        # One block and one thread: only then are the numbers of rows that do not fit known.
        read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=len(data) + 1),
        parse_options=arrow_csv.ParseOptions(
            delimiter=head.delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
            invalid_row_handler=misfit,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    numbers = np.arange(1, rows.num_rows + len(misfits) + 1, dtype=np.int32)
    fitting = np.ones(len(numbers), dtype=bool)
    fitting[[number - 1 for number, _ in misfits]] = False
    rows = rows.add_column(0, "row", pa.array(numbers[fitting] + head.row))
    mended: dict[str, list[object]] = {"row": []} | {name: [] for name in names}
    ragged = 0
    for number, text in misfits:
        cells = next(_reader(text, head.delimiter, quoted), [])
        row = head.row + number
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            mended["row"].append(row)
            for name, cell in zip(names, cells, strict=False):
                mended[name].append(cell)
            continue
        ragged += 1
        code = "row_too_long" if len(cells) > width else "row_too_short"
        findings.append(finding(code, row, found=str(len(cells)), expected=str(width)))
    if mended["row"]:
        rows = pa.concat_tables([rows, pa.table(mended, schema=rows.schema)]).sort_by("row")
    if quoted:
        findings.extend(_swallowed(rows, head))
    for number, heading in enumerate(head.headings):
        texts = rows[names[number]]
        if not heading and arrow.any(arrow.not_equal(arrow.utf8_trim_whitespace(texts), "")).as_py():
            # Cells under no heading are named by the letter that the spreadsheet gives their column.
            findings.append(finding("column_extra", head.row, found=_letter(number)))
    return Table(rows, tuple(findings), ragged)


def _letter(number: int) -> str:
    """The spreadsheet's letters for a column counted from 0: A, B … Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _open_quote(body: str, delimiter: str) -> tuple[int, str] | None:
    """The record (from 1) whose quote is never closed, with its first line; None where all are closed."""
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    record, line = 0, 0
    try:
        for record, _ in enumerate(reader, start=1):  # noqa: B007
            line = reader.line_num
    except csv.Error:
        return record + 1, body[_line_start(body, line) :].split("\n", 1)[0]
    return None


def _swallowed(rows: pa.Table, head: Head) -> list[Finding]:
    """Rows in which one quoted cell holds a whole line of the table: two stray quotes have eaten rows."""
    eaten = []
    for number, name in enumerate(rows.column_names[1:]):
        column = rows[name]
        broken = arrow.match_substring(column, "\n")
        if not arrow.any(broken).as_py():
            continue
        for row, cell in zip(
            rows["row"].filter(broken).to_pylist(), column.filter(broken).to_pylist(), strict=True
        ):
            if any(line.count(head.delimiter) >= len(head.headings) - 1 for line in cell.split("\n")[1:]) or (
                cell.count(head.delimiter) >= len(head.headings) - 1
            ):
                eaten.append(finding("open_quote", row, head.headings[number] or None, cell[:40]))
    return eaten
