"""The database of one check: in memory, reaching nothing, and quick to begin again.

A small file costs more in preparing questions than in answering them. A workbench for small files therefore
keeps its tables (emptied) and its prepared questions for the next check of the same reference.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

__all__ = ["Lent", "Workbench", "workbench"]

_MOST_KEPT = 4
_AS_WRITTEN = ("join_order",)
"""Questions name the largest table first and join the small lists to it: other orders multiply the lists."""
_BY_CONTENT = ("statistics_propagation", "compressed_materialization", "row_group_pruner")
"""Steps of planning that look at how many rows a table has, and which values."""
_FEW_ROWS = 2_000
"""Rows that are handed over faster as lists than as a table."""
_PIECE = 100_000
"""Rows that one thread takes over at a time."""


@dataclass(slots=True)
class Lent:
    """Tables and macros that many checks share, and the workbenches that hold them already."""

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    macros: str = ""
    kept: deque[Workbench] = field(default_factory=deque)


@contextmanager
def workbench(lent: Lent | None = None, small: bool = False) -> Iterator[Workbench]:
    """A workbench with the lent tables. Nothing of a check is left to be seen by another one."""
    lent = lent or Lent()
    if not small:
        bench = Workbench(lent, None)
        try:
            yield bench
        finally:
            bench.close()
        return
    try:
        bench = lent.kept.pop()
    except IndexError:
        # For a small file one thread is quicker: handing work to others takes longer than the work.
        bench = Workbench(lent, 1)
    try:
        bench.begin()
        yield bench
        bench.forget()
    except BaseException:
        bench.close()
        raise
    if len(lent.kept) < _MOST_KEPT:
        lent.kept.append(bench)
    else:
        bench.close()


@functools.cache
def _workshop(threads: int | None) -> duckdb.DuckDBPyConnection:
    """An in-memory database of the process: opening one costs more than checking a small file.

    It reaches no file and no Python variable and never spills to disk, since nobody has yet said that
    the content may be kept.
    """
    config = {
        "python_enable_replacements": "false",
        "enable_external_access": "false",
        "temp_directory": "",
        # Every cell carries its number, so that threads need not wait for each other to keep an order.
        "preserve_insertion_order": "false",
    }
    if threads is not None:
        config["threads"] = str(threads)
    database = duckdb.connect(":memory:", config=config)
    # Kept plans are made while tables are empty, so nothing of what they hold may go into a plan.
    left_out = _AS_WRITTEN if threads is None else (*_AS_WRITTEN, *_BY_CONTENT)
    database.execute(f"SET disabled_optimizers = '{','.join(left_out)}'")
    return database


class Workbench:
    """A cursor whose tables are all temporary: other checks cannot see them, closing drops them."""

    def __init__(self, lent: Lent, threads: int | None) -> None:
        self._database = _workshop(threads).cursor()
        self._keeps = threads is not None
        self._tables: set[str] = set()
        self._new: list[str] = []
        self._prepared: dict[str, str] = {}
        self._settled = False
        for name, table in lent.tables.items():
            self._database.register("lent", table)
            self._database.execute(f"CREATE TEMP TABLE {name} AS FROM lent")
            self._database.unregister("lent")
        if lent.macros:
            self._database.execute(lent.macros)

    def begin(self) -> None:
        """Everything until `forget` is undone by it."""
        self._database.execute("BEGIN")

    def forget(self) -> None:
        """Empties all tables but the lent ones, and keeps what was prepared."""
        shapes = {
            name: [
                f'"{column[0]}" {column[1]}'
                for column in self._database.execute(f"DESCRIBE {name}").fetchall()
            ]
            for name in self._new
        }
        self._database.execute("ROLLBACK")
        for name, columns in shapes.items():
            self._database.execute(f"CREATE TEMP TABLE {name} ({', '.join(columns)})")
        if shapes:
            for prepared in self._prepared.values():
                self._database.execute(f"DEALLOCATE {prepared}")
            self._prepared.clear()
        self._new.clear()
        self._settled = True

    def close(self) -> None:
        self._database.close()

    def execute(self, question: str, given: Mapping[str, object] | None = None) -> duckdb.DuckDBPyConnection:
        """The cursor after a question; one without parameters is prepared for the next time."""
        if given is not None or not self._keeps or not self._settled or self._new:
            return self._database.execute(question, given)
        name = self._prepared.get(question)
        if name is None:
            name = f"question_{len(self._prepared)}"
            self._database.execute(f"PREPARE {name} AS {question}")
            self._prepared[question] = name
        return self._database.execute(f"EXECUTE {name}")

    def table(self, question: str) -> pa.Table:
        """The answer to a question, its rows in any order."""
        if self._keeps:
            return self.execute(question).to_arrow_table()
        # Asked like this, every thread writes down its own rows; else one writes down those of all.
        return self._database.sql(question).to_arrow_table()

    def make(self, name: str, question: str) -> None:
        """A new table of what a question answers."""
        if name in self._tables:
            self.execute(f"INSERT INTO {name} {question}")
            return
        self._database.execute(f"CREATE TEMP TABLE {name} AS {question}")
        self._made(name)

    def fill(self, name: str, columns: str, data: pa.Table) -> None:
        """A new table with the columns of `data` in their order, named and typed as `columns` says."""
        if name not in self._tables:
            self._database.execute(f"CREATE TEMP TABLE {name} ({columns})")
            self._made(name)
        if not data.num_rows:
            return
        if data.num_rows <= _FEW_ROWS and self._keeps:
            kinds = [column.split()[1] for column in columns.split(", ")]
            lists = ", ".join(f"unnest(${n}::{kind}[])" for n, kind in enumerate(kinds, start=1))
            self._database.execute(
                f"INSERT INTO {name} SELECT {lists}", [column.to_pylist() for column in data.columns]
            )
            return
        # In pieces, which threads take one each.
        self._database.register("incoming", pa.Table.from_batches(data.to_batches(_PIECE), data.schema))
        # Copied, not lent: the database plans joins well only where it has counted the rows itself.
        self._database.execute(f"INSERT INTO {name} FROM incoming")
        self._database.unregister("incoming")

    def rows(self, name: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
        """A new table of Python rows."""
        rows = list(rows)
        names = [column.split()[0] for column in columns.split(", ")]
        lists = zip(*rows, strict=True) if rows else ([] for _ in names)
        self.fill(name, columns, pa.table({n: list(v) for n, v in zip(names, lists, strict=True)}))

    def _made(self, name: str) -> None:
        self._tables.add(name)
        self._new.append(name)
