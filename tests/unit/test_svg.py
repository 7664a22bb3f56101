"""The SVG pen draws the numbers that the HTML and plotly pens draw, whole, legible and harmless."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from drawn_html import HOSTILE, Page
from gap_rows import DAYS, PAIR, POSTS, SHARE, row
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from benchmarking import figures, gaps
from benchmarking.figures import letters, svg
from benchmarking.model import SWEDEN, Text
from benchmarking.packs import png
from benchmarking.wording import words

SV, EN = words("sv"), words("en")
TRACK = pd.DataFrame({"indicator": ["N1"], "newest": [2022], "low": [0.0], "high": [100.0]})
FONTS = Path(figures.__file__).parents[1] / "packs" / "fonts"
SPACE = "{http://www.w3.org/2000/svg}"


def _yearly(women, men, first=2015, **marks):
    return [
        row(year=first + at, women=k, men=m, **marks)
        for at, (k, m) in enumerate(zip(women, men, strict=True))
    ]


LASTING = _yearly([59.0, 60, 58, 59, 60, 59, 60, 59.6], [96.0, 95, 96, 97, 96, 95, 96, 96.1])
UNSURE = _yearly([59.0, 70, 50, 59, 70, 50, 60, 59.6], [60.0, 50, 70, 55, 50, 66, 70, 61.1])
COUNTED = [row(women=84.3, men=96.0, counts=(843, 1000, 192, 200))]
REFERENCE = pd.DataFrame({"indicator": ["N1"], "women": [70.0], "men": [80.0]})


class Picture:
    """An SVG document taken apart. ParseError where it is not well-formed."""

    def __init__(self, document: str) -> None:
        self.root = ElementTree.fromstring(document)
        self.width, self.height = (float(self.root.get(side)) for side in ("width", "height"))

    def of(self, class_: str) -> list[ElementTree.Element]:
        return [one for one in self.root.iter() if one.get("class") == class_]

    def tags(self) -> set[str]:
        return {one.tag.removeprefix(SPACE) for one in self.root.iter()}

    @property
    def texts(self) -> list[str]:
        return [one.text or "" for one in self.root.iter(f"{SPACE}text")]


def _inputs(rows, indicator=SHARE):
    values = pd.DataFrame(rows)
    return gaps.assess(values, [indicator]), gaps.by_year(values, [indicator]), {indicator.id: indicator}


def _both(rows, indicator=SHARE, *, reference=None, say=SV, **more) -> tuple[figures.Described, Picture]:
    """The same rows by the HTML pen and by the SVG pen."""
    given_rows = (*_inputs(rows, indicator), reference, TRACK, say)
    return figures.profile_rows(*given_rows, lambda code: f"/{code}"), Picture(svg.rows(*given_rows, **more))


def _middle(mark: ElementTree.Element) -> float:
    """A mark's place across: a circle's middle, or halfway between a polygon's corners."""
    if mark.get("cx"):
        return float(mark.get("cx"))
    across = [float(corner.split(",")[0]) for corner in mark.get("points").split()]
    return (min(across) + max(across)) / 2


def _shares(picture: Picture) -> dict[str, list[float]]:
    """Where marks stand on their track, in per cent of it, from the drawing alone."""
    found = {}
    for sex, shape in (("women", "circle"), ("men", "polygon")):
        marks = [one for one in picture.of(sex) if one.tag == SPACE + shape]
        tracks = picture.of("track")
        ends = [(float(one.get("x1")), float(one.get("x2"))) for one in tracks]
        found[sex] = [
            100 * (_middle(mark) - low) / (high - low) for mark, (low, high) in zip(marks, ends, strict=True)
        ]
    return found


def _left(element: dict) -> float:
    return float(re.search(r"left:([\d.]+)%", element["style"])[1])


# Rows


@pytest.mark.parametrize(
    ("rows", "indicator"),
    [
        (LASTING, SHARE),
        (UNSURE, SHARE),
        (COUNTED, SHARE),
        ([row(total=37.5)], POSTS),
        ([row(total=29.2)], DAYS),
        ([row(women=84.1, men=80.2)], PAIR),
    ],
)
@pytest.mark.parametrize("width", [1120.0, 390.0])
def test_marks_and_numbers_are_those_of_the_html_pen(rows, indicator, width):
    described, picture = _both(rows, indicator, reference=REFERENCE, width=width)
    page = Page(described.html)
    shares = _shares(picture)
    for sex in ("women", "men"):
        assert shares[sex] == pytest.approx([_left(one) for one in page.of("bm-mark", f"bm-{sex}")], abs=0.05)
        numbers = [one.text for one in picture.of(sex) if one.tag == f"{SPACE}text"]
        assert numbers == [one["text"] for one in page.of("bm-number", f"bm-{sex}")]
    told = described.table.iloc[0]
    assert {told["Kvinnor"], told["Män"], told["Skillnad"]} <= set(picture.texts)
    assert page.of("bm-says")[0]["text"] in " ".join(picture.texts)


