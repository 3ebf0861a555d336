"""The Compare page: two to four places side by side, peers, and the builder of a user's own region."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import geopandas as gpd
import streamlit as st

from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.files import LIMITS
from geo_opportunity.maps import layers
from geo_opportunity.questions.peers import reason
from geo_opportunity.scene import DEPTH_MEASURES, MAX_PLACES, region_of
from geo_opportunity.ui import cached_compare as cached
from geo_opportunity.ui import controls, data, state, upload
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.parts import (
    bound,
    download,
    head,
    open_page,
    phone,
    show_map,
    source_line,
    table_height,
)
from geo_opportunity.ui.views import compare as views
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import compare as words
from geo_opportunity.vocabulary import SECTORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.geography.region import Region
    from geo_opportunity.scene import MapView, Scene

__all__ = ["page"]

PEERS: Final = 5
_BOUNDARIES: Final = "_compare_boundaries"
_UPLOADED: Final = "_compare_uploaded"
_DRAWN: Final = "_compare_drawn"
_UNFOLDED: Final = "_compare_peers_unfolded"
#: Pixels of the maps: width by number of places side by side, and the builder's.
_WIDTHS: Final[dict[int, int]] = {1: 900, 2: 500, 3: 325, 4: 240}
_HEIGHT: Final = 300
_BUILDER_SIZE: Final = (560, 430)
_PHONE_SIZE: Final = (340, 300)
#: The small maps on a phone: one alone, several two by two.
_PHONE_MAP: Final = ((340, 240), (168, 190))
LINK_LONG: Final = 2_000


def page() -> None:
    """Draw the page."""
    opened = open_page("compare", views.CSS)
    scene, version, areas, occupations, states = (
        opened.scene,
        opened.version,
        opened.areas,
        opened.occupations,
        opened.states,
    )
    head(words.TITLE, words.TAGLINE, opened.problems)
    controls.sidebar(scene, occupations, data.atlas().schedule_unknown(scene.selection))

    counties = data.atlas().table("counties")
    kinds = dict(zip(data.atlas().areas["area_code"], data.atlas().areas["kind"], strict=True))
    places = views.parse(views.effective(scene), areas, kinds, states, counties)
    _choose(scene, places, areas, states)
    if st.session_state.get("builder"):
        with st.container(border=True, key="region-builder"):
            _builder(scene, version, states, counties)
    if not places:
        st.info(words.START)
        return
    _peers(version, places)
    rows = [
        cached.occupation_figures(version, p.key, scene.occupation, scene.rules)
        if scene.occupation
        else cached.figures(version, p.key, scene.rules, scene.selection)
        for p in places
    ]
    sentence = views.headline(
        places, rows, scene, occupations[scene.occupation] if scene.occupation else None
    )
    st.html(
        f'<p class="go-headline">{escape(sentence)}</p><p class="go-rules">{escape(vm.settings_sentence(scene))}</p>'
    )
    if len(places) == 1:
        st.info(words.ONE)
    _maps(scene, version, places, rows)
    _table(scene, version, places, rows, counties)
    if not scene.occupation:
        cells = [cached.cells(version, p.key, scene.rules, scene.selection) for p in places]
        _kinds(version, places, cells)
        _sectors(scene, version, places)
        if len(places) > 1:
            _differing(version, places, cells)
    _made_of(version, places)
    st.html(f'<p class="go-caveat">{escape(words.CAVEATS)} {escape(texts.CAVEATS)}</p>')


# ------------------------------------------------------------------- the choice


def _set_places(scene: Scene, value: Any) -> Scene:
    chosen = tuple(value or ())[:MAX_PLACES]
    area = (
        scene.area if chosen or scene.area is None else None
    )  # emptied by hand: the picked area does not come back by itself
    calm = scene if area == scene.area else scene.pick(None)
    return replace(calm, places=chosen)


def _to_front(scene: Scene, key: Any) -> Scene:
    held = views.effective(scene)
    return replace(scene, places=(key, *(k for k in held if k != key))) if key in held else scene


def _without(key: str, scene: Scene) -> Scene:
    return _set_places(scene, [k for k in views.effective(scene) if k != key])


def _with(key: str, scene: Scene) -> Scene:
    held = views.effective(scene)
    return scene if key in held else replace(scene, places=(*held, key))


def _on_area_page(link: str, scene: Scene) -> Scene:
    return replace(scene, area=None, place=None, view=None, region=link, region_name=None)


def _edit(key: str) -> None:
    state.change(lambda scene: replace(_without(key, scene), region=key, region_name=None))
    st.session_state["builder"] = True


def _choose(
    scene: Scene, places: list[views.Place], areas: Mapping[str, str], states: Mapping[str, str]
) -> None:
    keys = [p.key for p in places]
    known = data.atlas().table("counties")["state"].unique()
    options = [*(k for k in keys if k.startswith("r1.")), *areas, *(s for s in states if s in set(known))]
    names = views.labels(options, areas, states)
    pick, reference, build = st.columns([5, 3, 2], vertical_alignment="bottom")
    with pick:
        st.multiselect(
            words.PLACES,
            options,
            format_func=lambda k: names.get(k, k),
            max_selections=MAX_PLACES,
            wrap=True,
            placeholder=words.PLACES_NONE,
            help=words.PLACES_HELP,
            **bound("places", keys, _set_places),
        )
    if len(keys) > 1:
        with reference:
            st.selectbox(
                words.REFERENCE,
                keys,
                format_func=lambda k: names.get(k, k),
                help=words.REFERENCE_HELP,
                **bound("reference", keys[0], _to_front),
            )
    # the toggle belongs to this visit alone; a link with a region on the workbench opens it
    st.session_state["builder"] = bool(st.session_state.get("builder", scene.region is not None))
    with build:
        st.toggle(words.BUILD, key="builder", help=words.BUILD_HELP)


# ------------------------------------------------------------------ the builder


def _held(scene: Scene) -> Region | None:
    """Return the region on the workbench, with the outline it was uploaded with where this visit has it."""
    if scene.region is None:
        return None
    region = region_of(scene.region, scene.region_name)
    outline = st.session_state.get(_BOUNDARIES, {}).get(region.code)
    return region if outline is None else replace(region, boundary=outline[0], notes=outline[1])


def _put(region: Region | None) -> None:
    """Make a region the one on the workbench; its outline stays in this visit, links do not carry it."""
    if region is not None and region.boundary is not None:
        st.session_state.setdefault(_BOUNDARIES, {})[region.code] = (region.boundary, region.notes)
    state.change(lambda scene: scene.with_region(region))


def _stay(shown: str | None = None) -> None:
    """Keep the builder's map on its state while counties come and go, or show the state `shown`."""
    shown = shown or st.session_state.get("builder-state")
    if shown:
        state.change(lambda scene: replace(scene, place=shown, view=None))


