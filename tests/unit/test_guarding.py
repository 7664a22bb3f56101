"""The guard before the door: how much is let in, under which names, and what a log never holds."""

from __future__ import annotations

import json
import logging
import random
import sys
from collections.abc import Iterator

import hostile
import pytest
from builders import size
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarking import api
from benchmarking.api import guarding, secrecy, v1
from benchmarking.api.guarding import Buckets, Limit
from benchmarking.store import Store

# Quoted three times over, all an address may be long (64 kB: h11 refuses a longer line before we see it).
MOST_SIGNS = 1_400
STRANGER = ("203.0.113.7", 1)


async def signing_in(request: Request) -> PlainTextResponse:
    answer = PlainTextResponse("signed in")
    answer.set_cookie("session", "secret", httponly=True)
    return answer


def client(address: tuple[str, int] = STRANGER, **given: str) -> TestClient:
    routes = [*api.routes(), Route("/auth/login", signing_in)]
    app = Starlette(routes=routes, middleware=api.middleware())
    return TestClient(app, client=address, **given)


@pytest.fixture
def served(store: Store) -> Iterator[Store]:
    api.serve(store)
    yield store


def test_a_bucket_gives_its_burst_and_then_what_time_brings() -> None:
    now = [0.0]
    buckets = Buckets(Limit(3, 0.5), clock=lambda: now[0])
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.wait("a") == 2
    assert buckets.wait("b") == 0
    now[0] = 2
    assert [buckets.wait("a"), buckets.wait("a")] == [0, 2]
    now[0] = 1_000
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 2]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.floats(0, 3)), max_size=60))
def test_nobody_gets_more_than_the_burst_and_its_time_and_the_memory_is_bounded(
    asked: list[tuple[str, float]],
) -> None:
    now, given_to = [0.0], dict.fromkeys("abcdefgh", 0)
    buckets = Buckets(Limit(2, 0.5), most=8, clock=lambda: now[0])
    for who, later in asked:
        now[0] += later
        given_to[who] += buckets.wait(who) == 0
        assert len(buckets) <= 8
    assert all(count <= 2 + now[0] * 0.5 + 1e-9 for count in given_to.values())


def test_the_least_used_address_is_forgotten_first() -> None:
    buckets = Buckets(Limit(1, 0.001), most=2, clock=lambda: 0.0)
    for who in ("a", "b", "a", "c"):
        buckets.wait(who)
    assert buckets.wait("a") > 0
    assert buckets.wait("b") == 0


@pytest.mark.parametrize(("language", "word"), [("sv", "för många"), ("en", "too many")])
def test_too_many_requests_are_refused_calmly_and_each_address_has_its_own_measure(
    served: Store, monkeypatch: pytest.MonkeyPatch, language: str, word: str
) -> None:
    monkeypatch.setattr(guarding, "LIMITS", ((("/api/v1",), Limit(2, 0.01)),))
    asking = client()
    address = f"/api/v1/programmes?sprak={language}"
    assert [asking.get(address).status_code for _ in range(3)] == [200, 200, 429]
    answer = asking.get(address)
    assert 0 < int(answer.headers["retry-after"]) <= 100
    assert word in answer.json()["error"]["message"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    # What is not limited is answered, and the machine's own requests are not counted.
    assert asking.get("/api/health").status_code == 200
    own = client(("127.0.0.1", 1))
    assert {own.get(address).status_code for _ in range(5)} == {200}


def test_signing_in_is_measured_by_itself() -> None:
    asking = client()
    assert [asking.get("/auth/login").status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_whole_network_of_ipv6_is_one_address() -> None:
    first = client(("2001:db8::1", 1))
    for _ in range(10):
        first.get("/auth/login")
    scope = {"client": ("2001:db8::2", 1)}
    assert guarding._address(scope) == guarding._address({"client": ("2001:db8::1", 1)})
    assert guarding._address(scope) != guarding._address({"client": ("2001:db8:0:1::1", 1)})


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("network.example", 200),
        ("NETWORK.example:8501", 200),
        ("[::1]:8501", 200),
        ("evil.example", 400),
        ("network.example.evil.example", 400),
        ("", 400),
    ],
)
def test_only_the_names_that_are_set_are_answered_to(
    monkeypatch: pytest.MonkeyPatch, host: str, status: int
) -> None:
    monkeypatch.setenv(guarding.HOSTS, "network.example, [::1]")
    assert client().get("/api/health", headers={"host": host}).status_code == status
    monkeypatch.delenv(guarding.HOSTS)
    assert client().get("/api/health", headers={"host": host or "x"}).status_code == 200


def test_behind_https_cookies_are_secure_and_the_browser_is_told_to_stay() -> None:
    secure = client(base_url="https://network.example").get("/auth/login")
    assert "Secure" in secure.headers["set-cookie"]
    assert secure.headers["strict-transport-security"] == "max-age=31536000"
    plain = client(base_url="http://network.example").get("/auth/login")
    assert "Secure" not in plain.headers["set-cookie"]
    assert "strict-transport-security" not in plain.headers