def test_the_reference_stands_below_where_the_html_pen_has_it():
    described, picture = _both(LASTING, reference=REFERENCE)
    (track,) = picture.of("track")
    low, high = float(track.get("x1")), float(track.get("x2"))
    drawn = [
        100 * (_middle(picture.of(f"reference-{sex}")[0]) - low) / (high - low) for sex in ("women", "men")
    ]
    page = Page(described.html)
    assert drawn == pytest.approx([_left(one) for one in page.of("bm-ref")], abs=0.05)


def test_how_sure_a_gap_is_shows_in_the_line():
    certain = _both(COUNTED)[1].of("stroke")[0]
    lasting = _both(LASTING)[1].of("stroke")[0]
    unsure = _both(_yearly([30.0, 70, 50, 30, 70, 50, 60, 30], [60.0, 50, 70, 55, 50, 66, 70, 61.1]))[1]
    assert certain.get("stroke-dasharray") is None
    assert lasting.get("stroke-dasharray") == "9 3"
    assert unsure.of("stroke")[0].get("stroke-dasharray") == "3 3.5"
    assert not _both([row(women=30.0, men=60.0)])[1].of("stroke")


def test_close_marks_move_apart_upright():
    picture = _both([row(women=50.0, men=50.4)])[1]
    (circle,) = [one for one in picture.of("women") if one.tag == f"{SPACE}circle"]
    (diamond,) = [one for one in picture.of("men") if one.tag == f"{SPACE}polygon"]
    corners = [float(corner.split(",")[1]) for corner in diamond.get("points").split()]
    assert (min(corners) + max(corners)) / 2 - float(circle.get("cy")) == pytest.approx(10)


def test_a_missing_sex_is_said_in_words():
    picture = _both([row(women=50.0, men_missing="suppressed")])[1]
    assert "dolt: gruppen är för liten" in picture.texts
    hidden = _both([row(women_missing="suppressed", men_missing="suppressed")])[1]
    assert "dolt: gruppen är för liten" in hidden.texts and not hidden.of("track")


def test_places_share_one_track():
    rows = [
        *_yearly([60.0, 61], [90.0, 91]),
        *[one | {"organisation": "0115"} for one in _yearly([130.0, 131], [90.0, 91])],
    ]
    assessed, series, _ = _inputs(rows)
    described = figures.place_rows(
        assessed, series, SHARE, {"0114": "Upplands Väsby"}, TRACK, SV, lambda code: f"/{code}"
    )
    picture = Picture(svg.places(assessed, series, SHARE, {"0114": "Upplands Väsby"}, TRACK, SV))
    assert _shares(picture)["men"][0] == pytest.approx(_shares(picture)["men"][1])
    page = Page(described.html)
    men = [_left(one) for one in page.of("bm-mark", "bm-men")]
    assert men[0] == men[1] == pytest.approx(100 * 91 / 131, abs=0.01)
    assert "Upplands Väsby" in picture.texts and "0115" in picture.texts


def test_no_rows_give_a_picture_that_says_so():
    assessed, series, indicators = _inputs(LASTING)
    picture = Picture(svg.rows(assessed.iloc[:0], series.iloc[:0], indicators, None, TRACK, SV))
    assert "Inga värden att visa." in picture.texts


def test_title_notes_and_legend_travel_with_the_picture():
    picture = _both(
        LASTING,
        title="Askersund",
        notes=["Källa: Kolada (RKA)."],
        reference=REFERENCE,
        reference_label="kommungruppen, median",
    )[1]
    assert {"Askersund", "Källa: Kolada (RKA).", "Kommungruppen, median", "Varaktig"} <= set(picture.texts)
    assert picture.root.get("role") == "img"
    assert "Kvinnor 59,6, män 96,1" in picture.root.get("aria-label")


