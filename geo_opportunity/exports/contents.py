"""What each page of the app says of a scene: its finding, its map, the tables behind it.

The figures are the atlas's, the words those of ``headlines`` and ``wording``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity import headlines, wording
from geo_opportunity.exports import asked, listing, siting
from geo_opportunity.exports.board import college, pell
from geo_opportunity.exports.board import jobs as target_list
from geo_opportunity.exports.board import rules as rule_books
from geo_opportunity.exports.comparison import places as compared
from geo_opportunity.exports.comparison import table as comparison
from geo_opportunity.exports.comparison.places import Place
from geo_opportunity.exports.parts import Contents, Marks, Table, plain_table
from geo_opportunity.exports.plan import contents as plan
from geo_opportunity.exports.training import views as training
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import style
from geo_opportunity.maps.picture import measure_of, picture, source_keys, state_of, unit_line
from geo_opportunity.maps.points import nearest_entry, nearest_points
from geo_opportunity.rows import record
from geo_opportunity.scene import region_of
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import Flag, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.maps.picture import Picture
    from geo_opportunity.scene import Scene

__all__ = ["frame_of", "map_title", "of_scene", "subtitle"]

_NO_SHAPE: Final = (
    "Guam and the U.S. Virgin Islands have wages but no shape in our map; they are in the table."
)
_OCCUPATION_COLUMNS: Final = (
    "title", "kind", "growing", "sustaining", "accessible", "employment", "wage", "threshold", "share_paying",
    "growth", "openings", "nation_growth", "reach", "certainty", "entry_education", "work_experience",
    "reason_growing", "reason_sustaining", "reason_accessible",
)  # fmt: skip
#: Rows of a table of programs in a file.
_PROGRAMS: Final = 2_000


def of_scene(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the page of a scene says of it."""
    return _PAGES.get(scene.page, _explore)(atlas, scene)


def subtitle(scene: Scene) -> str:
    """Return the settings in words, and which occupations are looked at."""
    which = "" if scene.occupation else wording.selection_words(scene.asked)
    return f"{wording.settings_sentence(scene)}{f' Jobs {which}.' if which else ''}"


def map_title(scene: Scene) -> str:
    """Return what the map shows."""
    return FIGURES[measure_of(scene)].label


def frame_of(atlas: Atlas, scene: Scene) -> pd.DataFrame:
    """Return the areas with the scene's measure (index area_code)."""
    if scene.occupation:
        found: pd.DataFrame = asked.occupation_status(atlas, scene.occupation, scene.rules)
        return found
    frame: pd.DataFrame = asked.overlap(atlas, scene.rules, scene.asked)
    return asked.with_measure(frame, atlas, scene.rules, scene.asked, measure=scene.measure)


# ------------------------------------------------------------------------ tables


def _areas(frame: pd.DataFrame, scene: Scene, state: str = "") -> Table:
    """Return the areas ranked, the picked one first; those of a state (its name) where the map looks."""
    rows = listing.pinned(listing.ranking_rows(frame, scene), scene.area)
    title = f"Areas of {state}, ranked" if state else "Areas, ranked"
    return plain_table("areas", title, rows, hourly=scene.hourly)


def _occupations(atlas: Atlas, code: str, scene: Scene) -> Table:
    """Return an area's occupations with outcome, figures and reasons of each test."""
    cells = asked.cells(atlas, code, scene.rules, scene.asked)
    cells = wording.in_units(listing.kept(cells, scene), scene)
    kept = cells.loc[cells["employment_flag"] != Flag.NOT_LISTED.value, list(_OCCUPATION_COLUMNS)]
    heads = {"title": FIGURES["occupation"].head} | {
        f"reason_{test}": f"{name}: why"
        for test, name in (("growing", "Growing"), ("sustaining", "Pays enough"), ("accessible", "Training"))
    }
    rows = listing.worded(kept, scene)
    return plain_table("occupations", "Occupations of the area", rows, heads, hourly=scene.hourly)


