"""What whoever runs the network sees to: that everything is whole, and that there is a copy of it.

The command line and the page of administration say and do it in these words; the nightly backup runs
within the server. In English, as all that goes to a terminal and to the log.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarking import access
from benchmarking.store import Backup, Place, Store, Verified, move, restore

HOUR = 3
"""When the backup of each day is taken, by Swedish clocks: nobody hands in anything then."""

SWEDEN = ZoneInfo("Europe/Stockholm")

CLOCKWORK = access.viewer("benchmarking", access.Assignment(access.Standing.ADMINISTRATOR))
"""Who takes the nightly backups."""

IDLE = 0.05
"""Of a core: what a server uses that nobody asks anything of."""

WORTH = 0.5
"""Seconds of work after which there is something to collect."""

log = logging.getLogger("benchmarking")


def verified_told(found: Verified) -> list[str]:
    """What a verification saw, line by line; what is wrong first."""
    told = [f"{flaw.proof}: {flaw.subject} {flaw.told}" for flaw in found.flaws]
    counts = (
        f"{found.events} events, {found.files} files, {found.publications} publications, "
        f"{found.current} current values"
    )
    if told:
        return [*told, f"not whole: {len(told)} flaws in {counts}"]
    return [f"whole: {counts}", f"content {found.content}"]


def backup_told(one: Backup) -> str:
    """A copy in one line."""
    return f"{one.file}: {one.bytes} bytes, SHA-256 {one.sha256}, event {one.head.count}, taken {one.taken:%Y-%m-%d %H:%M} UTC"


def put_back(database: Place, file: Path) -> list[str]:
    """Restore a backup into the place of the database, and prove what is there then. Raises what `restore` does."""
    one = restore(database, file, CLOCKWORK)
    store = Store.open(database)
    try:
        found = store.verify(CLOCKWORK)
        after = store.content_hash(CLOCKWORK)
    finally:
        store.close()
    same = "the same content as when it was taken" if after == one.content else "migrated since it was taken"
    return [f"restored {one.file.name}: {same}", *verified_told(found)]


def carry(source: Place, goal: Place, tell: Callable[[str], None]) -> list[str]:
    """Carry a store from a file to a lake or back. Raises what `move` does."""
    moved = move(CLOCKWORK, source, goal, tell)
    return [
        f"carried {sum(moved.rows.values())} rows of {len(moved.rows)} tables, each the same on both sides",
        f"SHA-256 {moved.sha256}",
    ]


def next_time(moment: datetime) -> datetime:
    """When the next nightly backup is due, in Swedish time."""
    here = moment.astimezone(SWEDEN)
    due = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return (
        due
        if due > here
        else (here + timedelta(days=1)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    )


@contextmanager
def collecting(every: float = 1.0) -> Iterator[None]:
    """For as long as the block lasts, collect garbage when nobody asks anything: it stops every visitor's page.

    What has been made by now stays and is never looked at again. What is young is collected as it comes, and
    all of it after some fifty such rounds without a quiet moment, so that memory does not grow under a crowd.
    `every` is how many seconds lie between two looks at how busy the process is.
    """
    stopped, before = threading.Event(), gc.get_threshold()

    def collect() -> None:
        collected = looked = time.process_time()
        while not stopped.wait(every):
            now = time.process_time()
            if now - looked < IDLE * every and now - collected > WORTH:
                gc.collect()
                now = collected = time.process_time()
            looked = now

    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    collector = threading.Thread(target=collect, name="garbage", daemon=True)
    collector.start()
    try:
        yield
    finally:
        stopped.set()
        collector.join()
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def nightly(
    store: Store,
    clock: Callable[[], datetime] = lambda: datetime.now(SWEDEN),
) -> Iterator[None]:
    """Take a backup each night, and tidy the store, for as long as the block lasts.

    One that fails is told of in the log and tried again the next night; nothing else is disturbed. A
    server that was not running at the hour takes the backup when it starts, if the latest is older than a day.
    """
    stopped = threading.Event()

    def keep() -> None:
        due = next_time(clock())
        taken = store.backups(CLOCKWORK)
        if taken and clock() - taken[0].taken > timedelta(days=1):
            due = clock()
        while not stopped.wait(max(0.0, min((due - clock()).total_seconds(), 600.0))):
            if clock() < due:
                continue
            for told, act in (
                (
                    "backup",
                    lambda: log.info("backup taken: %s", backup_told(store.back_up(CLOCKWORK, "nightly"))),
                ),
                ("tidying", lambda: store.tidy(CLOCKWORK)),
            ):
                try:
                    act()
                except Exception:
                    log.exception("the nightly %s failed; the next is tried at %02d.00", told, HOUR)
            due = next_time(clock())

    keeper = threading.Thread(target=keep, name="nightly backup", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        keeper.join(timeout=30)
