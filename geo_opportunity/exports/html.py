"""A scene as one HTML file that needs nothing beside it: a Leaflet map by folium, its legend and its tables.

folium links to its assets on other hosts; here Leaflet itself is written into the file (``web/leaflet``), and
a security policy in the file forbids the browser to ask for anything. The map stands on the plane of the
printed map (``maps.print_map``: equal-area, Alaska, Hawaii and Puerto Rico as insets), not on a web map's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
import shapely
from branca.element import Figure, MacroElement
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from geo_opportunity.exports import views
from geo_opportunity.exports.cells import CARRIED
from geo_opportunity.exports.cells import texts as written
from geo_opportunity.exports.text import cell, plain, short
from geo_opportunity.exports.text import number as number_in
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import canvas, layers, palettes, print_map, style
from geo_opportunity.maps.picture import measure_of, picture, view_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.base import Sheet, Table
    from geo_opportunity.maps.legend import Entry
    from geo_opportunity.maps.picture import Picture

__all__ = ["WEB", "Column", "Rows", "html_bytes", "render", "rows", "styles"]

#: Templates, styles and programs of pages.
WEB: Final = Path(__file__).parent / "web"
#: Steps of a ring in a unit of the printed map, which is 560 units wide.
_FINE: Final = 40
#: Cells of a table in the file: browsers open it, and it is no larger than 3 MB.
_CELLS: Final = 36_000
#: Measures that can be switched to beside the scene's own: all three tests together, then each.
_AREA_LAYERS: Final = ("share_overlap", "share_growing", "share_sustaining", "share_accessible")
_OCCUPATION_LAYERS: Final = ("kind", "growing", "sustaining", "accessible")
#: Part of the map's width and height that the place of an Area page fills.
_PLACE: Final = 0.55
#: Lines over an area: it is unknown; it is not clearly apart.
_UNKNOWN, _CLOSE = 1, 2
#: The nation's share of the printed map's frame.
_NATION: Final = (0.0, 0.0, float(print_map.WIDTH), float(print_map.HEIGHT))


@lru_cache(maxsize=1)
def _pages() -> Environment:
    pages = Environment(
        loader=FileSystemLoader(WEB),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if hasattr(value, "__html__") else plain(value),
    )
    pages.filters["short"] = short
    return pages


def render(template: str, **given: Any) -> bytes:
    """Return a page of ``web/``, filled; every text is escaped."""
    text = _pages().get_template(template).render(**given)
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=8)
def styles(*, leaflet: bool = False) -> str:
    """Return the styles of a page, with Leaflet's where it has a map; they ask for no other file."""
    own = (WEB / "page.css").read_text(encoding="utf-8")
    if not leaflet:
        return own
    theirs = (WEB / "leaflet" / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\([^)]*\)", "none", theirs) + own


@lru_cache(maxsize=1)
def _leaflet() -> str:
    """Return Leaflet with its license, which goes with every copy."""
    terms, program = (
        (WEB / "leaflet" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
        for name in ("LICENSE", "leaflet.js")
    )
    return f"/*\n{terms}*/\n{program}"


# ---------------------------------------------------------------------- tables

#: Characters of a text that needs a wide column.
_LONG: Final = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column as pages show it."""

    head: str
    unit: str
    """"" where the cells carry it."""
    number: bool
    long: bool
    """Whether it has texts that need room."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as texts."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]


def rows(table: Table) -> Rows:
    """Return the cells of a table as texts: figures by their unit, "unknown" where there is none."""
    if table.name == "comparison":
        return _side_by_side(table)
    columns, texts = [], []
    for name in map(str, table.frame.columns):
        unit, number = table.units.get(name, ""), name in table.units and name not in table.text_columns
        texts.append(written(table, name))
        long = not number and max(map(len, texts[-1]), default=0) > _LONG
        head = str(table.heads.get(name, name))
        columns.append(Column(head, unit if number and unit not in CARRIED else "", number, long))
    return Rows(tuple(columns), tuple(zip(*texts, strict=True)))


