"""The printing press: typst, with our own fonts and nothing from outside.

Templates are files beside this one; everything else reaches them as one JSON text, so that no name
and no sentence is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson
import typst

__all__ = ["pdf", "png"]

HERE = Path(__file__).parent

PX_TO_POINT = 0.75
"""A px is 1/96 inch and a point 1/72."""

PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.data)).svg), format: "svg")
"""

SIGNS = b"""#set document(title: "signs")
#json(bytes(sys.inputs.data)).signs
"""

USUAL = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
"""Letters that both our typefaces have: ASCII and Latin with its extension A."""

REFUSED = "\u0000\ufeff\ufffe"
"""What ISO 14289-1, 7.21.7 forbids text to be read as."""


@cache
def _fonts() -> typst.Fonts:
    """Ours first, and typst's own for letters they lack; never the machine's, which differ."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(HERE / "fonts")]
    )


def pdf(template: str, data: Mapping[str, Any], made: datetime | None = None) -> bytes:
    """A template from `templates/` filled with `data` (what JSON can hold), as PDF/UA-1: tagged, with embedded fonts.

    The same data and time give the same bytes. A sign that none of our fonts can draw, such as a smiley in a
    note, is printed as �. Raises typst.TypstError where the result would not be accessible (no title, a
    picture without words) or the template is wrong.
    """
    source = (HERE / "templates" / template).read_bytes()
    try:
        return _accessible(source, data, made)
    except typst.TypstError:
        # PDF/UA refuses the whole document for one such sign: better a � than no document.
        if (drawable := _drawable(data)) == data:
            raise
        return _accessible(source, drawable, made)


def pages(template: str, data: Mapping[str, Any]) -> int:
    """How many pages a template becomes; it marks its last one with `#metadata(page) <last>`."""
    return int(found(template, data))


def found(template: str, data: Mapping[str, Any]) -> Any:
    """What a template says of itself in `#metadata(…) <last>`."""
    source = (HERE / "templates" / template).read_bytes()
    return orjson.loads(_compiler(source, data).query("<last>", field="value", one=True))


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """An SVG document as a PNG with `scale` dots to the px. Raises typst.TypstError for what is no SVG."""
    return _compiled(PICTURE, {"svg": svg}, made=None, format="png", ppi=72 / PX_TO_POINT * scale)


def _accessible(source: bytes, data: Mapping[str, Any], made: datetime | None) -> bytes:
    return _compiled(source, data, made=made, format="pdf", pdf_standards=["ua-1"])


def _drawable(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same data with � for every sign that a PDF/UA-1 of ours cannot hold."""
    plain = orjson.loads(orjson.dumps(data))
    unusual = sorted(set(orjson.dumps(plain).decode()) - USUAL)
    escaped = [chr(code) for code in range(0x20) if chr(code) not in "\t\n\r"]
    instead = str.maketrans(dict.fromkeys([*escaped, *REFUSED, *_undrawable("".join(unusual))], "\ufffd"))
    return _translated(plain, instead)


def _translated(value: Any, instead: Mapping[int, str]) -> Any:
    match value:
        case str():
            return value.translate(instead)
        case dict():
            return {key: _translated(one, instead) for key, one in value.items()}
        case list():
            return [_translated(one, instead) for one in value]
        case _:
            return value


@lru_cache(maxsize=1024)
def _undrawable(signs: str) -> str:
    """Those of the signs that no font here has, found by printing them: halves at a time, for most can be drawn."""
    if not signs:
        return ""
    try:
        _accessible(SIGNS, {"signs": "a".join(["", *signs, ""])}, None)
    except typst.TypstError:
        if len(signs) == 1:
            return signs
        half = len(signs) // 2
        return _undrawable(signs[:half]) + _undrawable(signs[half:])
    return ""


def _compiled(source: bytes, data: Mapping[str, Any], *, made: datetime | None, **options: Any) -> bytes:
    timestamp = made or datetime(2000, 1, 1, tzinfo=UTC)
    return _compiler(source, data).compile(timestamp=timestamp, **options)


def _compiler(source: bytes, data: Mapping[str, Any]) -> typst.Compiler:
    # The root is the folder of the templates: nothing else on the machine can be read from one.
    return typst.Compiler(
        source,
        root=str(HERE / "templates"),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": orjson.dumps(data).decode()},
    )
