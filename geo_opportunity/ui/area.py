"""The Area page: one place, an area or a user's region, on one screen and on two printed pages."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo_opportunity.errors import LinkError, UnknownCodeError, ValueRangeError
from geo_opportunity.maps import layers
from geo_opportunity.maps.legend import Entry, Legend
from geo_opportunity.scene import Scene, region_of
from geo_opportunity.ui import cached_area as cached
from geo_opportunity.ui import controls, data, state
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.parts import open_page, problem_box
from geo_opportunity.ui.views import area as views
from geo_opportunity.ui.words import area as words
from geo_opportunity.ui.words import common as texts
from geo_opportunity.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


__all__ = ["page"]

PROGRAM_ROWS: Final = 500
#: Pixels of the small map.
_SIZE: Final = (380, 330)
_HERE: Final = "#9ecae1"
_AROUND: Final = "#eceff1"
_REGION: Final = "region"


def page() -> None:
    """Draw the page."""
    opened = open_page("area", views.CSS)
    scene, version, areas, occupations = opened.scene, opened.version, opened.areas, opened.occupations
    region, lost = _region(scene, version)
    controls.sidebar(scene, occupations, data.atlas().schedule_unknown(scene.selection))
    code = cached.opened(version, region).areas.index[0] if region is not None else scene.area

    facts = None
    with st.container(key="area-screen"):
        problem_box([*opened.problems, *([lost] if lost else [])])
        _picker(scene, areas, region)
        if code is None:
            _empty(scene, version)
        else:
            facts = _facts(scene, version, region, str(code), occupations)
            _screen(facts, scene, version, region)
    if facts is not None:
        main = data.main_sources(version, "overlap", "budget", "programs")
        lines = [f"{title}, {vintage}" for title, vintage in zip(main["title"], main["vintage"], strict=True)]
        with st.container(key="area-sheet"):
            st.html(views.sheet_html(facts, scene, version, lines))


# ---------------------------------------------------------------------- place


def _region(scene: Scene, version: str) -> tuple[cached.Region | None, str]:
    """Return the scene's region, None without one; and what was wrong with it."""
    if scene.region is None:
        return None, ""
    region = (scene.region, scene.region_name)
    try:
        cached.opened(version, region)
    except (LinkError, UnknownCodeError, ValueRangeError) as error:
        return None, words.REGION_LOST.format(error)
    return region, ""


def _pick(scene: Scene, value: Any) -> Scene:
    return scene if value == _REGION else scene.pick(value or None) if value else replace(scene.pick(None), region=None, region_name=None)


def _picker(scene: Scene, areas: Mapping[str, str], region: cached.Region | None) -> None:
    mine = {_REGION: region_of(*region).name} if region is not None else {}
    names = {"": words.PICK_NONE, **mine, **areas}
    st.session_state["area_page"] = _REGION if region is not None else scene.area or ""
    st.selectbox(
        words.PICK, list(names), format_func=names.__getitem__, help=words.PICK_HELP, key="area_page", on_change=state.on_change("area_page", _pick)
    )  # fmt: skip


def _open(code: str) -> None:
    state.change(lambda scene: scene.pick(code))


def _open_links(titles: Mapping[str, str], key: str) -> None:
    with st.container(horizontal=True, gap="small", key=f"{key}-links"):
        for code, title in titles.items():
            state.link("area", vm.markdown(words.OPEN.format(title)), partial(Scene.pick, area=code))


def _empty(scene: Scene, version: str) -> None:
    st.html(f"<h1>{escape(words.PAGE)}</h1>")
    frame = data.overlap(version, scene.rules, scene.selection)
    largest = frame["jobs_total"].nlargest(8).index
    st.markdown(vm.markdown(words.EMPTY))
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


