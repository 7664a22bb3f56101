"""From what a coordinator asks of Kolada to one official submission, or to nothing at all."""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import sys
import threading
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd

from benchmarking.errors import NotAllowed, SourceFault
from benchmarking.kolada.client import Client, Page, Patience, Progress, Shelf, Why, chunks, data_paths
from benchmarking.model import Indicator, Missing, OrganisationKind, Right, Sex, Shape, Viewer
from benchmarking.store import Store

PUBLIC_ADDRESS = "https://api.kolada.se/v3"

ADDRESS = "BENCHMARKING_KOLADA"

# Pages older than this are asked for anew: Kolada may have revised them.
KEPT = 12 * 3600.0

FIRST_YEAR = 1970

LARGEST = sys.float_info.max
"""JSON has whole numbers of any length, and a figure is a double."""

# A share is kept with counts only where they give the share itself, to the rounding of the source.
SHARE_ROUNDING = 0.001

ANSWERED_FOR = {OrganisationKind.MUNICIPALITY, OrganisationKind.REGION, OrganisationKind.COUNTRY}
"""Kinds of organisations that Kolada has values for under the codes we use. Gotland is two of them:
0980 as municipality and 0009 as region."""

# The signs Kolada's own pages show for a value that is not there, should an answer's `status` hold one.
MARKS = {mark.mark: mark for mark in Missing if mark.mark}

_importing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask for. No indicators: all that come from Kolada; no organisations: all they apply to."""

    years: tuple[int, ...]
    indicators: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an import.

    `values` is how many asked-for cells Kolada answered for, with a value or without; `aside` how many it
    sent that nobody had asked for. `unknown` are series that Kolada does not have (any longer), where all were
    asked for. `changes` and `submission` as in `store.official.Imported`.
    """

    wanted: Wanted
    indicators: int
    organisations: int
    pages: int
    resumed: int
    values: int
    aside: int
    unknown: tuple[str, ...]
    submission: int | None
    changes: pd.DataFrame = field(repr=False)

    def count(self, kind: str) -> int:
        """How many observations are `new`, `revised`, `removed`, or have got other `counts`."""
        return int((self.changes["kind"] == kind).sum())


