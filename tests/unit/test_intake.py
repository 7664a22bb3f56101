"""A file in: what is understood, what is found, and where."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking import intake
from benchmarking.errors import NotFound, UnreadableFile
from benchmarking.intake import numerals, personal
from benchmarking.intake.catalogue import PLAUSIBILITY_CODES
from benchmarking.model import (
    Finding,
    Indicator,
    Level,
    Measured,
    Missing,
    Organisation,
    OrganisationKind,
    Programme,
    ProgrammeKind,
    Role,
    Shape,
    Text,
)

MUNICIPALITY, REGION = OrganisationKind.MUNICIPALITY, OrganisationKind.REGION
HEADINGS = ("omgång", "kommunkod", "kommun", "nyckeltal", "år", "kön", "värde", "antal", "underlag", "saknas")
ENGLISH = ("round", "code", "name", "indicator", "year", "sex", "value", "count", "base", "missing")


def organisation(
    code: str, name: str, kind: OrganisationKind = MUNICIPALITY, county: str = ""
) -> Organisation:
    official = f"{name} kommun" if kind is MUNICIPALITY else name
    return Organisation(code, name, kind, official, county or code[:2])


def indicator(id_: str, title: str, shape: Shape = Shape.BY_SEX, **fields: object) -> Indicator:
    text = Text(title, f"{title} (en)")
    defaults = {
        "unit": "%",
        "decimals": 1,
        "lower": 0,
        "upper": 100,
        "applies_to": frozenset({MUNICIPALITY, REGION}),
        "measured": Measured.YEARLY,
        "family": "family",
        "role": Role.GAP,
    }
    return Indicator(id_, text, text, text, 1, shape, **(defaults | fields))


REFERENCE = intake.Reference(
    organisations=(
        organisation("0000", "Riket", OrganisationKind.COUNTRY),
        organisation("09", "Gotlands län", OrganisationKind.COUNTY),
        organisation("21", "Gävleborgs län", OrganisationKind.COUNTY),
        organisation("0003", "Region Uppsala", REGION, "03"),
        organisation("0009", "Region Gotland", REGION, "09"),
        organisation("0018", "Region Örebro län", REGION, "18"),
        organisation("0021", "Region Gävleborg", REGION, "21"),
        organisation("0180", "Stockholm"),
        organisation("0380", "Uppsala"),
        organisation("0980", "Gotland"),
        organisation("1280", "Malmö"),
        organisation("1880", "Örebro"),
        organisation("2083", "Hedemora"),
        organisation("2284", "Örnsköldsvik"),
        organisation("distrikt-a", "Distrikt A", OrganisationKind.DISTRICT),
    ),
    indicators=(
        indicator("N00206", "Heltidsanställda", applies_to=frozenset({MUNICIPALITY})),
        indicator("N60077", "Heltid i regionen", applies_to=frozenset({REGION})),
        indicator("N02267", "Sysselsättningsgrad"),
        indicator("N05815", "Kvinnor i fullmäktige", Shape.WOMENS_SHARE),
        indicator("N00945", "Vab-dagar", Shape.MENS_SHARE),
        indicator("N00952", "Kvinnors inkomst mot mäns", Shape.WOMENS_RELATIVE, upper=None),
        indicator("N00925", "Medellivslängd", Shape.PAIR, unit="år", upper=120, pair_men="N00923"),
        indicator("N00905", "Medianinkomst", unit="kr", decimals=0, upper=None),
    ),
    programmes=(
        Programme("MK1", Text("Omgång 1", "Round 1"), ProgrammeKind.MODEL_ROUND),
        Programme("MK2", Text("Omgång 2", "Round 2"), ProgrammeKind.MODEL_ROUND),
    ),
    published=pd.DataFrame(
        {
            "indicator": ["N00206", "N00206", "N00206"],
            "organisation": ["1280", "1280", "2083"],
            "year": [2022, 2022, 2022],
            "sex": ["K", "M", "K"],
            "value": [59.61, 80.0, 75.9],
            "origin": ["official", "network", "official"],
        }
    ),
    today=date(2026, 11, 22),
)
DEFAULTS = {
    "omgång": "MK1",
    "kommunkod": "0180",
    "kommun": "Stockholm",
    "nyckeltal": "N00206",
    "år": "2022",
    "kön": "K",
    "värde": "59,6",
}


def line(**cells: str) -> tuple[str, ...]:
    """One row of the template; a test states only the cells it is about."""
    return tuple((DEFAULTS | cells).get(heading, "") for heading in HEADINGS)


def file(*lines: tuple[str, ...], headings: tuple[str, ...] = HEADINGS, delimiter: str = ";") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([headings, *lines])
    return text.getvalue().encode()


def check(content: bytes, **options: object) -> intake.Checked:
    return intake.check(content, "fil.csv", REFERENCE, **options)


def found(content: bytes, **options: object) -> list[Finding]:
    """The findings of a file, also of one that is refused."""
    try:
        return list(check(content, **options).findings)
    except UnreadableFile as refusal:
        return [refusal.finding]


def without(*gone: str, **cells: str) -> bytes:
    kept = [place for place, heading in enumerate(HEADINGS) if heading not in gone]
    row = line(**cells)
    return file(tuple(row[p] for p in kept), headings=tuple(HEADINGS[p] for p in kept))


def archive(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("_dot_", "."), content)
    return data.getvalue()


# Norwegian municipalities; two of their numbers are Swedish ones too.
NORWAY = (
    ("0301", "Oslo"),
    ("4601", "Bergen"),
    ("1103", "Stavanger"),
    ("5001", "Trondheim"),
    ("1280", "Sokndal"),
    ("0180", "Gjesdal"),
)


def locked(content: bytes) -> bytes:
    """An archive whose members say that they need a password."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(mark) + place
        content = content[:start] + bytes([content[start] | 1]) + content[start + 1 :]
    return content


NAME_ONLY = {"kommunkod": ""}

