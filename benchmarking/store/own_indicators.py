"""The network's own indicators (`egen-…`): adding one, and giving it a new version from a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from benchmarking.errors import Conflict, NotFound
from benchmarking.model import Direction, Indicator, Right, Role, Shape, Text, Viewer
from benchmarking.store import stored
from benchmarking.store.database import Change, Database, demand
from benchmarking.store.visible import SERIES

OWN = "egen-"
"""How the id of an indicator of the network's own begins."""

UNITS = ("%", "antal", "antal/1000 inv", "antal/100 000 inv", "dagar", "timmar", "kr", "poäng", "index", "år")
"""The units that sentences and figures can say."""

LEAST_PEOPLE = 5
"""A figure of the network's own rests on at least that many people (README, Decisions); more may be asked."""

FIRST_DAY = date(1900, 1, 1)
"""From when the first version of an indicator is valid."""

LONGEST_SHORT = 40

MEASURE = (
    "definition",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "equality_point",
    "measured",
    "counted",
)
"""What changes the measure itself: from the day it does, values cannot be compared with earlier ones."""


class Fault(StrEnum):
    """What is wrong with a field of an indicator that somebody wants to keep."""

    NEEDED = "needed"
    ID_FORM = "id_form"
    ID_TAKEN = "id_taken"
    TOO_LONG = "too_long"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_OF_SHARE = "unit_of_share"
    SHAPE_PAIR = "shape_pair"
    BOUNDS_REVERSED = "bounds_reversed"
    BOUNDS_OF_SHARE = "bounds_of_share"
    OUTSIDE_BOUNDS = "outside_bounds"
    NOT_POSITIVE = "not_positive"
    TOO_FEW_PEOPLE = "too_few_people"
    FEWER_THAN_BEFORE = "fewer_than_before"
    FIXED = "fixed"
    DIRECTION_OF_SHARE = "direction_of_share"
    YEAR = "year"
    TOO_EARLY = "too_early"


def indicator_faults(indicator: Indicator, before: Indicator | None = None) -> dict[str, Fault]:
    """What is wrong with an indicator of the network's own, by field; empty where it can be kept.

    `before` is the version it follows, None for a new indicator. Unit and shape are fixed, since they would
    say something else of values that are there already; so is a lower threshold, which would show what was
    hidden. Whether the id is taken, and since when the version before is valid, only the store knows.
    """
    found: dict[str, Fault] = {}
    one = indicator
    if not re.fullmatch(rf"{OWN}[a-z0-9]+(-[a-z0-9]+)*", one.id) or len(one.id) > LONGEST_SHORT:
        found["id"] = Fault.ID_FORM
    for name in ("title", "short", "base", "definition"):
        text = getattr(one, name)
        if text is None or not text.sv.strip() or not text.en.strip():
            found[name] = Fault.NEEDED
    if "short" not in found and max(len(one.short.sv), len(one.short.en)) > LONGEST_SHORT:
        found["short"] = Fault.TOO_LONG
    if not one.applies_to:
        found["applies_to"] = Fault.NEEDED
    share = one.shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE)
    if one.shape is Shape.PAIR:
        found["shape"] = Fault.SHAPE_PAIR
    if one.unit not in UNITS:
        found["unit"] = Fault.UNIT_UNKNOWN
    elif share and one.unit != "%":
        found["unit"] = Fault.UNIT_OF_SHARE
    if share and one.direction is not Direction.NONE:
        found["direction"] = Fault.DIRECTION_OF_SHARE
    _bounds(one, share, found)
    if one.role is not Role.BACKGROUND:
        # Lists are ordered by sub-goal, and maps and tables graded by what is worth talking about.
        found |= {name: Fault.NEEDED for name in ("subgoal", "notable") if getattr(one, name) is None}
    if one.notable is not None and one.notable <= 0:
        found["notable"] = Fault.NOT_POSITIVE
    if one.suppress_below < LEAST_PEOPLE:
        found["suppress_below"] = Fault.TOO_FEW_PEOPLE
    if any(not FIRST_DAY.year < year <= date.today().year + 1 for year in one.breaks):
        found["breaks"] = Fault.YEAR
    if one.breaks and one.break_note is None:
        found["break_note"] = Fault.NEEDED
    if before is not None:
        _against(one, before, found)
    return found


def _bounds(one: Indicator, share: bool, found: dict[str, Fault]) -> None:
    if one.lower is not None and one.upper is not None and one.lower >= one.upper:
        found["upper"] = Fault.BOUNDS_REVERSED
    if share and (one.lower, one.upper) != (0, 100):
        found["upper"] = Fault.BOUNDS_OF_SHARE
    if one.shape is not Shape.WOMENS_RELATIVE:
        return
    if one.equality_point is None:
        found["equality_point"] = Fault.NEEDED
    elif (one.lower is not None and one.equality_point < one.lower) or (
        one.upper is not None and one.equality_point > one.upper
    ):
        found["equality_point"] = Fault.OUTSIDE_BOUNDS


