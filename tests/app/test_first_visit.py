"""What a first visitor is told, and that the views she is sent to say it too; and how the pages say they look."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit as st
from builders import LONG
from visiting import Seen, opened

from benchmarking import web, wording
from benchmarking.api.markup import FRAME_CSS
from benchmarking.figures.tokens import DARK, LIGHT, Tokens, contrast
from benchmarking.web.about.design import SPACES, colour_roles, declared

STEMS = {address: stem for stem, address in web.PAGES.items()}


@pytest.fixture(scope="module")
def network(full_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    database = tmp_path_factory.mktemp("first") / "network.duckdb"
    shutil.copy(full_database, database)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENCHMARKING_DATABASE", str(database))
        yield
        web.store().close()
    st.cache_resource.clear()


class Examples(HTMLParser):
    """The guided examples of the start page: heading, sentence, link."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self._into = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h3":
            self.found.append({"h3": "", "p": "", "a": "", "href": ""})
        self._into = tag
        if tag == "a" and self.found:
            self.found[-1]["href"] = dict(attrs)["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        self._into = ""

    def handle_data(self, data: str) -> None:
        if self._into in ("h3", "p", "a") and self.found:
            self.found[-1][self._into] += data


def examples(seen: Seen) -> list[dict[str, str]]:
    pages = "".join(element.value for element in seen.app.get("html"))
    [part] = re.findall(r'<ol class="page-examples">.*?</ol>', pages, re.DOTALL)
    return Examples(part).found


def view(href: str, language: str) -> Seen:
    parts = urlsplit(href)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items() if name != "sprak"}
    return Seen(opened(STEMS[parts.path.strip("/")], language, **asked))


@pytest.mark.long
@pytest.mark.parametrize("language", wording.LANGUAGES if LONG else ["sv"])
def test_each_guided_example_is_said_by_the_view_it_leads_to(network, language):
    told = examples(Seen(opened("start", language)))
    assert len(told) == 3
    for one in told:
        there = view(one["href"], language)
        assert not there.faults
        assert one["p"] in there.text, one
        assert one["h3"] and one["a"]
    # With real figures, of real places.
    assert re.search(r"\d", told[0]["p"]) and re.search(r"\d", told[1]["p"]) and "Vännäs" in told[2]["p"]


def test_politician_coordinator_and_mentor_each_find_a_first_step(network):
    seen = Seen(opened("start"))
    for who, step in (
        ("Politiker", "Exempel: Askersund"),
        ("Samordnare", "Lämna uppgifter"),
        ("Mentor", "Förbered nästa möte (exempel: Vännäs grupp, 2019–2020)"),
    ):
        assert who in seen.text
        assert not view(seen.links[step], "sv").faults


def test_where_there_are_no_figures_nothing_is_promised(empty_database: Path, database_path: Path):
    shutil.copy(empty_database, database_path)
    seen = Seen(opened("start"))
    assert not seen.faults
    assert "Tre sätt att börja" not in seen.text and "Börja här" not in seen.text


# The page that describes the design


def test_the_design_page_names_every_colour_with_its_contrast(network):
    seen = Seen(opened("design"))
    assert not seen.faults
    say = wording.words("sv")
    assert colour_roles(say).keys() == {field.name for field in fields(Tokens)}
    for theme in (LIGHT, DARK):
        for field in fields(Tokens):
            assert getattr(theme, field.name) in seen.text
        assert say.number(contrast(theme.ink, theme.bg), 1) in seen.text
    # A space before the unit, as one writes it.
    assert declared("h1.page-title")["font-size"].replace("px", " px") in seen.text


def test_contrast_is_what_wcag_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_the_design_page_shows_one_gap_of_each_kind(network):
    text = Seen(opened("design")).text
    for word in ("Säker, ", "Varaktig, ", "Räknat"):
        assert word in text, word


def test_what_the_stylesheet_does_not_say_is_not_told():
    with pytest.raises(KeyError):
        declared(".no-such-class")


def test_distances_are_those_that_the_design_page_names():
    css = FRAME_CSS.read_text(encoding="utf-8")
    between = r"(?<![\w-])(?:margin|padding|gap|row-gap|column-gap)(?:-[a-z]+)?: ([^;}]+)"
    used = {
        int(number)
        for value in re.findall(between, css)
        for number in re.findall(r"(?<![-\d.])(\d+)px", value)
    }
    assert {number for number in used if number >= min(SPACES)} == set(SPACES)
