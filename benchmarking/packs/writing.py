"""The three pens that write a `Paper`: PDF/UA by typst, PowerPoint with native charts, and Word."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import Any

import docx
import pptx
import pptx.enum.text
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm as Millimetres
from docx.shared import Pt as Points
from pptx.dml.color import RGBColor
from pptx.util import Emu, Mm, Pt

from benchmarking import wording
from benchmarking.figures import office
from benchmarking.figures.drawing import sheet as svg_sheet
from benchmarking.figures.svg_lines import draw_lines
from benchmarking.figures.tokens import LIGHT
from benchmarking.packs import press
from benchmarking.packs.paper import Block, Figure, Grid, Listed, Paper, Sheet, Told, legible
from benchmarking.wording import Words

__all__ = ["FORMATS", "pages_of", "to_docx", "to_pdf", "to_pptx"]

TEMPLATE = "paper.typ"
FIGURE_PX = 900.0
REGIONS = {"sv": "SE", "en": "GB"}


def to_pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA-1: tagged, in its language, with fonts embedded and words for each figure."""
    return press.pdf(TEMPLATE, _plain(paper), _noon(paper))


def pages_of(paper: Paper) -> list[int]:
    """How many pages each sheet takes, in their order."""
    *starts, last = press.found(TEMPLATE, _plain(paper))
    return [end - start for start, end in pairwise([*starts, last + 1])]


def _noon(paper: Paper) -> datetime:
    return datetime.combine(paper.as_of, time(12), UTC)


def _plain(paper: Paper) -> dict[str, Any]:
    say = wording.words(paper.language)
    return {
        "title": paper.title,
        "overline": paper.overline,
        "publisher": paper.publisher,
        "language": paper.language,
        "region": REGIONS[paper.language],
        "made": paper.made,
        "footer": f"{paper.publisher}. {paper.overline}. {paper.made}.",
        "closing": list(paper.closing),
        "closing_each": False,
        "colours": {"ink": LIGHT.ink, "muted": LIGHT.muted, "line": LIGHT.line},
        "sheets": [
            {
                "code": sheet.code,
                "overline": sheet.overline,
                "title": sheet.title,
                "lede": list(sheet.lede),
                "sections": [
                    {
                        "heading": section.heading,
                        "blocks": [_block(one, say) for one in section.blocks],
                    }
                    for section in sheet.sections
                ],
            }
            for sheet in paper.sheets
        ],
    }


def _block(block: Block, say: Words) -> dict[str, Any]:
    match block:
        case Told():
            return {"kind": "told", "sentences": list(block.sentences), "quiet": block.quiet}
        case Listed():
            return {"kind": "listed", "items": list(block.items), "numbered": block.numbered}
        case Grid():
            rows = [list(row) for row in block.rows]
            return {"kind": "grid", "caption": block.caption, "head": list(block.head), "rows": rows}
        case Figure():
            drawn = _svg(block, say)
            return {
                "kind": "figure",
                "title": block.title,
                "unit": block.unit,
                "svg": drawn,
                "alt": block.alt,
            }


def _svg(figure: Figure, say: Words) -> str:
    parts, height = draw_lines(figure.lines, say, 0.0, 0.0, FIGURE_PX, LIGHT.bg)
    return svg_sheet(FIGURE_PX, height, parts, figure.alt, say.language, "#FFFFFF")


# PowerPoint

WIDE, TALL = Mm(338.67), Mm(190.5)
LEFT, TOP = Mm(16), Mm(12)
INSIDE = WIDE - 2 * LEFT
LINE_ROOM = 14
"""Lines of a slide's text before it goes on on another."""

LETTERS_A_LINE = 95
ROWS_A_SLIDE = 6


def to_pptx(paper: Paper) -> bytes:
    """The paper as slides in 16:9: a first slide, then each sheet's sentences, tables, charts and questions.

    Charts are native and their numbers can be edited; every chart has words for a screen reader.
    """
    paper = legible(paper)
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = WIDE, TALL
    deck.core_properties.title = paper.title
    deck.core_properties.author = paper.publisher
    deck.core_properties.language = f"{paper.language}-{REGIONS[paper.language]}"
    deck.core_properties.created = deck.core_properties.modified = _noon(paper).replace(tzinfo=None)
    slides = _Slides(deck, paper)
    slides.texts(paper.title, paper.overline, [paper.made])
    for sheet in paper.sheets:
        slides.sheet(sheet)
    slides.texts(
        wording.words(paper.language)("Uppgifter och källor"), paper.made, list(paper.closing), small=True
    )
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