def _set_counties() -> None:
    counties, chosen = data.atlas().table("counties"), st.session_state.get("counties") or []
    _stay(views.state_added(_held(state.current()), chosen, counties))
    scene = state.current()
    _put(views.region_with(_held(scene), scene.region_name, chosen, counties))


def _county_clicked() -> None:
    what = layers.picked(st.session_state.get("county-map"))
    if what is None or what[0] != "area":
        return
    state.nonce(advance=True)
    _stay()
    scene = state.current()
    _put(views.toggled(_held(scene), scene.region_name, what[1], data.atlas().table("counties")))


def _rename() -> None:
    scene = state.current()
    region = _held(scene)
    name = str(st.session_state.get("region-name") or "").strip()
    if region is None:
        state.change(lambda s: replace(s, region_name=views.tidy(name) or None))
        return
    _put(replace(region, name=name or views.auto_name(region.county_fips, data.atlas().table("counties"))))


def _clear() -> None:
    _drop_upload()
    state.change(lambda scene: scene.with_region(None))


def _add_region() -> None:
    scene = state.current()
    region = _held(scene)
    if region is None:
        return
    link = region.to_link()
    state.change(lambda s: replace(_with(link, s), region=None, region_name=None))
    st.session_state["builder"] = False
    _drop_upload()


def _state_shown(
    scene: Scene, region: Region | None, counties: pd.DataFrame, names: Mapping[str, str]
) -> str:
    if scene.place in names:
        return str(scene.place)
    if region is not None:
        return views.home_state(region, counties)
    for key in views.effective(scene):
        if key in names:
            return key
        mine = counties.loc[counties["area_code"] == key, "state"]
        if len(mine):
            return str(mine.iloc[0])
    return next(iter(names))


