"""What every test may rely on: a database of its own, never the real one, and clean caches."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import DATA, LONG, small_data
from hypothesis import settings

from benchmarking.store import Store
from benchmarking.store.build import build

# The test command finds the same faults every time; `.ci/long` looks for new ones.
settings.register_profile("sample", max_examples=20, deadline=None, derandomize=True, database=None)
settings.register_profile("long", max_examples=1_000, deadline=None)
settings.load_profile("long" if LONG else "sample")


@pytest.fixture(autouse=True)
def database_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's database would lie. Nothing a test does can reach the real one."""
    path = tmp_path / "network" / "network.duckdb"
    path.parent.mkdir()
    monkeypatch.setenv("BENCHMARKING_DATABASE", str(path))
    return path


@pytest.fixture(autouse=True)
def clean_caches() -> Iterator[None]:
    """What one test's pages cached is not the next one's."""
    yield
    streamlit = sys.modules.get("streamlit")
    if streamlit is not None:
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


def _built(folder: Path, data: Path) -> Path:
    path = folder / "network.duckdb"
    build(path, data, progress=lambda message: None)
    return path


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small network's database file, to be copied and never written to."""
    folder = tmp_path_factory.mktemp("small")
    return _built(folder, small_data(folder / "data"))


@pytest.fixture(scope="session")
def full_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file built from the whole of `data/`, to be copied and never written to."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _built(tmp_path_factory.mktemp("full"), DATA)
    # The workers' own folders lie beside each other: whoever comes first builds for all.
    built = tmp_path_factory.getbasetemp().parent / "full"
    built.mkdir(exist_ok=True)
    with (built / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "done").exists():
            _built(built, DATA)
            (built / "done").touch()
    own = tmp_path_factory.mktemp("full") / "network.duckdb"
    # One process holds a database file at a time.
    return Path(shutil.copy(built / "network.duckdb", own))


@pytest.fixture(scope="session")
def full_store(full_database: Path) -> Iterator[Store]:
    """The whole network, for questions only."""
    store = Store(full_database)
    yield store
    store.close()


@pytest.fixture
def store(small_database: Path, database_path: Path) -> Iterator[Store]:
    """The small network, a test's own, where BENCHMARKING_DATABASE says."""
    shutil.copy(small_database, database_path)
    store = Store(database_path)
    yield store
    store.close()
