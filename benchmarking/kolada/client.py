"""Asking Kolada's API v3: page after page, patiently, and never further than its own address.

Pages are kept on a `Shelf` as they come, so that what was cut short goes on where it was. HTTP is left
to `requests`: it comes with Streamlit, heeds the proxies of the machine's settings and notices bodies
that end too early, which the standard library leaves to us.
"""

from __future__ import annotations

import email.utils
import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from benchmarking.errors import SourceFault

MOST_IDS = 25
"""How many ids a segment of an address may hold, and years too."""

PAGE_ROWS = 5000

MOST_SERIES = 20_000
"""More series than Kolada has (6 099 in 2025)."""

PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})


class Why(StrEnum):
    """Why an import came to nothing (`SourceFault.why`)."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BROKEN = "broken"
    BUSY = "busy"
    FAILING = "failing"
    REFUSED = "refused"
    NOT_JSON = "not_json"
    SHAPE = "shape"
    ELSEWHERE = "elsewhere"
    LOOP = "loop"
    CONTRADICTION = "contradiction"
    CHANGED = "changed"
    UNKNOWN_THERE = "unknown_there"
    UNKNOWN_HERE = "unknown_here"
    UNKNOWN_PLACE = "unknown_place"
    RUNNING = "running"

    @property
    def passing(self) -> bool:
        """True where another try later may succeed with the pages that have come so far."""
        return self in {self.UNREACHABLE, self.SLOW, self.BROKEN, self.BUSY, self.FAILING, self.NOT_JSON}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often to try. Seconds, except `attempts` (each page) and `most_bytes` (a page)."""

    attempts: int = 6
    first_wait: float = 1.0
    longest_wait: float = 60.0
    connecting: float = 10.0
    reading: float = 60.0
    page: float = 180.0
    most_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Step:
    """How far an import has come: pages of those planned, of which `resumed` were there already.

    `waiting` is how many seconds are left before the next try, 0 where nothing is waited for.
    """

    done: int
    planned: int
    resumed: int = 0
    waiting: float = 0.0


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What one address answered: its `values`, and the address of the next page, if any."""

    url: str
    values: list[dict[str, Any]]
    next_url: str | None


class Shelf:
    """A folder with pages as they came, each under a name made of its address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, url: str) -> bytes | None:
        path = self._path(url)
        return path.read_bytes() if path.exists() else None

    def put(self, url: str, body: bytes) -> None:
        """Keep a page whole or not at all."""
        path = self._path(url)
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(body)
        unfinished.replace(path)

    def fetched(self, url: str) -> datetime:
        """When the page came, UTC to the second."""
        return datetime.fromtimestamp(int(self._path(url).stat().st_mtime), UTC)

    def drop(self, url: str) -> None:
        self._path(url).unlink(missing_ok=True)

    def drop_older(self, age: float) -> None:
        """Throw away what came more than `age` seconds ago: figures may have changed since."""
        for path in self.folder.iterdir():
            if time.time() - path.stat().st_mtime > age:
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove the folder with all its pages."""
        for path in self.folder.iterdir():
            path.unlink(missing_ok=True)
        self.folder.rmdir()

    def _path(self, url: str) -> Path:
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.json"


class _Passing(Exception):
    """Something that may be over at the next try; `wait` is what the answer itself asked for."""

    def __init__(self, why: Why, wait: float | None = None, **details: str | int) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait
        self.details = details


class Client:
    """Kolada at the address `base`. Every method raises SourceFault, never an error of the network's.

    `progress` is told of each page and of each second of waiting; whatever it raises stops the import.
    """

    def __init__(self, base: str, shelf: Shelf, patience: Patience, progress: Progress) -> None:
        self.base = base.rstrip("/")
        self.used: list[str] = []
        self.resumed = 0
        self.planned = 0
        self._shelf = shelf
        self._patience = patience
        self._progress = progress
        self._reached = False
        self._session = requests.Session()
        self._session.headers["Accept"] = "application/json"

    def close(self) -> None:
        self._session.close()

    def metadata(self, series: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What Kolada says of each series, by its id; a series it does not know is left out."""
        found: dict[str, dict[str, Any]] = {}
        for ids in chunks(series):
            for page in self._pages(f"kpi/{','.join(ids)}", most=MOST_SERIES):
                for value in page.values:
                    if value.get("id") in ids:
                        found[value["id"]] = value
        return found

    def data(
        self, series: Sequence[str], organisations: Sequence[str], years: Sequence[int]
    ) -> Iterator[Page]:
        """The pages with those values, in a fixed order. At most MOST_IDS of each are asked for at a time."""
        for path, most in data_paths(series, organisations, years):
            yield from self._pages(path, most)

    def _pages(self, path: str, most: int) -> Iterator[Page]:
        """A first page and all that follow. `most` is how many entries there can be at the most."""
        url: str | None = f"{self.base}/{path}?per_page={PAGE_ROWS}"
        seen: set[str] = set()
        entries = 0
        while url is not None:
            if url in seen:
                raise SourceFault(Why.LOOP)
            if seen:
                self.planned += 1
            seen.add(url)
            page = self._page(url)
            entries += len(page.values)
            # A next_url that changes for ever, while the page stays the same, is a loop too. Kolada may
            # list a place twice (as municipality and as region).
            if entries > 2 * most:
                raise SourceFault(Why.LOOP)
            self.used.append(url)
            self._tell()
            yield page
            url = page.next_url

    def _page(self, url: str) -> Page:
        kept = self._shelf.get(url)
        if kept is not None:
            try:
                page = self._read(url, kept)
            except (_Passing, SourceFault):
                self._shelf.drop(url)
            else:
                self.resumed += 1
                return page
        for attempt in range(1, self._patience.attempts + 1):
            try:
                body = self._download(url)
                page = self._read(url, body)
            except _Passing as fault:
                asked_for = fault.wait
                # Without a network a visitor wants to know at once.
                hopeless = fault.why is Why.UNREACHABLE and not self._reached and attempt >= 2
                if attempt == self._patience.attempts or hopeless:
                    raise SourceFault(fault.why, **fault.details) from fault
                if asked_for is not None and asked_for > self._patience.longest_wait:
                    raise SourceFault(fault.why, **fault.details, seconds=round(asked_for)) from fault
                self._pause(self._back_off(attempt) if asked_for is None else asked_for)
            else:
                self._reached = True
                self._shelf.put(url, body)
                return page
        raise AssertionError("the last attempt returns or raises")

    def _download(self, url: str) -> bytes:
        """The body of an answer with status 200, whole."""
        patience, until = self._patience, time.monotonic() + self._patience.page
        try:
            with self._session.get(
                url, stream=True, timeout=(patience.connecting, patience.reading), allow_redirects=False
            ) as answer:
                if answer.status_code in PASSING_STATUSES:
                    why = Why.BUSY if answer.status_code == 429 else Why.FAILING
                    raise _Passing(why, _retry_after(answer), status=answer.status_code)
                if answer.status_code != 200:
                    raise SourceFault(Why.REFUSED, status=answer.status_code)
                body = bytearray()
                # What has come by now, not a full piece: an answer that drips must not hold us.
                while part := answer.raw.read1(1 << 16, decode_content=True):
                    body += part
                    if time.monotonic() > until:
                        raise _Passing(Why.SLOW)
                    if len(body) > patience.most_bytes:
                        raise SourceFault(Why.SHAPE)
                return bytes(body)
        except requests.exceptions.Timeout as error:
            raise _Passing(Why.SLOW) from error
        except requests.exceptions.ConnectionError as error:
            raise _Passing(_why_cut(error)) from error
        except ReadTimeoutError as error:
            raise _Passing(Why.SLOW) from error
        except (requests.exceptions.RequestException, HTTPError) as error:
            raise _Passing(Why.BROKEN) from error

    def _read(self, url: str, body: bytes) -> Page:
        try:
            read = json.loads(body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise _Passing(Why.NOT_JSON) from error
        values = read.get("values") if isinstance(read, dict) else None
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise SourceFault(Why.SHAPE)
        following = read.get("next_url")
        if following is not None and not isinstance(following, str):
            raise SourceFault(Why.SHAPE)
        return Page(url, values, self._own(url, following) if following else None)

    def _own(self, url: str, following: str) -> str:
        """The next address, if it is on the server we asked; else SourceFault.

        Behind a front that speaks https for it, a service may well write http in its own addresses:
        those are taken to mean the address we asked.
        """
        base = urlsplit(self.base)
        try:
            there = urlsplit(urljoin(url, following))
            same = there.hostname == base.hostname and there.port in (base.port, None)
        except ValueError as error:
            raise SourceFault(Why.ELSEWHERE, host=following[:100]) from error
        if not same or there.scheme not in ("http", "https") or there.username is not None:
            raise SourceFault(Why.ELSEWHERE, host=there.netloc[:100] or following[:100])
        return there._replace(scheme=base.scheme, netloc=base.netloc, fragment="").geturl()

    def _back_off(self, attempt: int) -> float:
        """Twice as long each time, and never in step with others who wait."""
        longest = self._patience.first_wait * 2 ** (attempt - 1)
        return min(longest * random.uniform(0.75, 1.25), self._patience.longest_wait)

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._tell(waiting=left)
            time.sleep(min(left, 1.0))

    def _tell(self, waiting: float = 0.0) -> None:
        done = len(self.used)
        self._progress(Step(done, max(self.planned, done), self.resumed, waiting))


def data_paths(
    series: Sequence[str], organisations: Sequence[str], years: Sequence[int]
) -> list[tuple[str, int]]:
    """The addresses that together ask for those values, each with the most entries it can answer."""
    return [
        (
            f"data/kpi/{','.join(ids)}/municipality/{','.join(codes)}/year/{','.join(map(str, some))}",
            len(ids) * len(codes) * len(some),
        )
        for ids in chunks(series)
        for some in chunks(years)
        for codes in chunks(organisations)
    ]


def chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[start : start + MOST_IDS] for start in range(0, len(items), MOST_IDS)]


def _why_cut(error: requests.exceptions.ConnectionError) -> Why:
    """Whether there was no way there, or one that broke."""
    inner = error.args[0] if error.args else None
    refused = isinstance(getattr(inner, "reason", None), NewConnectionError)
    named = isinstance(error, requests.exceptions.ProxyError | requests.exceptions.SSLError)
    return Why.UNREACHABLE if refused or named else Why.BROKEN


def _retry_after(answer: requests.Response) -> float | None:
    """How many seconds the answer asks us to wait: a number or a date (RFC 9110, 10.2.3); None: not said."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


def _no_number(said: str) -> None:
    raise ValueError(f"{said} is no number")