def _builder(scene: Scene, version: str, states: Mapping[str, str], counties: pd.DataFrame) -> None:
    st.subheader(words.BUILDER, anchor=False)
    st.caption(words.BUILDER_NOTE)
    region = _held(scene)
    how = st.segmented_control(
        words.HOW,
        [words.HOW_COUNTIES, words.HOW_UPLOAD],
        default=words.HOW_COUNTIES,
        required=True,
        key="builder-how",
    )
    left, right = st.columns([3, 2], gap="medium")
    with right:
        if how == words.HOW_UPLOAD:
            _upload(scene)
    names = {s: n for s, n in states.items() if s in set(counties["state"])}
    shown = _state_shown(scene, region, counties, names)
    with left:
        if how == words.HOW_COUNTIES or region is not None:
            _county_map(version, region, shown, counties, names, whole_region=how == words.HOW_UPLOAD)
    with right:
        if how == words.HOW_COUNTIES:
            _county_list(region, shown, counties, names)
        st.session_state["region-name"] = region.name if region is not None else scene.region_name or ""
        st.text_input(
            words.NAME,
            key="region-name",
            help=words.NAME_HELP,
            placeholder=words.NAME_NONE,
            max_chars=120,
            on_change=_rename,
        )
        if region is None:
            st.caption(words.EMPTY)
        else:
            _actions(scene, region)
    if region is not None:
        _preview(version, region, counties)


def _county_list(region: Region | None, shown: str, counties: pd.DataFrame, names: Mapping[str, str]) -> None:
    st.selectbox(
        words.STATE_SELECT,
        list(names),
        format_func=names.__getitem__,
        help=words.STATE_HELP,
        **bound("builder-state", shown, lambda s, v: replace(s, place=v, view=None)),
    )
    held = [] if region is None else list(region.county_fips)
    called = (counties["name"] + ", " + counties["state"]).set_axis(counties["county_fips"]).to_dict()
    st.session_state["counties"] = held
    st.multiselect(
        words.COUNTIES,
        views.county_options(counties, shown, names, held),
        format_func=called.__getitem__,
        placeholder=words.COUNTIES_NONE,
        select_all=False,  # Enter takes the first county found, never every match in the nation
        wrap=True,
        help=words.COUNTIES_HELP,
        key="counties",
        on_change=_set_counties,
    )


def _county_map(
    version: str,
    region: Region | None,
    shown: str,
    counties: pd.DataFrame,
    names: Mapping[str, str],
    *,
    whole_region: bool,
) -> None:
    drawn = views.states_drawn(region, shown, counties)
    shapes = cached.county_map(version, drawn)
    if shapes is None:
        return
    mine = counties.loc[counties["state"].isin(drawn)]
    fills, headings, tips = views.county_fills(mine, region)
    size = _PHONE_SIZE if phone() else _BUILDER_SIZE
    outline = (
        None
        if region is None
        else views.outline(region, gpd.GeoDataFrame(data.atlas().table("county_shapes")))
    )
    codes = tuple(map(str, mine["county_fips"]))
    bounds, margin = (
        (outline.bounds, 0.6) if whole_region and outline is not None else (shapes.bounds[shown], 0.94)
    )
    spec = layers.deck_json(
        shapes,
        codes=codes,
        fills=fills,
        headings=headings,
        texts=tips,
        view=layers.fit(bounds, size, margin=margin),
        selected=codes[0] if outline is not None else None,
        selected_shape=outline,
        nonce=state.nonce(),
        size=size,
        basemap=data.basemap(),
    )
    alt_text = words.county_map(
        names[shown], [h for h, f in zip(headings, fills, strict=True) if f != views.OUT]
    )
    show_map(spec, key="county-map", size=size, on_select=_county_clicked, alt=alt_text)
    st.html(views.builder_legend(region).html())


