"""The pack on a wall: one thing a screen, large, moved through with the arrow keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from benchmarking import figures, packs, team_packs
from benchmarking.figures import Described, chart
from benchmarking.packs.paper import Block, Figure, Grid, Listed, Paper, Sheet, Told
from benchmarking.web.meetings.meeting import Asked
from benchmarking.web.session import address, asked, remember, store, viewer, words
from benchmarking.web.show import below, link

SHOW, SCREEN = "visa", "bild"


@dataclass(frozen=True, slots=True)
class Screen:
    """What one screen shows: whose it is, a heading, and sentences or one block."""

    overline: str
    heading: str
    block: Block


def presenting(found: Asked | None) -> bool:
    """Whether the address asks for the pack on a wall, and this visitor may see it."""
    return found is not None and found.may and asked(SHOW) == ["1"]


def screens(paper: Paper) -> list[Screen]:
    """A paper one thing at a time: each sheet's sentences first, then its tables, lists and figures."""
    return [screen for sheet in paper.sheets for screen in _of_sheet(sheet)] + [
        Screen(paper.title, words()("Källor och förbehåll"), Told(paper.closing))
    ]


def _of_sheet(sheet: Sheet) -> Iterator[Screen]:
    yield Screen(sheet.overline, sheet.title, Told(sheet.lede))
    for section in sheet.sections:
        for block in section.blocks:
            if isinstance(block, Figure):
                where = words()("{sheet}: {section}", sheet=sheet.title, section=section.heading)
                yield Screen(where, block.title, block)
            elif not (isinstance(block, Told) and block.quiet):
                yield Screen(sheet.title, section.heading, block)


def present(found: Asked) -> None:
    """One screen of the pack, with the way to the next and back."""
    say = words()
    what = team_packs.wanted(store(), viewer(), found.team.id, found.meeting.code)
    pack, corrections, _, _ = team_packs.shown(store(), viewer(), what)
    shown = screens(packs.pack_paper(pack, say, corrections))
    key = f"screen-{found.team.id}-{found.meeting.step}"
    if key not in st.session_state:
        wanted = next((int(one) for one in asked(SCREEN) if one.isascii() and one.isdigit()), 1)
        st.session_state[key] = wanted - 1
    at = st.session_state[key] = min(max(st.session_state[key], 0), len(shown) - 1)
    remember(SCREEN, [str(at + 1)])

    def move(by: int) -> None:
        st.session_state[key] = at + by

    st.html(
        "<style>header[data-testid='stHeader'], .page-language, .page-footer, .st-key-open-traff { display: none }</style>"
    )
    with st.container(key="stage"):
        _draw(shown[at], f"stage-{at}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say("Föregående"), shortcut="Left", on_click=move, args=(-1,), disabled=at == 0, key="stage-back"
        )
        st.button(
            say("Nästa"),
            shortcut="Right",
            on_click=move,
            args=(1,),
            disabled=at == len(shown) - 1,
            type="primary",
            key="stage-on",
        )
        leave = address("meeting", grupp=found.team.id, traff=found.meeting.code)
        st.html(
            f'<p class="page-source">{escape(say("{n} av {all}", n=at + 1, all=len(shown)))} · '
            f"{link(say('Till mötets sida'), leave)}</p>"
        )


def _draw(screen: Screen, key: str) -> None:
    say = words()
    st.html(
        f'<p class="page-overline">{escape(screen.overline)}</p><h1 class="page-title">{escape(screen.heading)}</h1>'
    )
    match screen.block:
        case Told(sentences):
            st.html("".join(f"<p>{escape(one)}</p>" for one in sentences))
        case Listed(items, numbered):
            kind = "ol" if numbered else "ul"
            st.html(f"<{kind}>{''.join(f'<li>{escape(one)}</li>' for one in items)}</{kind}>")
        case Grid(caption, head, rows):
            frame = pd.DataFrame([list(row) for row in rows], columns=list(head))
            st.html(figures.table(frame, caption, say))
        case Figure() as figure:
            st.html(f"<p>{escape(figure.lines.sentence)}</p><p>{escape(figure.unit)}</p>")
            st.plotly_chart(
                chart.draw(figure.lines, theme=st.context.theme.type or "light", words=say),
                key=key,
                alt=figure.alt,
                config=figures.PLOTLY_CONFIG,
                theme=None,
            )
            below(Described(figure.lines.sentence, figure.lines.table), key, "")
