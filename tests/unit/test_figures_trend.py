"""Trends say what they draw: ends of lines, sentence and table hold the same numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from drawn_html import HOSTILE
from gap_rows import SHARE, row
from hypothesis import given
from hypothesis import strategies as st

from benchmarking import figures, gaps
from benchmarking.figures import chart, panels, svg
from benchmarking.figures.tokens import DARK, LIGHT
from benchmarking.meetings import Commitment, CommitmentState, Expected, StateChange
from benchmarking.model import SWEDEN
from benchmarking.wording import words

SV, EN = words("sv"), words("en")


def _yearly(women, men, first=2015, **marks):
    return [
        row(year=first + at, women=k, men=m, **marks)
        for at, (k, m) in enumerate(zip(women, men, strict=True))
    ]


LASTING = _yearly([59.0, 60, 58, 59, 60, 59, 60, 59.6], [96.0, 95, 96, 97, 96, 95, 96, 96.1])
UNSURE = _yearly([59.0, 70, 50, 59, 70, 50, 60, 59.6], [60.0, 50, 70, 55, 50, 66, 70, 61.1])


def _trend(function, rows, indicator=SHARE, organisations=None, **more):
    series = gaps.by_year(pd.DataFrame(rows), [indicator])
    return function(series, indicator, organisations or [figures.Shown("0114", "Askersund")], SV, **more)


RIKET = figures.Shown(SWEDEN, "Riket")
COUNTRY = [
    row(organisation=SWEDEN, kind="country", year=2015, women=70.0, men=80.0, total=75.0),
    row(organisation=SWEDEN, kind="country", year=2022, women=76.0, men=80.0, total=78.0),
]


def _judged(verdict="men_higher", change="no_certain", year=2022, first_year=2015, closing=True):
    """Askersund's row of `gaps.assess`, as far as a trend reads it."""
    return pd.DataFrame(
        [
            {
                "indicator": SHARE.id,
                "organisation": "0114",
                "year": year,
                "verdict": verdict,
                "change_verdict": change,
                "first_year": first_year,
                "closing": closing,
            }
        ]
    )


def _end_labels(figure) -> list[str]:
    return [re.sub("<.*?>", "", note.text) for note in figure.layout.annotations if note.xshift == 10]


def test_the_gap_trend_says_from_to_and_against_the_country():
    result = _trend(
        figures.gap_trend, [*LASTING, *COUNTRY], country=RIKET, assessed=_judged(change="narrower")
    )
    assert result.sentence == (
        "Skillnaden i Askersund har minskat från 37,0 till 36,5 procentenheter 2015–2022, män högre. "
        "År 2015 var skillnaden i riket 10,0 procentenheter, och år 2022 var den 4,0."
    )
    assert _end_labels(result.figure) == ["Askersund −36,5", "Riket −4,0"]
    assert result.alt == result.sentence


def test_what_is_drawn_said_and_tabled_is_the_same():
    result = _trend(figures.gap_trend, LASTING)
    (trace,) = result.figure.data
    assert list(trace.y) == pytest.approx([k["women"] - k["men"] for k in LASTING])
    assert list(trace.customdata) == list(result.table["Askersund"])
    assert list(result.table["År"]) == [str(year) for year in trace.x]
    assert result.table["Askersund"].iloc[-1] == "−36,5" and "36,5" in result.sentence


def test_a_gap_that_turns_is_said_with_both_sides():
    turned = [row(year=2020, women=50.0, men=52.0), row(women=53.0, men=52.0)]
    known = _trend(figures.gap_trend, turned, assessed=_judged("women_higher", "narrower", first_year=2020))
    assert known.sentence == (
        "Skillnaden i Askersund var 1,0 procentenheter 2022, kvinnor högre. År 2020 var den 2,0, åt andra hållet."
    )
    alone = _trend(figures.gap_trend, turned)
    assert alone.sentence == (
        "Skillnaden i Askersund var 1,0 procentenheter 2022. År 2020 var den 2,0, åt andra hållet."
    )
    unsure = _trend(figures.gap_trend, turned, assessed=_judged("no_certain", first_year=2020))
    assert unsure.sentence == (
        "År 2020 var skillnaden i Askersund 2,0 procentenheter, och år 2022 var den 1,0 (ingen säker skillnad)."
    )


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("no_certain", " (ingen säker skillnad)"),
        ("cannot_tell", " (går inte att avgöra)"),
        ("men_higher", ", män högre"),
    ],
)
def test_a_trend_never_says_more_than_the_verdicts(verdict, said):
    result = _trend(figures.gap_trend, LASTING, assessed=_judged(verdict))
    assert (
        result.sentence
        == f"År 2015 var skillnaden i Askersund 37,0 procentenheter, och år 2022 var den 36,5{said}."
    )
    # A verdict on other years is none on these.
    elsewhere = _trend(figures.gap_trend, LASTING, assessed=_judged(verdict, "narrower", year=2021))
    assert (
        elsewhere.sentence
        == "År 2015 var skillnaden i Askersund 37,0 procentenheter, och år 2022 var den 36,5."
    )
    since = _trend(figures.gap_trend, LASTING, assessed=_judged(verdict, "narrower", first_year=2018))
    assert "minskat" not in since.sentence


