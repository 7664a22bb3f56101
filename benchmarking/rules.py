"""The rules that a coordinator meets: joining a round, its groups and its steps.

Pure: facts in, breaches and standings out. A breach names its rule; `RULES` tells from when each holds
and where it is written. A rule that `refuses` stops the change, the others warn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from benchmarking.errors import Conflict
from benchmarking.model import (
    KnownDate,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Precision,
    Programme,
    ProgrammeKind,
    Team,
    Track,
)
from benchmarking.rounds import Concept, Stage, Taken, earliest, finished_before, next_steps

__all__ = [
    "RULES",
    "RULE_OF_2020",
    "Admission",
    "Application",
    "Breach",
    "Decision",
    "DecisionKind",
    "Eligibility",
    "Function",
    "Lacking",
    "Rule",
    "RuleBroken",
    "RuleSource",
    "Stale",
    "eligibility",
    "placing",
    "plan_due",
    "step_breaches",
]

MEMBERS = (MemberRole.PARTICIPANT, MemberRole.MENTOR, MemberRole.SUPPORT)
"""The roles of a round. Participants learn, mentors guide, supports stand beside a mentor."""

GROUP_SIZES = (2, 3)
"""As many participants a group has by the concept (page of 1 July 2019); the pilot's group had seven."""

PLAN_WITHIN = 2
"""Years from signing the declaration to the action plan, at most."""


class DecisionKind(StrEnum):
    """What an organisation can have decided. The first two are what a round asks for, one of them is enough."""

    MAINSTREAMING = "mainstreaming"
    CEMR_SIGNED = "cemr_signed"
    CEMR_2022 = "cemr_2022"
    ACTION_PLAN = "action_plan"


ENTITLING = (DecisionKind.MAINSTREAMING, DecisionKind.CEMR_SIGNED)


@dataclass(frozen=True, slots=True)
class Decision:
    """A political decision: when, by which body, in which document. `ended` is its last day in force, if any.

    `precision` says how well `on` is known; a decision of some day in a year is in force from its last day.
    """

    organisation: str
    kind: DecisionKind
    on: date | None
    body: str = ""
    reference: str = ""
    source: str = ""
    ended: date | None = None
    id: int | None = None
    precision: Precision = Precision.DAY

    @property
    def known(self) -> KnownDate | None:
        """The day it was made, as well as it is known."""
        return None if self.on is None else KnownDate(self.on, self.precision)

    def in_force(self, day: date) -> bool:
        return (
            self.known is not None and self.known.latest <= day and (self.ended is None or day <= self.ended)
        )


