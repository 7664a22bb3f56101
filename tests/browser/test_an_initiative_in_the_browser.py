"""A coordinator sets up a county's training, runs it for a year and reports it."""

from __future__ import annotations

import io
import re

import pytest
from desk import Desk
from pypdf import PdfReader

NAME = "Ledarutbildning i Uppsala län"
CODE = "ledarutbildning-i-uppsala-lan"
MUNICIPALITIES = ("Enköping", "Heby", "Håbo", "Knivsta", "Tierp", "Uppsala", "Älvkarleby", "Östhammar")


class Initiative(Desk):
    """The page of one initiative."""

    def list(self, name: str) -> None:
        self.page.get_by_role("radiogroup", name="Lista").get_by_text(name, exact=True).click()
        self.wait()

    def add(self, list_name: str, choices: dict[str, str], texts: dict[str, str]) -> None:
        """A row by the form of a list."""
        self.unfold(f"Ny rad: {list_name}")
        for label, option in choices.items():
            self.choose(label, option.split(" (")[0], option)
        for label, text in texts.items():
            self.write(label, text)
        self.press("Lägg till raden")

    def read(self, list_name: str, content: str) -> None:
        """A list from a file."""
        self.unfold(f"{list_name} som fil")
        file = {"name": "lista.csv", "mimeType": "text/csv", "buffer": content.encode("cp1252")}
        self.page.locator('input[type="file"]').set_input_files(file)
        self.wait()
        self.press("Läs in")


@pytest.mark.long
def test_a_county_training_is_set_up_run_for_a_year_and_reported_by_a_coordinator(visit, server):
    coordinator = visit(1280)
    coordinator.open(server.key_link)
    coordinator.open("/insatser")
    desk = Initiative(coordinator.page, coordinator)

    # Set up from the template, with all of the county's municipalities.
    desk.unfold("Ny insats")
    desk.write("Insatsens namn", NAME)
    desk.choose("Län (tomt: hela landet)", "Uppsala", "Uppsala län")
    coordinator.page.get_by_text("Länets alla kommuner är med").click()
    desk.press("Skapa insatsen")
    desk.sees(f"{NAME} är skapad.")
    coordinator.follow("Öppna den nya insatsen")
    desk.sees("8 medlemmar. Inget mer är antecknat än.")

    # How far each has come, from a file in a spreadsheet's old encoding: first with two faults, then mended.
    desk.list("Läget")
    rows = ["organisation;steg;läge;dag"]
    rows += [
        f"{name};Ledningen har gått utbildningen;gjort;2026-0{at}"
        for at, name in enumerate(MUNICIPALITIES[:5], 1)
    ]
    desk.read(
        "Läget",
        "\n".join(
            [
                *rows,
                "Upsala;Ledningen har gått utbildningen;pågår;",
                "Östhammar;Ledningen har gått utbildningen;igång;",
            ]
        ),
    )
    desk.sees(re.compile(r"Rad 7, kolumn organisation.*Upsala.*Menas 0380 \(Uppsala\)"))
    desk.sees(re.compile("Rad 8, kolumn läge.*igång"))
    desk.read("Läget", "\n".join([*rows, "Uppsala;Ledningen har gått utbildningen;pågår;"]))
    desk.sees("6 rader är lästa: 6 nya, 0 ändras, 0 är som förut. Inget är sparat än.")
    desk.press("Spara det som är läst")
    desk.sees("6 rader är ändrade.")
    desk.sees("minst 5 av 8; för 2 är det inte känt")

    # A training at a board meeting, who came, a course with seats by rule, and a consultation.
    desk.list("Träffar")
    desk.add(
        "Träffar",
        {"Slag": "styrelsemöte", "Organisation (kan vara tomt)": "Heby (0331)"},
        {
            "Rubrik": "Kommunstyrelsen i Heby",
            "Planerat (kan vara tomt)": "2026-02-10",
            "Hållet (kan vara tomt)": "2026-02-11",
        },
    )
    desk.sees("1 utbildning vid styrelsemöte hållen 2026.")
    desk.list("Närvaro")
    for who, women, men in (("politiker", "6", "7"), ("tjänstepersoner", "3", "2")):
        desk.add(
            "Närvaro",
            {"Organisation (kan vara tomt)": "Heby (0331)", "Roll": who},
            {"Tillfällets nr": "1", "Kvinnor (kan vara tomt)": women, "Män (kan vara tomt)": men},
        )
    desk.sees("Under 2026 kom 13 politiker, 6 kvinnor och 7 män")
    desk.list("Platser")
    desk.add("Platser", {}, {"Rubrik": "Fördjupning", "Platser": "5", "Sista dag": "2026-09-01"})
    desk.list("Begärda platser")
    for place, wanted, asked in (
        ("Enköping (0381)", "4", "2026-08-01 09:00"),
        ("Heby (0331)", "3", "2026-08-02 09:00"),
        ("Tierp (0360)", "1", "2026-09-05 09:00"),
    ):
        desk.add(
            "Begärda platser",
            {"Organisation": place},
            {"Utbildningens nr": "1", "Bad om platser": asked, "Önskade platser": wanted},
        )
    desk.sees(
        re.compile("Tierp bad om 1 den 5 september 2026, efter sista dagen. 1 väntar den på, som nummer 3")
    )
    desk.unfold("Lämna tillbaka platser")
    desk.choose("Vem lämnar tillbaka?", "Enköping", "Enköping, som har 3")
    desk.press("Lämna tillbaka platserna")
    desk.sees("Enköping har lämnat tillbaka platser.")
    desk.sees(re.compile("Heby bad om 3 .*1 har andra lämnat tillbaka."))
    desk.list("Arbete")
    desk.add(
        "Arbete",
        {"Slag": "remiss", "Läge (kan vara tomt)": "gjort"},
        {
            "Rubrik": "Remiss om länsstrategin",
            "Ska vara klart (kan vara tomt)": "2026-05-01",
            "Klart (kan vara tomt)": "2026-04-28",
        },
    )
    desk.sees("Remiss om länsstrategin")

    # The year's report says the same.
    with coordinator.page.expect_download() as coming:
        coordinator.page.get_by_role("button", name="Hämta årets rapport (PDF)").click()
    pdf = PdfReader(io.BytesIO(coming.value.path().read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for said in (
        f"{NAME} 2026",
        "13 politiker, 6 kvinnor och 7 män",
        "minst 5 av 8",
        "5 av 5 platser är fördelade",
        "1 av 1 remiss besvarades i tid.",
    ):
        assert said in text, said

    # Everybody sees how far the county has come, no small numbers of people, and no desk.
    anybody = visit(390)
    anybody.open(f"/insatser?insats={CODE}")
    anybody.sees("minst 5 av 8; för 2 är det inte känt")
    anybody.sees("Under 2026 kom 18 personer, 9 kvinnor och 9 män.")
    assert "För samordnare" not in anybody.text
    anybody.open("/profil?kod=0331")
    anybody.sees(NAME)
