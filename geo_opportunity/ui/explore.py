"""The Explore page: the nation, then a click to an area."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from geo_opportunity import headlines, wording
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, palettes, style
from geo_opportunity.maps import words as legend_words
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import (
    Picture,
    measure_of,
    picture,
    rank_of,
    source_keys,
    unit_line,
    view_of,
)
from geo_opportunity.maps.points import nearest_entry, nearest_points
from geo_opportunity.rules import Selection
from geo_opportunity.scene import DEPTH_MEASURES
from geo_opportunity.ui import answers, controls, display, panels, session
from geo_opportunity.ui.own import box
from geo_opportunity.vocabulary import (
    KINDS,
    KM_PER_MILE,
    SECTORS,
    STATUSES,
    Kind,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: Pixels of the small maps of single tests.
_SMALL_DESK: Final = (330, 210)
_SMALL_PHONE: Final = (340, 220)


def page() -> None:
    """Draw the page."""
    page = display.open_page("explore", sheet=True, noted=True)
    scene = page.scene
    tagline = "Where growing jobs, family-sustaining pay and training in reach meet"
    display.head(TITLE, tagline, page.problems)
    controls.sidebar(scene, page.occupations, page.atlas.schedule_unknown(scene.asked))
    box.draw(page.states)
    if scene.occupation is None:
        controls.lens(scene)

    frame = _frame(page)
    shapes = answers.browser_shapes(page.atlas)
    place = _place(page)
    # a phone shows the map first, a desk what it says
    if display.phone():
        map_box, says, pick, table_box = (st.container() for _ in range(4))
    else:
        says, pick = st.container(), st.container()
        map_box, table_box = display.map_and_table()
    with says:
        _says(page, frame)
    with pick:
        _pick(page, shapes)
    with map_box:
        _map(page, frame, shapes, place)
    with table_box:
        _ranking(page, frame)
    if scene.measure in ("tests_met", "tests_passed"):
        _single_tests(page, frame, shapes)
    if place is not None:
        _area(page, frame, place)
    display.caveats()
    display.printed(
        page,
        _printed_title(page),
        picture=picture(frame, scene),
        places=[scene.area] if scene.area else [],
    )


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    _map(page, _frame(page), answers.browser_shapes(page.atlas), _place(page))


def _printed_title(page: Page) -> str:
    """Return the head of the printed page: the figure on the map, and the occupation it is of."""
    label = FIGURES[measure_of(page.scene)].label
    return f"{page.occupations[page.scene.occupation]}: {label}" if page.scene.occupation else label


def _frame(page: Page) -> pd.DataFrame:
    """Return the areas with the scene's measure."""
    atlas, scene = page.atlas, page.scene
    if scene.occupation:
        return answers.occupation_status(atlas, scene.occupation, scene.rules)
    frame = answers.overlap(atlas, scene.rules, scene.asked)
    if scene.measure in DEPTH_MEASURES:
        frame = frame.join(answers.depth_measures(atlas, scene.asked))
    return frame


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """The picked area."""

    code: str
    cells: pd.DataFrame
    programs: pd.DataFrame


def _place(page: Page) -> _Place | None:
    """Return the picked area with its occupations, and the nearest programs for those in question."""
    atlas, scene = page.atlas, page.scene
    if scene.area is None:
        return None
    selection = Selection() if scene.occupation else scene.asked
    cells = answers.cells(atlas, scene.area, scene.rules, selection)
    listed = cells.loc[cells["kind"].isin([Kind.OVERLAP.value, Kind.TRAINING_GAP.value])]
    socs = (scene.focus,) if scene.focus is not None else tuple(map(str, listed.index))
    return _Place(scene.area, cells, answers.programs(atlas, scene.area, socs, page.miles(scene.focus)))


def _says(page: Page, frame: pd.DataFrame) -> None:
    """Draw what the map says, and the link to the picked area's part of the page."""
    scene = page.scene
    below = ""
    if scene.area:
        picked = f"{page.areas[scene.area]} is picked: its details are below the map."
        below = f'<p class="go-rules"><a href="#area">{escape(picked)}</a></p>'
    if scene.occupation:
        sentence = headlines.occupation_headline(frame, page.occupations[scene.occupation])
    else:
        nation = answers.summary(page.atlas, scene.rules, scene.asked)
        sentence = headlines.nation_headline(nation, scene)
    display.headline(sentence, wording.settings_sentence(scene), more=below)


