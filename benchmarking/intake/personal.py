"""Personal data that must never be kept: Swedish personal identity numbers and e-mail addresses.

Looks at decoded text in memory, so that a file can be refused before anything of it is stored.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

import numpy as np

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.heads import Head
from benchmarking.intake.rows import TextSource
from benchmarking.intake.workbooks import Sheet
from benchmarking.model import Finding

__all__ = ["is_identity_number", "refuse_cell", "refuse_name", "refuse_sheet", "refuse_text"]

_NUMBER = re.compile(
    # A decimal number such as 59.5610193823 holds no identity number, so no digit and mark before it.
    r"(?<![0-9])(?<![0-9][.,])(?P<century>18|19|20)?(?P<date>[0-9]{6})[-+ ]?(?P<last>[0-9]{4})(?![0-9]|[.,][0-9])"
)
# Lengths as RFC 5321 §4.5.3.1 has them; without a limit a long word takes time by its square.
_ADDRESS = re.compile(r"[\w.+\-]{1,64}@[\w\-][\w\-.]{0,250}\.[A-Za-z]{2,}")
_DASHES = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"), "\u00a0": " "})
_MOST_RANGES = 10
_ALIKE = bytes.maketrans(b"123456789+ ", b"0" * 9 + b"--")
_SHAPES = (b"0000000000", b"000000-0000")
_PIECE = 4 * 1024 * 1024
_OVERLAP = 64


def is_identity_number(date: str, last: str, century: str | None = None) -> bool:
    """Whether yymmdd and four digits are a personal identity or coordination number.

    The date exists (day + 60 for a coordination number) and the last digit is the check digit.
    Source: Skatteverket, personnummer; modulus 10 over the first nine of ten digits.
    """
    year, month, day = int(date[:2]), int(date[2:4]), int(date[4:])
    day -= 60 if day > 60 else 0
    # Without a century 29 February is allowed wherever some century has it.
    known = int(century or "20") * 100 + year
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(known, month)[1]:
        return False
    total = 0
    for place, digit in enumerate(date + last):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return total % 10 == 0


def _kinds(cell: str) -> set[str]:
    kinds = set()
    if "@" in cell and _ADDRESS.search(cell):
        kinds.add("email")
    if len(cell) >= 10 and any(
        is_identity_number(match["date"], match["last"], match["century"])
        for match in _NUMBER.finditer(cell.translate(_DASHES))
    ):
        kinds.add("personal_number")
    return kinds


def refuse_name(file_name: str) -> None:
    """Returns where a file's name holds no personal data. Raises UnreadableFile (personal_data)."""
    if kinds := _kinds(file_name):
        raise UnreadableFile(_finding(None, None, "file name", kinds, 1))


def refuse_cell(text: str, row: int, column: str, sheet: str | None) -> None:
    """Returns where one cell holds no personal data. Raises UnreadableFile (personal_data)."""
    if kinds := _kinds(text):
        raise UnreadableFile(_finding(row, column, str(row), kinds, 1, sheet))


def refuse_text(source: TextSource, head: Head | None, content: bytes) -> None:
    """Returns where a text holds no personal data. `content`: the same in UTF-8.

    Raises UnreadableFile (personal_data) naming the rows, never the values.
    """
    if not _suspect(content, source.delimiter):
        return
    if '"' not in source.text and not _has_any(source.text):
        return
    _refuse_rows(source.records(), head, source.sheet)


def refuse_sheet(sheet: Sheet, head: Head | None, beside: Iterable[str] = ()) -> None:
    """Returns where neither the cells of a sheet nor texts beside them hold personal data.

    Raises UnreadableFile (personal_data) naming the rows, never the values.
    """
    if _suspect("\n".join("\t".join(row) for row in sheet.rows).encode(), "\t"):
        _refuse_rows(enumerate(sheet.rows, start=1), head, sheet.name or None)
    for text in beside:
        if kinds := _kinds(text):
            raise UnreadableFile(_finding(None, None, "comments", kinds, 1))


def _refuse_rows(records: Iterable[tuple[int, list[str]]], head: Head | None, sheet: str | None) -> None:
    rows: list[int] = []
    kinds: set[str] = set()
    column = None
    headings = head.headings if head else ()
    for row, record in records:
        for place, cell in enumerate(record):
            if found := _kinds(cell):
                if not rows and head and row > head.last and place < len(headings):
                    column = headings[place]
                if not rows or rows[-1] != row:
                    rows.append(row)
                kinds |= found
    if rows:
        # The heading itself may be the address.
        column = None if column and _kinds(column) else column
        raise UnreadableFile(_finding(rows[0], column, _ranges(rows), kinds, len(rows), sheet))


def _has_any(text: str) -> bool:
    """Whether a text without quotes holds an address or number at all: quicker than cell by cell."""
    if "@" in text and _ADDRESS.search(text):
        return True
    return any(
        is_identity_number(match["date"], match["last"], match["century"])
        for match in _NUMBER.finditer(text.translate(_DASHES))
    )


def _finding(
    row: int | None, column: str | None, found: str, kinds: set[str], count: int, sheet: str | None = None
) -> Finding:
    expected = ", ".join(kind for kind in ("personal_number", "email") if kind in kinds)
    return finding("personal_data", row, column, found, expected, count=count, sheet=sheet)


def _ranges(rows: list[int]) -> str:
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    texts = [str(low) if low == high else f"{low}–{high}" for low, high in ranges[:_MOST_RANGES]]
    return ", ".join([*texts, "…"] if len(ranges) > _MOST_RANGES else texts)


def _suspect(content: bytes, delimiter: str) -> bool:
    """Whether a closer look is needed: an @, or six digits and four more with at most a sign between.

    Compares whole arrays of bytes: a regular expression over every digit of a large file of figures
    takes longer than all the rest of the check. A few megabytes at a time, since the arrays are larger
    than the text; the pieces overlap, and a number cut in two is in the next one whole.
    """
    return b"@" in content or any(
        _suspect_piece(content[start : start + _PIECE + _OVERLAP], delimiter)
        for start in range(0, len(content), _PIECE)
    )


def _suspect_piece(data: bytes, delimiter: str) -> bool:
    if b"\xe2" in data or b"\xc2\xa0" in data:
        for sign, plain in _DASHES.items():
            data = data.replace(chr(sign).encode(), plain.encode())
    shapes = data.translate(_ALIKE)
    if not any(shape in shapes for shape in _SHAPES):
        return False
    # Padding lets every comparison below look ahead of the last byte.
    signs = np.frombuffer(data + bytes(16), dtype=np.uint8)
    digit = (signs - np.uint8(ord("0"))) < 10
    two = digit[:-1] & digit[1:]
    four = two[:-2] & two[2:]
    six = four[:-2] & two[4:]
    between = (signs == ord("-")) | (signs == ord("+")) | (signs == ord(" "))
    length = len(data)

    def ahead(array: np.ndarray, places: int) -> np.ndarray:
        return array[places : places + length]

    last = ahead(four, 6) | (ahead(between, 6) & ahead(four, 7))
    last |= ahead(two, 6) & ahead(between, 8) & ahead(four, 9)
    starts = np.flatnonzero(ahead(six, 0) & last)
    # A number begins where a run of digits does, unless a digit and a decimal mark stand before it.
    before = np.where(starts > 0, signs[starts - 1], 0)
    further = np.where(starts > 1, digit[starts - 2], False)
    marks = [ord(mark) for mark in ".," if mark != delimiter]
    decimals = further & np.isin(before, marks)
    return bool((~decimals & ~((before >= 48) & (before <= 57))).any())