def test_a_gap_that_grows_is_said_to_where_the_verdict_says_so():
    rows = _yearly([50.0, 48.0], [52.0, 55.0], first=2021)
    result = _trend(figures.gap_trend, rows, assessed=_judged(change="wider", first_year=2021, closing=False))
    assert result.sentence == (
        "Skillnaden i Askersund har ökat från 2,0 till 7,0 procentenheter 2021–2022, män högre."
    )


def test_values_that_stay_are_said_to():
    result = _trend(figures.values_trend, _yearly([59.0, 60.0], [86.2, 86.2], first=2021))
    assert result.sentence.startswith(
        "Askersund 2021–2022: kvinnor från 59,0 till 60,0, män oförändrat 86,2. "
    )


def test_the_networks_own_figures_are_said_to_be_its_own():
    rows = [*LASTING[:-1], LASTING[-1] | {"origin": "network"}]
    for function in (figures.gap_trend, figures.values_trend):
        assert "2022: nätverkets egen uppgift för Askersund." in _trend(function, rows).sentence
        assert "egen uppgift" not in _trend(function, LASTING).sentence


def test_a_panel_of_one_organisation_has_only_its_own_band():
    rows = [*LASTING, *[one | {"organisation": "0115"} for one in UNSURE]]
    places = [figures.Shown("0114", "Askersund"), figures.Shown("0115", "Hedemora")]
    bands = [
        figures.Band(2016.1, 2017.0, "Askersund deltar", members=("0114",), alone="Deltar"),
        figures.Band(2019.1, 2020.0, "Hedemora deltar", members=("0115",), alone="Deltar"),
    ]
    together = _trend(figures.gap_trend, rows, organisations=places, bands=bands).figure.layout
    assert [shape.x0 for shape in together.shapes if shape.type == "rect"] == [2016.1, 2019.1]
    for function, narrow in ((figures.values_trend, False), (figures.gap_trend, True)):
        layout = _trend(function, rows, organisations=places, bands=bands, narrow=narrow).figure.layout
        drawn = [(shape.xref, shape.x0) for shape in layout.shapes if shape.type == "rect"]
        assert drawn == [("x", 2016.1), ("x2", 2019.1)]
        assert [note.text for note in layout.annotations].count("Deltar") == 2


def test_a_gap_that_stays_is_not_said_to_change():
    rows = [row(year=2020, women=50.0, men=52.0), row(women=50.02, men=52.0)]
    result = _trend(figures.gap_trend, rows, assessed=_judged(first_year=2020))
    assert result.sentence == "Skillnaden i Askersund var 2,0 procentenheter både 2020 och 2022, män högre."


def test_no_sentence_reaches_across_a_break():
    broken = replace(SHARE, breaks=(2021,))
    result = _trend(figures.gap_trend, LASTING, broken)
    assert (
        "År 2021" in result.sentence
        and "och år 2022 var den 36,5" in result.sentence
        and "2015" not in result.sentence
    )
    alone = _trend(figures.gap_trend, LASTING, replace(SHARE, breaks=(2022,)), assessed=_judged())
    assert alone.sentence == "Skillnaden i Askersund var 36,5 procentenheter 2022, män högre."


def test_lines_break_at_a_new_measure_with_a_dotted_upright():
    result = _trend(figures.gap_trend, LASTING, replace(SHARE, breaks=(2019,)))
    (trace,) = result.figure.data
    assert list(trace.x) == [2015, 2016, 2017, 2018, None, 2019, 2020, 2021, 2022]
    dotted = [shape for shape in result.figure.layout.shapes if shape.line.dash == "dot"]
    assert [shape.x0 for shape in dotted] == [2018.5]
    assert "nytt mått" in [note.text for note in result.figure.layout.annotations]


