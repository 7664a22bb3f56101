"""The trail is chained, and whoever changes what was written, or cuts it short, is found out."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from builders import HOURS, OWNER, VISITOR, draft, observations, published, size
from hypothesis import given
from hypothesis import strategies as st

from benchmarking.errors import NotAllowed
from benchmarking.store import Store, database, schema, trail
from benchmarking.store.fingerprint import FINGERPRINTED, fingerprint
from benchmarking.store.verifying import verified


@pytest.fixture
def used(store: Store) -> Store:
    """A store in which something has been published, replaced and withdrawn."""
    published(store, {"value": 10.0}, {"sex": "M", "value": 20.0})
    second = published(store, {"value": 11.0})
    published(store, {"value": 12.0}, programme="MK2")
    store.withdraw(OWNER, second, "wrong year")
    draft(store)
    return store


def tampered(store: Store, *sql: str) -> list[str]:
    """What `verify` says after somebody has changed the file with another program."""
    store.close()
    with duckdb.connect(str(store.path)) as connection:
        for one in sql:
            connection.execute(one)
    again = Store(store.path)
    try:
        return [f"{flaw.subject} {flaw.told}" for flaw in again.verify(OWNER).flaws]
    finally:
        again.close()


def test_a_store_in_use_is_proved_whole(used: Store) -> None:
    found = used.verify(OWNER)
    assert found.flaws == ()
    assert found.content == used.content_hash(OWNER)
    assert found.events == used._rows("SELECT count(*) AS n FROM event")[0]["n"]
    with pytest.raises(NotAllowed):
        used.verify(VISITOR)


TAMPERING = {
    "UPDATE event SET who = 'nobody' WHERE id = 3": "event:3 is not as it was written",
    "UPDATE event SET happened = happened - INTERVAL 1 DAY WHERE id = 4": "event:4 is not",
    "DELETE FROM event WHERE id = 5": "event:5 is not as it was written",
    "UPDATE submission_file SET content = 'x'::BLOB WHERE submission = 2": "submission:2 the bytes of",
    "UPDATE submission_file SET content = NULL WHERE submission = 2": "are gone, and nobody removed them",
    "UPDATE submission_file SET sha256 = sha256('x') WHERE submission = 2": "is not the one in the trail",
    "DELETE FROM submission_file WHERE submission = 2": "submission:2 a file that came is no longer there",
    "UPDATE observation SET value = value + 1 WHERE submission = 1": "submission:1 its figures are not",
    "DELETE FROM observation WHERE submission = 3": "submission:3 its figures are not",
    "UPDATE current_observation SET value = 1 WHERE submission = 1": "is current and should not be",
    "DELETE FROM current_observation WHERE submission = 1": "should be current and is not",
    "INSERT INTO current_observation FROM current_observation LIMIT 1": "holds a value twice",
    "UPDATE submission SET state = 'withdrawn' WHERE id = 1": "which the trail does not say",
    "UPDATE submission SET state = 'published' WHERE origin = 'network' AND state = 'draft'": "does not say",
}


def test_what_was_changed_behind_the_stores_back_is_named(used: Store) -> None:
    with used._engine.cursor() as cursor:
        for sql, told in TAMPERING.items():
            cursor.execute("BEGIN")
            cursor.execute(sql)
            said = [f"{flaw.subject} {flaw.told}" for flaw in verified(cursor).flaws]
            cursor.execute("ROLLBACK")
            assert any(told in one for one in said), (sql, said)
    assert used.verify(OWNER).flaws == ()


@pytest.mark.one_file
def test_the_newest_events_cut_off_are_missed_by_the_head_beside_the_database(used: Store) -> None:
    latest = trail.latest(used._connection)
    cut = f"DELETE FROM event WHERE id > {latest.count - 2}"
    [told] = [one for one in tampered(used, cut) if "network.head" in one]
    assert str(latest.count) in told
    # What is done afterwards does not wipe out the evidence.
    again = Store(used.path)
    draft(again)
    assert trail.HeadFile(used.path).read() == latest
    again.close()


@pytest.mark.one_file
def test_the_newest_events_cut_off_with_the_head_are_missed_by_a_backup(used: Store) -> None:
    taken = used.back_up(OWNER)
    trail.HeadFile(used.path).remove()
    told = tampered(used, f"DELETE FROM event WHERE id >= {taken.head.count}")
    assert any(taken.file.name in one for one in told)


@pytest.mark.one_file
def test_a_chain_written_anew_by_whoever_has_the_whole_disk_is_not_found_out(used: Store) -> None:
    """The README says so: against this only a backup elsewhere helps, whose head the chain then lacks."""
    taken = used.back_up(OWNER)
    used.close()
    with duckdb.connect(str(used.path)) as connection:
        connection.execute("UPDATE event SET who = 'nobody' WHERE id = 3")
        trail.chain(connection)
    trail.HeadFile(used.path).remove()
    again = Store(used.path)
    assert [flaw.subject for flaw in again.verify(OWNER).flaws] == [taken.file.name]
    shutil.rmtree(taken.file.parent)
    assert again.verify(OWNER).flaws == ()
    again.close()


def test_the_hash_of_an_event_is_the_one_worked_out_by_hand() -> None:
    said = '["",1,"2026-01-02T03:04:05.000006",null,"å","receive","submission:1",null,"{\\"a\\": 1}"]'
    assert (
        trail.event_hash(
            *("", 1, datetime(2026, 1, 2, 3, 4, 5, 6), None, "å", "receive", "submission:1", None, '{"a": 1}')
        )
        == hashlib.sha256(said.encode()).hexdigest()
    )


def test_a_clock_set_back_lets_no_event_happen_before_the_one_before_it(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    draft(store)
    earlier = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=3)
    monkeypatch.setattr(database, "now", lambda: earlier)
    draft(store)
    last, before = (row._asdict() for row in store.events(OWNER).head(2).itertuples(index=False))
    assert last["happened"] == before["happened"]
    assert last["clock"] == pd.Timestamp(earlier)
    assert "the clock says" in caplog.text
    assert store.verify(OWNER).flaws == ()


@pytest.mark.one_file
def test_a_database_of_before_the_chain_is_chained_and_copied_when_it_is_opened(
    used: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, path = used.content_hash(OWNER), used.path
    used.close()
    trail.HeadFile(path).remove()
    here = schema.MIGRATIONS
    [file] = here.glob("*_chained_trail.sql")
    number = int(file.name[:3])
    (tmp_path / "migrations").mkdir()
    for one in here.glob("*.sql"):
        if int(one.name[:3]) <= number:
            shutil.copy(one, tmp_path / "migrations")
    monkeypatch.setattr(schema, "MIGRATIONS", tmp_path / "migrations")
    with duckdb.connect(str(path)) as connection:
        for sql in (
            "ALTER TABLE event DROP COLUMN hash",
            "ALTER TABLE event DROP COLUMN clock",
            "DROP TABLE purge_request",
            "DROP TABLE retention",
            f"DELETE FROM migration WHERE number >= {number}",
            "UPDATE event SET after = NULL WHERE what IN ('receive', 'publish')",
        ):
            connection.execute(sql)
        events = connection.execute("SELECT count(*) FROM event").fetchone()
    migrated = Store(path)
    found = migrated.verify(OWNER)
    assert found.flaws == ()
    assert found.content == content
    assert found.events == events[0] + 1
    newest = migrated.events(OWNER).iloc[0]
    assert (newest["what"], newest["who"]) == ("chain", "benchmarking")
    assert "1/1" in json.loads(newest["after"])["sha256"]
    [copy] = migrated.backups(OWNER)
    assert copy.why == f"before migration {number}"
    with duckdb.connect(str(copy.file), read_only=True) as connection:
        assert connection.execute("SELECT max(number) FROM migration").fetchone() == (number - 1,)
    migrated.close()


# The fingerprint


def table(rows: list[dict]) -> pa.Table:
    frame = observations(*rows).assign(known_from=pd.Timestamp("2026-01-02"))
    return pa.Table.from_pandas(frame, preserve_index=False)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "indicator": st.sampled_from(["N00206", "N21826"]),
            "organisation": st.sampled_from(["0180", "1882", "1982"]),
            "year": st.integers(2010, 2023),
            "sex": st.sampled_from("KMT"),
            "value": st.floats(0, 100) | st.just(float("nan")),
            "denominator": st.floats(1, 1000) | st.just(float("nan")),
        }
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row["indicator"], row["organisation"], row["year"], row["sex"]),
)


@given(ROWS, st.randoms(use_true_random=False), st.data())
def test_a_fingerprint_is_of_the_values_and_not_of_their_order(rows: list[dict], random, data) -> None:
    whole = table(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert fingerprint(whole.take(order)) == fingerprint(whole)
    place, name = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(FINGERPRINTED))
    frame = whole.to_pandas()
    was = frame.loc[place, name]
    other = {
        **dict.fromkeys(("value", "numerator", "denominator"), 1e6),
        **{"year": 1999, "row": 999, "indicator": "N99999", "organisation": "2480", "sex": "X"},
        **{"missing": "suppressed", "known_from": pd.Timestamp("2020-01-01")},
    }[name]
    frame[name] = frame[name].astype(object) if name == "missing" else frame[name]
    frame.loc[place, name] = other
    assert was != other
    assert fingerprint(pa.Table.from_pandas(frame, preserve_index=False)) != fingerprint(whole)


@pytest.mark.long
def test_the_fingerprint_that_was_published_is_that_of_the_rows_in_the_database(store: Store) -> None:
    submission = published(store, *({"year": 2013 + n, "value": n / 3} for n in range(size(5, 10))), {})
    [row] = store._rows(
        "SELECT after FROM event WHERE what = 'publish' AND subject = $subject",
        subject=f"submission:{submission}",
    )
    kept = store._connection.execute(
        f"SELECT {', '.join(FINGERPRINTED)} FROM observation WHERE submission = {submission} ORDER BY random()"
    ).to_arrow_table()
    assert json.loads(row["after"])["fingerprint"] == fingerprint(kept)
    assert kept["indicator"].to_pylist()[0] == HOURS
