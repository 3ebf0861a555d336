"""The Compare page: which places are compared, their peers, and their maps."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.asked import with_measure
from geo_opportunity.exports.comparison import table
from geo_opportunity.exports.comparison.places import added, effective, labels, on_area_page, parse
from geo_opportunity.exports.origins import TITLE
from geo_opportunity.figures import FIGURES
from geo_opportunity.maps.picture import Picture, measure_of, picture, source_keys, unit_line
from geo_opportunity.maps.surroundings import around
from geo_opportunity.scene import MAX_PLACES
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui import sheet as paper
from geo_opportunity.ui import stage as stages
from geo_opportunity.ui.compare import builder, charts
from geo_opportunity.ui.own import box

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.exports.comparison.places import Place
    from geo_opportunity.maps.layers import Shapes
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import MapView, Scene
    from geo_opportunity.ui.opened import Page

_PEERS: Final = 5
_PEERS_OPEN: Final = "_compare_peers_open"
_DRAWN: Final = "_compare_drawn"
#: Where peers are looked for.
_WHERE: Final = {"nation": "In the nation", "state": "In the same state"}
#: What is said where there are none, by whether they are looked for in the same state.
_NO_PEERS: Final = {
    False: "Nothing is known here by which peers could be found.",
    True: "No other area of the same state can be compared with it.",
}
#: Pixels of the maps: widths by number of places, and height, on a desk; on a phone one alone, or several.
_WIDTHS: Final = {1: 900, 2: 500, 3: 325, 4: 240}
_HEIGHT: Final = 300
_PHONE: Final = ((340, 240), (168, 190))
_FULL: Final = "Four places are compared: remove one to add another."
_OPENING: Final = "Putting the places together …"


def page() -> None:
    """Draw the page."""
    page = display.open_page("compare", sheet=True, noted=True)
    scene, atlas = page.scene, page.atlas
    tagline = "Two to four areas, states or regions of your own, side by side"
    display.head("Compare places", tagline, page.problems)
    controls.sidebar(scene, page.occupations, atlas.schedule_unknown(scene.asked))
    box.draw(page.states)

    counties, kinds = (
        atlas.table("counties"),
        {str(code): str(kind) for code, kind in atlas.areas["kind"].items()},
    )
    places = parse(effective(scene), page.areas, kinds, page.states, counties)
    _choose(page, places)
    if st.session_state.get("builder"):
        with st.container(border=True, key="region-builder"):
            builder.draw(page)
    if scene.occupation is None:
        controls.lens(scene)
    if not places:
        st.info(
            "Pick two to four places above: a metropolitan or nonmetropolitan area, a whole state, or a "
            "region of your "
            "own (turn on “Build a region”). The tests, the family and the occupations are those in the "
            "settings, the same "
            "for all places."
        )
        display.printed(page, "Compare places")
        return
    _peers(page, places)
    figures = [_figures(page, place) for place in places]
    title = page.occupations[scene.occupation] if scene.occupation else None
    differs = table.outlook(places, figures) if _several_states(places, figures) else ""
    display.headline(
        table.headline(places, figures, scene, title),
        wording.settings_sentence(scene),
        *([differs] if differs else []),
    )
    if len(places) == 1:
        st.info("Pick at least one more place, or one of the peers above, to compare.")
    _maps(page, places, figures)
    _table(page, places, figures)
    if not scene.occupation:
        asked = (answers.at(atlas, place.key) for place in places)
        cells = [answers.cells(opened, code, scene.rules, scene.asked) for opened, code in asked]
        charts.kinds(page, places, cells)
        charts.sectors(page, places)
        if len(places) > 1:
            charts.differing(page, places, cells)
    for place in places:
        if place.kind != "area":
            with st.expander(f"What {wording.markdown(place.title)} is made of"):
                st.caption(builder.PARTS_NOTE)
                builder.parts(answers.at(atlas, place.key)[0], f"parts-{place.code}")
    display.caveats(
        "Comparing is not ranking. Figures of regions and states are put together from areas, so they hide "
        "differences "
        "within; projections are by state or nation unless said otherwise, so places of different states "
        "differ also in how "
        "their states project."
    )
    marked = [place.key for place in places if place.kind == "area"]
    display.printed(page, f"Compare {' and '.join(place.title for place in places)}", places=marked)


def stage(page: Page) -> None:
    """Draw the maps alone (``ui.stage``)."""
    counties, kinds = (
        page.atlas.table("counties"),
        {str(code): str(kind) for code, kind in page.atlas.areas["kind"].items()},
    )
    places = parse(effective(page.scene), page.areas, kinds, page.states, counties)
    if not places:
        stages.nothing("No places are picked.")
        return
    _maps(page, places, [_figures(page, place) for place in places])


def warm(page: Page) -> None:
    """Work out what all comparisons rest on, with the figures of an area and of a state (``ui.warm``)."""
    for place in (next(iter(page.areas)), next(iter(page.states))):
        figures(*answers.at(page.atlas, place), page.scene.rules, page.scene.asked)


def _several_states(places: Sequence[Place], figures: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the places are not all of the same states."""
    return len({str(row["states"]) for row in figures}) > 1 and len(places) > 1


