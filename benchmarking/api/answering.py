"""The form of an answer: JSON, CSV, Excel or Parquet, with what must be known about the figures in it.

JSON carries it in `meta`. A CSV file has room for figures only: its `Link` header points to the metadata,
and to the next page. An answer has an ETag of the data's version and the question.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

import orjson
import pandas as pd
from starlette.requests import Request
from starlette.responses import Response

from benchmarking import access, exports, prepared, tables
from benchmarking.api.asking import FORMATS, Refused
from benchmarking.model import Viewer
from benchmarking.prepared import Facts
from benchmarking.store import Store
from benchmarking.wording import Words

# New in every process: the same version of the data may be another after a rebuild, and the same data
# may be told in other words by newer code.
_PROCESS = secrets.token_hex(8)

MOST_IN_LINK = 20
"""Indicators named in the link to the metadata; with more it leads to all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Some of the rows of a table: those from `offset` on, of `total` that answer the question."""

    name: str
    rows: pd.DataFrame
    total: int
    offset: int = 0
    limit: int = 0
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_last(self) -> bool:
        return self.offset + len(self.rows) >= self.total


def etag(request: Request, store: Store, viewer: Viewer, *also: str) -> str:
    """Names an answer: the same for the same question, state of the data, rights, form and language.

    Weak, since compression on the way out makes other bytes of the same answer.
    """
    query = sorted(request.query_params.multi_items())
    told = (
        _PROCESS,
        prepared.state(store),
        request.url.path,
        query,
        sorted(viewer.rights),
        sorted(map(repr, viewer.grants)),
        also,
    )
    return f'W/"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'


def is_held(request: Request, tag: str) -> bool:
    """Whether the asker already holds the answer that `tag` names."""
    held = request.headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") in ("*", tag.removeprefix("W/")) for each in held.split(","))


def headers(viewer: Viewer, tag: str) -> dict[str, str]:
    """What goes with every answer: who may keep it, and that it must be asked for again."""
    seen = "public" if viewer == access.VISITOR else "private"
    found = {
        "ETag": tag,
        "Cache-Control": f"{seen}, no-cache",
        "Vary": "Accept, Accept-Language, Cookie",
        # Everything here is open to any page; a cookie never goes with such a request.
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Link, X-Total-Count",
    }
    return found


def unchanged(viewer: Viewer, tag: str) -> Response:
    return Response(status_code=304, headers=headers(viewer, tag))


def page(
    request: Request, page: Page, facts: Facts, say: Words, form: str, given: Mapping[str, str]
) -> Response:
    """A page of a table in the form that was asked for; `given` are the headers that go with it."""
    following = "" if page.is_last else _following(request, page)
    if form == "json":
        body = {
            "meta": meta(page, facts, say) | {"next": following or None},
            "data": tables.records(page.rows),
        }
        return json(body, given | _links(page, say, following))
    frame = tables.flat(page.rows)
    if form == "xlsx":
        day = say.moment(datetime.now(UTC))
        content = exports.xlsx_with_metadata(frame, tables.about(_spoken_of(page, facts), facts, say, day))
    else:
        makers = {"csv": exports.csv, "csv-sv": exports.csv_for_excel, "parquet": exports.parquet}
        content = makers[form](frame)
    suffix = form.partition("-")[0]
    named = {"Content-Disposition": f'attachment; filename="{page.name}.{suffix}"'}
    return Response(
        content, media_type=FORMATS[form], headers={**given, **named, **_links(page, say, following)}
    )


def json(body: object, given: Mapping[str, str] | None = None, status: int = 200) -> Response:
    content = orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(content, status, media_type="application/json", headers=dict(given or {}))


def refusal(refused: Refused) -> Response:
    """What is wrong with a question, and how to mend it."""
    error = {"code": refused.code, "message": refused.message, "hint": refused.hint}
    return json({"error": error}, {"Access-Control-Allow-Origin": "*"}, refused.status)


def meta(page: Page, facts: Facts, say: Words) -> dict[str, object]:
    """What must be known about the rows of a page."""
    return {
        "version": facts.version,
        "total": page.total,
        "returned": len(page.rows),
        "limit": page.limit,
        "offset": page.offset,
        **provenance(say),
        "caveats": tables.caveats(_spoken_of(page, facts), say),
        "missing": tables.missing_marks(say),
        **page.more,
    }


def provenance(say: Words) -> dict[str, str]:
    return {"language": say.language, "source": tables.source(say), "licence": tables.licence(say)}


def _spoken_of(page: Page, facts: Facts) -> list:
    """The indicators that the rows are about; none for tables of places and rounds."""
    if page.name not in ("observations", "gaps", "indicators"):
        return []
    column = page.rows["id" if page.name == "indicators" else "indicator"]
    present = set(column.unique())
    return [each for each in facts.indicators.values() if present & set(each.series)]


def _following(request: Request, page: Page) -> str:
    """The address of the next page, as the asker came here."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "offset"]
    return f"{request.url.path}?{urlencode([*kept, ('offset', page.offset + len(page.rows))])}"


def _links(page: Page, say: Words, following: str) -> dict[str, str]:
    query: Sequence[tuple[str, str]] = [("sprak", say.language)]
    if page.name in ("observations", "gaps"):
        present = page.rows["indicator"].unique().tolist()
        if 0 < len(present) <= MOST_IN_LINK:
            query = [("indicator", ",".join(present)), *query]
    links = [f'</api/v1/metadata?{urlencode(query)}>; rel="describedby"; type="application/json"']
    if following:
        links.append(f'<{following}>; rel="next"')
    return {"Link": ", ".join(links), "X-Total-Count": str(page.total)}
