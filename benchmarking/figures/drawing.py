"""SVG elements and the sheet they stand on. Light theme: a picture that leaves the page stands on paper."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarking.figures import letters
from benchmarking.figures.markup import Markup, joined, tag
from benchmarking.figures.tokens import FONT, LIGHT

__all__ = ["MARGIN", "circle", "diamond", "line", "paragraph", "px", "rect", "sheet", "symbol", "text"]

MARGIN = 24.0

SYMBOLS = {
    "square": ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle-up": ((0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
    "triangle-down": ((0, 1.15), (1.1, -0.8), (-1.1, -0.8)),
    "pentagon": ((0, -1.1), (1.05, -0.34), (0.65, 0.89), (-0.65, 0.89), (-1.05, -0.34)),
    "star": (
        *((0, -1.3), (0.3, -0.41), (1.24, -0.4), (0.48, 0.16), (0.76, 1.05)),
        *((0, 0.52), (-0.76, 1.05), (-0.48, 0.16), (-1.24, -0.4), (-0.3, -0.41)),
    ),
    "hexagon": ((0, -1.1), (0.95, -0.55), (0.95, 0.55), (0, 1.1), (-0.95, 0.55), (-0.95, -0.55)),
    "cross": (
        *((-0.38, -1.1), (0.38, -1.1), (0.38, -0.38), (1.1, -0.38), (1.1, 0.38), (0.38, 0.38)),
        *((0.38, 1.1), (-0.38, 1.1), (-0.38, 0.38), (-1.1, 0.38), (-1.1, -0.38), (-0.38, -0.38)),
    ),
    "x": (
        *((0, -0.5), (0.6, -1.1), (1.1, -0.6), (0.5, 0), (1.1, 0.6), (0.6, 1.1)),
        *((0, 0.5), (-0.6, 1.1), (-1.1, 0.6), (-0.5, 0), (-1.1, -0.6), (-0.6, -1.1)),
    ),
}
"""Corners of the marks at line ends, in radii; the circle needs none."""


def px(length: float) -> str:
    """A length as SVG writes it: at most two decimals, and no minus before zero."""
    return f"{round(length, 2) + 0.0:g}"


def text(
    x: float,
    y: float,
    said: str,
    size: float,
    colour: str = LIGHT.ink,
    *,
    weight: int = 400,
    anchor: str = "start",
    ground: str | None = None,
    class_: str | None = None,
) -> Markup:
    """One line of text on its baseline `y`; on a patch of `ground` where lines may pass behind it."""
    letters_drawn = tag(
        "text",
        said,
        x=px(x),
        y=px(y),
        font_family=FONT,
        font_size=px(size),
        font_weight=weight if weight != 400 else None,
        fill=colour,
        text_anchor=anchor if anchor != "start" else None,
        class_=class_,
    )
    if ground is None:
        return letters_drawn
    wide = letters.width(said, size, weight)
    left = x - wide if anchor == "end" else x - wide / 2 if anchor == "middle" else x
    return joined(rect(left - 2, y - 0.8 * size, wide + 4, 1.06 * size, ground), letters_drawn)


def paragraph(
    x: float, y: float, said: str, room: float, size: float, colour: str = LIGHT.ink, *, weight: int = 400
) -> tuple[list[Markup], float]:
    """Lines of text from the top `y`, no wider than `room`; and where the next thing may begin."""
    height = 1.35 * size
    lines = letters.wrapped(said, room, size, weight) if said else []
    drawn = [
        text(x, y + at * height + 0.95 * size, line, size, colour, weight=weight)
        for at, line in enumerate(lines)
    ]
    return drawn, y + len(lines) * height


def rect(x: float, y: float, width: float, height: float, colour: str, class_: str | None = None) -> Markup:
    return tag("rect", x=px(x), y=px(y), width=px(width), height=px(height), fill=colour, class_=class_)


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    width: float,
    *,
    dash: str | None = None,
    class_: str | None = None,
) -> Markup:
    return tag(
        "line",
        x1=px(x1),
        y1=px(y1),
        x2=px(x2),
        y2=px(y2),
        stroke=colour,
        stroke_width=px(width),
        stroke_dasharray=dash,
        class_=class_,
    )


def circle(x: float, y: float, radius: float, colour: str, class_: str | None = None) -> Markup:
    return tag("circle", cx=px(x), cy=px(y), r=px(radius), fill=colour, class_=class_)


def diamond(x: float, y: float, radius: float, colour: str, class_: str | None = None) -> Markup:
    """`radius` is from the middle to a corner."""
    corners = ((0, -radius), (radius, 0), (0, radius), (-radius, 0))
    return _polygon(x, y, corners, colour, class_)


def symbol(name: str, x: float, y: float, radius: float, colour: str) -> Markup:
    """A mark at a line end, by plotly's name for it; a circle for a name that has no corners here."""
    corners = SYMBOLS.get(name)
    if corners is None:
        return circle(x, y, radius, colour)
    return _polygon(x, y, [(radius * across, radius * down) for across, down in corners], colour, None)


def _polygon(
    x: float, y: float, corners: Sequence[tuple[float, float]], colour: str, class_: str | None
) -> Markup:
    points = " ".join(f"{px(x + across)},{px(y + down)}" for across, down in corners)
    return tag("polygon", points=points, fill=colour, class_=class_)


def sheet(
    width: float, height: float, parts: Sequence[Markup], said: str, language: str, ground: str | None
) -> str:
    """The whole SVG document: its size, what it says to those who do not see it ("" for a mere sign), its parts."""
    behind = rect(0, 0, width, height, ground) if ground else None
    return tag(
        "svg",
        tag("title", said) if said else None,
        behind,
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        width=px(width),
        height=px(height),
        viewBox=f"0 0 {px(width)} {px(height)}",
        role="img" if said else None,
        lang=language if said else None,
        aria_label=said or None,
        aria_hidden=None if said else "true",
    )
