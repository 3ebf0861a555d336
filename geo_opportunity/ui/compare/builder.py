"""The builder of a user's own region: counties picked from a list or a map, or an uploaded boundary."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports.comparison.places import added, effective, on_area_page
from geo_opportunity.files import LIMITS
from geo_opportunity.geography.boundary import from_counties
from geo_opportunity.geography.region import Member, Region, region_shape
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, palettes
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import Picture
from geo_opportunity.scene import MAX_PLACES, region_of
from geo_opportunity.ui import answers, display, session
from geo_opportunity.ui.own.reading import attempt, shown
from geo_opportunity.vocabulary import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo_opportunity.files.reading import Waiting
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

_BOUNDARIES: Final = "_compare_boundaries"
_UPLOADED: Final = "_compare_uploaded"
_NUMBER: Final = "_upload_number"
#: Pixels of the map, on a desk and on a phone.
_DESK: Final = (560, 430)
_PHONE: Final = (340, 300)
#: Fill of counties: in the region, in part, not in it.
IN: Final = palettes.STATUSES[Status.PASS.value]
PART: Final = palettes.STATUSES[Status.NOT_NEEDED.value]
OUT: Final = "#f0f0f0"
#: Most states drawn with their counties at once: a region over more is drawn in the one that is looked at.
_STATES: Final = 4
#: A link longer than this may be cut by a mail program, in characters.
_LINK_LONG: Final = 2_000

_PICK: Final = "Pick counties"
_UPLOAD: Final = "Upload a boundary or a saved region"


def draw(page: Page) -> None:
    """Draw the builder."""
    scene, counties = page.scene, page.atlas.table("counties")
    st.subheader("Your region", anchor=False)
    st.caption(
        "A region is a list of counties, whole or in part. BLS publishes jobs by area, so a county gets a "
        "share "
        "of its area's jobs, by the jobs of its sectors covered by unemployment insurance (QCEW), or by its "
        "residents where those are not known; training in reach and what a family needs are those of the "
        "region's own residents."
    )
    region = _on_workbench(scene)
    how = st.segmented_control(
        "How to choose", [_PICK, _UPLOAD], default=_PICK, required=True, key="builder-how"
    )
    left, right = st.columns([3, 2], gap="medium")
    with right:
        if how == _UPLOAD:
            _upload(scene)
    known = set(counties["state"])
    names = {s: n for s, n in page.states.items() if s in known}
    shown = _state_shown(scene, region, counties, names)
    with left:
        if how == _PICK or region is not None:
            _map(page, region, shown, names[shown], whole_region=how == _UPLOAD)
    with right:
        if how == _PICK:
            _list(region, shown, counties, names)
        st.session_state["region-name"] = region.name if region is not None else scene.region_name or ""
        st.text_input(
            "Name of the region",
            key="region-name",
            help="Shown in tables and files, and kept in the link.",
            placeholder="Upstate Workforce Board",
            max_chars=120,
            on_change=_rename,
        )
        if region is None:
            st.caption("No county is picked yet.")
        else:
            _actions(page, region)
    if region is not None:
        _preview(page, region)


# --------------------------------------------------------------- the workbench


def boundary(code: str) -> tuple[Any, tuple[str, ...]] | None:
    """Return the outline a region was uploaded with, and notes on it, where this visit has them."""
    found: tuple[Any, tuple[str, ...]] | None = st.session_state.get(_BOUNDARIES, {}).get(code)
    return found


def _on_workbench(scene: Scene) -> Region | None:
    """Return the region that is being built."""
    if scene.region is None:
        return None
    region = region_of(scene.region, scene.region_name)
    outline = boundary(region.code)
    return region if outline is None else replace(region, boundary=outline[0], notes=outline[1])


def _put(region: Region | None) -> None:
    """Make a region the one on the workbench."""
    if region is not None and region.boundary is not None:
        st.session_state.setdefault(_BOUNDARIES, {})[region.code] = (region.boundary, region.notes)
    session.change(lambda scene: scene.with_region(region))


def _stay(shown: str | None = None) -> None:
    """Keep the map on its state while counties come and go, or show the state `shown`."""
    shown = shown or st.session_state.get("builder-state")
    if shown:
        session.change(lambda scene: replace(scene, place=shown, view=None))


def _set_counties() -> None:
    counties, chosen = answers.atlas().table("counties"), st.session_state.get("counties") or []
    _stay(state_added(_on_workbench(session.current()), chosen, counties))
    scene = session.current()
    _put(region_with(_on_workbench(scene), scene.region_name, chosen, counties))


def _clicked() -> None:
    """Add the county clicked on the map, or take it out."""
    what = layers.picked(display.pressed("county-map"))
    if what is None or what[0] != "area":
        return
    session.nonce(advance=True)
    _stay()
    scene = session.current()
    _put(toggled(_on_workbench(scene), scene.region_name, what[1], answers.atlas().table("counties")))


def _rename() -> None:
    scene = session.current()
    region = _on_workbench(scene)
    name = str(st.session_state.get("region-name") or "").strip()
    if region is None:
        session.change(lambda s: replace(s, region_name=_tidy(name) or None))
    else:
        _put(replace(region, name=name or _auto_name(region.county_fips, answers.atlas().table("counties"))))


def _tidy(name: str) -> str:
    """Return a name as a scene takes it: no control characters or doubled blanks, 120 characters at most."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:120].strip()


