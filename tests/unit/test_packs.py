"""One-pagers are accessible, hold the numbers of the page, and print for every municipality and region."""

from __future__ import annotations

import io
import itertools
import random
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
import typst
from builders import ASKERSUND, VISITOR, size
from drawn_html import HOSTILE
from pypdf import PdfReader

from benchmarking import figures, packs, prepared
from benchmarking.errors import NotFound
from benchmarking.model import OrganisationKind
from benchmarking.packs import onepager, press
from benchmarking.wording import words

SV, EN = words("sv"), words("en")
DAY = date(2026, 11, 22)
ADDRESS = "https://jamstallt.example/profil?kod="


@pytest.fixture(scope="module")
def known(full_store):
    return prepared.facts(full_store, VISITOR)


def _paper(known, code, say=SV) -> PdfReader:
    return PdfReader(io.BytesIO(packs.one_pager(known, code, say, ADDRESS + code, DAY)))


def _text(paper: PdfReader) -> str:
    """The paper's letters without spaces: a PDF breaks lines where it likes."""
    return _squeezed("".join(page.extract_text() for page in paper.pages))


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _elements(paper: PdfReader) -> list[dict]:
    """Every element of the structure tree, in reading order."""
    found: list[dict] = []
    waiting = [paper.trailer["/Root"]["/StructTreeRoot"].get_object()]
    while waiting:
        here = waiting.pop()
        kids = here.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        found.append(here)
        kids = kids if isinstance(kids, list) else [kids]
        objects = [kid.get_object() for kid in kids if hasattr(kid, "get_object")]
        waiting += [kid for kid in reversed(objects) if isinstance(kid, dict)]
    return found


def _without_figures(known, code):
    """The same facts, as if nobody had handed in anything for one organisation."""
    return replace(
        known,
        yearly=known.yearly[known.yearly["organisation"] != code],
        assessed=known.assessed[known.assessed["organisation"] != code],
    )


