"""What the sender has said of a file that does not say it itself. Answers win over what it seems to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarking.intake.layouts import plain_heading

__all__ = ["Answers"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the sender has said of the file. See `checking.check` for the meaning of each."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    sheet: tuple[str, ...] = ()
    indicator: str | None = None
    indicators: Mapping[str, str | None] = field(default_factory=dict)
    year: str | None = None
    sex: str | None = None
    organisation: str | None = None
    category: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any] | None) -> Answers:
        """Raises ValueError for a key that is none, since an answer that is lost misreads the file."""
        given = dict(given or {})
        sheet = given.pop("sheet", None) or ()
        texts = {
            key: str(value)
            for key in ("indicator", "year", "sex", "organisation", "decimal")
            if (value := given.pop(key, None)) not in (None, "")
        }
        maps = {
            key: {plain_heading(str(about)): value for about, value in (given.pop(key, None) or {}).items()}
            for key in ("columns", "indicators", "category")
        }
        if given:
            raise ValueError(f"unknown answers: {', '.join(sorted(given))}")
        return cls(sheet=(sheet,) if isinstance(sheet, str) else tuple(sheet), **texts, **maps)
