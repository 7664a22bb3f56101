"""From the start page to any two places side by side, counting what a visitor does on the way."""

from __future__ import annotations

import pytest
from builders import LONG

MOST = 3

PAIRS = [
    ("kommuner", "Kommuner", ("Vännäs", "Ystad"), "Vännäs och Ystad"),
    ("regioner", "Regioner", ("Region Skåne", "Region Gotland"), "Region Skåne och Region Gotland"),
]


@pytest.mark.long
@pytest.mark.parametrize(("link", "label", "pair", "heading"), PAIRS, ids=[pair[0] for pair in PAIRS])
@pytest.mark.parametrize("width", (1280, 390) if LONG else (390,))
def test_any_two_stand_side_by_side_in_three_interactions(visit, width, link, label, pair, heading):
    visitor = visit(width)
    visitor.open("/")
    visitor.follow(link)
    interactions = 1
    for name in pair:
        visitor.choose(label, name, name)
        visitor.page.wait_for_timeout(500)
        visitor.settle()
        interactions += 1
    assert visitor.heading == heading
    assert visitor.page.locator(".bm-beside .bm-row").count() > 5
    assert interactions <= MOST
