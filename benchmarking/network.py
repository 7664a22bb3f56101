"""Who learned with whom: rounds, groups, mentors and mentees, and the line that runs through them.

Pure: tuples of `Programme`, `Team` and `Membership` in, frozen values out.
`figures.layout` places these in the lineage picture and `figures.lineage` draws it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from benchmarking.model import (
    KnownDate,
    MemberRole,
    Membership,
    Programme,
    ProgrammeKind,
    Team,
    Track,
)

__all__ = [
    "Edge",
    "Line",
    "Stay",
    "columns",
    "edges",
    "journey",
    "left_early",
    "line",
]

GUIDES = (MemberRole.MENTOR, MemberRole.SUPPORT)

# A place that falls empty and is filled within a month is taken for a replacement. Sources give
# "by" and "before" dates, so the two seldom name the very same day.
REPLACED_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Edge:
    """A mentor or support guided a participant of the same group. `order` is the round's column in time.

    `sources` are addresses, the guide's first; `certainty` joins what is said of both stays.
    `mentor_left` and `mentee_left` are true for one who left before the round ended.
    """

    mentor: str
    mentee: str
    role: MemberRole
    programme: str
    team: str
    order: int
    sources: tuple[str, ...] = ()
    certainty: str = ""
    mentor_left: bool = False
    mentee_left: bool = False

    @property
    def source(self) -> str:
        """Who says that the guide guided; empty where nobody does."""
        return self.sources[0] if self.sources else ""


@dataclass(frozen=True, slots=True)
class Line:
    """An organisation's mentors' mentors (`up`) and mentees' mentees (`down`), oldest round first."""

    organisation: str
    up: tuple[Edge, ...]
    down: tuple[Edge, ...]

    @property
    def edges(self) -> tuple[Edge, ...]:
        return (*self.up, *(edge for edge in self.down if edge not in self.up))

    @property
    def organisations(self) -> frozenset[str]:
        """Everyone on the line, itself included."""
        return frozenset(
            {self.organisation}.union(*({edge.mentor, edge.mentee} for edge in (*self.up, *self.down)))
        )


@dataclass(frozen=True, slots=True)
class Stay:
    """One organisation in one group of one round.

    `fellows` are the participants (a mentor's mentees; a participant's companions), without those it
    replaced or was replaced by. `left_early` is true when it left before the round ended.
    """

    programme: str
    team: str
    role: MemberRole
    area: str | None
    joined: KnownDate | None
    left: KnownDate | None
    left_early: bool
    fellows: tuple[str, ...]
    mentors: tuple[str, ...]
    supports: tuple[str, ...]
    replaced_by: tuple[str, ...]
    replaces: tuple[str, ...]
    source: str
    certainty: str


def columns(programmes: Iterable[Programme]) -> tuple[tuple[Programme, ...], ...]:
    """The model rounds in order of time; parallel ones (other track, same starting year) side by side.

    A round whose start nobody knows comes last. Other kinds of programme are left out.
    """
    rounds = sorted(
        (one for one in programmes if one.kind is ProgrammeKind.MODEL_ROUND),
        key=lambda one: (one.starts is None, one.starts.on.toordinal() if one.starts else 0, one.id),
    )
    found: list[list[Programme]] = []
    for one in rounds:
        beside = found[-1] if found else []
        parallel = (
            beside
            and one.starts is not None
            and beside[0].starts is not None
            and beside[0].starts.on.year == one.starts.on.year
            and all(other.track is not one.track for other in beside)
        )
        if parallel:
            beside.append(one)
        else:
            found.append([one])
    first_municipalities = {Track.MUNICIPALITY: 0, Track.MIXED: 1, Track.REGION: 2}
    return tuple(
        tuple(sorted(column, key=lambda one: first_municipalities.get(one.track, 3))) for column in found
    )


def left_early(membership: Membership, programme: Programme | None) -> bool:
    """True when the member is known to have left before the round ended; a stay without end lasts it out."""
    if membership.left is None:
        return False
    if programme is None or programme.ends is None:
        return True
    return membership.left.latest < programme.ends.latest


