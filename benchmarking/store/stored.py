"""Rows of the database as the model has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from benchmarking.model import (
    Counted,
    Direction,
    Indicator,
    KnownDate,
    Measured,
    OrganisationKind,
    Precision,
    Role,
    Shape,
    Text,
)


def text(row: Mapping[str, Any], name: str) -> Text | None:
    """What is written in a row's `name_sv` and `name_en`, Swedish where there is no English; None where neither is."""
    swedish = row[f"{name}_sv"]
    return Text(swedish, row[f"{name}_en"] or swedish) if swedish else None


def moment(stored: datetime | None) -> datetime | None:
    """A moment as it is stored (UTC, without zone) with its zone, so that it can be told in Swedish time."""
    return None if stored is None else stored.replace(tzinfo=UTC)


def known_date(on: date | None, precision: str | None) -> KnownDate | None:
    """A day, and whether only its month or year is known; None where there is none."""
    return None if on is None else KnownDate(on, Precision(precision or "day"))


def indicator(row: Mapping[str, Any]) -> Indicator:
    """One version of an indicator."""
    texts = {
        name: text(row, name)
        for name in ("title", "short", "base", "clause", "topic", "definition", "break_note", "caution")
    }
    plain = {
        name: row[name]
        for name in (
            *("id", "subgoal", "unit", "decimals", "family", "producer", "source", "operating_area"),
            *("equality_point", "lower", "upper", "notable", "numerator", "denominator", "pair_men"),
            *("suppress_below", "valid_from"),
        )
    }
    return Indicator(
        **texts,
        **plain,
        shape=Shape(row["shape"]),
        applies_to=frozenset(OrganisationKind(kind) for kind in row["applies_to"]),
        measured=Measured(row["measured"]),
        role=Role(row["role"]),
        direction=Direction(row["direction"]),
        counted=Counted(row["counted"]) if row["counted"] else None,
        breaks=tuple(row["breaks"]),
    )
