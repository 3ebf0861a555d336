"""A map drawn on the axes of a picture: fills, borders, lakes, the unknown hatched, names apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.patheffects import withStroke

from geo_opportunity.exports import inks
from geo_opportunity.exports.plates import Label
from geo_opportunity.maps import palettes, style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from geo_opportunity.exports.parts import Marks
    from geo_opportunity.exports.plates import Box, Plate
    from geo_opportunity.maps.picture import Picture

__all__ = ["CLOSE", "UNKNOWN", "draw_map", "hatched", "over"]

_HALO: Final = "#ffffff"
_INK: Final = "#222222"
#: Between areas without a color.
_LAND_LINE: Final = "#c9c5bb"
#: Size of points that no name covers.
_LARGE: Final = 4.0
#: Pattern of the unknown.
UNKNOWN: Final = "//////"
#: Pattern over the color of an area that is not clearly apart.
CLOSE: Final = "///"


def hatched(**given: Any) -> dict[str, Any]:
    """Return the look of a pattern alone, over a fill."""
    return {"facecolor": "none", "edgecolor": style.LINE, "linewidth": 0.0, **given}


def draw_map(
    axes: Axes,
    plate: Plate,
    picture: Picture | None,
    *,
    patterns: Mapping[str, str] | None = None,
    selected: Sequence[str] = (),
    named: bool = True,
    titles: Mapping[str, str] | None = None,
    spots: Sequence[tuple[str, float, float]] = (),
    marks: Sequence[Marks] = (),
    fine: float = 1.0,
) -> None:
    """Draw a map.

    Parameters
    ----------
    axes
        Of the picture; their place on it is kept, the map is centered.
    plate
        Paths.
    picture
        What fills the areas; None draws land alone.
    patterns
        Drawn over colors that gray would not tell apart (``inks.gray_patterns``).
    selected
        Codes of the areas, or states, outlined.
    named
        Whether states and cities are named.
    titles
        Names of areas by code, written into them.
    spots
        Places marked: name, x, y in units of the plate.
    marks
        Points without names.
    fine
        Size of lines and letters, 1 on a map of 8 inches.
    """
    left, top, right, bottom = plate.extent
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    axes.set_axis_off()
    _fill(axes, plate, picture, patterns or {}, fine)
    _lines(axes, plate.lakes.values(), fill=style.WATER, line="#9fb3bf", width=0.3 * fine)
    _lines(axes, plate.states.values(), line=style.STATE_LINE, width=0.6 * fine)
    for x0, y0, x1, y1 in plate.frames:
        axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, ec="#b5b5b5", lw=0.5 * fine))
    for code in selected:
        path = plate.areas.get(code) or plate.states.get(code)
        if path is not None:
            for color, width in ((style.CASING, 3.6), (style.SELECTED, 1.6)):
                axes.add_patch(PathPatch(path, fill=False, ec=color, lw=width * fine, zorder=3))
    for one in marks:
        _points(axes, plate, one, fine)
    names = _Names(axes, plate, fine)
    for one in marks:
        if one.size >= _LARGE and not one.ring:
            names.keep_off(one)
    for code, title in (titles or {}).items():
        names.inside(code, title, 7.5 * fine)
    for name, x, y in spots:
        at = Label(name, x, y)
        names.dot(at, 6 * fine, mfc="#b3001b", mew=fine, zorder=5)
        if name:
            names.write(at, inks.shown(name), 7.5 * fine, sides="rlab", color="#000000")
    if named:
        _name(names, plate, fine)


def _fill(
    axes: Axes, plate: Plate, picture: Picture | None, patterns: Mapping[str, str], fine: float
) -> None:
    """Fill the areas, those of a color at once, so that patterns are drawn over each color."""
    if picture is None:
        _lines(axes, plate.areas.values(), fill=style.LAND, line=_LAND_LINE, width=0.3 * fine)
        return
    unknown = set(picture.unknown)
    by_color: dict[str, list[Path]] = {}
    missing: list[Path] = []
    for code, color in zip(picture.codes, picture.fills, strict=True):
        if code in plate.areas:
            by_color.setdefault(color, []).append(plate.areas[code])
            if code in unknown:
                missing.append(plate.areas[code])
    known = set(picture.codes)
    rest = [path for code, path in plate.areas.items() if code not in known]
    _lines(axes, rest, fill=style.LAND, line=_HALO, width=0.35 * fine)
    for color, paths in by_color.items():
        border = _LAND_LINE if color == style.LAND else _HALO
        _lines(axes, paths, fill=color, line=border, width=0.35 * fine)
        if color in patterns:
            _pattern(axes, paths, patterns[color], over(color), fine)
    _pattern(axes, missing, UNKNOWN, style.LINE, fine)
    _pattern(axes, [plate.areas[code] for code in picture.close if code in plate.areas], CLOSE, _INK, fine)


def over(color: str) -> str:
    """Return the color of a pattern that shows on a fill."""
    red, green, blue = palettes.rgb(color)
    return "#ffffff" if 0.3 * red + 0.59 * green + 0.11 * blue < 140 else "#333333"


def _points(axes: Axes, plate: Plate, marks: Marks, fine: float) -> None:
    found = [plate.place(float(lon), float(lat)) for lon, lat in marks.places]
    at = [place for place in found if place is not None]
    if at and marks.ring:
        gap = (float("nan"), float("nan"))  # the picture does not show all of it
        axes.plot(
            *zip(*(place or gap for place in found), strict=True), "-", c=marks.color, lw=fine * marks.size
        )
    elif at:
        x, y = zip(*at, strict=True)
        size = marks.size * fine * (1.0 if plate.frames else 1.7)  # a window has room for larger ones
        edge = min(0.4 * fine, size / 8)
        axes.plot(x, y, "o", ls="", ms=size, mfc=marks.color, mec=_HALO, mew=edge, zorder=3.5)


def _pattern(axes: Axes, paths: Sequence[Path], pattern: str, color: str, fine: float) -> None:
    if paths:
        drawn = PathCollection(paths, hatch=pattern, **hatched(edgecolor=color))
        drawn.set_hatch_linewidth(0.45 * fine)
        axes.add_collection(drawn, autolim=False)


def _lines(axes: Axes, paths: Any, *, fill: str = "none", line: str, width: float) -> None:
    drawn = PathCollection(list(paths), facecolor=fill, edgecolor=line, linewidth=width)
    drawn.set_joinstyle("round")
    axes.add_collection(drawn, autolim=False)


# ------------------------------------------------------------------------- names


class _Names:
    """Names on a map, each where no other one is."""

    def __init__(self, axes: Axes, plate: Plate, fine: float) -> None:
        self.axes, self.plate, self.fine = axes, plate, fine
        self.taken: list[Box] = []
        left, top, right, bottom = plate.extent
        figure = axes.get_figure(root=True)
        width, height = figure.get_size_inches() if figure is not None else (1.0, 1.0)
        box = axes.get_position()
        #: Points that a unit of the picture takes on the paper.
        self.scale = 72 * min(box.width * width / (right - left), box.height * height / (bottom - top))
        self.extent = plate.extent

    def write(self, label: Label, text: str, size: float, *, sides: str, **look: Any) -> bool:
        """Write a name at the first of its `sides` ("c", "r", "l", "a", "b") that is free; False for none."""
        width, height = (
            inks.width_of(text, size, bold="weight" in look) / self.scale,
            1.25 * size / self.scale,
        )
        gap = 3.2 * self.fine / self.scale
        for side in sides:
            x = {"r": label.x + gap + width / 2, "l": label.x - gap - width / 2}.get(side, label.x)
            y = label.y + {"a": -height, "b": height}.get(side, 0.0)
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if self._free(box):
                self.taken.append(box)
                self.axes.text(
                    x, y, text, fontsize=size, ha="center", va="center_baseline", family=inks.families(),
                    zorder=4, parse_math=False, clip_on=True,
                    path_effects=[withStroke(linewidth=1.6 * self.fine, foreground=_HALO)], **look,
                )  # fmt: skip
                return True
        return False

    def clear(self, label: Label) -> bool:
        """Return whether no name covers a point."""
        half = self.fine / self.scale
        return self._free((label.x - half, label.y - half, label.x + half, label.y + half))

    def dot(self, label: Label, size: float, **look: Any) -> None:
        """Mark a point, and keep names off it."""
        given = {"mfc": _INK, "mec": _HALO, "mew": 0.4 * self.fine, "zorder": 4, **look}
        self.axes.plot([label.x], [label.y], "o", ms=size, **given)
        half = 0.5 * size / self.scale
        self.taken.append((label.x - half, label.y - half, label.x + half, label.y + half))

    def keep_off(self, marks: Marks) -> None:
        """Keep names off points."""
        for lon, lat in marks.places:
            at = self.plate.place(float(lon), float(lat))
            if at is not None:
                half = 0.5 * marks.size * 1.7 * self.fine / self.scale
                self.taken.append((at[0] - half, at[1] - half, at[0] + half, at[1] + half))

    def inside(self, code: str, title: str, size: float) -> None:
        """Write the name of an area above its lower edge, else below its upper one, else beside it."""
        if code not in self.plate.bounds:
            return
        around = zip(self.plate.bounds[code], self.extent, (max, max, min, min), strict=True)
        left, top, right, bottom = (one(a, b) for a, b, one in around)
        text, step = inks.shown(title), 1.5 * size / self.scale
        for y in (bottom - step, top + step, bottom + step, top - step):
            at = Label(title, (left + right) / 2, y)
            if self.write(at, text, size, sides="c", color="#000000", weight="bold"):
                return

    def _free(self, box: Box) -> bool:
        left, top, right, bottom = self.extent
        if box[0] < left or box[2] > right or box[1] < top or box[3] > bottom:
            return False
        return not any(
            box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in self.taken
        )


def _name(names: _Names, plate: Plate, fine: float) -> None:
    """Name cities, largest first, then states; what would cover another name is left out."""
    size = max(5.2 * fine, 4.0)
    for label in plate.cities[: len(plate.cities) if fine >= 0.7 or not plate.frames else 3]:
        if names.clear(label) and names.write(label, inks.shown(label.text), size, sides="rlab", color=_INK):
            names.dot(label, 1.8 * fine)
    for label in plate.names:
        text = label.text.upper()
        if inks.width_of(text, size) <= 0.8 * label.room * names.scale:
            names.write(label, text, size, sides="cab", color="#555555")
