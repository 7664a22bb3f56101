"""A text or a sheet → its first rows to understand, then all rows as a table with exact row numbers.

Row numbers are those the spreadsheet shows: every record counts, blank ones and those above the
headings too; a line break inside quotes does not begin a new row.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as arrow
import pyarrow.csv as arrow_csv

from benchmarking.intake.catalogue import finding
from benchmarking.intake.layouts import SPACES
from benchmarking.intake.workbooks import Sheet
from benchmarking.model import Finding

__all__ = ["Body", "GridSource", "Source", "TextSource", "letter", "text_sources", "unheaded_cells"]

TOP_ROWS = 60
"""How many of the first rows are looked at to understand the rest."""

DELIMITERS = ";,\t|"
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)
_BLOCK = 4 * 1024 * 1024
_FIRST_PART = 400_000
"""Sixty rows of any table fit; a longer first part would be read for nothing."""


@dataclass(frozen=True, slots=True)
class Body:
    """The rows below the headings. `rows` holds `row` (int32) and c0, c1 … (text, never null).

    `misfits` are rows with another number of cells than there are headings, as (row, cells).
    """

    rows: pa.Table
    findings: tuple[Finding, ...] = ()
    misfits: tuple[tuple[int, tuple[str, ...]], ...] = ()


class Source(Protocol):
    """Where rows come from: a text under one separator, or a sheet."""

    sheet: str | None
    delimiter: str

    def top(self) -> list[list[str]]:
        """The first rows as they stand."""
        ...

    def body(self, header_row: int, headings: Sequence[str]) -> Body:
        """All rows below spreadsheet row `header_row`, with as many columns as there are headings."""
        ...

    def edited(self, cells: Mapping[tuple[int, int], str]) -> Source:
        """The same with other texts in some cells, named by spreadsheet row and place from 0."""
        ...


class GridSource:
    """The rows of a sheet, or of anything else that is a grid already."""

    def __init__(self, sheet: Sheet, name: str | None = None) -> None:
        self.sheet = name
        self.delimiter = ""
        self.grid = sheet

    def top(self) -> list[list[str]]:
        return self.grid.rows[:TOP_ROWS]

    def body(self, header_row: int, headings: Sequence[str]) -> Body:
        rows = self.grid.rows[header_row:]
        width = len(headings)
        columns: list[Sequence[str]] = list(zip(*rows, strict=True))[:width] if rows else []
        columns += [("",) * len(rows)] * (width - len(columns))
        table = {"row": pa.array(np.arange(header_row + 1, header_row + len(rows) + 1, dtype=np.int32))}
        table |= {f"c{n}": pa.array(column, pa.string()) for n, column in enumerate(columns)}
        beyond = (place for row in rows for place in range(width, len(row)) if row[place].strip(SPACES))
        stray = next(beyond, None)
        told = () if stray is None else (finding("column_extra", header_row, found=letter(stray)),)
        return Body(pa.table(table), told)

    def edited(self, cells: Mapping[tuple[int, int], str]) -> GridSource:
        rows = list(self.grid.rows)
        for number in {row for row, _ in cells}:
            rows[number - 1] = list(rows[number - 1])
        for (number, place), text in cells.items():
            rows[number - 1][place] = text
        return GridSource(replace(self.grid, rows=rows), self.sheet)


def text_sources(text: str, sheet: str | None = None) -> list[TextSource]:
    """The text under each separator that it may have; only one where the file itself tells it."""
    match = _SEPARATOR_LINE.match(text)
    if match:
        # Excel's line is neither shown nor counted by a spreadsheet.
        return [TextSource(text[match.end() :], match[1], sheet)]
    first = text[:_FIRST_PART]
    used = [delimiter for delimiter in DELIMITERS if delimiter in first]
    return [TextSource(text, delimiter, sheet) for delimiter in used or ";"]


class TextSource:
    """A text with one row on each line, its cells parted by a delimiter and perhaps quoted."""

    def __init__(self, text: str, delimiter: str, sheet: str | None = None) -> None:
        self.sheet = sheet
        self.delimiter = delimiter
        self.text = text
        self._edits: Mapping[tuple[int, int], str] = {}
        self._lines: list[int] = []
        self._top: list[list[str]] | None = None

    def top(self) -> list[list[str]]:
        if self._top is None:
            reader = _reader(self.text[:_FIRST_PART], self.delimiter)
            self._top, self._lines = [], [0]
            for record in reader:
                self._top.append(record)
                self._lines.append(reader.line_num)
                if len(self._top) == TOP_ROWS:
                    break
            for (row, place), text in self._edits.items():
                if row <= len(self._top):
                    self._top[row - 1] = _with_cell(self._top[row - 1], place, text)
        return self._top

    def edited(self, cells: Mapping[tuple[int, int], str]) -> TextSource:
        source = TextSource(self.text, self.delimiter, self.sheet)
        source._edits = cells
        return source

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record of the text itself, with its row number. Slow: for files that will be refused."""
        yield from enumerate(_reader(self.text, self.delimiter), start=1)

    def body(self, header_row: int, headings: Sequence[str]) -> Body:
        """Cells missing at the end are never guessed: such a row is a misfit and not in the table. Empty
        cells beyond the last heading are harmless and dropped.
        """
        self.top()
        body = self.text[_line_start(self.text, self._lines[header_row]) :].rstrip("\n")
        width = len(headings)
        findings: list[Finding] = []
        quoted = '"' in body
        if quoted and body.count('"') % 2 and (row := _open_quote(body, self.delimiter)) is not None:
            record, line = row
            findings.append(finding("open_quote", header_row + record, found=line[:40]))
            quoted = False
        names = [f"c{number}" for number in range(width)]
        odd: list[tuple[int, str]] = []

        def misfit(record: arrow_csv.InvalidRow) -> str:
            odd.append((record.number, record.text))
            return "skip"

        # A mark of byte order that files put together leave behind is no row, and pyarrow reads past it.
        if not body.strip("\ufeff"):
            empty = {name: pa.array([], pa.string()) for name in names}
            return Body(pa.table({"row": pa.array([], pa.int32())} | empty), tuple(findings))
        data = body.encode()
        del body
        rows = _read(data, self.delimiter, names, quoted, misfit)
        numbers = np.arange(1, rows.num_rows + len(odd) + 1, dtype=np.int32)
        fitting = np.ones(len(numbers), dtype=bool)
        fitting[[number - 1 for number, _ in odd]] = False
        rows = rows.add_column(0, "row", pa.array(numbers[fitting] + header_row))
        if self.delimiter == "," and _parted_decimals(odd, numbers, width):
            findings.append(finding("comma_both", header_row, count=len(odd)))
        rows, misfits = self._mended(rows, odd, header_row, quoted)
        if self._edits:
            rows, misfits = self._written_over(rows, misfits)
        if quoted:
            findings.extend(_swallowed(rows, headings, self.delimiter))
        return Body(rows, tuple(findings), tuple(misfits))

    def _mended(
        self, rows: pa.Table, odd: list[tuple[int, str]], header_row: int, quoted: bool
    ) -> tuple[pa.Table, list[tuple[int, tuple[str, ...]]]]:
        """The table with the rows that only have empty cells too many, and those that do not fit."""
        names = rows.column_names[1:]
        mended: dict[str, list[object]] = {"row": []} | {name: [] for name in names}
        misfits = []
        for number, text in odd:
            cells = next(_reader(text, self.delimiter, quoted), [])
            row = header_row + number
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names) and not any(cell.strip() for cell in cells[len(names) :]):
                mended["row"].append(row)
                for name, cell in zip(names, cells, strict=False):
                    mended[name].append(cell)
                continue
            misfits.append((row, tuple(cells)))
        if mended["row"]:
            rows = pa.concat_tables([rows, pa.table(mended, schema=rows.schema)]).sort_by("row")
        return rows, misfits

    def _written_over(
        self, rows: pa.Table, misfits: list[tuple[int, tuple[str, ...]]]
    ) -> tuple[pa.Table, list[tuple[int, tuple[str, ...]]]]:
        """The table and what does not fit, with the edits; a row that was too short may fit with them."""
        numbers = rows["row"].to_numpy()
        here = {row for row, _ in misfits}
        columns: dict[int, dict[int, str]] = {}
        for (row, place), text in self._edits.items():
            if row not in here:
                columns.setdefault(place, {})[row] = text
        for place, texts in columns.items():
            changed = np.isin(numbers, list(texts))
            written = pa.array([texts[row] for row in numbers[changed].tolist()], pa.string())
            column = arrow.replace_with_mask(rows[f"c{place}"], pa.array(changed), written)
            rows = rows.set_column(place + 1, f"c{place}", column)
        odd, fitting = [], []
        for row, cells in misfits:
            for (number, place), text in self._edits.items():
                if number == row:
                    cells = tuple(_with_cell(cells, place, text))
            (fitting if len(cells) == rows.num_columns - 1 else odd).append((row, cells))
        if fitting:
            more = [[row, *cells] for row, cells in fitting]
            columns_of_more = [list(column) for column in zip(*more, strict=True)]
            rows = pa.concat_tables([rows, pa.table(columns_of_more, schema=rows.schema)]).sort_by("row")
        return rows, odd


