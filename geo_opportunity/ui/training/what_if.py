"""What a program that opened at a place would change."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import shapely
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.training import programs, views
from geo_opportunity.exports.training.what_if import refused, rows, sentences
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, points
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.picture import land
from geo_opportunity.scene import MapView, Scene
from geo_opportunity.ui import answers, controls, display, session
from geo_opportunity.ui.session import bound
from geo_opportunity.ui.training import maps
from geo_opportunity.vocabulary import KINDS_SHORT, MOST_COMPLETIONS, STATUSES, Status
from geo_opportunity.wording import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_opportunity.maps.picture import Picture
    from geo_opportunity.questions.what_if import WhatIf
    from geo_opportunity.ui.display import Page

TITLE: Final = "What if a program opened here"
_CHANGES: Final = "What it would change"
WHERE: Final = "Where it opens, for what, how large"
NO_OCCUPATION: Final = "Choose the occupation the program would lead to."
GRID: Final = "Put the program here"
SAME: Final = "no change"
NEW: Final = "changes"
#: Rows of the table of one area before and after.
CHANGES: Final = {
    "share": "Adults within reach of a program",
    "adults": "Number of such adults, about",
    "accessible": "Training test",
    "kind": "The three tests together",
    "jobs": "Jobs where all three meet",
    "jobs_share": "Share of the area's jobs",
    "completers": "Completers a year in the area",
}
#: More places that train today than these are drawn only where the map looks.
_TODAY_MOST: Final = 600
_TOWNS_MOST: Final = 400


def look(page: Page) -> MapView:
    """Return where the map looks: at a program to try out closely, to place it well."""
    scene, size = page.scene, display.map_size()
    bounds = answers.browser_shapes(page.atlas).bounds
    if scene.view is None:
        if scene.place == "area" and scene.area is not None and scene.area in bounds:
            return layers.fit(bounds[scene.area], size, margin=0.95)
        answer = _answer(page)
        if scene.place is None and scene.what_if is not None and not (answer is not None and refused(answer)):
            ring = points.circle(*scene.what_if[:2], 2.0 * page.miles(scene.occupation))
            return layers.fit(ring.bounds, size)
    return maps.look(page)


def _answer(page: Page) -> WhatIf | None:
    """Return what the program to try out would change; None without an occupation or a place."""
    scene = page.scene
    if scene.occupation is None or scene.what_if is None:
        return None
    lon, lat, _ = scene.what_if
    return answers.what_if(
        page.atlas, scene.occupation, scene.rules, lon=lon, lat=lat, completions=maps.completions(scene)
    )


def draw(page: Page, view: MapView) -> None:
    """Show where the program would open and what it would change."""
    scene = page.scene
    with controls.folded(WHERE, opened=scene.occupation is None or scene.what_if is None):
        st.caption(
            "A program that leads to one occupation opens at a place. Reach is worked out again, exactly as "
            "in the build, for every area whose adults it would reach. Pay, growth and other programs stay "
            "as they are."
        )
        _inputs(page, view)
    if scene.occupation is None:
        st.info(NO_OCCUPATION)
    answer, says = _answer(page), "Where a program could open; nothing is placed yet."
    if answer is not None and scene.occupation is not None:
        lines = sentences(answer, page.occupations[scene.occupation], scene)
        says = " ".join(lines)
        if refused(answer):
            st.warning(wording.markdown(lines[0]))
            answer = None
        else:
            display.headline(*lines, folded=_CHANGES if display.phone() else "")
    left, right = display.map_and_table()
    with left:
        _map(page, view, answer, says)
    with right:
        _tables(answer)


def stage(page: Page, view: MapView) -> None:
    """Draw the map alone (``ui.stage``)."""
    answer = _answer(page)
    if answer is not None and refused(answer):
        answer = None
    _map(page, view, answer, TITLE)


# ---------------------------------------------------------------------- inputs


def _inputs(page: Page, view: MapView) -> None:
    scene = page.scene
    first, second, third, fourth = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    with first:
        controls.draw(
            scene,
            "occupation",
            key="t_what_soc",
            names=page.occupations,
            apply=Scene.show,
            label="Program for",
            empty="Choose an occupation",
            help=None,
        )
    with second:
        _town(page, view)
    middle = _middle(page, view)
    lon, lat = scene.what_if[:2] if scene.what_if else middle
    with third:
        _degrees("Longitude, degrees", "t_lon", lon, 180.0, lambda s, v: maps.opened_at(s, v, lat))
    with fourth:
        _degrees("Latitude, degrees", "t_lat", lat, 85.0, lambda s, v: maps.opened_at(s, lon, v))
    size, put, clear = st.columns([2, 3, 3], vertical_alignment="bottom")
    with size:

        def sized(s: Scene, v: int | None) -> Scene:
            place = s.what_if[:2] if s.what_if else (lon, lat)
            return s if v is None else replace(s, what_if=(*place, int(v)))

        st.number_input(
            "Completions a year",
            min_value=1,
            max_value=MOST_COMPLETIONS,
            step=5,
            **bound("t_size", maps.completions(scene), sized),
        )
    with put:
        st.button(
            "Put it at the middle of the area",
            key="t_centre",
            width="stretch",
            disabled=scene.area is None,
            on_click=lambda: session.change(lambda s: maps.opened_at(s, *middle)),
        )
    with clear:
        st.button(
            "Take the program away",
            key="t_clear",
            width="stretch",
            disabled=scene.what_if is None,
            on_click=lambda: session.change(lambda s: replace(s, what_if=None, training_view="what_if")),
        )


def _degrees(label: str, key: str, value: float, most: float, apply: Callable[[Scene, float], Scene]) -> None:
    """Draw the field of a coordinate between -most and most; emptied, it changes nothing."""
    st.number_input(
        label,
        min_value=-most,
        max_value=most,
        step=0.01,
        format="%.4f",
        **bound(key, float(value), lambda s, v: s if v is None else apply(s, round(float(v), 4))),
    )


def _middle(page: Page, view: MapView) -> tuple[float, float]:
    """Return the label point of the picked area, else the middle of the view."""
    if page.scene.area is not None:
        lon, lat = page.atlas.areas.loc[[page.scene.area], ["lon", "lat"]].to_numpy(float)[0]
        if math.isfinite(lon):  # Guam has no shape
            return round(float(lon), 4), round(float(lat), 4)
    return round(view.lon, 4), round(view.lat, 4)


def _town(page: Page, view: MapView) -> None:
    """Draw the choice of a town in and around the picked area, else in a close view."""
    scene = page.scene
    shape = answers.area_shapes(page.atlas).get(scene.area) if scene.area else None
    box = _around(shape) if shape is not None else layers.view_box(view, display.map_size())
    near = towns(page.atlas.table("place_points"), box)
    if shape is None and view.zoom < points.CLICK_ZOOM:
        near = near.head(0)
    names = dict(zip(map(str, near.index), near["label"], strict=True))
    here = ""
    if scene.what_if is not None:
        lon, lat, _ = scene.what_if
        same = near.index[((near["lon"] - lon).abs() < 5e-4) & ((near["lat"] - lat).abs() < 5e-4)]
        here = str(same[0]) if len(same) else ""

    def put(scene: Scene, town: str | None) -> Scene:
        if town not in names:
            return scene
        lon, lat = near.loc[[town], ["lon", "lat"]].to_numpy(float)[0]
        return maps.opened_at(scene, round(float(lon), 4), round(float(lat), 4))

    st.selectbox(
        "Town",
        ["", *names],
        format_func=lambda town: names[town] if town else "Choose a town",
        help="Census places in and around the picked area; cities and towns before census designated places.",
        disabled=not names,
        **bound("t_town", here, put),
    )


def towns(places: pd.DataFrame, box: Sequence[float]) -> pd.DataFrame:
    """Return the census places inside `box` (west, south, east, north): cities first, by name.

    Index place; columns label, lon, lat.
    """
    west, south, east, north = box
    inside = places.loc[places["lon"].between(west, east) & places["lat"].between(south, north)]
    ranked = inside.assign(_designated=inside["kind"] == "CDP").sort_values(
        ["_designated", "title", "place"], kind="stable"
    )
    ranked = ranked.head(_TOWNS_MOST).set_index("place")
    return ranked.assign(label=ranked["title"] + ", " + ranked["state"])[["label", "lon", "lat"]]


def _around(shape: Any, pad: float = 0.15) -> tuple[float, float, float, float]:
    """Return the bounds of an area's shape with a margin, degrees."""
    west, south, east, north = shapely.bounds(shape)
    return west - pad, south - pad, east + pad, north + pad


