"""What is kept of the other networks: asking for them, and what a coordinator changes.

A row is changed from what it was to what it is to be: whoever saves on an older state than the present one
gets a Conflict, and nothing is changed. Attendance by organisation is for who may coordinate; others are
told how many came, as far as the counts are large enough (`initiatives.publicly`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from benchmarking import initiatives
from benchmarking.errors import Conflict, NotFound
from benchmarking.initiatives import (
    Attendance,
    CountyAssessment,
    Dossier,
    Initiative,
    Member,
    Milestone,
    Occasion,
    OccasionKind,
    People,
    Progress,
    Row,
    SourcedFact,
    Template,
    Work,
    WorkKind,
    YearReport,
    types_of,
    year_report,
)
from benchmarking.model import KnownDate, MemberRole, Precision, ProgrammeKind, Right, Text, Viewer
from benchmarking.seats import SeatOffer, SeatRequest
from benchmarking.store.database import Change, demand
from benchmarking.store.round_questions import RoundQuestions

TABLES: dict[type, str] = {
    Milestone: "milestone",
    Progress: "progress",
    Occasion: "occasion",
    Attendance: "attendance",
    Work: "work",
    SourcedFact: "sourced_fact",
    CountyAssessment: "county_assessment",
    SeatOffer: "seat_offer",
    SeatRequest: "seat_request",
}
"""The table of each kind of row. A field is a column of its name; a date also has its precision, a text two languages."""

KEYS: dict[type, tuple[str, ...]] = {
    Milestone: ("code",),
    Progress: ("organisation", "milestone"),
    Occasion: ("number",),
    Attendance: ("occasion", "organisation", "role"),
    Work: ("number",),
    SourcedFact: ("code",),
    CountyAssessment: ("organisation", "year"),
    SeatOffer: ("number",),
    SeatRequest: ("offer", "organisation", "asked"),
}

FIELDS: dict[type, str] = {
    Member: "members",
    Milestone: "milestones",
    Progress: "progress",
    Occasion: "occasions",
    Attendance: "attendance",
    Work: "work",
    SourcedFact: "facts",
    CountyAssessment: "assessments",
    SeatOffer: "offers",
    SeatRequest: "requests",
}
"""Where a dossier holds each kind of row."""

ORDER: dict[type, str] = {
    Milestone: "position, code",
    SourcedFact: "position, code",
    CountyAssessment: "year, organisation",
}
"""In which order rows are told, where it is not that of their keys."""

Changed = tuple[Row | None, Row | None]
"""A row as it was and as it is to be; None for one that is new, or that is to go."""


class Initiatives(RoundQuestions):
    """Initiatives: all programmes that are no rounds. Commands ask for the right to coordinate, and leave an event."""

    def initiatives(self, viewer: Viewer) -> tuple[Initiative, ...]:
        """All initiatives by kind, then by start, those without one last."""
        rows = self._rows(
            """
            SELECT p.id, p.kind, p.name_sv, p.name_en, i.county, i.aim_sv, i.aim_en, p.starts,
                   p.starts_precision, p.ends, p.ends_precision, i.meetings_a_year, p.note_sv, p.note_en,
                   i.source, i.certainty
            FROM programme AS p JOIN initiative AS i ON i.programme = p.id
            ORDER BY list_position($kinds, p.kind), p.starts NULLS LAST, p.id
            """,
            kinds=[kind.value for kind in initiatives.KINDS],
        )
        return tuple(_noun(Initiative, row) for row in rows)

    def dossiers(self, viewer: Viewer) -> tuple[Dossier, ...]:
        """Everything kept of each initiative, in the order of `initiatives`; attendance for coordinators only."""
        return tuple(_shown(viewer, one) for one in self._dossiers())

    def dossier(self, viewer: Viewer, programme: str) -> Dossier:
        """Everything kept of one initiative. Raises NotFound."""
        return _shown(viewer, self._dossier(programme))

    def came(self, viewer: Viewer, programme: str) -> dict[int, int]:
        """How many people came to each occasion of which it is noted, by its number."""
        found: dict[int, int] = {}
        for one in self._dossier(programme).attendance:
            found[one.occasion] = found.get(one.occasion, 0) + one.people
        return found

    def people(self, viewer: Viewer, programme: str) -> dict[int, tuple[People, ...]]:
        """How many came in each year, by role and sex as far as the viewer may see. Raises NotFound."""
        dossier = self._dossier(programme)
        held = sorted({one.held.on.year for one in dossier.occasions if one.held is not None})
        found = {year: initiatives.people(dossier, year) for year in held}
        if not _counts(viewer, programme):
            found = {year: initiatives.publicly(one) for year, one in found.items()}
        return {year: one for year, one in found.items() if one}

    def year_report(self, viewer: Viewer, programme: str, year: int, today: date | None = None) -> YearReport:
        """A year of an initiative; the people in it as far as the viewer may see. Raises NotFound."""
        return year_report(
            self._dossier(programme),
            {one.code: one for one in self.organisations(viewer)},
            self.decisions(viewer),
            year,
            today or date.today(),
            public=not _counts(viewer, programme),
        )

    def templates(self, viewer: Viewer) -> dict[ProgrammeKind, Template]:
        """What a new initiative of each kind begins with."""
        milestones: dict[str, list[Milestone]] = {}
        for row in self._rows("SELECT * FROM template_milestone ORDER BY template, position"):
            milestones.setdefault(row.pop("template"), []).append(_noun(Milestone, row))
        work: dict[str, list[Work]] = {}
        for row in self._rows("SELECT * FROM template_work ORDER BY template, number"):
            work.setdefault(row["template"], []).append(
                Work(
                    row["number"],
                    WorkKind(row["kind"]),
                    Text(row["title_sv"], row["title_en"]),
                    source=row["source"],
                )
            )
        return {
            ProgrammeKind(row["kind"]): Template(
                kind=ProgrammeKind(row["kind"]),
                roles=tuple(map(MemberRole, row["roles"])),
                occasions=tuple(map(OccasionKind, row["occasions"])),
                work_kinds=tuple(map(WorkKind, row["work_kinds"])),
                meetings_a_year=row["meetings_a_year"],
                milestones=tuple(milestones.get(row["kind"], ())),
                work=tuple(work.get(row["kind"], ())),
            )
            for row in self._rows(
                "SELECT * FROM initiative_template ORDER BY list_position($kinds, kind)",
                kinds=[kind.value for kind in initiatives.KINDS],
            )
        }

    # What a coordinator changes

    def create_initiative(
        self,
        viewer: Viewer,
        kind: ProgrammeKind,
        name: Text,
        *,
        county: str | None = None,
        starts: KnownDate | None = None,
        ends: KnownDate | None = None,
        members: Iterable[str] = (),
        source: str = "",
    ) -> str:
        """Set up an initiative from its kind's template, with the members given; returns its id, made of the name.

        Raises NotFound for a kind without template, an unknown county or member; Conflict for a name without
        letters or dates in the wrong order.
        """
        demand(viewer, Right.COORDINATE)
        with self._change() as change:
            template = self.templates(viewer).get(kind)
            if template is None:
                raise NotFound(f"no template for {kind}")
            if county is not None:
                self._organisation(viewer, county)
            new = Initiative(
                id=self._free_id(name.sv),
                kind=kind,
                name=name,
                county=county,
                starts=starts,
                ends=ends,
                meetings_a_year=template.meetings_a_year,
                source=source,
            )
            _in_order(new)
            add_initiative(change, new)
            change.record(
                viewer.name,
                "create_initiative",
                f"programme:{new.id}",
                after={"name": name.sv, "kind": kind.value, "county": county},
            )
            role = MemberRole.PARTNER if MemberRole.PARTNER in template.roles else MemberRole.PARTICIPANT
            rows: list[Row] = [*template.milestones, *template.work]
            rows += [Member(code, role, source=source) for code in dict.fromkeys(members)]
            self._keep(change, viewer, Dossier(new), [(None, row) for row in rows], "")
        return new.id

    def change_initiative(self, viewer: Viewer, before: Initiative, after: Initiative, why: str) -> None:
        """Change what is said of an initiative as a whole. Its id and kind stay.

        Raises NotFound; Conflict without a reason, where it is not `before` any more, or for dates in the
        wrong order.
        """
        demand(viewer, Right.COORDINATE, programme=before.id)
        if not why.strip():
            raise Conflict("a change has a reason")
        with self._change() as change:
            if self._dossier(before.id).initiative != before:
                raise Conflict("somebody else has changed it meanwhile")
            if after.county is not None:
                self._organisation(viewer, after.county)
            after = replace(after, id=before.id, kind=before.kind)
            _in_order(after)
            known = _columns(after)
            change.run(
                """
                UPDATE programme SET name_sv = $name_sv, name_en = $name_en, starts = $starts,
                    starts_precision = $starts_precision, ends = $ends, ends_precision = $ends_precision,
                    note_sv = $note_sv, note_en = $note_en
                WHERE id = $id
                """,
                **{name: known[name] for name in _OF_PROGRAMME},
            )
            change.run(
                """
                UPDATE initiative SET county = $county, aim_sv = $aim_sv, aim_en = $aim_en,
                    meetings_a_year = $meetings_a_year, source = $source, certainty = $certainty
                WHERE programme = $id
                """,
                **{name: known[name] for name in ("id", *_OF_INITIATIVE)},
            )
            change.record(
                viewer.name,
                "change_initiative",
                f"programme:{before.id}",
                before=_columns(before),
                after=known | {"why": why.strip()},
            )

    def keep(self, viewer: Viewer, programme: str, changes: Sequence[Changed], why: str = "") -> int:
        """Write rows of an initiative, all or nothing; returns how many are otherwise than before.

        Raises NotFound for an unknown initiative, organisation, step, occasion or offer; Conflict where a row
        is not what it was said to be, stands there already, is still referred to, or holds counts that cannot be.
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            return self._keep(change, viewer, self._dossier(programme), changes, why.strip())

    # What the commands share

    def _keep(
        self, change: Change, viewer: Viewer, dossier: Dossier, changes: Sequence[Changed], why: str
    ) -> int:
        known = {one.code for one in self.organisations(viewer)}
        there = {(type(row), row.key): row for name in FIELDS.values() for row in getattr(dossier, name)}
        after = dict(there)
        wrote = []
        for old, new in changes:
            if old == new:
                continue
            if old is not None and there.get((type(old), old.key)) != old:
                raise Conflict("somebody else has changed it meanwhile")
            if old is not None:
                after.pop((type(old), old.key), None)
            if new is not None:
                if (type(new), new.key) in after:
                    raise Conflict(f"there is such a row already: {new.key}")
                after[type(new), new.key] = new
            wrote.append((old, new))
        self._sound(after.values(), known)
        for old, _ in wrote:
            if old is not None:
                _remove(change, dossier.initiative.id, old)
        for _, new in wrote:
            if new is not None:
                add_row(change, dossier.initiative.id, new)
        if wrote:
            change.record(
                viewer.name,
                "keep_rows",
                f"programme:{dossier.initiative.id}",
                before=[_columns(old) for old, _ in wrote if old is not None],
                after={"rows": [_columns(new) for _, new in wrote if new is not None], "why": why},
            )
        return len(wrote)

    def _sound(self, rows: Iterable[Row], known: set[str]) -> None:
        """Raise where rows cannot stand together."""
        every = list(rows)
        keys = {(type(row), row.key) for row in every}
        members = {row.organisation for row in every if isinstance(row, Member)}
        for row in every:
            named = getattr(row, "owner", None) or getattr(row, "organisation", None)
            if named and named not in known:
                raise NotFound(f"no organisation {named!r}")
            if isinstance(row, Progress) and (Milestone, (row.milestone,)) not in keys:
                raise NotFound(f"no step {row.milestone!r}")
            if isinstance(row, SourcedFact) and row.milestone and (Milestone, (row.milestone,)) not in keys:
                raise NotFound(f"no step {row.milestone!r}")
            if isinstance(row, Attendance):
                if (Occasion, (row.occasion,)) not in keys:
                    raise NotFound(f"no occasion {row.occasion}")
                if min(row.women, row.men, row.unsplit) < 0:
                    raise Conflict("nobody comes in negative numbers")
            if isinstance(row, SeatOffer) and min(row.seats, row.per_member) < 0:
                raise Conflict("seats are none or more")
            if isinstance(row, SeatRequest):
                if (SeatOffer, (row.offer,)) not in keys:
                    raise NotFound(f"no offer {row.offer}")
                if row.organisation not in members:
                    raise Conflict("seats are for members")
                if not 0 <= row.kept <= row.wanted or (row.taken or 0) < 0:
                    raise Conflict("nobody gives back more seats than it asked for")

    def _free_id(self, name: str) -> str:
        """The name as it is written in an address, with a number where it is taken."""
        plain = name.casefold().translate(str.maketrans("åäöé", "aaoe"))
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
        if not slug:
            raise Conflict("a name has letters")
        taken = {row["id"] for row in self._rows("SELECT id FROM programme")}
        numbered = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(taken) + 2))
        return next(one for one in numbered if one not in taken)

    def _organisation(self, viewer: Viewer, code: str) -> None:
        if code not in {one.code for one in self.organisations(viewer)}:
            raise NotFound(f"no organisation {code!r}")

    def _dossier(self, programme: str) -> Dossier:
        for one in self._dossiers(programme):
            return one
        raise NotFound(f"no initiative {programme!r}")

    def _dossiers(self, programme: str | None = None) -> tuple[Dossier, ...]:
        parts: dict[str, dict[str, list[Row]]] = {}

        def put(row: dict[str, Any], noun: type) -> None:
            own = parts.setdefault(row.pop("programme"), {})
            own.setdefault(FIELDS[noun], []).append(_noun(noun, row))

        for row in self._rows(
            """
            SELECT t.programme, m.organisation, m.role, m.joined, m.joined_precision,
                   m.left_on AS left, m.left_precision, m.source, m.certainty
            FROM membership AS m JOIN team AS t ON t.id = m.team
            JOIN initiative AS i ON i.programme = t.programme
            WHERE $programme IS NULL OR t.programme = $programme
            ORDER BY t.programme, t.number, m.id
            """,
            programme=programme,
        ):
            put(row, Member)
        for noun, table in TABLES.items():
            order = ORDER.get(noun, ", ".join(KEYS[noun]))
            for row in self._rows(
                f"SELECT * FROM {table} WHERE $programme IS NULL OR programme = $programme ORDER BY {order}",
                programme=programme,
            ):
                put(row, noun)
        return tuple(
            Dossier(one, **{name: tuple(rows) for name, rows in parts.get(one.id, {}).items()})
            for one in self.initiatives(_NOBODY)
            if programme is None or one.id == programme
        )


