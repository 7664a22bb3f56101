"""What a workbook's cells show beyond their values: percent formats, padded codes, errors, hidden rows.

A cell that shows 12,5 % holds 0.125, one that shows 0180 may hold 180, and a formula that nobody has
computed holds nothing: read without its marks, each would be another value than the one people see.
Filled by the readers of .xlsx, .ods (`sheet_xml`) and .xls (`old_excel`); `workbooks` applies it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Formats", "SheetMarks", "Shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number format changes what is seen: as per cent, or with zeros before it up to a width."""

    percent: bool = False
    width: int = 0


_PERCENT = Shown(percent=True)
# Numbers 9 and 10 of the built-in formats are 0% and 0.00%. Source: ECMA-376 part 1, 18.8.30.
_BUILT_IN_PERCENT = (9, 10)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Formats:
    """The number formats of a workbook by number of style. Most styles change nothing: None."""

    def __init__(self) -> None:
        self._shown: dict[int, Shown] = {}

    def add(self, style: int, number: int, code: str | None) -> None:
        """`number` is the format's own, `code` its text where the workbook defines it."""
        if shown := Formats.shown(number, code):
            self._shown[style] = shown

    def of(self, style: int) -> Shown | None:
        return self._shown.get(style)

    @staticmethod
    def shown(number: int, code: str | None) -> Shown | None:
        """What a format does. A % in quotes is only a sign behind the number and does nothing to it."""
        if code is None:
            return _PERCENT if number in _BUILT_IN_PERCENT else None
        first = _QUOTED.sub("", code).split(";")[0].strip()
        if "%" in first:
            return _PERCENT
        if re.fullmatch("0{2,}", first):
            return Shown(width=len(first))
        return None


@dataclass(slots=True)
class SheetMarks:
    """Rows and columns count from 0. `rows` and `columns` are how far cells with content reach."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: dict[tuple[int, int], str] = field(default_factory=dict)
    filled_rows: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0

    def cell(self, row: int, column: int) -> None:
        """A cell with content stands there."""
        self.filled_rows.add(row)
        self.rows = max(self.rows, row + 1)
        self.columns = max(self.columns, column + 1)

    def styled(self, row: int, column: int, shown: Shown | None) -> None:
        if shown is not None:
            self.shown[row, column] = shown