def _facts(scene: Scene, version: str, region: cached.Region | None, code: str, occupations: Mapping[str, str]) -> views.Facts:
    rules, pick = scene.rules, scene.selection
    row = cached.row(version, region, code, rules, pick)
    cells = cached.cells(version, region, code, rules, pick)
    table, summary = cached.supply(version, region, code, pick)
    low = cells.index[(cells["kind"] == Kind.QUALITY_GAP.value) & cells["employment"].notna()]
    start = scene.focus or (str(low[0]) if len(low) else None)
    certain, sensitive = cached.sure(version, region, code, rules, pick)
    near = cached.neighbors(version, region, code)
    around = data.overlap(version, rules, pick).loc[list(near)].assign(relation=list(near.values()))
    return views.Facts(
        code=code,
        title=str(row["title"]),
        row=row,
        nation=data.nation(version, rules, pick),
        cells=cells,
        budget=cached.budget(version, region, code, rules.family),
        sectors=cached.sectors(version, region, code, rules, pick),
        programs=cached.programs(version, region, code, _wanted(scene, cells), float(rules.reach_miles)),
        supply=table,
        supply_summary=summary,
        ladder_from=start,
        ladders=cached.ladders(version, region, code, start, rules) if start else cells.iloc[:0],
        counties=cached.counties(version, region, code),
        all_counties=cached.counties(version, None, None),
        neighbors=around.sort_values(["relation", "jobs_selected"], ascending=[False, False], kind="stable"),
        parts=cached.parts(version, region),
        growth_error=data.growth_error(version),
        certainty=certain,
        sensitivity=sensitive,
        occupations=occupations,
    )


# ---------------------------------------------------------------------- screen


def _screen(facts: views.Facts, scene: Scene, version: str, region: cached.Region | None) -> None:
    st.html(
        f'<h1 class="go-title">{escape(facts.title)}</h1>'
        f'<p class="go-headline">{escape(views.headline(facts, scene))}</p>'
        f'<p class="go-rules">{escape(vm.settings_sentence(scene))}</p>' + views.key_html(views.key_figures(facts, scene))
    )
    links = " ".join(f'<a href="#{anchor}">{escape(name)}</a>' for anchor, name in words.SECTIONS.values())
    st.html(f'<nav class="go-jump" aria-label="{escape(words.JUMP)}">{escape(words.JUMP)}: {links}</nav>')
    if facts.parts is not None:
        _note(words.REGION_PARTS)
        st.html(views.parts_table(facts.parts).html())
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _lists(facts, scene)
    with right, st.container(key="area-side"):
        _map(facts, scene, version, region)
        _neighbors(facts, scene)
        _need(facts)
    _wages(facts, scene)
    _budget(facts, scene)
    _head("growth")
    _note(words.GROWTH_NOTE)
    st.markdown(vm.markdown(views.basis_sentence(facts)))
    st.html(views.growth_table(facts).html(quiet=True))
    _head("sectors")
    st.html(views.sector_table(facts).html(quiet=True))
    _closer(facts, scene)
    _programs(facts, scene)
    _supply(facts)
    _ladder(facts, scene)
    _sure(facts)
    keys = ("overlap", "budget", "programs", "supply", "related", "county_need")
    st.html(vm.source_html(data.main_sources(version, *keys), data.sources(version, *keys), version, words.PRINT))
    st.html(f'<p class="go-caveat">{escape(texts.CAVEATS)}</p>')


def _head(key: str) -> None:
    anchor, name = words.SECTIONS[key]
    st.header(name, anchor=anchor)


def _note(text: str) -> None:
    st.html(f'<p class="go-note">{escape(text)}</p>')


def _lists(facts: views.Facts, scene: Scene) -> None:
    _head("lists")
    groups = vm.lists(facts.cells, scene)
    for kind in views.list_kinds(facts):
        table = views.list_table(facts, kind, scene)
        st.html(f'<p class="go-note">{escape(words.LIST_NOTES[kind])}</p>' + table.html(limit=views.ROWS))
        if len(table.rows):
            with st.expander(words.ALL.format(len(table.rows), words.KIND_HEADS[kind].lower())):
                _every(groups[kind] if kind in groups else groups["rest"].loc[views.of_kind(facts, kind).index], kind, scene)


