"""axe-core on every page: no rule of WCAG 2.1 A or AA is broken, by our HTML or by Streamlit's.

A page is opened once for each language; width and colours change while it stands, as when somebody turns a
phone or the evening comes. Best practices that are not WCAG's are told in the accessibility statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders import handed_in_file
from playwright.sync_api import Locator
from visitor import Visitor

from benchmarking import web, wording

pytestmark = pytest.mark.long

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa")
OPTIONS = {
    "runOnly": {"type": "tag", "values": [*WCAG, "best-practice"]},
    "resultTypes": ["violations"],
}

ASKED = {
    "organisation": "?kod=1882",
    "compare": "?kommun=1882,1982,2083&nyckeltal=N21826",
    "regions": "?region=0021,0013&lan=21",
    "indicator": "?nyckeltal=N00206&kod=1882",
    "network": "?linje=2284",
    "effect": "?omgang=MK2&nyckeltal=N00206",
}
VIEWS = [
    ("/" if page == "start" else f"/{address}") + ASKED.get(page, "") for page, address in web.PAGES.items()
]
WORKED_ON = ["/lamna", "/mote?grupp=MK3-4&traff=2", "/omgangar", "/inlamningar", "/administrera", "/insatser"]
"""Where whoever holds the key sees more than a visitor."""

TOLD = set(web.best_practices(wording.words("sv")))
"""The best practices that the accessibility statement says are not followed."""

LANGUAGES = ("sv", "en")
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")

UNFOLDED = '[data-testid="stExpander"] summary'
POPOVERS = '[data-testid="stPopoverButton"]'
LISTS = '[data-testid="stSelectbox"] input, [data-testid="stMultiSelect"] input, [data-testid="stDateInput"] button'


@dataclass(frozen=True)
class Broken:
    """A rule that an element breaks; `required` if it is one of WCAG's."""

    rule: str
    required: bool
    where: str
    element: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}, {self.where}: {self.element} [{self.why}]"


def broken(visitor: Visitor, where: str) -> Iterator[Broken]:
    for violation in Axe().run(visitor.page, options=OPTIONS).response["violations"]:
        for node in violation["nodes"]:
            why = "; ".join(one["message"] for one in node["any"] + node["all"] + node["none"])
            required = not set(WCAG).isdisjoint(violation["tags"])
            yield Broken(violation["id"], required, where, node["html"][:160], why[:200])


def judge(found: list[Broken]) -> None:
    """Fail on what breaks WCAG, and on a best practice that the statement does not tell of."""
    untold = [one for one in found if one.required or one.rule not in TOLD]
    assert not untold, "\n".join(dict.fromkeys(map(str, untold)))


def in_language(view: str, language: str) -> str:
    return view if language == "sv" else f"{view}{'&' if '?' in view else '?'}sprak={language}"


def in_every_look(visitor: Visitor) -> list[Broken]:
    """What is broken on the page that stands, wide and narrow, light and dark."""
    found = []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            visitor.page.emulate_media(color_scheme=scheme)
            # Transitions of colour end; Plotly draws anew.
            visitor.page.wait_for_timeout(500)
            visitor.settle()
            found += broken(visitor, f"{width} px, {scheme}")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_to_mend_on_a_page(reader, view, language):
    reader.open(in_language(view, language))
    judge(in_every_look(reader))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", [*WORKED_ON, "/mote?grupp=MK3-4&traff=2&visa=1"])
def test_axe_finds_nothing_to_mend_where_one_works(visit, server, view, language):
    owner = visit(1280)
    owner.open(server.key_link)
    owner.open(in_language(view, language))
    judge(in_every_look(owner))


def test_axe_finds_nothing_to_mend_where_a_file_is_handed_in(visit, server):
    owner = visit(1280)
    owner.open(server.key_link)
    owner.open("/lamna")
    owner.hand_in("fel.csv", handed_in_file({"värde": "abc"}, {"värde": "30", "kommunkod": "180"}))
    owner.sees("Stoppar")
    found = in_every_look(owner)
    owner.page.set_viewport_size({"width": 1280, "height": 900})
    owner.press("Ta bort utkastet")
    judge(found)


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("view", [*WORKED_ON, VIEWS[1], VIEWS[2], VIEWS[4]])
def test_axe_finds_nothing_to_mend_in_what_is_opened(visit, server, view, width, scheme):
    owner = visit(width, color_scheme=scheme)
    owner.open(server.key_link)
    owner.open(view)
    for summary in shown(owner, UNFOLDED):
        summary.click()
        owner.page.wait_for_timeout(400)
        owner.settle()
    found = list(broken(owner, f"{view} unfolded"))
    for control in [*shown(owner, POPOVERS), *shown(owner, LISTS)[:3]]:
        if not control.is_visible():
            # It has gone with a choice that was open before.
            continue
        control.click()
        owner.page.wait_for_timeout(400)
        owner.settle()
        found += broken(owner, f"{view} with {control}")
        owner.page.keyboard.press("Escape")
        owner.page.wait_for_timeout(200)
    judge(found)


@pytest.mark.parametrize("width, button", [(1280, "Jämför"), (390, "Öppna menyn")])
def test_axe_finds_nothing_to_mend_in_the_menu(visit, width, button):
    visitor = visit(width)
    visitor.open("/")
    visitor.page.get_by_role("button", name=button).click()
    visitor.page.wait_for_timeout(400)
    judge(list(broken(visitor, f"menu at {width} px")))


def test_the_statement_tells_of_no_practice_that_is_kept(reader):
    reader.open("/jamfor")
    reader.page.get_by_role("button", name="Jämför").click()
    reader.page.wait_for_timeout(400)
    found = {one.rule for one in broken(reader, "menu")}
    reader.page.keyboard.press("Escape")
    assert found >= TOLD


def shown(visitor: Visitor, selector: str) -> list[Locator]:
    """Those that stand there now. What opens later is not asked for again."""
    return [one for one in visitor.page.locator(selector).all() if one.is_visible()]