def _side_by_side(table: Table) -> Rows:
    """Return the rows of a comparison, whose figures are texts in the unit of their row."""
    named = [str(name) for name in table.frame.columns if name != "unit"]
    heads = [str(table.frame.index.name), *named]
    columns = tuple(
        Column(str(table.heads.get(head, head)), "", number=False, long=head == named[-1]) for head in heads
    )
    cells = []
    for head, *texts in table.frame[["unit", *named]].itertuples(name=None):
        unit, *values = map(str, texts)
        cells.append((str(head), *(v if (n := number_in(v)) is None else cell(n, unit) for v in values)))
    return Rows(columns, tuple(cells))


# ------------------------------------------------------------------------- map


class _Ground(MacroElement):
    """The shapes and figures of the map, which its layers draw from.

    They stand in the page as data (``map.html``): branca reads what it is given as a template once more, so
    that no text of a user or of a table may pass through it.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const {{ this.get_name() }} = geoOpportunityMap({{ this._parent.get_name() }}, "
        "JSON.parse(document.getElementById('data').textContent));"
        "{% endmacro %}"
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Ground", "areas"


class _Measure(folium.map.Layer):
    """One measure of the areas, a layer of folium's switch."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const {{ this.get_name() }} = {{ this.ground }}.layer({{ this.number }});"
        "{% endmacro %}"
    )

    def __init__(self, ground: _Ground, number: int, name: str, *, alone: bool) -> None:
        super().__init__(name=name, overlay=False, show=number == 0, control=not alone)
        self._name, self._id = "Measure", str(number)
        self.ground, self.number = ground.get_name(), number


