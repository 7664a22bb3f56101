"""The receipt on paper: who, what, when, how it was read, what was changed and what was left."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from benchmarking import wording
from benchmarking.errors import Conflict
from benchmarking.model import (
    Correction,
    Finding,
    Level,
    Origin,
    Programme,
    ProgrammeKind,
    Submission,
    SubmissionState,
    Text,
)
from benchmarking.packs.receipt import Published, contents, receipt

WHEN = datetime(2026, 11, 22, 8, 31, 5, 123456, tzinfo=UTC)
SUM = "3615e49a0d2c0d10327a10c754af75cab65b9cca8ce68651a2436d065d05cc09"

KEPT = Submission(
    id=71,
    origin=Origin.NETWORK,
    programme="MK3",
    file_name="heltid #1.csv",
    sha256=SUM,
    bytes=374,
    sender="avsändaren",
    received=WHEN,
    state=SubmissionState.PUBLISHED,
    publisher="samordnaren",
    published=WHEN,
    rows=47,
)
READ = {
    "layout": "years_as_columns",
    "kind": "text",
    "encoding": "windows-1252",
    "delimiter": ";",
    "decimal": ",",
    "rows": 12,
    "sheets": [],
    "columns": [
        {"heading": "Kommun", "meaning": "name", "indicator": None, "year": None, "sex": None},
        {"heading": "2022", "meaning": "value", "indicator": "N00206", "year": "2022", "sex": "K"},
        {"heading": "Not", "meaning": None, "indicator": None, "year": None, "sex": None},
    ],
    "answers": {},
    "remembered": False,
    "counts": {"values": 45, "missing": 2, "organisations": 11, "indicators": 1, "years": [2021, 2022]},
}
PUBLISHED = Published(
    submission=KEPT,
    programme=Programme(
        "MK3", Text("Modellkommuner 2019", "Model municipalities 2019"), ProgrammeKind.MODEL_ROUND
    ),
    read=READ,
    corrections=[Correction(row, "Kommun", "Hedmora", "Hedemora") for row in (4, 9)],
    findings=[
        Finding("change_large", Level.WARNING, 7, "2022", None, "61,2", "78.4", "2021"),
        Finding("percent_sign", Level.INFORMATION, 3, "2022", None, "12 %", "12", None, 4),
    ],
)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.fixture(scope="module")
def swedish() -> bytes:
    return receipt(PUBLISHED, wording.words("sv"), "http://localhost/lamna?utkast=71")


def test_it_says_who_handed_in_what_when_and_how_much(swedish: bytes) -> None:
    text = text_of(swedish)
    for said in (
        *("heltid #1.csv", "avsändaren", "samordnaren", "Modellkommuner 2019", "374 byte"),
        *("22 november 2026 kl. 09.31", "47 uppgifter är publicerade.", "2021–2022", "utkast=71"),
    ):
        assert said in text, said
    assert SUM in text.replace(" ", "")


def test_it_says_how_the_file_was_read(swedish: bytes) -> None:
    text = text_of(swedish)
    for said in (
        "åren i kolumner",
        "Windows-1252",
        "semikolon",
        "komma",
        "värde: N00206, 2022, kvinnor",
        "läses inte",
    ):
        assert said in text, said


def test_it_lists_what_was_changed_and_what_was_left(swedish: bytes) -> None:
    text = text_of(swedish)
    assert "”Hedmora” ändrat till ”Hedemora”: kolumn Kommun, rad 4, 9." in text
    assert (
        "Behöver svar: ”61,2” är en ovanligt stor ändring." in text
        or "61,2 är en ovanligt stor ändring" in text
    )
    assert "Procenttecken togs bort på 4 rader." in text and "(4 rader, kolumn 2022)" in text


def test_it_is_accessible_and_the_same_each_time(swedish: bytes) -> None:
    reader = PdfReader(io.BytesIO(swedish))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("sv")
    assert reader.metadata.title == "Kvitto på inlämning 71"
    assert receipt(PUBLISHED, wording.words("sv"), "http://localhost/lamna?utkast=71") == swedish


def test_in_english_nothing_is_left_in_swedish() -> None:
    words = wording.words("en")
    words.untranslated.clear()
    text = text_of(receipt(PUBLISHED, words, ""))
    assert not words.untranslated
    assert "47 figures are published." in text and "“Hedmora” changed to “Hedemora”" in text


def test_a_withdrawn_publication_says_so_with_its_reason() -> None:
    kept = replace(KEPT, state=SubmissionState.WITHDRAWN, reason="Fel fil")
    text = text_of(receipt(replace(PUBLISHED, submission=kept), wording.words("sv"), ""))
    assert "tillbakatagna" in text and "Orsak: Fel fil" in text


def test_what_was_never_published_has_no_receipt() -> None:
    with pytest.raises(Conflict):
        receipt(replace(PUBLISHED, submission=replace(KEPT, published=None)), wording.words("sv"), "")


def test_markup_in_a_file_name_or_a_cell_is_printed_as_text() -> None:
    kept = replace(KEPT, file_name='#import "x" *fet* $1$.csv')
    hostile = [Correction(2, "#pagebreak()", "= rubrik", "@ref <a>")]
    text = text_of(receipt(replace(PUBLISHED, submission=kept, corrections=hostile), wording.words("sv"), ""))
    assert '#import "x" *fet* $1$.csv' in text and "#pagebreak()" in text and "@ref <a>" in text


def test_an_earlier_publication_without_a_record_of_its_reading_says_that() -> None:
    told = contents(replace(PUBLISHED, read={}, corrections=(), findings=()), wording.words("sv"), "")
    assert ("Uppställning", "inte antecknad") in told["sections"][1]["lines"]
    assert told["sections"][2]["items"] == ["Inget ändrades."]


def test_many_corrections_are_counted_and_not_all_named() -> None:
    many = [Correction(row, "värde", str(row), str(row + 1)) for row in range(2, 502)]
    told = contents(replace(PUBLISHED, corrections=many), wording.words("sv"), "")
    assert len(told["sections"][2]["items"]) == 41 and "460" in told["sections"][2]["items"][-1]
