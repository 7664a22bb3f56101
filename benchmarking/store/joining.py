"""What a coordinator keeps of those who join a round: decisions, applications, admissions, functions,
and what they score themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from benchmarking import assessments
from benchmarking.assessments import Assessment
from benchmarking.errors import Conflict, NotFound
from benchmarking.model import MemberRole, Membership, Programme, Right, Viewer
from benchmarking.rules import (
    Admission,
    Application,
    Breach,
    Decision,
    Function,
    Lacking,
    Rule,
    RuleBroken,
    eligibility,
    placing,
)
from benchmarking.store.database import demand, demand_somewhere
from benchmarking.store.round_questions import RoundQuestions

OF_THE_LIVING = (Rule.DECISION, Rule.FUNCTIONS, Rule.PLAN)
"""Rules about joining a round now; of one that is over nobody asks what its participants had decided."""


class Joining(RoundQuestions):
    """Joining rounds. All commands ask for the right to coordinate, and leave an event."""

    def decide(self, viewer: Viewer, decision: Decision, why: str = "") -> int:
        """Record a political decision, or change the one with its id; returns the id.

        Raises NotFound; Conflict for a decision without body or reference; RuleBroken (DATES) where it
        ended before it was made.
        """
        demand_somewhere(viewer, Right.COORDINATE)
        if not decision.body.strip() or not decision.reference.strip():
            raise Conflict("a decision has a body and a document")
        if decision.on and decision.ended and decision.ended < decision.on:
            raise RuleBroken([Breach(Rule.DATES, decision.organisation, dates=(decision.on, decision.ended))])
        values = {
            "organisation": decision.organisation,
            "kind": decision.kind.value,
            "decided_on": decision.on,
            "decided_precision": decision.precision.value,
            "body": decision.body.strip(),
            "document_reference": decision.reference.strip(),
            "source": decision.source,
            "ended": decision.ended,
        }
        with self._change() as change:
            self._known(viewer, decision.organisation)
            before = None
            number = decision.id
            if number is None:
                number = change.next_id("decision")
                names = ", ".join(["id", *values])
                places = ", ".join(f"${name}" for name in ["id", *values])
                change.run(f"INSERT INTO decision ({names}) VALUES ({places})", id=number, **values)
            else:
                [*found] = (one for one in self.decisions(viewer) if one.id == number)
                if not found:
                    raise NotFound(f"no decision {number}")
                before = {"decided_on": found[0].on, "ended": found[0].ended, "body": found[0].body}
                change.run(
                    """
                    UPDATE decision
                    SET decided_on = $decided_on, decided_precision = $decided_precision, body = $body, document_reference = $document_reference,
                        source = $source, ended = $ended
                    WHERE id = $id
                    """,
                    id=number,
                    **{name: value for name, value in values.items() if name not in ("organisation", "kind")},
                )
            change.record(
                viewer.name,
                "decide",
                f"organisation:{decision.organisation}",
                before=before,
                after=values | {"why": why},
            )
        return number

    def apply(self, viewer: Viewer, application: Application) -> None:
        """Note who wants to take part in a round and as what; a later word replaces an earlier.

        Raises NotFound; RuleBroken (ROLE) for other roles than participant and mentor, (TRACK) for a place
        that the round is not for, (MENTOR_FINISHED) for a mentor without a finished round.
        """
        demand(viewer, Right.COORDINATE, programme=application.programme)
        code, programme = application.organisation, application.programme
        with self._change() as change:
            self._known(viewer, code)
            known = self._round(viewer, programme)
            if application.role not in (MemberRole.PARTICIPANT, MemberRole.MENTOR):
                raise RuleBroken([Breach(Rule.ROLE, code)])
            wanted = Membership("", programme, code, application.role)
            broken = self._breaches(viewer, known, [wanted], None)
            refusing = [one for one in broken if one.rule in (Rule.TRACK, Rule.MENTOR_FINISHED)]
            if refusing:
                raise RuleBroken(refusing)
            change.run(
                "DELETE FROM application WHERE programme = $programme AND organisation = $organisation",
                programme=programme,
                organisation=code,
            )
            values = {
                "programme": programme,
                "organisation": code,
                "role": application.role.value,
                "applied_on": application.applied_on,
                "theme": application.theme.strip(),
                "capacity": application.capacity,
            }
            change.run(
                """
                INSERT INTO application
                VALUES ($programme, $organisation, $role, $applied_on, $theme, $capacity)
                """,
                **values,
            )
            change.record(viewer.name, "apply", f"programme:{programme}/{code}", after=values)

    def withdraw_application(self, viewer: Viewer, programme: str, organisation: str, why: str) -> None:
        """Note that somebody no longer wants to take part. Raises NotFound where it never did."""
        demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            if organisation not in {one.organisation for one in self.applications(viewer, programme)}:
                raise NotFound(f"no application of {organisation!r} to {programme!r}")
            change.run(
                "DELETE FROM application WHERE programme = $programme AND organisation = $organisation",
                programme=programme,
                organisation=organisation,
            )
            change.record(
                viewer.name,
                "withdraw_application",
                f"programme:{programme}/{organisation}",
                after={"why": why},
            )

    def admit(
        self, viewer: Viewer, programme: str, organisation: str, reason: str, today: date | None = None
    ) -> Admission:
        """Let an organisation in without a decision in force, for a reason that is kept.

        Raises NotFound; Conflict without a reason, or where nothing is lacking.
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        if not reason.strip():
            raise Conflict("an admission needs a reason")
        day = today or date.today()
        with self._change() as change:
            self._known(viewer, organisation)
            self._round(viewer, programme)
            held = eligibility(organisation, self.decisions(viewer, organisation), day)
            if held.entitled:
                raise Conflict(f"{organisation} has a decision in force")
            lacking = held.lacking or Lacking.NONE_KNOWN
            change.run(
                "DELETE FROM admission WHERE programme = $programme AND organisation = $organisation",
                programme=programme,
                organisation=organisation,
            )
            change.run(
                """
                INSERT INTO admission VALUES ($programme, $organisation, $reason, $lacking, $admitted, $by)
                """,
                programme=programme,
                organisation=organisation,
                reason=reason.strip(),
                lacking=lacking.value,
                admitted=day,
                by=viewer.name,
            )
            change.record(
                viewer.name,
                "admit",
                f"programme:{programme}/{organisation}",
                after={"lacking": lacking.value, "why": reason.strip()},
            )
        return Admission(programme, organisation, reason.strip(), lacking, day, viewer.name)

    def fill_functions(
        self,
        viewer: Viewer,
        programme: str,
        organisation: str,
        filled: Iterable[Function],
        why: str = "",
    ) -> None:
        """Say which of the three functions a participant has filled; the others are vacant. Raises NotFound."""
        demand(viewer, Right.COORDINATE, programme=programme)
        wanted = frozenset(filled)
        with self._change() as change:
            self._known(viewer, organisation)
            self._round(viewer, programme)
            before = self.functions(viewer, programme).get(organisation, frozenset())
            if before == wanted:
                return
            change.run(
                "DELETE FROM function_filled WHERE programme = $programme AND organisation = $organisation",
                programme=programme,
                organisation=organisation,
            )
            for function in sorted(wanted):
                change.run(
                    "INSERT INTO function_filled VALUES ($programme, $organisation, $function)",
                    programme=programme,
                    organisation=organisation,
                    function=function.value,
                )
            change.record(
                viewer.name,
                "fill_functions",
                f"programme:{programme}/{organisation}",
                before=sorted(before),
                after={"filled": sorted(wanted), "why": why},
            )

    def assess(self, viewer: Viewer, assessment: Assessment) -> None:
        """Keep what an organisation scored itself before a meeting; a later word replaces an earlier.

        Raises NotFound for an unknown checklist; Conflict without a score, or for points and scores that the
        checklist does not have.
        """
        demand(viewer, Right.COORDINATE, programme=assessment.programme)
        checklist = self.checklists(viewer).get(assessment.version)
        if checklist is None:
            raise NotFound(f"no checklist {assessment.version!r}")
        if not assessment.scores:
            raise Conflict("an assessment has at least one score")
        if wrong := assessments.invalid(assessment.scores, checklist):
            raise Conflict(f"the checklist of {checklist.version} has no such score for points {wrong}")
        with self._change() as change:
            self._known(viewer, assessment.organisation)
            self._round(viewer, assessment.programme)
            key = {
                "organisation": assessment.organisation,
                "programme": assessment.programme,
                "step": assessment.step,
            }
            same = "organisation = $organisation AND programme = $programme AND step = $step"
            earlier = change.rows(f"SELECT id FROM self_assessment WHERE {same}", **key)
            number = earlier[0][0] if earlier else change.next_id("self_assessment")
            values = {
                "checklist": assessment.version,
                "assessed_on": assessment.assessed_on,
                "statement": assessment.statement,
            }
            if earlier:
                change.run(
                    """
                    UPDATE self_assessment
                    SET checklist = $checklist, assessed_on = $assessed_on, statement = $statement
                    WHERE id = $id
                    """,
                    id=number,
                    **values,
                )
                change.run("DELETE FROM self_assessment_score WHERE assessment = $id", id=number)
            else:
                change.run(
                    """
                    INSERT INTO self_assessment VALUES
                        ($id, $organisation, $programme, $step, $checklist, $assessed_on, $statement)
                    """,
                    id=number,
                    **key,
                    **values,
                )
            for point, score in sorted(assessment.scores.items()):
                change.run(
                    "INSERT INTO self_assessment_score VALUES ($id, $point, $score)",
                    id=number,
                    point=point,
                    score=score,
                )
            change.record(
                viewer.name,
                "assess",
                f"programme:{assessment.programme}/{assessment.organisation}",
                after={"step": assessment.step, "scores": {str(k): v for k, v in assessment.scores.items()}},
            )

    # What the commands of rounds share

    def _round(self, viewer: Viewer, programme: str) -> Programme:
        for one in self.programmes(viewer):
            if one.id == programme:
                return one
        raise NotFound(f"no programme {programme!r}")

    def _known(self, viewer: Viewer, organisation: str) -> None:
        if organisation not in {one.code for one in self.organisations(viewer)}:
            raise NotFound(f"no organisation {organisation!r}")

    def _breaches(
        self, viewer: Viewer, known: Programme, placed: Sequence[Membership], today: date | None
    ) -> tuple[Breach, ...]:
        day = today or date.today()
        found = placing(
            known,
            placed,
            programmes=self.programmes(viewer),
            memberships=self.memberships(viewer),
            organisations={one.code: one for one in self.organisations(viewer)},
            decisions=self.decisions(viewer),
            admitted=self.admissions(viewer, known.id),
            functions=self.functions(viewer, known.id),
            today=day,
        )
        over = known.ends is not None and known.ends.latest < day
        return tuple(one for one in found if not (over and one.rule in OF_THE_LIVING))
