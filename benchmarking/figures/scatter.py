"""The HTML pen for the gap against the level: equal and good, or unequal and worse, where a level has a direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarking.figures import letters
from benchmarking.figures.described import Described
from benchmarking.figures.markup import Markup, tag
from benchmarking.figures.places import Axis, Box, axis, drawn_labels, labelled, usual_year, year_note
from benchmarking.figures.reading import Shown
from benchmarking.model import Direction, Indicator, OrganisationKind, Shape
from benchmarking.wording import Words

__all__ = ["scatter"]

DOT, OWN_DOT = 6.8, 11.0

LEFT, BOTTOM = 40.0, 28.0
"""Px for the numbers beside and under the ground."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A ground (px) that labels are placed on. On a phone it is square."""

    name: str
    width: float
    height: float
    most_labels: int


# The stylesheet (`places_style`) has the same heights.
FORMS = (_Form("wide", 440, 300, 6), _Form("phone", 244, 244, 3))


def scatter(
    assessed: pd.DataFrame,
    totals: Mapping[str, float],
    indicator: Indicator,
    names: Mapping[str, str],
    shown: Sequence[Shown],
    words: Words,
) -> Described:
    """Each organisation as a dot: its gap upwards and its level across.

    `totals` are the levels by code, women and men together, of the same year as the row; where one is
    missing the level is the mean of women's and men's values. Takes otherwise what `beeswarm` takes.
    The words in the corners say where the gap is small and the level good, and the reverse. The
    sentence tells whether gap and level go together (Spearman's rank correlation of the gap's size and the
    level). Without a direction or any value there is no drawing, and the sentence says so.
    """
    levels = _levels(assessed, totals)
    rows = assessed.assign(level=levels)
    rows = rows[rows["level"].notna() & rows["gap"].notna()].sort_values("organisation")
    table = _table(rows, indicator, names, words)
    if indicator.direction is Direction.NONE or indicator.shape not in (Shape.BY_SEX, Shape.PAIR):
        return Described(
            sentence=words("Nivån har ingen riktning, så skillnaden ställs inte mot den."), table=table
        )
    if rows.empty:
        return Described(sentence=words("Inga värden att visa."), table=table)
    sentence = _sentence(rows, words)
    across = axis(rows["level"].tolist(), words, most_ticks=4)
    up = axis(rows["gap"].tolist(), words, also=0.0, most_ticks=5, room=0.12)
    html = _drawn(rows, indicator, names, shown, across, up, sentence, words)
    return Described(sentence=sentence, table=table, html=html)


def _levels(assessed: pd.DataFrame, totals: Mapping[str, float]) -> pd.Series:
    total = assessed["organisation"].map(lambda code: totals.get(code, np.nan)).astype(float)
    return total.fillna((assessed["women"] + assessed["men"]) / 2)


def _sentence(rows: pd.DataFrame, words: Words) -> str:
    kind = OrganisationKind(rows["kind"].iloc[0])
    together = rows["gap"].abs().rank().corr(rows["level"].rank()) if len(rows) > 2 else np.nan
    numbers = {"n": len(rows), "kinds": words.organisation_kind(kind, len(rows))}
    if not np.isfinite(together) or abs(together) < 0.3:
        return words("Bland {n} {kinds} följs skillnad och nivå inte åt.", **numbers)
    if together < 0:
        return words("Bland {n} {kinds} är skillnaden oftast mindre där nivån är högre.", **numbers)
    return words("Bland {n} {kinds} är skillnaden oftast större där nivån är högre.", **numbers)


