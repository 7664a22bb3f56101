"""How everything grows with the figures, as one table: `python tests/performance/growth.py FOLDER`.

Each size is measured in a process of its own, in seconds of the processor, which other work on the machine
does not change. Where all sizes are measured, `growth.svg` is drawn anew. FOLDER keeps the databases from one time to the next: the largest takes minutes to build.
"""

from __future__ import annotations

import json
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import click

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import crowds
import sized
from builders import OWNER, VISITOR, draft
from growth_plot import plot
from measure import SIZES

from benchmarking import gaps
from benchmarking.store import DATA, Store
from benchmarking.store.build import build

PLOT = Path(__file__).parent / "growth.svg"

DRAWN = {
    "MB on disk": ("the file, MB", 1),
    "one comparison p50, ms": ("one comparison, ms", 1),
    "publish": ("publishing 9 990 rows, ms", 1000),
    "MB, questions alone": ("memory for questions, MB", 1),
    "every gap judged": ("every gap judged, ms", 1000),
}
"""What is drawn, by how its name begins: its name in the plot, and what it is multiplied by."""

PLACES = ("1882", "1982", "2083")
ASKED = 40
JUDGED_AT_ONCE = 10_000_000
"""Values beyond which all of them beside each other would not fit the memory of the machine that measures."""

PUBLISHED = 10_000
"""Rows of the file that is published: a year of three indicators for everybody, corrected."""


def database(folder: Path, size: str) -> Path:
    """The database of a size, built where it is not there."""
    path = folder / size / "network.duckdb"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        if SIZES[size]:
            sized.grown(database(folder, "demo"), path.parent, SIZES[size])
        else:
            build(path, DATA, progress=lambda line: None)
    return path


def measured(path: Path) -> dict[str, float]:
    """What one size costs, on a copy."""
    found: dict[str, float] = {"MB on disk": path.stat().st_size / 1e6}
    with TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(shutil.copy(path, folder)) if path.stat().st_size < 5e9 else path
        found["open, s"], store = _took(lambda: Store(copy))
        [counted] = store._rows("SELECT count(*) AS n FROM current_observation")
        found["values"] = counted["n"]
        asked = [one.id for one in store.indicators(VISITOR)][:ASKED]
        times = [_took(lambda code=code: store.values(VISITOR, [code], PLACES))[0] for code in asked]
        found["one comparison p50, ms"] = 1000 * statistics.median(times)
        found["one comparison p95, ms"] = 1000 * crowds.percentile(times, 0.95)
        found["MB, questions alone"] = _memory()
        rows = (
            store.values(VISITOR, asked)
            .head(PUBLISHED)
            .melt(["indicator", "organisation", "year"], ["women"], value_name="value")
        )
        rows = rows[rows["value"].notna()].assign(
            sex="K", value=lambda frame: frame["value"] + 1, numerator=None, denominator=None, missing=None
        )
        coming = rows.assign(row=range(1, len(rows) + 1)).drop(columns="variable")
        submission = draft(store)
        found[f"publish {len(coming)} rows, s"] = _took(lambda: store.publish(OWNER, submission, coming))[0]
        if found["values"] > JUDGED_AT_ONCE:
            store.close()
            return found
        indicators = {one.id: one for one in store.indicators(VISITOR)}
        took, values = _took(lambda: store.values(VISITOR))
        found["all values side by side, s"] = took
        found["every gap judged, s"] = _took(
            lambda: (gaps.by_year(values, indicators), gaps.assess(values, indicators))
        )[0]
        found["MB, all of it judged"] = _memory()
        store.close()
    return found


def _took(work: Callable) -> tuple[float, object]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def _memory() -> float:
    """MB that the process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--size", "sizes", multiple=True, type=click.Choice(list(SIZES)), help="Only this size.")
@click.option("--one", is_flag=True, hidden=True)
def main(folder: Path, sizes: tuple[str, ...], one: bool) -> None:
    if one:
        click.echo(json.dumps(measured(database(folder, sizes[0]))))
        return
    every: list[dict[str, float]] = []
    for size in sizes or SIZES:
        took = _took(lambda size=size: database(folder, size))[0]
        answer = subprocess.run(
            [sys.executable, __file__, str(folder), "--size", size, "--one"],
            capture_output=True,
            text=True,
            check=True,
        )
        found = json.loads(answer.stdout.splitlines()[-1]) | ({"build, s": took} if took > 1 else {})
        every.append(found)
        click.echo(f"{size}: " + ", ".join(f"{name} {number:,.4g}" for name, number in found.items()))
    if not sizes:
        lines = {
            name: [
                (found["values"], times * cost)
                for found in every
                for key, cost in found.items()
                if key.startswith(begins)
            ]
            for begins, (name, times) in DRAWN.items()
        }
        PLOT.write_text(plot(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
