"""Whether two pictures of a page look the same to a person.

Both are averaged over squares of eight by eight pixels of the page: how an edge is smoothed, or a rare
pixel, is lost there, while what has moved, gone or changed colour is not. Pictures are kept at half size,
so a square is four by four of theirs.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

SCALE = 2
"""How many pixels of the page are one of a kept picture, along each side."""

SQUARE = 4
"""The side of a square, in pixels of a kept picture."""

TOLERANCE = 10
"""How far the mean of a square may lie from what it was, in steps of 255 of any colour.

Hairlines and smoothed edges move it by 4 at most; grey words in place of black ones by 20.
"""

FEWEST = 3
"""As many squares as have to differ: fewer are a pixel here and there."""


def kept(screenshot: bytes, height: int, scale: int = SCALE) -> Image.Image:
    """A screenshot as it is kept: its first `height` pixels, at half size, in every fourth shade of a colour.

    Shades make a file a quarter smaller; nobody sees two steps of 255, and the tolerance is wider.
    """
    with Image.open(io.BytesIO(screenshot)) as whole:
        page = whole.convert("RGB").crop((0, 0, whole.width, min(height, whole.height)))
    return page.reduce(scale).point([min(255, (shade + 2) // 4 * 4) for shade in range(256)] * 3)


def differing(before: Image.Image, after: Image.Image) -> np.ndarray:
    """Which squares differ, as a matrix of booleans; where only one picture reaches, all of them do."""
    one, other = _squares(before), _squares(after)
    shape = tuple(max(lengths) for lengths in zip(one.shape[:2], other.shape[:2], strict=True))
    found = np.ones(shape, dtype=bool)
    rows, columns = (min(lengths) for lengths in zip(one.shape[:2], other.shape[:2], strict=True))
    apart = np.abs(one[:rows, :columns] - other[:rows, :columns]).max(axis=2)
    found[:rows, :columns] = apart > TOLERANCE
    return found


def alike(before: Image.Image, after: Image.Image) -> bool:
    """Whether a person would take them for the same."""
    return int(differing(before, after).sum()) < FEWEST


def marked(before: Image.Image, after: Image.Image) -> Image.Image:
    """What was and what is, side by side, with what differs framed in both."""
    gap = 16
    both = Image.new(
        "RGB", (before.width + gap + after.width, max(before.height, after.height)), (128, 128, 128)
    )
    both.paste(before, (0, 0))
    both.paste(after, (before.width + gap, 0))
    pen = ImageDraw.Draw(both)
    for row, column in np.argwhere(differing(before, after)):
        for left in (0, before.width + gap):
            x, y = left + column * SQUARE, row * SQUARE
            pen.rectangle((x, y, x + SQUARE, y + SQUARE), outline=(220, 0, 120))
    return both


def _squares(picture: Image.Image) -> np.ndarray:
    """The mean colour of each square: rows × columns × 3, from 0 to 255. What does not fill a square counts less."""
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float32)
    tall, wide = (-(-length // SQUARE) * SQUARE for length in pixels.shape[:2])
    filled = np.pad(pixels, ((0, tall - pixels.shape[0]), (0, wide - pixels.shape[1]), (0, 0)), mode="edge")
    return filled.reshape(tall // SQUARE, SQUARE, wide // SQUARE, SQUARE, 3).mean(axis=(1, 3))