# One file for each code: the bytes, options of the check, and what the finding must say. The identity
# numbers are test numbers that Skatteverket publishes for the purpose; nobody bears them.
FIXTURES: dict[str, tuple[bytes, dict[str, object], dict[str, object]]] = {
    "empty_file": (b" \r\n", {}, {"row": None}),
    "binary_file": (b"%PDF-1.7 x", {}, {"found": "pdf", "expected": "csv"}),
    "no_header": (b"a;b;c\n1;2;3\n", {}, {"row": 1, "found": "a;b;c"}),
    "personal_data": (
        file(line(), line(kommun="19121212-1212")),
        {},
        {"row": 3, "column": "kommun", "found": "3", "expected": "personal_number"},
    ),
    "encoding": (
        file(line(kommun="Malmö", kommunkod="1280")).decode().encode("cp1252"),
        {},
        {"found": "windows-1252", "expected": "utf-8"},
    ),
    "mojibake": (
        file(line(kommunkod="1280", kommun="Malmö")).decode().encode().decode("cp1252").encode(),
        {},
        {"found": "Ã¥", "expected": "å", "row": 1},
    ),
    "characters_lost": (
        file(line(kommunkod="1280", kommun="Malm\ufffd")),
        {},
        {"row": 2, "column": "kommun", "found": "\ufffd"},
    ),
    "rows_above_header": (b"Heltid i kommunen\r\n\r\n" + file(line()), {}, {"row": 1, "found": "2"}),
    "open_quote": (
        file(line(), line(år="2021")).replace(b"2021;K", b'"2021;K'),
        {},
        {"row": 3, "found": 'MK1;0180;Stockholm;N00206;"2021;K;59,6;;'},
    ),
    "column_missing": (
        file(
            ("MK1", "0180", "N00206", "2022", "K", "1"),
            headings=(*HEADINGS[:2], "nyckel", "år", "kön", "värde"),
        ).replace(b"N00206", b"heltid?"),
        {},
        {
            "row": 1,
            "found": "omgång, kommunkod, nyckel, år, kön, värde",
            "expected": "nyckeltal",
            "suggestion": "nyckel",
        },
    ),
    "column_repeated": (
        file((*line(), "59,6"), headings=(*HEADINGS, "Value")),
        {},
        {"row": 1, "column": "Value", "found": "Value", "expected": "värde"},
    ),
    "column_extra": (
        file((*line(), "x"), headings=(*HEADINGS, "anmärkning")),
        {},
        {"row": 1, "column": "anmärkning", "found": "anmärkning"},
    ),
    "no_rows": (file(), {}, {"row": 1}),
    "row_too_short": (file(line(), line()[:6]), {}, {"row": 3, "found": "6", "expected": "10"}),
    "row_too_long": (file((*line(), "9")), {}, {"row": 2, "found": "11", "expected": "10"}),
    "row_unfilled": (file(line(), line(år="", värde="")), {}, {"row": 3}),
    "cell_empty": (file(line(kön="")), {}, {"row": 2, "column": "kön", "expected": "sex"}),
    "programme_unknown": (file(line(omgång="MK11")), {}, {"row": 2, "column": "omgång", "suggestion": "MK1"}),
    "programme_differs": (file(line()), {"programme": "MK2"}, {"row": 2, "found": "MK1", "expected": "MK2"}),
    "programme_several": (
        file(line(), line(omgång="MK2", år="2021")),
        {},
        {"row": 3, "found": "MK1, MK2", "expected": "MK1"},
    ),
    "organisation_unknown": (
        file(line(kommunkod="", kommun="Stokholm")),
        {},
        {"row": 2, "column": "kommun", "found": "Stokholm", "expected": "0180", "suggestion": "Stockholm"},
    ),
    "organisation_zero_lost": (
        file(line(kommunkod="180", kommun="")),
        {},
        {"row": 2, "column": "kommunkod", "found": "180", "expected": "Stockholm", "suggestion": "0180"},
    ),
    "organisation_zero_restored": (
        file(line(kommunkod="180")),
        {},
        {"row": 2, "column": "kommunkod", "found": "180", "expected": "0180 Stockholm"},
    ),
    "organisation_letters": (
        file(line(kommunkod="", kommun="Ornskoldsvik")),
        {},
        {"row": 2, "column": "kommun", "found": "Ornskoldsvik", "expected": "2284 Örnsköldsvik"},
    ),
    "organisations_foreign": (
        file(*(line(kommunkod=code, kommun=name) for code, name in NORWAY)),
        {},
        {"row": None, "found": "6", "expected": "6"},
    ),
    "organisation_disagrees": (
        file(line(kommun="Malmö")),
        {},
        {"row": 2, "found": "0180 Malmö", "expected": "Stockholm", "suggestion": "1280"},
    ),
    "organisation_spelling": (
        file(line(kommun="Stokholm")),
        {},
        {"row": 2, "column": "kommun", "found": "Stokholm", "expected": "Stockholm"},
    ),
    "organisation_ambiguous": (
        file(line(kommunkod="", kommun="Gotland", nyckeltal="N02267")),
        {},
        {"row": 2, "found": "Gotland", "expected": "0009 Region Gotland, 0980 Gotland"},
    ),
    "organisation_by_name": (
        file(line(kommunkod="", kommun="Uppsala", nyckeltal="N02267")),
        {},
        {"found": "Uppsala", "expected": "0380 Uppsala", "suggestion": "0003 Region Uppsala"},
    ),
    "organisation_kind": (
        file(line(kommunkod="0980", kommun="Gotland", nyckeltal="N60077")),
        {},
        {"found": "0980", "expected": "region", "suggestion": "0009"},
    ),
    "indicator_unknown": (
        file(line(nyckeltal="N0206")),
        {},
        {"column": "nyckeltal", "found": "N0206", "expected": "Heltidsanställda", "suggestion": "N00206"},
    ),
    "year_unreadable": (
        file(line(år="20222")),
        {},
        {"column": "år", "found": "20222", "expected": "1990–2026", "suggestion": "2022"},
    ),
    "year_out_of_range": (file(line(år="2202")), {}, {"found": "2202", "suggestion": "2022"}),
    "sex_unknown": (file(line(kön="Q")), {}, {"column": "kön", "found": "Q", "expected": "K, M, T"}),
    "sex_word": (file(line(kön="flickor")), {}, {"found": "flickor", "expected": "K"}),
    "sex_read_as_total": (file(line(nyckeltal="N05815")), {}, {"found": "K", "expected": "T"}),
    "sex_opposite": (
        file(line(nyckeltal="N00925", kön="M")),
        {},
        {"column": "kön", "found": "M", "expected": "T", "suggestion": "N00923"},
    ),
    "sex_of_ratio": (file(line(nyckeltal="N00952")), {}, {"found": "K", "expected": "T", "suggestion": "T"}),
    "value_unreadable": (file(line(värde="abc")), {}, {"column": "värde", "found": "abc"}),
    "value_out_of_bounds": (file(line(värde="140")), {}, {"found": "140", "expected": "0–100"}),
    "number_ambiguous": (
        file(line(nyckeltal="N00905", värde="226,700")),
        {},
        {"found": "226,700", "expected": "226700", "suggestion": "226.7"},
    ),
    "percent_sign": (file(line(värde="12,5 %")), {}, {"found": "12,5 %", "expected": "12.5"}),
    "percent_unexpected": (
        file(line(nyckeltal="N00905", värde="12 %")),
        {},
        {"found": "12 %", "expected": "kr"},
    ),
    "missing_unknown": (
        file(line(värde="", saknas="bortfal")),
        {},
        {"column": "saknas", "found": "bortfal", "suggestion": "-"},
    ),
    "value_and_mark": (file(line(saknas="..")), {}, {"column": "saknas", "found": "..", "expected": "59,6"}),
    "marks_disagree": (
        file(line(värde="-", saknas="sekretess")),
        {},
        {"column": "saknas", "found": "sekretess", "expected": "-"},
    ),
    "value_absent": (file(line(värde="")), {}, {"row": 2, "column": "värde"}),
    "mark_beside_counts": (
        file(line(värde="..", antal="47", underlag="80")),
        {},
        {"column": "antal", "found": "47/80", "expected": "..", "suggestion": "58.75"},
    ),
    "count_unreadable": (file(line(antal="ca 40")), {}, {"column": "antal", "found": "ca 40"}),
    "count_negative": (file(line(underlag="-4")), {}, {"column": "underlag", "found": "-4"}),
    "count_not_whole": (file(line(underlag="40,5")), {}, {"column": "underlag", "found": "40,5"}),
    "numerator_above_denominator": (
        file(line(antal="90", underlag="80")),
        {},
        {"column": "antal", "found": "90", "expected": "80"},
    ),
    "denominator_zero": (file(line(antal="0", underlag="0")), {}, {"column": "underlag", "found": "0"}),
    "value_not_ratio": (
        file(line(antal="49", underlag="80")),
        {},
        {"column": "värde", "found": "59,6", "expected": "61.3", "suggestion": "61.3"},
    ),
    "duplicate_same": (
        file(line(), line(värde="59.60")),
        {},
        {"row": 3, "found": "59.60", "expected": "2"},
    ),
    "duplicate_differs": (
        file(line(), line(värde="57,9")),
        {},
        {"row": 3, "column": "värde", "found": "57,9", "expected": "59,6", "suggestion": "2"},
    ),
    "differs_from_official": (
        file(line(kommunkod="1280", kommun="Malmö", värde="59,7")),
        {},
        {"column": "värde", "found": "59,7", "expected": "59.6"},
    ),
    "replaces_network_value": (
        file(line(kommunkod="1280", kommun="Malmö", kön="M", värde="81")),
        {},
        {"found": "81", "expected": "80"},
    ),
    "file_too_large": (
        archive(**{f"del{n}_dot_csv": bytes(30_000_000) for n in range(14)}),
        {},
        {"found": "401", "expected": "400"},
    ),
    "file_locked": (locked(archive(tabell_dot_csv=b"x")), {}, {"row": None}),
    "file_has_macros": (
        archive(**{"xl/workbook_dot_xml": b"<workbook/>", "xl/vbaProject_dot_bin": b"x"}),
        {},
        {"found": "xlsx"},
    ),
    "file_damaged": (b"PK\x03\x04 and then nothing", {}, {"found": "zip"}),
    "archive_empty": (archive(bild_dot_png=b"x", las_dot_md=b"y"), {}, {"found": "bild.png, las.md"}),
    "archive_too_many": (
        archive(**{f"del{n}_dot_csv": b"x" for n in range(30)}),
        {},
        {"found": "30", "expected": "24"},
    ),
    "archive_unread": (
        archive(tabell_dot_csv=file(line()), las_dot_md=b"y"),
        {},
        {"found": "las.md"},
    ),
    "column_by_content": (
        file(
            ("0180", "N00206", "2022", "K", "59,6"),
            headings=("kommunkod", "det vi mätte", "år", "kön", "värde"),
        ),
        {},
        {"row": 1, "column": "det vi mätte", "expected": "indicator"},
    ),
    "indicator_asked": (
        b"kommun;kvinnor 2022;m\xc3\xa4n 2022\nUppsala;1;2\nHedemora;3;4\n",
        {},
        {"row": 1, "found": None},
    ),
    "year_asked": (
        b"kommun;kvinnor;m\xc3\xa4n\nUppsala;1;2\nHedemora;3;4\n",
        {"indicator": "N00206"},
        {"row": 1},
    ),
    "sex_asked": (
        b"kommun;2021;2022\nUppsala;1;2\nHedemora;3;4\n",
        {"indicator": "N00206"},
        {"suggestion": "T"},
    ),
    "organisation_asked": (
        b"\xc3\xa5r;kvinnor;m\xc3\xa4n\n2021;1;2\n2022;3;4\n",
        {"indicator": "N00206"},
        {"row": 1},
    ),
    "category_asked": (
        b"kommun;\xc3\xa5lder;kvinnor 2022\nUppsala;20-24;1\nUppsala;25-29;2\n",
        {"indicator": "N00206"},
        {"row": 1, "column": "ålder", "found": "20-24, 25-29"},
    ),
    "category_read": (
        b"kommun;\xc3\xa5lder;kvinnor 2022\nUppsala;20-24;1\nUppsala;25-29;2\n",
        {"indicator": "N00206", "answers": {"category": {"ålder": "20-24"}}},
        {"row": 3, "column": "ålder", "found": "20-24"},
    ),
    "category_single": (
        b"kommun;\xc3\xa5lder;kvinnor 2022\nUppsala;20-24;1\nHedemora;20-24;2\n",
        {"indicator": "N00206"},
        {"row": 1, "column": "ålder", "found": "20-24"},
    ),
    "year_from_name": (
        "Heltid 2022\n\nkommun;kvinnor;män\nUppsala;1;2\nHedemora;3;4\n".encode(),
        {"indicator": "N00206"},
        {"found": "2022", "expected": "title"},
    ),
    "sex_from_name": (
        b"Alla kvinnor\n\nkommun;2021;2022\nUppsala;1;2\nHedemora;3;4\n",
        {"indicator": "N00206"},
        {"found": "K", "expected": "title"},
    ),
    "indicator_from_name": (
        "Heltidsanställda\n\nkommun;kvinnor 2021;män 2021\nUppsala;1;2\nHedemora;3;4\n".encode(),
        {},
        {"found": "N00206", "expected": "title"},
    ),
    "organisation_from_name": (
        "Hedemora\n\når;kvinnor;män\n2021;1;2\n2022;3;4\n".encode(),
        {"indicator": "N00206"},
        {"found": "Hedemora", "expected": "title"},
    ),
    "heading_disagrees": (
        "kommun;kön;kvinnor 2022\nUppsala;kvinnor;1\nHedemora;män;2\n".encode(),
        {"indicator": "N00206"},
        {"row": 3, "column": "kön", "found": "män", "expected": "kvinnor 2022"},
    ),
    "notes_below": (
        file(line()) + b"Anm. preliminara uppgifter\r\n",
        {},
        {"row": 3, "found": "Anm. preliminara uppgifter"},
    ),
    "headings_repeated": (file(line(), HEADINGS, line(år="2021")), {}, {"row": 3}),
    "cells_filled_down": (
        "region;kön;2021;2022\nUppsala;kvinnor;1;2\n;män;3;4\nHedemora;kvinnor;5;6\n;män;7;8\n".encode(),
        {"indicator": "N00206"},
        {"row": 3, "column": "region", "count": 2},
    ),
    "summary_row": (
        "kommun;kvinnor 2022\nUppsala;1\nHedemora;2\nAlla kommuner;3\nGävleborgs län;4\n".encode(),
        {"indicator": "N00206"},
        {"row": 4, "column": "kommun", "found": "Alla kommuner, Gävleborgs län", "count": 2},
    ),
    "year_read": (file(line(år="2022-12-31")), {}, {"row": 2, "found": "2022-12-31", "expected": "2022"}),
    "sex_digit": (file(line(kön="2")), {}, {"row": 2, "found": "2", "expected": "K"}),
    "value_approximate": (file(line(värde="ca 60")), {}, {"found": "ca 60", "suggestion": "60"}),
    "value_is_date": (file(line(värde="12-maj")), {}, {"found": "12-maj"}),
    "value_is_time": (file(line(värde="22:30")), {}, {"found": "22:30", "suggestion": "22.5"}),
    "encoding_mixed": (
        file(line(kommunkod="2284", kommun="Örnsköldsvik"))
        + ";".join(line(kommunkod="2284", kommun="Örnsköldsvik", kön="M")).encode("cp1252"),
        {},
        {"row": 3, "found": "3", "count": 1},
    ),
    "ending_unfinished": (
        file(line(), line(kön="M", värde="59,6")).rstrip(b"\r\n"),
        {},
        {"row": 3, "found": "00206;2022;M;59,6;;;"},
    ),
    "comma_both": (
        b"kommunkod,nyckeltal,ar,kon,varde\n0180,N00206,2021,K,59,6\n0180,N00206,2021,M,78,4\n"
        b"0180,N00206,2022,K,60\n0180,N00206,2022,M,77,3\n",
        {},
        {"row": 1, "count": 3},
    ),
    "page_missing": (
        b'{"next_url": "page 2", "values": [{"kpi": "N00206", "municipality": "0180", "period": 2022,'
        b' "values": [{"gender": "K", "value": 59.6}]}]}',
        {},
        {"row": None},
    ),
    "note_warns": (
        "UTKAST, får inte spridas\n".encode() + file(line()),
        {},
        {"row": 1, "found": "UTKAST, får inte spridas"},
    ),
    "free_text": (
        file((*line(), ""), (*line(kön="M"), "fritt"), headings=(*HEADINGS, "kommentar")),
        {},
        {"row": 3, "column": "kommentar", "found": "kommentar"},
    ),
    "cell_error": (file(line(värde="#DIV/0!")), {}, {"found": "#DIV/0!"}),
    "formula_without_value": (file(line(värde="=B2*2")), {}, {"found": "=B2*2"}),
    "mark_read": (file(line(värde="<5")), {}, {"found": "<5", "expected": ".."}),
    "mark_uncertain": (file(line(värde="x")), {}, {"found": "x", "expected": ".."}),
}


