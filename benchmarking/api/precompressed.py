"""Streamlit's own files, compressed once and not at each request.

Its scripts are 9 MB to a browser that has none of them, and their names hold a hash of what is in them. Whoever
asks first is answered with what is quick to make; it is then made thoroughly, out of everybody's way, and kept
on disk beside the database.
"""

from __future__ import annotations

import contextlib
import gzip
import os
import queue
import threading
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

KINDS = {".js": "text/javascript", ".css": "text/css"}
"""What is compressed here. Fonts and pictures are as small as they get."""

ADDRESS = "/static/"

QUICK, THOROUGH = 5, 11
"""Brotli's quality: for who waits, and for all who come after (a tenth less, fifty times as dear)."""

WINDOW = 24
"""Brotli's largest window that every browser reads, as a power of two."""

# A year, and never asked about again: other content has another name.
HEADERS = {"Cache-Control": "public, immutable, max-age=31536000", "Vary": "Accept-Encoding"}

LOWEST_PRIORITY = 19


class Compressed:
    """The files below `source`, as brotli and gzip; what has been made thoroughly lies in `kept`."""

    def __init__(self, source: Path, kept: Path) -> None:
        self._files = {
            f"{ADDRESS}{file.relative_to(source).as_posix()}": file
            for file in source.rglob("*")
            if file.suffix in KINDS
        }
        self._kept = kept
        self._bodies: dict[tuple[str, str], bytes] = {}
        self._asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._thorough: set[str] = set()
        self._working = threading.Lock()
        self._worker: threading.Thread | None = None

    def has(self, address: str) -> bool:
        return address in self._files

    def kind(self, address: str) -> str:
        return KINDS[self._files[address].suffix]

    def body(self, address: str, encoding: str) -> bytes:
        """The file in that encoding (`br` or `gzip`): as it is kept, else made quickly."""
        key = address, encoding
        if key not in self._bodies:
            if encoding == "br":
                body = self._from_disk(address) or self._made(address, QUICK)
                # What is thorough may have come meanwhile.
                self._bodies.setdefault(key, body)
                self._improve(address)
            else:
                self._bodies[key] = gzip.compress(self._files[address].read_bytes(), mtime=0)
        return self._bodies[key]

    def _from_disk(self, address: str) -> bytes | None:
        with contextlib.suppress(OSError, brotli.error):
            body = self._place(address).read_bytes()
            # A file that was cut off, or that somebody else has written, is not ours to send.
            if brotli.decompress(body) == self._files[address].read_bytes():
                self._thorough.add(address)
                return body
        return None

    def _made(self, address: str, quality: int) -> bytes:
        return brotli.compress(self._files[address].read_bytes(), quality=quality, lgwin=WINDOW)

    def _place(self, address: str) -> Path:
        return self._kept / f"{self._files[address].name}.br"

    def _improve(self, address: str) -> None:
        """Have it made thoroughly, unless it is already."""
        with self._working:
            if address in self._thorough:
                return
            self._thorough.add(address)
            self._asked.put(address)
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work, name="compressing", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        # Only this thread: whoever wants an answer comes first.
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWEST_PRIORITY)
        while True:
            address = self._asked.get()
            body = self._made(address, THOROUGH)
            self._bodies[address, "br"] = body
            # Without room on disk it is made anew at the next start.
            with contextlib.suppress(OSError):
                self._kept.mkdir(exist_ok=True)
                unfinished = self._place(address).with_suffix(f".{os.getpid()}")
                unfinished.write_bytes(body)
                unfinished.replace(self._place(address))


class Precompressed:
    """Answers for the files of `files`, to whoever reads brotli or gzip; all else passes."""

    def __init__(self, app: ASGIApp, files: Compressed) -> None:
        self.app, self._files = app, files

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and self._files.has(scope["path"]):
            headers = Headers(scope=scope)
            read = headers.get("accept-encoding", "")
            encoding = next((one for one in ("br", "gzip") if one in read), None)
            if encoding is not None and "range" not in headers:
                body = await run_in_threadpool(self._files.body, scope["path"], encoding)
                response = Response(
                    body,
                    media_type=self._files.kind(scope["path"]),
                    headers=HEADERS | {"Content-Encoding": encoding},
                )
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)
