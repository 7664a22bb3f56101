"""The rounds page for its coordinator, what a visitor sees of rounds, and an organisation's journey."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from builders import ASKERSUND, FAGERSTA, HEDEMORA, OWNER
from streamlit.testing.v1 import AppTest
from visiting import Seen, opened

from benchmarking import prepared, web
from benchmarking.access import VISITOR
from benchmarking.model import KnownDate, MemberRole, Membership, Precision, Text, Track
from benchmarking.rounds import Placed
from benchmarking.rules import Application, Decision, DecisionKind
from benchmarking.web.network import round_groups
from benchmarking.web.network.journeys import meanwhile

STOCKHOLM = "0180"

PARTS = ("steg", "anmalda", "grupper", "para", "skattning", "mentorer", "andringar")


@pytest.fixture
def programme(small, owner) -> str:
    """A municipal round with one empty group, where the pages look for it."""
    store = web.store()
    made = store.create_round(
        OWNER, Text("Omgång 2026", "Round 2026"), Track.MUNICIPALITY, "2024", date(2026, 1, 1)
    )
    for code in (ASKERSUND, FAGERSTA):
        store.decide(OWNER, Decision(code, DecisionKind.CEMR_SIGNED, date(2010, 1, 1), "fullmäktige", "§ 7"))
    store.create_team(OWNER, made)
    return made


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_both_languages_for_old_rounds_and_new(programme, part, language, english):
    for chosen in (programme, "MK3"):
        seen = Seen(opened("rounds", language, omgang=chosen, **{"del": part}))
        assert not seen.faults, (part, chosen)
        assert len(seen.headings) == 1
    assert sorted(english.untranslated) == []


def test_the_page_opens_on_the_newest_round_with_participants(programme):
    peopled = {
        one.programme for one in web.store().memberships(VISITOR) if one.role is MemberRole.PARTICIPANT
    }
    chosen = opened("rounds").selectbox(key="pick-omgang").value
    assert programme not in peopled and chosen in peopled


def test_nobody_named_is_said_to_have_promised_and_no_association_may_mentor(programme):
    text = Seen(opened("rounds", omgang="MK3", **{"del": "mentorer"})).text
    assert "har lovat" not in text and "Förbundet" not in text.partition("Modellkommuner och")[0]


def test_a_visitor_is_told_where_rounds_can_be_seen_and_is_shown_no_form(small):
    seen = Seen(opened("rounds", omgang="MK3"))
    assert not seen.faults
    assert "Den här sidan är för samordnare" in seen.text
    assert [one.label for one in seen.app.button] == []
    assert seen.links["Se alla omgångar, grupper och mentorer"].startswith("/natverket")


def test_what_the_address_asks_for_and_nobody_knows_is_named(programme):
    assert "MK99" in Seen(opened("rounds", omgang="MK99")).text


def member(app: AppTest, team: str, code: str, why: str = "skäl", role: str | None = None) -> AppTest:
    """Fill in and send the form for a new member."""
    app.selectbox(key=f"add-place-{team}").set_value(code)
    if role:
        app.selectbox(key=f"add-role-{team}").set_value(role)
    app.text_input(key=f"add-why-{team}").set_value(why)
    [send] = [one for one in app.button if one.label == "Lägg till"]
    return send.click().run()


def groups(programme: str) -> AppTest:
    return opened("rounds", omgang=programme, **{"del": "grupper"})


def inside(team: str) -> list[str]:
    return [one.organisation for one in web.store().memberships(VISITOR) if one.team == team]


def test_a_member_is_added_with_a_reason_and_warnings_name_their_rule(programme):
    team = f"{programme}-1"
    seen = Seen(member(groups(programme), team, ASKERSUND))
    assert inside(team) == [ASKERSUND]
    said = " ".join(seen.alerts)
    assert "Askersund är med i" in said
    assert "handlingsplan senast 1 januari 2012" in said and "(Regel från 2006.)" in said
    assert "har 1 deltagare. Grupper har två eller tre. (Regel från 2019.)" in said
    assert "Vakant: hög politiker, hög chef och strateg" in said


def test_a_change_without_a_reason_is_not_saved(programme):
    team = f"{programme}-1"
    seen = Seen(member(groups(programme), team, ASKERSUND, why=" "))
    assert any("Skriv varför" in one for one in seen.alerts)
    assert inside(team) == []


def test_the_second_of_two_sees_the_firsts_change_and_chooses(programme):
    team = f"{programme}-1"
    first, second = groups(programme), groups(programme)
    member(first, team, ASKERSUND)
    refused = member(second, team, FAGERSTA)
    said = " ".join(Seen(refused).alerts)
    assert "ändrade gruppen medan du arbetade" in said
    assert "Så ser gruppen ut nu: Askersund (deltagare)" in said
    assert "Du ville spara: Fagersta (deltagare)" in said
    assert inside(team) == [ASKERSUND]
    refused.button(key=f"mine-{team}").click().run()
    assert inside(team) == [FAGERSTA]


def test_the_second_may_keep_what_the_first_did(programme):
    team = f"{programme}-1"
    first, second = groups(programme), groups(programme)
    member(first, team, ASKERSUND)
    kept = member(second, team, FAGERSTA).button(key=f"keep-{team}").click().run()
    assert inside(team) == [ASKERSUND]
    member(kept, team, FAGERSTA)
    assert inside(team) == [ASKERSUND, FAGERSTA]


def test_a_member_leaves_and_another_comes_in_its_place_the_same_day(programme):
    team = f"{programme}-1"
    app = member(groups(programme), team, ASKERSUND)
    app.date_input(key=f"leave-on-{team}").set_value(date(2026, 3, 1))
    app.selectbox(key=f"leave-instead-{team}").set_value(FAGERSTA)
    app.text_input(key=f"leave-why-{team}").set_value("ny ledning")
    [save] = [one for one in app.button if one.label == "Spara"]
    seen = Seen(save.click().run())
    assert any("Askersund har lämnat" in one for one in seen.alerts)
    found = {one.organisation: one for one in web.store().memberships(VISITOR) if one.team == team}
    assert found[ASKERSUND].left == found[FAGERSTA].joined == KnownDate(date(2026, 3, 1), Precision.DAY)
    trail = Seen(opened("rounds", omgang=programme, **{"del": "andringar"})).text
    assert "medlem ändrad" in trail and "lämnade 2026-03-01" in trail and "ny ledning" in trail


def read_file(programme: str, rows: str) -> Seen:
    app = groups(programme)
    app.file_uploader[0].upload("grupper.csv", rows.encode("utf-8"), "text/csv")
    app.text_input(key="file-why").set_value("ur fil")
    [send] = [one for one in app.button if one.label == "Läs in"]
    return Seen(send.click().run())


def test_groups_are_read_from_a_file(programme):
    head = "grupp;kod;namn;roll;kom med;lämnade;källa\n"
    rows = f"{programme}-1;2083;Hedemora;mentor;;;\n{programme}-1;1882;Askersund;deltagare;2026-02-01;;\n"
    seen = read_file(programme, head + rows)
    assert any("2 rader är inlästa" in one for one in seen.alerts)
    assert inside(f"{programme}-1") == [HEDEMORA, ASKERSUND]
    # The same file again changes nothing, and one more row is one more group.
    version = web.store().version
    read_file(programme, head + rows)
    assert web.store().version == version
    read_file(programme, head + rows + f"{programme}-2;1982;;deltagare;;;\n")
    assert inside(f"{programme}-2") == [FAGERSTA]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{p}-1;9999;;deltagare;;;", "Rad 2: ”9999” är ingen känd kod."),
        ("{p}-1;1882;;chef;;;", "Rad 2: rollen är en av"),
        ("MK3-1;1882;;deltagare;;;", "Rad 2: gruppen skrivs som {p}-1."),
        ("{p}-1;1882;;deltagare;i mars;;", "Rad 2: skriv datum"),
        ("{p}-1;0180;;mentor;;;", "Stockholm kan inte vara mentor: har inte avslutat en tidigare omgång."),
        ("{p}-1;1882;;deltagare;;;\n{p}-2;1882;;deltagare;;;", "Askersund står två gånger"),
    ],
)
def test_a_wrong_row_of_a_file_is_told_and_nothing_is_read(programme, row, told):
    head = "grupp;kod;namn;roll;kom med;lämnade;källa\n"
    seen = read_file(programme, head + row.format(p=programme) + "\n")
    assert any(told.format(p=programme) in one for one in seen.alerts), seen.alerts
    assert inside(f"{programme}-1") == []


# The pairing desk


def test_the_desk_proposes_locks_and_saves(programme):
    store = web.store()
    for code, role in (
        (ASKERSUND, "participant"),
        (STOCKHOLM, "participant"),
        (HEDEMORA, "mentor"),
        (FAGERSTA, "mentor"),
    ):
        store.apply(OWNER, Application(programme, code, MemberRole(role), date(2026, 2, 1)))
    store.admit(OWNER, programme, STOCKHOLM, "beslut väntas")
    app = opened("rounds", omgang=programme, **{"del": "para"})
    seen = Seen(app)
    assert not seen.faults
    assert "föreslås för Askersund: " in seen.text and "föreslås för Stockholm: " in seen.text
    assert "Utan det paret: " in seen.text and "Om ”Närhet” inte räknades: " in seen.text
    app.number_input(key="group-least").set_value(1)
    app.selectbox(key=f"by-hand-{programme}-{STOCKHOLM}").set_value(FAGERSTA)
    app.selectbox(key=f"by-hand-{programme}-{ASKERSUND}").set_value(HEDEMORA)
    locked = Seen(app.run())
    assert "Fagersta föreslås för Stockholm: låst av samordnaren" in locked.text
    app.button(key="save-pairing").click().run()
    made = [inside(f"{programme}-{number}") for number in (2, 3)]
    assert sorted(made) == [[FAGERSTA, STOCKHOLM], [HEDEMORA, ASKERSUND]]


def test_the_desk_refuses_to_weigh_nothing(programme):
    store = web.store()
    for code, role in ((ASKERSUND, "participant"), (HEDEMORA, "mentor")):
        store.apply(OWNER, Application(programme, code, MemberRole(role)))
    app = opened("rounds", omgang=programme, **{"del": "para"})
    for aspect in ("closeness", "structure", "gaps", "theme", "turn"):
        app.number_input(key=f"weight-{aspect}").set_value(0)
    assert any("Något måste räknas" in one for one in Seen(app.run()).alerts)


# The table of members


def test_a_row_of_the_table_keeps_its_membership_and_dates_unless_the_place_is_another():
    known = KnownDate(date(2026, 2, 1), Precision.BY)
    member = Membership("MK8-1", "MK8", ASKERSUND, MemberRole.PARTICIPANT, joined=known)
    before = (Placed(7, member),)
    codes, roles = {"Askersund": ASKERSUND, "Fagersta": FAGERSTA}, {"stöd": "support"}

    def row(name: str, joined: object, index: int = 0) -> Placed:
        return round_groups._row(
            "MK8-1", "MK8", (name, "stöd", joined, None, ""), codes, roles, before, index
        )

    same = row("Askersund", datetime(2026, 2, 1))
    assert (same.id, same.membership.joined, same.membership.role) == (7, known, MemberRole.SUPPORT)
    moved = row("Askersund", datetime(2026, 3, 1))
    assert moved.membership.joined == KnownDate(date(2026, 3, 1), Precision.DAY)
    assert row("Fagersta", None).id is None and row("Askersund", None, 1).id is None


# What everybody sees


def test_the_network_page_has_every_title_and_its_rule(full_copy):
    text = " ".join(Seen(opened("network")).text.split())
    assert "18 av 50 har förtjänat titeln" in text
    assert "Kalmar Modellkommun sedan 3 november 2020 Modellkommuner 2019 Modellkommuner omgång 4" in text
    assert "enligt 2018 års regel: kan inte avgöras" in text


def in_picture(seen: Seen) -> set[str]:
    """The places that stand in the wide picture, each a link to its line."""
    return {
        " ".join(one["text"].split())
        for one in seen.html.elements
        if one["tag"] == "a" and "linje=" in one["href"]
    }


def test_the_lineage_can_be_cut_to_a_county_a_track_or_the_own_line(full_copy):
    everybody = in_picture(Seen(opened("network")))
    assert {"Vännäs", "Malmö", "Region Gotland", "Lund"} <= everybody
    county = in_picture(Seen(opened("network", lan="24")))
    assert {"Vännäs", "Nordmaling", "Örnsköldsvik"} <= county and "Halmstad" not in county
    regions = in_picture(Seen(opened("network", spar="region")))
    assert "Region Gotland" in regions and "Malmö" not in regions
    own = in_picture(Seen(opened("network", linje="2284", bara="linje")))
    assert {"Vännäs", "Örnsköldsvik", "Kramfors", "Vaxholm"} <= own and "Region Gotland" not in own


def test_a_round_that_is_filtered_out_is_not_said_to_have_no_participants(full_copy):
    text = Seen(opened("network", lan="24")).text
    assert "inga kända deltagare" not in text


def test_a_journey_sets_what_moved_beside_what_is_typical(full_store):
    known = prepared.facts(full_store, VISITOR)
    place, programme = known.organisations["2284"], known.programmes["MK3"]
    moved = meanwhile(place, programme, known)
    assert 1 <= len(moved) <= 4
    assert set(moved["first_year"]) == {2018} and set(moved["last_year"]) == {2020}
    row = moved.iloc[0]
    own = known.yearly[known.yearly["indicator"] == row["indicator"]].set_index(["organisation", "year"])[
        "gap"
    ]
    assert row["first"] == own[("2284", 2018)] and row["last"] == own[("2284", 2020)]
    assert row["change"] == pytest.approx(abs(row["last"]) - abs(row["first"]))
    wide = own.unstack()[[2018, 2020]].dropna()
    kinds = [known.organisations[code].kind for code in wide.index]
    same = wide[[kind is place.kind for kind in kinds]].abs()
    assert row["typical"] == pytest.approx((same[2020] - same[2018]).median())


def test_a_round_without_a_start_or_after_the_figures_tells_nothing(full_store):
    known = prepared.facts(full_store, VISITOR)
    late = known.programmes["MK7"]
    assert meanwhile(known.organisations["2284"], late, known).empty


def test_kalmars_journey_tells_of_ostersund_and_its_mentees(full_copy):
    def page() -> None:
        from benchmarking import web

        known = web.facts()
        web.journey(known.organisations["0880"], known)

    app = AppTest.from_function(page, default_timeout=60).run()
    text = " ".join(Seen(app).html.text.split())
    assert not app.exception
    assert "Modellkommun sedan 3 november 2020" in text
    assert "Kom i stället för Östersund." in text
    assert "Mentor för Karlskrona, Karlstad och Grums." in text
    assert "Typisk ändring" in text
