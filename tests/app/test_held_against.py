"""What places are held against, groups under a name of one's own, choices frozen with a round, and cards of numbers."""

from __future__ import annotations

import re
from datetime import date

import pytest
from builders import ASKERSUND, DATA, FAGERSTA, FULL_TIME, HEDEMORA
from visiting import Seen, opened

from benchmarking.web.comparing import likeness

LATEST_FULL_TIME = 2022


def seen(page: str, language: str = "sv", **asked: str) -> Seen:
    found = Seen(opened(page, language, **asked))
    assert not found.faults
    return found


def official(indicator: str, year: int) -> dict[str, tuple[float, float]]:
    """Women's and men's values of a year, read from the file itself."""
    text = (DATA / "figures" / f"{indicator}.csv").read_text(encoding="utf-8")
    lines = [line.split(",") for line in text.splitlines()[2:]]
    return {
        cells[0]: (float(cells[2]), float(cells[3]))
        for cells in lines
        if cells[1] == str(year) and cells[2] and cells[3]
    }


def group_of(code: str) -> list[str]:
    """The other municipalities of the same SKR group, read from the file itself."""
    lines = [
        line.split(",") for line in (DATA / "organisations.csv").read_text(encoding="utf-8").splitlines()
    ][2:]
    group = next(cells[5] for cells in lines if cells[0] == code)
    return [cells[0] for cells in lines if cells[5] == group and cells[0] != code]


# The reference


@pytest.mark.usefixtures("full_copy")
def test_a_group_is_its_unweighted_mean_and_says_of_how_many():
    found = seen("compare", kommun=f"{ASKERSUND},{HEDEMORA}", mot="grupp", visa="alla")
    values = official(FULL_TIME, LATEST_FULL_TIME)
    group = [values[code] for code in group_of(ASKERSUND) if code in values]
    women, men = (sum(pair[sex] for pair in group) / len(group) for sex in (0, 1))
    expected = f"ovägt medel av {len(group)}: kvinnor {women:.1f}, män {men:.1f}".replace(".", ",")
    assert expected in found.text
    legend = next(one["text"] for one in found.html.elements if one.get("class") == "bm-legend")
    assert f"ovägt medel av {len(group_of(ASKERSUND))}" in legend
    assert found.app.query_params["mot"] in ("grupp", ["grupp"])


@pytest.mark.usefixtures("full_copy")
def test_every_reference_stands_as_a_mark_and_in_words_in_each_row():
    app = opened("compare", kommun=f"{ASKERSUND},0980")
    choices = app.radio(key="pick-mot").options
    assert choices == [
        "ingen",
        "den jämnaste bland liknande",
        "den egna gruppen",
        "mentorn Hedemora",
        "liknande platser",
        "kommungruppen",
        "länet",
        "alla kommuner",
        "riket",
    ]
    without = Seen(app)
    assert not [one for one in without.html.elements if "bm-held" in one.get("class", "")]
    for chosen in ("jamnast", "egen", HEDEMORA, "liknande", "grupp", "lan", "alla", "riket"):
        found = seen("compare", kommun=f"{ASKERSUND},0980", mot=chosen)
        rows = [one for one in found.html.elements if one.get("class") == "bm-row"]
        said = [one["text"] for one in found.html.elements if "bm-held" in one.get("class", "")]
        marks = [one for one in found.html.elements if one.get("class") == "bm-ref-line"]
        assert len(said) > len(rows) / 2, chosen
        assert len(marks) > len(said), chosen
        assert all(re.search(r"kvinnor .*\d.*, män .*\d", text) for text in said), chosen


@pytest.mark.usefixtures("full_copy")
def test_the_most_even_of_those_alike_is_named_and_is_the_most_even():
    found = seen("compare", kommun=f"{ASKERSUND},{FAGERSTA}", mot="jamnast", visa="alla")
    alike = ["2061", "1452", "0481", "0760", "0382", "2023", "0561"]
    values = official(FULL_TIME, LATEST_FULL_TIME)
    most_even = min(
        (code for code in alike if code in values), key=lambda c: abs(values[c][0] - values[c][1])
    )
    women, men = (f"{value:.1f}".replace(".", ",") for value in values[most_even])
    names = dict(
        line.split(",")[:2]
        for line in (DATA / "organisations.csv").read_text(encoding="utf-8").splitlines()[2:]
    )
    assert f"{names[most_even]}: kvinnor {women}, män {men}" in found.text


@pytest.mark.usefixtures("small")
def test_who_stands_there_already_is_not_offered_as_a_reference():
    app = opened("compare", kommun=f"{ASKERSUND},{HEDEMORA}")
    assert "mentorn Hedemora" not in app.radio(key="pick-mot").options