def _clear() -> None:
    _drop_upload()
    session.change(lambda scene: scene.with_region(None))


def _add() -> None:
    """Take the region into the comparison."""
    region = _on_workbench(session.current())
    if region is None:
        return
    link = region.to_link()
    session.change(lambda s: replace(added(link, s), region=None, region_name=None))
    st.session_state["builder"] = False
    _drop_upload()


def edit(apply: Any, key: str) -> None:
    """Take a region of the comparison back to the workbench; `apply` takes it out of the scene's places."""
    session.change(lambda scene: replace(apply(scene), region=key, region_name=None))
    st.session_state["builder"] = True


# ------------------------------------------------------------ what it is made of


def _auto_name(members: Collection[str], counties: pd.DataFrame) -> str:
    """Return the name a region has while its maker gives none."""
    return from_counties(members, counties).name


def _named(
    region: Region | None, name: str | None, members: Sequence[Member], counties: pd.DataFrame
) -> Region | None:
    """Return a region of `members`: named by its maker, else after its counties."""
    if not members:
        return None
    if region is not None and region.name != _auto_name(region.county_fips, counties):
        name = region.name
    called = name or _auto_name([m.county_fips for m in members], counties)
    source: Literal["boundary", "counties"] = "boundary" if any(m.tracts for m in members) else "counties"
    if region is None or region.boundary is None or set(members) != set(region.members):
        return Region(called, tuple(members), source)
    return Region(called, tuple(members), source, region.notes, region.boundary)


def region_with(
    region: Region | None, name: str | None, fips: Collection[str], counties: pd.DataFrame
) -> Region | None:
    """Return the region of the counties `fips`: those in it in part stay so, new ones come in full."""
    known = set(counties["county_fips"])
    now = {} if region is None else {m.county_fips: m for m in region.members}
    return _named(region, name, [now.get(c, Member(c)) for c in sorted(set(fips) & known)], counties)


def toggled(region: Region | None, name: str | None, fips: str, counties: pd.DataFrame) -> Region | None:
    """Return the region with a county added, or taken out."""
    now = set() if region is None else set(region.county_fips)
    return region_with(region, name, now ^ {fips}, counties)


def state_added(region: Region | None, fips: Sequence[str], counties: pd.DataFrame) -> str | None:
    """Return the state of the last county of `fips` that is not in the region yet; None when none is new."""
    new = [c for c in fips if region is None or c not in region.county_fips]
    found = counties.loc[counties["county_fips"].isin(new[-1:]), "state"]
    return None if found.empty else str(found.iloc[0])


# -------------------------------------------------------------------- the list


def _list(region: Region | None, shown: str, counties: pd.DataFrame, names: Mapping[str, str]) -> None:
    st.selectbox(
        "State on the map",
        list(names),
        format_func=names.__getitem__,
        help="Counties of this state are on the map and first in the list; those picked in other states "
        "are kept.",
        **session.bound("builder-state", shown, lambda s, v: replace(s, place=v, view=None)),
    )
    picked = [] if region is None else list(region.county_fips)
    called = (counties["name"] + ", " + counties["state"]).set_axis(counties["county_fips"]).to_dict()
    st.session_state["counties"] = picked
    st.multiselect(
        "Counties in the region",
        county_options(counties, shown, names, picked),
        format_func=called.__getitem__,
        placeholder="Type the name of a county",
        select_all=False,  # Enter takes the first county found, never every match in the nation
        wrap=True,
        help="Pick here or on the map: both do the same. Every county of the nation can be typed; the map "
        "then shows its state.",
        key="counties",
        on_change=_set_counties,
    )


def county_options(
    counties: pd.DataFrame, shown: str, states: Mapping[str, str], picked: Collection[str]
) -> list[str]:
    """Return the counties to choose from, by name: of `shown`, then of other `states`; all of `picked`."""
    offered = counties.loc[counties["state"].isin(list(states)) | counties["county_fips"].isin(list(picked))]
    ranked = offered.assign(_elsewhere=offered["state"] != shown)
    ranked = ranked.sort_values(["_elsewhere", "state", "name"], kind="stable")
    return [str(c) for c in ranked["county_fips"]]


# --------------------------------------------------------------------- the map


