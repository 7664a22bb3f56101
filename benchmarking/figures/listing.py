"""The HTML pen for every organisation in a list: the way to a beeswarm's numbers without a pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from benchmarking.figures.dumbbell import is_number
from benchmarking.figures.markup import joined, tag
from benchmarking.figures.places import Value
from benchmarking.figures.reading import Link
from benchmarking.model import Indicator
from benchmarking.wording import Words

__all__ = ["place_list"]


def place_list(
    assessed: pd.DataFrame,
    indicator: Indicator,
    names: Mapping[str, str],
    words: Words,
    *,
    place_href: Link,
    explained: Callable[[str, int], str],
    by: Value | None = None,
) -> str:
    """A table of all organisations, by name or with the largest value first, those without one last.

    `assessed` holds rows of `gaps.assess` for one indicator. A name leads to `place_href` of its code;
    each row ends with a link to `explained`, of code and year.
    """
    rows = words.sorted(assessed.itertuples(index=False), key=lambda row: names[row.organisation])
    if by is not None:
        values = {row.organisation: getattr(row, by.value) for row in rows}
        having = [row for row in rows if is_number(values[row.organisation])]
        lacking = [row for row in rows if not is_number(values[row.organisation])]
        rows = [*sorted(having, key=lambda row: -values[row.organisation]), *lacking]
    unit = words.gap_unit(indicator)
    headings = (
        *(words("Kommun eller region"), words("År"), words("Kvinnor"), words("Män")),
        f"{words('Skillnad')}, {unit}" if unit else words("Skillnad"),
        *(words("Bedömning"), words("Förklara")),
    )
    head = tag(
        "tr",
        *(
            tag("th", heading, scope="col", class_="bm-right" if 1 <= at <= 4 else None)
            for at, heading in enumerate(headings)
        ),
    )
    absent = tag("span", "–", role="img", aria_label=words("uppgift saknas"))
    lines = []
    for row in rows:
        code, year = row.organisation, int(row.year)
        numbers = (
            str(year),
            words.bare(indicator, row.women) if is_number(row.women) else absent,
            words.bare(indicator, row.men) if is_number(row.men) else absent,
            words.gap(indicator, row.gap) if is_number(row.gap) else absent,
        )
        verdict = words.verdict(row, indicator)
        why = words.reason(row, indicator) or words.basis(row, indicator).partition(",")[0]
        lines.append(
            tag(
                "tr",
                tag("th", tag("a", names[code], href=place_href(code)), scope="row"),
                *(tag("td", number, class_="bm-right") for number in numbers),
                tag("td", f"{verdict} ({why[0].lower()}{why[1:]})" if why else verdict),
                tag(
                    "td",
                    tag(
                        "a",
                        words("Förklara"),
                        href=explained(code, year),
                        aria_label=words("Förklara siffran för {name}", name=names[code]),
                    ),
                ),
            )
        )
    caption = words.text(indicator.short)
    body = tag(
        "table",
        tag("caption", caption),
        tag("thead", head),
        tag("tbody", joined(*lines)),
        class_="bm-table",
    )
    scroll = tag("div", body, class_="bm-table-scroll", tabindex=0, role="region", aria_label=caption)
    return tag("div", scroll, class_="bm")
