"""A backup is whole, of one moment, and can be put back; nothing of what it replaces is lost."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from builders import OWNER, VISITOR, draft, published, size
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from benchmarking import cli, upkeep
from benchmarking.errors import DatabaseBusy, NotAllowed, NotFound, StoreError
from benchmarking.store import Store, copies, restore, trail


def ran(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.cli, arguments)
    return result.exit_code, result.output + (str(result.exception) if result.exception else "")


def values(store: Store) -> str:
    return store.content_hash(OWNER)


def test_a_backup_holds_what_the_store_held_and_is_described_beside_it(store: Store) -> None:
    published(store, {"value": 1.0})
    before = values(store)
    head = trail.latest(store._connection)
    taken = store.back_up(OWNER)
    published(store, {"value": 2.0})
    assert values(store) != before
    assert (taken.head, taken.content, taken.sha256) == (head, before, copies.sha256_of(taken.file))
    copy = Store(Path(shutil.copy(taken.file, store.path.parent / "copy.duckdb")))
    assert values(copy) == before
    assert copy.verify(OWNER).flaws == ()
    copy.close()
    assert store.backups(OWNER) == (taken,)
    assert sorted(one.suffix for one in taken.file.parent.iterdir()) == [".duckdb", ".json"]
    newest = store.events(OWNER).query("what == 'backup'").iloc[0]
    assert newest["subject"] == f"backup:{taken.file.name}"
    for ask in (store.back_up, store.backups):
        with pytest.raises(NotAllowed):
            ask(VISITOR)


@pytest.mark.one_file
def test_the_live_file_stays_locked_against_other_processes_while_and_after_it_is_copied(
    store: Store, tmp_path: Path
) -> None:
    """DuckDB's lock goes as soon as its process closes any handle of the file; see `store/copies.py`."""
    store.back_up(OWNER)
    store.verify(OWNER)
    program = f"import duckdb\ntry:\n    duckdb.connect({str(store.path)!r})\nexcept duckdb.IOException:\n    print('held')"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "held\n"


@pytest.mark.long
def test_backups_taken_while_others_publish_are_each_whole(store: Store) -> None:
    stopped, failed = threading.Event(), []

    def work(of: int) -> None:
        try:
            number = 0
            while not stopped.is_set():
                number += 1
                submission = published(store, {"value": float(number), "year": 2000 + of})
                if number % 3 == 0:
                    store.withdraw(OWNER, submission, "wrong")
                len(store.observations(VISITOR))
        except Exception as error:
            failed.append(error)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for one in workers:
        one.start()
    taken = [store.back_up(OWNER) for _ in range(size(1, 20))]
    stopped.set()
    for one in workers:
        one.join()
    assert failed == []
    heads = [one.head.count for one in taken]
    assert heads == sorted(heads)
    assert store.verify(OWNER).flaws == ()


@pytest.mark.one_file
def test_a_backup_that_the_disk_refuses_leaves_none_and_the_store_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise StoreError("cannot copy: No space left on device")

    monkeypatch.setattr(copies, "copy_bytes", refuse)
    before = trail.latest(store._connection)
    with pytest.raises(StoreError, match="No space left"):
        store.back_up(OWNER)
    assert list(copies.folder(store.path).iterdir()) == []
    assert trail.latest(store._connection) == before
    draft(store)


