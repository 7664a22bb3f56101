"""What pages and API compare, prepared once for each state of the store and each set of rights.

Everything here is shared between visitors and must not be changed in place.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, partial
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from benchmarking import claims, effect, figures, gaps, network
from benchmarking.errors import Conflict
from benchmarking.meetings import Cause, Commitment, Practice, unjustified
from benchmarking.model import (
    Indicator,
    Membership,
    Organisation,
    OrganisationKind,
    Programme,
    Team,
    Viewer,
)
from benchmarking.store import Sight, Store

Thing = TypeVar("Thing")

Drawing = TypeVar("Drawing")

# A few for each set of rights in use.
MOST_KEPT = 24

# About 30 kB each. A page about one organisation has some fifteen.
MOST_DRAWINGS = 1500


@dataclass(frozen=True)
class Facts:
    """Organisations, indicators, rounds and every assessed gap, as one viewer may see them.

    `sight` is which figures they rest on, None where they changed too often to say;
    `yearly` is `gaps.by_year` over all values, one row per (indicator, organisation, year);
    `assessed` is `gaps.assess`, one row per (indicator, organisation), with a column more: unjustified, true
    where a recorded analysis has found the gap of that very year unjustified (`meetings.unjustified`).
    """

    version: int
    sight: Sight | None
    organisations: dict[str, Organisation]
    indicators: dict[str, Indicator]
    programmes: dict[str, Programme]
    teams: tuple[Team, ...]
    memberships: tuple[Membership, ...]
    yearly: pd.DataFrame
    assessed: pd.DataFrame
    commitments: tuple[Commitment, ...] = ()
    causes: tuple[Cause, ...] = ()
    practices: tuple[Practice, ...] = ()

    @cached_property
    def edges(self) -> tuple[network.Edge, ...]:
        """Who guided whom, in every round."""
        return network.edges(tuple(self.programmes.values()), self.teams, self.memberships)

    @cached_property
    def lineage_layout(self) -> figures.Layout:
        """Where every group and edge stands in the lineage."""
        return figures.layout(
            tuple(self.programmes.values()), self.teams, self.memberships, self.organisations.values()
        )

    @cached_property
    def _assessed_rows(self) -> dict[str, list[int]]:
        return self.assessed.groupby("organisation", sort=False).indices

    @cached_property
    def _yearly_rows(self) -> dict[str, list[int]]:
        return self.yearly.groupby("organisation", sort=False).indices

    @cached_property
    def _assessed_slices(self) -> dict[str, slice]:
        return _slices(self.assessed["indicator"])

    @cached_property
    def _yearly_slices(self) -> dict[str, slice]:
        return _slices(self.yearly["indicator"])

    @cached_property
    def _scales(self) -> dict[OrganisationKind, pd.DataFrame]:
        return {}

    @cached_property
    def _gaps(self) -> dict[str, tuple[pd.DataFrame, tuple[claims.Claim, ...]]]:
        return {}

    @cached_property
    def _drawings(self) -> OrderedDict[Hashable, Any]:
        return OrderedDict()

    @cached_property
    def _drawing(self) -> Lock:
        return Lock()

    @cached_property
    def newest_year(self) -> int | None:
        """The latest year with any figure; None before there is one."""
        return int(self.yearly["year"].max()) if len(self.yearly) else None

    @cached_property
    def newest_official_year(self) -> int | None:
        """The latest year with an official figure, which the network's own may be ahead of."""
        years = self.yearly.loc[self.yearly["origin"] == "official", "year"]
        return int(years.max()) if len(years) else None

    def drawn(self, key: Hashable, draw: Callable[[], Drawing]) -> Drawing:
        """What `draw` makes, kept under `key` for as long as the facts hold: drawing rows takes longer than a rerun may.

        The key names everything the drawing depends on beside the facts, the language included.
        """
        with self._drawing:
            if key in self._drawings:
                self._drawings.move_to_end(key)
                return self._drawings[key]
        made = draw()
        self._keep(key, made)
        return made

    def answered(self, question: Hashable, state: int, ask: Callable[[], Drawing]) -> Drawing:
        """What `ask` gives, kept under `question` until it is asked of another `state`.

        For what changes without the facts: the answer to an earlier state goes when the next one comes.
        """
        key = "answered", question
        with self._drawing:
            found = self._drawings.get(key)
            if found is not None and found[0] == state:
                self._drawings.move_to_end(key)
                return found[1]
        made = ask()
        self._keep(key, (state, made))
        return made

    def _keep(self, key: Hashable, made: object) -> None:
        with self._drawing:
            self._drawings[key] = made
            while len(self._drawings) > MOST_DRAWINGS:
                self._drawings.popitem(last=False)

    def gaps_of(self, code: str) -> pd.DataFrame:
        """The assessed gaps of one organisation, in `gaps.order`; empty where we hold no figures of it."""
        return self._prepared(code)[0]

    def headline_of(self, code: str) -> tuple[claims.Claim, ...]:
        """What is said first of one organisation; see `claims.headline`."""
        return self._prepared(code)[1]

    def _prepared(self, code: str) -> tuple[pd.DataFrame, tuple[claims.Claim, ...]]:
        # Kept for as long as the facts hold: ordering takes longer than the rest of a page.
        if code not in self._gaps:
            rows = self.assessed.iloc[self._assessed_rows.get(code, [])]
            self._gaps[code] = gaps.order(rows), claims.headline(rows)
        return self._gaps[code]

    def assessed_of(self, codes: Sequence[str]) -> pd.DataFrame:
        """The assessed gaps of some organisations, by indicator and organisation."""
        return self.assessed.iloc[sorted(row for code in codes for row in self._assessed_rows.get(code, []))]

    def years_of(self, codes: Sequence[str], indicators: Sequence[str] | None = None) -> pd.DataFrame:
        """The yearly values and gaps of some organisations, by indicator, organisation and year."""
        rows = [row for code in codes for row in self._yearly_rows.get(code, [])]
        found = self.yearly.iloc[sorted(rows)]
        return found if indicators is None else found[found["indicator"].isin(list(indicators))]

    def assessed_on(self, indicator: str) -> pd.DataFrame:
        """The assessed gaps of one indicator, by organisation: what stands together is not looked for row by row."""
        return self.assessed.iloc[self._assessed_slices.get(indicator, slice(0))]

    def years_on(self, indicator: str) -> pd.DataFrame:
        """The yearly values and gaps of one indicator, by organisation and year."""
        return self.yearly.iloc[self._yearly_slices.get(indicator, slice(0))]

    def scale(self, kind: OrganisationKind) -> pd.DataFrame:
        """Where a row's track begins and ends: `figures.scale` over all organisations of the kind."""
        if kind not in self._scales:
            self._scales[kind] = figures.scale(self.yearly, kind)
        return self._scales[kind]

    def of_kind(self, *kinds: OrganisationKind) -> list[Organisation]:
        """The organisations of some kinds, in Swedish order of name within each kind."""
        return [organisation for organisation in self.organisations.values() if organisation.kind in kinds]

    def municipalities_of(self, county: str) -> list[Organisation]:
        return [o for o in self.of_kind(OrganisationKind.MUNICIPALITY) if o.county == county]

    def county_name(self, organisation: Organisation) -> str | None:
        """The name of the county an organisation lies in, such as Örebro län."""
        county = self.organisations.get(organisation.county or "")
        return county.name if county else None


