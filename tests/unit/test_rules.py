"""Rules that a coordinator meets: joining a round, its groups, its steps. Each breach is told by its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from real_rounds import MEMBERSHIPS, ROUNDS, known, model_round

from benchmarking.model import MemberRole, Membership, Organisation, OrganisationKind, Precision, Text, Track
from benchmarking.rounds import (
    Concept,
    ConceptStep,
    Stage,
    StepKind,
    Taken,
    earliest,
    finished,
    finished_before,
    life,
    next_steps,
)
from benchmarking.rules import (
    RULES,
    Decision,
    DecisionKind,
    Function,
    Lacking,
    Rule,
    eligibility,
    placing,
    step_breaches,
)

TODAY = date(2026, 11, 22)
NEXT = model_round("MK8", Track.MUNICIPALITY, None, None)

PLACES = {
    code: Organisation(
        code, code, OrganisationKind.REGION if code.startswith("00") else OrganisationKind.MUNICIPALITY
    )
    for code in {one.organisation for one in MEMBERSHIPS} | {"1737", "0017"}
} | {"forbund-norrbotten": Organisation("forbund-norrbotten", "N", OrganisationKind.ASSOCIATION)}


def member(code: str, role: MemberRole = MemberRole.PARTICIPANT, team: str = "MK8-1", **dates) -> Membership:
    return Membership(team, "MK8", code, role, **dates)


def decided(code: str, on: date | None = date(2024, 3, 1), **given) -> Decision:
    return Decision(code, given.pop("kind", DecisionKind.MAINSTREAMING), on, "fullmäktige", "§ 1", **given)


def broken(*placed: Membership, programme=NEXT, decisions=None, admitted=(), functions=None) -> list:
    if decisions is None:
        decisions = [decided(one.organisation) for one in placed]
    if functions is None:
        functions = {one.organisation: tuple(Function) for one in placed}
    return list(
        placing(
            programme,
            placed,
            programmes=(*ROUNDS, programme),
            memberships=MEMBERSHIPS,
            organisations=PLACES,
            decisions=decisions,
            admitted=admitted,
            functions=functions,
            today=TODAY,
        )
    )


def rules(found) -> set[Rule]:
    return {one.rule for one in found}


WHOLE = (member("2083", MemberRole.MENTOR), member("1737"), member("2460"))


def test_a_group_of_two_with_a_mentor_that_finished_a_round_breaks_nothing():
    assert broken(*WHOLE) == []


def test_a_mentor_without_a_finished_round_is_refused():
    found = broken(member("1737", MemberRole.MENTOR), member("2083"), member("2460"))
    assert [(one.rule, one.organisation, one.refuses) for one in found] == [
        (Rule.MENTOR_FINISHED, "1737", True)
    ]
    assert RULES[Rule.MENTOR_FINISHED].since == date(2020, 1, 14)


@pytest.mark.parametrize("code", ["2380", "0021", "1764"])
def test_who_left_its_round_has_not_finished_it(code: str):
    assert finished_before(code, NEXT, ROUNDS, MEMBERSHIPS) == ()


def test_the_pilot_is_excepted_from_having_a_mentor_with_history():
    pilot = replace(ROUNDS[0], id="MK8")
    found = placing(
        pilot,
        [member("1737", MemberRole.MENTOR)],
        programmes=[pilot],
        memberships=(),
        organisations=PLACES,
        decisions=(),
        admitted=(),
        functions={},
        today=TODAY,
    )
    assert Rule.MENTOR_FINISHED not in rules(found)


def test_the_same_organisation_twice_is_refused_in_one_group_and_over_two():
    twice = member("1737", team="MK8-2")
    assert Rule.ONCE in rules(broken(*WHOLE, twice))
    assert Rule.ONCE in rules(broken(*WHOLE, member("1737", MemberRole.SUPPORT)))


def test_who_left_may_return_and_a_mentor_may_have_two_groups():
    gone = member("1737", joined=known(2026, 1, 1), left=known(2026, 3, 1))
    back = member("1737", joined=known(2026, 9, 1))
    assert Rule.ONCE not in rules(broken(WHOLE[0], WHOLE[2], gone, back))
    second = member("2083", MemberRole.MENTOR, team="MK8-2")
    assert Rule.ONCE not in rules(broken(*WHOLE, second))


def test_dates_that_stand_the_wrong_way_round_are_refused():
    wrong = member("1737", joined=known(2026, 5, 1), left=known(2026, 4, 1))
    [found] = [one for one in broken(WHOLE[0], WHOLE[2], wrong) if one.rule is Rule.DATES]
    assert (found.organisation, found.dates) == ("1737", (date(2026, 5, 1), date(2026, 4, 1)))


def test_a_region_in_a_municipal_round_is_refused_and_an_association_is_not():
    assert Rule.TRACK in rules(broken(*WHOLE, member("0021")))
    assert Rule.TRACK not in rules(broken(*WHOLE, member("forbund-norrbotten")))
    regional = replace(NEXT, track=Track.REGION)
    assert Rule.TRACK in rules(broken(member("1737"), programme=regional))
    mixed = replace(NEXT, track=Track.MIXED)
    assert Rule.TRACK not in rules(broken(member("1737"), member("0005"), programme=mixed))


@pytest.mark.parametrize(
    ("decision", "lacking"),
    [
        (None, Lacking.NONE_KNOWN),
        (decided("1737", None), Lacking.NO_DATE),
        (decided("1737", date(2027, 1, 1)), Lacking.NOT_YET),
        (decided("1737", ended=date(2025, 1, 1)), Lacking.ENDED),
        (decided("1737", kind=DecisionKind.ACTION_PLAN), Lacking.NONE_KNOWN),
    ],
)
def test_joining_without_a_decision_in_force_shows_what_is_missing(decision, lacking):
    decisions = [decided("2460"), *([decision] if decision else [])]
    found = broken(*WHOLE, decisions=decisions)
    assert [(one.rule, one.organisation, one.lacking) for one in found] == [(Rule.DECISION, "1737", lacking)]
    assert Rule.DECISION not in rules(broken(*WHOLE, decisions=decisions, admitted={"1737"}))


def test_a_signed_declaration_is_enough_and_gives_two_years_for_the_plan():
    signed = decided("1737", date(2024, 11, 22), kind=DecisionKind.CEMR_SIGNED)
    held = eligibility("1737", [signed], date(2026, 11, 22))
    assert held.entitled and held.plan_due == date(2026, 11, 22) and not held.plan_late
    assert eligibility("1737", [signed], date(2026, 11, 23)).plan_late
    plan = decided("1737", date(2026, 1, 1), kind=DecisionKind.ACTION_PLAN)
    assert eligibility("1737", [signed, plan], date(2030, 1, 1)).plan_due is None
    leap = decided("1737", date(2024, 2, 29), kind=DecisionKind.CEMR_SIGNED)
    assert eligibility("1737", [leap], TODAY).plan_due == date(2026, 2, 28)


def test_the_articles_of_2022_are_kept_apart_from_the_signature():
    articles = decided("1737", date(2023, 5, 1), kind=DecisionKind.CEMR_2022)
    held = eligibility("1737", [articles], TODAY)
    assert held.articles == articles and held.signed is None and not held.entitled


def test_vacant_functions_late_plans_and_odd_groups_are_warned_of_and_refuse_nothing():
    late = decided("1737", date(2020, 1, 1), kind=DecisionKind.CEMR_SIGNED)
    found = broken(member("1737"), decisions=[late], functions={"1737": (Function.MANAGER,)})
    assert rules(found) == {Rule.PLAN, Rule.FUNCTIONS, Rule.GROUP_SIZE, Rule.NO_MENTOR}
    assert not any(one.refuses for one in found)
    [vacant] = [one.functions for one in found if one.rule is Rule.FUNCTIONS]
    assert vacant == (Function.POLITICIAN, Function.STRATEGIST)


# The life of a round

CONCEPT = Concept(
    "x",
    Text("x", "x"),
    "s",
    tuple(ConceptStep(n, StepKind.MEETING, Text(f"T{n}", f"T{n}"), Text("a", "a"), "s") for n in (1, 2, 3)),
    meetings=3,
)


def taken(*stages: tuple[Stage, int]) -> list[Taken]:
    return [Taken(stage, known(2026, 1, at + 1), number) for at, (stage, number) in enumerate(stages)]


EARLY = ((Stage.ANNOUNCED, 1), (Stage.APPLICATIONS, 1), (Stage.GROUPS, 1), (Stage.KICK_OFF, 1))
MEETINGS = ((Stage.MEETING, 1), (Stage.MEETING, 2), (Stage.MEETING, 3))
WHOLE_LIFE = (*EARLY, *MEETINGS, (Stage.CONFERENCE, 1), (Stage.CLOSED, 1))


def test_a_round_takes_one_step_at_a_time_from_announced_to_closed():
    for at, step in enumerate(WHOLE_LIFE):
        assert next_steps(taken(*WHOLE_LIFE[:at]), CONCEPT) == (step,)
    assert next_steps(taken(*WHOLE_LIFE), CONCEPT) == ()
    assert [(one.stage, one.number) for one in life([], CONCEPT)] == list(WHOLE_LIFE)


def test_where_nobody_says_how_many_meetings_there_are_another_may_follow_or_the_conference():
    held = taken(*EARLY, (Stage.MEETING, 1))
    assert next_steps(held, None) == ((Stage.CONFERENCE, 1), (Stage.MEETING, 2))
    assert sum(one.stage is Stage.MEETING for one in life(held, None)) == 2


def test_meetings_bear_the_themes_of_their_concept():
    titles = [one.title.sv for one in life([], CONCEPT) if one.title]
    assert titles == ["T1", "T2", "T3"]


ONE = (member("1737"),)


def test_a_step_out_of_turn_to_come_or_before_an_earlier_one_is_refused():
    def found(stage, on, done=EARLY, number=1, members=ONE):
        return rules(step_breaches(stage, number, on, taken(*done), CONCEPT, members, TODAY))

    assert found(Stage.MEETING, date(2026, 2, 1)) == set()
    assert found(Stage.CONFERENCE, date(2026, 2, 1)) == {Rule.NEXT_STEP}
    assert found(Stage.MEETING, date(2026, 12, 1)) == {Rule.NOT_YET}
    assert found(Stage.MEETING, date(2026, 1, 2)) == {Rule.DATES}
    assert found(Stage.GROUPS, date(2026, 2, 1), EARLY[:2], members=()) == {Rule.NOBODY}


@pytest.mark.parametrize(
    ("precision", "first"),
    [
        (Precision.DAY, date(2020, 5, 7)),
        (Precision.MONTH, date(2020, 5, 1)),
        (Precision.YEAR, date(2020, 1, 1)),
        (Precision.BY, None),
        (Precision.BEFORE, None),
    ],
)
def test_the_first_day_a_date_can_mean(precision, first):
    assert earliest(known(2020, 5, 7, precision)) == first


def test_a_round_without_an_end_is_finished_by_nobody():
    open_round = model_round("X", Track.MUNICIPALITY, known(2020), None)
    assert not finished(member("1737"), open_round, TODAY)
