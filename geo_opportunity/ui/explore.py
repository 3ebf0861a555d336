"""The Explore page: the nation, then a click to an area."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from geo_opportunity.maps import layers, style
from geo_opportunity.maps.legend import Legend
from geo_opportunity.rules import Selection
from geo_opportunity.scene import DEPTH_MEASURES, LAYERS
from geo_opportunity.ui import controls, data, depth, own, state
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.parts import (
    Opened,
    bound,
    download,
    head,
    map_size,
    open_page,
    phone,
    row_selection,
    show_map,
    source_line,
    table_height,
    tabs,
)
from geo_opportunity.ui.views import explore as views
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import explore as words
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = ["page"]

PROGRAM_ROWS = 200
#: Pixels of the small maps of single tests.
SMALL_DESK = (330, 210)
SMALL_PHONE = (340, 220)


def page() -> None:
    """Draw the page."""
    opened = open_page("explore")
    scene, version, areas, occupations = opened.scene, opened.version, opened.areas, opened.occupations
    head(texts.TITLE, texts.TAGLINE, opened.problems)
    controls.sidebar(scene, occupations, data.atlas().schedule_unknown(scene.selection))
    own.box(opened.states)

    frame = _frame(scene, version)
    nation = data.nation(version, scene.rules, scene.selection)
    shapes = data.browser_shapes(version)
    selection = Selection() if scene.occupation else scene.selection
    cells = data.cells(version, scene.rules, selection, scene.area) if scene.area else None
    programs = _programs(scene, cells, version) if scene.area and cells is not None else None

    # a phone shows the map first, a desk what it says
    if phone():
        map_box, says, pick, table_box = (st.container() for _ in range(4))
    else:
        says, pick = st.container(), st.container()
        map_box, table_box = st.columns([5, 3], gap="medium")
    with says:
        headline = (
            vm.occupation_headline(frame, occupations[scene.occupation])
            if scene.occupation
            else vm.nation_headline(nation, scene)
        )
        below = (
            f'<p class="go-rules"><a href="#area">{escape(texts.details(areas[scene.area]))}</a></p>'
            if scene.area
            else ""
        )
        st.html(
            f'<p class="go-headline">{escape(headline)}</p><p class="go-rules">{escape(vm.settings_sentence(scene))}</p>{below}'
        )
    with pick:
        _pick(opened, shapes)
    with map_box:
        _map(opened, frame, shapes, programs)
    with table_box:
        _ranking(frame, scene, version)
    if views.shows_tests(scene):
        _single_tests(scene, frame, shapes)
    if scene.area and cells is not None and programs is not None:
        _area(
            scene,
            version,
            frame=frame,
            cells=cells,
            programs=programs,
            nation=nation,
            occupations=occupations,
            areas=areas,
        )
    st.html(f'<p class="go-caveat">{escape(texts.CAVEATS)}</p>')


def _frame(scene: Scene, version: str) -> pd.DataFrame:
    if scene.occupation:
        return data.occupation_status(version, scene.occupation, scene.rules)
    frame = data.overlap(version, scene.rules, scene.selection)
    return (
        frame.join(data.depth_measures(version, scene.selection))
        if scene.measure in DEPTH_MEASURES
        else frame
    )


def _pick(opened: Opened, shapes: layers.Shapes) -> None:
    """Draw the choice of area, of where the map looks and, for a picked area, of what is drawn over it."""
    scene = opened.scene
    drawn = scene.area in shapes.bounds
    columns = st.columns([3, 2, 3] if drawn else [3, 2], vertical_alignment="bottom")
    with columns[0]:
        controls.area_select(scene, opened.areas)
    with columns[1]:
        controls.place_select(
            "map", vm.view_of(scene, shapes.bounds, map_size()), opened.states, list(shapes.bounds)
        )
    if scene.area and not drawn:
        st.caption(words.NO_SHAPE.format(opened.areas[scene.area]))
    if drawn:
        with columns[2]:
            st.pills(
                words.LAYERS,
                LAYERS,
                selection_mode="multi",
                format_func=words.LAYER_NAMES.__getitem__,
                help=words.LAYERS_HELP,
                **bound(
                    "layers",
                    list(scene.layers),
                    lambda s, v: replace(s, layers=tuple(x for x in LAYERS if x in (v or ()))),
                ),
            )


# ------------------------------------------------------------------------- map


@st.cache_data(show_spinner=False, max_entries=32)
def _picture(version: str, scene: Scene, _frame: pd.DataFrame) -> vm.Picture:  # noqa: ARG001 - keys the cache
    return vm.picture(_frame, scene)


def _clicked() -> None:
    event = st.session_state.get("map")
    what = layers.picked(event)
    if what is None:
        return
    state.nonce(advance=True)
    if what[0] == "area":
        state.change(lambda scene: scene.toggle(what[1]))


def _access(opened: Opened) -> tuple[views.Access, pd.DataFrame] | None:
    """Return the access of the picked area's residents, where it is asked for, and its table by county."""
    scene = opened.scene
    if scene.area is None or "access" not in scene.layers:
        return None
    if scene.occupation and not data.atlas().occupations.loc[scene.occupation, "program_links"]:
        return None  # there is nothing to reach
    what = (
        opened.version,
        scene.occupation,
        None if scene.occupation else scene.selection.sector,
        float(scene.rules.reach_miles),
    )
    found = data.access(*what)
    named = views.trained_for(scene, opened.occupations)
    mine = found.tracts.loc[found.tracts["area_code"] == scene.area]
    return views.access_of(
        mine, found.quarters, dict(found.areas.loc[scene.area]), scene, named
    ), views.access_table(found.counties, scene)


