"""The document that says what the API can be asked, in OpenAPI 3.1, made from what the questions take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarking import tables
from benchmarking.api.asking import FORMATS, MOST_CODES, PARAMETERS, Kind, Parameter, vocabulary
from benchmarking.prepared import Facts
from benchmarking.wording import Words

Schema = dict[str, Any]

_JSON = "application/json"


def document(takes: Mapping[str, Sequence[str]], facts: Facts, say: Words) -> Schema:
    """The whole document; `takes` names the parameters of each question (`v1.TAKES`).

    It lists the codes there are, so that a client knows them without asking.
    """
    paths = {f"/api/v1/{name}": _table(name, takes[name], facts, say) for name in tables.NAMES}
    paths["/api/v1/organisations/{code}"] = _one("organisations", say)
    paths["/api/v1/indicators/{code}"] = _one("indicators", say)
    paths["/api/v1/metadata"] = _path(
        "metadata",
        say("Vad man behöver veta om siffrorna: källa, användning, förbehåll och kolumnernas betydelse."),
        [_parameter(PARAMETERS[name], say) for name in takes["metadata"]],
        {_JSON: {"schema": {"$ref": "#/components/schemas/metadata"}}},
        say,
    )
    paths["/api/v1/package.zip"] = _path(
        "package",
        say("Allt i ett datapaket (Frictionless): datapackage.json och en CSV-fil för varje tabell."),
        [_parameter(PARAMETERS["sprak"], say)],
        {"application/zip": {"schema": {"type": "string", "contentMediaType": "application/zip"}}},
        say,
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": say("Jämställt i siffror"),
            "version": "1",
            "description": " ".join(
                (
                    say("Kvinnors och mäns resultat i Sveriges kommuner och regioner, sida vid sida."),
                    tables.source(say),
                    tables.licence(say),
                    say(
                        "ETag och If-None-Match säger om något har ändrats. CSV har bara siffror: huvudet Link leder till metadata och till nästa sida."
                    ),
                )
            ),
        },
        "paths": paths,
        "components": {"schemas": _codes(facts) | _schemas(say)},
    }


def _table(name: str, allowed: Sequence[str], facts: Facts, say: Words) -> Schema:
    content: Schema = {_JSON: {"schema": {"$ref": f"#/components/schemas/{name}_page"}}}
    for type_ in dict.fromkeys(FORMATS.values()):
        if not type_.startswith(_JSON):
            binary = {"type": "string"} if type_.startswith("text/") else {}
            content[type_.partition(";")[0]] = {"schema": binary}
    parameters = [_parameter(PARAMETERS[parameter], say, facts.version) for parameter in allowed]
    for parameter in parameters:
        # What one round handed in is one table; two of them would hold the same key twice.
        if (name, parameter["name"]) == ("observations", "round"):
            parameter["schema"]["maxItems"] = 1
    return _path(name, tables.summaries(say)[name], parameters, content, say)


def _one(name: str, say: Words) -> Schema:
    code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
    row = {
        "type": "object",
        "required": ["meta", "data"],
        "properties": {"meta": {"type": "object"}, "data": {"$ref": f"#/components/schemas/{name}"}},
    }
    summary = say("En organisation.") if name == "organisations" else say("Ett nyckeltal.")
    parameters = [code, _parameter(PARAMETERS["sprak"], say)]
    found = _path(f"one_{name}", summary, parameters, {_JSON: {"schema": row}}, say)
    found["get"]["responses"]["404"] = _refusal(say("Koden finns inte."))
    return found


def _path(operation: str, summary: str, parameters: list[Schema], content: Schema, say: Words) -> Schema:
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {
                    "description": say("Svaret."),
                    "headers": {
                        "ETag": {"schema": {"type": "string"}},
                        "Link": {"schema": {"type": "string"}},
                        "X-Total-Count": {"schema": {"type": "string"}},
                    },
                    "content": content,
                },
                "304": {"description": say("Inget har ändrats sedan svaret med den ETag som angavs.")},
                "400": _refusal(say("Frågan går inte att förstå; svaret säger vad och hur den rättas.")),
                "503": _refusal(say("Servern startar.")),
            },
        }
    }


def _refusal(description: str) -> Schema:
    return {
        "description": description,
        "content": {_JSON: {"schema": {"$ref": "#/components/schemas/error"}}},
    }


def _parameter(parameter: Parameter, say: Words, version: int = 0) -> Schema:
    schema: Schema
    match parameter.kind:
        case Kind.CODES | Kind.CHOICES:
            item: Schema = {"$ref": f"#/components/schemas/{parameter.name}_code"}
            if parameter.choices:
                item = {"type": "string", "enum": list(parameter.choices)}
            schema = {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_CODES}
        case Kind.CHOICE:
            schema = {"type": "string", "enum": list(parameter.choices)}
        case Kind.COUNT:
            schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
        case Kind.SINCE:
            versions = {"type": "integer", "minimum": 0, "maximum": version}
            schema = {"anyOf": [versions, {"type": "string", "format": "date"}]}
    if parameter.usual is not None:
        schema["default"] = parameter.usual
    found: Schema = {
        "name": parameter.name,
        "in": "query",
        "description": _meanings(say)[parameter.name],
        "schema": schema,
    }
    if parameter.kind in (Kind.CODES, Kind.CHOICES):
        found |= {"style": "form", "explode": False}
    return found


def _codes(facts: Facts) -> Schema:
    """The codes that each parameter may name."""
    return {
        f"{name}_code": {"type": "string", "enum": list(vocabulary(name, facts))}
        for name in ("indicator", "organisation", "county", "round")
    }


def _schemas(say: Words) -> Schema:
    schemas: Schema = {
        "error": {
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "type": "object",
                    "required": ["code", "message", "hint"],
                    "properties": {name: {"type": "string"} for name in ("code", "message", "hint")},
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
        "caveat": {
            "type": "object",
            "required": ["indicator", "kind", "text"],
            "properties": {
                "indicator": {"type": "string"},
                "kind": {"type": "string"},
                "text": {"type": "string"},
                "years": {"type": "array", "items": {"type": "integer"}},
            },
        },
    }
    provenance = {
        "version": {"type": "integer", "description": say("Uppgifternas version, att ange i changed_since.")},
        "language": {"type": "string"},
        "source": {"type": "string"},
        "licence": {"type": "string"},
        "caveats": {"type": "array", "items": {"$ref": "#/components/schemas/caveat"}},
        "missing": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    schemas["metadata"] = {
        "type": "object",
        "required": [*provenance, "tables"],
        "properties": {**provenance, "tables": {"type": "object"}},
    }
    schemas["meta"] = {
        "type": "object",
        "required": [*provenance, "total", "returned", "limit", "offset", "next"],
        "properties": {
            **provenance,
            **{name: {"type": "integer"} for name in ("total", "returned", "limit", "offset")},
            "next": {"type": ["string", "null"]},
            "withdrawn": {
                "type": "array",
                "items": {"type": "integer"},
                "description": say(
                    "Inlämningar som tagits tillbaka sedan dess: stryk deras rader och hämta nyckeltalen på nytt."
                ),
            },
        },
    }
    for name in tables.NAMES:
        schemas[name] = _row(name, say)
        schemas[f"{name}_page"] = {
            "type": "object",
            "required": ["meta", "data"],
            "properties": {
                "meta": {"$ref": "#/components/schemas/meta"},
                "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}},
            },
            "additionalProperties": False,
        }
    return schemas


def _row(name: str, say: Words) -> Schema:
    properties: Schema = {}
    for column in tables.columns(name, say):
        type_ = "string" if column.type == "date" else column.type
        schema: Schema = {"type": type_ if column.always else [type_, "null"], "description": column.meaning}
        if column.type == "date":
            schema["format"] = "date"
        if column.type == "array":
            schema["type"] = "array"
        properties[column.name] = schema
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _meanings(say: Words) -> dict[str, str]:
    return {
        "indicator": say("Nyckeltalets kod, till exempel N00206."),
        "organisation": say("Organisationens kod, till exempel 1882. Noll i början hör till koden."),
        "county": say("Länets kod, till exempel 18: alla organisationer i länet."),
        "round": say("Omgångens kod, till exempel MK3. För värden: det som omgången lämnade in."),
        "kod": say("Organisationer som visas."),
        "kind": say("Slag av organisation."),
        "sex": say("K kvinnor, M män, T totalt."),
        "origin": say("official: producentens. network: nätverkets egna."),
        "verdict": say("Bedömning av skillnaden."),
        "year_from": say("Första året."),
        "year_to": say("Sista året."),
        "subgoal": say("Nationellt delmål, 1 till 6."),
        "limit": say("Så många rader som mest."),
        "offset": say("Så många rader hoppas över."),
        "changed_since": say(
            "Bara värden som publicerats eller öppnats efter en version av uppgifterna (meta.version) eller en dag (UTC)."
        ),
        "format": say(
            "json, csv (komma och decimalpunkt), csv-sv (semikolon och decimalkomma, för svenska Excel), xlsx eller parquet."
        ),
        "figur": say("trend (skillnaden över tid), varden (kvinnors och mäns värden över tid) eller rader."),
        "sprak": say("sv eller en. Annars det som Accept-Language säger."),
    }
