"""What is worked out once of one state of the database, and asked for by many: the catalogue, and what is withheld.

Everything here is shared between threads and must not be changed in place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any, TypeVar

import pandas as pd

from benchmarking.store.database import State

Thing = TypeVar("Thing")

# A few for each set of rights in use.
MOST_KEPT = 64


class Kept:
    """What was worked out of the newest state that was asked about. With a newer one all of it goes."""

    def __init__(self) -> None:
        self._touching = Lock()
        self._state: State | None = None
        self._things: dict[Hashable, Any] = {}

    def of(self, state: State, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """What is kept of `state` under `key`, else what `make` gives, which is then kept.

        `make` must ask that very state. Two who ask at once may both make it: nobody waits for another.
        """
        with self._touching:
            if state == self._state and key in self._things:
                return self._things[key]
        made = make()
        with self._touching:
            if self._state is None or self._state < state:
                self._state, self._things = state, {}
            if state == self._state:
                if len(self._things) >= MOST_KEPT:
                    self._things.clear()
                self._things[key] = made
        return made


@dataclass(frozen=True)
class Sight:
    """Which figures somebody sees: whoever has an equal one is given the same by `Questions.values`.

    `figures` is the latest event that changed a figure, `closed` the (programme, organisation) whose figures
    are kept from the viewer, `drafts` whether what was taken back is told, where a day in the past is asked for.
    """

    figures: int
    day: date
    closed: frozenset[tuple[str, str]]
    drafts: bool

    @property
    def whose(self) -> tuple[frozenset[tuple[str, str]], bool]:
        """What it is apart from the state of the figures: whoever has the same one goes on sharing."""
        return self.closed, self.drafts


@dataclass(frozen=True)
class Catalogue:
    """The latest version of each indicator by its series, and what the organisations are.

    `series` holds for each of Kolada's series the indicator it belongs to, and whose values it fills there
    (K or M for the halves of a pair, else None); `within` one row per `member` and `aggregate` (codes).
    """

    series: Sequence[tuple[str, str, str | None]]
    shapes: Mapping[str, str]
    thresholds: Mapping[str, int]
    kinds: Mapping[str, str]
    within: pd.DataFrame

    def asked(
        self,
        *,
        indicators: Sequence[str] | None = None,
        series: Sequence[str] | None = None,
        organisations: Sequence[str] | None = None,
    ) -> tuple[str, str, dict[str, Any]]:
        """What a query for some indicators, series and organisations (None: all) is told: join, condition, parameters.

        The join is of the values `v` with `a`, which has series, figure and half. A list that is joined lets
        DuckDB pass over the rows of others; `$wanted IS NULL OR …` would have it read them all.
        """
        figures = self.shapes if indicators is None else set(indicators)
        wanted = None if series is None else set(series)
        found = [one for one in self.series if one[1] in figures and (wanted is None or one[0] in wanted)]
        columns = list(zip(*found, strict=True)) or [(), (), ()]
        parameters = {name: list(column) for name, column in zip(COLUMNS, columns, strict=True)}
        if organisations is None:
            return ASKED, "", parameters
        return ASKED, WITHIN, parameters | {"organisations": list(organisations)}


COLUMNS = ("series", "figures", "halves")

ASKED = """
    JOIN (
        SELECT CAST(unnest($series) AS VARCHAR) AS series, CAST(unnest($figures) AS VARCHAR) AS figure,
               CAST(unnest($halves) AS VARCHAR) AS half
    ) AS a ON a.series = v.indicator"""

WITHIN = "WHERE v.organisation IN (SELECT unnest($organisations))"
