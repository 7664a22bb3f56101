"""A second catalogue, written by somebody who has not seen the code: at least nine tenths is found and named."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from builders import OWNER, size

from benchmarking import drafts, intake, wording
from benchmarking.errors import UnreadableFile
from benchmarking.intake.catalogue import PLAUSIBILITY_CODES
from benchmarking.model import Finding, Level
from benchmarking.store import Store
from benchmarking.wording import findings as sentences

HERE = Path(__file__).parent
FAULTS = tomllib.loads((HERE / "second.toml").read_text(encoding="utf-8"))["fault"]
ROUND = "MK3"
SHARE = 0.9

STRICTNESS = {
    "tells": {Level.INFORMATION, Level.WARNING, Level.ERROR},
    "asks": {Level.WARNING, Level.ERROR},
    "stops": {Level.ERROR},
}


@pytest.fixture(scope="module")
def reference(full_store: Store) -> intake.Reference:
    return drafts.reference(full_store, OWNER)


def found(fault: dict[str, Any], reference: intake.Reference) -> tuple[Finding, ...]:
    file = HERE / "second" / fault["file"]
    try:
        return intake.check(file.read_bytes(), file.name, reference, programme=ROUND).findings
    except UnreadableFile as refusal:
        return (refusal.finding,)


def said(finding: Finding) -> str:
    """Everything that the page says of a finding, in Swedish."""
    words = wording.words("sv")
    text, data = sentences.text(words, finding), sentences.data(words, finding)
    parts = (text.what, text.where, text.cure, data.found, data.expected, data.suggestion)
    return " ".join(parts).casefold().replace("\u00a0", " ")


def is_met(fault: dict[str, Any], findings: tuple[Finding, ...]) -> bool:
    """Whether what the stranger expects is told, and as strictly or more so.

    A file that is fine may be asked whether its invented figures can be right beside the real ones: the
    issue wants that asked, and nothing else.
    """
    if fault["fine"]:
        read = [one for one in findings if one.code not in PLAUSIBILITY_CODES]
        return all(one.level is Level.INFORMATION for one in read)
    return any(
        one.level in STRICTNESS[fault["level"]]
        and any(name.casefold() in said(one) for name in fault["names"])
        for one in findings
    )


def test_the_catalogue_is_whole():
    assert len(FAULTS) == 80
    files = {file.name for file in (HERE / "second").iterdir()}
    assert {fault["file"] for fault in FAULTS} == files


@pytest.mark.long
def test_nine_tenths_of_what_a_stranger_thought_of_are_found_and_named(reference: intake.Reference):
    tried = FAULTS[:: size(4, 1)]
    missed = [fault["id"] for fault in tried if not is_met(fault, found(fault, reference))]
    share = 1 - len(missed) / len(tried)
    print(
        f"\n{len(tried) - len(missed)} of {len(tried)} found and named ({share:.1%}); not: {', '.join(missed)}"
    )
    assert share >= SHARE, missed