def _pick(page: Page, shapes: layers.Shapes) -> None:
    """Draw the choice of area, of where the map looks and, for a picked area, of what is drawn over it."""
    scene = page.scene
    drawn = scene.area in shapes.bounds
    columns = st.columns([3, 2, 3] if drawn else [3, 2], vertical_alignment="bottom")
    with columns[0]:
        controls.area_select(scene, page.areas)
    with columns[1]:
        view = view_of(scene, shapes.bounds, display.map_size())
        controls.place_select("map", view, page.states, list(shapes.bounds))
    if scene.area and not drawn:
        st.caption(
            f"{page.areas[scene.area]} has no shape on our map; its figures are below and in the table."
        )
    if drawn:
        with columns[2]:
            names = {"providers": "Places that train", "access": "How much training people can reach"}
            controls.draw(scene, "layers", names=names)


# ------------------------------------------------------------------------- map


@answers.kept(max_entries=32)
def _picture(version: str, scene: Scene, _frame: pd.DataFrame) -> Picture:  # noqa: ARG001 - keys the cache
    return picture(_frame, scene)


def _map(page: Page, frame: pd.DataFrame, shapes: layers.Shapes, place: _Place | None) -> None:
    """Draw the map of the measure or, for a picked area, of the training its residents can reach."""
    scene = page.scene
    # where the map looks and what is picked do not change the colors
    plain = replace(scene, area=None, focus=None, place=None, view=None, layers=(), tab=None)
    shown = _picture(page.version, plain, frame)
    access = _access(page)
    if access is not None:
        land = (style.LAND,) * len(shown.codes)
        shown = replace(shown, fills=land, unknown=(), legend=access.legend)
    points = nearest_points(place.programs, scene) if place and "providers" in scene.layers else []
    if points:
        legend = shown.legend
        legend = Legend(legend.title, (*legend.entries, nearest_entry(len(points))), legend.note)
        shown = replace(shown, legend=legend)
    label = FIGURES[measure_of(scene)].label
    display.draw_map(
        page,
        shapes,
        shown,
        key="map",
        alt=f"Map of {label} by area. {shown.legend.text()} The table beside it holds the same figures.",
        on_select=display.picks_area("map"),
        selected_shape=answers.area_shapes(page.atlas).get(scene.area) if scene.area else None,
        points=points,
        more=access.layers if access is not None else (),
    )
    if page.alone:
        display.source_line(page, source_keys(scene) if access is None else ("access", "shapes"))
        return
    if access is not None:
        st.caption("The map shows this in place of the measure; the ranked table keeps the measure.")
        _access_table(access)
        display.source_line(page, ("access", "shapes"))
        return
    if scene.area and "access" in scene.layers:
        st.caption(
            "The crosswalk links no field of study to this occupation, so there is no program that people "
            "could reach."
        )
    notes = unit_line(scene)
    if any(code not in shapes.areas for code in shown.codes):
        notes += (
            " Guam and the U.S. Virgin Islands have wages but no shape in our map; they are in the table."
        )
    display.source_line(page, source_keys(scene), notes)


# ---------------------------------------------------------------------- access


@dataclass(frozen=True, slots=True, eq=False)
class _Access:
    """The training the residents of one area can reach, ready to be drawn."""

    layers: tuple[str, ...]
    legend: Legend
    sentence: str
    counties: pd.DataFrame
    heads: Mapping[str, str]


def _access(page: Page) -> _Access | None:
    """Return the access of the picked area's residents, where it is shown."""
    atlas, scene = page.atlas, page.scene
    if scene.area is None or "access" not in scene.layers:
        return None
    if scene.occupation and not atlas.occupations.loc[scene.occupation, "program_links"]:
        return None  # there is nothing to reach
    sector = None if scene.occupation else scene.asked.sector
    miles = float(page.miles(scene.occupation))
    found = answers.access_surface(atlas, soc=scene.occupation, sector=sector, catchment_miles=miles)
    if scene.occupation:
        what = page.occupations[scene.occupation]
    else:
        what = SECTORS[sector].lower() if sector else "any program"
    mine = found.tracts.loc[found.tracts["area_code"] == scene.area]
    drawn, legend = _access_dots(mine, found.quarters, what, wording.distance(miles, scene.units))
    counties = found.counties.loc[found.counties["area_code"] == scene.area, list(TABLES["access"])]
    counties = counties.sort_values(["access_per_1000", "name"]).reset_index(drop=True)
    if scene.units == "km":
        counties["nearest_miles"] *= KM_PER_MILE
    heads = TABLES["access"]
    heads = heads | {"nearest_miles": f"{heads['nearest_miles']}, {scene.units}"}
    return _Access(
        drawn, legend, _access_sentence(dict(found.areas.loc[scene.area]), what, scene), counties, heads
    )


