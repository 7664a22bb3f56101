"""Is everything still what it was when it was written? Proved from the trail, of the live file or of a copy.

The trail's hashes vouch for each event; the events vouch for the bytes that came and the figures that were
published (their SHA-256); which of those are current is worked out anew from the events alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import duckdb

from benchmarking.errors import StoreError
from benchmarking.model import Right, Viewer
from benchmarking.store import copies, trail
from benchmarking.store.database import Database, demand
from benchmarking.store.fingerprint import FINGERPRINTED, fingerprint, observations_of


class Proof(StrEnum):
    """What is proved, in the order in which it is."""

    TRAIL = "trail"
    HEAD = "head"
    FILES = "files"
    FIGURES = "figures"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is not what was written: which proof failed, of what, and how (in English)."""

    proof: Proof
    subject: str
    told: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification saw. `content` is the content hash, None where a flaw was found."""

    events: int
    files: int
    publications: int
    current: int
    content: str | None
    flaws: tuple[Flaw, ...]


# What the events say is published, and in which turn; whatever stands in `submission` is not asked.
COUNTING = """
    told AS (
        SELECT
            CAST(substr(subject, 12) AS BIGINT) AS submission,
            coalesce(max(id) FILTER (what = 'publish'), max(id) FILTER (what = 'receive')) AS turn,
            bool_or(what = 'withdraw') AS withdrawn
        FROM event WHERE starts_with(subject, 'submission:')
        GROUP BY submission
    ),
    counting AS (
        SELECT submission, turn FROM told
        WHERE NOT withdrawn AND submission IN (SELECT DISTINCT submission FROM observation)
    )
"""

CURRENT_COLUMNS = ("submission", "origin", "programme", *FINGERPRINTED)

REPLAYED = f"""
    WITH {COUNTING},
    replayed AS (
        SELECT o.*, s.origin, s.programme
        FROM observation AS o JOIN counting AS c USING (submission) JOIN submission AS s ON s.id = o.submission
        QUALIFY row_number() OVER (
            PARTITION BY o.indicator, o.organisation, o.year, o.sex, s.origin ORDER BY c.turn DESC
        ) = 1
    ),
    said AS (SELECT {", ".join(CURRENT_COLUMNS)} FROM replayed),
    held AS (SELECT {", ".join(CURRENT_COLUMNS)} FROM current_observation)
