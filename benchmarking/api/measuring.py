"""What an operator watches: requests and how long they took, and how the database and its copies are.

`/api/metrics` says it in Prometheus' text format to this machine itself, to whoever bears the token of
BENCHMARKING_METRICS_TOKEN, and to an administrator. Nothing in it tells of a figure, a person or an address.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchmarking import upkeep, wording
from benchmarking.api import v1
from benchmarking.api.door import language_of, viewer_of
from benchmarking.api.guarding import is_from_this_machine
from benchmarking.model import Right

TOKEN = "BENCHMARKING_METRICS_TOKEN"
"""What a monitor on another machine bears; unset: none may."""

METRICS = "/api/metrics"
STREAMLITS_OWN = "/_stcore/metrics"
"""How many sessions and caches there are, which Streamlit tells everybody."""

KINDS = {
    "/api/": "api",
    "/figur/": "picture",
    "/inbaddad/": "frame",
    "/kommun/": "link",
    "/region/": "link",
    "/_stcore/upload_file/": "upload",
    "/_stcore/": "session",
    "/static/": "static",
    "/app/static/": "static",
    "/media/": "download",
    "/auth/": "sign-in",
    "/oauth2callback": "sign-in",
}
"""What the beginning of an address asks for; any other is a page. Few words, whatever is asked for."""

_registry = CollectorRegistry()
_requests = Counter(
    "benchmarking_requests",
    "Requests answered, by what they asked for and the class of the answer's status.",
    ("kind", "status"),
    registry=_registry,
)
_seconds = Histogram(
    "benchmarking_request_seconds",
    "Seconds from a request to the beginning of its answer.",
    ("kind",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_registry,
)


class State:
    """How the store, its disk and its copies are, looked at when asked."""

    def collect(self) -> Iterator[Metric]:
        store = v1.serving()
        yield _gauge("ready", "1 if questions can be answered.", float(store is not None and store.answers()))
        if store is None:
            return
        yield _gauge("data_version", "How many changes the store has seen.", store.version)
        yield _gauge("database_bytes", "Size of the database.", store.size())
        free = shutil.disk_usage(store.path.parent).free
        yield _gauge("disk_free_bytes", "Free on the database's disk.", free)
        copies = store.backups(upkeep.CLOCKWORK)
        yield _gauge("backups", "Copies in the folder of backups.", len(copies))
        if copies:
            age = (datetime.now(UTC) - copies[0].taken).total_seconds()
            yield _gauge("backup_age_seconds", "Seconds since the newest copy was taken.", age)


_registry.register(State())


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"benchmarking_{name}", told, value=value)


class Measured:
    """Counts and times every request, and keeps Streamlit's own measures to those who may read ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        kind = kind_of(scope["path"])
        begun = time.perf_counter()
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _seconds.labels(kind).observe(time.perf_counter() - begun)
            await send(message)

        try:
            if scope["path"].rstrip("/") == STREAMLITS_OWN and not may_read(Request(scope)):
                await _refused(scope)(scope, receive, noting)
            else:
                await self.app(scope, receive, noting)
        finally:
            _requests.labels(kind, f"{status // 100}xx").inc()


def kind_of(path: str) -> str:
    """What an address asks for, by its beginning."""
    return next((kind for beginning, kind in KINDS.items() if path.startswith(beginning)), "page")


def may_read(request: Request) -> bool:
    """Whether the request comes from this machine itself, bears the token, or is an administrator's."""
    token = os.environ.get(TOKEN, "")
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token and scheme.lower() == "bearer" and secrets.compare_digest(given.encode(), token.encode()):
        return True
    return is_from_this_machine(request.scope) or viewer_of(request).may(Right.ADMINISTER)


async def metrics(request: Request) -> Response:
    """The measures, in the text format of Prometheus; 403 to whoever may not read them."""

    def told() -> Response:
        if not may_read(request):
            return _refused(request.scope)
        return Response(
            generate_latest(_registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
        )

    return await run_in_threadpool(told)


def _refused(scope: Scope) -> Response:
    say = wording.words(language_of(scope))
    message = say("Mätvärdena är för den som driver servern.")
    return JSONResponse({"error": {"code": "not_allowed", "message": message, "hint": ""}}, 403)
