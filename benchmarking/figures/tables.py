"""The HTML pen for a plain table: the same numbers as the figure, for those who read rather than look."""

from __future__ import annotations

import re

import pandas as pd

from benchmarking.figures.markup import Markup, tag
from benchmarking.wording import Words

__all__ = ["table"]

# Swedish and English ways of writing a number with sign, thousands, decimals and unit-free ranges.
_NUMBER = re.compile("[+\u2212-]?\\d[\\d\u00a0,. ]*(\u00a0?%)?")


_FEWEST_ON_CARDS = 4
"""Columns of which one has words in it; fewer fit a phone, and numbers are read down their columns."""


def table(frame: pd.DataFrame, caption: str, words: Words, *, decimals: int = 1, headed: bool = False) -> str:
    """The frame as an HTML table: its column names as headings, its first column as row headings.

    Text stands as it is and floats get `decimals`. A column whose every cell is a number is
    right-aligned, and where it lacks one has an en dash, "uppgift saknas" to a screen reader. An
    address (https://…) becomes a link. A wide table with words stands as cards on a phone; one of numbers
    scrolls sideways by itself. `headed`: the caption stands above as a heading and is not seen twice.
    """
    written = [
        [_written(value, words, decimals) for value in frame.iloc[:, at]] for at in range(frame.shape[1])
    ]
    right = [
        any(cell for cell in column) and all(not cell or _NUMBER.fullmatch(cell) for cell in column)
        for column in written
    ]
    on_cards = len(right) >= _FEWEST_ON_CARDS and not all(right[1:])
    # Drawn as a grid, a table is one to a screen reader only where its roles are written out.
    role = _ROLES if on_cards else {}
    head = tag(
        "tr",
        *(
            tag("th", str(name), scope="col", role=role.get("head"), class_="bm-right" if is_right else None)
            for name, is_right in zip(frame.columns, right, strict=True)
        ),
        role=role.get("row"),
    )
    rows = [
        tag(
            "tr",
            *(
                tag(
                    "td" if at else "th",
                    _cell(cell, words, number=right[at]),
                    scope=None if at else "row",
                    role=role.get("cell" if at else "name"),
                    class_="bm-right" if right[at] else None,
                    data_head=str(frame.columns[at]) if on_cards and at else None,
                )
                for at, cell in enumerate(cells)
            ),
            role=role.get("row"),
        )
        for cells in zip(*written, strict=True)
    ]
    body = tag(
        "table",
        tag("caption", tag("span", caption, class_="bm-unseen") if headed else caption),
        tag("thead", head, role=role.get("rows")),
        tag("tbody", *rows, role=role.get("rows")),
        role=role.get("table"),
        class_="bm-table bm-cards" if on_cards else "bm-table",
    )
    # A figure that scrolls too is named by the same sentence.
    called = words("Tabell: {caption}", caption=caption)
    scroll = tag("div", body, class_="bm-table-scroll", tabindex=0, role="region", aria_label=called)
    return tag("div", scroll, class_="bm")


_ROLES = {
    **{"table": "table", "rows": "rowgroup", "row": "row"},
    **{"head": "columnheader", "name": "rowheader", "cell": "cell"},
}


def _written(value: object, words: Words, decimals: int) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        return words.number(value, decimals)
    return str(value)


def _cell(cell: str, words: Words, *, number: bool) -> Markup | str:
    if not cell and number:
        return tag("span", "–", aria_label=words("uppgift saknas"), role="img")
    if re.fullmatch(r"https?://[^\s\"'<>]+", cell):
        return tag("a", cell.split("//", 1)[1].split("/", 1)[0], href=cell)
    return cell
