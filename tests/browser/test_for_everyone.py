"""What axe cannot see: a page without a mouse, at four times its size, without motion, and read aloud."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from builders import handed_in_file
from keyboard import Keyboard
from pictures import AT_WORK, FULLEST
from playwright.sync_api import Locator, Page, expect
from visitor import Visitor

pytestmark = pytest.mark.long

EVERY = pytest.mark.parametrize("view", FULLEST.values(), ids=FULLEST)

STOPS = 60
"""How many stops of the tab key are looked at: past the frame, the filters and the first figures."""

# How the element in focus and what surrounds it look, with focus and without: where nothing differs, nobody
# sees where they are. Left and focused again, it is as the tab key had left it.
IN_FOCUS = """
() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const looks = () => {
    const found = [];
    for (let one = stop, up = 0; one && up < 6; one = one.parentElement, up++) {
      const style = getComputedStyle(one);
      const outline = style.outlineStyle === 'none' ? 'none' : style.outlineStyle + style.outlineWidth + style.outlineColor;
      found.push([outline, style.boxShadow, style.borderColor, style.backgroundColor].join());
    }
    return found.join('|');
  };
  const box = stop.getBoundingClientRect();
  const focused = looks();
  stop.blur();
  const left = looks();
  stop.focus({preventScroll: true});
  return {
    name: `${stop.tagName} ${stop.getAttribute('aria-label') || stop.textContent || ''}`.slice(0, 80),
    seen: focused !== left,
    placed: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    main: Boolean(stop.closest('main, [data-testid="stMain"]')),
  };
}
"""

LEVELS = """
() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter(one => one.checkVisibility())
  .map(one => Number(one.tagName[1]))
"""

MOVING = """
() => {
  const longest = said => Math.max(...said.split(',').map(one => parseFloat(one) * (one.trim().endsWith('ms') ? .001 : 1)));
  const moves = style => longest(style.transitionDuration) > .001
    || (style.animationName !== 'none' && longest(style.animationDuration) > .001);
  return [...document.querySelectorAll('*')]
    .filter(one => [null, '::before', '::after'].some(part => moves(getComputedStyle(one, part))))
    .slice(0, 5)
    .map(one => one.outerHTML.slice(0, 120));
}
"""

# Headings, buttons and links; not those of a figure that has another form for a narrow window.
SAID = """
() => [...document.querySelectorAll('[data-testid="stMain"] :is(h1, h2, h3, button, a)')]
  .filter(one => one.checkVisibility({visibilityProperty: true}))
  .filter(one => !one.closest('.bm-wide, .bm-phone, [class*="st-key-wide-"], [class*="st-key-narrow-"]'))
  .map(one => one.textContent.trim())
  .filter(Boolean)
"""

NAMELESS = """
() => [...document.querySelectorAll('[data-testid="stMain"] :is(input:not([type="hidden"]), textarea, select)')]
  .filter(one => one.checkVisibility() && !one.closest('[aria-hidden="true"]'))
  .filter(one => !one.getAttribute('aria-label') && !one.labels?.length && !one.getAttribute('aria-labelledby'))
  .map(one => one.outerHTML.slice(0, 160))
"""

# The names of the charts in each section, and whether a table is offered in the same section.
SECTIONS = """
(offered) => {
  const found = [{charts: [], table: false}];
  const parts = '.page-section, [data-testid="stPlotlyChart"], button';
  for (const one of document.querySelectorAll(`[data-testid="stMain"] :is(${parts})`)) {
    if (one.matches('.page-section')) found.push({charts: [], table: false});
    else if (!one.checkVisibility()) continue;
    else if (one.matches('button')) found.at(-1).table ||= one.textContent.includes(offered);
    else {
      const named = one.matches('[aria-label]') ? one : one.querySelector('[aria-label]');
      found.at(-1).charts.push(named?.getAttribute('aria-label') ?? '');
    }
  }
  return found.filter(one => one.charts.length);
}
"""

CHARTED = {
    "/jamfor?kommun=1882,1982,2083&nyckeltal=N21826": 2,
    "/regioner?region=0021,0013&lan=21": 2,
    "/nyckeltal?nyckeltal=N00206&kod=1882": 2,
    "/effekt?omgang=MK2&nyckeltal=N00206": 1,
}
"""Pages with charts, and at least how many."""


@EVERY
def test_a_page_is_walked_without_a_mouse(reader, view):
    page = reader.page
    page.emulate_media(reduced_motion="reduce")
    reader.open(view)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#stMain') !== null")
    stops = list(walked(page))
    assert stops and stops[0]["main"], "the skip link leads past the menu"
    unseen = [stop["name"] for stop in stops if not (stop["seen"] and stop["placed"])]
    assert not unseen, unseen


def walked(page: Page) -> Iterator[dict[str, Any]]:
    """The stops of the tab key from where it stands, until it leaves the page or has stopped often enough."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(IN_FOCUS)
        if stop is None:
            return
        yield stop


