"""Files that somebody made to do harm: whatever they hold, people read findings, as text, in both languages."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import hostile
import pytest
from builders import OWNER, VISITOR, size
from python_calamine import CalamineWorkbook

from benchmarking import drafts, intake, wording
from benchmarking.error_report import error_report
from benchmarking.errors import UnreadableFile
from benchmarking.model import Finding, SubmissionState
from benchmarking.packs.receipt import Published, receipt
from benchmarking.store import Store

ROUND = "MK3"
# Every so many files goes the whole way: kept, read back, its report and its receipt.
WHOLE_WAY = 10


@pytest.fixture(scope="module")
def store(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(Path(shutil.copy(small_database, tmp_path_factory.mktemp("hostile"))))
    yield opened
    opened.close()


def told(findings: Sequence[Finding]) -> None:
    """Every finding makes sentences in both languages, with nothing left to fill in by our own pattern."""
    for language in ("sv", "en"):
        words = wording.words(language)
        for finding in findings:
            said = wording.findings.text(words, finding)
            assert said.what.strip() and said.where.strip()
            assert wording.findings.data(words, finding) is not None


def whole_way(store: Store, name: str, content: bytes) -> None:
    """Keeps the file, reads it back, and makes its error report and receipt."""
    draft = drafts.hand_in(store, OWNER, name, content, ROUND)
    assert store.original(OWNER, draft.submission.id)[1] == content
    report = error_report(draft, store.organisations(OWNER), store.indicators(OWNER), wording.words("sv"))
    with zipfile.ZipFile(io.BytesIO(report)) as book:
        sheets = [book.read(one).decode() for one in book.namelist() if one.startswith("xl/worksheets/")]
    assert sheets and not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    for sheet in CalamineWorkbook.from_filelike(io.BytesIO(report)).sheet_names:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(report)).get_sheet_by_name(sheet).to_python()
        cells = [cell for row in rows for cell in row if isinstance(cell, str)]
        assert not [cell for cell in cells if cell.startswith(hostile.FORMULA_SIGNS)]
    moment = datetime(2026, 11, 28, tzinfo=UTC)
    kept = replace(
        draft.submission,
        state=SubmissionState.PUBLISHED,
        published=moment,
        publisher=draft.submission.file_name,
    )
    published = Published(kept, None, drafts.how_read(draft), (), draft.findings)
    assert receipt(published, wording.words("sv"), "https://network.example/lamna").startswith(b"%PDF")


@pytest.mark.long
def test_no_hostile_file_escapes_and_all_it_says_is_text(store: Store) -> None:
    # Most are checked against nothing published, as `mutating` does: what is kept is checked against all of it.
    known = replace(drafts.reference(store, VISITOR), published=None, history=None)
    before = store.version
    refused = found = 0
    for number in range(size(24, 10_000)):
        name, content = hostile.file(number)
        shown = f"{number}: {name[:80]!r}"
        try:
            checked = intake.check(content, name, known, programme=ROUND)
            told(checked.findings)
            found += bool(checked.findings)
            if number // 3 % WHOLE_WAY == 0:
                whole_way(store, name, content)
        except UnreadableFile as refusal:
            told([refusal.finding])
            refused += 1
        except Exception as escaped:
            escaped.add_note(f"hostile file {shown}")
            raise
    assert store.version == before, "a draft is no publication"
    # The three kinds of files are hostile enough to be told of, and not all so broken that nothing is read.
    assert found and refused
    print(f"\n{number + 1} hostile files: {refused} refused, {found} with findings")


def test_the_same_number_gives_the_same_hostile_file() -> None:
    files = [hostile.file(number) for number in range(60)]
    assert files == [hostile.file(number) for number in range(60)]
    assert len({content for _, content in files}) > 30
    joined = b"".join(content for _, content in files)
    assert re.search(rb"<script>|onerror", joined)
