"""Putting things on the page: the frame, ledes, figures with their table, download and source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from benchmarking import exports, figures
from benchmarking.figures import Described
from benchmarking.figures.tokens import css_variables
from benchmarking.web.session import address, other_language, words

CONTENT_WIDTH = 1120

FRAME_CSS = Path(__file__).resolve().parents[2] / "pages" / "static" / "frame.css"


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody can do here: who it is for, what it gives, and a link that goes there."""

    heading: str
    text: str
    link: str
    href: str


def draw_frame(run_page: Callable[[], None]) -> None:
    """The page in a column of readable width, with the other language one link away."""
    say = words()
    name, there, code = other_language()
    choose_file = say("Välj fil")
    st.html(
        f"<style>:root{{{css_variables()}--choose-file:'{escape(choose_file)}'}}{figures.stylesheet()}</style>"
    )
    st.html(FRAME_CSS)
    with st.container(horizontal_alignment="center"), st.container(width=CONTENT_WIDTH):
        st.html(f'<p class="page-language">{link(name, there, lang=code)}</p>')
        run_page()
        source = say("Källa: Kolada (RKA). Skillnader och bedömningar: egen bearbetning av data från Kolada.")
        how = link(say("Så har vi räknat"), address("method"))
        st.html(f'<footer class="page-footer"><p>{escape(source)} {how}</p></footer>')


def link(text: str, href: str, lang: str = "") -> str:
    """An escaped link. In `st.html` it loads the page anew, which is right between pages."""
    spoken = f' lang="{escape(lang, quote=True)}" hreflang="{escape(lang, quote=True)}"' if lang else ""
    return f'<a href="{escape(href, quote=True)}"{spoken}>{escape(text)}</a>'


def links(heading: str, said: Sequence[str] = (), to: Sequence[tuple[str, str]] = ()) -> None:
    """A heading, some sentences, and links (text, address) on a line of their own."""
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in said)
    going = " · ".join(link(text, href) for text, href in to)
    st.html(f'<div class="page-links"><strong>{escape(heading)}</strong><ul>{items}</ul>{going}</div>')


def cards(offered: Iterable[Card]) -> None:
    """What one can do here, side by side where there is room."""
    items = "".join(
        f"<li><h2>{escape(card.heading)}</h2><p>{escape(card.text)}</p>{link(card.link, card.href)}</li>"
        for card in offered
    )
    st.html(f'<ul class="page-cards">{items}</ul>')


def title(text: str, overline: str = "") -> None:
    """The page's one h1, with a line of context above it."""
    above = f'<p class="page-overline">{escape(overline)}</p>' if overline else ""
    st.html(f'{above}<h1 class="page-title">{escape(text)}</h1>')


def lede(sentences: Iterable[str]) -> None:
    """What the page says, in at most three sentences, before any figure."""
    st.html(
        '<div class="page-lede">' + "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences) + "</div>"
    )


def section(text: str, note: str = "", anchor: str = "") -> None:
    """A heading with a rule under it, and a quiet note at its right."""
    mark = f' id="{escape(anchor, quote=True)}"' if anchor else ""
    st.html(
        f'<div class="page-section"{mark}><h2>{escape(text)}</h2><p>{escape(note)}</p></div>'
        if note
        else f'<div class="page-section"{mark}><h2>{escape(text)}</h2></div>'
    )


def show(drawn: Described, key: str, *, source: str = "", table: bool = True, sentence: bool = False) -> None:
    """A figure, with the same numbers as table and as file; with its `sentence` above it, if asked for.

    `key` tells the figure's widgets apart from those of other figures on the page.
    """
    if sentence:
        st.html(f'<p class="page-said">{escape(drawn.sentence)}</p>')
    if drawn.figure is not None:
        st.plotly_chart(
            drawn.figure, key=f"figure-{key}", alt=drawn.alt, config=figures.PLOTLY_CONFIG, theme=None
        )
    elif drawn.html:
        st.html(drawn.html)
    if table:
        _below(drawn, key, source)


def _below(drawn: Described, key: str, source: str) -> None:
    """The line under a figure: the same numbers as a table and as a file, and where they come from."""
    say = words()
    with st.container(horizontal=True, vertical_alignment="center"):
        opened = st.popover(say("Visa som tabell"), type="tertiary", on_change="rerun", key=f"table-{key}")
        if opened.open:
            opened.html(figures.table(drawn.table, drawn.sentence, say))
        download(drawn.table, key)
        if source:
            source_line(source)


def show_by_width(wide: Described, narrow: Described, key: str, *, source: str = "") -> None:
    """A Plotly figure in two forms, of which the stylesheet shows the one that fits the window.

    The server does not know how wide a window is, and a chart squeezed to a phone cannot be read.
    """
    st.html(f'<p class="page-said">{escape(wide.sentence)}</p>')
    for form, drawn in (("wide", wide), ("narrow", narrow)):
        with st.container(key=f"{form}-{key}"):
            st.plotly_chart(
                drawn.figure,
                key=f"figure-{form}-{key}",
                alt=drawn.alt,
                config=figures.PLOTLY_CONFIG,
                theme=None,
            )
    _below(wide, key, source)


def download(table: pd.DataFrame, key: str) -> None:
    """The table as a CSV that a Swedish Excel opens rightly."""
    say = words()
    st.download_button(
        say("Hämta"),
        lambda: exports.csv_for_excel(table),
        file_name=f"{key}.csv",
        mime="text/csv",
        type="tertiary",
        key=f"download-{key}",
        on_click="ignore",
    )


def source_line(text: str) -> None:
    st.html(f'<p class="page-source">{escape(text)}</p>')