ELSEWHERE = {
    "sheet_asked",
    "sheet_unread",
    "rows_hidden",
    "columns_hidden",
    "cell_note",
    "sheet_disagrees",
} | {
    *("record_empty", "record_twice", "choice_unknown", "date_unreadable"),
}
"""Codes of workbooks, whose files are in test_intake_workbooks, and of lists, in test_intake_records."""


def test_every_code_has_a_fixture():
    # Those of `plausibility` have theirs in test_intake_plausibility.
    assert set(FIXTURES) == set(intake.FINDING_CODES) - set(PLAUSIBILITY_CODES) - ELSEWHERE


@pytest.mark.parametrize("code", FIXTURES)
def test_its_own_file_is_found_at_fault(code: str):
    content, options, expected = FIXTURES[code]
    findings = [finding for finding in found(content, **options) if finding.code == code]
    assert findings, found(content, **options)
    said = {name: getattr(findings[0], name) for name in expected}
    assert said == expected
    assert findings[0].level is intake.FINDING_CODES[code][0]


def test_an_error_stops_the_file_and_what_only_asks_or_tells_does_not():
    for code in ("value_unreadable", "row_too_short", "column_repeated", "duplicate_differs"):
        assert not check(FIXTURES[code][0]).publishable, code
    for code in (
        "encoding",
        "mojibake",
        "column_extra",
        "value_not_ratio",
        "number_ambiguous",
        "row_unfilled",
        "value_absent",
    ):
        assert check(FIXTURES[code][0]).publishable, code