_NOBODY = Viewer("store")
"""Who asks on behalf of the store itself: what it asks here is open to all."""


def _counts(viewer: Viewer, programme: str) -> bool:
    """Whether somebody may see every count of people, however small."""
    return viewer.may(Right.COORDINATE, programme=programme)


def _shown(viewer: Viewer, dossier: Dossier) -> Dossier:
    return dossier if _counts(viewer, dossier.initiative.id) else replace(dossier, attendance=())


_OF_PROGRAMME = (
    *("id", "name_sv", "name_en", "starts", "starts_precision", "ends", "ends_precision"),
    *("note_sv", "note_en"),
)
_OF_INITIATIVE = ("county", "aim_sv", "aim_en", "meetings_a_year", "source", "certainty")

TEAM_OF = {
    MemberRole.PARTICIPANT: 1,
    MemberRole.PARTNER: 1,
    MemberRole.COUNCIL: 2,
    MemberRole.IMPLEMENTATION: 3,
    MemberRole.ORGANISER: 4,
    MemberRole.SUPPORT: 5,
    MemberRole.MENTOR: 6,
}
"""The number of the team that holds each role in an initiative."""


def add_initiative(change: Change, new: Initiative) -> None:
    """Write an initiative without rows."""
    known = _columns(new)
    names = (*_OF_PROGRAMME, "kind")
    _insert(change, "programme", {name: known[name] for name in names})
    _insert(change, "initiative", {"programme": new.id} | {name: known[name] for name in _OF_INITIATIVE})


