"""A store carried from a file to a lake or back, by `carrying` it; and a lake's beginning, which is a file so carried."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarking.errors import Conflict
from benchmarking.model import Right, Viewer
from benchmarking.store import copies
from benchmarking.store.build import build
from benchmarking.store.carrying import Carried, carry, one_state, write_file
from benchmarking.store.database import Database, demand, open_engine
from benchmarking.store.engine import Engine
from benchmarking.store.place import Lake, Place
from benchmarking.store.trail import HeadFile


def move(
    viewer: Viewer, source: Place, goal: Place, tell: Callable[[str], None] = lambda line: None
) -> Carried:
    """Carry the store at `source` to `goal`, where there must be none yet. The source stays as it is.

    Raises NotAllowed; Conflict where there is a store at `goal`; StoreError, with nothing at `goal`, where what
    arrived is not the same.
    """
    demand(viewer, Right.ADMINISTER)
    database = Database(source)
    try:
        if isinstance(goal, Lake):
            return _into_lake(database._engine, goal, tell)
        if goal.exists():
            raise Conflict(f"{goal} is there already")
        goal.parent.mkdir(parents=True, exist_ok=True)
        unfinished = goal.with_suffix(f".moving-{os.getpid()}")
        try:
            carried = write_file(database._engine, unfinished, tell)
            copies.flush(unfinished)
            unfinished.replace(goal)
        finally:
            _clear(unfinished)
        return carried
    finally:
        database.close()


def begin(lake: Lake, data: Path, progress: Callable[[str], None]) -> None:
    """Build a store from `data` in a lake that has none; another server that does so at the same time is waited for."""
    engine = open_engine(lake)
    try:
        if engine.begun:
            return
        with engine.alone():
            if engine.begun:
                return
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


def _into_lake(source: Engine, lake: Lake, tell: Callable[[str], None]) -> Carried:
    engine = open_engine(lake)
    try:
        with engine.alone():
            if engine.begun:
                raise Conflict(f"{lake} holds a store already")
            return _fill_lake(source, engine, tell)
    finally:
        engine.close()


def _fill_lake(source: Engine, engine: Engine, tell: Callable[[str], None]) -> Carried:
    with one_state(source) as reader, engine.changing() as writer:
        try:
            carried = carry(reader, writer, engine.readable, tell)
            engine.prove(writer)
        except BaseException:
            writer.execute("ROLLBACK")
            raise
        writer.execute("COMMIT")
    return carried


def _clear(unfinished: Path) -> None:
    for suffix in ("", ".wal"):
        unfinished.with_name(f"{unfinished.name}{suffix}").unlink(missing_ok=True)
    HeadFile(unfinished).remove()