def test_a_clean_file_gives_its_observations_and_no_findings():
    checked = check(file(line(antal="298", underlag="500"), line(kön="M", värde="80")))
    assert checked.findings == ()
    assert checked.publishable
    assert checked.programme == "MK1"
    assert (checked.encoding, checked.delimiter, checked.decimal, checked.rows) == ("utf-8", ";", ",", 2)
    first = checked.observations.iloc[0]
    assert list(checked.observations.columns) == [
        "organisation",
        "indicator",
        "year",
        "sex",
        "value",
        "numerator",
        "denominator",
        "missing",
        "programme",
        "row",
    ]
    assert first[["organisation", "indicator", "year", "sex", "value"]].tolist() == [
        "0180",
        "N00206",
        2022,
        "K",
        59.6,
    ]
    assert first[["numerator", "denominator", "programme", "row"]].tolist() == [298.0, 500.0, "MK1", 2]
    assert pd.isna(first["missing"])
    assert checked.preview[0] == line(antal="298", underlag="500")


def test_a_wrong_file_gets_one_finding_for_each_fault_with_row_column_and_cure():
    kept = [place for place, heading in enumerate(HEADINGS) if heading != "kommun"]
    faults = [
        line(kommunkod="9999"),
        line(kommunkod="180"),
        line(kommunkod="Stokholm"),
        line(år="20222"),
        line(kön="Q"),
        line(värde="abc", kön="M"),
        line(nyckeltal="N09999"),
        line(år="2021"),
        line(år="2021", värde="57,9"),
        line(nyckeltal="N05815", kön="T", värde="140"),
    ]
    checked = check(
        file(
            *(tuple(row[p] for p in kept) for row in faults),
            headings=tuple(
                {"nyckeltal": "nyckeltal", "saknas": "mark"}.get(HEADINGS[p], HEADINGS[p]) for p in kept
            ),
        )
    )
    assert [(f.code, f.row, f.column, f.found, f.suggestion) for f in checked.findings] == [
        ("column_extra", 1, "mark", "mark", None),
        ("organisation_unknown", 2, "kommunkod", "9999", None),
        ("organisation_zero_lost", 3, "kommunkod", "180", "0180"),
        ("organisation_unknown", 4, "kommunkod", "Stokholm", "0180"),
        ("year_unreadable", 5, "år", "20222", "2022"),
        ("sex_unknown", 6, "kön", "Q", None),
        ("value_unreadable", 7, "värde", "abc", None),
        ("indicator_unknown", 8, "nyckeltal", "N09999", None),
        ("duplicate_differs", 10, "värde", "57,9", "9"),
        ("value_out_of_bounds", 11, "värde", "140", None),
    ]
    assert len(checked.observations) == 0
    assert not checked.publishable
    assert checked.rows == 10


