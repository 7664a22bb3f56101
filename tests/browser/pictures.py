"""Pictures of every page: taken, compared with those last accepted, accepted anew.

`python tests/browser/pictures.py take [FOLDER]` takes them, to look at; `compare` says which differ from the
accepted ones; `accept` keeps them as the accepted ones. `--only WORD`: the pages whose name ("start, sv",
"upload at work, en") holds the word. `--full`: at full size (with `take`).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import click

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from alike import SCALE, alike, differing, kept, marked
from chromium import launched
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from running import Server, running
from views import VIEWS, address
from visitor import Visitor

ACCEPTED = Path(__file__).parent / "accepted"
FAILURES = Path(__file__).parent / "failures"

WIDTHS = (1280, 390)
LANGUAGES = ("sv", "en")
SCHEMES = ("light", "dark")

CAP = {1280: 2400, 390: 3200}
"""How many pixels of a page are looked at, by its width: what stands further down is drawn by the same pens."""

CLOCK = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
"""The server's, so that no page looks another way tomorrow."""

FULLEST = {page: views[-1] for page, views in VIEWS.items()} | {
    "effect": address("effect", "?omgang=MK2&nyckeltal=N00206"),
    "initiatives": address("initiatives"),
    "initiative": address("initiatives", "?insats=cemr-norrbotten"),
    "meeting": address("meeting", "?grupp=MK3-3&traff=1"),
    "meetings": address("meeting"),
    "submissions": address("submissions", "?omgang=MK3"),
    "rounds": address("rounds", "?omgang=MK3"),
}
"""What is looked at: each page by its file stem, in its fullest view; two that are lists as well."""

AT_WORK = ("upload", "submissions", "rounds", "administer", "meeting", "initiative")
"""Pages that hold more for who coordinates the rounds."""

STILL = """
() => {
  if (document.fonts.status !== 'loaded') return false;
  if ([...document.images].some(image => !image.complete)) return false;
  if (document.getAnimations().some(one => one.playState === 'running')) return false;
  const maps = [...document.querySelectorAll('.js-plotly-plot')].map(plot => plot._fullLayout?.map?._subplot?.map);
  if (maps.some(map => map && !map.loaded())) return false;
  if (!window.quietSince) {
    window.quietSince = performance.now();
    const watch = new MutationObserver(() => { window.quietSince = performance.now(); });
    watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  }
  return performance.now() - window.quietSince > 250;
}
"""
"""Fonts, pictures, transitions and maps have come to rest, and nothing has changed for a quarter of a second."""

HEIGHT = """
() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const inside = document.querySelector('[data-testid="stMainBlockContainer"]');
  return Math.ceil(inside.getBoundingClientRect().bottom - main.getBoundingClientRect().top + main.offsetTop);
}
"""


@dataclass(frozen=True)
class Subject:
    """What a picture is of. Its name is also its file's."""

    view: str
    at_work: bool
    language: str
    width: int
    scheme: str

    @property
    def name(self) -> str:
        who = "-at-work" if self.at_work else ""
        return f"{self.language}-{self.scheme}-{self.width}-{self.view}{who}"

    @property
    def accepted(self) -> Path:
        return ACCEPTED / f"{self.name}.webp"


@dataclass(frozen=True)
class Page:
    """One page as somebody sees it in one language: opened once, for all its pictures."""

    view: str
    at_work: bool
    language: str

    @property
    def name(self) -> str:
        return f"{self.view}{' at work' if self.at_work else ''}, {self.language}"

    @property
    def address(self) -> str:
        asked = FULLEST[self.view]
        return asked if self.language == "sv" else f"{asked}{'&' if '?' in asked else '?'}sprak=en"

    def subjects(self, schemes: tuple[str, ...] = SCHEMES) -> list[Subject]:
        """Its pictures, in the order in which they are taken."""
        return [
            Subject(self.view, self.at_work, self.language, width, scheme)
            for scheme, width in product(schemes, WIDTHS)
        ]


