"""What a coordinator changes: rounds and their steps, groups and members, decisions, self-assessments.

Each command is one transaction and leaves an event with who, from what to what, and why. A change that a
rule refuses raises `rounds.RuleBroken` with every breach, and nothing is changed; rules that only warn
come back as breaches. A group saved on an older state than the present one raises `rounds.Stale`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from benchmarking.errors import Conflict, NotFound
from benchmarking.model import (
    KnownDate,
    MemberRole,
    Membership,
    Precision,
    ProgrammeKind,
    Right,
    Text,
    Track,
    Viewer,
)
from benchmarking.rounds import Concept, Placed, Stage, Taken
from benchmarking.rules import Breach, Rule, RuleBroken, Stale, step_breaches
from benchmarking.store.database import Change, demand
from benchmarking.store.joining import Joining


class Rounds(Joining):
    """Running rounds. All commands ask for the right to coordinate."""

    def create_round(
        self,
        viewer: Viewer,
        name: Text,
        track: Track,
        concept: str,
        announced: date,
        *,
        starts: KnownDate | None = None,
        ends: KnownDate | None = None,
        note: str = "",
        today: date | None = None,
    ) -> str:
        """Announce a round and return its id: MK and the next number, MR for regions.

        `starts` and `ends` are what is planned. Raises NotFound for an unknown concept; RuleBroken
        (DATES, NOT_YET) for dates that stand the wrong way round, or an announcement still to come.
        """
        demand(viewer, Right.COORDINATE)
        with self._change() as change:
            if concept not in {one.version for one in self.concepts(viewer)}:
                raise NotFound(f"no concept {concept!r}")
            wrong = _dates(starts, ends)
            if announced > (today or date.today()):
                wrong = (*wrong, Breach(Rule.NOT_YET, dates=(announced,)))
            if wrong:
                raise RuleBroken(wrong)
            programme = self._next_id(viewer, track)
            change.run(
                """
                INSERT INTO programme
                    (id, kind, name_sv, name_en, track, starts, starts_precision, ends, ends_precision,
                     concept_version)
                VALUES ($id, $kind, $sv, $en, $track, $starts, $starts_precision, $ends, $ends_precision,
                        $concept)
                """,
                id=programme,
                kind=ProgrammeKind.MODEL_ROUND.value,
                sv=name.sv,
                en=name.en,
                track=track.value,
                concept=concept,
                **_columns("starts", starts),
                **_columns("ends", ends),
            )
            change.record(
                viewer.name,
                "create_round",
                f"programme:{programme}",
                after={"name": name.sv, "track": track.value, "concept": concept},
            )
            announcement = Taken(Stage.ANNOUNCED, KnownDate(announced, Precision.DAY), note=note)
            _take(change, viewer, programme, announcement)
        return programme

    def change_round(
        self,
        viewer: Viewer,
        programme: str,
        name: Text,
        concept: str,
        starts: KnownDate | None,
        ends: KnownDate | None,
        why: str,
    ) -> None:
        """Give a round another name, version of the concept or dates. Raises NotFound; RuleBroken (DATES)."""
        demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            before = self._round(viewer, programme)
            if concept not in {one.version for one in self.concepts(viewer)}:
                raise NotFound(f"no concept {concept!r}")
            if wrong := _dates(starts, ends):
                raise RuleBroken(wrong)
            change.run(
                """
                UPDATE programme
                SET name_sv = $sv, name_en = $en, concept_version = $concept, starts = $starts,
                    starts_precision = $starts_precision, ends = $ends, ends_precision = $ends_precision
                WHERE id = $id
                """,
                id=programme,
                sv=name.sv,
                en=name.en,
                concept=concept,
                **_columns("starts", starts),
                **_columns("ends", ends),
            )
            change.record(
                viewer.name,
                "change_round",
                f"programme:{programme}",
                before=_told(before.name, before.concept_version, before.starts, before.ends),
                after=_told(name, concept, starts, ends) | {"why": why},
            )

    def take_step(
        self,
        viewer: Viewer,
        programme: str,
        stage: Stage,
        number: int,
        on: date,
        note: str = "",
        today: date | None = None,
    ) -> None:
        """Note that a round has taken a step. The kick-off sets its start, the result conference its end.

        Raises NotFound; RuleBroken where it is not the round's next step, has not come yet, lies before an
        earlier one, or sets groups that nobody is in.
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            known = self._round(viewer, programme)
            taken = self.steps_taken(viewer, programme).get(programme, ())
            members = [one.membership for one in self.placed(viewer, programme)]
            concept = self._concept(viewer, known.concept_version)
            wrong = step_breaches(stage, number, on, taken, concept, members, today or date.today())
            if wrong:
                raise RuleBroken(wrong)
            _take(change, viewer, programme, Taken(stage, KnownDate(on, Precision.DAY), number, note))
            column = {Stage.KICK_OFF: "starts", Stage.CONFERENCE: "ends"}.get(stage)
            if column:
                change.run(
                    f"UPDATE programme SET {column} = $on, {column}_precision = 'day' WHERE id = $id",
                    on=on,
                    id=programme,
                )

    def take_back_step(self, viewer: Viewer, programme: str, why: str) -> None:
        """Take back the last step a round has taken here. Raises NotFound; Conflict without a reason or a step."""
        demand(viewer, Right.COORDINATE, programme=programme)
        if not why.strip():
            raise Conflict("a step is taken back for a reason")
        with self._change() as change:
            self._round(viewer, programme)
            taken = self.steps_taken(viewer, programme).get(programme, ())
            if not taken:
                raise Conflict(f"{programme} has taken no step")
            order = list(Stage)
            last = max(taken, key=lambda one: (order.index(one.stage), one.number))
            change.run(
                "DELETE FROM round_step WHERE programme = $programme AND stage = $stage AND number = $number",
                programme=programme,
                stage=last.stage.value,
                number=last.number,
            )
            change.record(
                viewer.name,
                "take_back_step",
                f"programme:{programme}",
                before={"stage": last.stage.value, "number": last.number, "on": last.on.on},
                after={"why": why.strip()},
            )

    def create_team(self, viewer: Viewer, programme: str, area: str = "") -> str:
        """Add an empty group to a round and return its id, such as MK8-1. Raises NotFound."""
        demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            self._round(viewer, programme)
            return self._add_team(change, viewer, programme, area)

    def change_team(
        self,
        viewer: Viewer,
        team: str,
        members: Sequence[Placed],
        revision: int,
        why: str,
        today: date | None = None,
    ) -> tuple[Breach, ...]:
        """Let one group have exactly these members; see `change_teams`. Raises NotFound besides."""
        return self.change_teams(
            viewer, self._programme_of(viewer, team), {team: members}, {team: revision}, why, today
        )

    def change_teams(
        self,
        viewer: Viewer,
        programme: str,
        teams: Mapping[str, Sequence[Placed]],
        revisions: Mapping[str, int],
        why: str,
        today: date | None = None,
    ) -> tuple[Breach, ...]:
        """Let groups of a round have exactly these members, all or nothing; return what rules warn of.

        A member without id is new; one whose id is missing is taken away (who leaves keeps its row and has
        a date). `revisions` are those the change began from; a group that has none is new and must bear the
        next number. Raises NotFound; Conflict without a reason; Stale when somebody else has changed a group
        since; RuleBroken for what a rule refuses, old breaches apart.
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        if not why.strip():
            raise Conflict("a change of members has a reason")
        with self._change() as change:
            self._round(viewer, programme)
            there = {one.id for one in self.teams(viewer) if one.programme == programme}
            for team, revision in revisions.items():
                current, who = self.revision(viewer, team)
                if current != revision:
                    raise Stale(team, current, who)
            for team in teams:
                if team in there:
                    continue
                made = self._add_team(change, viewer, programme, "")
                if made != team:
                    raise NotFound(f"no team {team!r}, the next would be {made!r}")
            before = self.placed(viewer, programme)
            after = [one for one in before if one.membership.team not in teams]
            after += [one for members in teams.values() for one in members]
            warned = self._judged(viewer, programme, before, after, today)
            for team, members in teams.items():
                own = {one.id: one.membership for one in before if one.membership.team == team}
                if self._write(change, viewer, team, own, members, why.strip()):
                    _revised(change, team, self.revision(viewer, team)[0] + 1, viewer.name)
            return tuple(one for one in warned if one.team in teams)

    def save_groups(
        self,
        viewer: Viewer,
        programme: str,
        groups: Mapping[str, Sequence[str]],
        why: str,
        areas: Mapping[str, str] | None = None,
        today: date | None = None,
    ) -> tuple[Breach, ...]:
        """Make one new group for each mentor with the participants given, all or nothing; return what rules warn of.

        Raises NotFound; RuleBroken.
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        with self._change() as change:
            before = self.placed(viewer, programme)
            self._round(viewer, programme)
            made: dict[str, list[Placed]] = {}
            for mentor, mentees in groups.items():
                team = self._add_team(change, viewer, programme, (areas or {}).get(mentor, ""))
                made[team] = [
                    Placed(None, Membership(team, programme, code, role, source="", certainty=""))
                    for role, codes in ((MemberRole.MENTOR, (mentor,)), (MemberRole.PARTICIPANT, mentees))
                    for code in codes
                ]
            after = (*before, *(one for members in made.values() for one in members))
            warned = self._judged(viewer, programme, before, after, today)
            for team, members in made.items():
                self._write(change, viewer, team, {}, members, why)
                _revised(change, team, 1, viewer.name)
            return tuple(one for one in warned if one.team in made)

    # What the commands share

    def _concept(self, viewer: Viewer, version: str | None) -> Concept | None:
        return next((one for one in self.concepts(viewer) if one.version == version), None)

    def _programme_of(self, viewer: Viewer, team: str) -> str:
        for one in self.teams(viewer):
            if one.id == team:
                return one.programme
        raise NotFound(f"no team {team!r}")

    def _next_id(self, viewer: Viewer, track: Track) -> str:
        letters = "MR" if track is Track.REGION else "MK"
        taken = [
            one.id.removeprefix(letters) for one in self.programmes(viewer) if one.id.startswith(letters)
        ]
        return f"{letters}{max((int(number) for number in taken if number.isdigit()), default=0) + 1}"

    def _add_team(self, change: Change, viewer: Viewer, programme: str, area: str) -> str:
        [(largest,)] = change.rows(
            "SELECT coalesce(max(number), 0) FROM team WHERE programme = $programme", programme=programme
        )
        team = f"{programme}-{largest + 1}"
        change.run(
            "INSERT INTO team (id, programme, number, area) VALUES ($id, $programme, $number, $area)",
            id=team,
            programme=programme,
            number=largest + 1,
            area=area.strip() or None,
        )
        change.record(viewer.name, "create_team", f"team:{team}", after={"area": area.strip()})
        return team

    def _judged(
        self,
        viewer: Viewer,
        programme: str,
        before: Sequence[Placed],
        after: Sequence[Placed],
        today: date | None,
    ) -> tuple[Breach, ...]:
        """What rules warn of after a change. Raises NotFound, and RuleBroken for a refusal that was not there."""
        for one in after:
            self._known(viewer, one.membership.organisation)
        known = self._round(viewer, programme)
        old = self._breaches(viewer, known, [one.membership for one in before], today)
        new = self._breaches(viewer, known, [one.membership for one in after], today)
        refusing = [one for one in new if one.refuses and one not in old]
        if refusing:
            raise RuleBroken(refusing)
        return tuple(one for one in new if not one.refuses)

    def _write(
        self,
        change: Change,
        viewer: Viewer,
        team: str,
        own: Mapping[int | None, Membership],
        members: Sequence[Placed],
        why: str,
    ) -> bool:
        """Write what is otherwise than before; whether anything was."""
        wrote = False
        kept = {one.id for one in members if one.id is not None}
        if unknown := kept - own.keys():
            raise NotFound(f"{team} has no member {min(unknown)}")
        for number, gone in own.items():
            if number not in kept:
                wrote = True
                change.run("DELETE FROM membership WHERE id = $id", id=number)
                change.record(
                    viewer.name, "remove_member", f"team:{team}", before=_member(gone), after={"why": why}
                )
        for one in members:
            new = one.membership
            if one.id is None:
                wrote = True
                change.run(
                    """
                    INSERT INTO membership VALUES
                        ($id, $team, $organisation, $role, $joined, $joined_precision, $left_on,
                         $left_on_precision, $source, $certainty)
                    """,
                    id=change.next_id("membership"),
                    team=team,
                    organisation=new.organisation,
                    role=new.role.value,
                    source=new.source,
                    certainty=new.certainty,
                    **_columns("joined", new.joined),
                    **_columns("left_on", new.left),
                )
                change.record(viewer.name, "add_member", f"team:{team}", after=_member(new) | {"why": why})
            elif _member(own[one.id]) != _member(new):
                wrote, old = True, own[one.id]
                if old.organisation != new.organisation:
                    raise Conflict("a member is replaced by leaving and a new one joining")
                change.run(
                    """
                    UPDATE membership
                    SET role = $role, joined = $joined, joined_precision = $joined_precision,
                        left_on = $left_on, left_precision = $left_on_precision, source = $source,
                        certainty = $certainty
                    WHERE id = $id
                    """,
                    id=one.id,
                    role=new.role.value,
                    source=new.source,
                    certainty=new.certainty,
                    **_columns("joined", new.joined),
                    **_columns("left_on", new.left),
                )
                change.record(
                    viewer.name,
                    "change_member",
                    f"team:{team}",
                    before=_member(old),
                    after=_member(new) | {"why": why},
                )
        return wrote


