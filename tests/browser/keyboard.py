"""Somebody who has no mouse: only Tab, Shift+Tab, Enter, Space, the arrows, and what she types."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, TimeoutError
from visitor import Visitor

FAR = 150
"""Presses of Tab after which a thing is taken to be out of reach."""

SEEN = """
element => {
  // A line of ours to type in lives in a shadow root.
  let at = element.shadowRoot?.activeElement ?? element;
  // A round or square box is drawn by its label.
  if (at.matches('input[type="radio"], input[type="checkbox"]')) at = at.closest('label') ?? at;
  const box = at.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
}
"""


class Keyboard:
    """The keys, in a visitor's window. Nothing here clicks, focuses or fills by any other way."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page

    def reach(self, role: str, name: str, *, back: bool = False) -> None:
        """Press Tab until the thing of that role and name has the focus, and stands where it can be seen."""
        self.reach_one(self.page.get_by_role(role, name=name, exact=True), f"{role} {name!r}", back=back)

    def reach_one(self, wanted: Locator, called: str, *, back: bool = False) -> None:
        focused = wanted.and_(self.page.locator(":focus"))
        passed = []
        for _ in range(FAR):
            self.press("Shift+Tab" if back else "Tab")
            if focused.count():
                assert self.page.evaluate_handle("document.activeElement").evaluate(SEEN), (
                    f"{called} has the focus where nobody sees it"
                )
                return
            passed.append(self.page.evaluate("document.activeElement.textContent.trim().slice(0, 30)"))
        raise AssertionError(f"{called} is not reached by Tab; what is: {passed}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text, delay=20)

    def enter(self) -> None:
        """Press Enter on what has the focus, and wait for what comes of it."""
        self.press("Enter")
        self.wait()

    def unfold(self) -> None:
        """Press Enter on a button that has the focus, and wait for what it unfolds above the page."""
        self.press("Enter")
        body = self.page.get_by_test_id("stPopoverBody")
        body.locator("a, button, input, table").first.wait_for(state="attached")
        self.wait()

    def wait(self) -> None:
        # What has been pressed takes a moment to reach the server.
        self.page.wait_for_timeout(500)
        self.visitor.settle()

    def follow(self, name: str) -> None:
        """Go to a link in the page and press Enter, which loads another page."""
        link = self.page.get_by_test_id("stMain").get_by_role("link", name=name, exact=True)
        self.reach_one(link, f"link {name!r}")
        before = self.page.url
        self.press("Enter")
        self.page.wait_for_url(lambda url: url != before)
        self.visitor.settle()

    def choose(self, label: str, typed: str) -> None:
        """Type in a list of choices, and take the first that it offers."""
        self.reach("combobox", label)
        self.type(typed)
        self.page.get_by_role("option").first.wait_for()
        self.press("Enter")
        self.wait()

    def hand_in(self, path: Path) -> None:
        """Open the uploader's choice of files, in which the file is then chosen as the system has it."""
        zone = self.page.locator(
            '[data-testid="stFileUploaderDropzone"], [data-testid="stFileUploaderDropzone"] *'
        )
        self.reach_one(zone, "the uploader")
        for left in (2, 1, 0):
            try:
                with self.page.expect_file_chooser(timeout=20_000) as choosing:
                    self.press("Enter")
                break
            except TimeoutError:
                # A page that is drawn anew at that moment has not heard the key: one presses again.
                if not left:
                    raise
        choosing.value.set_files(path)
        self.wait()

    def fetch(self, name: str) -> bytes:
        """Press a button that fetches a file; returns it."""
        self.reach("button", name)
        with self.page.expect_download() as coming:
            self.press("Enter")
        return Path(coming.value.path()).read_bytes()
