"""Nothing chosen, nothing known, one sex missing, hidden, measured anew, repeated: each page says what is the case."""

from __future__ import annotations

import shutil

import pytest
from builders import ASKERSUND, FULL_TIME, HOURS, OWN_YEAR, published
from visiting import Seen, opened

from benchmarking.store import Store

VOTING = "N05401"


def seen(page: str, language: str = "sv", **asked: str) -> Seen:
    found = Seen(opened(page, language, **asked))
    assert not found.faults
    return found


def told(found: Seen) -> str:
    return "\n".join([found.text, *found.alerts])


def everywhere(indicator: str) -> dict[str, Seen]:
    """The indicator in Askersund, on each page that shows it."""
    return {
        "organisation": seen("organisation", kod=ASKERSUND, visa="alla"),
        "compare": seen("compare", kommun=f"{ASKERSUND},2083", nyckeltal=indicator, visa="alla"),
        "indicator": seen("indicator", forklara=f"{indicator},{ASKERSUND},{OWN_YEAR}", kod=ASKERSUND),
    }


@pytest.fixture
def own_figures(database_path, small):
    """Figures of the network's own in the small network, published as Askersund's."""

    def publish(*rows: dict) -> None:
        store = Store(database_path)
        published(store, *rows)
        store.close()

    return publish


# Nothing chosen


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("organisation", "Välj en kommun eller region"),
        ("compare", "Välj två eller fler."),
        ("regions", "Välj två eller fler."),
        ("indicator", "Sök på ett ord, eller välj i listan."),
    ],
)
def test_with_nothing_chosen_the_page_says_what_to_choose(page, says):
    found = seen(page)
    assert says in told(found)
    # And there is something to choose it in.
    assert found.app.selectbox or found.app.multiselect or found.app.text_input


@pytest.mark.usefixtures("small")
def test_with_one_chosen_company_is_asked_for_and_offered():
    found = seen("compare", kommun=ASKERSUND)
    assert "Välj minst en till." in told(found)
    assert found.links["mentorn Hedemora"] == "/jamfor?kommun=1882,2083"
    assert found.app.multiselect, "the list stands open until there are two"


def test_the_start_page_tells_the_official_year_though_the_network_is_ahead(own_figures):
    own_figures({"value": 24.0}, {"sex": "M", "value": 23.0, "row": 3})
    found = seen("start")
    assert f"Siffror till och med {OWN_YEAR}." in found.text
    assert "Officiella siffror till och med 2022 från Kolada." in found.text


# Nothing known


@pytest.mark.parametrize(
    ("page", "asked", "says"),
    [
        ("organisation", {"kod": ASKERSUND}, "Vi har inga uppgifter för Askersund."),
        (
            "compare",
            {"kommun": f"{ASKERSUND},2083"},
            "Inget nyckeltal går att jämföra, för det saknas värden.",
        ),
        (
            "compare",
            {"kommun": f"{ASKERSUND},2083"},
            "Inga värden för kvinnor och män i Askersund och Hedemora.",
        ),
        ("regions", {"region": "0018,0001"}, "Inget nyckeltal går att jämföra, för det saknas värden."),
        ("indicator", {"nyckeltal": FULL_TIME}, "Inga värden att visa"),
    ],
)
def test_without_a_single_figure_the_page_says_so(unfilled_database, database_path, page, asked, says):
    shutil.copy(unfilled_database, database_path)
    assert says in told(seen(page, **asked))


@pytest.mark.usefixtures("small")
def test_a_county_has_no_figures_of_its_own_and_says_so():
    assert "Vi har inga uppgifter för Örebro län." in told(seen("organisation", kod="18"))


# One sex missing, and hidden


def test_where_one_sex_is_missing_each_page_says_which_and_judges_nothing(own_figures):
    own_figures({"value": 24.0}, {"sex": "M", "missing": "non_response", "row": 3})
    for page, found in everywhere(HOURS).items():
        says = "uppgift saknas för män" if page == "compare" else "bortfall"
        assert says in told(found).lower(), page
    row = row_of(seen("organisation", kod=ASKERSUND, visa="alla"), "Beviljade hemtjänsttimmar")
    assert "jämförs inte" in row.lower() and "2023" in row


def test_hidden_cells_are_said_to_be_hidden_and_show_no_number(own_figures):
    own_figures(
        {"value": 75.0, "numerator": 3.0, "denominator": 4.0, "indicator": FULL_TIME},
        {"sex": "M", "value": 50.0, "numerator": 2.0, "denominator": 4.0, "indicator": FULL_TIME, "row": 3},
    )
    for page, found in everywhere(FULL_TIME).items():
        text = told(found)
        assert "gruppen är för liten" in text.lower(), page
        assert "75,0" not in text and "50,0" not in text, page


# Measured anew, and repeated


@pytest.mark.usefixtures("small")
def test_a_new_measure_is_said_wherever_its_years_are_judged_or_drawn():
    row = row_of(seen("organisation", kod=ASKERSUND, visa="alla"), "Beviljade hemtjänsttimmar")
    assert "Nytt mått 2021" in row and "Går inte att avgöra" in row
    compared = seen("compare", kommun=f"{ASKERSUND},2083", nyckeltal=HOURS, visa="alla")
    assert "Det går inte att avgöra: måttet ändrades 2021" in compared.text
    for chart in compared.charts:
        notes = [note.get("text", "") for note in chart.spec["layout"]["annotations"]]
        assert any("nytt mått" in note for note in notes)
    assert (
        "Måttet ändrades 2021. Värden före och efter jämförs inte." in seen("indicator", nyckeltal=HOURS).text
    )


@pytest.mark.usefixtures("full_copy")
def test_a_value_repeated_between_elections_is_not_judged_as_years():
    title = "Valdeltagande"
    row = row_of(seen("organisation", kod=ASKERSUND, visa="alla"), title)
    assert "Ändras bara vid val" in row
    compared = seen("compare", kommun=f"{ASKERSUND},2083", nyckeltal=VOTING, visa="alla")
    assert "Det går inte att avgöra: värdet ändras bara vid val." in compared.text
    assert "vid val" in seen("indicator", nyckeltal=VOTING).text


def row_of(found: Seen, title: str) -> str:
    """The text of the first row of the profile whose title begins so."""
    rows = [one for one in found.html.elements if one.get("role") == "row" and one["text"].startswith(title)]
    assert rows, [one["text"][:40] for one in found.html.elements if one.get("role") == "row"]
    return rows[0]["text"]
