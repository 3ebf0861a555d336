"""The Training page: providers and programs, one provider's catchment, deserts, supply and demand, and a program that could open."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.maps import layers, style
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.measures.deserts import URBAN_MILES
from geo_opportunity.rules import Selection
from geo_opportunity.scene import CONTROL_CODES, UNITS, MapView, Scene
from geo_opportunity.ui import cached_training as cached
from geo_opportunity.ui import controls, data, state
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.parts import (
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
)
from geo_opportunity.ui.views import training as views
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import training as words
from geo_opportunity.vocabulary import AWARD_LEVELS, REACH_MILES, SECTORS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_opportunity.questions.programs import Catchment, Found
    from geo_opportunity.questions.what_if import WhatIf
    from geo_opportunity.ui.parts import Opened

__all__ = ["page"]

PROGRAM_ROWS: Final = 500
#: Views whose map is moved by "Zoom to".
_ZOOMS: Final = ("programs", "deserts", "what_if")
#: More places that train today than these are drawn only where the map looks.
_TODAY_MOST: Final = 600
#: Formats of columns, by name.
_FORMATS: Final = {
    **dict.fromkeys(
        ("programs", "completions", "tuition", "employment", "openings", "completers", "gap", "jobs"),
        "localized",
    ),
    **dict.fromkeys(
        (
            "colleges",
            "broad_access",
            "adults_physical",
            "adults_gained",
            "jobs_overlap_before",
            "jobs_overlap_after",
        ),
        "localized",
    ),
    **dict.fromkeys(
        ("share", "share_physical", "share_physical_any_public", "share_online", "share_complete"), "percent"
    ),
    **dict.fromkeys(("reach_before", "reach_after"), "percent"),
    "ratio": "%.2f",
}


# ------------------------------------------------------------------------ page


def page() -> None:
    """Draw the page."""
    opened = open_page("training")
    scene, version, areas, occupations = opened.scene, opened.version, opened.areas, opened.occupations
    head(words.TITLE, words.TAGLINE, opened.problems)
    view = _view(scene)
    _sidebar(scene, occupations, view)
    shapes = data.browser_shapes(version)
    page_ = _Page(opened, shapes, view)
    zooms = view in _ZOOMS or (view == "provider" and scene.provider is None)
    with controls.folded(
        f"{words.PLACE}: {vm.markdown(areas[scene.area] if scene.area else texts.AREA_NONE)}"
    ):
        pick, zoom = st.columns([3, 2], vertical_alignment="bottom") if zooms else (st.container(), None)
        with pick:
            controls.area_select(scene, areas)
        if zoom is not None:
            with zoom:
                controls.place_select("t_map", page_.look, opened.states, list(shapes.bounds))
    {
        "programs": page_.programs,
        "provider": page_.provider,
        "deserts": page_.deserts,
        "supply": page_.supply,
        "what_if": page_.what_if,
    }[view]()
    st.html(f'<p class="go-caveat">{escape(texts.CAVEATS)}</p>')


def _view(scene: Scene) -> str:
    """Draw the choice of what to look at. A link with a provider or a program to try out opens it."""
    view = scene.training_view or (
        "what_if" if scene.what_if else "provider" if scene.provider else "programs"
    )
    st.segmented_control(
        words.VIEW,
        list(words.VIEWS),
        format_func=words.VIEWS.__getitem__,
        required=True,
        **bound("t_views", view, lambda s, v: replace(s, training_view=v or view)),
    )
    return view


def _in_focus(scene: Scene, provider: str | None) -> Scene:
    """Return the scene with a provider in focus, whose catchment is then looked at."""
    return replace(scene, provider=provider, training_view="provider" if provider else scene.training_view)


# --------------------------------------------------------------------- sidebar


def _price(scene: Scene, value: Any) -> Scene:
    return replace(scene, max_price=None if value is None else int(value))


def _sidebar(scene: Scene, occupations: Mapping[str, str], view: str) -> None:
    """Draw the settings the view uses."""
    with st.sidebar:
        listing = view in ("programs", "provider")
        st.header(words.FILTERS if listing else words.SETTINGS)
        if view in words.VIEW_NOTES:
            st.caption(words.VIEW_NOTES[view])
        if listing:
            st.selectbox(
                words.OCCUPATION,
                ["", *occupations],
                format_func=lambda soc: occupations[soc] if soc else words.OCCUPATION_ALL,
                help=texts.OCCUPATION_HELP,
                **bound("t_occupation", scene.occupation or "", lambda s, v: s.show(v or None)),
            )
        if listing or view == "supply":
            _sector(scene, off=listing and scene.occupation is not None)
        if listing:
            _filters(scene)
        if view in ("programs", "provider", "what_if"):
            st.select_slider(
                words.REACH,
                REACH_MILES,
                format_func=lambda m: vm.distance(m, scene.units),
                help=texts.REACH_HELP,
                **bound(
                    "t_reach",
                    scene.rules.reach_miles,
                    lambda s, v: replace(s, rules=replace(s.rules, reach_miles=v)),
                ),
            )
        if view in ("provider", "what_if"):
            with st.expander(words.RULES):
                st.caption(f"{words.RULES_NOTE} {vm.markdown(vm.settings_sentence(scene))}")
                state.link("explore", texts.EXPLORE, icon=":material/map:")
        with st.expander(texts.DISPLAY_GROUP):
            st.segmented_control(
                texts.UNITS,
                UNITS,
                format_func=texts.UNIT_NAMES.__getitem__,
                required=True,
                **bound("t_units", scene.units, lambda s, v: replace(s, units=v or s.units)),
            )
            if view in ("provider", "what_if"):
                st.segmented_control(
                    texts.PER,
                    [False, True],
                    format_func=texts.PER_NAMES.__getitem__,
                    required=True,
                    **bound("t_per", scene.hourly, lambda s, v: replace(s, hourly=bool(v))),
                )
        st.button(texts.RESET, key="t_reset", on_click=controls.reset, width="stretch")


def _sector(scene: Scene, *, off: bool) -> None:
    sector = scene.selection.sector
    st.selectbox(
        words.SECTOR,
        ["", *SECTORS],
        format_func=lambda s: SECTORS[s] if s else words.SECTOR_ALL,
        disabled=off,
        help=words.SECTOR_OFF if off else None,
        **bound(
            "t_sector",
            sector or "",
            lambda s, v: replace(s, selection=replace(s.selection, sector=v or None)),
        ),
    )
    if sector and not off:
        st.caption(texts.SECTOR_NOTES[sector])


def _filters(scene: Scene) -> None:
    st.selectbox(
        words.FIELD,
        ["", *words.FIELDS],
        format_func=lambda c: f"{c} {words.FIELDS[c]}" if c else words.FIELD_ALL,
        **bound(
            "t_field",
            scene.cip_family if scene.cip_family in words.FIELDS else "",
            lambda s, v: replace(s, cip_family=v or None),
        ),
    )
    st.multiselect(
        words.AWARDS,
        list(AWARD_LEVELS),
        format_func=words.AWARD_LENGTHS.__getitem__,
        placeholder=words.AWARDS_ALL,
        help=words.AWARDS_HELP,
        **bound(
            "t_awards",
            list(scene.awards),
            lambda s, v: replace(s, awards=tuple(x for x in AWARD_LEVELS if x in (v or ()))),
        ),
    )
    st.multiselect(
        words.CONTROLS,
        list(CONTROL_CODES.values()),
        format_func=words.CONTROL_NAMES.__getitem__,
        placeholder=words.CONTROLS_ALL,
        **bound(
            "t_controls",
            list(scene.controls),
            lambda s, v: replace(s, controls=tuple(x for x in CONTROL_CODES.values() if x in (v or ()))),
        ),
    )
    st.number_input(
        words.PRICE,
        min_value=0,
        max_value=100_000,
        step=500,
        placeholder=words.PRICE_ANY,
        help=words.PRICE_HELP,
        **bound("t_price", scene.max_price, _price),
    )
    st.checkbox(
        words.OPEN_ONLY,
        help=words.OPEN_HELP,
        **bound("t_open", scene.open_only, lambda s, v: replace(s, open_only=bool(v))),
    )
    st.checkbox(
        words.ONLINE,
        help=words.ONLINE_HELP,
        **bound("t_online", scene.online, lambda s, v: replace(s, online=bool(v))),
    )


# ----------------------------------------------------------------------- views


def _columns(heads: Mapping[str, str], wide: Sequence[str] = (), **formats: str) -> dict[str, Any]:
    known = _FORMATS | formats
    return {
        name: st.column_config.NumberColumn(label, format=known[name])
        if name in known
        else st.column_config.TextColumn(label, width="large" if name in wide else None)
        for name, label in heads.items()
    }


def _clicked() -> None:
    what = views.picked(st.session_state.get("t_map"))
    if what is None:
        return
    state.nonce(advance=True)
    kind, value = what
    if kind == "area":
        # counties are drawn under their own codes: five digits too, but no area's
        code = value if value in data.place_names(data.atlas().data_version)[0] else _area_of(value)
        if code is not None:
            state.change(lambda scene: scene.toggle(code))
    elif kind == "place":
        state.change(lambda scene: _in_focus(scene, value))
    elif kind == "cluster":
        state.change(
            lambda scene: replace(scene, view=MapView(round(value[0], 3), round(value[1], 3), _closer(scene)))
        )
    elif kind == "grid":
        state.change(lambda scene: replace(scene, what_if=(*value, _size(scene))))


def _area_of(county: str) -> str | None:
    counties = data.atlas().table("counties")
    found = counties.loc[counties["county_fips"] == county, "area_code"]
    return None if found.empty else str(found.iloc[0])


def _closer(scene: Scene) -> float:
    now = vm.view_of(scene, data.browser_shapes(data.atlas().data_version).bounds, map_size())
    return round(min(now.zoom + 2.0, 12.0), 2)


def _size(scene: Scene) -> int:
    return max(1, scene.what_if[2]) if scene.what_if else 20


def _wanted(scene: Scene) -> Selection:
    """Return which occupations programs must lead to one of."""
    return scene.selection if scene.occupation is None else Selection(soc=scene.occupation)


class _Page:
    """One run of the page: what every view needs."""

    def __init__(self, opened: Opened, shapes: layers.Shapes, view: str) -> None:
        scene, version = opened.scene, opened.version
        self.scene, self.version, self.areas, self.occupations, self.shapes = (
            scene,
            version,
            opened.areas,
            opened.occupations,
            shapes,
        )
        self.size = map_size()
        self.answer = self._ask() if view == "what_if" else None
        self.look = self._look_at(view)

    @cached_property
    def found(self) -> Found:
        """What the filters leave; views that list no programs never ask."""
        scene = self.scene
        filters = Scene(
            awards=scene.awards,
            controls=scene.controls,
            open_only=scene.open_only,
            online=scene.online,
            max_price=scene.max_price,
            cip_family=scene.cip_family,
        )
        return cached.found(
            self.version,
            filters,
            selection=_wanted(scene),
            area_code=scene.area,
            reach_miles=scene.rules.reach_miles,
        )

    def _look_at(self, view: str) -> MapView:
        """Return where the map of a view looks; a program to try out is looked at closely, to place it well."""
        scene = self.scene
        if view == "what_if" and scene.view is None:
            if scene.place == "area" and scene.area is not None and scene.area in self.shapes.bounds:
                return layers.fit(self.shapes.bounds[scene.area], self.size, margin=0.95)
            if (
                scene.place is None
                and scene.what_if is not None
                and not (self.answer is not None and views.refused(self.answer))
            ):
                lon, lat, _ = scene.what_if
                return layers.fit(views.circle(lon, lat, 2.0 * scene.rules.reach_miles).bounds, self.size)
        return vm.view_of(scene, self.shapes.bounds, self.size)

    def _ask(self) -> WhatIf | None:
        """Return what the program to try out would change; None without an occupation or a place."""
        scene = self.scene
        if scene.occupation is None or scene.what_if is None:
            return None
        lon, lat, _ = scene.what_if
        return cached.what_if(
            self.version, scene.occupation, lon=lon, lat=lat, completions=_size(scene), rules=scene.rules
        )

    @property
    def where(self) -> str:
        """The picked area in words, for a sentence."""
        if self.scene.area is None:
            return words.nation()
        if self.scene.area not in set(data.atlas().table("tracts")["area_code"]):
            return words.seated(self.areas[self.scene.area])
        return words.near(
            vm.distance(self.scene.rules.reach_miles, self.scene.units), self.areas[self.scene.area]
        )

    def _what(self) -> str:
        if self.scene.occupation:
            return words.leads_to(self.occupations[self.scene.occupation])
        which = vm.selection_words(self.scene.selection)
        return words.leads_to(words.occupations(which)) if which else ""

    def _map(
        self,
        areas: Mapping[str, tuple[str, str, str]],
        legend: Legend,
        *,
        what: str,
        more: Sequence[str] = (),
        shapes: layers.Shapes | None = None,
        unknown: Sequence[str] = (),
        sources: tuple[str, ...],
        lead: str,
        look: MapView | None = None,
    ) -> None:
        scene = self.scene
        spec = views.deck(
            shapes or self.shapes,
            areas,
            view=look or self.look,
            more=more,
            unknown=unknown,
            selected=scene.area,
            selected_shape=data.area_shapes(self.version).get(scene.area) if scene.area else None,
            nonce=state.nonce(),
            size=self.size,
            basemap=data.basemap(),
        )
        alt = f"{words.MAP_ALT.format(what=what)} {legend.text()}"
        show_map(spec, key="t_map", size=self.size, on_select=_clicked, alt=alt)
        st.html(legend.html())
        source_line(self.version, sources, lead)

    # programs

    def programs(self) -> None:
        """Show the providers the filters leave, and their programs."""
        found = self.found
        told = views.found_sentence(found, self.where, self._what())
        st.html(f'<p class="go-headline">{escape(told)}</p>')
        left, right = st.columns([5, 3], gap="medium")
        counts = found.providers.loc[
            ~found.providers["distance_only"].astype(bool), "area_code"
        ].value_counts()
        with left:
            more, entries = views.provider_layers(found.providers, self.look.zoom, state.nonce())
            areas = Entry(words.LEGEND_AREA if self.scene.area else words.LEGEND_AREAS, style.LAND)
            self._map(
                views.plain_areas(self.areas, {str(k): int(v) for k, v in counts.items()}),
                Legend(words.PROVIDER_TABLE, (*entries, areas)),
                what=told,
                more=more,
                sources=("programs",),
                lead=words.UNIT_PROGRAMS,
            )
        with right:
            self._provider_table()
        if len(found.programs):
            self._program_table()

    def _provider_table(self) -> None:
        found, scene = self.found, self.scene
        st.subheader(words.PROVIDER_TABLE, anchor=False)
        if found.providers.empty:
            st.write(words.NONE_FOUND)
            return
        table = views.provider_rows(found, area=scene.area is not None).head(words.SHOWN_PROVIDERS)
        heads = {c: words.PROVIDER_HEADS[c] for c in table.columns}
        st.dataframe(
            vm.rounded(table),
            hide_index=True,
            height=min(table_height(len(table)), 440),
            placeholder=texts.UNKNOWN,
            column_config=_columns(heads, adults="percent"),
            alt=words.PROVIDER_TABLE,
            **row_selection("t_providers", [str(p) for p in table.index], scene.provider, _in_focus),
        )
        more = (
            words.largest_places(len(table), len(found.providers))
            if len(found.providers) > len(table)
            else ""
        )
        st.caption(words.PROVIDER_HELP + more)

    def _program_table(self) -> None:
        found = self.found
        st.subheader(words.PROGRAM_TABLE, anchor=False)
        catalog, cips = cached.catalog(self.version), cached.cip_titles(self.version)
        table = views.program_rows(catalog, found.programs.head(PROGRAM_ROWS), cips, self.occupations)
        if len(found.programs) > PROGRAM_ROWS:
            st.caption(words.largest_programs(PROGRAM_ROWS, len(found.programs)))
        st.dataframe(
            vm.rounded(table),
            hide_index=True,
            height=min(table_height(len(table)), 440),
            placeholder=texts.UNKNOWN,
            column_config=_columns(words.PROGRAM_HEADS, wide=("leads_to",)),
            key="t_programs",
            alt=words.PROGRAM_TABLE,
        )
        download(
            words.DOWNLOAD,
            "t_download",
            file_name="geo-opportunity-programs.csv",
            table=lambda: views.program_rows(
                catalog, found.programs.head(words.DOWNLOAD_MOST), cips, self.occupations
            ),
            notes=[views.found_sentence(found, self.where, self._what()), words.UNIT_PROGRAMS],
            heads=words.PROGRAM_HEADS,
            version=self.version,
            sources=("programs",),
        )

    # one provider

    def _provider_select(self) -> None:
        scene = self.scene
        every = cached.catalog(self.version).providers.set_index("provider_id")
        options = list(
            dict.fromkeys(
                [
                    *([scene.provider] if scene.provider else []),
                    *map(str, self.found.providers["provider_id"]),
                ]
            )
        )
        options = options[: words.SHOWN_PROVIDERS]
        labels = every["name"] + ", " + every["city"].fillna("") + ", " + every["state"]
        names = {p: str(labels[p]) for p in options if p in every.index}
        st.selectbox(
            words.PROVIDER,
            ["", *names],
            format_func=lambda p: names[p] if p else words.PROVIDER_NONE,
            help=words.PROVIDER_PICK_HELP,
            **bound(
                "t_provider",
                scene.provider if scene.provider in names else "",
                lambda s, v: replace(s, provider=v or None, training_view="provider"),
            ),
        )

    def provider(self) -> None:
        """Show one provider's catchment."""
        self._provider_select()
        scene = self.scene
        every = cached.catalog(self.version).providers
        mine = every.loc[every["provider_id"] == scene.provider]
        if mine.empty:
            more, entries = views.provider_layers(self.found.providers, self.look.zoom, state.nonce())
            self._map(
                views.plain_areas(self.areas),
                Legend(words.PROVIDER_TABLE, entries),
                what=words.MAP_SHOWS["provider"],
                more=more,
                sources=("programs",),
                lead=words.UNIT_PROGRAMS,
            )
            return
        row = {str(k): v for k, v in mine.iloc[0].items()}
        if bool(row["distance_only"]):
            st.html(
                f'<p class="go-headline">{escape(str(row["name"]))}</p><p class="go-rules">{escape(views.provider_line(row))}</p>'
            )
            st.write(words.CATCHMENT_ONLINE)
            return
        lon, lat, miles = float(row["lon"]), float(row["lat"]), float(scene.rules.reach_miles)
        reach = cached.catchment(self.version, str(scene.provider), scene.rules.reach_miles)
        home = str(row["area_code"]) if isinstance(row["area_code"], str) else None
        socs = cached.catchment_occupations(
            self.version, str(scene.provider), tuple(map(str, reach.areas.index)), scene.rules, home
        )
        told = views.catchment_sentence(str(row["name"]), reach, socs, scene)
        st.html(
            f'<p class="go-headline">{escape(told)}</p><p class="go-rules">{escape(views.provider_line(row))}</p>'
        )
        left, right = st.columns([5, 3], gap="medium")
        ring = views.circle(lon, lat, miles)
        with left:
            self._map(
                views.plain_areas(
                    self.areas, reached={str(k): float(v) for k, v in reach.areas["adults"].items()}
                ),
                Legend(
                    str(row["name"]),
                    (
                        views.entry(words.LEGEND_POINT),
                        views.entry(words.LEGEND_TRACT, len(reach.tracts), views.TRACT),
                        Entry(words.LEGEND_CIRCLE, style.PROVIDER, ring=True),
                        Entry(words.LEGEND_REACHES, views.REACHED),
                    ),
                ),
                what=told,
                more=[
                    self._county_lines(reach),
                    views.tract_layer(reach.tracts),
                    *views.reach_layers(lon, lat, miles, name=str(row["name"])),
                ],
                sources=("programs", "accessible"),
                lead=words.UNIT_CATCHMENT,
                look=layers.fit(ring.bounds, self.size, margin=0.8),
            )
        with right:
            self._catchment_tables(reach)
        st.subheader(words.CATCHMENT_SOCS, anchor=False)
        if socs.empty:
            st.write(words.CATCHMENT_NO_SOC)
            return
        st.caption(words.CATCHMENT_NOTE)
        st.dataframe(
            vm.rounded(views.occupation_rows(socs)),
            hide_index=True,
            height=min(table_height(len(socs)), 440),
            placeholder=texts.UNKNOWN,
            column_config=_columns(words.SOC_HEADS),
            key="t_socs",
            alt=words.CATCHMENT_SOCS,
        )
        source_line(self.version, ("area_wages", "projections", "reach"), vm.settings_sentence(scene))

    @staticmethod
    def _county_lines(reach: Catchment) -> str:
        table = data.atlas().table("county_shapes")
        return views.outline_layer(list(table.loc[table["county_fips"].isin(reach.counties.index)].geometry))

    @staticmethod
    def _catchment_tables(reach: Catchment) -> None:
        st.subheader(words.CATCHMENT_AREAS, anchor=False)
        if reach.areas.empty:
            st.write(words.CATCHMENT_EMPTY)
            return
        for frame, heads, name, key in (
            (reach.areas, words.AREA_HEADS, words.CATCHMENT_AREAS, "t_reach_areas"),
            (reach.counties, words.COUNTY_HEADS, words.CATCHMENT_COUNTIES, "t_reach_counties"),
        ):
            if frame is reach.counties:
                st.subheader(name, anchor=False)
            st.dataframe(
                vm.rounded(frame),
                hide_index=True,
                height=min(table_height(len(frame)), 230),
                column_config=_columns(heads, adults="localized"),
                key=key,
                alt=name,
            )

    # deserts

    def deserts(self) -> None:
        """Show education deserts by a published definition."""
        which, level_box = st.columns([3, 2], vertical_alignment="bottom")
        with which:
            definition = str(
                st.segmented_control(
                    words.DEFINITION,
                    list(words.DEFINITIONS),
                    format_func=words.DEFINITIONS.__getitem__,
                    required=True,
                    wrap=True,
                    **bound("t_definition", self.scene.desert, lambda s, v: replace(s, desert=v or s.desert)),
                )
            )
        with level_box:
            level = str(
                st.segmented_control(
                    words.LEVEL,
                    list(words.LEVELS),
                    format_func=words.LEVELS.__getitem__,
                    required=True,
                    **bound(
                        "t_level",
                        self.scene.desert_level,
                        lambda s, v: replace(s, desert_level=v or s.desert_level),
                    ),
                )
            )
        frame, where, shapes = self._desert_places(definition, level)
        told = views.desert_sentence(frame, definition, where, level)
        st.html(f'<p class="go-headline">{escape(told)}</p>')
        if not phone():
            self._desert_note(definition)
        areas, unknown, legend = views.desert_picture(frame, definition, self.scene.breaks)
        left, right = st.columns([5, 3], gap="medium")
        with left:
            self._map(
                areas,
                legend,
                what=told,
                shapes=shapes,
                unknown=unknown,
                sources=("programs", "providers", "county_need"),
                lead=words.DESERT_UNITS[definition],
            )
        with right:
            if phone():
                self._desert_note(definition)
            st.subheader(words.LEVEL_HEADS[level], anchor=False)
            table = views.desert_table(frame, definition)
            heads = words.DESERT_ACE_HEADS if definition == "ace" else words.DESERT_URBAN_HEADS
            st.dataframe(
                views.light(vm.rounded(table)),
                hide_index=True,
                height=min(table_height(len(table)), 470),
                placeholder=texts.UNKNOWN,
                column_config=_columns(heads, adults="localized"),
                key="t_deserts",
                alt=words.LEVEL_HEADS[level],
            )

    def _desert_note(self, definition: str) -> None:
        distance = vm.distance(URBAN_MILES, self.scene.units)
        st.caption(
            f"{words.desert_note(definition, distance)} {words.BOUNDS_NOTE} {words.DESERT_CITATIONS[definition]}"
        )

    def _desert_places(self, definition: str, level: str) -> tuple[pd.DataFrame, str, layers.Shapes | None]:
        """Return the deserts of the nation, or of the states the map looks at; in words; and their shapes (None: the areas')."""
        frame = cached.deserts(self.version, definition, level)
        scene = self.scene
        state_codes: tuple[str, ...] = ()
        if scene.area is not None and scene.place == "area":
            state_codes = tuple(str(data.atlas().areas.loc[scene.area, "states"]).split("-"))
        elif scene.place is not None:
            state_codes = (scene.place,)
        names = data.place_names(self.version)[2]
        where = words.AND.join(names.get(s, s) for s in state_codes) or words.DESERT_NATION
        if level == "area":
            inside = (
                data.atlas().areas["states"].str.split("-").map(lambda s: bool(set(s) & set(state_codes)))
            )
            return (frame.loc[frame.index.isin(inside.index[inside])] if state_codes else frame), where, None
        counties = data.atlas().table("counties")
        mine = counties.loc[counties["state"].isin(state_codes), "county_fips"]
        return (
            (frame.loc[frame.index.isin(mine)] if state_codes else frame),
            where,
            cached.county_shapes(self.version, state_codes),
        )

    # supply and demand

    def supply(self) -> None:
        """Show completers against openings, by occupation."""
        scene = self.scene
        left_out = None
        if scene.area is None:
            st.caption(words.SUPPLY_NATION)
            table = cached.nation_supply(self.version, scene.rules.coverage_min)
            table = table.loc[data.atlas().mask(scene.selection)]
        else:
            table, summary, left_out = data.supply(self.version, scene.area, scene.selection)
            st.html(f'<p class="go-headline">{escape(self.areas[scene.area])}</p>')
            st.caption(texts.SUPPLY_NOTE)
            st.markdown(vm.markdown(vm.supply_sentence(summary)))
        chart = views.supply_chart(table, narrow=phone())
        left, right = st.columns([1, 1], gap="medium")
        with left:
            st.subheader(words.SUPPLY_CHART, anchor=False)
            if chart is None:
                st.write(words.SUPPLY_EMPTY)
            else:
                st.altair_chart(chart, width="stretch", theme=None, key="t_scatter")
                st.caption(words.SUPPLY_CHART_NOTE.format(missing=len(table) - len(views.drawable(table))))
        with right:
            st.subheader(words.SUPPLY_TABLE, anchor=False)
            ranked = vm.supply_table(table)
            st.dataframe(
                vm.rounded(ranked),
                hide_index=True,
                height=min(table_height(len(ranked)), 470),
                placeholder=texts.UNKNOWN,
                column_config=_columns(words.SUPPLY_HEADS),
                alt=words.SUPPLY_TABLE,
                **row_selection(
                    "t_supply", [str(s) for s in ranked.index], scene.occupation, lambda s, v: s.show(v)
                ),
            )
        if left_out is not None:
            with st.expander(words.SUPPLY_LEFT_OUT):
                st.dataframe(
                    left_out,
                    hide_index=True,
                    placeholder=texts.NOT_COUNTED,
                    column_config={
                        "what": st.column_config.TextColumn(words.LEFT_OUT_HEADS["what"], width="large"),
                        "count": st.column_config.NumberColumn(
                            words.LEFT_OUT_HEADS["count"], format="localized"
                        ),
                        "unit": st.column_config.TextColumn(words.LEFT_OUT_HEADS["unit"], width="small"),
                    },
                    key="t_left_out",
                    alt=words.SUPPLY_LEFT_OUT,
                )
        source_line(self.version, ("supply",), words.SUPPLY_UNIT)

    # what if

    def what_if(self) -> None:
        """Show what a program that opened at a place would change."""
        scene = self.scene
        with controls.folded(words.WHAT_IF_WHERE, opened=scene.occupation is None or scene.what_if is None):
            st.caption(words.WHAT_IF_NOTE)
            self._what_if_inputs()
        if scene.occupation is None:
            st.info(words.NO_OCCUPATION)
        answer, told = self.answer, words.MAP_SHOWS["what_if"]
        if answer is not None and scene.occupation is not None:
            sentences = views.what_if_sentences(answer, self.occupations[scene.occupation], scene)
            told = words.sentences(sentences)
            if views.refused(answer):
                st.warning(vm.markdown(sentences[0]))
                answer = None
            else:
                st.html(
                    f'<p class="go-headline">{escape(sentences[0])}</p>'
                    + "".join(f'<p class="go-rules">{escape(s)}</p>' for s in sentences[1:])
                )
        left, right = st.columns([5, 3], gap="medium")
        with left:
            self._what_if_map(answer, told)
        with right:
            self._what_if_tables(answer)

    def _what_if_tables(self, answer: WhatIf | None) -> None:
        if answer is None or answer.areas.empty:
            st.subheader(words.WHAT_IF_TABLE, anchor=False)
            st.write(words.WHAT_IF_EMPTY)
            return
        change = views.what_if_change(answer)
        home = str(answer.areas["title"].iloc[0])
        st.subheader(vm.markdown(words.what_if_change(home)), anchor=False)
        st.table(
            change.set_index("what")
            .rename_axis(words.WHAT_IF_CHANGE_HEADS["what"])
            .rename(columns=words.WHAT_IF_CHANGE_HEADS)
        )
        st.subheader(words.WHAT_IF_TABLE, anchor=False)
        table = views.what_if_table(answer)
        st.dataframe(
            vm.rounded(table),
            hide_index=True,
            height=min(table_height(len(table)), 300),
            placeholder=texts.UNKNOWN,
            column_config=_columns(words.WHAT_IF_HEADS),
            key="t_what_if",
            alt=words.WHAT_IF_TABLE,
        )

    def _today(self, look: MapView) -> pd.DataFrame:
        """Return the places that train for the occupation today, whatever the filters: all, or where the map looks when many."""
        if self.scene.occupation is None:
            return cached.catalog(self.version).providers.head(0)
        every = cached.found(
            self.version,
            Scene(),
            selection=_wanted(self.scene),
            area_code=None,
            reach_miles=self.scene.rules.reach_miles,
        ).providers.loc[lambda p: ~p["distance_only"].astype(bool)]
        if len(every) <= _TODAY_MOST:
            return every
        west, south, east, north = layers.view_box(look, self.size)
        return every.loc[every["lon"].between(west, east) & every["lat"].between(south, north)]

    def _what_if_map(self, answer: WhatIf | None, told: str) -> None:
        scene = self.scene
        look = self.look
        placed = (
            scene.what_if if answer is not None or scene.occupation is None else None
        )  # not a place that is refused
        more: list[str] = []
        entries: list[Entry] = []
        if placed is not None:
            lon, lat, _ = placed
            more = views.reach_layers(
                lon, lat, float(scene.rules.reach_miles), name=words.LEGEND_NEW, color=views.NEW
            )
            entries = [
                views.entry(words.LEGEND_NEW, color=views.NEW),
                Entry(words.LEGEND_CIRCLE, views.NEW, ring=True),
            ]
        today = self._today(look)
        if len(today) and (len(today) <= _TODAY_MOST or look.zoom >= views.CLICK_ZOOM):
            more.insert(0, views.today_layer(today))
            entries.insert(0, views.entry(words.LEGEND_TODAY, len(today)))
        if look.zoom >= views.CLICK_ZOOM:
            wide = self.size if self.size == layers.PHONE else (self.size[0] + 120, self.size[1])
            more.append(views.click_grid(look, wide, state.nonce()))
            st.caption(
                words.WHAT_IF_CLICK.format(distance=views.short_distance(views.grid_miles(look), scene.units))
            )
        else:
            st.caption(words.WHAT_IF_PICK_AREA)
        areas = views.plain_areas(self.areas) if answer is None else views.what_if_areas(answer, self.areas)
        if answer is not None:
            entries.append(Entry(words.LEGEND_REACHED, views.REACHED))
            entries.append(Entry(words.LEGEND_BETTER, views.BETTER))
        self._map(
            areas,
            Legend(words.VIEWS["what_if"], tuple(entries)),
            what=told,
            more=more,
            sources=("programs", "accessible")
            if answer is None
            else ("programs", "area_wages", "projections", "reach"),
            lead=words.UNIT_CATCHMENT
            if answer is None
            else words.sentences([words.UNIT_CATCHMENT, vm.settings_sentence(scene)]),
            look=look,
        )

    def _what_if_inputs(self) -> None:
        scene = self.scene
        first, second, third, fourth = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
        with first:
            st.selectbox(
                words.WHAT_IF_OCCUPATION,
                ["", *self.occupations],
                format_func=lambda soc: self.occupations[soc] if soc else words.WHAT_IF_OCCUPATION_NONE,
                **bound("t_what_soc", scene.occupation or "", lambda s, v: s.show(v or None)),
            )
        with second:
            self._town_select()
        middle = self._middle()
        lon, lat = (scene.what_if[0], scene.what_if[1]) if scene.what_if else middle
        with third:
            st.number_input(
                words.WHAT_IF_LON,
                min_value=-180.0,
                max_value=180.0,
                step=0.01,
                format="%.4f",
                **bound(
                    "t_lon",
                    float(lon),
                    lambda s, v: s if v is None else replace(s, what_if=(round(float(v), 4), lat, _size(s))),
                ),
            )
        with fourth:
            st.number_input(
                words.WHAT_IF_LAT,
                min_value=-85.0,
                max_value=85.0,
                step=0.01,
                format="%.4f",
                **bound(
                    "t_lat",
                    float(lat),
                    lambda s, v: s if v is None else replace(s, what_if=(lon, round(float(v), 4), _size(s))),
                ),
            )
        size, put, clear = st.columns([2, 3, 3], vertical_alignment="bottom")
        with size:
            st.number_input(
                words.WHAT_IF_SIZE,
                min_value=1,
                max_value=20_000,
                step=5,
                **bound(
                    "t_size",
                    _size(scene),
                    lambda s, v: (
                        s
                        if v is None
                        else replace(
                            s,
                            what_if=(s.what_if[0], s.what_if[1], int(v)) if s.what_if else (lon, lat, int(v)),
                        )
                    ),
                ),
            )
        with put:
            st.button(
                words.WHAT_IF_CENTRE,
                key="t_centre",
                width="stretch",
                disabled=scene.area is None,
                on_click=lambda: state.change(lambda s: replace(s, what_if=(*middle, _size(s)))),
            )
        with clear:
            st.button(
                words.WHAT_IF_CLEAR,
                key="t_clear",
                width="stretch",
                disabled=scene.what_if is None,
                on_click=lambda: state.change(lambda s: replace(s, what_if=None, training_view="what_if")),
            )

    def _middle(self) -> tuple[float, float]:
        """Return the label point of the picked area, else the middle of the view."""
        if self.scene.area is not None:
            lon, lat = data.atlas().areas.loc[[self.scene.area], ["lon", "lat"]].to_numpy(float)[0]
            if math.isfinite(lon):  # Guam has no shape
                return round(float(lon), 4), round(float(lat), 4)
        return round(self.look.lon, 4), round(self.look.lat, 4)

    def _town_select(self) -> None:
        scene = self.scene
        shape = data.area_shapes(self.version).get(scene.area) if scene.area else None
        box = views.areas_around(shape) if shape is not None else layers.view_box(self.look, self.size)
        near = (
            views.towns(data.atlas().table("place_points"), box)
            if shape is not None or self.look.zoom >= views.CLICK_ZOOM
            else None
        )
        names = {} if near is None else dict(zip(map(str, near.index), near["label"], strict=True))
        at = ""
        if near is not None and scene.what_if is not None:
            same = near.index[
                ((near["lon"] - scene.what_if[0]).abs() < 5e-4)
                & ((near["lat"] - scene.what_if[1]).abs() < 5e-4)
            ]
            at = str(same[0]) if len(same) else ""

        def put(s: Scene, v: Any) -> Scene:
            if not v or near is None or v not in near.index:
                return s
            return replace(
                s,
                what_if=(round(float(near.loc[v, "lon"]), 4), round(float(near.loc[v, "lat"]), 4), _size(s)),
            )

        st.selectbox(
            words.WHAT_IF_TOWN,
            ["", *names],
            format_func=lambda p: names[p] if p else words.WHAT_IF_TOWN_NONE,
            help=words.WHAT_IF_TOWN_HELP,
            disabled=not names,
            **bound("t_town", at, put),
        )