def _take(change: Change, viewer: Viewer, programme: str, step: Taken) -> None:
    change.run(
        "INSERT INTO round_step VALUES ($programme, $stage, $number, $taken, $precision, $note, $source)",
        programme=programme,
        stage=step.stage.value,
        number=step.number,
        taken=step.on.on,
        precision=step.on.precision.value,
        note=step.note.strip(),
        source=step.source,
    )
    change.record(
        viewer.name,
        "take_step",
        f"programme:{programme}",
        after={"stage": step.stage.value, "number": step.number, "on": step.on.on, "why": step.note.strip()},
    )


def _revised(change: Change, team: str, revision: int, who: str) -> None:
    change.run("DELETE FROM team_revision WHERE team = $team", team=team)
    change.run(
        "INSERT INTO team_revision VALUES ($team, $revision, $who)", team=team, revision=revision, who=who
    )


def _dates(starts: KnownDate | None, ends: KnownDate | None) -> tuple[Breach, ...]:
    if starts is None or ends is None or starts.on <= ends.latest:
        return ()
    return (Breach(Rule.DATES, dates=(starts.on, ends.latest)),)


def _columns(name: str, known: KnownDate | None) -> dict[str, Any]:
    return {
        name: known.on if known else None,
        f"{name}_precision": known.precision.value if known else None,
    }


def _member(one: Membership) -> dict[str, Any]:
    return {
        "organisation": one.organisation,
        "role": one.role.value,
        **{key: str(value) for key, value in _columns("joined", one.joined).items() if value},
        **{key: str(value) for key, value in _columns("left_on", one.left).items() if value},
        "source": one.source,
        "certainty": one.certainty,
    }


def _told(
    name: Text, concept: str | None, starts: KnownDate | None, ends: KnownDate | None
) -> dict[str, Any]:
    return {"name": name.sv, "concept": concept, **_columns("starts", starts), **_columns("ends", ends)}
