"""Where to open: the sites where new programs would bring the most people, or openings, into reach."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.desk import MAX_AVOIDED
from geo_opportunity.errors import GeoOpportunityError
from geo_opportunity.exports import siting
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers, points
from geo_opportunity.maps.picture import land
from geo_opportunity.scene import SETTINGS, Scene
from geo_opportunity.ui import answers, controls, display, session

if TYPE_CHECKING:
    from geo_opportunity.exports.board.place import Where
    from geo_opportunity.questions.siting import Siting
    from geo_opportunity.ui.display import Page

KEY: Final = "b_sites_map"
TITLE: Final = "Where new programs would reach the most"
_SOURCES: Final = ("siting",)
#: Completions a year of a program taken over into What if.
_COMPLETIONS: Final = 20
_EXACT, _GREEDY = "Best together", "Best one at a time"
_COLORS: Final = {_EXACT: points.NEW, _GREEDY: "#5f6b7a"}


def draw(page: Page, where: Where | None) -> None:
    """Show where new programs would open, what that brings, and how sure it is the best."""
    scene = page.scene
    name = siting.subject(scene, page.occupations)
    with controls.folded("What opens, and how many", opened=not name):
        _inputs(page, where)
    if where is None or not name:
        st.info(siting.NO_PLACE if where is None else siting.NO_PROGRAM)
        return
    try:
        found = siting.of_scene(where.atlas, where.code, scene, answers)
    except GeoOpportunityError as error:
        st.warning(wording.markdown(error))
        return
    lines = siting.sentences(found, scene, name)
    display.headline(lines[0], *lines[1:])
    k = _count(found, scene)
    left, right = display.map_and_table()
    with left:
        _map(page, where, found, says=" ".join(lines))
        _frontier(found)
    if k:
        with right:
            _sites(found, k)
    _one_by_one(found, k, scene)
    with st.expander("What is counted, and what is not"):
        for note in siting.notes(found):
            st.write(wording.markdown(note))


def stage(page: Page, where: Where | None) -> None:
    """Draw the map alone (``ui.stage``)."""
    name = siting.subject(page.scene, page.occupations)
    if where is not None and name:
        try:
            found = siting.of_scene(where.atlas, where.code, page.scene, answers)
        except GeoOpportunityError as error:
            st.warning(wording.markdown(error))
        else:
            _map(page, where, found, says=TITLE)


def _count(found: Siting, scene: Scene) -> int:
    """Return how many sites are shown: those asked, as far as each brings more."""
    return min(scene.desk.site_count, len(found.frontier) - 1)


# ---------------------------------------------------------------------- inputs


def _inputs(page: Page, where: Where | None) -> None:
    scene = page.scene
    first, second, third = st.columns([4, 3, 2], vertical_alignment="bottom")
    with first:
        controls.draw(
            scene,
            "occupation",
            key="b_site_soc",
            names=page.occupations,
            apply=Scene.show,
            label="Program for",
            empty="All jobs of the sector",
            help=None,
        )
    with second:
        off = scene.occupation is not None
        why = "The sector is not used while one occupation is chosen." if off else None
        controls.draw(scene, "sector", key="b_site_sector", empty="None", disabled=off, help=why)
    with third:
        controls.draw(scene, "site_count", key="b_site_count")
    fourth, fifth, sixth = st.columns([3, 3, 3], vertical_alignment="bottom")
    with fourth:
        controls.draw(scene, "site_goal", key="b_site_goal", required=True)
    with fifth:
        controls.draw(scene, "site_kinds", key="b_site_kinds")
    with sixth:
        far = bool(scene.occupation) and page.atlas.needs_degree(str(scene.occupation))
        controls.draw(
            scene, "degree_miles" if far else "reach_miles", key="b_site_reach", label="Reach, by road"
        )
    if where is not None:
        _avoid(where, scene)


def _avoid(where: Where, scene: Scene) -> None:
    """Draw the choice of sites that are not to be used; those of other places stay in the link."""
    sites = answers.site_candidates(where.atlas, where.code)
    names = dict(zip(sites["site_id"], _labels(sites), strict=True))
    others = tuple(one for one in scene.desk.sites_avoided if one not in names)
    one = SETTINGS["sites_avoided"]

    def put(held: Scene, value: Any) -> Scene:
        return replace(held, desk=held.desk.avoiding((*value, *others)))

    st.multiselect(
        one.label,
        list(names),
        format_func=names.__getitem__,
        placeholder=one.empty,
        max_selections=MAX_AVOIDED,
        **session.bound("b_avoid", [x for x in scene.desk.sites_avoided if x in names], put),
    )


def _labels(sites: pd.DataFrame) -> list[str]:
    town = sites["kind"] == "town"
    return list((sites["name"] + ", " + sites["city"].fillna("")).mask(town, sites["name"]))


# ------------------------------------------------------------------------- map


def _map(page: Page, where: Where, found: Siting, *, says: str) -> None:
    plan = found.plan(_count(found, page.scene))
    picture = land(page.areas, siting.legend(found, len(plan), TITLE))
    texts = [f"Adds {siting.amount(found, gain)}" for gain in plan["gain"].astype(float)]
    more = [points.tract_layer(found.reached(len(plan))), points.today_layer(found.existing)]
    more += points.site_layers(plan, float(found.miles), texts)
    outline = answers.area_shapes(where.atlas).get(where.code)
    display.draw_map(
        page,
        answers.browser_shapes(page.atlas),
        picture,
        key=KEY,
        alt=f"Map. {says} The tables hold the same figures. {picture.legend.text()}",
        view=None if outline is None else layers.fit(outline.bounds, display.map_size(), margin=0.95),
        more=more,
        selected_shape=outline,
    )
    display.source_line(page, _SOURCES, "Circles: reach as the crow flies. Dots: tracts, by adults.")


# ---------------------------------------------------------------------- tables


def _sites(found: Siting, k: int) -> None:
    st.subheader("The sites", anchor=False)
    rows, config = siting.site_rows(found, k), display.columns(TABLES[f"sites_{found.objective}"])
    display.table(rows, config, alt="The sites", most=400, key="b_sites")
    st.altair_chart(_chart(found, k), alt=f"{siting.FRONTIER}; the table beside it holds the figures.")


def _frontier(found: Siting) -> None:
    st.subheader(siting.FRONTIER, anchor=False)
    config = display.columns(TABLES[f"frontier_{found.objective}"], sites="%d")
    display.table(siting.frontier_rows(found), config, alt=siting.FRONTIER, most=460, key="b_frontier")


def _chart(found: Siting, k: int) -> Any:
    """Return the share in reach by number of programs, of the best and of the greedy choices."""
    frontier = found.frontier.reset_index()
    rows = [
        pd.DataFrame({"programs": frontier["sites"], "share": frontier[column] / found.total, "choice": name})
        for name, column in ((_EXACT, "covered"), (_GREEDY, "greedy_covered"))
    ]
    color = alt.Color(
        "choice:N",
        title=None,
        scale=alt.Scale(domain=list(_COLORS), range=list(_COLORS.values())),
        legend=alt.Legend(orient="top", labelLimit=300),
    )
    base = alt.Chart(pd.concat(rows)).encode(
        x=alt.X("programs:Q", title="New programs", axis=alt.Axis(tickMinStep=1, format="d")),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(zero=False)),
        color=color,
        tooltip=[
            alt.Tooltip("choice:N", title="Choice"),
            alt.Tooltip("programs:Q", title="New programs"),
            alt.Tooltip("share:Q", title="In reach", format=".1%"),
        ],
    )
    dash = alt.StrokeDash(
        "choice:N", scale=alt.Scale(domain=list(_COLORS), range=[[1, 0], [4, 3]]), legend=None
    )
    here = alt.Chart(pd.DataFrame({"k": [k]})).mark_rule(color="#9aa3ad").encode(x="k:Q")
    return alt.layer(here, base.mark_line(point=True).encode(strokeDash=dash)).properties(height=210)


def _one_by_one(found: Siting, k: int, scene: Scene) -> None:
    """Draw for each site what it adds, with the ways to try it out and to leave it out."""
    if not k:
        return
    st.subheader("Site by site", anchor=False)
    plan = found.plan(k)
    for number, (label, row) in enumerate(zip(siting.where(plan), plan.to_dict("records"), strict=True), 1):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key=f"b_site_{number}"):
            said = f"{number}. {label}: adds {siting.amount(found, float(row['gain']))}"
            st.markdown(wording.markdown(said), width="stretch")
            session.link(
                "training",
                "Try it in What if",
                partial(_tried, lon=float(row["lon"]), lat=float(row["lat"])),
                icon=":material/add_location:",
                help="The Training page with a program here: reach and the three tests, before and after.",
            )
            st.button(
                "Leave this site out",
                key=f"b_leave_{number}",
                on_click=session.change,
                args=(partial(_left_out, site=str(row["site_id"])),),
                disabled=len(scene.desk.sites_avoided) >= MAX_AVOIDED,
                type="tertiary",
            )
        if row["note"]:
            st.caption(wording.markdown(f"{label}: {row['note']}."))


def _tried(scene: Scene, lon: float, lat: float) -> Scene:
    """Return the scene with a program to try out at a site."""
    size = scene.what_if[2] if scene.what_if else _COMPLETIONS
    return replace(scene, what_if=(round(lon, 4), round(lat, 4), max(1, size)), training_view="what_if")


def _left_out(scene: Scene, site: str) -> Scene:
    return replace(scene, desk=scene.desk.avoiding((*scene.desk.sites_avoided, site)))