@pytest.mark.parametrize("gone", ["nyckeltal", "år", "kön", "värde"])
def test_each_missing_column_is_named_and_the_rest_is_still_checked(gone: str):
    cells = {"kommunkod": "180", "kommun": ""}
    checked = check(without(gone, **cells))
    assert [f.expected for f in checked.findings if f.code == "column_missing"] == [gone]
    assert "organisation_zero_lost" in {f.code for f in checked.findings}
    assert len(checked.observations) == 0


def test_a_missing_column_is_asked_for_in_the_language_of_the_file():
    headings = tuple(h for h in ENGLISH if h != "sex")
    row = tuple(cell for cell, heading in zip(line(), ENGLISH, strict=True) if heading != "sex")
    assert [f.expected for f in found(file(row, headings=headings)) if f.code == "column_missing"] == ["sex"]


def test_code_or_name_is_enough_and_round_counts_and_mark_may_be_absent():
    only = ("kommun", "nyckeltal", "år", "kön", "värde")
    checked = check(
        file(("Stockholms kommun", "N00206", "2022", "K", "59,6"), headings=only), programme="MK2"
    )
    assert checked.findings == ()
    assert checked.observations["organisation"].tolist() == ["0180"]
    assert checked.observations["programme"].tolist() == ["MK2"]
    alone = check(file(("Stockholm", "N00206", "2022", "K", "59,6"), headings=only))
    assert alone.publishable
    assert alone.programme is None


def test_indicator_and_year_can_be_given_where_the_file_has_none():
    content = without("nyckeltal", "år")
    checked = check(content, indicator="N02267", year=2020)
    assert checked.findings == ()
    assert checked.observations[["indicator", "year"]].values.tolist() == [["N02267", 2020]]


def test_headings_are_read_in_english_in_any_case_order_and_with_spaces():
    headings = tuple(f" {heading.upper()} " for heading in reversed(ENGLISH))
    checked = check(file(tuple(reversed(line())), headings=headings))
    assert checked.findings == ()
    assert [column.meaning for column in checked.columns][-2:] == ["organisation", "programme"]
    assert checked.observations["value"].tolist() == [59.6]


@pytest.mark.parametrize(
    ("name", "indicator_id", "code"),
    [
        ("Stockholm", "N02267", "0180"),
        ("STOCKHOLMS STAD", "N02267", "0180"),
        ("Gotland", "N00206", "0980"),
        ("Gotland", "N60077", "0009"),
        ("Gotlands kommun", "N02267", "0980"),
        ("Region Gotland", "N02267", "0009"),
        ("Uppsala", "N60077", "0003"),
        ("Örebro län", "N60077", "0018"),
        ("Distrikt A", "N00206", "distrikt-a"),
        ("Riket", "N00206", "0000"),
    ],
)
def test_a_name_alone_is_read_as_the_organisation_the_indicator_is_measured_for(name, indicator_id, code):
    checked = check(file(line(kommunkod="", kommun=name, nyckeltal=indicator_id)))
    assert checked.observations["organisation"].tolist() == [code]


def test_code_and_name_in_one_cell_and_codes_dressed_as_text_are_read():
    rows = [
        line(kommunkod="0180 Stockholm", kommun=""),
        line(kommunkod='="1280"', kommun=""),
        line(kommunkod="'2083", kommun=""),
    ]
    assert check(file(*rows)).observations["organisation"].tolist() == ["0180", "1280", "2083"]


def test_gotlands_code_with_the_other_gotlands_name_is_an_error():
    for code, name in (("0980", "Region Gotland"), ("0009", "Gotlands kommun")):
        codes = {f.code for f in found(file(line(kommunkod=code, kommun=name, nyckeltal="N02267")))}
        assert "organisation_disagrees" in codes


@pytest.mark.parametrize(
    ("indicator_id", "sex", "stored", "code"),
    [
        ("N05815", "T", "T", None),
        ("N05815", "K", "T", "sex_read_as_total"),
        ("N05815", "M", None, "sex_opposite"),
        ("N00945", "M", "T", "sex_read_as_total"),
        ("N00945", "K", None, "sex_opposite"),
        ("N00952", "T", "T", None),
        ("N00952", "M", None, "sex_of_ratio"),
        ("N00925", "K", "T", "sex_read_as_total"),
        ("N00923", "M", "T", "sex_read_as_total"),
        ("N00923", "K", None, "sex_opposite"),
        ("N00206", "Totalt", "T", None),
        ("N00206", "män", "M", None),
        ("N00206", "F", None, "sex_unknown"),
    ],
)
def test_one_value_indicators_take_t_and_their_own_sex(indicator_id, sex, stored, code):
    checked = check(file(line(nyckeltal=indicator_id, kön=sex)))
    assert checked.observations["sex"].tolist() == ([stored] if stored else [])
    assert [f.code for f in checked.findings] == ([code] if code else [])


