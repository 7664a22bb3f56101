"""Real rounds: who took part, who never did, which years may be compared, and what came of it.

A result is made for every round and indicator. Where no effect can be judged it holds the paths, if there are
any, and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarking import network, peers
from benchmarking.effect import estimation
from benchmarking.effect.estimation import FEWEST_BEFORE, FEWEST_GROUPS, Estimate, Matched
from benchmarking.model import (
    Indicator,
    Measured,
    MemberRole,
    Membership,
    Organisation,
    OrganisationKind,
    Origin,
    Programme,
    ProgrammeKind,
    Role,
    Team,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EARLIER = 3
"""How many years before the real one a placebo round is set; what follows it up to the real start is its "after"."""


class Reason(StrEnum):
    """Why an effect cannot be judged. BREAK carries the year of the new measure in `Result.reason_number`,
    FEW_GROUPS and FEW_BEFORE how many there are."""

    NO_START = "no_start"
    NO_MEMBERS = "no_members"
    FEW_GROUPS = "few_groups"
    FEW_BEFORE = "few_before"
    NONE_AFTER = "none_after"
    BREAK = "break"
    FEW_PLACES = "few_places"


class Absence(StrEnum):
    """Why a participant is not among the members that are compared."""

    LEFT = "left"
    NO_FIGURES = "no_figures"
    OTHER_KIND = "other_kind"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Result:
    """What is known of one round and one indicator.

    `groups`: codes of the members in each team that are compared. `absent`: participants that are not, and why.
    `comparators`: by member. `years`, and `participants` and `compared` the groups' mean gap each year, in the
    direction each member's gap had before the round (or of the compared place's member); empty without paths.
    `before`, `after`: the years whose means are compared; `levels`: the mean gap (signed, women − men) of members and
    comparators in the last three before; `spread`: the standard deviation of that among all that never took part. `estimate` and `placebo` (a round that never was,
    three years earlier) are None where they cannot be made; `adjusted` is the p-value held against the rate of
    false discoveries over the whole page and `effect` whether one may be said (`with_discoveries`).
    """

    programme: str
    indicator: str
    kind: OrganisationKind
    groups: Mapping[str, tuple[str, ...]]
    absent: Mapping[str, Absence]
    comparators: Mapping[str, tuple[str, ...]]
    years: tuple[int, ...] = ()
    participants: tuple[float, ...] = ()
    compared: tuple[float, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    levels: Mapping[str, float] = field(default_factory=dict)
    spread: float = float("nan")
    reason: Reason | None = None
    reason_number: int | None = None
    estimate: Estimate | None = None
    placebo: Estimate | None = None
    adjusted: float = float("nan")
    effect: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(code for codes in self.groups.values() for code in codes)

    def level(self, path: tuple[float, ...], years: tuple[int, ...]) -> float:
        """The mean of a path over some years."""
        return float(np.mean([value for year, value in zip(self.years, path, strict=True) if year in years]))

    @property
    def level_years(self) -> tuple[int, ...]:
        """The years before the round that the change is counted from."""
        return self.before[-estimation.LEVEL_YEARS :]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What all rounds are judged by. `yearly`: official rows of `gaps.by_year`, and `rows` where those of an indicator
    and kind stand; `never`: codes that took part in no round; `panels`: those that have been made, by indicator and
    kind; `codes`, `years` and `gaps` are columns of `yearly`, taken out since hundreds of panels are made of them."""

    organisations: Mapping[str, Organisation]
    indicators: Mapping[str, Indicator]
    programmes: Mapping[str, Programme]
    teams: tuple[Team, ...]
    memberships: tuple[Membership, ...]
    yearly: pd.DataFrame
    never: frozenset[str]
    rows: Mapping[tuple[str, str], Ints]
    codes: NDArray[np.object_]
    years: Ints
    gaps: Floats
    panels: dict[tuple[str, OrganisationKind], Panel] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One indicator in one kind of organisation: `gaps` (codes × years, NaN where missing)."""

    codes: tuple[str, ...]
    years: tuple[int, ...]
    gaps: Floats


def field_of(
    organisations: Iterable[Organisation],
    indicators: Mapping[str, Indicator],
    programmes: Mapping[str, Programme],
    teams: Iterable[Team],
    memberships: Iterable[Membership],
    yearly: pd.DataFrame,
) -> Field:
    """Everything that results are made from. Only official values: the network's own exist for members alone."""
    places = {place.code: place for place in organisations}
    members = tuple(memberships)
    official = yearly[yearly["origin"] == Origin.OFFICIAL.value]
    return Field(
        organisations=places,
        indicators=indicators,
        programmes=programmes,
        teams=tuple(teams),
        memberships=members,
        yearly=official,
        never=never_took_part(places, programmes, members),
        rows=official.groupby(["indicator", "kind"], sort=False).indices,
        codes=official["organisation"].to_numpy(object),
        years=official["year"].to_numpy(np.int64),
        gaps=official["gap"].to_numpy(float),
    )