def _nearest(atlas: Atlas, code: str, scene: Scene) -> pd.DataFrame:
    """Return the programs near an area that lead to the occupation looked at, or to those in question."""
    if scene.occupation or scene.focus:
        wanted: tuple[str, ...] = (str(scene.focus or scene.occupation),)
    else:
        cells = asked.cells(atlas, code, scene.rules, scene.asked)
        chosen = cells["kind"].isin([Kind.OVERLAP.value, Kind.TRAINING_GAP.value])
        wanted = tuple(map(str, cells.index[chosen]))
    view = asked.view(atlas, scene)
    miles = view.miles(wanted[0] if len(wanted) == 1 else None)
    return asked.programs(atlas, code, wanted, miles)


def _programs(atlas: Atlas, found: pd.DataFrame, scene: Scene) -> Table:
    rows = listing.program_rows(found.head(_PROGRAMS), asked.view(atlas, scene).occupations, scene)
    heads = TABLES["programs"]
    return plain_table("programs", "Nearest programs", rows, heads)


def _budget(atlas: Atlas, code: str, scene: Scene) -> Table:
    found = asked.budget(atlas, code, scene.rules.family)
    return plain_table("budget", "What a family needs here", found, TABLES["budget"])


# ------------------------------------------------------------------------- pages


def _explore(atlas: Atlas, scene: Scene) -> Contents:
    frame = frame_of(atlas, scene)
    shown = picture(frame, scene)
    code = state_of(scene)
    state = str(atlas.state_shapes.set_index("state")["name"][code]) if code else ""
    mine = atlas.of_state(frame, code)
    headline = _where_it_looks(atlas, mine, scene, state)
    if scene.occupation:
        title = f"{atlas.occupations['title'][scene.occupation]}: {map_title(scene)}"
        certainty = _occupation_certainty(frame)
    else:
        title = map_title(scene)
        certainty = f"{_RANGES} {wording.growth_error_sentence(asked.growth_error(atlas))}"
    tables = [_areas(mine, scene, state)]
    notes = [unit_line(scene), *_unmapped(atlas, frame)]
    here: tuple[Place, ...] = ()
    marks: tuple[Marks, ...] = ()
    rests_on = source_keys(scene)
    if scene.area is not None and scene.area in frame.index:
        here = (_place(atlas, scene.area),)
        notes.insert(0, headline)
        headline = _area_headline(atlas, frame, scene.area, scene)
        near = _nearest(atlas, scene.area, scene)
        tables += [_occupations(atlas, scene.area, scene), _programs(atlas, near, scene)]
        shown, marks = _with_places(shown, near, scene)
        if "access" in scene.layers:
            notes.insert(0, _NO_ACCESS)
        rests_on = (*rests_on, "budget", "programs")
    where = here[0].title if here else state
    return Contents(
        title=f"{title}, {where}" if where else title,
        headline=headline,
        frame=frame,
        picture=shown,
        tables=tuple(tables),
        rests_on=rests_on,
        certainty=certainty,
        notes=tuple(notes),
        places=here,
        marks=marks,
    )


def _where_it_looks(atlas: Atlas, frame: pd.DataFrame, scene: Scene, state: str) -> str:
    """Return the headline of the nation, or of the areas (frame) of the state that the map looks at."""
    where = headlines.areas_of(state, frame) if state else ""
    if scene.occupation:
        name = str(atlas.occupations["title"][scene.occupation])
        return headlines.occupation_headline(frame, name, where or "areas")
    if not state:
        return headlines.nation_headline(asked.summary(atlas, scene.rules, scene.asked), scene)
    found = asked.state_summary(atlas, scene.rules, scene.asked, state=state_of(scene))
    return headlines.nation_headline(found, scene, where)


