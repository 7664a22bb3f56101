"""Pairing: the best assignment for its weights, the same in any order, and what would change if."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest
from builders import size
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking import gaps, network, pairing, peers, titles, wording
from benchmarking.access import VISITOR
from benchmarking.model import Organisation, OrganisationKind
from benchmarking.network import Edge
from benchmarking.pairing import ASPECTS, Aspect, Groups, Weights, propose, without_aspect, without_pair
from benchmarking.wording import rounds as said


def table(scores: dict[tuple[str, str], tuple[float, ...]]) -> pd.DataFrame:
    """Evidence with the aspects' scores given and nothing else to tell."""
    rows = [
        {
            **dict(zip(("mentor", "mentee"), pair, strict=True)),
            **{
                "km": 10.0,
                "distance": 0.5,
                "behind": 0,
                "better": (),
                "theme_shared": "",
                "theme_known": False,
            },
            **{"times": 0, "guided_before": False},
            **dict(zip((aspect.value for aspect in ASPECTS), values, strict=True)),
        }
        for pair, values in scores.items()
    ]
    return pd.DataFrame(rows)


def brute_force(
    frame: pd.DataFrame, weights: Weights, groups: Groups, capacity, locked, barred
) -> tuple[int, float]:
    """How many can be placed, and the largest sum of scores then, by trying every assignment."""
    score = dict(
        zip(zip(frame["mentor"], frame["mentee"], strict=True), pairing.scores(frame, weights), strict=True)
    )
    mentors, mentees = sorted(set(frame["mentor"])), sorted(set(frame["mentee"]))
    best = (-1, 0.0)
    for chosen in product([None, *mentors], repeat=len(mentees)):
        pairs = [(mentor, mentee) for mentor, mentee in zip(chosen, mentees, strict=True) if mentor]
        if any(pair not in score or pair in barred for pair in pairs):
            continue
        if any((mentor, mentee) not in pairs for mentee, mentor in locked.items()):
            continue
        fits = True
        for mentor in mentors:
            held = sum(one == mentor for one, _ in pairs)
            own = sum(one == mentor for one in locked.values())
            room = max(min(groups.most, capacity.get(mentor, groups.most)), own)
            least = min(groups.least, own) if own else min(groups.least, room)
            fits = fits and (held == 0 or least <= held <= room)
        if fits:
            best = max(best, (len(pairs), sum(score[pair] for pair in pairs)))
    return best


@st.composite
def desks(draw):
    """A few mentors and participants with scores, groups of some size, capacities, locks and bars."""
    mentors = [f"m{n}" for n in range(draw(st.integers(1, 3)))]
    mentees = [f"d{n}" for n in range(draw(st.integers(1, 5)))]
    share = st.one_of(st.just(float("nan")), st.integers(0, 20).map(lambda n: n / 20))
    scores = {pair: tuple(draw(share) for _ in ASPECTS) for pair in product(mentors, mentees)}
    least = draw(st.integers(1, 2))
    locked = {
        one: draw(st.sampled_from(mentors)) for one in draw(st.sets(st.sampled_from(mentees), max_size=2))
    }
    barred = draw(st.sets(st.sampled_from(sorted(scores)), max_size=3))
    return (
        table(scores),
        Weights(*draw(st.tuples(*[st.integers(0, 3)] * 4)), turn=draw(st.integers(1, 3))),
        Groups(least, draw(st.integers(least, 3))),
        {mentor: draw(st.integers(0, 3)) for mentor in mentors},
        locked,
        {pair for pair in barred if locked.get(pair[1]) != pair[0]},
    )


@pytest.mark.long
@given(desks(), st.randoms(use_true_random=False))
@settings(max_examples=size(25, 400))
def test_the_proposal_is_the_best_there_is_and_the_same_in_any_order(desk, random):
    frame, weights, groups, capacity, locked, barred = desk
    found = propose(frame, weights, groups, capacity=capacity, locked=locked, barred=barred)
    placed, total = brute_force(*desk)
    assert len(found.pairs) == placed
    assert found.total == pytest.approx(total, abs=1e-9)
    order = list(range(len(frame)))
    random.shuffle(order)
    again = propose(frame.iloc[order], weights, groups, capacity=capacity, locked=locked, barred=barred)
    assert again == found or repr(again) == repr(found)


NEAR, FAR = (1.0,) + (np.nan,) * 4, (0.2,) + (np.nan,) * 4


def test_a_locked_pair_stands_although_another_is_better():
    frame = table({("a", "x"): NEAR, ("a", "y"): NEAR, ("b", "x"): FAR, ("b", "y"): FAR})
    assert propose(frame).assigned == {"x": "a", "y": "a"}
    found = propose(frame, groups=Groups(1, 3), locked={"x": "b"})
    assert found.assigned == {"x": "b", "y": "a"}
    assert [pair.locked for pair in found.pairs] == [False, True]


def test_a_lock_that_cannot_hold_is_refused():
    frame = table({("a", "x"): NEAR})
    with pytest.raises(ValueError, match="cannot be locked"):
        propose(frame, locked={"x": "b"})


def test_nobody_is_left_out_for_a_better_sum():
    frame = table({("a", "x"): NEAR, ("a", "y"): FAR, ("a", "z"): FAR})
    assert len(propose(frame).pairs) == 3
    few = propose(frame, groups=Groups(1, 1))
    assert few.assigned == {"x": "a"} and few.unplaced == ("y", "z")


def test_weights_must_count_something_and_stay_within_bounds():
    with pytest.raises(ValueError, match="at least one"):
        Weights(0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="whole number"):
        Weights(closeness=4)


