"""The door that every request passes: the one-time key, who asks, in which language, and the headers.

Middleware sees page loads and downloads, not the reruns that travel over the websocket.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import parse_qs, urlencode

from brotli_asgi import BrotliMiddleware
from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchmarking import access, wording
from benchmarking.api import markup
from benchmarking.api.guarding import Guard
from benchmarking.api.precompressed import Compressed, Precompressed
from benchmarking.model import Viewer

LANGUAGES = ("sv", "en")
LANGUAGE_PARAMETER = "sprak"
KEY_PARAMETER = "key"
KEY_COOKIE = "benchmarking_key"

SHELL_FONTS = {
    "SourceSansVF-Upright": "hanken-grotesk-latin-wght-normal.woff2",
    "MaterialSymbols-Rounded": "material-symbols-rounded.woff2",
}
"""Streamlit's own typefaces, as their names begin, and what is sent of ours: its text font is asked for before the
theme arrives, and its icons are 375 kB, of which we send those that it uses (`tests/icon_font.py`)."""

# Tried with widgets, dataframes, Plotly and the map: nothing broke, and nothing leaves our own origin.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Streamlit loads the script of a component of ours from a blob that the page itself has made.
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)


COMPRESSED = [r"^/api/v1/package\.zip$", r"\.(?:png|woff2)$"]
"""Addresses whose answers are as small as they get."""

OWN_FONTS = re.compile(r"^/app/static/[\w-]+\.woff2$")
"""Our typefaces: they seldom change, and their names do not say when."""

API = r"^/api/v1/"
QUICK, THOROUGH = 1, 5
"""Brotli's quality: an answer of the API is a megabyte said once, a page's script is fetched by everyone."""

TAG = b'<html lang="en"'
"""How Streamlit's shell begins, whatever language the page is in."""

SHELL_TITLE = b"<title>Streamlit</title>"
ROOT = b'<div id="root"></div>'
"""What a link to any page is called in a message or a search, until the page's script has run."""


class LocalKey:
    """The one-time key of a server without sign-in: whoever opens its link is the machine's owner.

    A key works once and is then replaced; the cookie it buys is signed with a secret that lives as
    long as the process. Nothing else grants rights.
    """

    def __init__(self) -> None:
        self._signer = TimestampSigner(secrets.token_bytes(32), salt="local key")
        self._key = secrets.token_urlsafe(24)
        self._address: str | None = None

    def announce(self, address: str | None = None) -> None:
        """Print the link in the terminal, the one place where only the machine's owner reads.

        `address` is where the server answers; once given it is remembered. Until then no key works.
        """
        self._address = address or self._address
        print(
            f"\n  Lämna och publicera uppgifter: {self._address}/?{KEY_PARAMETER}={self._key}\n", flush=True
        )

    def redeem(self, key: str) -> str | None:
        """The signed cookie for the present key, which is used up by it; None for any other."""
        if self._address is None or not secrets.compare_digest(key.encode(), self._key.encode()):
            return None
        self._key = secrets.token_urlsafe(24)
        self.announce()
        return self.cookie()

    def cookie(self) -> str:
        return self._signer.sign("owner").decode()

    def held_by(self, cookie: str | None) -> bool:
        """True for a cookie that this process signed."""
        try:
            return cookie is not None and self._signer.unsign(cookie) == b"owner"
        except BadSignature:
            return False


local_key = LocalKey()


def language_of(scope: Scope) -> str:
    """The language a request asks for by `sprak`; Swedish unless it is one we speak."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(LANGUAGE_PARAMETER, ["sv"])[-1]
    return asked if asked in LANGUAGES else "sv"


Recognise = Callable[[Mapping[str, str]], Viewer | None]
"""Who holds these cookies; None where the server has no sign-in."""

_recognise: Recognise = lambda cookies: None  # noqa: E731


def recognise_by(recognise: Recognise) -> None:
    """Let `recognise` say who makes a request. It is the pages' knowledge, and they come later than this."""
    global _recognise
    _recognise = recognise


def viewer_of(request: Request) -> Viewer:
    """Who asks: whoever has signed in; on a server without sign-in, whoever holds its key; else a visitor."""
    if (found := _recognise(request.cookies)) is not None:
        return found
    if local_key.held_by(request.cookies.get(KEY_COOKIE)):
        return access.owner(wording.words("sv")("samordnaren"))
    return access.VISITOR


