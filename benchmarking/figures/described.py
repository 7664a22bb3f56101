"""What every figure function gives back: the drawing, its sentence and its table, made together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

__all__ = ["Described", "Drawing"]


class Drawing(go.Figure):
    """A plotly figure that is finished: what is sent to a browser is made once, and then only written out.

    Plotly copies and walks through a whole figure each time it is sent, which takes longer than all else
    of a rerun. Nothing may be changed in one after it has been sent.
    """

    def to_dict(self) -> dict[str, Any]:
        sent = self.__dict__.get("_sent")
        if sent is None:
            sent = super().to_dict()
            self._sent = sent
        return sent


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """A figure that cannot part from its words.

    `html` is set by the HTML pens, `figure` by the plotly pen; the other one is empty. `sentence`
    says what the figure shows, with the figure's own numbers: it stands above, and is the `alt`.
    `table` holds the same numbers with headings in the visitor's language, ready for `rows.table`.
    """

    sentence: str
    table: pd.DataFrame = field(repr=False)
    html: str = field(default="", repr=False)
    figure: go.Figure | None = field(default=None, repr=False)

    @property
    def alt(self) -> str:
        return self.sentence
