"""Copies of the database file: how one is made, what is kept beside it, which are kept, and putting one back.

Nothing here opens the live file within this process. DuckDB holds it by a lock of the kind that a process
loses as soon as it closes *any* handle of that file (POSIX fcntl; tried: after a plain read another process
could open the database and write to it). So the bytes are copied by a process of their own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarking.errors import StoreError
from benchmarking.store.trail import Head

FOLDER = "backup"

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""Of how many days, weeks and months the newest backup is kept."""

RECENT = timedelta(days=2)
"""All of the latest are kept for so long: one taken before something risky must outlive the next."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that has been opened and proved. `taken` in UTC; `content` its content hash; `why` it was taken."""

    file: Path
    taken: datetime
    why: str
    sha256: str
    bytes: int
    head: Head
    content: str


def folder(database: Path) -> Path:
    """Where the copies of a database lie."""
    return database.parent / FOLDER


def kept(database: Path) -> tuple[Backup, ...]:
    """The copies of a database, newest first. What was cut short is not among them."""
    found = []
    for description in folder(database).glob(f"{database.stem}-*.json"):
        with suppress(ValueError, KeyError, OSError):
            one = described(description.with_suffix(".duckdb"))
            if one.file.exists():
                found.append(one)
    return tuple(sorted(found, key=lambda one: (one.taken, one.file.name), reverse=True))


def described(file: Path) -> Backup:
    """What is kept beside a copy. Raises OSError, ValueError or KeyError where that cannot be read."""
    said: Mapping[str, Any] = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    return Backup(
        file=file,
        taken=datetime.fromisoformat(said["taken"]),
        why=said["why"],
        sha256=said["sha256"],
        bytes=said["bytes"],
        head=Head(**said["head"]),
        content=said["content"],
    )


def unchanged(file: Path) -> Backup:
    """A copy that is still the file that was taken. Raises StoreError."""
    try:
        one = described(file)
    except (OSError, ValueError, KeyError) as error:
        raise StoreError(f"what is known of {file.name} cannot be read: {error}") from error
    if sha256_of(file) != one.sha256:
        raise StoreError(f"{file.name} is not the file that was taken: its SHA-256 is another")
    return one


def begin(database: Path, moment: datetime) -> Path:
    """A name for a new copy that is not whole yet; what earlier ones cut short have left is removed.

    Raises OSError.
    """
    place = folder(database)
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(f"{database.stem}-*.unfinished*"):
        left.unlink(missing_ok=True)
    return place / f"{database.stem}-{moment:%Y%m%dT%H%M%S%fZ}.unfinished"


def copy_bytes(source: Path, target: Path) -> None:
    """Copy a file, and DuckDB's log beside it, in another process (see above).

    Raises StoreError, also where the copy would leave the disk without room for the database to grow by a tenth.
    """
    log = source.with_name(f"{source.name}.wal")
    needed = source.stat().st_size + (log.stat().st_size if log.exists() else 0)
    free = shutil.disk_usage(target.parent).free
    if free < 1.1 * needed:
        raise StoreError(
            f"cannot copy {source.name}: {target.parent} has {free} bytes free, it takes {needed}"
        )
    for suffix in ("", ".wal"):
        here, there = (path.with_name(f"{path.name}{suffix}") for path in (source, target))
        if suffix and not here.exists():
            continue
        done = subprocess.run(
            ["cp", "--", str(here), str(there)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise StoreError(f"cannot copy {here.name} to {there.parent}: {done.stderr.strip()}")


def finish(unfinished: Path, why: str, taken: datetime, head: Head, content: str) -> Backup:
    """Let a copy that has been proved count as one, with what is known of it beside it."""
    flush(unfinished)
    one = Backup(
        file=unfinished.with_suffix(".duckdb"),
        taken=taken.replace(tzinfo=UTC) if taken.tzinfo is None else taken,
        why=why,
        sha256=sha256_of(unfinished),
        bytes=unfinished.stat().st_size,
        head=head,
        content=content,
    )
    said = {
        "taken": one.taken.isoformat(),
        "why": why,
        "sha256": one.sha256,
        "bytes": one.bytes,
        "head": {"count": head.count, "hash": head.hash},
        "content": content,
    }
    description = unfinished.with_suffix(".unfinished-json")
    description.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    flush(description)
    # The description first: a copy is one once both are there.
    description.replace(one.file.with_suffix(".json"))
    unfinished.replace(one.file)
    flush(one.file.parent)
    return one


def discard(unfinished: Path) -> None:
    for left in unfinished.parent.glob(f"{unfinished.stem}.unfinished*"):
        left.unlink(missing_ok=True)


def worn_out(found: Iterable[Backup]) -> tuple[Backup, ...]:
    """Those of `found` that are no longer kept.

    Kept are the RECENT ones; the newest of each of the DAILY latest days that have one, of the WEEKLY latest
    weeks and of the MONTHLY latest months; and those taken before a migration.
    """
    newest_first = sorted(found, key=lambda one: one.taken, reverse=True)
    stays = {
        one.file
        for one in newest_first
        if one.why.startswith("before") or newest_first[0].taken - one.taken < RECENT
    }
    for many, span in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        of_span: dict[str, Backup] = {}
        for one in newest_first:
            of_span.setdefault(f"{one.taken:{span}}", one)
        stays |= {one.file for one in list(of_span.values())[:many]}
    return tuple(one for one in newest_first if one.file not in stays)


def throw_away(one: Backup) -> None:
    for file in (one.file, one.file.with_suffix(".json")):
        file.unlink(missing_ok=True)


def sha256_of(file: Path) -> str:
    """SHA-256 (hex) of a file that no process of DuckDB's holds."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
