"""What each of the three users comes for, from the first click to the last."""

from __future__ import annotations

import re

from builders import ASKERSUND

PHONE, DESK = 390, 1280


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
