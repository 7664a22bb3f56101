"""The plotly pen for lines over years: panels on common axes, labels at line ends, nothing to decode."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from typing import Any

import plotly.graph_objects as go

from benchmarking.figures.described import Drawing
from benchmarking.figures.panels import (
    LABEL,
    LABEL_APART,
    NOTE_LINE,
    Curve,
    Lines,
    Mark,
    Note,
    Panel,
    end_label,
    length,
    level_place,
    notes_above,
    spread,
    tick_years,
)
from benchmarking.figures.tokens import FONT, Theme, Tokens, tokens
from benchmarking.wording import Words

__all__ = ["PLOTLY_CONFIG", "draw", "spread"]

SINGLE_HEIGHT, BESIDE_HEIGHT, STACKED_HEIGHT = 270.0, 200.0, 150.0
ROW_LIMIT = 4
"""So many panels stand beside each other; more go on to the next row."""

PAGE = 1120.0
"""The width figures are planned for; only text that must not collide is measured by it."""
PHONE = 290.0
"""The narrowest page, 320 px, less its sides."""


def draw(lines: Lines, *, theme: Theme, words: Words) -> Drawing:
    """The panels as a figure: beside each other or stacked, all on the same years and values.

    Height is fixed, width follows the page.
    """
    colour = tokens(theme)
    if not lines.curves:
        return Drawing(layout=_bare(colour, words, 60.0))
    plan = _plan(lines, words)
    canvas = _Canvas()
    for at, panel in enumerate(lines.panels):
        _draw_panel(canvas, panel, at, plan, colour, lines)
        _axes(canvas, at, plan, colour, lines)
    layout = _bare(colour, words, plan.total) | canvas.axes
    layout |= {"margin": plan.margin, "shapes": canvas.shapes, "annotations": canvas.notes}
    return Drawing(data=canvas.traces, layout=layout)


@dataclass(slots=True)
class _Canvas:
    """What the panels draw, gathered: plotly checks a whole figure far faster than piece by piece."""

    traces: list[go.Scatter] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    axes: dict[str, Any] = field(default_factory=dict)

    def shape(self, **properties: Any) -> None:
        self.shapes.append(properties)

    def note(self, **properties: Any) -> None:
        self.notes.append(properties)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Px and shares of the page: where each panel stands, how high, how far the notes reach above it."""

    columns: int
    rows: int
    width: float
    height: float
    above: float
    total: float
    margin: dict[str, float]
    label_share: float
    notes: tuple[tuple[Note, ...], ...]
    """What is said above each panel, in their order."""

    def domain(self, at: int) -> tuple[list[float], list[float]]:
        column, row = at % self.columns, at // self.columns
        inner = self.total - self.margin["t"] - self.margin["b"]
        step = (inner + self.above + 34) / self.rows
        top = 1 - row * step / inner
        left = column / self.columns
        right = (column + 1) / self.columns - (self.label_share if self.columns > 1 else 0)
        return [left, right], [max(top - self.height / inner, 0.0), min(top, 1.0)]


def _plan(lines: Lines, words: Words) -> _Plan:
    panels, across = lines.panels, lines.across
    columns = min(len(panels), ROW_LIMIT) if across else 1
    rows = math.ceil(len(panels) / columns)
    height = BESIDE_HEIGHT if across else SINGLE_HEIGHT if len(panels) == 1 else STACKED_HEIGHT
    titled = any(panel.title for panel in panels)
    last = lines.years[1]
    longest = max(
        length(end_label(panel, curve, last), curve.strong) for panel in panels for curve in panel.curves
    )
    right = min(max(longest + 18, 60), 230)
    widest = max(length(text, False) for curve in lines.curves for text in curve.texts)
    left = min(widest + 8, 76)
    page = PAGE if across or (len(panels) == 1 and not titled) else PHONE
    width = max((page - left) / columns - right, 90.0)
    notes = tuple(
        notes_above(lines.bands_in(panel), lines.breaks, words, lines.years, width, lines.marks_in(panel))
        for panel in panels
    )
    levels = max((note.level + len(note.lines) for above in notes for note in above), default=0)
    above = NOTE_LINE * levels + (26 if titled else 0) + 8
    total = above + rows * height + (rows - 1) * (above + 34) + 28
    margin = {"l": left, "r": 4 if columns > 1 else right, "t": above, "b": 28}
    return _Plan(
        columns, rows, width, height, above, total, margin, (right + 22) / PAGE if columns > 1 else 0.0, notes
    )


