"""Files damaged at random: whatever they hold, the answer is findings or a refusal, soon and in little memory."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from builders import LONG, size
from mutating import SECONDS, Outcome, mutated, tried

PROCESSES = 2
MEGABYTES = 1_000


def outcomes(files: int) -> list[Outcome]:
    if not LONG:
        return [tried(range(files))]
    step = 1_000
    parts = [range(start, min(start + step, files)) for start in range(0, files, step)]
    done = []
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for part in pool.map(tried, parts):
            done.append(part)
            # The run takes most of an hour: what it has found is worth having before it ends.
            print(
                f"{len(done) * step} of {files}: {len(part.escaped)} escaped, {part.slowest:.1f} s",
                flush=True,
            )
    return done


@pytest.mark.long
def test_no_damaged_file_escapes():
    parts = outcomes(size(40, 100_000))
    files, refused = (sum(getattr(part, name) for part in parts) for name in ("files", "refused"))
    slowest = max(parts, key=lambda part: part.slowest)
    memory = max(part.memory for part in parts)
    print(
        f"\n{files} damaged files, {refused} refused; slowest {slowest.slowest:.1f} s (number "
        f"{slowest.slowest_file}); at most {memory:.0f} MB"
    )
    assert [escape for part in parts for escape in part.escaped] == []
    assert slowest.slowest < SECONDS
    assert not LONG or memory < MEGABYTES


def test_the_same_number_gives_the_same_file():
    assert [mutated(number) for number in range(20)] == [mutated(number) for number in range(20)]