@pytest.mark.one_file
def test_a_copy_that_is_damaged_on_the_way_is_never_a_backup(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = copies.copy_bytes

    def damage(source: Path, target: Path) -> None:
        original(source, target)
        whole = target.read_bytes()
        target.write_bytes(whole[: len(whole) // 2])

    monkeypatch.setattr(copies, "copy_bytes", damage)
    with pytest.raises(StoreError):
        store.back_up(OWNER)
    assert store.backups(OWNER) == ()


def test_what_a_killed_backup_left_is_no_backup_and_is_cleared_by_the_next(store: Store) -> None:
    place = copies.folder(store.path)
    place.mkdir()
    (place / f"{store.path.stem}-20260101T030000000000Z.unfinished").write_bytes(b"half")
    (place / f"{store.path.stem}-20260101T030000000000Z.json").write_text("{}")
    assert store.backups(OWNER) == ()
    taken = store.back_up(OWNER)
    assert store.backups(OWNER) == (taken,)
    assert not list(place.glob("*.unfinished*"))


# Putting back


@pytest.mark.one_file
def test_a_restored_backup_gives_the_figures_back_and_sets_the_rest_aside(store: Store) -> None:
    published(store, {"value": 1.0})
    before, path = values(store), store.path
    taken = store.back_up(OWNER)
    published(store, {"value": 2.0})
    later = store.back_up(OWNER)
    left = trail.latest(store._connection)
    after = values(store)
    store.close()
    assert restore(path, Path(taken.file.name), OWNER) == taken
    again = Store(path)
    assert values(again) == before
    # The later backup holds events that the trail has left behind, as the restore tells.
    assert again.verify(OWNER).flaws == ()
    assert later in again.backups(OWNER)
    newest = again.events(OWNER).iloc[0]
    assert newest["what"] == "restore"
    assert str(left.count) in newest["before"]
    again.close()
    [aside] = path.parent.glob("*.before-restore-*")
    old = Store(Path(shutil.copy(aside, path.parent / "old.duckdb")))
    assert values(old) == after
    old.close()


@pytest.mark.one_file
def test_a_database_cut_short_is_refused_and_replaced_by_its_backup(store: Store) -> None:
    published(store, {"value": 1.0})
    before, path = values(store), store.path
    taken = store.back_up(OWNER)
    store.close()
    path.write_bytes(path.read_bytes()[:5_000])
    with pytest.raises(StoreError, match="cannot open"):
        Store(path)
    assert ran("restore", taken.file.name)[0] == 0
    again = Store(path)
    assert values(again) == before
    again.close()


@pytest.mark.one_file
@pytest.mark.parametrize("damage", ["bytes", "description", "none such"])
def test_a_backup_that_is_not_the_one_taken_is_not_put_back(store: Store, damage: str) -> None:
    taken, path = store.back_up(OWNER), store.path
    store.close()
    there = path.read_bytes()
    if damage == "bytes":
        whole = bytearray(taken.file.read_bytes())
        whole[len(whole) // 2] ^= 1
        taken.file.write_bytes(whole)
    elif damage == "description":
        taken.file.with_suffix(".json").unlink()
    else:
        taken.file.unlink()
    with pytest.raises(NotFound if damage == "none such" else StoreError):
        restore(path, taken.file, OWNER)
    assert path.read_bytes() == there
    assert not list(path.parent.glob("*restor*"))


@pytest.mark.one_file
def test_what_somebody_works_in_is_not_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = store.back_up(OWNER)

    def busy(path: Path) -> None:
        raise DatabaseBusy(f"another process holds {path}")

    monkeypatch.setattr("benchmarking.store.backups.connect", busy)
    with pytest.raises(DatabaseBusy):
        restore(store.path, taken.file, OWNER)
    exit_code, said = ran("restore", taken.file.name)
    assert exit_code == 1
    assert "Stop the dashboard first" in said


# Which are kept


DAYS = st.lists(st.integers(0, 800), min_size=1, max_size=60)


@given(DAYS)
def test_the_newest_is_always_kept_and_of_the_others_as_many_as_are_promised(days: list[int]) -> None:
    first = datetime(2024, 1, 1, 3, tzinfo=UTC)
    found = [
        copies.Backup(Path(f"{n}"), first + timedelta(days=day), "nightly", "", 0, trail.Head(), "")
        for n, day in enumerate(days)
    ]
    gone = copies.worn_out(found)
    stays = [one for one in found if one not in gone]
    assert max(found, key=lambda one: one.taken).taken in {one.taken for one in stays}
    recent = [one for one in found if max(found, key=lambda one: one.taken).taken - one.taken < copies.RECENT]
    assert not set(recent) & set(gone)
    assert len(stays) <= copies.DAILY + copies.WEEKLY + copies.MONTHLY + len(recent)
    latest = sorted({one.taken for one in found}, reverse=True)[: copies.DAILY]
    assert set(latest) <= {one.taken for one in stays}
    assert copies.worn_out(stays) == ()


def test_a_year_of_nights_leaves_seven_days_four_weeks_and_twelve_months() -> None:
    first = datetime(2025, 1, 1, 3, tzinfo=UTC)
    kept: list[copies.Backup] = []
    for night in range(400):
        kept.append(
            copies.Backup(Path(f"{night}"), first + timedelta(days=night), "nightly", "", 0, trail.Head(), "")
        )
        gone = copies.worn_out(kept)
        kept = [one for one in kept if one not in gone]
    days = sorted((first + timedelta(days=399) - one.taken).days for one in kept)
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert 7 + 2 + 10 <= len(days) <= 7 + 4 + 12
    assert days[-1] > 300


def test_a_copy_taken_before_a_migration_is_not_thrown_away() -> None:
    first = datetime(2025, 1, 1, 3, tzinfo=UTC)
    old = copies.Backup(Path("old"), first, "before migration 7", "", 0, trail.Head(), "")
    newer = [
        copies.Backup(Path(f"{n}"), first + timedelta(days=30 * n), "nightly", "", 0, trail.Head(), "")
        for n in range(1, 40)
    ]
    assert old not in copies.worn_out([old, *newer])


# Every night


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-01-10T02:59:59+01:00", "2026-01-10T03:00:00+01:00"),
        ("2026-01-10T03:00:00+01:00", "2026-01-11T03:00:00+01:00"),
        # The night the clocks go forward there is no 02.30, and 03.00 comes an hour sooner.
        ("2026-03-29T00:30:00+00:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-24T12:00:00+00:00", "2026-10-25T03:00:00+01:00"),
    ],
)
def test_the_next_backup_is_due_at_three_by_swedish_clocks(moment: str, due: str) -> None:
    assert upkeep.next_time(datetime.fromisoformat(moment)) == datetime.fromisoformat(due)


def until(met: Callable[[], object]) -> None:
    for _ in range(600):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")


def test_a_server_takes_a_backup_at_night_and_goes_on_after_one_that_failed(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "benchmarking")
    hours = iter([*["2026-01-10T02:00:00+01:00"] * 3, "2026-01-10T03:00:01+01:00"])
    latest = "2026-01-10T02:00:00+01:00"

    def clock() -> datetime:
        nonlocal latest
        latest = next(hours, latest)
        return datetime.fromisoformat(latest)

    monkeypatch.setattr(threading.Event, "wait", lambda self, timeout=None: self.is_set() or time.sleep(0.01))
    with upkeep.nightly(store, clock):
        until(lambda: store.backups(OWNER))
    [taken] = store.backups(OWNER)
    assert taken.why == "nightly"
    until(lambda: "backup taken" in caplog.text)
    hours = iter([*["2026-01-11T02:00:00+01:00"] * 3, "2026-01-11T03:00:01+01:00"])
    monkeypatch.setattr(store, "back_up", lambda *_: 1 / 0)
    with upkeep.nightly(store, clock):
        until(lambda: "the nightly backup failed" in caplog.text)


# From a terminal


@pytest.mark.one_file
def test_the_command_line_verifies_backs_up_and_restores(store: Store) -> None:
    published(store, {"value": 1.0})
    content, path = values(store), store.path
    store.close()
    exit_code, said = ran("verify")
    assert exit_code == 0
    assert f"content {content}" in said
    exit_code, said = ran("backup")
    assert exit_code == 0
    name = Path(said.split(":")[0]).name
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE event SET who = 'nobody' WHERE id = 2")
    exit_code, said = ran("verify")
    assert exit_code == 1
    assert "event:2 is not as it was written" in said
    exit_code, said = ran("restore", name)
    assert exit_code == 0
    assert "the same content as when it was taken" in said
    assert ran("verify")[0] == 0
