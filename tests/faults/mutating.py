"""Files damaged at random: from a number comes a file, the same one every time."""

from __future__ import annotations

import io
import os
import random
import resource
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import clean
from layouts import LAYOUTS

from benchmarking import intake
from benchmarking.errors import UnreadableFile

_NASTY = (
    *(
        "",
        " ",
        "\t",
        "0",
        "-0",
        "nan",
        "inf",
        "-inf",
        "1e999",
        "1e-999",
        "9" * 400,
        "1.2.3",
        "1,2,3",
        "1 000 000,5",
    ),
    *(
        "--5",
        "+5",
        "\u22125",
        "%",
        "12,5 % %",
        "<5",
        "~100",
        "..",
        "...",
        "-",
        "=1+1",
        "@SUM(A1)",
        "'; DROP TABLE finding",
    ),
    *(
        "\u202e0180",
        "\ufeff",
        "\u0000",
        "\u200b",
        "ﬁ",
        "😀" * 50,
        "É",
        "\ud7ff",
        "K\u0308",
        "NULL",
        "None",
        "#VÄRDEFEL!",
    ),
    *(
        "20222",
        "-2022",
        "2022,0",
        "2022-12-31",
        "99999999999999999999",
        "0x1F",
        "1_000",
        "１２",
        "٣",
        "½",
        "{found}",
        "%s",
    ),
)
_ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "mac-roman",
    "cp437",
)

SECONDS = 10
"""A file that takes longer is taken to hang."""

TRIES = 2

REFUSED = "refused"

Damage = Callable[[random.Random, bytes], bytes]


def _place(rng: random.Random, content: bytes) -> int:
    return rng.randrange(len(content) + 1)


def _flip(rng: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 20)):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: random.Random, content: bytes) -> bytes:
    start, end = sorted((_place(rng, content), _place(rng, content)))
    return content[:start] + content[end:]


def _end_early(rng: random.Random, content: bytes) -> bytes:
    return content[: _place(rng, content)]


def _repeat(rng: random.Random, content: bytes) -> bytes:
    start, end = sorted((_place(rng, content), _place(rng, content)))
    return content[:end] + content[start:end] * rng.randint(1, 5) + content[end:]