def _every(frame: pd.DataFrame, kind: str, scene: Scene) -> None:
    per = "an hour" if scene.hourly else "a year"
    money = "dollar" if scene.hourly else "localized"
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        vm.rounded(frame),
        hide_index=True,
        height=min(35 * (len(frame) + 1) + 3, 420),
        placeholder=texts.UNKNOWN,
        column_config={
            "title": text(texts.COLUMNS["occupation"], width="medium", pinned=True),
            "employment": number(texts.COLUMNS["employment"], format="localized"),
            "wage": number(f"{texts.COLUMNS['wage']}, $ {per}", format=money),
            "threshold": number(f"{texts.COLUMNS['threshold']}, $ {per}", format=money),
            "share_paying": text(texts.COLUMNS["share_paying"]),
            "growth": number(texts.COLUMNS["growth"], format="percent"),
            "growth_basis": text(texts.COLUMNS["growth_basis"]),
            "openings": number(texts.COLUMNS["openings"], format="localized"),
            "reach": number(texts.COLUMNS["reach"], format="percent"),
            "schedule": number(texts.COLUMNS["schedule"], format="percent"),
            "entry_education": text(texts.COLUMNS["entry_education"]),
            "kind": text(texts.COLUMNS["kind"]),
            "why": text(texts.COLUMNS["why"], width="large"),
        },
        key=f"every_{kind}",
        alt=words.ALL.format(len(frame), words.KIND_HEADS[kind].lower()),
    )


def _clicked() -> None:
    what = layers.picked(st.session_state.get("area_map"))
    if what is None:
        return
    state.nonce(advance=True)
    if what[0] == "area" and what[1] in data.area_shapes(data.atlas().data_version):
        _open(what[1])


def _map(facts: views.Facts, scene: Scene, version: str, region: cached.Region | None) -> None:
    st.subheader(words.MAP_LEGEND, anchor=False)
    shapes = cached.locator(version, region, facts.code)
    if shapes is None:
        st.write(words.MAP_NONE)
        return
    codes = [*map(str, facts.neighbors.index), facts.code]  # a region's own fill is drawn over the areas it is part of
    titles = [*map(str, facts.neighbors["title"]), facts.title]
    shares = [*facts.neighbors["share_overlap"], facts.row["share_overlap"]]
    points = vm.provider_points(facts.programs, scene)
    spec = layers.deck_json(
        shapes,
        codes=codes,
        fills=[_AROUND] * (len(codes) - 1) + [_HERE],
        headings=titles,
        texts=[
            f"{texts.MEASURES['share_overlap'][0]}: {vm.share_words(float(s)) if math.isfinite(float(s)) else words.UNKNOWN}"
            for s in shares
        ],
        view=layers.fit(shapes.bounds[facts.code], _SIZE, margin=0.8),
        selected=facts.code,
        points=points,
        nonce=state.nonce(),
        size=_SIZE,
    )
    st.pydeck_chart(
        layers.MapDeck(spec),
        height=_SIZE[1],
        selection_mode="single-object",
        on_select=_clicked,
        key="area_map",
        alt=words.MAP_ALT.format(facts.title),
    )
    entries = [Entry(words.MAP_HERE, _HERE, None), Entry(words.MAP_AROUND, _AROUND, None)]
    if points:
        entries.append(vm.provider_entry(len(points)))
    st.html(Legend("", tuple(entries), "").html())


def _labels() -> dict[str, int]:
    """Return the width of names beside bars on a phone, nothing on a desk."""
    agent = st.context.headers.get("User-Agent", "") if st.context.headers else ""
    return {"label": 140} if "Mobi" in agent else {}


def _wages(facts: views.Facts, scene: Scene) -> None:
    _head("wages")
    rows = views.wage_rows(facts)
    if rows.empty:
        st.write(words.WAGES_EMPTY)
        return
    _note(views.wages_note(rows, facts, scene))
    st.altair_chart(views.wage_chart(rows, facts, scene, **_labels()), key="wage_chart", alt=words.WAGES_ALT.format(len(rows)))
    with st.expander(words.WAGE_TABLE):
        st.html(views.wage_table(rows, facts, scene).html())


