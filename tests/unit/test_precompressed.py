"""Streamlit's own files go out compressed, whole, and compressed once."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarking.api.precompressed import THOROUGH, WINDOW, Compressed, Precompressed

SCRIPT = b"".join(b"export const name%d = 'value %d';\n" % (number, number % 97) for number in range(4_000))
ADDRESS = "/static/js/index.A1b2.js"
HANGS = 30


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "index.A1b2.js").write_bytes(SCRIPT)
    (folder / "js" / "font.A1b2.woff2").write_bytes(SCRIPT)
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "compressed"


def client(source: Path, kept: Path) -> TestClient:
    async def behind(request):
        return PlainTextResponse("from behind")

    return TestClient(
        Starlette(
            routes=[Route("/{rest:path}", behind)],
            middleware=[Middleware(Precompressed, files=Compressed(source, kept))],
        )
    )


def asked(asker: TestClient, encoding: str, address: str = ADDRESS, **headers: str) -> tuple[str, bytes]:
    """The answer's encoding and its bytes as they came."""
    with asker.stream("GET", address, headers={"accept-encoding": encoding} | headers) as answer:
        return answer.headers.get("content-encoding", ""), b"".join(answer.iter_raw())


def test_a_script_comes_compressed_as_its_reader_can_read_it(source: Path, kept: Path) -> None:
    asker = client(source, kept)
    for accepted, encoding, unpacked in (
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
    ):
        found, body = asked(asker, accepted)
        assert (found, unpacked(body)) == (encoding, SCRIPT)
        assert len(body) < len(SCRIPT) / 4
    headers = asker.get(ADDRESS, headers={"accept-encoding": "gzip"}).headers
    assert headers["content-type"].startswith("text/javascript")
    assert headers["cache-control"] == "public, immutable, max-age=31536000"
    assert headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("encoding", "address", "headers"),
    [
        ("identity", ADDRESS, {}),
        ("br", ADDRESS, {"range": "bytes=0-9"}),
        ("br", "/static/js/font.A1b2.woff2", {}),
        ("br", "/static/js/none.A1b2.js", {}),
        ("br", "/static/js/%2e%2e/js/index.A1b2.js", {}),
        ("br", "/profil", {}),
    ],
)
def test_all_else_passes(source: Path, kept: Path, encoding: str, address: str, headers: dict) -> None:
    assert asked(client(source, kept), encoding, address, **headers) == ("", b"from behind")


def test_a_script_is_made_thoroughly_for_those_who_come_after(source: Path, kept: Path) -> None:
    first = asked(client(source, kept), "br")[1]
    place, begun = kept / "index.A1b2.js.br", time.monotonic()
    while not place.exists():
        assert time.monotonic() - begun < HANGS
        time.sleep(0.01)
    thorough = brotli.compress(SCRIPT, quality=THOROUGH, lgwin=WINDOW)
    assert len(thorough) < len(first)
    assert asked(client(source, kept), "br")[1] == place.read_bytes() == thorough


@pytest.mark.parametrize("spoilt", [b"", b"not brotli", brotli.compress(b"another script")])
def test_what_was_kept_and_is_not_the_script_is_not_sent(source: Path, kept: Path, spoilt: bytes) -> None:
    kept.mkdir()
    (kept / "index.A1b2.js.br").write_bytes(spoilt)
    assert brotli.decompress(asked(client(source, kept), "br")[1]) == SCRIPT


def test_a_disk_that_takes_nothing_keeps_nobody_from_an_answer(source: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_bytes(b"a file where the folder would lie")
    assert brotli.decompress(asked(client(source, taken), "br")[1]) == SCRIPT
