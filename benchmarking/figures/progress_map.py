"""The plotly pen for how far places have come with a step: filled by state, without tiles or any foreign host."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import plotly.graph_objects as go

from benchmarking.figures.described import Described, Drawing
from benchmarking.figures.maps import BORDERS, EMPTY_STYLE, view_of
from benchmarking.figures.markup import tag
from benchmarking.figures.tokens import FONT, LIGHT, Theme, tokens
from benchmarking.initiatives import Progress, State
from benchmarking.model import Organisation, OrganisationKind
from benchmarking.wording import Words
from benchmarking.wording import initiatives as said

__all__ = ["progress_legend", "progress_map"]

HEIGHT = 420
WIDTH = 340.0

FILLS = {State.DONE: "ink", State.UNDER_WAY: "other", State.NOT_STARTED: "line", State.UNKNOWN: "bg"}
"""The token of each state: ink says how far, and no hue says whether that is good."""


def progress_map(
    places: Sequence[Organisation],
    rows: Mapping[str, Progress],
    step: str,
    words: Words,
    *,
    theme: Theme = "light",
) -> Described:
    """Municipalities filled by how far they have come with a step; no figure where there is none.

    The sentence says how many have taken it and for how many nobody knows; the table has every place.
    """
    shown = [place for place in places if place.kind is OrganisationKind.MUNICIPALITY and place.code in rows]
    states = [rows[place.code].state for place in shown]
    told = {"step": step, "done": states.count(State.DONE), "n": len(shown)}
    unknown = states.count(State.UNKNOWN)
    sentence = (
        words(
            "{step}: {done} av {n} kommuner är klara, för {unknown} är det inte känt.",
            unknown=unknown,
            **told,
        )
        if unknown
        else words("{step}: {done} av {n} kommuner är klara.", **told)
    )
    cells = [[place.name, said.progress(words, rows[place.code])] for place in shown]
    table = pd.DataFrame(cells, columns=[words("Kommun"), step])
    if not shown:
        return Described(sentence=sentence, table=table)
    colours = tokens(theme)
    order = list(State)
    fills = [getattr(colours, FILLS[state]) for state in order]
    trace = go.Choroplethmap(
        geojson=BORDERS[OrganisationKind.MUNICIPALITY],
        locations=[place.code for place in shown],
        z=[order.index(state) for state in states],
        zmin=-0.5,
        zmax=len(order) - 0.5,
        colorscale=[[(at + edge) / len(order), colour] for at, colour in enumerate(fills) for edge in (0, 1)],
        showscale=False,
        text=[escape(": ".join(row)) for row in cells],
        hovertemplate="%{text}<extra></extra>",
        marker={"opacity": 1, "line": {"width": 0.8, "color": colours.uncertain}},
    )
    view = view_of(shown)
    layout = {
        "template": {},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours.ink},
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "dragmode": False,
        "map": {"style": EMPTY_STYLE, "center": view.centre(), "zoom": view.zoom(WIDTH, HEIGHT)},
    }
    return Described(sentence=sentence, table=table, figure=Drawing(data=[trace], layout=layout))


def progress_legend(words: Words) -> str:
    """The states with their fills, as HTML that follows the theme."""
    dark = tokens("dark")
    items = [
        tag(
            "li",
            tag(
                "span",
                class_="bm-swatch",
                style=f"background:light-dark({getattr(LIGHT, fill)},{getattr(dark, fill)})",
            ),
            said.state(words, state),
        )
        for state, fill in FILLS.items()
    ]
    return tag("div", tag("ul", *items, class_="bm-steps", aria_label=words("Teckenförklaring")), class_="bm")
