"""Pictures for documents and slides, made of the SVG that `figures.svg` draws."""

from __future__ import annotations

from benchmarking.packs import press

__all__ = ["png"]


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """The SVG document as a PNG, `scale` dots to the px. Raises ValueError for what is no SVG document."""
    if not svg.lstrip().startswith("<svg"):
        raise ValueError("not an SVG document")
    return press.png(svg, scale=scale)
