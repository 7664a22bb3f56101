"""The SVG pen: pictures that leave the page, in files, embedded charts and documents.

Each takes what the pen for the page takes, draws from the same `marks.Rows` or `panels.Lines`, and
gives back a whole SVG document in the light theme. A picture travels alone, so its title, its notes
(source, caveat) and the legend stand inside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import pandas as pd

from benchmarking.figures import letters, marks, panels
from benchmarking.figures.drawing import MARGIN, circle, diamond, line, paragraph, rect, sheet, text
from benchmarking.figures.dumbbell import SPARK_HEIGHT, SPARK_WIDTH, Drawn, Spark, numbers_said
from benchmarking.figures.marks import Row, Rows
from benchmarking.figures.markup import Markup, tag
from benchmarking.figures.reading import Shown
from benchmarking.figures.svg_lines import draw_lines
from benchmarking.figures.tokens import LIGHT
from benchmarking.figures.trend import gap_lines, values_lines
from benchmarking.meetings import Commitment
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["dumbbell", "key", "places", "rows", "sparkline", "trend"]

PAPER = "#FFFFFF"

WIDE = 860.0
"""From this width a row has five columns, below it stands as a card."""

FIGURE, MUCH, VERDICT, OVER_TIME, BETWEEN = 320.0, 150.0, 142.0, 124.0, 20.0
"""Widths of the columns of a wide row, and between them, in px; the title has the rest."""

TALL, TALL_WITH_REFERENCE = 28.0, 46.0
NUMBER, SMALL = 14.5, 13.5
CLOSE = 10.0
"""Marks nearer than this, in px, would hide each other and move apart upright."""

STROKES = {
    "solid": (4.0, LIGHT.ink, None),
    "dashed": (4.0, LIGHT.ink, "9 3"),
    "dotted": (3.0, LIGHT.uncertain, "3 3.5"),
}
"""Width, colour and dashes of the line between the marks."""


def rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    reference: pd.DataFrame | None,
    scale: pd.DataFrame,
    words: Words,
    *,
    reference_label: str = "",
    width: float = 1120.0,
    title: str = "",
    notes: Sequence[str] = (),
) -> str:
    """One organisation's dumbbell rows as an SVG document `width` px wide; else as `figures.profile_rows`.

    `title` stands above, `notes` below, one paragraph each (source, caveat, address).
    """
    found = marks.profile(assessed, series, indicators, reference, scale, words)
    return _rows(found, words, reference_label, width, title, notes)


def places(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicator: Indicator,
    names: Mapping[str, str],
    scale: pd.DataFrame,
    words: Words,
    *,
    width: float = 1120.0,
    title: str = "",
    notes: Sequence[str] = (),
) -> str:
    """One indicator's dumbbell rows, one for each organisation, as an SVG document; else as `figures.place_rows`."""
    found = marks.places(assessed, series, indicator, names, scale, words)
    return _rows(found, words, "", width, title, notes)


def trend(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    of: Literal["gap", "values"] = "gap",
    assessed: pd.DataFrame | None = None,
    bands: Sequence[panels.Band] = (),
    commitments: Sequence[Commitment] = (),
    country: Shown | None = None,
    width: float = 1120.0,
    title: str = "",
    notes: Sequence[str] = (),
) -> str:
    """Lines over years as an SVG document: the gap as in `figures.gap_trend`, or both sexes' values as in `figures.values_trend`.

    Below 560 px panels are stacked, as on a phone. With nothing to draw it says so in words.
    """
    narrow = width < 560
    make = partial(gap_lines, commitments=commitments) if of == "gap" else values_lines
    lines = make(
        series,
        indicator,
        organisations,
        words,
        assessed=assessed,
        bands=bands,
        country=country,
        narrow=narrow,
    )
    parts, y = _above(title, width)
    if lines.curves:
        axis, y = paragraph(
            MARGIN, y - 4, _axis(indicator, of, words), width - 2 * MARGIN, SMALL, LIGHT.muted
        )
        parts, y = [*parts, *axis], y + 14
    drawn, y = draw_lines(lines, words, MARGIN, y, width - 2 * MARGIN, LIGHT.bg)
    if not drawn:
        drawn, y = paragraph(MARGIN, y, lines.sentence, width - 2 * MARGIN, 16, LIGHT.muted)
    below, y = _below(notes, y, width)
    said = f"{title}. {lines.sentence}" if title else lines.sentence
    return sheet(width, y, [*parts, *drawn, *below], said, words.language, LIGHT.bg)


