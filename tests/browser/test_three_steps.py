"""From the start page to what one came for, counting what a visitor does on the way.

A click, a choice in a list with its typing, and a dropped file count as one each.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from builders import LONG, handed_in_file
from playwright.sync_api import expect
from visitor import PHONE, Visitor

pytestmark = pytest.mark.long

WIDTHS = pytest.mark.parametrize("width", (1280, 390) if LONG else (390,))

PAIRS = [
    ("kommuner", "Kommuner", ("Vännäs", "Ystad"), "Vännäs och Ystad"),
    ("regioner", "Regioner", ("Region Skåne", "Region Gotland"), "Region Skåne och Region Gotland"),
]

HEALTH = {"Ohälsotal", "Oplanerad återinskrivning", "Psykiskt välbefinnande"}


def person(visit, width: int) -> Visitor:
    return visit(width, **(PHONE if width < 600 else {}))


class Counted:
    """A visitor at the start page whose every interaction is counted."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.interactions = 0
        visitor.open("/")

    def follow(self, text: str) -> None:
        self.interactions += 1
        self.visitor.follow(text)

    def choose(self, label: str, name: str) -> None:
        self.interactions += 1
        self.visitor.choose(label, name, name)
        self.page.wait_for_timeout(500)
        self.visitor.settle()

    def press(self, button: str) -> None:
        self.interactions += 1
        self.visitor.press(button)

    def drop(self, name: str, content: bytes) -> None:
        self.interactions += 1
        self.visitor.hand_in(name, content)

    def menu(self, group: str, page: str) -> None:
        """Open the navigation, which a phone keeps behind a button, and take one of its pages."""
        folded = self.page.get_by_test_id("stExpandSidebarButton")
        if folded.is_visible():
            folded.click()
            there = self.page.get_by_test_id("stSidebarNavLink").filter(has_text=page)
        else:
            self.page.get_by_test_id("stTopNavSection").filter(has_text=group).click()
            there = self.page.get_by_role("menuitem", name=page, exact=True)
        there.click()
        self.interactions += 2
        self.visitor.page.wait_for_timeout(500)
        self.visitor.settle()

    def fetch(self, button: str) -> bytes:
        self.interactions += 1
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=button, exact=True).click()
        return Path(coming.value.path()).read_bytes()


@WIDTHS
@pytest.mark.parametrize(("link", "label", "pair", "heading"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_any_two_stand_side_by_side_in_three_interactions(visit, width, link, label, pair, heading):
    visitor = Counted(person(visit, width))
    visitor.follow(link)
    for name in pair:
        visitor.choose(label, name)
    assert visitor.visitor.heading == heading
    assert visitor.page.locator(".bm-beside .bm-row").count() > 5
    assert visitor.interactions <= 3


@WIDTHS
def test_my_municipalitys_largest_gap_against_other_places_in_three_interactions(visit, width):
    visitor = Counted(person(visit, width))
    visitor.choose("Sök kommun eller region", "Askersund")
    first = visitor.page.locator(".page-section").first
    expect(first.get_by_role("heading")).to_have_text("Större skillnad än på andra håll")
    # What it is, and what is typical elsewhere, stand in its first row.
    row = visitor.page.locator(".bm-row").first
    expect(row).to_contain_text("Arbetar heltid i vård och omsorg")
    expect(row).to_contain_text("typiskt")
    assert visitor.interactions <= 3


@WIDTHS
def test_where_no_gap_is_larger_than_elsewhere_the_page_says_so(visit, width):
    visitor = Counted(person(visit, width))
    visitor.choose("Sök kommun eller region", "Uppsala")
    first = visitor.page.locator(".page-section").first
    expect(first.get_by_role("heading")).to_have_text("Större skillnad än på andra håll")
    visitor.visitor.sees("Ingen av de skillnader som är säkra")


@WIDTHS
def test_who_mentored_uppsala_in_three_interactions(visit, width):
    visitor = Counted(person(visit, width))
    visitor.choose("Sök kommun eller region", "Uppsala")
    visitor.visitor.sees("deltagare med Örebro som mentor")
    assert visitor.interactions <= 3


@WIDTHS
def test_a_faulty_file_is_mended_and_published_in_six_interactions(visit, server, width):
    faulty = handed_in_file(
        {"kön": "K", "värde": "25,5", "kommunkod": "180"},
        {"kön": "M", "värde": "24,0", "kommunkod": "180"},
        {"kön": "K", "värde": "26,5", "kommunkod": "", "kommun": "Askersnd"},
        {"kön": "M", "värde": "25,0", "kommunkod": "", "kommun": "Askersnd"},
    )
    someone = person(visit, width)
    someone.open(server.key_link)
    coordinator = Counted(someone)
    coordinator.follow("Lämna uppgifter")
    coordinator.drop("trasig.csv", faulty)
    coordinator.visitor.sees("Stoppar")
    coordinator.press("Gör alla säkra rättningar (2)")
    coordinator.press("Ändra Askersnd till Askersund i 2 rader")
    # Stockholm takes no part in the round: is it right all the same?
    coordinator.press("Ja, det stämmer")
    coordinator.press("Publicera")
    coordinator.visitor.sees(re.compile("^Publicerat"))
    assert coordinator.interactions <= 6

    # Back as it was, for whoever tests next.
    coordinator.page.get_by_label("Varför tas uppgifterna tillbaka?").fill("Ett prov")
    coordinator.press("Ta tillbaka")
    coordinator.visitor.sees("tillbakatagna")


@WIDTHS
def test_any_groups_pack_for_a_meeting_in_four_interactions(visit, server, width):
    someone = person(visit, width)
    someone.open(server.key_link)
    mentor = Counted(someone)
    mentor.menu("Nätverket", "Gruppernas möten")
    mentor.follow("Hedemoras grupp, 2019–2020")
    assert mentor.fetch("Hämta paketet (PDF)").startswith(b"%PDF")
    assert mentor.interactions <= 4


@WIDTHS
def test_two_regions_are_compared_on_health_in_four_interactions(visit, width):
    visitor = Counted(person(visit, width))
    visitor.follow("regionernas hälsa och vård")
    for name in ("Region Skåne", "Region Gotland"):
        visitor.choose("Regioner", name)
    assert visitor.visitor.heading == "Region Skåne och Region Gotland"
    visitor.visitor.sees("Delmål: Hälsa, vård och omsorg")
    compared = visitor.page.locator(".bm-beside .bm-row").all_inner_texts()
    assert compared and any(name in row for row in compared for name in HEALTH)
    assert not any("heltid" in row or "inkomst" in row for row in compared)
    assert visitor.interactions <= 4