def never_took_part(
    organisations: Mapping[str, Organisation],
    programmes: Mapping[str, Programme],
    memberships: Iterable[Membership],
) -> frozenset[str]:
    """Municipalities and regions that were in no round, in no role, not even for a while.

    Nor may they have been in one through another: the municipalities of a county whose association took part are
    left out (which of them took part nobody says), and so is a municipality of which a city district did.
    """
    rounds = {one.id for one in programmes.values() if one.kind is ProgrammeKind.MODEL_ROUND}
    inside = {one.organisation for one in memberships if one.programme in rounds}
    counties, cities = set(), set()
    for code in inside & organisations.keys():
        place = organisations[code]
        if place.kind is OrganisationKind.ASSOCIATION:
            counties.add(place.county)
        elif place.kind is OrganisationKind.DISTRICT:
            # A district's official name begins with its city: "Stockholm, sdf Enskede-Årsta-Vantör".
            cities.add((place.county, (place.name_official or "").partition(",")[0]))
    return frozenset(
        place.code
        for place in organisations.values()
        if place.kind in peers.KINDS
        and place.code not in inside
        and not (
            place.kind is OrganisationKind.MUNICIPALITY
            and (place.county in counties or (place.county, place.name) in cities)
        )
    )


def testable(indicator: Indicator) -> bool:
    """Whether the indicator's years may be compared with each other: measured yearly, and not mere background."""
    return indicator.measured is Measured.YEARLY and indicator.role is Role.GAP


def results(facts: Field) -> dict[tuple[str, str], Result]:
    """A result for every model round with known participants and every testable indicator of their kind.

    By (round, indicator), rounds in order of time and indicators as given. Effects are told with the rate of false
    discoveries held over all of them.
    """
    rounds = [one for column in network.columns(facts.programmes.values()) for one in column]
    made: dict[tuple[str, str], Result] = {}
    for programme in rounds:
        kind = kind_of(programme, facts)
        if kind is None:
            continue
        codes = [code for code, place in facts.organisations.items() if place.kind is kind]
        traits = (
            structure_of(programme, kind, facts).drop(columns="residents").loc[sorted(codes)].to_numpy(float)
        )
        for indicator in facts.indicators.values():
            if not testable(indicator) or kind not in indicator.applies_to:
                continue
            panel = panel_of(indicator, kind, facts)
            made[programme.id, indicator.id] = _result(programme, indicator, kind, panel, traits, facts)
    return with_discoveries(made)


def with_discoveries(made: Mapping[tuple[str, str], Result]) -> dict[tuple[str, str], Result]:
    """The same results, with `adjusted` and `effect` set from all that were tested."""
    tested = {key: one.estimate for key, one in made.items() if one.estimate is not None}
    rates = dict(zip(tested, estimation.adjusted([one.closed.p for one in tested.values()]), strict=True))
    return {
        key: one
        if key not in tested
        else replace(
            one,
            adjusted=float(rates[key]),
            effect=estimation.shown(tested[key], bool(rates[key] <= estimation.FALSE_DISCOVERIES)),
        )
        for key, one in made.items()
    }


