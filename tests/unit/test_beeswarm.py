"""A beeswarm shows every place once, where its number says, and no dot hides another."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import combinations

import pytest
from drawn_html import HOSTILE, Page, assert_harmless
from gap_rows import NAN, POSTS, SHARE, row
from hypothesis import given
from hypothesis import strategies as st
from places_rows import NAMES, assessed, several

from benchmarking.figures.beeswarm import FORMS, beeswarm, packed
from benchmarking.figures.listing import place_list
from benchmarking.figures.places import Value, axis
from benchmarking.figures.reading import Shown
from benchmarking.model import Role, Shape
from benchmarking.wording import words

SV, EN = words("sv"), words("en")
OWN = Shown("0001", "Ale", own=True)
ROWS = assessed(several())


def swarm(shown=(OWN,), rows=ROWS, say=SV, **more):
    return beeswarm(rows, more.pop("of", SHARE), NAMES, shown, say, **more)


def left(element: dict) -> float:
    return float(re.search(r"left:([\d.]+)%", element["style"])[1])


# Packing


@given(
    st.lists(st.floats(0, 300), min_size=1, max_size=60),
    st.lists(st.sampled_from([3.8, 5.9]), min_size=60, max_size=60),
)
def test_no_two_discs_overlap_and_the_packing_is_the_same_every_time(places, radii):
    places, radii = sorted(places), radii[: len(places)]
    lifts = packed(places, radii)
    assert packed(places, radii) == lifts
    spots = list(zip(places, lifts, radii, strict=True))
    for (x, y, r), (other_x, other_y, other_r) in combinations(spots, 2):
        assert math.hypot(x - other_x, y - other_y) >= (r + other_r) * (1 - 1e-6)


def test_what_has_room_stays_in_the_middle():
    assert packed([0.0, 10.0, 20.0], [4.0] * 3) == [0.0, 0.0, 0.0]


def test_equal_values_stand_above_and_below_by_turns():
    assert packed([5.0] * 3, [4.0] * 3) == pytest.approx([0.0, 8.0, -8.0])


# The figure


def test_every_place_is_a_dot_with_its_name_and_number():
    page = Page(swarm().html)
    assert sorted(one["title"] for one in page.of("bm-dot")) == sorted(
        ["Ale −30,0", "Boden −1,0", "Eda +2,5", "Falun +25,0", "Gnosjö −2,5", "Åre −5,0"]
    )


def test_dots_stand_in_the_order_of_their_numbers():
    dots = Page(swarm().html).of("bm-dot")
    numbers = [float(one["title"].split()[-1].replace("−", "-").replace(",", ".")) for one in dots]
    assert numbers == sorted(numbers)
    places = [left(one) for one in dots]
    assert places == sorted(places) and places[0] >= 0 and places[-1] <= 100
    step = (places[-1] - places[0]) / (numbers[-1] - numbers[0])
    assert all(
        place == pytest.approx(places[0] + step * (number - numbers[0]), abs=0.02)
        for place, number in zip(places, numbers, strict=True)
    )


def test_the_sentence_says_median_ends_and_own_number():
    drawn = swarm()
    assert drawn.sentence == (
        "Medianen bland 6 kommuner är −1,8 procentenheter. Skillnaderna går från −30,0 till +25,0. Ale −30,0."
    )
    [figure] = [one for one in Page(drawn.html).elements if one.get("role") == "img"]
    assert figure["aria-label"] == drawn.sentence


def test_women_and_men_have_their_own_numbers_and_hue():
    for value, name, number in ((Value.WOMEN, "bm-of-women", "60,0"), (Value.MEN, "bm-of-men", "90,0")):
        page = Page(swarm(value=value).html)
        assert page.of("bm-swarm", name)
        assert f"Ale {number}" in [one["title"] for one in page.of("bm-dot")]


def test_a_phone_has_three_labels_at_most_and_the_own_one_first():
    shown = [OWN, *(Shown(code, NAMES[code]) for code in ("0002", "0003", "0004", "0005"))]
    page = Page(swarm(shown).html)
    narrow = page.of(f"bm-form-{FORMS[-1].name}")[0]["text"]
    assert "Ale −30,0" in narrow and narrow.count(",") == 1 + 3
    wide = page.of("bm-form-a")[0]["text"]
    assert all(name in wide for name in ("Ale", "Boden", "Eda", "Falun", "Gnosjö"))


def test_all_that_are_pointed_out_stand_in_ink_and_nobody_else():
    shown = [OWN, Shown("0004", "Falun")]
    assert sorted(one["title"] for one in Page(swarm(shown).html).of("bm-in-ink")) == [
        "Ale −30,0",
        "Falun +25,0",
    ]


def test_of_many_only_those_with_a_label_are_told_in_the_sentence():
    rows = assessed([{**several()[0], "organisation": f"{at:04}"} for at in range(1, 13)])
    shown = [Shown(f"{at:04}", f"Plats {at}") for at in range(1, 13)]
    names = {one.code: one.name for one in shown}
    drawn = beeswarm(rows, SHARE, names, shown, SV)
    assert drawn.sentence.count("Plats") == FORMS[0].most_labels == 8
    assert len(Page(drawn.html).of("bm-in-ink")) == 12


def test_equality_of_a_share_lies_at_a_half():
    rows = assessed(
        [row(organisation=f"{at:04}", total=share) for at, share in ((1, 40.0), (2, 50.0), (3, 58.0))], POSTS
    )
    page = Page(swarm(rows=rows, of=POSTS, value=Value.WOMEN).html)
    assert "Lika" in page.of("bm-form-a")[0]["text"]
    half = next(one for one in page.of("bm-dot") if one["title"] == "Boden 50,0")
    assert left(page.of("bm-equal")[0]) == pytest.approx(left(half), abs=0.02)


def test_a_number_older_than_the_others_carries_its_year():
    rows = assessed([*several()[1:], {**several()[0], "year": 2020}])
    drawn = swarm(rows=rows)
    assert "Ale −30,0 (2020)" in drawn.sentence


def test_a_place_without_a_number_is_in_the_table_and_not_a_dot():
    rows = assessed(
        [*several()[:5], row(organisation="0006", women=NAN, men=80.0, women_missing="suppressed")]
    )
    drawn = swarm(rows=rows)
    assert len(Page(drawn.html).of("bm-dot")) == 5
    table = drawn.table.set_index("Kommun eller region")
    assert table.loc["Åre", "Skillnad"] == "" and table.loc["Åre", "Män"] == "80,0"
    assert table.loc["Åre", "Bedömning"] == "Jämförs inte"


def test_without_any_number_the_sentence_says_so():
    rows = assessed([row(organisation="0001", women_missing="no_value", men_missing="no_value")])
    drawn = swarm(rows=rows)
    assert drawn.sentence == "Inga värden att visa." and not drawn.html


def test_one_place_alone_and_places_that_are_all_equal_can_be_drawn():
    for rows in (several()[:1], [{**several()[0], "organisation": f"{at:04}"} for at in range(1, 7)]):
        assert len(Page(swarm(rows=assessed(rows)).html).of("bm-dot")) == len(rows)


def test_a_hostile_name_is_text():
    drawn = beeswarm(ROWS, SHARE, dict.fromkeys(NAMES, HOSTILE), [Shown("0001", HOSTILE)], SV)
    page = Page(drawn.html)
    assert_harmless(page)
    assert all(one["title"].startswith(HOSTILE) for one in page.of("bm-dot"))


def test_it_speaks_english():
    EN.untranslated.clear()
    assert swarm(say=EN).sentence.startswith("The median of 6 municipalities is −1.8 percentage points.")
    assert not EN.untranslated


# What may be shown, and where ticks stand


def test_background_and_one_value_indicators_show_fewer_values():
    assert Value.of(SHARE) == (Value.GAP, Value.WOMEN, Value.MEN)
    assert Value.of(POSTS) == (Value.GAP, Value.WOMEN)
    assert Value.of(replace(SHARE, role=Role.BACKGROUND)) == (Value.WOMEN, Value.MEN)
    assert Value.of(replace(SHARE, shape=Shape.PAIR)) == (Value.GAP, Value.WOMEN, Value.MEN)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.integers(3, 7))
def test_an_axis_holds_its_numbers_and_few_round_ticks(numbers, most):
    found = axis(numbers, SV, also=0.0, most_ticks=most)
    assert all(0 <= found.place(number) <= 100 for number in (*numbers, 0.0))
    assert 1 <= len(found.ticks) <= most + 1 and len(set(found.texts)) == len(found.texts)
    assert all(found.low <= tick <= found.high for tick in found.ticks)


# The list beside it


def the_list(by=None, rows=ROWS, names=NAMES):
    return Page(
        place_list(
            rows,
            SHARE,
            names,
            SV,
            by=by,
            place_href=lambda code: f"/profil?kod={code}",
            explained=lambda code, year: f"/forklara?{code},{year}",
        )
    )


def test_the_list_stands_by_name_or_largest_first():
    def names(page):
        return [one["text"] for one in page.elements if one["tag"] == "th" and one.get("scope") == "row"]

    assert names(the_list()) == ["Ale", "Boden", "Eda", "Falun", "Gnosjö", "Åre"]
    assert names(the_list(Value.GAP)) == ["Falun", "Eda", "Boden", "Gnosjö", "Åre", "Ale"]


def test_each_row_of_the_list_leads_to_its_place_and_its_explanation():
    links = [one["href"] for one in the_list().elements if one["tag"] == "a"]
    assert links[:2] == ["/profil?kod=0001", "/forklara?0001,2022"]


def test_a_hostile_name_in_the_list_is_text():
    assert_harmless(the_list(names=dict.fromkeys(NAMES, HOSTILE)))
