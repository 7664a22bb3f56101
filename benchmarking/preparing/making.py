"""Making a pack of what is known on a day: which gaps, references, changes and questions stand on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from benchmarking import claims, gaps, network
from benchmarking.assessments import Assessment, Checklist, Shift, Unmoved, shift
from benchmarking.claims import Against, Change, Even, Level
from benchmarking.errors import NotFound
from benchmarking.gaps import Basis, GapVerdict, Section
from benchmarking.lines import Reason
from benchmarking.model import (
    Indicator,
    MemberRole,
    Membership,
    Organisation,
    Programme,
    Request,
    Role,
    Team,
    Text,
)
from benchmarking.preparing.content import (
    Assessed,
    Cell,
    GroupPage,
    GroupRow,
    Member,
    MentorPath,
    Moved,
    News,
    Occasion,
    OrganisationPage,
    Pack,
    PathRow,
    Promise,
    Reading,
    Row,
    Since,
    Theme,
    Trend,
    readings_of,
)
from benchmarking.preparing.questions import questions_for
from benchmarking.rounds import Stage

MOST_ROWS = 5
"""Gaps on an organisation's page; with references and questions they then fit two pages."""

MOST_GROUP_ROWS = 6
MOST_MOVED = 3

SIDES = (MemberRole.PARTICIPANT, MemberRole.MENTOR)
"""Who stands in the group's table; the supporting organisation is named with the members."""


class Known(Protocol):
    """What a pack is made of: the facts as of its day; `prepared.Facts` is one."""

    organisations: Mapping[str, Organisation]
    indicators: Mapping[str, Indicator]
    programmes: Mapping[str, Programme]
    teams: Sequence[Team]
    memberships: Sequence[Membership]

    def gaps_of(self, code: str) -> pd.DataFrame: ...

    def headline_of(self, code: str) -> tuple[claims.Claim, ...]: ...

    def years_of(self, codes: Sequence[str], indicators: Sequence[str] | None = None) -> pd.DataFrame: ...

    def assessed_of(self, codes: Sequence[str]) -> pd.DataFrame: ...


def theme_of(occasion: Occasion | None, counted: bool = True) -> Theme:
    """What a meeting is about. `counted` is false where the concept does not say how many the meetings are."""
    if occasion is None:
        return Theme.COMPARISON
    if occasion.stage is Stage.KICK_OFF:
        return Theme.START
    if occasion.stage is Stage.CONFERENCE:
        return Theme.RESULTS
    if not counted:
        return Theme.COMPARISON
    return {1: Theme.STEERING, 2: Theme.IMPROVEMENT}.get(occasion.number, Theme.FOLLOW_UP)


def prepare(
    known: Known,
    team: str,
    as_of: date,
    occasion: Occasion | None = None,
    *,
    theme: Theme | None = None,
    earlier: Known | None = None,
    last_meeting: date | None = None,
    similar: Mapping[str, Sequence[str]] | None = None,
    requests: Iterable[Request] = (),
    assessments: Iterable[Assessment] = (),
    checklists: Mapping[str, Checklist] | None = None,
    promises: Iterable[Promise] = (),
) -> Pack:
    """The pack of a group as of a day. Nothing in it is of a later day, if `known` is not.

    `known` are the facts of that day and `earlier` those of the last meeting's. `similar`: by code, the codes
    of the places most like it. `requests` are the round's; those of other groups and organisations are
    passed over, and so are assessments and promises after the day. Raises NotFound for an unknown group.
    """
    found = next((one for one in known.teams if one.id == team), None)
    if found is None:
        raise NotFound(f"no team {team}")
    programme = known.programmes[found.programme]
    members = _members(known, team, as_of)
    making = _Making(
        known=known,
        as_of=as_of,
        programme=programme,
        members=members,
        theme=theme or theme_of(occasion),
        earlier=earlier,
        last_meeting=last_meeting,
        similar=similar or {},
        assessments=tuple(one for one in assessments if one.assessed_on <= as_of),
        checklists=checklists or {},
        promises=tuple(one for one in promises if one.made <= as_of),
    )
    pages = tuple(making.page(one.code) for one in members if one.role is MemberRole.PARTICIPANT)
    group = making.group(_wanted(requests, found, {one.code for one in members}))
    pack = Pack(
        team=team,
        programme=programme.id,
        round=programme.name,
        area=found.area or "",
        occasion=occasion,
        as_of=as_of,
        newest=making.newest,
        starts=programme.starts.on if programme.starts else None,
        members=members,
        places=(),
        group=group,
        pages=pages,
        indicators=(),
    )
    return _with_names(pack, known)


