"""Everything that is measured of speed, as one table: `python tests/performance/measure.py`.

Each ratio is the median of five turns with what it is measured against, in the same minutes on the same
machine, so it tells of us; seconds tell of the machine. Visitors are clients that speak Streamlit's protocol,
on the same cores as the server: what they cost is in all numbers. `budget.toml` holds each ratio as it was when
it was last looked at: what has grown to more than 1.2 of that is marked, and more than twice fails the long run.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import click

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import crowds
import sized
from crowds import Crowd, Place, Turns
from running import Server, running

from benchmarking.store import DATA
from benchmarking.store.build import build
from benchmarking.web import PAGES

HERE = Path(__file__).parent
BUDGET = HERE / "budget.toml"
SHOWN, FAILS = 1.2, 2.0
"""Times its budget from which a ratio is marked, and from which the long run fails."""

ASKED = {
    "organisation": "kod=1882",
    "compare": "kommun=1882,1982,2083&nyckeltal=N21826",
    "regions": "region=0021,0013&nyckeltal=N60077",
    "indicator": "nyckeltal=N00206&kod=1882",
    "network": "linje=2284",
    "meeting": "grupp=MK3-3",
}
"""What each page is asked for; a page that is not here is asked for as it opens."""

WORKING = ("upload", "submissions", "rounds", "administer")
"""Pages for who may work: asked for by the owner of the machine, since a visitor sees next to nothing there."""

NAIVE = "indicator=N21826&organisations=1882,1982,2083"

SIZES = {"demo": 0, "full": 1, "ten": 10}
"""How often the real values are added to the product's own."""

ALONE, BUSY = "1 visitor", Crowd(20)
CALM, MANY = Crowd(20, 1), Crowd(200, 10)

LIMITS: dict[str, float] = {
    str(BUSY): 1 / 0.4,
    str(CALM): 2.5,
    str(MANY): 3.0,
    "full size": 1.5,
    "first chart": 1.3,
    "comparison": 2.0,
    "API, one indicator": 3.0,
    "pack as PDF": 1.0,
}
"""Times what it is measured against that a ratio of this kind may reach (issue 10)."""

OVERVIEW_BYTES, CHART_BYTES = 1.1e6, 2.4e6
"""What a first visit may weigh, compressed, without a Plotly chart and with one."""


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured of what, and its ratio to `against`."""

    kind: str
    name: str
    seconds: Sequence[float]
    against: str
    ratio: float
    rate: float | None = None
    bytes: float | None = None
    memory: float | None = None
    limit: float | None = None

    def told(self, budget: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
        allowed = budget.get(self.kind, {}).get(self.name)
        return (
            *(self.kind, self.name),
            *(
                _number(1000 * one)
                for one in (
                    statistics.median(self.seconds),
                    crowds.percentile(self.seconds, 0.95),
                    max(self.seconds),
                )
            ),
            *(_number(one) for one in (self.rate, self.bytes and self.bytes / 1000, self.memory)),
            *(f"{self.ratio:.2f}", self.against, _number(self.limit), _number(allowed), self.mark(budget)),
        )

    def mark(self, budget: Mapping[str, Mapping[str, float]]) -> str:
        """What is to be said of the ratio: nothing where it keeps within limit and budget."""
        allowed = budget.get(self.kind, {}).get(self.name)
        over = [] if self.limit is None or self.ratio <= self.limit else ["over its limit"]
        if allowed is None:
            return ", ".join([*over, "no budget"])
        if self.ratio > SHOWN * allowed:
            over.append(f"{self.ratio / allowed:.1f} × its budget")
        return ", ".join(over)


HEADINGS = (
    *("what", "page", "p50 ms", "p95 ms", "max ms", "runs/s", "kB", "MB"),
    *("ratio", "to", "limit", "budget", ""),
)


def _number(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"


def pages(server: Server, cookie: str, wanted: Sequence[str] = ()) -> dict[str, Place]:
    """Our pages on a server, each as who may use it."""
    return {
        page: Place(
            server,
            "" if page == "start" else address,
            ASKED.get(page, ""),
            cookie if page in WORKING else "",
        )
        for page, address in PAGES.items()
        if not wanted or page in wanted
    }


def owners_cookie(server: Server) -> str:
    """The cookie that the key in the server's terminal buys."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    opener.open(server.key_link, timeout=30).close()
    return "; ".join(f"{one.name}={one.value}" for one in jar)


