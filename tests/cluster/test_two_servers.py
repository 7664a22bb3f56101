"""Two servers on one lake publish, read and are killed: nothing is lost, nothing doubled, every read a committed state."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from builders import size
from serving import OWNER, YEARS, standing

from benchmarking.store import Lake, Store

pytestmark = pytest.mark.long

PUBLICATIONS = size(20, 1_000)
KILLS = size(3, 60)

SERVING = Path(__file__).with_name("serving.py")


@dataclass
class Server:
    """A process, started again after each kill with numbers that nobody has used."""

    lake: Lake
    name: str
    place: Path
    first: int
    unlocked: bool
    process: subprocess.Popen[bytes] = field(init=False)
    lives: int = 0

    @property
    def notes(self) -> list[dict]:
        files = sorted(self.place.glob(f"{self.name}-*.jsonl"))
        lines = [line for file in files for line in file.read_text().split("\n")[:-1]]
        return [json.loads(line) for line in lines]

    @property
    def ended(self) -> int:
        """How many publications it has brought to an end; where they wait for each other, those that were refused do not count."""
        # Counted and not parsed: it is asked ten times a second of notes that grow by thousands.
        written = b"".join(file.read_bytes() for file in self.place.glob(f"{self.name}-*.jsonl"))
        refused = written.count(b'"kind": "refused"') if self.unlocked else 0
        return written.count(b'"kind": "published"') + refused

    def start(self) -> None:
        self.lives += 1
        arguments = [
            *(self.lake.catalogue, self.lake.files, str(self.place / self.name)),
            str(self.place / f"{self.name}-{self.lives:04}.jsonl"),
            # Two servers: the one has even numbers, the other odd ones; a million for each life.
            *(str(self.lives * 1_000_000 + self.first), "2", "unlocked" if self.unlocked else "locked"),
        ]
        log = (self.place / f"{self.name}.log").open("ab")
        self.process = subprocess.Popen([sys.executable, str(SERVING), *arguments], stderr=log)
        log.close()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(30) == -signal.SIGKILL, (self.place / f"{self.name}.log").read_text()

    def said(self) -> str:
        return (self.place / f"{self.name}.log").read_text()


def lived(lake: Lake, place: Path, many: int, kills: int, unlocked: bool = False) -> list[dict]:
    """What both noted until they had published so many, or tried to if unlocked; killed now and then on the way."""
    chance = random.Random("two servers")
    servers = [Server(lake, "one", place, 0, unlocked), Server(lake, "other", place, 1, unlocked)]
    for server in servers:
        server.start()
    try:
        killed = 0
        while (done := sum(server.ended for server in servers)) < many:
            for server in servers:
                assert server.process.poll() is None, server.said()
            if killed < kills and done >= many * (killed + 1) / (kills + 1):
                time.sleep(chance.uniform(0, 0.3))
                victim = chance.choice(servers)
                victim.kill()
                victim.start()
                killed += 1
            time.sleep(0.1)
    finally:
        for server in servers:
            server.process.kill()
            server.process.wait(30)
    assert killed == kills
    return [note for server in servers for note in server.notes]


def in_order(store: Store) -> dict[int, int]:
    """For each number that was published its place in the trail."""
    rows = store._rows(
        """
        SELECT CAST(replace(f.name, '.csv', '') AS BIGINT) AS number, e.id
        FROM event AS e JOIN submission_file AS f ON e.subject = 'submission:' || f.submission
        WHERE e.what = 'publish' AND f.content = CAST(replace(f.name, '.csv', '') AS BLOB)
        """
    )
    order = {row["number"]: row["id"] for row in rows}
    assert len(order) == len(rows), "something was published twice"
    return order


def hold(notes: list[dict], order: dict[int, int]) -> tuple[int, int]:
    """Check the history against the order in which the trail has it; how many publications and reads it holds.

    A read sees what was published last: nothing older than what had been acknowledged before it began, or than
    what a read that had ended before it saw; and nothing that was not begun before it ended.
    """
    begun = {one["number"]: one["at"] for one in notes if one["kind"] == "begins"}
    acknowledged = {one["number"]: one["at"] for one in notes if one["kind"] == "published"}
    assert acknowledged.keys() <= order.keys(), "a publication was lost"
    assert order.keys() <= begun.keys()
    refused = {one["number"] for one in notes if one["kind"] == "refused"}
    assert not refused & order.keys(), "what was refused has happened"

    failed = [one["why"] for one in notes if one["kind"] == "failed"]
    assert not failed, f"{len(failed)} reads failed, the first by {failed[0]}"
    reads = [one for one in notes if one["kind"] == "read"]
    # Moments at which something is known to stand at least so far in the order.
    known = [(at, order[number]) for number, at in acknowledged.items()]
    for one in reads:
        assert len(one["found"]) <= 1, f"half a publication was read: {one}"
        if one["found"]:
            [number] = one["found"]
            assert number in order, f"{number} was read and never committed"
            assert begun[number] < one["at"], f"{number} was read before it was begun"
            known.append((one["at"], order[number]))
    known.sort()
    least, at = [], 0
    for moment, place in known:
        at = max(at, place)
        least.append((moment, at))
    reads.sort(key=lambda one: one["begun"])
    position, floor = 0, 0
    for one in reads:
        while position < len(least) and least[position][0] < one["begun"]:
            floor = least[position][1]
            position += 1
        seen = order[one["found"][0]] if one["found"] else 0
        assert seen >= floor, f"{one} saw event {seen}, and {floor} was known before it began"
    return len(acknowledged), len(reads)


@pytest.mark.parametrize("unlocked", [False, True], ids=["locked", "fenced only"])
def test_two_servers_lose_nothing_and_double_nothing(
    lake: Lake, tmp_path: Path, unlocked: bool, record_property: Callable[[str, object], None]
) -> None:
    many = PUBLICATIONS if not unlocked else size(10, 200)
    notes = lived(lake, tmp_path, many, kills=0 if unlocked else KILLS, unlocked=unlocked)
    store = Store(lake)
    try:
        order = in_order(store)
        published, reads = hold(notes, order)
        whys = [one["why"] for one in notes if one["kind"] == "refused"]
        refused = len(whys)
        # On a busy machine somebody may wait for the lock in vain, which is no fault of the lock.
        fenced = [why for why in whys if not why.startswith("another server has been changing")]
        assert published >= (1 if unlocked else many) and published + refused >= many
        assert reads > published
        assert store.verify(OWNER).flaws == ()
        assert standing(store) == {max(order, key=order.__getitem__)}
        [(rows, keys)] = store._connection.execute(
            "SELECT count(*), count(DISTINCT (indicator, organisation, year, sex, origin)) FROM current_observation"
        ).fetchall()
        assert rows == keys
        [(rows,)] = store._connection.execute(
            "SELECT count(*) FROM observation WHERE year < 1910 AND indicator = 'N21826'"
        ).fetchall()
        assert rows == len(order) * len(YEARS)
        assert bool(fenced) == unlocked, fenced
        record_property("history", f"{published} published, {reads} reads, {refused} refused")
        print(f"  {published} published, {reads} reads, {refused} refused")
    finally:
        store.close()


def test_the_history_is_refused_where_it_is_wrong() -> None:
    def notes(*reads: tuple[float, float, list[int]]) -> list[dict]:
        begun = [{"kind": "begins", "number": n, "at": n / 1} for n in (1, 2)]
        done = [{"kind": "published", "number": n, "at": n + 0.5} for n in (1, 2)]
        return [*begun, *done, *({"kind": "read", "begun": a, "at": b, "found": f} for a, b, f in reads)]

    order = {1: 10, 2: 11}
    assert hold(notes((1.1, 1.2, []), (1.6, 1.7, [1]), (2.1, 2.2, [2])), order) == (2, 3)
    for wrong, told in (
        ([(1.6, 1.7, [])], "was known before"),
        ([(2.6, 2.7, [1])], "was known before"),
        ([(2.1, 2.2, [2]), (2.3, 2.4, [1])], "was known before"),
        ([(1.6, 1.7, [1, 2])], "half a publication"),
        ([(0.2, 0.3, [1])], "before it was begun"),
    ):
        with pytest.raises(AssertionError, match=told):
            hold(notes(*wrong), order)
    with pytest.raises(AssertionError, match="lost"):
        hold(notes(), {1: 10})
    with pytest.raises(AssertionError, match="1 reads failed"):
        hold([*notes(), {"kind": "failed", "why": "3 values are current"}], order)
