"""What is kept of an initiative (`Dossier`): members, steps, occasions, work, and what sources say.

What a source only counts stands beside the rows and is never shared out on them: "half of ten" is a
sourced count, and which five is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import get_args, get_type_hints

from benchmarking.model import KnownDate, MemberRole, OrganisationKind, ProgrammeKind, Text
from benchmarking.rules import DecisionKind
from benchmarking.seats import SeatOffer, SeatRequest

KINDS = (
    ProgrammeKind.COUNTY_TRAINING,
    ProgrammeKind.AGENCY_NETWORK,
    ProgrammeKind.DECLARATION,
    ProgrammeKind.PARTNERSHIP,
)
"""The kinds of programme that are initiatives: all but a round of the model concept."""


class Certainty(StrEnum):
    """How well something is known: as its source states it, our own conclusion, or uncertain."""

    STATED = "stated"
    INFERRED = "inferred"
    UNCERTAIN = "uncertain"


class State(StrEnum):
    """How far something has come. UNKNOWN: nobody here knows, which is not the same as not begun."""

    DONE = "done"
    UNDER_WAY = "under_way"
    NOT_STARTED = "not_started"
    UNKNOWN = "unknown"


class OccasionKind(StrEnum):
    NETWORK_MEETING = "network_meeting"
    COUNCIL_MEETING = "council_meeting"
    GROUP_MEETING = "group_meeting"
    BOARD_MEETING = "board_meeting"
    TRAINING = "training"
    WORKSHOP = "workshop"
    SUPPORT = "support"


class WorkKind(StrEnum):
    AIM = "aim"
    DIRECTION = "direction"
    STRATEGY = "strategy"
    ACTIVITY = "activity"
    CHECKLIST = "checklist"
    CONSULTATION = "consultation"
    ANALYSIS = "analysis"
    SUPPORT = "support"
    EXCHANGE = "exchange"
    SHARING = "sharing"
    MONITORING = "monitoring"
    SUCCESS_FACTOR = "success_factor"


class Attender(StrEnum):
    """As what people came. Nobody's name is kept."""

    POLITICIAN = "politician"
    OFFICIAL = "official"
    OTHER = "other"


class Grade(StrEnum):
    """The scale that "Väl godkänd" is the highest of; the two others are likely, no source read states them."""

    FAIL = "fail"
    PASS = "pass"
    DISTINCTION = "distinction"


# What is kept of an initiative. `key` is what tells a row from the others of its kind.


@dataclass(frozen=True, slots=True)
class Initiative:
    """`county` is the county it works in (two digits), None for the whole country. `meetings_a_year` is
    how many network meetings it means to hold, None where nobody says."""

    id: str
    kind: ProgrammeKind
    name: Text
    county: str | None = None
    aim: Text | None = None
    starts: KnownDate | None = None
    ends: KnownDate | None = None
    meetings_a_year: int | None = None
    note: Text | None = None
    source: str = ""
    certainty: Certainty = Certainty.STATED


@dataclass(frozen=True, slots=True)
class Member:
    organisation: str
    role: MemberRole
    joined: KnownDate | None = None
    left: KnownDate | None = None
    source: str = ""
    certainty: Certainty = Certainty.STATED

    @property
    def key(self) -> tuple[str, str]:
        return (self.organisation, self.role.value)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step that members of an initiative take, in the order of `position`.

    `whom` says which kind of member it is for, None for all. With `decision` it is taken by a political
    decision, and the record of decisions says who has.
    """

    code: str
    position: int
    title: Text
    whom: OrganisationKind | None = None
    decision: DecisionKind | None = None
    source: str = ""

    @property
    def key(self) -> tuple[str]:
        return (self.code,)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a member has come with a step. `due` is the day a source gives, before any rule's."""

    organisation: str
    milestone: str
    state: State
    on: KnownDate | None = None
    due: KnownDate | None = None
    note: str = ""
    source: str = ""
    certainty: Certainty = Certainty.STATED

    @property
    def key(self) -> tuple[str, str]:
        return (self.organisation, self.milestone)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A meeting or a training. `organisation` is whose board it was part of, if any."""

    number: int
    kind: OccasionKind
    title: Text
    planned: KnownDate | None = None
    held: KnownDate | None = None
    cancelled: bool = False
    place: str = ""
    organisation: str | None = None
    note: Text | None = None
    source: str = ""
    certainty: Certainty = Certainty.STATED

    @property
    def key(self) -> tuple[int]:
        return (self.number,)

    @property
    def year(self) -> int | None:
        """The year it was held, else the one it is planned for."""
        known = self.held or self.planned
        return known.on.year if known else None


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many came to an occasion from an organisation ("" where it is not told), by role and sex.

    `unsplit` are those of whom nobody noted the sex.
    """

    occasion: int
    organisation: str
    role: Attender
    women: int = 0
    men: int = 0
    unsplit: int = 0
    source: str = ""

    @property
    def key(self) -> tuple[int, str, str]:
        return (self.occasion, self.organisation, self.role.value)

    @property
    def people(self) -> int:
        return self.women + self.men + self.unsplit


