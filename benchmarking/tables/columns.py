"""Which tables there are, which columns each has, and what every column means."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarking import exports
from benchmarking.wording import Words

NAMES = ("organisations", "indicators", "observations", "gaps", "programmes", "teams", "memberships")

KEYS = {
    "organisations": ("code",),
    "indicators": ("id",),
    "observations": ("indicator", "organisation", "year", "sex", "origin"),
    "gaps": ("indicator", "organisation"),
    "programmes": ("id",),
    "teams": ("id",),
    "memberships": (),
}
"""What tells the rows of a table apart. Somebody may be in a team twice, with two roles or two sources."""

POINTS_TO = {
    "observations": {"organisation": ("organisations", "code")},
    "gaps": {"organisation": ("organisations", "code"), "indicator": ("indicators", "id")},
    "teams": {"round": ("programmes", "id")},
    "memberships": {
        "team": ("teams", "id"),
        "round": ("programmes", "id"),
        "organisation": ("organisations", "code"),
    },
}
"""Columns whose values stand in another table. An observation's indicator may be the men's half of a pair."""

TYPES = {
    "integer": (
        *("population_women", "population_men", "population_year", "subgoal", "decimals", "suppress_below"),
        *("year", "newest_year", "first_year", "years", "reason_number", "change_reason_number"),
        *("submission", "row", "number"),
    ),
    "number": (
        *("latitude", "longitude", "equality_point", "lower", "upper", "notable", "value"),
        *("women", "men", "gap", "ratio", "low", "high", "limit_low", "limit_high", "people", "typical"),
        *("spread", "distance", "share_same_direction", "first_gap", "change", "national_change"),
    ),
    "boolean": ("notable_size", "as_everywhere", "larger_than_elsewhere", "closing", "also_network"),
    "date": ("known_from", "valid_from", "starts", "ends", "opens_on", "joined", "left"),
    "array": ("applies_to", "breaks", "claims"),
}
"""Columns that are not text. `numerator` and `denominator` are numbers of observations, words of indicators."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, its type (as Frictionless and JSON name types) and what it means."""

    name: str
    type: str
    meaning: str
    always: bool = False
    """True where no row lacks it."""


def columns(name: str, words: Words) -> tuple[Column, ...]:
    """The columns of a table, in order, with what they mean in the language."""
    meanings = _meanings(words)
    always = {*KEYS[name], *ALWAYS.get(name, ())}
    return tuple(
        Column(
            column,
            type_of(name, column),
            meanings.get(f"{name}.{column}") or meanings[column],
            always=column in always,
        )
        for column in COLUMNS[name]
    )


def type_of(name: str, column: str) -> str:
    """A column's type, as Frictionless and JSON name types."""
    if column in ("numerator", "denominator"):
        return "number" if name == "observations" else "string"
    return next((type_ for type_, those in TYPES.items() if column in those), "string")


def summaries(words: Words) -> dict[str, str]:
    """What each table holds."""
    return {
        "organisations": words("Kommuner, regioner, län och andra organisationer."),
        "indicators": words("Nyckeltal med definition, källa, enhet och förbehåll."),
        "observations": words("Värden ett för ett, officiella och nätverkets egna bredvid varandra."),
        "gaps": words("Skillnaden mellan kvinnor och män, hur säkert den är känd och hur den ändras."),
        "programmes": words("Omgångar och andra program."),
        "teams": words("Grupper i omgångarna."),
        "memberships": words("Vem som är med i vilken grupp och som vad."),
    }


ORGANISATION = (
    *("code", "name", "name_official", "kind", "county", "skr_group", "skr_group_name"),
    *("population_women", "population_men", "population_year", "latitude", "longitude"),
)
"""Columns of `organisations`, all of them as they stand on an `Organisation`."""

TEXTS = ("title", "short", "base", "definition", "break_note", "caution")
"""What an indicator has in two languages, each a column ending in _sv or _en."""

