"""The small maps of a place: its outline, the areas and states around it, and where the map looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import geopandas as gpd
import pandas as pd
import shapely

from geo_opportunity.maps import layers
from geo_opportunity.questions.places import neighbors, shape

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.scene import MapView

__all__ = ["around", "with_neighbors"]

#: Part of the map's width and height that the place fills.
_MARGIN: Final = 0.78


def around(
    data: Dataset,
    area_code: str,
    size: tuple[int, int],
    level: Literal["nation", "area"] = "area",
    outline: str | None = None,
) -> tuple[layers.Shapes, MapView] | None:
    """Return what the small map of a place shows and where it looks; None for a place without a shape.

    Parameters
    ----------
    data, area_code
        The nation's data and an area, or a region's data and its code.
    size
        Pixels of the map.
    level
        Detail of the areas around it.
    outline
        Of a region, EPSG:4326 as GeoJSON geometry text, in place of that of its counties.
    """
    mine = shape(data, area_code) if outline is None else shapely.from_geojson(outline)
    if mine is None or shapely.is_empty(mine):
        return None
    view = layers.fit(tuple(mine.bounds), size, margin=_MARGIN)
    window = shapely.box(*layers.view_box(view, size))
    areas, states = data.whole.shapes(level), data.whole.state_shapes
    near = areas.loc[areas.intersects(window), ["area_code", "geometry"]]
    if data is not data.whole:
        own = gpd.GeoDataFrame({"area_code": [area_code]}, geometry=[mine], crs=near.crs)
        near = gpd.GeoDataFrame(pd.concat([near, own], ignore_index=True))
    return layers.prepare(near, states.loc[states.intersects(window)], names=_titles(data)), view


def with_neighbors(data: Dataset, area_code: str) -> layers.Shapes | None:
    """Return a place, the areas that border on it, and their states; None for a place without a shape.

    `data` are the nation's, or a region's with its code.
    """
    mine = shape(data, area_code)
    if mine is None:
        return None
    chosen = {code: shape(data.whole, code) for code in neighbors(data, area_code)} | {area_code: mine}
    areas = gpd.GeoDataFrame({"area_code": list(chosen)}, geometry=list(chosen.values()), crs="EPSG:4326")
    states = data.whole.state_shapes
    near = states.loc[states.intersects(shapely.box(*areas.total_bounds))]
    return layers.prepare(areas, near, names=_titles(data))


def _titles(data: Dataset) -> dict[str, str]:
    return {str(code): str(title) for code, title in data.whole.areas["title"].items()}
