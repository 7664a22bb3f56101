"""Who may call itself Modellkommun or Modellregion, who may mentor, and who promised to and has not.

Pure, and computed from rounds and memberships alone; nothing here is ever typed in. The rule is the one
of 14 January 2020: a finished round as participant, then a started later round as mentor. Before that
day the title rested on self-assessments (rule of June 2018) that nobody here holds, so it cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarking.model import (
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Programme,
    ProgrammeKind,
)
from benchmarking.rounds import earliest, finished
from benchmarking.rules import RULE_OF_2020

__all__ = ["PROMISED_FROM", "RULE_OF_2018", "Mentorship", "Standing", "Title", "mentorships", "titles"]

RULE_OF_2018 = date(2018, 6, 4)
"""The page that lets the organisation's own self-assessment decide; the first that states any rule."""

PROMISED_FROM = date(2019, 4, 23)
"""The page that makes mentoring others afterwards a condition of taking part."""

TITLED = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)


class Standing(StrEnum):
    """How far an organisation has come towards the title, and what stands in the way."""

    EARNED = "earned"
    CANNOT_TELL = "cannot_tell"
    NO_SUCH_TITLE = "no_such_title"
    NEVER_PARTICIPANT = "never_participant"
    LEFT = "left"
    NOT_FINISHED = "not_finished"
    SUPPORT_ONLY = "support_only"
    NOT_MENTOR = "not_mentor"
    MENTOR_NOT_STARTED = "mentor_not_started"
    MENTOR_TOO_EARLY = "mentor_too_early"


@dataclass(frozen=True, slots=True)
class Title:
    """An organisation's title on a day. `learned` and `guided` are the rounds that earn it, if they do.

    `since` is the first day on which it certainly was earned by the rule of 2020. `undecided_before` is that
    rule's day where the mentoring began earlier: whether the rule of 2018 gave the title cannot be told.
    """

    organisation: str
    kind: OrganisationKind
    standing: Standing
    learned: str | None = None
    guided: str | None = None
    since: date | None = None
    undecided_before: date | None = None


@dataclass(frozen=True, slots=True)
class Mentorship:
    """An organisation as mentor: the rounds it finished, those it guided in, and what it has promised.

    `may` is true where it has finished a round and so may mentor in the next. `promised` are finished
    rounds whose participants had undertaken to mentor others; `owes` where it has not since.
    """

    organisation: str
    finished: tuple[str, ...]
    mentored: tuple[str, ...]
    supported: tuple[str, ...]
    promised: tuple[str, ...]

    @property
    def times(self) -> int:
        return len(self.mentored)

    @property
    def may(self) -> bool:
        return bool(self.finished)

    @property
    def owes(self) -> bool:
        return bool(self.promised) and not self.mentored


def titles(
    programmes: Iterable[Programme],
    memberships: Iterable[Membership],
    organisations: Mapping[str, Organisation],
    on: date,
) -> dict[str, Title]:
    """The title of every organisation that took part in a model round, by its code, as of a day.

    Before 14 January 2020 all of them CANNOT_TELL. An association's members have no membership of their own
    and so are not here.
    """
    rounds = _rounds(programmes)
    own: dict[str, list[Membership]] = {}
    for membership in memberships:
        if membership.programme in rounds:
            own.setdefault(membership.organisation, []).append(membership)
    return {
        code: _title(code, organisations[code].kind, members, rounds, on) for code, members in own.items()
    }


