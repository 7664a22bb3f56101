"""JSON → a table: Kolada's API version 3, and plain lists of records."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import finding
from benchmarking.intake.workbooks import Sheet, certain

__all__ = ["KOLADA_HEADINGS", "is_json", "table"]

KOLADA_HEADINGS = ("kpi", "municipality", "period", "gender", "value", "missing")
_MARKS = {"-", ".", ".."}
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f]")


def is_json(text: str) -> bool:
    """Whether a text begins as JSON does and no table would."""
    start = text[:200].lstrip()
    return start.startswith("{") or (start.startswith("[") and start[1:].lstrip()[:1] in ("{", "]"))


def table(text: str) -> tuple[Sheet, str, bool]:
    """The table, its layout ("kolada_v3" or "records"), and whether it is one page of several.

    One row for each value, headings first.

    Numbers stay the texts they are. A deleted value of Kolada's has none. Raises UnreadableFile
    (file_damaged, no_header).
    """
    try:
        data = json.loads(text, parse_float=certain, parse_int=str)
    except (ValueError, RecursionError) as cause:
        raise UnreadableFile(finding("file_damaged", found="json")) from cause
    items = list(_items(data))
    if items and all(isinstance(item.get("values"), list) and "kpi" in item for item in items):
        return Sheet("", True, [list(KOLADA_HEADINGS), *_kolada(items)]), "kolada_v3", _goes_on(data)
    plain = [item for item in items if not any(isinstance(value, dict | list) for value in item.values())]
    if not plain or len(plain) < len(items):
        raise UnreadableFile(
            finding("no_header", 1, found=text.strip()[:80], expected=", ".join(KOLADA_HEADINGS))
        )
    headings = list(dict.fromkeys(key for item in plain for key in item))
    rows = [[_text(item.get(key)) for key in headings] for item in plain]
    return Sheet("", True, [headings, *rows]), "records", _goes_on(data)


def _goes_on(data: Any) -> bool:
    """Whether an answer names a page after it, and that page is not there."""
    last = data[-1] if isinstance(data, list) and data else data
    return isinstance(last, dict) and any(
        bool(last.get(key)) for key in ("next_page", "next_url", "next", "nextPage")
    )


def _items(data: Any) -> Iterator[dict[str, Any]]:
    """The records of one answer, or of several pages below each other."""
    if isinstance(data, list):
        for one in data:
            yield from _items(one)
    elif isinstance(data, dict):
        inner = next(
            (data[key] for key in ("values", "results", "data") if isinstance(data.get(key), list)), None
        )
        if inner is not None and "kpi" not in data:
            yield from (one for one in inner if isinstance(one, dict))
        else:
            yield data


def _kolada(items: list[dict[str, Any]]) -> Iterator[list[str]]:
    for item in items:
        place = item.get("municipality") or item.get("ou") or item.get("organization")
        for value in item["values"]:
            if not isinstance(value, dict):
                continue
            gone = str(value.get("isdeleted")).lower() == "true" or value.get("value") is None
            status = _text(value.get("status")).strip()
            yield [
                *(
                    _text(item.get("kpi")),
                    _text(place),
                    _text(item.get("period")),
                    _text(value.get("gender")),
                ),
                "" if gone else _text(value.get("value")),
                status if gone and status in _MARKS else "",
            ]


def _text(value: Any) -> str:
    # Half of a surrogate pair is JSON and no text, and a control sign is none that anybody sees.
    return "" if value is None else _UNSEEN.sub("", str(value).encode("utf-8", "replace").decode())