class Lacking(StrEnum):
    """What a decision lacks for the one who made it to join a round."""

    NONE_KNOWN = "none_known"
    NO_DATE = "no_date"
    NOT_YET = "not_yet"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether an organisation has what a round asks for on a day.

    `decision` is the one in force that entitles it; `lacking` tells why there is none. `signed` is the
    declaration, `articles` the acceptance of those of 2022, `plan` the action plan; `plan_due` is set
    while the plan is missing and the declaration has a date, and `plan_late` once that day has passed.
    """

    organisation: str
    decision: Decision | None
    lacking: Lacking | None
    signed: Decision | None
    articles: Decision | None
    plan: Decision | None
    plan_due: date | None
    plan_late: bool

    @property
    def entitled(self) -> bool:
        return self.decision is not None


class Function(StrEnum):
    """The three functions that every participant fills. Who fills them is not kept."""

    POLITICIAN = "politician"
    MANAGER = "manager"
    STRATEGIST = "strategist"


@dataclass(frozen=True, slots=True)
class Application:
    """An organisation that wants to take part, as participant or as mentor.

    `theme` is the field it wants to work with; `capacity` how many participants a mentor can guide.
    """

    programme: str
    organisation: str
    role: MemberRole
    applied_on: date | None = None
    theme: str = ""
    capacity: int = 3


@dataclass(frozen=True, slots=True)
class Admission:
    """Let in without a decision in force, with the reason that the coordinator gave."""

    programme: str
    organisation: str
    reason: str
    lacking: Lacking
    admitted: date
    by: str


class Rule(StrEnum):
    """What a change can break."""

    MENTOR_FINISHED = "mentor_finished"
    ONCE = "once"
    DATES = "dates"
    TRACK = "track"
    ROLE = "role"
    DECISION = "decision"
    NEXT_STEP = "next_step"
    NOT_YET = "not_yet"
    NOBODY = "nobody"
    GROUP_SIZE = "group_size"
    NO_MENTOR = "no_mentor"
    FUNCTIONS = "functions"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class RuleSource:
    """From when a rule holds and where it is written; neither for what follows from the record itself."""

    refuses: bool
    since: date | None = None
    source: str = ""


_FAQ_TITLE = (
    "https://skr.se/demokratiledningstyrning/manskligarattigheterjamlikhet/jamstalldhet/"
    "modellkommunerregioner/faqmodellkommuner/narblirmanmodellkommunmodellregion.31421.html"
)
_ROUND_2018 = (
    "https://old-skr.skr.se/arkiv/aldrenyheter/arkiveradenyheter/"
    "nyadeltagareisatsningforbattrejamstalldhetsarbete.25471.html"
)
_GROUPS_2019 = (
    "https://skl.se/demokratiledningstyrning/manskligarattigheterjamstalldhet/jamstalldhet/"
    "jamstalldhetsintegrering/modellkommunerregioner.10200.html"
)
_CHARTER = "https://gleichberechtigt.org/wie-kann-die-charta-f%C3%BCr-die-gleichstellung-unterzeichnet-werden"

RULE_OF_2020 = date(2020, 1, 14)
"""The day of the page that tells of the two steps to a title, and of the mentor's own way through the concept."""

RULES: dict[Rule, RuleSource] = {
    Rule.MENTOR_FINISHED: RuleSource(True, RULE_OF_2020, _FAQ_TITLE),
    Rule.ONCE: RuleSource(True),
    Rule.DATES: RuleSource(True),
    Rule.TRACK: RuleSource(True),
    Rule.ROLE: RuleSource(True),
    Rule.DECISION: RuleSource(True, date(2018, 11, 22), _ROUND_2018),
    Rule.NEXT_STEP: RuleSource(True),
    Rule.NOT_YET: RuleSource(True),
    Rule.NOBODY: RuleSource(True),
    Rule.GROUP_SIZE: RuleSource(False, date(2019, 7, 1), _GROUPS_2019),
    Rule.NO_MENTOR: RuleSource(False, date(2019, 7, 1), _GROUPS_2019),
    Rule.FUNCTIONS: RuleSource(False, date(2018, 11, 22), _ROUND_2018),
    # The charter's own obligation of 2006; the day it was opened for signature.
    Rule.PLAN: RuleSource(False, date(2006, 5, 12), _CHARTER),
}


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that something breaks, and by whom or what. `wording.rounds` says it."""

    rule: Rule
    organisation: str | None = None
    team: str | None = None
    dates: tuple[date, ...] = ()
    lacking: Lacking | None = None
    functions: tuple[Function, ...] = ()
    stage: Stage | None = None
    number: int = 1
    track: Track | None = None

    @property
    def refuses(self) -> bool:
        return RULES[self.rule].refuses


class RuleBroken(Conflict):
    """A change that a rule refuses. `breaches` are all that refuse it."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__(", ".join(f"{one.rule.value} {one.organisation or ''}".strip() for one in breaches))
        self.breaches = tuple(breaches)


class Stale(Conflict):
    """Somebody else changed the group in the meantime. `revision` is the one to begin from now."""

    def __init__(self, team: str, revision: int, who: str) -> None:
        super().__init__(f"{team} was changed by {who}")
        self.team = team
        self.revision = revision
        self.who = who