# ------------------------------------------------------------------ the choice


def _set_places(scene: Scene, value: Any) -> Scene:
    chosen = tuple(value or ())[:MAX_PLACES]
    # emptied by hand: the picked area does not come back by itself
    calm = scene if chosen or scene.area is None else scene.pick(None)
    return replace(calm, places=chosen)


def _to_front(scene: Scene, key: Any) -> Scene:
    shown = effective(scene)
    return replace(scene, places=(key, *(k for k in shown if k != key))) if key in shown else scene


def _without(key: str, scene: Scene) -> Scene:
    return _set_places(scene, [k for k in effective(scene) if k != key])


def _choose(page: Page, places: Sequence[Place]) -> None:
    """Draw the choice of places, of the one the others are compared with, and the switch of the builder."""
    keys = [p.key for p in places]
    known = set(page.atlas.table("counties")["state"])
    regions, states = [k for k in keys if k.startswith("r1.")], [s for s in page.states if s in known]
    options = [*regions, *page.areas, *states]
    names = labels(options, page.areas, page.states)
    pick, reference, build = st.columns([8, 5, 5], vertical_alignment="bottom")
    with pick:
        st.multiselect(
            "Places to compare",
            options,
            format_func=lambda k: names.get(k, k),
            max_selections=MAX_PLACES,
            wrap=True,
            placeholder="Pick areas or states, or build a region",
            help="Up to four: areas of the BLS wage survey, whole states, and regions you build. Type to "
            "search; the search box at the top finds workforce areas too. The others are compared with the "
            "first.",
            **session.bound("places", keys, _set_places),
        )
    if len(keys) > 1:
        with reference:
            st.selectbox(
                "Compared with",
                keys,
                format_func=lambda k: names.get(k, k),
                help="Differences are to this place; it moves to the front.",
                **session.bound("reference", keys[0], _to_front),
            )
    # the switch belongs to this visit alone; a link with a region on the workbench opens it
    st.session_state["builder"] = bool(st.session_state.get("builder", page.scene.region is not None))
    with build:
        help_text = "Pick counties from a map or a list, or upload a boundary."
        st.toggle("Build a region", key="builder", help=help_text)


# ------------------------------------------------------------------------ peers


def _expand() -> None:
    st.session_state[_PEERS_OPEN] = st.session_state["peers"]


def _same_state() -> bool:
    """Draw the choice of where peers are looked for; it belongs to this visit alone."""
    where = st.segmented_control(
        "Where to look for peers",
        list(_WHERE),
        format_func=_WHERE.__getitem__,
        default="nation",
        required=True,
        key="peers_where",
        label_visibility="collapsed",
    )
    return where == "state"


