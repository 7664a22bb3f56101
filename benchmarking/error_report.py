"""What is wrong with a draft, as a workbook to send back to whoever made the file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from xlsxwriter import Workbook

from benchmarking import drafts, intake
from benchmarking.drafts import Draft
from benchmarking.model import Finding, Indicator, Level, Organisation
from benchmarking.wording import Words
from benchmarking.wording.findings import data

__all__ = ["error_report", "rows"]

WIDEST = 60
"""Characters after which a column wraps its text instead of growing."""

NARROWEST = 7

MOST_ROWS = 200_000
"""Findings that are written; a workbook of more is no help to anybody."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a row says it is about, as far as it can be told."""

    organisation: str = ""
    indicator: str = ""
    year: str = ""


def rows(
    draft: Draft,
    organisations: Sequence[Organisation],
    indicators: Sequence[Indicator],
    words: Words,
) -> pd.DataFrame:
    """One row per finding, in the order of the page: those that stop first, then in file order.

    All columns are texts in the language of `words`, "" where there is nothing to say; row and number of
    rows are numbers (NA where the finding is about the whole file). Nothing in it can become a formula.
    """
    levels = list(Level)
    found = sorted(draft.findings, key=lambda one: levels.index(one.level))[:MOST_ROWS]
    places = _places(draft, found, organisations, indicators, words)
    table = []
    for finding, place in zip(found, places, strict=True):
        said, told = words.finding(finding), data(words, finding)
        table.append(
            {
                words("Nivå"): words.level(finding.level),
                words("Blad"): finding.sheet or "",
                words("Rad"): finding.row,
                words("Kolumn"): finding.column or "",
                words("Kommun eller region"): place.organisation,
                words("Nyckeltal"): place.indicator,
                words("År"): place.year,
                words("Vad det gäller"): said.what,
                words("Det står"): told.found,
                words("Väntat"): told.expected,
                words("Vårt förslag"): told.suggestion,
                words("Gör så här"): said.cure,
                words("Antal rader"): finding.count,
            }
        )
    frame = pd.DataFrame(table, columns=list(table[0]) if table else [words("Vad det gäller")])
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(_safe) for name in texts if name != words("Rad")})


def error_report(
    draft: Draft,
    organisations: Sequence[Organisation],
    indicators: Sequence[Indicator],
    words: Words,
) -> bytes:
    """The findings as an Excel workbook: one sheet, its headings frozen, columns as wide as their text.

    A second sheet says which file it is about and how to hand it in again.
    """
    frame = rows(draft, organisations, indicators, words)
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        stops = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
        sheet = book.add_worksheet(words("Felrapport"))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        level = words.level(Level.ERROR)
        for place, name in enumerate(frame.columns):
            column = frame[name]
            longest = max([len(str(name)), *(len(str(one)) for one in column.dropna())])
            sheet.set_column(place, place, min(max(longest + 2, NARROWEST), WIDEST))
            sheet.write_string(0, place, str(name), heading)
            for row, value in enumerate(column, start=1):
                if pd.isna(value):
                    sheet.write_blank(row, place, None, cell)
                elif isinstance(value, str):
                    sheet.write_string(row, place, value, stops if value == level and place == 0 else cell)
                else:
                    sheet.write_number(row, place, int(value), cell)
        if len(frame):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        about = book.add_worksheet(words("Om filen"))
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 80)
        for row, (name, text) in enumerate(_about(draft, words)):
            about.write_string(row, 0, name, heading)
            about.write_string(row, 1, intake.safe_cell(text), cell)
    return buffer.getvalue()


def _about(draft: Draft, words: Words) -> list[tuple[str, str]]:
    kept = draft.submission
    return [
        (words("Fil"), kept.file_name),
        (words("Mottagen"), words.moment(kept.received)),
        (words("Inlämning"), str(kept.id)),
        (words("Kontrollsumma"), kept.sha256),
        (
            words("Gör så här"),
            words(
                "Rätta det som stoppar i din fil, och lämna den igen. "
                "Det som behöver svar kan stämma: rätta det då inte."
            ),
        ),
    ]


def _safe(text: object) -> str:
    return intake.safe_cell(str(text)) if text else ""


def _places(
    draft: Draft,
    found: Sequence[Finding],
    organisations: Sequence[Organisation],
    indicators: Sequence[Indicator],
    words: Words,
) -> list[_Place]:
    """What the row of each finding says it is about, in names where its codes are known."""
    checked = draft.checked
    if checked is None:
        return [_Place()] * len(found)
    names = {one.code: one.name for one in organisations}
    titles = {code: f"{words.text(one.short)} ({code})" for one in indicators for code in one.series}
    sheets: dict[str | None, set[int]] = {}
    for one in found:
        if one.row is not None:
            sheets.setdefault(one.sheet, set()).add(one.row)
    tables = {one.sheet: one for one in checked.tables}
    texts: dict[str | None, pd.DataFrame] = {}
    columns: dict[str | None, dict[str, str]] = {}
    headings: dict[str | None, dict[str, intake.Column]] = {}
    for sheet, asked in sheets.items():
        if sheet is not None and sheet not in tables:
            continue
        read = tables[sheet] if sheet in tables else checked.tables[0]
        texts[sheet] = drafts.table(checked, sheet, asked)
        shown = list(texts[sheet].columns)
        columns[sheet] = {
            column.meaning: name
            for name, column in reversed(list(zip(shown, read.columns, strict=False)))
            if column.meaning
        }
        headings[sheet] = {column.heading: column for column in read.columns}
    told = []
    for one in found:
        held = texts.get(one.sheet)
        if held is None or one.row is None or one.row not in held.index:
            told.append(_Place())
            continue
        line, by_field = held.loc[one.row], columns[one.sheet]

        def cell(field: str, line: pd.Series = line, by_field: dict[str, str] = by_field) -> str:
            return str(line[by_field[field]]).strip() if field in by_field else ""

        heading = headings[one.sheet].get(one.column or "")
        code = cell("organisation") or (heading.organisation if heading else None) or ""
        indicator = cell("indicator") or (heading.indicator if heading else None) or ""
        year = cell("year") or (heading.year if heading else None) or ""
        told.append(_Place(cell("name") or names.get(code, code), titles.get(indicator, indicator), year))
    return told
