"""The settings: every control is drawn from its declaration and the scene, and writes back into the scene."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES, unit_of
from geo_opportunity.rules import Selection
from geo_opportunity.scene import MAX_CUTS, SETTINGS, Scene
from geo_opportunity.setting import Choice, Nearest, Number, Several, Yes
from geo_opportunity.ui import position, session
from geo_opportunity.ui.display import phone
from geo_opportunity.ui.session import bound
from geo_opportunity.units import UNITS
from geo_opportunity.vocabulary import HOURS_OEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from geo_opportunity.scene import MapView
    from geo_opportunity.setting import Setting

DISPLAY: Final = "Display"
RESET: Final = "Reset all settings"
SECTOR_NOTES: Final = {
    "advanced": "Occupations with at least the set share of their national jobs in the 50 industries "
    "Brookings calls advanced.",
    "healthcare": "Health care practitioners and support occupations (SOC 29 and 31) and health services "
    "managers.",
    "green": "Occupations on the O*NET green lists.",
    "trades": "Construction and extraction (SOC 47) and listed installation, repair and production trades.",
}
#: The option of the select box of places that means an exact view.
_MOVED: Final = "moved"
#: So many values, any of which may be chosen, are drawn as pills; more as a list.
_MOST_PILLS: Final = 3
#: Beside the sector, which occupations are looked at.
_SELECTED: Final = ("advanced_cutoff", "green_tags", "education", "experience", "regular_schedule_min")
#: Groups of the sidebar, whether they are open, and their settings, drawn where they have an effect.
_GROUPS: Final = (
    ("Pay", True, ("pay", "family", "poverty_multiple", "own_wage", "own_by", "wage")),
    ("Growth", True, ("growth", "growth_percent", "growth_openings")),
    ("Training in reach", True, ("reach_miles", "degree_miles", "reach_share", "coverage_min")),
    (DISPLAY, False, ("hourly", "units", "clear")),
)


def draw(
    scene: Scene,
    name: str,
    *,
    key: str | None = None,
    value: Any = None,
    apply: Callable[[Scene, Any], Scene] | None = None,
    names: Mapping[Any, str] | None = None,
    empty: str | None = None,
    **other: Any,
) -> None:
    """Draw the control of a setting as it is declared: its kind follows from the values it may have.

    Parameters
    ----------
    scene
        The scene as it is.
    name
        Name of the field, of the scene, its rules or its selection.
    key
        Key of the widget; else `name`.
    value
        What is shown as chosen; else the scene's.
    apply
        Scene and new value -> scene; else the field is set.
    names
        What can be chosen on this page, in words; else all that is declared.
    empty
        Words of no choice on this page.
    **other
        Arguments of the Streamlit control that differ on this page: label, help, disabled, …
    """
    one = SETTINGS[name]
    control, shown, arguments = _control(
        one,
        scene.value(name) if value is None else value,
        names,
        one.empty if empty is None else empty,
        scene.units,
    )

    def put(scene: Scene, new: Any) -> Scene:
        if isinstance(one.codec, Several):
            new = one.codec.chosen(new or ())
        elif new == "" or (
            new == 0 and one.default is None and isinstance(one.codec, Number) and one.codec.stops
        ):
            new = None
        if new is None and one.default is not None:  # an emptied field changes nothing
            return scene
        return apply(scene, new) if apply else scene.having(name, new)

    arguments = {"label": one.label, **({"help": one.help} if one.help else {}), **arguments, **other}
    first = {"unset": arguments["options"][0]} if control is st.selectbox else {}
    control(**arguments, **bound(key or name, shown, put, **first))


def _control(
    one: Setting, value: Any, names: Mapping[Any, str] | None, empty: str, units: str
) -> tuple[Callable[..., Any], Any, dict[str, Any]]:
    """Return the Streamlit control of a setting, the value it shows, and its arguments."""
    codec = one.codec
    if isinstance(codec, Yes):
        return st.checkbox, value, {}
    if isinstance(codec, Nearest):
        return st.select_slider, value, _list(codec.options, lambda miles: wording.distance(miles, units))
    if isinstance(codec, Number):
        return _number(one, codec, value, empty)
    if isinstance(codec, Several):
        words = names or codec.words
        arguments = _list(codec.codes, lambda option: words.get(option, option))
        if len(codec.codes) <= _MOST_PILLS:
            return st.pills, list(value), arguments | {"selection_mode": "multi"}
        return st.multiselect, list(value), arguments | {"placeholder": empty}
    named: Any = names if names is not None else getattr(codec, "options", {})
    if isinstance(codec, Choice) and codec.buttons:
        return st.segmented_control, value, _list(named, named.__getitem__)
    none = [""] if one.default is None else []
    return (
        st.selectbox,
        value or "",
        _list([*none, *named], lambda option: named[option] if option else empty),
    )


def _list(options: Iterable[Any], words: Callable[[Any], str]) -> dict[str, Any]:
    return {"options": list(options), "format_func": words}


def _number(
    one: Setting, codec: Number, value: Any, empty: str
) -> tuple[Callable[..., Any], Any, dict[str, Any]]:
    """Return the control of a number, as :func:`_control` does; on a slider, unset is its end."""
    if codec.stops:
        shown = value or 0.0

        def words(stop: float) -> str:
            return empty if one.default is None and not stop else f"{100 * stop:g}%"

        return st.select_slider, shown, _list(sorted({*codec.stops, shown}), words)
    kind: type = int if codec.whole else float
    arguments = {"min_value": kind(codec.low), "max_value": kind(codec.high), "step": kind(codec.step)}
    if codec.step > 1 and not codec.whole:
        arguments["format"] = "%.0f"
    if empty:
        arguments["placeholder"] = empty
    return st.number_input, value if value is None else kind(value), arguments


def _draw_all(scene: Scene, names: Iterable[str]) -> None:
    """Draw those of some settings that have an effect as the others are."""
    for name in names:
        if SETTINGS[name].applies(scene.part(name)):
            draw(scene, name)


def reset() -> None:
    """Set everything back; the page stays."""
    scene = session.current()
    session.replace_scene(Scene(page=scene.page))


def sidebar(
    scene: Scene,
    occupations: Mapping[str, str],
    schedule_unknown: int,
    *,
    map_settings: bool = True,
    acting: Collection[str] | None = None,
) -> None:
    """Draw all settings in the sidebar; those of the national map alone only with `map_settings`.

    Where `acting` names settings, only those of them are drawn (``uses``).
    """
    with st.sidebar:
        st.header("Settings")
        if map_settings:
            draw(scene, "occupation", names=occupations, apply=Scene.show)
            draw(
                scene,
                "measure",
                names={name: FIGURES[name].label for name in scene.measures},
                apply=Scene.measured,
            )
        if not map_settings or scene.occupation is None:
            _which(scene, schedule_unknown, acting)
        for label, opened, every in _GROUPS:
            names = _of(every, acting)
            if not names:
                continue
            with st.expander(label, expanded=opened):
                _draw_all(scene, names)
                if label == DISPLAY and map_settings:
                    _classes(scene)
        st.button(
            RESET,
            key="reset",
            on_click=reset,
            width="stretch",
            disabled=scene == Scene(page=scene.page),
        )


def lens(scene: Scene) -> None:
    """Draw, above a headline, which part of the occupations a page looks at, or that education is chosen."""
    if not scene.selection.education:
        draw(scene, "lens", required=True, label_visibility="collapsed")
        return
    chosen = wording.selection_words(Selection(education=scene.selection.education))
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="lens-chosen"):
        st.html(f'<p class="go-lens">Only jobs {escape(chosen)}, as chosen in the settings.</p>')
        st.button("Clear this choice", key="lens_back", on_click=_any_education, type="tertiary")


def _any_education() -> None:
    session.change(lambda scene: scene.having("education", ()))


def _of(names: Iterable[str], acting: Collection[str] | None) -> list[str]:
    return [name for name in names if acting is None or name in acting]


def _which(scene: Scene, schedule_unknown: int, acting: Collection[str] | None) -> None:
    if _of(["sector"], acting):
        draw(scene, "sector")
        if scene.asked.sector:
            st.caption(SECTOR_NOTES[scene.asked.sector])
    others = _of(_SELECTED, acting)
    _draw_all(scene, others)
    if schedule_unknown and others:
        st.caption(left_out(schedule_unknown))


def left_out(count: int) -> str:
    """Return how many occupations the schedule filter leaves out for want of an answer."""
    occupations = "occupation is" if count == 1 else "occupations are"
    return f"{count:,} {occupations} left out because their schedule is unknown."


def _classes(scene: Scene) -> None:
    draw(scene, "breaks")
    one = SETTINGS["cuts"]
    if one.applies(scene):
        st.text_input(
            one.label,
            help=one.help,
            placeholder=one.empty,
            **bound("cuts", cuts_text(scene), _cuts),
        )
        if st.session_state.pop("_cuts_wrong", False):
            st.caption("Write up to six different numbers, such as 10 25 50.")


def _cuts(scene: Scene, value: str | None) -> Scene:
    found = cuts_of(value or "", scene)
    st.session_state["_cuts_wrong"] = found is None
    return scene if found is None else replace(scene, cuts=found)


def folded(label: str, *, opened: bool = False) -> Any:
    """Return where controls above a map go: on a phone a box to expand, so that the answer comes first."""
    return st.expander(label, expanded=opened) if phone() else st.container()


def area_select(scene: Scene, areas: Mapping[str, str], **other: Any) -> None:
    """Draw the select box of areas: the keyboard's way to what a click on the map does."""
    draw(scene, "area", names=areas, apply=Scene.pick, **other)