def _members(known: Known, team: str, as_of: date) -> tuple[Member, ...]:
    """Who is in the group on the day, as far as the sources date it; each once, participants first."""
    found: dict[tuple[str, MemberRole], Member] = {}
    for one in known.memberships:
        if one.team != team or (one.joined and one.joined.on > as_of):
            continue
        if one.left and one.left.latest <= as_of:
            continue
        place = known.organisations[one.organisation]
        found.setdefault((place.code, one.role), Member(place.code, place.name, place.kind, one.role))
    order = list(MemberRole)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.role)))


def _wanted(requests: Iterable[Request], team: Team, members: set[str]) -> tuple[str, ...]:
    """The indicators asked of this group, in the order in which they were."""
    return tuple(
        dict.fromkeys(
            one.indicator
            for one in requests
            if one.programme == team.programme
            and one.team in (None, team.id)
            and (one.organisation is None or one.organisation in members)
        )
    )


def _with_names(pack: Pack, known: Known) -> Pack:
    """The pack with every indicator and name it speaks of, so that it can stand alone."""
    spoken = list(readings_of(pack))
    told = [
        claim for page in pack.pages for claim in page.headline if isinstance(claim, Level | Even | Change)
    ]
    promised = [one.indicator for page in pack.pages for one in page.promises]
    ids = {one.indicator for one in (*spoken, *told)} | set(promised)
    ids |= {row.indicator for row in pack.group.rows}
    codes = {one.organisation for one in spoken} | {one.code for one in pack.members}
    return replace(
        pack,
        places=tuple(sorted((code, known.organisations[code].name) for code in codes)),
        indicators=tuple(one for code, one in known.indicators.items() if code in ids),
    )


