"""Every form of address that the product has ever given out still leads to what it led to.

Somebody has it in a bookmark, a minute or another page. A form is added here when it is first given out, and
never taken away; what an address asks for is in the language of the page, and its codes outlive a new name.
"""

from __future__ import annotations

import pytest
from builders import LONG
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from visiting import Seen, opened

from benchmarking import api, web

# Page, what its address asks for, and what stands on it then.
LINKS = [
    ("start", {}, "Skillnader mellan kvinnor och män"),
    ("start", {"saknas": "1"}, "Sidan du sökte finns inte"),
    ("organisation", {"kod": "1882"}, "Askersund"),
    ("organisation", {"kommun": "askersund"}, "Askersund"),
    ("organisation", {"region": "gotland"}, "Region Gotland"),
    ("organisation", {"kod": "1882", "mot": "riket"}, "Mot: riket"),
    ("organisation", {"kod": "1882", "visa": "alla", "delmal": "2", "minst": "vard"}, "Delmål: Ekonomi"),
    ("organisation", {"kod": "1882", "fryst": "MK3"}, "Askersund"),
    ("compare", {"kommun": "1882,1982"}, "Askersund och Fagersta"),
    ("compare", {"kommun": "1882,1982", "nyckeltal": "N21826"}, "Askersund och Fagersta"),
    ("compare", {"kommun": "1882,1982", "ordna": "delmal", "visa": "alla"}, "Ordna: delmål"),
    ("compare", {"kommun": "1882,1982", "grupp": "Bergslagen"}, "Bergslagen"),
    ("compare", {"kommun": "1882,1982", "delmal": "2"}, "Delmål: Ekonomi"),
    ("regions", {"region": "0001,0009"}, "Region Stockholm och Region Gotland"),
    ("regions", {"lan": "18"}, "Örebro län"),
    ("regions", {"region": "0018", "lan": "18", "matt": "N00952"}, "Region Örebro län"),
    ("indicator", {}, "Nyckeltal"),
    ("indicator", {"sok": "heltid"}, "Heltidsanställda"),
    ("indicator", {"nyckeltal": "N00206", "kod": "1882"}, "Askersund"),
    ("indicator", {"nyckeltal": "N00206", "kod": "1882", "forklara": "2022"}, "Askersund"),
    ("network", {"linje": "2083"}, "Hedemora"),
    ("initiatives", {}, "Insatser"),
    ("meeting", {}, "Gruppernas möten"),
    ("meeting", {"grupp": "MK3-1", "traff": "1"}, "Träff 1"),
    ("meeting", {"grupp": "MK3-1", "traff": "avslut"}, "Hedemoras grupp"),
    ("effect", {"omgang": "MK2", "nyckeltal": "N00206"}, "Minskade skillnaderna"),
    ("upload", {"utkast": "999"}, "samordnare"),
    ("submissions", {"omgang": "MK3", "vy": "historik"}, "Inlämningar"),
    ("rounds", {"omgang": "MK3"}, "mgång"),
    ("method", {}, "Så har vi räknat"),
    ("accessibility", {}, "Tillgänglighet"),
]

ADDRESSES = {
    *("hem", "profil", "jamfor", "regioner", "nyckeltal", "natverket", "insatser", "mote", "effekt"),
    *("lamna", "omgangar", "inlamningar", "administrera", "metod", "tillganglighet", "utformning"),
}
"""The pages' addresses so far. One that gets a new name stays here, and is led to it."""


@pytest.mark.long
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("page", "asked", "said"), LINKS if LONG else LINKS[3:22:9])
def test_an_earlier_link_leads_where_it_did(page, asked, said):
    seen = Seen(opened(page, **asked))
    assert not seen.faults
    labels = [one.proto.popover.label.replace("\\", "") for one in seen.app.get("popover")]
    assert said in "\n".join([seen.text, *seen.headings, *labels]), seen.text[:500]


@pytest.fixture(scope="module")
def door() -> TestClient:
    """The front door with every route of its own, and a page that tells what reached it."""

    async def reached(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(request.url).removeprefix("http://testserver"))

    api.pages_are(web.PAGES.values(), first=web.PAGES["start"])
    application = Starlette(
        routes=[*api.routes(), Route("/{rest:path}", reached)], middleware=[Middleware(api.Astray)]
    )
    yield TestClient(application, headers={"Accept": "text/html"})
    api.pages_are([])


@pytest.mark.parametrize("address", sorted(ADDRESSES - {"hem"}))
def test_an_earlier_address_is_a_page_still(door, address):
    assert door.get(f"/{address}?sprak=en").text.startswith(f"/{address}")


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("/jämför?kommun=1882,1982", "/jamfor?kommun=1882,1982"),
        ("/Jamfor?kommun=1882", "/jamfor?kommun=1882"),
        ("/nätverket?linje=2083", "/natverket?linje=2083"),
        ("/möte?grupp=MK3-3", "/mote?grupp=MK3-3"),
        ("/lämna", "/lamna"),
        ("/hem?sprak=en", "/?sprak=en"),
        ("/omgångar", "/omgangar"),
        ("/inlämningar", "/inlamningar"),
        ("/tillgänglighet", "/tillganglighet"),
        ("/kommun/askersund", "/profil?kommun=askersund"),
        ("/kommun/askersund?sprak=en", "/profil?kommun=askersund&sprak=en"),
        ("/kommun/ostra-goinge", "/profil?kommun=ostra-goinge"),
        ("/region/gavleborg", "/profil?region=gavleborg"),
        ("/region/gavleborg?sprak=en", "/profil?region=gavleborg&sprak=en"),
        ("/finns-inte", "/?saknas=1&sprak=sv"),
    ],
)
def test_an_address_as_people_write_it_leads_to_the_page(door, written, there):
    assert door.get(written).text == there


def test_the_pages_have_no_address_that_is_not_kept():
    assert set(web.PAGES.values()) <= ADDRESSES