def _state_shown(
    scene: Scene, region: Region | None, counties: pd.DataFrame, names: Mapping[str, str]
) -> str:
    """Return the state looked at: chosen, of the region, or of the first place that has one."""
    if scene.place in names:
        return str(scene.place)
    if region is not None:
        return home_state(region, counties)
    for key in effective(scene):
        if key in names:
            return key
        mine = counties.loc[counties["area_code"] == key, "state"]
        if len(mine):
            return str(mine.iloc[0])
    return next(iter(names))


def home_state(region: Region, counties: pd.DataFrame) -> str:
    """Return the state (postal code) where most of a region's people live."""
    mine = counties.set_index("county_fips").loc[list(region.county_fips)]
    people = mine["population"].astype(float).fillna(0.0) * region.inside.reindex(mine.index)
    return str(people.groupby(mine["state"], sort=True).sum().idxmax())


def states_drawn(region: Region | None, shown: str, counties: pd.DataFrame) -> tuple[str, ...]:
    """Return the states whose counties are drawn: the one looked at, and those the region reaches into."""
    members = () if region is None else region.county_fips
    touched = counties.loc[counties["county_fips"].isin(members), "state"]
    every = tuple(sorted({shown, *map(str, touched)}))
    return every if len(every) <= _STATES else (shown,)


def _map(page: Page, region: Region | None, shown: str, state: str, *, whole_region: bool) -> None:
    """Draw the counties around a state; with `whole_region` the map looks at the region."""
    counties = page.atlas.table("counties")
    drawn = states_drawn(region, shown, counties)
    shapes = answers.county_shapes(page.atlas, drawn, alone=True)
    if not shapes.bounds:
        return
    picture = county_picture(counties.loc[counties["state"].isin(drawn)], region)
    outline = None if region is None else _outline(region, _shapes(page))
    bounds, margin = shapes.bounds[shown], 0.94
    if whole_region and outline is not None:
        bounds, margin = outline.bounds, 0.6
    size = _PHONE if display.phone() else _DESK
    inside = [h for h, fill in zip(picture.headings, picture.fills, strict=True) if fill != OUT]
    said = f" In the region: {'; '.join(inside)}." if inside else ""
    display.draw_map(
        page,
        shapes,
        picture,
        key="county-map",
        alt=f"Counties of {state}.{said} The list beside it does the same as a click.",
        on_select=_clicked,
        view=layers.fit(bounds, size, margin=margin),
        size=size,
        selected=picture.codes[0] if outline is not None else None,
        selected_shape=outline,
    )


def _shapes(page: Page) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(page.atlas.table("county_shapes"))


def _outline(region: Region, county_shapes: gpd.GeoDataFrame) -> Any:
    """Return the region's shape for a map (EPSG:4326), or None where a county has none."""
    try:
        shape = region_shape(region, county_shapes)
    except GeoOpportunityError:
        return None
    return None if shapely.is_empty(shape) else shape


def county_picture(frame: pd.DataFrame, region: Region | None) -> Picture:
    """Return what the map shows of counties (county_fips, name, state, population)."""
    inside = {} if region is None else {m.county_fips: m.share for m in region.members}
    fills, texts = [], []
    for fips, people in zip(frame["county_fips"], frame["population"].astype(float), strict=True):
        share = inside.get(str(fips))
        if share is None:
            fill, said = OUT, "Not in the region: click to add"
        elif share >= 1:
            fill, said = IN, "In the region"
        else:
            fill, said = PART, f"In the region in part: {100 * share:.1f}% of residents"
        fills.append(fill)
        texts.append(
            f"{f'{people:,.0f} residents' if math.isfinite(people) else 'Residents: unknown'}\n{said}"
        )
    entries = [Entry("In the region", IN), Entry("Not in the region: click to add", OUT)]
    if region is not None and not region.whole:
        entries.insert(1, Entry("In the region in part", PART))
    headings = tuple(frame["name"] + ", " + frame["state"])
    codes = tuple(map(str, frame["county_fips"]))
    return Picture(codes, tuple(fills), headings, tuple(texts), (), Legend("Counties", tuple(entries)))


# ---------------------------------------------------------------------- upload