def mentorships(
    programmes: Iterable[Programme], memberships: Iterable[Membership], on: date
) -> dict[str, Mentorship]:
    """Every organisation that took part in a model round, by its code, as it stands as mentor on a day.

    Only rounds that had certainly started by then count as mentored or supported, only those that had
    certainly ended as finished. Rounds stand oldest first.
    """
    rounds = _rounds(programmes)
    order = {programme: place for place, programme in enumerate(rounds)}
    own: dict[str, list[Membership]] = {}
    for membership in sorted(
        (one for one in memberships if one.programme in rounds), key=lambda one: order[one.programme]
    ):
        own.setdefault(membership.organisation, []).append(membership)
    found = {}
    for code, members in own.items():

        def those(role: MemberRole, members: list[Membership] = members) -> tuple[str, ...]:
            begun = [one for one in members if one.role is role and _started(rounds[one.programme], on)]
            return tuple(dict.fromkeys(one.programme for one in begun))

        done = tuple(
            dict.fromkeys(
                one.programme
                for one in members
                if one.role is MemberRole.PARTICIPANT and finished(one, rounds[one.programme], on)
            )
        )
        found[code] = Mentorship(
            organisation=code,
            finished=done,
            mentored=those(MemberRole.MENTOR),
            supported=those(MemberRole.SUPPORT),
            promised=tuple(one for one in done if _under_promise(rounds[one])),
        )
    return found


def _title(
    code: str,
    kind: OrganisationKind,
    members: list[Membership],
    rounds: Mapping[str, Programme],
    on: date,
) -> Title:
    if kind not in TITLED:
        return Title(code, kind, Standing.NO_SUCH_TITLE)
    if on < RULE_OF_2020:
        return Title(code, kind, Standing.CANNOT_TELL)
    learned = [one for one in members if one.role is MemberRole.PARTICIPANT]
    if not learned:
        return Title(code, kind, Standing.NEVER_PARTICIPANT)
    done = [rounds[one.programme] for one in learned if finished(one, rounds[one.programme], on)]
    if not done:
        gone = all(one.left is not None for one in learned)
        return Title(code, kind, Standing.LEFT if gone else Standing.NOT_FINISHED)
    guided = [one for one in members if one.role is MemberRole.MENTOR]
    if not guided:
        supported = any(one.role is MemberRole.SUPPORT for one in members)
        return Title(code, kind, Standing.SUPPORT_ONLY if supported else Standing.NOT_MENTOR)
    begun = [
        rounds[one.programme]
        for one in guided
        if _started(rounds[one.programme], on)
        and (one.left is None or finished(one, rounds[one.programme], on))
    ]
    if not begun:
        return Title(code, kind, Standing.MENTOR_NOT_STARTED)
    pairs = [(earlier, later) for later in begun for earlier in done if _later(earlier, later)]
    if not pairs:
        unsure = any(_perhaps_later(earlier, later) for later in begun for earlier in done)
        return Title(code, kind, Standing.CANNOT_TELL if unsure else Standing.MENTOR_TOO_EARLY)
    earlier, later = pairs[0]
    assert later.starts is not None
    started = later.starts.latest
    return Title(
        code,
        kind,
        Standing.EARNED,
        learned=earlier.id,
        guided=later.id,
        since=max(started, RULE_OF_2020),
        undecided_before=RULE_OF_2020 if started < RULE_OF_2020 else None,
    )


def _rounds(programmes: Iterable[Programme]) -> dict[str, Programme]:
    """The model rounds by id, oldest first."""
    rounds = [one for one in programmes if one.kind is ProgrammeKind.MODEL_ROUND]
    ordered = sorted(rounds, key=lambda one: (one.starts.on if one.starts else date.max, one.id))
    return {one.id: one for one in ordered}


def _started(programme: Programme, on: date) -> bool:
    return programme.starts is not None and programme.starts.latest <= on


def _later(earlier: Programme, later: Programme) -> bool:
    """True where one round certainly had ended when the other began."""
    if earlier.ends is None or later.starts is None:
        return False
    began = earliest(later.starts)
    return began is not None and earlier.ends.latest <= began


def _perhaps_later(earlier: Programme, later: Programme) -> bool:
    if earlier.id == later.id or earlier.ends is None or later.starts is None:
        return False
    return (earliest(earlier.ends) or earlier.ends.on) <= later.starts.latest


def _under_promise(programme: Programme) -> bool:
    """Whether a round was going on, or still to come, when the condition was first written."""
    return programme.ends is not None and programme.ends.latest >= PROMISED_FROM
