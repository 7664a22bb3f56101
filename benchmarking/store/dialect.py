"""Our SQL as a lake reads it. Pure text: DuckLake has no keys, no OR REPLACE and no RETURNING.

The store writes one SQL; what a lake lacks of it is said in other statements here. Keys and references are
read from the very migrations that give them to a file, and proved by a query within the transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"--[^\n]*")
_TABLE_KEY = re.compile(r",\s*(?:PRIMARY KEY|UNIQUE)\s*\([^)]*\)")
_ROW_KEY = re.compile(r"\s+PRIMARY KEY")
_COLUMN_KEY = re.compile(r"\s+(?:UNIQUE|REFERENCES \w+ \(\w+\)|CHECK \([^)]*\))")

_WRITTEN = re.compile(r"\b(?:INSERT\s+(?:OR\s+REPLACE\s+)?INTO|UPDATE|DELETE\s+FROM)\s+(\w+)")
_REPLACING = re.compile(r"^\s*INSERT\s+OR\s+REPLACE\s+INTO\s+(\w+)\s+(.*)$", re.DOTALL)
_DELETING = re.compile(
    r"^\s*(DELETE\s+FROM\s+(.*?)\s+USING\s+(.*?)\s+WHERE\s+(.*?))\s+RETURNING\s+(.*)$", re.DOTALL
)
_UPDATING = re.compile(
    r"^\s*(UPDATE\s+(\w+)\s+SET\s+.*?\s+WHERE\s+((?:(?!\bWHERE\b).)*?))\s+RETURNING\s+(.*)$", re.DOTALL
)
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold within `table`: `told` names it, `broken` is a query whose rows break it.

    `asked_for` names the tables whose change may break it.
    """

    told: str
    asked_for: frozenset[str]
    broken: str


def without_keys(migration: str) -> str:
    """A numbered migration without PRIMARY KEY, UNIQUE, REFERENCES and CHECK; what may not be absent still may not."""
    keyless = _COLUMN_KEY.sub("", _TABLE_KEY.sub("", _COMMENT.sub("", migration)))
    return _ROW_KEY.sub(" NOT NULL", keyless)


def written(sql: str) -> set[str]:
    """The tables that a statement changes."""
    return set(_WRITTEN.findall(sql))


def statements(
    sql: str, keys: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[str]]
) -> list[str]:
    """The same in statements that a lake knows, in order; the last one's answer is the answer.

    `keys` and `columns` are the primary key and all columns of each table.
    """
    if found := _REPLACING.match(sql):
        table, source = found.groups()
        if source.startswith("VALUES"):
            source = f"({source})"
        same = " AND ".join(f"t.{_named(name)} = r.{_named(name)}" for name in keys[table])
        names = ", ".join(map(_named, columns[table]))
        asked = source if source.startswith("(") else f"({source})"
        return [
            f"CREATE OR REPLACE TEMP TABLE replacing AS SELECT * FROM {asked} AS r ({names})",
            f"DELETE FROM {table} AS t USING replacing AS r WHERE {same}",
            f"INSERT INTO {table} SELECT * FROM replacing",
        ]
    if found := _DELETING.match(sql):
        deleting, table, using, where, told = found.groups()
        return [
            f"CREATE OR REPLACE TEMP TABLE returned AS SELECT {told} FROM {table}, {using} WHERE {where}",
            deleting,
            "SELECT * FROM returned",
        ]
    if found := _UPDATING.match(sql):
        updating, table, where, told = found.groups()
        return [
            f"CREATE OR REPLACE TEMP TABLE returned AS SELECT {told} FROM {table} WHERE {where}",
            updating,
            "SELECT * FROM returned",
        ]
    return [sql]


def of_statement(sql: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """Those of the parameters that a statement names: DuckDB refuses others."""
    return {name: parameters[name] for name in _PARAMETER.findall(sql) if name in parameters}


def rules(
    constraints: Iterable[tuple[str, str, Sequence[str], str | None, Sequence[str], str | None]],
) -> tuple[Rule, ...]:
    """The rules that a file's constraints hold, as `duckdb_constraints()` tells of them.

    Each is table, type, columns, referenced table, referenced columns and expression. As there, a key that is
    partly absent is no double, and an absent reference refers to nothing.
    """
    found = []
    for table, kind, own, other, others, expression in constraints:
        names = ", ".join(map(_named, own))
        there = " AND ".join(f"{_named(name)} IS NOT NULL" for name in own)
        if kind in ("PRIMARY KEY", "UNIQUE"):
            told = f"Duplicate key: {table} ({names})"
            broken = f"SELECT 1 FROM {table} WHERE {there} GROUP BY {names} HAVING count(*) > 1"
            found.append(Rule(told, frozenset({table}), broken))
        elif kind == "FOREIGN KEY" and other is not None:
            same = " AND ".join(
                f"a.{_named(mine)} = b.{_named(theirs)}" for mine, theirs in zip(own, others, strict=True)
            )
            told = f"Violates foreign key: {table} ({names}) is not in {other}"
            broken = f"SELECT 1 FROM (FROM {table} WHERE {there}) AS a ANTI JOIN {other} AS b ON {same}"
            found.append(Rule(told, frozenset({table, other}), broken))
        elif kind == "CHECK":
            # Absent is not false, as in a file.
            broken = f"SELECT 1 FROM {table} WHERE NOT ({expression})"
            found.append(Rule(f"CHECK constraint failed: {table}: {expression}", frozenset({table}), broken))
    return tuple(found)


def proof(all_rules: Iterable[Rule], changed: set[str]) -> str | None:
    """A query that tells which rules the changed tables break, one row each; None where none could be broken."""
    asked = [
        f"SELECT {literal(rule.told)} AS told WHERE EXISTS ({rule.broken})"
        for rule in all_rules
        if rule.asked_for & changed
    ]
    return " UNION ALL ".join(asked) or None


def _named(name: str) -> str:
    return f'"{name}"'


def literal(words: str) -> str:
    """A text as SQL writes it, for the few statements that take no parameters."""
    return "'" + words.replace("'", "''") + "'"
