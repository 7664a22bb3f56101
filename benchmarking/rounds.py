"""The life of a round: the version of the concept it follows, the steps it has taken, and which may follow.

Pure. What a change may break is for `rules`, whether an organisation has earned a title, and who may mentor,
for `titles`, and who should be paired with whom for `pairing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarking.model import (
    KnownDate,
    MemberRole,
    Membership,
    Precision,
    Programme,
    ProgrammeKind,
    Text,
)

__all__ = [
    "Concept",
    "ConceptStep",
    "LifeStep",
    "Placed",
    "Stage",
    "StepKind",
    "Taken",
    "earliest",
    "finished",
    "finished_before",
    "life",
    "next_steps",
]


class Stage(StrEnum):
    """Where a round is in its life, in this order."""

    ANNOUNCED = "announced"
    APPLICATIONS = "applications"
    GROUPS = "groups"
    KICK_OFF = "kick_off"
    MEETING = "meeting"
    CONFERENCE = "conference"
    CLOSED = "closed"


ORDER = {stage: place for place, stage in enumerate(Stage)}


class StepKind(StrEnum):
    """What a step of the concept is: only meetings with the group are counted in a round's life."""

    KICK_OFF = "kick_off"
    MEETING = "meeting"
    HOME = "home"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class ConceptStep:
    """One step of a version of the concept, told in our own words. `certainty` says what the source does not."""

    number: int
    kind: StepKind
    title: Text
    aim: Text
    source: str
    preparation: Text | None = None
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A version of the model concept. `meetings` is None where the sources do not say how many they are."""

    version: str
    name: Text
    source: str
    steps: tuple[ConceptStep, ...] = ()
    meetings: int | None = None
    months: int | None = None
    checklist: str | None = None
    note: Text | None = None

    def meeting(self, number: int) -> ConceptStep | None:
        """The concept's step for the group's meeting of that number, or None where it tells of none."""
        meetings = [step for step in self.steps if step.kind is StepKind.MEETING]
        if self.meetings is None and meetings:
            return meetings[0]
        return meetings[number - 1] if 0 < number <= len(meetings) else None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that a round has taken. `number` counts the meetings and is 1 for every other stage."""

    stage: Stage
    on: KnownDate
    number: int = 1
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step of a round's life: taken, or still to come, in which case `taken` is None."""

    stage: Stage
    number: int
    taken: Taken | None
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A membership and the number it is kept under; None for one that is new."""

    id: int | None
    membership: Membership


def earliest(known: KnownDate) -> date | None:
    """The first day the date can mean; None for BY and BEFORE, which have none."""
    if known.precision is Precision.YEAR:
        return date(known.on.year, 1, 1)
    if known.precision is Precision.MONTH:
        return known.on.replace(day=1)
    return known.on if known.precision is Precision.DAY else None


def finished(membership: Membership, programme: Programme, on: date) -> bool:
    """True where a member certainly stayed a round out that certainly had ended by `on`.

    Who is known to have left counts only if it left on the last day or later; with "before" one cannot know.
    """
    if programme.ends is None or programme.ends.latest > on:
        return False
    if membership.left is None:
        return True
    left = earliest(membership.left)
    return left is not None and left >= programme.ends.latest


def finished_before(
    code: str, later: Programme, programmes: Iterable[Programme], memberships: Iterable[Membership]
) -> tuple[Programme, ...]:
    """The rounds that an organisation finished as participant and that may have ended when `later` began."""
    rounds = {one.id: one for one in programmes if one.kind is ProgrammeKind.MODEL_ROUND}
    found = []
    for membership in memberships:
        earlier = rounds.get(membership.programme)
        if earlier is None or earlier.id == later.id or membership.organisation != code:
            continue
        if membership.role is not MemberRole.PARTICIPANT or earlier.ends is None:
            continue
        ended = earliest(earlier.ends) or earlier.ends.on
        began = later.starts.latest if later.starts else date.max
        if ended <= began and finished(membership, earlier, date.max):
            found.append(earlier)
    return tuple(dict.fromkeys(found))


def life(taken: Iterable[Taken], concept: Concept | None) -> tuple[LifeStep, ...]:
    """Every step of a round's life in order, those of the past with their dates.

    As many meetings as the concept has; where it does not say, those held and, before the conference, one more.
    """
    done = {(one.stage, one.number): one for one in taken}
    held = max((number for stage, number in done if stage is Stage.MEETING), default=0)
    over = any(ORDER[stage] > ORDER[Stage.MEETING] for stage, _ in done)
    planned = concept.meetings if concept and concept.meetings else held + (0 if over else 1)
    steps = []
    for stage in Stage:
        for number in range(1, max(planned, held) + 1) if stage is Stage.MEETING else (1,):
            step = concept.meeting(number) if concept and stage is Stage.MEETING else None
            steps.append(LifeStep(stage, number, done.get((stage, number)), step.title if step else None))
    return tuple(steps)


def next_steps(taken: Iterable[Taken], concept: Concept | None) -> tuple[tuple[Stage, int], ...]:
    """What may follow: one step, or two where nobody says how many the meetings are. Empty after closing."""
    done = list(taken)
    if not done:
        return ((Stage.ANNOUNCED, 1),)
    last = max(done, key=lambda one: (ORDER[one.stage], one.number))
    if last.stage is Stage.CLOSED:
        return ()
    if last.stage is Stage.MEETING:
        more, on = (Stage.MEETING, last.number + 1), (Stage.CONFERENCE, 1)
        if concept is None or concept.meetings is None:
            return (on, more)
        return (more,) if last.number < concept.meetings else (on,)
    return ((list(Stage)[ORDER[last.stage] + 1], 1),)