@pytest.mark.parametrize("say", [SV, EN])
@pytest.mark.parametrize("width", [1120.0, 860.0, 390.0, 320.0])
def test_nothing_is_drawn_outside_the_sheet(say, width):
    long = replace(
        SHARE, short=Text("Mer än 120 hemtjänsttimmar i månaden, 80+", "More than 120 hours of care")
    )
    note = "Källa: Kolada (RKA). Skillnader och bedömningar: egen bearbetning."
    picture = _both(LASTING, long, say=say, width=width, title="Östra Göinge", notes=[note])[1]
    for one in picture.root.iter(f"{SPACE}text"):
        size = float(one.get("font-size"))
        wide = letters.width(one.text or "", size, int(one.get("font-weight", 400)))
        x = float(one.get("x")) - (wide if one.get("text-anchor") == "end" else 0)
        assert x >= 0 and x + wide <= width
        assert 0 <= float(one.get("y")) <= picture.height


def test_no_name_becomes_markup():
    hostile = replace(SHARE, short=Text(HOSTILE, HOSTILE), base=Text(HOSTILE, HOSTILE))
    described, picture = _both(LASTING, hostile, title=HOSTILE, notes=[HOSTILE])
    assert described.html
    assert picture.tags() <= {"svg", "title", "rect", "line", "circle", "polygon", "path", "text", "g"}
    assert not [key for one in picture.root.iter() for key in one.attrib if key.startswith("on")]


# Trends


RIKET = figures.Shown(SWEDEN, "Riket")
HERE = figures.Shown("0114", "Upplands Väsby")
THERE = figures.Shown("0115", "Vallentuna")
COUNTRY = [
    row(organisation=SWEDEN, kind="country", year=2015, women=70.0, men=80.0, total=75.0),
    row(organisation=SWEDEN, kind="country", year=2022, women=76.0, men=80.0, total=78.0),
]
MANY = [*LASTING, *[one | {"organisation": "0115"} for one in UNSURE], *COUNTRY]
BAND = figures.Band(2017.1, 2018.4, "Omgång 2")


def _trends(of, rows=MANY, indicator=SHARE, organisations=(HERE, THERE), **more):
    series = gaps.by_year(pd.DataFrame(rows), [indicator])
    plotly = {"gap": figures.gap_trend, "values": figures.values_trend}[of]
    common = {"bands": [BAND], "country": RIKET}
    described = plotly(series, indicator, organisations, SV, **common, narrow=more.get("width", 1120) < 560)
    return described, Picture(svg.trend(series, indicator, organisations, SV, of=of, **common, **more))


def _points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


@pytest.mark.parametrize("of", ["gap", "values"])
@pytest.mark.parametrize("width", [1120.0, 390.0])
def test_curves_go_through_the_points_of_the_plotly_pen(of, width):
    described, picture = _trends(of, width=width)
    drawn = [_points(one.get("d")) for one in picture.of("curve")]
    traces = [
        [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if x is not None]
        for trace in described.figure.data
    ]
    assert [len(curve) for curve in drawn] == [len(trace) for trace in traces]
    # Years are equally long, and a step in the values equally high, in every panel.
    steps = [
        (here, point)
        for curve, trace in zip(drawn, traces, strict=True)
        for here, point in zip(pairwise(curve), pairwise(trace), strict=True)
    ]
    per_year = [(x1 - x0) / (year1 - year0) for ((x0, _), (x1, _)), ((year0, _), (year1, _)) in steps]
    assert min(per_year) > 0 and per_year == pytest.approx([per_year[0]] * len(steps), abs=0.02)
    heights = [(y1 - y0, value1 - value0) for ((_, y0), (_, y1)), ((_, value0), (_, value1)) in steps]
    tallest = max(heights, key=lambda step: abs(step[1]))
    per_unit = tallest[0] / tallest[1]
    assert per_unit < 0
    assert [down for down, _ in heights] == pytest.approx([per_unit * up for _, up in heights], abs=0.05)


@pytest.mark.parametrize("of", ["gap", "values"])
def test_labels_at_line_ends_are_those_of_the_plotly_pen(of):
    described, picture = _trends(of)
    labels = [
        re.sub("<.*?>", "", note.text) for note in described.figure.layout.annotations if note.xshift == 10
    ]
    assert sorted(one.text for one in picture.of("end")) == sorted(labels)


