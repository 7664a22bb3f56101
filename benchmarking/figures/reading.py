"""What dumbbell rows read: tracks, references, years of a series, and the same row told as text in a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarking.figures.dumbbell import Drawn, is_number
from benchmarking.lines import FEWEST_PLACES
from benchmarking.model import Indicator, OrganisationKind
from benchmarking.wording import Words

__all__ = [
    "Link",
    "Shown",
    "evenest",
    "has",
    "histories_of",
    "means",
    "medians",
    "origin_said",
    "references_of",
    "scale",
    "told_headings",
    "told_of",
    "track_of",
    "years_of",
]

Link = Callable[[str], str]
"""From the code a row is about (an indicator's, an organisation's) to the address of its page."""


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

    Columns: indicator; newest (the latest year that is not only the first few organisations' own, see
    `lines.FEWEST_PLACES`); low, high (2nd and 98th percentile of both sexes' values that year, in the
    indicator's unit). Takes the frame of `gaps.by_year`.
    """
    rows = by_year.loc[by_year["kind"] == str(kind), ["indicator", "year", "women_shown", "men_shown"]]
    rows = rows[rows["women_shown"].notna() | rows["men_shown"].notna()]
    places = rows.groupby(["indicator", "year"])["year"].transform("size")
    ever_enough = (places >= FEWEST_PLACES).groupby(rows["indicator"]).transform("any")
    rows = rows[(places >= FEWEST_PLACES) | ~ever_enough]
    rows = rows[rows["year"] == rows.groupby("indicator")["year"].transform("max")]
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


def means(by_year: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """The unweighted mean of some organisations: each counts alike, whatever its size. As `medians`."""
    rows = by_year[by_year["organisation"].isin(list(codes))]
    grouped = rows.groupby(["indicator", "year"])
    found = grouped[["women_shown", "men_shown", "gap"]].mean()
    found["n"] = grouped["gap"].count()
    return found.rename(columns={"women_shown": "women", "men_shown": "men"}).reset_index()


def evenest(by_year: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Of some organisations the one with the smallest gap: one row per indicator and year, as `medians`.

    `organisation` says which; of equal ones the first by code. `n` is how many it was chosen from.
    """
    rows = by_year[by_year["organisation"].isin(list(codes)) & by_year["gap"].notna()]
    size = rows["gap"].abs()
    first = rows.assign(size=size).sort_values(["size", "organisation"], kind="stable")
    found = first.drop_duplicates(["indicator", "year"])[
        ["indicator", "year", "women_shown", "men_shown", "gap", "organisation"]
    ]
    counts = rows.groupby(["indicator", "year"]).size().rename("n").reset_index()
    found = found.rename(columns={"women_shown": "women", "men_shown": "men"})
    return found.merge(counts, on=["indicator", "year"]).sort_values(["indicator", "year"], ignore_index=True)


_READ = frozenset(
    {"indicator", "organisation", "year", "gap", "origin", "also_network"}
    | {f"{whose}_missing" for whose in ("women", "men", "total")}
    | {f"{sex}_{part}" for sex in ("women", "men") for part in ("numerator", "denominator")}
)


def told_headings(words: Words) -> tuple[str, ...]:
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


def told_of(row: Any, indicator: Indicator, mark: Drawn, words: Words) -> dict[str, str]:
    verdict, *how = (words.verdict(row, indicator), words.basis(row, indicator) if has(row.basis) else "")
    if row.verdict in ("cannot_tell", "not_compared"):
        how = [words.reason(row, indicator)]
    return dict(
        zip(
            told_headings(words),
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


def track_of(tracks: Mapping[str, Any], indicator: str) -> tuple[float, float] | None:
    track = tracks.get(indicator)
    return None if track is None else (float(track.low), float(track.high))


def references_of(reference: pd.DataFrame | None) -> dict[tuple[str, int | None], tuple[float, float]]:
    """Women's and men's reference by indicator and year; by indicator alone where the frame has no years."""
    if reference is None:
        return {}
    return {
        (row.indicator, getattr(row, "year", None)): (float(row.women), float(row.men))
        for row in reference.itertuples(index=False)
        if is_number(row.women) and is_number(row.men)
    }


def histories_of(series: pd.DataFrame) -> dict[tuple[str, str], list[Any]]:
    """The rows of each indicator and organisation, oldest first. Only the columns read: rows are many."""
    read = [name for name in series.columns if name in _READ]
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in series[read].sort_values("year").itertuples(index=False):
        found[row.indicator, row.organisation].append(row)
    return found


def origin_said(now: Any, words: Words) -> str:
    """Whose figure a year's row shows, where that is to be said: the network's own, or one that it differs from.

    `now` is a row of a series (or None): official figures that nobody contradicts need no word.
    """
    if getattr(now, "origin", None) == "network":
        return words("nätverkets egen siffra")
    if getattr(now, "also_network", False):
        return words("nätverkets egen uppgift skiljer sig")
    return ""


def years_of(series: pd.DataFrame) -> tuple[int, int] | None:
    years = series.loc[series["gap"].notna(), "year"]
    return (int(years.min()), int(years.max())) if len(years) else None


def has(value: object) -> bool:
    return value is not None and value == value and value is not pd.NA and str(value) != ""
