"""Commitments, causes of gaps, and practices: what organisations promise, explain and take over from each other.

What belongs to a round that has not opened is for its groups; the rest anybody may ask. Each command is one
transaction and leaves an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from typing import Any

import pandas as pd

from benchmarking import lines
from benchmarking.errors import Conflict, NotFound
from benchmarking.meetings import (
    Cause,
    Commitment,
    CommitmentState,
    Expected,
    Judgement,
    Practice,
    StateChange,
)
from benchmarking.model import Indicator, KnownDate, Origin, Right, Viewer
from benchmarking.store import stored
from benchmarking.store.database import now
from benchmarking.store.meetings import MeetingQuestions


class Promises(MeetingQuestions):
    """Commitments, causes and practices. Commands ask for the right to meet in the group."""

    def commitments(
        self, viewer: Viewer, team: str | None = None, organisation: str | None = None
    ) -> tuple[Commitment, ...]:
        """Commitments in the order they were made, those this viewer may see.

        A round's are open to all once it has opened, and until then to who may meet in the group. A baseline
        that rests on a figure which this viewer may not see is None.
        """
        history: dict[int, list[StateChange]] = {}
        for row in self._rows("SELECT * FROM commitment_state ORDER BY commitment, number"):
            history.setdefault(row["commitment"], []).append(
                StateChange(CommitmentState(row["state"]), row["changed"], row["changed_by"], row["why"])
            )
        rows = self._rows(
            """
            SELECT * FROM commitment
            WHERE ($team IS NULL OR team = $team) AND ($organisation IS NULL OR organisation = $organisation)
            ORDER BY made, id
            """,
            team=team,
            organisation=organisation,
        )
        seen = self._seen(viewer)
        rows = [row for row in rows if seen.get(row["team"], False)]
        if not rows:
            return ()
        days = {
            (one.team, one.step): one.day
            for meetings in self.all_meetings(viewer, [self._team(row["team"]) for row in rows]).values()
            for one in meetings
        }
        hidden, opened = self._withheld(viewer), self._opened()
        withheld = set(
            zip(hidden["indicator"], hidden["organisation"], hidden["year"].astype(int), strict=True)
        )
        return tuple(
            Commitment(
                id=row["id"],
                team=row["team"],
                step=row["step"],
                organisation=row["organisation"],
                indicator=row["indicator"],
                expected=Expected(row["expected"]),
                made=row["made"],
                history=tuple(history[row["id"]]),
                baseline=row["baseline"]
                if (row["indicator"], row["organisation"], row["baseline_year"]) not in withheld
                and self._shows_baseline(viewer, row, opened)
                else None,
                baseline_year=row["baseline_year"],
                due=row["due_step"],
                due_on=days.get((row["team"], row["due_step"])),
                text=row["text"],
            )
            for row in rows
        )

    def commit(
        self,
        viewer: Viewer,
        team: str,
        step: str,
        organisation: str,
        indicator: str,
        expected: Expected,
        *,
        made: date | None = None,
        due: str | None = None,
        text: str = "",
    ) -> int:
        """Keep what a member promises of a gap of its own, and return the commitment's id.

        The baseline is taken from the figures: the newest gap that was known on the day it was made (default
        today). Raises NotFound for what nobody knows or who is no member; Conflict for a due meeting that does
        not come after, and a promise of a day still to come.
        """
        self._demand(viewer, team)
        day = made or date.today()
        if day > date.today():
            raise Conflict("a commitment is made before it is kept")
        order = [one.step for one in self.meetings(viewer, team)]
        if step not in order or (due is not None and due not in order):
            raise NotFound(f"{team} has no meeting {step!r} or {due!r}")
        if due is not None and order.index(due) <= order.index(step):
            raise Conflict("a commitment is due at a later meeting")
        known = self._indicator_of(viewer, indicator)
        with self._change() as change:
            if organisation not in {one.organisation for one in self.memberships(viewer) if one.team == team}:
                raise NotFound(f"{organisation} is no member of {team}")
            year, baseline, origin = self._baseline(viewer, known, organisation, day)
            number = change.next_id("commitment")
            kept = {
                "team": team,
                "step": step,
                "organisation": organisation,
                "indicator": known.id,
                "baseline": baseline,
                "baseline_year": year,
                "baseline_of": origin,
                "expected": expected.value,
                "made": day,
                "due_step": due,
                "text": text.strip(),
            }
            change.run(
                """
                INSERT INTO commitment VALUES
                    ($id, $team, $step, $organisation, $indicator, $baseline, $baseline_year, $baseline_of,
                     $expected, $made, $due_step, $text)
                """,
                id=number,
                **kept,
            )
            change.run(
                "INSERT INTO commitment_state VALUES ($id, 1, $state, $made, $who, '')",
                id=number,
                state=CommitmentState.OPEN.value,
                made=day,
                who=viewer.name,
            )
            change.record(viewer.name, "commit", f"team:{team}/{organisation}", after=kept)
        return number

    def follow_up(
        self,
        viewer: Viewer,
        commitment: int,
        state: CommitmentState,
        why: str,
        on: date | None = None,
    ) -> None:
        """Say how a commitment went, or that it is open again; what was said before stays in its history.

        Raises NotFound; Conflict without a reason, for the state it is in, and for a day before the last.
        """
        day = on or date.today()
        if not why.strip():
            raise Conflict("what became of a commitment has a reason")
        with self._change() as change:
            rows = change.rows(
                """
                SELECT c.team, c.organisation, s.number, s.state, s.changed
                FROM commitment AS c JOIN commitment_state AS s ON s.commitment = c.id
                WHERE c.id = $id ORDER BY s.number DESC LIMIT 1
                """,
                id=commitment,
            )
            if not rows:
                raise NotFound(f"no commitment {commitment}")
            [(team, organisation, number, before, changed)] = rows
            self._demand(viewer, team)
            if before == state.value:
                raise Conflict(f"commitment {commitment} is {before} already")
            if day < changed:
                raise Conflict(f"commitment {commitment} has come further by then")
            change.run(
                "INSERT INTO commitment_state VALUES ($id, $number, $state, $day, $who, $why)",
                id=commitment,
                number=number + 1,
                state=state.value,
                day=day,
                who=viewer.name,
                why=why.strip(),
            )
            change.record(
                viewer.name,
                "follow_up",
                f"team:{team}/{organisation}",
                before={"commitment": commitment, "state": before},
                after={"commitment": commitment, "state": state.value, "on": day, "why": why.strip()},
            )

    def causes(self, viewer: Viewer) -> tuple[Cause, ...]:
        """Recorded analyses, oldest first: those of groups this viewer may meet in, and of rounds that have opened."""
        seen = self._seen(viewer)
        rows = self._rows(
            """
            SELECT id, organisation, indicator, CAST(year AS INTEGER) AS year, examined, likely, consequences,
                   judgement, motivation, recorded_by AS by, recorded, team
            FROM cause ORDER BY id
            """
        )
        return tuple(
            Cause(
                **row
                | {
                    "judgement": Judgement(row["judgement"]),
                    "recorded": row["recorded"].replace(tzinfo=UTC),
                }
            )
            for row in rows
            if seen.get(row["team"], False)
        )

    def analyse(
        self,
        viewer: Viewer,
        team: str,
        organisation: str,
        indicator: str,
        year: int,
        judgement: Judgement,
        motivation: str,
        *,
        examined: str = "",
        likely: str = "",
        consequences: str = "",
    ) -> int:
        """Record an analysis of a gap's causes and return its id. A later one of the same gap counts instead.

        Raises NotFound for who is no member, and where there is no such gap; Conflict without a motivation,
        or where nothing says what was examined.
        """
        self._demand(viewer, team)
        if not motivation.strip() or not examined.strip():
            raise Conflict("an analysis says what was examined, and why it came to what it did")
        known = self._indicator_of(viewer, indicator)
        with self._change() as change:
            if organisation not in {one.organisation for one in self.memberships(viewer) if one.team == team}:
                raise NotFound(f"{organisation} is no member of {team}")
            if year not in set(self._gaps(viewer, known, organisation)["year"]):
                raise NotFound(f"{organisation} has no gap in {indicator} in {year}")
            number = change.next_id("cause")
            kept = {
                "organisation": organisation,
                "indicator": known.id,
                "year": year,
                "examined": examined.strip(),
                "likely": likely.strip(),
                "consequences": consequences.strip(),
                "judgement": judgement.value,
                "motivation": motivation.strip(),
            }
            change.run(
                """
                INSERT INTO cause VALUES
                    ($id, $team, $organisation, $indicator, $year, $examined, $likely, $consequences,
                     $judgement, $motivation, $now, $who)
                """,
                id=number,
                team=team,
                now=now(),
                who=viewer.name,
                **kept,
            )
            change.record(viewer.name, "analyse", f"team:{team}/{organisation}", after=kept)
        return number

    def practices(self, viewer: Viewer) -> tuple[Practice, ...]:
        """What organisations have taken over from each other, oldest first; seen by whom `causes` are seen."""
        seen = self._seen(viewer)
        rows = self._rows("SELECT * FROM practice ORDER BY id")
        return tuple(
            Practice(
                id=row["id"],
                taken_by=row["taken_by"],
                taken_from=row["taken_from"],
                problem=row["problem"],
                text=row["text"],
                recorded=row["recorded"].replace(tzinfo=UTC),
                indicator=row["indicator"],
                adopted=stored.known_date(row["adopted"], row["adopted_precision"]),
                effect=row["effect"],
                team=row["team"],
            )
            for row in rows
            if seen.get(row["team"], False)
        )

    def adopt(
        self,
        viewer: Viewer,
        team: str,
        taken_by: str,
        taken_from: str,
        problem: str,
        text: str,
        *,
        indicator: str | None = None,
        adopted: KnownDate | None = None,
        effect: str = "",
    ) -> int:
        """Record what a member of a group took over from somebody else, and return its id.

        Raises NotFound for who or what nobody knows, or a taker that is no member of the group; Conflict for an
        organisation that takes from itself, and where problem or practice is empty.
        """
        self._demand(viewer, team)
        if taken_by == taken_from:
            raise Conflict("a practice is taken from somebody else")
        if not problem.strip() or not text.strip():
            raise Conflict("a practice says which problem it meets, and how")
        known = self._indicator_of(viewer, indicator).id if indicator else None
        with self._change() as change:
            if taken_by not in {one.organisation for one in self.memberships(viewer) if one.team == team}:
                raise NotFound(f"{taken_by} is no member of {team}")
            if taken_from not in {one.code for one in self.organisations(viewer)}:
                raise NotFound(f"no organisation {taken_from!r}")
            number = change.next_id("practice")
            kept = {
                "indicator": known,
                "taken_from": taken_from,
                "taken_by": taken_by,
                "problem": problem.strip(),
                "text": text.strip(),
                "adopted": adopted.on if adopted else None,
                "precision": adopted.precision.value if adopted else None,
                "effect": effect.strip(),
            }
            change.run(
                """
                INSERT INTO practice VALUES
                    ($id, $team, $indicator, $taken_from, $taken_by, $problem, $text, $adopted, $precision,
                     $effect, $now)
                """,
                id=number,
                team=team,
                now=now(),
                **kept,
            )
            change.record(viewer.name, "adopt", f"team:{team}/{taken_by}", after=kept)
        return number

    def see_effect(self, viewer: Viewer, practice: int, effect: str) -> None:
        """Note what has been seen of a practice since; what stood there is in the trail. Raises NotFound."""
        with self._change() as change:
            rows = change.rows("SELECT team, taken_by, effect FROM practice WHERE id = $id", id=practice)
            if not rows:
                raise NotFound(f"no practice {practice}")
            [(team, taken_by, before)] = rows
            self._demand(viewer, team)
            change.run(
                "UPDATE practice SET effect = $effect WHERE id = $id", effect=effect.strip(), id=practice
            )
            change.record(
                viewer.name,
                "see_effect",
                f"team:{team}/{taken_by}",
                before={"practice": practice, "effect": before},
                after={"practice": practice, "effect": effect.strip()},
            )

    # What questions and commands share

    def _seen(self, viewer: Viewer) -> Mapping[str | None, bool]:
        """Whether this viewer sees what a group has promised, explained and taken over, by group."""
        opened = self._opened()
        return {
            team.id: team.programme in opened or self._may_meet(viewer, team) for team in self.teams(viewer)
        }

    def _opened(self) -> frozenset[str]:
        """The programmes whose figures are open to all."""
        rows = self._rows("SELECT id FROM programme WHERE opens_on IS NULL OR opens_on <= current_date")
        return frozenset(row["id"] for row in rows)

    def _indicator_of(self, viewer: Viewer, code: str) -> Indicator:
        for one in self.indicators(viewer):
            if code in one.series:
                return one
        raise NotFound(f"no indicator {code!r}")

    def _gaps(
        self, viewer: Viewer, indicator: Indicator, organisation: str, as_of: date | None = None
    ) -> pd.DataFrame:
        """The years of an organisation that have a gap, oldest first, as `lines.by_year` tells them."""
        values = self.values(viewer, [indicator.id], [organisation], as_of=as_of)
        yearly = lines.by_year(values, {indicator.id: indicator})
        return yearly[yearly["gap"].notna()]

    def _baseline(
        self, viewer: Viewer, indicator: Indicator, organisation: str, day: date
    ) -> tuple[int | None, float | None, str | None]:
        """The newest year with a gap on a day, that gap, and the round whose own figure it is; None for each without."""
        known = self._gaps(viewer, indicator, organisation, day)
        if known.empty:
            return None, None, None
        newest = known.iloc[-1]
        year, origin = int(newest["year"]), None
        if newest["origin"] == Origin.NETWORK.value:
            own = self.observations(viewer, indicator.series, [organisation])
            own = own[(own["year"] == year) & (own["origin"] == Origin.NETWORK.value)]
            origin = str(own["programme"].iloc[0])
        return year, float(newest["gap"]), origin

    def _shows_baseline(self, viewer: Viewer, row: Mapping[str, Any], opened: frozenset[str]) -> bool:
        """Whether a commitment's baseline may be shown: a figure of a round that has not opened is its members' own."""
        origin = row["baseline_of"]
        return (
            origin is None
            or origin in opened
            or viewer.may(Right.SEE_UNOPENED, organisation=row["organisation"], programme=origin)
        )
