"""The other networks on the page: the founding documents' facts, a place's own view, and a coordinator's desk."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from builders import ASKERSUND, FAGERSTA, OWNER
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest
from visiting import Seen, opened

from benchmarking import web, wording
from benchmarking.access import VISITOR
from benchmarking.initiatives import (
    Attendance,
    Attender,
    Occasion,
    OccasionKind,
    Progress,
    State,
    Work,
    WorkKind,
)
from benchmarking.model import KnownDate, Precision, ProgrammeKind, Text
from benchmarking.packs import FORMATS, initiative_paper
from benchmarking.seats import SeatOffer, SeatRequest
from benchmarking.web.initiatives.initiative_lists import LISTS

SAID = {
    "ledarutbildning-gavleborg": (
        "Hälften av Gävleborgs tio kommuner hade gått utbildningen",
        "Väl godkänd (osäker uppgift)",
        "inte känt vilka",
    ),
    "jim-skane": (
        "41 myndigheter deltar i landet under fyra år. 18 av dem var piloter",
        "träffas två gånger om året",
        "Skatteverket Syd",
        "Resultat som syns",
    ),
    "cemr-norrbotten": (
        "13 av 14 kommuner i Norrbotten hade börjat 2013",
        "151 politiker och chefer hade gått eller bokat utbildning",
        "114 kommuner och 20 regioner",
        "februari 2015 (enligt källan)",
    ),
    "partnerskap-gavleborg": (
        "Arbetsförmedlingen",
        "Genomförandegruppen av sakkunniga utför dem",
        "Kompetensförsörjning är prioriterad",
        "Svara på remisser",
    ),
}


def test_each_initiative_says_what_its_sources_say_and_a_place_what_it_takes_part_in(full_copy, english):
    listed = Seen(opened("initiatives"))
    assert not listed.faults
    for code, sentences in SAID.items():
        assert f"/insatser?insats={code}" in listed.links.values()
        seen = Seen(opened("initiatives", insats=code))
        assert not seen.faults
        assert [sentence for sentence in sentences if sentence not in seen.text] == []
        assert not Seen(opened("initiatives", "en", insats=code)).faults
    assert "Menade du" in Seen(opened("initiatives", insats="jim-skanee")).text

    # Luleå: model municipality, mentor, the declaration with its source, and the programme with its link.
    seen = Seen(opened("organisation", kod="2580"))
    assert not seen.faults
    for sentence in (
        "Modellkommun sedan 14 januari 2020",
        "Mentor för Förbundet Norrbottens kommuner",
        "CEMR-deklarationen undertecknad 2013.",
        "Tallarochsol i Norrbotten",
    ):
        assert sentence in seen.text
    assert seen.links["Tallarochsol i Norrbotten"] == "/insatser?insats=cemr-norrbotten"
    assert any("lulea.se" in address for address in seen.links.values())
    # An agency has no figures, and still its page says what it takes part in.
    assert "JiM-nätverket i Skåne" in Seen(opened("organisation", kod="skatteverket-syd")).text
    # No initiative stands among the rounds.
    assert "Tallarochsol" not in Seen(opened("network")).text
    assert sorted(english.untranslated) == []


@pytest.fixture
def network(small, owner) -> str:
    """A network of two municipalities, a year old, where the pages look for it."""
    store = web.store()
    made = store.create_initiative(
        OWNER,
        ProgrammeKind.AGENCY_NETWORK,
        Text("Myndigheter i Örebro län", "Agencies in Örebro county"),
        county="18",
        starts=KnownDate(date(2026, 1, 1), Precision.DAY),
        members=[ASKERSUND, FAGERSTA],
    )
    held = KnownDate(date(2026, 3, 1), Precision.DAY)
    rows = (
        Progress(ASKERSUND, "plan", State.DONE, held),
        Occasion(1, OccasionKind.NETWORK_MEETING, Text("Vårmöte", "Spring meeting"), planned=held, held=held),
        Attendance(1, ASKERSUND, Attender.OFFICIAL, 6, 3),
        Work(9, WorkKind.CONSULTATION, Text("Remiss om statistik", "Consultation"), due=held),
        SeatOffer(1, "Basutbildning", 3, 1, date(2026, 8, 31)),
        SeatRequest(1, ASKERSUND, datetime(2026, 8, 1, 9), 3, 3),
        SeatRequest(1, FAGERSTA, datetime(2026, 9, 1, 9), 2, 2),
    )
    store.keep(OWNER, made, [(None, row) for row in rows])
    return made


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_list_opens_for_a_coordinator(network, language, english):
    for code in LISTS:
        seen = Seen(opened("initiatives", language, insats=network, lista=code))
        assert not seen.faults, code
    assert sorted(english.untranslated) == []


def test_the_page_says_who_got_how_many_seats_and_why(network):
    text = Seen(opened("initiatives", insats=network)).text
    assert "Askersund bad om 3 den 1 augusti 2026, i tid. 1 ryms i det som alla erbjuds." in text
    assert "Fagersta bad om 2 den 1 september 2026, efter sista dagen. 2 väntar den på, som nummer 1" in text
    assert "1 nätverksmöte hållet 2026, av 2 om året." in text
    assert "Under 2026 kom 9 tjänstepersoner, 6 kvinnor och 3 män." in text


def test_a_visitor_sees_no_desk_and_no_small_numbers(network, monkeypatch):
    monkeypatch.setattr("benchmarking.api.local_key.held_by", lambda cookie: False)
    seen = Seen(opened("initiatives", insats=network))
    assert not seen.faults
    assert "För samordnare" not in seen.text
    assert "Under 2026 kom 9 personer." in seen.text
    assert "6 kvinnor" not in seen.text


def press(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    return button.click().run()


def test_seats_given_back_go_to_the_first_who_waits(network):
    app = opened("initiatives", insats=network, lista="begaran")
    app.number_input(key=f"back-many-{network}").set_value(2)
    app = press(app, "Lämna tillbaka platserna")
    assert not Seen(app).faults
    text = Seen(app).text
    assert "Askersund har lämnat tillbaka platser." in text
    assert "2 har andra lämnat tillbaka." in text


def test_an_initiative_is_set_up_from_a_template_and_a_row_is_added_by_a_form(small, owner):
    app = opened("initiatives")
    app.selectbox(key="new-kind").set_value(ProgrammeKind.COUNTY_TRAINING)
    app.text_input(key="new-initiative-name").set_value("Utbildning i Örebro län")
    app.selectbox(key="new-county").set_value("18")
    app.checkbox(key="new-everyone").set_value(True)
    app = press(app, "Skapa insatsen")
    seen = Seen(app)
    assert not seen.faults
    assert seen.links["Öppna den nya insatsen"] == "/insatser?insats=utbildning-i-orebro-lan"
    [found] = web.store().dossiers(VISITOR)
    assert found.taking_part() == (ASKERSUND,)

    code = found.initiative.id
    app = opened("initiatives", insats=code, lista="lage")
    app.selectbox(key=f"row-{code}-lage-organisation").set_value("Askersund (1882)")
    app.selectbox(key=f"row-{code}-lage-milestone").set_value("Ledningen har gått utbildningen")
    app.selectbox(key=f"row-{code}-lage-state").set_value("gjort")
    app.text_input(key=f"row-{code}-lage-on").set_value("i våras")
    app = press(app, "Lägg till raden")
    assert any("Datumet ”i våras” går inte att läsa" in alert for alert in Seen(app).alerts)
    app.text_input(key=f"row-{code}-lage-on").set_value("2026-04")
    app = press(app, "Lägg till raden")
    assert not Seen(app).faults
    [row] = web.store().dossier(VISITOR, code).progress
    assert (row.state, row.on) == (State.DONE, KnownDate(date(2026, 4, 1), Precision.MONTH))
    assert "1 av 1" in Seen(app).text


def test_a_list_saved_as_it_stands_changes_nothing(network):
    before = web.store().dossier(OWNER, network)
    for code in LISTS:
        app = press(opened("initiatives", insats=network, lista=code), "Spara listan")
        assert not Seen(app).faults, code
        assert Seen(app).alerts == ["0 rader är ändrade."], (code, Seen(app).alerts)
    assert web.store().dossier(OWNER, network) == before


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_years_report_is_written_as_pdf_slides_and_word(network, language, tmp_path):
    words = wording.words(language)
    store = web.store()
    report = store.year_report(OWNER, network, 2026, date(2026, 11, 28))
    names = {one.code: one.name for one in store.organisations(OWNER)}
    paper = initiative_paper(report, store.dossier(OWNER, network), names, words, date(2026, 11, 28))
    for ending, (pen, _) in FORMATS.items():
        (tmp_path / f"report.{ending}").write_bytes(pen(paper))
        assert (tmp_path / f"report.{ending}").stat().st_size > 1_000
    pdf = PdfReader(tmp_path / "report.pdf")
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    told = {
        "sv": ("Myndigheter i Örebro län 2026", "6 kvinnor och 3 män", "3 av 3 platser är fördelade"),
        "en": ("Agencies in Örebro county 2026", "6 women and 3 men", "3 of 3 seats are allotted"),
    }
    assert [sentence for sentence in told[language] if sentence not in text] == []
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"].startswith(language)
    assert paper.sheets[0].lede[0] == words.plural(
        "{n} medlem vid årets slut.", "{n} medlemmar vid årets slut.", 2
    )
