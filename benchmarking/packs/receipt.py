"""The receipt of a publication: who handed in what and when, how it was read, what was changed and what was left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from benchmarking.errors import Conflict
from benchmarking.figures.tokens import LIGHT
from benchmarking.model import Answered, Correction, Finding, Level, Programme, Submission, SubmissionState
from benchmarking.packs import press
from benchmarking.wording import Words, reading
from benchmarking.wording.people import who

__all__ = ["Published", "answers", "contents", "facts", "receipt"]

TEMPLATE = "receipt.typ"

MOST_KINDS = 40
"""Kinds of corrections and of findings that are named; the rest is counted."""

NAMED_ROWS = 12
NAMED_ANSWERS = 6
"""Findings that are named of those answered at once; the rest is counted."""

GROUP = 16


@dataclass(frozen=True, slots=True)
class Published:
    """What a receipt tells of. `read` is what `Store.publish` was told of how the file was read, with
    `counts`; `findings` what the check had left, of which `answered` were answered with yes."""

    submission: Submission
    programme: Programme | None
    read: Mapping[str, Any]
    corrections: Sequence[Correction]
    findings: Sequence[Finding]
    answered: Sequence[Answered] = ()


def receipt(published: Published, words: Words, address: str) -> bytes:
    """The receipt as a tagged PDF (PDF/UA-1) in the language of `words`; the same facts give the same bytes.

    `address` is where the submission stands. Raises Conflict for one that was never published.
    """
    moment = published.submission.published
    if moment is None:
        raise Conflict(f"submission {published.submission.id} was never published")
    made = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return press.pdf(TEMPLATE, contents(published, words, address), made.replace(microsecond=0))


def contents(published: Published, words: Words, address: str) -> dict[str, Any]:
    """What the template prints: headings and text."""
    kept = published.submission
    return {
        "title": words("Kvitto på inlämning {number}", number=kept.id),
        "publisher": words("Jämställt i siffror"),
        "language": words.language,
        "region": {"sv": "SE", "en": "GB"}[words.language],
        "heading": words("Kvitto"),
        "lede": _lede(published, words),
        "sections": [
            {"heading": words("Inlämningen"), "lines": _on_paper(published, words), "items": []},
            {"heading": words("Så läste vi filen"), "lines": _read(published, words), "items": []},
            {
                "heading": words("Ändrat på utkastet"),
                "lines": [],
                "items": _corrections(published.corrections, words),
            },
            {
                "heading": words("Svar på frågor om värden"),
                "lines": [],
                "items": answers(published, words) or [words("Inga frågor ställdes.")],
            },
            {
                "heading": words("Kvar att veta"),
                "lines": [],
                "items": _findings(published, words),
            },
        ],
        "closing": words(
            "Kontrollsumman är SHA-256 av filen som den kom. Den visar att filen inte har ändrats."
        ),
        "address": address,
        "colours": {"ink": LIGHT.ink, "muted": LIGHT.muted, "line": LIGHT.line},
    }


def facts(published: Published, words: Words) -> list[tuple[str, str]]:
    """Who, what and when, heading and text: the same on the page and on paper."""
    kept, counts = published.submission, published.read.get("counts", {})
    lines = [
        (words("Inlämning"), words.number(kept.id)),
        (words("Fil"), kept.file_name),
        (words("Kontrollsumma"), kept.sha256),
        (words("Storlek"), words("{n} byte", n=words.number(kept.bytes))),
        (words("Lämnad av"), kept.sender),
        (words("Mottagen"), words.moment(kept.received)),
    ]
    if published.programme:
        lines.append((words("Omgång"), words.text(published.programme.name)))
    if kept.publisher and kept.published:
        lines += [
            (words("Publicerad av"), kept.publisher),
            (words("Publicerad"), words.moment(kept.published)),
        ]
    lines.append((words("Uppgifter"), words.number(kept.rows or 0)))
    if counts:
        lines += [
            (words("Varav med värde"), words.number(counts["values"])),
            (words("Varav utan värde, med orsak"), words.number(counts["missing"])),
            (words("Kommuner och regioner"), words.number(counts["organisations"])),
            (words("Nyckeltal"), words.number(counts["indicators"])),
            (words("År"), words.year_range(*counts["years"])),
        ]
    if kept.follows is not None:
        lines.append((words("I stället för inlämning"), words.number(kept.follows)))
    return lines


def _on_paper(published: Published, words: Words) -> list[tuple[str, str]]:
    """The facts with the checksum in groups, so that it can be broken and compared by eye."""
    whole = published.submission.sha256
    groups = " ".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))
    return [(name, groups if said == whole else said) for name, said in facts(published, words)]


def _lede(published: Published, words: Words) -> str:
    kept = published.submission
    if kept.state is SubmissionState.WITHDRAWN:
        return words(
            "Uppgifterna är tillbakatagna. De tidigare gäller igen. Orsak: {reason}",
            reason=kept.reason or words("inte angiven"),
        )
    if kept.state is SubmissionState.SUPERSEDED:
        return words("Uppgifterna var publicerade. Nu är det nyare som gäller.")
    return words.plural("{n} uppgift är publicerad.", "{n} uppgifter är publicerade.", kept.rows or 0)


def _read(published: Published, words: Words) -> list[tuple[str, str]]:
    read = published.read
    if not read:
        return [(words("Uppställning"), words("inte antecknad"))]
    lines = reading.told(words, read)
    for column in read["columns"]:
        if column["heading"]:
            lines.append(
                (
                    words("Kolumnen {heading}", heading=words.quoted(column["heading"])),
                    reading.meaning(words, column),
                )
            )
    return lines


def _corrections(corrections: Sequence[Correction], words: Words) -> list[str]:
    if not corrections:
        return [words("Inget ändrades.")]
    kinds: dict[tuple[str | None, str, str, str], list[int]] = {}
    for one in corrections:
        kinds.setdefault((one.sheet, one.column, one.before, one.text), []).append(one.row)
    told = []
    for (sheet, column, before, text), rows in list(kinds.items())[:MOST_KINDS]:
        named = ", ".join(str(row) for row in sorted(rows)[:NAMED_ROWS])
        if len(rows) > NAMED_ROWS:
            named = words("{rows} och {n} till", rows=named, n=words.number(len(rows) - NAMED_ROWS))
        where = words("kolumn {column}, rad {rows}", column=column, rows=named)
        told.append(
            words(
                "{before} ändrat till {text}: {where}.",
                before=words.quoted(before) if before else words("tom cell"),
                text=words.quoted(text) if text else words("tom cell"),
                where=f"{where} ({sheet})" if sheet else where,
            )
        )
    if len(kinds) > MOST_KINDS:
        told.append(words("… och {n} ändringar till.", n=words.number(len(kinds) - MOST_KINDS)))
    return told


def answers(published: Published, words: Words) -> list[str]:
    """What was asked about the values and answered with yes, by whom and when."""
    kept = published.answered
    told = []
    for one in kept[:MOST_KINDS]:
        said = words("Ja, svarade {who} {moment}.", who=who(words, one.who), moment=words.moment(one.made))
        told.append(f"{said} {' '.join(_listed(one.findings, words, NAMED_ANSWERS))}")
    if len(kept) > MOST_KINDS:
        told.append(words("… och {n} till.", n=words.number(len(kept) - MOST_KINDS)))
    return told


def _findings(published: Published, words: Words) -> list[str]:
    """What was left to know, each said once with the number of rows."""
    answered = {finding for one in published.answered for finding in one.findings}
    left = [one for one in published.findings if one.level is not Level.ERROR and one not in answered]
    return _listed(left, words, MOST_KINDS, level=True) or [words("Inget.")]


def _listed(left: Sequence[Finding], words: Words, most: int, level: bool = False) -> list[str]:
    alike: dict[Finding, int] = {}
    for one in sorted(left, key=lambda one: one.level is Level.INFORMATION):
        key = replace(one, row=None, sheet=None, count=1)
        alike[key] = alike.get(key, 0) + one.count
    told = []
    for one, count in list(alike.items())[:most]:
        said = words.finding(replace(one, count=count))
        rows = words.plural("{n} rad", "{n} rader", count)
        column = words("kolumn {column}", column=one.column) if one.column else ""
        where = ", ".join(part for part in (rows, column) if part)
        told.append(f"{words.level(one.level) + ': ' if level else ''}{said.what} ({where})")
    if len(alike) > most:
        told.append(words("… och {n} till.", n=words.number(len(alike) - most)))
    return told
