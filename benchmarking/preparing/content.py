"""The nouns of a pack: frozen values that hold numbers and verdicts, never a sentence.

Everything a document needs is in the pack itself, the indicators and names included, so that it can be kept
and read years later without asking the store anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarking.assessments import Shift, Unmoved
from benchmarking.claims import Against, Claim
from benchmarking.gaps import Basis, GapVerdict
from benchmarking.lines import Reason
from benchmarking.model import Indicator, MemberRole, OrganisationKind, Text
from benchmarking.rounds import Stage


class Theme(StrEnum):
    """What a step of the concept is about; the versions differ in numbers and titles, not in this."""

    START = "start"
    STEERING = "steering"
    IMPROVEMENT = "improvement"
    FOLLOW_UP = "follow_up"
    RESULTS = "results"
    COMPARISON = "comparison"


class Ask(StrEnum):
    """What a question is about."""

    LARGEST = "largest"
    EVENER = "evener"
    MOVED = "moved"
    UNTOLD = "untold"
    POINT = "point"
    PROMISED = "promised"
    NO_FIGURES = "no_figures"
    OPEN = "open"


class News(StrEnum):
    """What `Since.moved` is about: figures newer than at the last meeting, or all since the year before the start."""

    NEWER = "newer"
    NOTHING_NEW = "nothing_new"
    FIRST_MEETING = "first_meeting"


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting a pack is for. `code` is what the address calls it; `day` is None where none is set."""

    code: str
    stage: Stage
    number: int
    title: Text | None = None
    aim: Text | None = None
    day: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation in the group, with its name as it was then."""

    code: str
    name: str
    kind: OrganisationKind
    role: MemberRole


@dataclass(frozen=True, slots=True)
class Reading:
    """One organisation's figure of one year: women and men in the indicator's unit, gap in the gap's.

    A sex without a value is None, and so is the gap then. `own` is true for a figure of the network's own.
    """

    indicator: str
    organisation: str
    year: int
    women: float | None
    men: float | None
    gap: float | None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A gap of an organisation that is certain, lasting or counted, and whom to hold it against.

    Fields as in `gaps.assess`. `best` is the evenest of `best_of` similar places the same year, None where
    none is evener; `mentors` are the mentors' figures of that year, those that have one.
    """

    reading: Reading
    verdict: GapVerdict
    basis: Basis
    low: float | None
    high: float | None
    years: int
    typical: float | None
    against: Against | None
    people: float | None
    best: Reading | None
    best_of: int
    mentors: tuple[Reading, ...]

    @property
    def indicator(self) -> str:
        return self.reading.indicator


@dataclass(frozen=True, slots=True)
class Moved:
    """Two readings of one organisation, the earlier first. `broken` is the year of a new measure between them."""

    first: Reading
    last: Reading
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed: since the last meeting where figures are newer, else since the year before the start.

    `start_year` is that year, None where nobody knows when the round began; `newest` the newest year with a
    figure of the organisation, None without figures. Empty `moved`: nothing can be compared yet.
    """

    news: News
    last_meeting: date | None
    start_year: int | None
    newest: int | None
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """The latest self-assessment. `share` of the maximum over the `answered` of `points` points, 0–1.

    `weakest` is the text of the point with the lowest score, None where all have the highest.
    """

    on: date
    version: str
    answered: int
    points: int
    highest: int
    share: float
    shift: Shift | None
    unmoved: Unmoved | None
    weakest: Text | None = None
    weakest_score: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What an organisation promised of a gap, and where the gap stands. Gaps are signed, in the gap's unit.

    `expected` is `meetings.Expected`, `state` `meetings.CommitmentState` as of the pack's day, as text.
    """

    id: int
    organisation: str
    indicator: str
    expected: str
    state: str
    made: date
    text: str
    baseline: float | None
    baseline_year: int | None
    now: Reading | None
    due: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """An open question to ask, and the figures it starts from. Only what `ask` needs is set."""

    ask: Ask
    theme: Theme
    reading: Reading | None = None
    other: Reading | None = None
    promise: Promise | None = None
    claim: Claim | None = None
    point: Text | None = None
    score: int | None = None
    highest: int | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """Some organisations' readings of one indicator over the years, to draw; `organisations` in their order."""

    indicator: str
    organisations: tuple[str, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation's page. `chance`: how many gaps were tested, and how many of them may be chance."""

    organisation: str
    headline: tuple[Claim, ...]
    rows: tuple[Row, ...]
    trend: Trend | None
    since: Since | None
    assessed: Assessed | None
    promises: tuple[Promise, ...]
    questions: tuple[Question, ...]
    tested: int = 0
    expected_chance: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One organisation's gap on one indicator, whatever is known of it; `reading` is None where there is no row.

    `measured` is false where the indicator is not for that kind of organisation.
    """

    organisation: str
    measured: bool
    reading: Reading | None
    verdict: GapVerdict
    basis: Basis | None
    reason: Reason | None
    reason_number: int | None
    low: float | None
    high: float | None
    years: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One indicator, all participants and mentors side by side."""

    indicator: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PathRow:
    """A mentor's figure on one indicator before its own round, after it, and now; None where there is none."""

    indicator: str
    before: Reading | None
    after: Reading | None
    now: Reading | None
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class MentorPath:
    """How a mentor went through its own round: `before` and `after` are years, None where no date is known."""

    mentor: str
    programme: Text
    before: int | None
    after: int | None
    rows: tuple[PathRow, ...]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The group side by side. `requested`: on what the round has asked for; else where members differ most."""

    rows: tuple[GroupRow, ...]
    requested: bool
    trend: Trend | None
    paths: tuple[MentorPath, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything a group is given before a meeting, as known on the day `as_of`.

    `newest` is the newest year of any figure in it. `indicators` are those it speaks of, as they were.
    """

    team: str
    programme: str
    round: Text
    area: str
    occasion: Occasion | None
    as_of: date
    newest: int | None
    starts: date | None
    members: tuple[Member, ...]
    places: tuple[tuple[str, str], ...]
    group: GroupPage
    pages: tuple[OrganisationPage, ...]
    indicators: tuple[Indicator, ...]

    def name(self, code: str) -> str:
        """An organisation's name as it was, its code where the pack does not know it."""
        return dict(self.places).get(code, code)

    def having(self, *roles: MemberRole) -> tuple[Member, ...]:
        """The members with one of the roles, in the order they were recorded."""
        return tuple(one for one in self.members if one.role in roles)

    @property
    def indicator(self) -> Mapping[str, Indicator]:
        return {one.id: one for one in self.indicators}


def readings_of(pack: Pack) -> Iterable[Reading]:
    """Every figure that stands in a pack, each once."""
    found: dict[tuple[str, str, int], Reading] = {}

    def add(*readings: Reading | None) -> None:
        for one in readings:
            if one is not None:
                found.setdefault((one.indicator, one.organisation, one.year), one)

    for page in pack.pages:
        for row in page.rows:
            add(row.reading, row.best, *row.mentors)
        for moved in page.since.moved if page.since else ():
            add(moved.first, moved.last)
        add(*(promise.now for promise in page.promises))
        for question in page.questions:
            add(question.reading, question.other)
        add(*(page.trend.readings if page.trend else ()))
    for line in pack.group.rows:
        add(*(cell.reading for cell in line.cells))
    for path in pack.group.paths:
        for step in path.rows:
            add(step.before, step.after, step.now)
    add(*(pack.group.trend.readings if pack.group.trend else ()))
    return found.values()