@st.fragment
def _peers(page: Page, places: Sequence[Place]) -> None:
    """Offer peers of the first place; adding one leaves the others in sight."""
    if session.changed():  # a peer was taken: the whole page follows
        st.rerun()
    first = places[0]
    full = len(places) >= MAX_PLACES
    st.session_state["peers"] = st.session_state.setdefault(_PEERS_OPEN, len(places) == 1)
    expander = st.expander(f"Peers of {wording.markdown(first.title)}", key="peers", on_change=_expand)
    if not expander.open:
        return
    with expander:
        asked = first.region if first.kind == "region" and first.region is not None else first.key
        same_state = first.kind != "state" and _same_state()
        found = answers.peers(
            page.atlas,
            asked,
            without=tuple(p.key for p in places),
            count=_PEERS,
            same_state=same_state,
        )
        if found.empty:
            st.write(_NO_PEERS[same_state])
            return
        kind = "states" if first.kind == "state" else "areas"
        note = (
            "Most like it in size (logarithm of jobs), in what people work at (jobs by the 22 SOC major "
            "groups) and in "
            f"prices (BEA regional price parity), each difference divided by what is usual between two "
            f"{kind}, all three "
            f"counting the same. Distance 1 would be as different as two {kind} usually are."
        )
        st.caption(_FULL if full else note)
        for row in found.reset_index(names="code").to_dict("records"):
            button, why = st.columns([2, 5], vertical_alignment="center")
            with button:
                st.button(
                    f"Add {wording.markdown(row['title'])}",
                    key=f"peer-{row['code']}",
                    on_click=partial(session.change, partial(added, str(row["code"]))),
                    disabled=full,
                    width="stretch",
                )
            with why:
                reason = escape(page.atlas.peer_reason({str(k): v for k, v in row.items()}))
                st.html(f'<p class="go-peer"><b>Distance {row["distance"]:.2f}.</b> {reason}</p>')
        display.source_line(page, ("area_wages", "areas", "counties"))


# ---------------------------------------------------------------------- figures


def _figures(page: Page, place: Place) -> Mapping[str, Any]:
    """Return a place's row of the scene's occupation, else its :func:`figures`."""
    scene, (opened, code) = page.scene, answers.at(page.atlas, place.key)
    if scene.occupation:
        row = answers.occupation_status(opened, scene.occupation, scene.rules).loc[code]
        return {str(name): value for name, value in row.items()}
    found: dict[str, Any] = figures(opened, code, scene.rules, scene.asked)
    return found


@answers.kept(show_spinner=_OPENING, max_entries=128)
def figures(data: Atlas, area_code: str, rules: Rules, selection: Selection) -> dict[str, Any]:
    """Return the figures of a place of the comparison."""
    return table.figures(data, area_code, rules, selection, answers)


# ------------------------------------------------------------------------- maps


