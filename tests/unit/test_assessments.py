"""Self-assessments: a share of the maximum, and a shift told only on one and the same checklist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from benchmarking.assessments import Assessment, Checklist, Moved, Point, Unmoved, invalid, shift
from benchmarking.model import Text

POINTS = tuple(Point(number, Text("p", "p"), "s") for number in range(1, 11))
FOUR = Checklist("2024", 1, 4, POINTS)
THREE = Checklist("2017", 1, 3, POINTS)


def scored(
    scores: dict[int, int], on: date = date(2026, 3, 1), step: str = "1", version: str = "2024"
) -> Assessment:
    return Assessment("1882", "MK8", step, version, scores, on)


def test_scores_are_a_share_of_the_maximum_of_what_was_answered():
    assert scored(dict.fromkeys(range(1, 11), 4)).share(FOUR) == 1.0
    assert scored({1: 1, 2: 3}).share(FOUR) == 0.5
    assert scored({}).share(FOUR) is None


def test_the_same_raw_sum_is_another_share_on_another_scale():
    on_three = replace(scored({1: 3, 2: 3}), version="2017")
    assert on_three.share(THREE) == 1.0 and scored({1: 3, 2: 3}).share(FOUR) == 0.75
    with pytest.raises(ValueError, match="scored on"):
        on_three.share(FOUR)


def test_a_shift_counts_the_points_answered_both_times():
    before = scored({1: 1, 2: 2, 3: 4}, date(2026, 1, 1), "0")
    now = scored({1: 3, 2: 2, 4: 4})
    found = shift(now, [before, now], FOUR)
    assert (found.since, found.points, found.change) == (date(2026, 1, 1), 2, 0.25)
    assert found.moved == (Moved(1, 1, 3),)


def test_versions_are_never_mixed_and_the_first_time_has_no_shift():
    now = scored({1: 3})
    other = scored({1: 1}, date(2026, 1, 1), "0", "2017")
    assert shift(now, [now], FOUR) is Unmoved.FIRST
    assert shift(now, [other, now], FOUR) is Unmoved.OTHER_VERSION
    # An older one on the same version does not hide that the last was on another.
    older = scored({1: 1}, date(2025, 1, 1), "0")
    assert shift(now, [older, other, now], FOUR) is Unmoved.OTHER_VERSION
    assert shift(now, [scored({2: 1}, date(2026, 1, 1), "0")], FOUR) is Unmoved.NO_SHARED_POINT


def test_points_and_scores_that_the_checklist_does_not_have_are_named():
    assert invalid({1: 4, 2: 5, 11: 1}, FOUR) == (2, 11)
    assert invalid({1: 4}, THREE) == (1,)
