"""Who is let as far as the door: names of this server that are its own, and no more requests than one asks for.

Everything is kept in this process and bounded: whoever comes from many addresses pushes out the oldest,
not the memory.
"""

from __future__ import annotations

import ipaddress
import math
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarking import wording

HOSTS = "BENCHMARKING_HOSTS"
"""Names, with commas between, that the server answers to; unset: any, which is right on one's own machine."""

MOST_ADDRESSES = 10_000

OWN_NAMES = {"localhost", "127.0.0.1", "[::1]"}
"""What only a program on this machine calls the server."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` requests at once, and `a_second` more with time."""

    burst: float
    a_second: float


LIMITS: tuple[tuple[tuple[str, ...], Limit], ...] = (
    # A page of the API's is 5 000 rows: whoever reads everything asks some dozens of times.
    (("/api/v1", "/figur", "/inbaddad"), Limit(120, 10)),
    # A person signs in now and then, and sometimes again.
    (("/auth/login", "/oauth2callback"), Limit(10, 1 / 6)),
)


class Buckets:
    """Token buckets by address, the least used thrown away."""

    def __init__(self, limit: Limit, most: int = MOST_ADDRESSES, clock: Callable[[], float] = time.monotonic):
        self.limit, self._most, self._clock = limit, most, clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def wait(self, address: str) -> float:
        """Take a token of an address; 0, or for how many seconds there is none."""
        now = self._clock()
        with self._lock:
            tokens, since = self._kept.pop(address, (self.limit.burst, now))
            tokens = min(self.limit.burst, tokens + (now - since) * self.limit.a_second)
            taken = tokens >= 1
            self._kept[address] = (tokens - 1 if taken else tokens, now)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return 0.0 if taken else (1 - tokens) / self.limit.a_second


class Guard:
    """Refuses unknown host names (400) and too many requests (429, with Retry-After)."""

    def __init__(self, app: ASGIApp, language: Callable[[Scope], str]) -> None:
        self.app, self._language = app, language
        self._hosts = {one.strip().lower() for one in os.environ.get(HOSTS, "").split(",") if one.strip()}
        self._limits = [(beginnings, Buckets(limit)) for beginnings, limit in LIMITS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = self._refused(scope) if scope["type"] in ("http", "websocket") else None
        if refused is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await refused(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _refused(self, scope: Scope) -> Response | None:
        say = wording.words(self._language(scope))
        if self._hosts and _host(scope) not in self._hosts:
            message = say("Servern svarar inte under det namnet.")
            return JSONResponse({"error": {"code": "unknown_host", "message": message, "hint": ""}}, 400)
        address = _address(scope)
        for beginnings, buckets in self._limits:
            if address and scope["path"].startswith(beginnings) and (seconds := buckets.wait(address)):
                message = say("Det kom för många frågor på en gång. Försök igen om en stund.")
                body = {"error": {"code": "too_many_requests", "message": message, "hint": ""}}
                wait = {"Retry-After": str(math.ceil(seconds)), "Access-Control-Allow-Origin": "*"}
                return JSONResponse(body, 429, wait)
        return None


def is_from_this_machine(scope: Scope) -> bool:
    """Whether this very machine asks for itself: not a proxy on it for somebody else, nor a page of another site."""
    headers = Headers(scope=scope)
    passed_on = {"x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via", "origin"} & set(
        headers
    )
    found = _client(scope)
    return not passed_on and found is not None and found.is_loopback and _host(scope) in OWN_NAMES


def _host(scope: Scope) -> str:
    """The name that was asked for, without its port."""
    named = Headers(scope=scope).get("host", "").lower()
    return named.partition("]")[0] + "]" if named.startswith("[") else named.partition(":")[0]


def _client(scope: Scope) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Whoever asks, told by a proxy on this machine if there is one; None for what has no address."""
    try:
        return ipaddress.ip_address((scope.get("client") or ("", 0))[0])
    except ValueError:
        return None


def _address(scope: Scope) -> str | None:
    """Whom requests are counted for: an address, of IPv6 the network; None for this very machine."""
    found = _client(scope)
    if found is None or found.is_loopback:
        return None
    # One household or office has 2^64 addresses of IPv6.
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
