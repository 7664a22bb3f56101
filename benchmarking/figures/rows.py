"""The HTML pen for dumbbell rows: one organisation down a page, or several side by side.

Hue says sex, the line says how sure. A mark's place on its track is its place in Sweden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarking.figures.described import Described
from benchmarking.figures.dumbbell import Drawn, History, drawn, figure, in_year, is_number, sparkline
from benchmarking.figures.markup import Markup, joined, tag
from benchmarking.model import Indicator, OrganisationKind
from benchmarking.wording import Words

__all__ = ["Link", "Shown", "compare_rows", "legend", "medians", "profile_rows", "scale"]

Link = Callable[[str], str]
"""From an indicator's id to the address of its page."""

MOST_BESIDE = 8
ROOMY = 4
"""So many organisations leave room for numbers at the sides of the marks; more put them below."""

CLOSE_ROOMY, CLOSE_DENSE = 7.0, 15.0
"""Marks 13 px wide meet at these shares of the shorter tracks of a comparison."""

OLD_AFTER = 2
"""Values older than the newest by more years than this are said in words."""

KNOWN = ("women_higher", "men_higher")


@dataclass(frozen=True, slots=True)
class Shown:
    """An organisation in a comparison: code, name as shown, and a note under it ("deltagare 2019").

    In trends `own` stands in ink while the others are grey (with no own one, all stand in ink), and a
    `mentor` has a thicker line. `kind` tells why an indicator has no value here.
    """

    code: str
    name: str
    note: str = ""
    own: bool = False
    mentor: bool = False
    kind: OrganisationKind | str | None = None


def scale(by_year: pd.DataFrame, kind: OrganisationKind | str) -> pd.DataFrame:
    """The track of each indicator: one row per indicator with a value, from all organisations of the kind.

    Columns: indicator; newest (year); low, high (2nd and 98th percentile of both sexes' values that
    year, in the indicator's unit). Takes the frame of `gaps.by_year`.
    """
    rows = by_year.loc[by_year["kind"] == str(kind), ["indicator", "year", "women_shown", "men_shown"]]
    rows = rows[rows["women_shown"].notna() | rows["men_shown"].notna()]
    newest = rows.groupby("indicator")["year"].transform("max")
    rows = rows[rows["year"] == newest]
    values = rows.melt(["indicator", "year"], ["women_shown", "men_shown"]).dropna(subset="value")
    ends = values.groupby("indicator")["value"].quantile([0.02, 0.98]).unstack()
    return pd.DataFrame(
        {
            "indicator": ends.index.astype(str),
            "newest": values.groupby("indicator")["year"].first().reindex(ends.index).to_numpy(),
            "low": ends[0.02].to_numpy() if len(ends) else pd.Series(dtype=float),
            "high": ends[0.98].to_numpy() if len(ends) else pd.Series(dtype=float),
        }
    )


