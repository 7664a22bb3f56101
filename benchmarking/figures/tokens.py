"""The colours of the product, in light and in dark, and the one stylesheet of the HTML figures.

Hue says sex, ink says how sure. Nothing else in the product names a colour.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

__all__ = ["DARK", "FONT", "LIGHT", "Theme", "Tokens", "contrast", "css_variables", "tokens"]

Theme = Literal["light", "dark"]

FONT = "Hanken Grotesk, sans-serif"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme's colours. Contrasts against page and panel are measured in tests."""

    bg: str
    panel: str
    ink: str
    muted: str
    women: str
    women_text: str
    men: str
    men_text: str
    other: str
    uncertain: str
    link: str
    stop: str
    ask: str
    line: str
    band: str


LIGHT = Tokens(
    bg="#FBFAF6",
    panel="#F2F0E9",
    ink="#1E2A30",
    muted="#58646A",
    women="#0C6E66",
    women_text="#0C6E66",
    men="#C27510",
    men_text="#8A5200",
    other="#808A90",
    uncertain="#6F7A80",
    link="#1F5A8A",
    stop="#A4262C",
    ask="#6A4C93",
    line="#DDD9CE",
    band="#EFECE4",
)

DARK = Tokens(
    bg="#14191C",
    panel="#1E2529",
    ink="#EFEDE7",
    muted="#A6B0B4",
    women="#4DB6A4",
    women_text="#5FC4B2",
    men="#F2B756",
    men_text="#F2B756",
    other="#6B767B",
    uncertain="#707B80",
    link="#8DBDE8",
    stop="#F08A84",
    ask="#B9A0E0",
    line="#333C41",
    band="#232B30",
)


def tokens(theme: Theme) -> Tokens:
    """The colours of a theme, for pens that cannot follow the page by themselves (Plotly)."""
    return DARK if theme == "dark" else LIGHT


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (`#RRGGBB`), from 1 to 21. Source: WCAG 2.1, "contrast ratio"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def css_variables() -> str:
    """`--bm-ink: light-dark(#…, #…);` and so on: HTML follows the theme without a rerun."""
    return "".join(
        f"--bm-{each.name.replace('_', '-')}:light-dark({getattr(LIGHT, each.name)},{getattr(DARK, each.name)});"
        for each in fields(Tokens)
    )
