"""The plotly pen for lines over years: panels on common axes, labels at line ends, nothing to decode."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go

from benchmarking.figures.tokens import FONT, Theme, Tokens, tokens
from benchmarking.wording import Words

__all__ = ["Band", "Curve", "Panel", "draw", "spread"]

LABEL = 13
LABEL_APART = 17.0
"""Px between the middles of two labels at line ends; 13 px letters then never touch."""

NOTE_LINE = 16
SINGLE_HEIGHT, BESIDE_HEIGHT, STACKED_HEIGHT = 270.0, 200.0, 150.0
ROW_LIMIT = 4
"""So many panels stand beside each other; more go on to the next row."""

PAGE = 1120.0
"""The width figures are planned for; only text that must not collide is measured by it."""
PHONE = 290.0
"""The narrowest page, 320 px, less its sides."""
WIDE_PANEL = 500.0


@dataclass(frozen=True, slots=True)
class Band:
    """A round in a trend: from and to as years with fraction (2019.1), and the words over it.

    `short` is said instead where a panel is narrow, such as "omgång 2019".
    """

    starts: float
    ends: float
    label: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line: its name, (year, value) points and their texts. `parts` are the points that begin anew after a break."""

    label: str
    points: tuple[tuple[int, float], ...]
    texts: tuple[str, ...]
    colour: str
    text_colour: str
    width: float
    symbol: str | None = None
    strong: bool = True
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves on one pair of axes, under a title ("" for none)."""

    title: str
    curves: tuple[Curve, ...]


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places as near the wanted ones as can be, at least `apart` from each other, within low and high.

    In the order given. Where they do not fit between low and high they overflow evenly at both ends.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    blocks: list[list[float]] = []
    for rank, at in enumerate(order):
        blocks.append([wanted[at] - rank * apart, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, n = blocks.pop()
            blocks[-1] = [(blocks[-1][0] * blocks[-1][1] + mean * n) / (blocks[-1][1] + n), blocks[-1][1] + n]
    level = [mean for mean, n in blocks for _ in range(int(n))]
    room = high - low - (len(wanted) - 1) * apart
    bottom, top = (low, low + room) if room >= 0 else (low + room / 2, low + room / 2)
    places = [0.0] * len(wanted)
    for rank, at in enumerate(order):
        places[at] = min(max(level[rank], bottom), top) + rank * apart
    return places


def draw(
    panels: Sequence[Panel],
    *,
    theme: Theme,
    words: Words,
    bands: Sequence[Band],
    breaks: Sequence[int],
    level: tuple[float, str] | None,
    across: bool,
) -> go.Figure:
    """The panels as a figure: beside each other (`across`) or stacked, all on the same years and values.

    `breaks` are the first years of new measures. `level` is a value drawn as a line in ink, with its
    name. Height is fixed, width follows the page.
    """
    colour = tokens(theme)
    curves = [curve for panel in panels for curve in panel.curves]
    if not curves:
        return go.Figure(layout=_bare(colour, words, 60.0))
    years = [year for curve in curves for year, _ in curve.points]
    first, last = min(years), max(years)
    values = [value for curve in curves for _, value in curve.points]
    ends = _value_range(values, level[0] if level else None)
    plan = _plan(panels, bands, breaks, words, (first, last), across)
    canvas = _Canvas()
    for at, panel in enumerate(panels):
        _draw_panel(canvas, panel, at, plan, colour, words, bands, breaks, level, (first, last), ends)
        _axes(canvas, at, plan, colour, (first, last), ends, level)
    layout = _bare(colour, words, plan.total) | canvas.axes
    layout |= {"margin": plan.margin, "shapes": canvas.shapes, "annotations": canvas.notes}
    return go.Figure(data=canvas.traces, layout=layout)


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
    notes: tuple[tuple[float, str, int, int], ...]
    """(year, text with line breaks, level from below, lines) for what is said above a panel."""

    def domain(self, at: int) -> tuple[list[float], list[float]]:
        column, row = at % self.columns, at // self.columns
        inner = self.total - self.margin["t"] - self.margin["b"]
        step = (inner + self.above + 34) / self.rows
        top = 1 - row * step / inner
        left = column / self.columns
        right = (column + 1) / self.columns - (self.label_share if self.columns > 1 else 0)
        return [left, right], [max(top - self.height / inner, 0.0), min(top, 1.0)]


def _plan(
    panels: Sequence[Panel],
    bands: Sequence[Band],
    breaks: Sequence[int],
    words: Words,
    years: tuple[int, int],
    across: bool,
) -> _Plan:
    columns = min(len(panels), ROW_LIMIT) if across else 1
    rows = math.ceil(len(panels) / columns)
    height = BESIDE_HEIGHT if across else SINGLE_HEIGHT if len(panels) == 1 else STACKED_HEIGHT
    titled = any(panel.title for panel in panels)
    longest = max(
        _length(_end_text(panel, curve), curve.strong) for panel in panels for curve in panel.curves
    )
    right = min(max(longest + 18, 60), 230)
    widest = max(_length(text, False) for panel in panels for curve in panel.curves for text in curve.texts)
    left = min(widest + 8, 76)
    page = PAGE if across or (len(panels) == 1 and not titled) else PHONE
    width = max((page - left) / columns - right, 90.0)
    notes = _notes(bands, breaks, words, years, width)
    levels = max((level + lines for _, _, level, lines in notes), default=0)
    above = NOTE_LINE * levels + (26 if titled else 0) + 8
    total = above + rows * height + (rows - 1) * (above + 34) + 28
    margin = {"l": left, "r": 4 if columns > 1 else right, "t": above, "b": 28}
    return _Plan(
        columns, rows, width, height, above, total, margin, (right + 22) / PAGE if columns > 1 else 0.0, notes
    )


def _end_text(panel: Panel, curve: Curve) -> str:
    """A line's name and last value; the value only where the panel has the name as its title."""
    return curve.texts[-1] if curve.label == panel.title else f"{curve.label} {curve.texts[-1]}"


