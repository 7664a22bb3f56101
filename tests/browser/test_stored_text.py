"""Hostile text in every place that keeps what people wrote: it is shown as text, and nothing of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import ASKERSUND, FAGERSTA, HOURS, OWN_YEAR, OWNER, draft, observations, small_data
from playwright.sync_api import Browser
from running import Server, running
from visitor import Visitor

from benchmarking import web
from benchmarking.initiatives import Occasion, OccasionKind
from benchmarking.meetings import Arranged, Expected, Judgement, NoteKind
from benchmarking.model import ProgrammeKind, Text
from benchmarking.rules import Decision, DecisionKind
from benchmarking.store import Store
from benchmarking.store.build import build

pytestmark = pytest.mark.long

ROUND, TEAM, STEP, MEETING = "MK3", "MK3-1", "meeting-1", "/mote?grupp=MK3-1&traff=1"
DAY = date(2020, 1, 1)

ATTACKS = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg/onload=alert(3)>"
    "[x](javascript:alert(4))![x](https://evil.example/a.png)<iframe src=//evil.example/></title></style>"
)


def hostile(place: str) -> str:
    """Every attack, with a word by which the place is found again."""
    return f"{place}zz{ATTACKS}"


NAMES = ("place", "indicator", "round")
WRITTEN = (
    *("venue", "note", "promise", "examined", "likely", "consequence", "motive", "problem", "practice"),
    *("document", "file", "cell", "withdrawal", "initiative", "occasion", "trail"),
)


def _filled(path: Path, data: Path) -> str:
    """The small network with hostile text in every name and every place that somebody writes in; its initiative."""
    small_data(data)
    organisations = data / "organisations.csv"
    text = organisations.read_text(encoding="utf-8")
    assert "1882,Askersund," in text
    organisations.write_text(text.replace("1882,Askersund,", f"1882,{hostile('place')},"), encoding="utf-8")
    for place, was in (("indicator", 'short = { sv = "'), ("round", 'name = { sv = "')):
        file = data / f"{place}s.toml"
        text = file.read_text(encoding="utf-8")
        was = was if was in text else was.replace("{ ", "{")
        assert was in text, place
        file.write_text(text.replace(was, was + hostile(place)), encoding="utf-8")
    build(path, data, progress=lambda message: None)
    store = Store(path)
    store.arrange(OWNER, TEAM, STEP, Arranged(DAY, hostile("venue")))
    store.write(OWNER, TEAM, STEP, NoteKind.NOTE, hostile("note"))
    store.commit(OWNER, TEAM, STEP, ASKERSUND, HOURS, Expected.SMALLER, text=hostile("promise"))
    store.analyse(
        *(OWNER, TEAM, ASKERSUND, HOURS, 2022, Judgement.CANNOT_SAY, hostile("motive")),
        examined=hostile("examined"),
        likely=hostile("likely"),
        consequences=hostile("consequence"),
    )
    store.adopt(OWNER, TEAM, ASKERSUND, FAGERSTA, hostile("problem"), hostile("practice"))
    store.hand_over(OWNER, TEAM, STEP, ASKERSUND, f"{hostile('document')}.pdf", b"%PDF-1.7")
    published = draft(store, ROUND, f"{hostile('file')}.csv")
    store.publish(OWNER, published, observations({"value": 2.0}, organisation=ASKERSUND, year=OWN_YEAR))
    store.withdraw(OWNER, published, hostile("withdrawal"))
    store.set_opening(OWNER, ROUND, DAY, hostile("trail"))
    store.decide(
        OWNER, Decision(ASKERSUND, DecisionKind.CEMR_2022, DAY, hostile("body"), hostile("paragraph"))
    )
    initiative = store.create_initiative(
        OWNER, ProgrammeKind.COUNTY_TRAINING, Text(hostile("initiative"), hostile("initiative"))
    )
    store.keep(
        OWNER,
        initiative,
        [(None, Occasion(1, OccasionKind.NETWORK_MEETING, Text(hostile("occasion"), hostile("occasion"))))],
    )
    own = store.dossier(OWNER, initiative).initiative
    store.change_initiative(OWNER, own, replace(own, name=Text(hostile("initiative"), "a")), hostile("trail"))
    store.close()
    return initiative


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    folder = tmp_path_factory.mktemp("attacked")
    initiative = _filled(folder / "network.duckdb", folder / "data")
    with running(folder) as server:
        yield server, initiative


RECORD = "window.ran = []; for (const name of ['alert', 'confirm', 'prompt']) window[name] = said => ran.push(said);"

MADE_OF_IT = """
() => [...document.querySelectorAll('*')].flatMap(one => [
  ...(['SCRIPT', 'STYLE'].includes(one.tagName) && /alert\\(/.test(one.textContent) ? [one.outerHTML] : []),
  ...[...one.attributes].filter(a =>
    (/^on/i.test(a.name) && /alert/.test(a.value)) ||
    (['href', 'src', 'action', 'data', 'xlink:href'].includes(a.name) && /^\\s*javascript:|evil/i.test(a.value))
  ).map(a => `${one.tagName} ${a.name}=${a.value} in ${one.closest("[data-testid]")?.dataset.testid}: ${one.parentElement.textContent.slice(0, 60)}`)
])
"""
"""Elements and attributes that the text has become, where it ought to be text."""

# Words of the frame round each page, and what is said only after a press.
UNFOLD = "() => document.querySelectorAll('details').forEach(one => one.open = true)"

ASKED = {
    "organisation": (f"?kod={ASKERSUND}", f"?kod={ASKERSUND}&mot={FAGERSTA}"),
    "compare": (f"?kommun={ASKERSUND},{FAGERSTA}&nyckeltal={HOURS}&visa=alla",),
    "indicator": (f"?nyckeltal={HOURS}&kod={ASKERSUND}",),
    "network": ("", f"?linje={ASKERSUND}"),
    "meeting": ("?grupp=MK3-1&traff=1", "?grupp=MK3-1&traff=1&visa=duk", "?grupp=MK3-1&traff=2"),
    "rounds": (f"?omgang={ROUND}",),
    "submissions": (f"?omgang={ROUND}", f"?omgang={ROUND}&vy=historik"),
}


def test_no_text_that_somebody_wrote_runs_or_calls_anybody(
    attacked: tuple[Server, str], browser: Browser
) -> None:
    server, initiative = attacked
    visitor = Visitor(browser, server)
    page = visitor.page
    page.add_init_script(RECORD)
    visitor.open(server.key_link)
    seen: list[str] = []

    def look(where: str) -> None:
        page.evaluate(UNFOLD)
        page.wait_for_timeout(300)
        visitor.faults += [f"{where}: ran {said}" for said in page.evaluate("ran")]
        visitor.faults += [f"{where}: {made}" for made in page.evaluate(MADE_OF_IT)]
        if page.locator('[data-testid="stException"]').count() or "Något gick fel hos oss" in visitor.text:
            visitor.faults.append(f"{where}: failed")
        seen.append(page.evaluate("document.documentElement.textContent + document.title"))

    for stem, address in web.PAGES.items():
        mine = ("", f"?insats={initiative}") if stem == "initiatives" else ASKED.get(stem, ("",))
        for asked in mine:
            for language in ("sv", "en") if stem in ("organisation", "meeting") else ("sv",):
                to = ("/" if stem == "start" else f"/{address}") + asked
                visitor.open(f"{to}{'&' if '?' in to else '?'}sprak={language}")
                look(to)
    visitor.open("/lamna")
    visitor.hand_in(
        f"{hostile('file').replace('/', '-')}.csv",
        "\n".join(
            (
                "omgång;kommunkod;kommun;nyckeltal;år;kön;värde;antal;underlag;saknas",
                f"MK3;{ASKERSUND};{hostile('cell')};{HOURS};{OWN_YEAR};K;{hostile('cell')};;;",
                f"MK3;{ASKERSUND};Askersund;{hostile('cell')};{OWN_YEAR};M;1,0;;;{hostile('cell')}",
            )
        ).encode(),
    )
    look("the check of a file")
    visitor.leave()
    assert not visitor.faults, "\n".join(visitor.faults)
    missed = [place for place in (*NAMES, *WRITTEN) if not any(f"{place}zz<script>" in text for text in seen)]
    assert missed == [], "shown nowhere as it was written"