def test_a_missing_year_of_a_yearly_series_is_not_bridged():
    result = _trend(figures.gap_trend, [*LASTING[:3], *LASTING[4:]])
    assert None in result.figure.data[0].x


def test_the_figure_follows_the_chart_grammar():
    layout = _trend(
        figures.gap_trend, LASTING, bands=[figures.Band(2017.1, 2018.4, "Askersund deltar")]
    ).figure.layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.showlegend is False and layout.dragmode is False
    assert layout.separators == ",\u00a0"
    assert layout.xaxis.showgrid is False and layout.yaxis.showgrid is True
    assert layout.xaxis.title.text is None and layout.yaxis.title.text is None
    assert layout.xaxis.tickfont.size == 13
    band = next(shape for shape in layout.shapes if shape.type == "rect")
    assert (band.x0, band.x1, band.fillcolor) == (2017.1, 2018.4, LIGHT.band)
    assert figures.PLOTLY_CONFIG["displayModeBar"] is False


def test_a_band_outside_the_years_is_not_drawn():
    layout = _trend(figures.gap_trend, LASTING, bands=[figures.Band(2023.1, 2024, "Sedan")]).figure.layout
    assert not [shape for shape in layout.shapes if shape.type == "rect"]
    assert "Sedan" not in [note.text for note in layout.annotations]


def test_english_trends_have_english_separators():
    series = gaps.by_year(pd.DataFrame(LASTING), [SHARE])
    askersund = [figures.Shown("0114", "Askersund")]
    result = figures.gap_trend(series, SHARE, askersund, EN, assessed=_judged(change="narrower"))
    assert result.figure.layout.separators == ".,"
    assert (
        result.sentence
        == "The gap in Askersund has shrunk from 37.0 to 36.5 percentage points 2015–2022, men higher."
    )


def test_the_own_organisation_is_ink_and_others_grey_and_the_mentor_thicker():
    rows = [*LASTING, *[one | {"organisation": "0115"} for one in UNSURE]]
    places = [figures.Shown("0114", "Askersund", own=True), figures.Shown("0115", "Hedemora", mentor=True)]
    mentor, own = sorted(
        _trend(figures.gap_trend, rows, organisations=places, theme="dark").figure.data,
        key=lambda one: one.name,
        reverse=True,
    )
    assert own.line.color == DARK.ink and mentor.line.color == DARK.other
    assert mentor.line.width == 3.4


def test_a_phone_gets_one_panel_for_each_organisation():
    rows = [*LASTING, *[one | {"organisation": "0115"} for one in UNSURE], *COUNTRY]
    places = [figures.Shown("0114", "Askersund"), figures.Shown("0115", "Hedemora")]
    wide = _trend(figures.gap_trend, rows, organisations=places, country=RIKET).figure
    narrow = _trend(figures.gap_trend, rows, organisations=places, country=RIKET, narrow=True).figure
    assert {trace.xaxis for trace in wide.data} == {"x"}
    assert {trace.xaxis for trace in narrow.data} == {"x", "x2"}
    assert narrow.layout.yaxis.range == narrow.layout.yaxis2.range
    assert narrow.layout.yaxis2.domain[1] < narrow.layout.yaxis.domain[0]


def test_values_are_small_panels_on_common_axes_women_first():
    rows = [*LASTING, *[one | {"organisation": "0115"} for one in UNSURE], *COUNTRY]
    places = [figures.Shown("0114", "Askersund"), figures.Shown("0115", "Hedemora")]
    result = _trend(figures.values_trend, rows, organisations=places, country=RIKET)
    layout = result.figure.layout
    assert layout.yaxis.range == layout.yaxis2.range and layout.xaxis.range == layout.xaxis2.range
    assert layout.xaxis.domain[1] < layout.xaxis2.domain[0]
    assert list(result.table.columns) == [
        "År",
        "Askersund, kvinnor",
        "Askersund, män",
        "Hedemora, kvinnor",
        "Hedemora, män",
        "Riket",
    ]
    assert result.table.iloc[-1].tolist() == ["2022", "59,6", "96,1", "59,6", "61,1", "78,0"]
    assert result.sentence.startswith(
        "Askersund 2015–2022: kvinnor från 59,0 till 59,6, män från 96,0 till 96,1. "
    )
    assert {"Kvinnor 59,6", "Män 96,1", "Riket 78,0"} <= set(_end_labels(result.figure))
    colours = {trace.line.color for trace in result.figure.data}
    assert colours == {LIGHT.women, LIGHT.men, LIGHT.other}


