"""The same questions and commands on a file and on a lake, side by side: what sharing costs."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import measure
import pandas as pd
from builders import OWNER, VISITOR
from running import Server, running

from benchmarking.store import Lake, Store, move

TIMES = 7

EACH = 4
"""Runs of a page in each of the turns."""

MOST = 2.0
"""Times a page's rerun on a file that the same may take on a lake: it is made of what a server keeps of either."""

MOST_AT_WORK = 6.0
"""The same where one works: these pages ask the store itself at each rerun, so that nobody sees what was."""

ACTS = ("open", "places", "one indicator, all places", "publish 400 values", "take them back", "prove all")


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _values(number: int) -> pd.DataFrame:
    rows = [(place, 1800 + year) for place in ("1882", "1982") for year in range(200)]
    frame = pd.DataFrame(rows, columns=["organisation", "year"])
    return frame.assign(
        **{"indicator": "N21826", "sex": "K", "value": frame["year"] + float(number)},
        **{"numerator": float("nan"), "denominator": float("nan"), "missing": None, "row": frame.index + 2},
    )


class Measured:
    """A store and how long it took for what, in seconds."""

    def __init__(self, open_it: Callable[[], Store]) -> None:
        self.seconds: dict[str, list[float]] = {act: [] for act in ACTS}
        for _ in range(3):
            self.seconds["open"].append(_timed(lambda: open_it().close()))
        self.store = open_it()

    def act(self, number: int) -> None:
        store = self.store
        self._time("places", lambda: store.organisations(VISITOR))
        self._time("one indicator, all places", lambda: store.values(VISITOR, ["N00206"]))
        draft = store.receive(OWNER, f"{number}.csv", b"x", "MK3")
        self._time("publish 400 values", lambda: store.publish(OWNER, draft, _values(number)))
        self._time("take them back", lambda: store.withdraw(OWNER, draft, "timed"))

    def _time(self, act: str, what: Callable[[], object]) -> None:
        self.seconds[act].append(_timed(what))


def test_a_file_and_a_lake_side_by_side(
    full_database: Path, postgres: Any, tmp_path: Path, tell: Callable[..., None]
) -> None:
    file = Path(shutil.copy(full_database, tmp_path / "network.duckdb"))
    lake = Lake(postgres.create("full"), str(tmp_path / "files"), tmp_path / "work")
    carried = _timed(lambda: move(OWNER, file, lake))
    both = {"file": Measured(lambda: Store(file)), "lake": Measured(lambda: Store(lake))}
    for number in range(TIMES):
        for one in both.values():
            one.act(number)
    for one in both.values():
        one.seconds["prove all"].append(_timed(lambda store=one.store: store.verify(OWNER)))
    contents = {one.store.content_hash(OWNER) for one in both.values()}
    sizes = [f"{one.store.size() / 1e6:.1f} MB" for one in both.values()]
    medians = {kind: {act: statistics.median(one.seconds[act]) for act in ACTS} for kind, one in both.items()}
    tell(
        f"a file and a lake with the whole of data/ (carried in {carried:.1f} s)",
        ("what", "file", "lake", "times"),
        [
            *(
                (
                    act,
                    *(f"{medians[kind][act] * 1e3:.0f} ms" for kind in both),
                    f"{medians['lake'][act] / medians['file'][act]:.1f}",
                )
                for act in ACTS
            ),
            ("size", *sizes, "–"),
        ],
    )
    for one in both.values():
        one.store.close()
    assert len(contents) == 1
    # What hangs fails; what is slow is told, and depends on whatever else the machine does.
    assert max(medians["lake"].values()) < 60


def test_pages_on_a_file_and_on_a_lake_side_by_side(
    product: Server, full_database: Path, postgres: Any, tmp_path: Path, tell: Callable[..., None]
) -> None:
    file = Path(shutil.copy(full_database, tmp_path / "network.duckdb"))
    lake = Lake(postgres.create("pages"), str(tmp_path / "files"), tmp_path / "work")
    move(OWNER, file, lake)
    (tmp_path / "server").mkdir()
    environment = {
        "BENCHMARKING_DATABASE": f"ducklake:postgres:{lake.catalogue}",
        "BENCHMARKING_LAKE": lake.files,
        "BENCHMARKING_WORK": str(lake.work),
    }
    with running(tmp_path / "server", environment=environment) as server:
        on_file, on_lake = (measure.pages(one, measure.owners_cookie(one)) for one in (product, server))
        for place in (on_file["effect"], on_lake["effect"]):
            # Effects are estimated behind the open door; the page that shows them waits until they are there.
            with place.client() as client:
                client.run(place.page)
        rows = list(measure.beside(on_file, on_lake, "on a lake", EACH, "on a file"))
    tell(
        "the pages on a lake, one visitor, p50",
        ("page", "ms", "times a file's"),
        [(row.name, f"{1e3 * statistics.median(row.seconds):.0f}", f"{row.ratio:.2f}") for row in rows],
    )
    assert len(rows) == len(on_lake)
    assert {
        row.name: row.ratio
        for row in rows
        if row.ratio > (MOST_AT_WORK if row.name in measure.WORKING else MOST)
    } == {}
