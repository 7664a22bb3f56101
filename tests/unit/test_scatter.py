"""The gap against the level: each place at its two numbers, only where a level has a direction."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from drawn_html import HOSTILE, Page, assert_harmless
from gap_rows import POSTS, SHARE
from places_rows import LEVELLED, NAMES, assessed, several

from benchmarking.figures.reading import Shown
from benchmarking.figures.scatter import scatter
from benchmarking.model import Direction
from benchmarking.wording import words

SV = words("sv")
ROWS = assessed(several())
TOTALS = {"0001": 75.0, "0002": 75.5, "0003": 78.75, "0004": 82.5, "0005": 78.75, "0006": 77.5}


def drawn(indicator=LEVELLED, rows=ROWS, totals=TOTALS, names=NAMES, shown=()):
    return scatter(rows, totals, indicator, names, shown, SV)


def spot(element: dict) -> tuple[float, float]:
    return tuple(float(part) for part in re.findall(r"(?:left|top):([\d.]+)%", element["style"]))


def test_a_dot_says_its_gap_and_its_level():
    titles = {one["title"] for one in Page(drawn().html).of("bm-dot")}
    assert "Ale: skillnad −30,0, nivå 75,0" in titles and len(titles) == 6


def test_a_higher_level_lies_further_right_and_a_gap_for_women_further_up():
    page = Page(drawn().html)
    spots = {one["title"].partition(":")[0]: spot(one) for one in page.of("bm-dot")}
    assert spots["Ale"][0] < spots["Boden"][0] < spots["Eda"][0] < spots["Falun"][0]
    assert spots["Falun"][1] < spots["Eda"][1] < spots["Boden"][1] < spots["Ale"][1]
    zero = float(re.search(r"top:([\d.]+)%", page.of("bm-across", "bm-equal")[0]["style"])[1])
    assert spots["Eda"][1] < zero < spots["Boden"][1]


def test_where_no_total_is_known_the_level_is_the_mean_of_both():
    assert "Ale: skillnad −30,0, nivå 75,0" in drawn(totals={}).html


def test_the_corners_follow_the_direction():
    assert "Liten skillnad, hög nivå" in drawn().html
    lower = drawn(replace(LEVELLED, direction=Direction.LOWER)).html
    assert "Liten skillnad, låg nivå" in lower and "Stor skillnad, hög nivå" in lower


@pytest.mark.parametrize("indicator", [SHARE, replace(POSTS, direction=Direction.HIGHER)])
def test_without_a_direction_or_a_level_there_is_no_drawing(indicator):
    found = drawn(indicator)
    assert not found.html and "ingen riktning" in found.sentence


def test_the_sentence_says_how_gap_and_level_go_together():
    flat = assessed(several()).assign(gap=[-1.0, -2.0, -3.0, -4.0, -5.0, -6.0])
    rising = dict(zip(NAMES, (60.0, 62.0, 64.0, 66.0, 68.0, 70.0), strict=True))
    falling = dict(zip(NAMES, (70.0, 68.0, 66.0, 64.0, 62.0, 60.0), strict=True))
    assert "oftast större där nivån är högre" in drawn(rows=flat, totals=rising).sentence
    assert "oftast mindre där nivån är högre" in drawn(rows=flat, totals=falling).sentence
    mixed = dict(zip(NAMES, (60.0, 70.0, 62.0, 68.0, 66.0, 64.0), strict=True))
    assert "följs skillnad och nivå inte åt" in drawn(rows=flat, totals=mixed).sentence


def test_a_hostile_name_is_text():
    page = Page(drawn(names=dict.fromkeys(NAMES, HOSTILE), shown=[Shown("0001", HOSTILE, own=True)]).html)
    assert_harmless(page)