def edges(
    programmes: Iterable[Programme], teams: Iterable[Team], memberships: Iterable[Membership]
) -> tuple[Edge, ...]:
    """One edge for each guide and participant of the same group; oldest round, then group, then mentors first."""
    order = {one.id: at for at, column in enumerate(columns(programmes)) for one in column}
    by_id = {one.id: one for one in programmes}
    members = _by_team(memberships)
    found: list[Edge] = []
    for team in sorted(
        _model_teams(teams, order), key=lambda one: (order[one.programme], one.programme, one.number)
    ):
        programme = by_id[team.programme]
        inside = members[team.id]
        for role in GUIDES:
            for guide in (one for one in inside if one.role is role):
                for mentee in (one for one in inside if one.role is MemberRole.PARTICIPANT):
                    found.append(
                        Edge(
                            mentor=guide.organisation,
                            mentee=mentee.organisation,
                            role=role,
                            programme=programme.id,
                            team=team.id,
                            order=order[programme.id],
                            sources=_distinct(guide.source, mentee.source),
                            certainty="; ".join(_distinct(guide.certainty, mentee.certainty)),
                            mentor_left=left_early(guide, programme),
                            mentee_left=left_early(mentee, programme),
                        )
                    )
    return tuple(found)


def line(all_edges: Sequence[Edge], organisation: str) -> Line:
    """The organisation's line: what reached it, and what it passed on.

    Time decides: a mentor's own mentor counts only from an earlier round, since nobody can hand on
    what it had not yet learned; likewise a mentee's mentees only from a later one.
    """
    up: set[Edge] = set()
    down: set[Edge] = set()
    upward = [edge for edge in all_edges if edge.mentee == organisation]
    while upward:
        edge = upward.pop()
        if edge not in up:
            up.add(edge)
            upward += [one for one in all_edges if one.mentee == edge.mentor and one.order < edge.order]
    downward = [edge for edge in all_edges if edge.mentor == organisation]
    while downward:
        edge = downward.pop()
        if edge not in down:
            down.add(edge)
            downward += [one for one in all_edges if one.mentor == edge.mentee and one.order > edge.order]
    return Line(
        organisation,
        up=tuple(edge for edge in all_edges if edge in up),
        down=tuple(edge for edge in all_edges if edge in down),
    )


def journey(
    programmes: Iterable[Programme],
    teams: Iterable[Team],
    memberships: Iterable[Membership],
    organisation: str,
) -> tuple[Stay, ...]:
    """The organisation's stays in model rounds, oldest first; empty for one that never took part."""
    order = {one.id: at for at, column in enumerate(columns(programmes)) for one in column}
    by_id = {one.id: one for one in programmes}
    team_by_id = {team.id: team for team in _model_teams(teams, order)}
    members = _by_team(memberships)
    stays = [
        _stay(own, team_by_id[team], members[team], by_id)
        for team in members
        if team in team_by_id
        for own in members[team]
        if own.organisation == organisation
    ]
    return tuple(sorted(stays, key=lambda stay: (order[stay.programme], stay.programme, stay.team)))


def _stay(
    own: Membership, team: Team, inside: Sequence[Membership], programmes: dict[str, Programme]
) -> Stay:
    same_role = [one for one in inside if one.role is own.role and one.organisation != own.organisation]
    replaced_by = tuple(one.organisation for one in same_role if _replaces(one, own))
    replaces = tuple(one.organisation for one in same_role if _replaces(own, one))

    def those(role: MemberRole) -> tuple[str, ...]:
        return tuple(
            one.organisation
            for one in inside
            if one.role is role and one.organisation not in (own.organisation, *replaced_by, *replaces)
        )

    return Stay(
        programme=team.programme,
        team=team.id,
        role=own.role,
        area=team.area,
        joined=own.joined,
        left=own.left,
        left_early=left_early(own, programmes.get(team.programme)),
        fellows=those(MemberRole.PARTICIPANT),
        mentors=those(MemberRole.MENTOR),
        supports=those(MemberRole.SUPPORT),
        replaced_by=replaced_by,
        replaces=replaces,
        source=own.source,
        certainty=own.certainty,
    )


def _replaces(newcomer: Membership, leaver: Membership) -> bool:
    if newcomer.joined is None or leaver.left is None:
        return False
    return abs(newcomer.joined.latest - leaver.left.latest) <= REPLACED_WITHIN


def _by_team(memberships: Iterable[Membership]) -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = defaultdict(list)
    for membership in memberships:
        found[membership.team].append(membership)
    return found


def _model_teams(teams: Iterable[Team], order: dict[str, int]) -> list[Team]:
    return [team for team in teams if team.programme in order]


def _distinct(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