@pytest.mark.parametrize(
    ("value", "mark", "missing"),
    [
        ("", "-", Missing.NON_RESPONSE),
        ("", ".", Missing.NOT_APPLICABLE),
        ("", "..", Missing.SUPPRESSED),
        ("..", "", Missing.SUPPRESSED),
        ("-", "bortfall", Missing.NON_RESPONSE),
        ("", "Ej tillämplig", Missing.NOT_APPLICABLE),
        ("", "suppressed", Missing.SUPPRESSED),
        ("", "", Missing.NO_VALUE),
    ],
)
def test_each_way_of_missing_is_kept_apart(value, mark, missing):
    observations = check(file(line(värde=value, saknas=mark))).observations
    assert observations["missing"].tolist() == [missing]
    assert observations["value"].isna().all()


def test_a_row_left_blank_takes_back_nothing_that_the_network_has_published():
    """Malmö's men have a value of the network's own; a mark takes it back, an empty row does not."""
    malmö = {"kommunkod": "1280", "kommun": "Malmö", "kön": "M", "värde": ""}
    blank = check(file(line(**malmö), line()))
    assert [f.code for f in blank.findings] == ["value_absent"]
    assert blank.observations["row"].tolist() == [3]
    marked = check(file(line(**malmö, saknas="-"), line()))
    assert marked.observations["missing"].tolist()[0] == Missing.NON_RESPONSE


def test_zero_is_a_value_and_never_missing():
    observations = check(file(line(värde="0"), line(kön="M", värde="-0"))).observations
    assert observations["value"].tolist() == [0.0, 0.0]
    assert observations["missing"].isna().all()


def test_a_row_with_an_error_is_checked_in_its_other_cells_and_left_out():
    checked = check(file(line(år="20222", kön="Q", värde="abc"), line()))
    assert [(f.code, f.row) for f in checked.findings] == [
        ("year_unreadable", 2),
        ("sex_unknown", 2),
        ("value_unreadable", 2),
    ]
    assert checked.observations["row"].tolist() == [3]


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    content = file(
        line(),
        ("",) * 10,
        (*line(år="2021")[:9], "\n"),
        line(år="2020", värde="abc"),
    ).replace(b"K;59,6;;;\r\n;;", b"K;59,6;;;\r\n\r\n;;")
    checked = check(content)
    # Row 3 is an empty line, row 4 has empty cells, row 5 has a line break inside a cell.
    assert [(f.code, f.row) for f in checked.findings] == [("value_unreadable", 6)]
    assert checked.observations["row"].tolist() == [2, 5]
    assert checked.rows == 3


def test_headings_are_found_below_title_rows_and_a_separator_line_is_not_counted():
    titled = check(b"# K\xc3\xa4lla: egna uppgifter;;\n" + file(line(värde="abc")))
    assert [(f.code, f.row) for f in titled.findings] == [("rows_above_header", 1), ("value_unreadable", 3)]
    told = check(b"sep=;\r\n" + file(line(värde="abc")))
    assert [(f.code, f.row) for f in told.findings] == [("value_unreadable", 2)]


def test_records_in_which_nothing_is_written_are_an_empty_file():
    # Found by hostile file 6053.
    with pytest.raises(UnreadableFile) as refused:
        intake.check(b'[{"": ""}]', "svar.json", REFERENCE)
    assert refused.value.finding.code == "empty_file"


def test_a_mark_of_byte_order_below_the_headings_is_no_row():
    # As where two files are put together, and the second is empty. Found by damaged file 43016.
    checked = check(file() + "\ufeff".encode())
    assert "no_rows" in [finding.code for finding in checked.findings]
    assert checked.observations.empty


def test_empty_cells_beyond_the_headings_are_harmless():
    checked = check(file((*line(), "", ""), line(kön="M")))
    assert checked.findings == ()
    assert checked.observations["row"].tolist() == [2, 3]


def test_cells_under_no_heading_are_told_of_by_the_letter_of_their_column():
    checked = check(file((*line(), "x"), (*line(kön="M"), ""), headings=(*HEADINGS, "")))
    assert [(f.code, f.row, f.found) for f in checked.findings] == [("column_extra", 1, "K")]
    assert check(file((*line(), ""), headings=(*HEADINGS, ""))).findings == ()


def test_an_open_quote_loses_no_row():
    checked = check(
        file(line(), line(år="2021"), line(år="2020"), line(år="2019")).replace(
            b"Stockholm;N00206;2020", b'"Stockholm;N00206;2020'
        )
    )
    assert [(f.code, f.row) for f in checked.findings if f.code == "open_quote"] == [("open_quote", 4)]
    assert checked.rows == 4


def test_two_stray_quotes_that_swallow_rows_are_found():
    headings = (*HEADINGS, "anmärkning")
    content = file(*((*line(år=str(year)), "x") for year in (2018, 2019, 2020, 2021)), headings=headings)
    lines = content.split(b"\r\n")
    lines[2] = lines[2][:-1] + b'"x'
    lines[4] = lines[4][:-1] + b'x"'
    codes = [f.code for f in found(b"\r\n".join(lines))]
    assert "open_quote" in codes


def test_the_same_figure_with_the_same_value_counts_once():
    checked = check(file(line(), line(), line()))
    assert [(f.code, f.row, f.count) for f in checked.findings] == [("duplicate_same", 3, 2)]
    assert checked.observations["row"].tolist() == [2]


def test_the_same_figure_with_different_values_is_taken_from_neither_row():
    checked = check(file(line(), line(värde="60,1"), line(kön="M")))
    assert checked.observations["row"].tolist() == [4]


def test_the_same_figure_under_code_and_name_is_seen_as_one():
    assert "duplicate_same" in {f.code for f in found(file(line(kommun=""), line(kommunkod="")))}


def test_a_share_rounded_as_written_agrees_with_its_counts():
    assert check(file(line(värde="59,6", antal="298", underlag="500"))).findings == ()
    assert check(file(line(värde="60", antal="298", underlag="500"))).findings == ()
    assert [f.code for f in found(file(line(värde="59,60", antal="298", underlag="499")))] == [
        "value_not_ratio"
    ]


def test_an_official_value_that_the_file_rounds_is_the_same_value():
    assert check(file(line(kommunkod="1280", kommun="Malmö", värde="59,6"))).findings == ()