@st.fragment
def place_select(
    map_key: str, drawn: MapView, states: Mapping[str, str], shown: Sequence[str], **other: Any
) -> None:
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
    **other
        Arguments of the select box that differ on this page.
    """
    position.follow(map_key, drawn)
    scene = session.current()
    one = SETTINGS["place"]
    names = {_MOVED: "Where you moved the map", "": one.empty, "area": "The picked area", **states}
    options = [
        *([_MOVED] if scene.view else []),
        "",
        *(["area"] if scene.area in shown else []),
        *(s for s in states if s in shown),
    ]
    st.selectbox(
        one.label,
        options,
        format_func=names.__getitem__,
        **{"help": one.help, **other},
        **bound("place", _MOVED if scene.view else scene.place if scene.place in options else "", _look),
    )
    if session.changed():
        st.rerun()


def _look(scene: Scene, value: str | None) -> Scene:
    return scene if value == _MOVED else replace(scene, place=value or None, view=None)


# --------------------------------------------------------- breaks of the user's own


def _factor(scene: Scene) -> float:
    """Return what a figure of the measure is multiplied by on screen."""
    unit = unit_of(scene.measure, hourly=scene.hourly)
    return 1 / HOURS_OEWS if unit == "usd_hourly" else UNITS[unit].scale


def cuts_text(scene: Scene) -> str:
    """Return the scene's breaks as the field shows them: percent for shares, dollars an hour where asked."""
    factor = _factor(scene)
    return " ".join(
        f"{round(cut * factor, 6):g}" if abs(cut * factor) < 1e6 else f"{cut * factor:.0f}"
        for cut in scene.cuts
    )


def cuts_of(text: str, scene: Scene) -> tuple[float, ...] | None:
    """Return the breaks a text asks for, in the measure's own unit; None when it cannot be read.

    Percent and dollar signs are passed over.
    """
    parts = [p for p in re.split(r"[,;\s]+", re.sub(r"[%$]", "", text).strip()) if p]
    try:
        found = sorted({float(p) for p in parts})
    except ValueError:
        return None
    if len(found) > MAX_CUTS or not all(map(math.isfinite, found)):
        return None
    factor = _factor(scene)
    return tuple(round(v / factor, 9) for v in found)