def _map(opened: Opened, frame: pd.DataFrame, shapes: layers.Shapes, programs: pd.DataFrame | None) -> None:
    scene, version, size = opened.scene, opened.version, map_size()
    # where the map looks and what is picked do not change the colours
    picture = _picture(
        version, replace(scene, area=None, focus=None, place=None, view=None, layers=(), tab=None), frame
    )
    points = (
        vm.provider_points(programs, scene) if programs is not None and "providers" in scene.layers else []
    )
    access = _access(opened)
    spec = layers.deck_json(
        shapes,
        codes=picture.codes,
        fills=picture.fills if access is None else [style.LAND] * len(picture.codes),
        headings=picture.headings,
        texts=picture.texts,
        unknown=picture.unknown if access is None else (),
        view=vm.view_of(scene, shapes.bounds, size),
        selected=scene.area,
        selected_shape=data.area_shapes(version).get(scene.area) if scene.area else None,
        points=points,
        more=access[0].layers if access is not None else (),
        nonce=state.nonce(),
        size=size,
        basemap=data.basemap(),
    )
    legend = picture.legend if access is None else access[0].legend
    if points:
        legend = Legend(legend.title, (*legend.entries, vm.provider_entry(len(points))), legend.note)
    show_map(
        spec,
        key="map",
        size=size,
        on_select=_clicked,
        alt=words.map_alt(texts.MEASURES[scene.measure][0], legend.text()),
    )
    st.html(legend.html())
    if access is not None:
        st.caption(words.ACCESS_INSTEAD)
        _access_table(*access, scene)
        source_line(version, ("access", "shapes"), "")
        return
    if scene.area and "access" in scene.layers:
        st.caption(words.ACCESS_NO_PROGRAM)
    notes = vm.unit_line(scene)
    if any(code not in shapes.areas for code in picture.codes):
        notes += f" {texts.NO_SHAPES}"
    source_line(version, vm.source_keys(scene), notes)


