"""What an address may ask for: codes nobody knows, kinds that are never mixed, and places of every kind."""

from __future__ import annotations

import pytest
from visiting import Seen, opened

from benchmarking import wording

pytestmark = pytest.mark.usefixtures("small")


def seen(page: str, language: str = "sv", **asked: str) -> Seen:
    found = Seen(opened(page, language, **asked))
    assert not found.faults
    return found


@pytest.mark.parametrize(
    ("page", "parameter", "code"),
    [
        ("organisation", "kod", "9999"),
        ("organisation", "kommun", "atlantis"),
        ("compare", "kommun", "9999"),
        ("compare", "nyckeltal", "N99999"),
        ("regions", "region", "0099"),
        ("regions", "lan", "99"),
        ("network", "linje", "9999"),
    ],
)
def test_a_code_that_nobody_knows_is_named_on_the_page(page, parameter, code):
    said = seen(page, **{parameter: code})
    assert any("Vi känner inte igen" in alert and code in alert for alert in said.alerts), said.alerts


def test_a_code_nobody_knows_is_named_in_english_too(english):
    said = seen("compare", "en", kommun="9999")
    sentence = english("Vi känner inte igen {code}.", code=english.quoted("9999"))
    assert any(sentence in alert for alert in said.alerts), said.alerts
    assert not english.untranslated


@pytest.mark.parametrize(("written", "meant"), [("1888", "1882 Askersund"), ("Hedemorra", "2083 Hedemora")])
def test_the_nearest_place_is_suggested(written, meant):
    said = seen("compare", kommun=written)
    assert any(f"Menade du {meant}?" in alert for alert in said.alerts), said.alerts


def test_what_is_understood_of_an_address_is_shown_beside_what_is_not():
    said = seen("compare", kommun="1882,9999,2083")
    assert said.headings == ["Askersund och Hedemora"]


def test_hostile_text_in_an_address_is_shown_as_text():
    said = seen("compare", kommun="<script>alert(1)</script>", nyckeltal="[x](javascript:alert(1))")
    assert all(one["tag"] != "script" for one in said.html.elements)
    shown = [alert for alert in said.alerts if "Vi känner inte igen" in alert]
    assert len(shown) == 2
    assert "<script>alert(1)</script>" in shown[0]
    # Streamlit's boxes read Markdown: every sign of it is escaped.
    raw = " ".join(box.value for box in said.app.warning)
    assert "](javascript" not in raw and "<script" not in raw.replace("\\<script", "")


@pytest.mark.parametrize(
    ("page", "parameter", "stranger", "kind"),
    [
        ("compare", "kommun", ("0009", "Region Gotland"), "region"),
        ("regions", "region", ("0980", "Gotland"), "kommun"),
    ],
)
def test_a_municipality_is_never_compared_with_a_region_without_saying_so(page, parameter, stranger, kind):
    own = "1882" if kind == "region" else "0001"
    code, name = stranger
    said = seen(page, **{parameter: f"{own},{code}"})
    assert any(name in alert and f"är en {kind}" in alert for alert in said.alerts), said.alerts
    assert name not in said.headings[0]


@pytest.mark.parametrize(
    ("code", "name"),
    [("0980", "Gotland"), ("0009", "Region Gotland"), ("0000", "Riket"), ("09", "Gotlands län")],
)
def test_a_place_of_any_kind_has_a_page_with_its_own_name(code, name):
    assert seen("organisation", kod=code).headings == [name]


def test_gotland_the_municipality_and_gotland_the_region_have_different_figures():
    municipality, region = (seen("organisation", kod=code) for code in ("0980", "0009"))
    assert "Heltidsanställda i kommunen" in municipality.text
    assert "Heltidsanställda i kommunen" not in region.text


def test_a_name_in_an_address_leads_to_the_place():
    assert seen("organisation", kommun="askersund").headings == ["Askersund"]
    assert seen("organisation", region="gotland").headings == ["Region Gotland"]


def test_six_places_are_counted_in_the_heading_and_a_code_named_twice_stands_once():
    said = seen("compare", kommun="0180,0980,1882,1982,2083,2480,1882,1882,9999")
    assert said.headings[0] == "6 kommuner"


@pytest.mark.parametrize("number", ["999", "abc", "-1", "1.5", "99999999999999999999999"])
def test_a_draft_that_is_not_there_is_said_and_a_new_file_can_be_chosen(owner, number):
    said = seen("upload", utkast=number)
    assert any("Det finns ingen inlämning med det numret" in alert for alert in said.alerts)
    assert said.app.file_uploader


def test_the_language_chosen_stays_on_the_next_page():
    app = opened("start", "en")
    app.query_params.clear()
    app.switch_page("method.py")
    app.run()
    assert wording.words("en")("Så har vi räknat") in Seen(app).headings
    assert app.query_params["sprak"] == "en"
