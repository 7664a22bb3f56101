"""Every page, in both languages, with no figures at all, with few, and with all of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from language import strangers
from visiting import Seen, opened

from benchmarking import web, wording
from benchmarking.wording.glossary import GLOSSARY

STORES = ("empty", "unfilled", "small", "full")
LANGUAGES = ("sv", "en")

# What a link to a page may ask for; a page that is not named here is opened as it stands. Places and
# indicators are those of the small network, rounds and lines of the full one.
ASKED = {
    "organisation": (
        {},
        {"kod": "1882"},
        {"kod": "2083", "mot": "riket"},
        {"kod": "0009"},
        {"kod": "0000"},
        {"kod": "18"},
    ),
    "compare": (
        {},
        {"kommun": "1882"},
        {"kommun": "1882,1982,2083", "nyckeltal": "N21826", "visa": "alla"},
        {"kommun": "1882,2480", "nyckeltal": "N00925", "ordna": "delmal"},
        {"kommun": "0180,2083", "nyckeltal": "N05815"},
    ),
    "regions": ({}, {"region": "0001,0009"}, {"region": "0018", "lan": "18", "matt": "N00952"}),
    "indicator": (
        {},
        {"nyckeltal": "N00206", "kod": "1882"},
        {"nyckeltal": "N05815"},
        {"nyckeltal": "N60077"},
    ),
    "effect": ({}, {"omgang": "MK2", "nyckeltal": "N00206"}, {"omgang": "MK5"}),
    "initiatives": (
        {},
        {"insats": "cemr-norrbotten"},
        {"insats": "INGEN"},
    ),
    "network": ({}, {"linje": "2083"}, {"linje": "1982"}),
    "meeting": (
        {},
        {"grupp": "MK3-1"},
        {"grupp": "MK5-1", "traff": "1"},
        {"grupp": "MR1-1", "traff": "avslut"},
    ),
    "submissions": ({}, {"omgang": "MK3", "vy": "historik"}),
}
VIEWS = {page: ASKED.get(page, ({},)) for page in web.PAGES}


def test_every_file_in_pages_is_a_page_with_an_address_and_visited_here():
    stems = {file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py")} - {"frame"}
    assert stems == set(web.PAGES)


@pytest.fixture(scope="module", params=STORES)
def visits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Every view of every page in both languages on one store, and what English lacked."""
    database = tmp_path_factory.mktemp(request.param) / "network.duckdb"
    shutil.copy(request.getfixturevalue(f"{request.param}_database"), database)
    words = wording.words("en")
    words.untranslated.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCHMARKING_DATABASE", str(database))
        # The visits share what the first of them prepared, as visitors of one server do.
        seen = {
            (page, language, tuple(asked.items())): Seen(opened(page, language, **asked))
            for page, views in VIEWS.items()
            for asked in views
            for language in LANGUAGES
        }
        # The owner's pages hold more than a visitor's.
        patch.setattr("benchmarking.api.local_key.held_by", lambda cookie: True)
        seen |= {
            (page, language, (("as", "owner"),)): Seen(opened(page, language))
            for page in ("upload", "submissions", "administer")
            for language in LANGUAGES
        }
        web.store().close()
    st.cache_resource.clear()
    return {"seen": seen, "untranslated": sorted(words.untranslated)}


def every(visits: dict, page: str) -> Iterator[tuple[str, Seen]]:
    for (stem, language, asked), seen in visits["seen"].items():
        if stem == page:
            yield f"{page} {dict(asked)} {language}", seen


@pytest.mark.parametrize("page", VIEWS)
def test_a_page_opens_without_an_exception_and_with_one_heading_and_its_source(visits, page):
    for view, seen in every(visits, page):
        assert not seen.faults, view
        assert len(seen.headings) == 1 and seen.headings[0], (view, seen.headings)
        sources = ("Källan står vid", "Each fact has its source") if page == "initiatives" else ("Kolada",)
        assert any(source in seen.text for source in sources), view


@pytest.mark.parametrize("page", VIEWS)
def test_nothing_of_the_machinery_is_shown(visits, page):
    """Python's and pandas' words for nothing, unfilled places in a message, and objects as they print."""
    for view, seen in every(visits, page):
        found = re.findall(r"\bnan\b|\bNaN\b|\bNone\b|\bNaT\b|<NA>|\{\w*\}|<\w[\w.]* object at", seen.text)
        assert not found, (view, found)


@pytest.mark.parametrize("page", VIEWS)
def test_every_figure_says_in_words_what_it_shows(visits, page):
    for view, seen in every(visits, page):
        assert all(chart.alt.strip() for chart in seen.charts), view
        drawn = [one for one in seen.html.elements if one.get("role") == "img"]
        assert all(one.get("aria-label", "").strip() for one in drawn), view


@pytest.mark.parametrize("page", VIEWS)
def test_the_other_language_is_one_link_away_and_keeps_the_view(visits, page):
    for view, seen in every(visits, page):
        name, code = ("Svenska", "sv") if view.endswith(" en") else ("English", "en")
        assert f"sprak={code}" in seen.links[name], view
        for parameter in ("kod", "kommun", "region", "linje"):
            if parameter in seen.app.query_params:
                assert f"{parameter}=" in seen.links[name], view


@pytest.mark.parametrize("page", VIEWS)
def test_a_term_says_on_hover_what_the_method_page_says_of_it(visits, page):
    for view, seen in every(visits, page):
        say = wording.words(view[-2:])
        for one in seen.html.elements:
            if one.get("class") == "page-term":
                address, _, anchor = one["href"].partition("#ord-")
                assert address.startswith("/metod") and one["title"] == say.meaning(anchor), view


def test_the_method_page_explains_every_term_at_its_own_anchor(visits):
    for _, seen in every(visits, "method"):
        anchors = [one["id"] for one in seen.html.elements if one.get("id", "").startswith("ord-")]
        assert sorted(anchors) == sorted(f"ord-{key}" for key in GLOSSARY)


@pytest.mark.parametrize("page", VIEWS)
def test_a_page_has_no_word_that_its_language_has_not(visits, page):
    """What is written past the catalogue stands in both languages, and is a stranger in one of them."""
    for view, seen in every(visits, page):
        assert not strangers(seen, view[-2:]), view


def test_english_has_every_message_that_the_pages_say(visits):
    assert visits["untranslated"] == []


def test_an_english_page_links_to_english_pages(visits):
    for page in VIEWS:
        for view, seen in every(visits, page):
            if not view.endswith(" en"):
                continue
            ours = [
                (text, href)
                for text, href in seen.links.items()
                if not href.startswith(("http", "#")) and text != "Svenska"
            ]
            assert all("sprak=en" in href for _, href in ours), (view, ours)