def _access_table(access: views.Access, table: pd.DataFrame, scene: Scene) -> None:
    st.html(f'<p class="go-rules">{escape(access.sentence)}</p>')
    number, heads = st.column_config.NumberColumn, words.ACCESS_COLUMNS
    with st.expander(words.ACCESS_TABLE):
        st.dataframe(
            vm.rounded(table.drop(columns="area_code", errors="ignore")),
            hide_index=True,
            height=min(table_height(len(table)), 320),
            placeholder=texts.UNKNOWN,
            column_config={
                "name": st.column_config.TextColumn(heads["name"], pinned=True),
                "people": number(heads["people"], format="localized"),
                "access_per_1000": number(heads["access_per_1000"], format="%.1f"),
                "share_no_access": number(heads["share_no_access"], format="percent"),
                "nearest_miles": number(f"{heads['nearest_miles']}, {scene.units}", format="%.0f"),
            },
            key="access_counties",
            alt=words.ACCESS_TABLE,
        )


def _single_tests(scene: Scene, frame: pd.DataFrame, shapes: layers.Shapes) -> None:
    """Draw the three tests apart, on small maps of one scale."""
    st.subheader(words.SMALL, anchor=False)
    small, legend = views.single_tests(frame, scene)
    size = SMALL_PHONE if phone() else SMALL_DESK
    view = vm.view_of(scene, shapes.bounds, size)
    if scene.view is not None:  # the same part of the country on a smaller picture
        view = replace(view, zoom=max(0.0, view.zoom + math.log2(size[0] / map_size()[0])))
    for column, picture in zip(st.columns(3, gap="small"), small, strict=True):
        with column:
            st.markdown(f"**{vm.markdown(picture.title)}**")
            spec = layers.deck_json(
                shapes,
                codes=picture.codes,
                fills=picture.fills,
                headings=picture.codes,
                texts=picture.codes,
                unknown=picture.unknown,
                view=view,
                selected=scene.area,
                size=size,
                small=True,
                basemap=data.basemap(),
            )
            show_map(
                spec,
                key=f"small_{picture.measure}",
                size=size,
                alt=words.small_alt(picture.title, picture.counts),
            )
            st.button(
                words.SMALL_SHOW,
                key=f"show_{picture.measure}",
                on_click=state.change,
                args=(partial(_measured, picture.measure),),
                type="tertiary",
                icon=":material/open_in_full:",
                help=f"{words.SMALL_SHOW}: {picture.title}",
            )
    st.html(legend.html())
    st.caption(words.SMALL_NOTE)


def _measured(measure: str, scene: Scene) -> Scene:
    return scene.measured(measure)


# --------------------------------------------------------------------- ranking

_FORMATS: dict[str, str] = {
    "share": "percent",
    "growth": "percent",
    "jobs": "localized",
    "count": "localized",
    "usd": "localized",
    "usd_hourly": "dollar",
    "ratio": "%.2f",
    "tests": "%.2f",
    "rate": "%.1f",
}
_COLUMN_UNITS: dict[str, str] = {
    "employment": "jobs",
    "openings": "jobs",
    "wage": "usd",
    "threshold": "usd",
    "reach": "share",
    "growth": "growth",
    "average_growth": "growth",
    "location_quotient": "ratio",
    "schedule": "share",
}


def _column_config(columns: list[str], scene: Scene) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for name in columns:
        title = texts.COLUMNS.get(name) or texts.MEASURES[name][0]
        unit = (
            _COLUMN_UNITS.get(name) or vm.MEASURES[name].unit
            if name in _COLUMN_UNITS or name in vm.MEASURES
            else name.split("_", 1)[0]
        )
        if unit == "usd":
            unit, title = (
                ("usd_hourly" if scene.hourly else "usd"),
                words.money_head(title, hourly=scene.hourly),
            )
        if unit in _FORMATS and name not in ("growth_basis", "share_paying"):
            config[name] = st.column_config.NumberColumn(title, format=_FORMATS[unit])
        else:
            width = {"title": "medium", "states": "small"}.get(name)
            config[name] = st.column_config.TextColumn(title, width=width)  # type: ignore[arg-type]
    return config


def _heads(columns: list[str]) -> dict[str, str]:
    return {name: texts.COLUMNS.get(name) or texts.MEASURES[name][0] for name in columns}