def panel_of(indicator: Indicator, kind: OrganisationKind, facts: Field) -> Panel:
    """The gaps of all organisations of a kind, in the years in which at least half of them have one."""
    key = indicator.id, kind
    if key not in facts.panels:
        facts.panels[key] = _panel(indicator, kind, facts)
    return facts.panels[key]


def _panel(indicator: Indicator, kind: OrganisationKind, facts: Field) -> Panel:
    rows = np.asarray(facts.rows.get((indicator.id, kind.value), []), dtype=np.int64)
    codes = tuple(sorted(code for code, place in facts.organisations.items() if place.kind is kind))
    # By positions: a pivot of pandas takes ten times as long, and there are hundreds to make.
    at = {code: number for number, code in enumerate(codes)}
    place = np.fromiter((at.get(code, -1) for code in facts.codes[rows]), dtype=np.int64, count=len(rows))
    years, year = np.unique(facts.years[rows], return_inverse=True)
    wide = np.full((len(codes), len(years)), np.nan)
    wide[place[place >= 0], year[place >= 0]] = facts.gaps[rows][place >= 0]
    usual = np.isfinite(wide).sum(axis=0) * 2 >= len(codes)
    return Panel(codes, tuple(int(one) for one in years[usual]), wide[:, usual])


def span(programme: Programme) -> tuple[int, int] | None:
    """The first and the last year that a round touches; None where its start is not known."""
    if programme.starts is None:
        return None
    start = programme.starts.on.year
    return start, max(programme.ends.latest.year, start) if programme.ends is not None else start


