"""HTML that cannot be broken by what stands in it: text is escaped unless this module made it."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

__all__ = ["HERE", "Markup", "joined", "masked", "tag", "within"]


class Markup(str):
    """A string that is HTML already. Only `tag`, `joined` and `within` make one."""

    __slots__ = ()


def tag(name: str, *inside: str | None, **attributes: str | int | None) -> Markup:
    """`<name attribute="value">inside</name>`, everything but `Markup` escaped, quotes too.

    Attribute names lose a trailing `_` and turn other `_` into `-`: `class_`, `aria_label`. An
    attribute or child that is None is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{joined(*inside)}</{name}>")


def joined(*parts: str | None) -> Markup:
    """The parts after each other, escaped where they are not `Markup`; None is left out."""
    return Markup(
        "".join(
            part if isinstance(part, Markup) else escape(part, quote=True)
            for part in parts
            if part is not None
        )
    )


HERE = "\0"
"""Stands in a message for what `within` puts there."""


def within(sentence: str, part: str | None) -> Markup:
    """A message said with `HERE` for a value that is HTML, with the HTML in its place."""
    before, _, after = joined(sentence).partition(HERE)
    return joined(Markup(before), part, Markup(after))


def masked(svg: str) -> str:
    """A style that cuts an element to a drawing. `st.html` takes inline `<svg>` away but leaves a mask, and
    a mask takes its colour from the page's theme."""
    address = f'url("data:image/svg+xml,{quote(svg, safe=" =/:,.()")}")'
    return f"-webkit-mask-image:{address};mask-image:{address}"
