"""How wide a text is in Hanken Grotesk, for pens that must place their text themselves."""

from __future__ import annotations

__all__ = ["width", "wrapped"]

# Hundredths of the letter size at weight 400, read from the font and rounded.
_WIDTHS = {
    17: "'",
    22: "()",
    23: "ij",
    24: "!,.:;{}",
    26: "I []l|’\u00a0",
    29: "`",
    33: "-·",
    34: '"f',
    35: "t",
    40: "*_",
    41: "r–",
    42: "/°",
    44: "”“\\",
    47: "sz",
    50: "L",
    51: "g",
    52: "?cvxy",
    53: "k",
    54: "aeåäéè",
    55: "JP^hnuü",
    56: "$+0123456789<=>FS~−×",
    58: "EZoöÉÈø§",
    59: "Tbdpq",
    60: "BRY",
    63: "K",
    64: "AXÅÄ",
    66: "UVÜ",
    67: "…",
    68: "DHN",
    69: "&",
    70: "#C",
    73: "G",
    75: "%OwÖØ½",
    77: "Q",
    83: "m",
    84: "M",
    87: "@æ",
    90: "Æ",
    96: "W",
}
_EACH = {letter: share for share, letters in _WIDTHS.items() for letter in letters}

OTHER = 70
"""For letters the table lacks: wider than most, so that what is placed by it does not collide."""

BOLDER = 1.03
"""Weights from 600 are so much wider on average."""


def width(text: str, size: float, weight: int = 400) -> float:
    """The text's width in the unit of `size`, within a few per cent."""
    wide = sum(_EACH.get(letter, OTHER) for letter in text) * size / 100
    return wide * BOLDER if weight >= 600 else wide


def wrapped(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """The text as lines no wider than `room`, broken at spaces; a word wider than that stands alone."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and width(longer, size, weight) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
