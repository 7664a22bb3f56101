"""Who asks for a page that is not there is sent to the first one, which says so.

Streamlit answers every unknown address with its shell, and that with an English dialog.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarking.api.door import LANGUAGE_PARAMETER, language_of

__all__ = ["ASTRAY", "Astray", "pages_are"]

ASTRAY = "saknas"
"""The parameter that tells the first page that somebody came from nowhere."""

_pages: frozenset[str] = frozenset()
_first = ""


def pages_are(addresses: Iterable[str], first: str = "") -> None:
    """Let the addresses of the pages be known. They are the pages' knowledge, and come later than this.

    Streamlit answers the `first` page at the root alone.
    """
    global _pages, _first
    _pages, _first = frozenset(addresses) - {first}, first


_NO_PAGES = frozenset({"oauth2callback", "inbaddad", "figur", "healthz", "kommun", "region"})
"""Addresses of one word that others answer."""

_AS_WRITTEN = str.maketrans("åäöÅÄÖ", "aaoAAO")


class Astray:
    """Redirects a browser that opens an address of one word which is no page's.

    As a page's name is spelt in Swedish, or in capitals, to that page; any other to the first one, which
    its own name leads to without a word. Files and Streamlit's own addresses have a dot, an underscore or several words, and pass; so does what is not
    asked for as a document, and all of it while no page is known.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        word = scope["path"].strip("/") if scope["type"] == "http" and scope["method"] == "GET" else ""
        if not _is_astray(word) or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        meant = word.translate(_AS_WRITTEN).lower()
        if meant == _first:
            meant = ""
        elif meant not in _pages:
            meant, query = "", urlencode({ASTRAY: 1, LANGUAGE_PARAMETER: language_of(scope)})
        there = f"/{meant}?{query}" if query else f"/{meant}"
        await RedirectResponse(there, status_code=307)(scope, receive, send)


def _is_astray(word: str) -> bool:
    """Whether a word is an address that nobody answers."""
    return (
        bool(_pages and word) and word not in _pages | _NO_PAGES and not any(sign in word for sign in "/._")
    )
