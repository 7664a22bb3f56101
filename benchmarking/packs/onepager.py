"""One place on one sheet of paper: what a politician takes into the room.

The same claims, rows and words as the organisation's page, chosen for two sides of A4 at most.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pandas as pd

from benchmarking import claims
from benchmarking.errors import NotFound
from benchmarking.figures import marks, svg
from benchmarking.figures.dumbbell import numbers_said
from benchmarking.figures.marks import Row
from benchmarking.figures.reading import medians
from benchmarking.figures.tokens import LIGHT
from benchmarking.gaps import Basis, GapVerdict, Section
from benchmarking.model import Organisation
from benchmarking.packs import press
from benchmarking.packs.told import Known, journey, overline
from benchmarking.wording import Words
from benchmarking.wording.words import SWEDISH_TIME

__all__ = ["one_pager"]

TEMPLATE = "one_pager.typ"
MOST_PAGES = 2
FIGURE_PX, MILLIMETRES_PER_PX = 262, 0.19
"""The dumbbells' width as drawn, and the size they are printed at: their numbers are then 7.8 points."""

UNSURE_SHOWN = 2
"""Rows shown of a sub-goal where nothing is known, so that it does not look empty."""


def one_pager(known: Known, code: str, words: Words, address: str, made: date | None = None) -> bytes:
    """One municipality or region as a tagged PDF (PDF/UA-1), one page or two, in the language of `words`.

    `address` is where the page with every indicator stands; `made` the day printed on it (None:
    today). Rows that do not fit are left out, those nearest to what is typical first, and counted.
    An organisation without figures gets a page that says so. Raises NotFound for an unknown code.
    """
    place = known.organisations.get(code)
    if place is None:
        raise NotFound(f"organisation {code}")
    made = made or datetime.now(SWEDISH_TIME).date()
    moment = datetime.combine(made, time(12), SWEDISH_TIME)
    assessed = known.gaps_of(code)
    chosen = _chosen(assessed, known)
    left_out = 0
    while True:
        data = _data(known, place, words, address, made, assessed, chosen, left_out)
        pages = press.pages(TEMPLATE, data)
        if pages <= MOST_PAGES or not _droppable(chosen):
            return press.pdf(TEMPLATE, data, moment)
        chosen, dropped = _without_last(chosen)
        left_out += dropped
