"""The trend of the whole country: median and the middle eight tenths of its places, year by year, never across a break."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gap_rows import SHARE, frame, row

from benchmarking import gaps
from benchmarking.figures.nationwide import nationwide_trend
from benchmarking.figures.places import Value
from benchmarking.figures.reading import Shown
from benchmarking.model import OrganisationKind
from benchmarking.wording import words

SV = words("sv")
GAPS = {2020: [-10.0, -8, -6, -4, -2, 0], 2021: [-9.0, -7, -5, -3, -1, 1], 2022: [-8.0, -6, -4, -2, 0, 2]}


def series(indicator=SHARE):
    rows = [
        row(organisation=f"{at:04}", year=year, women=70.0 + gap, men=70.0)
        for year, numbers in GAPS.items()
        for at, gap in enumerate(numbers, start=1)
    ]
    return gaps.by_year(
        frame([*rows, row(organisation="0009", year=2022, women=99, men=1, kind="region")]), [indicator]
    )


def drawn(indicator=SHARE, shown=(), **more):
    return nationwide_trend(series(indicator), indicator, OrganisationKind.MUNICIPALITY, shown, SV, **more)


def test_the_table_has_median_and_band_of_the_kind_alone():
    table = drawn().table.set_index("År")
    assert table.loc["2022", "Median"] == "−3,0"
    low, high = np.quantile(GAPS[2022], [0.1, 0.9])
    assert (table.loc["2022", "10:e percentilen"], table.loc["2022", "90:e percentilen"]) == (
        SV.gap(SHARE, low),
        SV.gap(SHARE, high),
    )
    assert table.loc["2022", "Antal"] == "6"


def test_the_sentence_says_the_same():
    assert drawn().sentence == (
        "Medianen bland kommuner gick från −5,0 (2020) till −3,0 procentenheter (2022). Åtta av tio ligger mellan −7,0 och +1,0."
    )


def test_the_figure_draws_the_tables_numbers():
    found = drawn(shown=[Shown("0001", "Ale", own=True)])
    band, *lines = found.figure.data
    assert list(band.y[:3]) == pytest.approx([np.quantile(GAPS[year], 0.9) for year in (2020, 2021, 2022)])
    by_name = {line.name: line for line in lines}
    assert list(by_name["Median"].y) == pytest.approx([-5, -4, -3])
    assert list(by_name["Ale"].y) == pytest.approx([-10, -9, -8])
    assert found.table["Ale"].tolist() == ["−10,0", "−9,0", "−8,0"]
    low, high = found.figure.layout.yaxis.range
    assert low < -10 and high > 1


def test_levels_have_no_line_of_equality():
    found = drawn(value=Value.WOMEN)
    assert found.table.set_index("År").loc["2022", "Median"] == "67,0"
    assert not found.figure.layout.yaxis.zeroline


def test_nothing_is_joined_across_a_break():
    found = drawn(replace(SHARE, breaks=(2022,)))
    bands = [trace for trace in found.figure.data if trace.fill == "toself"]
    assert [sorted(set(band.x)) for band in bands] == [[2020, 2021], [2022]]
    median = next(trace for trace in found.figure.data if trace.name == "Median")
    assert None in median.y
    assert found.sentence.startswith("Medianen bland kommuner är −3,0 procentenheter 2022.")


def test_a_phone_has_a_panel_for_each_place():
    found = drawn(shown=[Shown("0001", "Ale"), Shown("0002", "Boden")], narrow=True)
    assert {trace.yaxis for trace in found.figure.data} == {"y", "y2"}


def test_few_places_make_no_band():
    few = series()
    few = few[few["organisation"].isin(["0001", "0002"])]
    found = nationwide_trend(few, SHARE, OrganisationKind.MUNICIPALITY, [], SV)
    assert found.sentence == "Inga värden att visa." and not found.figure.data
