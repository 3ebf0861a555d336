"""The settings: every control is drawn from the scene and writes back into it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.figures import FIGURES
from geo_opportunity.maps import layers
from geo_opportunity.rules import FAMILIES, GROWTH_RULES, PAY_STANDARDS, WAGE_POINTS
from geo_opportunity.scene import BREAKS, GREEN_CODES, UNITS, Scene
from geo_opportunity.ui import position, state
from geo_opportunity.ui.parts import bound, map_size, phone
from geo_opportunity.ui.views import classes
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import EDUCATION_LEVELS, REACH_MILES, SECTORS
from geo_opportunity.wording import distance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_opportunity.scene import MapView

__all__ = ["area_select", "folded", "place_select", "reset", "sidebar"]

#: The option of the select box of places that stands for an exact view.
_MOVED: Final = "moved"


def _rule(name: str) -> Callable[[Scene, Any], Scene]:
    def apply(scene: Scene, value: Any) -> Scene:
        return scene if value is None else replace(scene, rules=replace(scene.rules, **{name: value}))

    return apply


def _field(name: str) -> Callable[[Scene, Any], Scene]:
    def apply(scene: Scene, value: Any) -> Scene:
        return scene if value is None else replace(scene, **{name: value})

    return apply


def reset() -> None:
    """Set everything back; the page stays."""
    scene = state.current()
    state.replace_scene(Scene(page=scene.page))


def sidebar(
    scene: Scene, occupations: Mapping[str, str], schedule_unknown: int, *, map_settings: bool = True
) -> None:
    """Draw all settings in the sidebar; those only the national map answers to (its measure, occupation and classes) where asked."""
    with st.sidebar:
        st.header(texts.CONTROLS)
        if map_settings:
            _shown(scene, occupations)
        if not map_settings or scene.occupation is None:
            _which(scene, schedule_unknown)
        with st.expander(texts.PAY_GROUP, expanded=True):
            _pay(scene)
        with st.expander(texts.GROWTH_GROUP, expanded=True):
            _growth(scene)
        with st.expander(texts.REACH_GROUP, expanded=True):
            _reach(scene)
        with st.expander(texts.DISPLAY_GROUP, expanded=False):
            _display(scene, map_settings=map_settings)
        st.button(
            texts.RESET,
            key="reset",
            on_click=reset,
            width="stretch",
            disabled=scene == Scene(page=scene.page),
        )


def _shown(scene: Scene, occupations: Mapping[str, str]) -> None:
    st.selectbox(
        texts.OCCUPATION,
        ["", *occupations],
        format_func=lambda soc: occupations[soc] if soc else texts.OCCUPATION_ALL,
        help=texts.OCCUPATION_HELP,
        **bound("occupation", scene.occupation or "", lambda s, v: s.show(v or None)),
    )
    st.selectbox(
        texts.MEASURE,
        scene.measures,
        format_func=lambda m: FIGURES[m].label,
        **bound("measure", scene.measure, lambda s, v: s.measured(v) if v else s),
    )


def _which(scene: Scene, schedule_unknown: int) -> None:
    pick = scene.selection
    st.selectbox(
        texts.SECTOR,
        ["", *SECTORS],
        format_func=lambda s: SECTORS[s] if s else texts.SECTOR_ALL,
        **bound(
            "sector",
            pick.sector or "",
            lambda s, v: replace(s, selection=replace(s.selection, sector=v or None)),
        ),
    )
    if pick.sector:
        st.caption(texts.SECTOR_NOTES[pick.sector])
    _definition(scene)
    st.multiselect(
        texts.EDUCATION,
        EDUCATION_LEVELS,
        placeholder=texts.EDUCATION_ALL,
        **bound(
            "education",
            list(pick.education),
            lambda s, v: replace(
                s,
                selection=replace(
                    s.selection, education=tuple(x for x in EDUCATION_LEVELS if x in (v or ()))
                ),
            ),
        ),
    )
    shares = sorted({0.0, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, pick.regular_schedule_min or 0.0})
    st.select_slider(
        texts.SCHEDULE,
        shares,
        format_func=lambda v: f"{100 * v:g}%" if v else texts.SCHEDULE_ANY,
        help=texts.SCHEDULE_HELP,
        **bound(
            "schedule",
            pick.regular_schedule_min or 0.0,
            lambda s, v: replace(s, selection=replace(s.selection, regular_schedule_min=v or None)),
        ),
    )
    if schedule_unknown:
        st.caption(texts.schedule_left_out(schedule_unknown))


def _definition(scene: Scene) -> None:
    """Draw what the chosen sector's definition leaves open: the cut-off of advanced industries, the green lists."""
    pick = scene.selection
    if pick.sector == "advanced":
        st.select_slider(
            texts.ADVANCED_CUTOFF,
            sorted({0.1, 0.2, 0.25, 0.3, 0.4, 0.5, pick.advanced_cutoff}),
            format_func=lambda v: f"{100 * v:g}%",
            help=texts.ADVANCED_CUTOFF_HELP,
            **bound(
                "advanced_cutoff",
                pick.advanced_cutoff,
                lambda s, v: replace(s, selection=replace(s.selection, advanced_cutoff=v)),
            ),
        )
    if pick.sector == "green":
        st.pills(
            texts.GREEN_LISTS,
            list(GREEN_CODES.values()),
            selection_mode="multi",
            format_func=texts.GREEN_NAMES.__getitem__,
            help=texts.GREEN_HELP,
            **bound(
                "green_tags",
                list(pick.green_tags),
                lambda s, v: replace(
                    s,
                    selection=replace(
                        s.selection, green_tags=tuple(x for x in GREEN_CODES.values() if x in (v or ()))
                    ),
                ),
            ),
        )