@EVERY
def test_a_page_has_landmarks_and_an_unbroken_order_of_headings(reader, view):
    reader.open(view)
    levels = reader.page.evaluate(LEVELS)
    assert levels[0] == 1 and levels.count(1) == 1, levels
    skipped = [(above, below) for above, below in pairwise(levels) if below > above + 1]
    assert not skipped, levels
    for landmark in ("banner", "navigation", "main"):
        expect(reader.page.get_by_role(landmark).first).to_be_visible()
    assert reader.page.get_by_role("main").count() == 1


@EVERY
def test_at_four_times_its_size_nothing_is_lost_and_nothing_scrolls_sideways(reader, view):
    """1280 × 1024 at 400 % is a window of 320 × 256 (WCAG 1.4.10)."""
    page = reader.page
    reader.open(view)
    before = set(page.evaluate(SAID))
    page.set_viewport_size({"width": 320, "height": 256})
    page.wait_for_timeout(500)
    reader.settle()
    assert reader.too_wide() == []
    assert not before - set(page.evaluate(SAID))
    head = page.get_by_test_id("stHeader").bounding_box()
    assert head["height"] <= 256 / 4, "the head covers what one reads"


@EVERY
def test_nothing_moves_for_who_has_asked_for_less_motion(reader, view):
    reader.page.emulate_media(reduced_motion="reduce")
    reader.open(view)
    assert reader.page.evaluate(MOVING) == []


def test_what_came_of_a_file_is_announced(visit, server, tmp_path):
    faulty = tmp_path / "fel.csv"
    faulty.write_bytes(handed_in_file({"värde": "abc"}))
    owner = at_work(visit, server, "/lamna")
    Keyboard(owner).hand_in(faulty)
    owner.sees("Stoppar")
    told = owner.page.locator('[role="status"], [role="alert"]').filter(visible=True)
    assert any(one.strip() for one in told.all_inner_texts())
    owner.press("Ta bort utkastet")


def test_what_a_form_is_refused_for_is_announced_and_tied_to_its_fields(visit, server):
    owner = at_work(visit, server, "/insatser")
    form = owner.page.get_by_test_id("stForm").first
    summary = owner.page.locator('[data-testid="stExpander"] summary').filter(visible=True)
    if summary.count() and not form.is_visible():
        summary.first.click()
    expect(form).to_be_visible()
    # What is pressed while a fold still opens is lost.
    owner.page.wait_for_timeout(500)
    owner.settle()
    form.get_by_role("button").last.click()
    alert = owner.page.get_by_role("alert").filter(visible=True).first
    expect(alert).to_be_visible()
    expect(form.get_by_role("textbox").first).to_have_attribute("aria-describedby", alert.get_attribute("id"))


@pytest.mark.parametrize("page", AT_WORK)
def test_every_field_has_a_name(visit, server, page):
    owner = at_work(visit, server, FULLEST[page])
    nameless = owner.page.evaluate(NAMELESS)
    assert not nameless, nameless


def at_work(visit, server, view: str) -> Visitor:
    """Who coordinates the rounds, at a page."""
    owner = visit(1280)
    owner.open(server.key_link)
    owner.open(view)
    return owner


