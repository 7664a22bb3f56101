"""Somebody at a browser window: goes to pages, and notes requests to others and errors on the way."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, WebSocket, expect
from running import Server

SECONDS = 60
"""So long is waited for what is asked for: a machine that others use too may take its time."""

PHONE = {
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Mobile) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
    "is_mobile": True,
    "has_touch": True,
}
"""What makes a window a phone's: Streamlit folds its navigation away after a choice only there."""

# Streamlit's client tries the page's own address as its base first, and is told that there is none.
LOOKED_FOR_IN_VAIN = ("/_stcore/health", "/_stcore/host-config")

# Plotly rejects a promise that nobody holds when it is asked to draw a map anew while its style still loads,
# as Streamlit asks at a change of size or theme. The map is drawn all the same, and nothing is fetched.
PLOTLYS_OWN = re.compile(r'Map error\.|Source "source-\w+" already exists\.')

SETTLED = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.dataset.testScriptState !== 'notRunning' || !document.querySelector('footer')) return false;
  if (document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]')) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].filter(one => one.offsetParent);
  return charts.every(one => one.querySelector('.main-svg'));
}
"""


# Whatever is wider than its window and cannot be scrolled in a box of its own.
TOO_WIDE = """
() => {
  const wide = [document.documentElement, ...document.querySelectorAll('[data-testid="stMain"], [data-testid="stApp"]')];
  if (wide.every(one => one.scrollWidth <= one.clientWidth + 1)) return [];
  return [...document.querySelectorAll('[data-testid="stMain"] *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5)
    .map(one => `${one.tagName.toLowerCase()}.${one.className} ${Math.round(one.getBoundingClientRect().right)} px`)
    .concat('the page scrolls sideways');
}
"""

expect.set_options(timeout=SECONDS * 1000)


class Visitor:
    """One person, one window. `faults` are what should not have happened so far."""

    def __init__(self, browser: Browser, server: Server, width: int = 1280, **context: object) -> None:
        self.server = server
        self.faults: list[str] = []
        self._context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900}, locale="sv-SE", **context
        )
        self._context.set_default_timeout(SECONDS * 1000)
        self.page: Page = self._context.new_page()
        self.page.on("request", self._asked)
        self.page.on("console", self._heard)
        self.page.on("pageerror", self._failed)
        self.page.on("websocket", self._connected)

    def open(self, address: str) -> None:
        """Go to an address of the server (or the whole of one it printed), and wait until the page stands."""
        self.page.goto(address if "://" in address else self.server.url + address)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has answered and every figure is drawn."""
        self.page.wait_for_function(SETTLED, timeout=2 * SECONDS * 1000)

    def follow(self, text: str) -> None:
        """Follow the page's link with that text, which loads a page anew. The navigation's are not the page's."""
        link = self.page.get_by_test_id("stMain").get_by_role("link", name=text, exact=True).first
        address = link.get_attribute("href")
        link.click()
        self.page.wait_for_url(lambda url: url.endswith(address.lstrip("?")) or address in url)
        self.settle()

    def choose(self, label: str, typed: str, option: str) -> None:
        """Type into a list of choices, and take one of those it offers."""
        self.settle()
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.fill(typed)
        self.page.get_by_role("option", name=option).first.click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self._wait_for_run()

    def hand_in(self, name: str, content: bytes) -> None:
        """Choose a file in the page's uploader."""
        file = {"name": name, "mimeType": "text/csv", "buffer": content}
        self.page.locator('input[type="file"]').set_input_files(file)
        self._wait_for_run()

    def _wait_for_run(self) -> None:
        # What has been pressed takes a moment to reach the server.
        self.page.wait_for_timeout(300)
        self.settle()

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """What stands on the page, without the navigation."""
        return self.page.locator('[data-testid="stMain"]').inner_text()

    def sees(self, text: str) -> None:
        """Fails unless the text comes to stand on the page, where it can be seen."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways; nothing if it does not."""
        return self.page.evaluate(TOO_WIDE)

    def leave(self) -> None:
        self._context.close()

    def _asked(self, request: Request) -> None:
        # The browser resolves no name but localhost, so whatever is noted here has gone nowhere.
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and not request.url.startswith(f"{self.server.url}/"):
            self.faults.append(f"{self.page.url} asked another server: {request.url}")

    def _connected(self, socket: WebSocket) -> None:
        if urlsplit(socket.url).netloc != urlsplit(self.server.url).netloc:
            self.faults.append(f"{self.page.url} connected to another server: {socket.url}")

    def _failed(self, error: Error) -> None:
        if not PLOTLYS_OWN.fullmatch(error.message):
            self.faults.append(f"{self.page.url}: {error}")

    def _heard(self, message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        if message.type == "error" and not where.endswith(LOOKED_FOR_IN_VAIN):
            self.faults.append(f"{self.page.url}: {message.text} ({where})")
