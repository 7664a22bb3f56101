"""Values one under the other become women's, men's and the total side by side. Pure: a table in, a frame out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from benchmarking.model import Missing, Sex

KEY = ("indicator", "organisation", "year", "origin")

NAMES = {Sex.WOMEN: "women", Sex.MEN: "men", Sex.TOTAL: "total"}

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)

SEXES, MARKS = (pa.array([one.value for one in enum]) for enum in (Sex, Missing))


def side_by_side(long: pa.Table, kinds: Mapping[str, str]) -> pd.DataFrame:
    """One row per (indicator, organisation, year, origin), with the columns of `Questions.values` but also_network.

    `long` has these four in their order, and sex, value, numerator, denominator and missing: one row for each
    sex. `kinds` tells what each organisation is.
    """
    long = long.combine_chunks()
    begins = _begins(long)
    row = np.cumsum(begins) - 1
    first = pa.array(np.flatnonzero(begins))
    sex = pc.index_in(long["sex"], SEXES).to_numpy()
    mark = pc.index_in(long["missing"], MARKS).fill_null(-1).to_numpy()
    spread = np.full((len(SEXES), len(first)), -1, dtype=np.int32)
    spread[sex, row] = mark
    organisations = long["organisation"].take(first)
    columns = {
        "indicator": _text(long["indicator"].take(first)),
        "organisation": _text(organisations),
        "kind": _text(pa.array(list(kinds.values())).take(pc.index_in(organisations, pa.array(list(kinds))))),
        "year": long["year"].take(first).to_numpy().astype(np.int32),
        "origin": _text(long["origin"].take(first)),
        **_numbers(long, "value", "", sex, row),
        **{
            f"{name}_missing": _text(MARKS.take(pa.array(codes, mask=codes < 0)))
            for name, codes in zip(NAMES.values(), spread, strict=True)
        },
        **_numbers(long, "numerator", "_numerator", sex, row),
        **_numbers(long, "denominator", "_denominator", sex, row),
    }
    return pd.DataFrame(columns, copy=False)


def _begins(long: pa.Table) -> np.ndarray:
    """For each row whether it is the first of its key."""
    begins = np.zeros(len(long), dtype=bool)
    begins[:1] = True
    for name in KEY:
        values = long[name].chunk(0) if long[name].num_chunks else pa.array([], long[name].type)
        begins[1:] |= pc.not_equal(values[1:], values[:-1]).to_numpy(zero_copy_only=False)
    return begins


def _numbers(
    long: pa.Table, name: str, suffix: str, sex: np.ndarray, row: np.ndarray
) -> dict[str, np.ndarray]:
    spread = np.full((len(SEXES), row[-1] + 1 if len(row) else 0), np.nan)
    spread[sex, row] = long[name].to_numpy()
    return {f"{whose}{suffix}": numbers for whose, numbers in zip(NAMES.values(), spread, strict=True)}


def _text(values: pa.Array | pa.ChunkedArray) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype=TEXT)