def alone(ours: Mapping[str, Place], floor: Place, each: int) -> Iterator[Row]:
    for name, (page, base) in crowds.alone(ours, floor, each).items():
        yield _row(ALONE, name, page, "the floor's p50", page.over(base, crowds.p50))


def busy(ours: Mapping[str, Place], floor: Place, seconds: float) -> Iterator[Row]:
    for name, (page, base) in crowds.crowded(ours, floor, BUSY, seconds).items():
        yield _row(str(BUSY), name, page, "the floor's s/run", page.over(base, crowds.slowness))


def calm(ours: Mapping[str, Place], floor: Place, seconds: float) -> Iterator[Row]:
    for name, (page, base) in crowds.crowded(ours, floor, CALM, seconds).items():
        yield _row(str(CALM), name, page, "the floor's p95", page.over(base, crowds.p95))


def many(ours: Mapping[str, Place], floor: Place, seconds: float) -> Iterator[Row]:
    turns, base = crowds.mixed(list(ours.values()), floor, MANY, seconds)
    for name, found in (("floor", base), ("every page", turns)):
        yield _row(str(MANY), name, found, "the floor's p95", found.over(base, crowds.p95))


def beside(
    those: Mapping[str, Place], these: Mapping[str, Place], kind: str, each: int, against: str = "demo size"
) -> Iterator[Row]:
    """Each page on one server to the same page on another."""
    for name, place in these.items():
        [(page, base)] = crowds.alone({name: place}, those[name], each).values()
        yield _row(kind, name, page, f"{against}, p50", page.over(base, crowds.p50))


def _row(kind: str, name: str, turns: Turns, against: str, ratio: float) -> Row:
    return Row(
        kind,
        name,
        turns.times,
        against,
        ratio,
        rate=turns.rate,
        bytes=turns.bytes,
        memory=turns.memory,
        limit=LIMITS.get(kind) if name not in ("floor", "naive") else None,
    )


def first_visits(ours: Mapping[str, Place], empty: Server, chart: Server) -> Iterator[Row]:
    """What each page weighs in a browser that has nothing yet, and when its first chart stands."""
    from browsing import Visit, first_visit
    from chromium import launched
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launched(playwright)
        first_visit(browser, empty.url)
        bare = first_visit(browser, empty.url)
        # Whoever comes first is answered with scripts that were compressed in haste.
        for place in ours.values():
            first_visit(browser, f"{place.server.url}/{place.page}?{place.query}")
        yield Row("first visit", "empty page", [1e-9], "itself", 1.0, bytes=bare.bytes)
        for number, (name, place) in enumerate(ours.items()):
            address = f"{place.server.url}/{place.page}?{place.query}"
            cookies = [
                {"name": cookie, "value": value, "url": place.server.url}
                for cookie, _, value in (
                    one.partition("=") for one in place.cookie.split("; ") if place.cookie
                )
            ]
            pairs: list[tuple[Visit, Visit]] = []
            one = first_visit(browser, address, cookies)
            for _ in range(crowds.TURNS if one.chart is not None else 0):
                pairs.append((first_visit(browser, address, cookies), first_visit(browser, chart.url)))
            if number == 0:
                with_chart = first_visit(browser, chart.url)
                yield Row(
                    "first visit",
                    "one chart",
                    [1e-9],
                    "empty page",
                    with_chart.bytes / bare.bytes,
                    bytes=with_chart.bytes,
                )
            most = OVERVIEW_BYTES if one.chart is None else CHART_BYTES
            weight = statistics.median([one.bytes, *(ours.bytes for ours, _ in pairs)])
            yield Row("first visit", name, [1e-9], "its bytes", weight / most, bytes=weight, limit=1.0)
            if pairs:
                ratio = statistics.median(ours.chart / theirs.chart for ours, theirs in pairs)
                yield Row(
                    "first chart",
                    name,
                    [ours.chart for ours, _ in pairs],
                    "one chart",
                    ratio,
                    limit=LIMITS["first chart"],
                )
        browser.close()


