"""The other networks: a county's training, agencies' networks, declarations, partnerships; how far each has come.

Pure: what is kept of an initiative (`Dossier`) and political decisions in, coverage, deadlines and a year's
report out. What a source only counts stands beside the rows and is never shared out on them: "half of ten"
is a sourced count, and which five is not known. Seats by rule are in `seats`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from typing import get_args, get_type_hints

from benchmarking.model import (
    KnownDate,
    MemberRole,
    Organisation,
    OrganisationKind,
    Precision,
    ProgrammeKind,
    Text,
)
from benchmarking.rules import Decision, DecisionKind, plan_due
from benchmarking.seats import SeatOffer, SeatRequest, Tally, allot, tally

KINDS = (
    ProgrammeKind.COUNTY_TRAINING,
    ProgrammeKind.AGENCY_NETWORK,
    ProgrammeKind.DECLARATION,
    ProgrammeKind.PARTNERSHIP,
)
"""The kinds of programme that are initiatives: all but a round of the model concept."""

FEWEST_PEOPLE = 5
"""A count of women or of men below it is told to coordinators only."""


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


# How far the members have come


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many members have taken a step. `told` are sourced counts of the same step.

    The share of all is certain only where nothing is unknown; else it lies from `least` to `most`.
    """

    milestone: Milestone
    done: int
    under_way: int
    not_started: int
    unknown: int
    told: tuple[SourcedFact, ...] = ()

    @property
    def among(self) -> int:
        return self.done + self.under_way + self.not_started + self.unknown

    @property
    def least(self) -> int:
        return self.done

    @property
    def most(self) -> int:
        return self.done + self.unknown


@dataclass(frozen=True, slots=True)
class Signing:
    """An organisation's signature and what follows from it; `due` is when its action plan is due.

    `due_by_source` is true where a source gives the day, else it follows from the two-year rule.
    """

    organisation: str
    signed: Decision | None
    articles: Decision | None
    plan: Decision | None
    due: KnownDate | None
    due_by_source: bool


