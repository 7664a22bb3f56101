"""A coordinator's page in one window: lists to choose from, fields to write in, and what comes of it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, TimeoutError, expect


class Desk:
    """The rounds page in one window."""

    def __init__(self, page: Page, visitor) -> None:
        self.page = page
        self.visitor = visitor

    def wait(self) -> None:
        # What has been pressed takes a moment to reach the server.
        self.page.wait_for_timeout(400)
        self.page.wait_for_function(
            """() => {
              const app = document.querySelector('[data-testid="stApp"]');
              return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('footer')
                && !document.querySelector('[data-stale="true"]');
            }"""
        )

    def part(self, name: str) -> None:
        self.page.get_by_role("radiogroup", name="Del av sidan").get_by_text(name, exact=True).click()
        self.wait()

    def unfold(self, text: str) -> None:
        summary = self.page.locator("summary").filter(has_text=text)
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()

    def choose(self, label: str, typed: str, option: str) -> None:
        self.wait()
        box = self.page.get_by_role("combobox", name=label).last
        offered = self.page.get_by_role("option", name=option, exact=True).first
        # A list that opens while the page is being drawn anew closes again.
        for _ in range(3):
            box.click()
            box.fill(typed)
            try:
                offered.click(timeout=5_000)
                return
            except TimeoutError:
                self.page.keyboard.press("Escape")
        raise AssertionError(f"{option} is not offered under {label}")

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).locator("visible=true").last.fill(text)

    def date(self, form: Locator, at: int, digits: str) -> None:
        """Year, month and day into a form's date field, as one types them."""
        form.get_by_test_id("stDateInput").nth(at).get_by_role("spinbutton").first.click()
        self.page.keyboard.type(digits)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).locator("visible=true").last.click()
        self.wait()

    def sees(self, text: str | re.Pattern[str]) -> None:
        # A server that has just started prepares much at once, and is slow to answer the first press.
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible(timeout=20_000)