@dataclass(frozen=True, slots=True)
class Work:
    """An aim, an activity, a consultation response or anything else that an initiative has taken on."""

    number: int
    kind: WorkKind
    title: Text
    owner: str | None = None
    due: KnownDate | None = None
    state: State = State.UNKNOWN
    finished: KnownDate | None = None
    note: Text | None = None
    source: str = ""
    certainty: Certainty = Certainty.STATED

    @property
    def key(self) -> tuple[int]:
        return (self.number,)


@dataclass(frozen=True, slots=True)
class SourcedFact:
    """What a source says, as a sentence, with the numbers in it: `counted` of `among`. `milestone` is the step
    it counts; `organisation` whom it is about, None for the initiative, `0000` for the whole country. Facts are
    told in the order of `position`."""

    code: str
    position: int
    said: Text
    counted: int | None = None
    among: int | None = None
    year: int | None = None
    milestone: str | None = None
    organisation: str | None = None
    source: str = ""
    certainty: Certainty = Certainty.STATED

    @property
    def key(self) -> tuple[str]:
        return (self.code,)


@dataclass(frozen=True, slots=True)
class CountyAssessment:
    """What the government's equality unit said of a county's work in a year."""

    organisation: str
    year: int
    grade: Grade
    assessor: Text
    statement: Text | None = None
    source: str = ""
    certainty: Certainty = Certainty.STATED

    @property
    def key(self) -> tuple[str, int]:
        return (self.organisation, self.year)


Row = (
    Member
    | Milestone
    | Progress
    | Occasion
    | Attendance
    | Work
    | SourcedFact
    | CountyAssessment
    | SeatOffer
    | SeatRequest
)


@cache
def types_of(noun: type) -> dict[str, type]:
    """The type of each field of a noun in the order of its fields, None apart: what a file or a table holds of it."""
    hints = get_type_hints(noun)
    return {
        one.name: next(
            (part for part in get_args(hints[one.name]) if part is not type(None)), hints[one.name]
        )
        for one in fields(noun)
    }


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is kept of one initiative."""

    initiative: Initiative
    members: tuple[Member, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    progress: tuple[Progress, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    work: tuple[Work, ...] = ()
    facts: tuple[SourcedFact, ...] = ()
    assessments: tuple[CountyAssessment, ...] = ()
    offers: tuple[SeatOffer, ...] = ()
    requests: tuple[SeatRequest, ...] = ()

    def taking_part(self, day: date | None = None) -> tuple[str, ...]:
        """Who takes part (participants and partners), each once; on a day, without those who had left."""
        return tuple(
            dict.fromkeys(
                one.organisation
                for one in self.members
                if one.role in (MemberRole.PARTICIPANT, MemberRole.PARTNER)
                and (day is None or one.left is None or one.left.on > day)
                and (day is None or one.joined is None or one.joined.on <= day)
            )
        )


@dataclass(frozen=True, slots=True)
class Template:
    """What a new initiative of a kind begins with."""

    kind: ProgrammeKind
    roles: tuple[MemberRole, ...]
    occasions: tuple[OccasionKind, ...]
    work_kinds: tuple[WorkKind, ...]
    meetings_a_year: int | None
    milestones: tuple[Milestone, ...]
    work: tuple[Work, ...]
