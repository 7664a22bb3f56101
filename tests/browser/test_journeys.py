"""What each of the three users comes for, from the first click to the last."""

from __future__ import annotations

import re

from builders import ASKERSUND, COUNCIL, HOURS, OWN_YEAR, handed_in_file
from playwright.sync_api import expect

PHONE, DESK = 390, 1280

WRONG = handed_in_file(
    {"värde": "25,5"},
    {"värde": "30", "kommunkod": "180"},
    {"värde": "30", "år": "20222"},
    {"värde": "30", "kön": "Q"},
    {"värde": "abc", "kön": "M"},
    {"värde": "140", "nyckeltal": COUNCIL, "kön": "T"},
)
RIGHT = handed_in_file({"kön": "K", "värde": "25,5"}, {"kön": "M", "värde": "24,0"})


def test_a_politician_finds_the_own_municipality_what_lasts_and_the_mentor_on_a_phone(visit):
    politician = visit(PHONE)
    page = politician.page
    politician.open("/")
    interactions = 0

    politician.choose("Sök kommun eller region", "Asker", "Askersund")
    interactions += 2
    page.wait_for_url(re.compile(rf"/profil\?kod={ASKERSUND}"))
    politician.settle()

    assert politician.heading == "Askersund"
    sentences = page.locator(".page-lede p").all_inner_texts()
    assert 1 <= len(sentences) <= 3 and all(re.search(r"\d", sentence) for sentence in sentences[:1])
    politician.sees("Varaktig")

    politician.follow("Jämför med mentorn Hedemora")
    interactions += 1
    assert politician.heading == "Askersund och Hedemora"
    assert interactions <= 3


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


def test_a_visitor_without_the_key_cannot_hand_in(visit):
    visitor = visit(DESK)
    visitor.open("/lamna")
    visitor.sees("Be den som sköter tjänsten")
    assert visitor.page.locator('input[type="file"]').count() == 0


def test_a_wrong_key_opens_nothing(visit, server):
    visitor = visit(DESK)
    visitor.open("/lamna?key=" + "x" * 32)
    assert "key=" not in visitor.page.url
    assert visitor.page.locator('input[type="file"]').count() == 0
    # And the right one, once used, is worth nothing to the next.
    link = server.key_link
    visit(DESK).open(link)
    visitor.open(link)
    visitor.open("/lamna")
    assert visitor.page.locator('input[type="file"]').count() == 0
