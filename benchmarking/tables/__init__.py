"""The house's tables as they leave it: one frame for each, and what every column means.

API, data package and downloads carry the same columns with the same values. All frames are flat: a
cell with several things holds a list, which a text file joins with LIST_SEPARATOR.
"""

from benchmarking.tables.columns import NAMES, Column, columns, summaries
from benchmarking.tables.making import LIST_SEPARATOR, effects, flat, records, table
from benchmarking.tables.package import package
from benchmarking.tables.telling import about, caveats, licence, missing_marks, source

__all__ = [
    "LIST_SEPARATOR",
    "NAMES",
    "Column",
    "about",
    "caveats",
    "columns",
    "effects",
    "flat",
    "licence",
    "missing_marks",
    "package",
    "records",
    "source",
    "summaries",
    "table",
]