def _upload(scene: Scene) -> None:
    number = st.session_state.get("_upload_number", 0)
    layer = st.text_input(words.LAYER, key="upload-layer", max_chars=120) or None
    file = st.file_uploader(
        words.UPLOAD,
        type=["geojson", "json", "gpkg", "zip"],
        max_upload_size=LIMITS.upload_bytes // 1_000_000,
        help=words.UPLOAD_HELP,
        key=f"upload-{number}",
    )
    if file is None:
        st.session_state.pop(_UPLOADED, None)
        return
    mark = (file.file_id, layer)
    if st.session_state.get(_UPLOADED, (None, ""))[0] != mark:
        found = upload.attempt(
            lambda waiting: _region_in(file, scene.region_name, layer, waiting),
            words.READING,
            key="upload-cancel",
            on_cancel=_drop_upload,
        )
        st.session_state[_UPLOADED] = (mark, str(found) if isinstance(found, GeoOpportunityError) else "")
        if not isinstance(found, GeoOpportunityError):
            _put(found)
            st.rerun()
    problem = st.session_state[_UPLOADED][1]
    if problem:
        st.error(words.bad_upload(vm.markdown(problem)))


def _region_in(file: Any, name: str | None, layer: str | None, waiting: Waiting) -> Region:
    """Return the region an uploaded file says, of counties we have."""
    tables = data.atlas().table
    content, shapes = file.getvalue(), gpd.GeoDataFrame(tables("county_shapes"))
    region = views.load_region(
        content, str(file.name), tables("tracts"), shapes, name=name, layer=layer, waiting=waiting
    )
    views.check(region, tables("counties"), tables("tracts"))
    return region


def _drop_upload() -> None:
    """Empty the uploader: a new key is a new one."""
    st.session_state.pop(_UPLOADED, None)
    st.session_state["_upload_number"] = st.session_state.get("_upload_number", 0) + 1


def _actions(scene: Scene, region: Region) -> None:
    link, shapes = (
        region.to_link(),
        gpd.GeoDataFrame(data.atlas().table("county_shapes")),
    )  # the file is written outside this session
    full = len(views.effective(scene)) >= MAX_PLACES
    add, clear = st.columns(2)
    with add:
        st.button(
            words.ADD,
            key="region-add",
            type="primary",
            on_click=_add_region,
            disabled=full,
            width="stretch",
            help=words.FULL if full else None,
        )
    with clear:
        st.button(words.CLEAR, key="region-clear", on_click=_clear, width="stretch")
    save, area = st.columns(2, vertical_alignment="center")
    with save:
        st.download_button(
            words.SAVE,
            data=lambda: json.dumps(region.to_geojson(shapes)),
            file_name=f"{views.file_name(region.name)}.geojson",
            mime="application/geo+json",
            on_click="ignore",
            key="region-save",
            width="stretch",
        )
    with area:
        state.link("area", words.OPEN_AREA, partial(_on_area_page, link), icon=":material/location_city:")
    if len(link) > LINK_LONG:
        st.caption(words.LINK_LONG.format(count=len(link)))


def _preview(version: str, region: Region, counties: pd.DataFrame) -> None:
    try:
        made_of = cached.parts(version, region.to_link())
    except GeoOpportunityError as error:
        st.error(vm.markdown(error))
        return
    for note in region.notes:
        st.caption(vm.markdown(f"{note[:1].upper()}{note[1:]}."))
    st.caption(words.PARTS_NOTE)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _parts(made_of, "builder-parts")
    with right:
        table = views.county_table(region, counties)
        st.dataframe(
            table,
            hide_index=True,
            height=min(table_height(len(table)), 260),
            placeholder=words.UNKNOWN,
            column_config={
                words.COUNTY_COLUMNS["population"]: st.column_config.NumberColumn(format="localized"),
                words.COUNTY_COLUMNS["share"]: st.column_config.NumberColumn(format="percent"),
            },
            key="builder-counties",
            alt=words.COUNTIES,
        )


def _parts(made_of: pd.DataFrame, key: str) -> None:
    table = views.parts_table(made_of)
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 260),
        placeholder=words.UNKNOWN,
        column_config={
            words.PART_COLUMNS["title"]: st.column_config.TextColumn(width="medium"),
            words.PART_COLUMNS["share_of_region"]: st.column_config.NumberColumn(format="percent"),
            words.PART_COLUMNS["weight"]: st.column_config.NumberColumn(format="percent"),
            words.PART_COLUMNS["jobs"]: st.column_config.NumberColumn(format="localized"),
        },
        key=key,
        alt=words.PARTS,
    )


# ------------------------------------------------------------------------ peers


def _fold() -> None:
    st.session_state[_UNFOLDED] = st.session_state["peers"]


