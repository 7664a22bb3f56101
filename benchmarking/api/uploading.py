"""How large a file each may send to this server, judged before a byte of it is read.

Streamlit takes any file from whoever has a page open, and holds it in memory until the page's script
looks at who sent it.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarking import access, wording
from benchmarking.api.door import language_of, viewer_of

ADDRESS = "/_stcore/upload_file/"

FRAMING = 64 * 1024
"""What a form adds to its file, at most."""


class Uploads:
    """Refuses files from who may hand in nothing (403), too large ones (413) and those of no stated size (411)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hands_in = (
            scope["type"] == "http"
            and scope["method"] in ("PUT", "POST")
            and scope["path"].startswith(ADDRESS)
        )
        refused = _refused(scope) if hands_in else None
        await (self.app if refused is None else refused)(scope, receive, send)


def _refused(scope: Scope) -> Response | None:
    say = wording.words(language_of(scope))
    largest = access.largest_upload(viewer_of(Request(scope)))
    if not largest:
        return _said(403, "not_allowed", say("Du kan inte lämna filer här. Logga in först."))
    stated = Headers(scope=scope).get("content-length", "")
    # The server holds a sender to the size it states, so no more than that comes.
    if not (stated.isascii() and stated.isdigit()):
        return _said(411, "size_unknown", say("Filens storlek saknas."))
    if int(stated[:20]) > largest + FRAMING:
        most = say.number(largest // access.MB)
        return _said(413, "too_large", say("Filen är för stor: du kan lämna högst {most} MB.", most=most))
    return None


def _said(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message, "hint": ""}}, status)
