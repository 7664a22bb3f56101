"""Where a table's headings stand: titles above, one to four rows of headings, merged cells spread out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarking.intake.headings import Knowledge, Said, field_of, said
from benchmarking.intake.layouts import SPACES, Field
from benchmarking.intake.numerals import written

__all__ = ["Head", "found"]

_HEAD_ROWS = 30
"""How far down the headings may stand."""
_MOST_LEVELS = 4
_LEAST_SCORE = 2
"""One known word alone may be a title or a value; two make a row of headings."""
_LOOK_BELOW = 20
_MOST_COLUMNS = 4_000
"""All indicators for all years and sexes beside each other are 2 500; more is no table, or parted wrongly."""
_MOST_BLANK = 50
"""Blank cells at the end of a row of headings that may still be columns whose heading was forgotten."""


@dataclass(frozen=True, slots=True)
class Head:
    """Headings in spreadsheet rows `first` to `last` (from 1). `parts` are each column's, from top to
    bottom; `titles` are the texts above; `score` is how much of it was known.
    """

    first: int
    last: int
    parts: tuple[tuple[str, ...], ...]
    titles: tuple[str, ...]
    score: int

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(" ".join(parts) for parts in self.parts)


def found(top: Sequence[Sequence[str]], known: Knowledge) -> Head | None:
    """The headings among the first rows, or None where no row can be one."""
    rows = [[cell.strip(SPACES) for cell in _within(row)] for row in top]
    scorer = _Scorer(known)
    best, best_score = -1, 0
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        score = scorer.score(row)
        if 0 < score < _LEAST_SCORE and scorer.has_organisations_below(rows, number):
            score += 1
        if score > best_score:
            best, best_score = number, score
    if best_score < _LEAST_SCORE:
        best = scorer.above_first_organisation(rows)
        if best is None:
            return None
        best_score = _LEAST_SCORE
    first = last = best
    while (
        last + 1 < len(rows)
        and last - first < _MOST_LEVELS - 1
        and scorer.goes_on(rows[last], rows[last + 1])
    ):
        last += 1
    while first > 0 and last - first < _MOST_LEVELS - 1 and _is_level(rows[first - 1]):
        first -= 1
    titles = tuple(cell for row in rows[:first] for cell in row if cell)
    if max(len(row) for row in rows[first : last + 1]) > _MOST_COLUMNS:
        return None
    return Head(first + 1, last + 1, _parts(rows[first : last + 1]), titles, best_score)


def _within(row: Sequence[str]) -> Sequence[str]:
    """A row without a long tail of blank cells."""
    if len(row) <= _MOST_BLANK:
        return row
    end = next((place + 1 for place in range(len(row) - 1, -1, -1) if row[place].strip(SPACES)), 0)
    return row[: end + _MOST_BLANK] if len(row) > end + _MOST_BLANK else row


def _is_level(row: Sequence[str]) -> bool:
    """Whether a row above the headings belongs to them: it groups columns, where a title stands alone."""
    filled = [place for place, cell in enumerate(row) if cell]
    if not filled or any(len(row[place]) > 120 for place in filled):
        return False
    return len(filled) >= 2 or filled[0] >= 1


def _parts(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Each column's headings from top to bottom. A heading over several columns is written once, in the
    first of them: it holds until the next one, or until a heading above it ends.
    """
    width = max(len(row) for row in rows)
    filled: list[list[str]] = []
    group = [0] * width
    for level, row in enumerate(rows):
        cells = [*row, *([""] * (width - len(row)))]
        if level < len(rows) - 1:
            for place in range(1, width):
                if not cells[place] and cells[place - 1] and group[place] == group[place - 1]:
                    below = any(place < len(lower) and lower[place] for lower in rows[level + 1 :])
                    own_above = bool(row[place : place + 1] and row[place])
                    if below and not own_above:
                        cells[place] = cells[place - 1]
            number = 0
            starts = []
            for place in range(width):
                own = place < len(row) and bool(row[place])
                if own or (place and group[place] != group[place - 1]):
                    number += 1
                starts.append(number)
            group = starts
        filled.append(cells)
    return tuple(
        tuple(dict.fromkeys(cells[place] for cells in filled if cells[place])) for place in range(width)
    )


