"""Killed at any instant, a command has happened or it has not: zero halves, zero losses."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import LONG, OWNER, size
from killing import KINDS, ROWS, Death, content, killed, prepared, values

from benchmarking.model import SubmissionState
from benchmarking.store import Store, copies, database, schema, trail

INSIDE = size(1, 60)
"""Kills between BEGIN and COMMIT, for each kind of command; as many again by the clock, wherever it is then."""

MIGRATION = """
CREATE TABLE more AS SELECT * FROM observation;
ALTER TABLE submission ADD COLUMN more INTEGER;
UPDATE submission SET more = id;
INSERT INTO more SELECT * FROM observation;
"""


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Today's migrations and one more."""
    place = Path(shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations"))
    (place / "999_more.sql").write_text(MIGRATION)
    return place


def stands(store: Store) -> dict[str, tuple[int, int]]:
    """For every table how many rows it has and a sum over all that stands in them."""
    names = [
        row["name"]
        for row in store._rows("SELECT table_name AS name FROM duckdb_tables() WHERE NOT temporary")
    ]
    each = (
        f"SELECT '{name}' AS name, count(*) AS rows, bit_xor(hash(t)) AS sum FROM {name} AS t"
        for name in names
    )
    return {row["name"]: (row["rows"], row["sum"]) for row in store._rows(" UNION ALL ".join(each))}


def happened(store: Store, kind: str, number: int, before: dict[str, tuple[int, int]]) -> bool:
    """Whether the command has happened, whole; an AssertionError where it has by half."""
    after = stands(store)
    if after["event"] == before["event"]:
        assert after == before, f"{kind}: something was changed and no event left"
        return False
    assert after["event"][0] == before["event"][0] + 1
    if kind == "backup":
        return True
    newest = store.submissions(OWNER)[0]
    if kind == "receive":
        assert store.original(OWNER, newest.id) == (f"{number}.csv", content(number))
    elif kind == "check":
        assert len(store.findings(OWNER, newest.id)) == 50
    elif kind == "publish":
        assert newest.state is SubmissionState.PUBLISHED
        rows = store.observations(OWNER, programme="MK3")
        rows = rows[rows["submission"] == newest.id]
        assert sorted(rows["value"]) == sorted(values(number)["value"])
        assert len(rows) == ROWS
    elif kind == "withdraw":
        assert newest.state is SubmissionState.WITHDRAWN
        assert not (store.observations(OWNER)["submission"] == newest.id).any()
    return True


def migrated(path: Path, before: dict[str, tuple[int, int]], migrations: Path) -> bool:
    """Whether the migration has happened, whole; it is then undone by putting the copy of before it back."""
    connection = database.connect(path)
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    [newest] = connection.execute("SELECT max(number) FROM migration").fetchone() or (0,)
    more = "more" in tables
    assert more == (newest == 999), "half a migration"
    columns = [name for name, *_ in connection.execute("DESCRIBE submission").fetchall()]
    assert ("more" in columns) == more
    if more:
        [(rows, twice)] = connection.execute(
            "SELECT (SELECT count(*) FROM more), 2 * (SELECT count(*) FROM observation)"
        ).fetchall()
        assert rows == twice
        assert connection.execute(
            "SELECT count(*) FROM submission WHERE more IS DISTINCT FROM id"
        ).fetchone() == (0,)
        copied = [one for one in copies.kept(path) if one.why.startswith("before migration")]
        assert copied, "migrated without a copy of before"
        assert all(copies.sha256_of(one.file) == one.sha256 for one in copied)
    connection.close()
    return more


def deaths(kind: str, steps: int, took: float, chance: random.Random) -> Iterator[tuple[str, Death]]:
    """INSIDE deaths between BEGIN and COMMIT and as many by the clock; some between COMMIT and the head file."""
    for number in range(INSIDE):
        # The first and the last step are tried for certain.
        step = (1, steps)[number] if number < min(2, steps) else chance.randint(1, steps)
        yield "inside", Death(statement=step)
    for _ in range(size(0, INSIDE)):
        yield "clock", Death(seconds=max(0.0005, chance.uniform(0, 1.2 * took)))
    if kind not in ("migrate",):
        for _ in range(size(0, 5)):
            yield "head", Death(head=True)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS if LONG else ("receive", "publish", "backup", "migrate"))
def test_a_command_that_is_killed_has_happened_or_has_not(
    kind: str, store: Store, migrations: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, chance = store.path, random.Random(f"kill {kind}")
    store.close()
    unused = path.with_suffix(".unused")
    shutil.copy(path, unused)
    outcomes: Counter[tuple[str, str]] = Counter()

    def attempt(number: int, death: Death) -> tuple[bool, tuple[int, float] | None]:
        if number % 40 == 0 or kind == "migrate":
            # Not on top of ever more of the same.
            shutil.copy(unused, path)
            path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
            trail.HeadFile(path).remove()
            shutil.rmtree(copies.folder(path), ignore_errors=True)
        if kind == "migrate":
            acknowledged = killed(path, kind, number, death, migrations)
            return migrated(path, {}, migrations), acknowledged
        ready = Store(path)
        prepared(ready, kind, number)
        before = stands(ready)
        ready.close()
        acknowledged = killed(path, kind, number, death, migrations)
        again = Store(path)
        try:
            assert again.verify(OWNER).flaws == ()
            for one in again.backups(OWNER):
                assert copies.sha256_of(one.file) == one.sha256
            return happened(again, kind, number, before), acknowledged
        finally:
            again.close()

    new, undisturbed = attempt(0, Death())
    assert new and undisturbed, "an undisturbed command has happened"
    steps, took = undisturbed
    for number, (where, death) in enumerate(deaths(kind, steps, took, chance), start=1):
        new, acknowledged = attempt(number, death)
        assert new or acknowledged is None, f"{kind}, attempt {number}: acknowledged and lost"
        # What dies before its COMMIT has not happened, and what has no COMMIT left to come has.
        if where != "clock":
            assert new == (where == "head"), f"{kind}, attempt {number}, {death}"
        outcomes[where, "new" if new else "old"] += 1
    assert sum(count for (where, _), count in outcomes.items() if where == "inside") == INSIDE
    with capsys.disabled():
        for (where, state), count in sorted(outcomes.items()):
            print(f"\n  killed {kind:<9} {where:<7} → {state}  {count:>4} {'█' * count}", end="")
