"""Every page printed: what it says, black on white, and nothing to press."""

from __future__ import annotations

import io
import re

import pytest
from pictures import AT_WORK, FULLEST
from pypdf import PdfReader
from visitor import Visitor

pytestmark = pytest.mark.long

MOST_SHEETS = 20
"""The method page, with every indicator's definition, fills 16."""

TO_PRESS = """
() => [...document.querySelectorAll('button, nav, input, select, textarea, [role="combobox"], iframe')]
  .filter(one => one.checkVisibility() && one.getClientRects().length)
  .map(one => one.outerHTML.slice(0, 120))
"""


def printed(visitor: Visitor) -> tuple[int, str]:
    """How many sheets a page fills, and all that stands on them with single spaces."""
    pdf = PdfReader(io.BytesIO(visitor.page.pdf(prefer_css_page_size=True)))
    return len(pdf.pages), re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in pdf.pages))


def is_a_paper(visitor: Visitor, view: str) -> None:
    """Fails unless the page that is open prints as a paper that can be handed out."""
    heading = re.sub(r"\s+", " ", visitor.heading)
    said = visitor.page.locator("footer").inner_text()
    sheets, text = printed(visitor)
    assert 1 <= sheets <= MOST_SHEETS, f"{sheets} sheets"
    assert heading in text and text.strip()
    assert re.sub(r"\s+", " ", said.split(".")[0]) in text
    assert visitor.server.url + view.split("?")[0].rstrip("/") in text.replace(" ", "")
    visitor.page.emulate_media(media="print")
    left = visitor.page.evaluate(TO_PRESS)
    visitor.page.emulate_media(media="null")
    assert not left, left


@pytest.mark.parametrize("view", FULLEST.values(), ids=FULLEST)
def test_a_page_prints_with_its_heading_its_source_and_its_address_and_without_buttons(reader, view):
    reader.open(view)
    is_a_paper(reader, view)


def test_what_a_coordinator_works_with_prints_too(visit, server):
    owner = visit(1280)
    owner.open(server.key_link)
    for page in AT_WORK:
        owner.open(FULLEST[page])
        is_a_paper(owner, FULLEST[page])


def test_a_fold_is_printed_when_it_is_open(reader):
    reader.open("/nyckeltal?nyckeltal=N00206&kod=1882")
    _, closed = printed(reader)
    reader.page.get_by_text("Alla kommuner i en lista").click()
    reader.settle()
    reader.sees("Övertorneå")
    # What is in the fold comes with another rerun, after which it is drawn open.
    reader.page.wait_for_selector("details[open]")
    reader.settle()
    _, opened = printed(reader)
    assert "Övertorneå" in opened and "Övertorneå" not in closed


def test_paper_is_white_also_for_who_reads_in_the_dark(reader):
    reader.page.emulate_media(color_scheme="dark")
    reader.open("/profil?kod=1882")
    reader.page.emulate_media(media="print", color_scheme="dark")
    ground = reader.page.evaluate(
        """() => ['[data-testid="stApp"]', 'h1', '.bm-title'].map(which => {
             const style = getComputedStyle(document.querySelector(which));
             return [style.backgroundColor, style.color];
           })"""
    )
    reader.page.emulate_media(media="null", color_scheme="light")
    assert ground[0][0] == "rgb(255, 255, 255)"
    assert [colour for _, colour in ground[1:]] == ["rgb(0, 0, 0)"] * 2


def test_the_band_of_a_round_does_not_hide_the_curves_on_paper_printed_from_the_dark(reader):
    reader.page.emulate_media(color_scheme="dark")
    reader.open(FULLEST["effect"])
    band = '.shapelayer path[style*="fill: rgb(35, 43, 48)"]'
    reader.page.wait_for_selector(band, state="attached")
    reader.settle()
    reader.page.emulate_media(media="print", color_scheme="dark")
    fill = reader.page.evaluate("which => getComputedStyle(document.querySelector(which)).fill", band)
    reader.page.emulate_media(media="null", color_scheme="light")
    assert fill == "rgb(238, 238, 238)"