PAGES = [
    Page(view, at_work, language)
    for language in LANGUAGES
    for at_work, views in ((False, FULLEST), (True, AT_WORK))
    for view in views
]


def pictures(
    visitor: Visitor, page: Page, schemes: tuple[str, ...] = SCHEMES
) -> Iterator[tuple[Subject, bytes, int]]:
    """Each picture of a page: what it is of, the PNG, and how many pixels of it the page fills."""
    window, scheme = visitor.page, ""
    for subject in page.subjects(schemes):
        window.set_viewport_size({"width": subject.width, "height": CAP[subject.width]})
        # Plotly draws in the theme that a page was opened in, and does not centre a map anew in a new width.
        if subject.scheme != scheme or window.locator(".maplibregl-map").count():
            scheme = subject.scheme
            window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            visitor.open(page.address)
        visitor.settle()
        window.wait_for_function(STILL)
        yield subject, window.screenshot(animations="disabled", caret="hide"), window.evaluate(HEIGHT)


def judged(subject: Subject, now: Image.Image) -> str:
    """What a picture has against it, in words; "" where it is as accepted. Both are kept if it has."""
    if not subject.accepted.exists():
        return f"{subject.name}: never accepted"
    with Image.open(subject.accepted) as picture:
        before = picture.convert("RGB")
    if alike(before, now):
        return ""
    FAILURES.mkdir(exist_ok=True)
    seen = FAILURES / f"{subject.name}.png"
    marked(before, now).save(seen)
    return (
        f"{subject.name}: {differing(before, now).sum()} squares differ, see {seen.name} in {FAILURES.name}/"
    )


@contextmanager
def showing(folder: Path) -> Iterator[Server]:
    """A server that builds its own database, so that all it ever says was said by the same clock."""
    with running(folder, clock=CLOCK) as server:
        yield server


@contextmanager
def visitors(browser: Browser, server: Server) -> Iterator[dict[bool, Visitor]]:
    """Who looks: a visitor (False), and who coordinates the rounds (True)."""
    found = {at_work: Visitor(browser, server, color_scheme="light") for at_work in (False, True)}
    found[True].open(server.key_link)
    yield found
    for visitor in found.values():
        visitor.leave()


def _every(only: str) -> Iterator[tuple[Subject, bytes, int]]:
    """Every picture whose page's name holds a word."""
    with (
        tempfile.TemporaryDirectory() as folder,
        showing(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        with visitors(browser, server) as seen:
            for page in PAGES:
                if only in page.name:
                    print(page.name, file=sys.stderr, flush=True)
                    yield from pictures(seen[page.at_work], page)
        browser.close()


@click.group(help=__doc__)
def main() -> None:
    pass


ONLY = click.option("--only", default="", help="The pages whose name (“start, sv”) holds this.")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=FAILURES)
@click.option("--full", is_flag=True, help="At full size.")
@ONLY
def take(folder: Path, full: bool, only: str) -> None:
    """Take the pictures, to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    for subject, png, height in _every(only):
        kept(png, height, 1 if full else SCALE).save(folder / f"{subject.name}.png")


@main.command()
@ONLY
def compare(only: str) -> None:
    """Say which pictures differ from the accepted ones. Exit code 1: some do."""
    found = [said for subject, png, height in _every(only) if (said := judged(subject, kept(png, height)))]
    print(*found, sep="\n")
    sys.exit(bool(found))


@main.command()
@ONLY
def accept(only: str) -> None:
    """Keep the pictures as the accepted ones; those that look as before are left as they are."""
    ACCEPTED.mkdir(exist_ok=True)
    taken = set()
    for subject, png, height in _every(only):
        taken.add(subject.accepted)
        now = kept(png, height)
        if judged(subject, now):
            now.save(subject.accepted, lossless=True)
    if not only:
        for path in set(ACCEPTED.iterdir()) - taken:
            path.unlink()


if __name__ == "__main__":
    main()