def _against(one: Indicator, before: Indicator, found: dict[str, Fault]) -> None:
    for name in ("id", "shape", "unit"):
        if getattr(one, name) != getattr(before, name):
            found[name] = Fault.FIXED
    if not before.applies_to <= one.applies_to:
        found["applies_to"] = Fault.FIXED
    if one.suppress_below < before.suppress_below:
        found["suppress_below"] = Fault.FEWER_THAN_BEFORE
    if not set(before.breaks) <= set(one.breaks):
        found["breaks"] = Fault.FIXED


class OwnIndicators(Database):
    """Commands and questions about the network's own indicators. Each command leaves an event."""

    def indicator_versions(self, viewer: Viewer, indicator: str) -> tuple[Indicator, ...]:
        """Every version of an indicator, oldest first, those included that are not valid yet. NotFound."""
        rows = self._rows("SELECT * FROM indicator WHERE id = $id ORDER BY valid_from", id=indicator)
        if not rows:
            raise NotFound(f"no indicator {indicator!r}")
        return tuple(stored.indicator(row) for row in rows)

    def add_indicator(self, viewer: Viewer, indicator: Indicator) -> None:
        """Keep a new indicator of the network's own; it is measured by everyone from now on.

        Raises NotAllowed; Conflict, which names the fields, where `indicator_faults` finds something or the
        id is taken.
        """
        demand(viewer, Right.COORDINATE)
        faults = indicator_faults(indicator)
        with self._change() as change:
            if change.rows("SELECT 1 FROM indicator WHERE lower(id) = lower($id)", id=indicator.id):
                faults.setdefault("id", Fault.ID_TAKEN)
            _refuse(indicator, faults)
            [(last,)] = change.rows("SELECT coalesce(max(position), 0) FROM indicator")
            _insert(change, replace(indicator, valid_from=FIRST_DAY), int(last) + 1)
            change.record(viewer.name, "add_indicator", f"indicator:{indicator.id}", after=_as_row(indicator))

    def new_version(self, viewer: Viewer, indicator: Indicator, valid_from: date) -> None:
        """Change an indicator of the network's own from a day; its earlier versions stay as they were.

        Where the measure itself changes (MEASURE), the year of `valid_from` becomes a break, so that nothing
        is compared across it. Raises NotAllowed; NotFound; Conflict as `add_indicator`, and for a day that
        is not after the version before.
        """
        demand(viewer, Right.COORDINATE)
        before = self.indicator_versions(viewer, indicator.id)[-1]
        faults = indicator_faults(indicator, before)
        changed = replace(indicator, valid_from=valid_from)
        if any(getattr(indicator, name) != getattr(before, name) for name in MEASURE):
            changed = replace(changed, breaks=tuple(sorted({*indicator.breaks, valid_from.year})))
            if changed.break_note is None:
                changed = replace(
                    changed,
                    break_note=Text(
                        f"Definitionen ändrades {valid_from.year}.",
                        f"The definition changed in {valid_from.year}.",
                    ),
                )
        with self._change() as change:
            [(latest, position)] = change.rows(
                "SELECT max(valid_from), any_value(position) FROM indicator WHERE id = $id", id=indicator.id
            )
            if valid_from <= latest:
                faults["valid_from"] = Fault.TOO_EARLY
            _refuse(indicator, faults)
            _insert(change, changed, int(position))
            change.record(
                *(viewer.name, "new_version", f"indicator:{indicator.id}"),
                before=_as_row(before),
                after=_as_row(changed),
            )

    def own_indicators(self, viewer: Viewer) -> tuple[Indicator, ...]:
        """The version of each of the network's own indicators that is valid now, in the order added."""
        rows = self._rows(
            f"WITH {SERIES} SELECT * FROM latest WHERE starts_with(id, $own) ORDER BY position", own=OWN
        )
        return tuple(stored.indicator(row) for row in rows)


def _refuse(indicator: Indicator, faults: Mapping[str, Fault]) -> None:
    if faults:
        told = ", ".join(f"{name}: {fault.value}" for name, fault in faults.items())
        raise Conflict(f"indicator {indicator.id!r}: {told}")


def _insert(change: Change, indicator: Indicator, position: int) -> None:
    row = _as_row(indicator) | {"position": position}
    columns = ", ".join(row)
    change.run(f"INSERT INTO indicator ({columns}) VALUES ({', '.join(f'${name}' for name in row)})", **row)


def _as_row(indicator: Indicator) -> dict[str, Any]:
    """The indicator as its table has it."""
    row: dict[str, Any] = {}
    for field in fields(indicator):
        value = getattr(indicator, field.name)
        if field.name in ("title", "short", "base", "clause", "topic", "definition", "break_note", "caution"):
            row[f"{field.name}_sv"] = value.sv if value else None
            row[f"{field.name}_en"] = value.en if value else None
        elif isinstance(value, StrEnum):
            row[field.name] = value.value
        elif isinstance(value, frozenset):
            row[field.name] = sorted(value)
        elif isinstance(value, tuple):
            row[field.name] = list(value)
        else:
            row[field.name] = value
    return row
