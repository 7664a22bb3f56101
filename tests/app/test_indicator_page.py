"""One indicator in all places: who is shown, what is searched for, and where each number comes from."""

from __future__ import annotations

import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    DATA,
    FULL_TIME,
    HOURS,
    INCOME,
    LIFE,
    OWN_YEAR,
    REGION_FULL_TIME,
    SMALL_PLACES,
    published,
)
from visiting import Seen, opened

from benchmarking.store import Store


def seen(language: str = "sv", **asked: str) -> Seen:
    found = Seen(opened("indicator", language, **asked))
    assert not found.faults
    return found


@pytest.fixture
def page(small):
    return seen


# What is shown


def test_the_heading_says_what_and_the_lede_counts_the_places(page):
    found = page(nyckeltal=FULL_TIME)
    assert found.headings == ["Heltidsanställda i kommunen"]
    assert "Nyckeltal N00206 · Ekonomi och arbete · högre är bättre" in found.text
    assert "av 6 kommuner ligger kvinnor säkert lägre än män." in found.text


def test_those_asked_for_are_pointed_out_in_every_figure(page):
    found = page(nyckeltal=FULL_TIME, kod="1882,1982")
    marked = [one["title"] for one in found.html.elements if "bm-in-ink" in one.get("class", "")]
    assert {title.split()[0] for title in marked if "nivå" not in title} >= {"Askersund", "Fagersta"}
    assert found.app.query_params["kod"] == "1882,1982"


def test_a_region_asked_for_opens_the_regions(page):
    found = page(nyckeltal=INCOME, kod="0018")
    assert "Alla regioner" in found.text and "av 3 regioner" in found.text


def test_the_visitor_can_turn_to_regions(page):
    app = opened("indicator", nyckeltal=INCOME)
    app.radio(key="pick-slag").set_value("region").run()
    assert "Alla regioner" in Seen(app).text and app.query_params["slag"] == "region"
    assert not Seen(app).faults


@pytest.mark.parametrize("value", ["kvinnor", "man"])
def test_the_visitor_can_look_at_one_sex(page, value):
    found = page(nyckeltal=FULL_TIME, visa=value)
    assert ("Medianen för kvinnor" if value == "kvinnor" else "Medianen för män") in found.text


def test_mens_value_is_not_offered_where_it_follows_from_womens(page):
    app = opened("indicator", nyckeltal=COUNCIL)
    assert app.radio(key="pick-visa").options == ["skillnad", "kvinnors värde"]


@pytest.mark.parametrize("code", [HOURS, FULL_TIME, COUNCIL, INCOME, LIFE, REGION_FULL_TIME])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_shape_has_a_page_in_both_languages(page, english, code, language):
    found = page(language, nyckeltal=code, kod=ASKERSUND)
    assert len(found.headings) == 1
    if language == "en":
        assert not english.untranslated


def test_how_it_is_measured_says_breaks_and_caution(page):
    found = page(nyckeltal=HOURS)
    assert "Måttet ändrades 2021. Värden före och efter jämförs inte." in found.text
    assert "Mäts varje år." in found.text and "Hur ofta" in found.text


def test_the_ranked_group_follows_the_address(page):
    found = page(nyckeltal=FULL_TIME, kod=ASKERSUND, grupp="MK3")
    assert "Rangordnade: deltagare 2019–2020" in found.text


def test_an_unknown_indicator_is_named_and_all_are_listed(page):
    found = page(nyckeltal="N99999")
    assert any("N99999" in alert for alert in found.alerts)
    assert found.headings == ["Nyckeltal"]


# Searching


def test_without_an_indicator_all_are_listed_by_sub_goal(page):
    found = page()
    assert "64" not in found.headings[0] and "7 nyckeltal om kvinnor och män" in found.text
    assert found.links["Heltidsanställda i kommunen"].startswith("/nyckeltal?nyckeltal=N00206")


def test_a_word_in_the_address_is_searched_for(page):
    found = page(sok="vab")
    assert "1 nyckeltal passar ”vab”." in found.text
    assert list(found.links.values()).count("/nyckeltal?nyckeltal=N00945") == 1


def test_a_misspelt_word_offers_what_was_meant(page):
    found = page(sok="hemtjenst")
    assert "Inget nyckeltal passar ”hemtjenst”." in found.text
    assert found.links["Menade du hemtjänst?"] == "/nyckeltal?sok=hemtj%C3%A4nst"


def test_hostile_words_are_text(page):
    found = page(sok="<script>alert(1)</script>")
    assert all(one["tag"] != "script" for one in found.html.elements)
    assert "<script>alert(1)</script>" in found.text


