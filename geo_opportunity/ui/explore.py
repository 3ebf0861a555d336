"""The Explore page: the nation, then a click to an area."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity.maps import layers
from geo_opportunity.maps.legend import Legend
from geo_opportunity.measures.rules import Selection
from geo_opportunity.scene import DEPTH_MEASURES
from geo_opportunity.ui import controls, data, depth, own, state
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.parts import head, map_size, open_page, row_selection, source_line, table_height
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = ["page"]

#: Programs are listed up to this many road miles away, or twice the chosen distance.
PROGRAM_MILES = 60.0
PROGRAM_ROWS = 200


def page() -> None:
    """Draw the page."""
    opened = open_page("explore")
    scene, version, areas, occupations, states = opened.scene, opened.version, opened.areas, opened.occupations, opened.states
    head(texts.TITLE, texts.TAGLINE, opened.problems)
    controls.sidebar(scene, occupations, data.atlas().schedule_unknown(scene.selection))
    own.box(states)

    frame = _frame(scene, version)
    nation = data.nation(version, scene.rules, scene.selection)
    headline = vm.occupation_headline(frame, occupations[scene.occupation]) if scene.occupation else vm.nation_headline(nation, scene)
    below = f'<p class="go-rules"><a href="#area">{escape(texts.details(areas[scene.area]))}</a></p>' if scene.area else ""
    st.html(f'<p class="go-headline">{escape(headline)}</p><p class="go-rules">{escape(vm.settings_sentence(scene))}</p>{below}')

    shapes = data.browser_shapes(version)
    pick, zoom = st.columns([3, 2], vertical_alignment="bottom")
    with pick:
        controls.area_select(scene, areas)
    with zoom:
        controls.place_select("map", vm.view_of(scene, shapes.bounds, map_size()), states, list(shapes.bounds))

    selection = Selection() if scene.occupation else scene.selection
    cells = data.cells(version, scene.rules, selection, scene.area) if scene.area else None
    programs = _programs(scene, cells, version) if scene.area and cells is not None else None
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _map(frame, scene, shapes, programs, version)
    with right:
        _ranking(frame, scene, version)
    if scene.area and cells is not None and programs is not None:
        _area(scene, version, frame=frame, cells=cells, programs=programs, nation=nation, occupations=occupations, areas=areas)
    st.html(f'<p class="go-caveat">{escape(texts.CAVEATS)}</p>')


def _frame(scene: Scene, version: str) -> pd.DataFrame:
    if scene.occupation:
        return data.occupation_status(version, scene.occupation, scene.rules)
    frame = vm.judged(data.overlap(version, scene.rules, scene.selection))
    return frame.join(data.depth_measures(version, scene.selection)) if scene.measure in DEPTH_MEASURES else frame


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
        code = what[1]
        state.change(lambda scene: scene.pick(None if code == scene.area else code))


def _map(frame: pd.DataFrame, scene: Scene, shapes: layers.Shapes, programs: pd.DataFrame | None, version: str) -> None:
    size = map_size()
    # where the map looks and what is picked do not change the colours
    picture = _picture(version, replace(scene, area=None, focus=None, place=None, view=None, units="mi"), frame)
    points = vm.provider_points(programs, scene) if programs is not None else []
    detailed = data.area_shapes(version).get(scene.area) if scene.area else None
    spec = layers.deck_json(
        shapes,
        codes=picture.codes,
        fills=picture.fills,
        headings=picture.headings,
        texts=picture.texts,
        unknown=picture.unknown,
        view=vm.view_of(scene, shapes.bounds, size),
        selected=scene.area,
        selected_shape=detailed,
        points=points,
        nonce=state.nonce(),
        size=size,
    )
    legend = picture.legend
    with st.container(key="desk-map" if size == layers.DESK else "phone-map"):
        st.pydeck_chart(
            layers.MapDeck(spec),
            height=size[1],
            selection_mode="single-object",
            on_select=_clicked,
            key="map",
            alt=f"Map of {texts.MEASURES[scene.measure][0]} by area. {legend.text()} The table beside it holds the same figures.",
        )
    if points:
        legend = Legend(legend.title, (*legend.entries, vm.provider_entry(len(points))), legend.note)
    st.html(legend.html())
    notes = vm.unit_line(scene)
    if any(code not in shapes.areas for code in picture.codes):
        notes += f" {texts.NO_SHAPES}"
    source_line(version, vm.source_keys(scene), notes)


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
        head = texts.COLUMNS.get(name) or texts.MEASURES[name][0]
        unit = _COLUMN_UNITS.get(name) or vm.MEASURES[name].unit if name in _COLUMN_UNITS or name in vm.MEASURES else name.split("_", 1)[0]
        if unit == "usd":
            unit, head = ("usd_hourly", f"{head}, an hour") if scene.hourly else ("usd", f"{head}, $ a year")
        if unit in _FORMATS and name not in ("growth_basis", "share_paying"):
            config[name] = st.column_config.NumberColumn(head, format=_FORMATS[unit])
        else:
            width = {"title": "medium", "states": "small"}.get(name)
            config[name] = st.column_config.TextColumn(head, width=width)  # type: ignore[arg-type]
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
    st.caption(texts.TABLE_HELP)
    sources = data.sources(version, *vm.source_keys(scene))
    notes = [
        f"{texts.TITLE}: {texts.MEASURES[scene.measure][0]}. {vm.unit_line(scene)}",
        vm.settings_sentence(scene),
        f"Data version {version}.",
    ]
    which = vm.selection_words(scene.selection)
    if which and scene.occupation is None:
        notes.append(f"Jobs {which}.")
    st.download_button(
        texts.DOWNLOAD,
        data=lambda: vm.csv_text(table, [*notes, *(f"Source: {line}" for line in vm.source_lines(sources))], _heads(columns)),
        file_name=f"geo-opportunity-{scene.measure.replace('_', '-')}.csv",
        mime="text/csv",
        on_click="ignore",
        key="download",
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
    miles = max(PROGRAM_MILES, 2.0 * scene.rules.reach_miles)
    return data.programs(version, scene.area, _wanted(scene, cells), miles, float(scene.rules.reach_miles))


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
        row = frame.loc[scene.area]
        reasons = "".join(f"<li>{escape(str(row[c]))}</li>" for c in ("reason_growing", "reason_sustaining", "reason_accessible"))
        st.html(
            f'<p class="go-headline">{escape(occupations[scene.occupation])}: {escape(texts.KINDS[str(row["kind"])])}.</p><ul class="go-rules">{reasons}</ul>'
        )
    groups = vm.lists(cells, scene)
    names = [texts.OVERLAP_LIST, texts.GAP_LIST, texts.QUALITY_LIST, texts.OTHER_LIST, texts.PROGRAMS, texts.BUDGET]
    names += [texts.SUPPLY, texts.LADDERS, texts.CERTAINTY]
    tabs = st.tabs([f"{n} ({len(groups[g]):,})" for n, g in zip(names[:4], vm.LISTS, strict=True)] + names[4:])
    for tab, group in zip(tabs[:4], vm.LISTS, strict=True):
        with tab:
            _list(groups[group], group, scene)
    with tabs[4]:
        _program_tab(scene, cells, programs, occupations)
    with tabs[5]:
        _budget_tab(scene)
    with tabs[6]:
        depth.supply_tab(scene, version)
    with tabs[7]:
        depth.ladder_tab(scene, version, cells, occupations)
    with tabs[8]:
        depth.certainty_tab(scene, version)
    source_line(version, ("overlap", "budget", "programs", "related"), "")


def _list(table: pd.DataFrame, group: str, scene: Scene) -> None:
    st.caption(texts.LIST_NOTES[group])
    if table.empty:
        st.write(texts.LIST_EMPTY)
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
        alt=f"Occupations: {group}",
    )


def _focus(scene: Scene, value: Any) -> Scene:
    return replace(scene, focus=value or None)


def _program_tab(scene: Scene, cells: pd.DataFrame, programs: pd.DataFrame, occupations: Mapping[str, str]) -> None:
    options = ["", *dict.fromkeys([*([scene.focus] if scene.focus else []), *map(str, cells.index)])]
    st.session_state["focus"] = scene.focus or ""
    st.selectbox(
        texts.PROGRAMS_FOR,
        options,
        format_func=lambda soc: occupations[soc] if soc else texts.PROGRAMS_ALL,
        key="focus",
        on_change=state.on_change("focus", _focus),
    )
    if programs.empty:
        st.write(texts.PROGRAMS_NONE)
        return
    if len(programs) > PROGRAM_ROWS:
        st.caption(
            f"The {PROGRAM_ROWS} nearest of {len(programs):,} are listed; the map shows them all. Pick an occupation to narrow the list."
        )
    table = vm.program_table(programs.head(PROGRAM_ROWS), occupations, scene)
    st.dataframe(
        vm.rounded(table),
        hide_index=True,
        placeholder=texts.UNKNOWN,
        height=min(table_height(len(table)), 420),
        column_config={
            "Adults in reach": st.column_config.NumberColumn(
                format="percent", help=f"Share of the area's adults within {vm.distance(scene.rules.reach_miles, scene.units)} of it"
            ),
            "Completions a year": st.column_config.NumberColumn(format="localized"),
            "Tuition and fees, in state": st.column_config.NumberColumn("Tuition and fees, in state, $ a year", format="localized"),
        },
        key="programs",
        alt=texts.PROGRAMS,
    )


def _budget_tab(scene: Scene) -> None:
    assert scene.area is not None
    if scene.rules.pay not in ("budget", "poverty"):
        st.caption(f"Your pay standard is: {vm.markdown(vm.pay_standard(scene.rules))}. The family budget below is for comparison.")
    table = vm.budget_table(data.atlas().budget(scene.area, scene.rules.family))
    st.dataframe(
        table,
        hide_index=True,
        height=table_height(len(table)),
        column_config={
            "component": st.column_config.TextColumn("Part", width="medium"),
            "annual": st.column_config.TextColumn("A year", width="small"),
            "monthly": st.column_config.TextColumn("A month", width="small"),
            "basis": st.column_config.TextColumn("Figure is", width="small"),
            "note": st.column_config.TextColumn("Where it comes from", width="large"),
        },
        key="budget",
        alt=texts.BUDGET,
    )
