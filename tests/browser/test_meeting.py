"""A group's evening in the browser: from the start page to its pack, and lines that are not lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from running import Server
from visitor import Visitor

pytestmark = pytest.mark.long

MEETING = "/mote?grupp=MK3-4&traff=2"
LINE = "Ny rad: Anteckningar"
SECONDS_LOST = 5
"""The most that a reload may cost."""


def signed_in(visit: Callable[..., Visitor], server: Server) -> Visitor:
    member = visit()
    member.open(server.key_link)
    return member


def test_a_mentor_gets_from_the_start_page_to_the_pack_in_four_interactions(visit, server):
    mentor = signed_in(visit, server)
    mentor.open("/")
    interactions = 1
    mentor.page.get_by_role("link", name=re.compile("^Förbered nästa möte")).click()
    mentor.page.wait_for_url(re.compile("/mote"))
    mentor.settle()
    assert mentor.heading == "Träff 1: ledning och styrning"
    with mentor.page.expect_download() as coming:
        interactions += 1
        mentor.page.get_by_role("button", name="Hämta paketet (PDF)").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF")
    assert interactions <= 4


def test_a_reload_loses_no_more_than_five_seconds_of_typing_and_two_on_one_line_choose(visit, server):
    first = signed_in(visit, server)
    first.open(MEETING)
    field = first.page.get_by_role("textbox", name=LINE)
    field.press_sequentially("Heltid är svårast", delay=20)
    # At once, from this browser's own memory.
    first.page.reload()
    first.settle()
    expect(field).to_have_value("Heltid är svårast")
    field.press_sequentially(" i omsorgen", delay=20)
    first.page.wait_for_timeout(SECONDS_LOST * 1000)
    # What was typed five seconds ago is on the server, for a browser that remembers nothing.
    first.page.evaluate("localStorage.clear()")
    first.page.reload()
    first.settle()
    expect(field).to_have_value("Heltid är svårast i omsorgen")

    field.press("Enter")
    expect(first.page.locator(".page-note")).to_contain_text("Heltid är svårast i omsorgen")
    expect(field).to_have_value("")
    first.page.reload()
    first.settle()
    expect(field).to_have_value("")

    second = signed_in(visit, server)
    second.open(MEETING)
    for member in (first, second):
        member.press("Ändra")
    for member, text in ((first, "Heltid är svårast i hemtjänsten"), (second, "Heltid är svårast på natten")):
        member.page.get_by_role("textbox", name="Raden", exact=True).fill(text)
        member.page.get_by_test_id("stForm").get_by_role("button", name="Spara raden").click()
        member.page.wait_for_timeout(300)
        member.settle()
    second.sees(re.compile("ändrade raden medan du skrev: ”Heltid är svårast i hemtjänsten”"))
    second.sees("Din rad: ”Heltid är svårast på natten”")
    second.press("Behåll min")
    expect(second.page.locator(".page-note")).to_contain_text("Heltid är svårast på natten")
    first.open(MEETING)
    first.sees("Heltid är svårast på natten")
