"""The HTTP side of the house: the front door, the API under /api/v1/, and figures for other sites.

`door` is what every request passes, `astray` what leads nowhere; `v1` answers questions, as `asking` understands them and in the
form that `answering` gives; `guarding` keeps out who asks too much, `secrecy` keeps keys out of logs; `openapi` says which there are; `embed` draws.
"""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from benchmarking.api import door, embed, v1
from benchmarking.api.astray import ASTRAY, Astray, pages_are
from benchmarking.api.door import KEY_COOKIE, LANGUAGES, language_of, local_key, recognise_by
from benchmarking.api.secrecy import strike_out
from benchmarking.api.v1 import serve

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
    "serve",
    "strike_out",
]


async def health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """Whether questions can be answered: 503 until the store is open, with what it holds warmed."""
    if v1.serving() is None:
        return JSONResponse({"status": "starting"}, 503, {"Retry-After": "5"})
    return JSONResponse({"status": "ready"})


def middleware() -> list[Middleware]:
    """What every request passes, outermost first."""
    return [*door.middleware(), Middleware(Astray)]


def redirect(kind: str) -> Route:
    """`/kommun/askersund` and `/region/gavleborg`, as people write them, lead to the profile."""

    async def to_profile(request: Request) -> Response:
        return RedirectResponse(f"/profil?{urlencode({kind: request.path_params['name']})}", status_code=307)

    return Route(f"/{kind}/{{name}}", to_profile)


def routes() -> list[Route]:
    """Everything the front door answers itself, without a page."""
    return [
        Route("/api/health", health),
        Route("/api/ready", ready),
        redirect("kommun"),
        redirect("region"),
        *v1.routes(),
        *embed.routes(),
    ]
