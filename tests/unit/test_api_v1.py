"""What the API answers, what it refuses, and what it never shows."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import orjson
import pandas as pd
import pytest
import schemathesis
from builders import (
    ASKERSUND,
    COUNCIL,
    FAGERSTA,
    FULL_TIME,
    HOURS,
    LIFE,
    LIFE_MEN,
    MUNICIPALITIES,
    OWN_YEAR,
    OWNER,
    REGIONS,
    VISITOR,
    opening,
    published,
    size,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from benchmarking import api, exports, prepared, tables, wording
from benchmarking.api import asking, v1
from benchmarking.store import Store

TOMORROW = (date.today() + timedelta(days=2)).isoformat()
YESTERDAY = (date.today() - timedelta(days=2)).isoformat()


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    """The front door before the small network, for a visitor."""
    api.serve(store)
    with TestClient(_app(), raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def owner(store: Store, client: TestClient) -> TestClient:
    """The same for the machine's owner."""
    return TestClient(_app(), cookies={api.KEY_COOKIE: api.local_key.cookie()})


def _app() -> Starlette:
    return Starlette(routes=api.routes(), middleware=api.middleware())


def _data(client: TestClient, address: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def _error(client: TestClient, address: str, status: int = 400, **headers: str) -> dict[str, str]:
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    [error] = answer.json().values()
    assert set(error) == {"code", "message", "hint"}
    assert error["message"]
    return error


# Tables


@pytest.mark.parametrize("name", tables.NAMES)
def test_every_table_is_answered_with_the_columns_it_says(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/v1/{name}?limit=5").json()
    columns = [column.name for column in tables.columns(name, wording.words("sv"))]
    assert answer["data"]
    assert all(list(row) == columns for row in answer["data"])
    assert answer["meta"]["total"] >= answer["meta"]["returned"] == len(answer["data"])


def test_one_organisation_is_found_by_its_code(client: TestClient) -> None:
    found = client.get(f"/api/v1/organisations/{ASKERSUND}").json()
    assert (found["data"]["name"], found["data"]["kind"]) == ("Askersund", "municipality")
    assert "Kolada" in found["meta"]["source"]


def test_one_indicator_carries_its_caveats(client: TestClient) -> None:
    found = client.get(f"/api/v1/indicators/{COUNCIL}").json()
    assert found["data"]["shape"] == "womens_share"
    assert [caveat["kind"] for caveat in found["meta"]["caveats"]] == ["election"]


def test_an_unknown_code_in_the_address_is_not_found(client: TestClient) -> None:
    error = _error(client, "/api/v1/organisations/188", 404)
    assert error["code"] == "unknown_organisation"
    assert "188" in error["message"]
    assert _error(client, "/api/v1/indicators/N1", 404)["code"] == "unknown_indicator"


def test_an_address_that_does_not_exist_says_so_in_json(client: TestClient) -> None:
    for address in ("/api/v1", "/api/v1/", "/api/v1/municipality/1882", "/api/v1/../v1/x"):
        assert _error(client, address, 404)["code"] == "no_such_address"


# Filters


def test_observations_are_the_store_s_own(client: TestClient, store: Store) -> None:
    rows = _data(client, f"observations?indicator={FULL_TIME},{LIFE}&limit=5000")
    expected = store.observations(VISITOR, indicators=[FULL_TIME, LIFE])
    assert len(rows) == len(expected)
    for row, own in zip(rows, expected.itertuples(index=False), strict=True):
        assert (row["indicator"], row["organisation"], row["year"], row["sex"], row["origin"]) == (
            *(own.indicator, own.organisation, own.year, own.sex),
            own.origin,
        )
        for name in ("value", "numerator", "denominator"):
            held = getattr(own, name)
            assert row[name] is None if math.isnan(held) else row[name] == held
        assert (row["submission"], row["row"]) == (own.submission, own.row)
        assert row["known_from"] == own.known_from.date().isoformat()


FILTERS = {
    f"organisation={ASKERSUND}": lambda row: row["organisation"] == ASKERSUND,
    f"organisation={ASKERSUND}&organisation={FAGERSTA}": lambda row: (
        row["organisation"] in (ASKERSUND, FAGERSTA)
    ),
    "kind=region": lambda row: row["organisation"] in REGIONS,
    "county=18&kind=municipality": lambda row: row["organisation"] == ASKERSUND,
    "year_from=2020&year_to=2021": lambda row: row["year"] in (2020, 2021),
    "sex=K,M": lambda row: row["sex"] in ("K", "M"),
    "origin=official": lambda row: row["origin"] == "official",
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_keeps_all_rows_that_fit_and_no_others(client: TestClient, query: str) -> None:
    everything = _data(client, f"observations?indicator={FULL_TIME}&limit=5000")
    kept = _data(client, f"observations?indicator={FULL_TIME}&limit=5000&{query}")
    assert kept == [row for row in everything if FILTERS[query](row)]
    # A region has another indicator for the same thing, and no row here.
    assert kept or query == "kind=region"


def test_gaps_are_those_of_the_pages(client: TestClient, store: Store) -> None:
    facts = prepared.facts(store, VISITOR)
    rows = _data(client, f"gaps?organisation={ASKERSUND}")
    own = facts.assessed[facts.assessed["organisation"] == ASKERSUND]
    assert [(row["indicator"], row["verdict"], row["year"]) for row in rows] == list(
        zip(own["indicator"], own["verdict"], own["year"], strict=True)
    )
    for row, gap in zip(rows, own["gap"], strict=True):
        assert row["gap"] == (None if math.isnan(gap) else gap)


def test_gaps_are_filtered_by_verdict_and_place(client: TestClient) -> None:
    everything = _data(client, "gaps?limit=5000")
    men = _data(client, "gaps?verdict=men_higher&kind=municipality")
    assert men == [
        row for row in everything if row["verdict"] == "men_higher" and row["kind"] == "municipality"
    ]
    assert men
    assert _data(client, "gaps?year_to=1999") == []


def test_the_men_s_half_of_a_pair_leads_to_its_gap(client: TestClient) -> None:
    rows = _data(client, f"gaps?indicator={LIFE_MEN}")
    assert {row["indicator"] for row in rows} == {LIFE}
    assert [row["id"] for row in _data(client, f"indicators?indicator={LIFE_MEN}")] == [LIFE]


def test_indicators_are_filtered_by_kind_and_sub_goal(client: TestClient) -> None:
    everything = _data(client, "indicators")
    assert _data(client, "indicators?kind=region") == [
        row for row in everything if "region" in row["applies_to"]
    ]
    assert _data(client, "indicators?subgoal=1") == [row for row in everything if row["subgoal"] == 1]


def test_teams_and_members_are_found_by_round_and_organisation(client: TestClient) -> None:
    members = _data(client, f"memberships?organisation={ASKERSUND}")
    assert members
    assert {row["organisation"] for row in members} == {ASKERSUND}
    teams = _data(client, f"teams?organisation={ASKERSUND}&round=MK3")
    assert {row["id"] for row in teams} == {row["team"] for row in members if row["round"] == "MK3"}
    assert [row["id"] for row in _data(client, "programmes?round=MK3")] == ["MK3"]


def test_a_round_s_observations_are_what_it_handed_in(client: TestClient, store: Store) -> None:
    submission = published(store, {"value": 30.5})
    rows = _data(client, "observations?round=MK3")
    assert [(row["submission"], row["value"], row["round"]) for row in rows] == [(submission, 30.5, "MK3")]
    assert _data(client, "observations?round=MK2") == []
    assert _error(client, "/api/v1/observations?round=MK2,MK3")["code"] == "too_many"


# Paging


def test_pages_follow_each_other_without_gap_or_repetition(client: TestClient) -> None:
    everything = _data(client, f"observations?indicator={HOURS}&limit=5000")
    address, seen, pages = f"/api/v1/observations?indicator={HOURS}&limit=37", [], 0
    while address:
        answer = client.get(address)
        seen += answer.json()["data"]
        address, pages = answer.json()["meta"]["next"], pages + 1
        assert ("next" in answer.links) == bool(address)
    assert seen == everything
    assert pages == math.ceil(len(everything) / 37)


def test_a_page_beyond_the_end_is_empty_and_the_last(client: TestClient) -> None:
    answer = client.get("/api/v1/organisations?offset=100000").json()
    assert (answer["data"], answer["meta"]["next"]) == ([], None)


# ETag and changes


def test_an_answer_that_is_held_already_is_not_sent_again(client: TestClient, store: Store) -> None:
    first = client.get("/api/v1/gaps?limit=2")
    again = client.get("/api/v1/gaps?limit=2", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    published(store, {"value": 30.5})
    after = client.get("/api/v1/gaps?limit=2", headers={"if-none-match": first.headers["etag"]})
    assert after.status_code == 200


def test_other_questions_forms_languages_and_rights_have_other_etags(
    client: TestClient, owner: TestClient
) -> None:
    address = "/api/v1/organisations?limit=3"
    tags = [
        client.get(address).headers["etag"],
        client.get(f"{address}&offset=1").headers["etag"],
        client.get(f"{address}&format=csv").headers["etag"],
        client.get(address, headers={"accept": "text/csv"}).headers["etag"],
        client.get(f"{address}&sprak=en").headers["etag"],
        client.get(address, headers={"accept-language": "en"}).headers["etag"],
        owner.get(address).headers["etag"],
        client.get("/api/v1/indicators?limit=3").headers["etag"],
    ]
    assert len(set(tags)) == len(tags)
    assert client.get(address).headers["etag"] == tags[0]


def test_an_owner_s_answer_is_kept_by_nobody_else(client: TestClient, owner: TestClient) -> None:
    assert "private" in owner.get("/api/v1/organisations").headers["cache-control"]
    seen = client.get("/api/v1/organisations").headers
    assert "public" in seen["cache-control"]
    assert "Cookie" in seen["vary"]


def test_changed_since_gives_what_was_published_after(client: TestClient, store: Store) -> None:
    before = client.get("/api/v1/organisations?limit=1").json()["meta"]["version"]
    assert _data(client, f"observations?changed_since={before}") == []
    submission = published(store, {"value": 30.5}, {"sex": "M", "value": 31.5})
    rows = _data(client, f"observations?changed_since={before}")
    assert {row["submission"] for row in rows} == {submission}
    assert len(rows) == 2
    now = client.get("/api/v1/organisations?limit=1").json()["meta"]["version"]
    assert _data(client, f"observations?changed_since={now}") == []


def test_changed_since_a_day_counts_official_deliveries_too(client: TestClient) -> None:
    since = client.get(f"/api/v1/observations?changed_since={YESTERDAY}&limit=1").json()["meta"]
    everything = client.get("/api/v1/observations?limit=1").json()["meta"]
    assert since["total"] == everything["total"]
    assert _data(client, f"observations?changed_since={TOMORROW}") == []
    assert _data(client, "observations?changed_since=2099-01-01T00:00:00%2B02:00") == []


def test_what_was_taken_back_since_is_named(client: TestClient, store: Store) -> None:
    submission = published(store, {"value": 30.5})
    version = client.get("/api/v1/organisations?limit=1").json()["meta"]["version"]
    store.withdraw(OWNER, submission, "wrong file")
    answer = client.get(f"/api/v1/observations?changed_since={version}").json()
    assert (answer["data"], answer["meta"]["withdrawn"]) == ([], [submission])


def test_a_round_that_has_opened_since_counts_as_changed(client: TestClient, store: Store) -> None:
    submission = published(store, {"value": 30.5})
    opening(store, "MK3", date.today().isoformat())
    version = client.get("/api/v1/organisations?limit=1").json()["meta"]["version"]
    rows = _data(client, f"observations?changed_since={version}")
    assert [row["submission"] for row in rows] == [submission]


# Forms


@pytest.mark.parametrize("name", tables.NAMES)
def test_csv_holds_what_json_holds(client: TestClient, name: str) -> None:
    address = f"/api/v1/{name}?limit=300"
    rows = client.get(address).json()["data"]
    for form, comma, decimal, encoding in (("csv", ",", ".", "utf-8"), ("csv-sv", ";", ",", "utf-8-sig")):
        answer = client.get(f"{address}&format={form}")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        read = pd.read_csv(
            io.StringIO(answer.content.decode(encoding)), sep=comma, dtype=str, keep_default_na=False
        )
        assert list(read) == list(rows[0])
        for told, row in zip(read.itertuples(index=False), rows, strict=True):
            for text, value in zip(told, row.values(), strict=True):
                assert text == _as_text(value, decimal)
    assert client.get(f"{address}&format=csv-sv").content.startswith(b"\xef\xbb\xbf")


def _as_text(value: object, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return tables.LIST_SEPARATOR.join(map(str, value))
    if isinstance(value, float):
        return repr(value).replace(".", decimal)
    return " ".join(str(value).splitlines())


def test_csv_points_to_its_caveats_and_its_next_page(client: TestClient) -> None:
    answer = client.get(f"/api/v1/observations?indicator={COUNCIL}&limit=1&format=csv")
    assert "next" in answer.links
    about = client.get(answer.links["describedby"]["url"]).json()
    assert [caveat["indicator"] for caveat in about["caveats"]] == [COUNCIL]
    assert "Kolada" in about["source"]
    assert "MIT" in about["licence"]
    assert int(answer.headers["x-total-count"]) > 1


def test_accept_chooses_the_form_and_format_overrules_it(client: TestClient) -> None:
    address = "/api/v1/organisations"
    assert client.get(address, headers={"accept": "text/csv"}).headers["content-type"].startswith("text/csv")
    preferred = {"accept": "text/html;q=1.0, text/csv;q=0.2, application/json;q=0.9"}
    assert client.get(address, headers=preferred).headers["content-type"] == "application/json"
    overruled = client.get(f"{address}?format=json", headers={"accept": "text/csv"})
    assert overruled.headers["content-type"] == "application/json"


def test_excel_has_the_caveats_on_a_sheet_of_their_own(client: TestClient) -> None:
    answer = client.get(f"/api/v1/observations?indicator={COUNCIL}&format=xlsx&limit=10&sprak=en")
    figures, metadata = _sheets(answer.content)
    assert (len(figures), figures[0][:2]) == (11, ["organisation", "indicator"])
    told = dict(metadata)
    assert "Kolada" in told["Source"]
    assert "elections" in told[f"{COUNCIL}, to bear in mind"]


def _sheets(content: bytes) -> list[list[list[str]]]:
    """The texts of each sheet of a workbook, row by row."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [
            [
                ["".join(cell.itertext()) for cell in row.iterfind("x:c", space)]
                for row in ElementTree.fromstring(book.read(name)).iterfind(".//x:row", space)
            ]
            for name in sheets
        ]


def test_parquet_holds_what_json_holds(client: TestClient) -> None:
    address = f"/api/v1/observations?indicator={HOURS}&limit=50"
    read = pd.read_parquet(io.BytesIO(client.get(f"{address}&format=parquet").content))
    rows = client.get(address).json()["data"]
    assert read["value"].tolist() == pytest.approx([row["value"] for row in rows], nan_ok=True)
    assert read["organisation"].tolist() == [row["organisation"] for row in rows]


# Languages


def test_messages_are_in_the_language_asked_for(client: TestClient) -> None:
    address = "/api/v1/organisations?nonsense=1"
    assert "finns inte" in _error(client, address)["message"]
    assert (
        "no parameter" in _error(client, address, **{"accept-language": "de, en;q=0.8, sv;q=0.5"})["message"]
    )
    assert "no parameter" in _error(client, f"{address}&sprak=en", **{"accept-language": "sv"})["message"]


def test_every_message_has_its_english(client: TestClient) -> None:
    english = wording.words("en")
    english.untranslated.clear()
    client.get("/api/v1/openapi.json?sprak=en")
    client.get("/api/v1/metadata?sprak=en")
    client.get("/api/v1/package.zip?sprak=en")
    for refused in REFUSED:
        client.get(f"/api/v1/observations?{refused}&sprak=en")
    assert english.untranslated == set()


# What is refused

REFUSED = {
    "indicators=N00206": "unknown_parameter",
    "municipality=1882": "unknown_parameter",
    "indicator=N00000": "unknown_indicator",
    "organisation=180": "unknown_organisation",
    "organisation=1882,xx": "unknown_organisation",
    "county=1882": "unknown_county",
    "round=MK99": "unknown_round",
    "indicator=": "empty",
    "indicator=N00206,,": "empty",
    "kind=kommun": "unknown_value",
    "sex=k": "unknown_value",
    "origin=kolada": "unknown_value",
    "format=xml": "unknown_value",
    "sprak=de": "unknown_value",
    "limit=0": "not_a_number",
    "limit=5001": "not_a_number",
    "limit=-1": "not_a_number",
    "limit=1e3": "not_a_number",
    "limit=%D9%A3": "not_a_number",
    "offset=x": "not_a_number",
    "limit=1&limit=2": "given_twice",
    "year_from=2022&year_to=2010": "years_reversed",
    "changed_since=yesterday": "not_a_moment",
    "changed_since=2026-02-30": "not_a_moment",
    "changed_since=9999999": "unknown_version",
    "changed_since=0001-01-01T00:00:00%2B14:00": "not_a_moment",
    "organisation=" + ",".join(["1882"] * 401): "too_many",
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_not_understood_is_refused_by_name(client: TestClient, query: str) -> None:
    error = _error(client, f"/api/v1/observations?{query}")
    assert error["code"] == REFUSED[query]
    assert error["hint"]


def test_a_refusal_suggests_what_may_have_been_meant(client: TestClient) -> None:
    assert "0180 (Stockholm)" in _error(client, "/api/v1/gaps?organisation=180")["hint"]
    assert ASKERSUND in _error(client, "/api/v1/gaps?organisation=askersund")["hint"]
    assert HOURS in _error(client, f"/api/v1/gaps?indicator={HOURS.lower()}")["hint"]
    assert "indicator" in _error(client, "/api/v1/gaps?indicators=x")["hint"]


HOSTILE = (
    "' OR 1=1 --",
    "1882'; DROP TABLE observation; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "\x00",
    "%00",
    "=cmd|' /C calc'!A0",
    "\u202e1882",
    "1882\r\nSet-Cookie: a=b",
    "𝟙𝟠𝟠𝟚",
    "A" * 5000,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_and_changes_nothing(client: TestClient, store: Store, text: str) -> None:
    before = len(store.observations(VISITOR))
    for name in v1.TAKES["observations"]:
        answer = client.get("/api/v1/observations", params={name: text})
        assert answer.status_code == 400, name
        assert answer.headers["content-type"] == "application/json"
        assert "set-cookie" not in answer.headers
        assert len(answer.content) < 2000
    assert client.get("/api/v1/observations", params={text: "1"}).status_code == 400
    assert len(store.observations(VISITOR)) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.lists(
        st.tuples(
            st.sampled_from((*v1.TAKES["observations"], "x")),
            st.one_of(st.text(max_size=12), st.sampled_from((ASKERSUND, HOURS, "1", "region", "K", "csv"))),
        ),
        max_size=5,
    )
)
def test_any_query_is_answered_or_refused_in_words(client: TestClient, query: list[tuple[str, str]]) -> None:
    answer = client.get("/api/v1/observations", params=[*query])
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["error"]["message"]


def test_only_reading_is_possible(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/api/v1/observations")
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]


def test_before_the_store_is_open_the_api_says_that_it_is_starting(client: TestClient) -> None:
    v1._serving.clear()
    assert _error(client, "/api/v1/organisations", 503)["code"] == "starting"


def test_a_fault_of_ours_is_said_calmly_and_without_its_text(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(tables, "records", fails)
    answer = client.get("/api/v1/organisations")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "failed")
    assert "secret" not in answer.text


# What is never shown


def _everywhere(client: TestClient) -> str:
    """Every byte a visitor can fetch of the network's own figures."""
    addresses = [
        f"/api/v1/observations?origin=network&year_from={OWN_YEAR}",
        f"/api/v1/observations?round=MK3&year_from={OWN_YEAR}",
        f"/api/v1/observations?changed_since={YESTERDAY}&year_from={OWN_YEAR}",
        f"/api/v1/observations?indicator={FULL_TIME}&year_from={OWN_YEAR}&format=csv",
        f"/api/v1/gaps?organisation={ASKERSUND}",
        f"/api/v1/gaps?organisation={ASKERSUND}&format=csv",
        f"/figur/{FULL_TIME}.svg?kod={ASKERSUND}&figur=varden",
        f"/figur/{FULL_TIME}.svg?kod={ASKERSUND}",
        f"/figur/{FULL_TIME}.svg?kod={ASKERSUND}&figur=rader",
        f"/inbaddad/{FULL_TIME}?kod={ASKERSUND}&figur=varden",
    ]
    text = [client.get(address).text for address in addresses]
    with zipfile.ZipFile(io.BytesIO(client.get("/api/v1/package.zip").content)) as archive:
        text += [
            line
            for name in ("observations", "gaps")
            for line in archive.read(f"data/{name}.csv").decode().splitlines()
            if ASKERSUND in line and str(OWN_YEAR) in line
        ]
    # Where a line is drawn is not what is said; a coordinate may look like any number.
    return re.sub(
        r'\b(?:d|points|transform|viewBox|[xy][12]?|c[xy]|r|width|height)="[^"]*"', "", "\n".join(text)
    )


# Not to be found in any official figure by accident.
SECRET_WOMEN, SECRET_MEN = 31.234567, 47.456789


def test_a_round_that_has_not_opened_is_nowhere_for_a_visitor(
    client: TestClient, owner: TestClient, store: Store
) -> None:
    opening(store, "MK3", TOMORROW)
    published(
        store,
        {"sex": "K", "value": SECRET_WOMEN},
        {"sex": "M", "value": SECRET_MEN},
        indicator=FULL_TIME,
    )
    seen = _everywhere(client)
    assert [secret for secret in ("31.23", "31,2", "47.45", "47,5", "16.22", "16,2") if secret in seen] == []
    assert str(OWN_YEAR) not in {str(row["year"]) for row in _data(client, "gaps?limit=5000")}
    assert _data(client, "observations?origin=network") == []
    # The owner sees them in the API, but shares no picture of them.
    assert SECRET_WOMEN in [row["value"] for row in _data(owner, "observations?origin=network")]
    shared = owner.get(f"/figur/{FULL_TIME}.svg?kod={ASKERSUND}&figur=varden")
    assert "31,2" not in shared.text
    assert "public" in shared.headers["cache-control"]


def test_a_visitor_never_gets_what_was_prepared_for_the_owner(
    client: TestClient, owner: TestClient, store: Store
) -> None:
    opening(store, "MK3", TOMORROW)
    published(store, {"value": SECRET_WOMEN})
    address = f"observations?indicator={HOURS}&year_from={OWN_YEAR}"
    tag = owner.get(f"/api/v1/{address}").headers["etag"]
    assert len(_data(owner, address)) == 1
    assert _data(client, address) == []
    assert client.get(f"/api/v1/{address}", headers={"if-none-match": tag}).status_code == 200


def test_a_forged_cookie_makes_nobody_an_owner(client: TestClient, store: Store) -> None:
    opening(store, "MK3", TOMORROW)
    published(store, {"value": SECRET_WOMEN})
    forger = TestClient(_app(), cookies={api.KEY_COOKIE: "owner.abc.def"})
    assert _data(forger, "observations?origin=network") == []


def test_a_small_group_is_hidden_in_every_form(client: TestClient, store: Store) -> None:
    published(
        store,
        {"sex": "K", "value": SECRET_WOMEN, "numerator": 3, "denominator": 4},
        {"sex": "M", "value": SECRET_MEN, "numerator": 40, "denominator": 48},
        indicator=FULL_TIME,
    )
    rows = _data(client, f"observations?indicator={FULL_TIME}&year_from={OWN_YEAR}")
    assert [(row["sex"], row["value"], row["missing"]) for row in rows] == [
        ("K", None, "suppressed"),
        ("M", None, "suppressed"),
    ]
    assert all(row["numerator"] is row["denominator"] is None for row in rows)
    [only_men] = _data(client, f"observations?indicator={FULL_TIME}&year_from={OWN_YEAR}&sex=M")
    assert only_men["value"] is None
    seen = _everywhere(client)
    assert [secret for secret in ("31.23", "31,2", "47.45", "47,5", "16.22", "16,2") if secret in seen] == []


def test_a_draft_is_nowhere(client: TestClient, owner: TestClient, store: Store) -> None:
    store.receive(OWNER, "secret-name.csv", b"secret", "MK3")
    for asker in (client, owner):
        assert _data(asker, "observations?origin=network") == []
        assert "secret" not in asker.get("/api/v1/observations?changed_since=0").text


# Document and package


def test_the_document_says_what_the_routes_take(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for name, allowed in v1.TAKES.items():
        parameters = document["paths"][f"/api/v1/{name}"]["get"]["parameters"]
        assert [parameter["name"] for parameter in parameters] == list(allowed)
    routes = {route.path for route in v1.routes()} - {
        "/api/v1",
        "/api/v1/{rest:path}",
        "/api/v1/openapi.json",
    }
    assert routes == set(document["paths"])


@pytest.mark.long
def test_the_api_does_what_its_document_says(client: TestClient) -> None:
    schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    schema.app = _app()
    checked = []
    for found in schema.get_all_operations():
        operation = found.ok()
        checked.append(operation.label)

        @settings(max_examples=size(6, 100), suppress_health_check=[*HealthCheck])
        @given(case=operation.as_strategy().filter(_years_follow))
        def conforms(case: schemathesis.Case) -> None:
            case.call_and_validate()

        conforms()
    assert len(checked) == 11


def _years_follow(case: schemathesis.Case) -> bool:
    """No schema can say that one year is not after another."""
    asked = case.query or {}
    return asked.get("year_from", 0) <= asked.get("year_to", 9999)


def test_the_package_holds_every_table_as_its_schema_says(client: TestClient, store: Store) -> None:
    answer = client.get("/api/v1/package.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        package = orjson.loads(archive.read("datapackage.json"))
        held = {
            resource["name"]: pd.read_csv(
                io.BytesIO(archive.read(resource["path"])), dtype=str, keep_default_na=False
            )
            for resource in package["resources"]
        }
    assert list(held) == list(tables.NAMES)
    assert len(held["observations"]) == len(store.observations(VISITOR))
    assert set(held["organisations"]["code"]) >= {*MUNICIPALITIES, *REGIONS}
    assert package["attribution"].startswith("Källa")
    assert package["licenses"]
    assert {caveat["indicator"] for caveat in package["caveats"]} >= {COUNCIL}
    for resource in package["resources"]:
        frame, schema = held[resource["name"]], resource["schema"]
        assert list(frame) == [field["name"] for field in schema["fields"]]
        if key := schema.get("primaryKey"):
            assert not frame.duplicated(key).any()
        for foreign in schema.get("foreignKeys", ()):
            there = held[foreign["reference"]["resource"]][foreign["reference"]["fields"]]
            assert set(frame[foreign["fields"]]) <= set(there)
        for field in schema["fields"]:
            _fits(frame[field["name"]], field)


def _fits(cells: pd.Series, field: dict[str, Any]) -> None:
    filled = cells[cells != ""]
    if field.get("constraints", {}).get("required"):
        assert len(filled) == len(cells), field["name"]
    if field["type"] == "integer":
        assert filled.str.fullmatch(r"-?[0-9]+").all(), field["name"]
    elif field["type"] == "number":
        assert pd.to_numeric(filled).notna().all()
    elif field["type"] == "boolean":
        assert filled.isin([*field["trueValues"], *field["falseValues"]]).all()
    elif field["type"] == "date":
        assert pd.to_datetime(filled, format="%Y-%m-%d").notna().all()


def test_the_package_is_made_once_for_each_state_of_the_data(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(exports, "data_package", lambda *_: made.append(1) or b"zip")
    for _ in range(3):
        client.get("/api/v1/package.zip")
    assert len(made) == 1
    published(store, {"value": 30.5})
    client.get("/api/v1/package.zip")
    assert len(made) == 2


# Figures for other sites


def test_a_frame_may_stand_anywhere_and_runs_no_script(client: TestClient) -> None:
    answer = client.get(f"/inbaddad/{FULL_TIME}?kod={ASKERSUND},{FAGERSTA}")
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "script" not in policy
    assert "default-src 'none'" in policy
    assert answer.text.count("<svg") == 2
    assert "<script" not in answer.text
    assert "Askersund" in answer.text
    assert "Kolada" in answer.text
    assert f'href="/jamfor?kommun={ASKERSUND},{FAGERSTA}&amp;nyckeltal={FULL_TIME}"' in answer.text


def test_other_pages_stay_out_of_frames(client: TestClient) -> None:
    answer = client.get("/api/v1/organisations")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("figure", ["trend", "varden", "rader"])
def test_a_picture_carries_its_title_source_and_caveat(client: TestClient, figure: str) -> None:
    answer = client.get(f"/figur/{COUNCIL}.svg?kod={ASKERSUND}&figur={figure}&sprak=en")
    assert answer.headers["content-type"] == "image/svg+xml"
    text = answer.text
    assert text.lstrip().startswith("<svg")
    for word in ("Women", "Kolada", COUNCIL, "elections"):
        assert word in text


def test_a_picture_comes_as_png_too(client: TestClient) -> None:
    answer = client.get(f"/figur/{FULL_TIME}.png?kod={ASKERSUND}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    again = client.get(
        f"/figur/{FULL_TIME}.png?kod={ASKERSUND}", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_without_a_place_the_country_is_drawn(client: TestClient) -> None:
    assert "Riket" in client.get(f"/figur/{FULL_TIME}.svg").text


def test_a_figure_that_cannot_be_drawn_is_refused(client: TestClient) -> None:
    assert _error(client, "/figur/N1.svg", 404)["code"] == "unknown_indicator"
    assert _error(client, f"/figur/{FULL_TIME}.svg?kod=x")["code"] == "unknown_organisation"
    assert _error(client, f"/figur/{FULL_TIME}.svg?kod=1882,0001")["code"] == "mixed_kinds"
    assert _error(client, f"/inbaddad/{FULL_TIME}?figur=karta")["code"] == "unknown_value"
    nine = ",".join((*MUNICIPALITIES, "01", "09", "18"))
    assert _error(client, f"/figur/{FULL_TIME}.svg?kod={nine}&figur=trend")["code"] == "too_many"


def test_preparing_for_the_api_serves_the_pages_too(client: TestClient, store: Store) -> None:
    client.get("/api/v1/gaps")
    assert prepared.facts(store, VISITOR) is prepared.facts(store, VISITOR)
    assert prepared.facts(store, VISITOR) is not prepared.facts(store, OWNER)
    before = prepared.facts(store, VISITOR)
    published(store, {"value": 30.5})
    assert prepared.facts(store, VISITOR) is not before


def test_every_parameter_is_taken_somewhere() -> None:
    taken = {name for names in v1.TAKES.values() for name in names} | {"kod", "figur"}
    assert taken == set(asking.PARAMETERS)
