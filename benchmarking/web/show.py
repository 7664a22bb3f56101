"""Putting things on the page: the frame, ledes, figures with their table, download and source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from benchmarking import exports, figures
from benchmarking.access import Refusal
from benchmarking.api import ASTRAY
from benchmarking.figures import Described
from benchmarking.figures.markup import HERE, Markup, joined, tag, within
from benchmarking.model import Indicator, Viewer
from benchmarking.web.own_account import own_account
from benchmarking.web.session import address, other_language, signed_in, whole_address, words
from benchmarking.web.signing_in import providers, why_not
from benchmarking.web.turns import Turns

CONTENT_WIDTH = 1120

_turns = Turns()

_gathered: ContextVar[list[str] | None] = ContextVar("gathered", default=None)


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody can do here: who it is for, what it gives, and links (text, address), the first one first."""

    heading: str
    text: str
    ways: Sequence[tuple[str, str]]


class Written(str):
    """HTML as it goes to the browser. Of any other string Streamlit takes away the indentation, line by line."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return self


def put(html: str, where: DeltaGenerator | None = None) -> None:
    """HTML of ours on the page, or in a place kept for it: at once, or with all else that is being put `together`."""
    gathered = _gathered.get()
    if where is not None:
        where.html(Written(html))
    elif gathered is None:
        st.html(Written(html))
    else:
        gathered.append(html)


@contextmanager
def gathered() -> Iterator[list[str]]:
    """What is `put` in here, piece by piece, instead of on the page. For HTML only: a widget is drawn at once."""
    pieces: list[str] = []
    token = _gathered.set(pieces)
    try:
        yield pieces
    finally:
        _gathered.reset(token)


@contextmanager
def together() -> Iterator[None]:
    """What is put in here goes to the browser as one element, spaced as if it were many.

    Each element costs a message of its own, and a page of figures would be sixty of them. Only for HTML:
    a widget in here would stand before it.
    """
    with gathered() as pieces:
        yield
    if pieces:
        put(stacked(pieces))


def stacked(pieces: Sequence[str]) -> str:
    """Pieces of HTML as one, as far from each other as elements of their own would be."""
    if len(pieces) == 1:
        return pieces[0]
    inside = "".join(f"<div>{piece}</div>" for piece in pieces)
    return f'<div style="display:flex;flex-direction:column;gap:1rem">{inside}</div>'


@cache
def _words_of_style(choose_file: str, menu: str, working: str) -> str:
    """What the stylesheet (`api.markup`) writes, in the page's language."""
    written = f"--choose-file:'{escape(choose_file)}';--menu:'{escape(menu)}';--working:'{escape(working)}'"
    return f"<style>:root{{{written}}}</style>"


def page(path: Path, **told: Any) -> st.Page:
    """A page of the navigation, made once: Streamlit asks the disk for each of them at each run.

    A copy, for it notes on a page whether that may be run.
    """
    return copy(_page(path, **told))


@cache
def _page(path: Path, **told: Any) -> st.Page:
    return st.Page(path, **told)


def draw_frame(run_page: Callable[[], None], *, sourced: bool = False) -> None:
    """The page in a column of readable width, with the other language one link away.

    `sourced`: the page's facts are not Kolada's and carry their own sources.
    """
    say = words()
    name, there, code = other_language()
    put(_words_of_style(say("Välj fil"), say("Meny"), say("Räknar …")))
    with (
        _turns.taken(),
        st.container(horizontal_alignment="center"),
        st.container(width=CONTENT_WIDTH),
    ):
        put(f'<p class="page-language">{link(name, there, lang=code)}</p>')
        sign_in_or_out()
        run_page()
        source = (
            say("Källan står vid varje uppgift.")
            if sourced
            else say("Källa: Kolada (RKA). Skillnader och bedömningar: egen bearbetning av data från Kolada.")
        )
        how = " · ".join(
            (
                link(say("Så har vi räknat"), address("method")),
                link(say("Tillgänglighet"), address("accessibility")),
            )
        )
        put(
            f'<footer class="page-footer"><p>{escape(source)} {how}</p>'
            f'<p class="page-address">{escape(whole_address())}</p></footer>'
        )


def gone_astray() -> None:
    """Tells a visitor whom the door has led here (`api.astray`) that the page asked for is not there."""
    say = words()
    if ASTRAY in st.query_params:
        put(
            f'<p class="page-read" role="status">'
            f"{escape(say('Sidan du sökte finns inte. Sök din kommun eller region här, eller välj i menyn.'))}</p>"
        )


def closed(sentence: str, *ways: tuple[str, str]) -> None:
    """Tells somebody who may not use a part what it is for, how to get in, and where to go instead (text, address)."""
    say = words()
    how = (
        say("Logga in uppe till höger, om du är inbjuden.")
        if providers()
        else say("Be den som sköter tjänsten om en länk. Den gäller en gång.")
    )
    instead = "".join(f"<li>{link(text, there)}</li>" for text, there in ways)
    put(
        f'<div class="page-closed" role="status"><p><strong>{escape(sentence)}</strong> {escape(how)}</p>'
        f"<p>{escape(say('Det här kan alla göra:'))}</p><ul>{instead}</ul></div>"
    )


