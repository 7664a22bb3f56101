"""A pack as text and back, so that what a meeting saw can be read years later without recomputing anything.

Every dataclass is written with its name and its fields. A field that a later version has added takes its
default; one that it has dropped is passed over. A name that it no longer knows is an error.
"""

from __future__ import annotations

import json
import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from benchmarking import assessments, claims, model
from benchmarking.preparing import content
from benchmarking.preparing.content import Pack

IS = "is"
"""The key under which a dataclass's name stands."""

HOMES = (content, claims, assessments, model)


def as_text(pack: Pack) -> str:
    """A pack as JSON, the same text for the same pack."""
    return json.dumps(_plain(pack), ensure_ascii=False, sort_keys=True, allow_nan=False)


def from_text(text: str) -> Pack:
    """The pack that `as_text` wrote. Raises KeyError or ValueError for what is none."""
    found = _made(json.loads(text), Pack)
    if not isinstance(found, Pack):
        raise ValueError("the text holds no pack")
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {IS: _name(type(value))} | {
            field.name: _plain(getattr(value, field.name)) for field in fields(value)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        # The claims' "typical" is NaN where too few places have the figure; JSON knows no NaN.
        return None
    return value


def _name(kind: type) -> str:
    """A dataclass's name with its module's: there is a `Moved` of figures and one of self-assessments."""
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


@cache
def _known() -> dict[str, type]:
    return {
        _name(one): one
        for home in HOMES
        for one in vars(home).values()
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == home.__name__
    }


def _made(value: Any, wanted: Any) -> Any:
    """A plain value as the type that is wanted of it."""
    if isinstance(value, dict) and IS in value:
        return _dataclass(value)
    origin, inside = get_origin(wanted), get_args(wanted)
    if origin in (Union, types.UnionType):
        if value is None and type(None) in inside:
            return None
        return _made(value, next(one for one in inside if one is not type(None)))
    if origin is tuple:
        each = [inside[0]] * len(value) if inside[-1] is Ellipsis else inside
        return tuple(_made(one, kind) for one, kind in zip(value, each, strict=True))
    if origin is frozenset:
        return frozenset(_made(one, inside[0]) for one in value)
    if wanted is float:
        return math.nan if value is None else float(value)
    if wanted is date:
        return date.fromisoformat(value)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    return value


def _dataclass(value: Mapping[str, Any]) -> Any:
    kind = _known()[value[IS]]
    hints = _hints(kind)
    given = {
        field.name: _made(value[field.name], hints[field.name])
        for field in fields(kind)
        if field.name in value or (field.default is MISSING and field.default_factory is MISSING)
    }
    return kind(**given)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
