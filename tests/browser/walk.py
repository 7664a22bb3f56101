"""What somebody without mouse or screen meets on each page, written down to be read: `WALK.md` tells what was read.

`python tests/browser/walk.py FOLDER` writes a file for each page: the stops of the tab key in their order, each
with its role, its name and where it stands, and the tree of roles and names that Chromium gives a screen reader.
`--only WORD`: the pages whose name ("start, sv", "upload at work, en") holds the word.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from chromium import launched
from pictures import ONLY, PAGES, showing, visitors
from playwright.sync_api import Page, sync_playwright

MOST_STOPS = 400

# A stop's role and name as the tree of roles has them, on one line.
STOP = """
() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const box = stop.getBoundingClientRect();
  const outside = box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth;
  return outside || !box.width ? ' (outside the window)' : '';
}
"""


def stops(page: Page) -> Iterator[str]:
    """Each stop of the tab key from the top of the page until it leaves it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        where = page.evaluate(STOP)
        if where is None:
            return
        told = page.locator("*:focus").first.aria_snapshot().splitlines()
        yield (told[0].removeprefix("- ") if told else "(nothing is said)") + where


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(path_type=Path))
@ONLY
def main(folder: Path, only: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as database,
        showing(Path(database)) as server,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        with visitors(browser, server) as seen:
            for one in PAGES:
                if only not in one.name:
                    continue
                visitor = seen[one.at_work]
                visitor.open(one.address)
                walked = list(stops(visitor.page))
                tree = visitor.page.locator("body").aria_snapshot()
                listed = "\n".join(f"{at}. {stop}" for at, stop in enumerate(walked, start=1))
                (folder / f"{one.name}.txt").write_text(f"{listed}\n\n{tree}\n", encoding="utf-8")
                print(f"{one.name}: {len(walked)} stops", file=sys.stderr, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
