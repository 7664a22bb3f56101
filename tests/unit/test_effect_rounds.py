"""The real rounds: who is compared with whom, what can be told, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import VISITOR

from benchmarking import prepared, tables, wording
from benchmarking.effect import Absence, Interval, Reason, Result, field_of
from benchmarking.effect.rounds import results, span, window, with_discoveries
from benchmarking.model import Measured, Role
from benchmarking.store import Store
from benchmarking.wording import effects as said


@pytest.fixture(scope="module")
def facts(full_store: Store) -> prepared.Facts:
    return prepared.facts(full_store, VISITOR)


@pytest.fixture(scope="module")
def found(full_store: Store) -> prepared.Effects:
    return prepared.effects(full_store, VISITOR)


@pytest.fixture(scope="module")
def full_time(found: prepared.Effects) -> Result:
    return found.results["MK2", "N00206"]


def test_an_interval_exists_for_two_rounds_alone(found: prepared.Effects) -> None:
    assert {programme for (programme, _), one in found.results.items() if one.estimate} == {"MK2", "MK3"}
    for (programme, _), one in found.results.items():
        assert (one.estimate is None) is (one.reason is not None)
        if programme in ("MK1", "MR1", "MK4", "MK5", "MK6"):
            assert one.reason in (Reason.FEW_GROUPS, Reason.NO_MEMBERS)


def test_only_yearly_gaps_without_a_break_between_the_years_are_tested(
    found: prepared.Effects, facts: prepared.Facts
) -> None:
    for (_, code), one in found.results.items():
        indicator = facts.indicators[code]
        assert indicator.measured is Measured.YEARLY
        assert indicator.role is Role.GAP
        assert not any(year in indicator.breaks for year in one.years[1:])
        if one.estimate:
            assert len(one.before) >= 3
            assert one.after


def test_members_of_the_two_rounds_are_those_that_stayed_and_have_figures(
    found: prepared.Effects, full_time: Result
) -> None:
    assert {team: len(codes) for team, codes in full_time.groups.items()} == {
        "MK2-1": 2,
        "MK2-2": 2,
        "MK2-3": 2,
        "MK2-4": 3,
        "MK2-5": 2,
        "MK2-6": 3,
    }
    assert full_time.absent == {"sdf-enskede-arsta-vantor": Absence.NO_FIGURES}
    third = found.results["MK3", "N00206"]
    assert third.absent == {"2380": Absence.LEFT, "forbund-norrbotten": Absence.NO_FIGURES}
    assert third.groups["MK3-5"] == ("0181", "0880")


def test_no_comparator_took_part_in_any_round_itself_or_through_others(
    found: prepared.Effects, facts: prepared.Facts
) -> None:
    inside = {one.organisation for one in facts.memberships}
    for one in found.results.values():
        compared = [code for codes in one.comparators.values() for code in codes]
        assert len(set(compared)) == len(compared)
        assert not inside & set(compared)
        # The association of Norrbotten took part, and a district of Stockholm.
        assert not [code for code in compared if code.startswith("25") or code == "0180"]


def test_the_years_before_and_after_a_round_leave_its_own_years_out(facts: prepared.Facts) -> None:
    years = tuple(range(2010, 2023))
    assert span(facts.programmes["MK2"]) == (2017, 2018)
    assert span(facts.programmes["MK3"]) == (2019, 2020)
    before, drawn, after = window(facts.indicators["N00206"], years, 2017, 2018)
    assert (before, drawn, after) == (tuple(range(2010, 2017)), years, (2019, 2020, 2021, 2022))
    # Home care has a new measure from 2021.
    before, drawn, after = window(facts.indicators["N21826"], years, 2019, 2020)
    assert (before[-1], drawn[-1], after) == (2018, 2020, ())


def test_the_paths_are_the_groups_means_of_the_figures(full_time: Result, facts: prepared.Facts) -> None:
    rows = facts.yearly[(facts.yearly["indicator"] == "N00206") & (facts.yearly["year"] == 2022)]
    gap = dict(zip(rows["organisation"], rows["gap"], strict=True))
    # Men are higher in every one of these, so the gap in its own direction is its size with the sign turned.
    own = np.mean([np.mean([-gap[code] for code in codes]) for codes in full_time.groups.values()])
    theirs = np.mean(
        [
            np.mean([np.mean([-gap[one] for one in full_time.comparators[code]]) for code in codes])
            for codes in full_time.groups.values()
        ]
    )
    assert full_time.participants[-1] == pytest.approx(own)
    assert full_time.compared[-1] == pytest.approx(theirs)


def test_false_discoveries_are_held_over_all_rounds_together(found: prepared.Effects) -> None:
    tested = {key: one for key, one in found.results.items() if one.estimate}
    smallest = min(tested, key=lambda key: tested[key].estimate.closed.p)
    assert not any(one.effect for one in tested.values())

    def with_p(p: float) -> Result:
        one = tested[smallest]
        return replace(one, estimate=replace(one.estimate, closed=Interval(2.0, 1.0, 3.0, p)))

    n = len(tested)
    limit = 0.1 / n / sum(1 / k for k in range(1, n + 1))
    for p, effect in ((limit * 0.99, True), (limit * 1.01, False)):
        assert with_discoveries({**found.results, smallest: with_p(p)})[smallest].effect is effect


def test_the_same_figures_give_the_same_results_whatever_order_they_come_in(
    facts: prepared.Facts, full_time: Result
) -> None:
    shuffled = field_of(
        reversed(list(facts.organisations.values())),
        {"N00206": facts.indicators["N00206"]},
        {"MK2": facts.programmes["MK2"], "MK3": facts.programmes["MK3"]},
        facts.teams,
        facts.memberships,
        facts.yearly.sample(frac=1, random_state=1),
    )
    # Fewer rounds are known here, so the same municipalities may not have been in any: keep those that were.
    again = results(replace(shuffled, never=frozenset(_never(facts))))["MK2", "N00206"]
    assert again.estimate.closed.middle == pytest.approx(full_time.estimate.closed.middle)
    assert {k: set(v) for k, v in again.comparators.items()} == {
        k: set(v) for k, v in full_time.comparators.items()
    }


def _never(facts: prepared.Facts) -> set[str]:
    return set(
        field_of(
            facts.organisations.values(), {}, facts.programmes, facts.teams, facts.memberships, facts.yearly
        ).never
    )


# What is said


def test_the_answer_says_both_paths_and_that_no_effect_can_be_shown(
    full_time: Result, facts: prepared.Facts
) -> None:
    moved, doubt, verdict = said.answer(wording.words("sv"), full_time, facts.indicators["N00206"])
    assert moved == (
        "Hos deltagarna minskade skillnaden från 13,8 till 3,9 procentenheter, från 2014–2016 till 2019–2022. "
        "Hos jämförda kommuner minskade den från 14,2 till 8,0."
    )
    assert doubt == "Intervallet utesluter noll, men av så många prövade kan det vara en slump."
    assert verdict == "Ingen effekt av omgången kan visas."


@pytest.mark.parametrize(
    ("closed", "words"), [((2.0, 1.0, 3.0), "mer hos"), ((-2.0, -3.0, -1.0), "mindre hos")]
)
def test_an_effect_is_said_with_its_ends_only_where_there_is_one(
    full_time: Result, facts: prepared.Facts, closed: tuple[float, float, float], words: str
) -> None:
    estimate = replace(full_time.estimate, closed=Interval(*closed, 0.0001))
    sentence = said.verdict(
        wording.words("sv"), replace(full_time, estimate=estimate, effect=True), facts.indicators["N00206"]
    )
    assert words in sentence
    assert "mellan 1,0 och 3,0" in sentence
    assert "effekt" in sentence


def test_where_nothing_can_be_told_the_reason_is_the_answer(
    found: prepared.Effects, facts: prepared.Facts
) -> None:
    one = found.results["MK5", "N00905"]
    assert said.answer(wording.words("sv"), one, facts.indicators["N00905"]) == [
        "Färre än tre grupper: kan inte avgöras."
    ]
    assert one.participants


def test_whether_groups_followed_their_mentors_is_told_for_the_same_rounds(found: prepared.Effects) -> None:
    assert {one for one, answer in found.diffusion.items() if answer.known} == {"MK2", "MK3"}
    assert (found.diffusion["MK2"].groups, found.diffusion["MK3"].groups) == (6, 5)
    assert not any(answer.more_than_chance for answer in found.diffusion.values())
    assert "Det går inte att visa" in said.diffusion(wording.words("sv"), found.diffusion["MK2"])
    assert "kan inte avgöras" in said.diffusion(wording.words("sv"), found.diffusion["MK4"])


def test_the_file_holds_what_the_page_says(found: prepared.Effects, facts: prepared.Facts) -> None:
    frame = tables.effects(found.results.values(), facts.indicators).set_index(["round", "indicator"])
    assert len(frame) == len(found.results)
    row = frame.loc["MK2", "N00206"]
    assert row["closed_more"] == found.results["MK2", "N00206"].estimate.closed.middle
    assert row["participants_after"] == pytest.approx(3.94, abs=0.01)
    assert frame.loc["MK5", "N00905"]["reason"] == "few_groups"
