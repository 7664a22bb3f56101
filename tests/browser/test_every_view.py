"""Every page in a real browser: its language, its width on a phone, and nothing of the machinery."""

from __future__ import annotations

import re

import pytest
from builders import LONG
from views import VIEWS

PHONES = (390, 320) if LONG else (390,)

FULLEST = [views[-1] for views in VIEWS.values()]
# The test command has the fullest view of every fifth page; the long run has all of them.
EVERY = [view for views in VIEWS.values() for view in views] if LONG else FULLEST[3::5]


@pytest.mark.long
@pytest.mark.parametrize("view", EVERY)
def test_a_page_is_in_swedish_fits_a_phone_and_shows_nothing_of_the_machinery(reader, view):
    page = reader.page
    reader.open(view)
    assert page.evaluate("document.documentElement.lang") == "sv"
    assert page.locator("h1").count() == 1 and reader.heading.strip()
    assert page.locator('[data-testid="stException"]').count() == 0
    assert not re.search(r"Traceback|Error:|undefined|\bNaN\b|Något gick fel hos oss", reader.text)
    wide = {1280: reader.too_wide()}
    for width in PHONES:
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(400)
        reader.settle()
        wide[width] = reader.too_wide()
    assert not any(wide.values()), wide


@pytest.mark.long
@pytest.mark.parametrize("view", FULLEST if LONG else FULLEST[3::7])
def test_an_english_page_says_so_and_is_in_english(reader, view):
    reader.open(view + ("&" if "?" in view else "?") + "sprak=en")
    assert reader.page.evaluate("document.documentElement.lang") == "en"
    assert "How we counted" in reader.text
    assert reader.page.get_by_role("link", name="Svenska", exact=True).get_attribute("lang") == "sv"


def test_choosing_english_keeps_the_view(reader):
    reader.open("/profil?kod=1882")
    reader.page.get_by_role("link", name="English", exact=True).click()
    reader.page.wait_for_url(re.compile("sprak=en"))
    reader.settle()
    assert "kod=1882" in reader.page.url and reader.heading == "Askersund"
    assert reader.page.evaluate("document.documentElement.lang") == "en"


def test_addresses_as_people_write_them_lead_to_the_place(reader):
    reader.open("/kommun/ostra-goinge")
    assert reader.heading == "Östra Göinge"
    reader.open("/region/gavleborg")
    assert reader.heading == "Region Gävleborg"


def test_a_hostile_address_is_shown_as_text(reader):
    asked = []
    reader.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    reader.open("/jamfor?kommun=%3Cscript%3Ealert(1)%3C/script%3E,%3Cimg%20src=x%20onerror=alert(1)%3E")
    reader.sees("Vi känner inte igen")
    assert not asked


def test_the_answer_names_its_safeguards(reader, server):
    answer = reader.page.request.get(server.url)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy and "frame-ancestors" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
