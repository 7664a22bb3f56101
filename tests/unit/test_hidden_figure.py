"""One figure of a round that has not opened, tried by every way out of the house, after a member has been there.

Each way must be able to show the figure: to the round's members where they are told apart, and to everybody
once the round has opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from builders import ASKERSUND, FAGERSTA, HOURS, OWN_YEAR, OWNER, VISITOR, opening, published, size
from pypdf import PdfReader
from roles import EVERYBODY, MEMBERS, ROUND, TEAM, people
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarking import api, packs, prepared, team_packs, wording
from benchmarking.api.door import recognise_by
from benchmarking.errors import NotAllowed
from benchmarking.model import OrganisationKind, Viewer
from benchmarking.store import Store

WOMEN, MEN = 73.6125, 21.3875
"""Nobody works such hours: the numbers stand nowhere else."""
TOLD = re.compile(r"73[.,]6|21[.,]39?|52[.,]2")
"""Either value or the gap between them, as people are told them."""
EXACT = re.compile(r"73[.,]6125|21[.,]3875|52[.,]225")
"""The same as a file holds them."""

INSIDE = size(("mentor", "owner"), tuple(sorted(MEMBERS)))
OUTSIDE = size(("visitor", "outsider", "other mentor"), tuple(sorted(EVERYBODY - MEMBERS)))

SV = wording.words("sv")
YESTERDAY = (date.today() - timedelta(days=1)).isoformat()
PLACE = f"indicator={HOURS}&organisation={ASKERSUND}"

ADDRESSES = {
    "observations": f"/api/v1/observations?{PLACE}",
    "observations of the round": f"/api/v1/observations?{PLACE}&round={ROUND}",
    "observations changed since": f"/api/v1/observations?{PLACE}&changed_since={YESTERDAY}",
    "gaps": f"/api/v1/gaps?{PLACE}",
    **{
        f"shared as {form}": f"/api/v1/observations?{PLACE}&sprak=sv&limit=5000&format={form}"
        for form in ("csv", "csv-sv", "xlsx", "parquet")
    },
    "package": "/api/v1/package.zip?sprak=sv",
}
"""Answers that differ by who asks."""

DRAWN = {
    **{
        f"{figure} in {where}": f"/{where}/{HOURS}{suffix}?kod={ASKERSUND}&figur={figure}"
        for figure in ("trend", "varden", "rader")
        for where, suffix in (("inbaddad", ""), ("figur", ".svg"))
    },
}
"""Drawings that show everybody what all may see."""


def _text(answer: Any) -> str:
    """What a file or a page says, its marks and coordinates taken away."""
    kind, content = answer.headers["content-type"], answer.content
    if "spreadsheet" in kind:
        return "".join(
            sheet.to_csv()
            for sheet in pd.read_excel(io.BytesIO(content), sheet_name=None, engine="calamine").values()
        )
    if "parquet" in kind:
        return pd.read_parquet(io.BytesIO(content)).to_csv()
    if "zip" in kind:
        return _unpacked(content)
    if "html" in kind or "svg" in kind:
        return re.sub(r"<style.*?</style>|<[^>]*>", " ", content.decode(), flags=re.DOTALL)
    return content.decode()


def _unpacked(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(
            archive.read(name).decode("utf-8", "ignore")
            for name in archive.namelist()
            if name.endswith((".csv", ".json", ".xml"))
        )


def _paper(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


WAYS: Mapping[str, Callable[[Store, Viewer], str]] = {
    "values": lambda store, who: store.values(who).to_csv(),
    "values of another day": lambda store, who: store.values(who, as_of=date.today()).to_csv(),
    "observations": lambda store, who: store.observations(who).to_csv(),
    "observations of the round": lambda store, who: store.observations(who, programme=ROUND).to_csv(),
    "the value's history": lambda store, who: store.trail(who, HOURS, ASKERSUND, OWN_YEAR, "K").to_csv(),
    "every year": lambda store, who: prepared.facts(store, who).yearly.to_csv(),
    "every gap, the matrix": lambda store, who: prepared.facts(store, who).assessed.to_csv(),
    "one place's gaps": lambda store, who: prepared.facts(store, who).gaps_of(ASKERSUND).to_csv(),
    "one-pager": lambda store, who: _paper(
        packs.one_pager(prepared.facts(store, who), ASKERSUND, SV, "https://example.se")
    ),
}


@pytest.fixture
def hidden(store: Store) -> Iterator[Store]:
    """The small network with one figure that its round's members alone may see."""
    opening(store, ROUND, "2999-01-01")
    published(store, {"value": WOMEN}, {"sex": "M", "value": MEN}, programme=ROUND)
    api.serve(store)
    yield store
    recognise_by(lambda cookies: None)


