"""The words of the trade, each explained in one place: on hover where it stands, and on the method page.

The key of a term is its anchor on the method page, `/metod#ord-varaktig`.
"""

from __future__ import annotations

from typing import Any

from benchmarking.gaps import Basis, GapVerdict
from benchmarking.model import Counted, Indicator, MemberRole
from benchmarking.wording.catalogue import message

__all__ = ["GLOSSARY", "ROLES", "term_of"]

GLOSSARY = {
    # What is compared
    "nyckeltal": (message("nyckeltal"), message("Ett mått som räknas på samma sätt överallt.")),
    "bakgrund": (
        message("bakgrund"),
        message("Ett nyckeltal som säger något om platsen. Kvinnor och män jämförs inte på det."),
    ),
    "delmal": (
        message("delmål"),
        message("Ett av de sex nationella målen för jämställdhet."),
    ),
    "konsuppdelad": (
        message("könsuppdelad"),
        message("Siffran finns för kvinnor och för män var för sig, inte bara för alla."),
    ),
    "andel": (
        message("andel kvinnor, andel män"),
        message("Hur stor del av en helhet som är kvinnor eller män. Hälften var är 50 procent."),
    ),
    "procentenheter": (
        message("procentenheter"),
        message("Steget mellan två andelar. Från 40 till 50 procent är det 10 procentenheter."),
    ),
    "skillnad": (
        message("skillnad"),
        message("Kvinnors värde minus mäns. Plus betyder att kvinnor har mer, minus att män har mer."),
    ),
    "omotiverad": (
        message("omotiverad skillnad"),
        message("Orsakerna är utredda, och ingen av dem är ett gott skäl. Ordet används bara då."),
    ),
    # How sure it is
    "raknad": (
        message("räknad"),
        message("Alla poster eller dagar är räknade. Då kan slumpen inte ha någon del i siffran."),
    ),
    "saker": (
        message("säker skillnad"),
        message("Antalen är kända, och slumpen räcker inte som svar. Vi kräver 99 procents säkerhet."),
    ),
    "varaktig": (
        message("varaktig skillnad"),
        message(
            "Antalen är inte kända, men minst åtta år går att jämföra. Skillnaden rör sig mellan åren, "
            "men inte så mycket att det kan vara lika."
        ),
    ),
    "intervall": (
        message("intervall"),
        message("Så långt ner och så långt upp som det rätta värdet kan ligga när slumpen har sin del."),
    ),
    "ingen-saker": (
        message("ingen säker skillnad"),
        message("Vi har prövat. Det kan vara lika, och det kan vara en skillnad som inte syns."),
    ),
    "avgors-inte": (
        message("går inte att avgöra"),
        message("Det gick inte att pröva, till exempel för att måttet är nytt eller åren för få."),
    ),
    "jamfors-inte": (
        message("jämförs inte"),
        message("De går inte att ställa mot varandra. Skälet står intill."),
    ),
    "jamnt": (
        message("jämnt"),
        message(
            "Av poster har både kvinnor och män minst 40 procent, eller så är det en plats från hälften."
        ),
    ),
    # Against what
    "mot": (
        message("mot"),
        message("Det som platsen jämförs med: en grupp, en mentor, liknande platser, länet eller landet."),
    ),
    "typiskt": (
        message("typiskt"),
        message("Medianen: hälften av alla har mer och hälften mindre."),
    ),
    "andra-hall": (
        message("större skillnad än på andra håll"),
        message("Skillnaden är klart större än den typiska. Hur mycket som krävs står under Ordningen."),
    ),
    "landet": (
        message("följer landet"),
        message("Ändringen är inte säkert en annan än den i resten av landet."),
    ),
    "riket": (message("riket"), message("Hela Sverige, där varje person räknas lika.")),
    "ovagt": (message("ovägt medel"), message("Ett medel där varje plats räknas lika, stor som liten.")),
    "kommungrupp": (
        message("kommungrupp"),
        message("SKR delar in alla kommuner i nio grupper efter hur stora de är och hur folk pendlar."),
    ),
    "liknande": (
        message("liknande platser"),
        message("De som är mest lika i bland annat folkmängd, ålder, inkomst och avstånd."),
    ),
    # Values that are not there
    "bortfall": (message("bortfall"), message("Den som skulle lämna siffran har inte gjort det.")),
    "finns-inte": (message("finns inte här"), message("Måttet gäller inte den här platsen.")),
    "dolt": (
        message("dolt"),
        message("Gruppen är så liten att siffran kunde röja någon. Därför visas den inte."),
    ),
    "inget-varde": (
        message("inget värde"),
        message("Källan har en tom ruta och säger inte varför."),
    ),
    "officiell": (
        message("officiell uppgift"),
        message("En siffra som producenten har gett ut. Vi hämtar den från Kolada."),
    ),
    "egen": (
        message("nätverkets egen uppgift"),
        message("En siffra som en kommun eller region själv har lämnat här."),
    ),
    # The network
    "omgang": (
        message("omgång"),
        message("En tid då kommuner och regioner i grupp lär av varandra."),
    ),
    "grupp": (
        message("grupp"),
        message("Två eller tre som jämför sig med varandra under en omgång."),
    ),
    "deltagare": (message("deltagare"), message("Den som är med för att lära, i en grupp eller en insats.")),
    "mentor": (
        message("mentor"),
        message("En som själv har deltagit förut och nu leder en grupp."),
    ),
    "stod": (message("stöd"), message("En som hjälper mentorn med gruppen.")),
    "insats": (
        message("insats"),
        message("Annat arbete för jämställdhet där flera är med: utbildning, nätverk eller avtal."),
    ),
    "partner": (message("partner"), message("En som är med i en insats på lika villkor.")),
    "rad": (message("råd"), message("De som styr en insats.")),
    "genomforare": (message("genomförare"), message("Den som gör jobbet i en insats.")),
    "arrangor": (message("arrangör"), message("Den som håller i en insats.")),
    "traff": (message("träff"), message("Ett av gruppens möten under omgången.")),
    "atagande": (
        message("åtagande"),
        message("Det en deltagare lovar att göra åt en skillnad, och till när."),
    ),
    "arbetssatt": (message("arbetssätt"), message("Något som en plats gör och som en annan kan ta efter.")),
    "sjalvskattning": (
        message("självskattning"),
        message("Deltagarens egna svar på hur långt den har kommit, punkt för punkt."),
    ),
    "effekt": (
        message("effekt"),
        message(
            "Hur mycket mer skillnaden minskade hos dem som deltog än hos dem som är mest lika "
            "och aldrig har deltagit."
        ),
    ),
}
"""Each term as it is written in a sentence, and what it means in a sentence or two, by its key."""

BASES = {Basis.COUNTED: "raknad", Basis.CERTAIN: "saker", Basis.LASTING: "varaktig"}

VERDICTS = {
    GapVerdict.EVEN: "jamnt",
    GapVerdict.NO_CERTAIN: "ingen-saker",
    GapVerdict.CANNOT_TELL: "avgors-inte",
    GapVerdict.NOT_COMPARED: "jamfors-inte",
}

ROLES = {
    MemberRole.PARTICIPANT: "deltagare",
    MemberRole.MENTOR: "mentor",
    MemberRole.SUPPORT: "stod",
    MemberRole.PARTNER: "partner",
    MemberRole.COUNCIL: "rad",
    MemberRole.IMPLEMENTATION: "genomforare",
    MemberRole.ORGANISER: "arrangor",
}


def term_of(row: Any, indicator: Indicator) -> str:
    """The key of what explains the verdict of a row of `gaps.assess`: its own term, else how the gap is known."""
    found = GapVerdict(row.verdict)
    # Days are equal or not; the convention of 40 to 60 per cent is for posts.
    known = found not in VERDICTS or (found is GapVerdict.EVEN and indicator.counted is not Counted.POSTS)
    return BASES[Basis(row.basis)] if known else VERDICTS[found]
