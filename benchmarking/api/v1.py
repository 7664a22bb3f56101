"""The questions of the API under /api/v1/: each a table, the parameters it takes, and its rows.

What is asked is answered from the frames that the pages use (`prepared`), for the one who asks: a
visitor never sees a figure here that the pages would not show.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarking import access, prepared, tables, wording
from benchmarking.api import answering, asking, openapi
from benchmarking.api.answering import Page
from benchmarking.api.asking import Asked, Refused, Value
from benchmarking.api.door import viewer_of
from benchmarking.model import SubmissionState, Viewer
from benchmarking.prepared import Facts
from benchmarking.store import Store
from benchmarking.wording import Words

PREFIX = "/api/v1"

_log = logging.getLogger("benchmarking")

# The API's own reading of the trail of changes, for the moments of publication alone.
_CLERK = access.owner("api")


@dataclass(frozen=True, slots=True)
class Question:
    """One who asks, what, and the facts that answer it."""

    request: Request
    store: Store
    viewer: Viewer
    facts: Facts
    asked: Asked
    say: Words
    form: str
    headers: Mapping[str, str]


Answer = Callable[[Question], Response]

_serving: list[Store] = []


def serve(store: Store) -> None:
    """Answer from this store from now on."""
    _serving[:] = [store]


def serving() -> Store | None:
    """The store that is answered from; None while the server starts."""
    return _serving[0] if _serving else None


def route(path: str, allowed: tuple[str, ...], answer: Answer, *, own: bool = False) -> Route:
    """A route that understands its query, refuses what it does not, and says "unchanged" where it can.

    Those who ask are told apart by their cookie, except where `own` says that everybody is a visitor.
    """

    def answered(request: Request) -> Response:
        say = wording.words(asking.language(request))
        try:
            if not _serving:
                raise Refused(503, "starting", say("Servern startar."), say("Försök igen om en stund."))
            [store] = _serving
            viewer = access.VISITOR if own else viewer_of(request)
            facts = prepared.facts(store, viewer)
            asked = asking.understood(request, allowed, facts)
            form = asking.form(request, asked)
            tag = answering.etag(request, store, viewer, form, say.language)
            if answering.is_held(request, tag):
                return answering.unchanged(viewer, tag)
            given = answering.headers(viewer, tag)
            return answer(Question(request, store, viewer, facts, asked, say, form, given))
        except Refused as refused:
            return answering.refusal(refused)
        except Exception:
            _log.exception("a request to %s failed", path)
            said = say("Något gick fel hos oss. Försök igen om en stund.")
            return answering.refusal(Refused(500, "failed", said))

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(answered, request)

    return Route(path, endpoint, methods=["GET"])


_PAGED = ("limit", "offset", "format", "sprak")
_PLACES = ("organisation", "kind", "county")

TAKES: dict[str, tuple[str, ...]] = {
    "organisations": (*_PLACES, *_PAGED),
    "indicators": ("indicator", "kind", "subgoal", *_PAGED),
    "observations": (
        *("indicator", *_PLACES, "year_from", "year_to", "sex", "origin", "round", "changed_since"),
        *_PAGED,
    ),
    "gaps": ("indicator", *_PLACES, "year_from", "year_to", "verdict", "origin", *_PAGED),
    "programmes": ("round", *_PAGED),
    "teams": ("round", "organisation", *_PAGED),
    "memberships": ("round", "organisation", *_PAGED),
    "metadata": ("indicator", "sprak"),
}
"""Which parameters each question takes."""


def routes() -> list[Route]:
    """All addresses under /api/v1/. What is not among them is said to be missing, in JSON."""
    questions = {
        "organisations": organisations,
        "indicators": indicators,
        "observations": observations,
        "gaps": gaps,
        "programmes": programmes,
        "teams": teams,
        "memberships": memberships,
        "metadata": metadata,
    }
    return [
        *(route(f"{PREFIX}/{name}", TAKES[name], answer) for name, answer in questions.items()),
        route(f"{PREFIX}/organisations/{{code}}", ("sprak",), one_organisation),
        route(f"{PREFIX}/indicators/{{code}}", ("sprak",), one_indicator),
        route(f"{PREFIX}/package.zip", ("sprak",), package),
        route(f"{PREFIX}/openapi.json", ("sprak",), document),
        Route(PREFIX, _missing, methods=["GET"]),
        Route(f"{PREFIX}/{{rest:path}}", _missing, methods=["GET"]),
    ]


def organisations(question: Question) -> Response:
    frame = _table(question, "organisations")
    keep = _matches(frame, question.asked, {"organisation": "code", "kind": "kind", "county": "county"})
    return _page(question, "organisations", frame, keep)


def one_organisation(question: Question) -> Response:
    return _one(question, "organisations", "organisation", "code")


def indicators(question: Question) -> Response:
    frame = _table(question, "indicators")
    asked = question.asked
    keep = np.ones(len(frame), dtype=bool)
    if "indicator" in asked:
        wanted = set(asked["indicator"])
        keep &= [bool(wanted & {own, men}) for own, men in zip(frame["id"], frame["pair_men"], strict=True)]
    if "kind" in asked:
        keep &= frame["applies_to"].map(lambda kinds: bool(set(kinds) & set(asked["kind"]))).to_numpy(bool)
    if "subgoal" in asked:
        keep &= (frame["subgoal"] == asked["subgoal"]).fillna(False).to_numpy(bool)
    return _page(question, "indicators", frame, keep)


def one_indicator(question: Question) -> Response:
    return _one(question, "indicators", "indicator", "id")


def observations(question: Question) -> Response:
    asked, say, rounds = question.asked, question.say, question.asked.get("round", ())
    if len(rounds) > 1:
        hint = say("Fråga om en omgång i taget.")
        raise Refused(400, "too_many", say("{name} har {n} koder.", name="round", n=str(len(rounds))), hint)
    rows = _observed(question, rounds[0] if rounds else None)
    more: dict[str, object] = {}
    frame = rows.of(asked.get("indicator"))
    keep = _matches(frame, asked, {"sex": "sex", "origin": "origin"})
    keep &= _in_places(frame, question) & _in_years(frame, asked)
    if "changed_since" in asked:
        changed, withdrawn = _changed(question, asked["changed_since"])
        of_opened = frame["round"].isin(_opened(question, asked["changed_since"])).to_numpy(bool)
        keep &= frame["submission"].isin(changed).to_numpy(bool) | of_opened
        more["withdrawn"] = withdrawn
    return _page(question, "observations", frame, keep, more)


def gaps(question: Question) -> Response:
    asked = question.asked
    frame = _rows(question, "gaps", lambda: _Rows.made(tables.table("gaps", question.facts))).of(
        _folded(question)
    )
    keep = _matches(frame, asked, {"verdict": "verdict", "origin": "origin"})
    keep &= _in_places(frame, question) & _in_years(frame, asked)
    return _page(question, "gaps", frame, keep)


def programmes(question: Question) -> Response:
    frame = _table(question, "programmes")
    return _page(question, "programmes", frame, _matches(frame, question.asked, {"round": "id"}))


def teams(question: Question) -> Response:
    frame = _table(question, "teams")
    keep = _matches(frame, question.asked, {"round": "round"})
    if "organisation" in question.asked:
        members = _table(question, "memberships")
        own = members.loc[members["organisation"].isin(list(question.asked["organisation"])), "team"]
        keep &= frame["id"].isin(list(own)).to_numpy(bool)
    return _page(question, "teams", frame, keep)


def memberships(question: Question) -> Response:
    frame = _table(question, "memberships")
    keep = _matches(frame, question.asked, {"round": "round", "organisation": "organisation"})
    return _page(question, "memberships", frame, keep)


def metadata(question: Question) -> Response:
    """What must be known about figures, apart from any: the companion of a CSV file."""
    facts, say = question.facts, question.say
    wanted = question.asked.get("indicator")
    about = [each for each in facts.indicators.values() if wanted is None or set(wanted) & set(each.series)]
    body = {
        "version": facts.version,
        **answering.provenance(say),
        "caveats": tables.caveats(about, say),
        "missing": tables.missing_marks(say),
        "tables": {
            name: [
                {"name": column.name, "type": column.type, "meaning": column.meaning}
                for column in tables.columns(name, say)
            ]
            for name in tables.NAMES
        },
    }
    return answering.json(body, question.headers)


def package(question: Question) -> Response:
    """Everything as a Frictionless data package, made once for each state of the data."""
    language = question.say.language

    def made() -> bytes:
        observed = question.store.observations(question.viewer)
        return tables.package(question.facts, observed, question.say)

    content = prepared.kept(f"package {language}", question.store, question.viewer, made)
    named = {"Content-Disposition": 'attachment; filename="jamstallt-i-siffror.zip"'}
    return Response(content, media_type="application/zip", headers={**question.headers, **named})


def document(question: Question) -> Response:
    """What the API can be asked, as OpenAPI 3.1."""
    return answering.json(openapi.document(TAKES, question.facts, question.say), question.headers)


async def _missing(request: Request) -> Response:
    say = wording.words(asking.language(request))
    address = say("Det som finns står i {address}.", address=f"{PREFIX}/openapi.json")
    return answering.refusal(Refused(404, "no_such_address", say("Den adressen finns inte."), address))


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """A long table in the order of its indicators, and where each begins: most questions name one."""

    frame: pd.DataFrame
    begins: Mapping[str, slice]

    @classmethod
    def made(cls, frame: pd.DataFrame) -> _Rows:
        codes, ids = pd.factorize(frame["indicator"])
        edges = np.searchsorted(codes, np.arange(len(ids) + 1))
        return cls(
            frame,
            {str(code): slice(*edges[place : place + 2].tolist()) for place, code in enumerate(ids)},
        )

    def of(self, indicators: tuple[str, ...] | None) -> pd.DataFrame:
        if indicators is None:
            return self.frame
        parts = sorted(
            (self.begins[code] for code in indicators if code in self.begins), key=lambda part: part.start
        )
        if len(parts) == 1:
            return self.frame.iloc[parts[0]]
        return self.frame.iloc[np.concatenate([np.r_[part] for part in parts]) if parts else []]


def _rows(question: Question, name: str, make: Callable[[], _Rows]) -> _Rows:
    return prepared.kept(f"rows {name}", question.store, question.viewer, make)


def _observed(question: Question, programme: str | None) -> _Rows:
    """Current values, or what one round handed in."""

    def made() -> _Rows:
        found = question.store.observations(question.viewer, programme=programme)
        return _Rows.made(tables.table("observations", question.facts, found))

    return _rows(question, f"observations {programme or ''}", made)


def _table(question: Question, name: str) -> pd.DataFrame:
    def made() -> pd.DataFrame:
        return tables.table(name, question.facts)

    return prepared.kept(f"table {name}", question.store, question.viewer, made)


def _matches(frame: pd.DataFrame, asked: Asked, columns: Mapping[str, str]) -> NDArray[np.bool_]:
    """Which rows hold one of the values asked for in every column that is asked about."""
    keep = np.ones(len(frame), dtype=bool)
    for parameter, column in columns.items():
        if parameter in asked:
            keep &= frame[column].isin(list(asked[parameter])).to_numpy(bool)
    return keep


def _in_places(frame: pd.DataFrame, question: Question) -> NDArray[np.bool_]:
    asked = question.asked
    if not {"organisation", "kind", "county"} & set(asked):
        return np.ones(len(frame), dtype=bool)
    wanted = [
        code
        for code, place in question.facts.organisations.items()
        if ("organisation" not in asked or code in asked["organisation"])
        and ("kind" not in asked or place.kind.value in asked["kind"])
        and ("county" not in asked or place.county in asked["county"])
    ]
    return frame["organisation"].isin(wanted).to_numpy(bool)


def _in_years(frame: pd.DataFrame, asked: Asked) -> NDArray[np.bool_]:
    years = frame["year"].to_numpy()
    keep = np.ones(len(frame), dtype=bool)
    if "year_from" in asked:
        keep &= years >= asked["year_from"]
    if "year_to" in asked:
        keep &= years <= asked["year_to"]
    return keep


def _folded(question: Question) -> tuple[str, ...] | None:
    """The indicators asked for, the men's half of a pair as the pair it belongs to."""
    wanted = question.asked.get("indicator")
    if wanted is None:
        return None
    return tuple(each.id for each in question.facts.indicators.values() if set(wanted) & set(each.series))