@pytest.mark.usefixtures("small")
def test_the_mentor_stands_beside_all_mentees_in_one_click():
    beside = seen("organisation", kod=HEDEMORA).links["Jämför med dem ni varit mentor för"]
    assert beside == "/jamfor?kommun=2083,1882,1982"


# A group of one's own


@pytest.mark.usefixtures("small")
def test_a_named_group_is_the_pages_heading_and_stands_in_its_address():
    app = opened("compare", kommun=f"{ASKERSUND},{FAGERSTA}")
    app.text_input(key="group-name").set_value("  Bergslagens   fem ").run()
    found = Seen(app)
    assert found.headings == ["Bergslagens fem"]
    assert "Jämförelse · Askersund och Fagersta" in found.text
    assert app.query_params["grupp"] in ("Bergslagens fem", ["Bergslagens fem"])
    again = seen("compare", kommun=f"{ASKERSUND},{FAGERSTA}", grupp="Bergslagens fem")
    assert again.headings == ["Bergslagens fem"]
    assert "grupp=Bergslagens%20fem" in again.links["English"]


@pytest.mark.usefixtures("small")
def test_a_hostile_name_of_a_group_is_text_and_a_long_one_is_cut():
    hostile = "<script>alert(1)</script>, [x](javascript:1)"
    found = seen("compare", kommun=f"{ASKERSUND},{FAGERSTA}", grupp=hostile)
    assert found.headings == [hostile]
    assert all(one["tag"] != "script" for one in found.html.elements)
    assert len(seen("compare", kommun=f"{ASKERSUND},{FAGERSTA}", grupp="a" * 500).headings[0]) == 60


# Frozen with a round


@pytest.mark.usefixtures("full_copy")
def test_those_alike_are_frozen_while_a_round_runs_and_the_page_says_since_when(monkeypatch):
    in_the_round = date(2019, 6, 1)

    class Then(date):
        @classmethod
        def today(cls) -> date:
            return in_the_round

    app = opened("organisation", kod=ASKERSUND)
    app.session_state["open-similar"] = True
    now = Seen(app.run())
    assert "Valet är fryst" not in now.text and "fryst" not in app.query_params
    assert "Siffrorna är från 2022." in now.text
    monkeypatch.setattr(likeness, "date", Then)
    # The first session remembers what it was shown, so a new one is asked.
    app = opened("organisation", kod=ASKERSUND)
    app.session_state["open-similar"] = True
    then = Seen(app.run())
    assert not then.faults
    assert "Valet är fryst som det var när Modellkommuner 2019 startade 7 februari 2019." in then.text
    assert "Siffrorna är från 2017." in then.text


@pytest.mark.usefixtures("full_copy")
def test_an_earlier_rounds_choice_can_be_asked_for_and_stands_in_the_address():
    app = opened("organisation", kod=ASKERSUND, fryst="MK3")
    app.session_state["open-similar"] = True
    found = Seen(app.run())
    assert "Modellkommuner 2019 startade" in found.text and "Siffrorna är från 2017." in found.text
    assert app.query_params["fryst"] in ("MK3", ["MK3"])


@pytest.mark.parametrize(
    ("day", "year"), [(date(2019, 2, 7), 2017), (date(2018, 12, 31), 2017), (date(2018, 12, 30), 2016)]
)
def test_the_last_year_known_on_a_day(day, year):
    assert likeness.last_known_year(day) == year


# Cards of numbers


@pytest.mark.usefixtures("small")
def test_each_gap_on_the_profile_and_in_the_comparison_leads_to_its_card():
    for found in (
        seen("organisation", kod=ASKERSUND, visa="alla"),
        seen("compare", kommun=f"{ASKERSUND},{FAGERSTA}", visa="alla"),
    ):
        gaps = [one for one in found.html.elements if one.get("class") == "bm-gap"]
        assert gaps and all(one["tag"] == "a" for one in gaps)
        assert all("förklara siffran" in one["aria-label"] for one in gaps)
    address = next(one["href"] for one in gaps if FULL_TIME in one["href"])
    assert address == f"/nyckeltal?nyckeltal={FULL_TIME}&forklara={FULL_TIME},1882,2022#forklara"
    card = seen("indicator", nyckeltal=FULL_TIME, forklara=f"{FULL_TIME},1882,2022")
    assert "Askersund" in card.text and "Fil och rad" in card.text


# No chart library where there is an overview


@pytest.mark.usefixtures("full_copy")
def test_overviews_carry_no_plotly():
    assert not seen("organisation", kod=ASKERSUND, visa="alla").charts
    municipalities = ",".join(sorted(official(FULL_TIME, LATEST_FULL_TIME))[1:41])
    matrix = seen("compare", kommun=municipalities)
    assert not matrix.charts
    assert [one for one in matrix.html.elements if "bm-matrix" in one.get("class", "")]