@st.fragment
def _peers(version: str, places: list[views.Place]) -> None:
    """Offer peers. Whether they are unfolded is the visitor's: adding one leaves the others in sight."""
    if state.changed():  # a peer was taken: the whole page follows
        st.rerun()
    first = places[0]
    kind = "state" if first.kind == "state" else "area"
    taken = tuple(p.key for p in places)
    full = len(taken) >= MAX_PLACES
    st.session_state["peers"] = st.session_state.setdefault(_UNFOLDED, len(places) == 1)
    unfolded = st.expander(words.PEERS.format(place=vm.markdown(first.title)), key="peers", on_change=_fold)
    if not unfolded.open:
        return
    with unfolded:
        found = cached.peers(version, first.key, taken, PEERS)
        if found.empty:
            st.write(words.PEERS_NONE)
            return
        st.caption(words.FULL if full else words.PEERS_NOTE.format(kind=words.PEERS_OF[kind]))
        for row in found.reset_index(names="code").to_dict("records"):
            button, why = st.columns([2, 5], vertical_alignment="center")
            with button:
                st.button(
                    words.ADD_PEER.format(place=vm.markdown(row["title"])),
                    key=f"peer-{row['code']}",
                    on_click=partial(state.change, partial(_with, str(row["code"]))),
                    disabled=full,
                    width="stretch",
                )
            with why:
                st.html(views.peer_html(float(row["distance"]), reason({str(k): v for k, v in row.items()})))
        source_line(version, ("area_wages", "areas", "counties"), "")


# ------------------------------------------------------------------------- maps


def _frame(scene: Scene, version: str, places: list[views.Place], rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the nation's areas and the regions of the comparison, in one frame: so all maps share their classes."""
    if scene.occupation:
        frame = data.occupation_status(version, scene.occupation, scene.rules)
    else:
        frame = data.overlap(version, scene.rules, scene.selection)
        if scene.measure in DEPTH_MEASURES:
            frame = frame.join(data.depth_measures(version, scene.selection))
    return views.with_regions(frame, places, rows)


@st.cache_data(show_spinner=False, max_entries=32)
def _picture(version: str, scene: Scene, _frame: pd.DataFrame) -> vm.Picture:  # noqa: ARG001 - keys the cache
    return vm.picture(_frame, scene)


def _boundary(place: views.Place) -> str | None:
    import shapely

    outline = st.session_state.get(_BOUNDARIES, {}).get(place.code)
    return None if outline is None else str(shapely.to_geojson(outline[0]))


def _maps(scene: Scene, version: str, places: list[views.Place], rows: list[dict[str, Any]]) -> None:
    st.subheader(words.map_head(vm.markdown(texts.MEASURES[scene.measure][0])), anchor=False)
    calm = replace(
        scene,
        area=None,
        focus=None,
        place=None,
        view=None,
        region=None,
        region_name=None,
        tab=None,
        layers=(),
        outcome=None,
    )
    picture = _picture(version, calm, _frame(scene, version, places, rows))
    mobile = phone()
    size = _PHONE_MAP[len(places) > 1] if mobile else (_WIDTHS[len(places)], _HEIGHT)
    legend = views.plain_legend(picture.legend)
    unknown = set(picture.unknown)
    with st.container(key="compare-maps"):
        for column, place in zip(st.columns(len(places), gap="small"), places, strict=True):
            with column:
                st.html(
                    f'<p class="go-place-head">{escape(place.title)}</p><p class="go-place-detail">{escape(place.detail)}</p>'
                )
                _small_map(version, place, picture, unknown, size)
                _place_buttons(place, len(places), icons=len(places) < MAX_PLACES and not mobile)
    st.html(legend.html())
    lost = [
        p
        for p in places
        if p.kind == "region" and p.region is not None and not p.region.whole and _boundary(p) is None
    ]
    lead = f"{vm.unit_line(scene)} {words.LOST_BOUNDARY if lost else ''}".strip()
    source_line(version, vm.source_keys(scene), lead)


def _surroundings(
    version: str, place: views.Place, size: tuple[int, int]
) -> tuple[layers.Shapes, MapView] | None:
    """Return what the small map of a place shows; an uploaded outline stays in this session."""
    outline = _boundary(place) if place.kind == "region" else None
    if outline is None:
        return cached.surroundings(version, place.key, size)
    drawn = st.session_state.setdefault(_DRAWN, {})
    mark = (version, place.key, size, hash(outline))
    if mark not in drawn:
        drawn[mark] = cached.around(version, place.key, size, outline)
    found: tuple[layers.Shapes, MapView] | None = drawn[mark]
    return found


def _small_map(
    version: str, place: views.Place, picture: vm.Picture, unknown: set[str], size: tuple[int, int]
) -> None:
    around = _surroundings(version, place, size)
    if around is None:
        st.caption(texts.NO_SHAPES)
        return
    shapes, view = around
    # a region covers the areas under it with its own figure; a state shows those of its areas
    hidden = {place.code} if place.kind == "state" else set()
    chosen = [i for i, code in enumerate(picture.codes) if code in shapes.areas and code not in hidden]
    spec = layers.deck_json(
        shapes,
        codes=[picture.codes[i] for i in chosen],
        fills=[picture.fills[i] for i in chosen],
        headings=[picture.headings[i] for i in chosen],
        texts=[picture.texts[i] for i in chosen],
        unknown=[picture.codes[i] for i in chosen if picture.codes[i] in unknown],
        view=view,
        selected=place.code,
        size=size,
        basemap=data.basemap(),
    )
    said = next(
        (t.split("\n")[0] for c, t in zip(picture.codes, picture.texts, strict=True) if c == place.code), ""
    )
    show_map(spec, key=f"map-{place.code}", size=size, alt=words.place_map(place.title, said))


def _place_buttons(place: views.Place, count: int, *, icons: bool) -> None:
    building = ":material/location_city:" if icons else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"buttons-{place.code}"):
        if count > 1:
            st.button(
                words.REMOVE,
                key=f"remove-{place.code}",
                on_click=partial(state.change, partial(_without, place.key)),
                help=words.remove(vm.markdown(place.title)),
                icon=":material/close:" if icons else None,
                type="tertiary",
            )
        if place.kind == "region":
            st.button(
                words.EDIT,
                key=f"edit-{place.code}",
                on_click=_edit,
                args=(place.key,),
                help=words.EDIT_HELP,
                type="tertiary",
                icon=":material/edit:" if icons else None,
            )
        if place.kind == "area":
            state.link("area", words.AREA_PAGE, lambda s: s.pick(place.key), icon=building)
        else:
            link = place.key if place.kind == "region" or place.region is None else place.region.to_link()
            state.link("area", words.AREA_PAGE, partial(_on_area_page, link), icon=building)


