"""What a page weighs and how long its first chart takes in a browser that has seen nothing before."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser

SECONDS = 30

# What a page asks for after this is asked for while somebody reads.
READING = 1.5

FIRST_CHART = "() => { const one = document.querySelector('.js-plotly-plot .main-svg'); return one && performance.now(); }"

STANDS = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.dataset.testScriptState === 'notRunning' && !!document.querySelector('h1')
    && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]')
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].filter(one => one.offsetParent)
       .every(one => one.querySelector('.main-svg'));
}
"""


@dataclass(frozen=True)
class Visit:
    """A first visit: bytes over the wire (as they were compressed), seconds to the first chart (None without one)."""

    bytes: int
    chart: float | None


def first_visit(browser: Browser, address: str, cookies: list[dict] | None = None) -> Visit:
    """Open an address with nothing kept, and wait until it stands."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
    try:
        context.set_default_timeout(SECONDS * 1000)
        if cookies:
            context.add_cookies(cookies)
        page = context.new_page()
        received = 0

        def finished(event: dict) -> None:
            nonlocal received
            received += event["encodedDataLength"]

        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", finished)
        # Noted by the page itself: a question from here would come late.
        page.add_init_script(
            "window.firstChart = null; new MutationObserver(() => {"
            f" if (window.firstChart === null) window.firstChart = ({FIRST_CHART})() || null;"
            " }).observe(document, {childList: true, subtree: true})"
        )
        page.goto(address)
        page.wait_for_function(STANDS)
        page.wait_for_timeout(READING * 1000)
        chart = page.evaluate("window.firstChart")
        return Visit(received, None if chart is None else chart / 1000)
    finally:
        context.close()