@dataclass(frozen=True)
class _Making:
    """The day's facts and all that is asked of them, for one group."""

    known: Known
    as_of: date
    programme: Programme
    members: tuple[Member, ...]
    theme: Theme
    earlier: Known | None
    last_meeting: date | None
    similar: Mapping[str, Sequence[str]]
    assessments: tuple[Assessment, ...]
    checklists: Mapping[str, Checklist]
    promises: tuple[Promise, ...]
    _kept: dict[str, dict[tuple[str, int], Reading]] = field(default_factory=dict)

    @cached_property
    def mentors(self) -> tuple[str, ...]:
        return tuple(one.code for one in self.members if one.role is MemberRole.MENTOR)

    @cached_property
    def newest(self) -> int | None:
        years = [year for one in self.members for _, year in self.readings(one.code)]
        return max(years, default=None)

    def readings(self, code: str) -> dict[tuple[str, int], Reading]:
        """All figures of an organisation, by indicator and year; those without any value are left out."""
        if code not in self._kept:
            self._kept[code] = _readings(self.known.years_of([code]))
        return self._kept[code]

    # One organisation

    def page(self, code: str) -> OrganisationPage:
        ordered = self.known.gaps_of(code)
        headline = self.known.headline_of(code)
        rows = tuple(self._row(row) for row in _chosen(ordered))
        assessed = self._assessed(code)
        promises = tuple(self._promise(one) for one in self.promises if one.organisation == code)
        still_open = tuple(one for one in promises if one.state == "open")
        chance = claims.chance(ordered) if len(ordered) else None
        return OrganisationPage(
            organisation=code,
            headline=headline,
            rows=rows,
            trend=self._trend(rows[0].indicator, (code, *self.mentors)) if rows else None,
            since=self._since(code, [row.indicator for row in rows]),
            assessed=assessed,
            promises=still_open,
            questions=questions_for(self.theme, rows, headline, assessed, still_open),
            tested=chance.tested if chance else 0,
            expected_chance=chance.expected if chance else 0.0,
        )

    def _row(self, row: Any) -> Row:
        reading = self.readings(row.organisation)[row.indicator, int(row.year)]
        others = [
            self.readings(one).get((row.indicator, int(row.year)))
            for one in self.similar.get(row.organisation, ())
        ]
        there = [one for one in others if one is not None and one.gap is not None]
        best = min(there, key=lambda one: (abs(one.gap), one.organisation), default=None)
        if best is not None and abs(best.gap) >= abs(reading.gap):
            best = None
        mentors = [self.readings(one).get((row.indicator, int(row.year))) for one in self.mentors]
        return Row(
            reading=reading,
            verdict=GapVerdict(row.verdict),
            basis=Basis(row.basis),
            low=_number(row.low),
            high=_number(row.high),
            years=int(row.years),
            typical=_number(row.typical),
            against=_against(row),
            people=_number(row.people),
            best=best,
            best_of=len(there),
            mentors=tuple(one for one in mentors if one is not None and one.gap is not None),
        )

    def _trend(self, indicator: str, codes: Sequence[str]) -> Trend | None:
        readings = [
            one
            for code in codes
            for (what, _), one in sorted(self.readings(code).items())
            if what == indicator
        ]
        there = {one.organisation for one in readings}
        if not readings:
            return None
        return Trend(indicator, tuple(code for code in codes if code in there), tuple(readings))

    def _since(self, code: str, shown: Sequence[str]) -> Since:
        own = self.readings(code)
        newest = max((year for _, year in own), default=None)
        start_year = self.programme.starts.on.year - 1 if self.programme.starts else None
        # The indicators of the rows first, since those are what the page is about.
        order = [*shown, *(one for one in self.known.indicators if one not in shown)]
        if self.last_meeting is None or self.earlier is None:
            return Since(News.FIRST_MEETING, None, start_year, newest, self._from(code, start_year, order))
        before = _readings(self.earlier.years_of([code]))
        newer = []
        for indicator in order:
            first, last = _latest(before, indicator), _latest(own, indicator)
            if first and last and last.year > first.year:
                newer.append(self._moved(first, last))
        if newer:
            return Since(News.NEWER, self.last_meeting, start_year, newest, tuple(newer[:MOST_MOVED]))
        moved = self._from(code, start_year, order)
        return Since(News.NOTHING_NEW, self.last_meeting, start_year, newest, moved)

    def _from(self, code: str, year: int | None, order: Sequence[str]) -> tuple[Moved, ...]:
        """From a year to the newest, for those of the indicators that have a gap in both."""
        own, found = self.readings(code), []
        for indicator in order:
            first, last = own.get((indicator, year or 0)), _latest(own, indicator)
            if first and last and first.gap is not None and last.year > first.year:
                found.append(self._moved(first, last))
        return tuple(found[:MOST_MOVED])

    def _moved(self, first: Reading, last: Reading) -> Moved:
        breaks = self.known.indicators[first.indicator].breaks
        between = [year for year in breaks if first.year < year <= last.year]
        return Moved(first, last, max(between, default=None))

    def _assessed(self, code: str) -> Assessed | None:
        own = [one for one in self.assessments if one.organisation == code]
        checked = [one for one in own if one.version in self.checklists and one.scores]
        if not checked:
            return None
        latest = max(checked, key=lambda one: (one.assessed_on, one.programme, one.step))
        checklist = self.checklists[latest.version]
        share = latest.share(checklist)
        moved = shift(latest, own, checklist)
        lowest = min(latest.scores.values())
        weak = next(
            (
                point.text
                for point in checklist.points
                if latest.scores.get(point.number) == lowest and lowest < checklist.highest
            ),
            None,
        )
        return Assessed(
            on=latest.assessed_on,
            version=latest.version,
            answered=len(latest.scores),
            points=len(checklist.points),
            highest=checklist.highest,
            share=float(share or 0.0),
            shift=moved if isinstance(moved, Shift) else None,
            unmoved=moved if isinstance(moved, Unmoved) else None,
            weakest=weak,
            weakest_score=lowest if weak else None,
        )

    def _promise(self, promise: Promise) -> Promise:
        return replace(promise, now=_latest(self.readings(promise.organisation), promise.indicator))

    # The group

    def group(self, requested: Sequence[str]) -> GroupPage:
        sides = tuple(dict.fromkeys(one.code for one in self.members if one.role in SIDES))
        asked = [one for one in requested if self.known.indicators[one].role is not Role.BACKGROUND]
        wanted = asked or self._differing(sides)[:MOST_GROUP_ROWS]
        judged = {
            (row.indicator, row.organisation): row
            for row in self.known.assessed_of(sides).itertuples(index=False)
        }
        rows = tuple(
            GroupRow(one, tuple(self._cell(one, code, judged.get((one, code))) for code in sides))
            for one in wanted
        )
        trend = next((made for one in wanted if (made := self._gap_trend(one, sides))), None)
        return GroupPage(
            rows=rows,
            requested=bool(asked),
            trend=trend,
            paths=tuple(self._path(code, wanted) for code in self.mentors),
        )

    def _differing(self, sides: Sequence[str]) -> list[str]:
        """The indicators on which the members certainly lie furthest apart, then those that lead for most."""
        assessed = self.known.assessed_of(sides)
        assessed = assessed[assessed["role"] == Role.GAP]
        if assessed.empty:
            return []
        apart = gaps.apart(assessed)
        families = dict(zip(assessed["indicator"], assessed["family"], strict=True))
        leads: dict[str, int] = {}
        for code in sides:
            ordered = self.known.gaps_of(code)
            for one in ordered.loc[ordered["leads"], "indicator"]:
                leads[one] = leads.get(one, 0) + 1
        differ = [one for one in sorted(apart, key=lambda one: (-apart[one], one)) if apart[one] > 0]
        leading = sorted(leads, key=lambda one: (-leads[one], one))
        found: dict[str, str] = {}
        for one in (*differ, *leading):
            found.setdefault(families[one], one)
        return list(found.values())

    def _cell(self, indicator: str, code: str, row: Any) -> Cell:
        known = self.known.indicators[indicator]
        kind = self.known.organisations[code].kind
        if row is None:
            return Cell(
                code, kind in known.applies_to, None, GapVerdict.NOT_COMPARED, None, None, None, None, None, 0
            )
        number = row.reason_number
        return Cell(
            organisation=code,
            measured=True,
            reading=self.readings(code).get((indicator, int(row.year))),
            verdict=GapVerdict(row.verdict),
            basis=Basis(row.basis) if row.basis else None,
            reason=Reason(row.reason) if row.reason else None,
            reason_number=None if pd.isna(number) else int(number),
            low=_number(row.low),
            high=_number(row.high),
            years=int(row.years),
        )

    def _gap_trend(self, indicator: str, codes: Sequence[str]) -> Trend | None:
        trend = self._trend(indicator, codes)
        if trend is None or sum(one.gap is not None for one in trend.readings) < 2:
            return None
        return trend

    def _path(self, mentor: str, wanted: Sequence[str]) -> MentorPath:
        """How the mentor went through its latest own round that ended before this one began."""
        stays = [
            stay
            for stay in network.journey(
                tuple(self.known.programmes.values()), self.known.teams, self.known.memberships, mentor
            )
            if stay.role is MemberRole.PARTICIPANT and stay.programme != self.programme.id
        ]
        own = self.known.programmes[stays[-1].programme] if stays else None
        before = own.starts.on.year - 1 if own and own.starts else None
        after = own.ends.on.year if own and own.ends else None
        readings = self.readings(mentor)
        rows = []
        for indicator in wanted:
            first = readings.get((indicator, before or 0))
            last = readings.get((indicator, after or 0))
            now = _latest(readings, indicator)
            if first or last or now:
                ends = [one.year for one in (first, last, now) if one]
                breaks = self.known.indicators[indicator].breaks
                between = [year for year in breaks if min(ends) < year <= max(ends)]
                rows.append(PathRow(indicator, first, last, now, max(between, default=None)))
        return MentorPath(mentor, own.name if own else Text("-", "-"), before, after, tuple(rows))


