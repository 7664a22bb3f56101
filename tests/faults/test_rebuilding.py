"""Whatever has happened, the originals give every published number again."""

from __future__ import annotations

import hashlib
import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    DATA,
    FAGERSTA,
    FULL_TIME,
    HOURS,
    OWN_YEAR,
    OWNER,
    draft,
    handed_in_file,
    observations,
    published,
    size,
)
from click.testing import CliRunner

from benchmarking import cli, drafts
from benchmarking.model import Correction, SubmissionState
from benchmarking.rebuilding import rebuild
from benchmarking.store import Store

DAYS = size(1, 14)
A_DAY = size(4, 14)
"""Things done on each of the days."""


def a_file(chance: random.Random) -> bytes:
    """A file of one to six rows, of places, years and sexes as they fall."""
    rows = [
        {
            "kommunkod": chance.choice([ASKERSUND, FAGERSTA]),
            "nyckeltal": HOURS,
            "år": str(OWN_YEAR - chance.randrange(2)),
            "kön": sex,
            "värde": f"{chance.uniform(30, 45):.1f}".replace(".", ","),
        }
        for sex in chance.sample("KMT", chance.randint(1, 3))
    ]
    if chance.random() < 0.3:
        rows[-1] |= {"värde": "", "saknas": chance.choice(["..", "-", "."])}
    return handed_in_file(*rows)


def one_thing(store: Store, chance: random.Random, number: int) -> None:
    """What somebody does to the store: mostly handing in and publishing, sometimes mending or taking back."""
    kind = chance.choices(("publish", "mend", "draft", "withdraw", "return"), (5, 3, 1, 3, 1))[0]
    # Each day ends with something taken back.
    kind = "withdraw" if number % A_DAY == 0 else kind
    if kind == "withdraw":
        there = [one.id for one in store.submissions(OWNER) if one.programme and one.rows]
        live = [id_ for id_ in there if store.submission(OWNER, id_).state is not SubmissionState.WITHDRAWN]
        if live:
            store.withdraw(OWNER, chance.choice(live), "wrong year")
        return
    content = a_file(chance)
    if kind == "mend":
        content += f"MK3;{ASKERSUND};;{HOURS};{OWN_YEAR};K;trettio;;;\r\n".encode()
    handed = drafts.hand_in(store, OWNER, f"{number}.csv", content, chance.choice(["MK3", None]))
    if kind == "return":
        store.return_to_sender(OWNER, handed.submission.id, "another year was asked for")
    elif kind == "mend":
        [row] = [one.row for one in handed.findings if one.code == "value_unreadable"]
        text = f"{chance.uniform(30, 45):.1f}".replace(".", ",")
        handed = drafts.correct(store, OWNER, handed, [Correction(row, "värde", "trettio", text, None)])
    if kind in ("publish", "mend") and handed.publishable:
        drafts.publish(store, OWNER, drafts.confirm(store, OWNER, handed))


@pytest.mark.long
def test_two_weeks_of_use_end_with_the_figures_of_a_clean_rebuild(store: Store, tmp_path: Path) -> None:
    chance, path, number = random.Random("two weeks"), store.path, 0
    for day in range(DAYS):
        for _ in range(A_DAY):
            number += 1
            one_thing(store, chance, number)
        if chance.random() < 0.7:
            store.close()
            store = Store(path)
        if day % 5 == 0:
            store.back_up(OWNER, "nightly")
    found = rebuild(store, OWNER, tmp_path / "again.duckdb", DATA)
    states = pd.Series([one.state.value for one in store.submissions(OWNER) if one.programme]).value_counts()
    assert found.unlike == ()
    assert (found.before, found.copied) == (found.after, ())
    assert found.same
    assert {"published", "withdrawn"} <= set(states.index), states
    assert store.verify(OWNER).flaws == ()
    again = Store(tmp_path / "again.duckdb")
    assert again.verify(OWNER).content == found.before
    again.close()
    store.close()


def test_a_purged_original_is_named_and_its_figures_copied(
    store: Store, small_database: Path, tmp_path: Path
) -> None:
    own = published(store, {"value": 37.5}, indicator=FULL_TIME)
    with store._change() as change:
        change.run("UPDATE submission_file SET content = NULL WHERE submission IN (1, $own)", own=own)
        for one in (1, own):
            change.record("test", "purge", f"submission:{one}")
    found = rebuild(store, OWNER, tmp_path / "again.duckdb", tmp_path)
    assert found.copied == (1, own)
    assert found.same
    # What `data/` still holds, byte for byte, is read from there.
    data = tmp_path / "data"
    (data / "figures").mkdir(parents=True)
    name, _, sha256 = store._connection.execute(
        "SELECT name, content, sha256 FROM submission_file WHERE submission = 1"
    ).fetchone()
    for file in (small_database.parent / "data" / "figures").glob("*.csv"):
        shutil.copy(file, data / "figures")
    assert hashlib.sha256((data / name).read_bytes()).hexdigest() == sha256
    found = rebuild(store, OWNER, tmp_path / "once more.duckdb", data)
    assert found.copied == (own,)
    assert found.same


def test_the_command_line_rebuilds_names_what_no_original_gives_and_overwrites_nothing(
    store: Store, tmp_path: Path
) -> None:
    """Whoever could change figures, trail and all cannot make the file say so."""
    submission = draft(store, content=handed_in_file({"värde": "37,5"}))
    store.publish(OWNER, submission, observations({"value": 99.9}))
    content = store.content_hash(OWNER)
    out = tmp_path / "again.duckdb"
    store.close()
    result = CliRunner().invoke(cli.cli, ["rebuild", str(out)])
    assert result.exit_code == 1
    assert f"submission {submission}: " in result.output
    assert result.output.count(content) == 1
    held = out.read_bytes()
    assert CliRunner().invoke(cli.cli, ["rebuild", str(out)]).exit_code == 2
    assert out.read_bytes() == held
