"""Self-assessments on a checklist: how far an organisation has come, and what moved since last time.

Pure. A checklist belongs to a version of the concept and has a scale of its own, so scores are only ever
compared as a share of the maximum; and a shift is told only between two assessments on the same version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from benchmarking.model import Text

__all__ = ["Assessment", "Checklist", "Moved", "Point", "Shift", "Unmoved", "invalid", "shift"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a checklist, told in our own words."""

    number: int
    text: Text
    source: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A version of the checklist: each point is scored from `lowest` to `highest`, in whole steps."""

    version: str
    lowest: int
    highest: int
    points: tuple[Point, ...]
    note: Text | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an organisation scored itself before a meeting: point number → score. Points may be left out."""

    organisation: str
    programme: str
    step: str
    version: str
    scores: Mapping[int, int]
    assessed_on: date
    statement: str = ""

    def share(self, checklist: Checklist) -> float | None:
        """The scores as a share of the maximum of the points answered, 0–1; None where none is answered.

        Raises ValueError for another version's checklist.
        """
        if checklist.version != self.version:
            raise ValueError(f"scored on the checklist of {self.version}, not of {checklist.version}")
        if not self.scores:
            return None
        return sum(self.scores.values()) / (checklist.highest * len(self.scores))


class Unmoved(StrEnum):
    """Why no shift can be told."""

    FIRST = "first"
    OTHER_VERSION = "other_version"
    NO_SHARED_POINT = "no_shared_point"


@dataclass(frozen=True, slots=True)
class Moved:
    """A point that changed: number, score before and score now."""

    point: int
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Shift:
    """What moved since the last assessment, over the points that both have answered.

    `change` is in shares of the maximum (0.1 is ten percentage points); `points` those answered in both.
    """

    since: date
    change: float
    points: int
    moved: tuple[Moved, ...]


def shift(now: Assessment, earlier: Iterable[Assessment], checklist: Checklist) -> Shift | Unmoved:
    """The shift since the organisation's last assessment before `now`; why there is none, otherwise.

    Where the last one was on another version there is no shift, even if an older one was on the same.
    """
    before = [
        one
        for one in earlier
        if one.organisation == now.organisation
        and (one.assessed_on, one.programme, one.step) != (now.assessed_on, now.programme, now.step)
        and one.assessed_on <= now.assessed_on
    ]
    if not before:
        return Unmoved.FIRST
    last = max(before, key=lambda one: (one.assessed_on, one.programme, one.step))
    if last.version != now.version:
        return Unmoved.OTHER_VERSION
    shared = sorted(now.scores.keys() & last.scores.keys())
    if not shared:
        return Unmoved.NO_SHARED_POINT
    total = sum(now.scores[point] - last.scores[point] for point in shared)
    return Shift(
        since=last.assessed_on,
        change=total / (checklist.highest * len(shared)),
        points=len(shared),
        moved=tuple(
            Moved(point, last.scores[point], now.scores[point])
            for point in shared
            if now.scores[point] != last.scores[point]
        ),
    )


def invalid(scores: Mapping[int, int], checklist: Checklist) -> tuple[int, ...]:
    """The points that the checklist does not have, or whose score its scale does not have."""
    numbers = {point.number for point in checklist.points}
    return tuple(
        point
        for point, score in sorted(scores.items())
        if point not in numbers or not checklist.lowest <= score <= checklist.highest
    )
