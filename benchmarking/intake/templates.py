"""The network's template as a file to fill in, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from benchmarking.errors import NotFound
from benchmarking.intake.checking import Reference
from benchmarking.intake.layouts import TEMPLATE, Field
from benchmarking.intake.recognition import takes
from benchmarking.model import Indicator, Missing, Origin, Sex, Shape

__all__ = ["TemplateTexts", "asked_csv", "asked_workbook", "safe_cell", "template"]

_ORDER = (
    Field.PROGRAMME,
    Field.ORGANISATION,
    Field.NAME,
    Field.INDICATOR,
    Field.YEAR,
    Field.SEX,
    Field.VALUE,
    Field.NUMERATOR,
    Field.DENOMINATOR,
    Field.MISSING,
)


def safe_cell(text: str) -> str:
    """The text, with an apostrophe first where a spreadsheet would take it for a formula.

    Only for columns of text: a negative number must stay a number. The apostrophe also goes before a
    tab or line break, behind which some programs look for a formula.
    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def template(
    reference: Reference,
    programme: str | None,
    organisations: Sequence[str] | None = None,
    indicators: Sequence[str] | None = None,
    years: Iterable[int] | None = None,
    language: str = "sv",
) -> bytes:
    """The template as CSV with semicolons, UTF-8 with a mark, so that Swedish Excel opens it as it is.

    With both organisations (codes) and indicators (ids) it has a row for every figure they can have,
    sex included; values are left empty. With organisations alone, a row for each of them; else only the
    headings. Raises NotFound for an unknown code or id.
    """
    known = {one.code: one for one in reference.organisations}
    series = {id_: (id_, one) for one in reference.indicators for id_ in one.series}
    rows = []
    for code in organisations or ():
        if code not in known:
            raise NotFound(f"no organisation has the code {code}")
        asked = [one for id_ in indicators or () for one in _series(id_, series)]
        for (id_, one), year in product(asked, tuple(years or ()) or ("",)):
            if known[code].kind not in one.applies_to:
                continue
            taken = takes(id_, one)
            for sex in "KMT" if taken == "KMT" else "T":
                rows.append((code, known[code].name, id_, str(year), sex))
        if not asked:
            rows.append((code, known[code].name, "", "", ""))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    column = 0 if language == "sv" else 1
    writer.writerow([TEMPLATE.headings[field][column] for field in _ORDER])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in (programme or "", *row, "", "", "", "")])
    return text.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class TemplateTexts:
    """What a template says beside its headings, in the language of whoever fills it in.

    `sheet` and `about` name the sheets; `title` stands first on the sheet of instructions, `instructions`
    below it, one text a row, and `measures` over the list of indicators. `name` and `last` head the two
    grey columns that are not read back.
    """

    language: str
    sheet: str
    about: str
    title: str
    instructions: tuple[str, ...]
    measures: str
    name: str
    last: str


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to fill in: organisation, series, year and sex as the template writes them, and what is known."""

    organisation: str
    place: str
    series: str
    year: int
    sex: str
    name: str
    last: str


def asked_csv(reference: Reference, programme: str, wanted: pd.DataFrame, language: str = "sv") -> bytes:
    """The template with a row for everything asked for, as CSV like `template`'s.

    `wanted`: as `coverage.asked` gives it. Raises NotFound for an unknown organisation or indicator.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    column = 0 if language == "sv" else 1
    writer.writerow([TEMPLATE.headings[field][column] for field in _ORDER])
    for row in _rows(reference, wanted, language):
        told = (programme, row.organisation, row.place, row.series, str(row.year), row.sex)
        writer.writerow([safe_cell(cell) for cell in (*told, "", "", "", "")])
    return text.getvalue().encode("utf-8-sig")


def asked_workbook(reference: Reference, programme: str, wanted: pd.DataFrame, texts: TemplateTexts) -> bytes:
    """The template with a row for everything asked for, as a workbook to fill in.

    `wanted`: as `coverage.asked` gives it. The first sheet is the template, its headings frozen, with lists
    to choose from for indicator, sex and missing mark, and two grey columns that `check` does not read: the
    indicator's name and the last value known before, or of, that year. The second has the instructions, and
    each indicator with unit and definition. Raises NotFound for an unknown organisation or indicator.
    """
    rows = _rows(reference, wanted, texts.language)
    buffer = io.BytesIO()
    with Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        styles = _Styles(
            heading=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            text=book.add_format({"num_format": "@"}),
            fill=book.add_format({"bg_color": "#FFFBE6", "border": 1, "border_color": "#C9C4B4"}),
            fill_text=book.add_format(
                {"bg_color": "#FFFBE6", "border": 1, "border_color": "#C9C4B4", "num_format": "@"}
            ),
            grey=book.add_format({"font_color": "#595959", "bg_color": "#EDEDED"}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
        )
        sheet, about = book.add_worksheet(texts.sheet), book.add_worksheet(texts.about)
        named = list(dict.fromkeys((row.series, row.name) for row in rows))
        listed = _explain(about, reference, named, texts, styles)
        _fill(sheet, programme, rows, texts, listed, styles)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _Styles:
    heading: Format
    text: Format
    fill: Format
    fill_text: Format
    grey: Format
    wrapped: Format


def _fill(
    sheet: Worksheet,
    programme: str,
    rows: Sequence[_Row],
    texts: TemplateTexts,
    listed: str,
    styles: _Styles,
) -> None:
    """The sheet to fill in; `listed` is where the indicators' ids stand."""
    column = 0 if texts.language == "sv" else 1
    headings = [*(TEMPLATE.headings[field][column] for field in _ORDER), texts.name, texts.last]
    at = {field: place for place, field in enumerate(_ORDER)}
    widths = [len(heading) for heading in headings]
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, styles.heading)
    for number, row in enumerate(rows, start=1):
        told = (programme, row.organisation, row.place, row.series, row.year, row.sex)
        for place, cell in enumerate(told):
            if isinstance(cell, int):
                sheet.write_number(number, place, cell)
            else:
                sheet.write_string(number, place, cell, styles.text)
            widths[place] = max(widths[place], len(str(cell)))
        for field in (Field.VALUE, Field.NUMERATOR, Field.DENOMINATOR):
            sheet.write_blank(number, at[field], None, styles.fill)
        sheet.write_blank(number, at[Field.MISSING], None, styles.fill_text)
        for place, cell in enumerate((row.name, row.last), start=len(_ORDER)):
            sheet.write_string(number, place, cell, styles.grey)
            widths[place] = max(widths[place], len(cell))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width + 2, 9), 48))
    sheet.freeze_panes(1, 3)
    last = max(len(rows), 1)
    sheet.data_validation(1, at[Field.SEX], last, at[Field.SEX], _choice(list(Sex)))
    marks = [missing.mark for missing in Missing if missing.mark]
    sheet.data_validation(1, at[Field.MISSING], last, at[Field.MISSING], _choice(marks))
    sheet.data_validation(1, at[Field.INDICATOR], last, at[Field.INDICATOR], _choice(listed))


