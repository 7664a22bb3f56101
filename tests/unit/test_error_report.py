"""The error report: a workbook with every finding, that can be sent back and opened without harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import OWNER, handed_in_file
from python_calamine import CalamineWorkbook

from benchmarking import drafts, wording
from benchmarking.error_report import WIDEST, error_report, rows
from benchmarking.store import Place, Store

HEADINGS = {
    "sv": [
        *("Nivå", "Blad", "Rad", "Kolumn", "Kommun eller region", "Nyckeltal", "År", "Vad det gäller"),
        *("Det står", "Väntat", "Vårt förslag", "Gör så här", "Antal rader"),
    ],
    "en": [
        *("Level", "Sheet", "Row", "Column", "Municipality or region", "Indicator", "Year"),
        *("What it is about", "Found", "Expected", "Our suggestion", "What to do", "Number of rows"),
    ],
}
WRONG = handed_in_file(
    {"värde": "=1+1"},
    {"värde": "30", "kommunkod": "180"},
    {"värde": "30", "år": "20222"},
    {"värde": "140", "nyckeltal": "N05815", "kön": "T", "kommunkod": "1982"},
    {"värde": "@SUM(A1)", "kommun": "+cmd", "kommunkod": ""},
)


PLACES = [(place, sex) for place in ("Askersund", "Fagersta", "Hedemora") for sex in "KM"]


@pytest.fixture(scope="module")
def store(copied_small: Callable[[Path], Place], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(copied_small(tmp_path_factory.mktemp("report")))
    yield opened
    opened.close()


def report(store: Store, content: bytes, language: str = "sv", name: str = "=fil.csv") -> tuple[bytes, list]:
    """The workbook, and the rows of its first sheet, headings first."""
    draft = drafts.hand_in(store, OWNER, name, content, "MK3")
    made = error_report(draft, store.organisations(OWNER), store.indicators(OWNER), wording.words(language))
    return made, CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_has_a_row_for_every_finding_in_the_language_shown(store: Store, language: str) -> None:
    _, sheet = report(store, WRONG, language)
    draft = drafts.reopen(store, OWNER, store.submissions(OWNER)[0].id)
    assert sheet[0] == HEADINGS[language]
    assert len(sheet) == 1 + len(draft.findings)


def test_a_row_says_place_indicator_year_found_expected_and_suggestion(store: Store) -> None:
    _, sheet = report(store, WRONG)
    told = [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]]
    [year] = [row for row in told if row["Kolumn"] == "år"]
    assert (year["Nivå"], year["Rad"], year["Det står"], year["Vårt förslag"]) == (
        "Stoppar",
        4,
        "20222",
        "2022",
    )
    assert year["Kommun eller region"] == "Askersund" and "N21826" in year["Nyckeltal"]
    [bound] = [row for row in told if row["Det står"] == "140"]
    assert bound["Kommun eller region"] == "Fagersta" and bound["År"] == "2023" and "100" in bound["Väntat"]


def test_what_stops_comes_first(store: Store) -> None:
    draft = drafts.hand_in(store, OWNER, "a.csv", WRONG + b"MK3;1882;;N21826;2023;M;24 %;;;\r\n", "MK3")
    levels = rows(draft, store.organisations(OWNER), store.indicators(OWNER), wording.words("sv"))["Nivå"]
    order = ["Stoppar", "Behöver svar", "Upplyser"]
    assert levels.tolist() == sorted(levels, key=order.index)


def test_no_cell_is_a_formula_or_becomes_one(store: Store) -> None:
    made, sheet = report(store, WRONG)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        xml = "".join(
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")
        )
    assert "<f>" not in xml
    texts = [cell for row in sheet for cell in row if isinstance(cell, str)]
    about = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(1).to_python()
    texts += [cell for row in about for cell in row if isinstance(cell, str)]
    assert any("=1+1" in text for text in texts)
    assert not [text for text in texts if text.startswith(("=", "+", "-", "@"))]


def test_the_headings_are_frozen_and_the_columns_fit_their_text(store: Store) -> None:
    made, sheet = report(store, WRONG)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        xml = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="1"' in xml and 'state="frozen"' in xml
    widths = [
        float(part.split('"')[0]) for part in xml.split("<cols>")[1].split("</cols>")[0].split(' width="')[1:]
    ]
    assert sum(widths) > 100 and max(widths) <= WIDEST + 1
    assert len(sheet[0]) == 13


def test_a_file_without_a_table_has_a_report_too(store: Store) -> None:
    _, sheet = report(store, b"Hej!\n")
    assert len(sheet) == 2 and "rubriker" in " ".join(str(cell) for cell in sheet[1])


def test_years_in_columns_are_told_for_the_column_of_the_finding(store: Store) -> None:
    lines = [f"{place};N21826;{sex};2{number},5;25,1" for number, (place, sex) in enumerate(PLACES)]
    content = "\n".join(["Kommun;Nyckeltal;Kön;2022;2023", *lines]).replace("20,5", "abc").encode()
    _, sheet = report(store, content)
    told = [dict(zip(sheet[0], row, strict=True)) for row in sheet[1:]]
    [wrong] = [row for row in told if row["Det står"] == "abc"]
    assert (wrong["År"], wrong["Kommun eller region"], wrong["Kolumn"]) == ("2022", "Askersund", "2022")