"""


class Verifying(Database):
    """Proving that the store is whole."""

    def verify(self, viewer: Viewer) -> Verified:
        """Prove the trail, the files, the published figures and which of them are current; what is wrong is listed.

        Raises NotAllowed. Nobody is kept waiting: it reads one state of the database while others write.
        """
        demand(viewer, Right.ADMINISTER)
        with self._engine.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                return verified(cursor, [*self._kept_heads(cursor)])
            finally:
                cursor.execute("ROLLBACK")

    def content_hash(self, viewer: Viewer) -> str:
        """One SHA-256 of every published observation, of its history and of which are current.

        The same for two databases exactly when they have published, withdrawn and hold the same, whatever
        the order of their rows. Open to all: it tells nothing but that.
        """
        with self._engine.cursor() as cursor:
            return content_hash(cursor)

    def _kept_heads(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[Flaw]:
        """The heads kept outside the database that its trail does not hold."""
        try:
            kept = self._head_file.read()
        except (ValueError, OSError) as error:
            yield Flaw(Proof.HEAD, self._head_file.path.name, f"cannot be read: {error}")
        else:
            if kept is not None and not trail.holds(cursor, kept):
                yield Flaw(
                    *(Proof.HEAD, self._head_file.path.name),
                    f"has event {kept.count} as the latest, which the trail lacks or has otherwise",
                )
        left = _left_behind(cursor)
        for one in copies.kept(self.path):
            if not trail.holds(cursor, one.head) and not any(one.head.count <= gone.count for gone in left):
                yield Flaw(
                    *(Proof.HEAD, one.file.name),
                    f"was taken at event {one.head.count}, which the trail lacks or has otherwise",
                )


def _left_behind(cursor: duckdb.DuckDBPyConnection) -> list[trail.Head]:
    """The heads that restores have left behind them, as the trail tells: a backup may hold one of those."""
    rows = cursor.execute("SELECT before FROM event WHERE what = 'restore' AND before IS NOT NULL").fetchall()
    return [
        trail.Head(said["count"], said["hash"]) for said in (json.loads(text) for (text,) in rows) if said
    ]


def verified(cursor: duckdb.DuckDBPyConnection, already: list[Flaw] | None = None) -> Verified:
    """What stands in the database behind a cursor, proved; `already` are flaws found outside of it."""
    flaws = [*_trail(cursor), *(already or ()), *_files(cursor), *_figures(cursor), *_current(cursor)]
    counts = [
        cursor.execute(f"SELECT count({what}) FROM {table}").fetchone()
        for what, table in (
            ("*", "event"),
            ("content", "submission_file"),
            ("DISTINCT submission", "observation"),
            ("*", "current_observation"),
        )
    ]
    return Verified(
        *(int(row[0]) if row else 0 for row in counts),
        content=None if flaws else content_hash(cursor),
        flaws=tuple(flaws),
    )


def _trail(cursor: duckdb.DuckDBPyConnection) -> Iterator[Flaw]:
    broken = trail.first_broken(cursor)
    if broken is not None:
        yield Flaw(Proof.TRAIL, f"event:{broken}", "is not as it was written: this is where the chain breaks")


def _vouched(cursor: duckdb.DuckDBPyConnection, key: str) -> dict[str, str]:
    """What the events vouch for: SHA-256 by `submission/part` (key sha256) or `submission` (fingerprint)."""
    vouched: dict[str, str] = {}
    rows = cursor.execute(
        "SELECT what, subject, after FROM event WHERE what IN ('chain', 'receive', 'publish') ORDER BY id"
    ).fetchall()
    for what, subject, after in rows:
        said = json.loads(after or "{}").get(key)
        number = subject.removeprefix("submission:")
        if what == "chain":
            vouched |= said or {}
        elif isinstance(said, list):
            vouched |= {f"{number}/{part}": sha256 for part, sha256 in enumerate(said, start=1)}
        elif said:
            vouched[number] = said
    return vouched


def _files(cursor: duckdb.DuckDBPyConnection) -> Iterator[Flaw]:
    vouched = _vouched(cursor, "sha256")
    purged = {
        subject for (subject,) in cursor.execute("SELECT subject FROM event WHERE what = 'purge'").fetchall()
    }
    rows = cursor.execute(
        "SELECT submission, part, name, sha256 FROM submission_file ORDER BY ALL"
    ).fetchall()
    for submission, part, name, written in rows:
        subject = f"submission:{submission}"
        # One at a time: together the originals may not fit the memory.
        [content] = cursor.execute(
            "SELECT content FROM submission_file WHERE submission = $submission AND part = $part",
            {"submission": submission, "part": part},
        ).fetchone() or (None,)
        if content is None:
            if subject not in purged:
                yield Flaw(Proof.FILES, subject, f"the bytes of {name} are gone, and nobody removed them")
        elif hashlib.sha256(content).hexdigest() != written:
            yield Flaw(Proof.FILES, subject, f"the bytes of {name} are not those that came")
        if vouched.pop(f"{submission}/{part}", None) != written:
            yield Flaw(Proof.FILES, subject, f"the SHA-256 of {name} is not the one in the trail")
    for lost in vouched:
        yield Flaw(Proof.FILES, f"submission:{lost.partition('/')[0]}", "a file that came is no longer there")


def _figures(cursor: duckdb.DuckDBPyConnection) -> Iterator[Flaw]:
    vouched = _vouched(cursor, "fingerprint")
    published = {
        str(id)
        for (id,) in cursor.execute("SELECT DISTINCT submission FROM observation ORDER BY ALL").fetchall()
    }
    for number in sorted(published | vouched.keys(), key=int):
        if fingerprint(observations_of(cursor, int(number))) != vouched.get(number):
            yield Flaw(Proof.FIGURES, f"submission:{number}", "its figures are not those that were published")


def _current(cursor: duckdb.DuckDBPyConnection) -> Iterator[Flaw]:
    if _as_one(cursor, "said", REPLAYED) != _as_one(cursor, "current_observation"):
        yield from _differences(cursor)
    wrong = cursor.execute(
        f"""
        WITH {COUNTING}
        SELECT s.id, s.state FROM submission AS s
        WHERE s.state <> CASE
            WHEN s.id NOT IN (SELECT DISTINCT submission FROM counting) THEN
                CASE WHEN s.state IN ('published', 'superseded') THEN 'unpublished' ELSE s.state END
            WHEN s.id IN (SELECT DISTINCT submission FROM current_observation) THEN 'published'
            ELSE 'superseded'
        END
        ORDER BY s.id
        """
    ).fetchall()
    for submission, state in wrong:
        yield Flaw(Proof.CURRENT, f"submission:{submission}", f"is {state}, which the trail does not say")


def _as_one(cursor: duckdb.DuckDBPyConnection, table: str, before: str = "") -> str:
    """The fingerprint of a table of current observations, with CURRENT_COLUMNS; `before` defines it."""
    rows = cursor.execute(f"{before} SELECT {', '.join(CURRENT_COLUMNS)} FROM {table}").to_arrow_table()
    return fingerprint(rows, also=("submission", "origin", "programme"))


def _differences(cursor: duckdb.DuckDBPyConnection) -> Iterator[Flaw]:
    """The first of each kind of difference between what should be current and what is."""
    found = False
    for first, second, told in (
        ("said", "held", "should be current and is not"),
        ("held", "said", "is current and should not be"),
    ):
        row = cursor.execute(
            f"""
            {REPLAYED}
            SELECT submission, indicator, organisation, year, sex, count(*) OVER () AS count
            FROM (FROM {first} EXCEPT FROM {second})
            ORDER BY ALL LIMIT 1
            """
        ).fetchone()
        if row:
            found = True
            submission, *key, count = row
            yield Flaw(
                *(Proof.CURRENT, f"submission:{submission}"),
                f"{' '.join(map(str, key))} {told}" + (f", and {count - 1} more" if count > 1 else ""),
            )
    if not found:
        yield Flaw(Proof.CURRENT, "current_observation", "holds a value twice")


def content_hash(cursor: duckdb.DuckDBPyConnection) -> str:
    """See `Verifying.content_hash`."""
    digest = hashlib.sha256()
    published = cursor.execute(
        """
        SELECT s.id, s.origin, s.programme, s.state,
               (SELECT list(f.sha256 ORDER BY f.part) FROM submission_file AS f WHERE f.submission = s.id)
        FROM submission AS s WHERE s.published IS NOT NULL ORDER BY s.id
        """
    ).fetchall()
    for id, *said in published:
        digest.update(json.dumps([id, *said, fingerprint(observations_of(cursor, id))]).encode())
    digest.update(_as_one(cursor, "current_observation").encode())
    return digest.hexdigest()


def prove(path_told: str, cursor: duckdb.DuckDBPyConnection) -> Verified:
    """`verified`, or StoreError naming the first flaw."""
    found = verified(cursor)
    if found.flaws:
        flaw = found.flaws[0]
        raise StoreError(f"{path_told}: {flaw.subject} {flaw.told}")
    return found
