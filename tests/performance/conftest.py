"""The product and the floor, each on a server of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from running import Server, running

# The browser that a first visit is made with.
sys.path.append(str(Path(__file__).parents[1] / "browser"))

FLOOR = Path(__file__).parent / "floor.py"


@pytest.fixture(scope="package")
def product(full_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the whole of `data/`."""
    folder = tmp_path_factory.mktemp("product")
    shutil.copy(full_database, folder / "network.duckdb")
    with running(folder) as server:
        yield server


@pytest.fixture(scope="package")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The floor page, with the same settings."""
    with running(tmp_path_factory.mktemp("floor"), FLOOR, health="/_stcore/health") as server:
        yield server


@pytest.fixture
def tell(capsys: pytest.CaptureFixture) -> Callable[[str, Sequence[str], Sequence[Sequence[str]]], None]:
    """Prints a table with a heading, whatever pytest captures."""

    def printed(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        widths = [max(len(str(row[at])) for row in (columns, *rows)) for at in range(len(columns))]
        with capsys.disabled():
            print(f"\n\n{heading}")
            for row in (columns, *rows):
                first, *rest = (str(cell) for cell in row)
                cells = [
                    first.ljust(widths[0]),
                    *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
                ]
                print("  " + "  ".join(cells))

    return printed