def test_many_findings_of_one_kind_are_one_with_a_count():
    rows = [
        line(kommunkod="180", kommun="", år=str(1990 + n % 30), kön="KMT"[n % 3], värde=str(n % 90))
        for n in range(300)
    ]
    checked = check(file(*rows))
    lost = [f for f in checked.findings if f.code == "organisation_zero_lost"]
    assert [(f.row, f.count, f.suggestion) for f in lost] == [(2, 300, "0180")]
    few = check(file(*rows[:200]))
    assert len([f for f in few.findings if f.code == "organisation_zero_lost"]) == 200


def test_many_different_findings_of_one_kind_are_one_too():
    checked = check(file(*(line(värde=f"x{n}") for n in range(300))))
    assert [(f.code, f.row, f.count, f.found) for f in checked.findings] == [
        ("value_unreadable", 2, 300, "x0")
    ]


def test_percent_signs_are_one_finding_with_a_count():
    checked = check(file(*(line(år=str(2010 + n), värde=f"{n + 1},5 %") for n in range(4))))
    assert [(f.code, f.count, f.found) for f in checked.findings] == [("percent_sign", 4, "1,5 %")]
    assert checked.observations["value"].tolist() == [1.5, 2.5, 3.5, 4.5]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("226 700", 226700),
        ("226\u00a0700", 226700),
        ("226\u202f700,50", 226700.5),
        ("1'226'700", 1226700),
        ("1.226.700", 1226700),
        ("1.226,7", 1226.7),
        ("1,226.7", 1226.7),
        ("\u22125,5", -5.5),
        ("\u20135", -5),
        (",5", 0.5),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float):
    written = numerals.written(text)
    assert written is not None
    assert [reading.value for reading in written.readings] == [value]


@pytest.mark.parametrize(
    "text", ["abc", "12-5", "1 23", "1,2,3", "1e5", "nan", "inf", "12..5", "5 kr", "1 234 5", "٣", ""]
)
def test_what_is_no_number_is_never_read_as_one(text: str):
    assert numerals.written(text) is None


def test_the_decimal_mark_of_the_column_settles_an_ambiguous_number():
    rows = file(
        line(nyckeltal="N00952", kön="T", värde="1,234"),
        line(nyckeltal="N00952", kön="T", år="2021", värde="73,5"),
    )
    checked = check(rows)
    assert checked.observations["value"].tolist() == [1.234, 73.5]
    assert checked.findings == ()


def test_bounds_settle_an_ambiguous_number():
    assert check(file(line(värde="59,123"))).observations["value"].tolist() == [59.123]


def test_both_decimal_marks_in_one_column_are_fine_where_they_are_clear():
    checked = check(file(line(värde="59,6"), line(kön="M", värde="80.25")))
    assert checked.observations["value"].tolist() == [59.6, 80.25]
    assert checked.decimal == ",."
    assert checked.findings == ()


def test_a_kronor_value_with_three_decimals_is_asked_about():
    rows = file(line(), line(nyckeltal="N00905", värde="226,700"))
    assert [(f.code, f.expected) for f in found(rows)] == [("number_ambiguous", "226.7")]


@pytest.mark.parametrize(
    "number",
    ["19121212-1212", "191212121212", "121212-1212", "121212+1212", "1212121212", "121212\u20131212"],
)
def test_an_identity_number_is_refused_and_never_quoted(number: str):
    content = file(line(), line(kommun=number), line(), line(saknas=f"enligt {number}"))
    with pytest.raises(UnreadableFile) as refusal:
        check(content)
    finding = refusal.value.finding
    assert (finding.code, finding.row, finding.column, finding.found) == (
        "personal_data",
        3,
        "kommun",
        "3, 5",
    )
    assert number[-4:] not in repr(finding) + str(refusal.value)
    with pytest.raises(UnreadableFile):
        intake.refuse_personal_data(content, "fil.csv")


def test_an_address_is_refused_also_above_the_headings_and_in_the_name_of_the_file():
    with pytest.raises(UnreadableFile) as refusal:
        check(b"Fragor: namn.efternamn@example.org\n" + file(line()))
    assert refusal.value.finding.expected == "email"
    with pytest.raises(UnreadableFile) as refusal:
        intake.refuse_personal_data(b"", "121212-1212.xlsx")
    assert refusal.value.finding.found == "file name"


def test_a_file_without_headings_is_refused_for_its_identity_numbers_first():
    assert [f.code for f in found(b"Anna;121212-1212\n")] == ["personal_data"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_ordinary_figures_are_never_taken_for_identity_numbers(delimiter: str):
    mark = "." if delimiter == "," else ","
    rows = [line(värde=f"59{mark}1212121212"), line(kön="M", värde=f"12{mark}121212121212", saknas="")]
    content = file(*rows, delimiter=delimiter)
    assert check(content).publishable
    # An organisation number has a month of twenty or more.
    assert not personal.is_identity_number("212000", "0142")
    assert check(file((*line(), "212000-0142"), headings=(*HEADINGS, "orgnr"))).publishable


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_encoding_and_line_ending_reads_the_same(encoding: str, ending: str):
    content = file(line(kommun="", kommunkod="1280"), line(kommun="Örnsköldsvik", kommunkod="2284"))
    text = content.decode().replace("\r\n", ending)
    checked = check(text.encode(encoding))
    assert checked.publishable
    assert checked.observations["organisation"].tolist() == ["1280", "2284"]
    assert {f.code for f in checked.findings} <= {"encoding"}


def test_broken_letters_are_put_right_and_named():
    broken = file(line(kommunkod="", kommun="Malmö"), line(värde="abc")).decode("cp1252").encode()
    checked = check(broken)
    assert {f.code for f in checked.findings} == {"mojibake", "value_unreadable"}
    assert checked.observations["organisation"].tolist() == ["1280"]
    assert {(f.found, f.expected) for f in checked.findings if f.code == "mojibake"} >= {
        ("Ã¶", "ö"),
        ("Ã¥", "å"),
    }


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 x", b"\x89PNG\r\n", b"<html><table></table></html>", b"\x00\x01\x02", bytes(range(256))],
)
def test_what_is_no_text_is_said_to_be_none(content: bytes):
    assert [f.code for f in found(content)] == ["binary_file"]
    intake.refuse_personal_data(content, "fil.bin")


def test_findings_of_the_headings_come_first_then_those_of_rows_in_file_order():
    content = file((*line(värde="abc"), ""), (*line(år="20222"), ""), headings=(*HEADINGS, "mer"))
    assert [(f.code, f.row) for f in found(content)] == [
        ("column_extra", 1),
        ("value_unreadable", 2),
        ("year_unreadable", 3),
    ]