def _ranking(frame: pd.DataFrame, scene: Scene, version: str) -> None:
    st.subheader(texts.TABLE, anchor=False)
    table = vm.ranking(frame, scene)
    columns = list(table.columns)
    st.dataframe(
        vm.rounded(table),
        hide_index=True,
        height=min(table_height(len(table)), 470),
        placeholder=texts.UNKNOWN,
        column_order=columns,
        column_config=_column_config(columns, scene),
        alt=f"{texts.TABLE}: {texts.MEASURES[scene.measure][0]}",
        **row_selection("ranking", [str(code) for code in table.index], scene.area, lambda s, v: s.pick(v)),
    )
    rank = vm.rank_of(frame, scene)
    st.caption(
        f"{words.ranked(str(frame['title'][str(scene.area)]), *rank)} {texts.TABLE_HELP}"
        if rank
        else texts.TABLE_HELP
    )
    notes = [
        words.table_title(texts.MEASURES[scene.measure][0], vm.unit_line(scene)),
        vm.settings_sentence(scene),
    ]
    which = vm.selection_words(scene.selection)
    if which and scene.occupation is None:
        notes.append(texts.jobs_of(which))
    download(
        texts.DOWNLOAD,
        "download",
        file_name=f"geo-opportunity-{scene.measure.replace('_', '-')}.csv",
        table=lambda: table,
        notes=notes,
        heads=_heads(columns),
        version=version,
        sources=vm.source_keys(scene),
        width="stretch",
    )


# ------------------------------------------------------------- the picked area


def _wanted(scene: Scene, cells: pd.DataFrame) -> tuple[str, ...]:
    if scene.focus is not None:
        return (scene.focus,)
    listed = cells.loc[cells["kind"].isin([Kind.OVERLAP.value, Kind.TRAINING_GAP.value])]
    return tuple(map(str, listed.index))


def _programs(scene: Scene, cells: pd.DataFrame, version: str) -> pd.DataFrame:
    assert scene.area is not None
    reach = float(scene.rules.reach_miles)
    return data.programs(version, scene.area, _wanted(scene, cells), data.listed_miles(reach), reach)


def _close() -> None:
    state.change(lambda scene: scene.pick(None))


def _area(
    scene: Scene,
    version: str,
    *,
    frame: pd.DataFrame,
    cells: pd.DataFrame,
    programs: pd.DataFrame,
    nation: Mapping[str, float],
    occupations: Mapping[str, str],
    areas: Mapping[str, str],
) -> None:
    assert scene.area is not None
    title, back = st.columns([4, 1], vertical_alignment="center")
    with title:
        st.header(areas[scene.area], anchor="area")
    with back:
        st.button(texts.CLOSE_AREA, key="close", on_click=_close, width="stretch")
    if scene.occupation is None:
        sentence = vm.area_headline({str(k): v for k, v in frame.loc[scene.area].items()}, nation, scene)
        st.html(f'<p class="go-headline">{escape(sentence)}</p>')
    else:
        row = vm.in_units(frame.loc[[scene.area]], scene).iloc[0]
        reasons = "".join(f"<li>{escape(str(row[c]))}</li>" for c in vm.REASONS)
        st.html(
            f'<p class="go-headline">{escape(occupations[scene.occupation])}: {escape(texts.KINDS[str(row["kind"])])}.</p><ul class="go-rules">{reasons}</ul>'
        )
    groups = vm.lists(cells, scene)
    names = dict(
        zip(vm.LISTS, (texts.OVERLAP_LIST, texts.GAP_LIST, texts.QUALITY_LIST, texts.OTHER_LIST), strict=True)
    )
    lists = {group.replace(" ", "_").replace("-", "_"): group for group in vm.LISTS}
    judged = bool(cells["threshold"].notna().any())  # in Guam nobody can say what pays enough

    def counted(group: str) -> str:
        return f"{len(groups[group]):,}" if judged or group == vm.LISTS[-1] else texts.UNKNOWN

    draw: dict[str, tuple[str, Callable[[], None]]] = {
        **{
            tab: (f"{names[group]} ({counted(group)})", partial(_list, groups[group], group, scene, judged))
            for tab, group in lists.items()
        },
        "programs": (texts.PROGRAMS, partial(_program_tab, scene, cells, programs, occupations)),
        "budget": (texts.BUDGET, partial(_budget_tab, scene)),
        "supply": (texts.SUPPLY, partial(depth.supply_tab, scene, version)),
        "ladders": (texts.LADDERS, partial(depth.ladder_tab, scene, version, cells, occupations)),
        "certainty": (texts.CERTAINTY, partial(depth.certainty_tab, scene, version)),
    }
    for name, box in tabs("details", {name: label for name, (label, _) in draw.items()}, scene).items():
        with box:
            draw[name][1]()
    source_line(version, ("overlap", "budget", "programs", "related"), "")


