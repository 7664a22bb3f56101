"""Simulated networks: they move as they were told to, and the trap they are made for is there."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarking.effect.simulation import Chosen, Moments, Places, Shape, moments, networks

SHAPE = Shape(groups=(2, 2, 3), before=np.arange(7), after=np.arange(9, 13))


@pytest.fixture(scope="module")
def places() -> Places:
    random = np.random.default_rng(1)
    return Places(
        county=np.repeat(np.arange(20), 15),
        residents=np.exp(random.normal(9.8, 0.9, 300)),
        position=random.uniform(0, 1000, (300, 2)),
        structure=random.standard_normal((300, 4)),
        closed=np.arange(300) % 6 == 0,
    )


@pytest.fixture(scope="module")
def noisy() -> Moments:
    levels = np.random.default_rng(2).normal(0, 3, 300)
    return Moments(np.full(13, -10.0), levels, 0.1, 0.6, 4.0, 20_000.0, 0.2)


def mean_of(network, years) -> float:
    """The mean size of the members' gap in some years."""
    return float(np.mean([network.gaps[np.ix_(group, years)].mean() for group in network.groups]))


def test_what_is_estimated_from_simulated_gaps_is_what_they_were_made_of(
    places: Places, noisy: Moments
) -> None:
    made = networks(places, noisy, SHAPE, 20, np.random.default_rng(3))
    found = [moments(network.gaps, places.residents, places.county) for network in made]
    luck = [one.variance + one.variance_per_resident * np.mean(1 / places.residents) for one in found]
    assert np.mean([one.autocorrelation for one in found]) == pytest.approx(0.6, abs=0.05)
    assert np.mean([one.county_share for one in found]) == pytest.approx(0.2, abs=0.06)
    assert np.mean(luck) == pytest.approx(4 + 20_000 * np.mean(1 / places.residents), rel=0.1)
    assert np.mean([one.levels.std() for one in found]) == pytest.approx(3, rel=0.05)
    assert np.mean([one.slope for one in found]) == pytest.approx(0.1, abs=0.05)
    assert np.mean([one.country for one in found], axis=0) == pytest.approx(noisy.country, abs=0.4)
    assert np.mean([one.variance_per_resident for one in found]) == pytest.approx(20_000, rel=0.25)


def test_members_have_large_gaps_and_are_taken_from_no_other_round(places: Places, noisy: Moments) -> None:
    for network in networks(places, noisy, SHAPE, 30, np.random.default_rng(4)):
        members = np.concatenate(network.groups)
        assert tuple(len(group) for group in network.groups) == SHAPE.groups
        assert len(set(members)) == len(members)
        assert not places.closed[members].any()
        newest = np.abs(network.gaps[:, SHAPE.before[-1]])
        assert newest[members].min() >= np.quantile(newest[~places.closed], 2 / 3)


def test_members_of_a_group_are_neighbours(places: Places, noisy: Moments) -> None:
    made = networks(places, noisy, SHAPE, 30, np.random.default_rng(5))

    def width(members: np.ndarray) -> float:
        return float(np.linalg.norm(np.ptp(places.position[members], axis=0)))

    apart = np.mean([width(group) for network in made for group in network.groups])
    anywhere = np.mean([width(np.array([first, first + 1])) for first in range(0, 300, 2)])
    assert apart < anywhere / 2


@pytest.mark.parametrize(
    ("chosen", "shrinks"), [(Chosen.NEWEST, True), (Chosen.MEAN, True), (Chosen.LASTING, False)]
)
def test_gaps_chosen_for_their_size_shrink_by_themselves(
    places: Places, noisy: Moments, chosen: Chosen, shrinks: bool
) -> None:
    """Nothing is planted and the country stands still; what shrinks is the luck of the year of choice."""
    made = networks(places, noisy, SHAPE, 200, np.random.default_rng(6), chosen=chosen)
    change = [mean_of(one, SHAPE.after) - mean_of(one, SHAPE.before[-1:]) for one in made]
    error = np.std(change) / np.sqrt(len(change))
    assert bool(np.mean(change) > 4 * error) is shrinks


def test_an_effect_makes_the_gap_smaller_after_the_round_and_only_then(
    places: Places, noisy: Moments
) -> None:
    without = networks(places, noisy, SHAPE, 200, np.random.default_rng(7))
    with_it = networks(places, noisy, SHAPE, 200, np.random.default_rng(7), effect=0.5)
    assert all(one.planted == 0 for one in without)
    # Men are higher everywhere here, so a smaller gap is a higher value.
    closed = [
        mean_of(two, SHAPE.after) - mean_of(one, SHAPE.after)
        for one, two in zip(without, with_it, strict=True)
    ]
    planted = with_it[0].planted
    assert planted > 0.5 * 3
    assert np.mean(closed) == pytest.approx(planted, rel=0.1)
    assert np.std(closed) == pytest.approx(planted / 2 / np.sqrt(3), rel=0.2)
    for one, two in zip(without, with_it, strict=True):
        assert np.array_equal(one.gaps[:, SHAPE.before], two.gaps[:, SHAPE.before])
        others = np.setdiff1d(np.arange(300), np.concatenate(one.groups))
        assert np.array_equal(one.gaps[others], two.gaps[others])


def test_gaps_that_never_vary_have_no_luck() -> None:
    still = np.repeat(np.array([[1.0], [3.0], [5.0], [7.0]]), 6, axis=1)
    found = moments(still, np.full(4, 1000.0), np.array([0, 0, 1, 1]))
    assert (found.variance, found.variance_per_resident, found.slope, found.county_share) == (0, 0, 0, 0)
    assert sorted(found.levels) == [-3, -1, 1, 3]