def _page(
    question: Question,
    name: str,
    frame: pd.DataFrame,
    keep: NDArray[np.bool_],
    more: Mapping[str, object] | None = None,
) -> Response:
    """The rows kept, from `offset`, as many as `limit`, in the form asked for."""
    limit = question.asked.get("limit", asking.USUAL_ROWS)
    offset = question.asked.get("offset", 0)
    # Without a filter the rows are a part of the frame as it stands, and nothing is copied.
    kept = frame if keep.all() else frame.iloc[np.flatnonzero(keep)]
    found = Page(name, kept.iloc[offset : offset + limit], len(kept), offset, limit, more or {})
    return answering.page(
        question.request, found, question.facts, question.say, question.form, question.headers
    )


def _one(question: Question, name: str, parameter: str, column: str) -> Response:
    """One row by its code, which is part of the address."""
    code = question.request.path_params["code"]
    frame = _table(question, name)
    rows = frame[frame[column] == code]
    if rows.empty:
        raise asking.unknown(parameter, code, question.facts, question.say, status=404)
    meta = answering.meta(Page(name, rows, 1, 0, 1), question.facts, question.say)
    paging = ("total", "returned", "limit", "offset")
    kept = {key: value for key, value in meta.items() if key not in paging}
    return answering.json({"meta": kept, "data": tables.records(rows)[0]}, question.headers)


