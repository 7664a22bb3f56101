"""The import from Kolada: what is fetched, what becomes of it, and what happens when Kolada fails."""

from __future__ import annotations

import io
import json
import math
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import fake_kolada
import hostile
import pandas as pd
import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    DATA,
    FAGERSTA,
    FULL_TIME,
    GOTLAND,
    HOURS,
    INCOME,
    LIFE,
    LIFE_MEN,
    MUNICIPALITIES,
    OWNER,
    REGION_FULL_TIME,
    REGION_GOTLAND,
    REGIONS,
    SICK_CHILDREN,
    VISITOR,
    published,
    size,
)
from click.testing import CliRunner
from fake_kolada import FakeKolada
from streamlit.testing.v1 import AppTest

from benchmarking import cli, kolada, wording
from benchmarking.errors import NotAllowed, SourceFault
from benchmarking.kolada import Outcome, Patience, Step, Wanted, Why
from benchmarking.kolada.client import Client, Shelf
from benchmarking.rebuilding import rebuild
from benchmarking.store import Store
from benchmarking.web import session

ROOT = Path(__file__).resolve().parents[2]

QUICK = Patience(attempts=3, first_wait=0.01, longest_wait=0.2, connecting=2, reading=0.3, page=2)

PLACES = ("0000", *MUNICIPALITIES, *REGIONS)
NEW_YEAR = 2023


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing stands between us and the fake; the command line's sockets lie in a short path of our own."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    folder = tmp_path_factory.mktemp("k")
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKolada]:
    """Kolada as it answers for the small network: the figures of 2021 and 2022, those that are held already."""
    with fake_kolada.running() as running:
        series = (HOURS, FULL_TIME, COUNCIL, SICK_CHILDREN, INCOME, LIFE, LIFE_MEN, REGION_FULL_TIME)
        running.learn(series, PLACES, (2021, 2022))
        monkeypatch.setenv("BENCHMARKING_KOLADA", running.address)
        yield running


Fetch = Callable[..., Outcome]


def entry(cells: str) -> str:
    """An entry of a page: Askersund's hours in 2022."""
    return f'{{"kpi": "{HOURS}", "municipality": "{ASKERSUND}", "period": 2022, "values": [{cells}]}}'


@pytest.fixture
def fetch(store: Store, fake: FakeKolada) -> Fetch:
    def run(
        *indicators: str, years: tuple[int, ...] = (2022,), places: tuple[str, ...] = (), **options
    ) -> Outcome:
        patience = options.pop("patience", QUICK)
        return kolada.import_figures(
            store, OWNER, Wanted(years, indicators, places), base=fake.address, patience=patience, **options
        )

    return run


def why(fetch: Fetch, *indicators: str, **options) -> str:
    with pytest.raises(SourceFault) as caught:
        fetch(*indicators, **options)
    return caught.value.why


def value(store: Store, indicator: str, organisation: str, year: int, sex: str) -> float:
    found = store.observations(OWNER, indicators=[indicator], organisations=[organisation])
    [row] = found[(found["year"] == year) & (found["sex"] == sex)].itertuples()
    return row.value


def everything(store: Store) -> list[tuple]:
    return list(store.observations(OWNER).astype("str").fillna("").itertuples(index=False, name=None))


# What becomes of the figures


def test_what_is_held_already_makes_no_submission(store: Store, fetch: Fetch) -> None:
    before, version = everything(store), store.version
    outcome = fetch(years=(2021, 2022))
    assert outcome.submission is None
    assert outcome.values > 200
    assert (everything(store), store.version) == (before, version)


