"""What is a lake's own: who waits for whom, what others see and when, what goes wrong, and the way there and back."""

from __future__ import annotations

import json
import random
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from builders import OWNER, VISITOR, draft, published, small_data
from click.testing import CliRunner

from benchmarking import access, cli
from benchmarking.access import Assignment, Identity, Refusal, Standing
from benchmarking.errors import Conflict, NotAllowed, NotFound, StoreError
from benchmarking.model import Viewer
from benchmarking.store import Lake, Store, carrying, copies, move, place_of, restore
from benchmarking.store import lake as lakes

pytestmark = pytest.mark.long


@pytest.fixture
def two(lake: Lake, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two servers' stores on one lake."""
    one, other = Store(lake), Store(Lake(lake.catalogue, lake.files, tmp_path / "other"))
    yield one, other
    other.close()
    one.close()


def until(met: Callable[[], object], seconds: float) -> float:
    begun = time.monotonic()
    while not met():
        assert time.monotonic() - begun < seconds, "it did not come"
        time.sleep(0.02)
    return time.monotonic() - begun


def test_what_one_publishes_the_other_answers_at_once_and_its_pages_follow_in_seconds(two: Any) -> None:
    one, other = two
    before = other.version, other.figures
    submission = published(one, {"value": 12.5})
    rows = other.observations(OWNER, programme="MK3")
    assert set(rows["submission"]) == {submission}
    # What keys the pages' caches.
    until(lambda: other.version == one.version and other.figures == one.figures, 5)
    assert (other.version, other.figures) > before
    other.withdraw(OWNER, submission, "wrong year")
    assert len(one.observations(OWNER, programme="MK3")) == 0
    assert one.verify(OWNER).flaws == other.verify(OWNER).flaws == ()


def test_who_is_blocked_on_one_server_is_soon_out_on_the_other(two: Any) -> None:
    one, other = two
    one.invite(OWNER, "anna@example.se", [Assignment(Standing.MENTOR, team="MK3-1")])
    issued = datetime.now(UTC)
    expires = issued + timedelta(hours=1)
    who = Identity("https://one.example", "anna", "anna@example.se", True, issued, expires)
    assert isinstance(other.recognise(VISITOR, who), Viewer)
    [account] = one.accounts(OWNER)
    one.block(OWNER, account.id, "left")
    until(lambda: isinstance(other.recognise(VISITOR, who), Refusal), 5)


def test_a_change_waits_for_the_other_servers_and_gives_up_in_time(
    two: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    with one._engine.alone():
        waiting = threading.Thread(target=draft, args=(other,))
        waiting.start()
        waiting.join(1)
        assert waiting.is_alive()
    waiting.join(30)
    assert not waiting.is_alive()
    monkeypatch.setattr(lakes, "WAITS", 1)
    other._engine._let_go()
    with one._engine.alone(), pytest.raises(StoreError, match="try again"):
        draft(other)
    draft(other)
    assert other.verify(OWNER).flaws == ()


def test_a_change_without_the_lock_is_refused_by_the_fence(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = two
    monkeypatch.setattr(lakes.DuckLake, "_lock", lambda self: None)
    before = one._rows("SELECT count(*) AS n FROM event")
    with pytest.raises(StoreError, match="was not made"), one._change() as change:
        change.record("somebody", "receive", "submission:1")
        draft(other)
    assert one._rows("SELECT max(id) AS n FROM event")[0]["n"] == before[0]["n"] + 1
    assert one.verify(OWNER).flaws == ()


def test_a_catalogue_that_hangs_up_is_called_again(two: Any, postgres: Any, lake: Lake) -> None:
    one, other = two
    name = psycopg.conninfo.conninfo_to_dict(lake.catalogue)["dbname"]
    draft(one)
    postgres.hang_up(name)
    assert one.answers() and other.answers()
    draft(one)
    draft(other)
    until(lambda: one.version == other.version, 10)
    assert one.verify(OWNER).flaws == ()


def test_a_commit_whose_answer_is_lost_is_looked_up(store_on: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue may go away just before it commits, or just after."""
    changing = lakes.DuckLake.changing

    class Deaf:
        """A cursor that is told nothing of its commit, which has happened or has not."""

        def __init__(self, cursor: Any, first: str) -> None:
            self.cursor, self.first = cursor, first

        def execute(self, sql: str, parameters: Any = None) -> Any:
            if sql == "COMMIT":
                self.cursor.execute(self.first)
                raise duckdb.Error("connection lost")
            return self.cursor.execute(sql, parameters)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.cursor, name)

    for first, happens in (("COMMIT", True), ("ROLLBACK", False)):

        def deaf(self: Any, first: str = first) -> Any:
            return _wrapped(changing(self), lambda cursor: Deaf(cursor, first))

        before = len(store_on.submissions(OWNER))
        with monkeypatch.context() as patch:
            patch.setattr(lakes.DuckLake, "changing", deaf)
            if happens:
                draft(store_on)
            else:
                with pytest.raises(StoreError, match="was not made"):
                    draft(store_on)
        assert len(store_on.submissions(OWNER)) == before + happens
    assert store_on.verify(OWNER).flaws == ()


class _wrapped:
    """A context manager whose value is made another."""

    def __init__(self, inner: Any, other: Callable[[Any], Any]) -> None:
        self.inner, self.other = inner, other

    def __enter__(self) -> Any:
        return self.other(self.inner.__enter__())

    def __exit__(self, *told: Any) -> Any:
        return self.inner.__exit__(*told)


@pytest.fixture
def store_on(lake: Lake) -> Iterator[Store]:
    store = Store(lake)
    yield store
    store.close()


def test_keys_and_references_hold(store_on: Store) -> None:
    for broken in (
        "INSERT INTO programme FROM programme LIMIT 1",
        "DELETE FROM organisation",
        "UPDATE indicator SET subgoal = 7",
        "INSERT INTO membership SELECT 99, 'nowhere', organisation, role, NULL, NULL, NULL, NULL, '', '' FROM membership LIMIT 1",
    ):
        with pytest.raises(duckdb.ConstraintException), store_on._change() as change:
            change.run(broken)
    with pytest.raises(duckdb.ConstraintException), store_on._change() as change:
        change.run("INSERT INTO team (id) VALUES ('without a round')")
    assert store_on.verify(OWNER).flaws == ()


def test_tidying_keeps_every_figure(store_on: Store, lake: Lake) -> None:
    for number in range(3):
        published(store_on, {"value": float(number)})
    content = store_on.content_hash(OWNER)
    store_on.tidy(OWNER)
    assert store_on.content_hash(OWNER) == content
    assert store_on.verify(OWNER).flaws == ()


def test_the_bytes_of_a_purged_original_leave_the_files_though_others_lie_beside_them(
    store_on: Store, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = [random.Random(number).randbytes(2_000) for number in range(8)]
    drafts = [store_on.receive(OWNER, f"{one[:4].hex()}.csv", one, "MK3") for one in contents]
    for one in drafts:
        store_on.discard(OWNER, one)

    def holding(content: bytes) -> int:
        return sum(content in file.read_bytes() for file in Path(lake.files).rglob("*.parquet"))

    monkeypatch.setattr(lakes, "KEPT", "0 seconds")
    monkeypatch.setattr(lakes, "UNUSED", "0 seconds")
    store_on.tidy(OWNER)
    assert [holding(one) for one in contents] == [1] * 8
    store_on.ask_purge(OWNER, drafts[3], "a personal number")
    store_on.purge(access.owner("archivist"), drafts[3])
    for _ in range(2):
        store_on.tidy(OWNER)
    assert [holding(one) for one in contents] == [1, 1, 1, 0, 1, 1, 1, 1]
    assert store_on.verify(OWNER).flaws == ()


def test_originals_lie_in_the_files_also_where_few_were_carried(lake: Lake) -> None:
    with psycopg.connect(lake.catalogue) as catalogue:
        tables = catalogue.execute(
            "SELECT table_id FROM ducklake_table WHERE table_name = 'submission_file' AND end_snapshot IS NULL"
        ).fetchall()
        inlined = catalogue.execute(
            "SELECT table_name FROM ducklake_inlined_data_tables WHERE table_id = ANY(%s)",
            [[id for (id,) in tables]],
        ).fetchall()
        kept = [catalogue.execute(f'SELECT count(*) FROM "{name}"').fetchone() for (name,) in inlined]
    assert tables and sum(row[0] for row in kept) == 0


@pytest.mark.parametrize("written", [False, True], ids=["within", "at the end"])
def test_a_catalogue_that_hangs_up_within_a_change_is_a_store_error(
    store_on: Store, postgres: Any, lake: Lake, written: bool
) -> None:
    name = psycopg.conninfo.conninfo_to_dict(lake.catalogue)["dbname"]
    before = store_on._rows("SELECT max(id) AS n FROM event")
    with pytest.raises(StoreError, match="was not made"), store_on._change() as change:
        change.record("somebody", "receive", "submission:1")
        postgres.hang_up(name)
        if not written:
            change.run("UPDATE setting SET value = value")
    assert store_on._rows("SELECT max(id) AS n FROM event") == before
    draft(store_on)
    assert store_on.verify(OWNER).flaws == ()


def test_the_way_to_a_file_and_back_changes_nothing(
    store_on: Store, postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(store_on, {"value": 1.0}, {"sex": "M", "value": 2.0})
    draft(store_on)
    content, events = store_on.content_hash(OWNER), store_on.verify(OWNER).events
    file = tmp_path / "carried" / "network.duckdb"
    told = CliRunner().invoke(
        cli.cli, ["migrate-store", f"ducklake:postgres:{store_on.place.catalogue}", str(file)]
    )
    assert told.exit_code == 0, told.output
    [sha256] = [line for line in told.output.splitlines() if line.startswith("SHA-256")]
    carried = Store(file)
    assert (carried.content_hash(OWNER), carried.verify(OWNER).events) == (content, events)
    assert carried.verify(OWNER).flaws == ()
    carried.close()

    monkeypatch.setenv("BENCHMARKING_LAKE", str(tmp_path / "again"))
    monkeypatch.setenv("BENCHMARKING_WORK", str(tmp_path / "again-work"))
    there = f"ducklake:postgres:{postgres.create('again')}"
    told = CliRunner().invoke(cli.cli, ["migrate-store", str(file), there])
    assert sha256 in told.output
    again = Store(place_of(there))
    assert again.content_hash(OWNER) == content
    draft(again)
    assert again.verify(OWNER).flaws == ()
    again.close()
    with pytest.raises(Conflict, match="already"):
        move(OWNER, file, place_of(there))
    with pytest.raises(Conflict, match="already"):
        move(OWNER, place_of(there), file)
    postgres.drop("again")


def test_a_dump_of_the_catalogue_and_then_a_copy_of_the_files_is_a_backup(
    store_on: Store, postgres: Any, lake: Lake, tmp_path: Path
) -> None:
    submission = published(store_on, {"value": 1.0}, {"sex": "M", "value": 2.0})
    before = move(OWNER, lake, tmp_path / "before.duckdb")
    name = psycopg.conninfo.conninfo_to_dict(lake.catalogue)["dbname"]
    postgres.dump(name, tmp_path / "catalogue")
    # Between the two the network goes on: the copy has files of which the catalogue knows nothing.
    store_on.withdraw(OWNER, submission, "between")
    shutil.copytree(lake.files, tmp_path / "saved")

    again = Lake(postgres.load("put_back", tmp_path / "catalogue"), str(tmp_path / "saved"), tmp_path / "new")
    assert move(OWNER, again, tmp_path / "after.duckdb") == before
    assert move(OWNER, lake, tmp_path / "since.duckdb") != before
    store = Store(again)
    store.withdraw(OWNER, submission, "after")
    assert store.verify(OWNER).flaws == ()
    store.close()
    postgres.drop("put_back")


def test_a_backup_is_put_on_a_new_lake_and_the_trail_tells_what_it_left_behind(
    store_on: Store, lake: Lake, postgres: Any, tmp_path: Path
) -> None:
    taken = store_on.back_up(OWNER)
    published(store_on, {"value": 7.0})
    later = store_on.back_up(OWNER)
    store_on.close()

    new = Lake(postgres.create("put_on"), str(tmp_path / "new"), lake.work)
    move(OWNER, taken.file, new)
    store = Store(new)
    assert store.verify(OWNER).flaws == ()
    told = store.events(OWNER).iloc[0]
    assert (told["what"], told["subject"]) == ("restore", f"backup:{taken.file.name}")
    assert json.loads(told["before"])["count"] == later.head.count + 1
    assert copies.unchanged(taken.file) == taken
    store.close()
    postgres.drop("put_on")


def test_what_is_not_whole_is_not_carried(store_on: Store, postgres: Any, tmp_path: Path) -> None:
    published(store_on, {"value": 1.0})
    taken = store_on.back_up(OWNER)
    loose = tmp_path / "loose" / "network.duckdb"
    loose.parent.mkdir()
    shutil.copy(taken.file, loose)
    for file in (taken.file, loose):
        with duckdb.connect(str(file)) as connection:
            connection.execute("UPDATE observation SET value = value + 1")
    new = Lake(postgres.create("tampered"), str(tmp_path / "new"), tmp_path / "new-work")
    with pytest.raises(StoreError, match="SHA-256 is another"):
        move(OWNER, taken.file, new)
    with pytest.raises(StoreError, match="submission"):
        move(OWNER, loose, new)
    with pytest.raises(NotFound):
        move(OWNER, tmp_path / "nowhere.duckdb", new)
    assert not (tmp_path / "nowhere.duckdb").exists()
    postgres.drop("tampered")


def test_a_lake_gets_a_folder_of_its_own(store_on: Store, lake: Lake, postgres: Any, tmp_path: Path) -> None:
    file = tmp_path / "carried" / "network.duckdb"
    move(OWNER, lake, file)
    second = Lake(postgres.create("second"), lake.files, tmp_path / "second-work")
    for source in (file, lake):
        with pytest.raises(Conflict, match="files"):
            move(OWNER, source, second)
    with pytest.raises(Conflict, match="files"):
        Store.open(second, small_data(tmp_path / "data"))
    assert store_on.verify(OWNER).flaws == ()
    postgres.drop("second")


def test_what_does_not_arrive_as_it_was_is_not_kept(
    store_on: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, seen = carrying.table_digest, []

    def another(cursor: Any, table: str, blobs: bool) -> tuple[int, str]:
        seen.append(table)
        found = digest(cursor, table, blobs)
        return (found[0], "another") if seen.count(table) == 2 and table == "event" else found

    monkeypatch.setattr(carrying, "table_digest", another)
    with pytest.raises(StoreError, match="event did not arrive"):
        move(OWNER, store_on.place, tmp_path / "half.duckdb")
    assert list(tmp_path.glob("half*")) == []


def test_two_servers_that_begin_at_once_begin_one_store(postgres: Any, tmp_path: Path) -> None:
    data = small_data(tmp_path / "data")
    name = postgres.create("both")
    opened: list[Store] = []
    servers = [
        threading.Thread(
            target=lambda work: opened.append(Store.open(Lake(name, str(tmp_path / "files"), work), data)),
            args=(tmp_path / f"work{number}",),
        )
        for number in range(2)
    ]
    for one in servers:
        one.start()
    for one in servers:
        one.join()
    one, other = opened
    assert one.verify(OWNER).content == other.verify(OWNER).content
    assert one.verify(OWNER).flaws == ()
    one.close()
    other.close()
    postgres.drop("both")


def test_a_lake_is_not_replaced_by_a_backup_but_has_them(store_on: Store) -> None:
    taken = store_on.back_up(OWNER)
    copy = Store(taken.file)
    assert copy.verify(OWNER).flaws == ()
    copy.close()
    with pytest.raises(StoreError, match="not replaced"):
        restore(store_on.place, taken.file, OWNER)
    assert store_on.verify(OWNER).flaws == ()


def test_a_lake_that_cannot_be_reached_is_a_store_error(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        Store(Lake("host=/nowhere dbname=none", str(tmp_path / "files"), tmp_path / "work"))


@pytest.mark.parametrize(
    "catalogue",
    ["host=db dbname=network password=sekret", "postgresql://user:sekret@db/network", "sekret sekret"],
)
def test_a_password_in_a_lakes_name_is_refused_and_not_told(catalogue: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        Store(Lake(catalogue, str(tmp_path / "files"), tmp_path / "work"))
    told = "".join(traceback.format_exception(refused.value))
    assert "connection string" in told or ".pgpass" in told
    assert "sekret" not in told
    assert not (tmp_path / "work").exists()


def test_only_an_administrator_moves_a_store(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        move(VISITOR, lake, tmp_path / "stolen.duckdb")
    assert not (tmp_path / "stolen.duckdb").exists()