# Explaining a number


def explained(found: Seen) -> dict[str, str]:
    """The card's terms and what it says of each; it stands before any other list of terms."""
    card: dict[str, str] = {}
    for one in found.html.elements:
        if one["tag"] == "dt":
            term = one["text"]
        elif one["tag"] == "dd" and term not in card:
            card[term] = one["text"]
    return card


def test_a_number_with_counts_says_them_its_interval_and_its_row(page):
    card = explained(page(forklara="N00206,1882,2022"))
    assert card["Kvinnor"] == "78,4\u00a0% (632 av 806)"
    assert card["Skillnad, kvinnor − män"] == "−17,6 procentenheter"
    assert card["Bedömning"] == "Män högre. Säker, −22,2 till −11,2."
    assert "Newcombes (1998)" in card["Så bedöms den"] and "−22,2 till −11,2" in card["Så bedöms den"]
    assert "fler kvinnor haft heltid" in card["Människor bakom"]
    assert card["Fil och rad"].startswith("figures/N00206.csv, rad ")
    assert card["Känd från"].startswith("31 december 2023.")
    assert card["Lämnad av, inläst"].startswith("Kolada, ")


def test_the_row_it_names_is_the_row_of_the_file(page):
    card = explained(page(forklara="N00206,1882,2022"))
    row = int(card["Fil och rad"].rpartition(" ")[2])
    # The small network is built of a cut file: header on row 2, then the places that were kept.
    kept = [
        line
        for line in (DATA / "figures" / "N00206.csv").read_text(encoding="utf-8").splitlines()[2:]
        if line.split(",")[0] in SMALL_PLACES
    ]
    assert kept[row - 3].startswith("1882,2022,78.41")


def test_an_earlier_year_is_judged_as_it_was_known_then(page):
    card = explained(page(forklara="N00206,1882,2018"))
    assert card["Skillnad, kvinnor − män"] == "−19,9 procentenheter"


def test_a_pair_names_both_files(page):
    card = explained(page(forklara=f"{LIFE},1882,2022"))
    assert "N00925.csv" in card["Fil och rad"] and "N00923.csv" in card["Fil och rad"]
    assert card["Kvinnor"] == "84,3 år"


def test_posts_are_said_to_be_counted(page):
    card = explained(page(forklara=f"{COUNCIL},1882,2022"))
    assert card["Så bedöms den"].startswith("Alla poster eller dagar är räknade.")


def test_the_networks_number_shows_its_sender_round_file_and_earlier_value(database_path, small):
    store = Store(database_path)
    published(store, {"value": 20.0}, {"sex": "M", "value": 15.0, "row": 3})
    published(store, {"value": 21.5}, {"sex": "M", "value": 15.0, "row": 3}, programme="MK2")
    store.close()
    found = seen(forklara=f"{HOURS},{ASKERSUND},{OWN_YEAR}")
    card = explained(found)
    assert card["Kvinnor"] == "21,5 timmar"
    assert card["Fil och rad"] == "figures.csv, rad 2 och figures.csv, rad 3"
    assert card["Lämnad av, inläst"].startswith("test, ")
    assert "Andra värden för samma siffra" in found.text and "20,0 timmar" in found.text


def test_a_suppressed_number_says_so_and_gives_nothing_away(database_path, small):
    store = Store(database_path)
    published(
        store,
        {"value": 75.0, "numerator": 3.0, "denominator": 4.0, "indicator": FULL_TIME},
        {"sex": "M", "value": 50.0, "numerator": 2.0, "denominator": 4.0, "indicator": FULL_TIME, "row": 3},
    )
    store.close()
    found = seen(forklara=f"{FULL_TIME},{ASKERSUND},{OWN_YEAR}")
    card = explained(found)
    assert card["Kvinnor"] == "Dolt: gruppen är för liten." == card["Män"]
    assert "75,0" not in found.text and "3 av 4" not in found.text


@pytest.mark.parametrize(
    "figure", ["N00206,1882,1999", "N00206,1882,2022,x", "N00206,9999,2022", "x", "N00206,1882,årtal"]
)
def test_a_number_that_is_not_there_is_said_to_be_missing(page, figure):
    found = page(nyckeltal=FULL_TIME, forklara=figure)
    if figure.startswith("N00206,1882,2022"):
        assert "Förklara siffran" in found.text
    else:
        assert any("ingen uppgift" in alert or "känner inte igen" in alert for alert in found.alerts)
