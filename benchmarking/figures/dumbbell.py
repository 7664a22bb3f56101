"""One dumbbell and one sparkline: what is drawn, where on the track, and as what HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from benchmarking import statistics
from benchmarking.figures.markup import Markup, masked, tag
from benchmarking.model import Counted, Indicator, Measured, Missing, Shape
from benchmarking.wording import Words

__all__ = [
    "Drawn",
    "History",
    "Spark",
    "drawn",
    "figure",
    "in_year",
    "is_number",
    "numbers_said",
    "reach",
    "spark",
    "sparkline",
]

CLOSE = 4.0
"""Marks nearer than this, in per cent of the track, would hide each other and move apart upright."""

SPARK_WIDTH, SPARK_HEIGHT, SPARK_ROOM = 100, 24, 3.5
FEWEST_FOR_SPARKLINE = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A dumbbell: places in per cent of the track (None where there is no mark), and its numbers as text.

    `stroke` is "solid", "dashed", "dotted" or "none". `whiskers` are (low, high) per sex, in per cent.
    `hidden` says why there are no marks at all.
    """

    women: float | None
    men: float | None
    women_text: str
    men_text: str
    women_missing: str
    men_missing: str
    stroke: str
    equality: float | None
    reference: tuple[float, float] | None
    reference_text: tuple[str, str] | None
    women_whisker: tuple[float, float] | None
    men_whisker: tuple[float, float] | None
    hidden: str
    unit: str


History = Sequence[Any]
"""One organisation's rows of `gaps.by_year` for one indicator, as named tuples, oldest first."""


def in_year(history: History, year: object) -> Any:
    """The row of a year; None where there is none."""
    return next((row for row in history if row.year == year), None)


def is_number(value: object) -> bool:
    """True for a finite number; false for None, NaN, NA and text."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def drawn(
    row: Any,
    history: History,
    indicator: Indicator,
    track: tuple[float, float] | None,
    reference: tuple[float, float] | None,
    words: Words,
) -> Drawn:
    """Places on the track for one assessed row. The track widens to what must stand on it.

    `history` tells why a value is missing, and the counts behind it.
    """
    women, men = _number(row.women), _number(row.men)
    now = in_year(history, row.year)
    whiskers = {sex: _whisker(row, now, indicator, sex) for sex in ("women", "men")}
    low, high = reach(row, history, indicator, track, reference) or (0.0, 1.0)
    if high <= low:
        low, high = low - 1, high + 1

    def place(value: float | None) -> float | None:
        return None if value is None else round(100 * (value - low) / (high - low), 2)

    women_missing = _why(now, indicator, "women", women, words)
    men_missing = _why(now, indicator, "men", men, words)
    equality = _equality(indicator)
    return Drawn(
        women=place(women),
        men=place(men),
        women_text="" if women is None else words.bare(indicator, women),
        men_text="" if men is None else _mens_text(indicator, men, words),
        women_missing=women_missing,
        men_missing=men_missing,
        stroke=_stroke(row),
        equality=place(equality) if equality is not None and low <= equality <= high else None,
        reference=(place(reference[0]) or 0.0, place(reference[1]) or 0.0) if reference else None,
        reference_text=(
            (words.bare(indicator, reference[0]), _mens_text(indicator, reference[1], words))
            if reference
            else None
        ),
        women_whisker=_placed_pair(whiskers["women"], place),
        men_whisker=_placed_pair(whiskers["men"], place),
        hidden=_hidden(women, men, women_missing, men_missing, words),
        unit=words.text(indicator.base),
    )


def reach(
    row: Any,
    history: History,
    indicator: Indicator,
    track: tuple[float, float] | None,
    reference: tuple[float, float] | None,
) -> tuple[float, float] | None:
    """The track widened to everything that one row puts on it, in the indicator's unit; None where nothing is."""
    now = in_year(history, row.year)
    whiskers = [_whisker(row, now, indicator, sex) for sex in ("women", "men")]
    ends = [*(track or ()), *(reference or ()), *(end for pair in whiskers if pair for end in pair)]
    ends += [value for value in (_number(row.women), _number(row.men)) if value is not None]
    return (min(ends), max(ends)) if ends else None


def _number(value: object) -> float | None:
    return float(value) if is_number(value) else None


def _whisker(row: Any, now: Any, indicator: Indicator, sex: str) -> tuple[float, float] | None:
    """99 % interval of one sex's share, where the gap has one: Wilson, as in the gap's own (`statistics`)."""
    if not is_number(row.low) or indicator.shape is not Shape.BY_SEX:
        return None
    counted = [getattr(now, f"{sex}_{part}", None) for part in ("numerator", "denominator")]
    if not all(is_number(count) for count in counted):
        return None
    low, high = statistics.wilson([counted[0]], [counted[1]])
    return 100 * float(low[0]), 100 * float(high[0])


