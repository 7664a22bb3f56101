"""A draft against what is published, beside a slow comparison of the same, key by key."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as any_

from benchmarking.changes import Change, difference, largest
from benchmarking.model import Direction, Indicator, Measured, OrganisationKind, Role, Shape, Text

DRAFT = ["indicator", "organisation", "year", "sex", "value", "missing"]
PUBLISHED = [*DRAFT, "origin", "programme"]

KEYS = any_.tuples(
    any_.sampled_from(["N1", "N2"]),
    any_.sampled_from(["0180", "1882"]),
    any_.sampled_from([2021, 2022]),
    any_.sampled_from("KMT"),
)
VALUES = any_.one_of(any_.none(), any_.sampled_from([0.0, 1.5, 20.0, 20.1]))


def frame(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=columns)
    return made.astype({"value": "float64", "year": "int64"})


def draft_of(values: dict[tuple, float | None]) -> pd.DataFrame:
    return frame(
        [(*key, value, None if value is not None else "no_value") for key, value in values.items()], DRAFT
    )


def published_of(
    official: dict[tuple, float | None], network: dict[tuple, float | None], programme: str = "MK3"
) -> pd.DataFrame:
    rows = [
        (
            *key,
            value,
            None if value is not None else "no_value",
            origin,
            None if origin == "official" else programme,
        )
        for origin, values in (("network", network), ("official", official))
        for key, value in values.items()
    ]
    return frame(rows, PUBLISHED)


def slow_difference(draft: dict, official: dict, network: dict) -> dict[tuple, tuple]:
    """key → (change, value, before), a figure at a time."""
    told = {}
    for key, value in draft.items():
        if key in network:
            before, there = network[key], True
        elif key in official:
            before, there = official[key], True
        else:
            before, there = None, False
        change = Change.NEW if not there else Change.SAME if value == before else Change.CHANGED
        told[key] = (change.value, value, before)
    asked = {(key[0], key[2]) for key in draft}
    for key, value in network.items():
        if key not in draft and (key[0], key[2]) in asked:
            told[key] = (Change.ONLY_BEFORE.value, None, value)
    return told


@given(
    any_.dictionaries(KEYS, VALUES, min_size=1),
    any_.dictionaries(KEYS, VALUES),
    any_.dictionaries(KEYS, VALUES),
)
def test_the_difference_agrees_with_the_slow_one(draft: dict, official: dict, network: dict) -> None:
    found = difference(draft_of(draft), published_of(official, network), "MK3")
    told = {
        (row.indicator, row.organisation, row.year, row.sex): (
            row.change,
            None if math.isnan(row.value) else row.value,
            None if math.isnan(row.before) else row.before,
        )
        for row in found.itertuples(index=False)
    }
    assert told == slow_difference(draft, official, network)
    assert len(found) == len(told)


def test_changed_figures_stand_first_and_the_same_ones_last() -> None:
    key = ("N1", "1882", 2022)
    found = difference(
        draft_of({(*key, "K"): 1.0, (*key, "M"): 2.0, ("N1", "0180", 2022, "K"): 3.0}),
        published_of({}, {(*key, "K"): 1.0, (*key, "M"): 9.0, (*key, "T"): 5.0}),
        "MK3",
    )
    assert found["change"].tolist() == ["changed", "new", "only_before", "same"]


def test_another_rounds_values_are_not_said_to_be_left_out() -> None:
    draft = draft_of({("N1", "1882", 2022, "K"): 1.0})
    published = published_of({}, {("N1", "0180", 2022, "K"): 4.0}, programme="MK5")
    assert difference(draft, published, "MK3")["change"].tolist() == ["new"]
    assert difference(draft, published, None)["change"].tolist() == ["new"]


def test_a_missing_value_for_another_reason_is_a_change() -> None:
    draft = draft_of({("N1", "1882", 2022, "K"): None}).assign(missing="suppressed")
    published = published_of({}, {("N1", "1882", 2022, "K"): None})
    [row] = difference(draft, published, "MK3").itertuples(index=False)
    assert (row.change, row.missing, row.missing_before) == ("changed", "suppressed", "no_value")


def test_the_official_value_is_told_beside_the_networks_own() -> None:
    key = ("N1", "1882", 2022, "K")
    [row] = difference(draft_of({key: 1.0}), published_of({key: 7.0}, {key: 5.0}), "MK3").itertuples(
        index=False
    )
    assert (row.before, row.before_origin, row.official) == (5.0, "network", 7.0)


def indicator(code: str, notable: float | None) -> Indicator:
    return Indicator(
        id=code,
        title=Text("Nyckeltal", "Indicator"),
        short=Text("Nyckeltal", "Indicator"),
        base=Text("procent", "per cent"),
        subgoal=2,
        shape=Shape.BY_SEX,
        unit="%",
        decimals=1,
        applies_to=frozenset({OrganisationKind.MUNICIPALITY}),
        measured=Measured.YEARLY,
        family="x",
        role=Role.GAP,
        direction=Direction.NONE,
        notable=notable,
    )


INDICATORS = {"N1": indicator("N1", 2.0), "N2": indicator("N2", None)}


def moved(draft: dict, official: dict, network: dict | None = None, most: int = 5) -> pd.DataFrame:
    published = published_of(official, network or {})
    return largest(difference(draft_of(draft), published, "MK3"), published, INDICATORS, most)


def test_the_largest_move_stands_first_measured_by_what_is_worth_talking_about() -> None:
    found = moved(
        {("N1", "1882", 2022, "K"): 30.0, ("N1", "0180", 2022, "K"): 24.0, ("N2", "1882", 2022, "K"): 100.0},
        {("N1", "1882", 2022, "K"): 20.0, ("N1", "0180", 2022, "K"): 20.0, ("N2", "1882", 2022, "K"): 90.0},
    )
    assert list(zip(found["indicator"], found["organisation"], strict=True)) == [
        ("N1", "1882"),
        ("N1", "0180"),
        ("N2", "1882"),
    ]
    assert found["size"].tolist() == pytest.approx([5.0, 2.0, 1.0])


def test_a_new_year_is_set_against_the_latest_published_one() -> None:
    found = moved(
        {("N1", "1882", 2023, "K"): 30.0, ("N1", "1882", 2023, "M"): 31.0},
        {("N1", "1882", 2021, "K"): 1.0, ("N1", "1882", 2022, "K"): 20.0, ("N1", "1882", 2024, "K"): 2.0},
    )
    [row] = found.itertuples(index=False)
    assert (row.year, row.before_year, row.women, row.women_before, row.men) == (2023, 2022, 30.0, 20.0, 31.0)
    assert math.isnan(row.men_before)


def test_what_does_not_move_and_what_has_no_earlier_value_is_left_out() -> None:
    assert moved({("N1", "1882", 2022, "K"): 20.0}, {("N1", "1882", 2022, "K"): 20.0}).empty
    assert moved({("N1", "1882", 2022, "K"): 20.0}, {}).empty
    assert moved({("N1", "1882", 2022, "K"): None}, {("N1", "1882", 2022, "K"): 20.0}).empty


def test_no_more_than_asked_for() -> None:
    places = [f"{code:04}" for code in range(101, 120)]
    draft = {("N1", place, 2022, "K"): 30.0 for place in places}
    assert len(moved(draft, dict.fromkeys(draft, 20.0), most=4)) == 4