def _axis(indicator: Indicator, of: Literal["gap", "values"], words: Words) -> str:
    """What the axis of values measures, for a picture that stands without its page."""
    if of == "values":
        return words.text(indicator.base)
    unit = words.gap_unit(indicator)
    if not unit:
        return words("Skillnad, kvinnor minus män")
    return words("Skillnad i {unit}, kvinnor minus män", unit=unit)


def dumbbell(
    mark: Drawn,
    words: Words,
    *,
    width: float,
    room: float,
    reference_label: str = "",
    ground: str = PAPER,
) -> str:
    """One dumbbell alone as an SVG document, for a cell in a document; numbers need `room` px at each side.

    It is 28 px high, 46 with a reference. What it shows is said by `dumbbell.numbers_said`.
    """
    height = TALL_WITH_REFERENCE if mark.reference else TALL
    parts = _dumbbell(mark, 0, 0, width, room, ground)
    said = numbers_said(mark, words, reference_label)
    return sheet(width, height, parts, said, words.language, None)


def sparkline(spark: Spark, language: str) -> str:
    """One sparkline alone as an SVG document, 100 × 24 px."""
    return sheet(SPARK_WIDTH, SPARK_HEIGHT, _sparkline(spark, 0, 0), spark.label, language, None)


def key(name: str) -> str:
    """One sign of the legend as an SVG document, 16 px high: women, men, solid, dashed, dotted, none or reference."""
    return sheet(16 if name in ("women", "men") else 26, 16, _key(name, 0, 8), "", "", None)


def room_for(drawn: Sequence[Drawn]) -> float:
    """The px at each side of a track that the widest number needs, so that all tracks are equally long."""
    texts = [said for mark in drawn for said in (mark.women_text, mark.men_text)]
    return max([52.0, *(letters.width(said, NUMBER, 600) + 14 for said in texts)])


def _rows(
    found: Rows, words: Words, reference_label: str, width: float, title: str, notes: Sequence[str]
) -> str:
    parts, y = _above(title, width)
    has_reference = any(row.mark.reference for row in found.rows)
    legend, y = _legend(words, reference_label if has_reference else "", y, width)
    parts += legend
    room = room_for([row.mark for row in found.rows])
    draw = _wide_row if width >= WIDE else _card
    if width >= WIDE and found.rows:
        for x, heading in zip(_columns(width), found.headings, strict=True):
            parts.append(text(x, y + 16, heading, SMALL, LIGHT.muted))
        y += 28
    for row in found.rows:
        parts.append(line(MARGIN, y, width - MARGIN, y, LIGHT.line, 1))
        drawn, y = draw(row, y + 12, width, room)
        parts += drawn
    if not found.rows:
        nothing, y = paragraph(MARGIN, y, words("Inga värden att visa."), width - 2 * MARGIN, 16, LIGHT.muted)
        parts += nothing
    below, y = _below(notes, y, width)
    told = "; ".join(f"{row.title}: {numbers_said(row.mark, words, reference_label)}" for row in found.rows)
    said = ". ".join(part for part in (title, found.sentence, told) if part)
    return sheet(width, y, [*parts, *below], said, words.language, LIGHT.bg)


def _columns(width: float) -> tuple[float, float, float, float, float]:
    """Left ends of a wide row's columns."""
    over_time = width - MARGIN - OVER_TIME
    verdict = over_time - BETWEEN - VERDICT
    much = verdict - BETWEEN - MUCH
    return MARGIN, much - BETWEEN - FIGURE, much, verdict, over_time


def _wide_row(row: Row, y: float, width: float, room: float) -> tuple[list[Markup], float]:
    """A row from its top, and where it ends."""
    what, figure, much, verdict, over_time = _columns(width)
    parts, low = _titles(row, what, y, figure - what - BETWEEN)
    ends = [low, y + (TALL_WITH_REFERENCE if row.mark.reference else TALL)]
    parts += _dumbbell(row.mark, figure, y, FIGURE, room, LIGHT.bg)
    if row.gap:
        parts += _gap(row, much, y + 18, MUCH)
    if row.typical:
        parts.append(text(much, y + 36, row.typical, SMALL, LIGHT.muted))
        ends.append(y + 40)
    says, low = paragraph(verdict, y + 3, row.verdict, VERDICT, NUMBER, weight=400 if row.unsure else 600)
    how, low = paragraph(verdict, low, row.how, VERDICT, SMALL, LIGHT.muted)
    ends.append(low)
    parts += [*says, *how]
    if row.spark:
        parts += _sparkline(row.spark, over_time, y)
        change, low = paragraph(
            over_time, y + 25, row.change, OVER_TIME, SMALL, LIGHT.ink if row.moves else LIGHT.muted
        )
        parts += change
        ends.append(low)
    return parts, max(ends) + 10


