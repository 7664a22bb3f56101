"""How a number is written: separators, minus, rounding. Knows nothing of indicators or sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"
EN_DASH = "\u2013"

ROUNDED_FROM = 10_000
"""Kronor are told to the nearest hundred from this amount up. A pay gap of −532 kronor a month would
otherwise become −500 and one of 40 kronor nothing at all."""

MOST_DECIMALS, NEAR = 6, 0.01


@dataclass(frozen=True, slots=True)
class Separators:
    """What stands between whole and parts, and between thousands."""

    decimal: str
    group: str


SEPARATORS = {"sv": Separators(",", NO_BREAK_SPACE), "en": Separators(".", ",")}


def is_number(value: float | None) -> bool:
    """False for None, NaN and the infinities: nothing that can be written as a figure."""
    return value is not None and isfinite(value)


def rounded(value: float, decimals: int) -> Decimal:
    """`value` with so many decimals (negative: to tens, hundreds), halves away from zero.

    Works on the shortest decimal text of the float, so that 2.675 becomes 2.68 as a reader expects
    and not 2.67 as its binary neighbour would. Zero never keeps a minus sign.
    """
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(exact) if exact == 0 else exact


def written(value: float, decimals: int, language: str, *, sign: bool = False) -> str:
    """A finite number as text. With `sign`, a plus stands before what is above zero after rounding."""
    figure = rounded(value, decimals)
    separators = SEPARATORS[language]
    whole, _, parts = f"{abs(figure):,.{max(decimals, 0)}f}".partition(".")
    text = whole.replace(",", separators.group) + (separators.decimal + parts if parts else "")
    if figure < 0:
        return MINUS + text
    return "+" + text if sign and figure > 0 else text


def telling(values: Iterable[float | None], decimals: int) -> int:
    """The fewest decimals, from `decimals` up, that tell the values apart and give each to a hundredth of itself.

    Who judges whether 87.0 has become 0.87 must not read 0.9, nor 3.0 twice for 3.04 and 3.0. `decimals`
    where not even `MOST_DECIMALS` are enough.
    """
    told = {value for value in values if value is not None and isfinite(value)}
    for number in range(decimals, MOST_DECIMALS + 1):
        shown = {value: rounded(value, number) for value in told}
        near = all(abs(float(figure) - value) <= NEAR * abs(value) for value, figure in shown.items())
        if near and len(set(shown.values())) == len(told):
            return number
    return decimals


def to_hundreds(value: float) -> float:
    """Kronor as a sentence says them: to the nearest hundred from `ROUNDED_FROM` up, else as they are."""
    return float(rounded(value, -2)) if abs(value) >= ROUNDED_FROM else value
