"""The estimator by hand, beside a slow second one, and where it must not be led astray."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.effect import estimation
from benchmarking.effect.diffusion import followed
from benchmarking.effect.estimation import adjusted, discoveries, estimate, interval, match

BEFORE, AFTER = np.arange(5), np.arange(6, 9)


def world(seed: int, places: int = 40, years: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """Gaps that wander about a level of their own, and two standardised traits."""
    random = np.random.default_rng(seed)
    gaps = random.normal(-8, 2, (places, 1)) + random.normal(0, 1, (places, years))
    return gaps, random.standard_normal((places, 2))


GROUPS = [np.array([0, 1]), np.array([2, 3, 4]), np.array([5])]
NEVER = np.arange(40) >= 8


# Ibragimov & Müller, Benjamini & Yekutieli


def test_the_interval_of_three_groups_by_hand() -> None:
    """Means 1, 2 and 6: mean 3, variance (4 + 1 + 9) / 2 = 7, error √(7/3) = 1.5275, t(2; 0.975) = 4.3027."""
    found = interval(np.array([1.0, 2.0, 6.0]))
    assert found.middle == pytest.approx(3)
    assert found.high - found.middle == pytest.approx(4.302653 * 1.527525, rel=1e-6)
    assert found.middle - found.low == pytest.approx(4.302653 * 1.527525, rel=1e-6)
    # t = 3 / 1.527525 = 1.963961; with two degrees of freedom P(|T| > t) = 1 − t / √(2 + t²).
    assert found.p == pytest.approx(1 - 1.963961 / np.sqrt(2 + 1.963961**2), rel=1e-5)
    assert not found.excludes_zero


def test_two_groups_have_no_interval() -> None:
    found = interval(np.array([1.0, 2.0]))
    assert found.middle == 1.5
    assert np.isnan([found.low, found.high, found.p]).all()
    assert not found.excludes_zero


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=8))
def test_the_interval_excludes_zero_exactly_when_p_is_below_five_per_cent(means: list[float]) -> None:
    found = interval(np.array(means))
    if abs(found.p - 0.05) > 1e-9:
        assert found.excludes_zero == (found.p < 0.05)


def test_the_false_discoveries_of_four_tests_by_hand() -> None:
    """1 + 1/2 + 1/3 + 1/4 = 25/12, so the k-th smallest is held against 0.1 · k / 4 / (25/12) = 0.012 · k."""
    # 0.011 < 0.012, 0.0245 > 0.024, 0.03 < 0.036: the third carries the second with it.
    p = [0.03, 0.011, 0.9, 0.0245]
    assert discoveries(p).tolist() == [True, True, False, True]
    # 0.03 · 4 / 3 · 25/12 = 0.0833, which the two smaller ones reach at the latest.
    assert adjusted(p) == pytest.approx([0.25 / 3, 0.25 / 3, 1.0, 0.25 / 3])
    assert discoveries([0.037, 0.0121, 0.9, 0.0241]).tolist() == [False, False, False, False]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_step_up_is_what_the_definition_says(p: list[float]) -> None:
    n, harmonic = len(p), sum(1 / k for k in range(1, len(p) + 1))
    passed = [k for k in range(1, n + 1) if sorted(p)[k - 1] * n * harmonic / k <= 0.1]
    limit = sorted(p)[max(passed) - 1] if passed else -1.0
    assert discoveries(p).tolist() == [one <= limit for one in p]


# Matching and the estimate


def slowly(gaps: np.ndarray, structure: np.ndarray) -> tuple[list[float], np.ndarray]:
    """The groups' means and the sets, with loops and the normal equations, from the docstrings."""
    members = [int(place) for group in GROUPS for place in group]
    pool = [place for place in range(len(gaps)) if NEVER[place] and place not in members]

    def parts(place: int) -> list[float]:
        level = (gaps[place, 2] + gaps[place, 3] + gaps[place, 4]) / 3
        return [level, gaps[place, 4] - level, level - (gaps[place, 0] + gaps[place, 1]) / 2]

    def in_spreads(column: list[float]) -> list[float]:
        of_pool = [column[place] for place in pool]
        mean = sum(of_pool) / len(of_pool)
        spread = (sum((one - mean) ** 2 for one in of_pool) / len(of_pool)) ** 0.5
        return [(one - mean) / spread for one in column]

    columns = [in_spreads([parts(place)[part] for place in range(len(gaps))]) for part in range(3)]
    traits = [
        in_spreads([float(structure[place, trait]) for place in range(len(gaps))]) for trait in range(2)
    ]
    weights = [1, 1, 1, 1, 0.25]
    found = match(gaps, GROUPS, NEVER, structure, BEFORE)

    def distance(one: int, other: int) -> float:
        return sum(
            w * (column[one] - column[other]) ** 2
            for w, column in zip(weights, [*columns, *traits], strict=True)
        )

    # The total may not be lowered by any exchange between two sets, or with a place that nobody took.
    owner = {int(c): m for m, those in zip(members, found.comparators, strict=True) for c in those}
    for one, mine in owner.items():
        for other in pool:
            now = distance(mine, one) + (distance(owner[other], other) if other in owner else 0)
            then = distance(mine, other) + (distance(owner[other], one) if other in owner else 0)
            assert then >= now - 1e-9

    change = [float(np.mean(gaps[place, 6:9]) - np.mean(gaps[place, 2:5])) for place in range(len(gaps))]
    rows = [
        [1.0, *[c[p] for c in columns], traits[0][p], *[c[p] * traits[0][p] for c in columns]]
        for p in range(len(gaps))
    ]
    x, y = np.array([rows[p] for p in pool]), np.array([change[p] for p in pool])
    beta = np.linalg.solve(x.T @ x, x.T @ y)
    left = [change[p] - float(np.dot(rows[p], beta)) for p in range(len(gaps))]
    closed = {
        m: -np.sign(np.mean(gaps[m, :5])) * (left[m] - np.mean([left[c] for c in those]))
        for m, those in zip(members, found.comparators, strict=True)
    }
    return [float(np.mean([closed[int(m)] for m in group])) for group in GROUPS], found.comparators