def _parted_decimals(odd: Sequence[tuple[int, str]], numbers: np.ndarray, width: int) -> bool:
    """Whether commas part both cells and decimals: many rows, but not all, have one cell too many, and where
    they have it stands a number beside one or two digits.
    """
    if len(odd) < 2 or len(odd) == len(numbers) or len(odd) < 0.2 * len(numbers):
        return False
    cells = [text.split(",") for _, text in odd]
    longer = [row for row in cells if len(row) > width]
    places = [
        {
            n
            for n in range(len(row) - 1)
            if _PART_BEFORE.fullmatch(row[n]) and _PART_AFTER.fullmatch(row[n + 1])
        }
        for row in longer
    ]
    return len(longer) >= 0.8 * len(odd) and bool(places) and bool(set.intersection(*places))


_PART_BEFORE, _PART_AFTER = re.compile("-?[0-9]{1,6}"), re.compile("[0-9]{1,2}")


def _with_cell(cells: Sequence[str], place: int, text: str) -> list[str]:
    """The cells with a text at a place, and blank ones before it where the row ended sooner."""
    written = [*cells, *([""] * (place + 1 - len(cells)))]
    written[place] = text
    return written


def _read(
    data: bytes,
    delimiter: str,
    names: list[str],
    quoted: bool,
    misfit: Callable[[arrow_csv.InvalidRow], str],
) -> pa.Table:
    """All rows as text. `misfit` is told of each row that does not fit, with its number from 1."""

    def read(block: int, handler: Callable[[arrow_csv.InvalidRow], str]) -> pa.Table:
        return arrow_csv.read_csv(
            pa.BufferReader(data),
            read_options=arrow_csv.ReadOptions(
                use_threads=block < len(data), column_names=names, block_size=block
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=handler,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )

    if len(data) > _BLOCK and not quoted:
        # Where some row does not fit, only one thread with one block knows its number.
        with contextlib.suppress(pa.ArrowInvalid):
            return read(_BLOCK, lambda _: "error")
    return read(len(data) + 1, misfit)


def _reader(text: str, delimiter: str, quoted: bool = True) -> Iterator[list[str]]:
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    csv.field_size_limit(2**31 - 1)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)


def _line_start(text: str, lines: int) -> int:
    position = 0
    for _ in range(lines):
        position = text.find("\n", position) + 1
        if position == 0:
            return len(text)
    return position


def letter(number: int) -> str:
    """The spreadsheet's letters for a column counted from 0: A, B … Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def unheaded_cells(rows: pa.Table, headings: Sequence[str], header_row: int) -> list[Finding]:
    """Columns that hold something under no heading, named by the letter that a spreadsheet gives them."""
    return [
        finding("column_extra", header_row, found=letter(number))
        for number, heading in enumerate(headings)
        if not heading
        and arrow.any(arrow.not_equal(arrow.utf8_trim(rows[f"c{number}"], characters=SPACES), "")).as_py()
    ]


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


def _swallowed(rows: pa.Table, headings: Sequence[str], delimiter: str) -> list[Finding]:
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
            least = max(1, len(headings) - 1)
            if any(line.count(delimiter) >= least for line in cell.split("\n")[1:]) or (
                cell.count(delimiter) >= least
            ):
                eaten.append(finding("open_quote", row, headings[number] or None, cell[:40]))
    return eaten
