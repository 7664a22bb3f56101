"""How everything grows, drawn on two logarithmic scales: what goes straight up grows as the figures do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import log10

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 60, 250, 24, 46

INK, QUIET, FAINT = "#1E2A30", "#5B666B", "#CFCABD"


def plot(series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Lines of (values, cost), each named at its end, as SVG. Costs are in units of their own, named with the line."""
    points = [point for line in series.values() for point in line]
    x = _scale([values for values, _ in points], LEFT, WIDTH - RIGHT)
    y = _scale([cost for _, cost in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="13" fill="{INK}" role="img" aria-label="{escape("; ".join(series), quote=True)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FBFAF6"/>',
    ]
    for power in _powers([cost for _, cost in points]):
        at = y(10.0**power)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="{FAINT}"/>')
        parts.append(
            f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10**power:,}</text>'.replace(",", " ")
        )
    for values in sorted({values for values, _ in points}):
        parts.append(
            f'<text x="{x(values):.1f}" y="{HEIGHT - 22}" text-anchor="middle">{values / 1e6:.3g}</text>'
        )
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 5}" text-anchor="middle" fill="{QUIET}">'
        "million values</text>"
    )
    taken: list[float] = []
    for name, line in sorted(series.items(), key=lambda one: y(one[1][-1][1])):
        path = "L".join(f"{x(values):.1f} {y(cost):.1f}" for values, cost in line)
        parts.append(f'<path d="M{path}" fill="none" stroke="{INK}" stroke-width="1.5"/>')
        parts += [f'<circle cx="{x(values):.1f}" cy="{y(cost):.1f}" r="3"/>' for values, cost in line]
        end = x(line[-1][0])
        height = max([y(line[-1][1]), *(one + 17 for one in taken[-1:])])
        taken.append(height)
        parts.append(f'<text x="{end + 10:.1f}" y="{height + 4:.1f}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _powers(costs: Sequence[float]) -> range:
    return range(int(log10(min(costs)) // 1), int(log10(max(costs)) // 1) + 2)


def _scale(numbers: Sequence[float], first: float, last: float):
    powers = _powers(numbers)
    low, high = (log10(min(numbers)), log10(max(numbers))) if last > first else (powers[0], powers[-1])
    return lambda number: first + (log10(number) - low) / (high - low) * (last - first)
