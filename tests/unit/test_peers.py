"""Who is like whom and why, and between which places in an order one lies."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from builders import ASKERSUND, FULL_TIME, GOTLAND, REGION_GOTLAND, VISITOR
from gap_rows import DAYS, NAN, POSTS, SHARE, frame, row
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from benchmarking import wording
from benchmarking.errors import NotFound
from benchmarking.model import Direction, Measured, Organisation, OrganisationKind
from benchmarking.peers import (
    ABOUT,
    EDUCATION,
    HOME_CARE,
    INCOME,
    RESIDENTS,
    Apart,
    Figures,
    Group,
    Ranked,
    Trait,
    Unranked,
    Weights,
    features,
    ranges_of,
    rank_ranges,
    similar,
)
from benchmarking.wording import likeness

MALMO, GAVLE = "1280", "2180"
REGION_OREBRO, REGION_SORMLAND, REGION_GAVLEBORG = "0018", "0004", "0021"
SOURCES = [RESIDENTS, HOME_CARE, INCOME, EDUCATION]
MEASURES = (Trait.POPULATION, Trait.AGE, Trait.INCOME, Trait.EDUCATION)


# The real places


@pytest.fixture(scope="module")
def organisations(full_store):
    return {organisation.code: organisation for organisation in full_store.organisations(VISITOR)}


@pytest.fixture(scope="module")
def values(full_store):
    return full_store.values(VISITOR, [*SOURCES, FULL_TIME, "N05815"])


@pytest.fixture(scope="module")
def real(organisations, values):
    return features(organisations.values(), values)


def line(table: pd.DataFrame, code: str) -> pd.Series:
    return table.set_index("organisation").loc[code]


def test_every_municipality_and_region_has_its_traits_and_nobody_else_has(real, organisations):
    kinds = real["kind"].value_counts().to_dict()
    assert kinds == {"municipality": 290, "region": 21}
    assert real["organisation"].is_monotonic_increasing
    assert real["population"].notna().all() and real["income"].notna().all()


def test_askersunds_traits_are_those_of_its_files(real):
    own = line(real, ASKERSUND)
    assert own["population"] == 5602 + 5895
    # 3 390 of 11 497 were 65 or older on 31 December 2022 (the denominator of N21701).
    assert own["age"] == pytest.approx(29.486, abs=0.001)
    assert own["income"] == 265_700 and own["education"] == pytest.approx(26.6187, abs=0.0001)
    assert own["group"] == "B5"
    assert [own[f"{trait}_year"] for trait in MEASURES] == [2022] * 4


def test_a_regions_share_aged_65_is_that_of_its_municipalities_together(real, values, organisations):
    members = [o.code for o in organisations.values() if o.kind == "municipality" and o.county == "18"]
    newest = values[(values["year"] == 2022) & values["organisation"].isin(members)]
    elderly = newest.loc[newest["indicator"] == HOME_CARE, "total_denominator"]
    people = newest.loc[newest["indicator"] == RESIDENTS, "total"]
    assert len(elderly) == len(people) == len(members) == 12
    assert line(real, REGION_OREBRO)["age"] == pytest.approx(100 * elderly.sum() / people.sum())


def test_a_region_with_a_municipality_without_figures_has_no_share_of_its_own(real):
    # Gävle's denominator is missing in 2022.
    assert math.isnan(line(real, GAVLE)["age"]) and math.isnan(line(real, REGION_GAVLEBORG)["age"])
    assert pd.isna(line(real, REGION_GAVLEBORG)["age_year"])
    assert real["age"].isna().sum() == 2


def test_askersund_is_most_like_smedjebacken(real):
    found = similar(ASKERSUND, real)
    assert [place.code for place in found] == ["2061", "1452", "0481", "0760", "0382", "2023", "0561"]
    nearest = found[0]
    by_trait = {claim.trait: claim for claim in nearest.likenesses}
    assert by_trait[Trait.POPULATION] == Figures(Trait.POPULATION, 11_497.0, 10_922.0, 2022, True)
    assert by_trait[Trait.GROUP] == Group(False) and by_trait[Trait.INCOME].other == 261_900
    assert by_trait[Trait.DISTANCE].km == pytest.approx(137.5, abs=0.1)
    # Residents count double and are nearly the same; the other group sets the two apart.
    assert nearest.likenesses[0].trait is Trait.POPULATION
    assert nearest.likenesses[-1].trait is Trait.GROUP


def test_malmo_is_like_goteborg_and_told_that_it_is_smaller(real):
    nearest = similar(MALMO, real)[0]
    assert nearest.code == "1480" and Group(True) in nearest.likenesses
    residents = next(claim for claim in nearest.likenesses if claim.trait is Trait.POPULATION)
    assert residents == Figures(Trait.POPULATION, 357_377.0, 596_841.0, 2022, False)


def test_region_orebro_is_most_like_sormland_and_has_no_municipality_group(real):
    found = similar(REGION_OREBRO, real)
    assert [place.code for place in found[:3]] == [REGION_SORMLAND, "0019", "0017"]
    assert all(claim.trait is not Trait.GROUP for place in found for claim in place.likenesses)
    assert Trait.GROUP not in {trait for place in found for trait in place.left_out}


def test_what_a_place_lacks_is_left_out_and_said(real):
    assert {place.left_out for place in similar(GAVLE, real)} == {(Trait.AGE,)}
    left_out = {place.code: place.left_out for place in similar(REGION_OREBRO, real)}
    assert left_out[REGION_GAVLEBORG] == (Trait.AGE,) and left_out[REGION_SORMLAND] == ()


def test_gotlands_municipality_and_region_are_never_like_each_other(real):
    kinds = dict(zip(real["organisation"], real["kind"], strict=True))
    municipalities = {place.code for place in similar(GOTLAND, real, n=400)}
    regions = {place.code for place in similar(REGION_GOTLAND, real, n=400)}
    assert {kinds[code] for code in municipalities} == {"municipality"} and len(municipalities) == 289
    assert {kinds[code] for code in regions} == {"region"} and len(regions) == 20


def test_distance_alone_gives_the_neighbours(real):
    weights = Weights(population=0, age=0, income=0, education=0, group=0, distance=3)
    near = similar(ASKERSUND, real, weights)
    assert [place.code for place in near[:2]] == ["1861", "1860"]  # Hallsberg and Laxå
    lengths = [place.likenesses[0].km for place in near]
    assert lengths == sorted(lengths) and lengths[1] == pytest.approx(24, abs=1)


@pytest.mark.parametrize("code", [ASKERSUND, MALMO, GAVLE, REGION_OREBRO])
def test_the_slow_way_finds_the_same_places_among_the_real_ones(real, code):
    fast = {place.code: place.distance for place in similar(code, real, n=400)}
    assert fast == pytest.approx(slow_distances(code, real, Weights()))


def test_a_choice_frozen_at_a_year_sees_no_later_figure(organisations, values):
    frozen = features(organisations.values(), values, as_of_year=2018)
    known_then = values[values["year"] <= 2018]
    pd.testing.assert_frame_equal(frozen, features(organisations.values(), known_then))
    assert frozen[[f"{trait}_year" for trait in MEASURES]].max().max() == 2018
    assert similar(ASKERSUND, frozen) != similar(ASKERSUND, features(organisations.values(), values))


# Small places


def place(code: str, kind=OrganisationKind.MUNICIPALITY, county="01", people=None, year=2022) -> Organisation:
    half = None if people is None else people // 2
    return Organisation(
        code, code, kind, county=county, population_women=half, population_men=half, population_year=year
    )


def test_without_figures_the_places_own_number_of_residents_is_used():
    nothing = frame([row()]).iloc[:0]
    table = features([place("0114", people=1000), place("0115", people=2000)], nothing)
    assert table["population"].tolist() == [1000, 2000] and table["population_year"].tolist() == [2022] * 2
    assert table[["age", "income", "education", "latitude"]].isna().all(axis=None)
    [other] = similar("0114", table)
    assert [claim.trait for claim in other.likenesses] == [Trait.POPULATION]
    assert other.left_out == ()  # Nobody has the rest, so nothing is lacking between these two.


def test_without_any_figure_nobody_is_like_anybody():
    table = features([place("0114"), place("0115")], frame([row()]).iloc[:0])
    assert similar("0114", table) == ()


def test_residents_of_a_later_year_are_not_used_when_the_choice_is_frozen():
    places = [place("0114", people=1000), place("0115", people=2000)]
    table = features(places, frame([row()]).iloc[:0], as_of_year=2021)
    assert table["population"].isna().all() and table["population_year"].isna().all()


def test_a_figure_is_of_the_newest_year_that_half_of_the_kind_have():
    places = [place(code) for code in ("0114", "0115", "0117")]
    rows = [row(INCOME, code, 2021, total=100) for code in ("0114", "0115", "0117")]
    one_has_it = [*rows, row(INCOME, "0114", 2022, total=200)]
    assert features(places, frame(one_has_it))["income"].tolist() == [100] * 3
    two_have_it = features(places, frame([*one_has_it, row(INCOME, "0115", 2022, total=300)]))
    assert two_have_it["income"].tolist()[:2] == [200, 300] and math.isnan(two_have_it["income"][2])


def test_an_unknown_place_is_named(real):
    with pytest.raises(NotFound, match="9999"):
        similar("9999", real)
    with pytest.raises(NotFound, match="0000"):
        similar("0000", real)


@pytest.mark.parametrize("wrong", [{"population": 4}, {"age": -1}, {"income": 0.5}])
def test_a_weight_is_a_whole_number_from_0_to_3(wrong):
    with pytest.raises(ValueError, match="whole number"):
        Weights(**wrong)


def test_something_must_count():
    with pytest.raises(ValueError, match="at least one"):
        Weights(0, 0, 0, 0, 0, 0)


def test_each_trait_has_a_weight_of_its_own_name():
    assert [item.name for item in fields(Weights)] == [trait.value for trait in Trait]


# Laws of likeness

maybe = st.one_of(st.none(), st.integers(0, 1_000).map(lambda tenths: tenths / 10))
# Coarse enough for two formulas to agree on the distance between any two points.
latitudes = st.integers(5_500, 6_900).map(lambda hundredths: hundredths / 100)
longitudes = st.integers(1_100, 2_400).map(lambda hundredths: hundredths / 100)


@st.composite
def worlds(draw, least=2) -> pd.DataFrame:
    """Frames as `features` gives them, of up to nine places of two kinds, with holes."""
    size = draw(st.integers(least, 9))
    columns = {
        "organisation": [f"{100 + number:04}" for number in range(size)],
        "kind": draw(st.lists(st.sampled_from(["municipality", "region"]), min_size=size, max_size=size)),
        "population": draw(st.lists(st.integers(1, 10**6).map(float), min_size=size, max_size=size)),
        "group": draw(st.lists(st.sampled_from(["A1", "B5", None]), min_size=size, max_size=size)),
        "latitude": draw(st.lists(latitudes, min_size=size, max_size=size)),
        "longitude": draw(st.lists(longitudes, min_size=size, max_size=size)),
    }
    for trait in (Trait.AGE, Trait.INCOME, Trait.EDUCATION):
        columns[trait.value] = draw(st.lists(maybe, min_size=size, max_size=size))
    table = pd.DataFrame(columns).astype(dict.fromkeys(("age", "income", "education"), float))
    return table.assign(**{f"{trait}_year": pd.array([2022] * size, dtype="Int64") for trait in MEASURES})


weightings = st.builds(Weights, *[st.integers(0, 3)] * 5, st.integers(1, 3))


@given(worlds(), weightings)
def test_the_slow_way_finds_the_same_distances(table, weights):
    for code in table["organisation"]:
        fast = {place.code: place.distance for place in similar(code, table, weights, n=99)}
        assert fast == pytest.approx(slow_distances(code, table, weights), rel=1e-9, abs=1e-9)


@given(worlds(), weightings, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(table, weights, random):
    shuffled = table.sample(frac=1, random_state=random.randint(0, 10_000))
    for code in table["organisation"]:
        assert similar(code, shuffled, weights) == similar(code, table, weights)


@given(worlds(), weightings)
def test_the_distance_is_the_same_both_ways(table, weights):
    apart = {
        (code, other.code): other.distance
        for code in table["organisation"]
        for other in similar(code, table, weights, n=99)
    }
    assert all(apart[there, here] == pytest.approx(distance) for (here, there), distance in apart.items())


@given(worlds(), weightings)
def test_no_place_is_like_itself_or_one_of_another_kind(table, weights):
    kinds = dict(zip(table["organisation"], table["kind"], strict=True))
    for code in kinds:
        found = similar(code, table, weights, n=99)
        assert code not in {other.code for other in found}
        assert {kinds[other.code] for other in found} <= {kinds[code]}
        assert all(a.distance <= b.distance for a, b in pairwise(found))


@given(worlds(), weightings, st.sampled_from([*MEASURES, Trait.GROUP]), worlds(least=9))
def test_a_trait_with_weight_zero_is_ignored(table, weights, trait, strangers):
    weights = replace(weights, **{trait.value: 0})
    other_values = table.assign(**{trait.value: strangers[trait.value].to_numpy()[: len(table)]})
    for code in table["organisation"]:
        found = similar(code, table, weights)
        assert found == similar(code, other_values, weights)
        assert all(trait not in [*place.left_out, *(c.trait for c in place.likenesses)] for place in found)


@given(worlds())
def test_only_the_proportions_of_the_weights_matter(table):
    for code in table["organisation"]:
        once, thrice = (similar(code, table, Weights(*[weight] * 6), n=99) for weight in (1, 3))
        distances = {place.code: place.distance for place in once}
        assert {place.code: place.distance for place in thrice} == pytest.approx(distances)


@given(worlds(), weightings)
def test_every_trait_that_counts_is_said_or_left_out_once_and_the_figures_are_both_places_own(table, weights):
    by_code = table.set_index("organisation")
    for code in table["organisation"]:
        kind = by_code[by_code["kind"] == by_code["kind"][code]]
        for other in similar(code, table, weights):
            said = [claim.trait for claim in other.likenesses]
            applying = [t for t in Trait if weights.of(t) and kind[column_of(t)].notna().any()]
            assert sorted([*said, *other.left_out]) == sorted(applying)
            for claim in other.likenesses:
                if isinstance(claim, Figures):
                    pair = by_code[claim.trait.value]
                    assert (claim.own, claim.other) == (pair[code], pair[other.code])


def column_of(trait: Trait) -> str:
    return "latitude" if trait is Trait.DISTANCE else trait.value


def slow_distances(code: str, table: pd.DataFrame, weights: Weights) -> dict[str, float]:
    """The distance to every other place of the kind, one pair and one trait at a time."""
    rows = {row["organisation"]: row for row in table.to_dict("records")}
    kind = {name: row for name, row in rows.items() if row["kind"] == rows[code]["kind"]}
    scales = {trait: slow_scale(trait, list(kind.values())) for trait in Trait}
    found = {}
    for name, other in kind.items():
        if name == code:
            continue
        squares, total = 0.0, 0
        for trait in Trait:
            apart = slow_difference(trait, kind[code], other)
            if weights.of(trait) and apart is not None:
                squares += weights.of(trait) * (apart / scales[trait]) ** 2
                total += weights.of(trait)
        if total:
            found[name] = math.sqrt(squares / total)
    return found


def slow_difference(trait: Trait, one: dict, other: dict) -> float | None:
    if trait is Trait.DISTANCE:
        return slow_kilometres(one, other)
    a, b = one[trait.value], other[trait.value]
    if pd.isna(a) or pd.isna(b):
        return None
    if trait is Trait.GROUP:
        return float(a != b)
    return abs(math.log(a) - math.log(b)) if trait is Trait.POPULATION else abs(a - b)


def slow_kilometres(one: dict, other: dict) -> float:
    """By the chord between two points of a sphere, another way than the haversine formula."""

    def point(row: dict) -> tuple[float, float, float]:
        north, east = math.radians(row["latitude"]), math.radians(row["longitude"])
        return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)

    return 2 * 6371.0 * math.asin(min(1.0, math.dist(point(one), point(other)) / 2))


def slow_scale(trait: Trait, kind: list[dict]) -> float:
    if trait is Trait.GROUP:
        return 1.0
    if trait is Trait.DISTANCE:
        pairs = [slow_kilometres(a, b) for i, a in enumerate(kind) for b in kind[:i]]
        return (slow_quantile(pairs, 0.5) if pairs else 0.0) or 1.0
    there = [row[trait.value] for row in kind if not pd.isna(row[trait.value])]
    if trait is Trait.POPULATION:
        there = [math.log(value) for value in there]
    if not there:
        return 1.0
    width = (slow_quantile(there, 0.75) - slow_quantile(there, 0.25)) / 1.349
    return width or max(there) - min(there) or 1.0


def slow_quantile(values: list[float], share: float) -> float:
    values = sorted(values)
    place = share * (len(values) - 1)
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])


# Ranks


def shares(*counts: tuple[float, float, float, float], **more) -> list[dict]:
    """Rows of organisations 0001, 0002 … with women's and men's numerators and denominators."""
    return [
        row(
            organisation=f"{number:04}",
            women=100 * counted[0] / counted[1],
            men=100 * counted[2] / counted[3],
            counts=counted,
            **more,
        )
        for number, counted in enumerate(counts, start=1)
    ]


def ranges(found: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(found["low"], found["high"], strict=True))


def test_askersund_lies_where_the_words_for_it_say(values, full_store):
    [full_time] = [item for item in full_store.indicators(VISITOR) if item.id == FULL_TIME]
    found = line(rank_ranges(values, full_time), ASKERSUND)
    # "mellan plats 217 och 286 av 290"; what is drawn moves the ends by a few places.
    assert found["low"] == pytest.approx(217, abs=8) and found["high"] == pytest.approx(286, abs=2)
    assert found["of"] == 290 and found["year"] == 2022 and found["reason"] is None


def test_the_smallest_gap_is_first_whichever_sex_has_more():
    rows = shares((50_000, 100_000, 90_000, 100_000), (51_000, 100_000, 50_000, 100_000))
    rows += [row(organisation="0003", women=80, men=60, counts=(80_000, 100_000, 60_000, 100_000))]
    assert ranges(rank_ranges(frame(rows), SHARE)) == [(3, 3), (1, 1), (2, 2)]


def test_small_groups_make_a_wide_range():
    rows = shares(*[(n * 6 // 10, n, n * 7 // 10, n) for n in (10, 100_000, 100_000)])
    rows += [row(organisation="0009", women=60, men=80, counts=(60_000, 100_000, 80_000, 100_000))]
    found = rank_ranges(frame(rows), SHARE)
    assert ranges(found)[0] == (1, 4) and ranges(found)[3] == (3, 4)


def test_one_municipality_and_one_region_are_each_first_of_one():
    rows = shares((5, 10, 6, 10), kind="municipality")
    rows += [item | {"organisation": "0017"} for item in shares((5, 10, 9, 10), kind="region")]
    found = rank_ranges(frame(rows), SHARE)
    assert ranges(found) == [(1, 1), (1, 1)] and found["of"].tolist() == [1, 1]


def test_the_country_is_not_ranked():
    rows = shares((5, 10, 6, 10)) + [
        item | {"organisation": "0000"} for item in shares((5, 10, 6, 10), kind="country")
    ]
    assert rank_ranges(frame(rows), SHARE)["organisation"].tolist() == ["0001"]


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.HIGHER, [(2, 2), (1, 1)]),
        (Direction.NONE, [(2, 2), (1, 1)]),
        (Direction.LOWER, [(1, 1), (2, 2)]),
    ],
)
def test_by_a_level_the_better_is_first_or_else_the_highest(direction, expected):
    rows = shares((50_000, 100_000, 9, 10), (60_000, 100_000, 1, 10))
    found = rank_ranges(frame(rows), replace(SHARE, direction=direction), Ranked.WOMEN)
    assert ranges(found) == expected


def test_by_the_total_the_totals_counts_are_used():
    rows = [
        row(organisation=code, women=50, men=50, total=total, counts=(1, 2, 1, 2, 1000 * total, 100_000))
        for code, total in (("0001", 50.0), ("0002", 60.0))
    ]
    assert ranges(rank_ranges(frame(rows), SHARE, Ranked.TOTAL)) == [(2, 2), (1, 1)]
    assert ranges(rank_ranges(frame(rows), SHARE, Ranked.MEN)) == [(1, 2), (1, 2)]


def test_counted_posts_and_days_have_a_place_and_only_ties_make_a_range():
    rows = [row(organisation=f"000{n}", total=total) for n, total in enumerate((48.0, 30, 52, 50, 75), 1)]
    for indicator in (POSTS, DAYS):
        found = rank_ranges(frame(rows), indicator)
        assert ranges(found) == [(2, 3), (4, 4), (2, 3), (1, 1), (5, 5)]


def test_what_is_missing_has_no_place_and_a_reason():
    rows = shares((5, 10, 6, 10), (5, 10, 9, 10))
    rows += [row(organisation="0003", women=50, men=60), row(organisation="0004", women=NAN, men=60)]
    rows += [row(organisation="0005", women=50, men=60, counts=(0, 0, 6, 10))]
    rows += [row(organisation="0006", women=50, men=60, counts=(11, 10, 6, 10))]
    found = rank_ranges(frame(rows), SHARE)
    assert found["reason"].tolist() == [
        None,
        None,
        Unranked.NO_COUNTS,
        Unranked.NO_VALUE,
        Unranked.NO_COUNTS,
        Unranked.NO_COUNTS,
    ]
    assert found["low"].isna().tolist() == found["high"].isna().tolist() == [False] * 2 + [True] * 4
    assert found["of"].tolist() == [2] * 6


def test_a_survey_cannot_be_told_even_with_counts():
    found = rank_ranges(frame(shares((5, 10, 6, 10))), replace(SHARE, measured=Measured.SURVEY))
    assert found["reason"].tolist() == [Unranked.SURVEY] and found["low"].isna().all()


def test_counts_that_are_no_share_give_no_place():
    found = rank_ranges(frame(shares((5, 10, 6, 10))), replace(SHARE, unit="dagar"))
    assert found["reason"].tolist() == [Unranked.NO_COUNTS]


def test_the_year_is_the_newest_that_half_of_the_kind_have_unless_another_is_asked_for():
    counted = [(5.0, 10.0, 6.0, 10.0)] * 3
    rows = shares(*counted, year=2021) + shares(*counted[:1], year=2022) + shares(*counted[:2], year=2023)
    newest = rank_ranges(frame(rows), SHARE)
    assert newest["year"].tolist() == [2023] * 3 and newest["reason"].tolist()[2] is Unranked.NO_VALUE
    assert rank_ranges(frame(rows), SHARE, year=2022)["of"].tolist() == [1] * 3


def test_without_any_value_there_is_no_year_and_no_place():
    found = rank_ranges(frame([row(women=50)]), SHARE)
    assert found["year"].tolist() == [0] and found["reason"].tolist() == [Unranked.NO_VALUE]


def test_without_any_row_there_is_no_line():
    found = rank_ranges(frame([row()]), replace(SHARE, id="N9"))
    assert found.empty and "low" in found.columns


@given(
    arrays.arrays(
        float,
        st.tuples(st.integers(1, 40), st.integers(1, 6)),
        elements=st.floats(-10, 10),
        unique=True,
    ),
    st.sampled_from([0.5, 0.8, 0.9, 0.99]),
)
def test_ranges_are_those_of_the_slow_way(draws, confidence):
    low, high = ranges_of(draws, confidence)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == slow_ranges(draws.tolist(), confidence)


def slow_ranges(draws: list[list[float]], confidence: float) -> list[tuple[int, int]]:
    """Each column's ranks, one row at a time, without the outermost on either side."""
    cut = int(len(draws) * (1 - confidence) / 2 + 1e-9)
    found = []
    for column in range(len(draws[0])):
        ranks = sorted(1 + sum(other < drawn[column] for other in drawn) for drawn in draws)
        found.append((ranks[cut], ranks[len(ranks) - 1 - cut]))
    return found


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(30, 60), st.integers(0, 30), st.integers(30, 60)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=20)
def test_ranges_hold_a_possible_order_whatever_the_order_of_the_rows(counts):
    rows = frame(shares(*counts))
    found = rank_ranges(rows, SHARE, simulations=200)
    pd.testing.assert_frame_equal(found, rank_ranges(rows.iloc[::-1], SHARE, simulations=200))
    assert (found["low"] <= found["high"]).all()
    # The n lowest ranks can be held by n organisations, and so can the n highest.
    assert all(low <= place for place, low in enumerate(sorted(found["low"]), start=1))
    assert all(high >= place for place, high in enumerate(sorted(found["high"]), start=1))


