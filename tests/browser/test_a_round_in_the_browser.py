"""A coordinator runs a round from its announcement to its result conference, and meets the rules on the way."""

from __future__ import annotations

import re

import pytest
from desk import Desk
from playwright.sync_api import expect

NAME = "Modellkoncept 2027"


class Rounds(Desk):
    """The rounds page."""

    def apply(self, place: str, role: str = "deltagare") -> None:
        self.choose("Vem anmäler sig?", place, place)
        self.choose("Vill vara", role, role)
        self.press("Anmäl")

    def take(self, step: str) -> None:
        self.part("Steg")
        self.press("Anteckna steget")
        self.sees(f"{step} är antecknat")

    def add(self, place: str, role: str, why: str) -> None:
        self.unfold("Ny medlem i")
        self.choose("Kommun eller region", place, place)
        self.choose("Roll", role, role)
        form = self.page.locator('[data-testid="stForm"]').filter(has_text="Lägg till")
        form.get_by_label("Varför?").fill(why)
        self.press("Lägg till")


@pytest.mark.long
def test_a_round_is_announced_filled_paired_run_and_closed_by_a_coordinator(visit, server):
    coordinator = visit(1280)
    coordinator.open(server.key_link)
    coordinator.open("/omgangar")
    desk = Rounds(coordinator.page, coordinator)

    desk.unfold("Ny omgång")
    desk.write("Omgångens namn", NAME)
    desk.press("Utlys omgången")
    desk.sees(f"{NAME} är utlyst.")

    # Who wants in. A mentor without history and a region in a municipal round are told the rule.
    desk.part("Anmälda och beslut")
    desk.apply("Heby", "mentor")
    desk.sees(
        re.compile(r"Heby kan inte vara mentor: har inte avslutat en tidigare omgång. \(Regel från 2020.\)")
    )
    desk.apply("Region Gävleborg")
    desk.sees("Region Gävleborg kan inte vara med: omgången är för kommuner.")
    desk.apply("Heby")
    desk.sees("Heby är anmäld.")
    desk.apply("Sandviken")
    desk.sees("Sandviken är anmäld.")
    desk.apply("Hedemora", "mentor")
    desk.sees("Hedemora är anmäld.")
    desk.sees("Kan vara mentor, mentor 1 gång förut.")

    # One has decided, the other is let in for a reason.
    desk.choose("Beslut och funktioner för", "Heby", "Heby")
    desk.wait()
    desk.sees("Heby: inget beslut är registrerat.")
    desk.unfold("Nytt beslut")
    form = coordinator.page.locator('[data-testid="stForm"]').filter(has_text="Spara beslutet")
    form.get_by_label("Organ", exact=True).fill("kommunfullmäktige")
    form.get_by_label("Handling", exact=True).fill("§ 41, dnr 2024/88")
    desk.date(form, 0, "20240301")
    desk.press("Spara beslutet")
    desk.sees("Beslutet är sparat.")
    desk.sees("§ 41, dnr 2024/88")
    desk.take("Anmälan stängd")

    desk.part("Para ihop")
    desk.sees(re.compile("Hedemora föreslås för Heby: .*km bort"))
    desk.sees(re.compile("Utan det paret: .*Heby blir utan mentor"))
    desk.press("Spara förslaget")
    desk.sees("Sandviken kan inte delta än: inget beslut är registrerat.")

    desk.part("Anmälda och beslut")
    desk.choose("Beslut och funktioner för", "Sandviken", "Sandviken")
    desk.wait()
    desk.unfold("Släpp in utan beslut")
    desk.write("Skäl", "beslut väntas i mars")
    desk.press("Släpp in")
    desk.sees("Insläppt utan beslut: beslut väntas i mars")

    desk.part("Para ihop")
    desk.press("Spara förslaget")
    desk.sees("1 grupp är skapad.")
    desk.sees(re.compile("Heby har inte fyllt alla tre funktioner. Vakant: hög politiker"))

    # Groups: the same organisation twice, and two people on the same group.
    desk.part("Grupper")
    desk.add("Heby", "stöd", "fel")
    desk.sees("Heby står två gånger i omgången samtidigt.")
    address = coordinator.page.url
    beside = Rounds(coordinator.page.context.new_page(), coordinator)
    beside.page.goto(address)
    beside.wait()
    beside.add("Umeå", "stöd", "erfarna")
    beside.sees("Umeå är med i")
    desk.add("Malmö", "stöd", "nära")
    desk.sees(re.compile("ändrade gruppen medan du arbetade. Inget är sparat än.*Umeå"))
    desk.press("Behåll deras")
    expect(coordinator.page.get_by_text("medan du arbetade")).to_have_count(0)
    beside.page.close()

    # Dates that stand the wrong way round.
    desk.unfold("Ny medlem i")
    form = coordinator.page.locator('[data-testid="stForm"]').filter(has_text="Lägg till")
    desk.date(form, 0, "20260501")
    desk.date(form, 1, "20260401")
    desk.add("Malmö", "stöd", "fel")
    desk.sees("Malmö: datumen står i fel ordning.")

    for step in ("Grupper klara", "Uppstart", "Träff 1"):
        desk.take(step)

    desk.part("Självskattning")
    for radio in coordinator.page.locator('[data-testid="stForm"] [role="radiogroup"]').all():
        radio.get_by_text("2", exact=True).click()
    desk.press("Spara självskattningen")
    desk.sees(re.compile("^50\u00a0%$"))

    desk.take("Resultatkonferens")
    desk.take("Avslutad")
    desk.sees(f"{NAME} är avslutad.")

    desk.part("Ändringar")
    for what in ("omgången utlyst", "insläppt utan beslut, Sandviken", "ny medlem", "beslut väntas i mars"):
        desk.sees(re.compile(what))

    # Everybody sees the round, and nobody else may change it.
    anybody = visit(1280)
    anybody.open("/natverket")
    anybody.sees(NAME)
    anybody.open("/omgangar")
    anybody.sees("Den här sidan är för samordnare.")
    assert anybody.page.get_by_role("button", name="Utlys omgången").count() == 0
