"""HTML taken apart, for tests of what the pens draw."""

from __future__ import annotations

from html.parser import HTMLParser

HOSTILE = "\"><script>alert('x')</script><img src=x onerror=alert(1)> & 'Ö'"


class Page(HTMLParser):
    """HTML taken apart: every element with its attributes and the text inside it."""

    VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "wbr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[dict] = []
        self._open: list[dict] = []
        self.feed(html)
        assert not self._open, f"not closed: {[one['tag'] for one in self._open]}"

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open and self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def of(self, *classes: str) -> list[dict]:
        return [one for one in self.elements if set(classes) <= set((one.get("class") or "").split())]


def assert_harmless(page: Page) -> None:
    assert not {one["tag"] for one in page.elements} & {"script", "img", "svg", "iframe", "style"}
    assert not [key for one in page.elements for key in one if key.startswith("on")]
