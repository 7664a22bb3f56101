"""The three journeys by keyboard alone: Tab, Enter, the arrows and typing, and never a click."""

from __future__ import annotations

import re

import pytest
from builders import handed_in_file
from keyboard import Keyboard
from playwright.sync_api import expect

pytestmark = pytest.mark.long


@pytest.fixture(params=(1280, 390))
def width(request: pytest.FixtureRequest) -> int:
    return request.param


def test_a_politician_finds_her_municipality_and_compares_it(visit, width):
    politician = visit(width)
    politician.open("/")
    keys = Keyboard(politician)

    # The first stop lets one pass by the navigation.
    keys.press("Tab")
    expect(politician.page.locator(":focus")).to_have_attribute("href", "#stMain")
    keys.press("Enter")

    keys.choose("Sök kommun eller region", "Asker")
    politician.page.wait_for_url(re.compile(r"/profil\?kod=1882"))
    politician.settle()
    assert politician.heading == "Askersund"

    # A choice in a popover, which Escape folds away, and the focus is where it was.
    keys.reach_one(politician.page.get_by_role("button", name=re.compile("^Delmål: alla")), "Delmål")
    keys.unfold()
    keys.reach_one(politician.page.get_by_role("radio", name="alla"), "its first choice")
    keys.press("ArrowDown")
    keys.wait()
    politician.page.wait_for_url(re.compile("delmal=1"))
    keys.press("Escape")

    # A fold opens with the same key.
    fold = politician.page.locator("summary").first
    keys.reach_one(fold, "a fold")
    keys.enter()
    expect(fold.locator("xpath=..")).to_have_attribute("open", "")

    politician.open("/profil?kod=1882")
    keys.follow("Jämför med mentorn Hedemora")
    assert politician.heading == "Askersund och Hedemora"
    # Every chart's numbers are a table that the keyboard reaches.
    keys.reach_one(politician.page.get_by_role("button", name="Visa som tabell").first, "the table")
    keys.unfold()
    expect(politician.page.get_by_role("table").locator("visible=true").last).to_be_visible()


def test_a_coordinator_mends_a_file_publishes_it_and_takes_it_back(visit, server, width, tmp_path):
    faulty = tmp_path / "trasig.csv"
    faulty.write_bytes(
        handed_in_file(
            {"kön": "K", "värde": "25,5", "kommunkod": "180"},
            {"kön": "M", "värde": "24,0", "kommunkod": "180"},
        )
    )
    coordinator = visit(width)
    coordinator.open(server.key_link)
    keys = Keyboard(coordinator)
    keys.follow("Lämna uppgifter")
    keys.hand_in(faulty)
    coordinator.sees("Stoppar")
    keys.reach("button", "Gör alla säkra rättningar (2)")
    keys.enter()
    coordinator.sees("”180” ändrat till ”0180”.")
    # Stockholm takes no part in the round: is it right all the same?
    keys.reach("button", "Ja, det stämmer")
    keys.enter()
    keys.reach("button", "Publicera")
    keys.enter()
    coordinator.sees(re.compile("^Publicerat"))
    keys.reach("textbox", "Varför tas uppgifterna tillbaka?")
    keys.type("Ett prov")
    keys.reach("button", "Ta tillbaka")
    keys.enter()
    coordinator.sees("tillbakatagna")


def test_a_mentor_prepares_a_meeting_and_fetches_the_document(visit, server, width):
    mentor = visit(width)
    mentor.open(server.key_link)
    keys = Keyboard(mentor)
    link = mentor.page.get_by_role("link", name=re.compile("^Förbered nästa möte"))
    keys.reach_one(link, "the meeting to prepare")
    keys.press("Enter")
    mentor.page.wait_for_url(re.compile("/mote"))
    mentor.settle()

    assert keys.fetch("Hämta paketet (PDF)").startswith(b"%PDF")

    keys.reach("textbox", "Ny rad: Anteckningar")
    keys.type("Vad har ni prövat?")
    keys.press("Enter")
    expect(mentor.page.locator(".page-note")).to_contain_text("Vad har ni prövat?")
    # And away with it, for whoever tests next. One goes back to it: the line stands above the field.
    change = mentor.page.get_by_role("button", name="Ändra", exact=True)
    keys.reach_one(change, "the line's Ändra", back=True)
    keys.enter()
    keys.reach("button", "Ta bort raden")
    keys.enter()
    expect(mentor.page.locator(".page-note")).to_have_count(0)