def _draw_panel(canvas: _Canvas, panel: Panel, at: int, plan: _Plan, colour: Tokens, lines: Lines) -> None:
    number = "" if at == 0 else str(at + 1)
    x, y = f"x{number}", f"y{number}"
    first, last = lines.years
    upright = {"xref": x, "yref": f"{y} domain", "y0": 0, "y1": 1, "layer": "below"}
    for band in lines.bands_in(panel):
        if band.ends > first and band.starts < last:
            sides = {"x0": max(band.starts, first), "x1": min(band.ends, last)}
            canvas.shape(type="rect", fillcolor=colour.band, line={"width": 0}, **sides, **upright)
    for when in lines.breaks:
        line = {"color": colour.muted, "width": 1.2, "dash": "dot"}
        canvas.shape(type="line", x0=when - 0.5, x1=when - 0.5, line=line, **upright)
    for note in plan.notes[at]:
        canvas.note(
            x=note.year,
            xref=x,
            y=1,
            yref=f"{y} domain",
            text="<br>".join(escape(line) for line in note.lines),
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            align="left",
            xshift=-2,
            yshift=NOTE_LINE * note.level + 2,
            font={"size": 12, "color": colour.muted},
            borderpad=0,
        )
    if panel.title:
        canvas.note(
            x=0,
            xref=f"{x} domain",
            y=1,
            yref=f"{y} domain",
            text=f"<b>{escape(panel.title)}</b>",
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            xshift=-2,
            yshift=plan.above - 26,
            font={"size": 14, "color": colour.ink},
        )
    if lines.level is not None and at == 0:
        _name_level(canvas, panel, x, y, plan, colour, lines, lines.level)
    for curve in sorted(panel.curves, key=lambda one: one.width):
        _draw_curve(canvas, curve, x, y, colour)
    for mark, value in lines.marks_in(panel):
        _draw_mark(canvas, mark, value, x, y, colour, lines)
    _label_ends(canvas, panel, x, y, plan, colour, last, lines.ends)


def _name_level(
    canvas: _Canvas,
    panel: Panel,
    x: str,
    y: str,
    plan: _Plan,
    colour: Tokens,
    lines: Lines,
    level: tuple[float, str],
) -> None:
    left, below = level_place(panel, level, lines.years, lines.ends, plan.width, plan.height)
    canvas.note(
        x=left,
        xref=f"{x} domain",
        y=level[0],
        yref=y,
        text=escape(level[1]),
        showarrow=False,
        xanchor="left",
        yanchor="top" if below else "bottom",
        xshift=4,
        font={"size": 12, "color": colour.muted},
    )


def _draw_curve(canvas: _Canvas, curve: Curve, x: str, y: str, colour: Tokens) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    texts: list[str] = []
    for at, ((year, value), text) in enumerate(zip(curve.points, curve.texts, strict=True)):
        if at in curve.parts:
            xs.append(None)
            ys.append(None)
            texts.append("")
        xs.append(year)
        ys.append(value)
        texts.append(text)
    starts = {0, *curve.parts}
    lone = {at for at in starts if at + 1 in starts or at + 1 == len(curve.points)}
    sizes: list[float] = []
    for at in range(len(curve.points)):
        if at in curve.parts:
            sizes.append(0.0)
        is_end = at == len(curve.points) - 1
        sizes.append(10.0 if is_end and curve.symbol else 6.0 if at in lone else 0.0)
    canvas.traces.append(
        go.Scatter(
            x=xs,
            y=ys,
            xaxis=x,
            yaxis=y,
            mode="lines+markers",
            name=escape(curve.label),
            line={"color": curve.colour, "width": curve.width},
            marker={
                "symbol": curve.symbol or "circle-open",
                "size": sizes,
                "color": curve.colour,
                "opacity": 1,
                "line": {"width": 0},
            },
            customdata=texts,
            hovertemplate=f"{escape(curve.label)} %{{x}}: %{{customdata}}<extra></extra>",
            showlegend=False,
            connectgaps=False,
            cliponaxis=False,
        )
    )