def _asked(who: Viewer, address: str, **headers: str) -> Any:
    recognise_by(lambda cookies: who)
    with TestClient(Starlette(routes=api.routes(), middleware=api.middleware())) as client:
        return client.get(address, headers=headers)


@pytest.mark.long
def test_members_see_the_figure_by_every_way_and_nobody_after_them_does(hidden: Store) -> None:
    everybody = people(hidden)
    seen: dict[str, set[str]] = {who: set() for who in (*INSIDE, *OUTSIDE)}
    # The members go first, so that whatever is kept of their answers lies there for the others.
    for who in [*INSIDE, *OUTSIDE]:
        for way, ask in WAYS.items():
            if (TOLD if way == "one-pager" else EXACT).search(ask(hidden, everybody[who])):
                seen[who].add(way)
        for way, address in ADDRESSES.items():
            answer = _asked(everybody[who], address)
            assert answer.status_code == 200, (who, way)
            if EXACT.search(_text(answer)):
                seen[who].add(address)
    every = {*WAYS, *ADDRESSES.values()}
    for who in INSIDE:
        assert seen[who] == every, (who, every - seen[who])
    for who in OUTSIDE:
        assert seen[who] == set(), who


@pytest.mark.long
def test_a_drawing_for_other_sites_shows_a_member_no_more_than_all_and_all_of_it_once_opened(
    hidden: Store,
) -> None:
    for way, address in DRAWN.items():
        assert not TOLD.search(_text(_asked(OWNER, address))), way
        assert not TOLD.search(_text(_asked(VISITOR, address))), way
    opening(hidden, ROUND, None)
    shown = {way for way, address in DRAWN.items() if TOLD.search(_text(_asked(VISITOR, address)))}
    assert shown == set(DRAWN)


@pytest.mark.long
def test_a_member_s_etag_opens_nothing_for_others(hidden: Store) -> None:
    address = ADDRESSES["observations"]
    member = people(hidden)["fellow"]
    tag = _asked(member, address).headers["etag"]
    assert _asked(member, address, **{"If-None-Match": tag}).status_code == 304
    for who in ("visitor", "other mentor"):
        answer = _asked(people(hidden)[who], address, **{"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer.headers["etag"] != tag
    assert "private" in _asked(member, address).headers["cache-control"]


@pytest.mark.long
def test_what_is_worked_out_of_figures_is_the_same_as_if_it_were_not_there(store: Store) -> None:
    """Means, scales, likenesses and sentences: whoever may not see the figure finds them as they were."""
    opening(store, ROUND, "2999-01-01")

    def worked_out(who: Viewer) -> list[str]:
        known = prepared.facts(store, who)
        return [
            known.scale(OrganisationKind.MUNICIPALITY).to_csv(),
            known.assessed.to_csv(),
            repr([known.headline_of(code) for code in (ASKERSUND, FAGERSTA)]),
        ]

    everybody = people(store)
    outside = size(("visitor", "other mentor"), OUTSIDE)
    before = {who: worked_out(everybody[who]) for who in (*outside, "fellow")}
    published(store, {"value": WOMEN}, {"sex": "M", "value": MEN}, programme=ROUND)
    assert worked_out(everybody["fellow"]) != before["fellow"]
    for who in outside:
        assert worked_out(everybody[who]) == before[who], who


@pytest.mark.long
def test_the_group_s_pack_is_for_the_group(hidden: Store) -> None:
    everybody = people(hidden)
    what = team_packs.wanted(hidden, OWNER, TEAM, "1")
    assert TOLD.search(str(team_packs.pack_of(hidden, everybody["mentor"], what)))
    for who in EVERYBODY - MEMBERS:
        with pytest.raises(NotAllowed):
            team_packs.pack_of(hidden, everybody[who], what)
        with pytest.raises(NotAllowed):
            team_packs.set_pack(hidden, everybody[who], what, "pdf", SV)