def _area(atlas: Atlas, scene: Scene) -> Contents:
    if scene.area is None and scene.region is None:
        return _explore(atlas, scene)
    key = scene.region if scene.region is not None else str(scene.area)
    opened, code = asked.at(atlas, key, scene.region_name)
    own = asked.overlap(opened, scene.rules, scene.asked)
    row = record(own.loc[code])
    place = (
        _place(atlas, code)
        if scene.region is None
        else Place(key, "region", str(row["title"]), "", region_of(key, scene.region_name))
    )
    frame = comparison.with_regions(frame_of(atlas, scene), [place], [row])
    nation = asked.summary(atlas, scene.rules, scene.asked)
    sure = wording.certainty_sentence(asked.certainty(opened, code, scene.rules, scene.asked))
    near = _nearest(opened, code, scene)
    shown, marks = _with_places(picture(frame, scene), near, scene)
    tables = (
        _occupations(opened, code, scene),
        _budget(opened, code, scene),
        _programs(opened, near, scene),
        _areas(frame_of(atlas, scene), scene),
    )
    return Contents(
        title=place.title,
        headline=headlines.area_headline(row, nation, scene),
        frame=frame,
        picture=shown,
        tables=tables,
        rests_on=("overlap", "budget", "programs", "related", "shapes"),
        certainty=f"{wording.growth_error_sentence(asked.growth_error(atlas))} {sure}".strip(),
        notes=(unit_line(scene),),
        places=(place,),
        marks=marks,
    )


def _compare(atlas: Atlas, scene: Scene) -> Contents:
    areas = {str(code): str(title) for code, title in atlas.areas["title"].items()}
    kinds = {str(code): str(kind) for code, kind in atlas.areas["kind"].items()}
    states = {str(s): str(n) for s, n in atlas.state_shapes.set_index("state")["name"].items()}
    found = compared.parse(compared.effective(scene), areas, kinds, states, atlas.table("counties"))
    if not found:
        return _explore(atlas, scene)
    figures = [_figures(atlas, place.key, scene) for place in found]
    name = str(atlas.occupations["title"][scene.occupation]) if scene.occupation else None
    frame = comparison.with_regions(frame_of(atlas, scene), found, figures)
    lines = comparison.lines(figures, scene)
    side = comparison.file_frame(lines, found)
    differs = comparison.outlook(found, figures) if len({str(row["states"]) for row in figures}) > 1 else ""
    made_of = comparison.members(found, atlas.table("counties"))
    shown = picture(frame, scene)
    return Contents(
        title=f"Compare {wording.listed(place.title for place in found)}",
        headline=comparison.headline(found, figures, scene, name),
        frame=frame,
        picture=replace(shown, legend=comparison.legend(shown.legend)),
        tables=(
            Table(
                "comparison", "Side by side", side,
                {c: c.capitalize() if c in _SIDE else c for c in map(str, ("figure", *side.columns))},
                {}, ("figure", *map(str, side.columns)),
            ),
        ),
        rests_on=source_keys(scene),
        certainty=_RANGES,
        notes=tuple(note for note in (differs, unit_line(scene), _COMPARING, *made_of) if note),
        places=tuple(found),
    )  # fmt: skip


def _figures(atlas: Atlas, key: str, scene: Scene) -> Mapping[str, Any]:
    """Return a place's row of the scene's occupation, else its figures of the comparison."""
    opened, code = asked.at(atlas, key)
    if scene.occupation:
        row = asked.occupation_status(opened, scene.occupation, scene.rules).loc[code]
        return record(row)
    return comparison.figures(opened, code, scene.rules, scene.asked)


def _occupation(atlas: Atlas, scene: Scene) -> Contents:
    if scene.occupation is None:
        return _every_occupation(atlas, scene)
    name = str(atlas.occupations["title"][scene.occupation])
    frame = wording.in_units(frame_of(atlas, scene), scene)
    here = (_place(atlas, scene.area),) if scene.area is not None and scene.area in frame.index else ()
    tables = [_areas(frame, scene)]
    if here:
        tables.append(_programs(atlas, _nearest(atlas, here[0].code, scene), scene))
    return Contents(
        title=name,
        headline=headlines.occupation_headline(frame, name),
        frame=frame,
        picture=picture(frame, scene),
        tables=tuple(tables),
        rests_on=("overlap", "related", "shapes"),
        certainty=_occupation_certainty(frame),
        notes=(unit_line(scene), *_unmapped(atlas, frame)),
        places=here,
    )