def test_the_server_is_ready_when_its_store_is_open(served: Store) -> None:
    assert client().get("/api/ready").json() == {"status": "ready"}
    served.close()
    answer = client().get("/api/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "stopped"})
    assert (
        "benchmarking_ready 0.0"
        in client(("127.0.0.1", 1), base_url="http://localhost").get("/api/metrics").text
    )
    v1._serving.clear()
    answer = client().get("/api/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "starting"})
    assert client().get("/api/health").status_code == 200


SECRETS = (
    "GET /?key=SECRET HTTP/1.1",
    "GET /oauth2callback?state=SECRET&code=SECRET HTTP/1.1",
    "Cookie: benchmarking_key=SECRET; _streamlit_user=SECRET",
    "{'client_secret': 'SECRET', 'cookie_secret': \"SECRET\"}",
    "Authorization: Bearer SECRET",
    "id_token=SECRET access_token: SECRET",
    "password=SECRET, benchmarking_key=SECRET",
)


@pytest.mark.parametrize("line", SECRETS)
def test_no_secret_reaches_a_log_also_in_a_traceback(line: str) -> None:
    assert "SECRET" not in secrecy.without_secrets(line)
    try:
        raise ValueError(line)
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            *("x", logging.ERROR, "x", 1, line, ()), exc_info=sys.exc_info()
        )
    written = secrecy.Discreet(logging.Formatter()).format(record)
    assert "ValueError" in written
    assert "SECRET" not in written.replace(f"raise ValueError({line!r})", "")


@pytest.mark.parametrize("line", SECRETS)
def test_a_log_for_machines_is_one_object_a_line_without_secrets(line: str) -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            *("x", logging.ERROR, "x", 1, '%s\nå "next" {}', (line,)), exc_info=sys.exc_info()
        )
    written = secrecy.JsonLines().format(record)
    assert "\n" not in written and "SECRET" not in written
    said = json.loads(written)
    assert (said["level"], said["logger"]) == ("error", "x")
    assert said["message"].endswith('\nå "next" {}') and "ValueError: first" in said["traceback"]
    assert said["time"].endswith("+00:00")


def test_the_environment_says_which_form_the_log_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(secrecy._quiet(None), secrecy.Discreet)
    monkeypatch.setenv(secrecy.FORM, "json")
    assert isinstance(secrecy._quiet(logging.Formatter("%(message)s")), secrecy.JsonLines)


def test_what_is_no_secret_is_left_as_it_stands() -> None:
    for line in (
        "state: published",
        "GET /jamfor?kommun=1882&sprak=en HTTP/1.1",
        "no programme 'MK9', code 3",
    ):
        assert secrecy.without_secrets(line) == line


def test_every_handler_writes_without_secrets() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("benchmarking.secrecy-tried")
    logger.addHandler(handler)
    kept = {one: one.formatter for one in [*logging.root.handlers]}
    last = logging.lastResort.formatter if logging.lastResort else None
    try:
        secrecy.strike_out()
        secrecy.strike_out()
        assert isinstance(handler.formatter, secrecy.Discreet)
        assert not isinstance(handler.formatter._inner, secrecy.Discreet)
    finally:
        logger.removeHandler(handler)
        for one, formatter in kept.items():
            one.setFormatter(formatter)
        if logging.lastResort is not None:
            logging.lastResort.setFormatter(last)


@pytest.mark.long
def test_hostile_requests_are_answered_without_a_fault_of_ours(served: Store) -> None:
    """Addresses, queries and headers of every kind: refused or answered, never failed, never said back as HTML."""
    chosen = random.Random(9)
    asking = client(("127.0.0.1", 1), raise_server_exceptions=False)
    paths = [
        "/api/v1/observations",
        "/api/v1/gaps",
        "/figur/{}.svg",
        "/inbaddad/{}",
        "/api/v1/organisations/{}",
        "/kommun/{}",
    ]
    names = [
        "indicator",
        "organisation",
        "year_from",
        "limit",
        "changed_since",
        "kod",
        "figur",
        "sprak",
        "key",
        "x",
    ]
    for _ in range(size(60, 10_000)):
        path = chosen.choice(paths).format(hostile.path_word(chosen))
        query = {chosen.choice(names): hostile.text(chosen)[:MOST_SIGNS] for _ in range(3)}
        name = chosen.choice(
            ["Accept", "Accept-Language", "Cookie", "If-None-Match", "Forwarded", "X-Real-IP"]
        )
        # What a server lets through of a header: latin-1, and no line of its own.
        said = "".join(sign for sign in hostile.text(chosen)[:MOST_SIGNS] if sign not in "\r\n\0")
        headers = {name.encode(): said.encode("latin-1", "ignore")}
        answer = asking.get(path, params=query, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, (path, query, headers)
        if "html" in answer.headers.get("content-type", ""):
            assert "<script>" not in answer.text