class DeadlineKind(StrEnum):
    PLAN = "plan"
    OCCASION = "occasion"
    WORK = "work"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something with a last day. `met` is when it was done, None while it is not or nobody knows.

    `late` is said only of what is known to be undone: a plan that nobody has recorded may exist.
    """

    kind: DeadlineKind
    what: Text | None
    organisation: str | None
    due: KnownDate
    met: KnownDate | None
    late: bool
    unknown: bool = False


def standing(
    dossier: Dossier, decisions: Iterable[Decision] = (), until: date | None = None
) -> dict[tuple[str, str], Progress]:
    """How far each member has come with each step, by (organisation, step's code); UNKNOWN where nobody knows.

    A step that a political decision takes is read from `decisions`, and a row here only adds its deadline.
    `until` is the last day that counts: what was done later had not been done then.
    """
    kept = {one.key: one for one in dossier.progress}
    found: dict[tuple[str, str], Progress] = {}
    made = _decided(decisions)
    for milestone in dossier.milestones:
        for code in dossier.taking_part():
            row = kept.get((code, milestone.code), Progress(code, milestone.code, State.UNKNOWN))
            decision = made.get((code, milestone.decision)) if milestone.decision else None
            if decision is not None:
                row = Progress(
                    code, milestone.code, State.DONE, decision.known, row.due, row.note, decision.source
                )
            if until is not None and row.state is State.DONE and row.on is not None and row.on.on > until:
                row = Progress(code, milestone.code, State.UNKNOWN, due=row.due)
            found[code, milestone.code] = row
    return found


def coverage(
    dossier: Dossier,
    organisations: Mapping[str, Organisation],
    decisions: Iterable[Decision] = (),
    until: date | None = None,
) -> tuple[Coverage, ...]:
    """Each step in order with how many of the members it is for have taken it, and what sources count."""
    rows = standing(dossier, decisions, until)
    found = []
    for milestone in sorted(dossier.milestones, key=lambda one: (one.position, one.code)):
        states = [
            rows[code, milestone.code].state
            for code in dossier.taking_part()
            if milestone.whom is None
            or (code in organisations and organisations[code].kind is milestone.whom)
        ]
        told = tuple(one for one in dossier.facts if one.milestone == milestone.code)
        counts = {state: states.count(state) for state in State}
        found.append(
            Coverage(
                milestone,
                counts[State.DONE],
                counts[State.UNDER_WAY],
                counts[State.NOT_STARTED],
                counts[State.UNKNOWN],
                told,
            )
        )
    return tuple(found)


def signings(dossier: Dossier, decisions: Iterable[Decision]) -> tuple[Signing, ...]:
    """Each member's signature, acceptance of the articles of 2022 and action plan, in the members' order.

    A plan is due two years after signing at the latest (the charter); where only the year of signing is known,
    two years after its last day.
    """
    made = _decided(decisions)
    kept = {one.organisation: one.due for one in dossier.progress if one.due is not None}
    found = []
    for code in dossier.taking_part():
        signed = made.get((code, DecisionKind.CEMR_SIGNED))
        due = kept.get(code)
        by_source = due is not None
        if due is None and signed is not None and (last := plan_due(signed)) is not None:
            due = KnownDate(last, Precision.BY)
        found.append(
            Signing(
                code,
                signed,
                made.get((code, DecisionKind.CEMR_2022)),
                made.get((code, DecisionKind.ACTION_PLAN)),
                due,
                by_source,
            )
        )
    return tuple(found)


def _decided(decisions: Iterable[Decision]) -> dict[tuple[str, DecisionKind], Decision]:
    """The first decision of each kind that each organisation has made, those without a date last."""
    found: dict[tuple[str, DecisionKind], Decision] = {}
    for one in sorted(decisions, key=lambda one: one.on or date.max):
        found.setdefault((one.organisation, one.kind), one)
    return found


def deadlines(dossier: Dossier, decisions: Iterable[Decision], today: date) -> tuple[Deadline, ...]:
    """Everything with a last day, the earliest first: plans, meetings, work and consultations, and seats to ask for."""
    found = []
    if any(one.decision is DecisionKind.ACTION_PLAN for one in dossier.milestones):
        for one in signings(dossier, decisions):
            if one.due is not None:
                met = one.plan.known if one.plan else None
                found.append(
                    Deadline(
                        DeadlineKind.PLAN,
                        None,
                        one.organisation,
                        one.due,
                        met,
                        late=False,
                        unknown=one.plan is None,
                    )
                )
    for occasion in dossier.occasions:
        if occasion.planned is not None and not occasion.cancelled:
            undone = occasion.held is None and occasion.planned.latest < today
            found.append(
                Deadline(
                    DeadlineKind.OCCASION,
                    occasion.title,
                    occasion.organisation,
                    occasion.planned,
                    occasion.held,
                    late=False,
                    unknown=undone,
                )
            )
    for work in dossier.work:
        if work.due is not None:
            open_still = work.state in (State.NOT_STARTED, State.UNDER_WAY)
            found.append(
                Deadline(
                    DeadlineKind.WORK,
                    work.title,
                    work.owner,
                    work.due,
                    work.finished,
                    late=open_still and work.due.latest < today,
                    unknown=work.state is State.UNKNOWN,
                )
            )
    found += [
        Deadline(
            DeadlineKind.SEATS,
            Text(offer.title, offer.title),
            None,
            KnownDate(offer.closes, Precision.DAY),
            None,
            late=False,
        )
        for offer in dossier.offers
    ]
    return tuple(sorted(found, key=lambda one: (one.due.latest, one.kind, one.organisation or "")))


# A year


@dataclass(frozen=True, slots=True)
class Meetings:
    """How many meetings of a kind a year had; `target` is the initiative's aim.

    `planned` are still to come; of `unknown` the day has passed and nobody knows whether they were held.
    """

    kind: OccasionKind
    target: int | None
    planned: int
    held: int
    cancelled: int
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """How many came, by role and sex; `role` is None for all roles together.

    `women` and `men` are None where they are not told apart: too few, or nobody noted the sex of any.
    """

    role: Attender | None
    women: int | None
    men: int | None
    people: int


@dataclass(frozen=True, slots=True)
class YearReport:
    """What an initiative did in a year, for its coordinator to hand on. Lists are in the order of time."""

    initiative: Initiative
    year: int
    members: int
    coverage: tuple[Coverage, ...]
    steps: tuple[Progress, ...]
    meetings: tuple[Meetings, ...]
    occasions: tuple[Occasion, ...]
    people: tuple[People, ...]
    seats: tuple[tuple[SeatOffer, Tally], ...]
    work: tuple[Work, ...]
    consultations_in_time: int
    consultations: int
    assessments: tuple[CountyAssessment, ...]
    facts: tuple[SourcedFact, ...]
    deadlines: tuple[Deadline, ...]


MEETING_KINDS = (
    OccasionKind.NETWORK_MEETING,
    OccasionKind.COUNCIL_MEETING,
    OccasionKind.GROUP_MEETING,
)


def years(dossier: Dossier, decisions: Iterable[Decision] = ()) -> tuple[int, ...]:
    """The years that something is known of, oldest first."""
    members = set(dossier.taking_part())
    found = {one.year for one in (*dossier.occasions, *dossier.facts, *dossier.assessments)}
    found |= {one.on.on.year for one in dossier.progress if one.on}
    found |= {known.on.year for one in dossier.work for known in (one.due, one.finished) if known}
    found |= {one.closes.year for one in dossier.offers}
    if dossier.initiative.kind is ProgrammeKind.DECLARATION:
        found |= {one.on.year for one in decisions if one.on and one.organisation in members}
    return tuple(sorted(year for year in found if year is not None))


def meetings(dossier: Dossier, year: int, today: date) -> tuple[Meetings, ...]:
    """Meetings of a year by kind: those that the initiative aims at, and those that it planned or held."""
    target = dossier.initiative.meetings_a_year
    found = []
    for kind in OccasionKind:
        own = [one for one in dossier.occasions if one.kind is kind and one.year == year]
        aimed = target if kind is OccasionKind.NETWORK_MEETING else None
        if own or aimed is not None:
            waiting = [one.planned for one in own if one.held is None and not one.cancelled]
            past = sum(when is not None and when.latest < today for when in waiting)
            found.append(
                Meetings(
                    kind,
                    aimed,
                    planned=len(waiting) - past,
                    held=sum(one.held is not None for one in own),
                    cancelled=sum(one.cancelled and one.held is None for one in own),
                    unknown=past,
                )
            )
    return tuple(found)


def people(
    dossier: Dossier, year: int, kinds: Collection[OccasionKind] = tuple(OccasionKind)
) -> tuple[People, ...]:
    """How many came to the held occasions of a year, by role: with every number, for coordinators."""
    numbers = {
        one.number
        for one in dossier.occasions
        if one.held is not None and one.held.on.year == year and one.kind in kinds
    }
    return counted(one for one in dossier.attendance if one.occasion in numbers)


def counted(attendance: Iterable[Attendance]) -> tuple[People, ...]:
    """Attendance added up by role."""
    rows = list(attendance)
    found = []
    for role in Attender:
        own = [one for one in rows if one.role is role]
        if own:
            women, men = sum(one.women for one in own), sum(one.men for one in own)
            everyone = sum(one.people for one in own)
            split = women + men > 0 or everyone == 0
            found.append(People(role, women if split else None, men if split else None, everyone))
    return tuple(found)


def publicly(found: Sequence[People]) -> tuple[People, ...]:
    """The same counts as anybody may see them: the finest level at which no count lies between 1 and 4.

    By role and sex, else by sex over all roles, else one number; nothing where even that is too small. One
    level is told and no other, so that nothing can be subtracted.
    """
    if not found:
        return ()
    split = [one for one in found if one.women is not None]
    together = People(
        None,
        sum(one.women or 0 for one in split) if split else None,
        sum(one.men or 0 for one in split) if split else None,
        sum(one.people for one in found),
    )
    levels = [tuple(found), (together,), (People(None, None, None, together.people),)]
    return next((level for level in levels if not any(map(_small, level))), ())


def _small(one: People) -> bool:
    parts = [one.people]
    if one.women is not None and one.men is not None:
        parts += [one.women, one.men, one.people - one.women - one.men]
    return any(0 < count < FEWEST_PEOPLE for count in parts)


def year_report(
    dossier: Dossier,
    organisations: Mapping[str, Organisation],
    decisions: Sequence[Decision],
    year: int,
    today: date,
    *,
    public: bool = True,
) -> YearReport:
    """A year of an initiative: coverage at its end, what was done in it, and what was due."""
    last = min(date(year, 12, 31), max(today, date(year, 1, 1)))
    rows = standing(dossier, decisions, last)
    attended = people(dossier, year)
    consultations = [
        one
        for one in dossier.work
        if one.kind is WorkKind.CONSULTATION and _in_year(one.due, year) and one.due is not None
    ]
    return YearReport(
        initiative=dossier.initiative,
        year=year,
        members=len(dossier.taking_part(last)),
        coverage=coverage(dossier, organisations, decisions, last),
        steps=tuple(
            sorted(
                (one for one in rows.values() if one.state is State.DONE and _in_year(one.on, year)),
                key=lambda one: (one.on.on if one.on else date.max, one.milestone, one.organisation),
            )
        ),
        meetings=meetings(dossier, year, today),
        occasions=tuple(one for one in dossier.occasions if one.year == year),
        people=publicly(attended) if public else attended,
        seats=tuple(
            (offer, tally(offer, allot(offer, dossier.requests)))
            for offer in dossier.offers
            if offer.closes.year == year
        ),
        work=tuple(
            one
            for one in dossier.work
            if _in_year(one.due, year) or _in_year(one.finished, year) or one.state is State.UNDER_WAY
        ),
        consultations_in_time=sum(
            one.finished is not None and one.due is not None and one.finished.latest <= one.due.latest
            for one in consultations
        ),
        consultations=len(consultations),
        assessments=tuple(one for one in dossier.assessments if one.year == year),
        facts=tuple(one for one in dossier.facts if one.year == year),
        deadlines=tuple(one for one in deadlines(dossier, decisions, today) if _in_year(one.due, year)),
    )


def _in_year(known: KnownDate | None, year: int) -> bool:
    return known is not None and known.on.year == year


# In the order of time


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened: a step taken by some organisations, an occasion, work finished, or a sourced fact.

    `planned` where it is only known that it was planned.
    """

    on: KnownDate
    what: Text
    organisations: tuple[str, ...]
    source: str
    certainty: Certainty
    planned: bool = False


def timeline(dossier: Dossier, decisions: Iterable[Decision] = ()) -> tuple[Happening, ...]:
    """What is dated of an initiative, oldest first; organisations that took the same step the same day together."""
    titles = {one.code: one.title for one in dossier.milestones}
    together: dict[tuple[KnownDate, str, str, Certainty], list[str]] = {}
    for one in standing(dossier, decisions).values():
        if one.state is State.DONE and one.on is not None:
            together.setdefault((one.on, one.milestone, one.source, one.certainty), []).append(
                one.organisation
            )
    found = [
        Happening(on, titles[code], tuple(places), source, certainty)
        for (on, code, source, certainty), places in together.items()
    ]
    for occasion in dossier.occasions:
        when = occasion.held or (None if occasion.cancelled else occasion.planned)
        if when is not None:
            whose = (occasion.organisation,) if occasion.organisation else ()
            unheld = occasion.held is None
            found.append(
                Happening(when, occasion.title, whose, occasion.source, occasion.certainty, planned=unheld)
            )
    for work in dossier.work:
        if work.finished is not None:
            owner = (work.owner,) if work.owner else ()
            found.append(Happening(work.finished, work.title, owner, work.source, work.certainty))
    for fact in dossier.facts:
        if fact.year is not None:
            when = KnownDate(date(fact.year, 1, 1), Precision.YEAR)
            found.append(Happening(when, fact.said, (), fact.source, fact.certainty))
    return tuple(sorted(found, key=lambda one: (one.on.on, one.on.precision, one.what.sv)))


@dataclass(frozen=True, slots=True)
class TakingPart:
    """An organisation's place in an initiative: as what it takes part, and the steps it has taken."""

    initiative: Initiative
    roles: tuple[MemberRole, ...]
    steps: tuple[tuple[Milestone, Progress], ...]


def takes_part(
    code: str, dossiers: Iterable[Dossier], decisions: Iterable[Decision]
) -> tuple[TakingPart, ...]:
    """What an organisation takes part in, the oldest first; steps of which nothing is known are left out."""
    made = tuple(decisions)
    found = []
    for dossier in dossiers:
        roles = tuple(one.role for one in dossier.members if one.organisation == code)
        if not roles:
            continue
        rows = standing(dossier, made)
        steps = tuple(
            (milestone, rows[code, milestone.code])
            for milestone in sorted(dossier.milestones, key=lambda one: one.position)
            if (code, milestone.code) in rows
            and (rows[code, milestone.code].state is not State.UNKNOWN or rows[code, milestone.code].due)
        )
        found.append(TakingPart(dossier.initiative, roles, steps))
    return tuple(sorted(found, key=lambda one: (_start(one.initiative), one.initiative.id)))


def _start(initiative: Initiative) -> date:
    return initiative.starts.on if initiative.starts else date.max
