"""A group's meetings: when they are, what is prepared, what was written, promised, explained and taken home.

Pure. The meetings of a group follow from the version of the concept its round follows: a kick-off and a result
conference that the whole round shares, and between them the group's own meetings. What is kept of a meeting
(day, place, invitation) is an `Arranged`; a meeting nobody has arranged is there all the same, without a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from benchmarking.assessments import Assessment, Checklist
from benchmarking.coverage import State
from benchmarking.errors import Conflict
from benchmarking.model import KnownDate, Precision, Text
from benchmarking.rounds import Concept, ConceptStep, Stage, StepKind, Taken, life

__all__ = [
    "Arranged",
    "Cause",
    "Commitment",
    "CommitmentState",
    "Document",
    "Edited",
    "Expected",
    "Handed",
    "Judgement",
    "Meeting",
    "Note",
    "NoteKind",
    "Practice",
    "Preparation",
    "Prepared",
    "Preparing",
    "Standing",
    "StateChange",
    "before",
    "figures_prepared",
    "following",
    "meetings_of",
    "preparation",
    "scored",
    "standing",
    "unjustified",
]

PRESENTATION_BEFORE = timedelta(days=7)
INVITATION_BEFORE = timedelta(days=14)
"""How long before a meeting presentations and the invitation are due (`design.md` §6)."""

GATHERINGS = {Stage.KICK_OFF: StepKind.KICK_OFF, Stage.CONFERENCE: StepKind.CONFERENCE}
"""The stages at which the whole round meets, and the step of the concept that tells of each."""

CODES = {Stage.KICK_OFF: "uppstart", Stage.CONFERENCE: "avslut"}
"""How the address names a gathering (`traff=uppstart`); a group's meeting is named by its number."""


# The meeting


@dataclass(frozen=True, slots=True)
class Arranged:
    """What somebody has arranged of a meeting. `invited` is the day the invitation went out."""

    held_on: date | None = None
    place: str = ""
    invited: date | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a group: the step of its round, and when and where. `held` is None where no day is known.

    `told` is the step of the concept version, with theme and aim; None where the version tells of none.
    """

    team: str
    stage: Stage
    number: int
    told: ConceptStep | None = None
    held: KnownDate | None = None
    place: str = ""
    invited: date | None = None
    revision: int = 0

    @property
    def step(self) -> str:
        """What it is kept under in its group, as self-assessments have it: `meeting-1`."""
        return f"{self.stage.value}-{self.number}"

    @property
    def code(self) -> str:
        """What the address calls it: `1`, `uppstart` or `avslut`."""
        return CODES.get(self.stage, str(self.number))

    @property
    def title(self) -> Text | None:
        """The theme in the concept's words, such as "Träff 1: ledning och styrning"."""
        return self.told.title if self.told else None

    @property
    def day(self) -> date | None:
        """The very day; None where there is none or only its month or year is known."""
        return self.held.on if self.held and self.held.precision is Precision.DAY else None

    @property
    def presentation_due(self) -> date | None:
        return self.day - PRESENTATION_BEFORE if self.day else None

    @property
    def invitation_due(self) -> date | None:
        return self.day - INVITATION_BEFORE if self.day else None


def meetings_of(
    team: str, concept: Concept | None, taken: Iterable[Taken], arranged: Mapping[str, Arranged]
) -> tuple[Meeting, ...]:
    """Every meeting of a group in order: kick-off, its own, conference.

    As many of its own as the concept has; where that is not known, one more than those that the round has held
    or somebody has arranged. `arranged` is what is kept, by step. A day kept for the group goes before the
    round's. The round's own meetings of past rounds have no days in the sources, and none is made up.
    """
    held = tuple(taken)
    wanted = max(
        (int(step.rpartition("-")[2]) for step in arranged if step.startswith(Stage.MEETING.value)), default=0
    )
    steps = [(one.stage, one.number, one.taken) for one in life(held, concept)]
    order = list(Stage)
    over = any(order.index(one.stage) > order.index(Stage.MEETING) for one in held)
    if wanted and not over and (concept is None or concept.meetings is None):
        wanted += 1
    own = max((number for stage, number, _ in steps if stage is Stage.MEETING), default=0)
    steps += [(Stage.MEETING, number, None) for number in range(own + 1, wanted + 1)]
    found = []
    for stage, number, step in sorted(steps, key=lambda one: (order.index(one[0]), one[1])):
        if stage is not Stage.MEETING and stage not in GATHERINGS:
            continue
        told = _told(concept, stage, number)
        plan = arranged.get(f"{stage.value}-{number}", Arranged())
        day = KnownDate(plan.held_on, Precision.DAY) if plan.held_on else step.on if step else None
        found.append(Meeting(team, stage, number, told, day, plan.place, plan.invited, plan.revision))
    return tuple(found)


