"""What somebody with ill will writes where a word is expected: from a seeded chance, the same every time."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from builders import handed_in_file

__all__ = ["FORMULA_SIGNS", "TEXTS", "answer", "file", "path_word", "text"]

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")

_SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</td></table><iframe src=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "$$\\def\\x{\\x\\x}\\x$$",
    ":material/delete: :red[x] `x`",
    '#eval(read("/etc/passwd"))',
)
_COMMANDS = (
    "' OR 1=1 --",
    "'; DROP TABLE observation; --",
    "$kod, ?, :kod, %s, {found}, {0}, {",
    "read_csv('/etc/passwd')",
    "$(id) `id` | id & id",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    '=HYPERLINK("https://evil.example")',
    "../" * 9 + "etc/passwd",
    "C:\\Windows\\..\\CON",
    "\\\\evil.example\\share",
    "NUL",
    ".",
    "..",
    "",
    " ",
)
_SIGNS = (
    "\u202e0180\u202c",
    "\u200b\u200d\ufeff",
    "\u0000",
    "\u0007\u001b[31m",
    "a\r\nSet-Cookie: x=1",
    "\u2028\u2029",
    "Z\u0351\u036b\u0343" * 30,
    "🏴\U000e0067\U000e0062\U000e007f" * 3,
    "\U0010ffff\ufffe",
    "ﷺ",
    "İıſKÅ",
    "\u0301" * 200,
    "%00%0a%2e%2e%2f",
    "&lt;&#60;&amp;amp;",
)
_NUMBERS = ("1e999", "-1e999", "NaN", "9" * 400, "0x1F", "1_000", "-0", "1.2.3", "٣٤", "½", "1e-400")
TEXTS = (*_SCRIPTS, *_COMMANDS, *_SIGNS, *_NUMBERS)
_LENGTHS = (999, 9_999, 99_999)


def text(chance: random.Random) -> str:
    """A hostile text: one of those above, two of them in each other, or one a very long way."""
    one = chance.choice(chance.choice((_SCRIPTS, _COMMANDS, _SIGNS, _NUMBERS)))
    match chance.randrange(12):
        case 0:
            return (one or "å") * (chance.choice(_LENGTHS) // max(len(one), 1))
        case 1 | 2:
            other = chance.choice(_SCRIPTS + _COMMANDS)
            place = chance.randrange(len(one) + 1)
            return one[:place] + other + one[place:]
        case _:
            return one


def path_word(chance: random.Random) -> str:
    """A hostile text as a browser writes it between two slashes of an address."""
    return quote(text(chance)[:500], safe="")


def file(number: int) -> tuple[str, bytes]:
    """Name and bytes of the hostile file with that number: in turn by its name, its cells and its JSON."""
    chance = random.Random(number)
    match number % 3:
        case 0:
            return _name(chance), handed_in_file({"värde": "25,5"}, {"värde": "24,5", "kön": "M"})
        case 1:
            return _name(chance) if chance.random() < 0.2 else "fil.csv", _cells(chance)
        case _:
            return "svar.json", answer(chance)


def _name(chance: random.Random) -> str:
    ending = chance.choice(
        (".csv", ".csv", ".txt", ".xlsx", ".xls", ".ods", ".zip", ".json", ".xlsm", ".exe", "")
    )
    return text(chance) + ending


def _cells(chance: random.Random) -> bytes:
    """The template filled in, with hostile texts in some of its cells, now and then in its headings."""
    table = list(csv.reader(io.StringIO(handed_in_file(*_rows()).decode("utf-8-sig")), delimiter=";"))
    first = 0 if chance.random() < 0.3 else 1
    for _ in range(chance.randint(1, 6)):
        row = table[chance.randrange(first, len(table))]
        row[chance.randrange(len(row))] = text(chance)
    out = io.StringIO()
    csv.writer(out, delimiter=chance.choice(";,\t|"), lineterminator=chance.choice(("\r\n", "\n"))).writerows(
        table
    )
    return out.getvalue().encode(chance.choice(("utf-8-sig", "utf-8", "utf-16", "cp1252")), errors="replace")


def _rows() -> Iterator[dict[str, str]]:
    for code in ("1882", "1982", "2083"):
        for sex in "KMT":
            yield {"kommunkod": code, "kön": sex, "värde": "25,5"}


_ANSWER = {
    "values": [
        {
            "kpi": "N21826",
            "municipality": code,
            "period": 2022,
            "values": [{"gender": sex, "status": "", "value": 25.5, "count": 1} for sex in "KMT"],
        }
        for code in ("1882", "1982", "2083")
    ],
    "count": 3,
    "next_url": None,
}


def answer(chance: random.Random) -> bytes:
    """Kolada's answer with hostile texts and shapes in it; or JSON of a kind that breaks readers."""
    match chance.randrange(8):
        case 0:
            depth = chance.choice((50, 999, 100_000))
            start, end = chance.choice((("[", "]"), ('{"values":', "}")))
            return (start * depth + end * chance.choice((0, depth))).encode()
        case 1:
            return (
                '{"values": [' + chance.choice(("NaN", "-Infinity", "9" * 5_000, "1e999", '"\\ud800"')) + "]}"
            ).encode()
        case 2:
            said = json.dumps(text(chance))
            return f'{{"values": {said}, "values": [{said}], {said}: {said}}}'.encode()
        case _:
            spoilt = json.loads(json.dumps(_ANSWER))
            for _ in range(chance.randint(1, 5)):
                _spoil(chance, spoilt)
            said = json.dumps(spoilt, ensure_ascii=chance.random() < 0.5)
            return said.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16")), errors="replace")


def _spoil(chance: random.Random, value: dict[str, Any]) -> None:
    """Put something else in one place of a JSON value, at whatever depth."""
    here: Any = value
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(here[key], (dict, list)) and here[key] and chance.random() < 0.8:
            here = here[key]
            continue
        match chance.randrange(4):
            case 0:
                here[key] = text(chance)
            case 1:
                here[key] = chance.choice(
                    (None, True, [], {}, [[]], {"": ""}, -1, 10**30, 0.1, [text(chance)])
                )
            case 2 if isinstance(here, dict):
                here[text(chance)] = here.pop(key)
            case _:
                here[key] = [here[key]] * chance.choice((0, 2, 50))
        return