class _Slides:
    def __init__(self, deck: Any, paper: Paper) -> None:
        self.deck, self.paper = deck, paper
        # "Title Only": a slide without a title cannot be found by who does not see it.
        self.layout = deck.slide_layouts[5]
        self.language = f"{paper.language}-{REGIONS[paper.language]}"

    def new(self, title: str, overline: str) -> Any:
        slide = self.deck.slides.add_slide(self.layout)
        holder = slide.shapes.title
        holder.left, holder.top, holder.width, holder.height = LEFT, TOP + Mm(5), INSIDE, Mm(16)
        self._write(holder.text_frame, title, Pt(26 if len(title) <= 60 else 20), bold=True)
        above = slide.shapes.add_textbox(LEFT, TOP - Mm(3), INSIDE, Mm(8))
        self._write(above.text_frame, overline, Pt(12), colour=LIGHT.muted)
        return slide

    def sheet(self, sheet: Sheet) -> None:
        name, over = sheet.title, sheet.overline
        last = self.texts(name, over, list(sheet.lede)) if sheet.lede else None
        for section in sheet.sections:
            texts: list[str] = []
            numbered = False
            for block in section.blocks:
                match block:
                    case Told():
                        texts += block.sentences
                    case Listed():
                        texts += [
                            f"{at}. {item}" if block.numbered else item
                            for at, item in enumerate(block.items, start=1)
                        ]
                        numbered |= block.numbered
                    case Grid():
                        if texts:
                            last = self.texts(section.heading or name, name, texts)
                            texts = []
                        self.table(section.heading or name, name, block)
                    case Figure():
                        self.chart(section.heading or name, name, block)
            if section.heading and texts:
                last = self.texts(section.heading, name, texts)
            elif texts and last is not None:
                # A remark without a heading of its own is no slide of its own.
                for one in texts:
                    self._run(last.add_paragraph(), one, Pt(12), colour=LIGHT.muted)
            elif texts:
                last = self.texts(name, f"{name} · {over}", texts)

    def texts(self, title: str, overline: str, sentences: list[str], *, small: bool = False) -> Any:
        """Sentences on as many slides as they need; comes back with the text frame of the last."""
        room = LINE_ROOM * (2 if small else 1)
        page: list[str] = []
        used = 0
        for one in sentences:
            lines = 1 + len(one) // LETTERS_A_LINE + 1
            if page and used + lines > room:
                self._page(title, overline, page, small)
                page, used = [], 0
            page.append(one)
            used += lines
        return self._page(title, overline, page, small)

    def _page(self, title: str, overline: str, sentences: list[str], small: bool) -> Any:
        slide = self.new(title, overline)
        box = slide.shapes.add_textbox(LEFT, TOP + Mm(26), INSIDE, TALL - TOP - Mm(40))
        frame = box.text_frame
        frame.word_wrap = True
        for at, one in enumerate(sentences):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            self._run(paragraph, one, Pt(12 if small else 18))
            paragraph.space_after = Pt(5 if small else 10)
        return frame

    def table(self, title: str, overline: str, grid: Grid) -> None:
        """A table on as many slides as it needs, its head on each."""
        for start in range(0, len(grid.rows), ROWS_A_SLIDE):
            rows = grid.rows[start : start + ROWS_A_SLIDE]
            slide = self.new(title, f"{overline} · {grid.caption}")
            height = Mm(9) + Mm(18) * len(rows)
            shape = slide.shapes.add_table(len(rows) + 1, len(grid.head), LEFT, TOP + Mm(25), INSIDE, height)
            shape._element.nvGraphicFramePr.cNvPr.set("descr", grid.caption)
            table = shape.table
            table.first_row, table.horz_banding = True, False
            first = int(INSIDE * 0.26)
            for at, column in enumerate(table.columns):
                column.width = Emu(first if at == 0 else (INSIDE - first) // (len(grid.head) - 1))
            for across, text in enumerate(grid.head):
                self._cell(table.cell(0, across), text, head=True)
            for down, row in enumerate(rows, start=1):
                for across, text in enumerate(row):
                    self._cell(table.cell(down, across), text, bold=across == 0)

    def _cell(self, cell: Any, text: str, *, head: bool = False, bold: bool = False) -> None:
        frame = cell.text_frame
        for at, line in enumerate(text.split("\n")):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            colour = LIGHT.muted if at > 0 else LIGHT.ink
            self._run(
                paragraph, line, Pt(12 if at == 0 else 10.5), bold=head or (bold and at == 0), colour=colour
            )
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(LIGHT.panel if head else "#FFFFFF")

    def chart(self, title: str, overline: str, figure: Figure) -> None:
        heading = f"{figure.title}"
        slide = self.new(heading, f"{overline} · {title} · {figure.unit}")
        office.draw(
            slide.shapes,
            figure.lines,
            LEFT,
            TOP + Mm(24),
            INSIDE,
            TALL - TOP - Mm(56),
            figure.decimals,
            figure.alt,
        )
        box = slide.shapes.add_textbox(LEFT, TALL - Mm(31), INSIDE, Mm(24))
        box.text_frame.word_wrap = True
        self._run(box.text_frame.paragraphs[0], figure.lines.sentence, Pt(12))

    def _write(
        self, frame: Any, text: str, size: Any, *, bold: bool = False, colour: str = LIGHT.ink
    ) -> None:
        frame.word_wrap = True
        frame.clear()
        self._run(frame.paragraphs[0], text, size, bold=bold, colour=colour)

    def _run(
        self, paragraph: Any, text: str, size: Any, *, bold: bool = False, colour: str = LIGHT.ink
    ) -> None:
        paragraph.alignment = pptx.enum.text.PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = size, bold, "Calibri"
        run.font.color.rgb = _rgb(colour)
        run._r.get_or_add_rPr().set("lang", self.language)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.lstrip("#").upper())