def _told(concept: Concept | None, stage: Stage, number: int) -> ConceptStep | None:
    if concept is None:
        return None
    if stage is Stage.MEETING:
        return concept.meeting(number)
    return next((step for step in concept.steps if step.kind is GATHERINGS[stage]), None)


def following(meetings: Sequence[Meeting], today: date) -> Meeting | None:
    """The meeting to prepare: the first whose day is not past, else the first of its own without a day, else the last."""
    coming = [one for one in meetings if one.held and one.held.latest >= today]
    undated = [one for one in meetings if one.held is None and one.stage is Stage.MEETING]
    return next(iter([*coming, *undated, *meetings[-1:]]), None)


def before(meetings: Sequence[Meeting], meeting: Meeting) -> Meeting | None:
    """The meeting before this one, or None for the first."""
    steps = [one.step for one in meetings]
    at = steps.index(meeting.step)
    return meetings[at - 1] if at else None


# Preparing it


class Preparing(StrEnum):
    """What an organisation does before a meeting."""

    FIGURES = "figures"
    SELF_ASSESSMENT = "self_assessment"
    PRESENTATION = "presentation"
    QUESTIONS = "questions"


class Prepared(StrEnum):
    """How far it has come with one of them. NOT_ASKED: nobody asks for it, or nobody knows what is asked."""

    LATE = "late"
    MISSING = "missing"
    PARTLY = "partly"
    DONE = "done"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that an organisation has uploaded for a meeting. Its bytes are asked for separately."""

    id: int
    organisation: str
    name: str
    bytes: int
    sha256: str
    received: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """What is kept of an organisation's preparation: its presentation, and when it said it had read the questions."""

    presentation: Document | None = None
    questions_read: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far one organisation has come before a meeting. `answered` and `points` are of its self-assessment."""

    organisation: str
    states: Mapping[Preparing, Prepared]
    presentation: Document | None = None
    answered: int = 0
    points: int = 0

    @property
    def ready(self) -> bool:
        return all(one in (Prepared.DONE, Prepared.NOT_ASKED) for one in self.states.values())


def figures_prepared(states: Iterable[State]) -> Prepared:
    """How far the figures have come, from the states of an organisation's cells (`coverage.cells`).

    A file that waits for publication is in. Nothing asked for: NOT_ASKED.
    """
    cells = list(states)
    if not cells:
        return Prepared.NOT_ASKED
    done = [state.done or state is State.RECEIVED for state in cells]
    if all(done):
        return Prepared.DONE
    return Prepared.PARTLY if any(done) else Prepared.MISSING


def scored(assessment: Assessment | None, checklist: Checklist | None) -> tuple[Prepared, int, int]:
    """How far a self-assessment has come, how many points are answered, and of how many.

    Of a half-filled one the answered points count; one on another version's checklist is not this one's.
    """
    if checklist is None:
        return Prepared.NOT_ASKED, 0, 0
    points = len(checklist.points)
    if assessment is None or assessment.version != checklist.version or not assessment.scores:
        return Prepared.MISSING, 0, points
    answered = len(assessment.scores)
    return (Prepared.DONE if answered >= points else Prepared.PARTLY), answered, points


def preparation(
    meeting: Meeting,
    organisation: str,
    cells: Iterable[State],
    assessment: Assessment | None,
    checklist: Checklist | None,
    handed: Handed,
    today: date,
) -> Preparation:
    """How far one organisation has come. What is not done a week before the meeting is late until it is held."""
    answers, answered, points = scored(assessment, checklist)
    states = {
        Preparing.FIGURES: figures_prepared(cells),
        Preparing.SELF_ASSESSMENT: answers,
        Preparing.PRESENTATION: Prepared.DONE if handed.presentation else Prepared.MISSING,
        Preparing.QUESTIONS: Prepared.DONE if handed.questions_read else Prepared.MISSING,
    }
    due = meeting.presentation_due
    if due is not None and meeting.day is not None and due < today <= meeting.day:
        states = {
            what: Prepared.LATE if state is Prepared.MISSING else state for what, state in states.items()
        }
    return Preparation(organisation, states, handed.presentation, answered, points)


class Standing(StrEnum):
    """Where a meeting is, what needs somebody's hand first. HELD is past; UNDATED has no day."""

    LATE = "late"
    DUE = "due"
    READY = "ready"
    UNDATED = "undated"
    HELD = "held"