def _placed_pair(pair: tuple[float, float] | None, place: Any) -> tuple[float, float] | None:
    return None if pair is None else (place(pair[0]), place(pair[1]))


def _equality(indicator: Indicator) -> float | None:
    if indicator.shape in (Shape.WOMENS_SHARE, Shape.MENS_SHARE):
        return 50.0
    if indicator.shape is Shape.WOMENS_RELATIVE:
        return indicator.equality_point
    return None


def _mens_text(indicator: Indicator, value: float, words: Words) -> str:
    """Men's value; where women's is relative to it, it is the point of equality and needs no decimals."""
    if indicator.shape is Shape.WOMENS_RELATIVE and value == indicator.equality_point:
        return words.number(value, 0)
    return words.bare(indicator, value)


def _why(now: Any, indicator: Indicator, sex: str, value: float | None, words: Words) -> str:
    """Why this sex has no mark; "" where it has one."""
    if value is not None:
        return ""
    both = indicator.shape in (Shape.BY_SEX, Shape.PAIR)
    mark = getattr(now, f"{sex}_missing" if both else "total_missing", None)
    if isinstance(mark, str) and mark:
        return words.missing(mark)
    return words("uppgift saknas")


def _hidden(women: float | None, men: float | None, women_why: str, men_why: str, words: Words) -> str:
    if women is not None or men is not None:
        return ""
    suppressed = words.missing(Missing.SUPPRESSED)
    return suppressed if suppressed in (women_why, men_why) else women_why or men_why


def _stroke(row: Any) -> str:
    basis = row.basis if isinstance(row.basis, str) else ""
    if basis in ("counted", "certain"):
        return "solid"
    if basis == "lasting":
        return "dashed"
    return "dotted" if row.verdict == "no_certain" else "none"


def figure(mark: Drawn, words: Words, reference_label: str, close_below: float = CLOSE) -> Markup:
    """The dumbbell as HTML, `role="img"` with its numbers as label.

    `close_below` is the distance in per cent of the track under which marks move apart upright; a
    track that is short on the page needs a larger one.
    """
    label = numbers_said(mark, words, reference_label)
    if mark.hidden:
        return tag(
            "div",
            tag("span", mark.hidden, class_="bm-hidden", title=words.meaning("dolt")),
            role="img",
            aria_label=label,
            class_="bm-figure",
        )
    parts: list[Markup | None] = [tag("span", class_="bm-track")]
    if mark.equality is not None:
        parts.append(tag("span", class_="bm-tick", style=f"left:{mark.equality}%"))
    both = mark.women is not None and mark.men is not None
    close = both and abs(mark.women - mark.men) < close_below
    for sex, whisker in (("women", mark.women_whisker), ("men", mark.men_whisker)):
        if whisker:
            lifted = _lift(sex) if close else ""
            parts.append(
                tag(
                    "span",
                    class_=f"bm-whisker bm-{sex}{lifted}",
                    style=f"left:{whisker[0]}%;width:{round(whisker[1] - whisker[0], 2)}%",
                )
            )
    if both and not close and mark.stroke != "none":
        left, right = sorted((mark.women, mark.men))
        parts.append(
            tag(
                "span",
                class_=f"bm-stroke bm-{mark.stroke}",
                style=f"left:{left}%;width:{round(right - left, 2)}%",
            )
        )
    women_left = mark.men is None or (mark.women is not None and mark.women <= mark.men)
    sides = (
        ("women", mark.women, mark.women_text, mark.women_whisker, women_left),
        ("men", mark.men, mark.men_text, mark.men_whisker, not women_left or mark.women is None),
    )
    for sex, at, text, whisker, leftmost in sides:
        if at is None:
            continue
        lifted = _lift(sex) if close else ""
        parts.append(tag("span", class_=f"bm-mark bm-{sex}{lifted}", style=f"left:{at}%"))
        place = _outside(at, whisker, left=leftmost)
        parts.append(tag("span", text, class_=f"bm-number bm-{sex}{lifted}", style=place))
        if not both:
            why = mark.women_missing or mark.men_missing
            place = _outside(at, whisker, left=False)
            parts.append(tag("span", why, class_="bm-number bm-missing", style=place))
    if mark.reference:
        left, right = sorted(mark.reference)
        parts.append(tag("span", class_="bm-ref-line", style=f"left:{left}%;width:{round(right - left, 2)}%"))
        parts.append(tag("span", class_="bm-ref bm-women", style=f"left:{mark.reference[0]}%"))
        parts.append(tag("span", class_="bm-ref bm-men", style=f"left:{mark.reference[1]}%"))
    ground = tag("div", *parts, class_="bm-ground")
    return tag("div", ground, role="img", aria_label=label, class_="bm-figure")