class _Points(folium.map.Layer):
    """Points that the map can be without, a layer of folium's switch."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "const {{ this.get_name() }} = {{ this.ground }}.points({{ this.number }});"
        "{% endmacro %}"
    )

    def __init__(self, ground: _Ground, number: int, name: str) -> None:
        super().__init__(name=name, overlay=True)
        self._name, self._id = "Points", str(number)
        self.ground, self.number = ground.get_name(), number


class _Finish(MacroElement):
    """The switch above the map, and the search in the table."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{% if this.switch %}placeSwitch({{ this.switch }}, document.getElementById('layers'));{% endif %}"
        "searchAreas({{ this.ground }}, document.getElementById('find'), "
        "[...document.querySelectorAll('tr[data-code]')], document.getElementById('found'));"
        "{% endmacro %}"
    )

    def __init__(self, ground: _Ground, switch: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self.ground, self.switch = "Finish", ground.get_name(), switch


@dataclass(frozen=True, slots=True)
class _Map:
    html: str
    script: str
    data: Mapping[str, Any]
    legends: tuple[str, ...]
    lined: tuple[str, ...] = ()
    """Colors that have lines over them somewhere: areas that are not clearly apart."""


def _on_plane(shape: Any) -> list[list[int]]:
    """Return the rings of a shape (degrees) on the printed map, in steps of which ``_FINE`` are a unit."""
    placed = print_map.placed(shape)
    return canvas.rings(shapely.transform(placed, lambda points: points * _FINE / 1_000)) if placed else []


def _measures(sheet: Sheet) -> list[str]:
    """Return the measures of the switch: the scene's first, then those of its tests that the frame has."""
    scene = sheet.scene
    usual = _OCCUPATION_LAYERS if scene.occupation else _AREA_LAYERS
    every = dict.fromkeys([measure_of(scene), *usual])
    return [name for name in every if name in sheet.frame.columns]


def _view(sheet: Sheet, bounds: Mapping[str, tuple[float, float, float, float]]) -> Sequence[float]:
    """Return left, top, right, bottom of what the map shows first."""
    if sheet.box is not None:
        return print_map.box_on(sheet.box) or _NATION
    if sheet.scene.page == "area" and (mine := views.outlines(sheet)):
        return _around(mine[0].bounds, _PLACE)
    view = view_of(sheet.scene, bounds, layers.DESK)
    box, margin = (view.box, view.margin) if isinstance(view, layers.Fitted) else (layers.view_box(view), 2.0)
    return _NATION if box == layers.LOWER_48 else _around((box[0], box[1], box[2], box[3]), margin)


def _around(box: tuple[float, float, float, float], margin: float) -> Sequence[float]:
    """Return left, top, right, bottom of a box (degrees) on the plane, which fills so much of it."""
    found = print_map.box_on(box)
    if found is None:
        return _NATION
    left, top, right, bottom = found
    across, down = ((side / margin - side) / 2 for side in (right - left, bottom - top))
    return left - across, top - down, right + across, bottom + down


def _layer(shown: Picture, codes: Sequence[str]) -> dict[str, Any]:
    """Return the colors of a measure and its tooltips: the line on the measure, and the others."""
    at = {code: n for n, code in enumerate(shown.codes)}
    lined = dict.fromkeys(shown.close, _CLOSE) | dict.fromkeys(shown.unknown, _UNKNOWN)
    looks = [(shown.fills[at[code]], lined.get(code, 0)) for code in codes]
    palette = list(dict.fromkeys(looks))
    texts = [shown.texts[at[code]].partition("\n") for code in codes]
    return {
        "fills": [palette.index(look) for look in looks],
        "palette": palette,
        "first": [first for first, _, _ in texts],
        "rest": [rest for _, _, rest in texts],
    }


def _pictures(sheet: Sheet) -> dict[str, Picture]:
    """Return the picture of each measure of the switch by its words; of Training and Board the view's."""
    scene, main = sheet.scene, measure_of(sheet.scene)
    if sheet.picture is not None and scene.page in ("training", "board"):
        return {sheet.legend.title: sheet.picture}
    dots = tuple(entry for entry in sheet.legend.entries if entry.point)
    return {
        FIGURES[name].label: sheet.picture
        if name == main and sheet.picture is not None
        else _with(dots, picture(sheet.frame, scene.measured(name)))
        for name in _measures(sheet)
    }


def _with(dots: tuple[Entry, ...], shown: Picture) -> Picture:
    """Return a picture with the points' lines of the legend."""
    return replace(shown, legend=replace(shown.legend, entries=(*shown.legend.entries, *dots)))


def _shapes(sheet: Sheet, atlas: Atlas) -> dict[str, Any]:
    """Return the shapes that the map is of, areas or counties, by their codes."""
    if sheet.level == "county":
        counties = atlas.table("county_shapes")
        return dict(zip(map(str, counties["county_fips"]), counties["geometry"], strict=True))
    found = atlas.shapes("area")
    return dict(zip(map(str, found["area_code"]), found["geometry"], strict=True))


def _marks(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the points on the map: color, width across in pixels, where they are, what is said of each."""
    out = []
    for marks in sheet.marks:
        spots = [print_map.spot(float(lon), float(lat), 2) for lon, lat in marks.places]
        look = {"color": marks.color, "wide": max(3.0, 1.6 * marks.size)}
        if marks.ring:
            look |= {"spots": [spot for spot in spots if spot is not None], "ring": True}
        elif marks.headings:
            said = zip(spots, marks.headings, marks.texts, strict=True)
            found = [(spot, plain(heading), plain(text)) for spot, heading, text in said if spot is not None]
            parts = zip(*found, strict=True) if found else ((), (), ())
            look |= dict(zip(("spots", "names", "texts"), map(list, parts), strict=True))
        else:
            look["spots"] = list(dict.fromkeys(spot for spot in spots if spot is not None))
        out.append(look | {"named": bool(marks.name)})
    return out


def _data(sheet: Sheet, atlas: Atlas, pictures: Iterable[Picture]) -> dict[str, Any]:
    shapes = _shapes(sheet, atlas)
    rings = {code: _on_plane(shape) for code, shape in shapes.items() if shape is not None}
    codes = [code for code in map(str, sheet.frame.index) if rings.get(code)]
    drawn = [_layer(shown, codes) for shown in pictures]
    for other in drawn[1:]:
        if other["rest"] == drawn[0]["rest"]:
            other["rest"] = None
    states = atlas.state_shapes
    lakes = atlas.table("lake_shapes")["geometry"]
    boxes = zip([*shapes, *states["state"]], [*shapes.values(), *states.geometry], strict=True)
    bounds = {str(code): shape.bounds for code, shape in boxes if shape is not None}
    return {
        "label": f"Map: {sheet.title}. Arrow keys move it, + and - change its size.",
        "fine": _FINE,
        "noun": "counties" if sheet.level == "county" else "areas",
        "codes": codes,
        "names": list(map(str, sheet.frame.loc[codes, "title"])),
        "rings": [rings[code] for code in codes],
        "states": [found for shape in states.geometry if (found := _on_plane(shape))],
        "lakes": [found for shape in lakes if (found := _on_plane(shape))],
        "frames": print_map.FRAMES,
        "marks": _marks(sheet),
        "outlined": [found for shape in views.outlines(sheet) if (found := _on_plane(shape))],
        "view": _view(sheet, bounds),
        "layers": drawn,
    }


def _map(sheet: Sheet, atlas: Atlas) -> _Map:
    """Return the map as folium writes it: what of it stands in the page, its script and its legends."""
    pictures = _pictures(sheet)
    drawn = folium.Map(
        crs="Simple",
        tiles=None,
        minZoom=-3,
        maxZoom=7,
        attributionControl=False,
        zoomSnap=0.1,
        zoomDelta=0.5,
        wheelPxPerZoomLevel=140,
    )
    drawn._id = "main"  # names in the file are the same each time  # noqa: SLF001
    figure = Figure()
    figure.add_child(drawn)
    ground = _Ground()
    drawn.add_child(ground)
    for number, name in enumerate(pictures):
        drawn.add_child(_Measure(ground, number, name, alone=len(pictures) == 1))
    named = [(number, marks.name) for number, marks in enumerate(sheet.marks) if marks.name]
    for number, name in named:
        drawn.add_child(_Points(ground, number, name))
    switch = folium.LayerControl(collapsed=False)
    switch._id = "switch"  # noqa: SLF001
    switched = len(pictures) > 1 or bool(named)
    if switched:
        drawn.add_child(switch)
    drawn.add_child(_Finish(ground, switch.get_name() if switched else ""))
    figure.render()
    data = _data(sheet, atlas, pictures.values())
    looks = (look for layer in data["layers"] for look in layer["palette"])
    return _Map(
        figure.html.render(),
        figure.script.render(),
        data,
        tuple(shown.legend.html("") for shown in pictures.values()),
        tuple(dict.fromkeys(color for color, lines in looks if lines == _CLOSE)),
    )


# ------------------------------------------------------------------------ file


def html_bytes(sheet: Sheet, atlas: Atlas, *, back: str = "") -> bytes:
    """Return the file of a sheet: UTF-8, no request to any other address.

    Parameters
    ----------
    sheet
        What the file says; without a picture it has no map.
    atlas
        Where the shapes come from.
    back
        Address of the page that leads here, "" for a file of its own.
    """
    tables = [
        (table, rows(table), _codes(table.frame, sheet.frame) if n == 0 else None, more)
        for n, (table, more) in enumerate(map(_first_rows, sheet.tables))
    ]
    return render(
        "map.html",
        sheet=sheet,
        back=back,
        tables=tables,
        map=None if sheet.picture is None else _map(sheet, atlas),
        hatching=(palettes.NO_DATA, style.LINE),
        styles=styles(leaflet=True),
        leaflet=_leaflet(),
        program=(WEB / "map.js").read_text(encoding="utf-8"),
    )


def _first_rows(table: Table) -> tuple[Table, int]:
    """Return as much of a table as one page holds, and how many rows more there are."""
    most = max(1, _CELLS // max(1, len(table.frame.columns)))
    more = len(table.frame) - most
    return (replace(table, frame=table.frame.head(most)), more) if more > 0 else (table, 0)


def _codes(table: pd.DataFrame, areas: pd.DataFrame) -> list[str] | None:
    """Return the areas of a table's rows, None where its rows are no areas of the map."""
    return list(map(str, table.index)) if len(table) and table.index.isin(areas.index).all() else None