def _card(row: Row, y: float, width: float, room: float) -> tuple[list[Markup], float]:
    """A row where there is no room for columns: title, dumbbell, gap and verdict, sparkline at the right."""
    inner = width - 2 * MARGIN
    parts, y = _titles(row, MARGIN, y, inner)
    parts += _dumbbell(row.mark, MARGIN, y + 8, inner, room, LIGHT.bg)
    y += 8 + (TALL_WITH_REFERENCE if row.mark.reference else TALL)
    half = inner - OVER_TIME - BETWEEN
    low = y
    if row.gap:
        parts += _gap(row, MARGIN, y + 19, half)
        low = y + 25
    if row.typical:
        low += 17
        parts.append(text(MARGIN, low - 4, row.typical, SMALL, LIGHT.muted))
    says, low = paragraph(MARGIN, low, row.verdict, half, NUMBER, weight=400 if row.unsure else 600)
    how, low = paragraph(MARGIN, low, row.how, half, SMALL, LIGHT.muted)
    parts += [*says, *how]
    if row.spark:
        right = width - MARGIN - OVER_TIME
        parts += _sparkline(row.spark, right, y + 4)
        change, beside = paragraph(
            right, y + 30, row.change, OVER_TIME, SMALL, LIGHT.ink if row.moves else LIGHT.muted
        )
        parts += change
        low = max(low, beside)
    return parts, low + 12


def _titles(row: Row, x: float, y: float, room: float) -> tuple[list[Markup], float]:
    """Title, base and year, and notes, from the top; and where they end."""
    parts, y = paragraph(x, y, row.title, room, 16, weight=600)
    under = f"{row.base}, {row.year}" if row.year else row.base
    base, y = paragraph(x, y + 2, under, room, SMALL, LIGHT.muted)
    parts += base
    for note in row.notes:
        drawn, y = paragraph(x, y, note, room, SMALL)
        parts += drawn
    return parts, y


def _gap(row: Row, x: float, baseline: float, room: float) -> list[Markup]:
    """The signed gap and its unit, beside it where there is room for the unit, else left out under the base."""
    weight, colour = (400, LIGHT.muted) if row.unsure else (600, LIGHT.ink)
    number = text(x, baseline, row.gap, 19, colour, weight=weight)
    after = letters.width(row.gap, 19, weight) + 5
    size = min(SMALL, SMALL * (room - after) / max(letters.width(row.unit, SMALL), 1))
    return [number, text(x + after, baseline, row.unit, max(size, 9), LIGHT.muted)]


def _dumbbell(mark: Drawn, x: float, y: float, width: float, room: float, ground: str) -> list[Markup]:
    """The marks between two rooms for numbers; the track is 14 px below `y`."""
    if mark.hidden:
        return [text(x, y + 18, mark.hidden, SMALL, LIGHT.muted)]
    left, long, track = x + room, width - 2 * room, y + 14

    def at(share: float) -> float:
        return left + long * share / 100

    parts = [line(left, track, left + long, track, LIGHT.line, 1, class_="track")]
    if mark.equality is not None:
        parts.append(line(at(mark.equality), track - 10, at(mark.equality), track + 10, LIGHT.ink, 1))
    both = mark.women is not None and mark.men is not None
    close = both and long * abs(mark.women - mark.men) / 100 < CLOSE
    lift = {"women": -5.0 if close else 0.0, "men": 5.0 if close else 0.0}
    colours = {"women": (LIGHT.women, LIGHT.women_text), "men": (LIGHT.men, LIGHT.men_text)}
    for sex, whisker in (("women", mark.women_whisker), ("men", mark.men_whisker)):
        if whisker:
            height = track + lift[sex]
            parts.append(line(at(whisker[0]), height, at(whisker[1]), height, colours[sex][0], 1.5))
    if both and not close and mark.stroke != "none":
        low, high = sorted((mark.women, mark.men))
        thick, colour, dash = STROKES[mark.stroke]
        parts.append(line(at(low), track, at(high), track, colour, thick, dash=dash, class_="stroke"))
    women_left = mark.men is None or (mark.women is not None and mark.women <= mark.men)
    sides = (
        ("women", mark.women, mark.women_text, mark.women_whisker, women_left),
        ("men", mark.men, mark.men_text, mark.men_whisker, not women_left or mark.women is None),
    )
    for sex, place, said, whisker, leftmost in sides:
        if place is None:
            continue
        height = track + lift[sex]
        parts.append(
            circle(at(place), height, 6.5, LIGHT.women, "women")
            if sex == "women"
            else diamond(at(place), height, 8, LIGHT.men, "men")
        )
        baseline = track + 1.2 * lift[sex] + 5
        low = min(at(place) - 10, at(whisker[0]) - 4) if whisker else at(place) - 10
        high = max(at(place) + 11, at(whisker[1]) + 4) if whisker else at(place) + 11
        edge, anchor = (low, "end") if leftmost else (high, "start")
        colour = colours[sex][1]
        parts.append(
            text(edge, baseline, said, NUMBER, colour, weight=600, anchor=anchor, ground=ground, class_=sex)
        )
        if not both:
            why = mark.women_missing or mark.men_missing
            parts.append(text(high, baseline, why, SMALL, LIGHT.muted, ground=ground))
    if mark.reference:
        women, men = mark.reference
        parts.append(line(at(women), track + 20, at(men), track + 20, LIGHT.other, 1.5))
        parts.append(circle(at(women), track + 20, 3.5, LIGHT.other, "reference-women"))
        parts.append(diamond(at(men), track + 20, 4, LIGHT.other, "reference-men"))
    return parts


