"""Every address that the server answers itself, asked by everybody there is.

Each row of ROUTES says who is answered and whether the answer differs by who asks; a new route without a row
fails. What pages offer to whom is told in `tests/app/test_who_sees_what.py`, the store's part in
`test_who_may_what.py`, one hidden figure by every way out in `test_hidden_figure.py`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from builders import ASKERSUND, HOURS, LONG, OWNER, VISITOR, opening, published
from roles import ADMINISTERS, EVERYBODY, HANDS_IN_SOMEWHERE, MEETS_SOMEWHERE, MEMBERS, ROUND, people
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config

from benchmarking import access, api
from benchmarking.api import guarding, markup, measuring, uploading
from benchmarking.api.door import recognise_by
from benchmarking.api.guarding import Limit
from benchmarking.model import Viewer
from benchmarking.store import Store

FIGURE = 73.6125
"""Of a round that has not opened: nobody else works such hours."""


@dataclass(frozen=True)
class Told:
    """A row: an address of the route, how it is answered, and to whom.

    `by_rights`: those who hold a right are answered for themselves, and no cache may hand that on.
    `sees`: in whose answer the hidden figure stands.
    """

    address: str
    status: int = 200
    may: frozenset[str] = EVERYBODY
    by_rights: bool = True
    sees: frozenset[str] = frozenset()


PLACE = f"indicator={HOURS}&organisation={ASKERSUND}"
[STYLE] = [route.path for route in markup.routes()]

ROUTES = {
    "/api/health": Told("/api/health", by_rights=False),
    STYLE: Told(STYLE, by_rights=False),
    "/api/ready": Told("/api/ready", by_rights=False),
    "/api/metrics": Told("/api/metrics", may=ADMINISTERS),
    "/kommun/{name}": Told("/kommun/askersund", 307, by_rights=False),
    "/region/{name}": Told("/region/gotland", 307, by_rights=False),
    "/api/v1/organisations": Told("/api/v1/organisations"),
    "/api/v1/indicators": Told("/api/v1/indicators"),
    "/api/v1/observations": Told(f"/api/v1/observations?{PLACE}", sees=MEMBERS),
    "/api/v1/gaps": Told(f"/api/v1/gaps?{PLACE}", sees=MEMBERS),
    "/api/v1/programmes": Told("/api/v1/programmes"),
    "/api/v1/teams": Told("/api/v1/teams"),
    "/api/v1/memberships": Told("/api/v1/memberships"),
    "/api/v1/metadata": Told(f"/api/v1/metadata?indicator={HOURS}"),
    "/api/v1/organisations/{code}": Told(f"/api/v1/organisations/{ASKERSUND}"),
    "/api/v1/indicators/{code}": Told(f"/api/v1/indicators/{HOURS}"),
    "/api/v1/package.zip": Told("/api/v1/package.zip", sees=MEMBERS),
    "/api/v1/openapi.json": Told("/api/v1/openapi.json"),
    "/api/v1": Told("/api/v1", 404, by_rights=False),
    "/api/v1/{rest:path}": Told("/api/v1/nothing/here", 404, by_rights=False),
    "/inbaddad/{indicator}": Told(f"/inbaddad/{HOURS}?kod={ASKERSUND}", by_rights=False),
    "/figur/{indicator}.svg": Told(f"/figur/{HOURS}.svg?kod={ASKERSUND}", by_rights=False),
    "/figur/{indicator}.png": Told(f"/figur/{HOURS}.png?kod={ASKERSUND}", by_rights=False),
}

SAMPLE = ("fellow", "administrator", "visitor")
"""For each new set of rights all gaps are worked out: the test command asks as three, the long run as everybody."""


async def taken(request: Request) -> Response:
    return PlainTextResponse("taken")


def client(who: Viewer, address: str = "203.0.113.7", **headers: str) -> TestClient:
    recognise_by(lambda cookies: who)
    more = (
        Route("/_stcore/upload_file/{session}/{file}", taken, methods=["PUT"]),
        Route("/_stcore/metrics", taken),
    )
    app = Starlette(routes=[*api.routes(), *more], middleware=api.middleware())
    return TestClient(app, client=(address, 1), headers=headers)


@pytest.fixture
def hidden(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    opening(store, ROUND, "2999-01-01")
    published(store, {"value": FIGURE}, {"sex": "M", "value": 21.3875}, programme=ROUND)
    api.serve(store)
    monkeypatch.setattr(guarding, "LIMITS", ((("/",), Limit(10_000, 1)),))
    yield store
    recognise_by(lambda cookies: None)


def test_every_route_has_its_row() -> None:
    assert [route.path for route in api.routes()] == [*dict.fromkeys(route.path for route in api.routes())]
    assert {route.path for route in api.routes()} == ROUTES.keys()
    # None of them changes anything: what does is a page's or the command line's.
    assert {method for route in api.routes() for method in route.methods} == {"GET", "HEAD"}


@pytest.mark.long
def test_each_route_answers_each_what_is_theirs(hidden: Store) -> None:
    everybody = people(hidden)
    for path, told in ROUTES.items():
        first = None
        # Members first, so that whatever is kept of their answers lies there for the others.
        for who in sorted(EVERYBODY, key=lambda who: (who not in MEMBERS, who)) if LONG else SAMPLE:
            asked = client(everybody[who])
            answer = asked.get(told.address, follow_redirects=False)
            cell = (path, who)
            assert answer.status_code == (told.status if who in told.may else 403), cell
            assert answer.headers["x-content-type-options"] == "nosniff", cell
            assert bool(re.search("73.6125|52.225", said(answer))) == (who in told.sees), cell
            if told.by_rights and told.may == EVERYBODY:
                private = "private" in answer.headers["cache-control"]
                assert private == (everybody[who] != VISITOR), cell
            elif not told.by_rights:
                first = first or answer
                assert answer.content == first.content, cell
                assert answer.headers.get("location") == first.headers.get("location"), cell
            if LONG:
                assert asked.post(told.address).status_code == 405, cell


def said(answer: Response) -> str:
    """What an answer tells, unpacked."""
    if answer.headers.get("content-type", "") != "application/zip":
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_who_may_send_how_large_a_file(hidden: Store) -> None:
    for who, viewer in people(hidden).items():
        most = 25 * access.MB if who in MEETS_SOMEWHERE else 0
        most = 200 * access.MB if who in HANDS_IN_SOMEWHERE else most
        asked = client(viewer)
        for size, status in ((1, 200), (most, 200), (most + 2 * uploading.FRAMING, 413)):
            status = status if most else 403
            # Only the size is stated: whoever is refused is so before a byte has come.
            answer = asked.put("/_stcore/upload_file/s/f", content=b"", headers={"content-length": str(size)})
            assert answer.status_code == status, (who, size)
        if most:
            unstated = asked.put("/_stcore/upload_file/s/f", content=iter([b"a"]))
            assert unstated.status_code == 411, who
    assert config.get_option("server.maxUploadSize") * access.MB == access.LARGEST_FILE


def test_measures_are_for_this_machine_a_token_and_administrators(
    hidden: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "a monitor's own"
    for path in ("/api/metrics", "/_stcore/metrics"):

        def status(address: str = "203.0.113.7", path: str = path, **headers: str) -> int:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return client(VISITOR, address, **named).get(path).status_code

        assert status("127.0.0.1", host="localhost:8501") == status("::1", host="[::1]:8501") == 200
        # A proxy on this machine, with or without a word of whom it asks for, and a page of another site.
        assert status("127.0.0.1", host="network.example") == 403
        for name in ("X_Forwarded_For", "X_Real_IP", "Forwarded", "Via", "Origin"):
            assert status("127.0.0.1", host="localhost", **{name: "203.0.113.7"}) == 403, name
        assert status() == status(host="localhost") == status(Authorization="Bearer ") == 403
        monkeypatch.setenv(measuring.TOKEN, token)
        assert status(Authorization=f"Bearer {token}") == 200
        assert status(Authorization=f"Bearer {token}x") == status(Authorization=f"Basic {token}") == 403
        monkeypatch.delenv(measuring.TOKEN)
        assert status(Authorization=f"Bearer {token}") == 403


def test_measures_tell_what_an_operator_watches_and_nothing_of_who_asked_what(hidden: Store) -> None:
    asked = client(OWNER)
    asked.get("/api/v1/organisations?organisation=1882")
    asked.get("/api/v1/nothing")
    asked.get("/kommun/askersund", follow_redirects=False)
    text = asked.get("/api/metrics").text
    told = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(told["benchmarking_ready"]) == 1
    assert float(told["benchmarking_data_version"]) == hidden.version
    assert float(told["benchmarking_database_bytes"]) == hidden.path.stat().st_size
    assert float(told["benchmarking_disk_free_bytes"]) > 0
    assert float(told["benchmarking_backups"]) == 0
    for kind, status in (("api", "2xx"), ("api", "4xx"), ("link", "3xx")):
        assert float(told[f'benchmarking_requests_total{{kind="{kind}",status="{status}"}}']) >= 1
    assert float(told['benchmarking_request_seconds_count{kind="api"}']) >= 2
    assert "backup_age" not in text
    # In what is measured, not in how much of it: a number of bytes may well hold 1882.
    assert not re.search("1882|askersund|203.0.113", " ".join(told))
    hidden.back_up(OWNER)
    later = asked.get("/api/metrics").text
    assert 0 <= float(re.search(r"^benchmarking_backup_age_seconds (\S+)$", later, re.M)[1]) < 300