def _draw_mark(
    canvas: _Canvas, mark: Mark, value: float, x: str, y: str, colour: Tokens, lines: Lines
) -> None:
    """An upright tick on the line, hollow for a due meeting, and a hairline from it to its flag."""
    pole = {"color": colour.muted, "width": 1}
    canvas.shape(
        type="line",
        xref=x,
        yref=y,
        x0=mark.at,
        x1=mark.at,
        y0=value,
        y1=lines.ends[1],
        line=pole,
        layer="below",
    )
    for width, ink in ((7, colour.ink), (3, colour.bg)) if mark.hollow else ((4, colour.ink),):
        canvas.traces.append(
            go.Scatter(
                x=[mark.at],
                y=[value],
                xaxis=x,
                yaxis=y,
                mode="markers",
                name=escape(mark.flag),
                marker={
                    "symbol": "line-ns",
                    "size": 20 if width != 3 else 16,
                    "opacity": 1,
                    "line": {"width": width, "color": ink},
                },
                hovertemplate=f"{escape(mark.flag)}<extra></extra>",
                showlegend=False,
                cliponaxis=False,
            )
        )


def _label_ends(
    canvas: _Canvas,
    panel: Panel,
    x: str,
    y: str,
    plan: _Plan,
    colour: Tokens,
    last: int,
    ends: tuple[float, float],
) -> None:
    """Each line's name and last value, right of where the years end; a line that ends earlier says when."""
    scale = plan.height / (ends[1] - ends[0])
    wanted = [(curve.points[-1][1] - ends[0]) * scale for curve in panel.curves]
    for curve, want, place in zip(
        panel.curves, wanted, spread(wanted, LABEL_APART, 0.0, plan.height), strict=True
    ):
        value = curve.points[-1][1]
        text = escape(end_label(panel, curve, last))
        canvas.note(
            x=last,
            xref=x,
            y=value,
            yref=y,
            text=f"<b>{text}</b>" if curve.strong else text,
            showarrow=False,
            xanchor="left",
            yanchor="middle",
            xshift=10,
            yshift=round(place - want, 1),
            align="left",
            font={"size": LABEL, "color": curve.text_colour},
            bgcolor=colour.bg,
            borderpad=1,
        )


def _axes(canvas: _Canvas, at: int, plan: _Plan, colour: Tokens, lines: Lines) -> None:
    number = "" if at == 0 else str(at + 1)
    (first, last), ends, level = lines.years, lines.ends, lines.level
    across, up = plan.domain(at)
    shown = {
        "tickfont": {"size": LABEL, "color": colour.muted},
        "zeroline": False,
        "title": None,
        "fixedrange": True,
    }
    canvas.axes.update(
        {
            f"xaxis{number}": {
                **shown,
                "domain": across,
                "anchor": f"y{number}",
                "range": [first - 0.15, last + 0.15],
                "tickvals": tick_years(first, last),
                "tickformat": "d",
                "showgrid": False,
                "ticks": "outside",
                "ticklen": 4,
                "tickcolor": colour.other,
                "linecolor": colour.other,
                "showline": True,
            },
            f"yaxis{number}": {
                **shown,
                "domain": up,
                "anchor": f"x{number}",
                "range": list(ends),
                # Equality between women and men is zero, in ink.
                "zeroline": level is not None and level[0] == 0,
                "zerolinecolor": colour.ink,
                "zerolinewidth": 1.2,
                "nticks": 5,
                "tickformat": "," if max(abs(end) for end in ends) >= 10 else None,
                "showgrid": True,
                "gridcolor": colour.line,
                "gridwidth": 1,
                "showticklabels": at % plan.columns == 0,
            },
        }
    )


def _bare(colour: Tokens, words: Words, height: float) -> dict[str, Any]:
    """What every figure of ours is like: on the page's own ground, no legend, nothing to drag."""
    return {
        "template": None,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": LABEL, "color": colour.ink},
        "separators": ",\u00a0" if words.language == "sv" else ".,",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colour.panel,
            "bordercolor": colour.line,
            "font": {"color": colour.ink, "size": LABEL},
        },
        "height": round(height),
        "margin": {"l": 40, "r": 40, "t": 8, "b": 28},
        "autosize": True,
    }


PLOTLY_CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}
"""For `st.plotly_chart(config=…)`: no mode bar, no zoom."""