def add_row(change: Change, programme: str, row: Row) -> None:
    """Write a row of an initiative; a member's team is made where it is the first of its role."""
    if not isinstance(row, Member):
        _insert(change, TABLES[type(row)], {"programme": programme} | _columns(row))
        return
    number = TEAM_OF[row.role]
    team = f"{programme}-{number}"
    if not change.rows("SELECT 1 FROM team WHERE id = $team", team=team):
        change.run(
            "INSERT INTO team VALUES ($team, $programme, $number, NULL)",
            team=team,
            programme=programme,
            number=number,
        )
    known = _columns(row)
    known["left_on"] = known.pop("left")
    _insert(change, "membership", {"id": change.next_id("membership"), "team": team} | known)


def _remove(change: Change, programme: str, row: Row) -> None:
    if isinstance(row, Member):
        change.run(
            "DELETE FROM membership WHERE team = $team AND organisation = $organisation AND role = $role",
            team=f"{programme}-{TEAM_OF[row.role]}",
            organisation=row.organisation,
            role=row.role.value,
        )
        return
    keys = KEYS[type(row)]
    where = " AND ".join(f'"{name}" = ${name}' for name in keys)
    known = _columns(row)
    change.run(
        f"DELETE FROM {TABLES[type(row)]} WHERE programme = $programme AND {where}",
        programme=programme,
        **{name: known[name] for name in keys},
    )