def _pay(scene: Scene) -> None:
    rules = scene.rules
    st.selectbox(
        texts.PAY,
        list(PAY_STANDARDS),
        format_func=PAY_STANDARDS.__getitem__,
        **bound("pay", rules.pay, _rule("pay")),
    )
    if rules.pay in ("budget", "poverty"):
        st.selectbox(
            texts.FAMILY,
            list(FAMILIES),
            format_func=FAMILIES.__getitem__,
            help=texts.FAMILY_HELP,
            **bound("family", rules.family, _rule("family")),
        )
    if rules.pay == "poverty":
        st.number_input(
            texts.POVERTY,
            min_value=0.5,
            max_value=10.0,
            step=0.25,
            **bound("poverty", float(rules.poverty_multiple), _rule("poverty_multiple")),
        )
    if rules.pay == "own":
        st.number_input(
            texts.OWN_WAGE,
            min_value=1_000.0,
            max_value=1_000_000.0,
            step=1_000.0,
            format="%.0f",
            **bound("own_wage", float(rules.own_wage), _rule("own_wage")),
        )
    st.selectbox(
        texts.WAGE,
        list(WAGE_POINTS),
        format_func=WAGE_POINTS.__getitem__,
        **bound("wage", rules.wage, _rule("wage")),
    )


def _growth(scene: Scene) -> None:
    rules = scene.rules
    st.selectbox(
        texts.GROWTH,
        list(GROWTH_RULES),
        format_func=GROWTH_RULES.__getitem__,
        **bound("growth", rules.growth, _rule("growth")),
    )
    if rules.growth == "percent":
        st.number_input(
            texts.GROWTH_PERCENT,
            min_value=-100.0,
            max_value=1_000.0,
            step=1.0,
            **bound("gpct", float(rules.growth_percent), _rule("growth_percent")),
        )
    if rules.growth == "openings":
        st.number_input(
            texts.GROWTH_OPENINGS,
            min_value=0.0,
            max_value=1_000_000.0,
            step=5.0,
            format="%.0f",
            **bound("gopen", float(rules.growth_openings), _rule("growth_openings")),
        )


