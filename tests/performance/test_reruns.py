"""How long a rerun takes, beside the floor page's in the same minutes on the same machine.

Seconds tell of the machine and of what else it does; the ratio to the floor tells of us.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle

from builders import LONG, size
from client import Client, Run

# What is asked for again and again: page and query.
PAGES = {
    "start": ("", ""),
    "organisation": ("profil", "kod=1882"),
    "compare": ("jamfor", "kommun=1882,1982,2083&nyckeltal=N21826"),
    "network": ("natverket", "linje=2284"),
}
PLACES = ("0180", "1480", "1280", "2480", "0980", "1982", "2083", "2284", "0580", "0680", "1880", "2580")

ROUNDS = size(20, 200)
CROWD = 20
CROWD_SECONDS = size(4, 30)
TURNS = 4
"""So many times the floor and the pages take turns with a crowd, so that what else the machine does falls on all."""

LIMITED = ("organisation", "compare")

MOST_FOR_ONE = 2.5
"""Times the floor's median that a rerun of the limited pages may take for one visitor."""

LEAST_FOR_MANY = 0.4
"""Of the floor's reruns a second, what the limited pages must reach with twenty visitors at once."""


def test_a_rerun_takes_not_much_longer_than_the_floors(product, floor, tell):
    with ExitStack() as open_:
        ours = {name: open_.enter_context(Client(product.url)) for name in PAGES}
        base = open_.enter_context(Client(floor.url))
        anywhere = open_.enter_context(Client(product.url))
        for name, asked in PAGES.items():
            ours[name].run(*asked)
        base.run()
        anywhere.run("profil", "kod=1882")
        runs: dict[str, list[Run]] = {name: [] for name in (*PAGES, "floor", "another organisation")}
        places = cycle(PLACES)
        for _ in range(ROUNDS):
            # One after the other, so that whatever else the machine does falls on all alike.
            for name, asked in PAGES.items():
                runs["floor"].append(base.run())
                runs[name].append(ours[name].run(*asked))
            runs["another organisation"].append(anywhere.run("profil", f"kod={next(places)}"))
    typical = statistics.median(run.seconds for run in runs["floor"])
    tell(
        f"reruns, one visitor, {ROUNDS} of each page (at most {MOST_FOR_ONE} × floor: {', '.join(LIMITED)})",
        ("page", "p50 ms", "p95 ms", "× floor", "kB sent"),
        [told(name, runs[name], typical) for name in ("floor", *PAGES, "another organisation")],
    )
    ratios = {name: statistics.median(run.seconds for run in runs[name]) / typical for name in LIMITED}
    assert max(ratios.values()) <= MOST_FOR_ONE, ratios


def test_twenty_visitors_at_once_are_all_answered(product, floor, tell):
    crowds = {"floor": (floor.url, ("", ""))} | {
        name: (product.url, PAGES[name]) for name in (PAGES if LONG else LIMITED)
    }
    runs: dict[str, list[Run]] = {name: [] for name in crowds}
    for _ in range(TURNS):
        for name, (url, asked) in crowds.items():
            runs[name] += crowd(url, *asked)
    typical = statistics.median(run.seconds for run in runs["floor"])
    rates = {name: len(found) / CROWD_SECONDS for name, found in runs.items()}
    tell(
        f"reruns, {CROWD} visitors at once for {CROWD_SECONDS} s (at least {LEAST_FOR_MANY:.0%} of the floor's)",
        ("page", "p50 ms", "p95 ms", "× floor", "kB sent", "reruns/s", "of the floor's"),
        [
            (*told(name, runs[name], typical), f"{rates[name]:.0f}", f"{rates[name] / rates['floor']:.0%}")
            for name in crowds
        ],
    )
    shares = {name: rates[name] / rates["floor"] for name in LIMITED}
    assert min(shares.values()) >= LEAST_FOR_MANY, shares


def crowd(url: str, page: str, query: str) -> Iterator[Run]:
    """The runs of many visitors who ask again as soon as they are answered."""

    def visitor(_: int) -> list[Run]:
        with Client(url) as client:
            client.run(page, query)
            until, runs = time.perf_counter() + CROWD_SECONDS / TURNS, []
            while time.perf_counter() < until:
                runs.append(client.run(page, query))
            return runs

    with ThreadPoolExecutor(CROWD) as pool:
        for runs in pool.map(visitor, range(CROWD)):
            yield from runs


def told(name: str, runs: list[Run], typical: float) -> tuple[str, ...]:
    times = sorted(run.seconds * 1000 for run in runs)
    p50, p95 = statistics.median(times), times[min(len(times) - 1, round(0.95 * len(times)))]
    sent = statistics.median(run.bytes for run in runs) / 1000
    return name, f"{p50:.0f}", f"{p95:.0f}", f"{p50 / 1000 / typical:.1f}", f"{sent:.0f}"
