"""Every published number made anew from the originals, the answers and the corrections.

Whoever doubts a figure need not trust the database: what was handed in is read again as its sender said it
should be read, published and taken back in the order of the trail, and must come out the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarking import drafts, intake, kolada
from benchmarking.errors import BenchmarkingError
from benchmarking.model import Origin, Viewer
from benchmarking.store import Store
from benchmarking.store.rebuilding import Rebuilding, Turn, emptied, figures_held


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it: the content hash before and after, how many originals were read, and what else there is.

    `copied`: submissions whose original is purged; their figures are those that were held. `unlike`: those
    whose original gives other figures, or none, and why.
    """

    before: str
    after: str
    read: int
    copied: tuple[int, ...]
    unlike: tuple[tuple[int, str], ...]

    @property
    def same(self) -> bool:
        return self.before == self.after and not self.unlike


def rebuild(
    store: Store, viewer: Viewer, out: Path, data: Path, tell: Callable[[str], None] = lambda line: None
) -> Rebuilt:
    """Write a database to `out` whose figures are read from the originals that `store` keeps.

    An original that was purged is looked for among the files of `data` by its SHA-256; where it is not
    there either, its figures are copied and it is named. Raises Conflict where `out` exists; StoreError.
    """
    before = store.content_hash(viewer)
    known = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in data.glob("figures/*.csv")}
    copied: list[int] = []
    unlike: list[tuple[int, str]] = []
    read = 0
    with emptied(store, out) as again:
        for number, turn in enumerate(again.turns(), start=1):
            if number % 25 == 0:
                tell(f"{number} publications and withdrawals")
            if turn.withdraws:
                again.take_back(turn)
                continue
            held = figures_held(store, turn.submission)
            content = turn.content
            if content is None:
                lost = known.get(store.submission(viewer, turn.submission).sha256)
                content = lost.read_bytes() if lost else None
            if content is None:
                again.let_count(turn, held)
                copied.append(turn.submission)
                continue
            try:
                again.let_count(turn, _read(again, viewer, turn, content))
                read += 1
            except (BenchmarkingError, ValueError, KeyError) as error:
                unlike.append((turn.submission, str(error)))
        after = again.content_hash(viewer)
        flaws = again.verify(viewer).flaws
    unlike += [(int(flaw.subject.partition(":")[2] or 0), flaw.told) for flaw in flaws]
    return Rebuilt(before, after, read, tuple(copied), tuple(unlike))


def _read(again: Rebuilding, viewer: Viewer, turn: Turn, content: bytes) -> pd.DataFrame:
    """The observations of an original as it was read then."""
    if turn.origin is Origin.NETWORK:
        found = drafts.as_read(again, viewer, turn.submission, content, _known(again, viewer, turn))
        return found.assign(known_from=pd.Timestamp(turn.published.date()))
    if turn.name.startswith("figures/"):
        return again.figures_of(turn, content)
    observations, fetched_on = kolada.read_again(again.indicators(viewer), turn.name, content)
    return again.official_changes(observations, fetched_on)


def _known(again: Rebuilding, viewer: Viewer, turn: Turn) -> intake.Reference:
    """What decides how a file is read: places, indicators, rounds, and what was published by then.

    What only makes a finding (members, requests, what history makes likely) is left out: a file that was
    published had none that stopped it.
    """
    return intake.Reference(
        organisations=again.organisations(viewer),
        indicators=again.indicators(viewer),
        programmes=again.programmes(viewer),
        published=again.observations(viewer),
        today=_day(turn),
    )


def _day(turn: Turn) -> date:
    return turn.published.date()
