"""Handing in on the page: refused, read with findings, published, seen in the comparison, withdrawn."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
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
    assert "Be den som sköter tjänsten om en länk" in seen.text


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
    assert "Tillbakataget " in Seen(app).text and " kl. " in Seen(app).text
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
    first = file_in(handed_in_file({"kön": "K", "värde": "20"}, {"kön": "M", "värde": "19"}))
    first.button(key="publish").click().run()
    second = file_in(handed_in_file({"kön": "K", "värde": "21"}, {"kön": "M", "värde": "19"}))
    second.button(key="publish").click().run()
    assert sorted(value for *_, value in own_values()) == [19.0, 21.0]
    second.text_input(key="reason").set_value("Skrivfel")
    next(button for button in second.button if button.label == "Ta tillbaka").click().run()
    assert sorted(value for *_, value in own_values()) == [19.0, 20.0]


def test_questions_are_answered_a_kind_at_a_time_before_anything_is_published(file_in):
    rows = [
        {"kön": "KM"[year % 2], "värde": f"{year % 10 + 22},5", "år": str(year)}
        for year in range(OWN_YEAR - 5, OWN_YEAR + 1)
    ]
    app = file_in(handed_in_file(*rows))
    assert app.button(key="publish").disabled and "Sex värden behöver ditt svar" in Seen(app).text
    app = pressed(app, "Ja, alla 6 stämmer")
    seen = Seen(app)
    assert not seen.faults and "Behöver svar" not in seen.text and "Och 5 frågor till" in seen.text
    assert not app.button(key="publish").disabled

    # What was answered at once is taken back at once.
    app = pressed(app, "Ångra")
    assert app.button(key="publish").disabled
    # Those that differ by nothing but their row are one question.
    app = pressed(app, "Ja, det stämmer")
    assert app.button(key="publish").disabled and "Tre värden behöver ditt svar" in Seen(app).text
    pressed(app, "Ja, det stämmer")
    app = opened("upload", utkast=app.query_params["utkast"])
    app.button(key="publish").click().run()
    assert len(own_values()) == 6
    seen = Seen(app)
    assert "Svar på frågor om värden" in seen.text and "Ja, svarade samordnaren" in seen.text


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


# Mending on the page


def pressed(app: AppTest, label: str) -> AppTest:
    """The page after the button with that label has been pressed."""
    return next(button for button in app.button if button.label.replace("\\", "") == label).click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label.replace("\\", "") for button in app.button]


def unfolded(app: AppTest, key: str) -> AppTest:
    app.session_state[key] = True
    return app.run()


ZEROS = handed_in_file(
    {"kön": "K", "värde": "25,5", "kommunkod": "180"},
    {"kön": "M", "värde": "24,0", "kommunkod": "180"},
    {"kön": "K", "värde": "abc"},
    {"kön": "M", "värde": "24,5"},
)


def test_a_certain_cure_is_one_click_for_all_its_rows_and_can_be_undone(file_in):
    app = pressed(file_in(ZEROS), "Ändra 180 till 0180 i 2 rader")
    [kept] = web.store().submissions(OWNER)
    assert [one.text for one in web.store().corrections(OWNER, kept.id)] == ["0180", "0180"]
    seen = Seen(app)
    assert not seen.faults and "”180” ändrat till ”0180”." in seen.text
    assert not any("ingen kommunkod" in text for text in findings(seen))
    assert web.store().original(OWNER, kept.id)[1] == ZEROS
    undone = Seen(pressed(app, "Ångra"))
    assert any("ingen kommunkod" in text for text in findings(undone))
    assert web.store().corrections(OWNER, kept.id) == ()


def test_all_certain_cures_are_one_click(file_in):
    app = pressed(file_in(ZEROS), "Gör alla säkra rättningar (2)")
    assert len(web.store().corrections(OWNER, web.store().submissions(OWNER)[0].id)) == 2
    assert not [label for label in labels(app) if label.startswith("Gör alla säkra")]


def test_a_suggestion_is_offered_and_not_among_the_certain_ones(file_in):
    app = file_in(handed_in_file({"värde": "25", "år": "20222"}, {"värde": "24", "kön": "M"}))
    assert not [label for label in labels(app) if label.startswith("Gör alla säkra")]
    mended = Seen(pressed(app, "Ändra till 2022"))
    assert not mended.faults and not any("20222" in text for text in findings(mended))


def test_the_rows_of_a_finding_open_and_what_is_written_in_them_is_kept(file_in):
    app = pressed(file_in(ZEROS), "Visa raden")
    [editor] = app.data_editor
    assert list(editor.value.index) == [4] and editor.value.loc[4, "värde"] == "abc"
    app.session_state[editor.key] = {
        "edited_rows": {0: {"värde": "30,5"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    [kept] = web.store().submissions(OWNER)
    assert [(one.row, one.column, one.text) for one in web.store().corrections(OWNER, kept.id)] == [
        (4, "värde", "30,5")
    ]
    assert not Seen(app).faults and not any("abc" in text for text in findings(Seen(app)))


def test_the_whole_draft_can_be_written_in(file_in):
    app = unfolded(file_in(RIGHT), "whole")
    [editor] = app.data_editor
    assert list(editor.value.index) == [2, 3, 4, 5]
    app.session_state[editor.key] = {
        "edited_rows": {3: {"värde": "24,9"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    app.button(key="publish").click().run()
    assert (HOURS, ASKERSUND, 2022, "M", 24.9) in own_values()


def test_one_text_in_place_of_the_same_in_several_rows(file_in):
    wrong = handed_in_file(*({"värde": "20", "kön": "Q", "år": str(year)} for year in (2021, 2022, 2023)))
    app = pressed(file_in(wrong), "Visa raderna")
    field = next(one for one in app.text_input if one.label.startswith("Skriv i stället"))
    field.set_value("K")
    pressed(app, "Ändra i 3 rader")
    [kept] = web.store().submissions(OWNER)
    assert [one.text for one in web.store().corrections(OWNER, kept.id)] == ["K", "K", "K"]


def test_of_two_rows_for_a_figure_one_is_kept_by_a_click(file_in):
    app = file_in(handed_in_file({"värde": "31"}, {"värde": "32"}, {"kön": "M", "värde": "30"}))
    app = pressed(app, "Behåll 32 (rad 3)")
    assert "Raden är borttagen ur utkastet." in Seen(app).text
    app.button(key="publish").click().run()
    assert [value for *_, value in own_values()] == [32.0, 30.0]


def test_personal_data_written_into_a_draft_is_refused_and_masked(file_in):
    app = pressed(file_in(ZEROS), "Visa raden")
    [editor] = app.data_editor
    app.session_state[editor.key] = {
        "edited_rows": {0: {"kommun": "19121212-1212"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    seen = Seen(app)
    assert not seen.faults and any("personnummer" in alert for alert in seen.alerts)
    assert web.store().corrections(OWNER, web.store().submissions(OWNER)[0].id) == ()


def test_corrections_and_answers_are_there_again_after_a_restart(file_in):
    app = pressed(file_in(ZEROS), "Gör alla säkra rättningar (2)")
    before = findings(Seen(app))
    number = app.query_params["utkast"]
    web.store().close()
    st.cache_resource.clear()
    again = Seen(opened("upload", utkast=number))
    assert not again.faults and findings(again) == before
    assert "”180” ändrat till ”0180”." in again.text


# What the file leaves open

YEARS = b"Kommun;2021;2022\nAskersund;70,5;71,5\nFagersta;80,5;81,5\n"


def test_what_a_file_leaves_open_is_asked_once_and_answered_in_one_form(file_in):
    app = file_in(YEARS)
    assert "Svara först" in Seen(app).text and app.button(key="publish").disabled
    indicator = next(box for box in app.selectbox if box.label == "Vilket nyckeltal gäller värdena?")
    indicator.select(HOURS)
    next(box for box in app.radio if box.label == "Vilka gäller värdena?").set_value("K")
    app = pressed(app, "Läs filen så")
    seen = Seen(app)
    assert not seen.faults and "Svara först" not in seen.text and "åren i kolumner" in seen.text
    for label in [label for label in labels(app) if label.startswith("Ja, ")]:
        app = pressed(app, label)
    app.button(key="publish").click().run()
    assert (HOURS, ASKERSUND, 2021, "K", 70.5) in own_values() and len(own_values()) == 4


def test_no_sex_is_chosen_beforehand(file_in):
    app = file_in(YEARS)
    assert next(box for box in app.radio if box.label == "Vilka gäller värdena?").value is None
    assert any("Svara på alla frågor" in alert for alert in Seen(pressed(app, "Läs filen så")).alerts)


def test_a_column_read_otherwise_is_remembered_for_the_next_file_and_can_be_forgotten(file_in):
    odd = b"Ort;Sak;Tid;Vem;Tal;Not\nAskersund;N21826;2023;K;25,5;1\nAskersund;N21826;2023;M;24,5;2\n"
    app = unfolded(file_in(odd), "reading")
    column = next(box for box in app.selectbox if box.label == "Not")
    column.select("denominator")
    app = pressed(app, "Läs filen så")
    first = web.store().submissions(OWNER)[0]
    assert web.store().draft_state(OWNER, first.id).answers == {"columns": {"Not": "denominator"}}
    second = file_in(odd)
    assert "på samma sätt som din förra fil" in Seen(second).text
    afresh = Seen(pressed(second, "Läs om från början"))
    assert not afresh.faults and "på samma sätt som din förra fil" not in afresh.text
    assert web.store().draft_state(OWNER, web.store().submissions(OWNER)[0].id).answers == {}


def test_a_file_for_each_sex_is_read_together(small, owner):
    heading = "Kommun;Nyckeltal;År;Värde\n"
    app = opened("upload")
    app.selectbox(key="pick-omgang").set_value("MK3")
    app.file_uploader[0].upload("kvinnor.csv", f"{heading}Askersund;{HOURS};2023;25,5\n".encode(), "text/csv")
    app.file_uploader[0].upload("män.csv", f"{heading}Askersund;{HOURS};2023;24,5\n".encode(), "text/csv")
    app.run()
    seen = Seen(app)
    assert not seen.faults and "en fil för varje kön" in seen.text
    assert len(web.store().submissions(OWNER)) == 1
    app.button(key="publish").click().run()
    assert [row[3:] for row in own_values()] == [("K", 25.5), ("M", 24.5)]


# What would change, and what became of it


def test_the_draft_is_set_against_what_is_published(file_in):
    app = file_in(RIGHT)
    seen = Seen(app)
    assert "Vad som ändras" in seen.text and "2 nya · 2 ändrade" in seen.text
    assert "finns officiella" in seen.text and "2022 → 2023" in seen.text
    told = Seen(unfolded(app, "difference")).text
    assert "26,6" in told and "officiellt" in told


def test_a_returned_file_says_why_and_goes_on_as_a_new_draft(file_in):
    app = file_in(ZEROS)
    number = app.query_params["utkast"]
    unfolded(app, f"giving-back-{number}")
    app = pressed(app, "Lämna tillbaka till avsändaren")
    assert any("Skriv varför" in alert for alert in Seen(app).alerts)
    app.text_input(key="return-reason").set_value("Fel koder på rad 2 och 3")
    app = pressed(app, "Lämna tillbaka till avsändaren")
    seen = Seen(app)
    assert (
        not seen.faults and "Samordnaren har lämnat tillbaka filen: ”Fel koder på rad 2 och 3”" in seen.text
    )
    assert web.store().submission(OWNER, int(number)).state is SubmissionState.RETURNED
    app = pressed(app, "Fortsätt rätta")
    resumed = web.store().submission(OWNER, int(app.query_params["utkast"]))
    assert resumed.follows == int(number) and resumed.state is SubmissionState.DRAFT
    assert f"I stället för inlämning {number}" in Seen(app).text
    assert "har kommit i stället" in Seen(opened("upload", utkast=number)).text


def test_a_new_file_in_place_of_a_returned_one_is_linked_to_it(file_in):
    app = file_in(ZEROS)
    number = int(app.query_params["utkast"])
    web.store().return_to_sender(OWNER, number, "Fel fil")
    app.run()
    app.file_uploader[0].upload("ny.csv", RIGHT, "text/csv")
    app.run()
    newest = web.store().submissions(OWNER)[0]
    assert newest.file_name == "ny.csv" and newest.follows == number and newest.programme == "MK3"


def test_the_receipt_says_who_what_when_and_how_much(file_in):
    app = file_in(RIGHT)
    app.button(key="publish").click().run()
    receipt = Seen(app).text
    [kept] = web.store().submissions(OWNER)
    for said in (
        "Lämnad av",
        "samordnaren",
        kept.sha256,
        "uppgifter.csv",
        "2022–2023",
        "Hämta kvitto (PDF)",
    ):
        assert said in receipt, said


def test_every_form_of_the_page_is_in_english(small, owner, english):
    for content, folds in ((ZEROS, ("whole", "reading", "difference")), (YEARS, ("reading",)), (WRONG, ())):
        app = opened("upload", "en")
        app.selectbox(key="pick-omgang").set_value("MK3")
        app.file_uploader[0].upload("figures.csv", content, "text/csv")
        app.run()
        for fold in folds:
            unfolded(app, fold)
        for label in ("Show the row", "Show the rows", "Change 180 to 0180 in 2 rows"):
            if label in labels(app):
                pressed(app, label)
        number = app.query_params["utkast"]
        unfolded(app, f"giving-back-{number}")
        app.text_input(key="return-reason").set_value("Wrong codes")
        app = pressed(app, "Return to the sender")
        assert not Seen(app).faults and "The coordinator has returned the file" in Seen(app).text
    assert not english.untranslated
