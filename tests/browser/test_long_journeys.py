"""Longer ways through the house than the test command has time for."""

from __future__ import annotations

import re

import pytest
from builders import ASKERSUND, COUNCIL, HOURS, OWN_YEAR, handed_in_file
from playwright.sync_api import expect

pytestmark = pytest.mark.long

DESK = 1280


WRONG = handed_in_file(
    {"värde": "25,5"},
    {"värde": "30", "kommunkod": "180"},
    {"värde": "30", "år": "20222"},
    {"värde": "30", "kön": "Q"},
    {"värde": "abc", "kön": "M"},
    {"värde": "140", "nyckeltal": COUNCIL, "kön": "T"},
)
RIGHT = handed_in_file({"kön": "K", "värde": "25,5"}, {"kön": "M", "värde": "24,0"})


def test_a_coordinator_mends_a_file_publishes_it_sees_it_compared_and_takes_it_back(visit, server):
    coordinator = visit(DESK)
    page = coordinator.page
    coordinator.open(server.key_link)
    assert "key=" not in page.url, "a key in the address would be shared with the next copied link"
    coordinator.open("/lamna")

    coordinator.hand_in("fel.csv", WRONG)
    coordinator.sees("Stoppar")
    for row in (3, 4, 5, 6, 7):
        coordinator.sees(f"Rad {row}")
    coordinator.sees("0180")
    expect(page.get_by_role("button", name="Publicera", exact=True)).to_be_disabled()
    draft = page.url
    assert "utkast=" in draft

    coordinator.open("/lamna")
    coordinator.hand_in("ratt.csv", RIGHT)
    publish = page.get_by_role("button", name="Publicera", exact=True)
    expect(publish).to_be_enabled()
    publish.click()
    coordinator.sees(re.compile("^Publicerat"))
    coordinator.sees("Kontrollsumma")
    receipt = page.url

    coordinator.follow("Se i jämförelsen")
    assert "Askersund" in coordinator.heading
    assert years_compared(coordinator)[-1] == str(OWN_YEAR)

    # Anybody sees it, not only who published it.
    anybody = visit(DESK)
    anybody.open(f"/jamfor?kommun={ASKERSUND},2083&nyckeltal={HOURS}")
    assert years_compared(anybody)[-1] == str(OWN_YEAR)

    coordinator.open(receipt)
    page.get_by_label("Varför tas uppgifterna tillbaka?").fill("Fel fil")
    page.get_by_role("button", name="Ta tillbaka", exact=True).click()
    coordinator.sees("tillbakatagna")
    anybody.open(f"/jamfor?kommun={ASKERSUND},2083&nyckeltal={HOURS}")
    assert years_compared(anybody)[-1] == str(OWN_YEAR - 1)

    # The wrong file is still there, with what was found in it.
    coordinator.open(draft)
    coordinator.sees("fel.csv")
    coordinator.sees("Rad 3")


def years_compared(visitor) -> list[str]:
    """The years in the table of the gap's trend."""
    visitor.page.get_by_role("button", name="Visa som tabell").nth(1).click()
    table = visitor.page.locator("table:visible").last
    expect(table).to_be_visible()
    visitor.settle()
    years = table.locator("tbody th").all_inner_texts()
    visitor.page.keyboard.press("Escape")
    return years


def test_a_coordinator_mends_a_draft_on_the_page_and_publishes_the_same_file(visit, server):
    broken = handed_in_file(
        {"kön": "K", "värde": "25,5", "kommunkod": "180"},
        {"kön": "M", "värde": "24,0", "kommunkod": "180"},
        {"kön": "K", "värde": "abc"},
        {"kön": "M", "värde": "24,5"},
    )
    coordinator = visit(1280)
    page = coordinator.page
    coordinator.open(server.key_link)
    coordinator.open("/lamna")
    coordinator.hand_in("trasig.csv", broken)
    coordinator.press("Gör alla säkra rättningar (2)")
    coordinator.sees("”180” ändrat till ”0180”.")

    # The row of the last fault opens as a table that is written in.
    page.get_by_role("button", name="Visa raden", exact=True).first.click()
    coordinator.sees("Dölj raden")
    coordinator.settle()
    # It is painted on a canvas: a place in it is all there is to click at.
    table = page.locator(".stDataFrameGlideDataEditor").first
    table.evaluate("element => element.scrollIntoView({block: 'center'})")
    table.dblclick(position={"x": 140, "y": 52})
    page.locator("#portal textarea").fill("30,5")
    page.keyboard.press("Enter")
    coordinator.sees("”abc” ändrat till ”30,5”.")
    coordinator.settle()

    # A reload loses nothing.
    page.reload()
    coordinator.settle()
    coordinator.sees("”abc” ändrat till ”30,5”.")
    # Stockholm takes no part in the round: is it right all the same?
    expect(page.get_by_role("button", name="Publicera", exact=True)).to_be_disabled()
    coordinator.press("Ja, det stämmer")
    coordinator.press("Publicera")
    coordinator.sees(re.compile("^Publicerat"))
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Hämta kvitto (PDF)", exact=True).click()
    assert fetched.value.suggested_filename.startswith("kvitto_")

    # Back as it was, for whoever tests next.
    page.get_by_label("Varför tas uppgifterna tillbaka?").fill("Ett prov")
    coordinator.press("Ta tillbaka")
    coordinator.sees("tillbakatagna")


def test_a_mentor_follows_the_line_and_compares_with_those_guided(visit):
    mentor = visit(1280)
    mentor.open("/natverket")
    mentor.follow("Vännäs")
    assert "linje=2460" in mentor.page.url
    mentor.sees("Vännäs hade Umeå som mentor")
    mentor.page.get_by_role("link", name=re.compile("^Jämför med (?!mentorn)")).first.click()
    mentor.page.wait_for_url(re.compile(r"/jamfor\?kommun=2460"))
    mentor.settle()
    for name in ("Vännäs", "Nordmaling", "Örnsköldsvik", "Robertsfors"):
        assert name in mentor.heading


def test_a_copied_link_opens_the_same_view_for_somebody_else(visit):
    sender = visit(1280)
    sender.open("/jamfor?kommun=1882,2083")
    page = sender.page
    page.get_by_role("button", name=re.compile("^Ordna")).click()
    page.get_by_text("delmål", exact=True).click()
    page.wait_for_url(re.compile("ordna=delmal"))
    page.keyboard.press("Escape")
    sender.choose("Nyckeltal över tid", "Beviljade", "Beviljade hemtjänsttimmar")
    page.wait_for_url(re.compile("nyckeltal=N21826"))
    sender.settle()

    receiver = visit(1280)
    receiver.open(page.url)
    assert receiver.text == sender.text
    assert receiver.page.url == page.url
