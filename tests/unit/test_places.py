"""Where a database is, by its name: a file, or a lake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarking.errors import StoreError
from benchmarking.store import Lake, place_of
from benchmarking.store.place import PROJECT


def test_a_path_is_a_file_and_a_lake_is_named_by_its_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    assert place_of("some/network.duckdb") == Path("some/network.duckdb")
    monkeypatch.setenv("BENCHMARKING_LAKE", "s3://bucket/lake")
    monkeypatch.delenv("BENCHMARKING_WORK", raising=False)
    lake = place_of("ducklake:postgres:host=db dbname=network password=secret")
    assert lake == Lake("host=db dbname=network password=secret", "s3://bucket/lake", PROJECT / ".network")
    # It stands in messages and in the log.
    assert "secret" not in str(lake)
    assert "s3://bucket/lake" in str(lake)
    monkeypatch.setenv("BENCHMARKING_LAKE", "files")
    monkeypatch.setenv("BENCHMARKING_WORK", "work")
    assert place_of("ducklake:postgres:dbname=network") == Lake(
        "dbname=network", str(Path("files").absolute()), Path("work").absolute()
    )


@pytest.mark.parametrize(
    "named", ["ducklake:", "ducklake:postgres:", "ducklake:sqlite:file.db", "ducklake:file"]
)
def test_a_lake_that_is_named_by_half_is_refused(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARKING_LAKE", "files")
    with pytest.raises(StoreError, match="ducklake:postgres:"):
        place_of(named)


def test_a_lake_without_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCHMARKING_LAKE", raising=False)
    with pytest.raises(StoreError, match="BENCHMARKING_LAKE"):
        place_of("ducklake:postgres:dbname=network")


def test_a_file_needs_nothing_of_what_a_lake_needs():
    """Who has no lake has not installed the extra `cluster`."""
    without = "import sys; sys.modules['psycopg'] = None; import benchmarking.store"
    subprocess.run([sys.executable, "-c", without], check=True)
