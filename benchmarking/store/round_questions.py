"""What can be asked of the life of rounds: concepts, steps, decisions, applications, self-assessments.

What is public of a round anybody may ask. Who has applied, what was lacking, which functions are vacant
and how organisations scored themselves is for who may coordinate.
"""

from __future__ import annotations

import pandas as pd

from benchmarking.assessments import Assessment, Checklist, Point
from benchmarking.model import KnownDate, MemberRole, Membership, Precision, Right, Text, Viewer
from benchmarking.rounds import Concept, ConceptStep, Placed, Stage, StepKind, Taken
from benchmarking.rules import Admission, Application, Decision, DecisionKind, Function, Lacking
from benchmarking.store import stored
from benchmarking.store.database import demand
from benchmarking.store.questions import Questions


class RoundQuestions(Questions):
    """Everything the pages may ask about how rounds are run."""

    def concepts(self, viewer: Viewer) -> tuple[Concept, ...]:
        """The versions of the model concept, oldest first, each with its steps."""
        steps: dict[str, list[ConceptStep]] = {}
        for row in self._rows("SELECT * FROM concept_step ORDER BY concept, number"):
            steps.setdefault(row["concept"], []).append(
                ConceptStep(
                    number=row["number"],
                    kind=StepKind(row["kind"]),
                    title=Text(row["title_sv"], row["title_en"]),
                    aim=Text(row["aim_sv"], row["aim_en"]),
                    preparation=stored.text(row, "preparation"),
                    certainty=row["certainty"],
                    source=row["source"],
                )
            )
        return tuple(
            Concept(
                version=row["version"],
                name=Text(row["name_sv"], row["name_en"]),
                months=row["months"],
                meetings=row["meetings"],
                checklist=row["checklist"],
                note=stored.text(row, "note"),
                source=row["source"],
                steps=tuple(steps.get(row["version"], ())),
            )
            for row in self._rows("SELECT * FROM concept ORDER BY position")
        )

    def checklists(self, viewer: Viewer) -> dict[str, Checklist]:
        """The versions of the checklist, oldest first, by version."""
        points: dict[str, list[Point]] = {}
        for row in self._rows("SELECT * FROM checklist_point ORDER BY version, number"):
            point = Point(row["number"], Text(row["text_sv"], row["text_en"]), row["source"])
            points.setdefault(row["version"], []).append(point)
        return {
            row["version"]: Checklist(
                version=row["version"],
                lowest=row["scale_from"],
                highest=row["scale_to"],
                points=tuple(points.get(row["version"], ())),
                note=stored.text(row, "note"),
                source=row["source"],
            )
            for row in self._rows("SELECT * FROM checklist ORDER BY version")
        }

    def steps_taken(self, viewer: Viewer, programme: str | None = None) -> dict[str, tuple[Taken, ...]]:
        """The steps that rounds have taken, by round and in order of time. None means all rounds."""
        found: dict[str, list[Taken]] = {}
        for row in self._rows(
            """
            SELECT * FROM round_step WHERE $programme IS NULL OR programme = $programme
            ORDER BY programme, taken, stage, number
            """,
            programme=programme,
        ):
            found.setdefault(row["programme"], []).append(
                Taken(
                    stage=Stage(row["stage"]),
                    number=row["number"],
                    on=KnownDate(row["taken"], Precision(row["precision"])),
                    note=row["note"],
                    source=row["source"],
                )
            )
        return {one: tuple(steps) for one, steps in found.items()}

    def decisions(self, viewer: Viewer, organisation: str | None = None) -> tuple[Decision, ...]:
        """Political decisions in the order they were recorded. None means of all organisations."""
        rows = self._rows(
            """
            SELECT id, organisation, kind, decided_on, decided_precision, body, document_reference, source, ended
            FROM decision
            WHERE $organisation IS NULL OR organisation = $organisation
            ORDER BY id
            """,
            organisation=organisation,
        )
        return tuple(
            Decision(
                id=row["id"],
                organisation=row["organisation"],
                kind=DecisionKind(row["kind"]),
                on=row["decided_on"],
                body=row["body"] or "",
                reference=row["document_reference"] or "",
                source=row["source"] or "",
                ended=row["ended"],
                precision=Precision(row["decided_precision"] or "day"),
            )
            for row in rows
        )

    def placed(self, viewer: Viewer, programme: str) -> tuple[Placed, ...]:
        """A round's memberships with the number each is kept under, by group and in the order recorded."""
        rows = self._rows(
            """
            SELECT m.id, m.team, m.organisation, m.role, m.joined, m.joined_precision,
                   m.left_on, m.left_precision, m.source, m.certainty
            FROM membership AS m JOIN team AS t ON t.id = m.team
            WHERE t.programme = $programme
            ORDER BY t.number, m.id
            """,
            programme=programme,
        )
        return tuple(
            Placed(
                row["id"],
                Membership(
                    team=row["team"],
                    programme=programme,
                    organisation=row["organisation"],
                    role=MemberRole(row["role"]),
                    joined=stored.known_date(row["joined"], row["joined_precision"]),
                    left=stored.known_date(row["left_on"], row["left_precision"]),
                    source=row["source"],
                    certainty=row["certainty"],
                ),
            )
            for row in rows
        )

    def revision(self, viewer: Viewer, team: str) -> tuple[int, str]:
        """How often a group's members have been changed here, and who did so last ("" for nobody)."""
        rows = self._rows("SELECT revision, changed_by FROM team_revision WHERE team = $team", team=team)
        return (rows[0]["revision"], rows[0]["changed_by"]) if rows else (0, "")

    def applications(self, viewer: Viewer, programme: str) -> tuple[Application, ...]:
        """Who wants to take part in a round, by name. For who may coordinate."""
        demand(viewer, Right.COORDINATE, programme=programme)
        rows = self._rows(
            """
            SELECT a.* FROM application AS a JOIN organisation AS o ON o.code = a.organisation
            WHERE a.programme = $programme ORDER BY o.name COLLATE sv, a.organisation
            """,
            programme=programme,
        )
        return tuple(Application(**row | {"role": MemberRole(row["role"])}) for row in rows)

    def admissions(self, viewer: Viewer, programme: str) -> dict[str, Admission]:
        """Who was let in without a decision in force, and why, by organisation. For who may coordinate."""
        demand(viewer, Right.COORDINATE, programme=programme)
        rows = self._rows(
            "SELECT * FROM admission WHERE programme = $programme ORDER BY organisation", programme=programme
        )
        return {
            row["organisation"]: Admission(
                programme=programme,
                organisation=row["organisation"],
                reason=row["reason"],
                lacking=Lacking(row["lacking"]),
                admitted=row["admitted"],
                by=row["admitted_by"],
            )
            for row in rows
        }

    def functions(self, viewer: Viewer, programme: str) -> dict[str, frozenset[Function]]:
        """The functions each participant has filled; who is not here has filled none. For who may coordinate."""
        demand(viewer, Right.COORDINATE, programme=programme)
        found: dict[str, set[Function]] = {}
        for row in self._rows(
            "SELECT organisation, function FROM function_filled WHERE programme = $programme",
            programme=programme,
        ):
            found.setdefault(row["organisation"], set()).add(Function(row["function"]))
        return {code: frozenset(filled) for code, filled in found.items()}

    def self_assessments(self, viewer: Viewer, programme: str | None = None) -> tuple[Assessment, ...]:
        """Self-assessments of a round, or of all, oldest first. For who may coordinate."""
        demand(viewer, Right.COORDINATE, programme=programme)
        return self._self_assessments(programme)

    def _self_assessments(self, programme: str | None) -> tuple[Assessment, ...]:
        scores: dict[int, dict[int, int]] = {}
        for row in self._rows("SELECT * FROM self_assessment_score ORDER BY assessment, point"):
            scores.setdefault(row["assessment"], {})[row["point"]] = row["score"]
        rows = self._rows(
            """
            SELECT * FROM self_assessment WHERE $programme IS NULL OR programme = $programme
            ORDER BY assessed_on, id
            """,
            programme=programme,
        )
        return tuple(
            Assessment(
                organisation=row["organisation"],
                programme=row["programme"],
                step=row["step"],
                version=row["checklist"],
                scores=scores.get(row["id"], {}),
                assessed_on=row["assessed_on"],
                statement=row["statement"],
            )
            for row in rows
        )

    def round_trail(self, viewer: Viewer, programme: str) -> pd.DataFrame:
        """What has been changed in a round, newest first. For who may coordinate.

        Columns: id, happened (UTC), who, what, subject, before, after (JSON; `why` is the reason given).
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        return self._ask(
            """
            SELECT id, happened, who, what, subject, before, after FROM event
            WHERE subject = 'programme:' || $programme
               OR starts_with(subject, 'programme:' || $programme || '/')
               OR subject IN (SELECT 'team:' || id FROM team WHERE programme = $programme)
            ORDER BY id DESC
            """,
            programme=programme,
        )
