"""The product's database with as many figures as a test names: real ones where there are any, else like them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

__all__ = ["REAL", "as_parquet", "grown"]

REAL = Path(__file__).resolve().parents[3] / "shared" / "figures" / "kolada_by_sex_1994_2022.parquet"
"""4.67 million values of 957 indicators, where the network's working folder lies beside the project."""

INDICATORS, YEARS = 957, range(1994, 2023)


def grown(small: Path, folder: Path, times: int = 1) -> Path:
    """A copy of the database `small` with some 4.67 million official values more, `times` over.

    Indicators that `small` lacks come in as copies of N00206 under their own id, and each time over under an
    id of its own (`N00206x2`). Where `REAL` is not there, the values are generated: as many indicators,
    organisations and years, and of the same size.
    """
    path = Path(shutil.copy(small, folder / "network.duckdb"))
    with duckdb.connect(path) as database:
        source = f"read_parquet('{REAL}')" if REAL.exists() else _generated(database)
        database.execute(f"CREATE TEMP TABLE coming AS SELECT * FROM {source} WHERE value IS NOT NULL")
        database.execute("DELETE FROM coming WHERE organisation NOT IN (SELECT code FROM organisation)")
        submission = database.execute("SELECT min(submission) FROM observation").fetchone()[0]
        for time in range(1, times + 1):
            name = "indicator" if time == 1 else f"indicator || 'x{time}'"
            database.execute(
                f"""
                INSERT INTO indicator BY NAME
                SELECT i.* REPLACE (
                    c.id AS id, i.position + 1000 + {time} AS position, c.id AS title_sv, c.id AS title_en,
                    c.id AS short_sv, c.id AS short_en, NULL AS numerator, NULL AS denominator
                )
                FROM (SELECT DISTINCT {name} AS id FROM coming) AS c, indicator AS i
                WHERE i.id = 'N00206' AND c.id NOT IN (SELECT id FROM indicator)
                """
            )
            database.execute(
                f"""
                CREATE OR REPLACE TEMP TABLE new AS
                SELECT {submission} AS submission, {name} AS indicator, organisation, year, sex, value,
                       CAST(row_number() OVER () AS INTEGER) AS row, make_date(year + 1, 12, 31) AS known_from
                FROM coming
                ANTI JOIN current_observation AS held
                    ON (held.indicator, held.organisation, held.year, held.sex)
                     = ({name.replace("indicator", "coming.indicator")}, coming.organisation, coming.year, coming.sex)
                ORDER BY indicator, organisation, year, sex
                """
            )
            database.execute("INSERT INTO observation BY NAME SELECT * FROM new")
            database.execute(
                "INSERT INTO current_observation BY NAME SELECT *, 'official' AS origin FROM new"
            )
        database.execute("CHECKPOINT")
    return path


def as_parquet(database: Path, file: Path) -> int:
    """Writes what a plain page would read: indicator, organisation, year, sex, value. Returns how many rows."""
    with duckdb.connect(database, read_only=True) as opened:
        opened.execute(
            f"COPY (SELECT indicator, organisation, year, sex, value FROM current_observation "
            f"WHERE value IS NOT NULL) TO '{file}' (FORMAT parquet)"
        )
        return opened.execute(f"SELECT count(*) FROM '{file}'").fetchone()[0]


def _generated(database: duckdb.DuckDBPyConnection) -> str:
    database.execute(
        """
        CREATE TEMP TABLE generated AS
        SELECT format('G{:05d}', i.range) AS indicator, o.code AS organisation,
               CAST(y.range AS SMALLINT) AS year, s.sex,
               round(50 + 20 * sin(i.range + y.range / 5) + hash(o.code, s.sex, y.range) % 1000 / 100, 1) AS value
        FROM range(0, $indicators) AS i, organisation AS o, range($first, $last) AS y,
             (VALUES ('K'), ('M'), ('T')) AS s(sex)
        WHERE hash(i.range, o.code, y.range) % 100 < 18
        """,
        {"indicators": INDICATORS, "first": YEARS.start, "last": YEARS.stop},
    )
    return "generated"
