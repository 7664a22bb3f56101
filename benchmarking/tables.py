"""The house's tables as they leave it: one frame for each, and what every column means.

API, data package and downloads carry the same columns with the same values. All frames are flat: a
cell with several things holds a list, which a text file joins with LIST_SEPARATOR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarking import exports
from benchmarking.effect import Result
from benchmarking.model import Indicator, KnownDate, Missing
from benchmarking.prepared import Facts
from benchmarking.wording import Words

LIST_SEPARATOR = " | "

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


def table(name: str, facts: Facts, observations: pd.DataFrame | None = None) -> pd.DataFrame:
    """A table as it leaves the house: columns as `columns`, in the house's own order of rows.

    `observations` (as `Store.observations`) is needed for that table alone. Dates are text (ISO 8601); a
    missing value is None or NaN. Raises KeyError for a name that is not among NAMES.
    """
    if name == "observations":
        assert observations is not None
        return _observations(observations)
    return _MAKERS[name](facts)


def _organisations(facts: Facts) -> pd.DataFrame:
    return _frame("organisations", (_cells(each, _ORGANISATION) for each in facts.organisations.values()))


def _indicators(facts: Facts) -> pd.DataFrame:
    rows = []
    for each in facts.indicators.values():
        cells = _cells(each, _INDICATOR)
        for name in _TEXTS:
            text = getattr(each, name)
            cells |= {f"{name}_sv": text.sv if text else None, f"{name}_en": text.en if text else None}
        cells["applies_to"] = sorted(kind.value for kind in each.applies_to)
        cells["breaks"] = sorted(each.breaks)
        rows.append(cells)
    return _frame("indicators", rows)


def _observations(observations: pd.DataFrame) -> pd.DataFrame:
    return exports.table(observations).assign(
        submission=observations["submission"],
        row=observations["row"],
        known_from=observations["known_from"].dt.strftime("%Y-%m-%d"),
    )


def _gaps(facts: Facts) -> pd.DataFrame:
    key = ["indicator", "organisation", "year"]
    origins = facts.yearly[[*key, "origin", "also_network"]]
    return facts.assessed.merge(origins, on=key, how="left", validate="one_to_one").loc[:, _NAMES["gaps"]]


def _programmes(facts: Facts) -> pd.DataFrame:
    rows = []
    for each in facts.programmes.values():
        rows.append(
            _cells(each, ("id", "kind", "track", "concept_version", "opens_on"))
            | {"name_sv": each.name.sv, "name_en": each.name.en}
            | {"note_sv": each.note.sv if each.note else None, "note_en": each.note.en if each.note else None}
            | _dated("starts", each.starts)
            | _dated("ends", each.ends)
            | {"claims": [f"{claim.what}: {claim.said} ({claim.source})" for claim in each.claims]}
        )
    return _frame("programmes", rows)


def _teams(facts: Facts) -> pd.DataFrame:
    return _frame(
        "teams", (_cells(each, ("id", "number", "area")) | {"round": each.programme} for each in facts.teams)
    )


def _memberships(facts: Facts) -> pd.DataFrame:
    return _frame(
        "memberships",
        (
            _cells(each, ("team", "organisation", "role", "source", "certainty"))
            | {"round": each.programme}
            | _dated("joined", each.joined)
            | _dated("left", each.left)
            for each in facts.memberships
        ),
    )


_MAKERS = {
    "organisations": _organisations,
    "indicators": _indicators,
    "gaps": _gaps,
    "programmes": _programmes,
    "teams": _teams,
    "memberships": _memberships,
}


def _cells(thing: object, names: Iterable[str]) -> dict[str, object]:
    """Some fields of a noun, with enums and dates as text."""
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)


def _dated(name: str, known: KnownDate | None) -> dict[str, object]:
    return {
        name: known.on.isoformat() if known else None,
        f"{name}_precision": known.precision.value if known else None,
    }


def _frame(name: str, rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(_NAMES[name]), dtype=object)
    kinds = {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
    wanted = {column: kinds[_type(name, column)] for column in frame if _type(name, column) in kinds}
    return frame.astype(wanted)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its lists as text, for files that have no lists."""
    joined = {
        name: frame[name].map(lambda cell: LIST_SEPARATOR.join(map(str, cell)))
        for name in TYPES["array"]
        if name in frame
    }
    return frame.assign(**joined)


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as JSON has them. A float that is missing stays NaN, which orjson writes as null."""
    columns = []
    for name in frame:
        column = frame[name]
        if pd.api.types.is_extension_array_dtype(column.dtype):
            columns.append(column.to_numpy(dtype=object, na_value=None).tolist())
        else:
            columns.append(column.tolist())
    names = list(frame)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def columns(name: str, words: Words) -> tuple[Column, ...]:
    """The columns of a table, in order, with what they mean in the language."""
    meanings = _meanings(words)
    always = {*KEYS[name], *_ALWAYS.get(name, ())}
    return tuple(
        Column(
            column,
            _type(name, column),
            meanings.get(f"{name}.{column}") or meanings[column],
            always=column in always,
        )
        for column in _NAMES[name]
    )


def _type(name: str, column: str) -> str:
    if column in ("numerator", "denominator"):
        return "number" if name == "observations" else "string"
    return next((type_ for type_, those in TYPES.items() if column in those), "string")


def missing_marks(words: Words) -> dict[str, str]:
    """What each value of a `missing` column says."""
    return {mark.value: words.missing(mark) for mark in Missing}


def source(words: Words) -> str:
    """Where the figures come from, and what in them is our own."""
    return words(
        "Källa: Kolada (RKA) och de producenter som står vid varje nyckeltal. Skillnader, bedömningar och ändringar: egen bearbetning av data från Kolada. Folkmängd och koder: SCB. Kommungrupper: SKR."
    )


def licence(words: Words) -> str:
    """What whoever uses the figures has to do."""
    return words(
        "Ange Kolada (RKA) och producenten som källa. Uppgifterna vi fått från Kolada säger ingen annan licens. Det som är vår egen bearbetning får användas fritt under MIT-licensen."
    )


def caveats(indicators: Iterable[Indicator], words: Words) -> list[dict[str, object]]:
    """What must be known about each indicator's figures: one for every caution, break and survey.

    Each holds indicator, kind ("caution", "break", "survey", "election", "moving_mean") and text; a break
    also years.
    """
    said: list[dict[str, object]] = []
    hang = {
        "survey": words("Enkät: ingen felmarginal är känd, så skillnaden går inte att bedöma."),
        "election": words("Värdet ändras bara vid val och upprepas åren emellan."),
        "moving_mean": words("Värdet är ett medelvärde över flera år."),
    }
    for each in indicators:
        if each.caution:
            said.append({"indicator": each.id, "kind": "caution", "text": words.text(each.caution)})
        if each.breaks:
            text = words.text(each.break_note) if each.break_note else ""
            years = words.joined([str(year) for year in each.breaks])
            text = text or words("Måttet ändrades {years}; tidigare år går inte att jämföra.", years=years)
            said.append({"indicator": each.id, "kind": "break", "years": list(each.breaks), "text": text})
        if each.measured.value in hang:
            said.append(
                {"indicator": each.id, "kind": each.measured.value, "text": hang[each.measured.value]}
            )
    return said


def about(
    indicators: Sequence[Indicator], facts: Facts, words: Words, day: str = ""
) -> list[tuple[str, str]]:
    """What goes with a file of figures (`exports.xlsx_with_metadata`): heading and text, in order."""
    rows = [(words("Källa"), source(words)), (words("Användning"), licence(words))]
    rows += [(words("Hämtat"), day)] if day else []
    rows.append((words("Uppgifternas version"), str(facts.version)))
    for each in indicators:
        rows.append(
            (
                each.id,
                f"{words.text(each.title)}. {words.text(each.definition)}"
                if each.definition
                else words.text(each.title),
            )
        )
        rows.append((words("{id}, producent", id=each.id), each.producer or words("uppgift saknas")))
    for caveat in caveats(indicators, words):
        rows.append((words("{id}, att tänka på", id=str(caveat["indicator"])), str(caveat["text"])))
    rows += [(f"missing = {mark}", text) for mark, text in missing_marks(words).items()]
    return rows


def effects(results: Iterable[Result], indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """What came of rounds, as it leaves the house: one row per round and indicator, gaps in the indicator's unit.

    Columns: round, indicator, title, unit, groups, members, comparators (codes, separated by space); years_before,
    years_after; participants_before … comparators_after (mean gap in the direction it had before); closed_more with
    low and high (95 %), p, p_randomised, p_adjusted, effect; trend_before (each year), placebo, unmatched; reason.
    Empty where there is none.
    """
    return pd.DataFrame([_effect(one, indicators[one.indicator]) for one in results])


def _effect(one: Result, indicator: Indicator) -> dict[str, Any]:
    estimate, placebo = one.estimate, one.placebo
    before, after = (
        [one.level(path, years) if one.years and years else None for path in (one.participants, one.compared)]
        for years in (one.level_years, one.after)
    )
    compared = [code for codes in one.comparators.values() for code in codes]
    return {
        "round": one.programme,
        "indicator": one.indicator,
        "title": indicator.title.sv,
        "unit": indicator.unit,
        "groups": len(one.groups),
        "members": " ".join(one.members),
        "comparators": " ".join(compared),
        "years_before": " ".join(map(str, one.level_years)),
        "years_after": " ".join(map(str, one.after)),
        "participants_before": before[0],
        "participants_after": after[0],
        "comparators_before": before[1],
        "comparators_after": after[1],
        "closed_more": estimate.closed.middle if estimate else None,
        "low": estimate.closed.low if estimate else None,
        "high": estimate.closed.high if estimate else None,
        "p": estimate.closed.p if estimate else None,
        "p_randomised": estimate.p_random if estimate else None,
        "p_adjusted": one.adjusted if estimate else None,
        "effect": one.effect,
        "trend_before": estimate.trend.middle if estimate else None,
        "placebo": placebo.closed.middle if placebo else None,
        "unmatched": estimate.plain.middle if estimate else None,
        "reason": one.reason.value if one.reason else None,
    }


def package(facts: Facts, observations: pd.DataFrame, words: Words) -> bytes:
    """Everything as a Frictionless data package; `observations` as `Store.observations`."""
    titles = summaries(words)
    resources = (
        exports.Resource(name, flat(table(name, facts, observations)), _schema(name, words), titles[name])
        for name in NAMES
    )
    descriptor = {
        "name": "jamstallt-i-siffror",
        "title": words("Jämställt i siffror"),
        "description": words("Kvinnors och mäns resultat i Sveriges kommuner och regioner, sida vid sida."),
        "version": str(facts.version),
        "sources": [
            {"title": words("Kolada (RKA) och de producenter som står vid varje nyckeltal")},
            {"title": words("SCB: folkmängd och koder")},
            {"title": words("SKR: kommungrupper")},
            {"title": words("Omgångar och medlemmar: sidorna i kolumnen source i memberships")},
        ],
        "licenses": [{"name": "MIT", "title": licence(words)}],
        "attribution": source(words),
        "caveats": caveats(facts.indicators.values(), words),
        "missing": missing_marks(words),
    }
    return exports.data_package(descriptor, resources)


def _schema(name: str, words: Words) -> dict[str, object]:
    """A table's schema as Frictionless says it. A list is text here, joined by LIST_SEPARATOR."""
    fields = [
        {
            "name": column.name,
            "type": "string" if column.type == "array" else column.type,
            "description": column.meaning,
        }
        | ({"constraints": {"required": True}} if column.always and column.type != "array" else {})
        | ({"trueValues": ["True"], "falseValues": ["False"]} if column.type == "boolean" else {})
        for column in columns(name, words)
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    if KEYS[name]:
        schema["primaryKey"] = list(KEYS[name])
    if name in POINTS_TO:
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": there, "fields": key}}
            for column, (there, key) in POINTS_TO[name].items()
        ]
    return schema


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


_ORGANISATION = (
    *("code", "name", "name_official", "kind", "county", "skr_group", "skr_group_name"),
    *("population_women", "population_men", "population_year", "latitude", "longitude"),
)

_TEXTS = ("title", "short", "base", "definition", "break_note", "caution")

_INDICATOR = (
    *("id", "subgoal", "shape", "unit", "decimals", "measured", "family", "role", "direction", "producer"),
    *("source", "operating_area", "equality_point", "lower", "upper", "notable", "counted"),
    *("numerator", "denominator", "pair_men", "suppress_below", "valid_from"),
)

_NAMES = {
    "organisations": _ORGANISATION,
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

_ALWAYS = {
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