# ------------------------------------------------------------------------ table


def _table(
    scene: Scene, version: str, places: list[views.Place], rows: list[dict[str, Any]], counties: pd.DataFrame
) -> None:
    st.subheader(words.TABLE, anchor=False)
    table = views.lines(rows, scene)
    st.html(
        views.table_html(
            table, places, words.TABLE_NOTE.format(place=places[0].title) if len(places) > 1 else ""
        )
    )
    keys = views.source_tables(scene)
    notes = [
        words.file_head(texts.TITLE, [p.title for p in places]),
        vm.settings_sentence(scene),
        *views.place_notes(places, counties),
    ]
    which = vm.selection_words(scene.selection)
    if which and not scene.occupation:
        notes.append(texts.jobs_of(which))
    download(
        words.DOWNLOAD,
        "download-compare",
        file_name="geo-opportunity-compare.csv",
        table=lambda: views.compare_frame(table, places),
        notes=notes,
        version=version,
        sources=keys,
    )
    source_line(version, keys, "")


# ----------------------------------------------------------------------- charts


def _chart(bars: pd.DataFrame, order: list[str], top: float, colors: Mapping[str, str]) -> alt.Chart:
    """Return stacked bars, one per place: `order` holds the places' labels, `colors` the kinds drawn."""
    chart: alt.Chart = (
        alt.Chart(bars)
        .mark_bar(stroke="#1b1b1b", strokeWidth=0.6)
        .encode(
            x=alt.X(
                "share:Q",
                title=None,
                stack="zero",
                scale=alt.Scale(domain=[0, top]),
                axis=alt.Axis(format="%", tickCount=5, labelColor="#1b1b1b"),
            ),
            y=alt.Y(
                "label:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order),
                axis=alt.Axis(
                    labelLimit=190,
                    labelColor="#1b1b1b",
                    labelExpr="split(datum.value, '\\n')",
                    labelLineHeight=13,
                ),
            ),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=list(colors), range=list(colors.values())),
                legend=None,
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("place:N", title=words.PLACE),
                alt.Tooltip("kind:N", title=texts.COLUMNS["kind"]),
                alt.Tooltip("share:Q", title=words.SHARE, format=".1%"),
                alt.Tooltip("jobs:Q", title=words.JOBS, format=",.0f"),
            ],
        )
        .properties(height=38 * len(order) + 40)
    )
    return chart


