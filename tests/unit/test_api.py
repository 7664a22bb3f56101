"""What every response passes: the language, the headers, compression, and the door that the key opens."""

from __future__ import annotations

import gzip
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarking import api
from benchmarking.api import door, markup

brotli = importlib.import_module("brotli")

SHELL = (
    '<!doctype html><html lang="en"><head><title>Streamlit</title></head><body>Sverige'
    + " och län" * 2000
    + "</body></html>"
)


def in_swedish(shell: str) -> str:
    title = "<title>Jämställt i siffror</title>"
    return shell.replace('lang="en"', 'lang="sv"').replace(
        "<title>Streamlit</title>", title + markup.script("sv").decode()
    )


async def shell(request: Request) -> Response:
    return HTMLResponse(SHELL)


async def plain(request: Request) -> Response:
    return PlainTextResponse('<html lang="en">')


async def compressed_by_itself(request: Request) -> Response:
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            gzip.compress(SHELL.encode()), media_type="text/html", headers={"Content-Encoding": "gzip"}
        )
    return HTMLResponse(SHELL)


async def streamed(request: Request) -> Response:
    async def parts() -> Any:
        yield SHELL[:100]
        yield '<i title="<html lang="en"">'

    return StreamingResponse(parts(), media_type="text/html")


async def fails(request: Request) -> Response:
    return PlainTextResponse("no", status_code=500)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> door.LocalKey:
    """A server's own key, not yet announced."""
    fresh = door.LocalKey()
    monkeypatch.setattr(door, "local_key", fresh)
    return fresh


@pytest.fixture
def client(key: door.LocalKey) -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            *api.routes(),
            Route("/plain", plain),
            Route("/zipped", compressed_by_itself),
            Route("/streamed", streamed),
            Route("/fails", fails),
            Route("/{rest:path}", shell),
        ],
        middleware=api.middleware(),
    )
    # Without the client's own wish for compression, unless a test says so.
    with TestClient(app, follow_redirects=False, headers={"Accept-Encoding": "identity"}) as client:
        yield client


def announced(key: door.LocalKey, capsys: pytest.CaptureFixture[str]) -> str:
    """The key in the link that the terminal shows."""
    key.announce("http://localhost:8501")
    return link_shown(capsys)


def link_shown(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr().out.split()[-1]
    assert shown.startswith("http://localhost:8501/?key=")
    return shown.partition("key=")[2]


# Language


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("", "sv"),
        ("?sprak=sv", "sv"),
        ("?sprak=en", "en"),
        ("?kommun=0180&sprak=en", "en"),
        ("?sprak=sv&sprak=en", "en"),
        ("?sprak=de", "sv"),
        ("?sprak=", "sv"),
        ("?sprak=sv%22%20onload=%22", "sv"),
        ("?sprak=%ff", "sv"),
    ],
)
def test_the_document_says_the_language_asked_for_and_what_it_is_called(
    client: TestClient, query: str, language: str
) -> None:
    answer = client.get(f"/jamfor{query}")
    title = {"sv": "Jämställt i siffror", "en": "Equality in figures"}[language]
    mends = markup.script(language).decode()
    assert answer.text.startswith(
        f'<!doctype html><html lang="{language}"><head><title>{title}</title>{mends}</head>'
    )
    assert answer.text.endswith(SHELL[-100:])
    assert len(answer.content) == int(answer.headers["content-length"])


def test_only_the_documents_own_language_is_changed(client: TestClient) -> None:
    assert client.get("/plain").text == '<html lang="en">'
    assert client.get("/streamed").text == in_swedish(SHELL[:100]) + '<i title="<html lang="en"">'


def test_a_document_that_the_server_would_compress_itself_says_its_language_too(client: TestClient) -> None:
    answer = client.get("/zipped", headers={"Accept-Encoding": "gzip"})
    assert '<html lang="sv">' in answer.text


# Headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/plain",
        "/fails",
        "/api/health",
        "/kommun/askersund",
        "/?key=wrong",
        "/static/media/SourceSansVF-Upright.woff2",
    ],
)
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"]


def test_the_policy_names_no_other_origin() -> None:
    assert "http" not in door.CONTENT_SECURITY_POLICY
    assert "*" not in door.CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "font", ["SourceSansVF-Upright.ttf.abc123.woff2", "MaterialSymbols-Rounded.abc123.woff2"]
)
def test_whoever_asks_for_the_shells_own_fonts_is_led_to_ours(client: TestClient, font: str) -> None:
    answer = client.get(f"/static/media/{font}", follow_redirects=False)
    assert answer.status_code == 308
    place = Path(door.__file__).parents[2] / "pages" / answer.headers["location"].removeprefix("/app/")
    assert place.is_file()
    assert "immutable" in answer.headers["cache-control"]


# Compression