def medians(by_year: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """The median of some organisations (a reference for `profile_rows`): one row per indicator and year.

    Columns: indicator, year; women, men, gap (medians, each for itself, so women − men need not give
    gap); n (organisations with a gap). Takes the frame of `gaps.by_year`.
    """
    rows = by_year[by_year["organisation"].isin(list(codes))]
    grouped = rows.groupby(["indicator", "year"])
    found = grouped[["women_shown", "men_shown", "gap"]].median()
    found["n"] = grouped["gap"].count()
    return found.rename(columns={"women_shown": "women", "men_shown": "men"}).reset_index()


def legend(words: Words, reference_label: str | None = None) -> str:
    """One line of HTML that explains the marks; with the reference where a figure has one."""
    lines = [
        ("bm-solid", words("Säker eller räknad")),
        ("bm-dashed", words("Varaktig")),
        ("bm-dotted", words("Ingen säker skillnad")),
        ("bm-none", words("Går inte att avgöra")),
    ]
    items = [
        tag("li", tag("span", class_="bm-key bm-women"), words("Kvinnor")),
        tag("li", tag("span", class_="bm-key bm-men"), words("Män")),
        *(tag("li", tag("span", class_=f"bm-stroke {name}"), text) for name, text in lines),
    ]
    if reference_label:
        key = tag(
            "span",
            tag("span", class_="bm-ref-line", style="left:0%;width:100%"),
            tag("span", class_="bm-ref bm-women", style="left:0%"),
            tag("span", class_="bm-ref bm-men", style="left:100%"),
            class_="bm-ref-key",
        )
        items.append(tag("li", key, reference_label))
    return tag(
        "div", tag("ul", *items, class_="bm-legend", aria_label=words("Teckenförklaring")), class_="bm"
    )


def profile_rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    indicators: Mapping[str, Indicator],
    reference: pd.DataFrame | None,
    scale: pd.DataFrame,
    words: Words,
    href: Link,
    *,
    reference_label: str = "",
    headings: bool = True,
) -> Described:
    """One organisation, one dumbbell row per indicator, in the order of `assessed`.

    `assessed` holds rows of `gaps.assess` for one organisation, `series` the rows of `gaps.by_year`
    for the same one, `reference` those of `medians` (or None), `scale` those of `scale`. The sentence
    counts the gaps that are known among these rows.
    """
    tracks = {row.indicator: row for row in scale.itertuples(index=False)}
    years = _years(series)
    cells: list[Markup] = []
    told: list[dict[str, str]] = []
    histories = _histories(series)
    against = _references(reference)
    for row in assessed.itertuples(index=False):
        indicator = indicators[row.indicator]
        own = histories.get((row.indicator, row.organisation), ())
        beside = against.get((row.indicator, row.year), against.get((row.indicator, None)))
        mark = drawn(row, own, indicator, _track(tracks, row.indicator), beside, words)
        cells.append(_profile_row(row, own, indicator, mark, years, words, href, tracks, reference_label))
        told.append(_told(row, indicator, mark, words))
    table = pd.DataFrame(told, columns=list(_told_headings(words)))
    compared = assessed[assessed["verdict"] != "not_compared"]
    known = int((compared["basis"].notna() & compared["verdict"].isin(KNOWN)).sum())
    sentence = words(
        "{known} av {all} skillnader är säkra, varaktiga eller räknade", known=known, all=len(compared)
    )
    head = tag(
        "div",
        tag("div", words("Nyckeltal"), role="columnheader"),
        tag("div", words("Värde för kvinnor och män"), role="columnheader"),
        tag("div", words("Skillnad"), role="columnheader"),
        tag("div", words("Bedömning"), role="columnheader"),
        tag("div", words.year_range(*years) if years else words("Över tid"), role="columnheader"),
        role="row",
        class_="bm-head" if headings else "bm-head bm-unseen",
    )
    rows = tag("div", head, *cells, role="table", aria_label=sentence, class_="bm-rows")
    return Described(sentence=sentence, table=table, html=tag("div", rows, class_="bm"))


def _profile_row(
    row: Any,
    own: History,
    indicator: Indicator,
    mark: Drawn,
    years: tuple[int, int] | None,
    words: Words,
    href: Link,
    tracks: Mapping[str, Any],
    reference_label: str,
) -> Markup:
    unsure = "" if _known(row) else " bm-unsure"
    unit = tag("span", " ", words.gap_unit(indicator), class_="bm-unit")
    typical = (
        words("typiskt {gap}", gap=words.gap(indicator, row.typical)) if is_number(row.typical) else None
    )
    gap = (
        joined(tag("span", words.gap(indicator, row.gap), class_="bm-gap"), unit)
        if is_number(row.gap)
        else None
    )
    first, last = years or (0, 0)
    spark = sparkline(own, indicator, first, last, words, unsure=bool(unsure)) if years else None
    change = words.change(row) if spark else ""
    moves = " bm-moves" if row.change_verdict in ("wider", "narrower") else ""
    return tag(
        "div",
        tag("div", *_title(row, indicator, own, words, href, tracks), role="rowheader", class_="bm-what"),
        tag("div", figure(mark, words, reference_label), role="cell", class_="bm-drawn"),
        tag(
            "div",
            gap,
            tag("span", typical, class_="bm-small") if typical else None,
            role="cell",
            class_="bm-much",
        ),
        tag("div", *_verdict(row, indicator, words), role="cell", class_="bm-verdict"),
        tag(
            "div",
            spark,
            tag("span", change, class_=f"bm-small{moves}") if change else None,
            role="cell",
            class_="bm-over-time",
        ),
        role="row",
        class_=f"bm-row{unsure}",
    )


def _title(
    row: Any, indicator: Indicator, own: History, words: Words, href: Link, tracks: Mapping[str, Any]
) -> list[Markup]:
    newest = getattr(tracks.get(row.indicator), "newest", None)
    old = is_number(newest) and is_number(row.year) and row.year < newest
    year = tag("span", str(int(row.year)), class_="bm-year" if old else None) if is_number(row.year) else None
    parts = [
        tag("a", words.text(indicator.short), href=href(row.indicator), class_="bm-title"),
        tag("span", words.text(indicator.base), ", " if year else None, year, class_="bm-small"),
    ]
    if old and newest - row.year > OLD_AFTER:
        said = words("de senaste siffrorna är från {year}", year=int(row.year))
        parts.append(tag("span", said, class_="bm-small bm-note"))
    now = in_year(own, row.year)
    if getattr(now, "origin", None) == "network":
        parts.append(tag("span", words("nätverkets egen siffra"), class_="bm-small bm-note"))
    elif getattr(now, "also_network", False):
        parts.append(tag("span", words("nätverkets egen uppgift skiljer sig"), class_="bm-small bm-note"))
    return parts


