"""Figures: one description of a chart, its sentence and its table, and the pens that draw it.

`rows` and `lineage` give HTML for `st.html` (no svg, no script; every value escaped), `trend` gives
plotly figures. Each function returns a `Described`; put `stylesheet()` on the page once.
"""

from benchmarking.figures.chart import PLOTLY_CONFIG, Band
from benchmarking.figures.described import Described
from benchmarking.figures.lineage import legend as lineage_legend
from benchmarking.figures.lineage import lineage
from benchmarking.figures.placing import Layout, layout
from benchmarking.figures.rows import Shown, compare_rows, legend, medians, profile_rows, scale
from benchmarking.figures.stylesheet import stylesheet
from benchmarking.figures.tables import table
from benchmarking.figures.tokens import Theme, Tokens, tokens
from benchmarking.figures.trend import gap_trend, values_trend

__all__ = [
    "PLOTLY_CONFIG",
    "Band",
    "Described",
    "Layout",
    "Shown",
    "Theme",
    "Tokens",
    "compare_rows",
    "gap_trend",
    "layout",
    "legend",
    "lineage",
    "lineage_legend",
    "medians",
    "profile_rows",
    "scale",
    "stylesheet",
    "table",
    "tokens",
    "values_trend",
]
