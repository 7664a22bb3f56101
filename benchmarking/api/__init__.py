"""The HTTP side of the house: the front door, the API under /api/v1/, and figures for other sites.

`door` is what every request passes, `astray` what leads nowhere, `markup` what mends
Streamlit's, `uploading` how large a file may be, `measuring` what
an operator watches, `precompressed` what Streamlit's scripts weigh; `v1` answers questions, as `asking` understands them and in the
form that `answering` gives; `guarding` keeps out who asks too much, `secrecy` keeps keys out of logs; `openapi` says which there are; `embed` draws.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from benchmarking.api import door, embed, markup, v1
from benchmarking.api.astray import ASTRAY, Astray, pages_are
from benchmarking.api.door import (
    KEY_COOKIE,
    LANGUAGE_PARAMETER,
    LANGUAGES,
    language_of,
    local_key,
    recognise_by,
)
from benchmarking.api.measuring import METRICS, Measured, metrics
from benchmarking.api.precompressed import Compressed
from benchmarking.api.promptly import send_promptly
from benchmarking.api.secrecy import strike_out
from benchmarking.api.uploading import Uploads
from benchmarking.api.v1 import serve
from benchmarking.store import database_place, own_folder

__all__ = [
    "ASTRAY",
    "KEY_COOKIE",
    "LANGUAGES",
    "language_of",
    "local_key",
    "middleware",
    "pages_are",
    "recognise_by",
    "routes",
    "send_promptly",
    "serve",
    "strike_out",
]


async def health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Whether questions can be answered: 503 until the store is open and warmed, and if it stops answering."""
    store = v1.serving()
    if store is None:
        return JSONResponse({"status": "starting"}, 503, {"Retry-After": "5"})
    if not await run_in_threadpool(store.answers):
        return JSONResponse({"status": "stopped"}, 503)
    return JSONResponse({"status": "ready"})


def middleware(files: Path | None = None) -> list[Middleware]:
    """What every request passes, outermost first. `files` is the folder of Streamlit's own scripts and styles."""
    compressed = None if files is None else Compressed(files, own_folder(database_place()) / "compressed")
    headers, *rest = door.middleware(compressed)
    return [headers, Middleware(Measured), *rest, Middleware(Uploads), Middleware(Astray)]


def redirect(kind: str) -> Route:
    """`/kommun/askersund` and `/region/gavleborg`, as people write them, lead to the profile in their language."""

    async def to_profile(request: Request) -> Response:
        asked = {kind: request.path_params["name"]}
        if LANGUAGE_PARAMETER in request.query_params:
            asked[LANGUAGE_PARAMETER] = language_of(request.scope)
        return RedirectResponse(f"/profil?{urlencode(asked)}", status_code=307)

    return Route(f"/{kind}/{{name}}", to_profile)


def routes() -> list[Route]:
    """Everything the front door answers itself, without a page."""
    return [
        Route("/api/health", health),
        Route("/api/ready", ready),
        Route(METRICS, metrics),
        redirect("kommun"),
        redirect("region"),
        *markup.routes(),
        *v1.routes(),
        *embed.routes(),
    ]
