"""A workbook → its sheets as text, each cell as people see it.

Reads .xlsx, .xls and .ods with python-calamine, after a look at how far the cells reach: one stray cell
in the last corner would otherwise fill the memory. Merged cells are filled with their one value.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import python_calamine

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.cell_marks import SheetMarks, Shown
from benchmarking.intake.old_excel import marks_of_xls
from benchmarking.intake.sheet_xml import comments_of, marks_of_ods, marks_of_xlsx, notes_of

__all__ = ["Sheet", "as_seen", "certain", "comments", "notes", "sheets"]

_MOST_CELLS = 6_000_000
"""Cells of one sheet, blank ones within included: some 300 MB while it is read."""

_SCAN = {"xlsx": marks_of_xlsx, "xls": marks_of_xls, "ods": marks_of_ods}
_FIRST_DAY = datetime.date(1899, 12, 30)
_YEARS_AS_DAYS = range(1950, 2100)
"""A year typed into a cell that shows dates: 2022 is shown as 14 July 1905."""
_LIKE_THOUSANDS = re.compile(r"^(-?)([1-9][0-9]{0,2}\.[0-9]{3})$")
_CERTAIN = re.compile(r"^(-?)0([1-9][0-9]{0,2}\.[0-9]{3})$")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as text, row by row from the first; every row has as many cells as the longest.

    `hidden_rows` (as the program numbers them, from 1) hold something; `hidden_columns` are places from
    0. `merged_down` are columns in which cells merged over several rows were filled. `years_as_days` are
    cells that show a day and hold a year: row from 1, place from 0, the day that is shown.
    """

    name: str
    visible: bool
    rows: list[list[str]]
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged_down: frozenset[int] = frozenset()
    years_as_days: tuple[tuple[int, int, str], ...] = ()


def comments(kind: str, content: bytes) -> list[str]:
    """Texts that lie beside the cells."""
    return comments_of(content) if kind == "xlsx" else []


def notes(kind: str, content: bytes) -> tuple[tuple[str, str], ...]:
    """What people have written beside cells: the cell ("G5") and the text."""
    return notes_of(content) if kind == "xlsx" else ()


def sheets(kind: str, content: bytes) -> list[Sheet]:
    """All worksheets of a workbook, in its order. Charts and macro sheets are left out.

    Raises UnreadableFile: file_damaged, file_locked, file_too_large.
    """
    marks = _SCAN[kind](content)
    for one in marks.values():
        if one.rows * one.columns > _MOST_CELLS:
            raise UnreadableFile(
                finding("file_too_large", found=f"{one.rows}×{one.columns}", expected=str(_MOST_CELLS))
            )
    try:
        with _DamageTold(kind), python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [
                _sheet(book.get_sheet_by_name(about.name), about, marks.get(about.name, SheetMarks()))
                for about in book.sheets_metadata
                if about.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
    except python_calamine.PasswordError as cause:
        raise UnreadableFile(finding("file_locked")) from cause


class _DamageTold:
    """Turns what the reader raises on damaged files into a finding. A fault in its Rust code comes as a
    BaseException of a class that Python cannot name."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if kind is None or issubclass(kind, UnreadableFile | python_calamine.PasswordError | MemoryError):
            return
        if issubclass(kind, Exception) or kind.__name__ == "PanicException":
            raise UnreadableFile(finding("file_damaged", found=self._kind)) from error


def _sheet(
    read: python_calamine.CalamineSheet, about: python_calamine.SheetMetadata, marks: SheetMarks
) -> Sheet:
    rows: list[list[str]] = []
    days: list[tuple[int, int, str]] = []
    for number, row in enumerate(_grid(read), start=1):
        rows.append([_text(cell) for cell in row])
        for place, cell in enumerate(row):
            if isinstance(cell, datetime.date) and rows[-1][place].isdigit():
                days.append((number, place, cell.isoformat()[:10]))
    width = max(map(len, rows), default=0)
    # A cell with nothing but an error or an uncomputed formula is blank to the reader.
    last = max((at for at in (*marks.errors, *marks.uncomputed)), default=(-1, -1))
    width = max([width, *(column + 1 for _, column in (*marks.errors, *marks.uncomputed))])
    rows += [[] for _ in range(last[0] + 1 - len(rows))]
    for row in rows:
        row += [""] * (width - len(row))
    for (row, column), shown in marks.shown.items():
        if row < len(rows) and column < width:
            rows[row][column] = _as_shown(rows[row][column], shown)
    for told in (marks.errors, marks.uncomputed):
        for (row, column), text in told.items():
            rows[row][column] = text
    merged_down = set()
    for (top, left), (bottom, _right) in read.merged_cell_ranges or ():
        if bottom > top and top < len(rows) and left < width and rows[top][left]:
            merged_down.add(left)
            for row in range(top + 1, min(bottom + 1, len(rows))):
                rows[row][left] = rows[row][left] or rows[top][left]
    while rows and not any(rows[-1]):
        rows.pop()
    used = (
        max((place + 1 for row in rows for place in range(width - 1, -1, -1) if row[place]), default=0)
        if (width > 64)
        else width
    )
    if used < width:
        rows = [row[:used] for row in rows]
    return Sheet(
        name=about.name,
        visible=about.visible == python_calamine.SheetVisibleEnum.Visible,
        rows=rows,
        hidden_rows=tuple(sorted(row + 1 for row in marks.hidden_rows & marks.filled_rows)),
        hidden_columns=tuple(sorted(column for column in marks.hidden_columns if column < used)),
        merged_down=frozenset(merged_down),
        years_as_days=tuple(days),
    )


def _grid(read: python_calamine.CalamineSheet) -> Iterator[list[object]]:
    if read.start is None:
        return
    # The rows above the first filled one are blank and still counted.
    yield from read.to_python(skip_empty_area=False)


def _text(cell: object) -> str:
    """A cell's value as text: numbers exactly, with a decimal point and without exponent; dates as ISO."""
    if isinstance(cell, str):
        return _UNSEEN.sub("", cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float | int):
        return _number(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        return _day(cell)
    return str(cell)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = repr(float(value))
    return certain(format(Decimal(text), "f") if "e" in text else text)


def certain(text: str) -> str:
    """A number of a cell or of JSON, in which the point can only part decimals, so that nothing asks
    whether 1.234 is 1234: with a zero before it. `as_seen` takes the zero away for people.
    """
    return re.sub(_LIKE_THOUSANDS, r"\g<1>0\g<2>", text)


def as_seen(text: str) -> str:
    """The text as it stands in the cell."""
    return re.sub(_CERTAIN, r"\g<1>\g<2>", text)


def _day(value: datetime.date | datetime.datetime) -> str:
    whole = not isinstance(value, datetime.datetime) or value.time() == datetime.time()
    day = value.date() if isinstance(value, datetime.datetime) else value
    days = (day - _FIRST_DAY).days
    if whole and days in _YEARS_AS_DAYS:
        return str(days)
    return day.isoformat() if whole else value.isoformat(sep=" ")


def _as_shown(text: str, shown: Shown) -> str:
    """A number's text as its format shows it, with all the decimals that it has."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text
    if shown.percent:
        return f"{format((number * 100).normalize(), 'f')} %"
    return text.zfill(shown.width) if text.isdigit() else text
