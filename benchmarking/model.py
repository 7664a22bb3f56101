"""The nouns of the network, as frozen values. Standard library only; every other module may import this one.

A single thing is a dataclass here; many of them are a pandas frame whose columns are
named after the same fields. The glossary (Swedish, English, code) is in the README.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

SWEDEN = "0000"
"""Kolada's code for the whole country."""


class Sex(StrEnum):
    """Whose value it is. The letters are Kolada's and stand in tables and files."""

    WOMEN = "K"
    MEN = "M"
    TOTAL = "T"


class Missing(StrEnum):
    """Why a cell holds no value. Zero is a value and never missing."""

    NON_RESPONSE = "non_response"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    NO_VALUE = "no_value"

    @property
    def mark(self) -> str:
        """The sign Kolada shows for it (`domain.md` §3.5); empty where nobody gave a reason."""
        return {"non_response": "-", "not_applicable": ".", "suppressed": "..", "no_value": ""}[self]


class Origin(StrEnum):
    """Who stands behind a value: the official producer, or the network's own members."""

    OFFICIAL = "official"
    NETWORK = "network"


class OrganisationKind(StrEnum):
    MUNICIPALITY = "municipality"
    REGION = "region"
    COUNTY = "county"
    COUNTRY = "country"
    ASSOCIATION = "association"
    DISTRICT = "district"
    AGENCY = "agency"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Swedish and in English."""

    sv: str
    en: str

    def __post_init__(self) -> None:
        if not self.sv:
            raise ValueError("a Text has at least its Swedish words")


@dataclass(frozen=True, slots=True)
class Organisation:
    """A municipality, region, county, association, city district or agency.

    `code` is text: `0180` is Stockholm and `180` is nothing. Municipalities carry SCB's four
    digits, regions Kolada's `00xx`, counties SCB's two digits, Sweden `0000`, others an own id.
    """

    code: str
    name: str
    kind: OrganisationKind
    name_official: str = ""
    county: str | None = None
    skr_group: str | None = None
    skr_group_name: str | None = None
    population_women: int | None = None
    population_men: int | None = None
    population_year: int | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def population(self) -> int | None:
        """Women and men together, or None where either is not known."""
        if self.population_women is None or self.population_men is None:
            return None
        return self.population_women + self.population_men


class Shape(StrEnum):
    """How an indicator speaks of women and men (`design.md` §3). Decides how its gap is measured."""

    BY_SEX = "by_sex"
    WOMENS_SHARE = "womens_share"
    MENS_SHARE = "mens_share"
    WOMENS_RELATIVE = "womens_relative"
    PAIR = "pair"

    @property
    def one_value(self) -> bool:
        """True where a file holds one value (T) for each year, not one for each sex."""
        return self is not Shape.BY_SEX


class Direction(StrEnum):
    """Which way the *level* is better. It never judges a gap."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Role(StrEnum):
    """What an indicator may be used for."""

    GAP = "gap"
    BACKGROUND = "background"
    NO_HEADLINE = "no_headline"


class Measured(StrEnum):
    """How values of different years hang together. Only YEARLY ones are tested over time."""

    YEARLY = "yearly"
    ELECTION = "election"
    SURVEY = "survey"
    MOVING_MEAN = "moving_mean"