def test_what_is_not_known_is_left_out_of_the_mean():
    frame = table({("a", "x"): (1.0, np.nan, 0.5, np.nan, np.nan)})
    assert pairing.scores(frame, Weights(1, 3, 1, 3, 3))[0] == pytest.approx(0.75)


def test_what_would_change_without_a_pair_or_an_aspect():
    frame = table({("a", "x"): (1.0, 0.0, *NEAR[2:]), ("b", "x"): (0.5, 1.0, *NEAR[2:])})
    weights, groups = Weights(3, 1, 0, 0, 0), Groups(1, 3)
    found = propose(frame, weights, groups)
    assert found.assigned == {"x": "a"}
    otherwise = without_pair(found, found.pairs[0], frame, weights=weights, groups=groups)
    assert otherwise.moved == (("x", "b"),)
    assert otherwise.cost == pytest.approx(0.75 - 0.625)
    assert without_aspect(found, Aspect.CLOSENESS, frame, weights, groups=groups).moved == (("x", "b"),)
    assert without_aspect(found, Aspect.TURN, frame, weights, groups=groups).moved == ()


# What speaks for a pair, from real figures


@pytest.fixture(scope="module")
def evidence(full_store):
    values = full_store.values(VISITOR)
    indicators = {one.id: one for one in full_store.indicators(VISITOR)}
    organisations = {one.code: one for one in full_store.organisations(VISITOR)}
    rounds, members = full_store.programmes(VISITOR), full_store.memberships(VISITOR)
    times = {code: one.times for code, one in titles.mentorships(rounds, members, date(2026, 1, 1)).items()}
    assessed = gaps.assess(values, indicators)
    frame = pairing.evidence(
        ["2083", "2460", "1882"],
        ["1737", "2284"],
        organisations=organisations,
        features=peers.features(organisations.values(), values),
        assessed=assessed,
        indicators=indicators,
        themes={"2083": "skola", "1737": "Skola ", "2460": "omsorg"},
        times=times,
        edges=network.edges(rounds, full_store.teams(VISITOR), members),
    )
    return frame.set_index(["mentor", "mentee"]), assessed, indicators, organisations


def test_evidence_tells_distance_theme_turn_and_history(evidence):
    frame = evidence[0]
    assert frame.loc[("2083", "1737"), "km"] == pytest.approx(153, abs=40)
    assert frame.loc[("2083", "1737"), "theme"] == 1.0 and frame.loc[("2460", "1737"), "theme"] == 0.0
    assert np.isnan(frame.loc[("1882", "1737"), "theme"])
    assert frame.loc[("2083", "1737"), "turn"] == 0.5 and frame.loc[("1882", "1737"), "turn"] == 1.0
    assert frame.loc[("2460", "2284"), "guided_before"] and not frame.loc[("2083", "2284"), "guided_before"]


def test_a_mentor_is_better_only_where_both_gaps_are_known_and_its_own_is_notably_smaller(evidence):
    frame, assessed, indicators, _ = evidence
    rows = {(row.organisation, row.indicator): row for row in assessed.itertuples()}
    row = frame.loc[("2460", "2284")]
    behind = 0
    better = set()
    for identity, indicator in indicators.items():
        mentor, mentee = rows.get(("2460", identity)), rows.get(("2284", identity))
        if mentor is None or mentee is None or mentee.role != "gap":
            continue
        if mentor.basis is None or mentee.basis is None or mentor.year != mentee.year:
            continue
        if mentee.verdict not in ("women_higher", "men_higher") or not mentee.notable_size:
            continue
        behind += 1
        closer = abs(mentee.gap) - abs(mentor.gap)
        if closer > 0 and closer >= (indicator.notable or 0):
            better.add(identity)
    assert (row["behind"], set(row["better"])) == (behind, better)
    assert behind > 3
    assert row["gaps"] == pytest.approx(len(better) / behind)


def test_a_proposal_explains_itself_in_words_made_from_its_evidence(evidence):
    frame, _, indicators, organisations = evidence
    words = wording.words("sv")
    names = {code: one.name for code, one in organisations.items()}
    found = propose(frame.reset_index(), groups=Groups(1, 3))
    for pair in found.pairs:
        row = frame.loc[(pair.mentor, pair.mentee)]
        sentence = said.proposal(words, pair, names, indicators)
        assert sentence.startswith(f"{names[pair.mentor]} föreslås för {names[pair.mentee]}: ")
        assert f"{words.number(row['km'])}\u00a0km bort" in sentence
        assert f"mindre skillnad i {len(row['better'])} av {row['behind']} nyckeltal" in sentence
        times = row["times"]
        told = "har inte varit mentor förut" if not times else f"mentor {times} gång"
        assert told in sentence
        for identity in row["better"][:2]:
            assert words.text(indicators[identity].short) in sentence


def test_a_place_without_coordinates_is_not_judged_by_closeness():
    organisations = {code: Organisation(code, code, OrganisationKind.ASSOCIATION) for code in "ab"}
    empty = pd.DataFrame(columns=["organisation", "kind"])
    frame = pairing.evidence(
        ["a"],
        ["b"],
        organisations=organisations,
        features=empty,
        assessed=pd.DataFrame(columns=["organisation", "basis", "role"]),
        indicators={},
        themes={},
        times={},
        edges=(Edge("a", "b", "mentor", "p", "t", 0),),
    )
    assert np.isnan(frame.loc[0, "closeness"]) and np.isnan(frame.loc[0, "structure"])
    assert propose(frame, groups=Groups(1, 3)).pairs[0].guided_before
