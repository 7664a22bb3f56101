"""The figures of 2010–2022, written out as files: no error, and few questions, also where nobody has seen them yet."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import clean
from builders import LONG
from layouts import LAYOUTS
from test_files import AVAILABLE

from benchmarking import intake
from benchmarking.model import Finding, Level

MOST = 0.02
"""Of the rows may be asked about."""

LAST_YEAR = 2022
FILES = 13
"""Into how many files the places of a blind year are dealt: 24 places each, too few to speak for the country."""


@cache
def published() -> pd.DataFrame:
    return clean.figures(tuple(one.id for one in clean.indicators()))


@cache
def reference(before: int | None = None) -> intake.Reference:
    """Everything; or, with `before`, as it was when nothing from that year on was published."""
    known = published() if before is None else published()[published()["year"] < before]
    return intake.Reference(
        organisations=clean.organisations(),
        indicators=clean.indicators(),
        programmes=(),
        published=known if before is None else None,
        today=date(2026, 11, 22),
        history=intake.History.of(known, clean.indicators()),
    )


def written(figures: pd.DataFrame, layout: str) -> bytes:
    """Published values as a sender would write them, with their counts."""
    decimals = {series: one.decimals for one in clean.indicators() for series in one.series}
    names = {one.code: one.name for one in clean.organisations()}
    records = [
        {
            "programme": "",
            "organisation": row.organisation,
            "name": names[row.organisation],
            "indicator": row.indicator,
            "year": str(row.year),
            "sex": row.sex,
            "value": f"{row.value:.{decimals[row.indicator]}f}".replace(".", ","),
            "numerator": "" if pd.isna(row.numerator) else str(int(row.numerator)),
            "denominator": "" if pd.isna(row.denominator) else str(int(row.denominator)),
            "missing": "",
        }
        for row in figures.itertuples(index=False)
    ]
    chosen = LAYOUTS[layout]
    return chosen.write(records, chosen.headings).text().encode("utf-8-sig")


def files() -> Iterator[pd.DataFrame]:
    """All figures, one file for each indicator; in the test command four of them and two whole places."""
    for number, (_, figures) in enumerate(published().groupby(published()["indicator"].map(_of_pair()))):
        if LONG or number in (1, 9, 24, 40):
            yield figures
    if not LONG:
        for place in ("1882", "0018"):
            yield published()[published()["organisation"] == place]


def _of_pair() -> dict[str, str]:
    return {series: one.id for one in clean.indicators() for series in one.series}


def told(title: str, findings: Counter[str], rows: int) -> None:
    print(f"\n{title}: {rows} rows")
    for code, count in findings.most_common():
        print(
            f"  {intake.FINDING_CODES[code][0].value:<12} {code:<28} {count:>7}  {100 * count / rows:.3f} %"
        )


def counted(findings: tuple[Finding, ...]) -> Counter[str]:
    return Counter({finding.code: 0 for finding in findings}) + Counter(
        code for finding in findings for code in [finding.code] * finding.count
    )


def of_level(findings: Counter[str], level: Level) -> int:
    return sum(count for code, count in findings.items() if intake.FINDING_CODES[code][0] is level)


@pytest.mark.parametrize("layout", AVAILABLE)
@pytest.mark.long
def test_the_published_figures_give_no_error_and_few_questions(layout: str):
    findings: Counter[str] = Counter()
    rows = 0
    for figures in files():
        checked = intake.check(written(figures, layout), "fil.csv", reference())
        assert len(checked.observations) == len(figures)
        findings += counted(checked.findings)
        rows += len(figures)
    told(f"published, {layout}", findings, rows)
    assert of_level(findings, Level.ERROR) == 0
    assert of_level(findings, Level.WARNING) <= MOST * rows


@pytest.mark.long
def test_a_year_that_nobody_has_published_gives_few_questions():
    """Each year is checked against the years before it only, in files of some twenty places."""
    findings: Counter[str] = Counter()
    of_files: list[int] = []
    rows = 0
    for year in range(2013, LAST_YEAR + 1) if LONG else (2019,):
        new = published()[published()["year"] == year]
        places = sorted(set(new["organisation"]))
        for part in range(FILES if LONG else 2):
            figures = new[new["organisation"].isin(places[part::FILES])]
            checked = intake.check(written(figures, "template"), "fil.csv", reference(before=year))
            found = counted(checked.findings)
            of_files.append(of_level(found, Level.WARNING))
            findings += found
            rows += len(figures)
    told("not yet published", findings, rows)
    assert of_level(findings, Level.ERROR) == 0
    assert of_level(findings, Level.WARNING) <= MOST * rows


@pytest.mark.long
def test_values_ten_times_too_large_are_caught():
    """In the newest year, as if it were not published: how others have moved is known from the year itself."""
    new = published()[(published()["year"] == LAST_YEAR) & (published()["value"] > 0)]
    places = sorted(set(new["organisation"]))
    # What lies outside the bounds is stopped, not asked about, and so is not tried here.
    most = {series: one.upper for one in clean.indicators() for series in one.series}
    known = replace(reference(), published=None, history=_without(LAST_YEAR))
    tried = caught = 0
    for part in [[place] for place in places] if LONG else [places[20:260:8]]:
        figures = new[new["organisation"].isin(part)].reset_index(drop=True)
        upper = figures["indicator"].map(most).fillna(float("inf"))
        # One value in nine, so that the others of its figure are as they should be.
        for start in range(9 if LONG else 1):
            wrong = figures.index[start::9]
            wrong = wrong[(figures["value"] * 10 <= upper).loc[wrong]]
            changed = figures.assign(
                value=figures["value"].where(~figures.index.isin(wrong), figures["value"] * 10)
            )
            checked = intake.check(
                written(
                    changed[["indicator", "organisation", "year", "sex", "value"]].assign(
                        numerator=float("nan"), denominator=float("nan")
                    ),
                    "template",
                ),
                "fil.csv",
                known,
            )
            asked = {f.row for f in checked.findings if f.level is Level.WARNING}
            tried += len(wrong)
            caught += sum(int(index) + 2 in asked for index in wrong)
    print(f"\nten times too large: {caught} of {tried} caught, {100 * caught / tried:.1f} %")
    assert caught >= 0.95 * tried


def _without(year: int) -> intake.History:
    """Everybody's history, with how all have moved in `year`, but without anybody's value of it."""
    whole = reference().history
    figures = whole.figures.to_pandas()
    earlier = intake.History.of(published()[published()["year"] < year], clean.indicators())
    assert len(figures) > earlier.figures.num_rows
    return replace(earlier, changes=whole.changes)
