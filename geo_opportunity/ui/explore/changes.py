"""What a change of settings did: classes that hold still, the figure before, and a map of the change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.figures import FIGURES
from geo_opportunity.headlines import about_share
from geo_opportunity.maps.picture import measure_of
from geo_opportunity.scene import SETTINGS
from geo_opportunity.ui import answers, controls, session

if TYPE_CHECKING:
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

_LAST: Final = "_explore_last"
_BEFORE: Final = "_explore_before"
#: Settings of few values that visitors change first.
_COMMON: Final = ("sector", "family", "wage")
#: Key of the switch that shows the change in place of the measure.
CHANGE: Final = "show_change"


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the figures of the map."""

    version: str
    occupation: str | None
    rules: Rules
    asked: Selection


@dataclass(frozen=True, slots=True)
class _Last:
    """What the page drew last."""

    settings: Settings
    shown: tuple[Any, ...]
    breaks: tuple[float, ...]


def warm(page: Page) -> None:
    """Work out what the first change of a common setting leads to (``ui.warm``)."""
    atlas = page.atlas
    common = {name: getattr(SETTINGS[name].codec, "options", {}) for name in _COMMON}
    for scene in (page.scene.having(name, value) for name, values in common.items() for value in values):
        answers.summary(atlas, scene.rules, scene.asked, state=None)
        answers.overlap(atlas, scene.rules, scene.asked)


def _settings(page: Page) -> Settings:
    scene = page.scene
    asked = scene.asked if scene.occupation is None else type(scene.asked)()
    return Settings(page.version, scene.occupation, scene.rules, asked)


def _shown(scene: Scene) -> tuple[Any, ...]:
    """Return what decides which classes a map has, beside its figures."""
    return measure_of(scene), scene.occupation, scene.breaks


def settle(page: Page) -> Page:
    """Return the page with the classes of its last map kept, where a control has changed the settings."""
    now, scene = _settings(page), page.scene
    last: _Last | None = st.session_state.get(_LAST)
    if last is None or last.settings.occupation != now.occupation:
        st.session_state.pop(_BEFORE, None)
        return page
    if last.settings == now:
        return page
    if not session.by_control():
        st.session_state.pop(_BEFORE, None)
        return page
    st.session_state[_BEFORE] = last.settings
    if scene == type(scene)(page=scene.page):  # all set back: all anew
        return page
    if scene.held or not last.breaks or last.shown != _shown(scene) or scene.breaks == "user":
        return page
    return replace(page, scene=session.hold(last.breaks))


def remember(page: Page, breaks: tuple[float, ...]) -> None:
    """Keep what the page has drawn, to compare the next run with."""
    st.session_state[_LAST] = _Last(_settings(page), _shown(page.scene), breaks)


def before(page: Page) -> Settings | None:
    """Return the settings before the last change, None where there was none or the data are others."""
    found: Settings | None = st.session_state.get(_BEFORE)
    return found if found is not None and found.version == page.version else None


def was(page: Page, share: float, state: str | None = None, area: str | None = None) -> str:
    """Return "was 23% before the change" where the share of jobs was another; else "".

    Of a state's areas, of one area, or of the nation.
    """
    old = before(page)
    if old is None or page.scene.occupation is not None:
        return ""
    if area is not None:
        shares = answers.overlap(page.atlas, old.rules, old.asked)["share_overlap"].astype(float)
        said = about_share(float(shares[area]))
    else:
        said = about_share(answers.summary(page.atlas, old.rules, old.asked, state=state)["share_overlap"])
    return "" if said == about_share(share) else f"was {said} before the change"


def comparable(page: Page) -> Settings | None:
    """Return the settings before where a map of the change is there to be shown, and asked for or not."""
    return None if FIGURES[measure_of(page.scene)].categories else before(page)


def switches(page: Page) -> None:
    """Draw below the map: how sure, the change, and classes made anew."""
    scene = page.scene
    with st.container(key="explore-switches", horizontal=True, gap="medium", vertical_alignment="center"):
        controls.draw(scene, "sure")
        if comparable(page) is not None:
            st.toggle("Show the change", key=CHANGE, help="What the last change of settings did, by area.")
        if scene.held and scene.breaks != "user":
            st.button(
                "Re-cut classes",
                key="recut",
                on_click=session.change,
                args=(lambda s: replace(s, held=()),),
                type="tertiary",
                icon=":material/restart_alt:",
                help="The classes are those from before the change, so that a color means the same. "
                "This makes them anew.",
            )
