"""The page of submissions: who is late, what to send them, asking, own indicators, two versions beside each other."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import (
    ASKERSUND,
    COUNCIL,
    FAGERSTA,
    FULL_TIME,
    HEDEMORA,
    HOURS,
    OWN_YEAR,
    OWNER,
    VISITOR,
    handed_in_file,
)
from streamlit.testing.v1 import AppTest
from visiting import Seen, opened

from benchmarking import coverage, drafts, web, wording
from benchmarking.model import Request, Right, Text, Track, Viewer
from benchmarking.store import Store

TODAY = date.today()
PAST, AHEAD = TODAY - timedelta(days=10), TODAY + timedelta(days=30)

HOSTILE = "<script>alert(1)</script>"


def request(indicator: str = HOURS, **more) -> Request:
    fields = {"programme": "MK3", "indicator": indicator, "first_year": OWN_YEAR, "last_year": OWN_YEAR}
    return Request(**fields | more)


@pytest.fixture
def asking(small: Path) -> Store:
    """The small network, whose third round asks for two indicators of 2023: one late, one in time."""
    store = web.store()
    store.ask_for(
        OWNER,
        [request(due=PAST), request(FULL_TIME, due=AHEAD), request(COUNCIL, first_year=2022, last_year=2022)],
    )
    return store


def hand_in(store: Store, *changes, name: str = "uppgifter.csv", publish: bool = True) -> int:
    draft = drafts.hand_in(store, OWNER, name, handed_in_file(*changes), "MK3")
    if publish:
        drafts.publish(store, OWNER, drafts.confirm(store, OWNER, draft))
    return draft.submission.id


BOTH = ({"kön": "K", "värde": "30"}, {"kön": "M", "värde": "29"})
FULL = tuple(
    {"nyckeltal": FULL_TIME, "kön": sex, "värde": "80", "antal": "80", "underlag": "100"} for sex in "KM"
)


def page(language: str = "sv", **asked: str) -> AppTest:
    return opened("submissions", language, **({"omgang": "MK3"} | asked))


def seen(app: AppTest) -> Seen:
    found = Seen(app)
    assert not found.faults, found.faults
    return found


# Who may see it


def test_a_stranger_is_told_whom_the_page_is_for_and_sees_no_state(asking):
    hand_in(asking, *BOTH)
    found = seen(page())
    assert "samordnare" in found.text
    assert "Askersund" not in found.text and "sen" not in found.text.split()


def test_who_may_hand_in_sees_the_state_and_no_forms(asking, monkeypatch):
    reporter = Viewer("reporter", frozenset({Right.SUBMIT}))
    monkeypatch.setattr("benchmarking.web.collecting.submissions.viewer", lambda: reporter)
    found = seen(page())
    assert "Askersund" in found.text
    assert "Egna nyckeltal" not in found.text
    hidden = seen(page(vy="fraga"))
    assert "Vem ska svara?" not in hidden.text


# The state


def test_a_round_that_asks_for_nothing_says_so(small, owner):
    found = seen(page())
    assert "Omgången har inte frågat efter något än." in found.text
    assert found.links["Fråga efter uppgifter"].startswith("/inlamningar?omgang=MK3&vy=fraga")


def test_the_page_says_how_many_have_handed_in_and_who_is_late(asking, owner):
    members = sum(one.role == "participant" for one in asking.memberships(VISITOR) if one.programme == "MK3")
    hand_in(asking, *BOTH, *FULL)
    found = seen(page())
    assert f"1 av {members} har lämnat allt." in found.text
    late = members - 1
    word = wording.words("sv").spelled(late).capitalize()
    assert f"{word} är sen{'a' if late > 1 else ''}." in found.text
    rows = [row["text"] for row in found.html.elements if row["tag"] == "tr"]
    assert "! sen" in rows[1] and rows[-1].startswith("Askersund")
    assert "✓ inne" in rows[-1] and "= finns redan" in rows[-1]


def test_a_draft_counts_as_received_and_is_read_by_the_page(asking, owner):
    submission = hand_in(asking, *BOTH, publish=False)
    assert asking.unread(OWNER, "MK3") == (submission,)
    found = seen(page())
    assert asking.unread(OWNER, "MK3") == ()
    rows = {row["text"][:9]: row["text"] for row in found.html.elements if row["tag"] == "tr"}
    assert "◐ utkast" in rows["Askersund"] and "○ saknas" in rows["Askersund"]


def test_a_damaged_draft_does_not_stop_the_page(asking, owner):
    asking.receive(OWNER, "trasig.xlsx", b"PK\x03\x04 not a workbook", "MK3")
    assert "Askersund" in seen(page()).text


def test_the_state_and_the_group_can_be_chosen_by_link(asking, owner):
    hand_in(asking, *BOTH, *FULL)
    found = seen(page(lage="complete"))
    rows = [row["text"] for row in found.html.elements if row["tag"] == "tr"]
    assert len(rows) == 2 and rows[1].startswith("Askersund")
    assert not Seen(page(lage="nonsense", grupp="nonsense", vy="nonsense")).faults


def test_one_place_has_its_rows_its_template_and_a_text_to_send(asking, owner):
    found = seen(page(kommun=FAGERSTA))
    rows = [row["text"] for row in found.html.elements if row["tag"] == "tr"]
    assert any("! sen" in row and "0 av 2" in row for row in rows)
    told = found.app.get("code")[0].value
    assert "Fagersta" in told and HOURS in told and FULL_TIME in told and COUNCIL not in told
    assert wording.words("sv").date(PAST) in told
    assert "skicka filen till samordnaren" in told and "/lamna" not in told
    assert "Hello," in found.app.get("code")[1].value
    labels = [one.label for one in found.app.get("download_button")]
    assert {"Hämta mallen (Excel)", "Hämta mallen (CSV)"} <= set(labels)


def test_a_place_that_is_not_asked_is_said_not_to_be(asking, owner):
    found = seen(page(kommun="0180"))
    assert any("inte frågad" in one for one in found.alerts)


def test_nobody_is_reminded_where_all_is_in(small, owner):
    store = web.store()
    store.ask_for(OWNER, [request(organisation=ASKERSUND, due=PAST)])
    hand_in(store, *BOTH)
    found = seen(page())
    assert "Den som är frågad har lämnat allt." in found.text
    assert not found.app.get("code")


def test_english_says_all_of_it(asking, owner, english):
    hand_in(asking, *BOTH)
    second = hand_in(asking, {"kön": "K", "värde": "31"}, {"kön": "M", "värde": "29"})
    for asked in ({}, {"kommun": FAGERSTA}, {"vy": "historik"}, {"vy": "fraga"}, {"vy": "egna"}):
        seen(page("en", **asked))
    assert not english.untranslated
    assert "1 value differs" in seen(page("en", vy="historik", efter=str(second))).text


# History and difference


def test_two_versions_are_shown_beside_each_other(asking, owner):
    first = hand_in(asking, *BOTH)
    second = hand_in(asking, {"kön": "K", "värde": "31,5"}, {"kön": "M", "värde": "29"}, name="nya.csv")
    found = seen(page(vy="historik"))
    assert "1 värde skiljer: 0 nya, 0 borttagna och 1 ändrade." in found.text
    assert "30,0 timmar" in found.text and "31,5 timmar" in found.text
    same = seen(page(vy="historik", fore=str(first), efter=str(first)))
    assert "Välj två olika." in same.text
    assert second > first


def test_a_returned_file_says_why_and_what_came_instead(asking, owner):
    returned = hand_in(asking, *BOTH, publish=False)
    asking.return_to_sender(OWNER, returned, "Fel år på rad 31.")
    rows = {row["text"][:9]: row["text"] for row in seen(page()).html.elements if row["tag"] == "tr"}
    assert "! sen" in rows["Askersund"] and "○ saknas" in rows["Askersund"]
    assert "! sen, återlämnad" in seen(page(kommun=ASKERSUND)).text
    asking.resume(OWNER, returned)
    found = seen(page(vy="historik"))
    assert "Fel år på rad 31." in found.text
    assert f"I stället för nummer {returned}." in found.text


def test_hostile_file_names_and_reasons_are_shown_as_text(asking, owner):
    submission = hand_in(asking, *BOTH, name=f"{HOSTILE}.csv", publish=False)
    asking.return_to_sender(OWNER, submission, HOSTILE)
    found = seen(page(vy="historik"))
    assert HOSTILE in found.html.text
    assert not {one["tag"] for one in found.html.elements} & {"script", "img", "iframe"}


def test_a_round_without_files_says_so(asking, owner):
    assert "Inget är lämnat till omgången än." in seen(page(vy="historik")).text


# Asking


def submit(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    return button.click().run()


def test_a_coordinator_asks_and_takes_back(small, owner):
    app = page(vy="fraga")
    app.multiselect(key="ask-indicators").set_value([HOURS, FULL_TIME])
    app.number_input(key="ask-first").set_value(2021)
    app.number_input(key="ask-last").set_value(OWN_YEAR)
    app.date_input(key="ask-due").set_value(AHEAD)
    app = submit(app, "Fråga")
    found = seen(app)
    [alert] = [one for one in found.alerts if one.startswith("Frågan om 2 nyckeltal är sparad.")]
    # 2021 and 2022 of the three years are official.
    asked_of = len(coverage.members_asked(request(), small_members(), TODAY))
    assert f"{asked_of * 2 * 2 * 2} av {asked_of * 2 * 2 * 3} värden finns redan hos Kolada." in alert
    kept = web.store().requests(OWNER, "MK3")
    assert {(one.indicator, one.first_year, one.last_year, one.due) for one in kept} == {
        (HOURS, 2021, OWN_YEAR, AHEAD),
        (FULL_TIME, 2021, OWN_YEAR, AHEAD),
    }
    [which] = [one for one in app.multiselect if one.key.startswith("stop-which")]
    which.set_value([kept[0].id]).run()
    submit(app, "Sluta fråga efter dem")
    assert [one.id for one in web.store().requests(OWNER, "MK3")] == [kept[1].id]


def small_members():
    return web.store().memberships(VISITOR)


def test_the_form_begins_where_the_official_figures_end(small, owner):
    app = page(vy="fraga")
    assert app.number_input(key="ask-first").value == OWN_YEAR
    assert app.number_input(key="ask-last").value == OWN_YEAR
    assert "Här finns Koladas siffror till och med 2022." in seen(app).text


def test_asking_for_what_is_official_says_that_nobody_needs_to_hand_in(small, owner):
    app = page(vy="fraga")
    app.multiselect(key="ask-indicators").set_value([FULL_TIME])
    app.number_input(key="ask-first").set_value(2022)
    app.number_input(key="ask-last").set_value(2022)
    app = submit(app, "Fråga")
    assert any("Alla värden finns redan hos Kolada" in one for one in seen(app).alerts)
    found = seen(page())
    assert "Ingen behöver lämna: alla värden finns redan hos Kolada." in found.text
    assert "har lämnat allt" not in found.text
    rows = [row["text"] for row in found.html.elements if row["tag"] == "tr"]
    assert all("= 1 av 1, finns redan" in row for row in rows[1:])


def test_those_who_handed_in_are_told_apart_from_those_who_need_not(small, owner):
    store = web.store()
    store.ask_for(
        OWNER,
        [
            request(organisation=ASKERSUND),
            request(organisation=FAGERSTA, first_year=2022, last_year=2022),
        ],
    )
    assert "0 av 2 har lämnat allt, 1 har allt hos Kolada redan." in seen(page()).text
    hand_in(store, *BOTH)
    assert "1 har lämnat allt, 1 har allt hos Kolada redan." in seen(page()).text


def test_who_takes_part_and_has_not_the_indicator_is_named(asking, owner):
    with asking._change() as change:
        change.run(
            "INSERT INTO membership VALUES ($id, $team, '0001', 'participant', NULL, NULL, NULL, NULL, '', '')",
            id=change.next_id("membership"),
            team=next(one.id for one in asking.teams(OWNER) if one.programme == "MK3"),
        )
        change.record("test", "members", "programme:MK3")
    asking.withdraw_request(
        OWNER, [one.id for one in asking.requests(OWNER, "MK3") if one.indicator != FULL_TIME]
    )
    all_of_them = len(coverage.members_asked(request(), small_members(), TODAY))
    assert f"{all_of_them} deltagare, en har inte nyckeltalet: Region Stockholm." in seen(page()).text


def test_the_text_to_send_asks_only_for_the_years_that_nobody_has(small, owner):
    web.store().ask_for(OWNER, [request(first_year=2019, due=AHEAD)])
    told = page(kommun=FAGERSTA).get("code")[0].value
    [line] = [one for one in told.splitlines() if HOURS in one]
    assert line.endswith(f", {OWN_YEAR}")


def test_the_page_opens_on_the_newest_round_that_reaches_somebody(small, owner):
    store = web.store()
    made = store.create_round(
        OWNER, Text("Omgång 2026", "Round 2026"), Track.MUNICIPALITY, "2024", date(2026, 1, 1)
    )
    first = opened("submissions")
    assert first.selectbox(key="pick-round").value != made
    assert opened("submissions", omgang=made).selectbox(key="pick-round").value == made
    peopled = {one.programme for one in small_members() if one.role == "participant"}
    assert first.selectbox(key="pick-round").value in peopled


def test_all_indicators_can_be_asked_of_one_place_that_has_them(small, owner):
    app = page(vy="fraga")
    app.selectbox(key="ask-whom").set_value(f"place:{HEDEMORA}")
    app.checkbox(key="ask-every").check()
    app = submit(app, "Fråga")
    assert not seen(app).app.error
    kept = web.store().requests(OWNER, "MK3")
    of_kind = {one.id for one in web.store().indicators(OWNER) if "municipality" in one.applies_to}
    assert {one.indicator for one in kept} == of_kind
    assert {one.organisation for one in kept} == {HEDEMORA}


def test_each_fault_of_a_request_is_said_and_nothing_is_kept(small, owner):
    app = page(vy="fraga")
    app.number_input(key="ask-first").set_value(2023)
    app.number_input(key="ask-last").set_value(2021)
    app.date_input(key="ask-due").set_value(PAST)
    app = submit(app, "Fråga")
    assert {one.value for one in app.error} == {
        "Välj minst ett nyckeltal.",
        "Det sista året kommer före det första.",
        "Den dagen har redan gått.",
    }
    assert web.store().requests(OWNER) == ()


# Own indicators

FORM = {
    "id": "norm",
    "title-sv": "Heltid som norm",
    "short-sv": "Heltid som norm",
    "base-sv": "procent av de anställda",
    "numerator": "anställda på heltid",
}


def form(app: AppTest, at: str = "new", **fields: str) -> AppTest:
    for name, text in (FORM | fields if at == "new" else fields).items():
        app.text_input(key=f"own-{at}-{name}").set_value(text)
    return app


def test_an_own_indicator_is_added_and_changed_on_the_page(small, owner):
    app = form(page(vy="egna"))
    app.text_area(key="own-new-definition-sv").set_value("Hur stor del av de anställda som …")
    app.selectbox(key="own-new-subgoal").set_value(2)
    app.number_input(key="own-new-notable").set_value(2.0)
    app = submit(app, "Spara")
    assert "Heltid som norm är sparat." in seen(app).alerts, [one.value for one in app.error]
    [kept] = web.store().own_indicators(OWNER)
    assert (kept.id, kept.title.en, kept.lower, kept.upper) == ("egen-norm", "Heltid som norm", 0.0, 100.0)
    app.selectbox(key="own-which").set_value("egen-norm").run()
    app.text_area(key="own-egen-norm-definition-sv").set_value("Nu räknas även vikarier.")
    app = submit(app, "Spara")
    assert not app.error
    assert len(web.store().indicator_versions(OWNER, "egen-norm")) == 2
    [changed] = web.store().own_indicators(OWNER)
    assert changed.breaks == (TODAY.year,)
    for other in ("organisation", "compare", "indicator", "method"):
        asked = {"kod": ASKERSUND} if other == "organisation" else {"kommun": f"{ASKERSUND},{FAGERSTA}"}
        asked = {"nyckeltal": "egen-norm"} if other == "indicator" else asked
        assert not Seen(opened(other, **asked)).faults, other


def test_faults_of_an_own_indicator_stand_at_their_fields_and_nothing_written_is_lost(small, owner):
    app = form(page(vy="egna"), id="Å Ä", breaks="tjugo")
    app.number_input(key="own-new-suppress").set_value(2)
    app.text_area(key="own-new-definition-sv").set_value("Hur stor del …")
    app.selectbox(key="own-new-shape").set_value("womens_share")
    app.number_input(key="own-new-upper").set_value(50.0)
    app = submit(app, "Spara")
    said = [one.value for one in app.error]
    assert "Minst fem personer, så att ingen går att känna igen." in said
    assert "En andel går från 0 till 100." in said
    assert "Skriv år med fyra siffror, till exempel 2021." in said
    assert said.count("Fyll i det här.") >= 3
    assert app.text_input(key="own-new-title-sv").value == "Heltid som norm"
    assert not web.store().own_indicators(OWNER)


# All of them


def test_a_round_that_asks_everyone_for_everything_is_light(full_copy, owner, capsys):
    store = web.store()
    team = next(one.id for one in store.teams(OWNER) if one.programme == "MK3")
    places = [one for one in store.organisations(OWNER) if one.kind in ("municipality", "region")]
    with store._change() as change:
        first = change.next_id("membership")
        for number, one in enumerate(places, start=first):
            change.run(
                "INSERT INTO membership VALUES ($id, $team, $code, 'participant', NULL, NULL, NULL, NULL, '', '')",
                id=number,
                team=team,
                code=one.code,
            )
        change.record("test", "members", f"team:{team}")
    indicators = store.indicators(OWNER)
    store.ask_for(OWNER, [request(one.id, first_year=2021, due=PAST) for one in indicators])
    app = page()
    began = time.perf_counter()
    app.run()
    again = time.perf_counter() - began
    found = seen(app)
    size = sum(len(element.value.encode()) for element in app.get("html"))
    with capsys.disabled():
        print(
            f"\n311 places × {len(indicators)} indicators: {size / 1000:.0f} kB of HTML, rerun {again:.2f} s"
        )
    assert "av 311 har lämnat allt" in found.text
    assert size < 500_000
    assert again < 5
    more = submit(app, "Visa 40 till av 271")
    rows = [row for row in seen(more).html.elements if row["tag"] == "tr"]
    assert len(rows) == 81