def _drawn(
    rows: pd.DataFrame,
    indicator: Indicator,
    names: Mapping[str, str],
    shown: Sequence[Shown],
    across: Axis,
    up: Axis,
    sentence: str,
    words: Words,
) -> str:
    codes = set(rows["organisation"])
    marked = [one for one in shown if one.code in codes]
    ink = {one.code for one in marked}
    usual = usual_year(rows)
    dots, spots = [], {}
    for row in rows.itertuples(index=False):
        left, top = across.place(row.level), 100 - up.place(row.gap)
        spots[row.organisation] = left, top
        place = names.get(row.organisation, row.organisation)
        text = words(
            "{name}: skillnad {gap}, nivå {level}",
            name=place + year_note(row, usual),
            gap=words.gap(indicator, row.gap),
            level=words.bare(indicator, row.level),
        )
        name = "bm-dot bm-in-ink" if row.organisation in ink else "bm-dot"
        style = f"left:{left:.2f}%;top:{top:.2f}%"
        dots.append(tag("i", class_=name, style=style, title=text, data_row=place))
    lines = [
        tag("span", class_="bm-upright", style=f"left:{across.place(tick):.2f}%") for tick in across.ticks
    ]
    lines += [
        tag("span", class_="bm-across", style=f"top:{100 - up.place(tick):.2f}%")
        for tick in up.ticks
        if tick != 0
    ]
    lines.append(tag("span", class_="bm-across bm-equal", style=f"top:{100 - up.place(0.0):.2f}%"))
    forms = [_labels(form, indicator, marked, spots, up, words) for form in FORMS]
    side = [
        tag("span", text, class_="bm-side-text", style=f"top:{100 - up.place(tick):.2f}%")
        for tick, text in zip(up.ticks, up.texts, strict=True)
    ]
    under = [
        tag("span", text, class_="bm-tick-text", style=f"left:{across.place(tick):.2f}%")
        for tick, text in zip(across.ticks, across.texts, strict=True)
    ]
    level = words("Nivå: {unit}", unit=words.text(indicator.base))
    gap_unit = words.gap_unit(indicator)
    upward = words("Skillnad, {unit}", unit=gap_unit) if gap_unit else words("Skillnad")
    ground = tag("div", *lines, *dots, *forms, class_="bm-scatter-ground")
    drawn = tag(
        "div",
        tag("div", upward, class_="bm-axis-name"),
        tag("div", tag("div", *side, class_="bm-side"), ground, class_="bm-scatter-body"),
        tag("div", *under, class_="bm-axis"),
        tag("div", level, class_="bm-axis-name bm-to-right"),
        class_="bm-scatter",
        role="img",
        aria_label=sentence,
    )
    return tag("div", drawn, class_="bm")


def _labels(
    form: _Form,
    indicator: Indicator,
    marked: Sequence[Shown],
    spots: Mapping[str, tuple[float, float]],
    up: Axis,
    words: Words,
) -> Markup:
    size = (form.width, form.height)
    px = {code: (x * form.width / 100, y * form.height / 100) for code, (x, y) in spots.items()}
    good_right = indicator.direction is Direction.HIGHER
    good, bad = _corners(good_right, words)
    corners, taken = [], []
    # The words about the small gap stand at the edge nearer to equality, and the others at the far one.
    high = up.place(0.0) > 50
    for text, right, top in (
        (good, good_right, 10 if high else form.height - 10),
        (bad, not good_right, form.height - 10 if high else 10),
    ):
        wide = letters.width(text, 13.0) + 8
        left = form.width - wide if right else 0.0
        taken.append(Box(left, top - 9, left + wide, top + 9))
        middle = 100 * (left + wide / 2) / form.width
        corners.append(
            tag(
                "span",
                text,
                class_="bm-label-at bm-quiet",
                style=f"left:{middle:.2f}%;top:{100 * top / form.height:.2f}%",
            )
        )
    wanted = [(one.name, *px[one.code], one.own) for one in marked[: form.most_labels]]
    placed = labelled(wanted, list(px.values()), size, DOT / 2, taken)
    return tag("div", *corners, *drawn_labels(placed, size, OWN_DOT / 2 + 1), class_=f"bm-form-{form.name}")


def _corners(higher_is_better: bool, words: Words) -> tuple[str, str]:
    if higher_is_better:
        return words("Liten skillnad, hög nivå"), words("Stor skillnad, låg nivå")
    return words("Liten skillnad, låg nivå"), words("Stor skillnad, hög nivå")


def _table(rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], words: Words) -> pd.DataFrame:
    headings = [words("Kommun eller region"), words("År"), words("Nivå"), words("Skillnad")]
    cells = [
        (
            names.get(row.organisation, row.organisation),
            str(int(row.year)),
            words.bare(indicator, row.level),
            words.gap(indicator, row.gap),
        )
        for row in rows.itertuples(index=False)
    ]
    return pd.DataFrame(words.sorted(cells, key=lambda cell: cell[0]), columns=headings)