def _list(table: pd.DataFrame, group: str, scene: Scene, judged: bool) -> None:
    st.caption(texts.LIST_NOTES[group])
    if table.empty:
        st.write(texts.LIST_EMPTY if judged else texts.LIST_UNKNOWN)
        return
    columns = list(table.columns)
    config = _column_config([c for c in columns if c != "title"], scene)
    config["title"] = st.column_config.TextColumn(texts.COLUMNS["occupation"], width="medium", pinned=True)
    config["why"] = st.column_config.TextColumn(texts.COLUMNS["why"], width="large")
    st.dataframe(
        vm.rounded(table),
        hide_index=True,
        height=min(table_height(len(table)), 420),
        placeholder=texts.UNKNOWN,
        column_config=config,
        key=f"list_{group}",
        alt=words.list_alt(texts.LIST_NOTES[group]),
    )


def _program_tab(
    scene: Scene, cells: pd.DataFrame, programs: pd.DataFrame, occupations: Mapping[str, str]
) -> None:
    options = ["", *dict.fromkeys([*([scene.focus] if scene.focus else []), *map(str, cells.index)])]
    st.selectbox(
        texts.PROGRAMS_FOR,
        options,
        format_func=lambda soc: occupations[soc] if soc else texts.PROGRAMS_ALL,
        **bound("focus", scene.focus or "", lambda s, v: s.focused(v)),
    )
    if programs.empty:
        st.write(texts.PROGRAMS_NONE)
        return
    if len(programs) > PROGRAM_ROWS:
        st.caption(words.programs_cut(PROGRAM_ROWS, len(programs)))
    table = vm.program_table(programs.head(PROGRAM_ROWS), occupations, scene)
    st.dataframe(
        vm.rounded(table),
        hide_index=True,
        placeholder=texts.UNKNOWN,
        height=min(table_height(len(table)), 420),
        column_config={
            texts.PROGRAM_HEADS["adults_within"]: st.column_config.NumberColumn(
                format="percent",
                help=words.adults_in_reach_help(vm.distance(scene.rules.reach_miles, scene.units)),
            ),
            texts.PROGRAM_HEADS["completions"]: st.column_config.NumberColumn(format="localized"),
            texts.PROGRAM_HEADS["tuition"]: st.column_config.NumberColumn(
                words.PROGRAMS_PRICE, format="localized"
            ),
        },
        key="programs",
        alt=texts.PROGRAMS,
    )


_BUDGET_WIDTHS: dict[str, Literal["small", "medium", "large"]] = {
    "component": "medium",
    "annual": "small",
    "monthly": "small",
    "basis": "small",
    "note": "large",
}


def _budget_tab(scene: Scene) -> None:
    assert scene.area is not None
    if scene.rules.pay not in ("budget", "poverty"):
        st.caption(words.budget_comparison(vm.markdown(vm.pay_standard(scene.rules))))
    table = vm.budget_table(data.atlas().budget(scene.area, scene.rules.family))
    st.dataframe(
        table,
        hide_index=True,
        height=table_height(len(table)),
        column_config={
            name: st.column_config.TextColumn(words.BUDGET_COLUMNS[name], width=width)
            for name, width in _BUDGET_WIDTHS.items()
        },
        key="budget",
        alt=texts.BUDGET,
    )
