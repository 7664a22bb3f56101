"""Maps: seven steps that no filter moves, every place of the country with borders of its own, and no foreign host."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from builders import DATA
from drawn_html import HOSTILE, Page, assert_harmless
from gap_rows import NAN, POSTS, SHARE, row
from places_rows import assessed, counted

from benchmarking.figures.maps import BORDERS, SWEDEN_VIEW, map_legend, map_of, view_of
from benchmarking.figures.places import Value
from benchmarking.figures.reading import Shown
from benchmarking.figures.steps import gap_step, gap_steps, level_step, level_steps, mixed
from benchmarking.figures.tokens import DARK, LIGHT
from benchmarking.model import Organisation, OrganisationKind
from benchmarking.wording import words

SV = words("sv")
SERVED = DATA.parent / "pages" / "static" / "map"

PLACES = [
    Organisation("0001", "Ale", OrganisationKind.MUNICIPALITY, county="01", latitude=58.0, longitude=12.0),
    Organisation("0002", "Boden", OrganisationKind.MUNICIPALITY, county="01", latitude=66.0, longitude=21.0),
    Organisation("0003", "Eda", OrganisationKind.MUNICIPALITY, county="02"),
    Organisation("0004", "Falun", OrganisationKind.MUNICIPALITY, county="02"),
]
ROWS = [
    counted("0001", 120, 180),  # −30, certain: men, 4 × notable and more
    counted("0002", 150, 152),  # −1, not certain
    counted("0003", 1975, 1890, of=2000),  # +4.25, certain: women, 2 to 4 × notable
    row(organisation="0004", women=NAN, men=80.0, women_missing="no_value"),
]


def drawn(rows=ROWS, indicator=SHARE, places=PLACES, **more):
    return map_of(assessed(rows, indicator), indicator, places, more.pop("shown", ()), SV, **more)


def spots(found) -> dict[str, int]:
    [trace] = found.figure.data
    return dict(zip(trace.locations, trace.z, strict=True))


# Steps


def test_a_gap_has_the_step_of_its_size_and_side():
    assert [gap_step(gap, 2.0) for gap in (1.9, 2.0, 3.9, 4.0, 8.0, 60.0)] == [0, 1, 1, 2, 3, 3]
    assert [gap_step(-gap, 2.0) for gap in (1.9, 2.0, 4.0, 8.0)] == [0, -1, -2, -3]


def test_there_are_seven_steps_of_gaps_and_of_levels():
    steps = gap_steps(SHARE, SV)
    assert [step.sex for step in steps] == ["men"] * 3 + [""] + ["women"] * 3
    assert steps[0].label == "Män högre, 8 eller mer" and steps[4].label == "Kvinnor högre, 2 till 4"
    levels, cuts = level_steps(SHARE, Value.MEN, (30.0, 100.0), SV)
    assert len(levels) == 7 and cuts == pytest.approx([40, 50, 60, 70, 80, 90])
    assert [level_step(level, cuts) for level in (10, 40, 65, 90, 100)] == [0, 1, 3, 6, 6]
    assert {step.sex for step in levels} == {"men"}


def test_every_fill_leaves_ink_readable():
    """`pages.md` §2: at least 5.1 on the strongest."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for theme, colours in (("light", LIGHT), ("dark", DARK)):
        for step in gap_steps(SHARE, SV):
            brighter, darker = sorted((light(step.colour(theme)), light(colours.ink)), reverse=True)
            assert (brighter + 0.05) / (darker + 0.05) >= 5.0, (theme, step.label)


def test_colours_are_mixed_as_the_browser_mixes_them():
    assert mixed("#000000", 50, replace(LIGHT, bg="#FFFFFF")) == "#808080"


def test_without_a_notable_gap_there_are_no_steps():
    with pytest.raises(ValueError, match="notable"):
        gap_steps(replace(SHARE, notable=None), SV)


# The map


def test_only_known_gaps_are_filled_and_each_place_has_its_step():
    assert spots(drawn()) == {"0001": 0, "0002": 3, "0003": 5, "0004": 7}


def test_a_filter_does_not_move_a_step():
    some = [PLACES[0], PLACES[2]]
    assert spots(drawn(places=some)) == {"0001": 0, "0003": 5}


def test_what_hovers_says_the_numbers():
    [trace] = drawn().figure.data
    said = dict(zip(trace.locations, trace.text, strict=True))
    assert said["0001"] == "Ale: −30,0 procentenheter. Män högre"
    assert said["0004"] == "Falun: uppgift saknas"


def test_levels_of_women_and_men_share_their_steps():
    women = spots(drawn(value=Value.WOMEN, ends=(30.0, 100.0)))
    men = spots(drawn(value=Value.MEN, ends=(30.0, 100.0)))
    assert (women["0001"], men["0001"], women["0004"], men["0004"]) == (3, 6, 7, 5)