# ------------------------------------------------------------------------- map


def _map(page: Page, view: MapView, answer: WhatIf | None, says: str) -> None:
    scene, anywhere = page.scene, ""
    miles = float(page.miles(scene.occupation))
    more: list[str] = []
    entries: list[Entry] = []
    today = _today(page, view)
    if len(today) and (len(today) <= _TODAY_MOST or view.zoom >= points.CLICK_ZOOM):
        more.append(points.today_layer(today))
        entries.append(points.entry("Place that trains for it today", len(today)))
    # not a place that is refused
    if scene.what_if is not None and (answer is not None or scene.occupation is None):
        more += points.reach_layers(*scene.what_if[:2], miles, name=views.NEW, color=points.NEW)
        entries.append(points.entry(views.NEW, color=points.NEW))
        entries.append(Entry(views.CIRCLE, points.NEW, ring=True))
    if view.zoom >= points.CLICK_ZOOM:
        anywhere = GRID
        st.caption("Click the map to place the program, or choose a town, or type the point.")
    else:
        st.caption(
            "Pick an area or zoom to a state: the map is then close enough to click a place. Or type the "
            "point."
        )
    sources: tuple[str, ...] = ("programs", "accessible")
    unit = maps.UNIT_ADULTS
    if answer is not None:
        sources = ("programs", "area_wages", "projections", "reach")
        unit = f"{unit} {wording.settings_sentence(scene)}"
        entries.append(Entry("Area whose adults it would reach", points.REACHED))
        entries.append(Entry("Area where the training test turns into a pass", points.BETTER))
    legend = Legend(TITLE, tuple(entries))
    maps.draw(
        page,
        picture(answer, page.areas, legend),
        view=view,
        says=says,
        sources=sources,
        unit=unit,
        more=more,
        anywhere=anywhere,
    )


