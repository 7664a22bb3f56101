"""Every fault of the catalogue, seeded into a clean file of every layout, is found and named where it stands."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import clean
from builders import LONG
from layouts import LAYOUTS
from seeding import catalogue, fits, seeded

from benchmarking import intake
from benchmarking.errors import UnreadableFile
from benchmarking.model import Finding, Level

FAULTS = catalogue()


def found(content: bytes, programme: str | None) -> tuple[Finding, ...]:
    try:
        return intake.check(content, "fil.csv", clean.reference(), programme=programme).findings
    except UnreadableFile as refusal:
        return (refusal.finding,)


def read(layout: str) -> bool:
    """Whether the clean file is understood in that layout."""
    chosen = LAYOUTS[layout]
    content = chosen.write(clean.records(), chosen.headings).text().encode()
    return not any(finding.code == "column_missing" for finding in found(content, clean.ROUND))


def first(fault: dict[str, Any]) -> str:
    """The layout that shows a fault when only one does."""
    return next(layout for layout in AVAILABLE if fits(fault, layout))


AVAILABLE = [layout for layout in LAYOUTS if read(layout)]
SEEDED = [
    (fault, layout)
    for number, fault in enumerate(FAULTS)
    for layout in AVAILABLE
    # Every run has each second fault, in its first layout; the long one all in all.
    if fits(fault, layout) and (LONG or (number % 2 == 0 and layout == first(fault)))
]


def test_the_layouts_that_must_be_read_are():
    assert {"template", "long"} <= set(AVAILABLE)


@pytest.mark.parametrize("layout", AVAILABLE)
def test_the_clean_file_has_no_findings(layout: str):
    chosen = LAYOUTS[layout]
    content = chosen.write(clean.records(), chosen.headings).text().encode("utf-8-sig")
    asked = [f for f in found(content, clean.ROUND) if f.level is not Level.INFORMATION]
    assert asked == []


def test_the_catalogue_is_large_and_every_fault_of_it_is_told_apart():
    assert len(FAULTS) >= 60
    assert len({fault["id"] for fault in FAULTS}) == len(FAULTS)
    for fault in FAULTS:
        assert re.fullmatch(r"[A-ZÅÄÖ].*\.", fault["sv"]), fault["id"]
        assert fault["code"] in intake.FINDING_CODES
        assert any(fits(fault, layout) for layout in AVAILABLE), f"{fault['id']} is never seeded"


@pytest.mark.long
@pytest.mark.parametrize(("fault", "layout"), SEEDED, ids=[f"{f['id']}-{layout}" for f, layout in SEEDED])
def test_a_seeded_fault_is_named_with_its_row_and_column(fault: dict[str, Any], layout: str):
    file = seeded(fault, layout)
    findings = found(file.content, file.programme or None)
    said = [finding for finding in findings if finding.code == fault["code"]]
    assert (file.row, file.column) in [(finding.row, finding.column) for finding in said], findings
    assert {finding.level for finding in said} == {intake.FINDING_CODES[fault["code"]][0]}
