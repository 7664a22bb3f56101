"""Askersund, Fagersta and their mentor Hedemora: what is drawn is what `data/` holds, and what is said is what is drawn."""

from __future__ import annotations

import csv
import math
import re

import pytest
from builders import ASKERSUND, DATA, FAGERSTA, HEDEMORA, HOURS, OWN_YEAR, REGION_FULL_TIME, published
from visiting import Seen, opened

from benchmarking import wording
from benchmarking.store import Store

YEARS = range(2014, 2023)
NEW_MEASURE = 2021
NAMES = {ASKERSUND: "Askersund", FAGERSTA: "Fagersta", HEDEMORA: "Hedemora"}


@pytest.fixture
def seen(small) -> Seen:
    """The comparison of the three on granted home-care hours."""
    found = Seen(opened("compare", kommun=",".join(NAMES), nyckeltal=HOURS, visa="alla"))
    assert not found.faults
    return found


@pytest.fixture(scope="module")
def official() -> dict[tuple[str, int], tuple[float, float]]:
    """Women's and men's hours as Kolada gives them, by organisation and year, read from the file itself."""
    lines = (DATA / "figures" / f"{HOURS}.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {
        (row["organisation"], int(row["year"])): (float(row["women"]), float(row["men"]))
        for row in rows
        if row["organisation"] in NAMES and row["women"] and row["men"]
    }


def gap_lines(seen: Seen) -> dict[str, dict[int, float]]:
    """The gap of each organisation by year, as it is drawn in the first chart."""
    return {name: values for name, values, _ in seen.charts[0].lines()}


def test_the_file_holds_both_sexes_of_the_three_in_every_year(official):
    assert set(official) == {(code, year) for code in NAMES for year in YEARS}


def test_the_gaps_drawn_are_womens_value_minus_mens_in_data(seen, official):
    lines = gap_lines(seen)
    for code, name in NAMES.items():
        assert set(lines[name]) == set(YEARS)
        for year in YEARS:
            women, men = official[code, year]
            assert math.isclose(lines[name][year], women - men, abs_tol=1e-9), (name, year)


def test_womens_and_mens_values_drawn_are_those_in_data(seen, official):
    drawn = [
        values
        for chart in seen.charts
        for name, values, _ in chart.lines()
        if name in ("Kvinnor", "Män") and set(values) == set(YEARS)
    ]
    for code in NAMES:
        for sex in (0, 1):
            expected = {year: official[code, year][sex] for year in YEARS}
            assert any(
                all(math.isclose(values[year], expected[year]) for year in YEARS) for values in drawn
            ), (code, sex)


def test_every_gap_drawn_is_said_with_its_sign(seen):
    for name, values, said in seen.charts[0].lines():
        for year, value in values.items():
            if name in NAMES.values():
                sign = "+" if round(value, 1) > 0 else "−" if round(value, 1) < 0 else ""
                assert said[year] == f"{sign}{abs(value):.1f}".replace(".", ",") or round(value, 1) == 0, (
                    name,
                    year,
                    said[year],
                )


def test_the_sentence_says_the_figures_own_numbers_within_what_can_be_compared(seen):
    """The measure is new from 2021: the sentence has that year and 2022, and two years can tell nothing more."""
    lines = gap_lines(seen)
    said = seen.charts[0].alt
    assert said in " ".join(seen.html.text.split()), "the sentence stands on the page too"
    for name in NAMES.values():
        [sentence] = re.findall(rf"[^.]*\b{name}\b(?:[^.]|\.(?=\d))*\.", said)
        first, last = lines[name][NEW_MEASURE], lines[name][2022]
        numbers = [float(number.replace(",", ".")) for number in re.findall(r"\d+,\d", sentence)]
        assert numbers == [float(f"{abs(first):.1f}"), float(f"{abs(last):.1f}")], sentence
        assert "År 2021 var" in sentence and "och år 2022 var den" in sentence
        assert sentence.endswith(" (går inte att avgöra).")
        assert not re.search("ökat|minskat|högre", sentence)


def test_the_row_of_the_comparison_has_the_same_gap_as_the_figure(seen):
    lines = gap_lines(seen)
    rows = [one["text"] for one in seen.html.elements if one.get("role") == "row"]
    title = wording.words("sv").text
    [row] = [text for text in rows if "Beviljade hemtjänsttimmar" in text] or [""]
    for name in NAMES.values():
        assert f"+{lines[name][2022]:.1f}".replace(".", ",") in row, (name, row)
    assert title is not None and "timmar" in row


def test_the_table_of_the_figure_holds_all_years_and_organisations(small, seen):
    """What a reader gets instead of the picture."""
    from benchmarking import figures, web
    from benchmarking.figures import Shown

    known = web.facts()
    words = wording.words("sv")
    places = [Shown(code, name) for code, name in NAMES.items()]
    drawn = figures.gap_trend(known.years_of(list(NAMES), [HOURS]), known.indicators[HOURS], places, words)
    assert list(drawn.table.iloc[:, 0]) == [str(year) for year in YEARS]
    for name, values in gap_lines(seen).items():
        if name in drawn.table:
            told = [float(text.replace(",", ".").replace("−", "-")) for text in drawn.table[name]]
            assert told == pytest.approx([values[year] for year in YEARS], abs=0.0501)


def test_who_left_a_round_early_is_not_shown_as_taking_part_to_its_end(full_copy):
    """Region Gävleborg was gone from MR1 before it ended; Region Gotland stayed."""
    found = Seen(opened("regions", region="0021,0009", nyckeltal=REGION_FULL_TIME))
    assert not found.faults
    text = " ".join(found.html.text.split())
    assert "deltagare, lämnade före 5 november 2020" in text and "deltagare 2019–2020" in text
    place = " ".join(Seen(opened("organisation", kod="0021")).html.text.split())
    assert ", lämnade före 5 november 2020" in place


def test_where_places_differ_the_most_is_said_in_the_order_chosen(small):
    for codes in ((ASKERSUND, HEDEMORA), (HEDEMORA, ASKERSUND)):
        text = " ".join(Seen(opened("compare", kommun=",".join(codes))).html.text.split())
        [said] = re.findall(r"De skiljer sig mest åt i .*? \(", text)
        assert "räknat i hur mycket kommuner brukar skilja sig åt" in said
        assert said.index(NAMES[codes[0]]) < said.index(NAMES[codes[1]])


def test_the_networks_own_figures_are_not_credited_to_the_official_source(database_path, small):
    store = Store(database_path)
    published(store, {"value": 20.0}, {"sex": "M", "value": 15.0, "row": 3})
    store.close()
    own = f"{OWN_YEAR}: nätverkets egen uppgift för Askersund."
    found = Seen(opened("compare", kommun=f"{ASKERSUND},{HEDEMORA}", nyckeltal=HOURS, visa="alla"))
    assert not found.faults
    assert all(own in chart.alt for chart in found.charts)
    text = " ".join(found.html.text.split())
    # Under the rows, and under each of the two trends.
    assert text.count(f"Skillnader: egen bearbetning. {own}") >= 3
    everywhere = Seen(opened("indicator", nyckeltal=HOURS, kod=ASKERSUND))
    assert f"Skillnader: egen bearbetning. {own}" in " ".join(everywhere.html.text.split())
