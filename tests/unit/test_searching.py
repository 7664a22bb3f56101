"""Indicators are found by what they are called and what they are about, also misspelt."""

from __future__ import annotations

import pytest
from builders import VISITOR

from benchmarking.model import Indicator
from benchmarking.web.comparing.searching import find
from benchmarking.wording import words

SV = words("sv")


@pytest.fixture(scope="module")
def indicators(full_store) -> tuple[Indicator, ...]:
    return full_store.indicators(VISITOR)


def test_a_misspelt_word_offers_what_was_meant_and_how_many_fit(indicators):
    found = find("hemtjenst", indicators, SV)
    assert not found.ids and found.meant == "hemtjänst"
    assert found.would_fit == len(find("hemtjänst", indicators, SV).ids) >= 4


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("vab", "N00945"),
        ("lön", "N00951"),
        ("N00206", "N00206"),
        ("n00923", "N00925"),
        ("politik", "N05815"),
        ("full time", "N00206"),
        ("Mäns våld", "N01460"),
        ("MERITVÄRDE", "N15507"),
    ],
)
def test_it_finds_by_title_theme_id_sub_goal_and_language(indicators, asked, expected):
    assert expected in find(asked, indicators, SV).ids


def test_those_that_fit_by_their_short_title_come_first(indicators):
    assert find("heltid", indicators, SV).ids[0] in {"N05810", "N00206", "N00209", "N20209"}
    assert find("lön", indicators, SV).ids[0] == "N00951"


def test_every_word_must_fit(indicators):
    both = set(find("heltid vård", indicators, SV).ids)
    assert both == set(find("heltid", indicators, SV).ids) & set(find("vård", indicators, SV).ids)


@pytest.mark.parametrize("nonsense", ["xqzzkw", "", "  ", "<script>", "???"])
def test_nonsense_finds_nothing_and_offers_nothing(indicators, nonsense):
    found = find(nonsense, indicators, SV)
    assert found.ids == () and found.meant == "" and found.would_fit == 0


def test_every_indicator_is_found_by_its_own_short_title(indicators):
    for indicator in indicators:
        assert indicator.id in find(indicator.short.sv, indicators, SV).ids
        assert indicator.id in find(indicator.short.en, indicators, words("en")).ids