def _every_occupation(atlas: Atlas, scene: Scene) -> Contents:
    found = atlas.occupation_list(scene.rules, scene.asked)
    title = "All occupations of your choice"
    found, heads = listing.occupation_rows(found, scene)
    table = plain_table("occupations", title, found, heads, hourly=scene.hourly)
    areas = [name for name in map(str, found) if pd.api.types.is_integer_dtype(found[name])]
    counted = dict.fromkeys(areas, UNITS["count"].file)
    return Contents(
        title=title,
        headline=headlines.nation_headline(asked.summary(atlas, scene.rules, scene.asked), scene),
        frame=frame_of(atlas, scene),
        tables=(replace(table, units={**table.units, **counted}),),
        rests_on=("overlap",),
        certainty=wording.growth_error_sentence(asked.growth_error(atlas)),
    )


def _board(atlas: Atlas, scene: Scene) -> Contents:
    """Return what the view of the Board page says."""
    return _DESK.get(scene.desk.board_view or "", rule_books.contents)(atlas, scene)


def _with_places(shown: Picture, near: pd.DataFrame, scene: Scene) -> tuple[Picture, tuple[Marks, ...]]:
    """Return the picture with a line for the places that train, and these, where the scene draws them."""
    points = nearest_points(near, scene) if "providers" in scene.layers else []
    if not points:
        return shown, ()
    line = nearest_entry(len(points))
    legend = replace(shown.legend, entries=(*shown.legend.entries, line))
    at = np.array([(point["lon"], point["lat"]) for point in points])
    headings, texts = (tuple(str(point[part]) for point in points) for part in ("heading", "text"))
    return replace(shown, legend=legend), (Marks(style.PROVIDER, 2.6, at, line.label, headings, texts),)


# ------------------------------------------------------------------------- words

_NO_ACCESS: Final = "The app draws how much training people can reach over this area; files do not hold it."

_RANGES: Final = (
    "Likely ranges are 80 percent intervals, from sampling errors of wages and jobs and back-tests of growth."
)
_COMPARING: Final = (
    "Comparing is not ranking. Figures of regions and states are put together from areas, so they hide "
    "differences within; projections are by state or nation unless said otherwise, so places of different "
    "states differ also in how their states project."
)
#: Columns of the comparison that are no places.
_SIDE: Final = ("figure", "unit", "what it says")
_PAGES: Final[dict[str, Callable[[Atlas, Scene], Contents]]] = {
    "explore": _explore,
    "area": _area,
    "compare": _compare,
    "occupation": _occupation,
    "training": training.contents,
    "board": _board,
}
#: Views of the Board page.
_DESK: Final[dict[str, Callable[[Atlas, Scene], Contents]]] = {
    "rules": rule_books.contents,
    "jobs": target_list.contents,
    "pell": pell.contents,
    "college": college.contents,
    "plan": plan.contents,
    "sites": siting.contents,
}


def _place(atlas: Atlas, code: str) -> Place:
    return Place(code, "area", str(atlas.areas["title"][code]), "")


def _area_headline(atlas: Atlas, frame: pd.DataFrame, code: str, scene: Scene) -> str:
    """Return what is found of the picked area."""
    if scene.occupation:
        name = str(atlas.occupations["title"][scene.occupation])
        return headlines.occupation_in(record(wording.in_units(frame.loc[[code]], scene).loc[code]), name)
    return headlines.area_headline(
        record(frame.loc[code]), asked.summary(atlas, scene.rules, scene.asked), scene
    )


def _unmapped(atlas: Atlas, frame: pd.DataFrame) -> list[str]:
    drawn = set(atlas.shapes("nation")["area_code"])
    return [] if set(frame.index) <= drawn else [_NO_SHAPE]


def _occupation_certainty(frame: pd.DataFrame) -> str:
    """Say in how many areas the outcome of all three tests is clear, likely or close."""
    count = Counter(map(str, frame["certainty"]))
    return (
        f"The outcome shown is clear (at least 90% likely) in {count['clear']:,} of {len(frame):,} areas, "
        f"likely in {count['likely']:,}, and close in {count['close']:,}: there it may be another."
    )
