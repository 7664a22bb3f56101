"""Trends over years: what is drawn and said of them, for any pen, and drawn by plotly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from benchmarking.figures import chart
from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import parted
from benchmarking.figures.panels import Band, Curve, Lines, Mark, Panel
from benchmarking.figures.reading import Shown
from benchmarking.figures.tokens import Theme, tokens
from benchmarking.gaps import ChangeVerdict, GapVerdict
from benchmarking.meetings import Commitment
from benchmarking.model import SWEDEN, Indicator, OrganisationKind, Shape
from benchmarking.wording import Words
from benchmarking.wording import meetings as said
from benchmarking.wording.sentences import own_figures

__all__ = ["gap_lines", "gap_trend", "marks_of", "values_lines", "values_trend"]

# Circle and diamond say women and men everywhere; these do not.
END_MARKS = ("square", "triangle-up", "triangle-down", "pentagon", "star", "hexagon", "cross", "x")

KNOWN = (GapVerdict.WOMEN_HIGHER, GapVerdict.MEN_HIGHER, GapVerdict.EVEN)
"""Verdicts that say how the two lie; the others say that it cannot be said."""

MENTOR, OWN, OTHER, COUNTRY = 3.4, 2.6, 2.0, 1.6
"""Line widths in px."""


def gap_trend(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    assessed: pd.DataFrame | None = None,
    bands: Sequence[Band] = (),
    country: Shown | None = None,
    commitments: Sequence[Commitment] = (),
    theme: Theme = "light",
    narrow: bool = False,
) -> Described:
    """The gap over years: one line per organisation, the country grey, equality in ink.

    `series` holds rows of `gaps.by_year` for the organisations (and the country), `assessed` their rows of
    `gaps.assess`; `bands` are rounds; `commitments` stand as ticks on the lines of those who made them. `narrow` stacks one panel per organisation for a phone. The sentence
    says first and last year, within what can be compared, and who has more and which way it went only as far
    as `assessed` does; the table has years down and organisations across. With no gap at all the sentence
    says so and the figure is empty.
    """
    lines = gap_lines(
        series,
        indicator,
        organisations,
        words,
        assessed=assessed,
        bands=bands,
        country=country,
        commitments=commitments,
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
    assessed: pd.DataFrame | None = None,
    bands: Sequence[Band] = (),
    country: Shown | None = None,
    commitments: Sequence[Commitment] = (),
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
    codes = {one.name: one.code for one in organisations}
    panels = (
        [Panel(curve.label, (curve, *grey), codes.get(curve.label, "")) for curve in ours]
        if narrow
        else [Panel("", tuple(drawn))]
        if drawn
        else []
    )
    judged = _judged(assessed, indicator)
    sentences = []
    for one in (*organisations, *((country,) if country else ())):
        points = _points(series, one.code, "gap")
        sentences.append(_gap_sentence(_place(one, words), points, indicator, words, judged.get(one.code)))
    sentences += _own(series[series["gap"].notna()], organisations, words)
    marks, told = marks_of(commitments, indicator, {one.code: one.name for one in organisations}, words)
    marks = tuple(mark for mark in marks if mark.curve in {curve.label for curve in drawn})
    sentence = " ".join([*sentences, *told]) or words("Inga värden att visa.")
    return Lines(
        panels=tuple(panels),
        bands=tuple(bands),
        breaks=_breaks(indicator, drawn),
        level=(0.0, words("Lika för kvinnor och män")),
        across=False,
        sentence=sentence,
        table=_table(drawn, words),
        marks=marks,
    )


def marks_of(
    commitments: Sequence[Commitment], indicator: Indicator, names: Mapping[str, str], words: Words
) -> tuple[tuple[Mark, ...], list[str]]:
    """The ticks of commitments about one indicator, of the places in `names`, and a sentence for each commitment."""
    marks, told = [], []
    for one in commitments:
        if one.indicator != indicator.id or one.organisation not in names:
            continue
        name = names[one.organisation]
        flag = words("Åtagande: {expected}", expected=said.expected(words, one.expected))
        marks.append(Mark(_year_of(one.made), name, flag))
        if one.due_on is not None:
            due = words("Följs upp: {state}", state=said.state(words, one.state))
            marks.append(Mark(_year_of(one.due_on), name, due, hollow=True))
        told.append(said.commitment(words, one, name, indicator))
    return tuple(marks), told


def _year_of(day: date) -> float:
    """A day as a year with fraction. A year's value stands at its whole number, as the bands of rounds do."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def values_trend(
    series: pd.DataFrame,
    indicator: Indicator,
    organisations: Sequence[Shown],
    words: Words,
    *,
    assessed: pd.DataFrame | None = None,
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
        assessed=assessed,
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
    assessed: pd.DataFrame | None = None,
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
            panels.append(Panel(one.name, (*curves, *behind), one.code))
        sentences.append(_values_sentence(one.name, sexes["women"], sexes["men"], indicator, words))
    drawn = [curve for panel in panels for curve in panel.curves]
    if behind:
        sentences.append(_total_sentence(behind[0], indicator, words))
    sentences += _own(series[series[["women_shown", "men_shown"]].notna().any(axis=1)], organisations, words)
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