def picture(answer: WhatIf | None, titles: Mapping[str, str], legend: Legend) -> Picture:
    """Return the areas, those the program would reach in color, with before and after."""
    texts, fills = {}, {}
    good = {Status.PASS.value, Status.NOT_NEEDED.value, Status.WOULD_HELP.value}
    for code, row in () if answer is None else answer.areas.iterrows():
        better = row["accessible_after"] in good and row["accessible_before"] not in good
        before, after = (percent(float(row[f"reach_{when}"])) for when in ("before", "after"))
        texts[str(code)] = f"Adults in reach: {before} before, {after} after"
        fills[str(code)] = points.BETTER if better else points.REACHED
    return land(titles, legend, texts, fills)


def _today(page: Page, view: MapView) -> pd.DataFrame:
    """Return the places that train for the occupation today, whatever the filters.

    All of them; of many, those where the map looks.
    """
    scene = page.scene
    if scene.occupation is None:
        return answers.catalog(page.atlas).providers.head(0)
    every = programs.today(page.atlas, scene, page.miles(scene.occupation), answers)
    if len(every) <= _TODAY_MOST:
        return every
    return programs.inside(every, layers.view_box(view, display.map_size()))


# ---------------------------------------------------------------------- tables


def _tables(answer: WhatIf | None) -> None:
    title = "Every area it would reach"
    if answer is None or answer.areas.empty:
        st.subheader(title, anchor=False)
        st.write("Choose an occupation and place the program: what it changes is listed here.")
        return
    home = f"Before and after in {answer.areas['title'].iloc[0]}"
    st.subheader(wording.markdown(home), anchor=False)
    heads = TABLES["what_if_change"]
    st.table(change(answer).set_index("what").rename_axis(heads["what"]).rename(columns=heads))
    st.subheader(title, anchor=False)
    display.table(rows(answer), display.columns(TABLES["what_if"]), most=300, key="t_what_if", alt=title)


def change(answer: WhatIf) -> pd.DataFrame:
    """Return before, after and change of the home area (else the most affected one), as written rows."""
    row = {str(name): value for name, value in answer.areas.iloc[0].items()}

    def both(name: str) -> list[Any]:
        return [row[f"{name}_{when}"] for when in ("before", "after")]

    reach, people = both("reach"), [_three(count) for count in both("adults_reached")]
    jobs, share = both("jobs_overlap"), both("share_overlap")
    gained = _three(row["adults_gained"])  # before rounding, so that it is the figure of the sentence
    cells = {
        "share": [*(percent(float(v), 1) for v in reach), _moved(*reach, points=True)],
        "adults": [*map(_number, people), _moved(0.0, gained)],
        "accessible": _turned(both("accessible"), STATUSES["accessible"]),
        "kind": _turned(both("kind"), KINDS_SHORT),
        "jobs": [*map(_number, jobs), _moved(*jobs)],
        "jobs_share": [*(percent(float(v), 1) for v in share), _moved(*share, points=True)],
    }
    if answer.home is not None:
        completers = map(_number, (answer.completers, answer.completers_after))
        cells["completers"] = [*completers, f"+{answer.completions:,}"]
    written = [(CHANGES[name], *values) for name, values in cells.items()]
    return pd.DataFrame(written, columns=list(TABLES["what_if_change"]), index=list(cells))


def _three(value: float) -> float:
    """Return a figure to three digits: shares of reach are rounded."""
    return float(f"{value:.3g}")


def _number(value: float) -> str:
    return maps.NONE if math.isnan(value) else f"{value:,.0f}"


def _moved(before: float, after: float, *, points: bool = False) -> str:
    """Return a change of a number, or of a share in percentage points."""
    if math.isnan(before) or math.isnan(after):
        return maps.NONE
    moved = round(1_000 * (after - before)) / 10 if points else round(after - before)
    if not moved:
        return SAME
    return (f"{moved:+.1f} points" if points else f"{moved:+,.0f}").replace("-", "−")


def _turned(codes: list[Any], names: Mapping[str, str]) -> list[str]:
    before, after = (str(code) for code in codes)
    return [names[before], names[after], SAME if before == after else NEW]