def _changed(question: Question, since: Value) -> tuple[list[int], list[int]]:
    """Submissions published after a version or moment, and those taken back after it."""
    trail = _trail(question)
    after = trail["id"] > since if isinstance(since, int) else trail["happened"] > pd.Timestamp(since)

    def named(what: str) -> set[int]:
        subjects = trail.loc[after & (trail["what"] == what), "subject"]
        return {int(subject.removeprefix("submission:")) for subject in subjects}

    seen = {each.id: each for each in question.store.submissions(question.viewer)}
    published = named("publish")
    if not isinstance(since, int):
        # An official delivery counts from the moment it was received, and belongs to every version.
        published |= named("receive") - set(seen)
    taken_back = {code for code, each in seen.items() if each.state is SubmissionState.WITHDRAWN}
    return sorted(published), sorted(named("withdraw") & taken_back)


def _opened(question: Question, since: Value) -> list[str]:
    """Rounds whose figures opened to all after a version or moment: published before, and new to most."""
    moment = since
    if isinstance(since, int):
        trail = _trail(question)
        before = trail.loc[trail["id"] <= since, "happened"]
        moment = before.max().to_pydatetime() if len(before) else datetime.min
    return [
        code
        for code, programme in question.facts.programmes.items()
        if programme.opens_on
        and programme.opens_on <= datetime.now(UTC).date()
        and datetime.combine(programme.opens_on, time.max) >= moment
    ]


def _trail(question: Question) -> pd.DataFrame:
    return prepared.kept("trail", question.store, _CLERK, lambda: question.store.events(_CLERK))