def _lines(rng: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    for _ in range(rng.randint(1, 4)):
        match rng.randrange(4):
            case 0 if lines:
                del lines[rng.randrange(len(lines))]
            case 1:
                rng.shuffle(lines)
            case 2 if lines:
                line = rng.randrange(len(lines))
                lines[line] = lines[line][: _place(rng, lines[line])]
            case _:
                lines.insert(rng.randrange(len(lines) + 1), b"")
    return rng.choice((b"\n", b"\r\n", b"\r", b"\n\r")).join(lines)


def _delimiters(rng: random.Random, content: bytes) -> bytes:
    old = rng.choice((b";", b",", b"\t"))
    new = rng.choice((b";;", b",", b"\t", b"|", b"", b" ; ", b'";"'))
    return content.replace(old, new, rng.choice((1, 3, -1)))


def _quotes(rng: random.Random, content: bytes) -> bytes:
    for _ in range(rng.randint(1, 6)):
        at = _place(rng, content)
        content = content[:at] + rng.choice((b'"', b'""', b"'", b'"\n"', b'\\"')) + content[at:]
    return content


def _encoding(rng: random.Random, content: bytes) -> bytes:
    text = content.decode(rng.choice(_ENCODINGS), errors="replace")
    return text.encode(rng.choice(_ENCODINGS), errors=rng.choice(("replace", "ignore", "xmlcharrefreplace")))


def _nulls(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + b"\x00" * rng.choice((1, 2, 7, 4096)) + content[at:]


def _huge(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    piece = rng.choice((b"a", b"9", b";", b'"', b"\n", "å".encode(), b"0,1;"))
    return content[:at] + piece * rng.choice((1_000, 70_000, 300_000)) + content[at:]


def _noise(rng: random.Random, content: bytes) -> bytes:
    at = _place(rng, content)
    return content[:at] + rng.randbytes(rng.choice((1, 10, 200))) + content[at:]


def _cells(rng: random.Random, content: bytes) -> bytes:
    lines = [line.split(b";") for line in content.split(b"\n")]
    for _ in range(rng.randint(1, 6)):
        line = rng.choice(lines)
        line[rng.randrange(len(line))] = rng.choice(_NASTY).encode()
    return b"\n".join(b";".join(line) for line in lines)


_DAMAGES: tuple[Damage, ...] = (
    *(_flip, _cut, _end_early, _repeat, _lines, _delimiters, _quotes, _encoding, _nulls, _huge, _noise),
    *(_cells, _cells),
)


def _zipped(name: str, content: bytes, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        archive.writestr(name, content)
        if name.endswith(".xml"):
            archive.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='Blad1'/></sheets></workbook>")
    return out.getvalue()


@cache
def _bases() -> tuple[tuple[str, bytes], ...]:
    """The files that are damaged, with their names: tiny, since what is tried is how much is damaged."""
    few = clean.records()[2:7]
    texts = []
    for layout in LAYOUTS.values():
        text = layout.write(few, layout.headings).text()
        texts.append(("fil.csv", text.encode("utf-8-sig")))
        texts.append((f"{layout.name}.txt", text.encode("cp1252")))
    table = texts[0][1]
    return (
        *texts,
        ("fil.csv", table.decode("utf-8-sig").encode("utf-16")),
        ("fil.zip", _zipped("fil.csv", table)),
        ("fil.xlsx", _zipped("xl/worksheets/sheet1.xml", b"<worksheet><sheetData/></worksheet>")),
        ("fil.xlsx", _zipped("xl/worksheets/sheet1.xml", table, zipfile.ZIP_STORED)),
        (
            "fil.json",
            b'{"values":[{"kpi":"N00206","municipality":"1882","period":2022,"values":[{"gender":"K","value":78.4}]}]}',
        ),
        ("fil.csv", b""),
    )


def mutated(number: int) -> tuple[str, bytes]:
    """Name and bytes of the file with that number."""
    rng = random.Random(number)
    name, content = rng.choice(_bases())
    for _ in range(rng.randint(1, 3)):
        content = rng.choice(_DAMAGES)(rng, content)
    return name, content


@cache
def _reference() -> intake.Reference:
    whole = clean.reference()
    few = tuple(one for one in whole.organisations if one.code in clean.PLACES)
    return replace(whole, organisations=few, published=None, history=None)


@dataclass(frozen=True)
class Outcome:
    """What checking a run of mutated files came to: what escaped, the slowest, the memory (MB)."""

    files: int
    refused: int
    escaped: tuple[str, ...]
    slowest: float
    slowest_file: int
    memory: float


def _answer(name: str, content: bytes, reference: intake.Reference) -> str | None:
    """None for findings, `REFUSED`, or the exception that escaped."""
    try:
        intake.check(content, name, reference, programme=clean.ROUND)
    except UnreadableFile:
        return REFUSED
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def tried(numbers: range) -> Outcome:
    """Checks the files with those numbers; an exception that is not a refusal is `escaped`.

    Every tenth is also checked against history, which costs as much again. A file that took longer than a file
    may is tried again: other work may have held the machine, while a file that hangs does so every time.
    """
    escaped: list[str] = []
    refused = 0
    slowest, slowest_file = 0.0, -1
    plain = _reference()
    learned = replace(plain, history=clean.reference().history)
    for number in numbers:
        name, content = mutated(number)
        took, answered = 0.0, None
        for _ in range(TRIES):
            started = time.perf_counter()
            answered = _answer(name, content, learned if number % 10 == 0 else plain)
            took = time.perf_counter() - started
            if took < SECONDS:
                break
        if answered is REFUSED:
            refused += 1
        elif answered is not None:
            escaped.append(f"{number} {name}: {answered}"[:300])
        if took > slowest:
            slowest, slowest_file = took, number
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 if os.uname().sysname == "Darwin" else 1024
    )
    return Outcome(len(numbers), refused, tuple(escaped), slowest, slowest_file, memory)