def _choice(source: Sequence[str] | str) -> dict[str, object]:
    return {"validate": "list", "source": source if isinstance(source, str) else [str(one) for one in source]}


def _explain(
    sheet: Worksheet,
    reference: Reference,
    named: Sequence[tuple[str, str]],
    texts: TemplateTexts,
    styles: _Styles,
) -> str:
    """The sheet of instructions and indicators; returns where the indicators' ids stand, as Excel says it.

    It has no row of headings, or it would be read as a second table.
    """
    series = {id_: one for one in reference.indicators for id_ in one.series}
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 1, texts.title, styles.heading)
    for number, told in enumerate(texts.instructions, start=1):
        sheet.write_string(number, 1, told, styles.wrapped)
    first = len(texts.instructions) + 2
    sheet.write_string(first, 1, texts.measures, styles.heading)
    for number, (id_, name) in enumerate(named, start=first + 1):
        one = series[id_]
        told = [f"{name} ({getattr(one.base, texts.language) or one.base.sv})"]
        if one.definition:
            told.append(getattr(one.definition, texts.language) or one.definition.sv)
        sheet.write_string(number, 0, id_, styles.wrapped)
        sheet.write_string(number, 1, ". ".join(told), styles.wrapped)
    sheet_name = texts.about.replace("'", "''")
    return f"='{sheet_name}'!$A${first + 2}:$A${first + 1 + max(len(named), 1)}"


def _rows(reference: Reference, wanted: pd.DataFrame, language: str) -> list[_Row]:
    places = {one.code: one for one in reference.organisations}
    figures = {one.id: one for one in reference.indicators}
    for name, column, known in (
        ("organisation has the code", "organisation", places),
        ("indicator has the id", "indicator", figures),
    ):
        for unknown in set(wanted[column]) - set(known):
            raise NotFound(f"no {name} {unknown}")
    last = _last_known(reference, set(wanted["organisation"]), set(wanted["indicator"]))
    rows = []
    keys = (wanted[name].tolist() for name in ("organisation", "indicator", "year", "sex"))
    for code, id_, year, sex in zip(*keys, strict=True):
        one = figures[id_]
        series, letter = id_, sex
        if one.shape is Shape.PAIR:
            series, letter = one.series[sex == Sex.MEN.value], Sex.TOTAL.value
        name = getattr(one.short, language) or one.short.sv
        rows.append(
            _Row(
                *(code, places[code].name, series, int(year), letter, name),
                last=_told(last.get((series, code, letter), ()), int(year), one.decimals, language),
            )
        )
    return rows


def _last_known(
    reference: Reference, codes: set[str], indicators: set[str]
) -> dict[tuple[str, str, str], list[tuple[int, float]]]:
    """By series, organisation and sex: years and values, the official one where a year has two."""
    if reference.published is None:
        return {}
    series = {id_ for one in reference.indicators if one.id in indicators for id_ in one.series}
    held = reference.published
    held = held[held["organisation"].isin(codes) & held["indicator"].isin(series) & held["value"].notna()]
    official = held["origin"].eq(Origin.OFFICIAL.value)
    key = ["indicator", "organisation", "sex", "year"]
    held = held.assign(official=official).sort_values([*key, "official"]).drop_duplicates(key, keep="last")
    found: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
    columns = (held[name].tolist() for name in (*key, "value"))
    for indicator, organisation, sex, year, value in zip(*columns, strict=True):
        found.setdefault((indicator, organisation, sex), []).append((int(year), float(value)))
    return found


def _told(known: Sequence[tuple[int, float]], year: int, decimals: int, language: str) -> str:
    """The last value known up to a year, as text: "75,9 (2022)"; empty where there is none."""
    before = [(when, value) for when, value in known if when <= year]
    if not before:
        return ""
    when, value = before[-1]
    written = f"{value:.{decimals}f}"
    return f"{written.replace('.', ',') if language == 'sv' else written} ({when})"


def _series(id_: str, series: dict[str, tuple[str, Indicator]]) -> list[tuple[str, Indicator]]:
    if id_ not in series:
        raise NotFound(f"no indicator has the id {id_}")
    _, one = series[id_]
    # The id of a pair asks for both of its series.
    return [series[each] for each in one.series] if id_ == one.id else [series[id_]]
