"""A running server, Chromium, and visitors who note whatever should not happen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from builders import LONG
from chromium import launched
from playwright.sync_api import Browser, sync_playwright
from running import Server, running
from visitor import Visitor

FAILURES = Path(__file__).parent / "failures"

# Minutes long in a browser: only `.ci/long` has them. Their steps are tried one by one in `tests/app/`.
collect_ignore = (
    []
    if LONG
    else [
        "test_a_round_in_the_browser.py",
        "test_accessibility.py",
        "test_an_initiative_in_the_browser.py",
        "test_for_everyone.py",
        "test_keyboard.py",
        "test_language.py",
        "test_long_journeys.py",
        "test_meeting.py",
        "test_on_paper.py",
        "test_signing_in.py",
        "test_stored_text.py",
        "test_three_steps.py",
    ]
)


@pytest.fixture(scope="session")
def server(full_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product with the whole of `data/`, as `streamlit run dashboard.py` starts it."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(full_database, folder / "network.duckdb")
    with running(folder) as server:
        yield server


# Not for the session: Playwright keeps an event loop running, and other tests want their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures know whether the test itself failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED: pytest.StashKey[bool] = pytest.StashKey()


@pytest.fixture
def visit(
    server: Server, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors: each with a window of some width, and cookies of its own.

    Afterwards none of them may have asked another server for anything, or met an error. If the test
    failed, a picture of what each saw lies in `tests/browser/failures/`.
    """
    visitors: list[Visitor] = []

    def arrive(width: int = 1280, **context: object) -> Visitor:
        visitors.append(Visitor(browser, server, width, **context))
        return visitors[-1]

    yield arrive
    faults = _judged(visitors, request.node)
    for visitor in visitors:
        visitor.leave()
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="module")
def somebody(server: Server, browser: Browser) -> Iterator[Visitor]:
    visitor = Visitor(browser, server)
    yield visitor
    visitor.leave()


@pytest.fixture
def reader(somebody: Visitor, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A visitor who has been here before, so that the browser holds the fonts and scripts already.

    Judged as those that `visit` makes.
    """
    # What the page before it still does is not this test's.
    somebody.page.goto("about:blank")
    somebody.faults.clear()
    somebody.page.set_viewport_size({"width": 1280, "height": 900})
    somebody.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    yield somebody
    faults = _judged([somebody], request.node)
    assert not faults, "\n".join(faults)


def _judged(visitors: Sequence[Visitor], test: pytest.Item) -> list[str]:
    """What the visitors met that should not be; with a picture of what each saw, if the test failed."""
    faults = [fault for visitor in visitors for fault in visitor.faults]
    if faults or test.stash.get(FAILED, False):
        FAILURES.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", test.name).strip("-")
        for number, visitor in enumerate(visitors, start=1):
            visitor.page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)
    return faults
