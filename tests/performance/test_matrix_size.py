"""Everything at once: 311 organisations and 64 indicators in the matrix, in seconds and bytes."""

from __future__ import annotations

import time

from builders import VISITOR
from client import Client

from benchmarking import prepared, wording
from benchmarking.figures import Shown
from benchmarking.figures.matrix import matrix
from benchmarking.model import OrganisationKind

PLACES = (OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)

FROZEN = 5.0
"""Seconds after which somebody takes a page for frozen; on a machine that is shared, far more than it takes."""


def test_311_organisations_and_64_indicators_are_drawn_before_anybody_thinks_it_has_frozen(full_store, tell):
    facts, words = prepared.facts(full_store, VISITOR), wording.words("sv")
    places = facts.of_kind(*PLACES)
    shown = [Shown(place.code, place.name, kind=place.kind) for place in places]
    begun = time.perf_counter()
    drawn = matrix(
        facts.assessed_of([place.code for place in places]),
        shown,
        list(facts.indicators.values()),
        words,
        place_href=lambda code: f"/profil?kod={code}",
        indicator_href=lambda code: f"/nyckeltal?nyckeltal={code}",
    )
    seconds = time.perf_counter() - begun
    tell(
        f"{len(places)} organisations × {len(facts.indicators)} indicators, drawn once",
        ("", "seconds", "kB"),
        [("matrix", f"{seconds:.2f}", f"{len(drawn.html.encode()) / 1000:.0f}")],
    )
    assert len(places) == 311 and len(facts.indicators) == 64
    assert drawn.html.count("<tr") > 311 and drawn.figure is None
    assert seconds <= FROZEN


def test_all_municipalities_side_by_side_come_as_a_matrix(product, full_store, tell):
    codes = [place.code for place in prepared.facts(full_store, VISITOR).of_kind(PLACES[0])]
    with Client(product.url) as client:
        runs = [client.run("jamfor", f"kommun={','.join(codes)}") for _ in range(3)]
    tell(
        f"the page that compares, {len(codes)} municipalities",
        ("run", "seconds", "kB sent"),
        [
            (str(number), f"{run.seconds:.2f}", f"{run.bytes / 1000:.0f}")
            for number, run in enumerate(runs, start=1)
        ],
    )
    assert runs[0].seconds <= FROZEN and runs[-1].seconds <= FROZEN / 2
    assert runs[-1].bytes < 2_000_000
