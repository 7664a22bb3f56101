"""A store moved from a file to a lake or back, by `carrying` it; and a lake's beginning, which is a file so moved."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarking.errors import Conflict, NotFound
from benchmarking.model import Right, Viewer
from benchmarking.store import copies
from benchmarking.store.build import build
from benchmarking.store.carrying import Carried, carry, one_state, write_file
from benchmarking.store.database import Database, demand, open_engine, open_lake
from benchmarking.store.engine import Engine
from benchmarking.store.place import Lake, Place, own_folder
from benchmarking.store.trail import HeadFile
from benchmarking.store.verifying import prove

if TYPE_CHECKING:
    from benchmarking.store.lake import DuckLake


def move(
    viewer: Viewer, source: Place, goal: Place, tell: Callable[[str], None] = lambda line: None
) -> Carried:
    """Carry the store at `source` to `goal`, where there must be none yet, after proving that it is whole.

    The source stays as it is (one of an earlier version is migrated, unless it is a backup). To carry writes no
    event, so that the trail is the same; but where this server has seen a later trail at `goal`, that a restore
    has left it behind is the next event.

    Raises NotAllowed; NotFound; Conflict where there is a store at `goal`, or the files of one; StoreError, with
    nothing at `goal`, where the source is not whole or what arrived is not the same.
    """
    demand(viewer, Right.ADMINISTER)
    if isinstance(source, Path) and not source.exists():
        raise NotFound(f"there is no store at {source}")
    if isinstance(goal, Path) and goal.exists():
        raise Conflict(f"{goal} is there already")
    own_folder(goal).mkdir(parents=True, exist_ok=True)
    with _whole(source, own_folder(goal)) as engine:
        carried = _into_lake(engine, goal, tell) if isinstance(goal, Lake) else _into_file(engine, goal, tell)
    _leave_behind(viewer, source, goal)
    return carried


def begin(lake: Lake, data: Path, progress: Callable[[str], None]) -> None:
    """Build a store from `data` in a lake that has none; another server that does so at the same time is waited for.

    Raises Conflict where there are the files of another lake; DataFault; StoreError.
    """
    engine = open_lake(lake)
    try:
        if engine.begun:
            return
        with engine.alone():
            if engine.begun:
                return
            engine.refuse_used()
            with tempfile.TemporaryDirectory(dir=lake.work) as folder:
                built = Path(folder) / "network.duckdb"
                progress(f"building the lake from {data.name}/")
                build(built, data, progress)
                source = open_engine(built)
                try:
                    _fill_lake(source, engine, progress)
                finally:
                    source.close()
    finally:
        engine.close()


@contextmanager
def _whole(source: Place, work: Path) -> Iterator[Engine]:
    """The store at a place, opened and proved. Of a backup it is a copy, since to open a file may change it."""
    with ExitStack() as stack:
        if isinstance(source, Path) and source.with_suffix(".json").exists():
            copies.unchanged(source)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=work)))
            copies.copy_bytes(source, folder / source.name)
            source = folder / source.name
        database = Database(source)
        stack.callback(database.close)
        with database._engine.cursor() as cursor:
            prove(str(source), cursor)
        yield database._engine


def _into_file(source: Engine, goal: Path, tell: Callable[[str], None]) -> Carried:
    unfinished = goal.with_suffix(f".moving-{os.getpid()}")
    try:
        carried = write_file(source, unfinished, tell)
        copies.flush(unfinished)
        unfinished.replace(goal)
    finally:
        for suffix in ("", ".wal"):
            unfinished.with_name(f"{unfinished.name}{suffix}").unlink(missing_ok=True)
    return carried


def _into_lake(source: Engine, lake: Lake, tell: Callable[[str], None]) -> Carried:
    engine = open_lake(lake)
    try:
        with engine.alone():
            if engine.begun:
                raise Conflict(f"{lake} holds a store already")
            engine.refuse_used()
            return _fill_lake(source, engine, tell)
    finally:
        engine.close()


def _fill_lake(source: Engine, engine: DuckLake, tell: Callable[[str], None]) -> Carried:
    with one_state(source) as reader, engine.filling(), engine.changing() as writer:
        try:
            carried = carry(reader, writer, engine.readable, tell)
            engine.prove(writer)
        except BaseException:
            writer.execute("ROLLBACK")
            raise
        writer.execute("COMMIT")
    return carried


def _leave_behind(viewer: Viewer, source: Place, goal: Place) -> None:
    """Say in the trail that it goes on from an earlier event than this server has seen here, if that is so."""
    kept = HeadFile(goal.path if isinstance(goal, Lake) else goal)
    left = kept.readable()
    if left is None:
        return
    database = Database(goal)
    try:
        if database._head_kept:
            return
    finally:
        database.close()
    kept.remove()
    database = Database(goal)
    try:
        with database._change() as change:
            change.record(
                viewer.name,
                "restore",
                f"backup:{source.name}" if isinstance(source, Path) else "backup:lake",
                before={"count": left.count, "hash": left.hash},
            )
    finally:
        database.close()
