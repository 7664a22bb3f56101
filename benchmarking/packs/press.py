"""The printing press: typst, with our own fonts and nothing from outside.

Templates are files beside this one; everything else reaches them as one JSON text, so that no name
and no sentence is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
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


@cache
def _fonts() -> typst.Fonts:
    """Ours first, and typst's own for letters they lack; never the machine's, which differ."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(HERE / "fonts")]
    )


def pdf(template: str, data: Mapping[str, Any], made: datetime | None = None) -> bytes:
    """A template from `templates/` filled with `data` (what JSON can hold), as PDF/UA-1: tagged, with embedded fonts.

    The same data and time give the same bytes. Raises typst.TypstError where the result would not be
    accessible (no title, a picture without words) or the template is wrong.
    """
    source = (HERE / "templates" / template).read_bytes()
    return _compiled(source, data, made=made, format="pdf", pdf_standards=["ua-1"])


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