def _reach(scene: Scene) -> None:
    rules = scene.rules
    st.select_slider(
        texts.REACH,
        REACH_MILES,
        format_func=lambda m: distance(m, scene.units),
        help=texts.REACH_HELP,
        **bound("reach", rules.reach_miles, _rule("reach_miles")),
    )
    shares = sorted({*(n / 10 for n in range(1, 11)), rules.reach_share})
    st.select_slider(
        texts.REACH_SHARE,
        shares,
        format_func=lambda v: f"{100 * v:g}%",
        **bound("reach_share", rules.reach_share, _rule("reach_share")),
    )
    st.select_slider(
        texts.COVERAGE,
        sorted({0.0, 0.05, 0.1, 0.2, 0.3, 0.5, rules.coverage_min}),
        format_func=lambda v: f"{100 * v:g}%",
        help=texts.COVERAGE_HELP,
        **bound("coverage", rules.coverage_min, _rule("coverage_min")),
    )


def _display(scene: Scene, *, map_settings: bool) -> None:
    st.segmented_control(
        texts.PER,
        [False, True],
        format_func=texts.PER_NAMES.__getitem__,
        **bound("hourly", scene.hourly, _field("hourly")),
    )
    st.segmented_control(
        texts.UNITS,
        UNITS,
        format_func=texts.UNIT_NAMES.__getitem__,
        **bound("units", scene.units, _field("units")),
    )
    if not map_settings:
        return
    st.segmented_control(
        texts.BREAKS,
        BREAKS,
        format_func=texts.BREAK_NAMES.__getitem__,
        **bound("breaks", scene.breaks, _field("breaks")),
    )
    if scene.breaks == "user":
        st.text_input(
            texts.CUTS,
            help=texts.CUTS_HELP,
            placeholder=texts.CUTS_HINT,
            **bound("cuts", classes.cuts_text(scene), _cuts),
        )
        if st.session_state.pop("_cuts_wrong", False):
            st.caption(texts.CUTS_WRONG)


def _cuts(scene: Scene, value: str | None) -> Scene:
    found = classes.cuts_of(value or "", scene)
    st.session_state["_cuts_wrong"] = found is None
    return scene if found is None else replace(scene, cuts=found)


def folded(label: str, *, opened: bool = False) -> Any:
    """Return where controls above a map go: on a phone a box to unfold, so that the answer comes first."""
    return st.expander(label, expanded=opened) if phone() else st.container()


def area_select(scene: Scene, areas: Mapping[str, str]) -> None:
    """Draw the select box of areas: the keyboard's way to what a click on the map does."""
    st.selectbox(
        texts.AREA,
        ["", *areas],
        format_func=lambda code: areas[code] if code else texts.AREA_NONE,
        help=texts.AREA_HELP,
        **bound("area", scene.area or "", lambda s, v: s.pick(v or None)),
    )


@st.fragment
def place_select(map_key: str, drawn: MapView, states: Mapping[str, str], shown: Sequence[str]) -> None:
    """Draw the select box of where the map looks, and follow where the user moves it.

    Parameters
    ----------
    map_key
        Key of the map.
    drawn
        Where the page has drawn it.
    states
        Names by postal code.
    shown
        Codes of what is on the map: states, areas.
    """
    position.follow(map_key, drawn)
    scene = state.current()
    names = {_MOVED: texts.PLACE_MOVED, "": texts.PLACE_US, "area": texts.PLACE_AREA, **states}
    options = [
        *([_MOVED] if scene.view else []),
        "",
        *(["area"] if scene.area in shown else []),
        *(s for s in states if s in shown),
    ]
    st.selectbox(
        texts.PLACE,
        options,
        format_func=names.__getitem__,
        help=texts.PLACE_HELP,
        **bound("place", _MOVED if scene.view else scene.place if scene.place in options else "", _look),
    )
    # a map moved close is drawn anew, with the detail its clicks and tooltips need there
    if state.changed() or (scene.view is not None and layers.finer(drawn, scene.view, map_size())):
        st.rerun()


def _look(scene: Scene, value: str | None) -> Scene:
    return scene if value == _MOVED else replace(scene, place=value or None, view=None)
