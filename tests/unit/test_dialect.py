"""What a lake lacks of our SQL: said in other statements, it does the same; and broken keys are found all the same."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from benchmarking.store import dialect, schema

COLUMNS = "SELECT table_name, column_name, data_type, is_nullable, column_default FROM duckdb_columns() ORDER BY ALL"
CONSTRAINTS = """
    SELECT table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names, expression
    FROM duckdb_constraints() WHERE constraint_type <> 'NOT NULL' ORDER BY ALL
"""


@pytest.fixture(scope="module")
def whole() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables as a file has them, with their keys."""
    with schema.blank() as connection:
        yield connection


@pytest.fixture
def keyless() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables as a lake has them."""
    with duckdb.connect(":memory:") as connection:
        for file in schema.files().values():
            connection.execute(dialect.without_keys(file.read_text(encoding="utf-8")))
        yield connection


def test_a_migration_without_keys_makes_the_same_columns_and_no_key(whole, keyless) -> None:
    keyed = whole.execute(COLUMNS).fetchall()
    assert keyless.execute(COLUMNS).fetchall() == [row for row in keyed if row[0] != "migration"]
    assert keyless.execute(CONSTRAINTS).fetchall() == []
    assert len(whole.execute(CONSTRAINTS).fetchall()) > 50


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (
            "INSERT INTO programme VALUES ('MK3', 'k', 'n', 'n', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
            "programme",
        ),
        ("INSERT INTO team VALUES ('MK3-9', 'MK3', 1, NULL)", 'team ("programme", "number")'),
        ("INSERT INTO team VALUES ('MK9-1', 'MK9', 1, NULL)", "is not in programme"),
        ("DELETE FROM programme", "is not in programme"),
        ("UPDATE team SET id = 'MK3-2', number = 2", 'team ("id")'),
    ],
)
def test_what_a_file_refuses_is_found_by_the_proof(whole, keyless, broken: str, told: str) -> None:
    begin = [
        "INSERT INTO programme VALUES ('MK3', 'k', 'n', 'n', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO team VALUES ('MK3-1', 'MK3', 1, NULL), ('MK3-2', 'MK3', 2, NULL)",
    ]
    whole.execute("BEGIN")
    for one in begin:
        whole.execute(one)
        keyless.execute(one)
    with pytest.raises(duckdb.ConstraintException):
        whole.execute(broken)
    whole.execute("ROLLBACK")
    rules = dialect.rules(whole.execute(CONSTRAINTS).fetchall())
    query = dialect.proof(rules, {"programme", "team"})
    assert keyless.execute(query).fetchall() == []
    keyless.execute(broken)
    found = keyless.execute(dialect.proof(rules, dialect.written(broken))).fetchall()
    assert any(told in row[0] for row in found), found


def test_an_absent_key_is_no_double_and_an_absent_reference_refers_to_nothing(whole, keyless) -> None:
    constraints = [
        ("a", "UNIQUE", ["x"], None, [], None),
        ("a", "FOREIGN KEY", ["x"], "b", ["y"], None),
        ("a", "CHECK", ["x"], None, [], "x BETWEEN 1 AND 6"),
    ]
    keyless.execute(
        "CREATE TABLE a (x INTEGER); CREATE TABLE b (y INTEGER); INSERT INTO a VALUES (NULL), (NULL)"
    )
    query = dialect.proof(dialect.rules(constraints), {"a"})
    assert keyless.execute(query).fetchall() == []
    keyless.execute("INSERT INTO a VALUES (7)")
    assert [row[0].partition(":")[0] for row in keyless.execute(query).fetchall()] == [
        "Violates foreign key",
        "CHECK constraint failed",
    ]


def test_tables_without_a_promise_need_no_proof() -> None:
    assert dialect.proof((), {"observation"}) is None


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("INSERT OR REPLACE INTO kept VALUES ($what, $months)", {"what": "a", "months": 7}),
        ("INSERT OR REPLACE INTO kept SELECT $what, max(months) FROM kept", {"what": "c"}),
        (
            "DELETE FROM kept AS k USING gone AS g WHERE k.what = g.what AND k.months > $least RETURNING k.months",
            {"least": 0},
        ),
        (
            "UPDATE kept SET months = $months\nWHERE what = $what AND months IS NOT NULL\nRETURNING what",
            {"months": 9, "what": "b"},
        ),
        ("UPDATE kept SET months = $months WHERE what = $what", {"months": 9, "what": "b"}),
    ],
)
def test_other_statements_do_the_same(sql: str, parameters: dict[str, object]) -> None:
    begin = """
        CREATE TABLE kept (what VARCHAR {key}, months INTEGER);
        CREATE TABLE gone (what VARCHAR);
        INSERT INTO kept VALUES ('a', 1), ('b', 2);
        INSERT INTO gone VALUES ('b'), ('x');
    """
    with duckdb.connect(":memory:") as one, duckdb.connect(":memory:") as other:
        one.execute(begin.format(key="PRIMARY KEY"))
        other.execute(begin.format(key=""))
        expected = one.execute(sql, parameters).fetchall()
        said = dialect.statements(sql, {"kept": ["what"]}, {"kept": ["what", "months"]})
        for part in said:
            answer = other.execute(part, dialect.of_statement(part, parameters) or None)
        assert answer.fetchall() == expected
        state = "SELECT * FROM kept ORDER BY ALL"
        assert other.execute(state).fetchall() == one.execute(state).fetchall()


def test_the_tables_a_statement_changes() -> None:
    assert dialect.written("INSERT OR REPLACE INTO a SELECT * FROM b") == {"a"}
    assert dialect.written("UPDATE a SET x = 1; DELETE FROM b USING c WHERE b.x = c.x") == {"a", "b"}
    assert dialect.written("SELECT * FROM a") == set()