def test_a_trend_without_values_says_so():
    result = _trend(figures.gap_trend, [row(women=50.0)])
    assert result.sentence == "Uppgift saknas för Askersund."
    assert len(result.figure.data) == 0
    assert _trend(figures.values_trend, [row()]).sentence == "Uppgift saknas för Askersund."


def test_a_hostile_name_is_text_in_a_trend():
    result = _trend(figures.gap_trend, LASTING, organisations=[figures.Shown("0114", HOSTILE)])
    assert "<script" not in result.figure.to_json().replace("\\u003c", "<")


@given(
    st.lists(st.floats(0, 270), min_size=1, max_size=9),
    st.floats(5, 20),
)
def test_labels_at_line_ends_never_overlap_and_keep_their_order(wanted, apart):
    places = chart.spread(wanted, apart, 0.0, 270.0)
    in_order = [place for _, place in sorted(zip(wanted, places, strict=True))]
    assert all(b - a >= apart - 1e-6 for a, b in pairwise(in_order))
    assert min(places) >= -1e-6 and max(places) <= 270 + 1e-6
    if len(wanted) == 1:
        assert places == pytest.approx(wanted)


# Commitments


def commitment(**changes) -> Commitment:
    given = {
        "id": 1,
        "team": "MK3-1",
        "step": "meeting-1",
        "organisation": "0114",
        "indicator": SHARE.id,
        "expected": Expected.SMALLER,
        "made": date(2019, 7, 2),
        "history": (StateChange(CommitmentState.OPEN, date(2019, 7, 2), "t"),),
        "baseline": -36.0,
        "baseline_year": 2017,
        "due": "meeting-2",
        "due_on": date(2024, 1, 1),
    }
    return Commitment(**given | changes)


def test_a_commitment_is_a_tick_on_the_line_of_who_made_it_and_its_due_meeting_a_hollow_one():
    result = _trend(figures.gap_trend, [*LASTING, *COUNTRY], country=RIKET, commitments=[commitment()])
    made, *due = [trace for trace in result.figure.data if trace.mode == "markers"]
    # Halfway between the gaps of 2019 (−36) and 2020 (−36).
    assert (made.x[0], made.y[0]) == (pytest.approx(2019.5, abs=0.01), pytest.approx(-36.0))
    # After the last value it stands at its height, and the years reach as far.
    assert [(one.x[0], one.y[0]) for one in due] == [(2024.0, pytest.approx(-36.5))] * 2
    assert result.figure.layout.xaxis.range[1] > 2024
    flags = {re.sub("<.*?>", " ", note.text) for note in result.figure.layout.annotations}
    assert {"Åtagande: mindre skillnad", "Följs upp: öppet"} <= flags
    assert result.sentence.endswith(
        f"Askersund åtog sig 2 juli 2019: mindre skillnad i ”{SHARE.short.sv}”. Utgångsläge 2017: "
        "−36,0 procentenheter. Följs upp 1 januari 2024. Läge: öppet."
    )


def test_only_the_indicator_and_places_drawn_have_ticks():
    for other in (commitment(organisation="0115"), commitment(indicator="N99999")):
        result = _trend(figures.gap_trend, LASTING, commitments=[other])
        assert not [trace for trace in result.figure.data if trace.mode == "markers"]
        assert "åtog sig" not in result.sentence


def test_the_svg_pen_draws_the_same_ticks():
    kept = [commitment(due_on=date(2021, 1, 1))]
    lines = _trend(figures.trend.gap_lines, LASTING, commitments=kept)
    [panel] = lines.panels
    assert [(mark.at, value, mark.hollow) for mark, value in lines.marks_in(panel)] == [
        (pytest.approx(2019.5, abs=0.01), pytest.approx(-36.0), False),
        (2021.0, pytest.approx(-36.0), True),
    ]
    drawn = _trend(svg.trend, LASTING, commitments=kept)
    assert drawn.count('class="mark"') == 2 and "Följs upp: öppet" in drawn


@given(st.floats(2014, 2024, allow_nan=False))
def test_a_tick_stands_on_its_line_or_at_its_nearer_end(at):
    [curve] = _trend(figures.trend.gap_lines, LASTING).panels[0].curves
    years, gap = zip(*curve.points, strict=True)
    assert panels.value_at(curve, at) == pytest.approx(np.interp(at, years, gap))
