"""A matrix: each cell the gap of its place and indicator, filled by verdict, and the whole country in no time."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
from drawn_html import HOSTILE, Page, assert_harmless
from gap_rows import SHARE
from places_rows import NAMES, assessed, several

from benchmarking.figures.matrix import matrix
from benchmarking.figures.reading import Shown
from benchmarking.model import Text
from benchmarking.wording import words

SV = words("sv")
OTHER = replace(SHARE, id="N9", short=Text("Ett annat", "Another"), family="N9")
SHOWN = [Shown(code, name, own=code == "0001") for code, name in NAMES.items()]
BOTH = pd.concat([assessed(several()), assessed([one | {"indicator": "N9"} for one in several()[:3]], OTHER)])


def drawn(rows=BOTH, shown=SHOWN, indicators=(SHARE, OTHER), **more):
    return matrix(
        rows,
        shown,
        indicators,
        SV,
        place_href=lambda code: f"/profil?kod={code}",
        indicator_href=lambda code: f"/nyckeltal?nyckeltal={code}",
        **more,
    )


def test_each_cell_says_the_gap_of_its_row_and_column():
    page = Page(drawn().html)
    cells = [one["text"] for one in page.elements if one["tag"] == "td"]
    assert cells == ["−30,0", "−30,0", "−1,0", "−1,0", "+2,5", "+2,5", "+25,0", "–", "−2,5", "–", "−5,0", "–"]
    frame = drawn().table
    assert list(frame.columns) == ["Kommun eller region", "Ett nyckeltal (N1)", "Ett annat (N9)"]
    assert frame.iloc[0].tolist() == ["Ale", "−30,0", "−30,0"] and frame.iloc[3, 2] == ""


def test_only_known_gaps_are_filled_with_the_hue_of_who_is_higher():
    page = Page(drawn().html)
    filled = {one["text"]: one["class"] for one in page.elements if one["tag"] == "td" and one.get("class")}
    assert filled == {"−30,0": "bm-m3", "+25,0": "bm-w3"}


def test_the_sentence_counts_cells_and_known_ones():
    assert drawn().sentence == "3 av 9 skillnader är säkra, varaktiga eller räknade."


def test_what_is_missing_is_said_to_a_screen_reader():
    absent = [one for one in Page(drawn().html).elements if one["tag"] == "td" and one["text"] == "–"]
    assert len(absent) == 3 and {one["aria-label"] for one in absent} == {"uppgift saknas"}


def test_rows_and_columns_are_headed_and_lead_on():
    page = Page(drawn().html)
    rows = [one["text"] for one in page.elements if one["tag"] == "th" and one.get("scope") == "row"]
    assert rows == list(NAMES.values())
    links = [one["href"] for one in page.elements if one["tag"] == "a"]
    assert "/nyckeltal?nyckeltal=N9" in links and "/profil?kod=0006" in links
    assert page.of("bm-own-row")


def test_a_number_leads_to_its_explanation_where_asked():
    page = Page(drawn(explained=lambda indicator, code, year: f"/forklara?{indicator},{code},{year}").html)
    assert "/forklara?N9,0001,2022" in [one["href"] for one in page.elements if one["tag"] == "a"]


def test_hostile_names_are_text():
    hostile = replace(SHARE, short=Text(HOSTILE, HOSTILE))
    page = Page(drawn(shown=[Shown(code, HOSTILE) for code in NAMES], indicators=[hostile]).html)
    assert_harmless(page)
    assert page.of("bm-matrix")


def test_the_whole_country_on_64_indicators_takes_no_time():
    """311 organisations × 64 indicators; half a second is the limit, on a busy machine one."""
    [one] = assessed(several()[:1]).to_dict("records")
    rows = pd.DataFrame(
        one
        | {
            "indicator": f"N{number}",
            "organisation": f"{place:04}",
            "gap": (place * 37 + number * 11) % 613 / 10 - 30,
        }
        for number in range(64)
        for place in range(311)
    )
    indicators = [replace(SHARE, id=f"N{number}") for number in range(64)]
    shown = [Shown(f"{place:04}", f"Plats {place}") for place in range(311)]
    best = 9.0
    for _ in range(3):
        began = time.perf_counter()
        found = drawn(rows, shown, indicators)
        best = min(best, time.perf_counter() - began)
    assert found.html.count("<td") == 311 * 64
    assert best < 1.0