def _budget(facts: views.Facts, scene: Scene) -> None:
    _head("budget")
    if scene.rules.pay != "budget":
        _note(words.BUDGET_OTHER.format(vm.pay_standard(scene.rules)))
    if not facts.budget["annual"].notna().any():
        st.write(words.BUDGET_UNKNOWN)
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.altair_chart(views.budget_chart(facts, **_labels()), key="budget_chart", alt=words.BUDGET_ALT)
    with right:
        st.html(views.budget_lines(facts).html())


def _focus(scene: Scene, value: Any) -> Scene:
    return replace(scene, focus=value or None)


def _closer(facts: views.Facts, scene: Scene) -> None:
    _head("programs")
    st.session_state["closer"] = scene.focus or ""
    options = ["", *dict.fromkeys([*([scene.focus] if scene.focus else []), *map(str, facts.listed.index)])]
    st.selectbox(
        words.CLOSER,
        options,
        format_func=lambda soc: facts.occupations[soc] if soc else words.CLOSER_NONE,
        key="closer",
        on_change=state.on_change("closer", _focus),
    )


def _programs(facts: views.Facts, scene: Scene) -> None:
    shown, which = views.programs_shown(facts, scene)
    st.markdown(vm.markdown(which))
    if shown.empty:
        return
    st.html(views.programs_table(shown, scene).html(quiet=True))
    with st.expander(words.PROGRAMS_EVERY.format(len(facts.programs))):
        if len(facts.programs) > PROGRAM_ROWS:
            _note(words.PROGRAMS_CUT.format(PROGRAM_ROWS, len(facts.programs)))
        st.dataframe(
            vm.rounded(vm.program_table(facts.programs.head(PROGRAM_ROWS), facts.occupations, scene)),
            hide_index=True,
            placeholder=texts.UNKNOWN,
            height=420,
            column_config={
                "Adults in reach": st.column_config.NumberColumn(format="percent"),
                "Completions a year": st.column_config.NumberColumn(format="localized"),
                "Tuition and fees, in state": st.column_config.NumberColumn("Tuition and fees, in state, $ a year", format="localized"),
            },
            key="area_programs",
            alt=words.PROGRAMS_EVERY.format(len(facts.programs)),
        )


def _supply(facts: views.Facts) -> None:
    _head("supply")
    _note(texts.SUPPLY_NOTE)
    st.markdown(vm.markdown(views.supply_words(facts)))
    for column, table in zip(st.columns(2, gap="medium"), views.supply_sides(facts), strict=True):
        with column:
            st.html(table.html())


def _ladder(facts: views.Facts, scene: Scene) -> None:
    _head("ladders")
    if facts.ladder_from is not None:
        why = words.LADDERS_CHOSEN if scene.focus else words.LADDERS_LARGEST
        st.markdown(vm.markdown(words.LADDERS_START.format(facts.occupations[facts.ladder_from], why)))
        _note(texts.LADDER_NOTE)
    st.html(views.ladder_rungs(facts, scene).html(quiet=True))


def _need(facts: views.Facts) -> None:
    _head("need")
    st.html(views.need_table(facts).html(quiet=True))
    counties = views.county_table(facts)
    if counties.rows:
        with st.expander(counties.caption):
            st.html(counties.html())


def _neighbors(facts: views.Facts, scene: Scene) -> None:
    _head("neighbors")
    _note(words.NEIGHBORS_NOTE)
    st.html(views.narrow(views.neighbor_table(facts, scene), (0, 1, 2, 3, 4)).html(quiet=True))
    _open_links({str(code): str(title) for code, title in facts.neighbors["title"].items()}, "neighbor")


def _sure(facts: views.Facts) -> None:
    _head("sure")
    st.markdown(vm.markdown(vm.growth_error_sentence(facts.growth_error)))
    st.markdown(vm.markdown(vm.certainty_sentence(facts.certainty)))
    st.html(views.sensitivity_lines(facts).html())