def _slices(ordered: pd.Series) -> dict[str, slice]:
    """Where each value of an ordered column stands."""
    begins = np.flatnonzero((ordered != ordered.shift()).to_numpy())
    ends = [*begins, len(ordered)][1:]
    return {
        value: slice(begin, end) for value, begin, end in zip(ordered.iloc[begins], begins, ends, strict=True)
    }


def facts(store: Store, viewer: Viewer, as_of: date | None = None) -> Facts:
    """What this viewer may see, as of now, or of what was known on a day in the past.

    Only the figures are those of that day: organisations, indicators and rounds are today's.
    """
    if as_of is not None and as_of >= date.today():
        as_of = None
    name = "facts" if as_of is None else f"facts of {as_of}"
    return kept(name, store, viewer, lambda: _facts(store, viewer, as_of))


@dataclass(frozen=True)
class Effects:
    """What came of every round, by (round, indicator), and by round whether groups followed their mentors."""

    results: dict[tuple[str, str], effect.Result]
    diffusion: dict[str, effect.Diffusion]


def effects(store: Store, viewer: Viewer) -> Effects:
    """What came of the rounds, estimated once for each state of figures and members."""
    known = facts(store, viewer)
    # A draft or a note changes neither, and estimating takes longer than a page may.
    now = (known.sight or store.version, tuple(known.programmes.values()), known.memberships)
    whose = viewer.key if known.sight is None else known.sight.whose
    return _kept("effects", store, whose, now, lambda: _effects(known))


def _effects(known: Facts) -> Effects:
    judged = effect.field_of(
        known.organisations.values(),
        known.indicators,
        known.programmes,
        known.teams,
        known.memberships,
        known.yearly,
    )
    results = effect.results(judged)
    rounds = dict.fromkeys(programme for programme, _ in results)
    return Effects(results, {one: effect.diffusion(one, results, judged) for one in rounds})


def kept(name: str, store: Store, viewer: Viewer, make: Callable[[], Thing]) -> Thing:
    """What `make` gives, made once for each state of the store and set of rights, and shared from then on.

    A new state replaces the old one. Whoever asks while it is being made waits for it; whoever asks for
    something that is there does not.
    """
    return _kept(name, store, viewer.key, state(store), make)