def _judged(assessed: pd.DataFrame | None, indicator: Indicator) -> dict[str, Any]:
    """The rows of `gaps.assess` for this indicator by organisation."""
    if assessed is None:
        return {}
    rows = assessed[assessed["indicator"] == indicator.id]
    return {row.organisation: row for row in rows.itertuples(index=False)}


def _own(series: pd.DataFrame, organisations: Sequence[Shown], words: Words) -> list[str]:
    """Which of the values drawn are the network's own, as a list of one sentence or none."""
    said = own_figures(words, series, {one.code: one.name for one in organisations})
    return [said] if said else []


def _place(one: Shown, words: Words) -> str:
    """A name inside a sentence: the country is "riket" there and "Riket" at its line."""
    return words.organisation_kind(OrganisationKind.COUNTRY) if one.code == SWEDEN else one.name


def _gap_sentence(
    place: str, points: Sequence[tuple[int, float]], indicator: Indicator, words: Words, judged: Any
) -> str:
    """First and last in words, sizes without sign. Never across a break of the measure.

    `judged` is the place's row of `gaps.assess` or None: only its verdicts say that the gap has grown or
    shrunk and who has more, so that the sentence never says more than the row beside it.
    """
    comparable = _comparable(points, indicator)
    if not comparable:
        return words("Uppgift saknas för {place}.", place=place)
    (year0, gap0), (year1, gap1) = comparable[0], comparable[-1]
    size0, size1 = (words.bare(indicator, abs(gap), rounded=True) for gap in (gap0, gap1))
    # A row that stands at a newer year, where one sex is missing, says nothing of this one.
    judged = judged if judged is not None and int(judged.year) == year1 else None
    told = {
        "place": place,
        "unit": words.gap_unit(indicator),
        "last": size1,
        "last_year": year1,
        "who": _who(judged, indicator, words),
    }
    if year0 == year1:
        return words("Skillnaden i {place} var {last} {unit} {last_year}{who}.", **told)
    told |= {"first": size0, "first_year": year0}
    # That a line crosses zero can be read off it; only an unsure verdict beside it keeps us from saying so.
    if gap0 * gap1 < 0 and (judged is None or _known(judged)):
        return words(
            "Skillnaden i {place} var {last} {unit} {last_year}{who}. År {first_year} var den {first}, åt andra hållet.",
            **told,
        )
    if size0 == size1:
        return words("Skillnaden i {place} var {last} {unit} både {first_year} och {last_year}{who}.", **told)
    if gap0 * gap1 >= 0 and _moved(judged, year0):
        told |= {"years": words.year_range(year0, year1)}
        if judged.closing:
            return words(
                "Skillnaden i {place} har minskat från {first} till {last} {unit} {years}{who}.", **told
            )
        return words("Skillnaden i {place} har ökat från {first} till {last} {unit} {years}{who}.", **told)
    return words(
        "År {first_year} var skillnaden i {place} {first} {unit}, och år {last_year} var den {last}{who}.",
        **told,
    )


def _known(judged: Any) -> bool:
    return judged is not None and judged.verdict in KNOWN


def _moved(judged: Any, first_year: int) -> bool:
    """Whether the verdict on the change is about these years, and says that the gap moved."""
    return (
        judged is not None
        and judged.change_verdict in (ChangeVerdict.WIDER, ChangeVerdict.NARROWER)
        and int(judged.first_year) == first_year
    )


def _who(judged: Any, indicator: Indicator, words: Words) -> str:
    """Who has more, after a comma, where that is known; else why not, in brackets; "" without a verdict."""
    if judged is None:
        return ""
    said = words.verdict(judged, indicator)
    said = said[:1].lower() + said[1:]
    return f", {said}" if _known(judged) else f" ({said})"


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
        "{place} {years}: kvinnor {women}, män {men}.",
        place=place,
        years=words.year_range(first, last),
        women=_ends(ours, indicator, words),
        men=_ends(theirs, indicator, words),
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
    (year0, _), (year1, last) = points[0], points[-1]
    if year0 == year1:
        return words("{value} (år {year})", value=words.bare(indicator, last), year=year1)
    return words("{ends} {years}", ends=_ends(points, indicator, words), years=words.year_range(year0, year1))


def _ends(points: Sequence[tuple[int, float]], indicator: Indicator, words: Words) -> str:
    first, last = (words.bare(indicator, value) for value in (points[0][1], points[-1][1]))
    if first == last:
        return words("oförändrat {value}", value=last)
    return words("från {first} till {last}", first=first, last=last)


def _table(curves: Sequence[Curve], words: Words) -> pd.DataFrame:
    """Years down, curves across, each number as the figure says it; "" where there is none."""
    years = sorted({year for curve in curves for year, _ in curve.points})
    told = {words("År"): [str(year) for year in years]}
    for curve in curves:
        by_year = dict(zip((year for year, _ in curve.points), curve.texts, strict=True))
        told[curve.label] = [by_year.get(year, "") for year in years]
    return pd.DataFrame(told)