def _frame(page: Page, places: Sequence[Place], figures: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the nation's areas and the regions in one frame, so that all maps share their classes."""
    scene, atlas = page.scene, page.atlas
    if scene.occupation:
        frame = answers.occupation_status(atlas, scene.occupation, scene.rules)
    else:
        frame = answers.overlap(atlas, scene.rules, scene.asked)
        frame = with_measure(frame, atlas, scene.rules, scene.asked, measure=scene.measure, answers=answers)
    return table.with_regions(frame, places, figures)


@answers.kept(max_entries=32)
def _picture(version: str, scene: Scene, _frame: pd.DataFrame) -> Picture:  # noqa: ARG001 - keys the cache
    return picture(_frame, scene)


def _maps(page: Page, places: Sequence[Place], figures: Sequence[Mapping[str, Any]]) -> None:
    """Draw a small map of each place, all in the same colors."""
    scene = page.scene
    if not page.alone:
        st.subheader(f"On the map: {wording.markdown(FIGURES[measure_of(scene)].label)}", anchor=False)
    # what changes no color
    plain = replace(scene, area=None, focus=None, place=None, view=None, region=None, region_name=None)
    plain = replace(plain, tab=None, layers=(), outcome=None)
    shown = _picture(page.version, plain, _frame(page, places, figures))
    phone = display.phone()
    size = _PHONE[len(places) > 1] if phone else (_WIDTHS[len(places)], _HEIGHT)
    with st.container(key="compare-maps"):
        for column, place in zip(st.columns(len(places), gap="small"), places, strict=True):
            with column:
                st.html(
                    f'<p class="go-place-head">{escape(place.title)}</p>'
                    f'<p class="go-place-detail">{escape(place.detail)}</p>'
                )
                _small_map(page, place, shown, size)
                if not page.alone:
                    _place_buttons(place, len(places), icons=len(places) < MAX_PLACES and not phone)
    st.html(table.legend(shown.legend).html())
    lead = unit_line(scene)
    if any(
        place.kind == "region"
        and place.region
        and not place.region.whole
        and not builder.boundary(place.code)
        for place in places
    ):
        lead += (
            " A region in part that came by a link is drawn with the whole counties it touches; its "
            "figures are of the part."
        )
    display.source_line(page, source_keys(scene), lead.strip())


_surroundings = answers.shared(around, show_spinner=_OPENING, max_entries=48)


def _around(page: Page, place: Place, size: tuple[int, int]) -> tuple[Shapes, MapView] | None:
    """Return what the small map of a place shows; an uploaded outline stays in this session."""
    opened, code = answers.at(page.atlas, place.key)
    found: tuple[Shapes, MapView] | None
    uploaded = builder.boundary(place.code) if place.kind == "region" else None
    if uploaded is None:
        found = _surroundings(opened, code, size, "nation" if place.kind == "state" else "area")
        return found
    outline = str(shapely.to_geojson(uploaded[0]))
    drawn = st.session_state.setdefault(_DRAWN, {})
    mark = (page.version, place.key, size, hash(outline))
    if mark not in drawn:
        drawn[mark] = around(opened, code, size, outline=outline)
    found = drawn[mark]
    return found


def _small_map(page: Page, place: Place, shown: Picture, size: tuple[int, int]) -> None:
    found = _around(page, place, size)
    if found is None:
        st.caption(
            "Guam and the U.S. Virgin Islands have wages but no shape in our map; they are in the table."
        )
        return
    shapes, view = found
    # a region covers the areas under it with its own figure; a state shows those of its areas
    here, unknown = place.code, set(shown.unknown)
    hidden = here if place.kind == "state" else ""
    near = [i for i, code in enumerate(shown.codes) if code in shapes.areas and code != hidden]
    codes = tuple(shown.codes[i] for i in near)
    mine = Picture(
        codes,
        tuple(shown.fills[i] for i in near),
        tuple(shown.headings[i] for i in near),
        tuple(shown.texts[i] for i in near),
        tuple(code for code in codes if code in unknown),
        shown.legend,
    )
    said = next((t.split("\n")[0] for c, t in zip(shown.codes, shown.texts, strict=True) if c == here), "")
    display.draw_map(
        page,
        shapes,
        mine,
        key=f"map-{place.code}",
        alt=f"Map of {place.title} and the areas around it. {said} The table below holds the figures.",
        view=view,
        size=size,
        legend=False,
        selected=here,
    )


def _place_buttons(place: Place, count: int, *, icons: bool) -> None:
    """Draw what can be done with a place."""
    building = ":material/location_city:" if icons else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"buttons-{place.code}"):
        if count > 1:
            st.button(
                "Remove",
                key=f"remove-{place.code}",
                on_click=partial(session.change, partial(_without, place.key)),
                help=f"Remove {wording.markdown(place.title)}",
                icon=":material/close:" if icons else None,
                type="tertiary",
            )
        if place.kind == "region":
            st.button(
                "Change",
                key=f"edit-{place.code}",
                on_click=builder.edit,
                args=(partial(_without, place.key), place.key),
                help="Take this region back to the builder",
                type="tertiary",
                icon=":material/edit:" if icons else None,
            )
        if place.region is None:
            session.link("area", "Area page", lambda s: s.pick(place.key), icon=building)
        else:
            link = place.key if place.kind == "region" else place.region.to_link()
            session.link("area", "Area page", partial(on_area_page, link), icon=building)


# ------------------------------------------------------------------------ table


def _table(page: Page, places: Sequence[Place], figures: Sequence[Mapping[str, Any]]) -> None:
    """Draw the figures side by side, and offer them as a file."""
    scene = page.scene
    st.subheader("Side by side", anchor=False)
    rows = table.lines(figures, scene)
    written = table.html(rows, places)
    st.html(written)
    paper.add_html("Side by side", written)
    sources: tuple[str, ...] = ("overlap", "supply", "access", "counties", "shapes")
    if scene.occupation:
        sources = ("overlap", "sustaining", "accessible", "shapes")
    notes = [
        f"{TITLE}: Compare places. {'; '.join(p.title for p in places)}",
        wording.settings_sentence(scene),
        *table.members(places, page.atlas.table("counties")),
    ]
    which = wording.selection_words(scene.asked)
    if which and not scene.occupation:
        notes.append(f"Jobs {which}.")
    display.download(
        page,
        "download-compare",
        file_name="geo-opportunity-compare.csv",
        table=lambda: table.file_frame(rows, places),
        notes=notes,
        sources=sources,
        label="Download the comparison (CSV)",
    )
    display.source_line(page, sources)