def test_a_new_year_is_published_as_official_for_everybody(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    for sex, number in (("K", 30.5), ("M", 28.25), ("T", 29.75)):
        fake.values[HOURS, ASKERSUND, NEW_YEAR, sex] = number
    outcome = fetch(HOURS, years=(NEW_YEAR,))
    assert (outcome.count("new"), outcome.count("revised"), outcome.count("removed")) == (3, 0, 0)
    [row] = store.values(VISITOR, [HOURS], [ASKERSUND]).query("year == @NEW_YEAR").itertuples()
    assert (row.women, row.men, row.total, row.origin) == (30.5, 28.25, 29.75, "official")


def test_a_revised_value_supersedes_and_the_earlier_stays_in_the_trail(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    old = fake.values[HOURS, ASKERSUND, 2022, "K"]
    fake.values[HOURS, ASKERSUND, 2022, "K"] = old + 1
    outcome = fetch(HOURS)
    [change] = outcome.changes.itertuples()
    assert (change.kind, change.old, change.new) == ("revised", old, old + 1)
    trail = store.trail(VISITOR, HOURS, ASKERSUND, 2022, "K")
    assert list(trail["value"]) == [old + 1, old]
    assert list(trail["current"]) == [True, False]
    assert list(trail["sender"]) == ["Kolada", "Kolada"]
    assert trail["publisher"][0] == OWNER.name


def test_a_revision_taken_back_brings_the_earlier_value_back(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    before = everything(store)
    fake.values[HOURS, ASKERSUND, 2022, "K"] += 1
    submission = fetch(HOURS).submission
    assert submission is not None
    store.withdraw(OWNER, submission, "Kolada had it wrong")
    assert everything(store) == before


def test_a_deleted_value_becomes_one_without_a_value(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.deleted.add((HOURS, ASKERSUND, 2022, "K"))
    [change] = fetch(HOURS).changes.itertuples()
    assert (change.kind, math.isnan(change.new)) == ("removed", True)
    [row] = store.values(VISITOR, [HOURS], [ASKERSUND]).query("year == 2022").itertuples()
    assert (math.isnan(row.women), row.women_missing) == (True, "no_value")
    assert not math.isnan(row.men) and pd.isna(row.men_missing)
    assert fetch(HOURS).submission is None


def test_null_where_a_value_was_removes_it_and_a_null_nobody_knew_of_is_nothing(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    fake.values[HOURS, ASKERSUND, 2022, "M"] = None
    for sex in "KMT":
        fake.values[HOURS, FAGERSTA, NEW_YEAR, sex] = None
    outcome = fetch(HOURS, years=(2022, NEW_YEAR))
    assert [(row.organisation, row.kind) for row in outcome.changes.itertuples()] == [(ASKERSUND, "removed")]


def test_a_sex_without_a_value_says_so_beside_the_others(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "T"] = 29.75
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = None
    fake.status[HOURS, ASKERSUND, NEW_YEAR, "K"] = ".."
    fetch(HOURS, years=(NEW_YEAR,))
    [row] = store.values(VISITOR, [HOURS], [ASKERSUND]).query("year == @NEW_YEAR").itertuples()
    assert (row.total, row.women_missing, row.men_missing) == (29.75, "suppressed", "no_value")


def test_zero_is_a_value(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 0
    fetch(HOURS, years=(NEW_YEAR,))
    assert value(store, HOURS, ASKERSUND, NEW_YEAR, "K") == 0


def test_a_difference_smaller_than_the_rounding_of_the_source_is_none(fake: FakeKolada, fetch: Fetch) -> None:
    for cell, number in fake.values.items():
        fake.values[cell] = number * (1 + 1e-8)
    assert fetch().submission is None


def test_both_halves_of_a_pair_are_fetched_and_folded(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.values[LIFE, ASKERSUND, NEW_YEAR, "T"] = 84.5
    fake.values[LIFE_MEN, ASKERSUND, NEW_YEAR, "T"] = 80.5
    fetch(LIFE, years=(NEW_YEAR,))
    [row] = store.values(VISITOR, [LIFE], [ASKERSUND]).query("year == @NEW_YEAR").itertuples()
    assert (row.women, row.men) == (84.5, 80.5)


def test_a_year_with_one_value_takes_the_total_only(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    for sex, number in (("K", 100.0), ("M", 0.0), ("T", 45.5)):
        fake.values[COUNCIL, ASKERSUND, NEW_YEAR, sex] = number
    outcome = fetch(COUNCIL, years=(NEW_YEAR,))
    assert list(outcome.changes["sex"]) == ["T"]
    assert outcome.aside == 2


def test_gotland_is_asked_for_as_municipality_and_as_region(fake: FakeKolada, fetch: Fetch) -> None:
    fetch(HOURS, REGION_FULL_TIME)
    [hours] = [path for path in fake.asked if f"/data/kpi/{HOURS}" in path]
    [region] = [path for path in fake.asked if f"/data/kpi/{REGION_FULL_TIME}" in path]
    assert GOTLAND in hours and REGION_GOTLAND not in hours
    assert REGION_GOTLAND in region and GOTLAND not in region


def test_counts_come_with_a_share_where_kolada_has_them(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    # Fagersta in 2022, as in data/figures: counts that give the share exactly.
    for sex, counted, base in (("K", 800.0, 1000.0), ("M", 190.0, 200.0), ("T", 990.0, 1200.0)):
        fake.values[FULL_TIME, FAGERSTA, NEW_YEAR, sex] = 100 * counted / base
        fake.values["N00223", FAGERSTA, NEW_YEAR, sex] = counted
        fake.values["N00053", FAGERSTA, NEW_YEAR, sex] = base
    fetch(FULL_TIME, years=(NEW_YEAR,))
    [row] = store.values(VISITOR, [FULL_TIME], [FAGERSTA]).query("year == @NEW_YEAR").itertuples()
    assert (row.women_numerator, row.women_denominator, row.men_numerator) == (800, 1000, 190)


def test_counts_that_do_not_give_the_share_are_left_out(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.values[FULL_TIME, FAGERSTA, NEW_YEAR, "K"] = 85.0
    fake.values["N00223", FAGERSTA, NEW_YEAR, "K"] = 800.0
    fake.values["N00053", FAGERSTA, NEW_YEAR, "K"] = 1000.0
    fetch(FULL_TIME, years=(NEW_YEAR,))
    [row] = store.values(VISITOR, [FULL_TIME], [FAGERSTA]).query("year == @NEW_YEAR").itertuples()
    assert (row.women, math.isnan(row.women_numerator)) == (85.0, True)


def test_an_official_value_takes_the_place_of_the_networks_own_and_both_are_said(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    published(store, {"sex": "K", "value": 31.5}, {"sex": "M", "value": 30.5})
    for sex, number in (("K", 32.0), ("M", 30.0), ("T", 31.0)):
        fake.values[HOURS, ASKERSUND, NEW_YEAR, sex] = number
    fetch(HOURS, years=(NEW_YEAR,))
    [row] = store.values(VISITOR, [HOURS], [ASKERSUND]).query("year == @NEW_YEAR").itertuples()
    assert (row.women, row.origin, row.also_network) == (32.0, "official", True)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (date.today() - timedelta(days=30), date.today() - timedelta(days=30)),
        (date.today() + timedelta(days=30), date.today()),
        (date(NEW_YEAR - 1, 12, 1), date.today()),
        (None, date.today()),
    ],
    ids=["past", "to come", "before the year it tells of", "not said"],
)
def test_a_value_is_known_from_its_publication_if_that_is_past_else_from_today(
    store: Store, fake: FakeKolada, fetch: Fetch, said: date | None, known: date
) -> None:
    fake.published[HOURS] = said.isoformat() if said else None
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.0
    fetch(HOURS, years=(NEW_YEAR,))
    found = store.observations(OWNER, [HOURS], [ASKERSUND]).query("year == @NEW_YEAR")
    assert {moment.date() for moment in found["known_from"]} == {known}


def test_a_revision_is_not_known_before_what_it_replaces(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    fake.published[HOURS] = "2023-06-01"
    fake.values[HOURS, ASKERSUND, 2022, "K"] += 1
    fetch(HOURS)
    newest, oldest = store.trail(OWNER, HOURS, ASKERSUND, 2022, "K")["known_from"]
    assert (newest.date(), oldest.date()) == (date.today(), date(2023, 12, 31))


def test_the_bytes_kept_are_the_pages_as_they_came(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.125
    outcome = fetch(HOURS, years=(2022, NEW_YEAR))
    name, content = store.original(OWNER, outcome.submission)
    assert name == f"kolada_{date.today():%Y-%m-%d}.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        index = json.loads(bundle.read("index.json"))
        pages = {entry["url"]: json.loads(bundle.read(entry["file"])) for entry in index}
        first = next(entry for entry in index if entry["first_row"])
    assert len(pages) == outcome.pages == 2
    assert list(fake.asked) == [url.removeprefix(fake.address.removesuffix("/v3")) for url in pages]
    [row] = store.trail(OWNER, HOURS, ASKERSUND, NEW_YEAR, "K").itertuples()
    values = [one for entry in pages[first["url"]]["values"] for one in entry["values"]]
    assert values[row.row - first["first_row"]]["value"] == 30.125


def test_the_pages_kept_give_the_same_figures_again(
    store: Store, fake: FakeKolada, fetch: Fetch, tmp_path: Path
) -> None:
    for sex, number in (("K", 30.5), ("M", 28.25), ("T", 29.75)):
        fake.values[HOURS, ASKERSUND, NEW_YEAR, sex] = number
    fake.values[FULL_TIME, ASKERSUND, 2022, "K"] += 1
    fake.values[LIFE_MEN, ASKERSUND, 2022, "T"] += 1
    assert fetch(HOURS, LIFE, FULL_TIME, years=(2022, NEW_YEAR)).submission
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = None
    assert fetch(HOURS, years=(NEW_YEAR,)).count("removed") == 1
    found = rebuild(store, OWNER, tmp_path / "again.duckdb", DATA)
    assert found.unlike == ()
    assert found.same


def test_only_a_coordinator_may_import(store: Store, fake: FakeKolada) -> None:
    with pytest.raises(NotAllowed):
        kolada.import_figures(store, VISITOR, Wanted((2022,)), base=fake.address)
    with pytest.raises(NotAllowed):
        store.import_official(VISITOR, "x.zip", b"", store.observations(OWNER), date.today())
    assert fake.asked == []


# Paging


def test_never_more_than_25_ids_are_asked_for_at_a_time(
    fake: FakeKolada, full_database: Path, database_path: Path
) -> None:
    database_path.write_bytes(full_database.read_bytes())
    store = Store(database_path)
    fake.most = 10**9
    series = [path.stem for path in fake_kolada.DATA.glob("*.csv")]
    fake.learn(series, PLACES, [2022])
    fake.published = dict.fromkeys(series)
    outcome = kolada.import_figures(store, OWNER, Wanted(tuple(range(1990, 2023))), base=fake.address)
    store.close()
    assert outcome.submission is None
    for path in fake.asked:
        assert max(len(segment.partition("?")[0].split(",")) for segment in path.split("/")) <= 25
    data = [path for path in fake.asked if "/data/" in path]
    # Two halves of the years; municipalities' own, shared, and regions' own indicators.
    assert len(data) == len(set(data)) == 2 * (12 + 2 * 13 + 1)


def test_every_page_is_followed(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.most = 3
    for code in MUNICIPALITIES:
        for sex in "KMT":
            fake.values[HOURS, code, NEW_YEAR, sex] = 20.0 + int(code) / 1000
    outcome = fetch(HOURS, years=(2022, NEW_YEAR))
    assert outcome.pages >= 5
    assert outcome.count("new") == 3 * len(MUNICIPALITIES)


def test_an_address_that_forgets_its_https_is_asked_where_we_asked_before(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    host = fake.address.removeprefix("http://").partition(":")[0]
    fake.faults = [
        None,
        fake_kolada.pointing(f"https://{host}/v3/data/kpi/{HOURS}/municipality/0180/year/2022"),
    ]
    outcome = fetch(HOURS)
    assert outcome.values == 3


@pytest.mark.parametrize(
    "address",
    [
        "http://kolada.example/v3/data?page=2",
        "http://127.0.0.1:1/v3/data?page=2",
        "http://user:word@127.0.0.1/v3",
        "file:///etc/hostname",
        "//kolada.example/v3",
        "http://[",
    ],
)
def test_a_next_page_on_another_server_is_refused(fake: FakeKolada, fetch: Fetch, address: str) -> None:
    fake.faults = [None, fake_kolada.pointing(address)]
    assert why(fetch, HOURS) == Why.ELSEWHERE
    assert len(fake.asked) == 2


def test_pages_that_go_round_are_noticed(fake: FakeKolada, fetch: Fetch) -> None:
    fake.faults = [None, fake_kolada.pointing("{self}")]
    assert why(fetch, HOURS) == Why.LOOP


def test_pages_that_never_end_are_noticed(fake: FakeKolada, fetch: Fetch) -> None:
    fake.faults = [None]
    fake.always = fake_kolada.endless
    assert why(fetch, HOURS) == Why.LOOP
    assert len(fake.asked) < 10


# Kolada's faults


@pytest.fixture
def client(fake: FakeKolada, tmp_path: Path) -> Iterator[Client]:
    """The client alone, without a store."""
    client = Client(fake.address, Shelf(tmp_path / "pages"), QUICK, lambda step: None)
    yield client
    client.close()


@pytest.mark.parametrize(
    "fault",
    [
        fake_kolada.busy(),
        fake_kolada.busy("0"),
        fake_kolada.busy(format_datetime(datetime.now(UTC))),
        fake_kolada.busy("soon"),
        fake_kolada.status(500),
        fake_kolada.status(503),
        fake_kolada.cut,
        fake_kolada.hung_up,
        fake_kolada.HTML,
        fake_kolada.body(b'{"values": [NaN], "next_url": null}'),
        fake_kolada.body(b"\xff\xfe"),
    ],
)
def test_a_fault_that_passes_is_waited_out(
    fake: FakeKolada, client: Client, fault: fake_kolada.Fault
) -> None:
    fake.faults = [fault, fault]
    assert list(client.metadata([HOURS])) == [HOURS]
    fake.faults = [fault, fault]
    [page] = client.data([HOURS], [ASKERSUND], [2022])
    assert len(page.values) == 1
    assert len(fake.asked) == 6


@pytest.mark.parametrize(
    ("fault", "expected", "tries"),
    [
        (fake_kolada.busy(), Why.BUSY, 3),
        (fake_kolada.busy("3600"), Why.BUSY, 1),
        (fake_kolada.busy(format_datetime(datetime.now(UTC) + timedelta(hours=1))), Why.BUSY, 1),
        (fake_kolada.status(500), Why.FAILING, 3),
        (fake_kolada.status(404), Why.REFUSED, 1),
        (fake_kolada.status(302), Why.REFUSED, 1),
        (fake_kolada.cut, Why.BROKEN, 3),
        (fake_kolada.hung_up, Why.BROKEN, 3),
        (fake_kolada.slow(0.5), Why.SLOW, 3),
        (fake_kolada.HTML, Why.NOT_JSON, 3),
        (fake_kolada.body(b"[]"), Why.SHAPE, 1),
        (fake_kolada.body(b'{"values": 3}'), Why.SHAPE, 1),
        (fake_kolada.body(b'{"values": [3]}'), Why.SHAPE, 1),
        (fake_kolada.body(b'{"values": [], "next_url": 2}'), Why.SHAPE, 1),
    ],
)
def test_a_fault_that_stays_is_given_up_after_so_many_tries(
    fake: FakeKolada, client: Client, fault: fake_kolada.Fault, expected: Why, tries: int
) -> None:
    fake.always = fault
    with pytest.raises(SourceFault) as caught:
        list(client.data([HOURS], [ASKERSUND], [2022]))
    assert caught.value.why == expected
    assert len(fake.asked) == tries


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        ('{"kpi": "N21826"}', Why.SHAPE),
        ('{"kpi": "N21826", "municipality": 1882, "period": 2022, "values": []}', Why.SHAPE),
        ('{"kpi": "N21826", "municipality": "1882", "period": "2022", "values": []}', Why.SHAPE),
        (entry('{"gender": "K", "value": "31,5"}'), Why.SHAPE),
        (entry('{"gender": "K", "value": true}'), Why.SHAPE),
        (entry('{"gender": "F", "value": 31.5}'), Why.SHAPE),
        (entry("31.5"), Why.SHAPE),
        (entry('{"gender": "K", "value": 1.5}, {"gender": "K", "value": 1.6}'), Why.CONTRADICTION),
    ],
)
def test_an_answer_we_do_not_understand_changes_nothing(
    store: Store, fake: FakeKolada, fetch: Fetch, answered: str, expected: Why
) -> None:
    before, version = everything(store), store.version
    fake.faults = [None]
    fake.always = fake_kolada.body(f'{{"values": [{answered}]}}'.encode())
    assert why(fetch, HOURS) == expected
    assert (everything(store), store.version) == (before, version)


@pytest.mark.long
def test_whatever_is_answered_ends_in_figures_or_in_words(fake: FakeKolada, fetch: Fetch) -> None:
    refused = 0
    for number in range(size(8, 1_000)):
        # Every third time what is told of the indicator itself is hostile too.
        fake.faults = [None] if number % 3 else []
        fake.always = fake_kolada.body(hostile.answer(random.Random(number)))
        try:
            fetch(HOURS)
        except SourceFault as fault:
            refused += 1
            for language in wording.LANGUAGES:
                assert kolada.fault(wording.words(language), fault).strip()
    assert refused


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("cause", Why)
def test_every_fault_is_said_in_words_with_a_cure(cause: Why, language: str) -> None:
    say = wording.words(language)
    details = {"status": 404, "host": "kolada.example", "ids": "N00206", "what": "N00206 1882"}
    said = kolada.fault(say, SourceFault(cause, **details))
    assert said.endswith(say("Inga värden är ändrade."))
    assert said.count(". ") >= 2
    assert "{" not in said


def test_a_long_wait_is_told_instead_of_waited(fake: FakeKolada, fetch: Fetch) -> None:
    fake.always = fake_kolada.busy("3600")
    with pytest.raises(SourceFault) as caught:
        fetch(HOURS)
    assert len(fake.asked) == 1
    assert "60 minuter" in kolada.fault(wording.words("sv"), caught.value)


def test_an_answer_without_a_network_is_said_at_once(store: Store) -> None:
    with pytest.raises(SourceFault) as caught:
        kolada.import_figures(
            store, OWNER, Wanted((2022,), (HOURS,)), base="http://127.0.0.1:1/v3", patience=QUICK
        )
    assert caught.value.why == Why.UNREACHABLE


def test_an_answer_that_drips_is_cut_off(fake: FakeKolada, fetch: Fetch) -> None:
    def dripping(request: fake_kolada.Answering) -> bool:
        request.send_response(200)
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        for _ in range(20):
            time.sleep(0.05)
            try:
                request.wfile.write(b" ")
            except OSError:
                break
        request.close_connection = True
        return True

    fake.always = dripping
    patience = Patience(attempts=1, reading=0.3, page=0.2)
    assert why(fetch, HOURS, patience=patience) == Why.SLOW


def test_a_page_that_is_too_large_is_not_read_to_its_end(fake: FakeKolada, fetch: Fetch) -> None:
    fake.always = fake_kolada.body(b" " * 200_000)
    assert why(fetch, HOURS, patience=Patience(attempts=1, most_bytes=100_000)) == Why.SHAPE


# Empty answers


def test_a_year_kolada_does_not_have_yet_is_an_answer_and_no_fault(fake: FakeKolada, fetch: Fetch) -> None:
    outcome = fetch(HOURS, years=(NEW_YEAR,))
    assert (outcome.values, outcome.submission) == (0, None)
    assert kolada.summary(wording.words("sv"), outcome) == [
        f"Kolada har inga värden för {NEW_YEAR} än. Inget är ändrat."
    ]


def test_an_indicator_that_kolada_does_not_know_is_named(fake: FakeKolada, fetch: Fetch) -> None:
    fake.values = {cell: one for cell, one in fake.values.items() if cell[0] != HOURS}
    with pytest.raises(SourceFault) as caught:
        fetch(HOURS, FULL_TIME)
    assert (caught.value.why, caught.value.details) == (Why.UNKNOWN_THERE, {"ids": HOURS})
    assert why(fetch, HOURS) == Why.UNKNOWN_THERE


def test_an_indicator_kolada_no_longer_has_does_not_keep_the_others_back(
    fake: FakeKolada, fetch: Fetch
) -> None:
    fake.values = {cell: one for cell, one in fake.values.items() if cell[0] != HOURS}
    outcome = fetch()
    assert outcome.unknown == (HOURS,)
    assert outcome.values > 50
    assert f"Kolada har inte {HOURS}. Resten är hämtat." in kolada.summary(wording.words("sv"), outcome)


def test_an_empty_list_for_what_must_be_there_means_that_the_service_has_changed(
    fake: FakeKolada, fetch: Fetch
) -> None:
    fake.answers_nothing = True
    assert why(fetch, HOURS) == Why.CHANGED


def test_empty_data_beside_right_metadata_means_that_the_service_has_changed(
    fake: FakeKolada, fetch: Fetch
) -> None:
    fake.faults = [None]
    fake.always = fake_kolada.body(b'{"values": [], "next_url": null}')
    assert why(fetch, HOURS, years=(NEW_YEAR,)) == Why.CHANGED


def test_what_was_not_asked_for_is_left_aside(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.faults = [
        None,
        fake_kolada.body(
            b'{"values":[{"kpi":"N21826","municipality":"G2328","period":2022,"values":[{"gender":"K","value":1}]},'
            b'{"kpi":"N21826","municipality":"1882","period":1999,"values":[{"gender":"K","value":1}]}]}'
        ),
    ]
    outcome = fetch(HOURS)
    assert (outcome.values, outcome.aside, outcome.submission) == (0, 2, None)


@pytest.mark.parametrize(
    ("indicators", "places", "expected"),
    [
        (("N99999",), (), Why.UNKNOWN_HERE),
        ((HOURS,), ("9999",), Why.UNKNOWN_PLACE),
        ((HOURS,), ("180",), Why.UNKNOWN_PLACE),
        ((REGION_FULL_TIME,), (ASKERSUND,), Why.UNKNOWN_PLACE),
    ],
)
def test_what_is_not_known_here_is_not_asked_for(
    fake: FakeKolada, fetch: Fetch, indicators: tuple[str, ...], places: tuple[str, ...], expected: Why
) -> None:
    assert why(fetch, *indicators, places=places) == expected
    assert fake.asked == []


# Going on where it was


def test_an_import_cut_short_goes_on_where_it_was_and_says_so(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    fake.most = 2
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.0
    fake.faults = [None, None, None, *[fake_kolada.status(503)] * 3]
    assert why(fetch, HOURS, years=(2022, NEW_YEAR)) == Why.FAILING
    before = len(fake.asked)
    steps: list[Step] = []
    outcome = fetch(HOURS, years=(2022, NEW_YEAR), progress=steps.append)
    assert outcome.resumed == 3
    assert len(fake.asked) - before == outcome.pages - 3
    assert outcome.count("new") == 3
    assert "sparad sedan förra gången" in kolada.progress(wording.words("sv"), steps[0])
    assert (steps[-1].done, steps[-1].planned) == (outcome.pages, outcome.pages)


def test_an_import_stopped_by_its_visitor_goes_on_later(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    class Gone(BaseException):
        """How Streamlit stops a script whose visitor has left."""

    def leave(step: Step) -> None:
        if step.done == 2:
            raise Gone

    with pytest.raises(Gone):
        fetch(HOURS, FULL_TIME, progress=leave)
    assert fetch(HOURS, FULL_TIME).resumed == 2


def test_pages_are_thrown_away_when_all_is_published_and_when_they_were_wrong(
    store: Store, fake: FakeKolada, fetch: Fetch
) -> None:
    work = store.path.parent / "kolada"
    fetch(HOURS)
    assert list(work.iterdir()) == []
    fake.answers_nothing = True
    why(fetch, HOURS)
    assert list(work.iterdir()) == []


def test_pages_from_another_day_are_fetched_anew(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.faults = [None, fake_kolada.status(503), fake_kolada.status(503), fake_kolada.status(503)]
    why(fetch, HOURS)
    for page in (store.path.parent / "kolada").rglob("*.json"):
        os.utime(page, (time.time() - 86_400,) * 2)
    assert fetch(HOURS).resumed == 0


def test_a_page_spoilt_on_the_disk_is_fetched_anew(store: Store, fake: FakeKolada, fetch: Fetch) -> None:
    fake.faults = [None, fake_kolada.status(503), fake_kolada.status(503), fake_kolada.status(503)]
    why(fetch, HOURS)
    for page in (store.path.parent / "kolada").rglob("*.json"):
        page.write_bytes(page.read_bytes()[:-5])
    assert fetch(HOURS).resumed == 0


def test_two_imports_are_not_run_at_once(fake: FakeKolada, fetch: Fetch) -> None:
    found: list[str] = []
    fetch(HOURS, progress=lambda step: found.append(why(fetch, HOURS)))
    assert set(found) == {Why.RUNNING}


def test_a_publication_that_fails_leaves_nothing_behind(
    store: Store, fake: FakeKolada, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, events = everything(store), len(store.events(OWNER))
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.0
    with monkeypatch.context() as patch:

        def full_disk(*_) -> None:
            raise OSError("no space left")

        patch.setattr("benchmarking.store.commands.make_current", full_disk)
        with pytest.raises(OSError, match="no space left"):
            fetch(HOURS, years=(NEW_YEAR,))
    assert (everything(store), len(store.events(OWNER))) == (before, events)
    assert fetch(HOURS, years=(NEW_YEAR,)).count("new") == 3


# The command line


def run(*arguments: object):
    return CliRunner().invoke(cli.cli, ["kolada", *map(str, arguments)])


def test_the_command_says_what_it_fetched_and_changed(store: Store, fake: FakeKolada) -> None:
    store.close()
    old = fake.values[HOURS, ASKERSUND, 2022, "K"]
    fake.values[HOURS, ASKERSUND, 2022, "K"] = 55.5
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.0
    ended = run("--indicator", HOURS, "--year", "2022,2023", "--organisation", ASKERSUND)
    assert ended.exit_code == 0, ended.output
    assert "Nya: 3. Ändrade: 1. Borttagna: 0." in ended.stdout
    assert f"Askersund (1882), 2022, kvinnor: {old:.2f}".replace(".", ",") in ended.stdout
    assert "→ 55,50 (ändrat)" in ended.stdout
    assert f"({HOURS}), {NEW_YEAR}: 3 nya värden" in ended.stdout
    assert "Sida 2 av 2" in ended.stderr
    again = run("--indicator", HOURS, "--year", "2022", "--year", "2023", "--organisation", ASKERSUND)
    assert (again.exit_code, "Inget är ändrat" in again.stdout) == (0, True)


def test_the_command_ends_with_1_where_kolada_has_nothing_and_2_where_it_fails(
    store: Store, fake: FakeKolada
) -> None:
    store.close()
    assert run("--indicator", HOURS, "--year", NEW_YEAR).exit_code == 1
    unknown = run("--indicator", "N99999", "--year", 2022)
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "Nyckeltalet N99999" in unknown.stderr
    fake.answers_nothing = True
    english = run("--indicator", HOURS, "--year", 2022, "--language", "en")
    assert english.exit_code == 2
    assert "No values have been changed." in english.stderr


@pytest.mark.parametrize("year", ["1066", "next", "2999", ""])
def test_a_year_that_cannot_be_is_refused_before_anything_is_asked(
    store: Store, fake: FakeKolada, year: str
) -> None:
    store.close()
    assert run("--indicator", HOURS, "--year", year).exit_code == 2
    assert fake.asked == []


def test_the_command_is_carried_out_by_the_dashboard_that_runs_and_tells_how_far_it_is(
    store: Store, fake: FakeKolada
) -> None:
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.0
    command = [sys.executable, "-m", "benchmarking", "kolada", "--indicator", HOURS, "--year", str(NEW_YEAR)]
    with cli.answering(store):
        ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "Sida 1 av 2" in ended.stderr and "Sida 2 av 2" in ended.stderr
    assert "Nya: 3." in ended.stdout
    assert value(store, HOURS, ASKERSUND, NEW_YEAR, "K") == 30.0


# The coordinator's button


def panel() -> None:
    from benchmarking.web.collecting.kolada import import_panel

    import_panel()


@pytest.fixture
def button(store: Store, fake: FakeKolada, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The panel as a coordinator sees it."""
    store.close()
    monkeypatch.setattr("benchmarking.api.local_key.held_by", lambda cookie: True)
    app = AppTest.from_function(panel, default_timeout=60).run()
    yield app
    session.store().close()


def test_a_visitor_has_no_button(store: Store, fake: FakeKolada) -> None:
    store.close()
    app = AppTest.from_function(panel, default_timeout=60).run()
    assert not app.exception
    assert list(app.button) == []
    session.store().close()


def test_the_button_offers_the_years_after_those_that_are_held(button: AppTest) -> None:
    assert not button.exception
    assert [box.value for box in button.selectbox] == [NEW_YEAR, date.today().year]
    button.multiselect[0].set_value([REGION_FULL_TIME]).run()
    assert not button.exception


def test_the_button_fetches_and_says_what_changed(button: AppTest, fake: FakeKolada) -> None:
    old = fake.values[HOURS, ASKERSUND, 2022, "K"]
    fake.values[HOURS, ASKERSUND, 2022, "K"] = 55.5
    fake.values[HOURS, ASKERSUND, NEW_YEAR, "K"] = 30.0
    button.selectbox[0].set_value(2022)
    button.button(key="kolada-fetch").click().run()
    assert not button.exception
    assert "Nya: 3. Ändrade: 1. Borttagna: 0." in button.success[0].value.replace("\\", "")
    shown = "".join(element.value for element in button.get("html"))
    assert f"{old:.2f}".replace(".", ",") in shown and "55,50" in shown
    assert "utkast=" in shown
    button.selectbox[0].set_value(2022)
    button.button(key="kolada-fetch").click().run()
    assert "Allt var som förut" in button.success[0].value.replace("\\", "")


def test_the_button_says_what_went_wrong_and_the_page_stands(button: AppTest, fake: FakeKolada) -> None:
    fake.answers_nothing = True
    button.button(key="kolada-fetch").click().run()
    assert not button.exception
    assert "Kolada svarar tomt" in button.error[0].value
    assert list(button.success) == []
