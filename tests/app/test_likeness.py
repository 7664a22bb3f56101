"""Similar places on a page: who they are, why, and that the weights live in the address."""

from __future__ import annotations

import shutil

import pytest
from streamlit.testing.v1 import AppTest
from visiting import SECONDS, Seen

from benchmarking import wording


def page() -> None:
    """Nothing but the popover, and the codes it gives."""
    import streamlit as st

    from benchmarking import web
    from benchmarking.web.comparing import likeness

    known = web.facts()
    st.text(",".join(likeness.pick_similar(known.organisations[web.asked("kod")[0]], known)))


def opened(open_: bool = True, **asked: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=SECONDS)
    app.query_params.update(asked)
    if open_:
        app.session_state["open-similar"] = True
    app.run()
    assert not Seen(app).faults
    return app


def codes(app: AppTest) -> list[str]:
    return [code for code in app.text[0].value.split(",") if code]


def asked_for(app: AppTest) -> str:
    """The weights in the address: AppTest gives a list for what it was given, and text for what was set."""
    found = app.query_params["vikter"]
    return found if isinstance(found, str) else ",".join(found)


def weight(app: AppTest, trait: str):
    return app.number_input(key=f"weight-{trait}")


@pytest.mark.usefixtures("full_copy")
def test_the_seven_most_alike_are_listed_with_reasons_and_links():
    app = opened(kod="1882")
    said = Seen(app)
    assert codes(app) == ["2061", "1452", "0481", "0760", "0382", "2023", "0561"]
    assert "ungefär lika många invånare (11\u00a0497 och 10\u00a0922)" in said.text
    assert "Siffran för Askersund står först. Siffrorna är från 2022." in said.text
    assert said.links["Smedjebacken"] == "/profil?kod=2061"
    assert said.links["Jämför med Smedjebacken"] == "/jamfor?kommun=1882,2061"
    assert said.links["Jämför med alla sju"] == "/jamfor?kommun=1882,2061,1452,0481,0760,0382,2023,0561"
    assert "vikter" not in app.query_params


@pytest.mark.usefixtures("full_copy")
def test_a_weight_that_is_changed_stands_in_the_address_until_it_is_the_usual_one_again():
    app = opened(kod="1882")
    usual = codes(app)
    weight(app, "distance").set_value(3).run()
    assert asked_for(app) == "distance:3" and codes(app) != usual
    shared = opened(open_=False, kod="1882", vikter="distance:3")
    assert codes(shared) == codes(app) and not shared.number_input
    weight(app, "distance").set_value(1).run()
    assert "vikter" not in app.query_params and codes(app) == usual


@pytest.mark.usefixtures("full_copy")
def test_when_nothing_counts_the_page_says_so_and_uses_the_usual_weights():
    nothing = "population:0,age:0,income:0,education:0,group:0,distance:0"
    app = opened(kod="1882", vikter=nothing)
    assert codes(app) == codes(opened(kod="1882"))
    assert any("Minst en uppgift måste räknas" in alert for alert in Seen(app).alerts)


@pytest.mark.usefixtures("full_copy")
def test_a_weight_nobody_understands_is_named_and_the_rest_is_used():
    app = opened(open_=False, kod="1882", vikter="distance:3,length:2,age:9")
    alerts = " ".join(Seen(app).alerts)
    assert "length:2" in alerts and "age:9" in alerts
    assert asked_for(app) == "distance:3"


@pytest.mark.usefixtures("full_copy")
def test_a_region_is_compared_with_regions_and_has_no_municipality_group():
    app = opened(kod="0021")
    said = Seen(app)
    assert codes(app)[0] == "0020" and said.links["Jämför med Region Dalarna"] == "/regioner?region=0021,0020"
    assert "weight-group" not in {field.key for field in app.number_input}
    # Gävle has no figure, so the region has none; that is said once, not seven times.
    assert said.text.count("ndelen 65 år och äldre räknas inte, uppgift saknas") == 1
    weight(app, "age").set_value(0).run()
    assert "räknas inte, uppgift saknas" not in Seen(app).text


@pytest.mark.usefixtures("small")
def test_a_small_network_has_fewer_and_says_how_many():
    app = opened(kod="1882")
    assert len(codes(app)) == 5 and "Jämför med alla fem" in Seen(app).links


def test_without_a_single_figure_places_are_still_alike_in_what_is_known(unfilled_database, database_path):
    shutil.copy(unfilled_database, database_path)
    app = opened(kod="1882")
    assert len(codes(app)) == 7 and "samma kommungrupp" in Seen(app).text


@pytest.mark.usefixtures("full_copy")
def test_everything_is_said_in_english(english: wording.Words):
    said = Seen(opened(kod="0021", sprak="en"))
    assert "about as many residents (287,334 and 288,310)" in said.text
    assert "The share aged 65 and over does not count, no figure." in said.text
    assert not english.untranslated
