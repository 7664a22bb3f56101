"""What is kept of a group's meetings: when and where, what is prepared, and what is written at them.

That a meeting is held, on what day, about what and by whom is public. Where it is, how far its members have
come and what was written is for those who have the right to meet in the group. Each command is one
transaction and leaves an event; what a group wrote is not repeated in the trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date
from typing import Any

from benchmarking import coverage
from benchmarking.access import LARGEST_DOCUMENT
from benchmarking.assessments import Assessment
from benchmarking.errors import Conflict, NotFound
from benchmarking.meetings import (
    Arranged,
    Document,
    Edited,
    Handed,
    Meeting,
    Note,
    NoteKind,
    Preparation,
    Preparing,
    meetings_of,
    preparation,
)
from benchmarking.model import MemberRole, Right, Team, Viewer
from benchmarking.rounds import Concept
from benchmarking.store.database import Change, demand, now
from benchmarking.store.round_questions import RoundQuestions

MOST_BYTES = LARGEST_DOCUMENT
"""The largest presentation that is kept."""

LONGEST_LINE = 2_000


class MeetingQuestions(RoundQuestions):
    """What may be asked of meetings."""

    def meetings(self, viewer: Viewer, team: str) -> tuple[Meeting, ...]:
        """A group's meetings in order, with their days; place and invitation only for who may meet in it.

        Raises NotFound for an unknown group.
        """
        return self.all_meetings(viewer, [self._team(team)])[team]

    def all_meetings(
        self, viewer: Viewer, teams: Iterable[Team] | None = None
    ) -> dict[str, tuple[Meeting, ...]]:
        """The meetings of some groups, or of all that are a round's, by group; see `meetings`."""
        programmes = {one.id: one for one in self.programmes(viewer)}
        concepts = {one.version: one for one in self.concepts(viewer)}
        taken = self.steps_taken(viewer)
        arranged: dict[str, dict[str, Arranged]] = {}
        for row in self._rows("SELECT team, step, held_on, place, invited, revision FROM meeting"):
            arranged.setdefault(row["team"], {})[row["step"]] = Arranged(
                row["held_on"], row["place"], row["invited"], row["revision"]
            )
        found = {}
        for team in self.teams(viewer) if teams is None else teams:
            kept = arranged.get(team.id, {})
            if not self._may_meet(viewer, team):
                kept = {step: Arranged(one.held_on) for step, one in kept.items()}
            concept = concepts.get(programmes[team.programme].concept_version or "")
            found[team.id] = meetings_of(team.id, concept, taken.get(team.programme, ()), kept)
        return found

    def preparations(
        self, viewer: Viewer, team: str, step: str, today: date | None = None
    ) -> tuple[Preparation, ...]:
        """How far each participant has come before a meeting, in the order they joined. For who may meet."""
        return self.all_preparations(viewer, team, today)[self._meeting(viewer, team, step).step]

    def all_preparations(
        self, viewer: Viewer, team: str, today: date | None = None
    ) -> dict[str, tuple[Preparation, ...]]:
        """The same for every meeting of a group, by step."""
        self._demand(viewer, team)
        day = today or date.today()
        known = self._team(team)
        members = [one for one in self.memberships(viewer) if one.team == team]
        participants = list(
            dict.fromkeys(one.organisation for one in members if one.role is MemberRole.PARTICIPANT)
        )
        wanted = coverage.asked(
            self.requests(viewer, known.programme),
            self.organisations(viewer),
            self.indicators(viewer),
            members,
            day,
        )
        cells = coverage.cells(
            wanted,
            self.delivered(viewer, known.programme),
            self.already_official(viewer, known.programme),
            day,
        )
        states = {
            code: [coverage.State(state) for state in of["state"]]
            for code, of in cells.groupby("organisation")
        }
        concept = self._concept_of(viewer, known)
        checklist = self.checklists(viewer).get(concept.checklist or "") if concept else None
        assessments: dict[tuple[str, str], Assessment] = {
            (one.organisation, one.step): one for one in self._self_assessments(known.programme)
        }
        handed = self._handed(team)
        return {
            meeting.step: tuple(
                preparation(
                    meeting,
                    code,
                    states.get(code, ()),
                    assessments.get((code, meeting.step)),
                    checklist,
                    handed.get((meeting.step, code), Handed()),
                    day,
                )
                for code in participants
            )
            for meeting in self.meetings(viewer, team)
        }

    def notes(self, viewer: Viewer, team: str, step: str) -> tuple[Note, ...]:
        """The lines written at a meeting, in the order they were first written. For who may meet."""
        self._demand(viewer, team)
        rows = self._rows(
            """
            SELECT id, team, step, kind, text, revision, written_by AS by, written FROM note
            WHERE team = $team AND step = $step AND NOT removed ORDER BY id
            """,
            team=team,
            step=step,
        )
        return tuple(
            Note(**row | {"kind": NoteKind(row["kind"]), "written": row["written"].replace(tzinfo=UTC)})
            for row in rows
        )

    def line_typed(self, viewer: Viewer, team: str, step: str, kind: NoteKind) -> str:
        """What this viewer was typing and has not saved; "" for nothing. For who may meet."""
        self._demand(viewer, team)
        rows = self._rows(
            "SELECT text FROM note_draft WHERE team = $team AND step = $step AND kind = $kind AND who = $who",
            team=team,
            step=step,
            kind=kind.value,
            who=viewer.name,
        )
        return str(rows[0]["text"]) if rows else ""

    def presentation(self, viewer: Viewer, document: int) -> tuple[str, bytes]:
        """Name and bytes of an uploaded presentation, exactly as it came. For who may meet; NotFound."""
        rows = self._rows(
            """
            SELECT p.team, d.name, d.content FROM preparation AS p JOIN document AS d ON d.id = p.document
            WHERE d.id = $document
            """,
            document=document,
        )
        if not rows:
            raise NotFound(f"no presentation {document}")
        self._demand(viewer, rows[0]["team"])
        return rows[0]["name"], bytes(rows[0]["content"])

    # What questions and commands share

    def _team(self, team: str) -> Team:
        rows = self._rows("SELECT id, programme, number, area FROM team WHERE id = $team", team=team)
        if not rows:
            raise NotFound(f"no team {team!r}")
        return Team(**rows[0])

    def _may_meet(self, viewer: Viewer, team: Team) -> bool:
        return viewer.may(Right.MEET, team=team.id, programme=team.programme)

    def _demand(self, viewer: Viewer, team: str) -> Team:
        """The group, if this viewer may meet in it; NotAllowed, NotFound."""
        known = self._team(team)
        demand(viewer, Right.MEET, team=team, programme=known.programme)
        return known

    def _meeting(self, viewer: Viewer, team: str, step: str) -> Meeting:
        for one in self.meetings(viewer, team):
            if one.step == step:
                return one
        raise NotFound(f"{team} has no meeting {step!r}")

    def _concept_of(self, viewer: Viewer, team: Team) -> Concept | None:
        [row] = self._rows("SELECT concept_version FROM programme WHERE id = $id", id=team.programme)
        return next((one for one in self.concepts(viewer) if one.version == row["concept_version"]), None)

    def _handed(self, team: str) -> dict[tuple[str, str], Handed]:
        """What members have handed over before each meeting, by step and organisation."""
        found: dict[tuple[str, str], Handed] = {}
        for row in self._rows(
            """
            SELECT p.step, p.organisation, p.what, p.done, d.id, d.name, octet_length(d.content) AS bytes,
                   d.sha256, d.received
            FROM preparation AS p LEFT JOIN document AS d ON d.id = p.document
            WHERE p.team = $team
            """,
            team=team,
        ):
            key = row["step"], row["organisation"]
            before = found.get(key, Handed())
            if row["what"] == Preparing.QUESTIONS.value:
                found[key] = Handed(before.presentation, row["done"].replace(tzinfo=UTC))
            else:
                document = Document(
                    id=row["id"],
                    organisation=row["organisation"],
                    name=row["name"],
                    bytes=row["bytes"],
                    sha256=row["sha256"],
                    received=row["received"].replace(tzinfo=UTC),
                )
                found[key] = Handed(document, before.questions_read)
        return found


