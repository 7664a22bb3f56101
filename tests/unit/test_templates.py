"""The template of a round: what is filled in is read back unchanged, and nothing else is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    FULL_TIME,
    HOURS,
    INCOME,
    LIFE,
    LIFE_MEN,
    OWNER,
    REGION_FULL_TIME,
    REGION_GOTLAND,
    SICK_CHILDREN,
)
from python_calamine import CalamineWorkbook

from benchmarking import coverage, drafts, intake
from benchmarking.errors import NotFound
from benchmarking.model import Level, Request
from benchmarking.web.collecting.reminders import template_texts

TODAY = date(2026, 11, 22)
ALL = (COUNCIL, FULL_TIME, INCOME, LIFE, HOURS, SICK_CHILDREN)
YEARS = (2022, 2023)
VALUE, MISSING = "G", "J"


@pytest.fixture
def reference(store) -> intake.Reference:
    return drafts.reference(store, OWNER)


def wanted(reference: intake.Reference, *places: str, indicators=ALL, years=YEARS) -> pd.DataFrame:
    requests = [
        Request("MK3", one, years[0], years[-1], organisation=place) for place in places for one in indicators
    ]
    return coverage.asked(requests, reference.organisations, reference.indicators, (), TODAY)


def workbook(reference: intake.Reference, asked: pd.DataFrame, language: str = "sv") -> bytes:
    return intake.asked_workbook(reference, "MK3", asked, template_texts(language))


def filled(book: bytes, cells: Mapping[str, float | str]) -> bytes:
    """The workbook with cells of its first sheet written in, as a spreadsheet would keep them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = content.decode()
                for place, value in cells.items():
                    number = isinstance(value, float)
                    inner = f"<v>{value}</v>" if number else f"<is><t>{value}</t></is>"
                    kind = "" if number else ' t="inlineStr"'
                    text, count = re.subn(
                        rf'<c r="{place}"( s="\d+")/>', rf'<c r="{place}"\1{kind}>{inner}</c>', text
                    )
                    assert count == 1, f"{place} is no empty cell of the template"
                content = text.encode()
            after.writestr(name, content)
    return out.getvalue()


def sheets_of(book: bytes) -> dict[str, list[list]]:
    """The cells of every sheet, by its name."""
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    return {name: opened.get_sheet_by_name(name).to_python() for name in opened.sheet_names}


def test_the_rows_are_those_asked_for(reference):
    asked = wanted(reference, ASKERSUND)
    read = intake.check(workbook(reference, asked), "mall.xlsx", reference)
    rows = read.observations[["organisation", "indicator", "year", "sex"]]
    assert read.programme == "MK3"
    assert len(rows) == len(asked) == 18
    pair = rows[rows["indicator"].isin([LIFE, LIFE_MEN])]
    assert pair["sex"].tolist() == ["T"] * 4
    of_women = asked[asked["indicator"] != LIFE].merge(rows, on=["organisation", "indicator", "year", "sex"])
    assert len(of_women) == 14


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_filled_in_is_read_back_unchanged_and_stops_nothing(reference, language):
    asked = wanted(reference, ASKERSUND, REGION_GOTLAND, indicators=(*ALL, REGION_FULL_TIME))
    cells: dict[str, float | str] = {}
    expected = []
    marks = {"-": "non_response", ".": "not_applicable", "..": "suppressed"}
    for number in range(2, len(asked) + 2):
        if number % 4 == 0:
            mark = list(marks)[number % 3]
            cells[f"{MISSING}{number}"] = mark
            expected.append((number, None, marks[mark]))
        else:
            cells[f"{VALUE}{number}"] = 40 + number / 8
            expected.append((number, 40 + number / 8, None))
    read = intake.check(
        filled(workbook(reference, asked, language), cells), "mall.xlsx", replace(reference, history=None)
    )
    assert not [one for one in read.findings if one.level is Level.ERROR], read.findings
    assert not read.questions
    told = read.observations
    assert [
        (row, None if pd.isna(value) else value, None if pd.isna(mark) else mark)
        for row, value, mark in zip(told["row"], told["value"], told["missing"], strict=True)
    ] == expected