def printed(rows: Iterable[Row], budget: Mapping[str, Mapping[str, float]]) -> str:
    told = [HEADINGS, *(row.told(budget) for row in rows)]
    widths = [max(len(row[at]) for row in told) for at in range(len(HEADINGS))]
    left = {0, 1, 9, len(HEADINGS) - 1}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in told
    )


def kept_budget() -> dict[str, dict[str, float]]:
    return tomllib.loads(BUDGET.read_text(encoding="utf-8")) if BUDGET.exists() else {}


def keep(rows: Iterable[Row]) -> None:
    """Let the ratios of `rows` be the budget, beside those that were not measured now."""
    budget = kept_budget()
    for row in rows:
        budget.setdefault(row.kind, {})[row.name] = round(row.ratio, 2)
    lines = ["# Each ratio as it was when it was last looked at (tests/performance/measure.py)."]
    for kind, ratios in sorted(budget.items()):
        lines += ["", f'["{kind}"]', *(f'"{name}" = {ratio}' for name, ratio in sorted(ratios.items()))]
    BUDGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Measuring:
    """The servers that measuring needs, each started when it is first asked for."""

    def __init__(self, folder: Path, open_: ExitStack) -> None:
        self._folder, self._open = folder, open_
        self._servers: dict[str, Server] = {}
        self.started: dict[str, float] = {}

    def database(self, size: str) -> Path:
        """The product's database with so many figures, for one server alone."""
        built = self._at("built") / "network.duckdb"
        if not built.exists():
            build(built, DATA, progress=lambda line: None)
        path = self._at(size) / "network.duckdb"
        if not path.exists():
            if SIZES[size]:
                sized.grown(built, path.parent, SIZES[size])
            else:
                shutil.copy(built, path)
        return path

    def product(self, size: str = "demo") -> Server:
        server = self._server(size, lambda: running(self._at(size), database=self.database(size)))
        # Effects are estimated behind the open door; the page that shows them waits until they are there.
        with Place(server).client() as client:
            client.run(PAGES["effect"])
        return server

    def floor(self) -> Server:
        return self._server(
            "floor", lambda: running(self._at("floor"), HERE / "floor.py", health="/_stcore/health")
        )

    def naive(self) -> Server:
        figures = self._at("naive") / "figures.parquet"
        if not figures.exists():
            # The running server holds its own database, so another copy is read.
            self.database("demo")
            sized.as_parquet(self._at("built") / "network.duckdb", figures)
        return self._server(
            "naive",
            lambda: running(
                self._at("naive"),
                HERE / "naive.py",
                health="/_stcore/health",
                environment={"NAIVE_FIGURES": str(figures)},
            ),
        )

    def compressed(self, page: str) -> Server:
        return self._server(
            page,
            lambda: running(
                self._at(page),
                HERE / "compressed.py",
                health="/_stcore/health",
                environment={"EMPTY_PAGE": str(HERE / page)},
            ),
        )

    def _server(self, name: str, start: Callable) -> Server:
        if name not in self._servers:
            self._servers[name] = self._open.enter_context(start())
            self.started[name] = self._servers[name].started
        return self._servers[name]

    def _at(self, name: str) -> Path:
        place = self._folder / name
        place.mkdir(exist_ok=True)
        return place