INDICATOR = (
    *("id", "subgoal", "shape", "unit", "decimals", "measured", "family", "role", "direction", "producer"),
    *("source", "operating_area", "equality_point", "lower", "upper", "notable", "counted"),
    *("numerator", "denominator", "pair_men", "suppress_below", "valid_from"),
)
"""What an indicator has in one."""

COLUMNS = {
    "organisations": ORGANISATION,
    "indicators": (
        *("id", "title_sv", "title_en", "short_sv", "short_en", "base_sv", "base_en"),
        *("definition_sv", "definition_en", "subgoal", "applies_to", "shape", "unit", "decimals"),
        *("measured", "family", "role", "direction", "producer", "source", "operating_area"),
        *("equality_point", "lower", "upper", "notable", "counted", "numerator", "denominator"),
        *("pair_men", "suppress_below", "breaks", "break_note_sv", "break_note_en"),
        *("caution_sv", "caution_en", "valid_from"),
    ),
    "observations": (*exports.COLUMNS, "submission", "row", "known_from"),
    "gaps": (
        *("indicator", "organisation", "kind", "year", "women", "men"),
        *("women_missing", "men_missing", "total_missing", "gap", "ratio", "verdict", "basis"),
        *("reason", "reason_number", "low", "high", "limit_low", "limit_high", "people", "years"),
        *("notable_size", "typical", "spread", "distance", "share_same_direction", "as_everywhere"),
        *("larger_than_elsewhere", "first_year", "first_gap", "change", "national_change", "closing"),
        *("change_verdict", "change_reason", "change_reason_number", "newest_year"),
        *("origin", "also_network"),
    ),
    "programmes": (
        *("id", "name_sv", "name_en", "kind", "track", "starts", "starts_precision", "ends"),
        *("ends_precision", "concept_version", "opens_on", "note_sv", "note_en", "claims"),
    ),
    "teams": ("id", "round", "number", "area"),
    "memberships": (
        *("team", "round", "organisation", "role", "joined", "joined_precision"),
        *("left", "left_precision", "source", "certainty"),
    ),
}
"""The columns of each table, in order."""

ALWAYS = {
    "organisations": ("name", "name_official", "kind"),
    "indicators": (
        *("title_sv", "title_en", "short_sv", "short_en", "base_sv", "base_en", "applies_to", "shape"),
        *(
            "unit",
            "decimals",
            "measured",
            "family",
            "role",
            "direction",
            "source",
            "suppress_below",
            "breaks",
        ),
    ),
    "observations": ("submission", "row", "known_from"),
    "gaps": (
        *("kind", "year", "verdict", "years", "notable_size", "as_everywhere", "larger_than_elsewhere"),
        *("change_verdict", "newest_year", "origin", "also_network"),
    ),
    "programmes": ("name_sv", "name_en", "kind", "claims"),
    "teams": ("round", "number"),
    "memberships": ("team", "round", "organisation", "role", "source", "certainty"),
}
"""Beside a table's keys, the columns that no row lacks."""


