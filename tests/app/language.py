"""The words that a page may say in a language, and those it says: what is in neither catalogue is hard-coded."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

from babel import Locale
from builders import DATA
from visiting import SAID_BY_WIDGETS, Seen

from benchmarking.wording import catalogue

WORD = re.compile(r"[^\W\d_]{2,}")
NO_WORDS = re.compile(
    r"https?://\S+|\S+\.(?:se|nu)(?:/\S*)?|#[0-9A-Fa-f]{3,8}\b|(?<!\S)/\w+\S*|\w*\d\w*|\S+\.(?:csv|xlsx)\b"
)
"""Addresses, colours, codes, checksums and names of files, which are read in no language."""
SPOKEN = ("aria-label", "title", "alt", "placeholder", "data-head")
WIDGETS = (
    *("button", "download_button", "selectbox", "multiselect", "radio", "text_input", "text_area"),
    *("number_input", "date_input", "checkbox", "file_uploader", "toggle", "popover", "expander"),
)
READ = {"text", "hovertext", "name", "title", "customdata", "ticktext", "hovertemplate"}
"""Where a Plotly figure keeps text."""

VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "wbr"})

IN_SWEDISH = {"producer", "operating_area"}
"""What `data/` has in Swedish alone, and an English page marks as such."""

ANY = frozenset({"csv", "excel", "parquet", "pdf", "powerpoint", "word", "english", "svenska", "digg"})
"""Names, which are the same in every language; a language is called what it calls itself."""


def _words(texts: Iterable[str]) -> set[str]:
    plain = (_common_names().sub(" ", NO_WORDS.sub(" ", text)) for text in texts)
    return {word.casefold() for text in plain for word in WORD.findall(text)}


def _of_language(value: Any, language: str) -> Iterator[str]:
    """Every text of a table of `data/` in a language; what has none is a name or a code."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and language in value:
        yield value[language]
    elif isinstance(value, list):
        for one in value:
            yield from _of_language(one, language)
    elif isinstance(value, dict):
        for key, one in value.items():
            if language == "sv" or key not in IN_SWEDISH:
                yield from _of_language(one, language)


def _columns(file: str, *columns: str) -> Iterator[str]:
    rows = (DATA / file).read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(row for row in rows if not row.startswith("#")):
        yield from (row[column] for column in columns)


@cache
def names() -> frozenset[str]:
    """What places are called, and what is theirs. A word that is common in a name, as "kommuner", is none."""
    listed = " ".join(_columns("organisations.csv", "name", "name_official")).split()
    called = _words(word for word in listed if word[0].isupper()) | {"län", "sdf"}
    return frozenset(called | {f"{name}s" for name in called})


@cache
def _common_names() -> re.Pattern[str]:
    """The names in which there is such a word, to be taken away whole: it may be on a line of its own in them."""
    whole = [
        name for name in _columns("organisations.csv", "name") if re.search(r"\s(?!län|sdf)[a-zåäö]", name)
    ]
    return re.compile("|".join(re.escape(name).replace(r"\ ", r"\s+") for name in whole) or "(?!)")


@cache
def vocabulary(language: str) -> frozenset[str]:
    """Every word that the catalogue, the data and the calendar have in a language."""
    said: list[str] = []
    for entry in catalogue.english():
        texts = entry.id if language == "sv" else entry.string
        said += [texts] if isinstance(texts, str) else texts
    for file in DATA.glob("*.toml"):
        said += _of_language(tomllib.loads(file.read_text(encoding="utf-8")), language)
    if language == "sv":
        said += _columns("memberships.csv", "area")
    locale = Locale(language)
    said += [*locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values()]
    return frozenset(_words(said) | ANY | names())


class _Said(HTMLParser):
    """What can be read or heard of HTML in the page's own language: an element in another says so by `lang`, a name by `translate`."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._language, self._open = language, [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        foreign = given["lang"] != self._language if "lang" in given else self._open[-1]
        foreign = foreign or given.get("translate") == "no"
        if tag not in VOID:
            self._open.append(foreign or tag in {"style", "script"})
        if not foreign:
            self.texts += [given[name] or "" for name in SPOKEN if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open[-1]:
            self.texts.append(data)


def _drawn(part: Any) -> Iterator[str]:
    """Every text in the description of a Plotly figure."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in READ or isinstance(value, dict | list):
                yield from _drawn(value)
    elif isinstance(part, list):
        for value in part:
            yield from _drawn(value)
    elif isinstance(part, str):
        yield re.sub(r"<[^>]*>|%\{[^}]*\}", " ", part)


def said(seen: Seen, language: str) -> Iterator[str]:
    """Every text of a page in its own language: HTML, boxes, controls with their help and choices, and figures."""
    html = _Said(language)
    html.feed("".join(element.value for element in seen.app.get("html")))
    yield from html.texts
    for kind in SAID_BY_WIDGETS:
        yield from (element.value for element in seen.app.get(kind))
    for kind in WIDGETS:
        for element in seen.app.get(kind):
            proto = getattr(element, "proto", None)
            for name in ("label", "help", "placeholder"):
                text = getattr(proto, name, "")
                if isinstance(text, str):
                    yield text
            yield from (one for one in getattr(proto, "options", ()) if isinstance(one, str))
    for chart in seen.charts:
        yield chart.alt
        yield from _drawn([chart.spec.get("data", []), chart.spec.get("layout", {}).get("annotations", [])])


def strangers(seen: Seen, language: str) -> set[str]:
    """The words of a page that nothing it is made of has in its language."""
    asked = _words(str(value) for value in seen.app.query_params.values())
    return _words(said(seen, language)) - vocabulary(language) - asked