def _kinds(version: str, places: list[views.Place], cells: list[pd.DataFrame]) -> None:
    bars = views.kind_bars(cells, places)
    st.subheader(words.KINDS_HEAD, anchor=False)
    if bars.empty:
        st.caption(texts.NO_FIGURES)
        return
    st.html(views.kind_legend().html())
    colors = views.drawn_kinds(all_kinds=True)
    st.altair_chart(
        _chart(bars, views.chart_labels(places), 1.0, colors), key="chart-kinds", alt=words.KINDS_CHART
    )
    with st.expander(words.KINDS_TABLE):
        table = views.kind_table(bars)
        st.dataframe(
            vm.rounded(table),
            hide_index=True,
            height=table_height(len(table)),
            placeholder=words.UNKNOWN,
            column_config={k: st.column_config.NumberColumn(format="percent") for k in colors},
            key="kinds-table",
            alt=words.KINDS_HEAD,
        )
    source_line(version, ("overlap",), words.KINDS_NOTE)


def _sectors(scene: Scene, version: str, places: list[views.Place]) -> None:
    st.subheader(words.SECTORS, anchor=False)
    rows = cached.sectors(version, tuple(p.key for p in places), scene.rules, scene.selection)
    bars, order = views.sector_bars(rows, places), views.chart_labels(places)
    top, colors = views.scale_top(bars), views.drawn_kinds(all_kinds=False)
    st.html(views.sector_legend().html())
    columns = [*st.columns(2, gap="medium"), *st.columns(2, gap="medium")]
    for column, (sector, name) in zip(columns, SECTORS.items(), strict=True):
        with column:
            st.markdown(f"**{name}**")
            if (bars["sector"] == sector).any():
                mine = bars.loc[bars["sector"] == sector]
                st.altair_chart(
                    _chart(mine, order, top, colors),
                    key=f"chart-{sector}",
                    alt=words.CHART.format(sector=name.lower()),
                )
            else:
                st.caption(texts.NO_FIGURES)
    with st.expander(words.SECTOR_TABLE):
        table = views.sector_table(rows, places)
        shares = [texts.COLUMNS[c] for c in views.SHARES]
        st.dataframe(
            vm.rounded(table),
            hide_index=True,
            height=table_height(len(table)),
            placeholder=words.UNKNOWN,
            column_config={s: st.column_config.NumberColumn(format="percent") for s in shares}
            | {
                texts.COLUMNS["jobs_selected"]: st.column_config.NumberColumn(format="localized"),
                texts.COLUMNS["jobs_overlap"]: st.column_config.NumberColumn(format="localized"),
            },
            key="sector-table",
            alt=words.SECTOR_TABLE,
        )
    source_line(version, ("overlap", "sectors"), words.SECTORS_NOTE)


# ------------------------------------------------------------------ differences


def _differing(version: str, places: list[views.Place], cells: list[pd.DataFrame]) -> None:
    st.subheader(words.DIFFER, anchor=False)
    table, everywhere = views.differing(cells, places)
    st.caption(f"{words.DIFFER_NOTE} {words.same_everywhere(everywhere)}")
    if table.empty:
        st.write(words.DIFFER_NONE)
        return
    names = views.short_titles(places)
    config: dict[str, Any] = {
        texts.COLUMNS["occupation"]: st.column_config.TextColumn(width="medium", pinned=True)
    }
    config |= {
        words.JOBS_IN.format(place=n): st.column_config.NumberColumn(format="localized") for n in names
    }
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 460),
        placeholder=words.UNKNOWN,
        column_config=config,
        key="differing",
        alt=words.DIFFER,
    )
    source_line(version, ("overlap",), "")


def _made_of(version: str, places: list[views.Place]) -> None:
    for place in places:
        if place.kind != "area":
            with st.expander(words.PARTS_OF.format(place=vm.markdown(place.title))):
                st.caption(words.PARTS_NOTE)
                _parts(cached.parts(version, place.key), f"parts-{place.code}")
