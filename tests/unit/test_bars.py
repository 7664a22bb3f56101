"""Ranked bars: each gap from equality, with its interval, and what is not certain said to be so."""

from __future__ import annotations

import re

import pytest
from drawn_html import HOSTILE, Page, assert_harmless
from gap_rows import NAN, SHARE, row, yearly
from places_rows import NAMES, assessed, several

from benchmarking.figures.bars import bars
from benchmarking.figures.reading import Shown
from benchmarking.wording import words

SV = words("sv")
SHOWN = [Shown(code, name, own=code == "0001") for code, name in NAMES.items()]


def drawn(rows=None, shown=SHOWN, **more):
    return bars(
        assessed(several()) if rows is None else rows,
        SHARE,
        shown,
        SV,
        lambda code: f"/profil?kod={code}",
        **more,
    )


def span(element: dict) -> tuple[float, float]:
    start, wide = (float(part) for part in re.findall(r"(?:left|width):(-?[\d.]+)%", element["style"]))
    return start, start + wide


def test_bars_stand_from_women_more_to_men_more():
    names = [one["text"] for one in Page(drawn().html).of("bm-bar-name")]
    assert names == ["Falun", "Eda", "Boden", "Gnosjö", "Åre", "Ale"]


def test_numbers_are_those_given_and_what_is_not_certain_says_so():
    values = [one["text"] for one in Page(drawn().html).of("bm-bar-value")]
    assert values == [
        "+25,0",
        "+2,5 ingen säker",
        "−1,0 ingen säker",
        "−2,5 ingen säker",
        "−5,0 ingen säker",
        "−30,0",
    ]


def test_the_bar_reaches_from_equality_to_its_gap_and_the_interval_holds_the_gap():
    page = Page(drawn().html)
    zero = float(
        re.search(r"left:([\d.]+)%", page.of("bm-bar-track")[0] and page.of("bm-equal")[0]["style"])[1]
    )
    frame = assessed(several()).set_index("organisation")
    scale = None
    for code, bar, interval in zip(
        ("0004", "0003", "0002", "0005", "0006", "0001"),
        page.of("bm-bar"),
        page.of("bm-interval"),
        strict=True,
    ):
        left, right = span(bar)
        gap, low, high = (float(frame.loc[code, name]) for name in ("gap", "low", "high"))
        end = right if gap > 0 else left
        assert (left if gap > 0 else right) == pytest.approx(zero, abs=0.03)
        scale = scale or (end - zero) / gap
        assert end == pytest.approx(zero + scale * gap, abs=0.05)
        assert span(interval) == pytest.approx((zero + scale * low, zero + scale * high), abs=0.2)


def test_the_own_bar_is_the_only_one_in_ink():
    assert [one["text"][:3] for one in Page(drawn().html).of("bm-own-bar")] == ["Ale"]


def test_yearly_limits_are_drawn_apart_from_intervals():
    rows = assessed(
        [
            item
            for code in ("0001", "0002")
            for item in yearly([-20.0, -21, -19, -20, -22, -20, -19, -21], code)
        ]
    )
    page = Page(drawn(rows, SHOWN[:2]).html)
    assert len(page.of("bm-interval", "bm-of-years")) == 2
    assert "Varaktig, 8 år (årens gränser)" in set(drawn(rows, SHOWN[:2]).table["Grund"])


def test_who_lacks_a_gap_stands_last_with_the_reason():
    rows = assessed(
        [*several()[:5], row(organisation="0006", women=NAN, men=80.0, women_missing="suppressed")]
    )
    lines = Page(drawn(rows).html).of("bm-bar-row")
    assert lines[5]["text"] == "ÅreDolt: gruppen är för liten"
    unknown = Page(drawn(assessed(several()[:2])).html).of("bm-bar-row")
    assert unknown[2]["text"].endswith("uppgift saknas")


def test_the_sentence_counts_the_known_and_names_the_ends():
    assert drawn().sentence == (
        "2 av 6 skillnader är säkra, varaktiga eller räknade. De går från +25,0 i Falun till −30,0 i Ale."
    )


def test_what_nobody_can_tell_is_said_once():
    rows = assessed([row(organisation="0001", women=60, men=70), row(organisation="0002", women=60, men=75)])
    found = drawn(rows, SHOWN[:2])
    assert found.sentence.endswith("Ingen av dem går att avgöra.")
    assert not Page(found.html).of("bm-bar-says")
    assert set(found.table["Bedömning"]) == {"Går inte att avgöra"}


def test_the_table_says_the_range_of_places_where_it_is_known():
    table = drawn(ranks={"0001": (5, 6, 6)}).table.set_index("Kommun eller region")
    assert table.loc["Ale", "Plats"] == "5 till 6 av 6" and table.loc["Eda", "Plats"] == ""
    assert table.loc["Ale", "Lägst"] == SV.gap(SHARE, assessed(several())["low"].iloc[0])


def test_a_number_leads_to_its_explanation():
    page = Page(drawn(explained=lambda code, year: f"/forklara?{code},{year}").html)
    assert "/forklara?0001,2022" in [one["href"] for one in page.elements if one["tag"] == "a"]


def test_nothing_to_draw_is_said():
    found = drawn(assessed(several()), [Shown("9999", "Ingenstans")])
    assert found.sentence == "Inga värden att visa." and not found.html


def test_a_hostile_name_is_text():
    page = Page(drawn(shown=[Shown(code, HOSTILE) for code in NAMES]).html)
    assert_harmless(page)
    assert page.of("bm-bar-name")[0]["text"] == HOSTILE
