"""Everything at once, as a Frictionless data package."""

from __future__ import annotations

import pandas as pd

from benchmarking import exports
from benchmarking.prepared import Facts
from benchmarking.tables.columns import KEYS, NAMES, POINTS_TO, columns, summaries
from benchmarking.tables.making import flat, table
from benchmarking.tables.telling import caveats, licence, missing_marks, source
from benchmarking.wording import Words


def package(facts: Facts, observations: pd.DataFrame, words: Words) -> bytes:
    """Everything as a Frictionless data package; `observations` as `Store.observations`."""
    titles = summaries(words)
    resources = (
        exports.Resource(name, flat(table(name, facts, observations)), _schema(name, words), titles[name])
        for name in NAMES
    )
    descriptor = {
        "name": "jamstallt-i-siffror",
        "title": words("Jämställt i siffror"),
        "description": words("Kvinnors och mäns resultat i Sveriges kommuner och regioner, sida vid sida."),
        "version": str(facts.version),
        "sources": [
            {"title": words("Kolada (RKA) och de producenter som står vid varje nyckeltal")},
            {"title": words("SCB: folkmängd och koder")},
            {"title": words("SKR: kommungrupper")},
            {"title": words("Omgångar och medlemmar: sidorna i kolumnen source i memberships")},
        ],
        "licenses": [{"name": "MIT", "title": licence(words)}],
        "attribution": source(words),
        "caveats": caveats(facts.indicators.values(), words),
        "missing": missing_marks(words),
    }
    return exports.data_package(descriptor, resources)


def _schema(name: str, words: Words) -> dict[str, object]:
    """A table's schema as Frictionless says it. A list is text here, joined by LIST_SEPARATOR."""
    fields = [
        {
            "name": column.name,
            "type": "string" if column.type == "array" else column.type,
            "description": column.meaning,
        }
        | ({"constraints": {"required": True}} if column.always and column.type != "array" else {})
        | ({"trueValues": ["True"], "falseValues": ["False"]} if column.type == "boolean" else {})
        for column in columns(name, words)
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if KEYS[name]:
        schema["primaryKey"] = list(KEYS[name])
    if name in POINTS_TO:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": there, "fields": key}}
            for column, (there, key) in POINTS_TO[name].items()
        ]
    return schema
