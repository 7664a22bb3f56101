"""Names come from data somebody wrote: whatever they hold, they are shown as text."""

from __future__ import annotations

import random

import hostile
import pytest
from builders import size, small_data
from visiting import Seen, opened

from benchmarking import web
from benchmarking.store.build import build

HOSTILE = "<script>alert(1)</script>"
PLACE = "1882"

PARAMETERS = (
    *(
        "kod",
        "kommun",
        "region",
        "lan",
        "nyckeltal",
        "mot",
        "grupp",
        "fryst",
        "visa",
        "bild",
        "vikter",
        "sok",
    ),
    *(
        "linje",
        "forklara",
        "omgang",
        "del",
        "traff",
        "lage",
        "vy",
        "utkast",
        "insats",
        "lista",
        "spar",
        "bara",
    ),
)
"""What pages read of an address."""


@pytest.fixture
def hostile_names(database_path, tmp_path):
    """The small network, where Askersund, an indicator, a round and a source have hostile names."""
    data = small_data(tmp_path / "data")
    organisations = data / "organisations.csv"
    text = organisations.read_text(encoding="utf-8")
    assert "1882,Askersund," in text
    organisations.write_text(text.replace("1882,Askersund,", f"1882,{HOSTILE},"), encoding="utf-8")
    for name, was in (("indicators.toml", 'short = { sv = "'), ("rounds.toml", 'name = { sv = "')):
        file = data / name
        text = file.read_text(encoding="utf-8")
        was = was if was in text else was.replace("{ ", "{")
        assert was in text, name
        file.write_text(text.replace(was, was + HOSTILE), encoding="utf-8")
    memberships = data / "memberships.csv"
    source, headings, *rows = memberships.read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [row.replace("https://", "javascript:alert(1)//", 1) for row in rows]
    memberships.write_text("".join([source, headings, *rows]), encoding="utf-8")
    build(database_path, data, progress=lambda message: None)


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("start", {}),
        ("organisation", {"kod": PLACE}),
        ("organisation", {"kod": PLACE, "mot": "2083"}),
        ("compare", {"kommun": f"{PLACE},2083", "nyckeltal": "N21826", "visa": "alla"}),
        ("regions", {"lan": "18"}),
        ("network", {"linje": PLACE}),
        ("method", {}),
    ],
)
def test_a_hostile_name_is_shown_as_text(hostile_names, page, asked):
    seen = Seen(opened(page, **asked))
    assert not seen.faults
    drawn = {one["tag"] for one in seen.html.elements}
    assert not drawn & {"script", "img", "iframe"}
    assert not [name for one in seen.html.elements for name in one if name.startswith("on")]
    assert not [one["href"] for one in seen.html.elements if one.get("href", "").startswith("javascript")]
    assert HOSTILE in seen.text, "the name is to be shown, as it is written"


def test_a_hostile_name_is_text_in_a_chart_too(hostile_names):
    """Plotly reads tags in names and labels: none of ours may reach it unescaped."""
    seen = Seen(opened("compare", kommun=f"{PLACE},2083", nyckeltal="N21826"))
    assert seen.charts
    for chart in seen.charts:
        drawn = [trace.get("name") for trace in chart.spec["data"]]
        drawn += [note.get("text") for note in chart.spec["layout"].get("annotations", ())]
        assert not [text for text in drawn if text and "<script" in text]


@pytest.mark.long
@pytest.mark.usefixtures("small")
def test_whatever_an_address_asks_for_the_page_stands_and_shows_it_as_text():
    chosen = random.Random(11)
    for _ in range(size(6, 500)):
        page = chosen.choice(tuple(web.PAGES))
        asked = {chosen.choice(PARAMETERS): hostile.text(chosen)[:4_000] for _ in range(chosen.randint(1, 4))}
        seen = Seen(opened(page, chosen.choice(("sv", "en", hostile.text(chosen)[:99])), **asked))
        assert not seen.faults, (page, asked)
        assert seen.headings, (page, asked)
        assert not {one["tag"] for one in seen.html.elements} & {"script", "img", "iframe"}, (page, asked)
        assert not [name for one in seen.html.elements for name in one if name.startswith("on")], (
            page,
            asked,
        )