def test_about_as_many_true_ranks_lie_within_their_ranges_as_promised():
    random = np.random.default_rng(5)
    people = random.integers(50, 3_000, (40, 2)).astype(float)
    inside = []
    for _ in range(15):
        men = random.uniform(0.7, 0.9, 40)
        true = np.column_stack([men + random.normal(-0.08, 0.05, 40), men])
        counted = random.binomial(people.astype(int), np.clip(true, 0, 1)).astype(float)
        rows = shares(*(tuple(np.column_stack([counted[n], people[n]]).ravel()) for n in range(40)))
        found = rank_ranges(frame(rows), SHARE, simulations=1_000)
        ranks = np.abs(true[:, 0] - true[:, 1]).argsort().argsort() + 1
        inside.append((found["low"] <= ranks) & (ranks <= found["high"]))
    assert np.mean(inside) > 0.97


# Words


@pytest.mark.parametrize(
    ("claim", "swedish", "english"),
    [
        (
            Figures(Trait.POPULATION, 11_407, 10_980, 2022, True),
            "ungefär lika många invånare (11\u00a0407 och 10\u00a0980)",
            "about as many residents (11,407 and 10,980)",
        ),
        (
            Figures(Trait.POPULATION, 11_407, 20_980, 2022, False),
            "fler invånare (11\u00a0407 och 20\u00a0980)",
            "more residents (11,407 and 20,980)",
        ),
        (
            Figures(Trait.INCOME, 265_700, 247_600, 2022, False),
            "lägre medianinkomst (265\u00a0700 och 247\u00a0600 kronor)",
            "lower median income (265,700 and 247,600 kronor)",
        ),
        (
            Figures(Trait.AGE, 29.486, 24.94, 2022, False),
            "mindre andel 65 år och äldre (29,5\u00a0% och 24,9\u00a0%)",
            "smaller share aged 65 and over (29.5% and 24.9%)",
        ),
        (
            Figures(Trait.EDUCATION, 26.61, 26.64, 2022, False),
            "ungefär lika stor andel har studerat efter gymnasiet (26,6\u00a0% och 26,6\u00a0%)",
            "about the same share with post-secondary education (26.6% and 26.6%)",
        ),
        (Group(True), "samma kommungrupp", "the same municipality group"),
        (Group(False), "annan kommungrupp", "another municipality group"),
        (Apart(45.4), "45\u00a0km bort", "45\u00a0km away"),
    ],
)
def test_a_likeness_is_said_in_both_languages(claim, swedish, english):
    assert likeness.reason(wording.words("sv"), claim) == swedish
    assert likeness.reason(wording.words("en"), claim) == english


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_trait_and_every_reason_has_words(language):
    say = wording.words(language)
    names = [likeness.trait(say, trait) for trait in Trait]
    lacking = [likeness.left_out(say, trait) for trait in Trait]
    untold = [likeness.unranked(say, why) for why in Unranked]
    assert len(set(names)) == len(set(lacking)) == 6 and len(set(untold)) == 3
    assert untold[0].startswith(("Det går inte att avgöra: ", "Cannot tell: "))


def test_every_likeness_of_the_real_places_is_true(real):
    """What is called about the same differs by at most a quarter of a spread, and more is more."""
    say = wording.words("sv")
    spreads = {
        trait: slow_scale(trait, real[real["kind"] == "municipality"].to_dict("records"))
        for trait in MEASURES
    }
    for code in real.loc[real["kind"] == "municipality", "organisation"][::10]:
        for other in similar(code, real):
            for claim in other.likenesses:
                said = likeness.reason(say, claim)
                if not isinstance(claim, Figures):
                    continue
                apart = slow_difference(
                    claim.trait, {claim.trait.value: claim.own}, {claim.trait.value: claim.other}
                )
                assert said.startswith("ungefär") == (apart / spreads[claim.trait] <= ABOUT)
                if not claim.about:
                    assert said.startswith(("fler", "större", "högre")) == (claim.other > claim.own)