def sign_in_or_out() -> None:
    """Logga in, Logga ut, and why somebody who has signed in is not let in; nothing on a server without sign-in."""
    say, found = words(), signed_in()
    if found is None:
        return
    if isinstance(found, Refusal):
        st.warning(why_not(say, found))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.user.get("is_logged_in"):
            if isinstance(found, Viewer):
                own_account(found)
            if st.button(say("Logga ut"), type="tertiary", key="sign-out"):
                st.logout()
            return
        for name, called in providers().items():
            label = say("Logga in hos {provider}", provider=called) if called else say("Logga in")
            if st.button(label, type="tertiary", key=f"sign-in-{name}"):
                st.login(name or None)


def link(text: str, href: str, lang: str = "", *, about: str = "") -> str:
    """An escaped link. In `st.html` it loads the page anew, which is right between pages.

    `about` is read aloud after the text, where a list of links would not tell it from another with the same text.
    """
    spoken = f' lang="{escape(lang, quote=True)}" hreflang="{escape(lang, quote=True)}"' if lang else ""
    more = f'<span class="page-unseen">, {escape(about)}</span>' if about else ""
    return f'<a href="{escape(href, quote=True)}"{spoken}>{escape(text)}{more}</a>'


def term(key: str, text: str = "") -> Markup:
    """A word of the glossary, as `text` if that is given: it says what it means on hover, and leads to where that
    is written."""
    say = words()
    there = f"{address('method')}#ord-{key}"
    return tag("a", text or say.term(key), class_="page-term", href=there, title=say.meaning(key))


def explained(sentence: str, *keys: str) -> Markup:
    """A sentence with the first mention of each of those words of the glossary, whatever its ending, as `term`."""
    say = words()
    left = {say.term(key).casefold(): key for key in keys}
    mention = re.compile(rf"\b((?:{'|'.join(map(re.escape, left))})\w*)", re.IGNORECASE)
    parts: list[str] = []
    for part in mention.split(sentence):
        word = next((word for word in left if part.casefold().startswith(word)), "")
        parts.append(term(left.pop(word), part) if mention.fullmatch(part) and word else part)
    return joined(*parts)


def as_written(text: str) -> Markup:
    """What somebody has written, which is Swedish whatever the page's language: a screen reader is told so."""
    return tag("span", text, lang=None if words().language == "sv" else "sv")


def source_of(indicator: Indicator) -> Markup:
    """Where an indicator's figures come from. Producers are named in Swedish."""
    told = words().source(indicator)
    producer = indicator.producer
    return within(told.replace(producer, HERE, 1), as_written(producer)) if producer else joined(told)


def source_under(indicator: Indicator, more: str = "") -> Markup:
    """The line under a figure of one indicator: where its figures come from, and `more`."""
    told = words()("Källa: {source} ({id}). Skillnader: egen bearbetning.", source=HERE, id=indicator.id)
    return joined(within(told, source_of(indicator)), f" {more}" if more else None)


def links(heading: str, said: Sequence[str] = (), to: Sequence[tuple[str, str]] = ()) -> None:
    """A heading, some sentences, which may have been `explained`, and links (text, address) on a line of their own."""
    named = f"<strong>{escape(heading)}</strong>" if heading else ""
    items = "".join(f"<li>{joined(sentence)}</li>" for sentence in said)
    listed = f"<ul>{items}</ul>" if items else ""
    going = " · ".join(link(text, href) for text, href in to)
    put(f'<div class="page-links">{named}{listed}{going}</div>')


def cards(offered: Iterable[Card]) -> None:
    """What one can do here, side by side where there is room."""
    items = "".join(
        f"<li><h2>{escape(card.heading)}</h2><p>{escape(card.text)}</p>"
        + "".join(f"<p>{link(text, there)}</p>" for text, there in card.ways)
        + "</li>"
        for card in offered
    )
    put(f'<ul class="page-cards">{items}</ul>')


def title(text: str, overline: str = "") -> None:
    """The page's one h1, with a line of context above it, which may have been `explained`."""
    above = f'<p class="page-overline">{joined(overline)}</p>' if overline else ""
    put(f'{above}<h1 class="page-title">{escape(text)}</h1>')


def lede(sentences: Iterable[str], *, announced: bool = False) -> None:
    """What the page says, in at most three sentences, before any figure. They may have been `explained`.

    `announced`: it came of what somebody has just done, and a screen reader says it at once.
    """
    role = ' role="status"' if announced else ""
    said = "".join(f"<p>{joined(sentence)}</p>" for sentence in sentences)
    put(f'<div class="page-lede"{role}>{said}</div>')


def section(text: str, note: str = "", anchor: str = "") -> None:
    """A heading with a rule under it, and a quiet note at its right. Both may have been `explained`."""
    put(heading(text, note, anchor))