def eligibility(code: str, decisions: Iterable[Decision], day: date) -> Eligibility:
    """What an organisation's decisions say on a day. The newest in force counts, the earliest signature."""
    own = [one for one in decisions if one.organisation == code]
    entitling = [one for one in own if one.kind in ENTITLING]
    valid = [one for one in entitling if one.in_force(day)]

    def in_force(kind: DecisionKind) -> Decision | None:
        found = [one for one in own if one.kind is kind and one.in_force(day)]
        return min(found, key=lambda one: one.on or day) if found else None

    signed, plan = in_force(DecisionKind.CEMR_SIGNED), in_force(DecisionKind.ACTION_PLAN)
    due = plan_due(signed) if signed and plan is None else None
    return Eligibility(
        organisation=code,
        decision=max(valid, key=lambda one: one.on or day) if valid else None,
        lacking=None if valid else _lacking(entitling, day),
        signed=signed,
        articles=in_force(DecisionKind.CEMR_2022),
        plan=plan,
        plan_due=due,
        plan_late=due is not None and day > due,
    )


def _lacking(entitling: Sequence[Decision], day: date) -> Lacking:
    if not entitling:
        return Lacking.NONE_KNOWN
    if any(one.known is not None and one.known.latest > day for one in entitling):
        return Lacking.NOT_YET
    if any(one.ended is not None and one.ended < day for one in entitling):
        return Lacking.ENDED
    return Lacking.NO_DATE


def plan_due(signed: Decision) -> date | None:
    """The last day for the action plan of whoever signed: counted from the last day it can have been.

    None for a signature without a date.
    """
    if signed.known is None:
        return None
    day = signed.known.latest
    try:
        return day.replace(year=day.year + PLAN_WITHIN)
    except ValueError:
        # Signed on a leap day.
        return day.replace(year=day.year + PLAN_WITHIN, day=28)


def step_breaches(
    stage: Stage,
    number: int,
    on: date,
    taken: Iterable[Taken],
    concept: Concept | None,
    memberships: Iterable[Membership],
    today: date,
) -> tuple[Breach, ...]:
    """Why a round may not take that step on that day; empty where it may. `memberships` are the round's."""
    done = list(taken)
    found = []
    may = next_steps(done, concept)
    if (stage, number) not in may:
        expected = may[0] if may else (Stage.CLOSED, 1)
        found.append(Breach(Rule.NEXT_STEP, stage=expected[0], number=expected[1]))
    if on > today:
        found.append(Breach(Rule.NOT_YET, dates=(on,)))
    earlier = [first for one in done if (first := earliest(one.on) or one.on.on) > on]
    if earlier:
        found.append(Breach(Rule.DATES, dates=(max(earlier), on)))
    participants = [one for one in memberships if one.role is MemberRole.PARTICIPANT and one.left is None]
    if stage is Stage.GROUPS and not participants:
        found.append(Breach(Rule.NOBODY))
    return tuple(found)


def placing(
    programme: Programme,
    placed: Sequence[Membership],
    *,
    programmes: Iterable[Programme],
    memberships: Iterable[Membership],
    organisations: Mapping[str, Organisation],
    decisions: Collection[Decision],
    admitted: Collection[str],
    functions: Mapping[str, Collection[Function]],
    today: date,
    teams: Iterable[Team] = (),
) -> tuple[Breach, ...]:
    """Every rule that a round's groups break, refusing ones first.

    `placed` are all memberships of the round as they would stand, `memberships` those of every round,
    `admitted` who was let in without a decision, `functions` which of the three each has filled.
    """
    rounds = [one for one in programmes if one.kind is ProgrammeKind.MODEL_ROUND]
    found: list[Breach] = []
    for one in placed:
        code, team = one.organisation, one.team
        place = organisations.get(code)
        if one.role not in MEMBERS:
            found.append(Breach(Rule.ROLE, code, team))
        if place is None or not _fits(place.kind, programme.track):
            found.append(Breach(Rule.TRACK, code, team, track=programme.track))
        if reversed_dates := _reversed(one, programme):
            found.append(Breach(Rule.DATES, code, team, dates=reversed_dates))
        if (
            one.role is MemberRole.MENTOR
            and _has_earlier(programme, rounds)
            and not finished_before(code, programme, rounds, memberships)
        ):
            found.append(Breach(Rule.MENTOR_FINISHED, code, team))
        if one.role is MemberRole.PARTICIPANT and one.left is None:
            found += _participant(one, decisions, admitted, functions, today)
    found += _twice(placed)
    found += _sizes(placed, teams)
    return tuple(sorted(dict.fromkeys(found), key=lambda breach: not breach.refuses))