def _insert(change: Change, table: str, values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f"${name}" for name in values)
    change.run(f"INSERT INTO {table} ({names}) VALUES ({places})", **values)


def _in_order(one: Initiative) -> None:
    if one.starts and one.ends and one.starts.on > one.ends.latest:
        raise Conflict("the dates stand in the wrong order")


# Between nouns and columns


def _columns(row: Row | Initiative) -> dict[str, Any]:
    """A noun's columns: a date with its precision, a text in two languages, and the rest as they are."""
    found: dict[str, Any] = {}
    for name, kind in types_of(type(row)).items():
        value = getattr(row, name)
        if kind is Text:
            found[f"{name}_sv"] = value.sv if value else None
            found[f"{name}_en"] = value.en if value else None
        elif kind is KnownDate:
            found[name] = value.on if value else None
            found[f"{name}_precision"] = value.precision.value if value else None
        else:
            found[name] = value.value if isinstance(value, StrEnum) else value
    return found


def _noun(noun: type, row: dict[str, Any]) -> Any:
    """A noun of its columns."""
    values: dict[str, Any] = {}
    for name, kind in types_of(noun).items():
        if kind is Text:
            swedish = row[f"{name}_sv"]
            values[name] = Text(swedish, row[f"{name}_en"] or swedish) if swedish else None
        elif kind is KnownDate:
            day = row[name]
            values[name] = KnownDate(day, Precision(row[f"{name}_precision"] or "day")) if day else None
        elif issubclass(kind, StrEnum) and row[name] is not None:
            values[name] = kind(row[name])
        else:
            values[name] = row[name]
    return noun(**values)
