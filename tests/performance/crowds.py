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


def crowded(
    places: Mapping[str, Place], base: Place, crowd: Crowd, seconds: float
) -> dict[str, tuple[Turns, Turns]]:
    """For each page its turns with that crowd, of so many seconds, and those of `base` just before each of them.

    The same visitors go from page to page: the crowd is all that a server has to do.
    """
    return _turns({name: [place] for name, place in places.items()}, base, crowd, seconds)


def mixed(places: Sequence[Place], base: Place, crowd: Crowd, seconds: float) -> tuple[Turns, Turns]:
    """The crowd spread over all the pages at once, and the same crowd at the floor."""
    [found] = _turns({"every page": list(places)}, base, crowd, seconds).values()
    return found


def _turns(
    asked: Mapping[str, Sequence[Place]], base: Place, crowd: Crowd, seconds: float
) -> dict[str, tuple[Turns, Turns]]:
    found = {name: (Turns(), Turns()) for name in asked}
    with ExitStack() as open_, ThreadPoolExecutor(crowd.visitors) as pool:
        # Who may work has another session than who only reads.
        sessions: dict[tuple[str, str, int], Client] = {}

        def coming(places: Sequence[Place]) -> list[Visitor]:
            visitors = []
            for number, place in zip(range(crowd.visitors), cycle(places), strict=False):
                session = (place.server.url, place.cookie, number)
                if session not in sessions:
                    sessions[session] = open_.enter_context(place.client())
                late = crowd.pause * number / crowd.visitors
                visitors.append(Visitor(place, sessions[session], late))
            return visitors

        for _ in range(TURNS):
            for name, places in asked.items():
                # What the machine gives to others changes within a minute, so each pair stands together.
                for turns, those in zip(found[name], (coming(places), coming([base])), strict=True):
                    # To come to a page costs more than a rerun, and is not what is measured.
                    for visitor in those:
                        visitor.ask()
                    begun = time.perf_counter()
                    runs = list(pool.map(lambda one: one.visit(seconds, crowd), those))
                    turns.took([run for each in runs for run in each], time.perf_counter() - begun)
                    turns.memory = max(turns.memory, those[0].place.server.memory)
    return found


@dataclass(frozen=True)
class Visitor:
    """Somebody with a page open, who comes so many seconds after the first of the crowd."""

    place: Place
    client: Client
    late: float

    def ask(self) -> Run:
        return self.client.run(self.place.page, self.place.query)

    def visit(self, seconds: float, crowd: Crowd) -> list[Run]:
        """Ask again and again for so many seconds, at least once."""
        most = max(MOST_RUNS // crowd.visitors, 1)
        time.sleep(self.late)
        until, runs = time.perf_counter() + seconds, []
        while len(runs) < most and (not runs or time.perf_counter() < until):
            runs.append(self.ask())
            time.sleep(crowd.pause)
        return runs
