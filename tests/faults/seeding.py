"""A fault of the catalogue made in the clean file: records changed, written in a layout, then bytes changed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clean
from layouts import LAYOUTS

CATALOGUE = Path(__file__).with_name("files.toml")

_OF_THE_TEXT = {"replace", "prepend", "append", "encoding", "content", "headings", "drop", "extra", "only"}
"""Operations on the written file; they know the template's separators, so other layouts must be named."""


@dataclass(frozen=True)
class Seeded:
    """A file with one fault. `row` and `column` are where a finding must stand; None where the file has no one place."""

    content: bytes
    row: int | None
    column: str | None
    programme: str | None


def catalogue() -> list[dict[str, Any]]:
    """The faults, each with id, Swedish words, code, operations and, where they matter, layouts."""
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["fault"]


def fits(fault: dict[str, Any], layout: str) -> bool:
    """Whether the layout has a place for the fault."""
    if "layouts" in fault:
        return layout in fault["layouts"]
    if _OF_THE_TEXT & set(fault):
        return layout == "template"
    touched = {*fault.get("change", ()), *fault.get("take", {}).get("fields", ())}
    touched |= {fault.get("swap", "value"), fault.get("named", "value")}
    return touched <= LAYOUTS[layout].fields


def _found(records: list[clean.Record], at: str) -> int:
    organisation, indicator, year, sex = at.split()
    wanted = {"organisation": organisation, "indicator": indicator, "year": year, "sex": sex}
    [index] = [n for n, record in enumerate(records) if wanted.items() <= record.items()]
    return index


def seeded(fault: dict[str, Any], layout: str) -> Seeded:
    """The clean file with one fault in it, in one layout."""
    records = clean.records()
    chosen = LAYOUTS[layout]
    if "only" in fault:
        records = records[: fault["only"]]
    index = _found(records, fault["at"]) if "at" in fault else 0
    if "swap" in fault:
        field, other = fault["swap"], _found(records, fault["with"])
        records[index][field], records[other][field] = records[other][field], records[index][field]
    if "take" in fault:
        source = records[_found(records, fault["take"]["from"])]
        for field in fault["take"]["fields"]:
            records[index][field] = source[field]
    for more in fault.get("more", ()):
        records[_found(records, more["at"])] |= more["change"]
    if fault.get("remove"):
        del records[index]
        index = _found(records, fault["found_at"])
    if fault.get("repeat"):
        records.append(dict(records[index]))
        index = len(records) - 1
    if "change" in fault:
        records[index] |= fault["change"]
    if "found_at" in fault and not fault.get("remove"):
        index = _found(records, fault["found_at"])

    headings = {name: text for name, text in chosen.headings.items() if name != fault.get("drop")}
    headings |= fault.get("headings", {})
    written = chosen.write(records, headings)
    row, column = (None, None) if fault.get("whole") else written.place(index, fault.get("named", "value"))
    text = written.text()
    if "extra" in fault:
        first, *rest = text.splitlines()
        text = "".join(
            f"{line}\r\n"
            for line in (f"{first};{fault['extra'][0]}", *(f"{r};{fault['extra'][1]}" for r in rest))
        )
    for old, new in fault.get("replace", ()):
        assert old in text, f"{fault['id']}: {old!r} is not in the file"
        text = text.replace(old, new) if fault.get("everywhere") else text.replace(old, new, 1)
    text = fault.get("prepend", "") + text + fault.get("append", "")
    if "content" in fault:
        text = fault["content"]
    content = text.encode(fault.get("encoding", "utf-8-sig"))
    return Seeded(
        content,
        fault.get("row", row),
        fault.get("column", column) or None,
        fault.get("programme", clean.ROUND),
    )