@pytest.mark.parametrize("view", CHARTED)
def test_every_chart_says_what_it_shows_and_has_its_values_in_a_table_beside_it(reader, view):
    page = reader.page
    reader.open(view)
    sections = page.evaluate(SECTIONS, "Visa som tabell")
    assert sum(len(one["charts"]) for one in sections) >= CHARTED[view]
    assert all(one["table"] for one in sections), sections
    assert all(len(name) > 20 for one in sections for name in one["charts"]), sections
    for button in page.get_by_role("button", name="Visa som tabell").all():
        table = unfolded(reader, button)
        assert table.locator("tbody tr").count() and table.locator("thead th").count() > 1
        # A table that scrolls is scrolled with the arrow keys.
        assert table.locator("xpath=ancestor::*[@role='region'][1]").get_attribute("tabindex") == "0"
        page.keyboard.press("Escape")
        expect(table).to_have_count(0)


def unfolded(reader: Visitor, button: Locator) -> Locator:
    """The table that a button of a figure shows, opened by keyboard."""
    button.focus()
    reader.page.keyboard.press("Enter")
    table = reader.page.locator('[data-testid="stPopoverBody"] table')
    expect(table).to_be_visible()
    return table


def table_of(reader: Visitor, key: str) -> Locator:
    return unfolded(reader, reader.page.locator(f".st-key-table-{key} button"))


# Where in the window a chart has drawn a place's value of a year.
AT_POINT = """
(chart, [name, year]) => {
  const {xaxis, yaxis} = chart._fullLayout;
  const {x, y} = chart.data.find(trace => trace.name === name);
  const box = chart.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(year), box.top + yaxis._offset + yaxis.d2p(y[x.indexOf(year)])];
}
"""

LIT_ROW = '[data-testid="stPopoverBody"] tr.bm-lit th'


def test_a_row_of_the_table_lights_its_dot_and_a_dot_its_row(reader):
    page = reader.page
    reader.open("/nyckeltal?nyckeltal=N00206&kod=1882")
    table = table_of(reader, "beeswarm")
    lit = page.locator('[data-figure="beeswarm"] .bm-lit')

    # With the keys: Tab goes into the table, the arrows from row to row.
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = table.locator("tbody th").nth(1).inner_text()
    expect(page.locator(LIT_ROW)).to_have_text(second)
    expect(lit).to_have_attribute("data-row", second)

    # With the pointer, the other way.
    page.locator('[data-figure="beeswarm"] [data-row="Askersund"]').dispatch_event("pointerover")
    expect(page.locator(LIT_ROW)).to_have_text("Askersund")
    expect(lit).to_have_attribute("data-row", "Askersund")


def test_a_year_of_the_table_lights_its_points_and_a_point_its_year(reader):
    page = reader.page
    reader.open("/nyckeltal?nyckeltal=N00206&kod=1882")
    table = table_of(reader, "nationwide")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    year = table.locator("tbody th").first.inner_text()
    expect(page.locator(LIT_ROW)).to_have_text(year)
    # Plotly says the place, the year and the value at each point.
    told = page.locator(".st-key-wide-nationwide .hovertext")
    expect(told.filter(has_text=f"Askersund {year}")).to_be_visible()

    last = table.locator("tbody th").last.inner_text()
    chart = page.locator(".st-key-wide-nationwide .js-plotly-plot")
    page.mouse.move(*chart.evaluate(AT_POINT, ["Askersund", int(last)]))
    expect(page.locator(LIT_ROW)).to_have_text(last)


# The colour of the years under a chart; nothing while it is drawn anew.
LETTERS = """
() => {
  const year = document.querySelector('.st-key-wide-nationwide .xtick text');
  return year ? getComputedStyle(year).fill : null;
}
"""


def test_a_chart_follows_when_light_turns_to_dark(reader):
    reader.open("/nyckeltal?nyckeltal=N00206&kod=1882")
    light = reader.page.evaluate(LETTERS)
    reader.page.emulate_media(color_scheme="dark")
    reader.page.wait_for_function(f"light => ![null, light].includes(({LETTERS})())", arg=light)


def test_a_letter_pressed_by_mistake_runs_nothing(reader):
    page = reader.page
    reader.open("/nyckeltal?nyckeltal=N00206&kod=1882")
    page.evaluate(
        """() => {
          window.runs = 0;
          const app = document.querySelector('[data-testid="stApp"]');
          new MutationObserver(() => window.runs++).observe(app, {attributeFilter: ['data-test-script-state']});
        }"""
    )
    for key in "rc":
        page.keyboard.press(key)
    page.wait_for_timeout(1000)
    assert page.evaluate("window.runs") == 0
    assert page.get_by_role("dialog").count() == 0
