"""The effect page's figures: two paths over years, and one row per indicator with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from benchmarking.effect import Result
from benchmarking.figures import chart
from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import Markup, tag
from benchmarking.figures.panels import Band, Curve, Lines, Panel
from benchmarking.figures.places import axis
from benchmarking.figures.tokens import Theme, tokens
from benchmarking.model import Indicator
from benchmarking.wording import Words, effects

__all__ = ["effect_paths", "effect_rows"]


def effect_paths(
    result: Result, indicator: Indicator, band: Band | None, words: Words, *, theme: Theme = "light"
) -> Described:
    """The gap of participants (ink) and comparators (grey) each year, in the direction it had before the round.

    The sentence is the page's answer; the table has years down. Without paths the figure is None.
    """
    sentence = " ".join(effects.answer(words, result, indicator))
    headings = [words("År"), words("Deltagare"), words("Jämförda")]
    rows = [
        (str(year), words.bare(indicator, own), words.bare(indicator, other))
        for year, own, other in zip(result.years, result.participants, result.compared, strict=True)
    ]
    table = pd.DataFrame(rows, columns=headings)
    if not rows:
        return Described(sentence=sentence, table=table)
    colour = tokens(theme)
    curves = [
        Curve(
            heading,
            tuple(zip(result.years, path, strict=True)),
            tuple(words.bare(indicator, value) for value in path),
            ink,
            text,
            width,
            symbol,
            strong,
        )
        for heading, path, ink, text, width, symbol, strong in (
            (words("Deltagare"), result.participants, colour.ink, colour.ink, 2.6, "square", True),
            (words("Jämförda"), result.compared, colour.other, colour.muted, 2.0, "triangle-up", False),
        )
    ]
    lines = Lines(
        panels=(Panel("", tuple(curves)),),
        bands=(band,) if band else (),
        breaks=(),
        level=(0.0, words("Lika för kvinnor och män")),
        across=False,
        sentence=sentence,
        table=table,
    )
    return Described(sentence=sentence, table=table, figure=chart.draw(lines, theme=theme, words=words))


def effect_rows(
    results: Sequence[Result],
    indicators: Mapping[str, Indicator],
    words: Words,
    href: Callable[[str], str],
    explained: Callable[[str], str],
    *,
    most: int | None = None,
) -> Described:
    """One row per indicator, or for the first `most` of them: how much more the gap shrank among participants, as a dot with its interval.

    On a common axis in spreads of the places' gaps, numbers in the indicator's unit. The dot is filled only where
    an effect may be said; a row that cannot be told says why. Names lead to `href`, numbers to `explained`, of the
    indicator's id. The table and the sentence are of all.
    """
    told = [one for one in results if one.estimate is not None and one.spread > 0]
    sentence = " ".join(effects.counted(words, results)) or words("Inget nyckeltal går att avgöra.")
    table = _table(results, indicators, words)
    ends = [
        end / one.spread
        for one in told
        for end in (one.estimate.closed.low, one.estimate.closed.high)
        if is_number(end)
    ]
    if not ends:
        rows = [_untold(one, indicators[one.indicator], words, href) for one in results[:most]]
        return Described(sentence, table, html=_listed(rows, None, sentence))
    across = axis(ends, words, also=0.0, most_ticks=5)
    rows = []
    for one in results[:most]:
        indicator = indicators[one.indicator]
        if one.estimate is None or one.spread <= 0:
            rows.append(_untold(one, indicator, words, href))
            continue
        closed = one.estimate.closed
        low, dot, high = (across.place(end / one.spread) for end in (closed.low, closed.middle, closed.high))
        track = tag(
            "div",
            tag("span", class_="bm-upright bm-equal", style=f"left:{across.place(0.0):.2f}%"),
            tag("span", class_="bm-interval", style=f"left:{low:.2f}%;width:{high - low:.2f}%"),
            tag("span", class_=f"bm-effect{'' if one.effect else ' bm-open'}", style=f"left:{dot:.2f}%"),
            class_="bm-bar-track",
            aria_hidden="true",
        )
        unit = words.gap_unit(indicator)
        number = tag(
            "a", words.gap(indicator, closed.middle), href=explained(one.indicator), class_="bm-bar-number"
        )
        ends_said = words(
            "{low} till {high} {unit}",
            low=words.gap(indicator, closed.low),
            high=words.gap(indicator, closed.high),
            unit=unit,
        )
        value = tag("span", number, tag("span", f" {ends_said}", class_="bm-bar-says"), class_="bm-bar-value")
        rows.append(
            tag(
                "div",
                _name(one, indicator, words, href),
                track,
                value,
                role="listitem",
                class_="bm-bar-row",
            )
        )
    foot = tag(
        "div",
        tag("span"),
        tag(
            "div",
            tag("span", words("Minskade mindre"), class_="bm-effect-less"),
            tag("span", words("Minskade mer"), class_="bm-effect-more"),
            class_="bm-effect-ends",
        ),
        class_="bm-bar-row bm-bar-foot",
        aria_hidden="true",
    )
    return Described(sentence, table, html=_listed(rows, foot, sentence))


def _listed(rows: Sequence[Markup], foot: Markup | None, sentence: str) -> Markup:
    listed = tag("div", *rows, role="list", aria_label=sentence)
    return tag("div", tag("div", listed, foot, class_="bm-bars bm-effects"), class_="bm")


def _name(one: Result, indicator: Indicator, words: Words, href: Callable[[str], str]) -> Markup:
    return tag("a", words.text(indicator.short), href=href(one.indicator), class_="bm-bar-name")


def _untold(one: Result, indicator: Indicator, words: Words, href: Callable[[str], str]) -> Markup:
    said = tag("span", effects.reason(words, one), class_="bm-bar-says bm-effect-untold")
    return tag(
        "div", _name(one, indicator, words, href), said, role="listitem", class_="bm-bar-row bm-unsure"
    )


def _table(results: Sequence[Result], indicators: Mapping[str, Indicator], words: Words) -> pd.DataFrame:
    headings = [
        *(words("Nyckeltal"), words("Enhet"), words("Minskade mer"), words("Lägst"), words("Högst")),
        *(words("p-värde"), words("Lottning, p"), words("Bedömning")),
    ]
    cells = []
    for one in results:
        indicator = indicators[one.indicator]
        estimate = one.estimate
        numbers = (
            ("", "", "", "", "")
            if estimate is None
            else (
                words.gap(indicator, estimate.closed.middle),
                words.gap(indicator, estimate.closed.low),
                words.gap(indicator, estimate.closed.high),
                words.number(estimate.closed.p, 3),
                words.number(estimate.p_random, 3),
            )
        )
        cells.append(
            (
                words.text(indicator.short),
                words.gap_unit(indicator),
                *numbers,
                effects.verdict(words, one, indicator),
            )
        )
    return pd.DataFrame(cells, columns=headings)
