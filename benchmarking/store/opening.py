"""When a round's figures are opened to all: its day, a coordinator's decision, and the pause before an election."""

from __future__ import annotations

from datetime import date

from benchmarking.errors import Conflict, NotFound
from benchmarking.model import Right, Viewer
from benchmarking.store.database import demand
from benchmarking.store.questions import Questions

PAUSE = "pause"


class Opening(Questions):
    """Commands and questions about opening. Each command is one transaction and leaves an event."""

    def set_opening(self, viewer: Viewer, programme: str, opens_on: date | None, why: str) -> None:
        """Decide on what day a round's figures are open to all; None: at once, as soon as they are published.

        Until then they are the round's members'. Raises NotAllowed, NotFound; Conflict without a reason.
        """
        demand(viewer, Right.COORDINATE, programme=programme)
        if not why.strip():
            raise Conflict("a day of opening has a reason")
        with self._change() as change:
            before = change.rows("SELECT opens_on FROM programme WHERE id = $id", id=programme)
            if not before:
                raise NotFound(f"no programme {programme!r}")
            change.run("UPDATE programme SET opens_on = $day WHERE id = $id", day=opens_on, id=programme)
            change.record(
                viewer.name,
                "set_opening",
                f"programme:{programme}",
                before={"opens_on": before[0][0]},
                after={"opens_on": opens_on, "why": why.strip()},
            )

    def pause(self, viewer: Viewer) -> tuple[date, date] | None:
        """The first and last day on which no round opens; None where there is no pause."""
        rows = self._rows("SELECT value FROM setting WHERE name = $name", name=PAUSE)
        if not rows:
            return None
        first, last = rows[0]["value"].split("/")
        return date.fromisoformat(first), date.fromisoformat(last)

    def set_pause(self, viewer: Viewer, days: tuple[date, date] | None, why: str) -> None:
        """Let no round open from the first day to the last; those that would, open the day after. None: no pause.

        What has opened before stays open. Raises NotAllowed; Conflict without a reason, or for days that
        stand the wrong way round.
        """
        demand(viewer, Right.COORDINATE)
        if not why.strip():
            raise Conflict("a pause has a reason")
        if days is not None and days[1] < days[0]:
            raise Conflict("the pause ends before it begins")
        with self._change() as change:
            before = self.pause(viewer)
            if days is None:
                change.run("DELETE FROM setting WHERE name = $name", name=PAUSE)
            else:
                change.run(
                    "INSERT OR REPLACE INTO setting VALUES ($name, $value)",
                    name=PAUSE,
                    value=f"{days[0].isoformat()}/{days[1].isoformat()}",
                )
            change.record(
                viewer.name,
                "set_pause",
                "setting:pause",
                before=before,
                after={"days": days, "why": why.strip()},
            )
