"""A process that does one thing to a store and is killed (SIGKILL) while it does it.

It comes from a fork server that has imported everything and opened nothing, so that a kill costs tenths of
a second. The product has no switch for this: the process replaces the product's own steps by deadly ones.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from benchmarking import access
from benchmarking.model import Finding, Level, SubmissionState
from benchmarking.store import Store, database, schema, trail

KINDS = ("receive", "check", "publish", "withdraw", "backup", "migrate")

FORKING = multiprocessing.get_context("forkserver")
# What is installed can be imported there; this folder is not on its path.
FORKING.set_forkserver_preload(["benchmarking.store"])

OWNER = access.owner("test")

ROWS = 400
"""Values in each publication: enough for the log to be written in several pieces."""


@dataclass(frozen=True, slots=True)
class Death:
    """When to die: before the statement of that number within the transaction, 0: never so.

    `seconds`: by a clock from the start of the command, wherever it is then. `head`: after the commit,
    before the head of the trail is kept.
    """

    statement: int = 0
    seconds: float = 0.0
    head: bool = False


def content(number: int) -> bytes:
    """The bytes that attempt `number` hands in: 50 kB that no other attempt has."""
    return random.Random(number).randbytes(50_000)


def values(number: int) -> pd.DataFrame:
    """What attempt `number` publishes."""
    rows = [(place, 1900 + year) for place in ("1882", "1982") for year in range(ROWS // 2)]
    frame = pd.DataFrame(rows, columns=["organisation", "year"])
    return frame.assign(
        **{"indicator": "N21826", "sex": "K", "value": frame["year"] + float(number)},
        **{"numerator": math.nan, "denominator": math.nan, "missing": None, "row": frame.index + 2},
    )


def act(store: Store, kind: str, number: int) -> None:
    """The command of a kind, on the draft or publication that `prepared` left."""
    if kind == "receive":
        store.receive(OWNER, f"{number}.csv", content(number), "MK3")
    elif kind == "check":
        finding = Finding("value_missing", Level.WARNING, row=number, column="värde")
        store.record_findings(OWNER, newest(store, SubmissionState.DRAFT), [finding] * 50)
    elif kind == "publish":
        store.publish(OWNER, newest(store, SubmissionState.DRAFT), values(number))
    elif kind == "withdraw":
        store.withdraw(OWNER, newest(store, SubmissionState.PUBLISHED), "wrong year")
    elif kind == "backup":
        store.back_up(OWNER)


def prepared(store: Store, kind: str, number: int) -> None:
    """What a command of the kind needs before it: a draft, or a publication to take back."""
    if kind in ("check", "publish", "withdraw"):
        draft = store.receive(OWNER, f"{number}.csv", content(number), "MK3")
        if kind == "withdraw":
            store.publish(OWNER, draft, values(number))


def newest(store: Store, state: SubmissionState) -> int:
    """The latest of the network's own submissions in a state."""
    return next(one.id for one in store.submissions(OWNER) if one.state is state and one.programme)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def work(path: str, kind: str, number: int, death: Death, migrations: str, counted: str) -> None:
    """Do it and die; or live, and note the acknowledgement and the number of statements in `counted`."""
    statements = 0

    def step() -> None:
        nonlocal statements
        statements += 1
        if death.statement == statements:
            die()

    if kind == "migrate":
        schema.MIGRATIONS = Path(migrations)
        database.FINISHED_BY = dict(database.FINISHED_BY) | {"more": lambda connection: step()}
        _in_time(death)
        begun = time.perf_counter()
        Store(Path(path)).close()
    else:
        store = Store(Path(path))
        _deadly(step)
        if death.head:
            trail.HeadFile.write = lambda self, head: die()
        _in_time(death)
        begun = time.perf_counter()
        act(store, kind, number)
    # Acknowledged: from here on it may not be lost.
    Path(counted).write_text(f"{statements} {time.perf_counter() - begun}")
    die()


def _in_time(death: Death) -> None:
    if death.seconds:
        timer = threading.Timer(death.seconds, die)
        timer.daemon = True
        timer.start()


def _deadly(step: Callable[[], None]) -> None:
    """Let each statement of a change be a step, and the moment before its COMMIT one more."""
    run, change = database.Change.run, database.Database._change

    def counted(self: database.Change, sql: str, **parameters: Any) -> Any:
        step()
        return run(self, sql, **parameters)

    @contextmanager
    def ending(self: database.Database) -> Iterator[database.Change]:
        with change(self) as one:
            yield one
            step()

    database.Change.run = counted
    database.Database._change = ending


@contextmanager
def _no_script() -> Iterator[None]:
    """What starts in here runs no script of ours again.

    A new process runs the main module's file anew, and an AppTest of the same process leaves its own there.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def killed(path: Path, kind: str, number: int, death: Death, migrations: Path) -> tuple[int, float] | None:
    """Let a process do it; the steps and seconds it took if it was acknowledged, None if it died before."""
    counted = path.with_suffix(".acknowledged")
    counted.unlink(missing_ok=True)
    process = FORKING.Process(
        target=work, args=(str(path), kind, number, death, str(migrations), str(counted))
    )
    with _no_script():
        process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, f"{kind} ended with {process.exitcode} and was not killed"
    process.close()
    if not counted.exists() or not counted.read_text():
        return None
    steps, seconds = counted.read_text().split()
    return int(steps), float(seconds)
