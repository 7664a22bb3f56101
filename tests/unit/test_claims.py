"""What is said first: at most three claims, one for each family, never empty."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from gap_rows import POSTS, SHARE, WOBBLE, frame, municipalities, places, row, worlds, yearly
from hypothesis import given, settings

from benchmarking import claims, gaps
from benchmarking.claims import Against, Change, Even, Level
from benchmarking.model import Measured, Role


def of(rows, indicators, organisation="0005") -> tuple[claims.Claim, ...]:
    found = gaps.assess(frame(rows), indicators)
    return claims.headline(found[found["organisation"] == organisation])


def named(rows, name) -> list[dict]:
    return [item | {"indicator": name} for item in rows]


def test_the_gap_furthest_from_other_places_comes_first_and_then_the_next_family():
    a, b, c = (
        replace(SHARE, id=name, family=family) for name, family in (("A", "x"), ("B", "x"), ("C", "y"))
    )
    rows = named(places([-10, -12, -14, -16, -40]), "A") + named(places([-10, -12, -14, -16, -39]), "B")
    rows += named(places([-10, -12, -14, -16, -13]), "C")
    first, second = of(rows, [a, b, c])
    assert isinstance(first, Level) and isinstance(second, Level)
    assert (first.indicator, first.against, first.gap) == ("A", Against.LARGER, -40)
    assert (first.women, first.men, first.verdict, first.basis) == (30, 70, "men_higher", "lasting")
    assert (second.indicator, second.against) == ("C", Against.AS_EVERYWHERE)


def test_a_smaller_gap_than_elsewhere_says_so():
    (first,) = of(places([-20, -22, -24, -26, -6]), [SHARE])
    assert isinstance(first, Level) and first.against is Against.SMALLER


def test_a_change_against_the_country_comes_second_and_carries_both_changes():
    years = np.arange(13.0)
    rows = municipalities(-30 - years + WOBBLE, np.full(13, -30.0))
    rows += named(places([-40, -12, -14, -16, -13]), "B")
    claim = of(rows, [SHARE, replace(SHARE, id="B", family="B")], organisation="0001")[1]
    assert isinstance(claim, Change)
    assert (claim.indicator, claim.verdict, claim.closing) == ("N1", "wider", False)
    assert (claim.first_year, claim.year, claim.first_gap) == (2010, 2022, pytest.approx(-29.7))


def test_a_change_from_women_more_to_men_more_makes_no_headline():
    years = np.arange(13.0)
    own = 8 - 2 * years + WOBBLE
    found = of(municipalities(own, np.full(13, 30.0)), [SHARE], organisation="0001")
    assert not any(isinstance(claim, Change) for claim in found)


def test_even_posts_lead_where_no_gap_is_known():
    first, *rest = of([row(total=52.0)], [POSTS], organisation="0114")
    assert isinstance(first, Even) and (first.women, first.men) == (52, 48)
    assert rest == []


def test_nothing_certain_is_said_with_how_many_were_tested():
    rows = yearly([-9, 4, -6, 7, -8, 3, -5, 2])
    assert of(rows, [SHARE], organisation="0114") == (claims.NoneCertain(1),)


def test_how_many_cannot_be_told_leaves_the_not_compared_out():
    survey = replace(SHARE, id="S", measured=Measured.SURVEY)
    rows = yearly([-20.0, -21, -19, -20, -22, -20, -19, -21])
    rows += [row(indicator="S", women=1, men=2), row(indicator="B", women=1, men=2)]
    found = of(rows, [SHARE, survey, replace(SHARE, id="B", role=Role.BACKGROUND)], organisation="0114")
    assert found[-1] == claims.CannotTell(1, 2)


def test_an_indicator_that_may_make_no_headline_makes_none():
    steady = yearly([-20.0, -21, -19, -20, -22, -20, -19, -21])
    found = of(steady, [replace(SHARE, role=Role.NO_HEADLINE)], organisation="0114")
    assert found == (claims.CannotTell(0, 1),)


def test_an_old_gap_comes_after_a_new_one_and_is_marked():
    old = replace(SHARE, id="A", family="A")
    rows = named(yearly([-90.0 + x for x in (0, 1, 0, 1, 0, 1, 0, 1)], until=2015), "A")
    rows += yearly([-20.0, -21, -19, -20, -22, -20, -19, -21])
    first, second = of(rows, [SHARE, old], organisation="0114")
    assert (first.indicator, first.old) == ("N1", False)
    assert (second.indicator, second.old, second.year) == ("A", True, 2015)


def test_no_figures_and_nothing_to_compare_are_said():
    nothing = gaps.assess(frame([row()]), [SHARE])
    assert claims.headline(nothing.iloc[:0]) == (claims.NoFigures(),)
    assert claims.headline(nothing) == (claims.NotCompared(1),)


def test_chance_counts_what_was_tested_and_never_a_count_of_posts():
    steady = yearly([-20.0, -21, -19, -20, -22, -20, -19, -21])
    unsure = named(yearly([-9, 4, -6, 7, -8, 3, -5, 2]), "B")
    posts = [row(indicator="P", total=70)]
    found = gaps.assess(
        frame(steady + unsure + posts), [SHARE, replace(SHARE, id="B"), replace(POSTS, id="P")]
    )
    assert claims.chance(found) == claims.Chance(known=2, tested=2, expected=0.02)


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_a_headline_is_never_empty_and_never_more_than_three(world):
    values, indicators = world
    found = gaps.assess(values, indicators)
    for organisation in pd.unique(found["organisation"]):
        said = claims.headline(found[found["organisation"] == organisation])
        assert 1 <= len(said) <= 3
