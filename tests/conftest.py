"""What every test may rely on: a database of its own, never the real one, and clean caches."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from builders import DATA, LONG, small_data
from hypothesis import settings

from benchmarking import access
from benchmarking.store import Lake, Place, Store
from benchmarking.store.build import build
from benchmarking.store.moving import move

# The test command finds the same faults every time; `.ci/long` looks for new ones.
settings.register_profile("sample", max_examples=20, deadline=None, derandomize=True, database=None)
settings.register_profile("long", max_examples=1_000, deadline=None)
settings.load_profile("long" if LONG else "sample")


ON_LAKE = os.environ.get("BENCHMARKING_ENGINE") == "lake"
"""Whether tests of the store have theirs on a DuckLake (`.ci/long` runs them so once more)."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a lake, leave out what has no store of its own there, and what is about a database file."""
    if ON_LAKE:
        kept = [
            item
            for item in items
            if {"store", "lake", "copied_small"} & set(getattr(item, "fixturenames", ()))
            and item.get_closest_marker("one_file") is None
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL of this run's own."""
    from postgres import running

    with running() as server:
        yield server


@pytest.fixture(scope="session")
def small_lake(postgres: Any, small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The small network on a lake, to be copied and never written to."""
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(postgres.create("small"), str(folder / "files"), folder / "work")
    move(access.owner("samordnaren"), small_database, lake)
    return lake


@contextmanager
def _copied(postgres: Any, small_lake: Lake, folder: Path) -> Iterator[Lake]:
    name = f"test_{uuid.uuid4().hex}"
    shutil.copytree(small_lake.files, folder / "files")
    yield Lake(postgres.create(name, template="small"), str(folder / "files"), folder / "work")
    postgres.drop(name)


@pytest.fixture(scope="session")
def copied_small(request: pytest.FixtureRequest, small_database: Path) -> Iterator[Callable[[Path], Place]]:
    """Puts a copy of the small network into a folder, for tests that share a store of their own."""
    if not ON_LAKE:
        yield lambda folder: Path(shutil.copy(small_database, folder / "network.duckdb"))
        return
    postgres, small_lake = request.getfixturevalue("postgres"), request.getfixturevalue("small_lake")
    with ExitStack() as copies:
        yield lambda folder: copies.enter_context(_copied(postgres, small_lake, folder))


@pytest.fixture
def lake(postgres: Any, small_lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    """The small network on a lake of the test's own, which the environment names."""
    with _copied(postgres, small_lake, tmp_path) as lake:
        monkeypatch.setenv("BENCHMARKING_DATABASE", f"ducklake:postgres:{lake.catalogue}")
        monkeypatch.setenv("BENCHMARKING_LAKE", lake.files)
        monkeypatch.setenv("BENCHMARKING_WORK", str(lake.work))
        yield lake


@pytest.fixture(autouse=True)
def database_path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Where this test's database would lie. Nothing a test does can reach the real one."""
    if ON_LAKE and "store" in request.fixturenames and "copied_small" not in request.fixturenames:
        return request.getfixturevalue("lake")
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
    if not ON_LAKE:
        shutil.copy(small_database, database_path)
    store = Store(database_path)
    yield store
    store.close()