def test_the_grey_columns_and_the_instructions_are_not_read(reference):
    read = intake.check(workbook(reference, wanted(reference, ASKERSUND)), "mall.xlsx", reference)
    grey = [column for column in read.columns if column.meaning is None]
    assert [column.heading for column in grey] == ["vad det gäller (läses inte)", "senast känt (läses inte)"]
    assert read.observations["value"].isna().all()
    assert {one.level for one in read.findings} <= {Level.INFORMATION}


def test_the_last_known_value_stands_beside_its_year(reference):
    asked = wanted(reference, ASKERSUND, indicators=(FULL_TIME,))
    sheet = sheets_of(workbook(reference, asked))["Uppgifter"]
    published = reference.published
    for row in sheet[1:]:
        code, indicator, year, sex, last = row[1], row[3], row[4], row[5], row[11]
        known = published[
            (published["organisation"] == code)
            & (published["indicator"] == indicator)
            & (published["sex"] == sex)
            & (published["year"] <= int(float(year)))
            & published["value"].notna()
        ].sort_values("year")
        value, when = known["value"].iloc[-1], known["year"].iloc[-1]
        assert last == f"{value:.1f}".replace(".", ",") + f" ({when})"


def test_the_headings_are_frozen_and_the_choices_are_lists(reference):
    book = workbook(reference, wanted(reference, ASKERSUND))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet and 'ySplit="1"' in sheet
    choices = re.findall(
        r'<dataValidation type="list"[^>]*sqref="([A-Z]+)2:\1\d+"[^>]*>.*?</formula1>', sheet
    )
    assert set(choices) == {"D", "F", "J"}
    assert '<formula1>"K,M,T"</formula1>' in sheet
    assert '<formula1>"-,.,.."</formula1>' in sheet
    columns = re.findall(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"', sheet)
    assert sum(int(last) - int(first) + 1 for first, last, _ in columns) == 12
    assert min(float(width) for *_, width in columns) > 8


def test_the_list_of_indicators_stands_where_the_choice_looks_for_it(reference):
    book = workbook(reference, wanted(reference, ASKERSUND))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    [(name, first, last)] = re.findall(r"<formula1>'([^']+)'!\$A\$(\d+):\$A\$(\d+)</formula1>", sheet)
    listed = [row[0] for row in sheets_of(book)[name][int(first) - 1 : int(last)]]
    assert sorted(listed) == sorted({*ALL, LIFE_MEN})


def test_the_csv_has_the_same_rows(reference):
    asked = wanted(reference, ASKERSUND)
    content = intake.asked_csv(reference, "MK3", asked)
    assert content.startswith(b"\xef\xbb\xbf")
    read = intake.check(content, "mall.csv", reference)
    same = intake.check(workbook(reference, asked), "mall.xlsx", reference)
    key = ["organisation", "indicator", "year", "sex"]
    assert read.observations[key].equals(same.observations[key])


def test_nothing_asked_is_a_template_with_headings_alone(reference):
    asked = wanted(reference)
    content = intake.asked_csv(reference, "MK3", asked)
    assert content.decode("utf-8-sig").count("\n") == 1
    assert sheets_of(workbook(reference, asked))["Uppgifter"][0][:3] == ["omgång", "kommunkod", "kommun"]


def test_unknown_places_and_indicators_are_named(reference):
    asked = wanted(reference, ASKERSUND)
    for column in ("organisation", "indicator"):
        with pytest.raises(NotFound, match="okänd"):
            intake.asked_csv(reference, "MK3", asked.assign(**{column: "okänd"}))


def test_a_name_that_looks_like_a_formula_stays_text(reference):
    named = replace(
        reference,
        organisations=tuple(
            replace(one, name="=1+1") if one.code == ASKERSUND else one for one in reference.organisations
        ),
    )
    asked = wanted(named, ASKERSUND, indicators=(HOURS,))
    with zipfile.ZipFile(io.BytesIO(workbook(named, asked))) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
    assert ";'=1+1;" in intake.asked_csv(named, "MK3", asked).decode("utf-8-sig")
