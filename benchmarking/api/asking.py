"""What somebody asks for: the parameters of a query, understood or refused by name.

Nothing is passed over in silence: an id that nobody knows and a parameter that does not exist are said,
since an answer with fewer rows than was meant looks like a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum

from starlette.requests import Request

from benchmarking import wording
from benchmarking.api.door import LANGUAGE_PARAMETER, LANGUAGES
from benchmarking.errors import BenchmarkingError
from benchmarking.gaps import GapVerdict
from benchmarking.model import OrganisationKind, Origin, Sex
from benchmarking.prepared import Facts
from benchmarking.wording import Words

MOST_ROWS = 5000
"""The largest page: some megabyte of JSON."""

USUAL_ROWS = 1000

MOST_CODES = 400
"""Codes in one parameter: all organisations there are, and no more."""

FORMATS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "csv-sv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


class Refused(BenchmarkingError):
    """The asker's to mend: said with a stable code, a sentence, and how to mend it."""

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.message, self.hint = status, code, message, hint


class Kind(StrEnum):
    """How a parameter is written."""

    CODES = "codes"
    CHOICES = "choices"
    CHOICE = "choice"
    COUNT = "count"
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: CODES and CHOICES take several, by comma or by repeating; the others take one."""

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    usual: int | None = None


def _choices(name: str, values: Iterable[str], kind: Kind = Kind.CHOICES) -> Parameter:
    return Parameter(name, kind, tuple(str(value) for value in values))


PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        *(Parameter(name, Kind.CODES) for name in ("indicator", "organisation", "county", "round", "kod")),
        _choices("kind", (kind.value for kind in OrganisationKind)),
        _choices("sex", (sex.value for sex in Sex)),
        _choices("origin", (origin.value for origin in Origin)),
        _choices("verdict", (verdict.value for verdict in GapVerdict)),
        *(Parameter(name, Kind.COUNT, least=1900, most=2200) for name in ("year_from", "year_to")),
        Parameter("subgoal", Kind.COUNT, least=1, most=6),
        Parameter("limit", Kind.COUNT, least=1, most=MOST_ROWS, usual=USUAL_ROWS),
        Parameter("offset", Kind.COUNT, least=0, most=10**9, usual=0),
        Parameter("changed_since", Kind.SINCE),
        _choices("format", FORMATS, Kind.CHOICE),
        _choices("figur", ("trend", "varden", "rader"), Kind.CHOICE),
        _choices(LANGUAGE_PARAMETER, LANGUAGES, Kind.CHOICE),
    )
}

Value = tuple[str, ...] | str | int | datetime
Asked = dict[str, Value]
"""What was asked for, by parameter. What was not asked for is not there."""


def understood(request: Request, allowed: Sequence[str], facts: Facts) -> Asked:
    """The query of a request. Raises Refused for the first thing in it that is not understood."""
    say = wording.words(language(request))
    asked: Asked = {}
    for name in request.query_params:
        if name not in allowed:
            known = say.joined(sorted(allowed))
            close = get_close_matches(_short(name), allowed, n=1)
            meant = say("Menade du {name}?", name=close[0]) if close else ""
            raise Refused(
                400,
                "unknown_parameter",
                say("Parametern {name} finns inte här.", name=say.quoted(_short(name))),
                " ".join((meant, say("De som finns: {names}.", names=known))).strip(),
            )
        asked[name] = _value(PARAMETERS[name], request.query_params.getlist(name), facts, say)
    first, last = asked.get("year_from"), asked.get("year_to")
    if isinstance(first, int) and isinstance(last, int) and first > last:
        raise Refused(
            400,
            "years_reversed",
            say("year_from {first} är efter year_to {last}.", first=str(first), last=str(last)),
            say("Låt year_from vara det första året."),
        )
    return asked


def language(request: Request) -> str:
    """The language of an answer: `sprak`, else what Accept-Language prefers, else Swedish."""
    asked = request.query_params.getlist(LANGUAGE_PARAMETER)
    if asked:
        return asked[-1] if asked[-1] in LANGUAGES else "sv"
    for wanted in _preferred(request.headers.get("accept-language", "")):
        if wanted.partition("-")[0] in LANGUAGES:
            return wanted.partition("-")[0]
    return "sv"


def form(request: Request, asked: Mapping[str, Value]) -> str:
    """The form of an answer: `format`, else the first of Accept that we have, else JSON."""
    if "format" in asked:
        return str(asked["format"])
    by_type = {type_.partition(";")[0]: name for name, type_ in reversed(FORMATS.items())}
    for wanted in _preferred(request.headers.get("accept", "")):
        if wanted in by_type:
            return by_type[wanted]
    return "json"


def unknown(name: str, value: str, facts: Facts, say: Words, status: int = 400) -> Refused:
    """The refusal of a code that nobody knows, with the one that may have been meant."""
    known = vocabulary(name, facts)
    said = {
        "indicator": say("Inget nyckeltal har koden {code}.", code=say.quoted(_short(value))),
        "organisation": say("Ingen organisation har koden {code}.", code=say.quoted(_short(value))),
        "kod": say("Ingen organisation har koden {code}.", code=say.quoted(_short(value))),
        "county": say("Inget län har koden {code}.", code=say.quoted(_short(value))),
        "round": say("Ingen omgång har koden {code}.", code=say.quoted(_short(value))),
    }
    lists = {
        "indicator": "/api/v1/indicators",
        "organisation": "/api/v1/organisations",
        "kod": "/api/v1/organisations",
        "county": "/api/v1/organisations?kind=county",
        "round": "/api/v1/programmes",
    }
    hints = [say("Alla koder står i {address}.", address=lists[name])]
    if code := _meant(_short(value), known):
        hints.insert(0, say("Menade du {code} ({name})?", code=code, name=known[code]))
    return Refused(
        status, f"unknown_{'organisation' if name == 'kod' else name}", said[name], " ".join(hints)
    )


def _meant(value: str, known: Mapping[str, str]) -> str | None:
    """The code that was meant: with the zeros that a spreadsheet took away, or of the name that was written."""
    if value.isascii() and value.isdigit() and value.zfill(4) in known:
        return value.zfill(4)
    codes = {name.casefold(): code for code, name in known.items()} | {
        code.casefold(): code for code in known
    }
    close = get_close_matches(value.casefold(), codes, n=1, cutoff=0.75)
    return codes[close[0]] if close else None


def vocabulary(name: str, facts: Facts) -> dict[str, str]:
    """The codes that a parameter may name, each with its name."""
    if name == "round":
        return {code: programme.name.sv for code, programme in facts.programmes.items()}
    if name == "indicator":
        return {
            series: indicator.short.sv
            for indicator in facts.indicators.values()
            for series in indicator.series
        }
    return {
        code: organisation.name
        for code, organisation in facts.organisations.items()
        if name != "county" or organisation.kind is OrganisationKind.COUNTY
    }


def _value(parameter: Parameter, given: Sequence[str], facts: Facts, say: Words) -> Value:
    if parameter.kind in (Kind.CODES, Kind.CHOICES):
        return _several(parameter, given, facts, say)
    if len(given) > 1:
        raise Refused(
            400,
            "given_twice",
            say("{name} är angiven flera gånger.", name=parameter.name),
            say("Ange den en gång."),
        )
    [text] = given
    if parameter.kind is Kind.CHOICE:
        return _chosen(parameter, text, say)
    if parameter.kind is Kind.SINCE:
        return _since(parameter, text, facts, say)
    # Other digits than 0-9 are numbers to Python, and no one means them here.
    if not re.fullmatch(r"[0-9]{1,10}", text) or not parameter.least <= int(text) <= parameter.most:
        raise Refused(
            400,
            "not_a_number",
            say("{name} kan inte vara {value}.", name=parameter.name, value=say.quoted(_short(text))),
            say(
                "Ange ett heltal från {least} till {most}.",
                least=str(parameter.least),
                most=str(parameter.most),
            ),
        )
    return int(text)


def _several(parameter: Parameter, given: Sequence[str], facts: Facts, say: Words) -> tuple[str, ...]:
    values = [part.strip() for text in given for part in text.split(",")]
    if not all(values):
        raise Refused(
            400,
            "empty",
            say("{name} är tom.", name=parameter.name),
            say("Utelämna parametern för att få alla."),
        )
    if len(values) > MOST_CODES:
        raise Refused(
            400,
            "too_many",
            say("{name} har {n} koder.", name=parameter.name, n=str(len(values))),
            say("Ange högst {n}, eller utelämna parametern för att få alla.", n=str(MOST_CODES)),
        )
    if parameter.kind is Kind.CHOICES:
        return tuple(dict.fromkeys(_chosen(parameter, value, say) for value in values))
    known = vocabulary(parameter.name, facts)
    for value in values:
        if value not in known:
            raise unknown(parameter.name, value, facts, say)
    return tuple(dict.fromkeys(values))


def _chosen(parameter: Parameter, text: str, say: Words) -> str:
    if text not in parameter.choices:
        raise Refused(
            400,
            "unknown_value",
            say("{name} kan inte vara {value}.", name=parameter.name, value=say.quoted(_short(text))),
            say("Det som finns: {values}.", values=say.joined(parameter.choices)),
        )
    return text


def _since(parameter: Parameter, text: str, facts: Facts, say: Words) -> int | datetime:
    """A version of the data, or a moment in UTC without zone, as the store keeps it."""
    # A whole number is one in JSON Schema also when it is written 2.0.
    number = text.removesuffix(".0")
    if re.fullmatch(r"[0-9]{1,15}", number) and len(number) != len("20230101"):
        if int(number) > facts.version:
            raise Refused(
                400,
                "unknown_version",
                say("Version {version} av uppgifterna finns inte.", version=text),
                say(
                    "Den senaste är {version}. Är den äldre än din har databasen byggts om: hämta allt på nytt.",
                    version=str(facts.version),
                ),
            )
        return int(number)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:
        raise Refused(
            400,
            "not_a_moment",
            say("{name} kan inte vara {value}.", name=parameter.name, value=say.quoted(_short(text))),
            say(
                "Ange en version av uppgifterna (meta.version i ett svar) eller en dag, till exempel 2026-01-31."
            ),
        ) from error


def _preferred(header: str) -> list[str]:
    """What a header such as Accept asks for, most wanted first, without what it declines."""
    wanted = []
    for place, part in enumerate(header.lower().split(",")[:20]):
        name, _, options = part.partition(";")
        weight = re.search(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)", options)
        wanted.append((-float(weight[1]) if weight else -1.0, place, name.strip()))
    return [name for weight, _, name in sorted(wanted) if weight < 0]


def _short(text: str) -> str:
    """As much of what was sent as an answer repeats."""
    printable = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:60])
    return f"{printable}…" if len(text) > len(printable) else printable
