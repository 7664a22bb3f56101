"""A `Paper` as HTML for the page: one fold for each sheet, with the sentences, tables and figures of the files."""

from __future__ import annotations

import base64
from html import escape

from benchmarking.figures.drawing import sheet as svg_sheet
from benchmarking.figures.svg_lines import draw_lines
from benchmarking.figures.tokens import LIGHT
from benchmarking.packs.paper import Block, Figure, Grid, Listed, Paper, Sheet, Told
from benchmarking.wording import Words

__all__ = ["paper_html"]

WIDTHS = {"page-wide": 900.0, "page-narrow": 340.0}
"""Px a figure is drawn at, by the class the stylesheet shows it with: its letters are never scaled away."""

OTHER_LETTERS = 44.0
"""Px kept free at the right: a picture cannot use the page's font, and the reader's own may be wider."""


def paper_html(paper: Paper, words: Words) -> str:
    """The paper's sheets, the first unfolded, and its sources. Every text is escaped; a figure has its sentence as alt."""
    folds = "".join(_fold(sheet, words, opened=at == 0) for at, sheet in enumerate(paper.sheets))
    closing = "".join(f'<p class="page-source">{escape(one)}</p>' for one in paper.closing)
    return f'<div class="page-paper">{folds}{closing}</div>'


def _fold(sheet: Sheet, words: Words, *, opened: bool) -> str:
    name = f"{sheet.overline}: {sheet.title}" if sheet.title not in sheet.overline else sheet.overline
    lede = "".join(f'<p class="page-said">{escape(one)}</p>' for one in sheet.lede)
    parts = "".join(
        (f'<h3 class="page-subheading">{escape(part.heading)}</h3>' if part.heading else "")
        + "".join(_block(one, words) for one in part.blocks)
        for part in sheet.sections
    )
    state = " open" if opened else ""
    return f"<details{state}><summary>{escape(name)}</summary>{lede}{parts}</details>"


def _block(block: Block, words: Words) -> str:
    match block:
        case Told():
            kind = "page-source" if block.quiet else "page-read"
            return "".join(f'<p class="{kind}">{escape(one)}</p>' for one in block.sentences)
        case Listed():
            tag = "ol" if block.numbered else "ul"
            return f"<{tag}>" + "".join(f"<li>{escape(one)}</li>" for one in block.items) + f"</{tag}>"
        case Grid():
            return _grid(block)
        case Figure():
            pictures = "".join(_picture(block, words, kind, width) for kind, width in WIDTHS.items())
            said = f'<p class="page-source">{escape(f"{block.title}, {block.unit}")}</p>'
            return f"{said}{pictures}"


def _grid(block: Grid) -> str:
    """A table that stands as cards on a phone; the roles keep it a table for who does not see it."""
    head = "".join(f'<th scope="col" role="columnheader">{escape(one)}</th>' for one in block.head)
    rows = "".join(
        '<tr role="row">'
        + f'<th scope="row" role="rowheader">{_lines(row[0])}</th>'
        + "".join(
            f'<td role="cell" data-head="{escape(name, quote=True)}">{_lines(text)}</td>'
            for name, text in zip(block.head[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in block.rows
    )
    return (
        f'<table role="table"><caption>{escape(block.caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{rows}</tbody></table>'
    )


def _lines(cell: str) -> str:
    first, *rest = cell.split("\n")
    return f"<span>{escape(first)}</span>" + "".join(f"<small>{escape(one)}</small>" for one in rest)


def _picture(figure: Figure, words: Words, kind: str, width: float) -> str:
    parts, height = draw_lines(figure.lines, words, 0.0, 0.0, width - OTHER_LETTERS, LIGHT.bg)
    drawn = svg_sheet(width, height, parts, figure.alt, words.language, "#FFFFFF")
    # Streamlit takes svg elements out of HTML, not pictures.
    data = base64.b64encode(drawn.encode()).decode()
    alt = escape(figure.alt, quote=True)
    return f'<img class="{kind}" src="data:image/svg+xml;base64,{data}" alt="{alt}">'
