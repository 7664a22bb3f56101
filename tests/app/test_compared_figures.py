"""Askersund, Fagersta and their mentor Hedemora: what is drawn is what `data/` holds, and what is said is what is drawn."""

from __future__ import annotations

import csv
import math
import re

import pytest
from builders import ASKERSUND, DATA, FAGERSTA, HEDEMORA, HOURS
from visiting import Seen, opened

from benchmarking import wording

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
    """The measure is new from 2021: the sentence goes from there to 2022, with unit and who has more."""
    lines = gap_lines(seen)
    said = seen.charts[0].alt
    assert said in " ".join(seen.html.text.split()), "the sentence stands on the page too"
    for name in NAMES.values():
        [sentence] = re.findall(rf"[^.]*\b{name}\b(?:[^.]|\.(?=\d))*\.", said)
        first, last = lines[name][NEW_MEASURE], lines[name][2022]
        numbers = [float(number.replace(",", ".")) for number in re.findall(r"\d+,\d", sentence)]
        assert numbers == [float(f"{abs(first):.1f}"), float(f"{abs(last):.1f}")], sentence
        assert "timmar" in sentence and "2021–2022" in sentence
        assert ("ökat" if abs(last) > abs(first) else "minskat") in sentence
        assert ("kvinnor högre" if last > 0 else "män högre") in sentence


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