def _participant(
    one: Membership,
    decisions: Collection[Decision],
    admitted: Collection[str],
    functions: Mapping[str, Collection[Function]],
    today: date,
) -> list[Breach]:
    code, team = one.organisation, one.team
    found = []
    held = eligibility(code, decisions, today)
    if not held.entitled and code not in admitted:
        found.append(Breach(Rule.DECISION, code, team, lacking=held.lacking))
    if held.plan_late and held.plan_due is not None:
        found.append(Breach(Rule.PLAN, code, team, dates=(held.plan_due,)))
    vacant = tuple(function for function in Function if function not in functions.get(code, ()))
    if vacant:
        found.append(Breach(Rule.FUNCTIONS, code, team, functions=vacant))
    return found


def _fits(kind: OrganisationKind, track: Track | None) -> bool:
    """Associations and city districts have taken part in municipal rounds (2017 and 2019)."""
    municipal = {OrganisationKind.MUNICIPALITY, OrganisationKind.ASSOCIATION, OrganisationKind.DISTRICT}
    if track is Track.MUNICIPALITY:
        return kind in municipal
    if track is Track.REGION:
        return kind is OrganisationKind.REGION
    return kind in municipal | {OrganisationKind.REGION}


def _reversed(one: Membership, programme: Programme) -> tuple[date, ...]:
    """The two dates that stand the wrong way round: joined after leaving, or leaving before the round began."""
    if one.left is None:
        return ()
    began = one.joined or programme.starts
    if began is None:
        return ()
    first = earliest(began)
    return (first, one.left.latest) if first is not None and one.left.latest < first else ()


def _has_earlier(programme: Programme, rounds: Iterable[Programme]) -> bool:
    """False for the pilot, which nobody could have been mentored by."""
    own = programme.starts.on if programme.starts else date.max
    return any(one.id != programme.id and one.starts and one.starts.on < own for one in rounds)


def _twice(placed: Sequence[Membership]) -> list[Breach]:
    """Organisations with two places at the same time. A mentor or support may stand by several groups."""
    found = []
    for at, one in enumerate(placed):
        for other in placed[at + 1 :]:
            if one.organisation != other.organisation or not _overlap(one, other):
                continue
            guides = {one.role, other.role} <= {MemberRole.MENTOR, MemberRole.SUPPORT}
            if one.team == other.team or not guides:
                found.append(Breach(Rule.ONCE, one.organisation, other.team))
    return found


def _overlap(one: Membership, other: Membership) -> bool:
    def ended_before(first: Membership, second: Membership) -> bool:
        return (
            first.left is not None
            and second.joined is not None
            and first.left.on - timedelta(days=1) < second.joined.latest
        )

    return not ended_before(one, other) and not ended_before(other, one)


def _sizes(placed: Sequence[Membership], teams: Iterable[Team]) -> list[Breach]:
    found = []
    named = [team.id for team in teams]
    for team in dict.fromkeys([*named, *(one.team for one in placed)]):
        inside = [one for one in placed if one.team == team and one.left is None]
        learning = sum(one.role is MemberRole.PARTICIPANT for one in inside)
        if learning not in GROUP_SIZES:
            found.append(Breach(Rule.GROUP_SIZE, team=team, number=learning))
        if not any(one.role is MemberRole.MENTOR for one in inside):
            found.append(Breach(Rule.NO_MENTOR, team=team))
    return found
