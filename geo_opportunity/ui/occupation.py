"""The Occupation page: where it pays and grows, what leads to it, and on from it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st
from pandas.api.types import is_numeric_dtype

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import layers
from geo_opportunity.maps import picture as pictures
from geo_opportunity.ui import cached_training as cached
from geo_opportunity.ui import controls, session
from geo_opportunity.ui import legacy as data
from geo_opportunity.ui import legacy as tables
from geo_opportunity.ui.legacy import (
    bound,
    columns,
    download,
    head,
    map_size,
    open_page,
    phone,
    row_selection,
    show_map,
    source_line,
    table_height,
    tabs,
)
from geo_opportunity.ui.views import occupation as views
from geo_opportunity.ui.words import common as texts
from geo_opportunity.ui.words import occupation as words
from geo_opportunity.vocabulary import HOURS_OEWS, KINDS, SECTORS, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_opportunity.scene import Scene

__all__ = ["page"]


def page() -> None:
    """Draw the page."""
    opened = open_page("occupation")
    scene, version, areas, occupations = opened.scene, opened.version, opened.areas, opened.occupations
    head(words.TITLE, words.TAGLINE, opened.problems)
    controls.sidebar(scene, occupations, data.atlas().schedule_unknown(scene.selection))
    with controls.folded(words.CHANGE) if scene.occupation else st.container():
        _picker(scene, version, occupations)
    if scene.occupation is None:
        _list(scene, version)
        return
    soc = scene.occupation
    frame = wording.in_units(data.occupation_status(version, soc, scene.rules), scene)
    occupation = {str(k): v for k, v in data.atlas().occupations.loc[soc].items()}
    st.html(f'<p class="go-headline">{escape(wording.occupation_headline(frame, occupations[soc]))}</p>')
    about = f'{_description(occupation)}<p class="go-rules">{escape(wording.settings_sentence(scene))}</p>'
    if not phone():
        st.html(about)
    _where(scene, version, frame, areas, opened.states)
    if phone():
        st.html(about)
    draw = {
        "spread": partial(_spread, scene, frame, version),
        "route": partial(_route, scene, occupation, version),
        "programs": partial(_programs, scene, occupation, version),
        "ladder": partial(_ladder, scene, version, areas, occupations),
    }
    for name, box in tabs("o_tabs", words.TABS, scene).items():
        with box:
            draw[name]()
    st.html(f'<p class="go-caveat">{escape(texts.CAVEATS)}</p>')


def _description(occupation: Mapping[str, Any]) -> str:
    text = occupation.get("description")
    told = text if isinstance(text, str) and text else words.DESCRIPTION_NONE
    first, rest = views.short(f"{occupation['soc']}. {told}")
    more = (
        f'<details class="go-rules"><summary>{escape(words.MORE)}</summary>{escape(rest)}</details>'
        if rest
        else ""
    )
    return f'<p class="go-rules">{escape(first)}</p>{more}'


# ---------------------------------------------------------------------- picker


def _picker(scene: Scene, version: str, occupations: Mapping[str, str]) -> None:
    left, middle, right = st.columns([4, 2, 3], vertical_alignment="bottom")
    with left:
        st.selectbox(
            words.PICK,
            ["", *occupations],
            format_func=lambda soc: occupations[soc] if soc else words.PICK_NONE,
            help=words.PICK_HELP,
            **bound("o_pick", scene.occupation or "", lambda s, v: s.show(v or None)),
        )
    with middle:
        text = st.text_input(
            words.EVERYDAY, key="o_everyday", placeholder=words.EVERYDAY_HINT, help=words.EVERYDAY_HELP
        )
    if not text or not text.strip():
        return
    found = cached.everyday(version, text.strip()[:80])
    with right:
        if not found:
            st.caption(words.NOT_FOUND)
            return
        st.selectbox(
            words.list_found(len(found)),
            ["", *found],
            format_func=lambda soc: found[soc] if soc else words.FOUND_NONE,
            **bound("o_found", "", lambda s, v: s.show(v) if v else s),
        )


def _list(scene: Scene, version: str) -> None:
    which = wording.selection_words(scene.selection)
    st.subheader(words.LIST, anchor=False)
    st.html(
        f'<p class="go-rules">{escape(wording.settings_sentence(scene))}{escape(f" {words.which(which)}" if which else "")}</p>'
    )
    table = cached.occupation_list(version, scene.rules, scene.selection)
    if table.empty:
        st.write(words.LIST_EMPTY)
        return
    st.caption(words.LIST_NOTE)
    config: dict[str, Any] = {
        "title": st.column_config.TextColumn(TABLES["occupations"]["title"], width="large")
    }
    config["jobs"] = st.column_config.NumberColumn(TABLES["occupations"]["jobs"], format="localized")
    money = "dollar" if scene.hourly else "localized"
    config["wage"] = st.column_config.NumberColumn(
        TABLES["occupations"]["wage_hourly" if scene.hourly else "wage"], format=money
    )
    config["growth"] = st.column_config.NumberColumn(TABLES["occupations"]["growth"], format="percent")
    for kind in Kind:
        config[kind.value] = st.column_config.NumberColumn(
            TABLES["occupations"][kind.value], format="localized"
        )
    shown = table.assign(wage=table["wage"] / HOURS_OEWS) if scene.hourly else table
    st.dataframe(
        tables.rounded(shown),
        hide_index=True,
        height=560,
        placeholder=texts.UNKNOWN,
        column_config=config,
        alt=words.LIST,
        **row_selection("o_list", [str(s) for s in table.index], None, lambda s, v: s.show(v) if v else s),
    )
    source_line(version, ("nation_wages", "projections"), words.LIST_UNIT)


# ----------------------------------------------------------------------- where


def _clicked() -> None:
    what = layers.picked(st.session_state.get("o_map"))
    if what is not None and what[0] == "area":
        session.nonce(advance=True)
        session.change(lambda scene: scene.toggle(what[1]))


def _where(
    scene: Scene, version: str, frame: pd.DataFrame, areas: Mapping[str, str], states: Mapping[str, str]
) -> None:
    """Show where it passes and fails each test: map, counts and table follow one choice of test and outcome."""
    shapes = data.browser_shapes(version)
    with controls.folded(
        f"{words.PLACE}: {wording.markdown(areas[scene.area] if scene.area else texts.AREA_NONE)}"
    ):
        pick, zoom = st.columns([3, 2], vertical_alignment="bottom")
        with pick:
            controls.area_select(scene, areas)
        with zoom:
            controls.place_select(
                "o_map", pictures.view_of(scene, shapes.bounds, map_size()), states, list(shapes.bounds)
            )
    outcome = _test(scene, frame)
    kept = views.with_outcome(frame, scene.measure, outcome)
    picture = pictures.picture(frame, scene)
    if outcome != views.ALL:
        picture = views.muted(picture, kept.index, views.outcome_words(scene.measure, outcome))
    left, right = st.columns([5, 3], gap="medium")
    with left:
        _map(scene, version, picture, shapes)
    with right:
        _counts(scene, frame, areas)
    _areas(scene, version, kept)


def _test(scene: Scene, frame: pd.DataFrame) -> str:
    """Draw the choice of test and of outcome; return the outcome."""
    test_box, outcome_box = st.columns([3, 2], vertical_alignment="bottom")
    with test_box:
        st.segmented_control(
            words.TEST,
            list(words.TEST_CHOICES),
            format_func=words.TEST_CHOICES.__getitem__,
            wrap=True,
            **bound(
                "o_test",
                scene.measure if scene.measure in views.TESTS else None,
                lambda s, v: s.measured(v or s.measure),
            ),
        )
    if scene.measure not in views.TESTS:
        return views.ALL
    counts = views.outcome_counts(frame, scene.measure)
    chosen = scene.outcome if scene.outcome in counts else views.ALL
    with outcome_box:
        st.selectbox(
            words.OUTCOME,
            list(counts),
            format_func=lambda name: words.outcome(views.outcome_words(scene.measure, name), counts[name]),
            **bound(
                "o_outcome", chosen, lambda s, v: replace(s, outcome=None if v in (None, views.ALL) else v)
            ),
        )
    return chosen


def _counts(scene: Scene, frame: pd.DataFrame, areas: Mapping[str, str]) -> None:
    st.subheader(words.TESTS, anchor=False)
    counts = views.status_counts(frame)
    st.table(views.written_counts(counts))
    st.caption(words.TESTS_NOTE)
    if scene.area not in frame.index:
        st.caption(words.NO_AREA)
        return
    row = frame.loc[scene.area]
    reasons = "".join(f"<li>{escape(str(row[c]))}</li>" for c in wording.REASONS)
    said = words.area_kind(areas[str(scene.area)], KINDS[str(row["kind"])])
    st.html(f'<p class="go-headline">{escape(said)}</p><ul class="go-rules">{reasons}</ul>')


def _map(scene: Scene, version: str, picture: pictures.Picture, shapes: layers.Shapes) -> None:
    size = map_size()
    spec = layers.deck_json(
        shapes,
        codes=picture.codes,
        fills=picture.fills,
        headings=picture.headings,
        texts=picture.texts,
        unknown=picture.unknown,
        view=pictures.view_of(scene, shapes.bounds, size),
        selected=scene.area,
        selected_shape=data.area_shapes(version).get(scene.area) if scene.area else None,
        nonce=session.nonce(),
        size=size,
        basemap=data.basemap(),
    )
    show_map(
        spec,
        key="o_map",
        size=size,
        on_select=_clicked,
        alt=words.map_alt(FIGURES[scene.measure].label, picture.legend.text()),
    )
    st.html(picture.legend.html())
    source_line(version, pictures.source_keys(scene), pictures.unit_line(scene))


def _head(name: str, scene: Scene) -> str:
    if name in ("wage", "threshold"):
        return words.money(FIGURES[name].head, hourly=scene.hourly)
    if name == "reach":
        return words.reach_head(wording.distance(scene.rules.reach_miles, scene.units))
    return TABLES["outcomes"].get(name) or FIGURES[name].head


def _areas(scene: Scene, version: str, kept: pd.DataFrame) -> None:
    st.subheader(words.AREAS, anchor=False)
    if kept.empty:
        st.write(words.NOBODY)
        return
    table = views.test_table(kept, scene)
    heads = {name: _head(name, scene) for name in table.columns}
    widths = {"title": "medium"} | dict.fromkeys(wording.REASONS, "large")
    st.dataframe(
        tables.rounded(table),
        hide_index=True,
        height=min(table_height(len(table)), 470),
        placeholder=texts.UNKNOWN,
        column_config=columns(
            heads, hourly=scene.hourly, widths=widths, states="localized", location_quotient=""
        ),
        alt=f"{words.AREAS}: {FIGURES[scene.measure].label}",
        **row_selection("o_areas", [str(c) for c in table.index], scene.area, lambda s, v: s.pick(v)),
    )
    st.caption(texts.TABLE_HELP)
    title = str(data.atlas().occupations.loc[str(scene.occupation), "title"])
    download(
        texts.DOWNLOAD,
        "o_download",
        file_name=f"geo-opportunity-{scene.occupation}.csv",
        table=lambda: table,
        notes=[words.area_kind(title, wording.settings_sentence(scene))],
        heads=heads,
        version=version,
        sources=pictures.source_keys(scene),
    )


# ------------------------------------------------------------------------ tabs


def _spread(scene: Scene, frame: pd.DataFrame, version: str) -> None:
    table = views.spread(frame, hourly=scene.hourly)
    rate = views.rate_sentence(cached.wage_rate(version, str(scene.occupation)), hourly=scene.hourly)
    if rate:
        st.info(wording.markdown(rate))
    st.markdown(wording.markdown(views.threshold_sentence(frame, scene)))
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(words.WAGES, anchor=False)
        if frame["p50"].notna().any():
            chart = views.wage_chart(table, hourly=scene.hourly)
            st.altair_chart(chart, width="stretch", theme=None, key="o_wages")
            st.caption(words.WAGES_NOTE + (f" {words.TOP_CODED}" if views.has_top_codes(frame) else ""))
        else:
            st.write(words.NO_WAGES)
    with right:
        st.subheader(words.RATIO, anchor=False)
        if (frame["wage"] / frame["threshold"]).notna().any():
            st.altair_chart(views.ratio_chart(frame), width="stretch", theme=None, key="o_ratio")
            st.caption(words.RATIO_NOTE)
        else:
            st.write(words.NO_RATIO)
        st.subheader(words.GROWTH, anchor=False)
        st.altair_chart(views.growth_chart(frame), width="stretch", theme=None, key="o_growth")
        st.caption(words.GROWTH_NOTE)
    written = views.written_spread(table, hourly=scene.hourly)
    st.dataframe(
        written, hide_index=True, height=table_height(len(written)), key="o_spread", alt=words.SPREAD
    )
    basis = views.basis_sentence(frame)
    source_line(
        version, ("sustaining", "growing", "accessible"), words.spread_unit(hourly=scene.hourly, basis_=basis)
    )


def _bullets(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {wording.markdown(line)}" for line in lines))


def _route(scene: Scene, occupation: Mapping[str, Any], version: str) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(words.ROUTE, anchor=False)
        _bullets(views.route_sentences(occupation))
        st.subheader(words.SCHEDULE, anchor=False)
        st.markdown(wording.markdown(views.schedule_sentence(occupation)))
    with right:
        st.subheader(words.SECTORS, anchor=False)
        lines = views.sector_lines(data.atlas().table("sectors"), str(occupation["soc"]))
        _bullets(lines or [words.SECTOR_NONE])
        st.caption(" ".join(f"{SECTORS[s]}: {note}" for s, note in controls.SECTOR_NOTES.items()))
        st.subheader(words.COVERAGE, anchor=False)
        st.markdown(wording.markdown(views.coverage_sentence(occupation, scene.rules)))
    source_line(version, ("occupations", "sectors"), words.ROUTE_BASIS)


def _programs(scene: Scene, occupation: Mapping[str, Any], version: str) -> None:
    soc = str(occupation["soc"])
    table = cached.linked_programs(version, soc)
    if table.empty:
        st.write(
            words.PROGRAMS_NO_FIT
            if not isinstance(occupation.get("entry_education"), str)
            else words.PROGRAMS_NONE
        )
    else:
        st.caption(words.PROGRAMS_NOTE)
        st.dataframe(
            table,
            hide_index=True,
            height=min(table_height(len(table)), 420),
            placeholder=texts.UNKNOWN,
            column_config=columns(TABLES["linked_programs"], widths={"program": "large"}, states="localized"),
            key="o_programs",
            alt=words.TABS["programs"],
        )
    st.markdown(wording.markdown(views.coverage_sentence(occupation, scene.rules)))
    session.link("training", words.TRAINING_LINK, icon=":material/school:")
    source_line(version, ("programs", "cip_soc"), words.PROGRAMS_UNIT)


def _ladder(scene: Scene, version: str, areas: Mapping[str, str], occupations: Mapping[str, str]) -> None:
    assert scene.occupation is not None
    if scene.area is None:
        st.write(words.LADDER_PICK)
        st.selectbox(
            words.LADDER_AREA,
            ["", *areas],
            format_func=lambda code: areas[code] if code else texts.AREA_NONE,
            **bound("o_ladder_area", "", lambda s, v: s.pick(v or None)),
        )
        return
    st.markdown(f"**{wording.markdown(words.LADDER_AREA)} {wording.markdown(areas[scene.area])}**")
    seen: dict[str, None] = {}
    for direction, name, note in (("up", words.UP, words.UP_NOTE), ("down", words.DOWN, words.DOWN_NOTE)):
        st.subheader(name, anchor=False)
        rungs = cached.next_rungs(version, scene.area, scene.occupation, scene.rules, direction)  # type: ignore[arg-type]
        if rungs.empty:
            st.write(words.NO_STEP)
            continue
        st.caption(note)
        seen |= dict.fromkeys(map(str, rungs["soc"]))
        table = views.rung_table(rungs, scene)
        _rungs(table, f"o_{direction}", TABLES["ladders"], name)
    chains = data.ladders(version, scene.area, scene.occupation, scene.rules)
    st.subheader(words.CHAINS, anchor=False)
    if chains.empty:
        st.write(texts.LADDER_EMPTY)
    else:
        st.caption(texts.LADDER_NOTE)
        _rungs(tables.ladder_table(chains, scene), "o_chains", TABLES["ladders"], words.CHAINS)
    if seen:
        st.selectbox(
            words.OPEN_RUNG,
            ["", *seen],
            format_func=lambda soc: occupations.get(soc, soc) if soc else words.PICK_NONE,
            **bound("o_rung", "", lambda s, v: s.show(v) if v else s),
        )
    source_line(version, ("related", "area_wages", "projections"), words.LADDER_BASIS)


def _rungs(table: pd.DataFrame, key: str, heads: Mapping[str, str], alt: str) -> None:
    kinds = {"raise": "percent", "growth": "percent", "openings": "localized"}
    config = {
        c: st.column_config.NumberColumn(h, format=kinds[c])
        if c in kinds and is_numeric_dtype(table[c])
        else st.column_config.Column(h, width={"title": "medium", "entry": "large"}.get(c))  # type: ignore[arg-type]
        for c, h in heads.items()
        if c in table.columns
    }
    st.dataframe(
        table,
        hide_index=True,
        height=min(table_height(len(table)), 420),
        placeholder=texts.UNKNOWN,
        column_config=config,
        key=key,
        alt=alt,
    )