@pytest.mark.parametrize("seed", range(4))
def test_a_slow_second_estimator_says_the_same(seed: int) -> None:
    gaps, structure = world(seed)
    found = estimate(gaps, GROUPS, NEVER, structure, BEFORE, AFTER)
    means, sets = slowly(gaps, structure)
    assert found.groups == pytest.approx(means)
    assert np.array_equal(found.matched.comparators, sets)
    assert found.closed == interval(np.array(found.groups))


def test_no_comparator_serves_twice_or_took_part() -> None:
    gaps, structure = world(5)
    found = match(gaps, GROUPS, NEVER, structure, BEFORE)
    taken = found.comparators.ravel()
    assert found.comparators.shape == (6, 3)
    assert len(set(taken)) == len(taken)
    assert NEVER[taken].all()


def test_where_places_are_few_each_member_has_fewer_and_with_too_few_none() -> None:
    gaps, structure = world(6, places=21)
    assert match(gaps, GROUPS, np.arange(21) >= 7, structure, BEFORE).comparators.shape == (6, 2)
    with pytest.raises(ValueError, match="cannot be compared"):
        match(gaps, GROUPS, np.arange(21) >= 16, structure, BEFORE)


def test_what_all_places_share_is_no_effect_and_what_members_do_is() -> None:
    gaps, structure = world(7)
    without = estimate(gaps, GROUPS, NEVER, structure, BEFORE, AFTER)
    shared = gaps + np.linspace(0, 9, gaps.shape[1])
    assert estimate(shared, GROUPS, NEVER, structure, BEFORE, AFTER).closed.middle == pytest.approx(
        without.closed.middle
    )
    # Men are higher, so a gap that closes by three rises by three.
    closed = gaps.copy()
    closed[np.ix_(np.concatenate(GROUPS), AFTER)] += 3
    assert estimate(closed, GROUPS, NEVER, structure, BEFORE, AFTER).closed.middle == pytest.approx(
        without.closed.middle + 3
    )
    # Seen from the other side, nothing but the direction changes.
    mirrored = estimate(-closed, GROUPS, NEVER, structure, BEFORE, AFTER)
    assert mirrored.closed.middle == pytest.approx(without.closed.middle + 3)


