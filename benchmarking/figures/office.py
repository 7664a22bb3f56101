"""The office pen: lines over years as native PowerPoint charts, whose numbers can be edited.

Draws the same `panels.Lines` as the plotly and SVG pens. Each panel is a chart of its own on common axes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.util import Emu, Pt

from benchmarking.figures.panels import Curve, Lines, Panel
from benchmarking.figures.tokens import LIGHT

__all__ = ["draw"]

SIZE = Pt(11)
BETWEEN = Emu(150_000)
MARKS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "square": XL_MARKER_STYLE.SQUARE,
    "triangle-up": XL_MARKER_STYLE.TRIANGLE,
    "cross": XL_MARKER_STYLE.PLUS,
    "x": XL_MARKER_STYLE.X,
    "star": XL_MARKER_STYLE.STAR,
}


def draw(
    shapes: Any, lines: Lines, left: int, top: int, width: int, height: int, decimals: int, alt: str
) -> None:
    """Charts for all panels of `lines` within a box (EMU) on a slide's `shapes`; nothing without curves.

    `decimals` are those of the indicator. `alt` is what a screen reader says of each chart.
    """
    if not lines.curves:
        return
    panels = lines.panels
    each = (width - (len(panels) - 1) * BETWEEN) // len(panels)
    for at, panel in enumerate(panels):
        box = (left + at * (each + BETWEEN), top, each, height)
        said = f"{panel.title}. {alt}" if panel.title else alt
        _panel(shapes, lines, panel, box, decimals, said)


def _panel(
    shapes: Any, lines: Lines, panel: Panel, box: tuple[int, int, int, int], decimals: int, alt: str
) -> None:
    first, last = lines.years
    years = list(range(first, last + 1))
    form = "0" if decimals == 0 else "0." + "0" * decimals
    data = CategoryChartData(number_format=form)
    data.categories = [str(year) for year in years]
    pieces = [(curve, piece) for curve in panel.curves for piece in _pieces(curve)]
    for curve, piece in pieces:
        data.add_series(curve.label, [piece.get(year) for year in years])
    frame = shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.font.size = SIZE
    chart.font.color.rgb = _colour(LIGHT.ink)
    chart.has_title = bool(panel.title)
    if panel.title:
        chart.chart_title.text_frame.text = panel.title
        chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(13)
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    low, high = lines.ends
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = low, high
    axis.major_gridlines.format.line.color.rgb = _colour(LIGHT.line)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0", False
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = _colour(LIGHT.other)
    for series, (curve, piece) in zip(chart.plots[0].series, pieces, strict=True):
        series.smooth = False
        series.format.line.color.rgb = _colour(curve.colour)
        series.format.line.width = Pt(curve.width)
        series.marker.style = MARKS.get(curve.symbol or "", XL_MARKER_STYLE.CIRCLE)
        series.marker.size = 6
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(curve.colour)
        series.marker.format.line.color.rgb = _colour(curve.colour)
        _label(series, years.index(max(piece)), curve, form)


def _label(series: Any, at: int, curve: Curve, form: str) -> None:
    """The newest value beside its mark."""
    label = series.points[at].data_label
    label.has_text_frame = False
    labels = label._get_or_add_dLbl()
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"):
        found = labels.find(f"{{{labels.nsmap['c']}}}{name}")
        if found is not None:
            found.set("val", "1" if name == "showVal" else "0")
    label.font.size = SIZE
    label.font.color.rgb = _colour(curve.text_colour)


def _pieces(curve: Curve) -> list[dict[int, float]]:
    """The points between breaks of the measure: a line never crosses one."""
    starts = sorted({0, *curve.parts, len(curve.points)})
    return [dict(curve.points[start:end]) for start, end in pairwise(starts) if end > start]


def _colour(text: str) -> RGBColor:
    return RGBColor.from_string(text.lstrip("#").upper())
