"""axe-core on every page, WCAG 2.1 level A and AA: nothing of ours may break a rule."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders import LONG, handed_in_file
from visitor import Visitor

from benchmarking import web

pytestmark = pytest.mark.long

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}

ASKED = {
    "organisation": "?kod=1882",
    "compare": "?kommun=1882,1982,2083&nyckeltal=N21826",
    "regions": "?region=0021,0013&lan=21",
    "indicator": "?nyckeltal=N00206&kod=1882",
    "method": "?sprak=en",
}
VIEWS = [
    ("/" if page == "start" else f"/{address}") + ASKED.get(page, "") for page, address in web.PAGES.items()
]
WIDTHS = (1280, 390) if LONG else (1280,)
SCHEMES = ("light", "dark")

OURS = '.stHtml, [data-testid="stHtml"]'


@dataclass(frozen=True)
class Broken:
    """A rule that an element breaks, in the light or in the dark; `ours` if it stands in our own HTML."""

    rule: str
    scheme: str
    element: str
    why: str
    ours: bool

    def __str__(self) -> str:
        return f"{self.rule}, {self.scheme}: {self.element} [{self.why}]"


def broken(visitor: Visitor, scheme: str) -> list[Broken]:
    found = []
    for violation in Axe().run(visitor.page, options=OPTIONS).response["violations"]:
        for node in violation["nodes"]:
            ours = visitor.page.evaluate(
                "([selector, ours]) => Boolean(document.querySelector(selector)?.closest(ours))",
                [node["target"][-1], OURS],
            )
            why = "; ".join(one["message"] for one in node["any"] + node["all"] + node["none"])
            found.append(Broken(violation["id"], scheme, node["html"][:160], why[:200], ours))
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("view", VIEWS if LONG else VIEWS[1::3])
def test_axe_finds_nothing_to_mend_in_our_own_html(reader, capsys, view, width):
    reader.page.set_viewport_size({"width": width, "height": 900})
    reader.open(view)
    report(capsys, f"{view} {width} px", in_both_schemes(reader))


def test_axe_finds_nothing_to_mend_where_a_file_is_handed_in(visit, capsys, server):
    owner = visit(1280)
    owner.open(server.key_link)
    owner.open("/lamna")
    found = in_both_schemes(owner)
    owner.hand_in("fel.csv", handed_in_file({"värde": "abc"}, {"värde": "30", "kommunkod": "180"}))
    owner.sees("Stoppar")
    found += in_both_schemes(owner)
    owner.press("Ta bort utkastet")
    report(capsys, "/lamna as owner", found)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("asked", ["", "&sprak=en", "&visa=1"])
def test_axe_finds_nothing_to_mend_where_a_group_meets(visit, capsys, server, width, asked):
    member = visit(width)
    member.open(server.key_link)
    view = f"/mote?grupp=MK3-4&traff=2{asked}"
    member.open(view)
    report(capsys, f"{view} as owner, {width} px", in_both_schemes(member))


def in_both_schemes(visitor: Visitor) -> list[Broken]:
    """What is broken in the light and in the dark."""
    found = []
    for scheme in SCHEMES:
        visitor.page.emulate_media(color_scheme=scheme)
        # Transitions of colour end; Plotly draws anew.
        visitor.page.wait_for_timeout(500)
        visitor.settle()
        found += broken(visitor, scheme)
    return found


def report(capsys: pytest.CaptureFixture, view: str, found: list[Broken]) -> None:
    """Print what is Streamlit's to mend; fail on what is ours."""
    ours, theirs = (
        list(dict.fromkeys(str(one) for one in found if one.ours is own)) for own in (True, False)
    )
    if theirs:
        with capsys.disabled():
            print(f"\n{view}: {len(theirs)} of Streamlit's own", *theirs, sep="\n  ")
    assert not ours, "\n".join(ours)
