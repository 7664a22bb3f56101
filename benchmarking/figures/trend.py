"""Trends over years: what is drawn and said of them, for any pen, and drawn by plotly."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarking.figures import chart
from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import parted
from benchmarking.figures.panels import Band, Curve, Lines, Panel
from benchmarking.figures.reading import Shown
from benchmarking.figures.tokens import Theme, tokens
from benchmarking.model import SWEDEN, Counted, Indicator, OrganisationKind, Shape
from benchmarking.wording import Words

__all__ = ["gap_lines", "gap_trend", "values_lines", "values_trend"]

# Circle and diamond say women and men everywhere; these do not.
END_MARKS = ("square", "triangle-up", "triangle-down", "pentagon", "star", "hexagon", "cross", "x")

MENTOR, OWN, OTHER, COUNTRY = 3.4, 2.6, 2.0, 1.6
"""Line widths in px."""


def gap_trend(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    bands: Sequence[Band] = (),
    country: Shown | None = None,
    theme: Theme = "light",
    narrow: bool = False,
) -> Described:
    """The gap over years: one line per organisation, the country grey, equality in ink.

    `series` holds rows of `gaps.by_year` for the organisations (and the country); `bands` are rounds.
    `narrow` stacks one panel per organisation for a phone. The sentence says from, to and against the
    country, within what can be compared; the table has years down and organisations across. With no
    gap at all the sentence says so and the figure is empty.
    """
    lines = gap_lines(
        series,
        indicator,
        organisations,
        words,
        bands=bands,
        country=country,
        theme=theme,
        narrow=narrow,
    )
    return Described(
        sentence=lines.sentence, table=lines.table, figure=chart.draw(lines, theme=theme, words=words)
    )


def gap_lines(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    bands: Sequence[Band] = (),
    country: Shown | None = None,
    theme: Theme = "light",
    narrow: bool = False,
) -> Lines:
    """What `gap_trend` draws, for any pen; takes the same."""
    colour = tokens(theme)
    series = series[series["indicator"] == indicator.id]
    anyone_own = any(one.own for one in organisations)
    curves = []
    for place, one in enumerate(organisations):
        points = _points(series, one.code, "gap")
        ink = colour.ink if one.own or not anyone_own else colour.other
        width = MENTOR if one.mentor else OWN if one.own else OTHER
        curves.append(
            _curve(
                one.name,
                points,
                indicator,
                words,
                colour=ink,
                text=ink if ink == colour.ink else colour.muted,
                width=width,
                symbol=END_MARKS[place % len(END_MARKS)],
                signed=True,
                strong=ink == colour.ink,
            )
        )
    if country is not None:
        points = _points(series, country.code, "gap")
        curves.append(
            _curve(
                country.name,
                points,
                indicator,
                words,
                colour=colour.other,
                text=colour.muted,
                width=COUNTRY,
                symbol=None,
                signed=True,
                strong=False,
            )
        )
    drawn = [curve for curve in curves if curve.points]
    ours = [curve for curve in drawn if country is None or curve.label != country.name]
    grey = [curve for curve in drawn if curve not in ours]
    panels = (
        [Panel(curve.label, (curve, *grey)) for curve in ours]
        if narrow
        else [Panel("", tuple(drawn))]
        if drawn
        else []
    )
    sentences = []
    for one in (*organisations, *((country,) if country else ())):
        sentences.append(
            _gap_sentence(_place(one, words), _points(series, one.code, "gap"), indicator, words)
        )
    sentence = " ".join(sentences) or words("Inga värden att visa.")
    return Lines(
        panels=tuple(panels),
        bands=tuple(bands),
        breaks=_breaks(indicator, drawn),
        level=(0.0, words("Lika för kvinnor och män")),
        across=False,
        sentence=sentence,
        table=_table(drawn, words),
    )


def values_trend(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    bands: Sequence[Band] = (),
    country: Shown | None = None,
    theme: Theme = "light",
    narrow: bool = False,
) -> Described:
    """Women's and men's values over years: one small panel per organisation, on common axes.

    Takes what `gap_trend` takes. The country is its total as a grey line, where there is one. The
    lines are broken where the measure was changed. The table has years down, women and men across.
    """
    lines = values_lines(
        series,
        indicator,
        organisations,
        words,
        bands=bands,
        country=country,
        theme=theme,
        narrow=narrow,
    )
    return Described(
        sentence=lines.sentence, table=lines.table, figure=chart.draw(lines, theme=theme, words=words)
    )


def values_lines(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    bands: Sequence[Band] = (),
    country: Shown | None = None,
    theme: Theme = "light",
    narrow: bool = False,
) -> Lines:
    """What `values_trend` draws, for any pen; takes the same."""
    colour = tokens(theme)
    series = series[series["indicator"] == indicator.id]
    behind: tuple[Curve, ...] = ()
    if country is not None and indicator.shape is Shape.BY_SEX:
        points = _points(series, country.code, "total")
        if points:
            behind = (
                _curve(
                    country.name,
                    points,
                    indicator,
                    words,
                    colour=colour.other,
                    text=colour.muted,
                    width=COUNTRY,
                    symbol=None,
                    signed=False,
                    strong=False,
                ),
            )
    panels, told, sentences = [], [], []
    for one in organisations:
        sexes = {
            "women": _points(series, one.code, "women_shown"),
            "men": _points(series, one.code, "men_shown"),
        }
        curves = []
        for sex, name, line, text, symbol in (
            ("women", words("Kvinnor"), colour.women, colour.women_text, "circle"),
            ("men", words("Män"), colour.men, colour.men_text, "diamond"),
        ):
            if sexes[sex]:
                curve = _curve(
                    name,
                    sexes[sex],
                    indicator,
                    words,
                    colour=line,
                    text=text,
                    width=2.2,
                    symbol=symbol,
                    signed=False,
                    strong=True,
                )
                curves.append(curve)
                label = (
                    words("{place}, kvinnor", place=one.name)
                    if sex == "women"
                    else words("{place}, män", place=one.name)
                )
                told.append(
                    Curve(label, curve.points, curve.texts, curve.colour, curve.text_colour, curve.width)
                )
        if curves:
            panels.append(Panel(one.name, (*curves, *behind)))
        sentences.append(_values_sentence(one.name, sexes["women"], sexes["men"], indicator, words))
    drawn = [curve for panel in panels for curve in panel.curves]
    if behind:
        sentences.append(_total_sentence(behind[0], indicator, words))
    if drawn:
        sentences.append(words("Enhet: {unit}.", unit=words.text(indicator.base)))
    sentence = " ".join(sentences) or words("Inga värden att visa.")
    return Lines(
        panels=tuple(panels),
        bands=tuple(bands),
        breaks=_breaks(indicator, drawn),
        level=None,
        across=not narrow,
        sentence=sentence,
        table=_table([*told, *behind], words),
    )


def _points(series: pd.DataFrame, code: str, column: str) -> tuple[tuple[int, float], ...]:
    rows = series[(series["organisation"] == code) & series[column].notna()]
    rows = rows.sort_values("year")
    return tuple((int(year), float(value)) for year, value in zip(rows["year"], rows[column], strict=True))


def _curve(
    name: str,
    points: tuple[tuple[int, float], ...],
    indicator: Indicator,
    words: Words,
    *,
    colour: str,
    text: str,
    width: float,
    symbol: str | None,
    signed: bool,
    strong: bool,
) -> Curve:
    texts = tuple(
        words.gap(indicator, value) if signed else words.bare(indicator, value) for _, value in points
    )
    parts: list[int] = [
        at for at in range(1, len(points)) if parted(points[at - 1][0], points[at][0], indicator)
    ]
    return Curve(name, points, texts, colour, text, width, symbol, strong, tuple(parts))


def _breaks(indicator: Indicator, curves: Sequence[Curve]) -> tuple[int, ...]:
    years = [year for curve in curves for year, _ in curve.points]
    return tuple(at for at in indicator.breaks if years and min(years) < at <= max(years))


def _comparable(points: Sequence[tuple[int, float]], indicator: Indicator) -> list[tuple[int, float]]:
    """The points since the last break of the measure."""
    if not points:
        return []
    start = max((at for at in indicator.breaks if at <= points[-1][0]), default=0)
    return [point for point in points if point[0] >= start]


def _place(one: Shown, words: Words) -> str:
    """A name inside a sentence: the country is "riket" there and "Riket" at its line."""
    return words.organisation_kind(OrganisationKind.COUNTRY) if one.code == SWEDEN else one.name


def _gap_sentence(place: str, points: Sequence[tuple[int, float]], indicator: Indicator, words: Words) -> str:
    """From and to in words: sizes without sign, and who has more. Never across a break of the measure."""
    comparable = _comparable(points, indicator)
    if not comparable:
        return words("Uppgift saknas för {place}.", place=place)
    (year0, gap0), (year1, gap1) = comparable[0], comparable[-1]
    size0, size1 = (words.bare(indicator, abs(gap), rounded=True) for gap in (gap0, gap1))
    unit = words.gap_unit(indicator)
    who0, who1 = (_who(gap, size, indicator, words) for gap, size in ((gap0, size0), (gap1, size1)))
    if year0 == year1:
        return words(
            "Skillnaden i {place} var {size} {unit} {year}, {who}.",
            place=place,
            size=size1,
            unit=unit,
            year=year1,
            who=who1,
        )
    if who0 != who1:
        return words(
            "Skillnaden i {place} var {first} {unit} {first_year}, {first_who}, och {last} {last_year}, {last_who}.",
            place=place,
            first=size0,
            unit=unit,
            first_year=year0,
            first_who=who0,
            last=size1,
            last_year=year1,
            last_who=who1,
        )
    if size0 == size1:
        return words(
            "Skillnaden i {place} var {size} {unit} både {first_year} och {last_year}, {who}.",
            place=place,
            size=size1,
            unit=unit,
            first_year=year0,
            last_year=year1,
            who=who1,
        )
    filled = {
        "place": place,
        "first": size0,
        "last": size1,
        "unit": unit,
        "years": words.year_range(year0, year1),
        "who": who1,
    }
    if abs(gap1) < abs(gap0):
        return words(
            "Skillnaden i {place} har minskat från {first} till {last} {unit} {years}, {who}.", **filled
        )
    return words("Skillnaden i {place} har ökat från {first} till {last} {unit} {years}, {who}.", **filled)


def _who(gap: float, size: str, indicator: Indicator, words: Words) -> str:
    if not any(letter in "123456789" for letter in size):
        return words("lika för kvinnor och män")
    if indicator.counted is Counted.POSTS:
        return words("kvinnor fler") if gap > 0 else words("män fler")
    if indicator.counted is Counted.DAYS:
        return words("kvinnor mer") if gap > 0 else words("män mer")
    return words("kvinnor högre") if gap > 0 else words("män högre")


def _values_sentence(
    place: str,
    women: Sequence[tuple[int, float]],
    men: Sequence[tuple[int, float]],
    indicator: Indicator,
    words: Words,
) -> str:
    ours, theirs = _comparable(women, indicator), _comparable(men, indicator)
    if not ours and not theirs:
        return words("Uppgift saknas för {place}.", place=place)
    spans = {(points[0][0], points[-1][0]) for points in (ours, theirs) if points}
    if len(spans) > 1 or not ours or not theirs:
        return words(
            "{place}: kvinnor {women}, män {men}.",
            place=place,
            women=_from_to(ours, indicator, words),
            men=_from_to(theirs, indicator, words),
        )
    (first, last) = spans.pop()
    if first == last:
        return words(
            "{place} {years}: kvinnor {women}, män {men}.",
            place=place,
            years=str(last),
            women=words.bare(indicator, ours[-1][1]),
            men=words.bare(indicator, theirs[-1][1]),
        )
    return words(
        "{place} {years}: kvinnor från {women_first} till {women_last}, män från {men_first} till {men_last}.",
        place=place,
        years=words.year_range(first, last),
        women_first=words.bare(indicator, ours[0][1]),
        women_last=words.bare(indicator, ours[-1][1]),
        men_first=words.bare(indicator, theirs[0][1]),
        men_last=words.bare(indicator, theirs[-1][1]),
    )


def _total_sentence(curve: Curve, indicator: Indicator, words: Words) -> str:
    return words(
        "{place}: {all}.",
        place=curve.label,
        all=_from_to(_comparable(curve.points, indicator), indicator, words),
    )


def _from_to(points: Sequence[tuple[int, float]], indicator: Indicator, words: Words) -> str:
    if not points:
        return words("uppgift saknas")
    (year0, first), (year1, last) = points[0], points[-1]
    if year0 == year1:
        return words("{value} år {year}", value=words.bare(indicator, last), year=year1)
    return words(
        "från {first} till {last} {years}",
        first=words.bare(indicator, first),
        last=words.bare(indicator, last),
        years=words.year_range(year0, year1),
    )


def _table(curves: Sequence[Curve], words: Words) -> pd.DataFrame:
    """Years down, curves across, each number as the figure says it; "" where there is none."""
    years = sorted({year for curve in curves for year, _ in curve.points})
    told = {words("År"): [str(year) for year in years]}
    for curve in curves:
        by_year = dict(zip((year for year, _ in curve.points), curve.texts, strict=True))
        told[curve.label] = [by_year.get(year, "") for year in years]
    return pd.DataFrame(told)
