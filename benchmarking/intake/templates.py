"""The network's template as a file to fill in, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import product

from benchmarking.errors import NotFound
from benchmarking.intake.checking import Reference
from benchmarking.intake.layouts import TEMPLATE, Field
from benchmarking.intake.recognition import takes
from benchmarking.model import Indicator

__all__ = ["safe_cell", "template"]

_ORDER = (
    Field.PROGRAMME,
    Field.ORGANISATION,
    Field.NAME,
    Field.INDICATOR,
    Field.YEAR,
    Field.SEX,
    Field.VALUE,
    Field.NUMERATOR,
    Field.DENOMINATOR,
    Field.MISSING,
)


def safe_cell(text: str) -> str:
    """The text, with an apostrophe first where a spreadsheet would take it for a formula.

    Only for columns of text: a negative number must stay a number. The apostrophe also goes before a
    tab or line break, behind which some programs look for a formula.
    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def template(
    reference: Reference,
    programme: str | None,
    organisations: Sequence[str] | None = None,
    indicators: Sequence[str] | None = None,
    years: Iterable[int] | None = None,
    language: str = "sv",
) -> bytes:
    """The template as CSV with semicolons, UTF-8 with a mark, so that Swedish Excel opens it as it is.

    With both organisations (codes) and indicators (ids) it has a row for every figure they can have,
    sex included; values are left empty. With organisations alone, a row for each of them; else only the
    headings. Raises NotFound for an unknown code or id.
    """
    known = {one.code: one for one in reference.organisations}
    series = {id_: (id_, one) for one in reference.indicators for id_ in one.series}
    rows = []
    for code in organisations or ():
        if code not in known:
            raise NotFound(f"no organisation has the code {code}")
        asked = [one for id_ in indicators or () for one in _series(id_, series)]
        for (id_, one), year in product(asked, tuple(years or ()) or ("",)):
            if known[code].kind not in one.applies_to:
                continue
            taken = takes(id_, one)
            for sex in "KMT" if taken == "KMT" else "T":
                rows.append((code, known[code].name, id_, str(year), sex))
        if not asked:
            rows.append((code, known[code].name, "", "", ""))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    column = 0 if language == "sv" else 1
    writer.writerow([TEMPLATE.headings[field][column] for field in _ORDER])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in (programme or "", *row, "", "", "", "")])
    return text.getvalue().encode("utf-8-sig")


def _series(id_: str, series: dict[str, tuple[str, Indicator]]) -> list[tuple[str, Indicator]]:
    if id_ not in series:
        raise NotFound(f"no indicator has the id {id_}")
    _, one = series[id_]
    # The id of a pair asks for both of its series.
    return [series[each] for each in one.series] if id_ == one.id else [series[id_]]