def test_labels_at_line_ends_never_touch():
    near = [one | {"organisation": "0115", "women": one["women"] + 0.1} for one in LASTING]
    picture = _trends("gap", [*LASTING, *near])[1]
    heights = sorted(float(one.get("y")) for one in picture.of("end"))
    assert all(low - high >= 16.9 for high, low in pairwise(heights))


def test_lines_part_at_a_new_measure_with_a_dotted_upright():
    picture = _trends("gap", LASTING, replace(SHARE, breaks=(2019,)), (HERE,))[1]
    (curve,) = picture.of("curve")
    assert curve.get("d").count("M") == 2
    (upright,) = picture.of("break")
    before, after = (x for x, _ in _points(curve.get("d"))[3:5])
    assert before < float(upright.get("x1")) < after
    assert "nytt mått" in picture.texts


def test_a_round_is_a_band_between_its_days():
    picture = _trends("gap", LASTING, organisations=(HERE,))[1]
    (band,) = picture.of("band")
    points = _points(picture.of("curve")[0].get("d"))
    per_year = (points[-1][0] - points[0][0]) / 7
    assert float(band.get("width")) == pytest.approx(1.3 * per_year, abs=0.1)
    assert float(band.get("x")) == pytest.approx(points[0][0] + 2.1 * per_year, abs=0.1)
    assert "Omgång 2" in picture.texts


def test_equality_is_drawn_where_zero_is():
    rows = _yearly([59.0, 60, 61, 60], [60.0, 60, 60, 60])
    picture = _trends("gap", rows, organisations=(HERE,))[1]
    (level,) = picture.of("level")
    heights = [y for _, y in _points(picture.of("curve")[0].get("d"))]
    assert float(level.get("y1")) == pytest.approx(heights[1], abs=0.05)
    assert heights[0] > heights[1] > heights[2]


def test_the_axis_says_what_it_measures():
    base = replace(SHARE, base=Text("procent av de anställda", "per cent of employees"))
    assert "Skillnad i procentenheter, kvinnor minus män" in _trends("gap", indicator=base)[1].texts
    assert "procent av de anställda" in _trends("values", indicator=base)[1].texts


@pytest.mark.parametrize("of", ["gap", "values"])
def test_a_trend_of_nothing_says_so(of):
    picture = _trends(of, [row(women_missing="no_value")], organisations=(HERE,))[1]
    assert not picture.of("curve")
    assert "Uppgift saknas" in " ".join(picture.texts)


def test_a_place_with_a_hostile_name_stays_text():
    picture = _trends("values", organisations=(replace(HERE, name=HOSTILE),), title=HOSTILE)[1]
    assert picture.tags() <= {"svg", "title", "rect", "line", "circle", "polygon", "path", "text", "g"}


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=13))
def test_any_values_give_a_whole_picture(values):
    picture = _trends("gap", _yearly([value + 50 for value in values], [50.0] * len(values)))[1]
    for one in picture.root.iter(f"{SPACE}text"):
        assert 0 <= float(one.get("y")) <= picture.height


# Letters and PNG


@pytest.mark.parametrize("weight", [400, 600, 700])
def test_letters_are_as_wide_as_in_the_font(weight):
    font = ImageFont.truetype(str(FONTS / f"hanken-grotesk-{weight}.ttf"), 100)
    for said in (
        "Arbetar heltid i vård och omsorg",
        "−81 900 kronor",
        "Upplands Väsby −6,2",
        "Örnsköldsvik",
    ):
        assert letters.width(said, 100, weight) == pytest.approx(font.getlength(said), rel=0.05)


def test_wrapped_text_keeps_every_word_and_its_room():
    said = "procent av invånarna i arbetsför ålder, 2022"
    lines = letters.wrapped(said, 120, 13.5)
    assert " ".join(lines) == said and len(lines) > 1
    assert all(letters.width(line, 13.5) <= 120 for line in lines)
    assert letters.wrapped("Långtrådigordet", 10, 13.5) == ["Långtrådigordet"]


def test_a_png_has_two_dots_to_the_px():
    picture = _both(LASTING, width=390)[1]
    dots = png(svg.rows(*_inputs(LASTING), None, TRACK, SV, width=390))
    assert dots[:8] == b"\x89PNG\r\n\x1a\n"
    across, down = int.from_bytes(dots[16:20]), int.from_bytes(dots[20:24])
    assert across == 780 and down == pytest.approx(2 * picture.height, abs=2)


def test_a_png_of_something_else_is_refused():
    with pytest.raises(ValueError, match="not an SVG"):
        png("<html></html>")