def _length(text: str, strong: bool) -> float:
    return len(text) * LABEL * (0.58 if strong else 0.54)


def _notes(
    bands: Sequence[Band], breaks: Sequence[int], words: Words, years: tuple[int, int], width: float
) -> tuple[tuple[float, str, int, int], ...]:
    """What is said above a panel, lifted where two would meet. Bands that lie outside the years say nothing."""
    first, last = years
    per_year = width / max(last - first, 1)
    said = [
        (max(band.starts, first), band.label if width > WIDE_PANEL else band.short or band.label)
        for band in bands
        if band.ends > first and band.starts < last
    ]
    said += [(at - 0.5, words("nytt mått")) for at in breaks]
    placed: list[tuple[float, float, float, str, int, int]] = []
    for at, text in sorted(said):
        lines = _wrapped(text, 24 if width > WIDE_PANEL else 14)
        start = (at - first) * per_year
        end = start + max(_length(line, False) for line in lines) + 10
        level = 0
        while any(
            s < end and start < e and lv < level + len(lines) and level < lv + n
            for s, e, _, _, lv, n in placed
        ):
            level += 1
        placed.append((start, end, at, "<br>".join(escape(line) for line in lines), level, len(lines)))
    return tuple((at, text, level, lines) for _, _, at, text, level, lines in placed)


def _wrapped(text: str, limit: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > limit:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _value_range(values: Sequence[float], level: float | None) -> tuple[float, float]:
    low, high = min(values), max(values)
    if level is not None:
        low, high = min(low, level), max(high, level)
    elif low >= 0 and low <= high / 2:
        low = 0.0
    room = ((high - low) or abs(high) or 1.0) * 0.08
    return (low if low == 0 and level is None else low - room), high + room


def _draw_panel(
    canvas: _Canvas,
    panel: Panel,
    at: int,
    plan: _Plan,
    colour: Tokens,
    words: Words,
    bands: Sequence[Band],
    breaks: Sequence[int],
    level: tuple[float, str] | None,
    years: tuple[int, int],
    ends: tuple[float, float],
) -> None:
    number = "" if at == 0 else str(at + 1)
    x, y = f"x{number}", f"y{number}"
    first, last = years
    upright = {"xref": x, "yref": f"{y} domain", "y0": 0, "y1": 1, "layer": "below"}
    for band in bands:
        if band.ends > first and band.starts < last:
            sides = {"x0": max(band.starts, first), "x1": min(band.ends, last)}
            canvas.shape(type="rect", fillcolor=colour.band, line={"width": 0}, **sides, **upright)
    for when in breaks:
        line = {"color": colour.muted, "width": 1.2, "dash": "dot"}
        canvas.shape(type="line", x0=when - 0.5, x1=when - 0.5, line=line, **upright)
    for when, text, note_level, _ in plan.notes:
        canvas.note(
            x=when,
            xref=x,
            y=1,
            yref=f"{y} domain",
            text=text,
            showarrow=False,
            xanchor="left",
            yanchor="bottom",
            align="left",
            xshift=-2,
            yshift=NOTE_LINE * note_level + 2,
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
    if level is not None and at == 0:
        _name_level(canvas, panel, x, y, plan, level, colour, years, ends)
    for curve in sorted(panel.curves, key=lambda one: one.width):
        _draw_curve(canvas, curve, x, y, colour)
    _label_ends(canvas, panel, x, y, plan, colour, last, ends)


def _name_level(
    canvas: _Canvas,
    panel: Panel,
    x: str,
    y: str,
    plan: _Plan,
    level: tuple[float, str],
    colour: Tokens,
    years: tuple[int, int],
    ends: tuple[float, float],
) -> None:
    """The level's name, above or below its line, where the fewest lines pass; at the left if all are equal."""
    scale = plan.height / (ends[1] - ends[0])
    wide = _length(level[1], False) / plan.width
    path = [
        (
            (year0 + share * (year1 - year0) - years[0]) / max(years[1] - years[0], 1),
            value0 + share * (value1 - value0),
        )
        for curve in panel.curves
        for (year0, value0), (year1, value1) in pairwise(curve.points)
        for share in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    places = []
    for left in (0.0, 0.2, 0.4, 0.6, 0.75):
        for side in (1, -1):
            room = (ends[1] - level[0]) if side > 0 else (level[0] - ends[0])
            if left + wide > 1 and left > 0:
                continue
            struck = sum(
                left - 0.01 < across < left + wide + 0.01
                and -3 < side * (value - level[0]) * scale < NOTE_LINE + 3
                for across, value in path
            )
            places.append((struck + 1000 * (room * scale < NOTE_LINE), left, -side))
    _, left, below = min(places)
    canvas.note(
        x=left,
        xref=f"{x} domain",
        y=level[0],
        yref=y,
        text=escape(level[1]),
        showarrow=False,
        xanchor="left",
        yanchor="top" if below > 0 else "bottom",
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
        year, value = curve.points[-1]
        text = escape(_end_text(panel, curve))
        if year != last:
            text += f" ({year})"
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


def _axes(
    canvas: _Canvas,
    at: int,
    plan: _Plan,
    colour: Tokens,
    years: tuple[int, int],
    ends: tuple[float, float],
    level: tuple[float, str] | None,
) -> None:
    number = "" if at == 0 else str(at + 1)
    first, last = years
    step = 1 if last - first < 5 else 2 if last - first < 8 else 4
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
                "tickvals": sorted(range(last, first - 1, -step)),
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