class Meetings(MeetingQuestions):
    """Arranging, preparing and writing at meetings. All commands ask for the right to meet in the group."""

    def arrange(self, viewer: Viewer, team: str, step: str, arranged: Arranged) -> None:
        """Keep day, place and invitation of a meeting; `revision` is the one the change began from.

        Raises NotFound; Conflict for an invitation after the meeting; Edited where somebody was before.
        """
        self._demand(viewer, team)
        if arranged.held_on and arranged.invited and arranged.invited > arranged.held_on:
            raise Conflict("a meeting is invited to before it is held")
        with self._change() as change:
            self._meeting(viewer, team, step)
            rows = change.rows(
                """
                SELECT held_on, place, invited, revision, changed_by FROM meeting
                WHERE team = $team AND step = $step
                """,
                team=team,
                step=step,
            )
            before = rows[0] if rows else (None, "", None, 0, "")
            if before[3] != arranged.revision:
                raise Edited(f"{team}/{step}", str(before[0] or ""), before[3], before[4])
            change.run("DELETE FROM meeting WHERE team = $team AND step = $step", team=team, step=step)
            change.run(
                "INSERT INTO meeting VALUES ($team, $step, $held_on, $place, $invited, $revision, $who)",
                team=team,
                step=step,
                held_on=arranged.held_on,
                place=arranged.place.strip(),
                invited=arranged.invited,
                revision=arranged.revision + 1,
                who=viewer.name,
            )
            change.record(
                viewer.name,
                "arrange",
                f"team:{team}/{step}",
                before=dict(zip(("held_on", "place", "invited"), before[:3], strict=True)),
                after={
                    "held_on": arranged.held_on,
                    "place": arranged.place.strip(),
                    "invited": arranged.invited,
                },
            )

    def hand_over(
        self, viewer: Viewer, team: str, step: str, organisation: str, name: str, content: bytes
    ) -> int:
        """Keep a member's presentation as it came, in place of an earlier one; returns the document's id.

        Raises NotFound for who is no member; Conflict for an empty file, or one over MOST_BYTES.
        """
        known = self._demand(viewer, team)
        if not content or len(content) > MOST_BYTES:
            raise Conflict("a presentation has content, and no more than is kept")
        with self._change() as change:
            self._member(viewer, team, step, organisation)
            document = change.next_id("document")
            digest = hashlib.sha256(content).hexdigest()
            change.run(
                """
                INSERT INTO document (id, programme, organisation, title, name, content, sha256, received)
                VALUES ($id, $programme, $organisation, $title, $name, $content, $sha256, $received)
                """,
                id=document,
                programme=known.programme,
                organisation=organisation,
                title="presentation",
                name=name,
                content=content,
                sha256=digest,
                received=now(),
            )
            old = self._done(change, team, step, organisation, Preparing.PRESENTATION, document)
            if old is not None:
                change.run("DELETE FROM document WHERE id = $id", id=old)
            change.record(
                viewer.name,
                "hand_over",
                f"team:{team}/{step}/{organisation}",
                after={"document": document, "name": name, "sha256": digest},
            )
        return document

    def read_questions(self, viewer: Viewer, team: str, step: str, organisation: str, read: bool) -> None:
        """Note that a member has read the questions for a meeting, or has not after all. Raises NotFound."""
        self._demand(viewer, team)
        with self._change() as change:
            self._member(viewer, team, step, organisation)
            self._done(change, team, step, organisation, Preparing.QUESTIONS, None, done=read)
            change.record(
                viewer.name, "read_questions", f"team:{team}/{step}/{organisation}", after={"read": read}
            )

    def write(self, viewer: Viewer, team: str, step: str, kind: NoteKind, text: str) -> int:
        """Write a new line and return its id; what was being typed is gone. Raises NotFound; Conflict if empty."""
        self._demand(viewer, team)
        line = _line(text)
        with self._change() as change:
            self._meeting(viewer, team, step)
            number = change.next_id("note")
            change.run(
                "INSERT INTO note VALUES ($id, $team, $step, $kind, $text, 1, $who, $now, false)",
                id=number,
                team=team,
                step=step,
                kind=kind.value,
                text=line,
                who=viewer.name,
                now=now(),
            )
            _forget_typed(change, viewer, team, step, kind)
            change.record(viewer.name, "write", f"team:{team}/{step}", after={"note": number})
        return number

    def rewrite(self, viewer: Viewer, note: int, text: str, revision: int) -> None:
        """Let a line say something else, if it stands as it was when this began. Raises NotFound, Edited, Conflict.

        One that was taken away stands again, for whoever has seen that it was gone.
        """
        line = _line(text)
        with self._change() as change:
            team, step = self._unchanged(change, viewer, note, revision)
            change.run(
                """
                UPDATE note
                SET text = $text, revision = revision + 1, written_by = $who, written = $now, removed = false
                WHERE id = $id
                """,
                id=note,
                text=line,
                who=viewer.name,
                now=now(),
            )
            change.record(viewer.name, "rewrite", f"team:{team}/{step}", after={"note": note})

    def strike(self, viewer: Viewer, note: int, revision: int) -> None:
        """Take a line away, if it stands as it was when this began. Its words are gone. Raises NotFound, Edited."""
        with self._change() as change:
            team, step = self._unchanged(change, viewer, note, revision)
            change.run(
                """
                UPDATE note SET text = '', removed = true, revision = revision + 1, written_by = $who
                WHERE id = $id
                """,
                id=note,
                who=viewer.name,
            )
            change.record(viewer.name, "strike", f"team:{team}/{step}", after={"note": note})

    def keep_typed(self, viewer: Viewer, team: str, step: str, kind: NoteKind, text: str) -> None:
        """Keep what this viewer is typing, every few seconds, so that a reload loses next to nothing.

        It is nobody's line yet, so it leaves no event. Raises NotFound.
        """
        self._demand(viewer, team)
        with self._change() as change:
            self._meeting(viewer, team, step)
            _forget_typed(change, viewer, team, step, kind)
            if text.strip():
                change.run(
                    "INSERT INTO note_draft VALUES ($team, $step, $kind, $who, $text, $now)",
                    team=team,
                    step=step,
                    kind=kind.value,
                    who=viewer.name,
                    text=text[:LONGEST_LINE],
                    now=now(),
                )

    # What the commands share

    def _member(self, viewer: Viewer, team: str, step: str, organisation: str) -> None:
        self._meeting(viewer, team, step)
        if organisation not in {one.organisation for one in self.memberships(viewer) if one.team == team}:
            raise NotFound(f"{organisation} is no member of {team}")

    def _done(
        self,
        change: Change,
        team: str,
        step: str,
        organisation: str,
        what: Preparing,
        document: int | None,
        *,
        done: bool = True,
    ) -> int | None:
        """Keep that something is done, or is not; the document that stood there before."""
        key: dict[str, Any] = {
            "team": team,
            "step": step,
            "organisation": organisation,
            "what": what.value,
        }
        same = "team = $team AND step = $step AND organisation = $organisation AND what = $what"
        before = change.rows(f"SELECT document FROM preparation WHERE {same}", **key)
        change.run(f"DELETE FROM preparation WHERE {same}", **key)
        if done:
            change.run(
                "INSERT INTO preparation VALUES ($team, $step, $organisation, $what, $now, $document)",
                now=now(),
                document=document,
                **key,
            )
        return before[0][0] if before else None

    def _unchanged(self, change: Change, viewer: Viewer, note: int, revision: int) -> tuple[str, str]:
        """Group and step of a line that nobody has changed since; NotFound, NotAllowed, Edited otherwise."""
        rows = change.rows("SELECT team, step, text, revision, written_by FROM note WHERE id = $id", id=note)
        if not rows:
            raise NotFound(f"no note {note}")
        [(team, step, text, current, who)] = rows
        self._demand(viewer, team)
        if current != revision:
            raise Edited(f"note {note}", text, current, who)
        return team, step


def _line(text: str) -> str:
    """The text as one line, no longer than is kept. Raises Conflict where nothing is left."""
    line = " ".join(text.split())[:LONGEST_LINE]
    if not line:
        raise Conflict("a line says something")
    return line


def _forget_typed(change: Change, viewer: Viewer, team: str, step: str, kind: NoteKind) -> None:
    change.run(
        "DELETE FROM note_draft WHERE team = $team AND step = $step AND kind = $kind AND who = $who",
        team=team,
        step=step,
        kind=kind.value,
        who=viewer.name,
    )