def work(at: Measuring) -> Iterator[Row]:
    """Everything that is asked for without a page."""
    from work import pairs

    with tempfile.TemporaryDirectory() as folder:
        for name, against, found in pairs(at.database("demo"), HERE / "floor.py", Path(folder)):
            ratio = statistics.median(ours / base for ours, base in found)
            yield Row("work", name, [ours for ours, _ in found], against, ratio, limit=LIMITS.get(name))


WHAT = ("work", "alone", "busy", "calm", "many", "size", "browser")


def measured(
    at: Measuring,
    what: Sequence[str] = WHAT,
    wanted: Sequence[str] = (),
    *,
    each: int = 4,
    seconds: float = 2.0,
    size: str = "demo",
) -> Iterator[Row]:
    """The rows of the table, as they are found; see WHAT."""
    if "work" in what:
        # Before any server holds the database.
        yield from work(at)
    if not set(what) - {"work"}:
        return
    product, floor = at.product(size), Place(at.floor())
    cookie = owners_cookie(product)
    ours = pages(product, cookie, wanted)
    if "alone" in what:
        yield from alone(ours | {"naive": Place(at.naive(), query=NAIVE)}, floor, each)
    if "busy" in what:
        yield from busy(ours, floor, seconds)
    if "calm" in what:
        yield from calm(ours, floor, 2 * seconds)
    if "many" in what:
        yield from many(ours, floor, 15.0)
    if "size" in what:
        other = at.product("full")
        yield from beside(ours, pages(other, owners_cookie(other), wanted), "full size", each)
    if "browser" in what:
        yield from first_visits(ours, at.compressed("empty_page.py"), at.compressed("one_chart.py"))


def _processor_times() -> list[int]:
    """What Linux counts of all processors: user, nice, system, idle, iowait, irq, softirq, steal. Empty elsewhere."""
    counted = Path("/proc/stat")
    return [int(one) for one in counted.read_text().splitlines()[0].split()[1:9]] if counted.exists() else []


def _stolen(before: Sequence[int]) -> float:
    """The part of the time since then in which this machine's processors were another's."""
    since = [now - then for now, then in zip(_processor_times(), before, strict=True)]
    return since[-1] / max(sum(since), 1) if since else 0.0


@click.command(help=__doc__)
@click.option("--what", multiple=True, type=click.Choice(WHAT), help="Only this (several times: these).")
@click.option("--page", "wanted", multiple=True, type=click.Choice(list(PAGES)), help="Only these pages.")
@click.option("--each", default=4, help="Runs a turn of one visitor alone.")
@click.option("--seconds", default=2.0, help="For each page, crowd and turn.")
@click.option(
    "--size", type=click.Choice(list(SIZES)), default="demo", help="How many figures the pages have."
)
@click.option("--keep", "keeping", is_flag=True, help="Let what is found be the budget.")
@click.option("--folder", type=click.Path(path_type=Path, exists=True), help="Where databases and logs lie.")
def main(
    what: tuple[str, ...],
    wanted: tuple[str, ...],
    each: int,
    seconds: float,
    size: str,
    keeping: bool,
    folder: Path | None,
) -> None:
    with ExitStack() as open_:
        at = Measuring(folder or Path(open_.enter_context(tempfile.TemporaryDirectory())), open_)
        begun, load, before = time.perf_counter(), os.getloadavg()[0], _processor_times()
        rows: list[Row] = []
        for row in measured(at, what or WHAT, wanted, each=each, seconds=seconds, size=size):
            rows.append(row)
            click.echo("  ".join(row.told(kept_budget())), err=True)
        click.echo(
            f"{os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after, {_stolen(before):.0%} of their time taken by other machines; "
            + ", ".join(f"{name} answered after {took:.1f} s" for name, took in at.started.items())
            + f"; measured in {time.perf_counter() - begun:.0f} s\n"
        )
        click.echo(printed(rows, kept_budget()))
        if keeping:
            keep(rows)


if __name__ == "__main__":
    main()