def _meanings(words: Words) -> dict[str, str]:
    """Every column in words. A column that means different things in two tables is named with its table."""
    precision = words(
        "Hur väl dagen är känd: day, month, year (någon gång det året), by (senast då) eller before (före)."
    )
    missing = words(
        "Varför värdet saknas: non_response, not_applicable, suppressed eller no_value. Tomt där det finns."
    )
    return {
        "code": words("Kod som text: 1882 Askersund, 0018 Region Örebro län, 18 Örebro län, 0000 Riket."),
        "name": words("Namn som vi skriver det."),
        "name_official": words("Officiellt namn."),
        "organisations.kind": words(
            "Slag: municipality, region, county, country, association, district, agency eller other."
        ),
        "gaps.kind": words("Organisationens slag."),
        "programmes.kind": words(
            "Slag av program: model_round, county_training, agency_network, declaration eller partnership."
        ),
        "county": words("Länets kod."),
        "skr_group": words("SKR:s kommungrupp, kod."),
        "skr_group_name": words("SKR:s kommungrupp, namn."),
        "population_women": words("Kvinnor i befolkningen 31 december."),
        "population_men": words("Män i befolkningen 31 december."),
        "population_year": words("Folkmängdens år."),
        "latitude": words("Ytans mittpunkt, grader norr (WGS84)."),
        "longitude": words("Ytans mittpunkt, grader öster (WGS84)."),
        "id": words("Kod."),
        "title_sv": words("Fullständig titel på svenska."),
        "title_en": words("Fullständig titel på engelska."),
        "short_sv": words("Kort titel på svenska."),
        "short_en": words("Kort titel på engelska."),
        "base_sv": words("Vad värdet räknas i, på svenska."),
        "base_en": words("Vad värdet räknas i, på engelska."),
        "definition_sv": words("Definition på svenska."),
        "definition_en": words("Definition på engelska."),
        "subgoal": words("Nationellt delmål, 1 till 6."),
        "applies_to": words("Slag av organisationer som nyckeltalet gäller."),
        "shape": words(
            "Hur kvinnor och män står i siffran: by_sex, womens_share, mens_share, womens_relative eller pair."
        ),
        "unit": words("Enhet som Kolada skriver den."),
        "decimals": words("Så många decimaler värdet visas med."),
        "measured": words("Hur ofta det mäts: yearly, election, survey eller moving_mean."),
        "family": words("Nyckeltal i samma familj mäter nästan samma sak."),
        "indicators.role": words(
            "Vad det får användas till: gap, background (ingen bedömning) eller no_headline."
        ),
        "memberships.role": words(
            "Roll: participant, mentor, support, partner, council eller implementation."
        ),
        "direction": words(
            "Åt vilket håll nivån är bättre: higher, lower eller none. Det säger inget om skillnaden."
        ),
        "producer": words("Den som tar fram siffran."),
        "indicators.source": words("Varifrån vi har siffran."),
        "memberships.source": words("Sidan där uppgiften står."),
        "operating_area": words("Koladas verksamhetsområde."),
        "equality_point": words("Värdet där kvinnor och män är lika, för mått med ett enda värde."),
        "lower": words("Lägsta möjliga värde."),
        "upper": words("Högsta möjliga värde."),
        "notable": words("Minsta skillnad värd att tala om, i nyckeltalets enhet."),
        "counted": words("Vad som är räknat fullt ut: posts (poster) eller days (dagar)."),
        "indicators.numerator": words("Vad täljaren räknar."),
        "indicators.denominator": words("Vad nämnaren räknar."),
        "observations.numerator": words("Täljare, personer. Tomt där källan inte har den."),
        "observations.denominator": words("Nämnare, personer. Tomt där källan inte har den."),
        "pair_men": words("Serien med mäns värden, där nyckeltalet är ett par av serier."),
        "suppress_below": words("En egen siffra som vilar på färre personer än så visas inte."),
        "breaks": words("År från vilka värden inte går att jämföra med tidigare."),
        "break_note_sv": words("Vad som ändrades, på svenska."),
        "break_note_en": words("Vad som ändrades, på engelska."),
        "caution_sv": words("Vad man ska akta sig för, på svenska."),
        "caution_en": words("Vad man ska akta sig för, på engelska."),
        "valid_from": words("Från när definitionen gäller."),
        "observations.indicator": words(
            "Koladas serie. Ett par har kvinnors och mäns värden i var sin serie."
        ),
        "indicator": words("Nyckeltalets kod."),
        "organisation": words("Organisationens kod."),
        "observations.year": words("Mätår."),
        "gaps.year": words("Året som bedöms: det senaste med en skillnad."),
        "sex": words("K kvinnor, M män, T totalt."),
        "value": words("Värdet i nyckeltalets enhet. Noll är ett värde."),
        "missing": missing,
        "origin": words("Vem som står bakom: official (producenten) eller network (nätverkets egna)."),
        "round": words("Omgång, eller det program som den hör till. Tomt för officiella siffror."),
        "submission": words("Inlämningens nummer. Varje värde går att följa dit."),
        "row": words("Raden i den inlämnade filen."),
        "known_from": words("Dagen värdet blev känt."),
        "women": words("Kvinnors värde, eller kvinnors andel av helheten."),
        "men": words("Mäns värde, mäns andel, eller värdet där det är lika."),
        "women_missing": missing,
        "men_missing": missing,
        "total_missing": missing,
        "gap": words("Kvinnor minus män. Plus betyder att kvinnor har mer."),
        "ratio": words("Kvinnors värde delat med mäns."),
        "verdict": words(
            "Vem som har mer: women_higher, men_higher, even, no_certain, cannot_tell eller not_compared."
        ),
        "basis": words("Hur det är känt: counted, certain (99 % intervall) eller lasting (minst åtta år)."),
        "reason": words("Varför det inte går att avgöra eller inte jämförs."),
        "reason_number": words("Antal år eller brytår som hör till orsaken."),
        "low": words("Skillnadens 99 % intervall, nedre gräns (Newcombe)."),
        "high": words("Skillnadens 99 % intervall, övre gräns (Newcombe)."),
        "limit_low": words("Årens nedre processgräns (XmR)."),
        "limit_high": words("Årens övre processgräns (XmR)."),
        "people": words("Så många fler kvinnor det hade varit med mäns andel."),
        "years": words("Jämförbara år."),
        "notable_size": words("Om skillnaden är minst så stor som är värd att tala om."),
        "typical": words("Medianen av skillnaderna på andra håll samma år."),
        "spread": words("Hur mycket skillnaderna skiljer sig åt: IQR / 1,349."),
        "distance": words("Hur många sådana steg från den typiska."),
        "share_same_direction": words("Del av platserna med skillnad åt samma håll, 0 till 1."),
        "as_everywhere": words("Om skillnaden är som i nästan hela landet."),
        "larger_than_elsewhere": words("Om skillnaden är känd och större än på andra håll."),
        "first_year": words("Första jämförbara år."),
        "first_gap": words("Skillnaden det året."),
        "change": words("Skillnadens storlek nu minus då."),
        "national_change": words("Den typiska ändringen i landet under samma tid."),
        "closing": words("Om skillnaden har minskat."),
        "change_verdict": words(
            "Ändring mot landet: wider, narrower, no_certain, cannot_tell eller not_compared."
        ),
        "change_reason": words("Varför ändringen inte går att avgöra."),
        "change_reason_number": words("Antal år eller brytår som hör till den orsaken."),
        "newest_year": words("Det senaste året med en skillnad någonstans."),
        "also_network": words("Om nätverket har en egen siffra som skiljer sig från den officiella."),
        "name_sv": words("Namn på svenska."),
        "name_en": words("Namn på engelska."),
        "track": words("För vilka: municipality, region eller mixed."),
        "starts": words("Början."),
        "starts_precision": precision,
        "ends": words("Slut."),
        "ends_precision": precision,
        "concept_version": words("Version av konceptet."),
        "opens_on": words("Dagen siffrorna öppnas för alla. Tomt: genast."),
        "note_sv": words("Anmärkning på svenska."),
        "note_en": words("Anmärkning på engelska."),
        "claims": words("Vad varje källa säger om början och slut där de säger olika."),
        "number": words("Gruppens nummer i omgången."),
        "area": words("Gruppens område."),
        "team": words("Gruppens kod."),
        "joined": words("När den kom med. Tomt: från början."),
        "joined_precision": precision,
        "left": words("När den lämnade. Tomt: till slutet."),
        "left_precision": precision,
        "certainty": words("Hur säker uppgiften är."),
    }