def _sparkline(spark: Spark, x: float, y: float) -> list[Markup]:
    year, gap = spark.points[-1]
    colour = LIGHT.uncertain if spark.unsure else LIGHT.ink
    level = spark.y(0.0)
    curve = tag(
        "g",
        line(0, level, SPARK_WIDTH, level, LIGHT.other, 1),
        tag(
            "path",
            d=spark.path,
            fill="none",
            stroke=colour,
            stroke_width="1.7",
            stroke_linecap="round",
            stroke_linejoin="round",
        ),
        circle(spark.x(year), spark.y(gap), 3.2, colour),
        transform=f"translate({x:g} {y:g})",
    )
    return [curve]


def _key(name: str, x: float, y: float) -> list[Markup]:
    """A sign of the legend around the height `y`, at most 26 px wide."""
    if name == "women":
        return [circle(x + 7, y, 6.5, LIGHT.women)]
    if name == "men":
        return [diamond(x + 8, y, 8, LIGHT.men)]
    if name == "reference":
        return [
            line(x + 4, y, x + 22, y, LIGHT.other, 1.5),
            circle(x + 4, y, 3.5, LIGHT.other),
            diamond(x + 22, y, 4, LIGHT.other),
        ]
    thick, colour, dash = STROKES.get(name, (1.0, LIGHT.line, None))
    return [line(x, y, x + 25, y, colour, thick, dash=dash)]


def legend_of(words: Words, reference_label: str) -> list[tuple[str, str]]:
    """The legend's signs (for `key`) and their words."""
    signs = [
        ("women", words("Kvinnor")),
        ("men", words("Män")),
        ("solid", words("Säker eller räknad")),
        ("dashed", words("Varaktig")),
        ("dotted", words("Ingen säker skillnad")),
        ("none", words("Går inte att avgöra")),
    ]
    if reference_label:
        signs.append(("reference", reference_label[:1].upper() + reference_label[1:]))
    return signs


def _legend(words: Words, reference_label: str, y: float, width: float) -> tuple[list[Markup], float]:
    parts: list[Markup] = []
    x = MARGIN
    for name, said in legend_of(words, reference_label):
        sign = 16 if name in ("women", "men") else 26
        wide = sign + 8 + letters.width(said, 14)
        if x > MARGIN and x + wide > width - MARGIN:
            x, y = MARGIN, y + 22
        parts += [*_key(name, x, y + 9), text(x + sign + 8, y + 14, said, 14, LIGHT.muted)]
        x += wide + 22
    return parts, y + 32


def _above(title: str, width: float) -> tuple[list[Markup], float]:
    if not title:
        return [], MARGIN
    parts, y = paragraph(MARGIN, MARGIN - 4, title, width - 2 * MARGIN, 22, weight=700)
    return parts, y + 12


def _below(notes: Sequence[str], y: float, width: float) -> tuple[list[Markup], float]:
    parts: list[Markup] = [rect(MARGIN, y + 4, width - 2 * MARGIN, 1, LIGHT.ink)] if notes else []
    y += 14 if notes else 0
    for note in notes:
        drawn, y = paragraph(MARGIN, y, note, width - 2 * MARGIN, 13, LIGHT.muted)
        parts += drawn
    return parts, y + MARGIN - 8