def window(
    indicator: Indicator, years: tuple[int, ...], start: int, end: int
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The comparable years before a round, all that may be drawn in one line, and those after it.

    From the last new measure before the round to the next one. The years that the round touches are neither.
    """
    first = max((year for year in indicator.breaks if year < start), default=0)
    cut = min((year for year in indicator.breaks if year >= start), default=9999)
    drawn = tuple(year for year in years if first <= year < cut)
    return (
        tuple(year for year in drawn if year < start),
        drawn,
        tuple(year for year in drawn if year > end),
    )


def structure_of(programme: Programme, kind: OrganisationKind, facts: Field) -> pd.DataFrame:
    """Traits of every organisation of a kind as they were known the year before a round, by code.

    Columns: residents; then standardised: log_residents, age, income, education (as `peers.features`). Who lacks a
    trait is given the typical one; where nobody has it, all are alike in it.
    """
    years = span(programme)
    known = [facts.rows[key] for key in facts.rows if key[0] in peers.SOURCES]
    values = facts.yearly.iloc[np.concatenate(known)] if known else facts.yearly.iloc[:0]
    table = peers.features(facts.organisations.values(), values, years[0] - 1 if years else None)
    table = table[table["kind"] == kind.value].set_index("organisation")
    measured = table[["population", "age", "income", "education"]].astype(float)
    filled = measured.fillna(measured.median()).fillna(1.0)
    traits = filled.assign(population=np.log(filled["population"]))
    spread = traits.std(ddof=0)
    traits = (traits - traits.mean()) / spread.where(spread > 0, 1.0)
    return traits.rename(columns={"population": "log_residents"}).assign(residents=filled["population"])


def kind_of(programme: Programme, facts: Field) -> OrganisationKind | None:
    """The kind of most participants with figures; municipalities where there are as many; None without any."""
    kinds = [
        facts.organisations[one.organisation].kind
        for one in _participants(programme, facts)
        if one.organisation in facts.organisations
    ]
    return max((kind for kind in peers.KINDS if kind in kinds), key=kinds.count, default=None)


def _participants(programme: Programme, facts: Field) -> list[Membership]:
    return [
        one
        for one in facts.memberships
        if one.programme == programme.id and one.role is MemberRole.PARTICIPANT
    ]


def _result(
    programme: Programme,
    indicator: Indicator,
    kind: OrganisationKind,
    panel: Panel,
    traits: Floats,
    facts: Field,
) -> Result:
    row = {code: at for at, code in enumerate(panel.codes)}
    years = span(programme)
    start, end = years or (0, 0)
    before, drawn, after = window(indicator, panel.years, start, end) if years else ((), (), ())
    columns = np.array([panel.years.index(year) for year in drawn], dtype=np.int64)
    gaps = panel.gaps[:, columns]
    whole = np.isfinite(gaps).all(axis=1)
    groups, absent = _groups(programme, kind, whole, row, facts)
    result = Result(programme.id, indicator.id, kind, groups, absent, {}, before=before, after=after)
    reason, number = _why_not(indicator, groups, before, after, years, end)
    result = replace(result, reason=reason, reason_number=number)
    if not groups or not before or years is None:
        return result

    kept = np.flatnonzero(whole)
    place = {int(at): new for new, at in enumerate(kept)}
    rows = [np.array([place[row[code]] for code in codes], dtype=np.int64) for codes in groups.values()]
    codes = [panel.codes[at] for at in kept]
    never = np.array([code in facts.never for code in codes])
    alike = traits[kept]
    own = gaps[kept]
    at_before = np.array([drawn.index(year) for year in before], dtype=np.int64)
    at_after = np.array([drawn.index(year) for year in after], dtype=np.int64)
    if never.sum() < sum(map(len, rows)):
        return replace(result, reason=result.reason or Reason.FEW_PLACES)
    estimate, placebo = None, None
    if reason is None:
        estimate = estimation.estimate(
            own, rows, never, alike, at_before, at_after, permutations=estimation.PERMUTATIONS
        )
        matched = estimate.matched
        if len(before) >= EARLIER + FEWEST_BEFORE:
            placebo = estimation.estimate(own, rows, never, alike, at_before[:-EARLIER], at_before[-EARLIER:])
    else:
        matched = estimation.match(own, rows, never, alike, at_before)
    participants, compared = matched.paths(own)
    level = estimation.history(own, at_before)[:, 0]
    return replace(
        result,
        comparators=_named(matched, codes),
        levels={codes[at]: float(level[at]) for at in (*matched.members, *matched.comparators.ravel())},
        spread=float(level[never].std()),
        years=drawn,
        participants=tuple(map(float, participants)),
        compared=tuple(map(float, compared)),
        estimate=estimate,
        placebo=placebo,
    )


def _named(matched: Matched, codes: list[str]) -> dict[str, tuple[str, ...]]:
    return {
        codes[member]: tuple(codes[one] for one in those)
        for member, those in zip(matched.members, matched.comparators, strict=True)
    }


def _why_not(
    indicator: Indicator,
    groups: Mapping[str, tuple[str, ...]],
    before: tuple[int, ...],
    after: tuple[int, ...],
    years: tuple[int, int] | None,
    end: int,
) -> tuple[Reason | None, int | None]:
    """The first reason why no effect can be judged, and the number that goes with it."""
    if years is None:
        return Reason.NO_START, None
    if not groups:
        return Reason.NO_MEMBERS, None
    if len(groups) < FEWEST_GROUPS:
        return Reason.FEW_GROUPS, len(groups)
    if len(before) < FEWEST_BEFORE:
        return Reason.FEW_BEFORE, len(before)
    if not after:
        broken = [year for year in indicator.breaks if years[0] <= year <= end + 1]
        return (Reason.BREAK, broken[0]) if broken else (Reason.NONE_AFTER, None)
    return None, None


def _groups(
    programme: Programme, kind: OrganisationKind, whole: Bools, row: Mapping[str, int], facts: Field
) -> tuple[dict[str, tuple[str, ...]], dict[str, Absence]]:
    """The members of each team that are compared, and the participants that are not, with the reason."""
    groups: dict[str, tuple[str, ...]] = {}
    absent: dict[str, Absence] = {}
    for one in _participants(programme, facts):
        place = facts.organisations.get(one.organisation)
        if network.left_early(one, programme):
            absent[one.organisation] = Absence.LEFT
        elif place is None or place.kind not in peers.KINDS:
            absent[one.organisation] = Absence.NO_FIGURES
        elif place.kind is not kind:
            absent[one.organisation] = Absence.OTHER_KIND
        elif not whole[row[one.organisation]]:
            absent[one.organisation] = Absence.MISSING
        else:
            groups[one.team] = (*groups.get(one.team, ()), one.organisation)
    return groups, absent