@pytest.mark.parametrize(
    ("accepted", "chosen"), [("br", "br"), ("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)]
)
def test_pages_are_compressed_as_the_browser_can_read(
    client: TestClient, accepted: str, chosen: str | None
) -> None:
    with client.stream("GET", "/", headers={"Accept-Encoding": accepted}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == chosen
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[chosen]
    assert unpack(raw).decode() == in_swedish(SHELL)
    if chosen:
        assert len(raw) < len(SHELL) / 4
        assert "accept-encoding" in answer.headers["vary"].lower()


# The key


def test_the_key_opens_the_door_once(
    client: TestClient, key: door.LocalKey, capsys: pytest.CaptureFixture[str]
) -> None:
    once = announced(key, capsys)
    answer = client.get(f"/?key={once}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert key.held_by(answer.cookies[door.KEY_COOKIE])
    again = client.get(f"/?key={once}")
    assert again.status_code == 303
    assert "set-cookie" not in again.headers
    new = link_shown(capsys)
    assert new != once
    assert "set-cookie" in client.get(f"/?key={new}").headers


def test_the_cookie_is_kept_from_scripts_and_other_sites(
    client: TestClient, key: door.LocalKey, capsys: pytest.CaptureFixture[str]
) -> None:
    cookie = client.get(f"/?key={announced(key, capsys)}").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie
    assert "; secure" not in cookie


def test_over_https_the_cookie_never_travels_in_the_clear(
    client: TestClient, key: door.LocalKey, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = client.get(f"https://testserver/?key={announced(key, capsys)}")
    assert "; secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("wrong", ["", "wrong", "å", "%ff", "%00", "a" * 10_000])
def test_a_wrong_key_gets_no_cookie_and_leaves_the_right_one_working(
    client: TestClient, key: door.LocalKey, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    right = announced(key, capsys)
    answer = client.get(f"/?key={wrong}")
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert "set-cookie" in client.get(f"/?key={right}").headers


def test_no_key_works_before_one_is_announced(client: TestClient, key: door.LocalKey) -> None:
    assert "set-cookie" not in client.get(f"/?key={key._key}").headers


@pytest.mark.parametrize("cookie", [None, "", "owner", "owner.", "owner.aaaa.bbbb", "\x00", "å", "visitor"])
def test_a_cookie_this_server_did_not_sign_is_nothing(key: door.LocalKey, cookie: str | None) -> None:
    assert not key.held_by(cookie)


def test_a_cookie_of_another_server_or_with_another_word_is_nothing(key: door.LocalKey) -> None:
    assert key.held_by(key.cookie())
    assert not key.held_by(door.LocalKey().cookie())
    assert not key.held_by(key._signer.sign("administrator").decode())
    assert not key.held_by(key.cookie()[:-1])


def test_the_redirect_keeps_the_rest_of_the_address(client: TestClient, key: door.LocalKey) -> None:
    answer = client.get("/jamfor?kommun=0880,1882&key=wrong&nyckeltal=N21826&sprak=en")
    assert answer.headers["location"] == "/jamfor?kommun=0880%2C1882&nyckeltal=N21826&sprak=en"


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/%5Cevil.example",
        "//evil.example/%2F..",
        "/%2Fevil.example",
        "/%09/evil.example",
        "/%0A/evil.example",
        "/%0D%0ASet-Cookie:%20a=b",
        "/https:%2F%2Fevil.example",
        "//user@evil.example",
    ],
)
def test_the_redirect_never_leaves_this_server(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}?key=wrong")
    location = answer.headers["location"]
    assert answer.status_code == 303
    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\", "\t", "\n")
    assert "\n" not in location and "\r" not in location
    assert "set-cookie" not in answer.headers


# Routes


def test_health_is_said_in_json(client: TestClient) -> None:
    answer = client.get("/api/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/kommun/askersund", "/profil?kommun=askersund"),
        ("/region/gavleborg", "/profil?region=gavleborg"),
        ("/kommun/a%26region=b", "/profil?kommun=a%26region%3Db"),
        ("/kommun/%C3%B6rebro", "/profil?kommun=%C3%B6rebro"),
    ],
)
def test_addresses_as_people_write_them_lead_to_the_profile(
    client: TestClient, path: str, location: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, location)


@pytest.fixture
def astray() -> Iterator[TestClient]:
    """The door with two pages behind it, and one page for every address as Streamlit has."""
    api.pages_are(["jamfor", "metod"])
    application = Starlette(routes=[Route("/{rest:path}", shell)], middleware=[Middleware(api.Astray)])
    yield TestClient(application, follow_redirects=False, headers={"Accept": "text/html,*/*"})
    api.pages_are([])


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("/finns-inte", "/?saknas=1&sprak=sv"),
        ("/finns-inte?kod=1&sprak=en", "/?saknas=1&sprak=en"),
        ("/j%C3%A4mf%C3%B6r?kommun=1882,1982", "/jamfor?kommun=1882,1982"),
        ("/Metod", "/metod"),
    ],
)
def test_an_address_that_is_no_pages_leads_to_the_one_meant_or_to_the_first(astray, asked, there):
    answer = astray.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (307, there)


@pytest.mark.parametrize(
    "asked",
    ["/", "/jamfor?kommun=1882", "/_stcore/health", "/favicon.png", "/oauth2callback?code=1", "/api/v1"],
)
def test_what_somebody_answers_is_let_through(astray, asked):
    assert astray.get(asked).status_code == 200


def test_what_is_no_document_is_never_led_astray(astray):
    assert astray.get("/finns-inte", headers={"Accept": "application/json"}).status_code == 200
    assert astray.post("/finns-inte").status_code == 405