def _access_dots(
    tracts: pd.DataFrame, cuts: Sequence[float], what: str, away: str
) -> tuple[tuple[str, ...], Legend]:
    """Return a dot per census tract in classes between `cuts`, and their legend.

    `away` is the distance in words.
    """
    mine = tracts.loc[tracts["lon"].notna()]
    value = mine["access_per_1000"].to_numpy(float)
    index = np.digitize(value, cuts)
    edges = [0.0, *cuts]
    names = [
        f"up to {high:,.1f}" if low == 0 else f"{low:,.1f} to {high:,.1f}" for low, high in pairwise(edges)
    ]
    names.append(f"{edges[-1]:,.1f} or more")
    colors = palettes.sequential("BuPu", len(names))
    groups = [
        ("Unknown: no point for its people", palettes.NO_DATA, ~np.isfinite(value)),
        ("None within reach", palettes.KINDS[Kind.TRAINING_GAP.value], value == 0),
        *((name, colors[n], (value > 0) & (index == n)) for n, name in enumerate(names)),
    ]
    drawn, entries = [], []
    for n, (label, color, chosen) in enumerate(groups):
        if chosen.any():
            places = list(zip(mine["lon"][chosen], mine["lat"][chosen], strict=True))
            drawn.append(layers.dots(f"access-{n}", places, color, radius=3.2, line=style.LINE))
            entries.append(Entry(f"{label} ({int(chosen.sum()):,})", color, point=True))
    title = "Training within reach of residents, by census tract: completions a year per 1,000 adults, of"
    note = (
        f"An estimate (E2SFCA, Luo and Qi 2009): yearly completions within {away} by road, shared among the "
        "adults who can reach them, nearer ones counting more. Classes are quarters of the nation's adults "
        "with some access. One dot per census tract, at the center of its people."
    )
    return tuple(drawn), Legend(f"{title} {what}", tuple(entries), note)


def _access_sentence(area: Mapping[Any, Any], what: str, scene: Scene) -> str:
    """Return the access of an area's residents (its row of ``Atlas.access``) in a sentence or two."""
    mean, nearest = float(area["access_per_1000"]), float(area["nearest_miles"])
    if not np.isfinite(mean):
        return (
            f"{area['title']}: what residents can reach is not known, since the data hold no points of where "
            "they live."
        )
    none = wording.percent(float(area["share_no_access"]), 0)
    sentence = (
        f"{area['title']}: {mean:,.1f} completions a year of {what} per 1,000 adults within reach; "
        f"{none} of adults have none."
    )
    if np.isfinite(nearest):
        sentence += f" The nearest is {wording.distance(nearest, scene.units)} away on average."
    return sentence


def _access_table(access: _Access) -> None:
    st.html(f'<p class="go-rules">{escape(access.sentence)}</p>')
    title = "Training within reach, by county"
    with st.expander(title):
        config = display.columns(access.heads, pinned="name", nearest_miles="%.0f")
        display.table(access.counties, config, most=320, key="access_counties", alt=title)


# ---------------------------------------------------------------- test by test

#: Steps of the share of jobs that pass a test, the same on all three maps.
_STEPS: Final = (0.2, 0.4, 0.6, 0.8)


def _single_tests(page: Page, frame: pd.DataFrame, shapes: layers.Shapes) -> None:
    """Draw the three tests apart, on small maps of one scale."""
    scene = page.scene
    st.subheader("Test by test", anchor=False)
    size = _SMALL_PHONE if display.phone() else _SMALL_DESK
    view = view_of(scene, shapes.bounds, size)
    if scene.view is not None:  # the same part of the country on a smaller picture
        view = replace(view, zoom=max(0.0, view.zoom + math.log2(size[0] / display.map_size()[0])))
    shares = scene.occupation is None
    pictures = _by_shares(frame) if shares else _by_outcomes(frame)
    for column, (measure, (shown, counts)) in zip(st.columns(3, gap="small"), pictures.items(), strict=True):
        title = FIGURES[measure].label
        with column:
            st.markdown(f"**{wording.markdown(title)}**")
            alt = f"Small map: {title}, number of areas. {counts}"
            display.draw_map(
                page,
                shapes,
                shown,
                key=f"small_{measure}",
                alt=alt,
                view=view,
                size=size,
                small=True,
                legend=not shares,
            )
            st.button(
                "Show on the large map",
                key=f"show_{measure}",
                on_click=session.change,
                args=(partial(_measured, measure),),
                type="tertiary",
                icon=":material/open_in_full:",
                help=f"Show on the large map: {title}",
            )
    if shares:
        st.html(next(iter(pictures.values()))[0].legend.html())
    st.caption(
        "The same areas and scale on all three maps. The ranked table holds the same figures under each "
        "measure."
    )


