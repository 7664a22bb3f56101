"""Figures: one description of a chart, its sentence and its table, and the pens that draw it.

`rows` and `lineage` give HTML for `st.html` (no svg, no script; every value escaped), `trend` gives
plotly figures; each returns a `Described`. `svg` draws the same rows and trends as SVG documents, for
files and embedding. Put `stylesheet()` on the page once.
"""

from benchmarking.figures import svg
from benchmarking.figures.beside import compare_rows
from benchmarking.figures.chart import PLOTLY_CONFIG
from benchmarking.figures.described import Described, Drawing
from benchmarking.figures.effects import effect_paths, effect_rows
from benchmarking.figures.lineage import legend as lineage_legend
from benchmarking.figures.lineage import lineage
from benchmarking.figures.panels import Band
from benchmarking.figures.placing import Layout, layout
from benchmarking.figures.reading import Shown, evenest, means, medians, scale
from benchmarking.figures.rows import legend, place_rows, profile_rows
from benchmarking.figures.stylesheet import stylesheet
from benchmarking.figures.tables import table
from benchmarking.figures.tokens import Theme, Tokens, tokens
from benchmarking.figures.trend import gap_trend, values_trend

__all__ = [
    "PLOTLY_CONFIG",
    "Band",
    "Described",
    "Drawing",
    "Layout",
    "Shown",
    "Theme",
    "Tokens",
    "compare_rows",
    "effect_paths",
    "effect_rows",
    "evenest",
    "gap_trend",
    "layout",
    "legend",
    "lineage",
    "lineage_legend",
    "means",
    "medians",
    "place_rows",
    "profile_rows",
    "scale",
    "stylesheet",
    "svg",
    "table",
    "tokens",
    "values_trend",
]
