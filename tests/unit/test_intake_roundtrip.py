"""No silent wrong value: what is written in any layout is read back the same, or a finding names what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pytest
import submission_writers as writers
from builders import size
from hypothesis import given, settings
from hypothesis import strategies as st
from submission_writers import Figure, Grid
from test_intake import REFERENCE

from benchmarking import intake
from benchmarking.errors import UnreadableFile
from benchmarking.model import Finding, Level

PLACES = {
    **{"0180": "Stockholm", "1280": "Malmö", "1880": "Örebro"},
    **{"2083": "Hedemora", "2284": "Örnsköldsvik", "0380": "Uppsala"},
}
INDICATOR = "N00206"
MARKS = {"..": "suppressed", ".": "not_applicable", "-": "non_response"}
KNOWN = replace(REFERENCE, published=None)

# SCB's tables write a dash for nothing to report: the intake asks about it there.
ASKS_ABOUT_DASH = ("scb_pxweb",)
Observed = dict[tuple[str, int, str], float | str]


@dataclass(frozen=True)
class Form:
    """How a file is written: its layout, its kind, and the dialect where it is text."""

    layout: str
    kind: str
    encoding: str
    delimiter: str
    decimal: str
    ending: str


TEXTS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman")
SEVERAL = {"sheet_per_sex": ("xlsx", "ods", "xls"), "file_per_sex": ("text",), "kolada_v3": ("json",)}
GRIDS: dict[str, Callable[..., Grid]] = writers.GRIDS | {"brp": writers.brp}
LAYOUTS = (*GRIDS, *SEVERAL)


@st.composite
def forms(draw: st.DrawFn, layouts: tuple[str, ...] = LAYOUTS) -> Form:
    layout = draw(st.sampled_from(layouts))
    kind = draw(st.sampled_from(SEVERAL.get(layout, ("text", "text", "text", "xlsx", "ods", "xls"))))
    return Form(
        layout,
        kind,
        draw(st.sampled_from(TEXTS)),
        draw(st.sampled_from(";,\t|")),
        draw(st.sampled_from(",.")),
        draw(st.sampled_from(("\r\n", "\n", "\r"))),
    )


@st.composite
def submissions(draw: st.DrawFn, one_year: bool = False) -> list[Figure]:
    """Women's, men's and total values of some places and years; some of them missing for a reason."""
    places = draw(st.lists(st.sampled_from(sorted(PLACES)), min_size=3, max_size=5, unique=True))
    last = draw(st.integers(2015, 2024))
    years = [last] if one_year else [last - 1, last]
    number = st.decimals(0, 100, places=draw(st.integers(0, 2))).map(str)
    text = st.one_of(number, number, number, number, st.sampled_from(sorted(MARKS)))
    return [
        Figure(place, PLACES[place], INDICATOR, year, sex, draw(text))
        for place in places
        for year in years
        for sex in "KMT"
    ]


def written(
    figures: list[Figure], form: Form, change: Callable[[Grid], Grid] = lambda grid: grid
) -> tuple[str, bytes]:
    """Name and bytes of the file; `change` damages a table that stands alone."""
    dialect = {"delimiter": form.delimiter, "decimal": form.decimal, "ending": form.ending}
    match form.layout:
        case "kolada_v3":
            return "fil.json", writers.kolada_v3(figures)
        case "file_per_sex":
            return "filer.zip", writers.files_of_sexes(figures, encoding=form.encoding, **dialect)
        case "sheet_per_sex":
            sheets = {writers.WORDS[sex]: writers.of_sex(figures, sex) for sex in "KMT"}
        case _:
            sheets = {"Blad1": change(GRIDS[form.layout](figures))}
    year = f"_{figures[0].year}" if form.layout == "brp" else ""
    if form.kind == "text":
        return f"fil{year}.csv", writers.text_file(sheets["Blad1"], encoding=form.encoding, **dialect)
    return f"fil{year}.{form.kind}", getattr(writers, form.kind)(sheets)


def read(name: str, content: bytes) -> tuple[Observed | None, tuple[Finding, ...]]:
    """What the intake read, by place, year and sex, and what it says; None where the file is refused."""
    try:
        checked = intake.check(content, name, KNOWN, indicator=INDICATOR)
    except UnreadableFile as refusal:
        return None, (refusal.finding,)
    return observed(checked.observations), checked.findings


def observed(rows: pd.DataFrame) -> Observed:
    return {
        (row.organisation, row.year, row.sex): row.missing if pd.isna(row.value) else row.value
        for row in rows.itertuples()
    }


def meant(figures: list[Figure]) -> Observed:
    return {
        (f.organisation, f.year, f.sex): MARKS[f.text] if f.text in MARKS else float(f.text) for f in figures
    }


@pytest.mark.long
@settings(max_examples=size(15, 400))
@given(st.data())
def test_every_layout_is_read_back_the_same(data: st.DataObject):
    form = data.draw(forms())
    figures = data.draw(submissions(one_year=form.layout == "brp"))
    got, findings = read(*written(figures, form))
    assert got == meant(figures), (form, findings)
    asked = {f.code for f in findings if f.level is not Level.INFORMATION}
    if form.layout in ASKS_ABOUT_DASH:
        asked -= {"mark_uncertain"}
    assert asked <= {"year_from_name", "number_ambiguous", "note_warns"}, (form, findings)


# Texts that nobody can have meant as what stands there.
JUNK = ("zzz", "12x", "1,2,3,4", "#REF!", "9999999", "-7", "2022-05-01", "=A1+B1", "ca 40", "?!", "\u202e5")


@pytest.mark.long
@settings(max_examples=size(15, 400))
@given(st.data())
def test_a_value_that_is_none_is_named_and_nothing_else_is_changed(data: st.DataObject):
    form = data.draw(forms())
    figures = data.draw(submissions(one_year=form.layout == "brp"))
    place = data.draw(st.integers(0, len(figures) - 1))
    # JSON holds numbers and marks only, an old encoding no signs that turn the line round, and in a
    # workbook a formula is read as the value it has.
    holds = ("9999999", "-7") if form.kind == "json" else [one for one in JUNK if can_hold(form, one)]
    junk = data.draw(st.sampled_from(holds))
    spoiled = figures.copy()
    spoiled[place] = writers.with_text(figures[place], junk)
    got, findings = read(*written(spoiled, form))
    right = meant(figures)
    wrong = figures[place]
    assert got is not None, (form, findings)
    assert all(right.get(key) == value for key, value in got.items() if key != key_of(wrong)), (
        form,
        findings,
    )
    assert key_of(wrong) not in got, (form, junk, findings)
    assert any(f.level is Level.ERROR for f in findings), (form, junk, findings)


def can_hold(form: Form, text: str) -> bool:
    if form.kind != "text":
        return not text.startswith("=")
    return text.encode(form.encoding, "ignore").decode(form.encoding) == text


def key_of(figure: Figure) -> tuple[str, int, str]:
    return figure.organisation, figure.year, figure.sex


@dataclass(frozen=True)
class Spoiled:
    """A table with one fault: `row` is the spreadsheet row that a finding may name; None for any."""

    grid: Grid
    row: int | None = None


def _cell(draw: Any, grid: Grid) -> tuple[int, int]:
    first = 1 + max(
        n
        for n, row in enumerate(grid)
        if any(cell.casefold() in ("kommun", "region", "kommunkod", "municipality id", "kod") for cell in row)
    )
    last = max(n for n, row in enumerate(grid) if len(row) > 1)
    row = draw(st.integers(first, last))
    return row, draw(st.integers(0, len(grid[row]) - 1))


def _junk(draw: Any, grid: Grid) -> Spoiled:
    """Any cell of the table says something that is nothing."""
    row, column = _cell(draw, grid)
    spoiled = [list(cells) for cells in grid]
    spoiled[row][column] = draw(st.sampled_from(("zzz", "#REF!", "?!", "1,2,3,4")))
    return Spoiled(spoiled, row + 1)


def _blank(draw: Any, grid: Grid) -> Spoiled:
    row, column = _cell(draw, grid)
    spoiled = [list(cells) for cells in grid]
    spoiled[row][column] = ""
    return Spoiled(spoiled, row + 1)


def _twice(draw: Any, grid: Grid) -> Spoiled:
    """A row stands again with other values."""
    row, _ = _cell(draw, grid)
    again = [str(float(c) / 2 + 0.25) if writers.is_number(c) and "." in c else c for c in grid[row]]
    last = max(n for n, cells in enumerate(grid) if len(cells) > 1)
    return Spoiled([*grid[: last + 1], again, *grid[last + 1 :]])


def _column_gone(draw: Any, grid: Grid) -> Spoiled:
    column = draw(st.integers(0, max(map(len, grid)) - 1))
    return Spoiled([[cell for n, cell in enumerate(row) if n != column] for row in grid])


@pytest.mark.long
@settings(max_examples=size(20, 600))
@given(st.data())
def test_a_damaged_table_never_gives_another_value_without_a_word(data: st.DataObject):
    form = data.draw(forms(tuple(GRIDS)))
    figures = data.draw(submissions(one_year=form.layout == "brp"))
    damage = data.draw(st.sampled_from((_junk, _blank, _twice, _column_gone)))
    spoiled = damage(data.draw, GRIDS[form.layout](figures))
    got, findings = read(*written(figures, form, lambda _: spoiled.grid))
    said = [
        f
        for f in findings
        if f.level is not Level.INFORMATION
        or f.code in ("value_absent", "cells_filled_down", "column_by_content")
    ]
    right = meant(figures)
    if got is None:
        return
    changed = {key: value for key, value in got.items() if right.get(key) != value}
    # A file without one of its columns of values is a whole file of fewer values.
    lost = set() if damage is _column_gone else set(right) - set(got)
    if changed or lost:
        assert said, (form, damage.__name__, changed, lost, findings)
    # A blank cell is read as no value, and told; nothing else becomes another value.
    if damage is _blank:
        changed = {key: value for key, value in changed.items() if value != "no_value"}
    assert not changed or any(f.level is Level.ERROR for f in findings), (
        form,
        damage.__name__,
        changed,
        findings,
    )


def _foreign_bytes(draw: Any, content: bytes, form: Form) -> bytes:
    """Somewhere stands a letter as another encoding writes it."""
    letter = draw(st.sampled_from("åäöÅé\u2013\u00a0")).encode(draw(st.sampled_from(TEXTS)), "replace")
    at = draw(st.integers(0, len(content)))
    over = draw(st.sampled_from((0, len(letter))))
    return content[:at] + letter + content[at + over :]


def _stray_quote(draw: Any, content: bytes, form: Form) -> bytes:
    """Somewhere stands a quotation mark that nothing closes."""
    text = content.decode(form.encoding)
    at = draw(st.integers(0, len(text)))
    return (text[:at] + '"' + text[at:]).encode(form.encoding)


def _cut_off(draw: Any, content: bytes, form: Form) -> bytes:
    """The end is not there, as of a download that broke."""
    return content[: draw(st.integers(1, len(content) - 1))]


TOLD_OF_BYTES = {"encoding_mixed", "characters_lost", "mojibake", "ending_unfinished"}
NOT_READ = {"column_extra", "notes_below", "summary_row", "rows_above_header", "headings_repeated"}
"""Information that rows or a column were left out, as where a heading or a name is damaged."""


@pytest.mark.long
@settings(max_examples=size(30, 3000))
@given(st.data())
def test_a_file_whose_bytes_are_damaged_never_gives_another_value_without_a_word(data: st.DataObject):
    form = replace(data.draw(forms(tuple(GRIDS))), kind="text")
    figures = data.draw(submissions(one_year=form.layout == "brp"))
    name, content = written(figures, form)
    damage = data.draw(st.sampled_from((_foreign_bytes, _stray_quote, _cut_off)))
    got, findings = read(name, damage(data.draw, content, form))
    if got is None:
        return
    right = meant(figures)
    changed = {key: value for key, value in got.items() if right.get(key) != value}
    lost = set(right) - set(got)
    stops = any(f.level is Level.ERROR for f in findings)
    told = stops or any(f.level is Level.WARNING or f.code in TOLD_OF_BYTES for f in findings)
    assert told or not changed, (form, damage.__name__, changed, findings)
    # A file cut off where a row ends is a whole file of fewer rows.
    if damage is not _cut_off:
        left_out = any(f.code in NOT_READ for f in findings)
        assert told or left_out or not lost, (form, damage.__name__, lost, findings)


@pytest.mark.long
@settings(max_examples=size(10, 500))
@given(st.data())
def test_a_workbook_that_is_cut_off_is_refused_or_read_whole(data: st.DataObject):
    form = replace(data.draw(forms(tuple(GRIDS))), kind=data.draw(st.sampled_from(("xlsx", "ods", "xls"))))
    figures = data.draw(submissions(one_year=form.layout == "brp"))
    name, content = written(figures, form)
    got, findings = read(name, _cut_off(data.draw, content, form))
    assert got is None or got == meant(figures) or any(f.level is Level.ERROR for f in findings), (form, got)
