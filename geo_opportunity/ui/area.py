"""The Area page: one place, an area or a user's region, on one screen with details in tabs, and on two printed pages."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.errors import LinkError, UnknownCodeError, ValueRangeError
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.maps.points import nearest_entry, nearest_points
from geo_opportunity.scene import Scene, region_of
from geo_opportunity.ui import cached_area as cached
from geo_opportunity.ui import controls, session
from geo_opportunity.ui import legacy as data
from geo_opportunity.ui import legacy as tables
from geo_opportunity.ui.legacy import (
    bound,
    columns,
    open_page,
    phone,
    problem_box,
    show_map,
    source_line,
    table_height,
    tabs,
)
from geo_opportunity.ui.views import area as views
from geo_opportunity.ui.words import area as words
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from geo_opportunity.ui.legacy import Opened

__all__ = ["page"]

PROGRAM_ROWS: Final = 500
#: Rows of programs in the tab before "all".
_NEAR_ROWS: Final = 8
#: Neighbors in the panel.
_NEAR: Final = 6
#: Pixels of the small map.
_SIZE: Final = (320, 210)
_HERE: Final = "#9ecae1"
_AROUND: Final = "#eceff1"
_REGION: Final = "region"


def page() -> None:
    """Draw the page."""
    opened = open_page("area", sheet=True)
    scene, version = opened.scene, opened.version
    region, lost = _region(scene, version)
    controls.sidebar(
        scene, opened.occupations, data.atlas().schedule_unknown(scene.selection), map_settings=False
    )
    code = str(cached.opened(version, region).areas.index[0]) if region is not None else scene.area

    facts = None
    with st.container(key="area-screen"):
        problem_box([*opened.problems, *([lost] if lost else [])])
        if code is None:
            st.html(f'<h1 class="go-title">{escape(words.PAGE)}</h1>')
            _picker(scene, opened.areas, region)
            _empty(scene, version)
        else:
            facts = _screen(opened, region, code)
    if facts is not None:
        main = data.main_sources(version, "overlap", "budget", "programs")
        lines = [f"{title}, {vintage}" for title, vintage in zip(main["title"], main["vintage"], strict=True)]
        with st.container(key="area-sheet"):
            st.html(views.sheet_html(facts, scene, version, lines))


@contextmanager
def _sign(text: str) -> Iterator[None]:
    """Say what is under way, shown only where it takes longer than a blink (a style delays it; Streamlit's spinner waits half a second)."""
    place = st.empty()
    place.html(f'<p class="go-wait" role="status">{escape(text)}</p>')
    try:
        yield
    finally:
        place.empty()


# ---------------------------------------------------------------------- place


def _region(scene: Scene, version: str) -> tuple[cached.Region | None, str]:
    """Return the scene's region, None without one; and what was wrong with it."""
    if scene.region is None:
        return None, ""
    region = (scene.region, scene.region_name)
    try:
        with _sign(words.WAIT_REGION):
            cached.opened(version, region)
    except (LinkError, UnknownCodeError, ValueRangeError) as error:
        return None, words.REGION_LOST.format(error)
    return region, ""


def _pick(scene: Scene, value: Any) -> Scene:
    return (
        scene
        if value == _REGION
        else scene.pick(value or None)
        if value
        else replace(scene.pick(None), region=None, region_name=None)
    )


def _picker(
    scene: Scene, areas: Mapping[str, str], region: cached.Region | None, *, bare: bool = False
) -> None:
    mine = {_REGION: region_of(*region).name} if region is not None else {}
    names = {"": words.PICK_NONE, **mine, **areas}
    st.selectbox(
        words.PICK,
        list(names),
        format_func=names.__getitem__,
        help=None if bare else words.PICK_HELP,
        label_visibility="collapsed" if bare else "visible",
        **bound("area_page", _REGION if region is not None else scene.area or "", _pick),
    )


def _open(code: str) -> None:
    session.change(lambda scene: scene.pick(code))


def _open_links(titles: Mapping[str, str], key: str, label: str = words.OPEN) -> None:
    with st.container(horizontal=True, gap="small", key=f"{key}-links"):
        for code, title in titles.items():
            session.link("area", wording.markdown(label.format(title)), partial(Scene.pick, area=code))


def _empty(scene: Scene, version: str) -> None:
    with _sign(words.EMPTY_WAIT):
        frame = data.overlap(version, scene.rules, scene.selection)
    largest = frame["jobs_total"].nlargest(8).index
    st.markdown(wording.markdown(words.EMPTY))
    _open_links({str(c): str(frame.loc[c, "title"]) for c in largest}, "largest")


# ---------------------------------------------------------------------- facts


def _wanted(scene: Scene, cells: pd.DataFrame) -> tuple[str, ...]:
    if scene.focus is not None:
        return (scene.focus,)
    kinds = [Kind.OVERLAP.value, Kind.TRAINING_GAP.value]
    listed = cells.loc[cells["kind"].isin(kinds)]
    if listed.empty:  # where pay needed is unknown no occupation is listed: those that grow
        listed = cells.loc[(cells["growing"] == "pass") & cells["employment"].notna()]
    return tuple(map(str, listed.index))


def _glance(opened: Opened, region: cached.Region | None, code: str) -> views.Glance:
    version, rules, pick = opened.version, opened.scene.rules, opened.scene.selection
    row = cached.row(version, region, code, rules, pick)
    near = cached.neighbors(version, region, code)
    around = data.overlap(version, rules, pick).loc[list(near)].assign(relation=list(near.values()))
    return views.Glance(
        code=code,
        title=str(row["title"]),
        row=row,
        nation=data.nation(version, rules, pick),
        cells=cached.cells(version, region, code, rules, pick),
        budget=cached.budget(version, region, code, rules.family),
        counties=cached.counties(version, region, code),
        all_counties=cached.counties(version, None, None),
        neighbors=around.sort_values(["relation", "jobs_selected"], ascending=[False, False], kind="stable"),
        parts=cached.parts(version, region),
        occupations=opened.occupations,
    )


def _facts(
    glance: views.Glance, programs: pd.DataFrame, scene: Scene, version: str, region: cached.Region | None
) -> views.Facts:
    rules, pick, code, cells = scene.rules, scene.selection, glance.code, glance.cells
    low = cells.index[(cells["kind"] == Kind.QUALITY_GAP.value) & cells["employment"].notna()]
    start = scene.focus or (str(low[0]) if len(low) else None)
    ladders = cached.ladders(version, region, code, start, rules) if start else cells.iloc[:0]
    table, summary = cached.supply(version, region, code, pick)
    certain, sensitive = cached.sure(version, region, code, rules, pick)
    return views.Facts(
        **{field.name: getattr(glance, field.name) for field in fields(views.Glance)},
        sectors=cached.sectors(version, region, code, rules, pick),
        programs=programs,
        supply=table,
        supply_summary=summary,
        ladder_from=start,
        ladders=ladders,
        growth_error=data.growth_error(version),
        certainty=certain,
        sensitivity=sensitive,
    )


# ---------------------------------------------------------------------- screen


def _screen(opened: Opened, region: cached.Region | None, code: str) -> views.Facts:
    """Draw the page of a place and return all it says: the first screen as soon as it is known, then what takes longer."""
    scene, version = opened.scene, opened.version
    head, pick = st.columns([5, 3], gap="medium", vertical_alignment="center")
    with pick, st.container(key="area-pick"):
        _picker(scene, opened.areas, region, bare=True)
    with _sign(words.WAIT_CELLS):
        facts = _glance(opened, region, code)
    with head:
        st.html(f'<h1 class="go-title">{escape(facts.title)}</h1>')
    rules = f'<p class="go-rules">{escape(wording.settings_sentence(scene))}</p>'
    if facts.parts is not None:
        rules += f'<p class="go-rules">{escape(words.REGION_PARTS)}</p>'
    st.html(
        f'<p class="go-headline">{escape(views.headline(facts, scene))}</p>{rules}{views.key_html(views.key_figures(facts, scene))}'
    )
    links = " ".join(
        f'<a href="#{words.SECTIONS[key][0]}">{escape(words.SECTIONS[key][1])}</a>' for key in words.JUMPS
    )
    st.html(f'<nav class="go-jump" aria-label="{escape(words.JUMP)}">{escape(words.JUMP)}: {links}</nav>')
    with st.container(key="area-board", gap="small"):
        where = _board(facts, scene)
        with where:
            with _sign(words.WAIT_PROGRAMS):
                programs = cached.programs(
                    version, region, code, _wanted(scene, facts.cells), float(scene.rules.reach_miles)
                )
            _map(facts, programs, scene, version, region)
    whole = _details(facts, programs, scene, version, region)
    source_line(version, ("overlap", "budget", "programs", "supply", "related", "county_need"), words.PRINT)
    st.html(f'<p class="go-caveat">{escape(texts.CAVEATS)}</p>')
    return whole


def _panel(name: str) -> Any:
    return st.container(border=True, key=f"area-panel-{name}", height="stretch", gap=None)


def _board(facts: views.Glance, scene: Scene) -> Any:
    """Draw the panels of the first screens and return the place of the map, which needs the programs."""
    first = st.columns(3, gap="small")
    with first[0]:
        where = _panel("where")
    for column, kind in zip(first[1:], views.list_kinds(facts), strict=True):
        with column, _panel(kind.replace(" ", "-")):
            _list(facts, kind, scene)
    wages, budget = st.columns([2, 1], gap="small")
    with wages, _panel("wages"):
        _wages(facts, scene)
    with budget, _panel("budget"):
        _budget(facts, scene)
    growth, need, near = st.columns(3, gap="small")
    with growth, _panel("growth"):
        table = views.narrow(views.growth_table(facts, limit=views.PANEL_ROWS - 2), (0, 1, 2, 3))
        st.html(
            _head("growth")
            + table.panel()
            + _note(words.GROWTH_NOTE)
            + _note(words.GROWTH_MORE.format(words.TABS["growth"]))
        )
    with need, _panel("need"):
        st.html(_head("need") + views.narrow(views.need_table(facts), (0, 1, 2)).panel())
    with near, _panel("neighbors"):
        _near(facts, scene)
    return where


def _head(key: str, text: str | None = None) -> str:
    """Return the heading of a panel, with its anchor."""
    anchor, name = words.SECTIONS[key]
    return f'<h2 class="go-panel-head" id="{anchor}">{escape(text or name)}</h2>'


def _section(key: str) -> None:
    """Draw the heading of a section in a tab, with its anchor."""
    anchor, name = words.SECTIONS[key]
    st.subheader(name, anchor=anchor)


def _note(text: str) -> str:
    return f'<p class="go-note">{escape(text)}</p>' if text else ""


def _list(facts: views.Glance, kind: str, scene: Scene) -> None:
    table = views.list_panel(facts, kind, scene)
    more = len(table.rows) - views.PANEL_ROWS
    anchor = f' id="{words.SECTIONS["lists"][0]}"' if kind == views.list_kinds(facts)[0] else ""
    st.html(
        f'<h2 class="go-panel-head"{anchor}>{escape(table.caption)}</h2>{_note(words.LIST_NOTES[kind])}{table.panel(views.PANEL_ROWS)}'
        + _note(words.MORE_IN.format(more, words.TABS["lists"]) if more > 0 else "")
    )


def _near(facts: views.Glance, scene: Scene) -> None:
    table = views.narrow(views.neighbor_table(facts, scene), (0, 2, 3, 4))
    more = len(table.rows) - 1 - _NEAR
    left = _note(words.MORE_IN.format(more, words.TABS["neighbors"])) if more > 0 else ""
    st.html(
        _head("neighbors")
        + table.panel(_NEAR + 1)
        + left
        + (_note(words.NEIGHBORS_NOTE) if table.rows else "")
    )
    _open_links(
        {str(code): str(title) for code, title in facts.neighbors["title"].head(_NEAR).items()},
        "neighbor",
        "{0}",
    )


def _clicked() -> None:
    what = layers.picked(st.session_state.get("area_map"))
    if what is None:
        return
    session.nonce(advance=True)
    if what[0] == "area" and what[1] in data.area_shapes(data.atlas().data_version):
        _open(what[1])


def _map(
    facts: views.Glance, programs: pd.DataFrame, scene: Scene, version: str, region: cached.Region | None
) -> None:
    st.html(_head("where"))
    shapes = cached.locator(version, region, facts.code)
    if shapes is None:
        st.html(_note(words.MAP_NONE))
        return
    codes = [
        *map(str, facts.neighbors.index),
        facts.code,
    ]  # a region's own fill is drawn over the areas it is part of
    titles = [*map(str, facts.neighbors["title"]), facts.title]
    shares = [*facts.neighbors["share_overlap"], facts.row["share_overlap"]]
    points = nearest_points(programs, scene)
    spec = layers.deck_json(
        shapes,
        codes=codes,
        fills=[_AROUND] * (len(codes) - 1) + [_HERE],
        headings=titles,
        texts=[
            f"{FIGURES['share_overlap'].label}: {wording.share_words(float(s)) if math.isfinite(float(s)) else words.UNKNOWN}"
            for s in shares
        ],
        view=layers.fit(shapes.bounds[facts.code], _SIZE, margin=0.8),
        selected=facts.code,
        points=points,
        nonce=session.nonce(),
        size=_SIZE,
        basemap=data.basemap(),
    )
    show_map(spec, key="area_map", size=_SIZE, on_select=_clicked, alt=words.MAP_ALT.format(facts.title))
    entries = [Entry(words.MAP_HERE, _HERE, None), Entry(words.MAP_AROUND, _AROUND, None)]
    if points:
        entries.append(nearest_entry(len(points)))
    st.html(Legend("", tuple(entries), "").html())


def _wages(facts: views.Glance, scene: Scene) -> None:
    rows = views.wage_rows(facts)
    if rows.empty:
        st.html(_head("wages") + _note(words.WAGES_EMPTY))
        return
    st.html(_head("wages", words.wages_head(scene.hourly)))
    alt = words.WAGES_ALT.format(len(rows), words.TABS["wages"])
    st.altair_chart(
        views.wage_chart(rows, facts, scene, **({"label": 140} if phone() else {})), key="wage_chart", alt=alt
    )
    st.html(_note(f"{views.wages_note(rows, facts, scene)} {words.WAGES_TABLED.format(words.TABS['wages'])}"))


def _budget(facts: views.Glance, scene: Scene) -> None:
    other = (
        _note(words.BUDGET_OTHER.format(wording.pay_standard(scene.rules)))
        if scene.rules.pay != "budget"
        else ""
    )
    if not facts.budget["annual"].notna().any():
        st.html(_head("budget") + other + _note(words.BUDGET_UNKNOWN))
        return
    hour = f"{words.HOUR_NOTE} " if scene.hourly else ""
    st.html(
        _head("budget")
        + other
        + views.budget_bars(facts, scene)
        + _note(f"{hour}{words.BUDGET_MORE.format(words.TABS['wages'])}")
    )


# --------------------------------------------------------------------- details


def _details(
    glance: views.Glance, programs: pd.DataFrame, scene: Scene, version: str, region: cached.Region | None
) -> views.Facts:
    """Draw the open tab. All are worked out at once, since the printed summary holds all of it."""
    head, closer = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    with head:
        st.html(
            f'<h2 class="go-details" id="{words.SECTIONS["details"][0]}">{escape(words.SECTIONS["details"][1])}</h2>'
        )
    with closer:
        options = [
            "",
            *dict.fromkeys([*([scene.focus] if scene.focus else []), *map(str, glance.listed.index)]),
        ]
        st.selectbox(
            words.CLOSER,
            options,
            format_func=lambda soc: glance.occupations[soc] if soc else words.CLOSER_NONE,
            **bound("closer", scene.focus or "", Scene.focused),
        )
    with _sign(words.WAIT_DETAILS):
        facts = _facts(glance, programs, scene, version, region)
    draw = {
        "training": partial(_programs, facts, scene),
        "ladders": partial(_ladder, facts, scene),
        "supply": partial(_supply, facts),
        "sectors": partial(_sectors, facts),
        "lists": partial(_lists, facts, scene),
        "wages": partial(_money, facts, scene),
        "growth": partial(_growth, facts),
        "need": partial(_need, facts),
        "neighbors": partial(_around, facts, scene),
        "sure": partial(_sure, facts, scene),
    }
    if facts.parts is not None:
        draw["parts"] = partial(_parts, facts)
    with st.container(key="area-tabs"):
        for name, box in tabs("area_details", {name: words.TABS[name] for name in draw}, scene).items():
            with box:
                draw[name]()
    return facts


def _parts(facts: views.Facts) -> None:
    if facts.parts is not None:
        st.html(_note(words.REGION_PARTS) + views.parts_table(facts.parts).html())


def _programs(facts: views.Facts, scene: Scene) -> None:
    _section("programs")
    shown, which = views.programs_shown(facts, scene, limit=_NEAR_ROWS)
    st.markdown(wording.markdown(which))
    if shown.empty:
        return
    st.html(views.programs_table(shown, scene).html(quiet=True))
    name = words.PROGRAMS_EVERY.format(len(facts.programs))
    box = st.expander(name, key="all_programs", on_change="rerun")
    if not box.open:  # a long list is sent when it is asked for
        return
    with box:
        if len(facts.programs) > PROGRAM_ROWS:
            st.html(_note(words.PROGRAMS_CUT.format(PROGRAM_ROWS, len(facts.programs))))
        number = st.column_config.NumberColumn
        st.dataframe(
            tables.rounded(views.every_program(facts.programs.head(PROGRAM_ROWS), facts.occupations, scene)),
            hide_index=True,
            placeholder=texts.UNKNOWN,
            height=min(table_height(len(facts.programs)), 420),
            column_config=dict(TABLES["area_every_program"])
            | {
                "adults_within": number(TABLES["area_every_program"]["adults_within"], format="percent"),
                "completions": number(TABLES["area_every_program"]["completions"], format="localized"),
                "tuition": number(TABLES["area_every_program"]["tuition"], format="localized"),
            },
            key="area_programs",
            alt=name,
        )


def _ladder(facts: views.Facts, scene: Scene) -> None:
    _section("ladders")
    if facts.ladder_from is not None:
        why = words.LADDERS_CHOSEN if scene.focus else words.LADDERS_LARGEST
        st.markdown(wording.markdown(words.LADDERS_START.format(facts.occupations[facts.ladder_from], why)))
        st.html(_note(texts.LADDER_NOTE))
    st.html(views.ladder_rungs(facts, scene).html(quiet=True))


def _supply(facts: views.Facts) -> None:
    _section("supply")
    st.html(_note(texts.SUPPLY_NOTE))
    st.markdown(wording.markdown(views.supply_words(facts)))
    for column, table in zip(st.columns(2, gap="medium"), views.supply_sides(facts), strict=True):
        with column:
            st.html(table.html())


def _sectors(facts: views.Facts) -> None:
    _section("sectors")
    st.html(views.sector_table(facts).html(quiet=True))


def _lists(facts: views.Facts, scene: Scene) -> None:
    """Draw the lists as far as they are read, then each in full with its reasons."""
    st.subheader(words.SECTIONS["lists"][1], anchor=False)
    kinds = views.list_kinds(facts)
    for column, kind in zip(st.columns(2, gap="medium"), kinds, strict=True):
        with column:
            st.html(views.list_table(facts, kind, scene).html(limit=views.ROWS))
    for kind in (*kinds, Kind.QUALITY_GAP.value, words.REST_KEY):
        count = len(views.of_kind(facts, kind))
        if count:
            name = words.ALL.format(count, words.KIND_HEADS[kind].lower())
            box = st.expander(name, key=f"all_{kind}", on_change="rerun")
            if box.open:
                with box:
                    _every(views.every_occupation(facts, kind, scene), kind, name, scene)


def _every(frame: pd.DataFrame, kind: str, name: str, scene: Scene) -> None:
    heads = {
        name: words.money_head(FIGURES[name].head, scene.hourly)
        if FIGURES[name].money
        else FIGURES[name].head
        for name in frame.columns
    }
    config = columns(heads, hourly=scene.hourly, widths={"why": "large"}, share_paying="")
    title = st.column_config.TextColumn(FIGURES["occupation"].head, width="medium", pinned=True)
    st.dataframe(
        tables.rounded(frame),
        hide_index=True,
        height=min(table_height(len(frame)), 420),
        placeholder=texts.UNKNOWN,
        column_config=config | {"title": title},
        key=f"every_{kind}",
        alt=name,
    )


def _money(facts: views.Facts, scene: Scene) -> None:
    rows = views.wage_rows(facts)
    st.subheader(words.SECTIONS["wages"][1], anchor=False)
    st.html(_note(words.WAGES_EMPTY) if rows.empty else views.wage_table(rows, facts, scene).html())
    st.subheader(words.SECTIONS["budget"][1], anchor=False)
    known = bool(facts.budget["annual"].notna().any())
    st.html(views.budget_lines(facts, scene).html() if known else _note(words.BUDGET_UNKNOWN))


def _growth(facts: views.Facts) -> None:
    st.subheader(words.SECTIONS["growth"][1], anchor=False)
    st.markdown(wording.markdown(views.basis_sentence(facts)))
    st.markdown(wording.markdown(wording.growth_error_sentence(facts.growth_error)))
    st.html(views.growth_table(facts).html())


def _need(facts: views.Facts) -> None:
    st.subheader(words.SECTIONS["need"][1], anchor=False)
    st.html(replace(views.need_table(facts), note="").html())
    st.html(views.county_table(facts).html() + _note(words.NEED_NOTE))


def _around(facts: views.Facts, scene: Scene) -> None:
    st.subheader(words.SECTIONS["neighbors"][1], anchor=False)
    st.html(
        views.neighbor_table(facts, scene).html(quiet=True)
        + (_note(words.NEIGHBORS_NOTE) if len(facts.neighbors) else "")
    )
    _open_links({str(code): str(title) for code, title in facts.neighbors["title"].items()}, "around")


def _sure(facts: views.Facts, scene: Scene) -> None:
    _section("sure")
    st.markdown(wording.markdown(wording.growth_error_sentence(facts.growth_error)))
    st.markdown(wording.markdown(wording.certainty_sentence(facts.certainty)))
    st.html(views.sensitivity_lines(facts, scene).html())