def _kept(name: str, store: Store, whose: Hashable, now: object, make: Callable[[], Thing]) -> Thing:
    with _shelves_lock:
        shelf = _shelves.setdefault(store, _Shelf())
    return shelf.kept((name, whose), now, make)


def state(store: Store) -> tuple[int, date, date]:
    """What an answer depends on beside the question and the rights: the data's version, and the day.

    A round opens to all by the date, without any change in the store. Which clock the database reads the
    date from depends on how it was built, so both days count.
    """
    return store.version, date.today(), datetime.now(UTC).date()


class _Shelf:
    """What is kept for one store, least recently used first."""

    def __init__(self) -> None:
        self._making: dict[tuple, Lock] = {}
        self._touching = Lock()
        self._things: OrderedDict[tuple, tuple[object, object]] = OrderedDict()

    def kept(self, key: tuple, now: object, make: Callable[[], Thing]) -> Thing:
        found = self._found(key, now)
        if found is None:
            with self._touching:
                making = self._making.setdefault(key, Lock())
            # One lock for each thing: a page must not wait for somebody's download.
            with making:
                # Somebody else may have made it while this one waited.
                found = self._found(key, now) or (now, make())
                with self._touching:
                    self._things[key] = found
                    while len(self._things) > MOST_KEPT:
                        self._things.popitem(last=False)
        return found[1]

    def _found(self, key: tuple, now: object) -> tuple[object, object] | None:
        with self._touching:
            found = self._things.get(key)
            if found is None or found[0] != now:
                return None
            self._things.move_to_end(key)
            return found


# By the store itself, so that what was kept goes with it.
_shelves: WeakKeyDictionary[Store, _Shelf] = WeakKeyDictionary()
_shelves_lock = Lock()


def _facts(store: Store, viewer: Viewer, as_of: date | None) -> Facts:
    version = store.version
    indicators = {indicator.id: indicator for indicator in store.indicators(viewer)}
    sight, yearly, assessed = _compared(store, viewer, as_of)
    causes = store.causes(viewer)
    commitments, practices = store.commitments(viewer), store.practices(viewer)
    if as_of is not None:
        causes = tuple(one for one in causes if one.recorded.date() <= as_of)
        commitments = tuple(one for one in commitments if one.made <= as_of)
        practices = tuple(one for one in practices if one.recorded.date() <= as_of)
    return Facts(
        version=version,
        sight=sight,
        organisations={organisation.code: organisation for organisation in store.organisations(viewer)},
        indicators=indicators,
        programmes={programme.id: programme for programme in store.programmes(viewer)},
        teams=store.teams(viewer),
        memberships=store.memberships(viewer),
        yearly=yearly,
        assessed=_with_analyses(assessed, unjustified(causes)),
        commitments=commitments,
        causes=causes,
        practices=practices,
    )


def _with_analyses(assessed: pd.DataFrame, found: frozenset[tuple[str, str, int]]) -> pd.DataFrame:
    """The assessed gaps, each with whether an analysis of that year has found it unjustified."""
    if not found:
        return assessed.assign(unjustified=False)
    gap = pd.MultiIndex.from_frame(assessed[["organisation", "indicator", "year"]])
    return assessed.assign(unjustified=gap.isin(sorted(found)))


# So many changes of figures in a row while they are compared, and they are compared for this viewer alone.
MOST_TRIES = 3


def _compared(
    store: Store, viewer: Viewer, as_of: date | None
) -> tuple[Sight | None, pd.DataFrame, pd.DataFrame]:
    """Every gap by year, and assessed: made once for all who see the same figures, and of which sight they are.

    A coordinator who moves a member must not have every gap assessed anew, nor whoever signs in.
    """
    name = "compared" if as_of is None else f"compared of {as_of}"

    def made(sight: Sight | None = None) -> tuple[Sight | None, pd.DataFrame, pd.DataFrame]:
        indicators = {indicator.id: indicator for indicator in store.indicators(viewer)}
        values = store.values(viewer, as_of=as_of, sight=sight)
        return sight, gaps.by_year(values, indicators), gaps.assess(values, indicators)

    for _ in range(MOST_TRIES):
        sight = store.sight(viewer, as_of)
        with suppress(Conflict):
            # What is shared is of that very sight, or not made at all.
            return _kept(name, store, sight.whose, sight, partial(made, sight))
    return made()


def warm(store: Store, viewer: Viewer) -> None:
    """Prepare what every visitor needs, before the first one comes."""
    prepared = facts(store, viewer)
    for kind in (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION):
        prepared.scale(kind)
    _ = prepared._assessed_rows, prepared._yearly_rows, prepared.lineage_layout
    _ = prepared._assessed_slices, prepared._yearly_slices
