"""The table of rights. Pure: it says who may what, and where; the store enforces it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarking.model import Grant, MemberRole, Membership, Right, Team, Viewer


class Standing(StrEnum):
    """What somebody is to the network."""

    VISITOR = "visitor"
    REPORTER = "reporter"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """Where a right of a standing holds.

    ASSIGNED: where the assignment says, everywhere if it names no place. ROUNDS: in the rounds that the
    organisation takes part in, whole as a participant, as a mentor or support for its own groups' members.
    TEAMS: in the groups that the organisation is in. MEMBERS: for the organisations of the assigned team.
    """

    ASSIGNED = "assigned"
    ROUNDS = "rounds"
    TEAMS = "teams"
    MEMBERS = "members"


RIGHTS: dict[Standing, dict[Right, Reach]] = {
    Standing.VISITOR: {},
    Standing.REPORTER: {
        Right.SUBMIT: Reach.ASSIGNED,
        Right.SEE_DRAFTS: Reach.ASSIGNED,
        Right.SEE_UNOPENED: Reach.ROUNDS,
        Right.MEET: Reach.TEAMS,
    },
    Standing.MENTOR: {
        Right.SEE_UNOPENED: Reach.MEMBERS,
        Right.MEET: Reach.ASSIGNED,
    },
    Standing.COORDINATOR: {
        Right.SUBMIT: Reach.ASSIGNED,
        Right.PUBLISH: Reach.ASSIGNED,
        Right.SEE_DRAFTS: Reach.ASSIGNED,
        Right.SEE_UNOPENED: Reach.ASSIGNED,
        Right.MEET: Reach.ASSIGNED,
        Right.COORDINATE: Reach.ASSIGNED,
    },
    Standing.ADMINISTRATOR: {Right.ADMINISTER: Reach.ASSIGNED},
}

ASSIGNED_TO: dict[Standing, frozenset[str]] = {
    Standing.VISITOR: frozenset(),
    Standing.REPORTER: frozenset({"organisation"}),
    Standing.MENTOR: frozenset({"team"}),
    Standing.COORDINATOR: frozenset({"programme", ""}),
    Standing.ADMINISTRATOR: frozenset({""}),
}
"""What an assignment of each standing names; the empty word where it may name nothing and hold everywhere."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A standing that somebody has been given, and for what: one organisation, team or programme, or everything.

    Raises ValueError for what the standing cannot be given for (`ASSIGNED_TO`).
    """

    standing: Standing
    organisation: str | None = None
    team: str | None = None
    programme: str | None = None

    def __post_init__(self) -> None:
        named = [name for name in ("organisation", "team", "programme") if getattr(self, name) is not None]
        if len(named) > 1 or (named[0] if named else "") not in ASSIGNED_TO[self.standing]:
            raise ValueError(f"a {self.standing} is not assigned to {' and '.join(named) or 'everything'}")


VISITOR = Viewer(name="visitor")
"""Anyone who opens a link: official figures, and rounds' figures that have opened."""


def viewer(
    name: str,
    *assignments: Assignment,
    teams: Iterable[Team] = (),
    memberships: Iterable[Membership] = (),
    today: date | None = None,
) -> Viewer:
    """Somebody with these assignments.

    `teams` and `memberships` are the network's: they say which groups an organisation is in. Who had left
    a group by `today` has nothing from it any longer.
    """
    by_id = {team.id: team for team in teams}
    present = [one for one in memberships if one.left is None or one.left.latest > (today or date.today())]
    rights: set[Right] = set()
    grants: set[Grant] = set()
    for one in assignments:
        for right, reach in RIGHTS[one.standing].items():
            if reach is Reach.ASSIGNED and not (one.organisation or one.team or one.programme):
                rights.add(right)
            else:
                grants.update(_granted(right, reach, one, by_id, present))
    return Viewer(name, frozenset(rights), frozenset(grants))


def _granted(
    right: Right,
    reach: Reach,
    assignment: Assignment,
    teams: dict[str, Team],
    memberships: list[Membership],
) -> Iterator[Grant]:
    own = [one for one in memberships if one.organisation == assignment.organisation]
    if reach is Reach.ASSIGNED:
        yield Grant(right, assignment.organisation, assignment.team, assignment.programme)
    elif reach is Reach.TEAMS:
        yield from (Grant(right, team=one.team, programme=one.programme) for one in own)
    elif reach is Reach.MEMBERS:
        yield from _of_members(right, assignment.team, memberships)
    else:
        for one in own:
            if one.role in (MemberRole.MENTOR, MemberRole.SUPPORT):
                yield from _of_members(right, one.team, memberships)
            else:
                yield Grant(right, programme=one.programme)


def _of_members(right: Right, team: str | None, memberships: list[Membership]) -> Iterator[Grant]:
    for one in memberships:
        if one.team == team:
            yield Grant(right, organisation=one.organisation, programme=one.programme)


def owner(name: str) -> Viewer:
    """The person at whose own machine the product runs: coordinator and administrator of everything."""
    return viewer(name, Assignment(Standing.COORDINATOR), Assignment(Standing.ADMINISTRATOR))