class KeyDoor:
    """Answers `?key=…` with a redirect to the same address without it, and the cookie if the key was right."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        if scope["type"] != "http" or KEY_PARAMETER not in query:
            await self.app(scope, receive, send)
            return
        cookie = local_key.redeem(query.pop(KEY_PARAMETER)[-1])
        rest = urlencode(query, doseq=True)
        response = RedirectResponse(_own_path(scope["path"]) + (f"?{rest}" if rest else ""), status_code=303)
        if cookie:
            response.set_cookie(
                KEY_COOKIE, cookie, httponly=True, samesite="strict", secure=scope["scheme"] == "https"
            )
        await response(scope, receive, send)


class OwnHeaders:
    """Security headers on every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A page made to stand inside other sites brings its own.
                headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                if OWN_FONTS.match(scope["path"]):
                    headers.setdefault("Cache-Control", "public, max-age=2592000")
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                    # Streamlit leaves the flag out of the cookie that signing in gives.
                    message["headers"] = [
                        (name, value + b"; Secure")
                        if name == b"set-cookie" and b"; secure" not in value.lower()
                        else (name, value)
                        for name, value in message["headers"]
                    ]
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class DocumentLanguage:
    """Says which language the document is in and what it is called: Streamlit's shell is English and "Streamlit".

    Adds the script that mends what is marked up wrongly in it, and our stylesheet.
    Also leads whoever asks for the shell's own typefaces to ours.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = scope["path"].removeprefix("/static/media/").partition(".")[0]
        if ours := SHELL_FONTS.get(asked):
            # Led there, and not answered here, so that it is fetched once.
            kept = {"Cache-Control": "public, immutable, max-age=31536000"}
            await RedirectResponse(f"/app/static/{ours}", 308, kept)(scope, receive, send)
            return
        # Streamlit compresses some answers itself, and then there is no tag to find in them.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        language = language_of(scope).encode()
        title = f"<title>{escape(wording.words(language.decode())('Jämställt i siffror'))}</title>".encode()
        title += markup.script(language.decode())
        # True from the start of a page until its tag has been seen.
        is_page = False
        start: Message | None = None

        async def in_language(message: Message) -> None:
            nonlocal is_page, start
            if message["type"] == "http.response.start":
                is_page = MutableHeaders(scope=message).get("content-type", "").startswith("text/html")
                if is_page:
                    # Its length is known with the first part of the body.
                    start = message
                    return
            elif is_page and message["type"] == "http.response.body":
                body = message.get("body", b"")
                is_page = TAG not in body
                told = body.replace(TAG, TAG.replace(b"en", language), 1)
                if start is not None:
                    told = told.replace(SHELL_TITLE, title, 1).replace(ROOT, ROOT + markup.style(), 1)
                    headers = MutableHeaders(scope=start)
                    if "content-length" in headers and body:
                        headers["content-length"] = str(
                            int(headers["content-length"]) + len(told) - len(body)
                        )
                    await send(start)
                    start = None
                message = message | {"body": told}
            await send(message)

        await self.app(scope | {"headers": plain}, receive, in_language)


def middleware(files: Compressed | None = None) -> list[Middleware]:
    """Outermost first: the headers, the guard, the key, compression, then the language of the plain document.

    `files` are compressed already, and answered here.
    """
    return [
        Middleware(OwnHeaders),
        Middleware(Guard, language=language_of),
        Middleware(KeyDoor),
        *([] if files is None else [Middleware(Precompressed, files=files)]),
        Middleware(
            BrotliMiddleware, quality=THOROUGH, minimum_size=1000, excluded_handlers=[*COMPRESSED, API]
        ),
        Middleware(
            BrotliMiddleware,
            quality=QUICK,
            minimum_size=1000,
            excluded_handlers=[*COMPRESSED, f"^(?!{API.removeprefix('^')})"],
        ),
        Middleware(DocumentLanguage),
    ]


def _own_path(path: str) -> str:
    """`path` as an address on this server: `//evil.example` would be another one's."""
    return "/" + path.lstrip("/\\")