def _verdict(row: Any, indicator: Indicator, words: Words) -> list[Markup]:
    how = words.basis(row, indicator) if _has(row.basis) else ""
    if row.verdict in ("cannot_tell", "not_compared"):
        how = words.reason(row, indicator)
    return [
        tag("span", words.verdict(row, indicator), class_="bm-says"),
        *([tag("span", how, class_="bm-small")] if how else []),
    ]


def _told_headings(words: Words) -> tuple[str, ...]:
    return (
        words("Nyckeltal"),
        words("Enhet"),
        words("År"),
        words("Kvinnor"),
        words("Män"),
        words("Skillnad"),
        words("Enhet för skillnad"),
        words("Typisk skillnad"),
        words("Bedömning"),
        words("Grund"),
        words("Förändring"),
    )


def _told(row: Any, indicator: Indicator, mark: Drawn, words: Words) -> dict[str, str]:
    verdict, *how = (words.verdict(row, indicator), words.basis(row, indicator) if _has(row.basis) else "")
    if row.verdict in ("cannot_tell", "not_compared"):
        how = [words.reason(row, indicator)]
    return dict(
        zip(
            _told_headings(words),
            (
                words.text(indicator.short),
                words.text(indicator.base),
                str(int(row.year)) if is_number(row.year) else "",
                mark.women_text or mark.women_missing,
                mark.men_text or mark.men_missing,
                words.gap(indicator, row.gap) if is_number(row.gap) else "",
                words.gap_unit(indicator),
                words.gap(indicator, row.typical) if is_number(row.typical) else "",
                verdict,
                how[0],
                words.change(row) or words.change_reason(row),
            ),
            strict=True,
        )
    )


def compare_rows(
    assessed: pd.DataFrame,
    series: pd.DataFrame,
    organisations: Sequence[Shown],
    indicators: Mapping[str, Indicator],
    scale: pd.DataFrame,
    words: Words,
    href: Link,
    *,
    order: Sequence[str] | None = None,
    headings: bool = True,
) -> Described:
    """Up to eight organisations side by side, one row per indicator, all on the row's own track.

    `assessed` and `series` are rows of `gaps.assess` and `gaps.by_year` for these organisations,
    `order` the indicators to show (else in the order of `assessed`). The sentence says how many
    indicators and who. ValueError for more than eight organisations.
    """
    if len(organisations) > MOST_BESIDE:
        raise ValueError(f"{len(organisations)} organisations do not fit beside each other; {MOST_BESIDE} do")
    roomy = len(organisations) <= ROOMY
    close_below = CLOSE_ROOMY if roomy else CLOSE_DENSE
    tracks = {row.indicator: row for row in scale.itertuples(index=False)}
    rows_by_key = {(row.indicator, row.organisation): row for row in assessed.itertuples(index=False)}
    shown_ids = list(order) if order is not None else list(dict.fromkeys(assessed["indicator"]))
    years_read = set(assessed["year"])
    beside = series["organisation"].isin([one.code for one in organisations]) & series["year"].isin(
        years_read
    )
    histories = _histories(series[beside])
    told: list[dict[str, str]] = []
    lines: list[Markup] = []
    for indicator_id in shown_ids:
        indicator = indicators[indicator_id]
        present = [
            rows_by_key[indicator_id, one.code]
            for one in organisations
            if (indicator_id, one.code) in rows_by_key
        ]
        track = _track(tracks, indicator_id)
        track = _common(track, present)
        years = [int(row.year) for row in present if is_number(row.year)]
        newest = max(years, default=None)
        cells = []
        for one in organisations:
            row = rows_by_key.get((indicator_id, one.code))
            mark = (
                drawn(row, histories.get((indicator_id, one.code), ()), indicator, track, None, words)
                if row is not None
                else None
            )
            cells.append(_compare_cell(one, row, indicator, mark, newest, words, close_below))
            told.append(_compared(one, row, indicator, mark, words))
        base = tag(
            "span",
            words.text(indicator.base),
            f", {newest}" if newest is not None else None,
            class_="bm-small",
        )
        title = tag("a", words.text(indicator.short), href=href(indicator_id), class_="bm-title")
        lines.append(
            tag(
                "div",
                tag("div", title, base, role="rowheader", class_="bm-what"),
                *cells,
                role="row",
                class_="bm-row",
            )
        )
    names = words.joined([one.name for one in organisations])
    sentence = words.plural(
        "{n} nyckeltal för {names}", "{n} nyckeltal för {names}", len(shown_ids), names=names
    )
    head = tag(
        "div",
        tag("div", words("Nyckeltal"), role="columnheader"),
        *(
            tag(
                "div",
                tag("span", one.name, class_="bm-name"),
                tag("span", one.note, class_="bm-small") if one.note else None,
                role="columnheader",
            )
            for one in organisations
        ),
        role="row",
        class_="bm-head" if headings else "bm-head bm-unseen",
    )
    dense = "" if roomy else " bm-dense"
    body = tag(
        "div",
        head,
        *lines,
        role="table",
        aria_label=sentence,
        class_=f"bm-beside{dense}",
        style=f"--bm-n:{len(organisations)}",
    )
    headings_told = [words("Organisation"), *_told_headings(words)]
    return Described(
        sentence=sentence, table=pd.DataFrame(told, columns=headings_told), html=tag("div", body, class_="bm")
    )