@pytest.mark.parametrize("say", [SV, EN], ids=["sv", "en"])
def test_a_paper_is_tagged_titled_and_in_its_language(known, say):
    paper = _paper(known, ASKERSUND, say)
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own kind of true
    assert root["/Lang"].startswith(say.language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert "Askersund" in paper.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_headings_table_and_figures_are_tagged_and_every_figure_has_words(known):
    elements = _elements(_paper(known, ASKERSUND))
    kinds = [one.get("/S") for one in elements]
    assert kinds.count("/H1") == 1 and kinds.count("/H2") >= 6
    assert kinds.count("/Table") == 1 and "/TH" in kinds
    drawn = [one for one in elements if one.get("/S") == "/Figure"]
    assert len(drawn) >= 12
    assert all(one.get("/Alt") for one in drawn)
    assert any("Kvinnor 59,6, män 96,1, procent av de anställda" in one["/Alt"] for one in drawn)


def test_fonts_are_embedded_and_ours(known):
    paper = _paper(known, ASKERSUND)
    fonts = [font.get_object() for page in paper.pages for font in page["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].partition("+")[2].partition("-")[0] for font in fonts}
    assert names == {"HankenGrotesk", "SourceSerif4"}
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert "/FontFile2" in inner.get_object()["/FontDescriptor"].get_object()


@pytest.mark.parametrize("say", [SV, EN], ids=["sv", "en"])
def test_the_paper_says_what_the_page_says_first(known, say):
    text = _text(_paper(known, ASKERSUND, say))
    place = known.organisations[ASKERSUND]
    for sentence in say.lede(known.headline_of(ASKERSUND), place, known.indicators):
        assert _squeezed(sentence) in text
    assert _squeezed(say.date(DAY)) in text and ADDRESS + ASKERSUND in text
    journey = {"sv": "deltagare med Hedemora som mentor", "en": "participant with Hedemora as mentor"}
    assert _squeezed(journey[say.language]) in text


@pytest.mark.parametrize("say", [SV, EN], ids=["sv", "en"])
@pytest.mark.parametrize("code", [ASKERSUND, "1280", "0021", "2425"])
def test_the_numbers_on_paper_are_those_of_the_pages_table(known, code, say):
    place = known.organisations[code]
    assessed = known.gaps_of(code)
    described = figures.profile_rows(
        assessed,
        known.years_of([code]),
        known.indicators,
        None,
        known.scale(place.kind),
        say,
        lambda indicator: "/",
    )
    sure = assessed["section"].isin(["known", "as_everywhere"]).to_numpy()
    printed = {_squeezed("|".join(row)) for row in _printed_rows(_data(known, code, say))}
    headings = [3, 4, 5, 7, 8, 9]
    told = {
        _squeezed("|".join([title, *numbers]))
        for title, *numbers in described.table[sure].iloc[:, [0, *headings]].itertuples(index=False)
        if known.indicators
    }
    background = {one.short for one in known.indicators.values() if one.subgoal is None}
    assert not background & {row[0] for row in printed}
    assert told <= printed
    text = _text(_paper(known, code, say))
    for row in _data(known, code, say)["groups"]:
        for one in row["rows"]:
            assert _squeezed(one["title"]) in text and _squeezed(one["gap"]) in text


def _data(known, code, say) -> dict:
    assessed = known.gaps_of(code)
    choice = onepager.choice_of(assessed, known)
    return onepager.contents(known, known.organisations[code], say, ADDRESS + code, DAY, assessed, choice)


def _printed_rows(data: dict) -> list[list[str]]:
    """Title, women's and men's value, gap, typical gap, verdict and basis of every printed row."""
    rows = []
    for group in data["groups"]:
        for row in group["rows"]:
            numbers = re.findall(r'class="(women|men)">([^<]+)</text>', row["figure"]["svg"])
            by_sex = dict(numbers)
            typical = row["typical"].rpartition(" ")[2]
            values = [by_sex.get("women", ""), by_sex.get("men", "")]
            rows.append([row["title"], *values, row["gap"], typical, row["verdict"], row["how"]])
    return rows


def test_every_known_gap_is_printed_or_counted(known):
    for code in (ASKERSUND, "1280", "0180"):
        data = _data(known, code, SV)
        rows = [row["title"] for group in data["groups"] for row in group["rows"]]
        assert len(rows) == len(set(rows))
        assessed = known.gaps_of(code)
        sure = assessed[assessed["section"].isin(["known", "as_everywhere"])]
        titles = {
            known.indicators[one].short.sv for one in sure["indicator"] if known.indicators[one].subgoal
        }
        assert titles <= set(rows)


def test_what_does_not_fit_is_counted(known):
    assessed = known.gaps_of(ASKERSUND)
    choice = onepager.choice_of(assessed, known)
    fewer = replace(choice, shown=choice.shown[:2])
    place = known.organisations[ASKERSUND]
    data = onepager.contents(known, place, SV, ADDRESS, DAY, assessed, fewer)
    said = " ".join(group["rest"] for group in data["groups"])
    left_out = set(choice.shown[2:])
    sure = assessed[
        assessed["section"].isin(["known", "as_everywhere"]) & assessed["indicator"].isin(left_out)
    ]
    counted = [int(n) for n in re.findall(r"(\d+) känd\w* skillnad\w* till", said)]
    assert sum(counted) == len(sure) > 0


def test_violence_is_never_first_and_carries_its_caution(known):
    for code in (ASKERSUND, "1280", "0021"):
        *_, sixth = _data(known, code, SV)["groups"]
        assert sixth["heading"] == "6. Mäns våld mot kvinnor"
        assert sixth["caution"].startswith("Nyckeltalen mäter utsatthet för allt våld")
        first = _data(known, code, SV)["groups"][0]
        assert not {row["title"] for row in first["rows"]} & {row["title"] for row in sixth["rows"]}


def test_a_place_without_figures_has_a_paper_that_says_so(known):
    paper = _paper(_without_figures(known, "2583"), "2583")
    assert len(paper.pages) == 1
    assert "ViharingauppgifterförHaparanda." in _text(paper)
    assert "/Figure" not in {one.get("/S") for one in _elements(paper)}


def test_an_unknown_code_is_not_found(known):
    with pytest.raises(NotFound, match="9999"):
        packs.one_pager(known, "9999", SV, ADDRESS)


def test_names_and_addresses_are_never_markup(known):
    name = f"{HOSTILE} #panic() *Å* $x$ @y \\ [z] `q` // = Rubrik"
    place = replace(known.organisations[ASKERSUND], name=name)
    hostile = replace(known, organisations=known.organisations | {ASKERSUND: place})
    paper = PdfReader(io.BytesIO(packs.one_pager(hostile, ASKERSUND, SV, f"/profil?{HOSTILE}#panic()", DAY)))
    assert _squeezed("#panic() *Å* $x$ @y \\ [z] `q` // = Rubrik") in _text(paper)
    assert len([one for one in _elements(paper) if one.get("/S") == "/H1"]) == 1


def test_a_very_long_name_wraps_and_still_fits_two_pages(known):
    place = replace(known.organisations[ASKERSUND], name="Kommunalförbundet för " + "mellersta Norrland " * 6)
    long = replace(known, organisations=known.organisations | {ASKERSUND: place})
    assert len(_paper(long, ASKERSUND).pages) <= 2


def test_the_same_paper_has_the_same_bytes(known):
    first = packs.one_pager(known, ASKERSUND, SV, ADDRESS, DAY)
    assert packs.one_pager(known, ASKERSUND, SV, ADDRESS, DAY) == first


def test_a_picture_without_words_is_refused():
    template = b'#set document(title: "x")\n#image(bytes("<svg xmlns=\'http://www.w3.org/2000/svg\'/>"), format: "svg")'
    with pytest.raises(typst.TypstError):
        press._compiled(template, {}, made=None, format="pdf", pdf_standards=["ua-1"])


def test_templates_ask_for_nothing_from_outside():
    for template in (press.HERE / "templates").glob("*.typ"):
        written = template.read_text(encoding="utf-8")
        assert "#import" not in written and "#include" not in written and "read(" not in written


@pytest.mark.long
def test_every_place_has_a_paper_of_at_most_two_pages_in_one_language_or_the_other(known):
    places = known.of_kind(OrganisationKind.MUNICIPALITY, OrganisationKind.REGION)
    assert len(places) == 311
    wanted = random.Random(4).sample(places, size(5, 311))
    for say, place in zip(itertools.cycle((SV, EN)), wanted, strict=False):
        paper = _paper(known, place.code, say)
        assert len(paper.pages) <= 2, (place.name, say)
        assert _squeezed(place.name) in _text(paper)
    assert not EN.untranslated & {"Står först på sidan: {titles}.", "Visas inte här: {counts}."}


def test_rows_that_are_left_out_are_the_least_apart(known):
    assessed = known.gaps_of("0180")
    choice = onepager.choice_of(assessed, known)
    order = {code: at for at, code in enumerate(assessed["indicator"])}
    sure = [code for code in choice.shown if _section(assessed, code) in ("known", "as_everywhere")]
    assert sure == sorted(sure, key=order.__getitem__)
    assert not set(choice.leading) & set(choice.shown)


def _section(assessed: pd.DataFrame, code: str) -> str:
    return str(assessed.loc[assessed["indicator"] == code, "section"].iloc[0])