def _chosen(ordered: pd.DataFrame) -> list[Any]:
    """The largest certain or lasting gaps, one of each family: those larger than elsewhere, then the other known ones."""
    if ordered.empty:
        return []
    uneven = ordered["verdict"].isin([GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER])
    usable = ordered[uneven & ordered["notable_size"] & (ordered["role"] == Role.GAP)]
    keys = usable.assign(shared=usable["section"] != Section.KNOWN, rest=~usable["leads"])
    # `order` has put them by distance, and the sort is stable.
    found = keys.sort_values(["shared", "rest"], kind="stable").drop_duplicates("family")
    return list(found.head(MOST_ROWS).itertuples(index=False))


def _readings(rows: pd.DataFrame) -> dict[tuple[str, int], Reading]:
    found = {}
    for row in rows.itertuples(index=False):
        women, men = _number(row.women_shown), _number(row.men_shown)
        if women is None and men is None:
            continue
        found[row.indicator, int(row.year)] = Reading(
            row.indicator,
            row.organisation,
            int(row.year),
            women,
            men,
            _number(row.gap),
            own=row.origin == "network",
        )
    return found


def _latest(readings: Mapping[tuple[str, int], Reading], indicator: str) -> Reading | None:
    """The newest reading with a gap."""
    years = [year for (what, year), one in readings.items() if what == indicator and one.gap is not None]
    return readings[indicator, max(years)] if years else None


def _against(row: Any) -> Against | None:
    if row.larger_than_elsewhere:
        return Against.LARGER
    return Against.AS_EVERYWHERE if row.as_everywhere else None


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def latest_reading(known: Known, organisation: str, indicator: str) -> Reading | None:
    """An organisation's newest figure with a gap on one indicator; None where there is none."""
    return _latest(_readings(known.years_of([organisation], [indicator])), indicator)
