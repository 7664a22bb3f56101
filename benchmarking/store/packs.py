"""What is kept of a group's packs: how somebody wants one, and what a meeting saw. For who may meet in the group."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from benchmarking.assessments import Assessment
from benchmarking.errors import Conflict, NotFound
from benchmarking.meetings import Edited
from benchmarking.model import Viewer
from benchmarking.preparing import Edits, Pack, as_text, from_text
from benchmarking.store.database import now
from benchmarking.store.promises import Promises

LONGEST_NOTE = 500


class Packs(Promises):
    """Editing and keeping packs. All ask for the right to meet in the group."""

    def pack_edits(self, viewer: Viewer, team: str, step: str) -> Edits:
        """How the pack of a meeting is wanted; nothing left out where nobody has said. Raises NotFound."""
        self._demand(viewer, team)
        self._meeting(viewer, team, step)
        rows = self._rows("SELECT * FROM pack_edit WHERE team = $team AND step = $step", team=team, step=step)
        if not rows:
            return Edits()
        [row] = rows
        return Edits(
            dropped=frozenset(row["dropped"]),
            order=tuple(row["moved"]),
            notes=tuple((page, text) for page, text in json.loads(row["notes"])),
            revision=row["revision"],
            by=row["changed_by"],
        )

    def edit_pack(self, viewer: Viewer, team: str, step: str, edits: Edits) -> Edits:
        """Keep how a pack is wanted; `edits.revision` is the one it began from. Returns what is kept now.

        Raises NotFound; Edited where somebody has saved meanwhile; Conflict for a note that is too long, and
        once the meeting's pack is kept.
        """
        self._demand(viewer, team)
        if any(len(text) > LONGEST_NOTE for _, text in edits.notes):
            raise Conflict(f"a note has at most {LONGEST_NOTE} characters")
        with self._change() as change:
            before = self.pack_edits(viewer, team, step)
            if before.revision != edits.revision:
                raise Edited(f"the pack of {team}/{step}", "", before.revision, before.by)
            if self.pack_kept(viewer, team, step) is not None:
                raise Conflict("what a meeting saw is not changed afterwards")
            saved = replace(edits, revision=edits.revision + 1, by=viewer.name)
            change.run("DELETE FROM pack_edit WHERE team = $team AND step = $step", team=team, step=step)
            change.run(
                "INSERT INTO pack_edit VALUES ($team, $step, $dropped, $moved, $notes, $revision, $who)",
                team=team,
                step=step,
                dropped=sorted(saved.dropped),
                moved=list(saved.order),
                notes=json.dumps(saved.notes, ensure_ascii=False),
                revision=saved.revision,
                who=viewer.name,
            )
            change.record(
                viewer.name,
                "edit_pack",
                f"team:{team}/{step}",
                after={"revision": saved.revision, "dropped": sorted(saved.dropped)},
            )
        return saved

    def keep_pack(self, viewer: Viewer, team: str, step: str, pack: Pack) -> None:
        """Keep what a meeting saw, once and for all. Raises NotFound; Conflict for another group's, or a second."""
        self._demand(viewer, team)
        if pack.team != team:
            raise Conflict(f"a pack of {pack.team} is not one of {team}")
        with self._change() as change:
            self._meeting(viewer, team, step)
            if self.pack_kept(viewer, team, step) is not None:
                raise Conflict(f"the pack of {team}/{step} is kept already")
            change.run(
                "INSERT INTO pack_kept VALUES ($team, $step, $as_of, $content, $kept, $who)",
                team=team,
                step=step,
                as_of=pack.as_of,
                content=as_text(pack),
                kept=now(),
                who=viewer.name,
            )
            change.record(viewer.name, "keep_pack", f"team:{team}/{step}", after={"as_of": pack.as_of})

    def pack_kept(self, viewer: Viewer, team: str, step: str) -> tuple[Pack, datetime] | None:
        """What a meeting saw and when it was kept (UTC); None where nobody has kept it."""
        self._demand(viewer, team)
        rows = self._rows(
            "SELECT content, kept FROM pack_kept WHERE team = $team AND step = $step", team=team, step=step
        )
        return (from_text(rows[0]["content"]), rows[0]["kept"].replace(tzinfo=UTC)) if rows else None

    def assessments_of_team(self, viewer: Viewer, team: str) -> tuple[Assessment, ...]:
        """The self-assessments of a group's members, oldest first; NotFound for an unknown group."""
        known = self._demand(viewer, team)
        members = {one.organisation for one in self.memberships(viewer) if one.team == known.id}
        if not members:
            raise NotFound(f"{team} has no members")
        return tuple(one for one in self._self_assessments(None) if one.organisation in members)