def _measured(measure: str, scene: Scene) -> Scene:
    return scene.measured(measure)


def _by_shares(frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:
    """Return a map of the share of jobs that pass each test, and how many areas are in each class."""
    labels = [
        f"{wording.percent(low, 0)} to {wording.percent(high, 0)}"
        for low, high in pairwise([0.0, *_STEPS, 1.0])
    ]
    colors = dict(zip(labels, palettes.sequential("YlGnBu", len(labels)), strict=True))
    entries = [Entry(label, color) for label, color in colors.items()]
    entries.append(Entry(legend_words.MISSING_AREAS, palettes.NO_DATA, hatched=True))
    legend = Legend("Share of jobs that pass", tuple(entries))
    out = {}
    for name in ("share_growing", "share_sustaining", "share_accessible"):
        values = frame[name].to_numpy(float)
        classes = zip(values, np.digitize(values, _STEPS), strict=True)
        classed = [labels[n] if np.isfinite(value) else "" for value, n in classes]
        out[name] = _small(frame, classed, {label: (label, color) for label, color in colors.items()}, legend)
    return out


def _by_outcomes(frame: pd.DataFrame) -> dict[str, tuple[Picture, str]]:
    """Return the outcomes of each test of one occupation, and how many areas have each."""
    unknown = Status.UNKNOWN.value
    out = {}
    for test, words in STATUSES.items():
        colors = {name: palettes.STATUSES[name] for name in words}
        present = {name: words[name] for name in colors if name in set(frame[test]) or name == unknown}
        entries = (Entry(said, colors[name], hatched=name == unknown) for name, said in present.items())
        named = {name: (said, colors[name]) for name, said in present.items() if name != unknown}
        values = ["" if v == unknown else str(v) for v in frame[test]]
        out[test] = _small(frame, values, named, Legend("", tuple(entries)))
    return out


def _small(
    frame: pd.DataFrame, classed: Sequence[str], named: Mapping[str, tuple[str, str]], legend: Legend
) -> tuple[Picture, str]:
    """Return a small map of areas by class ("": unknown, else `named`: words, color), and their counts."""
    codes = tuple(map(str, frame.index))
    counts = pd.Series(classed).value_counts()
    said = [f"{words}: {counts[name]:,}" for name, (words, _) in named.items() if name in counts.index]
    if "" in counts.index:
        said.append(f"{display.UNKNOWN}: {counts['']:,}")
    fills = tuple(named[name][1] if name in named else palettes.NO_DATA for name in classed)
    unknown = tuple(code for code, name in zip(codes, classed, strict=True) if not name)
    return Picture(codes, fills, codes, codes, unknown, legend), f"{'; '.join(said)}."


# --------------------------------------------------------------------- ranking


def _ranking(page: Page, frame: pd.DataFrame) -> None:
    """Draw the ranked table of the map's areas: largest figure first, unknown last."""
    scene, label = page.scene, FIGURES[measure_of(page.scene)].label
    title = "Areas, ranked"
    st.subheader(title, anchor=False)
    rows = panels.ranked(page, frame)
    names = list(map(str, rows.columns))
    display.table(
        rows,
        _columns(names, scene, widths={"title": "medium", "states": "small"}),
        most=470,
        column_order=names,
        alt=f"{title}: {label}",
        **display.row_selection("ranking", list(map(str, rows.index)), scene.area, lambda s, v: s.pick(v)),
    )
    note = "Click the box at the left of a row to open that area."
    if "rank_likely" in rows and frame["rank_low"].notna().any():
        note = f"Areas of one group are not ranked apart: their ranges overlap that of its first. {note}"
    st.caption(f"{_place_in(frame, scene)}{note}")
    which = wording.selection_words(scene.asked)
    display.download(
        page,
        "download",
        file_name=f"geo-opportunity-{measure_of(scene).replace('_', '-')}.csv",
        table=lambda: rows,
        notes=[
            f"{TITLE}: {label}. {unit_line(scene)}",
            wording.settings_sentence(scene),
            *([f"Jobs {which}."] if which and scene.occupation is None else []),
        ],
        heads={name: FIGURES[name].head for name in names},
        sources=source_keys(scene),
        width="stretch",
    )


def _place_in(frame: pd.DataFrame, scene: Scene) -> str:
    """Return the picked area's rank by the measure as a sentence: a range where the rank has an interval."""
    rank = rank_of(frame, scene)
    if rank is None:
        return ""
    row: Mapping[Any, Any] = dict(frame.loc[str(scene.area)])
    if measure_of(scene) == "share_overlap" and not wording.value_missing(row["rank_low"]):
        return (
            f"{row['title']} ranks {wording.rank_range(row['rank_low'], row['rank_high'])} of {rank[1]:,} "
            "with a figure. "
        )
    return f"{row['title']} is number {rank[0]:,} of {rank[1]:,} with a figure. "


def _columns(names: Sequence[str], scene: Scene, **options: Any) -> dict[str, Any]:
    """Return how columns of figures are shown, pay with its unit."""
    heads = {
        name: wording.money_head(FIGURES[name].head, hourly=scene.hourly)
        if FIGURES[name].money
        else FIGURES[name].head
        for name in names
    }
    return display.columns(heads, hourly=scene.hourly, share_paying="", **options)


# ------------------------------------------------------------- the picked area


def _close() -> None:
    session.change(lambda scene: scene.pick(None))


def _area(page: Page, frame: pd.DataFrame, place: _Place) -> None:
    """Draw the picked area: what it says, and its details on tabs."""
    scene, atlas, code, cells = page.scene, page.atlas, place.code, place.cells
    title, back = st.columns([4, 1], vertical_alignment="center")
    with title:
        st.header(page.areas[code], anchor="area")
    with back:
        st.button("Back to the nation", key="close", on_click=_close, width="stretch")
    if scene.occupation is None:
        nation = answers.summary(atlas, scene.rules, scene.asked)
        figures = {str(name): value for name, value in frame.loc[code].items()}
        display.headline(headlines.area_headline(figures, nation, scene))
    else:
        row = wording.in_units(frame.loc[[code]], scene).iloc[0]
        sentence = f"{page.occupations[scene.occupation]}: {KINDS[str(row['kind'])]}."
        display.headline(sentence, items=row[list(wording.REASONS)])
    judged = bool(cells["threshold"].notna().any())  # in Guam what pays enough is unknown
    draw: dict[str, tuple[str, Callable[[], None]]] = {}
    for group, listed in panels.list_counts(cells, scene).items():
        kept = panels.LISTS[group]
        count = f"{listed:,}" if judged or group == panels.REST else display.UNKNOWN
        if listed or group in panels.ALWAYS:
            draw[kept.tab] = (
                panels.list_label(kept.name, count, scene),
                partial(_list, page, cells, group, judged=judged),
            )
    draw |= {
        "programs": (panels.PROGRAMS, partial(panels.programs, page, cells, place.programs)),
        "budget": (panels.BUDGET, partial(panels.budget, page, atlas, code)),
        "supply": (panels.SUPPLY, partial(panels.supply, page, atlas, code)),
        "ladders": (panels.LADDERS, partial(panels.ladders, page, atlas, code, cells)),
        "certainty": (panels.CERTAINTY, partial(panels.certainty, page, atlas, code)),
    }
    labels = {name: label for name, (label, _) in draw.items()}
    for name, tab in display.tabs("details", labels, scene).items():
        with tab:
            draw[name][1]()
    display.source_line(page, ("overlap", "budget", "programs", "related"))


def _list(page: Page, cells: pd.DataFrame, group: str, *, judged: bool) -> None:
    """Draw a group of the picked area's occupations."""
    rows = panels.list_rows(cells, page.scene, group)
    note = panels.LISTS[group].note
    st.html(f'<p class="go-rules">{panels.swatch(group)}{escape(note)}</p>')
    if rows.empty:
        st.write(
            "No occupation of your choice is in this group here."
            if judged
            else "What a family needs here is not known, so no occupation can be said to be in this group, "
            "nor to be outside it."
        )
        return
    names = [str(name) for name in rows.columns if name != "title"]
    heads = {"title": FIGURES["occupation"].head, "why": FIGURES["why"].head}
    config = _columns(names, page.scene) | display.columns(
        heads, widths={"title": "medium", "why": "large"}, pinned="title"
    )
    display.table(rows, config, key=f"list_{group}", alt=f"Occupations: {note}")