def test_years_of_the_round_itself_do_not_count() -> None:
    gaps, structure = world(8)
    during = gaps.copy()
    during[:, 5] += 100 * np.arange(40)
    one, two = (estimate(each, GROUPS, NEVER, structure, BEFORE, AFTER) for each in (gaps, during))
    assert one.closed == two.closed


def test_a_negative_effect_needs_the_plain_comparison_too() -> None:
    gaps, structure = world(9)
    gaps[np.ix_(np.concatenate(GROUPS), AFTER)] -= 20
    worse = estimate(gaps, GROUPS, NEVER, structure, BEFORE, AFTER)
    assert worse.closed.high < 0
    assert worse.plain.high < 0
    assert estimation.shown(worse, True)
    assert not estimation.shown(worse, False)
    undecided = estimation.Estimate(
        worse.matched, worse.groups, worse.closed, estimation.Interval(-1, -3, 1, 0.2), worse.trend, 0.01
    )
    assert not estimation.shown(undecided, True)
    better = estimation.Estimate(
        worse.matched, worse.groups, estimation.Interval(2, 1, 3, 0.01), undecided.plain, worse.trend, 0.01
    )
    assert estimation.shown(better, True)


# The randomisation test


def test_the_randomisation_test_is_uniform_without_an_effect_and_small_with_one() -> None:
    p = []
    for seed in range(60):
        gaps, structure = world(100 + seed)
        p.append(estimate(gaps, GROUPS, NEVER, structure, BEFORE, AFTER, permutations=199).p_random)
    assert 0.3 < np.mean(p) < 0.7
    assert np.mean(np.array(p) <= 0.2) < 0.4
    gaps, structure = world(10)
    gaps[np.ix_(np.concatenate(GROUPS), AFTER)] += 40
    assert estimate(gaps, GROUPS, NEVER, structure, BEFORE, AFTER, permutations=999).p_random < 0.1
    assert np.isnan(estimate(gaps, GROUPS, NEVER, structure, BEFORE, AFTER).p_random)


# Mentors and their groups


def test_groups_that_close_just_what_their_mentors_closed_follow_them() -> None:
    random = np.random.default_rng(11)
    closed = random.standard_normal((8, 5))
    correlation, p, tried = followed(closed, closed)
    assert correlation == pytest.approx(1)
    assert (p, tried) == (pytest.approx(1 / 120), 120)
    correlation, p, _ = followed(closed, -closed)
    assert correlation == pytest.approx(-1)
    assert p == pytest.approx(1)


def test_the_mentors_are_exchanged_whole_and_in_every_way() -> None:
    random = np.random.default_rng(12)
    mentors, groups = random.standard_normal((3, 4)), random.standard_normal((3, 4))

    def in_spreads(row: np.ndarray) -> np.ndarray:
        return (row - row.mean()) / row.std()

    def together(order: tuple[int, ...]) -> float:
        return sum(
            float(np.dot(in_spreads(one)[list(order)], in_spreads(other)))
            for one, other in zip(mentors, groups, strict=True)
        )

    real = together((0, 1, 2, 3))
    reached = [together(order) >= real - 1e-9 for order in permutations(range(4))]
    correlation, p, tried = followed(mentors, groups)
    assert tried == 24
    assert p == pytest.approx(np.mean(reached))
    assert correlation == pytest.approx(real / 12)


def test_many_groups_are_drawn_and_mentors_that_are_alike_say_nothing() -> None:
    random = np.random.default_rng(13)
    closed = random.standard_normal((6, 9))
    assert followed(closed, closed)[1:] == (pytest.approx(1 / 10_000), 10_000)
    assert followed(np.ones((6, 4)), closed[:, :4])[:2] == (0.0, 1.0)
