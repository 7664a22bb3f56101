"""Crowds of visitors at pages, in turns with the floor, so that what else the machine does falls on all alike.

A visitor speaks Streamlit's protocol over a websocket of its own, in this process and on the server's cores:
what the visitors cost is in every number.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

from client import Client, Run
from running import Server

TURNS = 5
"""Interleaved pairs of a page and the floor, of which the median ratio is told."""

MOST_RUNS = 4_000
"""Of one page in one turn: a load that is bounded in count as it is in time."""


@dataclass(frozen=True)
class Place:
    """Where a page is asked for: on which server, by which address and query, with which cookie."""

    server: Server
    page: str = ""
    query: str = ""
    cookie: str = ""

    def client(self) -> Client:
        return Client(self.server.url, self.cookie)


@dataclass(frozen=True)
class Crowd:
    """So many visitors at once, who wait so many seconds between an answer and the next question."""

    visitors: int
    pause: float = 0.0

    def __str__(self) -> str:
        return f"{self.visitors} visitors" + (f", pausing {self.pause:g} s" if self.pause else "")


@dataclass
class Turns:
    """The runs of one page, turn by turn, and how many seconds each turn took."""

    runs: list[list[Run]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def times(self) -> list[float]:
        return [run.seconds for turn in self.runs for run in turn]

    @property
    def bytes(self) -> float:
        return statistics.median(run.bytes for turn in self.runs for run in turn)

    @property
    def rate(self) -> float:
        """Runs a second."""
        return len(self.times) / sum(self.seconds)

    def took(self, runs: Sequence[Run], seconds: float) -> None:
        self.runs.append(list(runs))
        self.seconds.append(seconds)

    def over(self, other: Turns, measure: Callable[[Sequence[Run], float], float]) -> float:
        """The median, over the turns, of this page's measure to the other's in the same turn."""
        return statistics.median(
            measure(ours, seconds) / measure(theirs, their_seconds)
            for ours, seconds, theirs, their_seconds in zip(
                self.runs, self.seconds, other.runs, other.seconds, strict=True
            )
        )


def p50(runs: Sequence[Run], seconds: float = 0.0) -> float:
    return statistics.median(run.seconds for run in runs)


def p95(runs: Sequence[Run], seconds: float = 0.0) -> float:
    return percentile([run.seconds for run in runs], 0.95)


def slowness(runs: Sequence[Run], seconds: float) -> float:
    """Seconds a run when many are served at once: the inverse of runs a second."""
    return seconds / len(runs)


def percentile(times: Sequence[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, round(part * len(times)))]


def alone(places: Mapping[str, Place], base: Place, each: int) -> dict[str, tuple[Turns, Turns]]:
    """For each page its turns and those of `base` beside it: one visitor, `each` runs a turn, run for run in turn."""
    found = {name: (Turns(), Turns()) for name in places}
    with ExitStack() as open_:
        standing = open_.enter_context(base.client())
        standing.run(base.page, base.query)
        for name, place in places.items():
            with place.client() as client:
                # The first run fetches what later ones find: a rerun is what is measured.
                client.run(place.page, place.query)
                for _ in range(TURNS):
                    pairs = [
                        (client.run(place.page, place.query), standing.run(base.page, base.query))
                        for _ in range(each)
                    ]
                    for turns, runs in zip(found[name], zip(*pairs, strict=True), strict=True):
                        turns.took(runs, sum(run.seconds for run in runs))
            found[name][0].memory, found[name][1].memory = place.server.memory, base.server.memory
    return found


def crowded(places: Mapping[str, Place], base: Place, crowd: Crowd, seconds: float) -> dict[str, Turns]:
    """Every page with that crowd for so many seconds a turn, the floor (under "") first in each turn."""
    asked = {"": [base], **{name: [place] for name, place in places.items()}}
    return _turns(asked, crowd, seconds)


def mixed(places: Sequence[Place], base: Place, crowd: Crowd, seconds: float) -> tuple[Turns, Turns]:
    """The crowd spread over all the pages at once, and the same crowd at the floor."""
    found = _turns({"": [base], "every page": list(places)}, crowd, seconds)
    return found["every page"], found[""]


def _turns(asked: Mapping[str, Sequence[Place]], crowd: Crowd, seconds: float) -> dict[str, Turns]:
    found = {name: Turns() for name in asked}
    for _ in range(TURNS):
        for name, places in asked.items():
            begun = time.perf_counter()
            runs = _together(places, crowd, seconds)
            found[name].took(runs, time.perf_counter() - begun)
            found[name].memory = max(found[name].memory, places[0].server.memory)
    return found


def _together(places: Sequence[Place], crowd: Crowd, seconds: float) -> list[Run]:
    most = max(MOST_RUNS // crowd.visitors, 1)

    def visitor(number: int, place: Place) -> list[Run]:
        # They come one after the other over one pause, as people do.
        time.sleep(crowd.pause * number / crowd.visitors)
        runs: list[Run] = []
        with place.client() as client:
            until = time.perf_counter() + seconds
            while len(runs) < most and (not runs or time.perf_counter() < until):
                runs.append(client.run(place.page, place.query))
                time.sleep(crowd.pause)
        return runs

    everyone = list(zip(range(crowd.visitors), cycle(places), strict=False))
    with ThreadPoolExecutor(crowd.visitors) as pool:
        return [run for runs in pool.map(lambda one: visitor(*one), everyone) for run in runs]
