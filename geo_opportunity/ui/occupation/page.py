"""The Occupation page: where it pays and grows, what leads to it, and on from it."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo_opportunity import headlines, wording
from geo_opportunity.exports import listing
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps.legend import Entry
from geo_opportunity.maps.palettes import PARTS
from geo_opportunity.maps.picture import Picture, picture, source_keys, unit_line, view_of
from geo_opportunity.maps.style import LAND
from geo_opportunity.scene import SETTINGS
from geo_opportunity.ui import answers, controls, display
from geo_opportunity.ui import sheet as paper
from geo_opportunity.ui import stage as stages
from geo_opportunity.ui.occupation import tabs
from geo_opportunity.ui.own import box
from geo_opportunity.ui.session import bound
from geo_opportunity.vocabulary import KINDS, KINDS_SHORT, STATUSES, Kind

if TYPE_CHECKING:
    from geo_opportunity.maps.layers import Shapes
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: Measures that say what the tests say, in order: all three together, then each.
_TESTS: Final = ("kind", "growing", "sustaining", "accessible")
_TEST_NAMES: Final = {"growing": "Growing", "sustaining": "Pays enough", "accessible": "Training"}
#: Every outcome of a test.
_ALL: Final = "all"
_ELSEWHERE: Final = "In the other areas"


def page() -> None:
    """Draw the page."""
    page = display.open_page("occupation", sheet=True, noted=True)
    scene = page.scene
    tagline = "Where it pays, grows and can be trained for; what leads to it, and on from it"
    display.head("Occupation", tagline, page.problems)
    controls.sidebar(scene, page.occupations, page.atlas.schedule_unknown(scene.asked))
    box.draw(page.states)
    with controls.folded("Another occupation") if scene.occupation else st.container():
        _picker(page)
    if scene.occupation is None:
        controls.lens(scene)
        _list(page)
        display.printed(page, "All occupations of your choice")
        return
    frame = answers.occupation_status(page.atlas, scene.occupation, scene.rules)
    frame = wording.in_units(frame, scene)
    answer, elsewhere = headlines.occupation_opening(frame, page.occupations[scene.occupation])
    display.headline(answer, elsewhere, folded=_ELSEWHERE if display.phone() else "")
    # a phone shows the map first, a desk what the occupation is
    if display.phone():
        where, about = st.container(), st.container()
    else:
        about, where = st.container(), st.container()
    with about:
        st.html(_about(page, scene.occupation))
    with where:
        shown = _where(page, scene.occupation, frame)
    tabs.draw(page, scene.occupation, frame)
    display.caveats()
    marked = [scene.area] if scene.area else []
    title = page.occupations[scene.occupation]
    display.printed(page, title, live=("o_map", shown.legend), still=lambda: shown, places=marked)


def stage(page: Page) -> None:
    """Draw the map alone (``ui.stage``)."""
    scene = page.scene
    if scene.occupation is None:
        stages.nothing()
        return
    frame = answers.occupation_status(page.atlas, scene.occupation, scene.rules)
    frame = wording.in_units(frame, scene)
    _map(page, _narrowed(picture(frame, scene), frame, scene)[0], answers.browser_shapes(page.atlas))


def _narrowed(shown: Picture, frame: pd.DataFrame, scene: Scene) -> tuple[Picture, pd.DataFrame]:
    """Return the map and the areas of the outcome chosen, where one is."""
    if scene.outcome is None:
        return shown, frame
    kept = frame.loc[frame[scene.measure] == scene.outcome]
    return _muted(shown, kept.index, _named(scene.measure, KINDS).get(scene.outcome, "")), kept


def _about(page: Page, soc: str) -> str:
    """Return what people of the occupation do, and the settings, as HTML."""
    text = page.atlas.occupations.loc[soc, "description"]
    if not isinstance(text, str) or not text:
        text = "O*NET has no description under this code."
    first, rest = _short(f"{soc}. {text}")
    more = ""
    if rest:
        more = f'<details class="go-rules"><summary>More of what they do</summary>{escape(rest)}</details>'
    rules = wording.settings_sentence(page.scene)
    return f'<p class="go-rules">{escape(first)}</p>{more}<p class="go-rules">{escape(rules)}</p>'


def _short(text: str, most: int = 240) -> tuple[str, str]:
    """Split a long text after its first sentences (about `most` characters); a short one leaves ""."""
    if len(text) <= most:
        return text, ""
    end = text.rfind(". ", 0, most)
    end = end + 1 if end > 0 else text.find(". ") + 1
    return (text[:end], text[end:].strip()) if end > 0 else (text, "")


# ---------------------------------------------------------------------- picker


def _picker(page: Page) -> None:
    """Draw the choice of occupation, by its official title or an everyday one."""
    scene, occupations = page.scene, page.occupations
    left, middle, right = st.columns([4, 2, 3], vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Occupation",
            ["", *occupations],
            format_func=lambda soc: occupations[soc] if soc else tabs.CHOOSE,
            help="Official titles. Type to search; everyday titles go in the field beside.",
            **bound("o_pick", scene.occupation or "", lambda s, v: s.show(v or None)),
        )
    with middle:
        text = st.text_input(
            "Or an everyday title",
            key="o_everyday",
            placeholder="nurse aide, truck driver …",
            help="Searches the titles people use for their jobs (O*NET). Press Enter, then choose.",
        )
    if not text or not text.strip():
        return
    found = answers.everyday_titles(page.atlas, text.strip()[:80])
    with right:
        if not found:
            st.caption("No occupation goes by that title in O*NET's lists. Try a shorter word.")
            return
        st.selectbox(
            f"Occupations with such a title ({len(found):,})",
            ["", *found],
            format_func=lambda soc: found[soc] if soc else "Choose one",
            **bound("o_found", "", lambda s, v: s.show(v) if v else s),
        )


def _list(page: Page) -> None:
    """Draw all occupations of the choice, and in how many areas each passes."""
    scene, title = page.scene, "All occupations of your choice"
    chosen = wording.selection_words(scene.asked)
    which = f" Occupations {chosen}." if chosen else ""
    st.subheader(title, anchor=False)
    st.html(f'<p class="go-rules">{escape(wording.settings_sentence(scene) + which)}</p>')
    found = answers.occupation_list(page.atlas, scene.rules, scene.asked)
    if found.empty:
        st.write("No occupation is left by your choice of sector, education and schedule.")
        return
    st.caption("In how many areas each passes. Click the box at the left of a row to open that occupation.")
    found, heads = listing.occupation_rows(found, scene)
    kinds = dict.fromkeys([*(kind.value for kind in Kind), *PARTS], "localized")
    shown = display.rounded(found)
    config = display.columns(heads, hourly=scene.hourly, widths={"title": "large"}, formats=kinds)
    paper.add_table(title, shown, config)
    st.dataframe(
        shown,
        hide_index=True,
        height=560,
        placeholder=display.UNKNOWN,
        column_config=config,
        alt=title,
        **display.row_selection(
            "o_list", list(map(str, found.index)), None, lambda s, v: s.show(v) if v else s
        ),
    )
    unit = "Unit: areas (metropolitan and nonmetropolitan); jobs; percent."
    display.source_line(page, ("nation_wages", "projections"), unit)


# ----------------------------------------------------------------------- where


def _where(page: Page, soc: str, frame: pd.DataFrame) -> Picture:
    """Draw where it passes and fails each test; one choice of both sets map, counts and table.

    Return the picture on the map.
    """
    scene, atlas = page.scene, page.atlas
    shapes = answers.browser_shapes(atlas)
    counts = answers.outcomes(atlas, soc, scene.rules)["areas"]
    here = page.areas[scene.area] if scene.area else SETTINGS["area"].empty
    with controls.folded(f"Area, zoom and test: {wording.markdown(here)}"):
        pick, zoom = st.columns([3, 2], vertical_alignment="bottom")
        with pick:
            controls.area_select(scene, page.areas)
        with zoom:
            view = view_of(scene, shapes.bounds, display.map_size())
            controls.place_select("o_map", view, page.states, list(shapes.bounds))
        outcome = _test(scene, counts)
    shown, kept = picture(frame, scene), frame
    if outcome != _ALL:
        kept = frame.loc[frame[scene.measure] == outcome]
        shown = _muted(shown, kept.index, _named(scene.measure, KINDS)[outcome])
    left, right = display.map_and_table()
    with left:
        _map(page, shown, shapes)
    with right:
        _counts(page, frame, counts)
    _areas(page, soc, kept)
    return shown


def _named(test: str, kinds: dict[str, str]) -> dict[str, str]:
    """Return the outcomes of a test in words; those of all three together as `kinds` calls them."""
    return kinds if test == "kind" else STATUSES[test]


def _test(scene: Scene, counts: pd.Series) -> str:
    """Draw the choice of test and of outcome; return the outcome.

    `counts` are areas by test and outcome (``Atlas.outcomes``).
    """
    choices = {"kind": "All three together", **_TEST_NAMES}
    test_box, outcome_box = st.columns([3, 2], vertical_alignment="bottom")
    with test_box:
        st.segmented_control(
            "Test on the map",
            list(choices),
            format_func=choices.__getitem__,
            wrap=True,
            **bound(
                "o_test",
                scene.measure if scene.measure in _TESTS else None,
                lambda s, v: s.measured(v or s.measure),
            ),
        )
    if scene.measure not in _TESTS:
        return _ALL
    named = {_ALL: "All", **_named(scene.measure, KINDS_SHORT)}
    areas = {_ALL: int(counts.loc[scene.measure].sum()), **counts.loc[scene.measure]}
    chosen = scene.outcome if scene.outcome and scene.outcome in areas else _ALL
    with outcome_box:
        st.selectbox(
            "Show areas",
            list(areas),
            format_func=lambda name: f"{named[name]} ({areas[name]:,})",
            **bound("o_outcome", chosen, lambda s, v: replace(s, outcome=None if v in (None, _ALL) else v)),
        )
    return chosen


def _muted(shown: Picture, kept: pd.Index, label: str) -> Picture:
    """Return the map with areas that are not `kept` in the color of quiet land, explained in the legend.

    `label` is what the legend calls the outcome of those kept.
    """
    keep = set(map(str, kept))
    others = sum(code not in keep for code in shown.codes)
    if not others:
        return shown
    entries = [entry for entry in shown.legend.entries if entry.label == label]
    entries.append(Entry("Another outcome (left out by your choice)", LAND, others))
    filled = zip(shown.codes, shown.fills, strict=True)
    return replace(
        shown,
        fills=tuple(fill if code in keep else LAND for code, fill in filled),
        unknown=tuple(code for code in shown.unknown if code in keep),
        legend=replace(shown.legend, entries=tuple(entries)),
    )


def _map(page: Page, shown: Picture, shapes: Shapes) -> None:
    scene = page.scene
    label = FIGURES[scene.measure].label
    display.draw_map(
        page,
        shapes,
        shown,
        key="o_map",
        alt=f"Map of {label} by area. {shown.legend.text()} The table below holds the same figures.",
        on_select=display.picks_area("o_map"),
        selected_shape=answers.area_shapes(page.atlas).get(scene.area) if scene.area else None,
    )
    display.source_line(page, source_keys(scene), unit_line(scene))


def _counts(page: Page, frame: pd.DataFrame, counts: pd.Series) -> None:
    """Draw in how many areas each test is passed, and why it is or is not in the picked area."""
    area = page.scene.area
    st.subheader("In how many areas it passes each test", anchor=False)
    st.table(_written_counts(counts))
    st.caption(
        "Counts of areas. Unknown is not a fail: the figure is not published, or programs may be missing "
        "from "
        "the list."
    )
    if area not in frame.index:
        st.caption(
            "Pick an area on the map, in the box above or in the table to see why it passes or fails there."
        )
        return
    row = frame.loc[area]
    said = f"{page.areas[str(area)]}: {KINDS[str(row['kind'])]}."
    display.headline(said, items=[row[name] for name in wording.REASONS])


def _written_counts(counts: pd.Series) -> pd.DataFrame:
    """Return areas by test and outcome (``Atlas.outcomes``) as text; outcomes of no area are left out."""
    heads, rows = TABLES["tests"], []
    for test, name in _TEST_NAMES.items():
        found = [
            (words, int(counts[test, status]))
            for status, words in STATUSES[test].items()
            if (test, status) in counts.index
        ]
        rows += [(name, words, f"{count:,}") for words, count in found if count]
    return pd.DataFrame(rows, columns=list(heads.values())).set_index(heads["test"])


def _areas(page: Page, soc: str, kept: pd.DataFrame) -> None:
    """Draw the areas with the outcome of each test and why, and offer them as a file."""
    scene, title = page.scene, "Areas, with the outcome of each test and why"
    st.subheader(title, anchor=False)
    if kept.empty:
        st.write("No area has this outcome.")
        return
    rows = _area_rows(kept, scene)
    heads = {str(name): _area_head(str(name), page) for name in rows}
    widths = {"title": "medium"} | dict.fromkeys(wording.REASONS, "large")
    display.table(
        rows,
        display.columns(heads, hourly=scene.hourly, widths=widths),
        most=470,
        alt=f"{title}: {FIGURES[scene.measure].label}",
        **display.row_selection("o_areas", list(map(str, rows.index)), scene.area, lambda s, v: s.pick(v)),
    )
    st.caption("Click the box at the left of a row to open that area.")
    display.download(
        page,
        "o_download",
        file_name=f"geo-opportunity-{soc}.csv",
        table=lambda: rows,
        notes=[f"{page.occupations[soc]}: {wording.settings_sentence(scene)}."],
        heads=heads,
        sources=source_keys(scene),
    )


def _area_head(name: str, page: Page) -> str:
    scene = page.scene
    if name in ("wage", "threshold"):
        return wording.money_head(FIGURES[name].head, hourly=scene.hourly)
    if name == "reach":
        return f"Adults within {wording.distance(page.miles(scene.occupation), scene.units)} of a program"
    return TABLES["outcomes"][name] if name in TABLES["outcomes"] else FIGURES[name].head


def _area_rows(frame: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return areas (index area_code) in the order of the map's measure, with outcomes and reasons."""
    ranked = listing.ranking_rows(frame, scene)
    reasons = frame.reindex(ranked.index)
    first = [scene.measure] if scene.measure != "kind" else []
    columns: dict[str, Any] = {}
    for name in dict.fromkeys(("title", *first, *_TESTS)):
        columns[name] = ranked[name]
        if name in _TEST_NAMES:
            columns[f"reason_{name}"] = reasons[f"reason_{name}"]
    rest = {str(name): ranked[name] for name in ranked if name not in columns}
    return pd.DataFrame({**columns, **rest}, index=ranked.index)
