"""A lake whose files lie in a bucket: moto stands in for S3, and answers as MinIO does."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
import requests
from builders import OWNER, published

from benchmarking.errors import Conflict
from benchmarking.store import Lake, Store, move

pytestmark = pytest.mark.long

ANSWERS = 30
"""Seconds within which the stand-in has to answer."""


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running stand-in for S3."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = shutil.which("moto_server")
    assert command is not None, "moto_server is not on the path: .ci/bucket says how it gets there"
    with (tmp_path_factory.mktemp("s3") / "log").open("wb") as log:
        process = subprocess.Popen([command, "-H", "127.0.0.1", "-p", str(port)], stdout=log, stderr=log)
        until = time.monotonic() + ANSWERS
        while True:
            try:
                requests.get(address, timeout=1)
                break
            except requests.ConnectionError:
                assert process.poll() is None and time.monotonic() < until, Path(log.name).read_text()
                time.sleep(0.1)
        yield address
        process.kill()
        process.wait(10)


@pytest.fixture
def in_bucket(
    stand_in: str, postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lake]:
    """An empty lake: a catalogue of its own, and a bucket that the environment names."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", stand_in)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    requests.post(f"{stand_in}/moto-api/reset", timeout=ANSWERS).raise_for_status()
    requests.put(f"{stand_in}/network", timeout=ANSWERS).raise_for_status()
    yield Lake(postgres.create("in_bucket"), "s3://network/lake", tmp_path / "work")
    postgres.drop("in_bucket")


def objects(stand_in: str) -> dict[str, int]:
    """What lies in the bucket: each name, and its bytes."""
    answer = requests.get(f"{stand_in}/network?list-type=2", timeout=ANSWERS)
    of = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    return {
        one.findtext(f"{of}Key", ""): int(one.findtext(f"{of}Size", "0"))
        for one in ElementTree.fromstring(answer.text).iter(f"{of}Contents")
    }


def test_a_store_lives_in_a_bucket_and_comes_back_from_it(
    in_bucket: Lake, stand_in: str, small_database: Path, tmp_path: Path
) -> None:
    before = move(OWNER, small_database, in_bucket)
    assert len(objects(stand_in)) > 5
    assert all(name.startswith("lake/") and size for name, size in objects(stand_in).items())
    assert move(OWNER, in_bucket, tmp_path / "back.duckdb") == before

    one, other = Store(in_bucket), Store(Lake(in_bucket.catalogue, in_bucket.files, tmp_path / "other"))
    submission = published(one, {"value": 12.5}, {"sex": "M", "value": 13.5})
    assert set(other.observations(OWNER, programme="MK3")["submission"]) == {submission}
    other.withdraw(OWNER, submission, "wrong year")
    content = other.content_hash(OWNER)
    one.tidy(OWNER)
    assert one.content_hash(OWNER) == content
    assert one.verify(OWNER).flaws == other.verify(OWNER).flaws == ()
    one.close()
    other.close()


def test_sql_within_the_program_reaches_no_other_bucket(
    in_bucket: Lake, stand_in: str, small_database: Path, tmp_path: Path
) -> None:
    move(OWNER, small_database, in_bucket)
    requests.put(f"{stand_in}/others", timeout=ANSWERS).raise_for_status()
    requests.put(f"{stand_in}/others/salaries.csv", data=b"a,b\n1,2\n", timeout=ANSWERS).raise_for_status()
    store = Store(in_bucket)
    for forbidden in ("s3://others/salaries.csv", f"{stand_in}/others/salaries.csv", "/etc/passwd"):
        with pytest.raises(duckdb.PermissionException), store._engine.cursor() as cursor:
            cursor.execute(f"SELECT * FROM read_csv('{forbidden}')").fetchall()
    store.close()


def test_a_bucket_that_holds_a_lake_is_not_given_to_another(
    in_bucket: Lake, postgres: Any, small_database: Path, tmp_path: Path
) -> None:
    move(OWNER, small_database, in_bucket)
    second = Lake(postgres.create("second_in_bucket"), in_bucket.files, tmp_path / "second")
    with pytest.raises(Conflict, match="files"):
        move(OWNER, small_database, second)
    postgres.drop("second_in_bucket")