class Counted(StrEnum):
    """What a share is a share of, where every one is counted: such a gap is a fact and has no interval."""

    POSTS = "posts"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One version of an indicator.

    `lower`, `upper`, `notable`, `equality_point` are in the indicator's `unit`. `breaks` are the
    years from which values cannot be compared with earlier ones. `pair_men` is the id of the
    series with men's values where `shape` is PAIR (`id` then holds women's). `suppress_below` is
    the least number of people a figure of the network's own may rest on. `topic` is what the gap is
    a gap in, as words in the middle of a sentence: "medianinkomst" in "Skillnaden i medianinkomst".
    `clause` is a sentence with {women} and {men} (values with unit), for lede sentences; where
    `shape` gives one value it holds {women} alone, for MENS_SHARE 100 minus the value.
    """

    id: str
    title: Text
    short: Text
    base: Text
    subgoal: int | None
    shape: Shape
    unit: str
    decimals: int
    applies_to: frozenset[OrganisationKind]
    measured: Measured
    family: str
    role: Role
    direction: Direction = Direction.NONE
    clause: Text | None = None
    topic: Text | None = None
    definition: Text | None = None
    producer: str | None = None
    source: str = "Kolada"
    operating_area: str | None = None
    equality_point: float | None = None
    lower: float | None = None
    upper: float | None = None
    notable: float | None = None
    counted: Counted | None = None
    breaks: tuple[int, ...] = ()
    break_note: Text | None = None
    caution: Text | None = None
    numerator: str | None = None
    denominator: str | None = None
    pair_men: str | None = None
    suppress_below: int = 5
    valid_from: date | None = None

    @property
    def series(self) -> tuple[str, ...]:
        """The ids under which its values are stored: one, or two for a pair (women's first)."""
        return (self.id,) if self.pair_men is None else (self.id, self.pair_men)


class ProgrammeKind(StrEnum):
    MODEL_ROUND = "model_round"
    COUNTY_TRAINING = "county_training"
    AGENCY_NETWORK = "agency_network"
    DECLARATION = "declaration"
    PARTNERSHIP = "partnership"


class Track(StrEnum):
    """Who a round is for."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    MIXED = "mixed"


class MemberRole(StrEnum):
    PARTICIPANT = "participant"
    MENTOR = "mentor"
    SUPPORT = "support"
    PARTNER = "partner"
    COUNCIL = "council"
    IMPLEMENTATION = "implementation"
    ORGANISER = "organiser"


class Precision(StrEnum):
    """How well a date is known. BY: that day or earlier. BEFORE: some day before it."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    BY = "by"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date as well as it is known: 2017 with precision YEAR is stored as 2017-01-01."""

    on: date
    precision: Precision

    @property
    def latest(self) -> date:
        """The last day the date can mean."""
        if self.precision is Precision.YEAR:
            return date(self.on.year, 12, 31)
        if self.precision is Precision.MONTH:
            first_of_next = date(self.on.year + self.on.month // 12, self.on.month % 12 + 1, 1)
            return date.fromordinal(first_of_next.toordinal() - 1)
        return self.on


@dataclass(frozen=True, slots=True)
class DateClaim:
    """What one source says of when a programme began or ended. Sources disagree; all are kept."""

    what: str
    said: str
    source: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A round of the model concept, or another programme that organisations take part in.

    `opens_on` is when its published figures are open to all; None means at once.
    """

    id: str
    name: Text
    kind: ProgrammeKind
    track: Track | None = None
    starts: KnownDate | None = None
    ends: KnownDate | None = None
    concept_version: str | None = None
    opens_on: date | None = None
    note: Text | None = None
    claims: tuple[DateClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A benchmarking group (`MK3-3`: round, group), council or implementation group."""

    id: str
    programme: str
    number: int
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation in a team. No dates means: as long as the programme."""

    team: str
    programme: str
    organisation: str
    role: MemberRole
    joined: KnownDate | None = None
    left: KnownDate | None = None
    source: str = ""
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a round asks for: an indicator for some years, of everybody in it, of a team or of one place.

    `indicator` is women's series of a pair. `id` is None until it is kept.
    """

    programme: str
    indicator: str
    first_year: int
    last_year: int
    team: str | None = None
    organisation: str | None = None
    due: date | None = None
    id: int | None = None


class Level(StrEnum):
    """What a finding asks of the sender: ERROR stops the file, WARNING asks, INFORMATION tells."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a file that was handed in; the sender's to mend, never an exception.

    `code` is stable and documented. `row` is the one the spreadsheet shows (header = 1), None for
    the file as a whole; `column` is the heading as the file has it. `found`, `expected` and
    `suggestion` are data; `wording` makes sentences of them. `count` is how many rows say the same.
    """

    code: str
    level: Level
    row: int | None = None
    column: str | None = None
    sheet: str | None = None
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    count: int = 1


class SubmissionState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that was handed in, or an official delivery. Its bytes are asked for separately.

    `follows` is the returned or withdrawn submission it was handed in for instead; `organisation` the one it was
    handed in for, None where a coordinator did so for whomever it is about.
    """

    id: int
    origin: Origin
    programme: str | None
    file_name: str
    sha256: str
    bytes: int
    sender: str
    received: datetime
    state: SubmissionState
    reason: str | None = None
    publisher: str | None = None
    published: datetime | None = None
    rows: int | None = None
    follows: int | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell mended on a draft; the file itself keeps `before`.

    `row`, `column` and `sheet` name the cell as findings do: the spreadsheet's row, the heading.
    `who` and `made` are empty until it is kept.
    """

    row: int
    column: str
    before: str
    text: str
    sheet: str | None = None
    who: str = ""
    made: datetime | None = None

    @property
    def cell(self) -> tuple[str | None, int, str]:
        """Which cell it is; a draft holds at most one correction of each."""
        return self.sheet, self.row, self.column


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A question about a draft that somebody has answered with yes.

    `about` is what was asked (`drafts.about`); `who` and `made` say by whom and when.
    """

    about: str
    who: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Warnings of one kind that somebody answered with yes at one moment."""

    findings: tuple[Finding, ...]
    who: str
    made: datetime


@dataclass(frozen=True, slots=True)
class DraftState:
    """What a sender has said of a draft.

    `answers` are those of `intake.check`; `remembered` where they were taken from the sender's last
    file of the same `shape` (the shape of the file as it is read without answers).
    """

    shape: str
    answers: Mapping[str, Any]
    remembered: bool = False


class Right(StrEnum):
    """What somebody may do. `access.py` says which standing holds which, and where.

    MEET is to see and write in a team's meetings, and to see its packs.
    """

    SUBMIT = "submit"
    PUBLISH = "publish"
    SEE_DRAFTS = "see_drafts"
    SEE_UNOPENED = "see_unopened"
    MEET = "meet"
    COORDINATE = "coordinate"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Grant:
    """A right held somewhere: for an organisation, a team, a programme, or where all that are named meet."""

    right: Right
    organisation: str | None = None
    team: str | None = None
    programme: str | None = None

    def __post_init__(self) -> None:
        if self.organisation is None and self.team is None and self.programme is None:
            raise ValueError("a grant names where it holds; a right that holds everywhere is in `rights`")


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks. Every question and command of the store takes one; caches are keyed by its `key`.

    `rights` hold everywhere, `grants` where they say.
    """

    name: str
    rights: frozenset[Right] = frozenset()
    grants: frozenset[Grant] = frozenset()

    def may(
        self,
        right: Right,
        *,
        organisation: str | None = None,
        team: str | None = None,
        programme: str | None = None,
    ) -> bool:
        """Whether this viewer holds the right for what is named; for everything, where nothing is.

        Name all that the deed touches: a coordinator of a programme may meet in its teams, which is seen
        only where the programme is named beside the team.
        """
        return right in self.rights or any(
            grant.right is right
            and grant.organisation in (None, organisation)
            and grant.team in (None, team)
            and grant.programme in (None, programme)
            for grant in self.grants
        )

    def may_somewhere(self, right: Right) -> bool:
        """Whether there is anything at all that this viewer holds the right for."""
        return right in self.rights or any(grant.right is right for grant in self.grants)

    @property
    def key(self) -> tuple[frozenset[Right], frozenset[Grant]]:
        """What an answer can depend on; two viewers with the same key get the same answers."""
        return self.rights, self.grants
