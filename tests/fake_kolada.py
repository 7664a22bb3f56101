"""A Kolada of our own: a local HTTP server that speaks API v3, with real figures and with its faults.

What is known of v3: ids in the path, at most 25 of them in a segment; pages of at most 5000 entries and
`next_url`; 429 when there is too much to do; an unknown id, or a question asked wrongly, gets an empty
list and no error.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

DATA = Path(__file__).resolve().parents[1] / "data" / "figures"

SEXES = {"K": "women", "M": "men", "T": "total"}

Cell = tuple[str, str, int, str]
"""kpi, municipality, year, gender"""

Fault = Callable[["Answering"], bool]
"""Answers a request wrongly; True when it has answered, False to let the right answer follow."""


@dataclass
class FakeKolada:
    """What it answers, and what it was asked.

    `faults` are used up, one for each request, before anything is answered rightly; `always` hits every
    request. `most` is how many entries a page holds.
    """

    values: dict[Cell, float | None] = field(default_factory=dict)
    deleted: set[Cell] = field(default_factory=set)
    status: dict[Cell, str] = field(default_factory=dict)
    published: dict[str, str | None] = field(default_factory=dict)
    faults: list[Fault | None] = field(default_factory=list)
    always: Fault | None = None
    answers_nothing: bool = False
    most: int = 5000
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def kpi(self, ids: Iterable[str]) -> list[dict[str, Any]]:
        known = {cell[0] for cell in self.values} | self.published.keys()
        return [
            {
                "id": one,
                "title": f"{one}, andel (%)",
                "description": "",
                "is_divided_by_gender": True,
                "municipality_type": "K",
                "publication_date": self.published.get(one),
                "publ_period": "2023",
                "has_ou_data": False,
            }
            for one in ids
            if one in known
        ]

    def data(self, kpis: list[str], places: list[str], years: list[int]) -> list[dict[str, Any]]:
        entries: dict[tuple[str, str, int], list[dict[str, Any]]] = {}
        for cell, value in self.values.items():
            kpi, place, year, gender = cell
            if kpi in kpis and place in places and year in years:
                entries.setdefault((kpi, place, year), []).append(
                    {
                        "gender": gender,
                        "count": 1,
                        "status": self.status.get(cell, ""),
                        "value": value,
                        "isdeleted": cell in self.deleted,
                    }
                )
        return [
            {"kpi": kpi, "municipality": place, "period": year, "values": cells}
            for (kpi, place, year), cells in sorted(entries.items())
        ]

    def learn(self, series: Iterable[str], places: Iterable[str], years: Iterable[int]) -> None:
        """Take up real values from data/figures."""
        wanted_places, wanted_years = set(places), set(years)
        for one in series:
            with (DATA / f"{one}.csv").open(encoding="utf-8", newline="") as lines:
                next(lines)
                for row in csv.DictReader(lines):
                    if row["organisation"] in wanted_places and int(row["year"]) in wanted_years:
                        for gender, column in SEXES.items():
                            if row[column]:
                                cell = (one, row["organisation"], int(row["year"]), gender)
                                self.values[cell] = float(row[column])


class Answering(BaseHTTPRequestHandler):
    """One request."""

    kolada: FakeKolada

    def do_GET(self) -> None:
        kolada = self.kolada
        kolada.asked.append(self.path)
        fault = kolada.faults.pop(0) if kolada.faults else kolada.always
        if fault is not None and fault(self):
            return
        address = urlsplit(self.path)
        parts = address.path.strip("/").split("/")
        segments = {name: ids.split(",") for name, ids in zip(parts[1::2], parts[2::2], strict=False)}
        if parts[1] == "data":
            segments = {name: ids.split(",") for name, ids in zip(parts[2::2], parts[3::2], strict=False)}
        if any(len(ids) > 25 for ids in segments.values()):
            self.answer(b'{"detail":"too many"}', status=400)
            return
        if kolada.answers_nothing:
            self.answer_page([], parts, 1)
        elif parts[1] == "kpi":
            self.answer_page(kolada.kpi(segments["kpi"]), parts, 1)
        else:
            page = int(parse_qs(address.query).get("page", ["1"])[0])
            years = [int(year) for year in segments["year"]]
            self.answer_page(kolada.data(segments["kpi"], segments["municipality"], years), parts, page)

    def answer_page(self, entries: list[dict[str, Any]], parts: list[str], page: int) -> None:
        size = self.kolada.most
        shown = entries[(page - 1) * size : page * size]
        more = len(entries) > page * size
        following = (
            f"{self.kolada.address.removesuffix('/v3')}/{'/'.join(parts)}?per_page={size}&page={page + 1}"
        )
        self.answer_json(shown, following if more else None)

    def answer_json(self, values: list[dict[str, Any]], next_url: str | None) -> None:
        said = {"values": values, "count": len(values), "next_url": next_url, "previous_url": None}
        self.answer(json.dumps(said).encode())

    def answer(self, body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the test says what went wrong."""


# Faults


def busy(retry_after: str | None = None) -> Fault:
    def fault(request: Answering) -> bool:
        headers = {"Retry_After": retry_after} if retry_after is not None else {}
        request.answer(b'{"detail":"slow down"}', status=429, **headers)
        return True

    return fault


def status(code: int) -> Fault:
    def fault(request: Answering) -> bool:
        request.answer(b"", status=code, kind="text/plain")
        return True

    return fault


def cut(request: Answering) -> bool:
    """The connection ends in the middle of the body."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"values":[')
    request.wfile.flush()
    request.close_connection = True
    return True


def hung_up(request: Answering) -> bool:
    """The connection ends before anything is answered."""
    request.close_connection = True
    return True


def slow(seconds: float) -> Fault:
    def fault(request: Answering) -> bool:
        time.sleep(seconds)
        return False

    return fault


def body(content: bytes, kind: str = "application/json") -> Fault:
    def fault(request: Answering) -> bool:
        request.answer(content, kind=kind)
        return True

    return fault


HTML = body(b"<!doctype html><title>Underh\xc3\xa5ll</title>", "text/html")


def pointing(next_url: str) -> Fault:
    """A right page whose `next_url` is this; {self} is the address of the page itself."""

    def fault(request: Answering) -> bool:
        request.answer_json([], next_url.replace("{self}", request.path))
        return True

    return fault


def endless(request: Answering) -> bool:
    """Every page names another next page, and holds the same."""
    entry = {"kpi": "N21826", "municipality": "1882", "period": 2023, "values": []}
    request.answer_json([entry] * 100, f"{request.path}0")
    return True


@contextmanager
def running() -> Iterator[FakeKolada]:
    """A fake Kolada on a free port of this machine, until the block ends."""
    kolada = FakeKolada()
    handler = type("Handler", (Answering,), {"kolada": kolada})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        kolada.address = f"http://127.0.0.1:{server.server_address[1]}/v3"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield kolada
        finally:
            server.shutdown()
            thread.join()