def _compare_cell(
    one: Shown,
    row: Any,
    indicator: Indicator,
    mark: Drawn | None,
    newest: int | None,
    words: Words,
    close_below: float,
) -> Markup:
    name = tag("span", one.name, class_="bm-who")
    if row is None or mark is None:
        return tag(
            "div",
            name,
            tag("span", _absent(one, indicator, words), class_="bm-small"),
            role="cell",
            class_="bm-cell",
        )
    said = _lowered(words.verdict(row, indicator))
    basis = {"counted": words("räknat"), "certain": words("säker"), "lasting": words("varaktig")}.get(
        str(row.basis) if _has(row.basis) else ""
    )
    if row.verdict in ("cannot_tell", "not_compared"):
        basis = _lowered(words.reason(row, indicator))
    said = f"{said}, {basis}" if basis else said
    year = int(row.year) if is_number(row.year) and newest is not None and row.year < newest else None
    text = tag(
        "span",
        tag("span", words.gap(indicator, row.gap), " ", class_="bm-gap") if is_number(row.gap) else None,
        said,
        tag("span", f", {year}", class_="bm-year") if year else None,
        class_="bm-small",
    )
    unsure = "" if _known(row) else " bm-unsure"
    return tag(
        "div", name, figure(mark, words, "", close_below), text, role="cell", class_=f"bm-cell{unsure}"
    )


def _absent(one: Shown, indicator: Indicator, words: Words) -> str:
    if one.kind is not None and str(one.kind) not in {str(kind) for kind in indicator.applies_to}:
        return words("jämförs inte: olika slag av organisation")
    return words("inget värde, orsak okänd")


def _compared(one: Shown, row: Any, indicator: Indicator, mark: Drawn | None, words: Words) -> dict[str, str]:
    told = {words("Organisation"): one.name}
    if row is None or mark is None:
        names = _told_headings(words)
        empty = dict.fromkeys(names, "")
        empty[names[0]] = words.text(indicator.short)
        empty[names[1]] = words.text(indicator.base)
        empty[names[9]] = _absent(one, indicator, words)
        return told | empty
    return told | _told(row, indicator, mark, words)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _track(tracks: Mapping[str, Any], indicator: str) -> tuple[float, float] | None:
    track = tracks.get(indicator)
    return None if track is None else (float(track.low), float(track.high))


def _common(track: tuple[float, float] | None, rows: Sequence[Any]) -> tuple[float, float] | None:
    """The track widened to every value beside each other, so that all stand on the same one."""
    values = [value for row in rows for value in (row.women, row.men) if is_number(value)]
    ends = [*(track or ()), *values]
    return (min(ends), max(ends)) if ends else None


def _references(reference: pd.DataFrame | None) -> dict[tuple[str, int | None], tuple[float, float]]:
    """Women's and men's reference by indicator and year; by indicator alone where the frame has no years."""
    if reference is None:
        return {}
    return {
        (row.indicator, getattr(row, "year", None)): (float(row.women), float(row.men))
        for row in reference.itertuples(index=False)
        if is_number(row.women) and is_number(row.men)
    }


def _histories(series: pd.DataFrame) -> dict[tuple[str, str], list[Any]]:
    """The rows of each indicator and organisation, oldest first. Only the columns read: rows are many."""
    read = [name for name in series.columns if name in _READ]
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in series[read].sort_values("year").itertuples(index=False):
        found[row.indicator, row.organisation].append(row)
    return found


_READ = frozenset(
    {"indicator", "organisation", "year", "gap", "origin", "also_network"}
    | {f"{whose}_missing" for whose in ("women", "men", "total")}
    | {f"{sex}_{part}" for sex in ("women", "men") for part in ("numerator", "denominator")}
)


def _years(series: pd.DataFrame) -> tuple[int, int] | None:
    years = series.loc[series["gap"].notna(), "year"]
    return (int(years.min()), int(years.max())) if len(years) else None


def _known(row: Any) -> bool:
    return _has(row.basis)


def _has(value: object) -> bool:
    return value is not None and value == value and value is not pd.NA and str(value) != ""
