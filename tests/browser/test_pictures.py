"""Every page looks as it did when somebody last looked at it and accepted it (`tests/browser/pictures.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alike import kept
from builders import LONG
from pictures import ACCEPTED, PAGES, SCHEMES, Page, judged, pictures, showing, visitors
from playwright.sync_api import Browser
from visitor import Visitor

pytestmark = pytest.mark.long

# The test command looks at the Swedish pages in the light, as a visitor and at 1280 and 390 px.
LOOKED_AT = [page for page in PAGES if LONG or (page.language == "sv" and not page.at_work)]


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Visitor]]:
    with showing(tmp_path_factory.mktemp("pictures")) as server, visitors(browser, server) as found:
        yield found


@pytest.mark.parametrize("page", LOOKED_AT, ids=lambda page: page.name)
def test_a_page_looks_as_it_was_accepted(seen: dict[bool, Visitor], page: Page):
    schemes = SCHEMES if LONG else SCHEMES[:1]
    found = [
        said
        for subject, png, height in pictures(seen[page.at_work], page, schemes)
        if (said := judged(subject, kept(png, height)))
    ]
    assert not found, "\n".join(found)


def test_every_accepted_picture_is_of_a_page_and_all_are_small():
    known = {subject.accepted for page in PAGES for subject in page.subjects()}
    files = set(ACCEPTED.iterdir())
    assert files == known
    assert sum(Path(file).stat().st_size for file in files) < 6_500_000
