"""What the comparison of pictures lets pass, and what it stops: a page that is drawn here, and altered."""

from __future__ import annotations

import io

import pytest
from alike import SCALE, alike, kept, marked
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

PAGE, INK, MUTED, WOMEN = (251, 250, 246), (30, 42, 48), (88, 100, 106), (12, 110, 102)
WIDTH, HEIGHT = 390, 600


def drawn(*, heading: int = 20, rows: int = 6, text: tuple = INK, mark: tuple = WOMEN) -> Image.Image:
    """A page of a heading, a sentence, and a table with a mark in each row, at full size."""
    page = Image.new("RGB", (WIDTH, HEIGHT), PAGE)
    pen = ImageDraw.Draw(page)
    pen.text((16, heading), "Skillnader mellan kvinnor och män", INK, ImageFont.load_default(20))
    pen.text((16, 70), "Den största skillnaden är i heltidsarbete.", text, ImageFont.load_default(15))
    for row in range(rows):
        top = 120 + 40 * row
        pen.text((16, top), f"Nyckeltal {row}: 78,4", INK, ImageFont.load_default(15))
        pen.ellipse((300, top, 313, top + 13), mark)
        pen.line((16, top + 30, 374, top + 30), (221, 217, 206))
    return page


def small(page: Image.Image) -> Image.Image:
    file = io.BytesIO()
    page.save(file, "PNG")
    return kept(file.getvalue(), HEIGHT)


@pytest.fixture(scope="module")
def before() -> Image.Image:
    return small(drawn())


def test_the_same_page_is_alike_also_after_it_was_kept(before):
    assert alike(before, small(drawn()))
    file = io.BytesIO()
    before.save(file, "WEBP", lossless=True)
    assert alike(Image.open(file), before)


def test_a_rare_pixel_and_edges_smoothed_another_way_are_let_pass(before):
    page = drawn()
    for at in ((40, 40), (200, 300), (201, 300), (389, 599)):
        page.putpixel(at, (255, 0, 0))
    assert alike(before, small(page))
    smoothed = Image.blend(drawn(), drawn().filter(ImageFilter.SMOOTH), 0.5)
    assert ImageChops.difference(drawn(), smoothed).getbbox()
    assert alike(before, small(smoothed))


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param({"heading": 24}, id="the heading moved by four pixels"),
        pytest.param({"rows": 5}, id="a row is missing"),
        pytest.param({"rows": 0}, id="the table is missing"),
        pytest.param({"text": MUTED}, id="a sentence in grey"),
        pytest.param({"mark": (194, 117, 16)}, id="women's marks in men's colour"),
        pytest.param({"mark": (60, 140, 120)}, id="marks in a lighter green"),
    ],
)
def test_what_a_person_would_see_is_stopped(before, altered):
    assert not alike(before, small(drawn(**altered)))


def test_a_page_that_grew_is_stopped_and_both_are_shown_with_what_differs(before):
    taller = Image.new("RGB", (before.width, before.height + 40), PAGE)
    taller.paste(before, (0, 0))
    assert not alike(before, taller)
    shown = marked(before, taller)
    assert shown.height == taller.height and shown.width > 2 * before.width
    assert shown.getpixel((before.width + 16, before.height + 8)) != PAGE


def test_a_page_is_kept_to_where_it_ends():
    file = io.BytesIO()
    drawn().save(file, "PNG")
    assert kept(file.getvalue(), 200).size == (WIDTH // SCALE, 100)
    assert kept(file.getvalue(), 9_999).size == (WIDTH // SCALE, HEIGHT // SCALE)
