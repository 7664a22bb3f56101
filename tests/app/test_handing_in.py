"""Handing in on the page: refused, read with findings, published, seen in the comparison, withdrawn."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import ASKERSUND, COUNCIL, HOURS, OWN_YEAR, OWNER, VISITOR, handed_in_file
from streamlit.testing.v1 import AppTest
from visiting import Seen, opened

from benchmarking import web, wording
from benchmarking.model import Level, SubmissionState


@dataclass(frozen=True)
class Fault:
    """Something wrong in one cell: what the page must say of it."""

    column: str
    written: str
    cure: str = ""
    cells: tuple[tuple[str, str], ...] = ()

    @property
    def row(self) -> dict[str, str]:
        return {"värde": "30", self.column: self.written} | dict(self.cells)


# Each in a row of its own, below the headings in row 1 and a right one in row 2.
FAULTS = (
    Fault("kommunkod", "9999"),
    Fault("kommunkod", "180", "0180"),
    Fault("kommun", "Stokholm", "Stockholm", (("kommunkod", ""),)),
    Fault("år", "20222", "2022"),
    Fault("kön", "Q", "K"),
    Fault("värde", "abc"),
    Fault("nyckeltal", "N99999"),
    Fault("värde", "140", "100", (("nyckeltal", COUNCIL), ("kön", "T"))),
    Fault("värde", "31", "", (("kommunkod", "2083"),)),
    # The same figure as in the row above, with another value.
    Fault("värde", "32", "", (("kommunkod", "2083"),)),
)
TWINS = (len(FAULTS) + 1, len(FAULTS) + 2)

WRONG = handed_in_file({"värde": "29", "kön": "M"}, *(fault.row for fault in FAULTS))
NO_SEX = WRONG.replace("kön".encode(), b"grupp", 1)
RIGHT = handed_in_file(
    {"kön": "K", "värde": "25,5"},
    {"kön": "M", "värde": "24,0"},
    {"kön": "K", "värde": "26,6", "år": "2022"},
    {"kön": "M", "värde": "24,4", "år": "2022"},
)


@pytest.fixture
def file_in(small: Path, owner: None):
    """Hand a file in on the page as the machine's owner; the page as it stands afterwards."""

    def hand_in(content: bytes, name: str = "uppgifter.csv") -> AppTest:
        app = opened("upload")
        app.selectbox(key="pick-omgang").set_value("MK3")
        app.file_uploader[0].upload(name, content, "text/csv")
        return app.run()

    return hand_in


