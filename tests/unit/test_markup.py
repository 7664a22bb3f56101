"""The script that mends Streamlit's markup: where it comes from, and the words it brings."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from benchmarking.api import markup


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
