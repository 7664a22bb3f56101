"""One SHA-256 of a table of observations: the same for the same values, whatever the order of the rows.

It is computed from the values themselves and not by the database, so that it means the same after an
upgrade of DuckDB and beside another engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

KEYS = ("indicator", "organisation", "sex")
NUMBERS = ("value", "numerator", "denominator")
FINGERPRINTED = (*KEYS, "year", *NUMBERS, "missing", "row", "known_from")
"""The columns that are covered, as `store.commands.OBSERVATION_COLUMNS` and `known_from`."""


def fingerprint(rows: pa.Table, also: tuple[str, ...] = ()) -> str:
    """SHA-256 (hex) over FINGERPRINTED and further columns of texts; absent numbers may be null or NaN."""
    digest = hashlib.sha256(f"{rows.num_rows} observations\n".encode())
    coded = {}
    for name in (*KEYS, "missing", *also):
        words, coded[name] = _coded(rows[name])
        digest.update(json.dumps([name, words], ensure_ascii=False).encode())
    year = _numbers(rows["year"], pa.int32())
    order = np.lexsort([coded[name] for name in also] + [coded["sex"], year, _places(coded)])
    for name in (*KEYS, "missing", *also):
        digest.update(coded[name][order].astype("<i4").tobytes())
    digest.update(year[order].astype("<i4").tobytes())
    for name in NUMBERS:
        numbers = _numbers(pc.fill_null(rows[name].cast(pa.float64()), float("nan")), pa.float64())[order]
        # One of the many bit patterns that mean "no number".
        digest.update(np.where(np.isnan(numbers), np.nan, numbers).astype("<f8").tobytes())
    digest.update(_numbers(rows["row"], pa.int32())[order].astype("<i4").tobytes())
    known_from = rows["known_from"].cast(pa.date32()).cast(pa.int32())
    digest.update(_numbers(known_from, pa.int32())[order].astype("<i4").tobytes())
    return digest.hexdigest()


def observations_of(cursor: duckdb.DuckDBPyConnection, submission: int) -> pa.Table:
    """What a submission published, with the columns that `fingerprint` covers."""
    return cursor.execute(
        f"SELECT {', '.join(FINGERPRINTED)} FROM observation WHERE submission = $submission",
        {"submission": submission},
    ).to_arrow_table()


def _places(coded: Mapping[str, np.ndarray]) -> np.ndarray:
    """Indicator and organisation as one number that sorts as they do."""
    most = int(coded["organisation"].max(initial=0)) + 1
    return coded["indicator"].astype("int64") * most + coded["organisation"]


def _coded(column: pa.ChunkedArray) -> tuple[list[str], np.ndarray]:
    """The different texts in order (absent: empty), and for each row the number of its own."""
    encoded = pc.fill_null(column.cast(pa.string()), "").combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    words = encoded.dictionary.to_pylist()
    in_order = sorted(range(len(words)), key=words.__getitem__)
    rank = np.empty(len(words), dtype="int32")
    rank[in_order] = np.arange(len(words), dtype="int32")
    return [words[place] for place in in_order], rank[encoded.indices.to_numpy()]


def _numbers(column: pa.ChunkedArray, kind: pa.DataType) -> np.ndarray:
    return column.cast(kind).to_numpy()