class _Scorer:
    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._said: dict[str, Said] = {}

    def _what(self, cell: str) -> Said:
        if cell not in self._said:
            self._said[cell] = said((cell,), self._known)
        return self._said[cell]

    def score(self, row: Sequence[str]) -> int:
        """How many different things the cells of a row say that headings say."""
        fields: set[Field] = set()
        years, sexes, places, indicators = set(), set(), set(), set()
        for cell in row:
            if not cell or len(cell) > 200:
                continue
            if field := field_of(cell):
                fields.add(field)
                continue
            if not any(sign.isalpha() for sign in cell) and len(cell) not in (4, 6, 10, 19):
                continue
            one = self._what(cell)
            years |= {one.year} - {None}
            sexes |= {one.sex} - {None}
            places |= {one.organisation} - {None}
            indicators |= {one.indicator} - {None}
        if places and not fields and len(places) < 3:
            # A row that begins with one organisation is a row of its figures.
            return 0
        many = sum(len(kind) for kind in (years, sexes, indicators) if len(kind) >= 2)
        many += len(places) if len(places) >= 3 else 0
        one_each = 1 if fields and not many and (years or sexes or indicators) else 0
        return len(fields) + many + one_each

    def goes_on(self, above: Sequence[str], row: Sequence[str]) -> bool:
        """Whether a row below a row of headings is one too: years or sexes again, and nobody's figures."""
        cells = [cell for cell in row if cell]
        if not cells:
            return False
        for heading, cell in zip(above, row, strict=False):
            # Below "Kommun" stands a place, or nothing where the heading is two rows high.
            if field_of(heading) is not None and cell and field_of(cell) is None:
                return False
        told = [self._what(cell) for cell in cells if field_of(cell) is None]
        if any(one.organisation for one in told):
            return False
        if any(
            written(cell) and one.year is None
            for cell, one in zip(cells, map(self._what, cells), strict=True)
        ):
            return False
        years = {one.year for one in told if one.year}
        sexes = {one.sex for one in told if one.sex}
        fields = sum(field_of(cell) is not None for cell in cells)
        # A row of figures in the long form names one year and one sex; headings name several.
        return len(years) >= 2 or len(sexes) >= 2 or (fields >= 2 and not years and not sexes)

    def has_organisations_below(self, rows: Sequence[Sequence[str]], number: int) -> bool:
        places = [
            place
            for place, cell in enumerate(rows[number])
            if field_of(cell) in (Field.ORGANISATION, Field.NAME)
        ]
        return any(self._share(rows[number + 1 : number + 1 + _LOOK_BELOW], place) >= 0.5 for place in places)

    def _share(self, rows: Sequence[Sequence[str]], place: int) -> float:
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if not cells:
            return 0.0
        return sum(self._known.organisations.knows(cell) for cell in cells) / len(cells)

    def above_first_organisation(self, rows: Sequence[Sequence[str]]) -> int | None:
        """The row just above the first of several rows that each begin with an organisation."""
        for number, row in enumerate(rows[1:_HEAD_ROWS], start=1):
            for place, cell in enumerate(row[:6]):
                if (
                    not cell
                    or not any(sign.isalpha() for sign in cell)
                    or not self._known.organisations.knows(cell)
                ):
                    continue
                below = rows[number : number + _LOOK_BELOW]
                above = [one for one in rows[number - 1] if one]
                if (
                    len(below) >= 2
                    and self._share(below, place) >= 0.6
                    and len(above) >= 2
                    and not any(written(one) for one in above)
                    and any(written(one) for one in row)
                ):
                    return number - 1
        return None
