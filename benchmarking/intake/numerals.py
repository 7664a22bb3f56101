"""Numbers as people write them: decimal comma or point, thousands in groups, percent signs, long minus.

Plain numbers never come here; they are cast set-wise in `cells`. This reads the rest, each text once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Evidence", "Numeral", "Written", "chosen", "evidence", "plain", "written"]

_GAPS = " \u00a0\u2009\u202f'\u2019"
_GROUPED = re.compile(
    rf"(?P<whole>[0-9]+|[0-9]{{1,3}}(?P<gap>[{_GAPS}])[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*)"
    r"(?:(?P<mark>[.,])(?P<part>[0-9]+))?"
)
_BOTH = re.compile(
    r"[0-9]{1,3}(?:(?P<thousands>[.,])[0-9]{3})(?:(?P=thousands)[0-9]{3})*(?P<mark>[.,])[0-9]+"
)
_GROUPS = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})+")
_NO_WHOLE = re.compile(r"(?P<mark>[.,])[0-9]+")
# Blanks before it are taken away afterwards: a search for them would take time by the square of their number.
_PERCENT = re.compile(r"(?:%|procent|per ?cent)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One way to read a text: its value, its decimals, and which signs it takes as what."""

    value: float
    decimals: int
    mark: str | None = None
    thousands: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A text and the one or two ways it can be read (the one with decimals first)."""

    readings: tuple[Numeral, ...]
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signs that the certain numbers of a column use as decimal mark, and as thousands mark."""

    decimal: frozenset[str] = frozenset()
    thousands: frozenset[str] = frozenset()


def written(text: str) -> Written | None:
    """How a text can be read as a number, or None where it is not one.

    `1,234` is read two ways (1.234 and 1234): one mark with three digits after it and one to three
    before it, the first not a zero, may part decimals or thousands.
    """
    body = text.strip()
    percent = _PERCENT.search(body) is not None
    if percent:
        body = _PERCENT.sub("", body).rstrip()
    sign = 1.0
    if body[:1] in ("-", "\u2212", "\u2013"):
        sign, body = -1.0, body[1:]
    elif body[:1] == "+":
        body = body[1:]
    readings = _readings(body)
    if not readings:
        return None
    # Adding zero turns -0.0 into 0.0.
    signed = tuple(Numeral(sign * n.value + 0.0, n.decimals, n.mark, n.thousands) for n in readings)
    return Written(signed, percent)


def _readings(body: str) -> tuple[Numeral, ...]:
    if match := _GROUPED.fullmatch(body):
        whole = re.sub(f"[{_GAPS}]", "", match["whole"])
        mark, part = match["mark"], match["part"]
        if mark is None:
            return (Numeral(float(whole), 0),)
        decimal = Numeral(float(f"{whole}.{part}"), len(part), mark)
        if len(part) == 3 and len(whole) <= 3 and match["gap"] is None and whole[0] != "0":
            return decimal, Numeral(float(whole + part), 0, None, mark)
        return (decimal,)
    if (match := _BOTH.fullmatch(body)) and match["mark"] != match["thousands"]:
        whole, part = body.rsplit(match["mark"], 1)
        whole = whole.replace(match["thousands"], "")
        return (Numeral(float(f"{whole}.{part}"), len(part), match["mark"], match["thousands"]),)
    if match := _GROUPS.fullmatch(body):
        return (Numeral(float(body.replace(match[1], "")), 0, None, match[1]),)
    if match := _NO_WHOLE.fullmatch(body):
        return (Numeral(float(f"0.{body[1:]}"), len(body) - 1, match["mark"]),)
    return ()


def evidence(texts: Iterable[Written], decimal: Iterable[str] = ()) -> Evidence:
    """What the certain ones among the texts show of a column's marks; `decimal` is known beforehand."""
    certain = [text.readings[0] for text in texts if len(text.readings) == 1]
    return Evidence(
        frozenset(decimal) | {number.mark for number in certain if number.mark},
        frozenset(number.thousands for number in certain if number.thousands),
    )


def chosen(
    text: Written,
    seen: Evidence,
    decimals: int,
    lower: float | None = None,
    upper: float | None = None,
    said: str | None = None,
) -> tuple[Numeral, Numeral | None]:
    """The reading to take, and the other one where it must be asked about (else None).

    `said` is the decimal mark that the sender has told. In order: that; what the column's certain numbers show; what the bounds allow; else whole numbers for an
    indicator without decimals (226,700 kronor) or where the column's decimals have the other mark,
    and decimals for the rest. The last are guesses, and asked about; so are decimals, however sure
    the mark, where the indicator has none and the whole number is possible too.
    """
    if len(text.readings) == 1:
        return text.readings[0], None
    decimal, whole = text.readings
    mark = decimal.mark
    if said is not None:
        return (decimal if mark == said else whole), None
    if mark in seen.thousands and mark not in seen.decimal:
        return whole, None
    inside = [
        number
        for number in text.readings
        if (lower is None or number.value >= lower) and (upper is None or number.value <= upper)
    ]
    if len(inside) == 1:
        return inside[0], None
    if seen.decimal == {mark} and mark not in seen.thousands:
        return decimal, (whole if decimals == 0 else None)
    if decimals == 0 or (seen.decimal and mark not in seen.decimal):
        return whole, decimal
    return decimal, whole


def plain(value: float) -> str:
    """The number with a decimal point and nothing else, as short as it can be and still be the same."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))
