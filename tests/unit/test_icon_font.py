"""The icons we send in place of Streamlit's own font: all that its scripts name, drawn as there, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import icon_font
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

OUR_CODE = Path(icon_font.__file__).resolve().parents[1]


def test_every_icon_that_streamlit_names_is_there_as_streamlit_draws_it() -> None:
    theirs, ours = icon_font.shells(), TTFont(icon_font.OURS)
    glyphs, kept = icon_font.icons(theirs), icon_font.icons(ours)
    named = icon_font.named_by_streamlit() & set(glyphs)
    assert len(named) > 50
    assert set(kept) == named, "run tests/icon_font.py and look at the pages"
    for name in named:
        assert drawn(ours, kept[name]) == drawn(theirs, glyphs[name]), name


def drawn(font: TTFont, glyph: str) -> list:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
    return [*pen.value, glyphs[glyph].width]


def test_none_of_our_pages_asks_for_an_icon_of_its_own() -> None:
    asking = [
        str(path.relative_to(OUR_CODE))
        for folder in ("benchmarking", "pages")
        for path in (OUR_CODE / folder).rglob("*.py")
        if re.search(r":material/", path.read_text(encoding="utf-8"))
    ]
    assert asking == [], "an icon of ours has to be among those that tests/icon_font.py cuts out"
