"""Where a database is: a file's path, or a lake that several servers share."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from benchmarking.errors import StoreError

PROJECT = Path(__file__).resolve().parents[2]

LAKE = "ducklake:"
"""What the name of a lake begins with; a catalogue in PostgreSQL follows: `postgres:` and libpq's parameters."""


@dataclass(frozen=True, slots=True)
class Lake:
    """A DuckLake. `catalogue` is libpq's connection string; `files` the folder or bucket of its Parquet files.

    `work` is this server's own folder: its backups, what it fetches, how far it has seen the trail.
    """

    catalogue: str
    files: str
    work: Path

    @property
    def path(self) -> Path:
        """What this server's own files (head, backups) stand beside; there is no such file."""
        return self.work / "lake.duckdb"

    def __str__(self) -> str:
        # Without the connection string, which may hold a password.
        return f"the lake at {self.files}"


Place: TypeAlias = Path | Lake


def database_place() -> Place:
    """Where the database is: BENCHMARKING_DATABASE, else `.network/network.duckdb` beside the code. Raises StoreError.

    A lake's files are where BENCHMARKING_LAKE says, and this server's own in BENCHMARKING_WORK, else `.network`.
    """
    named = os.environ.get("BENCHMARKING_DATABASE")
    return place_of(named) if named else PROJECT / ".network" / "network.duckdb"


def place_of(named: str) -> Place:
    """The place that a name stands for: `ducklake:postgres:…` or a path. Raises StoreError."""
    if not named.startswith(LAKE):
        return Path(named)
    kind, _, catalogue = named.removeprefix(LAKE).partition(":")
    files = os.environ.get("BENCHMARKING_LAKE", "")
    if kind != "postgres" or not catalogue.strip():
        raise StoreError("a lake is named ducklake:postgres:host=… dbname=…: its catalogue is in PostgreSQL")
    if not files:
        raise StoreError("BENCHMARKING_LAKE must name the folder or bucket of the lake's files")
    if "://" not in files:
        files = str(Path(files).absolute())
    work = os.environ.get("BENCHMARKING_WORK")
    return Lake(catalogue.strip(), files, Path(work).absolute() if work else PROJECT / ".network")


def own_folder(place: Place) -> Path:
    """Where this server keeps files of its own, whatever it shares with others."""
    return place.work if isinstance(place, Lake) else place.parent
