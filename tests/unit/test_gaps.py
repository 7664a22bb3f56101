"""Every shape, verdict and reason by an example one can check by hand; laws; and the slow second opinion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import slow_gaps
from gap_rows import (
    DAYS,
    KRONOR,
    NAN,
    PAIR,
    POSTS,
    RELATIVE,
    SHARE,
    STEADY,
    WOBBLE,
    frame,
    municipalities,
    places,
    row,
    worlds,
    yearly,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking import gaps
from benchmarking.errors import NotFound
from benchmarking.model import Measured, Role, Shape


def one(rows, indicator=SHARE, organisation="0114") -> pd.Series:
    found = gaps.assess(frame(rows), [indicator])
    return found[found["organisation"] == organisation].iloc[0]


def judged(rows, indicator=SHARE) -> tuple:
    found = one(rows, indicator)
    number = None if pd.isna(found["reason_number"]) else int(found["reason_number"])
    return found["verdict"], found["basis"], found["reason"], number


# The gap of each shape


@pytest.mark.parametrize(
    ("indicator", "values", "women", "men", "gap", "ratio"),
    [
        (SHARE, {"women": 80, "men": 100, "total": 85}, 80, 100, -20, 0.8),
        (PAIR, {"women": 84, "men": 80}, 84, 80, 4, 1.05),
        (POSTS, {"total": 75}, 75, 25, 50, 3),
        (DAYS, {"total": 40}, 60, 40, 20, 1.5),
        (RELATIVE, {"total": 80}, 80, 100, -20, 0.8),
        (KRONOR, {"total": 2338}, 2338, 0, 2338, None),
        (SHARE, {"women": 0, "men": 5}, 0, 5, -5, None),
        (SHARE, {"women": 5}, 5, None, None, None),
        (POSTS, {"total": 100}, 100, 0, 100, None),
        (RELATIVE, {}, None, None, None, None),
    ],
)
def test_each_shape_has_its_gap_and_plus_means_women_more(indicator, values, women, men, gap, ratio):
    found = gaps.by_year(frame([row(**values)]), [indicator]).iloc[0]
    for column, expected in {"women_shown": women, "men_shown": men, "gap": gap, "ratio": ratio}.items():
        assert found[column] == pytest.approx(NAN if expected is None else expected, nan_ok=True)


def test_by_year_keeps_rows_index_and_what_it_was_given():
    values = frame([row(year=2021, women=1, men=2), row(year=2022, women=3, men=2)]).set_index(
        pd.Index([7, 3])
    )
    before = values.copy()
    found = gaps.by_year(values, {"N1": SHARE})
    assert found.index.tolist() == [7, 3] and found["gap"].tolist() == [-1, 1]
    pd.testing.assert_frame_equal(values, before)


def test_an_unknown_indicator_is_named():
    with pytest.raises(NotFound, match="N9"):
        gaps.assess(frame([row(indicator="N9", women=1, men=2)]), [SHARE])


# How a gap is known


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(39.9, "men_higher"), (40, "even"), (60, "even"), (60.1, "women_higher"), (3 / 5 * 100, "even")],
)
def test_posts_are_even_from_forty_to_sixty_per_cent(share, verdict):
    assert judged([row(total=share)], POSTS) == (verdict, "counted", None, None)


@pytest.mark.parametrize(
    ("held", "seats", "verdict"),
    [(1, 4, "even"), (1, 3, "even"), (2, 7, "men_higher"), (0, 2, "men_higher"), (4, 4, "women_higher")],
)
def test_posts_are_even_at_one_seat_from_half_but_never_with_one_sex_alone(held, seats, verdict):
    rows = [row(total=100 * held / seats, counts=(NAN,) * 4 + (held, seats))]
    assert judged(rows, POSTS)[:2] == (verdict, "counted")


@pytest.mark.parametrize(
    ("mens_share", "verdict"), [(35.2, "women_higher"), (50.02, "even"), (50.1, "men_higher"), (50, "even")]
)
def test_days_are_even_only_when_equal_after_rounding(mens_share, verdict):
    assert judged([row(total=mens_share)], DAYS) == (verdict, "counted", None, None)


def test_counts_of_people_give_a_newcombe_interval_in_percentage_points():
    found = one([row(women=78.41, men=95.98, counts=(276, 352, 191, 199))])
    low, high = slow_gaps.newcombe(276, 352, 191, 199)
    assert (found["verdict"], found["basis"]) == ("men_higher", "certain")
    assert (found["low"], found["high"]) == pytest.approx((100 * low, 100 * high))
    assert found["people"] == round((191 / 199 - 276 / 352) * 352)


def test_few_people_give_no_certain_difference_but_still_an_interval():
    found = one([row(women=50, men=75, counts=(2, 4, 3, 4))])
    assert (found["verdict"], found["basis"], found["reason"]) == ("no_certain", None, None)
    assert found["low"] < 0 < found["high"]


def test_counts_decide_even_where_the_years_would_say_lasting():
    rows = yearly(STEADY)
    rows[-1] |= row(women=49, men=70, counts=(49, 100, 70, 100))
    assert judged(rows)[:2] == ("men_higher", "certain")
    rows[-1] |= row(women=40, men=60, counts=(2, 5, 3, 5))
    assert judged(rows)[:2] == ("no_certain", None)


def test_counts_of_nobody_cannot_tell():
    assert judged([row(women=0, men=0, counts=(0, 0, 0, 0))]) == ("cannot_tell", None, "no_counts", None)


def test_counts_that_cannot_be_a_share_are_left_aside():
    rows = yearly(STEADY)
    rows[-1] |= row(women=49, men=70, counts=(120, 100, 70, 100))
    assert judged(rows)[:2] == ("men_higher", "lasting")
    assert np.isnan(one(rows)["low"])


def test_eight_steady_years_are_lasting_with_their_limits():
    found = one(yearly(STEADY))
    assert (found["verdict"], found["basis"], found["years"]) == ("men_higher", "lasting", 8)
    assert (found["limit_low"], found["limit_high"]) == pytest.approx(
        (-20.25 - 2.66 * 11 / 7, -20.25 + 2.66 * 11 / 7)
    )
    assert np.isnan(found["low"]) and np.isnan(found["people"])


def test_eight_unsteady_years_are_no_certain_difference():
    assert judged(yearly([-9, 4, -6, 7, -8, 3, -5, 2])) == ("no_certain", None, None, None)


def test_a_relative_value_is_tested_against_its_equality_point():
    rows = [row(year=2015 + i, total=100 + gap) for i, gap in enumerate(STEADY)]
    assert judged(rows, RELATIVE)[:2] == ("men_higher", "lasting")


@pytest.mark.parametrize(
    ("indicator", "reason"),
    [
        (replace(SHARE, measured=Measured.ELECTION), "election"),
        (replace(SHARE, measured=Measured.SURVEY), "survey"),
        (replace(SHARE, measured=Measured.MOVING_MEAN), "moving_mean"),
    ],
)
def test_values_that_are_not_yearly_cannot_tell_and_say_why(indicator, reason):
    found = one(yearly(STEADY), indicator)
    assert (found["verdict"], found["reason"]) == ("cannot_tell", reason)
    assert (found["change_verdict"], found["change_reason"]) == ("cannot_tell", reason)


def test_a_survey_is_not_a_count_of_people_even_with_numbers():
    rows = [row(women=20, men=60, counts=(20, 100, 60, 100))]
    assert judged(rows, replace(SHARE, measured=Measured.SURVEY)) == ("cannot_tell", None, "survey", None)


def test_seven_years_are_too_few_and_the_number_is_said():
    assert judged(yearly(STEADY[1:])) == ("cannot_tell", None, "few_years", 7)


def test_a_new_measure_is_the_reason_where_it_cut_the_series():
    indicator = replace(SHARE, breaks=(2017, 2021))
    assert judged(yearly(STEADY), indicator) == ("cannot_tell", None, "break", 2021)
    assert one(yearly(STEADY), indicator)["years"] == 2
    assert one(yearly(STEADY), indicator)["first_year"] == 2021


def test_a_series_that_begins_with_the_break_just_has_few_years():
    assert judged(yearly(STEADY[:3]), replace(SHARE, breaks=(2020,))) == ("cannot_tell", None, "few_years", 3)


def test_a_break_in_the_future_of_a_figure_does_not_touch_it():
    assert judged(yearly(STEADY, until=2020), replace(SHARE, breaks=(2021,)))[1] == "lasting"


# What is not compared, and old years


def test_one_missing_sex_is_not_compared_and_the_other_value_stays():
    rows = [*yearly(STEADY, until=2021), row(women=NAN, men=70, women_missing="no_value")]
    found = one(rows)
    assert (found["verdict"], found["reason"], found["year"]) == ("not_compared", "missing_women", 2022)
    assert found["men"] == 70 and np.isnan(found["women"]) and np.isnan(found["gap"])
    assert (found["women_missing"], found["men_missing"]) == ("no_value", None)
    assert (found["change_verdict"], found["change_reason"]) == ("not_compared", "missing_women")
    assert judged([row(women=5, men_missing="non_response")])[2] == "missing_men"


@pytest.mark.parametrize(
    ("indicator", "values"),
    [(SHARE, {"men": 70, "women_missing": "suppressed"}), (POSTS, {"total_missing": "suppressed"})],
)
def test_a_hidden_value_is_not_compared_and_says_so(indicator, values):
    assert judged([row(**values)], indicator) == ("not_compared", None, "suppressed", None)


def test_a_newest_row_without_any_value_leaves_the_last_figure_standing_with_its_year():
    rows = [*yearly(STEADY, until=2020), row(year=2022, total=66)]
    found = one([*rows, *yearly(STEADY, organisation="0115")])
    assert (found["year"], found["newest_year"], found["verdict"]) == (2020, 2022, "men_higher")


def test_no_value_at_all_is_not_compared():
    found = one([row(total=66, women_missing="no_value", men_missing="no_value")])
    assert (found["verdict"], found["reason"], found["newest_year"]) == ("not_compared", "missing_value", 0)


def test_a_background_figure_never_gets_a_verdict_but_keeps_its_numbers():
    found = one(yearly(STEADY), replace(SHARE, role=Role.BACKGROUND))
    assert (found["verdict"], found["reason"], found["gap"]) == ("not_compared", "background", -21)
    assert found["change_verdict"] == "not_compared"
    assert np.isnan(found["limit_low"])


def test_no_rows_give_no_verdicts():
    empty = frame([row()]).iloc[:0]
    assert gaps.assess(empty, [SHARE]).empty
    assert set(gaps.assess(empty, [SHARE]).columns) == set(gaps.assess(frame([row()]), [SHARE]).columns)


# Against other places


def test_the_typical_gap_is_the_median_and_distance_is_in_spreads():
    found = one(places([-10, -12, -14, -16, -40]), organisation="0005")
    # Quartiles −16 and −12: the spread is 4 / 1.349.
    assert (found["typical"], found["spread"]) == pytest.approx((-14, 4 / 1.349))
    assert found["distance"] == pytest.approx((-40 + 14) / (4 / 1.349))
    assert found["share_same_direction"] == 1
    assert found["larger_than_elsewhere"] and not found["as_everywhere"]


def test_a_gap_near_the_typical_one_is_as_everywhere():
    found = one(places([-10, -12, -14, -16, -40]), organisation="0003")
    assert found["as_everywhere"] and not found["larger_than_elsewhere"]


def test_a_gap_nearer_equality_than_elsewhere_is_neither_larger_nor_as_everywhere():
    found = one(places([-20, -22, -24, -26, -6]), organisation="0005")
    assert found["basis"] == "lasting"
    assert not found["as_everywhere"] and not found["larger_than_elsewhere"]


def test_a_gap_the_other_way_is_larger_only_if_its_size_is():
    found = one(places([-14, -15, -16, -17, 50]), organisation="0005")
    assert found["larger_than_elsewhere"] and found["share_same_direction"] == pytest.approx(0.2)
    assert not one(places([-14, -15, -16, -17, 10]), organisation="0005")["larger_than_elsewhere"]


def test_four_places_have_no_typical_gap():
    found = one(places([-10, -12, -14, -40]), organisation="0004")
    assert np.isnan(found[["typical", "spread", "distance", "share_same_direction"]].to_numpy(float)).all()
    assert not found["as_everywhere"] and not found["larger_than_elsewhere"]


def test_kinds_are_not_mixed_in_what_is_typical():
    rows = places([-10, -12, -14, -16, -18]) + yearly(STEADY, organisation="0000", kind="country")
    assert one(rows, organisation="0003")["typical"] == -14
    assert np.isnan(one(rows, organisation="0000")["typical"])


def test_where_there_is_no_spread_the_common_gap_is_as_everywhere():
    found = one(places([-14] * 5), organisation="0002")
    assert np.isnan(found["distance"]) and found["as_everywhere"]


def test_the_smallest_gap_worth_talking_about_is_the_indicators():
    assert one(yearly([2.0] * 8))["notable_size"]
    assert not one(yearly([1.9] * 8))["notable_size"]
    assert not one(yearly([50.0] * 8), replace(SHARE, notable=None))["notable_size"]


# Change


@pytest.mark.parametrize(
    ("own", "country", "verdict", "closing"),
    [
        (-1.0, 0.0, "wider", False),
        (1.0, 0.0, "narrower", True),
        (0.5, 1.5, "wider", True),
        (-0.5, -1.5, "narrower", False),
        (-1.0, -1.0, "no_certain", False),
    ],
)
def test_change_is_against_the_country_and_closing_is_the_gaps_own(own, country, verdict, closing):
    years = np.arange(13.0)
    found = one(municipalities(-30 + own * years + WOBBLE, -30 + country * years), organisation="0001")
    assert (found["change_verdict"], found["change_reason"]) == (verdict, None)
    assert found["closing"] == closing
    assert (found["first_year"], found["first_gap"]) == (2010, pytest.approx(-29.7))
    assert found["change"] == pytest.approx(-(12 * own) + 0.1)
    assert found["national_change"] == pytest.approx(-(12 * country), abs=0.6)


def test_change_needs_eight_comparable_years():
    found = one(yearly(STEADY[1:]))
    assert (found["change_verdict"], found["change_reason"]) == ("cannot_tell", "few_years")
    assert found["change_reason_number"] == 7
    broken = one(yearly(STEADY), replace(SHARE, breaks=(2021,)))
    assert (broken["change_reason"], broken["change_reason_number"]) == ("break", 2021)


def test_change_needs_other_places_to_compare_with():
    assert one(yearly(STEADY))["change_reason"] == "few_places"


def test_a_single_year_has_no_change():
    found = one([row(women=1, men=2)])
    assert np.isnan(found["change"]) and pd.isna(found["closing"]) and found["first_year"] == 2022


# Order


def test_the_order_is_known_by_distance_then_as_everywhere_then_the_uncertain():
    def indicator(name, family, **changes):
        return replace(SHARE, id=name, family=family, **changes)

    indicators = [indicator(f"N{i}", "a" if i in (3, 4) else f"f{i}") for i in range(1, 8)]
    indicators[1] = replace(indicators[1], notable=7)
    indicators[4] = replace(indicators[4], measured=Measured.SURVEY)
    indicators[6] = replace(indicators[6], role=Role.NO_HEADLINE)
    newest = {
        "N1": [-10, -12, -14, -16, -13],
        "N2": [9, 8, 10, 9, 6],
        "N3": [-10, -12, -14, -16, -30],
        "N4": [-10, -12, -14, -16, -40],
        "N5": [-10, -12, -14, -16, -90],
        "N7": [-10, -12, -14, -16, -20],
    }
    rows = [item | {"indicator": name} for name, values in newest.items() for item in places(values)]
    rows += [item | {"indicator": "N6"} for item in yearly([-9, 4, -6, 7, -8, 3, -5, 2], organisation="0005")]
    found = gaps.assess(frame(rows), indicators)
    ordered = gaps.order(found[found["organisation"] == "0005"].sample(frac=1, random_state=1))
    assert ordered["indicator"].tolist() == ["N4", "N3", "N7", "N2", "N1", "N6", "N5"]
    assert ordered["section"].tolist() == [
        "known",
        "known",
        "known",
        "known",
        "as_everywhere",
        "no_certain",
        "cannot_tell",
    ]
    # One of a family leads, and an indicator that may make no headline never does.
    assert ordered.loc[ordered["leads"], "indicator"].tolist() == ["N4"]


def test_the_order_of_nothing_is_nothing():
    empty = gaps.assess(frame([row()]).iloc[:0], [SHARE])
    assert gaps.order(empty).empty and {"section", "leads"} <= set(gaps.order(empty).columns)


# Laws, and the slow second opinion


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_slow_second_implementation_agrees(world):
    values, indicators = world
    slow = slow_gaps.assess(values.to_dict("records"), indicators)
    fast = gaps.assess(values, indicators)
    assert len(fast) == len(slow)
    for found in fast.to_dict("records"):
        expected = slow[found["indicator"], found["organisation"]]
        for column in ("year", "verdict", "basis", "reason", "change_verdict"):
            assert found[column] == expected[column], column
        assert found["years"] == len(expected["comparable"])
        number = found["reason_number"]
        assert (None if pd.isna(number) else number) == expected["number"]
        for column in ("gap", "low", "high", "typical", "distance"):
            value = NAN if expected[column] is None else expected[column]
            assert found[column] == pytest.approx(value, nan_ok=True, rel=1e-9, abs=1e-9), column


FLIPPED = {"women_higher": "men_higher", "men_higher": "women_higher"}


@settings(max_examples=30, deadline=None)
@given(worlds())
def test_swapping_the_sexes_flips_the_gap_and_who_is_higher_and_nothing_else(world):
    values, indicators = world
    indicator = indicators["N1"]
    if indicator.shape is Shape.WOMENS_RELATIVE:
        return
    sexes = {"women": "men", "men": "women"}
    swapped = values.rename(
        columns={
            name: name.replace(sex, other, 1)
            for sex, other in sexes.items()
            for name in values.columns
            if name.startswith(sex)
        }
    )
    other_shape = {Shape.WOMENS_SHARE: Shape.MENS_SHARE, Shape.MENS_SHARE: Shape.WOMENS_SHARE}
    turned = replace(indicator, shape=other_shape.get(indicator.shape, indicator.shape))
    here, there = gaps.assess(values, indicators), gaps.assess(swapped, [turned])
    assert here["gap"].to_numpy() == pytest.approx(-there["gap"].to_numpy(), nan_ok=True)
    assert here["typical"].to_numpy() == pytest.approx(-there["typical"].to_numpy(), nan_ok=True)
    assert here["low"].to_numpy() == pytest.approx(-there["high"].to_numpy(), nan_ok=True)
    assert [FLIPPED.get(item, item) for item in here["verdict"]] == there["verdict"].tolist()
    for column in ("basis", "change_verdict", "as_everywhere", "larger_than_elsewhere"):
        assert here[column].tolist() == there[column].tolist()


@settings(max_examples=20, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(world, random):
    values, indicators = world
    places = list(range(len(values)))
    random.shuffle(places)
    pd.testing.assert_frame_equal(
        gaps.assess(values, indicators), gaps.assess(values.iloc[places], indicators)
    )


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_a_far_new_year_without_values_changes_nothing_and_another_indicator_neither(world):
    values, indicators = world
    here = gaps.assess(values, indicators)
    other = replace(SHARE, id="N2")
    more = frame([row(organisation="9999", year=2090), row(indicator="N2", year=1950, women=1, men=2)])
    both = gaps.assess(pd.concat([values, more], ignore_index=True), [*indicators.values(), other])
    kept = both[(both["indicator"] == "N1") & (both["organisation"] != "9999")].reset_index(drop=True)
    pd.testing.assert_frame_equal(here, kept)


@settings(max_examples=20, deadline=None)
@given(worlds())
def test_every_verdict_that_tells_nothing_says_why_and_every_known_one_says_how(world):
    found = gaps.assess(*world)
    silent = found["verdict"].isin(["cannot_tell", "not_compared"])
    assert (found["reason"].notna() == silent).all()
    assert (found["basis"].notna() == found["verdict"].isin(["women_higher", "men_higher", "even"])).all()
    quiet = found["change_verdict"].isin(["cannot_tell", "not_compared"])
    assert (found["change_reason"].notna() == quiet).all()
    assert (found["larger_than_elsewhere"] <= found["basis"].notna()).all()
