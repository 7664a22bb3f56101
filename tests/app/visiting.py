"""A visitor without a browser: opens pages of the product, and reads what stands on them.

Reads what every visitor is given (text, headings, links, figures with their alt), not how it is marked up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

FRAME = Path(__file__).resolve().parents[2] / "pages" / "frame.py"
SECONDS = 60

# Elements of Streamlit's own that show text as it is, or as Markdown.
SAID_BY_WIDGETS = ("error", "warning", "info", "success", "caption", "markdown", "text", "title", "header")


def opened(page: str, language: str = "sv", **asked: str) -> AppTest:
    """A new visitor's session that has opened a page (named by its file's stem) by a link."""
    app = AppTest.from_file(FRAME, default_timeout=SECONDS)
    app.query_params["sprak"] = language
    app.run()
    # Before the first run the pages' own addresses are not known.
    app.switch_page(f"{page}.py")
    app.query_params.update(asked)
    return app.run()


@dataclass(frozen=True)
class Seen:
    """What stands on a page."""

    app: AppTest = field(repr=False)

    @property
    def faults(self) -> list[str]:
        """What went wrong while the page was made: exceptions, and what they were about."""
        return [f"{one.proto.type}: {one.message}\n{''.join(one.stack_trace)}" for one in self.app.exception]

    @cached_property
    def html(self) -> Html:
        """Everything that the pages' own HTML shows."""
        return Html("".join(element.value for element in self.app.get("html")))

    @property
    def headings(self) -> list[str]:
        """The text of each h1."""
        return [one["text"].strip() for one in self.html.elements if one["tag"] == "h1"]

    @cached_property
    def alerts(self) -> list[str]:
        """What Streamlit's boxes say, Markdown's escapes taken away."""
        boxes = [box for kind in ("error", "warning", "info", "success") for box in self.app.get(kind)]
        return [box.value.replace("\\", "") for box in boxes]

    @cached_property
    def text(self) -> str:
        """All that can be read: HTML, boxes, captions and the labels of widgets."""
        said = [element.value for kind in SAID_BY_WIDGETS for element in self.app.get(kind)]
        labels = [
            element.label
            for kind in ("button", "download_button", "selectbox", "multiselect", "radio", "text_input")
            for element in self.app.get(kind)
        ]
        return "\n".join([self.html.text, *(text.replace("\\", "") for text in said), *labels])

    @property
    def links(self) -> dict[str, str]:
        """The text of each link, and where it goes."""
        return {one["text"].strip(): one["href"] for one in self.html.elements if one["tag"] == "a"}

    @cached_property
    def charts(self) -> list[Chart]:
        """The Plotly figures, from the top of the page."""
        return [
            Chart(chart.proto.alt, json.loads(chart.proto.spec)) for chart in self.app.get("plotly_chart")
        ]


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as it is sent to the browser."""

    alt: str
    spec: dict[str, Any] = field(repr=False)

    def lines(self) -> list[tuple[str, dict[int, float], dict[int, str]]]:
        """Each line: its name, its values by year, and by year what is said of a value."""
        found = []
        for trace in self.spec["data"]:
            if not trace.get("customdata"):
                continue
            points = [
                (int(year), value, said)
                for year, value, said in zip(trace["x"], trace["y"], trace["customdata"], strict=True)
                if year is not None
            ]
            found.append(
                (
                    trace["name"],
                    {year: value for year, value, _ in points},
                    {year: said for year, _, said in points},
                )
            )
        return found


class Html(HTMLParser):
    """HTML taken apart: every element with its attributes and the text inside it."""

    VOID = frozenset({"br", "img", "input", "hr", "meta", "link", "wbr"})
    UNREAD = frozenset({"style", "script"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[dict[str, str]] = []
        self._open: list[dict[str, str]] = []
        self._parts: list[str] = []
        self.feed(html)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = {"text": "", **{name: value or "" for name, value in attrs}, "tag": tag}
        self.elements.append(element)
        # So that words of neighbouring elements do not run together.
        self._parts.append(" " if tag in {"a", "span", "b", "strong", "s"} else "\n")
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1]["tag"] in self.UNREAD:
            return
        self._parts.append(data)
        for element in self._open:
            element["text"] += data
