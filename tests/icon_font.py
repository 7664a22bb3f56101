"""The icons that Streamlit's own script names, cut out of its icon font: `python tests/icon_font.py`.

The font holds some 4 000 and weighs more than all else of a first visit but Streamlit's script. What is cut is kept
in `pages/static/`; a Streamlit that names one icon more fails `tests/unit/test_icon_font.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import streamlit
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SHELL = Path(streamlit.__file__).parent / "static" / "static"
OURS = Path(__file__).resolve().parents[1] / "pages" / "static" / "material-symbols-rounded.woff2"

NAMED = re.compile(r":material/(\w+)")


def named_by_streamlit() -> set[str]:
    """Every icon's name that its scripts hold."""
    return {
        name for script in (SHELL / "js").glob("*.js") for name in NAMED.findall(script.read_text("utf-8"))
    }


def shells() -> TTFont:
    """Streamlit's own icon font."""
    [source] = (SHELL / "media").glob("MaterialSymbols-Rounded.*.woff2")
    return TTFont(source)


def icons(font: TTFont) -> dict[str, str]:
    """The glyph that is shown where a name is written, for each name that gets an icon."""
    letters = _letters(font)
    return {
        _spelt(letters, first, one): one.LigGlyph
        for table in _ligatures(font)
        for first, ligatures in table.items()
        for one in ligatures
    }


def cut(font: TTFont, wanted: set[str]) -> TTFont:
    """The font with these icons and no others."""
    letters = _letters(font)
    for table in _ligatures(font):
        for first, ligatures in table.items():
            table[first] = [one for one in ligatures if _spelt(letters, first, one) in wanted]
    options = Options()
    options.layout_features = ["*"]
    cutter = Subsetter(options)
    cutter.populate(text="".join(sorted({letter for name in wanted for letter in name})))
    cutter.subset(font)
    font.flavor = "woff2"
    return font


def _letters(font: TTFont) -> dict[str, str]:
    return {glyph: chr(code) for code, glyph in font.getBestCmap().items()}


def _ligatures(font: TTFont) -> Iterator[dict]:
    """The tables that hold, for a first glyph, the ligatures that begin with it."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            plain = getattr(table, "ExtSubTable", table)
            if hasattr(plain, "ligatures"):
                yield plain.ligatures


def _spelt(letters: dict[str, str], first: str, ligature: Any) -> str:
    return "".join(letters.get(glyph, "?") for glyph in (first, *ligature.Component))


if __name__ == "__main__":
    cut(shells(), named_by_streamlit()).save(OURS)
    print(f"{OURS.name}: {OURS.stat().st_size / 1000:.0f} kB, {len(icons(TTFont(OURS)))} icons")