def test_those_shown_are_outlined_and_drawn_last():
    [trace] = drawn(shown=[Shown("0001", "Ale", own=True)]).figure.data
    assert trace.locations[-1] == "0001"
    assert trace.marker.line.width[-1] == 2.0 and max(trace.marker.line.width[:-1]) < 1


def test_nothing_is_fetched_but_our_own_borders():
    figure = drawn().figure
    assert figure.layout.map.style == {"version": 8, "sources": {}, "layers": []}
    assert figure.data[0].geojson == BORDERS[OrganisationKind.MUNICIPALITY]
    assert "http" not in figure.to_json()


def test_a_map_is_small():
    assert len(drawn().figure.to_json()) < 5_000


def test_a_region_is_drawn_as_its_county():
    regions = [
        Organisation("0011", "Region Ett", OrganisationKind.REGION, county="01"),
        Organisation("0012", "Region Två", OrganisationKind.REGION, county="02"),
    ]
    rows = [counted("0011", 120, 180, kind="region"), counted("0012", 150, 152, kind="region")]
    found = drawn(rows, places=regions)
    assert spots(found) == {"01": 0, "02": 3}
    assert found.figure.data[0].geojson == BORDERS[OrganisationKind.REGION]


def test_where_no_gap_is_known_the_sentence_says_so_instead():
    found = drawn(ROWS[1:2])
    assert found.figure is None and "inget att fylla kartan med" in found.sentence


def test_without_values_there_is_no_map():
    assert drawn(ROWS[3:]).figure is None


def test_the_sentence_counts_and_says_where_gaps_gather():
    rows = [counted(f"{at:04}", 120, 180 if at <= 5 else 121) for at in range(1, 11)]
    places = [
        Organisation(f"{at:04}", f"P{at}", OrganisationKind.MUNICIPALITY, county="01" if at <= 5 else "02")
        for at in range(1, 11)
    ]
    found = drawn(rows, places=places, counties={"01": "Ett län", "02": "Två län"})
    assert found.sentence == (
        "Skillnaden är säker, varaktig eller räknad i 5 av 10 kommuner. Vanligast är det i Ett län: 5 av 5."
    )


def test_posts_are_said_to_be_uneven():
    rows = [row(organisation="0001", total=20.0), row(organisation="0002", total=50.0)]
    assert drawn(rows, POSTS).sentence == "Fördelningen är ojämn i 1 av 2 kommuner."


def test_a_hostile_name_is_text():
    hostile = [replace(PLACES[0], name=HOSTILE)]
    [trace] = drawn(places=hostile).figure.data
    assert "<" not in trace.text[0]


def test_the_legend_names_every_step_once_and_what_is_missing():
    page = Page(map_legend(SHARE, SV, value=Value.GAP, ends=(0, 1)))
    assert_harmless(page)
    assert len(page.of("bm-swatch")) == 8 and "Inget värde" in page.of("bm-steps")[0]["text"]


# Views and borders


def test_a_view_holds_all_of_its_places():
    view = view_of(PLACES[:2])
    assert view.south < 58.0 and view.north > 66.0 and view.west < 12.0 and view.east > 21.0
    assert view_of(PLACES[2:]) == SWEDEN_VIEW


def test_the_zoom_lets_the_view_fit():
    view, width, height = SWEDEN_VIEW, 340.0, 620.0
    world = 512 * 2 ** view.zoom(width, height)
    assert (view.east - view.west) / 360 * world <= width + 0.5

    def up(latitude: float) -> float:
        return math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi) * world

    assert up(view.north) - up(view.south) <= height + 0.5


@pytest.mark.parametrize(
    ("file", "kind"), [("municipalities.json", "municipality"), ("counties.json", "county")]
)
def test_every_place_has_borders_that_close_and_lie_in_sweden(file, kind):
    text = (SERVED / file).read_text(encoding="utf-8")
    assert len(text) < 400_000
    borders = json.loads(text)
    with (DATA / "organisations.csv").open(encoding="utf-8") as lines:
        next(lines)
        wanted = {line["code"] for line in csv.DictReader(lines) if line["kind"] == kind}
    assert {feature["id"] for feature in borders["features"]} == wanted
    for feature in borders["features"]:
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for ring in (ring for part in parts for ring in part):
            assert ring[0] == ring[-1] and len(ring) >= 4, feature["id"]
            assert all(10.5 < x < 24.3 and 55.2 < y < 69.2 for x, y in ring)


def test_the_borders_are_served_where_the_map_asks_for_them():
    for address in BORDERS.values():
        assert (SERVED / Path(address).name).exists() and address.startswith("app/static/map/")
