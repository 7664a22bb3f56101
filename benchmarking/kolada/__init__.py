"""Kolada's figures fetched from its API v3: `client` asks, `importing` publishes, `told` says it in words."""

from benchmarking.kolada.client import Patience, Progress, Step, Why
from benchmarking.kolada.importing import (
    FIRST_YEAR,
    Outcome,
    Wanted,
    base_address,
    import_figures,
    read_again,
)
from benchmarking.kolada.told import change_lines, change_table, fault, progress, summary

__all__ = [
    "FIRST_YEAR",
    "Outcome",
    "Patience",
    "Progress",
    "Step",
    "Wanted",
    "Why",
    "base_address",
    "change_lines",
    "change_table",
    "fault",
    "import_figures",
    "progress",
    "read_again",
    "summary",
]