def _outside(at: float, whisker: tuple[float, float] | None, *, left: bool) -> str:
    """Where a number stands: outside its mark, and outside its whisker too."""
    if left:
        beyond = f",{round(100 - whisker[0], 2)}% + 4px" if whisker else ""
        return f"right:max({round(100 - at, 2)}% + 10px{beyond})"
    beyond = f",{whisker[1]}% + 4px" if whisker else ""
    return f"left:max({at}% + 11px{beyond})"


def _lift(sex: str) -> str:
    return " bm-up" if sex == "women" else " bm-down"


def numbers_said(mark: Drawn, words: Words, reference_label: str) -> str:
    """The dumbbell's numbers in words: "Kvinnor 59,6, män 96,1, procent av de anställda"."""
    said = words(
        "Kvinnor {women}, män {men}, {unit}",
        women=mark.women_text or mark.women_missing,
        men=mark.men_text or mark.men_missing,
        unit=mark.unit,
    )
    if mark.reference_text:
        against = words(
            "{reference}: kvinnor {women}, män {men}",
            reference=reference_label or words("Jämförelse"),
            women=mark.reference_text[0],
            men=mark.reference_text[1],
        )
        said = f"{said}. {against}"
    return said


@dataclass(frozen=True, slots=True)
class Spark:
    """A gap over the years before a pen draws it: (year, gap) points on axes from `first` to `last` year.

    `parts` are the points that begin anew after a break or a missing year, the first one included.
    `low` and `high` reach from the smallest to the largest gap, equality (0) included. `unsure` gaps
    are drawn grey. `label` says the ends in words.
    """

    points: tuple[tuple[int, float], ...]
    parts: tuple[int, ...]
    first: int
    last: int
    low: float
    high: float
    unsure: bool
    label: str

    def x(self, year: int) -> float:
        """A year's place in a drawing SPARK_WIDTH wide."""
        return SPARK_ROOM + (SPARK_WIDTH - 2 * SPARK_ROOM) * (year - self.first) / max(
            self.last - self.first, 1
        )

    def y(self, gap: float) -> float:
        """A gap's place in a drawing SPARK_HEIGHT high."""
        span = (self.high - self.low) or 1.0
        return SPARK_ROOM + (SPARK_HEIGHT - 2 * SPARK_ROOM) * (self.high - gap) / span

    @property
    def path(self) -> str:
        """The curve as SVG path data in such a drawing."""
        steps = []
        for at, (year, gap) in enumerate(self.points):
            begins = at in self.parts
            # A round cap turns a lone year, with breaks on both sides, into a dot.
            steps.append(
                f"{'M' if begins else 'L'}{self.x(year):.1f} {self.y(gap):.1f}{'h0' if begins else ''}"
            )
        return "".join(steps)


def spark(
    history: History, indicator: Indicator, first: int, last: int, words: Words, *, unsure: bool
) -> Spark | None:
    """The gap from `first` to `last` year; None with fewer than four values.

    Values that change only at elections are repeated in between and would draw stairs, so they have none.
    """
    points = tuple((int(row.year), float(row.gap)) for row in history if is_number(row.gap))
    if len(points) < FEWEST_FOR_SPARKLINE or (
        indicator.measured is Measured.ELECTION or indicator.counted is Counted.POSTS
    ):
        return None
    gaps = [gap for _, gap in points]
    (first_year, first_gap), (last_year, last_gap) = points[0], points[-1]
    label = words(
        "År {first_year} var skillnaden {first}, och år {last_year} var den {last}",
        first=words.gap(indicator, first_gap),
        first_year=first_year,
        last=words.gap(indicator, last_gap),
        last_year=last_year,
    )
    parts = [at for at in range(1, len(points)) if parted(points[at - 1][0], points[at][0], indicator)]
    return Spark(
        points, (0, *parts), first, last, min(0.0, *gaps), max(0.0, *gaps), unsure=unsure, label=label
    )


def sparkline(drawn: Spark) -> Markup:
    """The curve as HTML, with equality as a grey line."""
    year, gap = drawn.points[-1]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{SPARK_WIDTH}' height='{SPARK_HEIGHT}'>"
        f"<path d='{drawn.path}' fill='none' stroke='black' stroke-width='1.7' stroke-linecap='round' stroke-linejoin='round'/>"
        f"<circle cx='{drawn.x(year):.1f}' cy='{drawn.y(gap):.1f}' r='3.2'/></svg>"
    )
    return tag(
        "span",
        tag("span", class_="bm-level", style=f"top:{drawn.y(0.0):.1f}px"),
        tag("span", class_="bm-curve", style=masked(svg)),
        role="img",
        aria_label=drawn.label,
        class_="bm-spark bm-unsure" if drawn.unsure else "bm-spark",
    )


def parted(before: int, year: int, indicator: Indicator) -> bool:
    """True where a line must not join two years: a break in the measure, or a year missing in a yearly series."""
    broken = any(before < at <= year for at in indicator.breaks)
    return broken or (indicator.measured is Measured.YEARLY and year - before > 1)