# Word

WORD_WIDTH = 174
"""Mm between the margins of an A4 page."""


def to_docx(paper: Paper) -> bytes:
    """The paper as a Word document: real headings, table heads marked, language set, words for each picture."""
    paper = legible(paper)
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = paper.title, paper.publisher
    properties.language = f"{paper.language}-{REGIONS[paper.language]}"
    properties.created = properties.modified = _noon(paper).replace(tzinfo=None)
    _in_language(document, properties.language)
    section = document.sections[0]
    section.page_width, section.page_height = Millimetres(210), Millimetres(297)
    section.left_margin = section.right_margin = Millimetres(18)
    section.top_margin = section.bottom_margin = Millimetres(16)
    document.add_heading(paper.title, level=0)
    document.add_paragraph(paper.overline)
    document.add_paragraph(paper.made)
    say = wording.words(paper.language)
    for at, sheet in enumerate(paper.sheets):
        heading = document.add_heading(sheet.title if at else sheet.overline, level=1)
        heading.paragraph_format.page_break_before = at > 0
        for sentence in sheet.lede:
            document.add_paragraph(sentence)
        for part in sheet.sections:
            if part.heading:
                document.add_heading(part.heading, level=2)
            for block in part.blocks:
                _in_word(document, block, say)
    document.add_heading(say("Uppgifter och källor"), level=1)
    for sentence in paper.closing:
        document.add_paragraph(sentence)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _in_language(document: Any, language: str) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Points(10.5)
    marked = OxmlElement("w:lang")
    marked.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(marked)
    for inherited in document.styles.element.iter(qn("w:lang")):
        inherited.set(qn("w:val"), language)


def _in_word(document: Any, block: Block, say: Words) -> None:
    match block:
        case Told():
            for sentence in block.sentences:
                document.add_paragraph(sentence)
        case Listed():
            for at, item in enumerate(block.items, start=1):
                # Word's own numbering would go on from the list before.
                text = f"{at}. {item}" if block.numbered else item
                document.add_paragraph(text, style=None if block.numbered else "List Bullet")
        case Grid():
            document.add_paragraph(block.caption)
            table = document.add_table(rows=1, cols=len(block.head), style="Light Shading")
            table.autofit = False
            _head(table.rows[0], block.head)
            for row in block.rows:
                for at, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
                    _small(cell, text, named=at == 0)
            first = 0.27 * WORD_WIDTH
            for at, column in enumerate(table.columns):
                width = first if at == 0 else (WORD_WIDTH - first) / (len(block.head) - 1)
                column.width = Millimetres(width)
                for cell in column.cells:
                    cell.width = Millimetres(width)
            document.add_paragraph()
        case Figure():
            document.add_paragraph(f"{block.title}, {block.unit}")
            picture = document.add_picture(
                io.BytesIO(press.png(_svg(block, say), scale=2.0)), width=Millimetres(170)
            )
            picture._inline.docPr.set("descr", block.alt)
            document.add_paragraph(block.lines.sentence)


def _head(row: Any, head: tuple[str, ...]) -> None:
    marked = OxmlElement("w:tblHeader")
    marked.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(marked)
    for cell, text in zip(row.cells, head, strict=True):
        _small(cell, text)


def _small(cell: Any, text: str, *, named: bool = True) -> None:
    """A cell's lines; the first is bold where the cell names its row or column."""
    for at, line in enumerate(text.split("\n")):
        run = cell.paragraphs[0].add_run(line)
        run.font.size, run.font.bold = Points(8.5 if at == 0 else 8), named and at == 0
        if at < text.count("\n"):
            run.add_break()


FORMATS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "pdf": (to_pdf, "application/pdf"),
    "pptx": (to_pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
"""By ending: the pen, and what kind of file it gives."""
