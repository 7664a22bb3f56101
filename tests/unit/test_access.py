"""The table of rights says who may what and where, and nothing else does."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarking import access
from benchmarking.access import ASSIGNED_TO, Assignment, Standing
from benchmarking.model import Grant, KnownDate, MemberRole, Membership, Precision, Right, Team, Viewer

TEAMS = (Team("MK3-1", "MK3", 1), Team("MK3-2", "MK3", 2), Team("MK4-1", "MK4", 1))


def member(team: str, organisation: str, role: MemberRole, left: date | None = None) -> Membership:
    gone = None if left is None else KnownDate(left, Precision.DAY)
    return Membership(team, team.partition("-")[0], organisation, role, left=gone)


MEMBERSHIPS = (
    member("MK3-1", "1882", MemberRole.PARTICIPANT),
    member("MK3-1", "1982", MemberRole.PARTICIPANT),
    member("MK3-1", "2083", MemberRole.MENTOR),
    member("MK3-2", "0180", MemberRole.PARTICIPANT),
    member("MK4-1", "1882", MemberRole.MENTOR),
    member("MK4-1", "2480", MemberRole.PARTICIPANT, left=date(2020, 5, 1)),
)


def somebody(*assignments: Assignment, today: date = date(2020, 1, 1)) -> Viewer:
    return access.viewer("somebody", *assignments, teams=TEAMS, memberships=MEMBERSHIPS, today=today)


EVERYWHERE = {
    Standing.COORDINATOR: set(Right) - {Right.ADMINISTER},
    Standing.ADMINISTRATOR: {Right.ADMINISTER},
}


@pytest.mark.parametrize("standing", EVERYWHERE)
@pytest.mark.parametrize("right", Right)
def test_each_standing_holds_its_rights_everywhere_and_no_others(standing: Standing, right: Right) -> None:
    assert somebody(Assignment(standing)).may(right) == (right in EVERYWHERE[standing])


def test_the_owner_of_the_machine_may_do_everything() -> None:
    assert access.owner("somebody").rights == set(Right)


def test_a_visitor_may_nothing_anywhere() -> None:
    assert access.VISITOR.key == somebody().key == (frozenset(), frozenset())


def test_a_reporter_hands_in_for_its_own_organisation_and_sees_the_round_it_takes_part_in() -> None:
    found = somebody(Assignment(Standing.REPORTER, organisation="1982"))
    assert found.rights == set()
    assert found.grants == {
        Grant(Right.SUBMIT, organisation="1982"),
        Grant(Right.SEE_DRAFTS, organisation="1982"),
        Grant(Right.SEE_UNOPENED, programme="MK3"),
        Grant(Right.MEET, team="MK3-1", programme="MK3"),
    }
    assert found.may(Right.SUBMIT, organisation="1982", programme="MK3")
    assert not found.may(Right.SUBMIT)
    assert not found.may(Right.SUBMIT, organisation="1882")


def test_a_mentoring_organisation_sees_its_groups_members_only() -> None:
    found = somebody(Assignment(Standing.REPORTER, organisation="2083"))
    for code, seen in (("1882", True), ("1982", True), ("0180", False)):
        assert found.may(Right.SEE_UNOPENED, programme="MK3", organisation=code) == seen
    assert not found.may(Right.SEE_UNOPENED, programme="MK3")


def test_a_mentor_sees_and_meets_the_own_group_and_never_a_draft() -> None:
    found = somebody(Assignment(Standing.MENTOR, team="MK3-1"))
    assert found.may(Right.MEET, team="MK3-1", programme="MK3")
    assert not found.may(Right.MEET, team="MK3-2", programme="MK3")
    assert found.may(Right.SEE_UNOPENED, programme="MK3", organisation="1882")
    assert not found.may(Right.SEE_UNOPENED, programme="MK3", organisation="0180")
    assert not found.may(Right.SEE_UNOPENED, programme="MK4", organisation="1882")
    assert not found.may_somewhere(Right.SEE_DRAFTS)


def test_a_coordinator_of_one_programme_has_no_right_in_another() -> None:
    found = somebody(Assignment(Standing.COORDINATOR, programme="MK3"))
    for right in EVERYWHERE[Standing.COORDINATOR]:
        assert found.may(right, programme="MK3")
        assert found.may(right, programme="MK3", organisation="1882", team="MK3-1")
        assert not found.may(right, programme="MK4")
        assert not found.may(right)
    assert not found.may_somewhere(Right.ADMINISTER)


def test_who_has_left_a_group_has_nothing_from_it_any_longer() -> None:
    reporter = Assignment(Standing.REPORTER, organisation="2480")
    assert somebody(reporter, today=date(2020, 4, 30)).may_somewhere(Right.MEET)
    gone = somebody(reporter, today=date(2020, 5, 1))
    assert gone.grants == {
        Grant(Right.SUBMIT, organisation="2480"),
        Grant(Right.SEE_DRAFTS, organisation="2480"),
    }
    mentor = Assignment(Standing.MENTOR, team="MK4-1")
    assert not somebody(mentor, today=date(2020, 5, 1)).may(
        Right.SEE_UNOPENED, programme="MK4", organisation="2480"
    )


def test_several_assignments_add_up() -> None:
    both = (Assignment(Standing.ADMINISTRATOR), Assignment(Standing.MENTOR, team="MK3-2"))
    assert somebody(*both).rights == {Right.ADMINISTER}
    assert somebody(*both).grants == somebody(both[1]).grants


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("named", ["", "organisation", "team", "programme"])
def test_a_standing_is_given_only_for_what_it_can_be_for(standing: Standing, named: str) -> None:
    places = {named: "x"} if named else {}
    if named in ASSIGNED_TO[standing]:
        assert Assignment(standing, **places)
    else:
        with pytest.raises(ValueError, match=standing.value):
            Assignment(standing, **places)


def test_nobody_is_assigned_to_two_things_at_once() -> None:
    with pytest.raises(ValueError, match="organisation and programme"):
        Assignment(Standing.COORDINATOR, organisation="1882", programme="MK3")


def test_a_grant_names_where_it_holds() -> None:
    with pytest.raises(ValueError, match="where"):
        Grant(Right.SUBMIT)
