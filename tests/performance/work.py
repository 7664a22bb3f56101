"""What is asked for without a page (questions, publications, the API, packs, a start), beside what it rests on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import crowds
import duckdb
import pandas as pd
from builders import OWNER, VISITOR, draft
from running import running
from starlette.applications import Starlette
from starlette.testclient import TestClient
from test_api_speed import INDICATORS, _bare, _everything
from test_comparison_query import PLACES
from test_comparison_query import _bare as bare_comparison

from benchmarking import api, team_packs
from benchmarking.store import Store
from benchmarking.wording import words

Pairs = Iterator[tuple[str, str, list[tuple[float, float]]]]
"""What was done, what it is measured against, and the seconds of both, turn by turn."""

AIM = 1.0
"""Seconds that a pack may take."""

EACH = 6


def pairs(database: Path, floor: Path, folder: Path) -> Pairs:
    """Everything here, on copies of a database."""
    copy = Path(shutil.copy(database, folder / "work.duckdb"))
    store = Store(copy)
    try:
        yield "comparison", "a bare query", _comparisons(store)
        yield "API, one indicator", "a bare query", _api(store)
        yield "publish 10 000 rows", "a bare insert", _publications(store, folder)
        yield "pack as PDF", "1 s", _packs(store)
    finally:
        store.close()
    yield "cold start", "the floor's", _starts(database, floor, folder)


def _comparisons(store: Store) -> list[tuple[float, float]]:
    asked = iter([one.id for one in store.indicators(VISITOR)][: crowds.TURNS * EACH])

    def turn() -> tuple[float, float]:
        times = []
        for _, code in zip(range(EACH), asked, strict=False):
            times.append(
                (
                    _took(lambda code=code: store.values(VISITOR, [code], PLACES)),
                    _took(lambda code=code: bare_comparison(store._connection, code, PLACES)),
                )
            )
        ours, bare = zip(*times, strict=True)
        return crowds.percentile(ours, 0.95), crowds.percentile(bare, 0.95)

    store.values(VISITOR, [INDICATORS[0]], PLACES)
    return [turn() for _ in range(crowds.TURNS)]


def _api(store: Store) -> list[tuple[float, float]]:
    api.serve(store)
    client = TestClient(Starlette(routes=api.routes(), middleware=api.middleware()))
    _everything(client, "N05815")
    return [
        (
            _took(lambda code=code: _everything(client, code)),
            _took(lambda code=code: _bare(store._connection, code)),
        )
        for code in INDICATORS[: crowds.TURNS]
    ]


def _publications(store: Store, folder: Path) -> list[tuple[float, float]]:
    values = (
        store.values(VISITOR, list(INDICATORS)).query("origin == 'official' and women == women").head(10_000)
    )
    rows = pd.DataFrame(
        {
            **{name: values[name] for name in ("indicator", "organisation", "year")},
            "sex": "K",
            "value": values["women"],
            **dict.fromkeys(("numerator", "denominator"), float("nan")),
            "missing": None,
            "row": range(1, len(values) + 1),
        }
    )
    found = []
    for number in range(crowds.TURNS):
        coming = rows.assign(value=rows["value"] + (number + 1) / 8)
        submission = draft(store, name=f"{number}.csv")
        ours = _took(lambda submission=submission, coming=coming: store.publish(OWNER, submission, coming))
        with duckdb.connect(folder / f"bare{number}.duckdb") as bare:
            bare.execute(
                "CREATE TABLE bare (indicator VARCHAR, organisation VARCHAR, year SMALLINT, sex VARCHAR, "
                "value DOUBLE, numerator DOUBLE, denominator DOUBLE, missing VARCHAR, row INTEGER)"
            )
            bare.register("coming", coming)
            found.append(
                (ours, _took(lambda bare=bare: bare.execute("INSERT INTO bare SELECT * FROM coming")))
            )
    return found


def _packs(store: Store) -> list[tuple[float, float]]:
    what = team_packs.wanted(store, OWNER, "MK3-3", "1", date(2019, 10, 15))
    say = words("sv")
    team_packs.set_pack(store, OWNER, what, "pdf", say)
    return [
        (_took(lambda: team_packs.set_pack(store, OWNER, what, "pdf", say)), AIM) for _ in range(crowds.TURNS)
    ]


def _starts(database: Path, floor: Path, folder: Path) -> list[tuple[float, float]]:
    found = []
    for number in range(crowds.TURNS):
        place = folder / f"start{number}"
        place.mkdir()
        shutil.copy(database, place / "network.duckdb")
        with running(place) as ours:
            pass
        with running(place, floor, health="/_stcore/health") as base:
            pass
        found.append((ours.started, base.started))
    return found


def _took(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    work()
    return clock() - begun
