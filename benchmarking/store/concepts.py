"""The versions of the concept, and the steps that rounds of the past took, from `data/` into the store."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from benchmarking.model import Precision
from benchmarking.rounds import Stage, StepKind
from benchmarking.store.database import Change


def add_concepts(change: Change, file: Path) -> None:
    """Fill concept, concept_step, checklist and checklist_point from `concepts.toml`. ValueError, KeyError if wrong."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    for entry in found.get("checklist", ()):
        _insert(
            change,
            "checklist",
            version=entry["version"],
            scale_from=entry["scale_from"],
            scale_to=entry["scale_to"],
            source=entry["source"],
            **_both("note", entry),
        )
        for point in entry["point"]:
            _insert(
                change,
                "checklist_point",
                version=entry["version"],
                number=point["number"],
                source=point.get("source", entry["source"]),
                **_both("text", point),
            )
    for position, entry in enumerate(found.get("concept", ())):
        _insert(
            change,
            "concept",
            version=entry["version"],
            position=position,
            months=entry.get("months"),
            meetings=entry.get("meetings"),
            checklist=entry.get("checklist"),
            source=entry["source"],
            **_both("name", entry),
            **_both("note", entry),
        )
        for step in entry.get("step", ()):
            _insert(
                change,
                "concept_step",
                concept=entry["version"],
                number=step["number"],
                kind=StepKind(step["kind"]).value,
                certainty=step.get("certainty", ""),
                source=step["source"],
                **_both("title", step),
                **_both("aim", step),
                **_both("preparation", step),
            )


def add_steps(change: Change, entry: dict[str, Any]) -> None:
    """Fill round_step from one round of `rounds.toml`, its tables `[[round.step]]`."""
    for step in entry.get("step", ()):
        _insert(
            change,
            "round_step",
            programme=entry["id"],
            stage=Stage(step["stage"]).value,
            number=step.get("number", 1),
            taken=step["on"],
            precision=Precision(step["precision"]).value,
            note=step.get("note", ""),
            source=step["source"],
        )


def _insert(change: Change, table: str, **values: Any) -> None:
    columns, places = ", ".join(values), ", ".join(f"${name}" for name in values)
    change.run(f"INSERT INTO {table} ({columns}) VALUES ({places})", **values)


def _both(name: str, entry: dict[str, Any]) -> dict[str, str | None]:
    """The Swedish and the English column of a text."""
    words = entry.get(name, {})
    return {f"{name}_sv": words.get("sv"), f"{name}_en": words.get("en")}