def _upload(scene: Scene) -> None:
    layer = st.text_input("Layer, if the file holds several", key="upload-layer", max_chars=120) or None
    file = st.file_uploader(
        "GeoJSON, GeoPackage, zipped shapefile, or a region saved here",
        type=["geojson", "json", "gpkg", "zip"],
        max_upload_size=LIMITS.upload_bytes // 1_000_000,
        help=f"At most {LIMITS.upload_bytes // 1_000_000} MB. People are counted by the centers of their "
        "census tracts; nothing is kept on the server after you leave.",
        key=f"upload-{st.session_state.get(_NUMBER, 0)}",
    )
    if file is None:
        st.session_state.pop(_UPLOADED, None)
        return
    mark = (file.file_id, layer)
    if st.session_state.get(_UPLOADED, (None, ""))[0] != mark:
        load = answers.atlas().load_region

        def read(waiting: Waiting) -> Region:
            name = shown(file.name)
            return load(file.getvalue(), name, name=scene.region_name, layer=layer, waiting=waiting)

        found = attempt(read, "Counting who lives inside …", key="upload-cancel", on_cancel=_drop_upload)
        failed = isinstance(found, GeoOpportunityError)
        st.session_state[_UPLOADED] = (mark, str(found) if failed else "")
        # what was there before is not what the file says: a refused file leaves nothing to add
        _put(found if isinstance(found, Region) else None)
        st.rerun()
    problem = st.session_state[_UPLOADED][1]
    if problem:
        name = shown(file.name)
        problem = problem if name in problem else f"{name}: {problem}"
        st.error(f"The file could not be used: {wording.markdown(problem)}")


def _drop_upload() -> None:
    """Empty the uploader: a new key is a new one."""
    st.session_state.pop(_UPLOADED, None)
    st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1


# ------------------------------------------------------------------ the region


def _actions(page: Page, region: Region) -> None:
    """Draw what can be done with the region."""
    link = region.to_link()
    shapes = _shapes(page)  # the file is written outside this session
    full = len(effective(page.scene)) >= MAX_PLACES
    add, clear = st.columns(2)
    with add:
        st.button(
            "Add to the comparison",
            key="region-add",
            type="primary",
            on_click=_add,
            disabled=full,
            width="stretch",
            help="Four places are compared: remove one to add another." if full else None,
        )
    with clear:
        st.button("Start anew", key="region-clear", on_click=_clear, width="stretch")
    save, area = st.columns(2, vertical_alignment="center")
    with save:
        st.download_button(
            "Save as a file (GeoJSON)",
            data=lambda: json.dumps(region.to_geojson(shapes)),
            file_name=f"{file_name(region.name)}.geojson",
            mime="application/geo+json",
            on_click="ignore",
            key="region-save",
            width="stretch",
        )
    with area:
        icon = ":material/location_city:"
        session.link("area", "Open on the Area page", partial(on_area_page, link), icon=icon)
    if len(link) > _LINK_LONG:
        st.caption(
            f"This region holds parts of many counties, so a link to it has {len(link):,} characters. Some "
            f"mail programs "
            "cut long links: save it as a file."
        )


def file_name(name: str) -> str:
    """Return a name fit for a file."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.casefold())
    return "-".join(p for p in plain.split("-") if p)[:60] or "region"


def _preview(page: Page, region: Region) -> None:
    """Draw which areas and counties the region is made of."""
    try:
        opened, _ = answers.at(page.atlas, region.to_link())
    except GeoOpportunityError as error:
        st.error(wording.markdown(error))
        return
    for note in region.notes:
        st.caption(wording.markdown(f"{note[:1].upper()}{note[1:]}."))
    st.caption(PARTS_NOTE)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        parts(opened, "builder-parts")
    with right:
        heads, counties = TABLES["counties"], page.atlas.table("counties")
        config = {
            heads["population"]: st.column_config.NumberColumn(format="localized"),
            heads["share"]: st.column_config.NumberColumn(format="percent"),
        }
        table = county_table(region, counties)
        display.table(table, config, key="builder-counties", alt="Counties in the region", most=260)


def county_table(region: Region, counties: pd.DataFrame) -> pd.DataFrame:
    """Return the region's counties and how much of each lives inside, largest first."""
    known = counties.set_index("county_fips").loc[list(region.county_fips)]
    out = pd.DataFrame(
        {
            "county": known["name"] + ", " + known["state"],
            "population": known["population"].astype(float),
            "share": region.inside.reindex(known.index).round(3),
        }
    )
    ranked = out.sort_values(["population", "county"], ascending=[False, True], kind="stable")
    return ranked.rename(columns=TABLES["counties"])


PARTS_NOTE: Final = (
    "The region's jobs, growth and wages come from these areas; its share of an area's jobs is its share of "
    "the area's "
    "residents."
)


def parts(opened: Any, key: str) -> None:
    """Draw the areas a region (its atlas) is made of."""
    heads = TABLES["parts"]
    config = {
        heads["title"]: st.column_config.TextColumn(width="medium"),
        heads["share_of_region"]: st.column_config.NumberColumn(format="percent"),
        heads["weight"]: st.column_config.NumberColumn(format="percent"),
        heads["jobs"]: st.column_config.NumberColumn(format="localized"),
    }
    table = answers.parts(opened)[list(heads)].rename(columns=heads)
    display.table(table, config, key=key, alt="What the region is made of", most=260)