def heading(text: str, note: str = "", anchor: str = "") -> str:
    """What `section` puts on the page."""
    mark = f' id="{escape(anchor, quote=True)}"' if anchor else ""
    beside = f"<p>{joined(note)}</p>" if note else ""
    return f'<div class="page-section"{mark}><h2>{joined(text)}</h2>{beside}</div>'


def legend(reference_label: str | None = None) -> str:
    """What the marks of rows mean, and where that is told at length, as HTML."""
    say = words()
    more = link(say("Vad betyder säker och varaktig?"), f"{address('method')}#sakert")
    return f'<div class="page-legend">{figures.legend(say, reference_label)}<p>{more}</p></div>'


@contextmanager
def fold(label: str, key: str, *, expanded: bool = False) -> Iterator[bool]:
    """A fold, and whether what is in it is to be made: from when it is first opened, since most never are.

    From then on it is made, open or not, so that what was typed there is not lost when it is folded.
    """
    opened = f"{key}-opened"
    with st.expander(label, expanded=expanded, on_change="rerun", key=key) as inside:
        if inside.open:
            st.session_state[opened] = True
        yield opened in st.session_state


def show(drawn: Described, key: str, *, source: str = "", table: bool = True, sentence: bool = False) -> None:
    """A figure, with the same numbers as table and as file; with its `sentence` above it, if asked for.

    `key` tells the figure's widgets apart from those of other figures on the page, and `pages/static/alight.js`
    which table is this figure's.
    """
    pieces = [f'<p class="page-said">{escape(drawn.sentence)}</p>'] if sentence else []
    if drawn.figure is None and drawn.html:
        pieces.append(f'<div data-figure="{escape(key, quote=True)}">{drawn.html}</div>')
    if pieces:
        put(stacked(pieces))
    if drawn.figure is not None:
        st.plotly_chart(
            drawn.figure, key=f"figure-{key}", alt=drawn.alt, config=figures.PLOTLY_CONFIG, theme=None
        )
    if table:
        below(drawn, key, source)


def below(drawn: Described, key: str, source: str, *, file_name: str = "") -> None:
    """The line under a figure: the same numbers as a table and as a file, and where they come from."""
    say = words()
    with st.container(horizontal=True, vertical_alignment="center"):
        opened = st.popover(say("Visa som tabell"), type="tertiary", on_change="rerun", key=f"table-{key}")
        if opened.open:
            put(figures.table(drawn.table, drawn.sentence, say), opened)
        download(drawn.table, key, file_name)
        if source:
            source_line(source)


def show_by_width(
    wide: Described, narrow: Described, key: str, *, source: str = "", above: str = "", file_name: str = ""
) -> None:
    """A Plotly figure in two forms, of which the stylesheet shows the one that fits the window.

    The server does not know how wide a window is, and a chart squeezed to a phone cannot be read. `above`
    is HTML that stands before it.
    """
    said = f'<p class="page-said">{escape(wide.sentence)}</p>'
    put(stacked([above, said]) if above else said)
    for form, drawn in (("wide", wide), ("narrow", narrow)):
        st.plotly_chart(
            drawn.figure,
            key=f"{form}-{key}",
            alt=drawn.alt,
            config=figures.PLOTLY_CONFIG,
            theme=None,
        )
    below(wide, key, source, file_name=file_name)


def states_table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[tuple[str, Sequence[tuple[str, str]]]],
    *,
    seen: bool = True,
    kind: str = "",
) -> str:
    """A table of what stands where, as HTML: on a phone each row is a card.

    `heads` are texts, the first of them over the rows' own. A row is its heading and its cells, all HTML of
    ours; a cell comes with its state ("late", "complete", …; "" for none). A caption that repeats the section's
    heading need not be `seen`. `kind` is a class more.
    """
    head = "".join(f'<th scope="col" role="columnheader">{escape(text)}</th>' for text in heads)
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{heading}</th>'
        + "".join(
            f'<td role="cell" data-head="{escape(text, quote=True)}"'
            + (f' class="page-state-{state}"' if state else "")
            + f">{'<div>' + cell + '</div>' if cell else ''}</td>"
            for text, (state, cell) in zip(heads[1:], cells, strict=True)
        )
        + "</tr>"
        for heading, cells in rows
    )
    said = escape(caption) if seen else f'<span class="page-unseen">{escape(caption)}</span>'
    return (
        f'<div class="{" ".join(("page-coverage page-coverage-cards", kind)).strip()}" tabindex="0" role="region" '
        f'aria-label="{escape(caption, quote=True)}"><table role="table"><caption>{said}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
    )


def download(table: pd.DataFrame, key: str, file_name: str = "") -> None:
    """The table as a CSV that a Swedish Excel opens rightly."""
    say = words()
    st.download_button(
        say("Hämta"),
        lambda: exports.csv_for_excel(table),
        file_name=f"{file_name or key}.csv",
        mime="text/csv",
        type="tertiary",
        key=f"download-{key}",
        on_click="ignore",
    )


def source_line(text: str) -> None:
    """A quiet line under a figure, which may have been `explained`."""
    put(f'<p class="page-source">{joined(text)}</p>')
