"""The script that mends Streamlit's markup: where it comes from, and the words it brings."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarking.api import markup, middleware, routes


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_tags_name_files_of_ours_and_the_first_carries_every_word(language):
    tags = markup.script(language).decode()
    address = r'<script defer src="\./app/static/([\w.]+)\?[0-9a-f]{12}"'
    mending, words, lighting = re.fullmatch(
        rf'{address} data-words="([^"]*)"></script>{address}></script>', tags
    ).groups()
    assert [script.name for script in markup.SCRIPTS] == [mending, lighting]
    assert all(script.is_file() for script in markup.SCRIPTS)
    assert json.loads(unescape(words)) == markup.names(language)


def test_what_a_name_holds_of_the_pages_own_is_kept_in_both_languages():
    for language in ("sv", "en"):
        for theirs, ours in markup.names(language).items():
            assert theirs.count("{}") == ours.count("{}") <= 1, theirs


def test_the_skip_link_is_in_the_language_of_the_page():
    assert markup.names("sv")["Skip to main content"] == "Hoppa till innehållet"
    assert markup.names("en")["Skip to main content"] == "Skip to the content"


def test_the_stylesheet_stands_after_streamlits_own_and_is_fetched_once():
    async def shell(request):
        return HTMLResponse(Path(streamlit.__file__).parent.joinpath("static", "index.html").read_text())

    asker = TestClient(Starlette(routes=[*routes(), Route("/", shell)], middleware=middleware()))
    page = asker.get("/").text
    address = re.search(r'<link rel="stylesheet" href="(\./stil-[0-9a-f]{12}\.css)">', page)
    assert page.index("</head>") < address.start()
    answer = asker.get(address.group(1))
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    for part in (":root{--bm-", ".page-lede", ".bm-"):
        assert part in answer.text