@dataclass(frozen=True, slots=True)
class _Plan:
    """The series to fetch, those that count persons among them, and for whom."""

    indicators: tuple[Indicator, ...]
    groups: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    years: tuple[int, ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The indicators' own series, which Kolada must know."""
        return tuple(series for indicator in self.indicators for series in indicator.series)

    @property
    def places(self) -> set[str]:
        return {code for _, codes in self.groups for code in codes}


def base_address() -> str:
    """Where Kolada's API is: BENCHMARKING_KOLADA, else its public address."""
    return os.environ.get(ADDRESS) or PUBLIC_ADDRESS


def import_figures(
    store: Store,
    viewer: Viewer,
    wanted: Wanted,
    progress: Progress = lambda step: None,
    *,
    base: str | None = None,
    patience: Patience | None = None,
) -> Outcome:
    """Fetch from Kolada and publish what differs from the official values held, in one transaction.

    Raises SourceFault, with nothing changed, where Kolada does not answer as it should; what had come by
    then is kept for the next try of the same. Raises NotAllowed unless the viewer may coordinate.
    """
    if not viewer.may(Right.COORDINATE):
        raise NotAllowed(f"{viewer.name} lacks the right to {Right.COORDINATE.value}")
    plan = _plan(store, viewer, wanted)
    base = base or base_address()
    if not _importing.acquire(blocking=False):
        raise SourceFault(Why.RUNNING)
    try:
        shelf = Shelf(_folder(store, base, plan))
        shelf.drop_older(KEPT)
        client = Client(base, shelf, patience or Patience(), progress)
        try:
            outcome = _imported(store, viewer, wanted, plan, client, shelf)
        except SourceFault as fault:
            # What was answered wrongly must be asked for anew.
            if not Why(fault.why).passing:
                shelf.clear()
            raise
        finally:
            client.close()
        shelf.clear()
        return outcome
    finally:
        _importing.release()


def _imported(
    store: Store, viewer: Viewer, wanted: Wanted, plan: _Plan, client: Client, shelf: Shelf
) -> Outcome:
    requests = [path for series, codes in plan.groups for path in data_paths(series, codes, plan.years)]
    every = tuple(dict.fromkeys(series for group, _ in plan.groups for series in group))
    client.planned = len(requests) + len(chunks(every))
    known = client.metadata(every)
    unknown = tuple(series for series in plan.series if series not in known)
    # Who names an indicator wants that one; who asks for all wants those that there are.
    if unknown and (wanted.indicators or not known):
        _prove_it_answers(store, viewer, client, bool(known))
        raise SourceFault(Why.UNKNOWN_THERE, ids=", ".join(unknown))
    cells = _Cells(plan)
    for series, codes in plan.groups:
        for page in client.data([one for one in series if one in known], codes, plan.years):
            cells.take(page)
    if not cells.rows:
        _prove_it_has_data(store, viewer, client, plan)
    today = date.today()
    found = cells.observations(known, today)
    outcome = Outcome(
        wanted=wanted,
        indicators=len(plan.indicators),
        organisations=len(plan.places),
        pages=len(client.used),
        resumed=client.resumed,
        values=cells.answered,
        aside=cells.aside,
        unknown=unknown,
        submission=None,
        changes=pd.DataFrame(columns=["indicator", "organisation", "year", "sex", "kind", "old", "new"]),
    )
    if not len(found):
        return outcome
    name = f"kolada_{today:%Y-%m-%d}.zip"
    imported = store.import_official(viewer, name, _bundle(client, shelf, cells.first_rows), found, today)
    return replace(outcome, submission=imported.submission, changes=imported.changes)


def _plan(store: Store, viewer: Viewer, wanted: Wanted) -> _Plan:
    """Which series to ask of which organisations. SourceFault for what is not known here."""
    figures = {one.id: one for one in store.indicators(viewer) if one.source == "Kolada"}
    by_series = {series: one for one in figures.values() for series in one.series}
    if strange := [name for name in wanted.indicators if name not in by_series]:
        raise SourceFault(Why.UNKNOWN_HERE, ids=", ".join(strange))
    chosen = tuple(dict.fromkeys(by_series[name] for name in wanted.indicators)) or tuple(figures.values())
    kinds = {place.code: place.kind for place in store.organisations(viewer)}
    answering = [code for code, kind in kinds.items() if kind in ANSWERED_FOR]
    if strange := [code for code in wanted.organisations if code not in answering]:
        raise SourceFault(Why.UNKNOWN_PLACE, ids=", ".join(strange))
    asked = list(dict.fromkeys(wanted.organisations)) or answering
    groups: dict[tuple[str, ...], list[str]] = {}
    for indicator in chosen:
        # The country's value is asked for with every indicator.
        kinds_meant = indicator.applies_to | {OrganisationKind.COUNTRY}
        codes = tuple(sorted(code for code in asked if kinds[code] in kinds_meant))
        if codes:
            groups.setdefault(codes, []).extend([*indicator.series, *_counting(indicator)])
    if not groups:
        raise SourceFault(Why.UNKNOWN_PLACE, ids=", ".join(asked))
    years = tuple(sorted(set(wanted.years)))
    return _Plan(
        chosen, tuple((tuple(dict.fromkeys(series)), codes) for codes, series in groups.items()), years
    )


def _terms(said: str | None) -> tuple[str, ...]:
    """The series that a numerator or denominator is the sum of: `N00236+N00237`."""
    return tuple(term.strip() for term in said.split("+")) if said else ()


def _counting(indicator: Indicator) -> tuple[str, ...]:
    """The series that count the persons behind a share; none where either side is not known."""
    if not (indicator.numerator and indicator.denominator) or indicator.unit != "%":
        return ()
    return (*_terms(indicator.numerator), *_terms(indicator.denominator))


class _Cells:
    """The values that were asked for, taken out of the pages in the order they came."""

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._shapes = {series: one.shape for one in plan.indicators for series in one.series}
        self._wanted = {(series, code) for group, codes in plan.groups for series in group for code in codes}
        self.rows: dict[tuple[str, str, int, str], tuple[float, str | None, int]] = {}
        self.first_rows: dict[str, int] = {}
        self.aside = 0
        self._number = 0

    @property
    def answered(self) -> int:
        """How many asked-for cells of the indicators themselves were answered."""
        return sum(key[0] in self._shapes for key in self.rows)

    def take(self, page: Page) -> None:
        """Read a page. SourceFault where it has a shape we do not know, or contradicts an earlier one."""
        self.first_rows[page.url] = self._number + 1
        for entry in page.values:
            series, code, year, values = (
                entry.get(name) for name in ("kpi", "municipality", "period", "values")
            )
            if not (isinstance(series, str) and isinstance(code, str) and isinstance(values, list)):
                raise SourceFault(Why.SHAPE)
            if isinstance(year, bool) or not isinstance(year, int):
                raise SourceFault(Why.SHAPE)
            asked = (series, code) in self._wanted and year in self._plan.years
            for value in values:
                self._number += 1
                if not isinstance(value, dict):
                    raise SourceFault(Why.SHAPE)
                self._take_one((series, code, year), value, asked)

    def _take_one(self, place: tuple[str, str, int], answer: dict[str, Any], asked: bool) -> None:
        sex, value = answer.get("gender"), answer.get("value")
        number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST
        if not isinstance(sex, str) or sex not in set(Sex) or not (value is None or number):
            raise SourceFault(Why.SHAPE)
        shape = self._shapes.get(place[0])
        # Where a year has one value, that is the total's.
        if not asked or (shape is not None and shape.one_value and sex != Sex.TOTAL):
            self.aside += 1
            return
        deleted = answer.get("isdeleted") is True
        missing = None
        if value is None or deleted:
            missing = Missing.NO_VALUE if deleted else MARKS.get(str(answer.get("status")), Missing.NO_VALUE)
        found = (math.nan if missing else float(value), missing.value if missing else None)
        key = (*place, str(sex))
        before = self.rows.get(key)
        if before is not None:
            # The same twice is harmless: a place that is municipality and region may be listed twice.
            if before[1] != found[1] or (found[1] is None and before[0] != found[0]):
                raise SourceFault(Why.CONTRADICTION, what=" ".join(map(str, key)))
            return
        self.rows[key] = (*found, self._number)

    def observations(self, known: dict[str, dict[str, Any]], today: date) -> pd.DataFrame:
        """One row per (indicator, organisation, year, sex) as `store.import_official` takes them."""
        rows = []
        for indicator in self._plan.indicators:
            for series in known.keys() & set(indicator.series):
                rows += self._of_series(indicator, series, _announced(known[series]), today)
        columns = ["indicator", "organisation", "year", "sex", "value", "missing", "row"]
        return pd.DataFrame(rows, columns=[*columns, "numerator", "denominator", "known_from"])

    def _of_series(
        self, indicator: Indicator, series: str, announced: date | None, today: date
    ) -> Iterator[tuple[Any, ...]]:
        figures: dict[tuple[str, int], dict[str, tuple[float, str | None, int]]] = {}
        for (whose, code, year, sex), cell in self.rows.items():
            if whose == series:
                figures.setdefault((code, year), {})[sex] = cell
        for (code, year), cells in figures.items():
            first = min(row for _, _, row in cells.values())
            # Without a value of its own a sex has none, and says so, as in the figures we start with.
            nothing = (math.nan, Missing.NO_VALUE.value, first)
            expected = (Sex.TOTAL,) if indicator.shape.one_value else tuple(Sex)
            known_from = announced if announced and date(year, 1, 1) <= announced < today else today
            for sex in expected:
                value, missing, row = cells.get(sex.value, nothing)
                counts = self._counts(indicator, code, year, sex.value, value)
                yield (series, code, year, sex.value, value, missing, row, *counts, known_from)

    def _counts(
        self, indicator: Indicator, code: str, year: int, sex: str, value: float
    ) -> tuple[float, float]:
        """Numerator and denominator in persons, NaN where Kolada does not give both or they do not fit."""
        if math.isnan(value) or not _counting(indicator) or indicator.shape is not Shape.BY_SEX:
            return math.nan, math.nan
        numerator, denominator = (
            sum(self.rows.get((term, code, year, sex), (math.nan,))[0] for term in _terms(said))
            for said in (indicator.numerator, indicator.denominator)
        )
        if not denominator > 0 or not abs(100 * numerator / denominator - value) < SHARE_ROUNDING:
            return math.nan, math.nan
        return numerator, denominator


def _announced(metadata: dict[str, Any]) -> date | None:
    """The publication date that Kolada's metadata name; None where they name none. It may lie ahead."""
    with suppress(ValueError, TypeError):
        return date.fromisoformat(str(metadata.get("publication_date"))[:10])
    return None


def _prove_it_answers(store: Store, viewer: Viewer, client: Client, answered: bool) -> None:
    """A wrong question gets an empty list at Kolada, and no error: ask for a series that it must know."""
    example = store.official_example(viewer, [])
    if not answered and example and not client.metadata([example[0]]):
        raise SourceFault(Why.CHANGED)


def _prove_it_has_data(store: Store, viewer: Viewer, client: Client, plan: _Plan) -> None:
    """The same for values: ask for one that Kolada is known to have published."""
    example = store.official_example(viewer, list(plan.series))
    if example is None:
        return
    series, code, year = example
    if not any(page.values for page in client.data([series], [code], [year])):
        raise SourceFault(Why.CHANGED)


def _folder(store: Store, base: str, plan: _Plan) -> Path:
    """Where the pages of this very question are kept until it is answered; those of old ones are removed."""
    work = store.path.parent / "kolada"
    question = json.dumps([base, plan.groups, plan.years])
    if work.exists():
        for left in _stale(work.iterdir()):
            Shelf(left).clear()
    return work / hashlib.sha256(question.encode()).hexdigest()[:16]


def _stale(folders: Iterable[Path]) -> list[Path]:
    return [one for one in folders if one.is_dir() and time.time() - one.stat().st_mtime > KEPT]


def _bundle(client: Client, shelf: Shelf, first_rows: dict[str, int]) -> bytes:
    """The pages as they came, in one ZIP with a list of where and when each was fetched.

    `first_row` there is the number of a page's first value, counted through all pages: the `row` of an
    observation is that number.
    """
    packed, entries = io.BytesIO(), []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number, url in enumerate(_once(client.used), start=1):
            name = f"{number:04}.json"
            entries.append(
                {
                    "file": name,
                    "url": url,
                    "fetched": shelf.fetched(url).isoformat(),
                    "first_row": first_rows.get(url),
                }
            )
            _pack(bundle, name, shelf.get(url) or b"")
        _pack(bundle, "index.json", json.dumps(entries, indent=1).encode())
    return packed.getvalue()


def read_again(indicators: Iterable[Indicator], name: str, content: bytes) -> tuple[pd.DataFrame, date]:
    """The observations of pages that were fetched before, kept as `_bundle` does, and the day they were fetched.

    Raises SourceFault for pages of another shape, ValueError and KeyError for another kind of file.
    """
    fetched_on = date.fromisoformat(Path(name).stem.removeprefix("kolada_"))
    known: dict[str, dict[str, Any]] = {}
    pages: list[Page] = []
    groups: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    years: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        for entry in json.loads(bundle.read("index.json")):
            page = json.loads(bundle.read(entry["file"]))
            address = urlsplit(entry["url"]).path.split("/")
            if "data" not in address:
                known |= {one["id"]: one for one in page["values"] if "id" in one}
                continue
            pages.append(Page(entry["url"], page["values"], None))
            asked = dict(pairwise(address))
            groups.append((tuple(asked["kpi"].split(",")), tuple(unquote(asked["municipality"]).split(","))))
            years |= {int(year) for year in asked["year"].split(",")}
    series = {one for group, _ in groups for one in group}
    chosen = tuple(one for one in indicators if set(one.series) & series)
    cells = _Cells(_Plan(chosen, tuple(groups), tuple(sorted(years))))
    for page in pages:
        cells.take(page)
    return cells.observations(known, fetched_on), fetched_on


def _pack(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    # A fixed moment, so that the same pages give the same bytes.
    bundle.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _once(urls: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(urls))