def test_the_template_has_a_row_for_every_figure_and_reads_back_as_unfilled():
    content = intake.template(REFERENCE, "MK1", ["0180", "0009"], ["N00206", "N60077", "N00925"])
    assert content.startswith(b"\xef\xbb\xbfomg")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == HEADINGS
    assert [(r[1], r[3], r[5]) for r in rows[1:]] == [
        ("0180", "N00206", "K"),
        ("0180", "N00206", "M"),
        ("0180", "N00206", "T"),
        ("0180", "N00925", "T"),
        ("0180", "N00923", "T"),
        ("0009", "N60077", "K"),
        ("0009", "N60077", "M"),
        ("0009", "N60077", "T"),
        ("0009", "N00925", "T"),
        ("0009", "N00923", "T"),
    ]
    checked = check(content)
    assert [(f.code, f.count) for f in checked.findings] == [("row_unfilled", 10)]
    assert not checked.publishable


def test_an_unknown_organisation_or_indicator_gets_no_template():
    with pytest.raises(NotFound):
        intake.template(REFERENCE, None, ["9999"])
    with pytest.raises(NotFound):
        intake.template(REFERENCE, None, ["0180"], ["N9"])


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_no_text_we_write_becomes_a_formula(start: str):
    assert intake.safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert intake.safe_cell("Malmö") == "Malmö"


KEYS = [
    (one.code, series, sex)
    for one in REFERENCE.organisations
    for measured in REFERENCE.indicators
    for series in measured.series
    for sex in ("KMT" if measured.shape is Shape.BY_SEX else "T")
    if one.kind in measured.applies_to
]
BOUNDS = {s: (one.lower, one.upper or 1e6) for one in REFERENCE.indicators for s in one.series}


@st.composite
def submissions(draw: st.DrawFn) -> list[tuple]:
    """Rows of (organisation, indicator, sex, year, value or None, mark, numerator, denominator)."""
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(KEYS), st.integers(1990, 2026)), unique=True, min_size=1, max_size=12
        )
    )
    rows = []
    for (code, series, sex), year in keys:
        mark = draw(st.sampled_from(["", "", "", *(m.mark for m in Missing)]))
        low, high = BOUNDS[series]
        value = None if mark else draw(st.floats(low, high, allow_subnormal=False).map(abs))
        counts = draw(st.none() | st.integers(0, 10**7))
        rows.append((code, series, sex, year, value, mark, None if mark else counts))
    return rows


@settings(max_examples=25, deadline=None)
@given(data=st.data(), rows=submissions())
def test_what_is_written_in_the_template_is_read_back_equal_in_every_dialect(
    data: st.DataObject, rows: list[tuple]
):
    delimiter = data.draw(st.sampled_from([";", ",", "\t", "|"]))
    decimal = data.draw(st.sampled_from([",", "."]))
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    names = data.draw(st.sampled_from([HEADINGS, ENGLISH]))
    order = data.draw(st.permutations(range(len(HEADINGS))))
    marks_beside = data.draw(st.booleans())
    lines = []
    for code, series, sex, year, value, mark, numerator in rows:
        # Ten decimals and no exponent: what people and programs write.
        shown = "" if value is None else f"{value:.10f}".rstrip("0").rstrip(".").replace(".", decimal)
        cells = ["MK1", code, "", series, str(year), sex, shown or ("" if marks_beside else mark)]
        cells += ["" if numerator is None else str(numerator), "", mark if marks_beside else ""]
        lines.append([cells[place] for place in order])
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter=delimiter, quoting=quoting, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"]))
    )
    writer.writerows([[names[place] for place in order], *lines])
    checked = check(text.getvalue().encode(encoding))
    assert not [f for f in checked.findings if f.level is Level.ERROR]
    asked = {f.row for f in checked.findings if f.code == "number_ambiguous"}
    read = checked.observations
    assert len(read) == len(rows)
    missing = {mark.mark: mark.value for mark in Missing}
    for number, (written, one) in enumerate(zip(rows, read.itertuples(), strict=True), start=2):
        code, series, sex, year, value, mark, numerator = written
        assert (one.organisation, one.indicator, one.sex, one.year, one.row) == (
            code,
            series,
            sex,
            year,
            number,
        )
        if value is None:
            assert pd.isna(one.value)
            assert one.missing == missing[mark]
        elif number not in asked:
            # The text is rounded to ten decimals; what stands in it is read exactly.
            assert one.value == float(f"{value:.10f}")
            assert pd.isna(one.missing)
        assert pd.isna(one.numerator) if numerator is None else one.numerator == numerator


def test_a_check_sees_nothing_of_the_ones_before_it():
    """Tables and prepared questions are kept from file to file; what stood in them is not."""
    files = [(content, options) for content, options, _ in FIXTURES.values()][::4]
    for number, (content, options) in enumerate((*files, *reversed(files))):
        told = found(content, **options)
        if number % 4:
            continue
        try:
            alone = list(intake.check(content, "fil.csv", replace(REFERENCE), **options).findings)
        except UnreadableFile as refusal:
            alone = [refusal.finding]
        assert told == alone


def test_checks_at_the_same_time_do_not_see_each_other():
    files = [
        file(*(line(år=str(1990 + year), värde=str(number)) for year in range(20))) for number in range(8)
    ]
    with ThreadPoolExecutor(4) as pool:
        checked = list(pool.map(check, files))
    assert [set(one.observations["value"]) for one in checked] == [{float(number)} for number in range(8)]


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_at_all_give_an_answer_and_never_an_accident(content: bytes):
    for bytes_ in (content, file(line()) + content):
        try:
            check(bytes_)
        except UnreadableFile as refusal:
            assert refusal.finding.code in intake.FINDING_CODES


@pytest.mark.parametrize(
    "cell",
    ["a" + " " * 150_000 + "b", "a" + "(" * 150_000, "a." * 75_000 + "@"],
    ids=["blanks", "brackets", "mail"],
)
def test_a_cell_as_long_as_a_book_is_answered(cell: str):
    """Each took minutes: a pattern that is searched for from every character takes time by the square."""
    begun = time.perf_counter()
    assert found(file(line(kommun=cell), line(kommunkod="1982", kommun="Fagersta")))
    # A guard against hanging; it takes a second or two.
    assert time.perf_counter() - begun < 30


def test_a_name_of_dashes_alone_disagrees_with_its_code():
    told = found(file(line(kommun="-----"), line(kommunkod="1982", kommun="Fagersta")))
    assert "organisation_disagrees" in {finding.code for finding in told}