def standing(meeting: Meeting, preparations: Iterable[Preparation], today: date) -> Standing:
    """Where a meeting is. LATE: the invitation has not gone out in time, or something of a preparation is late."""
    if meeting.held is None:
        return Standing.UNDATED
    if meeting.held.latest < today:
        return Standing.HELD
    prepared = list(preparations)
    uninvited = meeting.invitation_due is not None and meeting.invited is None
    if uninvited and meeting.invitation_due is not None and meeting.invitation_due < today:
        return Standing.LATE
    if any(Prepared.LATE in one.states.values() for one in prepared):
        return Standing.LATE
    return Standing.DUE if uninvited or not all(one.ready for one in prepared) else Standing.READY


# What is written at it


class NoteKind(StrEnum):
    """A line of the notes, or one of the feedback afterwards (plus, minus, intressant)."""

    NOTE = "note"
    PLUS = "plus"
    MINUS = "minus"
    INTERESTING = "interesting"


@dataclass(frozen=True, slots=True)
class Note:
    """A line written at or after a meeting. `revision` grows each time somebody changes it."""

    id: int
    team: str
    step: str
    kind: NoteKind
    text: str
    revision: int
    by: str
    written: datetime


class Edited(Conflict):
    """Somebody else changed the line, or the meeting's arrangements, in the meantime.

    `theirs` is what stands there now ("" where the line was taken away), `revision` the one to begin from.
    """

    def __init__(self, what: str, theirs: str, revision: int, who: str) -> None:
        super().__init__(f"{what} was changed by {who}")
        self.theirs = theirs
        self.revision = revision
        self.who = who


# What is promised


class Expected(StrEnum):
    """Which way an organisation expects its gap to go until the due meeting."""

    SMALLER = "smaller"
    NOT_LARGER = "not_larger"


class CommitmentState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class StateChange:
    """When a commitment came into a state, who said so and why."""

    state: CommitmentState
    on: date
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What an organisation promised at a meeting of a gap of its own.

    `baseline` is the gap (K − M by the indicator's shape, in its unit) of `baseline_year`, the newest that was
    known on the day it was made; None where none was known, or where it may not be shown. `made` is the day it
    was made and `due` the step of the meeting at which it is followed up, None where nobody has said which.
    `due_on` is that meeting's day, None while it has none. `history` begins with the day it was made.
    """

    id: int
    team: str
    step: str
    organisation: str
    indicator: str
    expected: Expected
    made: date
    history: tuple[StateChange, ...]
    baseline: float | None = None
    baseline_year: int | None = None
    due: str | None = None
    due_on: date | None = None
    text: str = ""

    @property
    def state(self) -> CommitmentState:
        return self.history[-1].state


# What explains a gap, and what one learns from another


class Judgement(StrEnum):
    """What an analysis of a gap's causes came to."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True, slots=True)
class Cause:
    """A recorded analysis of one gap, by the questions of SKR's deviation matrix.

    What was examined, likely causes, consequences, and whether the gap is justified, with the motivation.
    Only the latest of a gap counts.
    """

    id: int
    organisation: str
    indicator: str
    year: int
    examined: str
    likely: str
    consequences: str
    judgement: Judgement
    motivation: str
    by: str
    recorded: datetime
    team: str | None = None


def unjustified(causes: Iterable[Cause]) -> frozenset[tuple[str, str, int]]:
    """The gaps (organisation, indicator, year) whose latest analysis found them unjustified.

    Nothing else lets the words "omotiverad skillnad" be used, and of no other year.
    """
    latest: dict[tuple[str, str, int], Cause] = {}
    for one in sorted(causes, key=lambda cause: cause.id):
        latest[one.organisation, one.indicator, one.year] = one
    return frozenset(gap for gap, one in latest.items() if one.judgement is Judgement.UNJUSTIFIED)


@dataclass(frozen=True, slots=True)
class Practice:
    """Something one organisation took over from another: the problem it meets, what is done, and what came of it.

    `adopted` is the day as well as it is known, None where nobody says. `effect` is what has been seen in words,
    "" where nothing has been noted.
    """

    id: int
    taken_by: str
    taken_from: str
    problem: str
    text: str
    recorded: datetime
    indicator: str | None = None
    adopted: KnownDate | None = None
    effect: str = ""
    team: str | None = None