@pytest.fixture(scope="module")
def wrong_page(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The page after the wrong file has been handed in, to be looked at and not changed."""
    database = Path(shutil.copy(small_database, tmp_path_factory.mktemp("wrong")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCHMARKING_DATABASE", str(database))
        patch.setattr("benchmarking.api.local_key.held_by", lambda cookie: True)
        app = opened("upload")
        app.file_uploader[0].upload("uppgifter.csv", WRONG, "text/csv")
        app.selectbox(key="pick-omgang").set_value("MK3")
        app.run()
        web.store().close()
    return Seen(app)


def findings(seen: Seen) -> list[str]:
    """The text of each finding as listed on the page."""
    return [
        " ".join(one["text"].split())
        for one in seen.html.elements
        if "page-finding" in one.get("class", "").split()
    ]


def own_values() -> list[tuple]:
    """What the network itself has published, as anybody may see it."""
    found = web.store().observations(VISITOR)
    found = found[found["origin"] == "network"]
    return list(
        found[["indicator", "organisation", "year", "sex", "value"]].itertuples(index=False, name=None)
    )


def test_a_visitor_without_the_key_is_told_how_to_get_it_and_cannot_hand_in(small):
    seen = Seen(opened("upload"))
    assert not seen.faults and not seen.app.file_uploader
    assert any("Öppna länken" in alert for alert in seen.alerts)


def test_a_visitor_who_names_a_draft_in_the_address_sees_nothing_of_it(small, owner, file_in, monkeypatch):
    file_in(RIGHT)
    monkeypatch.setattr("benchmarking.api.local_key.held_by", lambda cookie: False)
    seen = Seen(opened("upload", utkast=str(web.store().submissions(OWNER)[0].id)))
    assert "uppgifter.csv" not in seen.text and not seen.app.button


@pytest.mark.parametrize("fault", FAULTS[:-2], ids=lambda fault: f"{fault.column} {fault.written}")
def test_each_fault_of_a_wrong_file_is_listed_with_row_column_and_cure(wrong_page, fault):
    # One file with all faults: a fault in one row hides no other.
    assert not wrong_page.faults
    row = FAULTS.index(fault) + 3
    said = [text for text in findings(wrong_page) if f"Rad {row}," in text]
    assert said, findings(wrong_page)
    assert any(
        f"kolumn {fault.column}" in text and fault.written in text and fault.cure in text for text in said
    ), said


def test_the_same_figure_twice_is_one_finding_that_names_both_rows(wrong_page):
    first, second = TWINS
    said = [text for text in findings(wrong_page) if f"{first}" in text and f"{second}" in text]
    assert len(said) == 1 and "31" in said[0] and "32" in said[0], findings(wrong_page)


def test_every_stopping_finding_says_what_one_can_do(file_in):
    file_in(WRONG)
    [kept] = web.store().submissions(OWNER)
    words = wording.words("sv")
    stopping = [one for one in web.store().findings(OWNER, kept.id) if one.level is Level.ERROR]
    assert len(stopping) >= len(FAULTS) - 1
    assert all(words.finding(one).what and words.finding(one).cure for one in stopping)


def test_a_missing_column_is_named_with_its_cure_and_nothing_is_read_into_it(file_in):
    seen = Seen(file_in(NO_SEX))
    assert any("kön" in text and "Rad 1" in text for text in findings(seen)), findings(seen)
    # Without the column no row says whose figure it is.
    assert own_values() == [] and seen.app.button(key="publish").disabled


def test_a_wrong_file_publishes_nothing_and_loses_nothing(file_in):
    app = file_in(WRONG)
    assert app.button(key="publish").disabled
    assert own_values() == []
    [kept] = web.store().submissions(OWNER)
    assert kept.state is SubmissionState.DRAFT
    assert web.store().original(OWNER, kept.id) == ("uppgifter.csv", WRONG)
    assert app.query_params["utkast"] == str(kept.id)


def test_a_draft_is_there_again_in_a_new_session(file_in):
    app = file_in(WRONG)
    again = Seen(opened("upload", utkast=app.query_params["utkast"]))
    assert findings(again) == findings(Seen(app))


def test_the_same_upload_is_kept_once_however_often_the_page_runs(file_in):
    app = file_in(WRONG)
    app.run()
    app.run()
    assert len(web.store().submissions(OWNER)) == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (handed_in_file({"värde": "30", "kommun": "19121212-1212"}), "uppgifter.csv"),
        (handed_in_file({"värde": "30", "kommun": "nobody@example.com"}), "uppgifter.csv"),
    ],
    ids=["identity number", "e-mail"],
)
def test_a_file_with_personal_data_is_refused_without_being_kept(file_in, content, name):
    seen = Seen(file_in(content, name))
    assert any("personnummer" in alert or "e-post" in alert for alert in seen.alerts), seen.alerts
    assert web.store().submissions(OWNER) == ()
    assert "19121212" not in seen.text and "nobody@" not in seen.text


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02\xff" * 40, b"PK\x03\x04" + b"\x00" * 60, b"Hej!\n", b"\n\n\n"],
    ids=["empty", "binary", "zip", "no table", "blank lines"],
)
def test_a_file_without_a_table_is_said_so_and_stops_nothing(file_in, content):
    seen = Seen(file_in(content))
    assert not seen.faults
    assert own_values() == []
    assert findings(seen) or seen.alerts


def test_a_right_file_is_read_published_and_kept_as_it_came(file_in):
    app = file_in(RIGHT)
    seen = Seen(app)
    assert "Så läste vi filen" in seen.text and not app.button(key="publish").disabled
    assert own_values() == [], "nothing counts before it is published"
    app.button(key="publish").click().run()
    receipt = Seen(app)
    assert not receipt.faults and "Publicerat" in receipt.text and "Kontrollsumma" in receipt.text
    [kept] = web.store().submissions(OWNER)
    assert kept.state is SubmissionState.PUBLISHED and kept.sha256[:16] in receipt.text
    assert web.store().original(OWNER, kept.id)[1] == RIGHT
    assert own_values() == [
        (HOURS, ASKERSUND, 2022, "K", 26.6),
        (HOURS, ASKERSUND, 2022, "M", 24.4),
        (HOURS, ASKERSUND, OWN_YEAR, "K", 25.5),
        (HOURS, ASKERSUND, OWN_YEAR, "M", 24.0),
    ]


def gap_of_askersund(monkeypatch: pytest.MonkeyPatch) -> tuple[dict[int, float], Seen]:
    """Askersund's gap in hours by year, in the comparison that any visitor sees, and the page."""
    monkeypatch.setattr("benchmarking.api.local_key.held_by", lambda cookie: False)
    seen = Seen(opened("compare", kommun="1882,2083", nyckeltal=HOURS, visa="alla"))
    assert not seen.faults
    [line, *_] = [values for chart in seen.charts for name, values, _ in chart.lines() if name == "Askersund"]
    return line, seen


def test_what_is_published_is_in_the_comparison_beside_the_official_and_gone_when_withdrawn(
    file_in, monkeypatch
):
    app = file_in(RIGHT)
    before, _ = gap_of_askersund(monkeypatch)
    assert OWN_YEAR not in before
    monkeypatch.setattr("benchmarking.api.local_key.held_by", lambda cookie: True)
    app.button(key="publish").click().run()
    link = Seen(app).links["Se i jämförelsen"]
    assert f"kommun={ASKERSUND}" in link and f"nyckeltal={HOURS}" in link

    published, page = gap_of_askersund(monkeypatch)
    assert math.isclose(published[OWN_YEAR], 25.5 - 24.0)
    # 2022 has an official value, which stays the one shown; the page says that the network's differs.
    assert published[2022] == before[2022]
    assert "nätverkets egen" in page.text

    monkeypatch.setattr("benchmarking.api.local_key.held_by", lambda cookie: True)
    app.text_input(key="reason").set_value("Fel år i filen")
    next(button for button in app.button if button.label == "Ta tillbaka").click().run()
    assert "tillbakatagna" in Seen(app).text
    withdrawn, page = gap_of_askersund(monkeypatch)
    assert withdrawn == before
    assert "nätverkets egen" not in page.text


def test_a_withdrawal_without_a_reason_is_not_made(file_in):
    app = file_in(RIGHT)
    app.button(key="publish").click().run()
    next(button for button in app.button if button.label == "Ta tillbaka").click().run()
    assert any("Skriv varför" in alert for alert in Seen(app).alerts)
    assert web.store().submissions(OWNER)[0].state is SubmissionState.PUBLISHED


def test_withdrawing_brings_back_what_the_network_had_published_before(file_in):
    first = file_in(handed_in_file({"kön": "K", "värde": "20"}))
    first.button(key="publish").click().run()
    second = file_in(handed_in_file({"kön": "K", "värde": "21"}))
    second.button(key="publish").click().run()
    assert [value for *_, value in own_values()] == [21.0]
    second.text_input(key="reason").set_value("Skrivfel")
    next(button for button in second.button if button.label == "Ta tillbaka").click().run()
    assert [value for *_, value in own_values()] == [20.0]


def test_a_draft_set_aside_is_not_published_and_its_file_stays(file_in):
    app = file_in(RIGHT)
    app.button(key="discard").click().run()
    [kept] = web.store().submissions(OWNER)
    assert kept.state is SubmissionState.WITHDRAWN and own_values() == []
    assert web.store().original(OWNER, kept.id)[1] == RIGHT
    assert "utkast" not in app.query_params


def test_the_page_is_in_english_from_the_first_finding_to_the_receipt(small, owner, english):
    app = opened("upload", "en")
    app.selectbox(key="pick-omgang").set_value("MK3")
    app.file_uploader[0].upload("figures.csv", WRONG, "text/csv")
    app.run()
    again = opened("upload", "en")
    again.selectbox(key="pick-omgang").set_value("MK3")
    again.file_uploader[0].upload("figures.csv", RIGHT, "text/csv")
    again.run().button(key="publish").click().run()
    assert not Seen(app).faults and not Seen(again).faults
    assert not english.untranslated


HOSTILE = "<script>alert(1)</script>"


def test_a_hostile_file_name_and_hostile_cells_are_shown_as_text(file_in):
    content = handed_in_file(
        {"värde": HOSTILE},
        {"kommunkod": HOSTILE, "värde": "1"},
        {"nyckeltal": "[x](javascript:alert(1))", "värde": "1"},
    ).replace(b"saknas", b"<img src=x onerror=alert(1)>", 1)
    app = file_in(content, f"{HOSTILE}.csv")
    seen = Seen(app)
    assert not seen.faults
    assert HOSTILE in seen.html.text
    drawn = {one["tag"] for one in seen.html.elements}
    assert not drawn & {"script", "img", "iframe"}
    assert not [name for one in seen.html.elements for name in one if name.startswith("on")]
