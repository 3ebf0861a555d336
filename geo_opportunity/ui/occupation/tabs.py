"""The tabs of the Occupation page: spread over areas, getting in, programs, ladder."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd
import streamlit as st
from pandas.api.types import is_numeric_dtype

from geo_opportunity import wording
from geo_opportunity.exports import listing
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.rows import record
from geo_opportunity.scene import SETTINGS
from geo_opportunity.ui import answers, controls, display, panels, session
from geo_opportunity.units import counted
from geo_opportunity.vocabulary import HOURS_OEWS, PERCENTILES, SECTORS, Basis, Flag, ProgramNeed, Status
from geo_opportunity.wording import dollars, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_opportunity.rules import Rules
    from geo_opportunity.scene import Scene
    from geo_opportunity.ui.display import Page

#: No occupation is chosen.
CHOOSE: Final = "Choose an occupation"

_PROGRAMS: Final = "Programs that lead to it"
#: Tabs by name, as links know them.
_TABS: Final = {
    "spread": "Wage and growth across areas",
    "route": "Getting in",
    "programs": _PROGRAMS,
    "ladder": "Ladder up and down",
}


def draw(page: Page, soc: str, frame: pd.DataFrame) -> None:
    """Draw the open tab; `frame` is ``Atlas.occupation_status`` of the occupation."""
    for name, box in display.tabs("o_tabs", _TABS, page.scene).items():
        with box:
            if name == "spread":
                _spread(page, soc, frame)
            elif name == "route":
                _route(page, soc)
            elif name == "programs":
                _programs(page, soc)
            else:
                _ladder(page, soc)


# ---------------------------------------------------------------------- spread

_NO_RATIO: Final = "No area has both the wage and the pay needed, so they cannot be compared."
#: Figures that spread -> name.
_FIGURES: Final = {
    **{name: FIGURES[name].label for name in PERCENTILES},
    "ratio": "Wage / pay needed",
    "growth": FIGURES["growth"].head,
    "reach": FIGURES["reach"].label,
}
#: Bases of growth, for a sentence.
_BASES: Final = {
    Basis.LOCAL.value: "local projections",
    Basis.STATE.value: "the state's rate",
    Basis.STATES_BLEND.value: "several states' rates",
    Basis.STATE_NATION.value: "state and national rates",
    Basis.NATION.value: "the national rate",
    Basis.NONE.value: "nothing published",
}
_BAR, _LINE, _MARK, _STROKE, _INK = "#3690c0", "#45525c", "#08306b", "#225ea8", "#1b1b1b"


def _spread(page: Page, soc: str, frame: pd.DataFrame) -> None:
    """Draw how wages, pay against need and growth spread over areas."""
    scene, atlas = page.scene, page.atlas
    found = answers.spread(atlas, soc, scene.rules)
    if scene.hourly:
        money = found.index.isin(PERCENTILES)
        found.loc[money, list(found)[2:]] /= HOURS_OEWS
    rate = _rate_sentence(answers.wage_rate(atlas, soc), hourly=scene.hourly) + _by_hour(frame, scene)
    if rate:
        st.info(wording.markdown(rate))
    pay = _pay_sentence(found, answers.outcomes(atlas, soc, scene.rules), scene)
    st.markdown(wording.markdown(pay))
    left, right = st.columns(2, gap="medium")
    with left:
        _wages(found, hourly=scene.hourly, top_coded=bool((frame["wage_flag"] == Flag.TOP_CODED.value).any()))
    with right:
        st.subheader("Wage against the pay needed there", anchor=False)
        if found.loc["ratio", "count"]:
            st.altair_chart(_ratio_chart(frame), width="stretch", theme=None, key="o_ratio")
            st.caption(
                "One line per area: the chosen wage divided by the pay needed in that area. At 1.00 and "
                "above it "
                "pays enough."
            )
        else:
            st.write(_NO_RATIO)
        st.subheader("Growth across areas", anchor=False)
        st.altair_chart(_growth_chart(frame), width="stretch", theme=None, key="o_growth")
        st.caption(
            "One line per area: projected growth over ten years, against all jobs of the nation. Many areas "
            "share their state's rate, so lines pile up. People who leave are replaced, too: "
            f"{_openings(frame)} openings a year in all areas."
        )
    display.table(
        _spread_rows(found, hourly=scene.hourly),
        {},
        most=None,
        placeholder=None,
        key="o_spread",
        alt="How each figure spreads over areas",
    )
    bases = frame["growth_basis"].map(_BASES).value_counts()
    rests = ", ".join(f"{name} {count:,}" for name, count in zip(bases.index.astype(str), bases, strict=True))
    unit = "an hour (year / 2,080)" if scene.hourly else "a year"
    lead = f"Unit: dollars {unit}; percent. Growth rests on: {rests} areas."
    display.source_line(page, ("sustaining", "growing", "accessible"), lead)


def _openings(frame: pd.DataFrame) -> str:
    return f"about {wording.people(float(frame['openings'].sum(min_count=1)))}"


def _rate_sentence(rate: str, *, hourly: bool) -> str:
    """Return which pay BLS publishes (``Atlas.wage_rate``) as a sentence; "" where it publishes both."""
    if rate == "hourly only":
        return (
            "BLS publishes only hourly pay for it, because most do not work a full year of 2,080 hours. A "
            "year's "
            "pay cannot be worked out from that, so against a year's pay the test is unknown everywhere."
        )
    if rate == "annual only" and hourly:
        return (
            "BLS publishes only yearly pay for it, because its year is not 2,080 hours. The hourly figures "
            "here "
            "are the year's pay divided by 2,080: pay for each hour really worked is higher or lower."
        )
    return ""


def _by_hour(frame: pd.DataFrame, scene: Scene) -> str:
    """Return the wages an hour that are published of an occupation paid by the hour only, as sentences."""
    known = frame.loc[frame["wage_hourly"].notna()]
    if known.empty:
        return ""
    here = known.loc[known["hourly_of"] == "here"]
    nation = known.loc[known["hourly_of"] != "here", "wage_hourly"]
    said = f" In the nation it is ${nation.iloc[0]:,.2f} an hour." if len(nation) else ""
    if len(here):
        low, high = here["wage_hourly"].min(), here["wage_hourly"].max()
        said += (
            f" In the {len(here):,} areas where it is published it is ${low:,.2f} to ${high:,.2f} an hour."
        )
    if scene.area in here.index:
        row = record(here.loc[str(scene.area)])
        said += f" In {row['title']}: {wording.hourly_words(row).removesuffix(' here')}."
    return said


def _pay_sentence(found: pd.DataFrame, outcomes: pd.DataFrame, scene: Scene) -> str:
    """Return in how many areas the pay test is passed, and how the wage relates to the pay needed.

    `found` and `outcomes` are ``Atlas.spread`` and ``Atlas.outcomes``.
    """
    if not found.loc["ratio", "count"]:
        return _NO_RATIO
    pay = outcomes.loc["sustaining"].loc[[Status.PASS.value, Status.FAIL.value]]
    areas, jobs = pay["areas"].astype(int), pay["jobs"].astype(float)
    test = "has no known outcome in any area"
    if areas.sum():
        passed = f"{areas[Status.PASS.value]:,} of {areas.sum():,} areas where its outcome is known"
        jobs_there = ""
        if jobs.sum():
            jobs_there = (
                f", where {wording.share_words(jobs[Status.PASS.value] / jobs.sum())} of the jobs are"
            )
        test = f"is passed in {passed}{jobs_there}"
    middle = float(found["q50"]["ratio"])
    return (
        f"The pay test {test}. In the middle area the wage is {middle:.2f} times the pay needed. "
        f"Pay rule: {wording.pay_words(scene.rules, hourly=scene.hourly)}."
    )


def _spread_rows(found: pd.DataFrame, *, hourly: bool) -> pd.DataFrame:
    """Return ``Atlas.spread`` (pay in the unit requested) as text, headed in words."""

    def text(figure: str, column: str, value: float) -> str:
        if math.isnan(value):
            return "—"
        if column in ("count", "missing"):
            return f"{value:,.0f}"
        if figure == "ratio":
            return f"{value:.2f}"
        if figure == "growth":
            return f"{100 * value:+.1f}%"
        if figure == "reach":
            return percent(value, 0)
        return f"${value:,.2f}" if hourly else dollars(value)

    heads = TABLES["spread"]
    return pd.DataFrame(
        [
            {heads["figure"]: _FIGURES[str(figure)]}
            | {heads[str(c)]: text(str(figure), str(c), float(v)) for c, v in row.items()}
            for figure, row in found.iterrows()
        ]
    )


def _wages(found: pd.DataFrame, *, hourly: bool, top_coded: bool) -> None:
    st.subheader("Wages across areas", anchor=False)
    if not found.loc["p50", "count"]:
        st.write("No area has a published yearly wage for it, so there is nothing to draw.")
        return
    st.altair_chart(_wage_chart(found, hourly=hourly), width="stretch", theme=None, key="o_wages")
    note = (
        "Each row is one point of the local wage distribution. The thick bar holds the middle half of the "
        "areas, "
        "the thin line all but the lowest and highest tenth, the mark the middle area. Every area counts "
        "once, "
        "whatever its size; areas without a published figure are left out and counted."
    )
    if top_coded:
        note += " BLS gives top wages only as “at or above” a ceiling; the ceiling itself is used here."
    st.caption(note)


def _wage_chart(found: pd.DataFrame, *, hourly: bool) -> Any:
    """Return the chart of wage points over areas; `found` is ``Atlas.spread``, pay in the unit requested."""
    import altair as alt  # slow to import

    heads, number = TABLES["spread"], "$,.2f" if hourly else "$,.0f"
    known = [name for name in PERCENTILES if found.loc[name, "count"]]
    rows = found.loc[known].reset_index(names="figure")
    rows["label"] = rows["figure"].map(_FIGURES)
    axis = alt.Axis(
        format=number,
        title="Dollars an hour" if hourly else "Dollars a year",
        labelColor=_INK,
        titleColor=_INK,
    )
    labels = alt.Axis(labelLimit=220, labelColor=_INK)
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=[_FIGURES[name] for name in PERCENTILES], title=None, axis=labels),
        tooltip=[
            alt.Tooltip("label:N", title=heads["figure"]),
            *(
                alt.Tooltip(f"{name}:Q", title=heads[name], format=number)
                for name in ("q10", "q25", "q50", "q75", "q90")
            ),
        ],
    )
    thin = base.mark_rule(color=_LINE, strokeWidth=2).encode(
        x=alt.X("q10:Q", scale=alt.Scale(zero=False), axis=axis), x2="q90:Q"
    )
    thick = base.mark_bar(color=_BAR, height=14).encode(x="q25:Q", x2="q75:Q")
    mark = base.mark_tick(color=_MARK, thickness=3, height=22).encode(x="q50:Q")
    alternative = (
        "Five points of the local wage distribution and how each spreads over areas. The table below holds "
        "the "
        "same figures."
    )
    return alt.layer(thin, thick, mark).properties(height=230, description=alternative)


def _ratio_chart(frame: pd.DataFrame) -> Any:
    """Return the strip of wage / pay needed, one line per area."""
    values = frame[["title"]].assign(ratio=frame["wage"] / frame["threshold"])
    return _strip(
        values, "ratio", "Wage divided by the pay needed there", ".2f", at=1.0, label="pays exactly enough"
    )


def _growth_chart(frame: pd.DataFrame) -> Any:
    """Return the strip of projected growth, one line per area, with all jobs of the nation as the bar."""
    nation = frame["nation_growth"].dropna()
    at, label = (float(nation.iloc[0]), "all jobs, US") if len(nation) else (0.0, "no change")
    title = "Projected growth over ten years"
    return _strip(frame, "growth", title, "+.0%", at=at, label=label, more="openings")


def _strip(
    values: pd.DataFrame, column: str, title: str, number: str, *, at: float, label: str, more: str = ""
) -> Any:
    """Return a strip of one line per area, with a `label` on a black line `at` a value.

    Tooltips show the figure `more`, too.
    """
    import altair as alt  # slow to import

    shown = values.dropna(subset=[column])[["title", column, *([more] if more else [])]]
    axis = alt.Axis(
        format=number,
        labelExpr="datum.label == '+0%' ? '0%' : datum.label",
        title=title,
        labelColor=_INK,
        titleColor=_INK,
        tickCount=7,
        labelOverlap=True,
    )
    ticks = (
        alt.Chart(shown)
        .mark_tick(color=_STROKE, opacity=0.45, thickness=1.5, height=44)
        .encode(
            x=alt.X(f"{column}:Q", scale=alt.Scale(zero=False), axis=axis),
            y=alt.value(46),
            tooltip=[
                alt.Tooltip("title:N", title="Area"),
                alt.Tooltip(f"{column}:Q", title=title, format=number),
                *([alt.Tooltip(f"{more}:Q", title=FIGURES[more].label, format=",.0f")] if more else []),
            ],
        )
    )
    line = alt.Chart(pd.DataFrame({"x": [at], "label": [label]})).encode(x="x:Q")
    bar = line.mark_rule(color="#000000", strokeWidth=2)
    note = line.mark_text(align="left", dx=5, color=_INK, fontSize=12).encode(text="label:N", y=alt.value(10))
    alternative = f"{title}: one line per area. The table below holds how it spreads."
    return alt.layer(ticks, bar, note).properties(height=130, description=alternative)


# ------------------------------------------------------------------ getting in


def _route(page: Page, soc: str) -> None:
    """Draw how one gets in, the hours, the sectors, and how well its programs are listed."""
    occupation = record(page.atlas.occupations.loc[soc])
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("How one gets in", anchor=False)
        _bullets(_route_sentences(occupation))
        st.subheader("Schedule", anchor=False)
        st.markdown(wording.markdown(_schedule_sentence(occupation)))
    with right:
        st.subheader("Sectors it belongs to", anchor=False)
        lines = _sector_lines(page.atlas.table("sectors"), soc)
        _bullets(lines or ["None of the four sectors lists it."])
        st.caption(" ".join(f"{SECTORS[s]}: {note}" for s, note in controls.SECTOR_NOTES.items()))
        st.subheader("How well programs are listed", anchor=False)
        st.markdown(wording.markdown(_coverage_sentence(occupation, page.scene.rules)))
    display.source_line(page, ("occupations", "sectors"), "Basis: national, for the occupation as a whole.")


def _bullets(lines: list[str]) -> None:
    st.markdown("\n".join(f"- {wording.markdown(line)}" for line in lines))


def _text(value: Any) -> str | None:
    return None if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _route_sentences(occupation: Mapping[str, Any]) -> list[str]:
    """Return how one gets in: education, experience, training on the job, whether a program is needed."""
    education, experience, training, zone = (
        _text(occupation.get(name)) for name in ("entry_education", "work_experience", "training", "job_zone")
    )
    out = [
        f"Typical education for entry: {education}."
        if education
        else "BLS gives no typical education for entry."
    ]
    if experience == "None":
        out.append("No experience in a related job is required.")
    elif experience:
        first = ": not an entry job" if experience == "5 years or more" else ""
        out.append(f"Experience in a related job: {experience[0].lower()}{experience[1:]}{first}.")
    if training == "None":
        out.append("No training on the job is typical.")
    elif training:
        out.append(f"Typical training on the job: {training}.")
    out.append(_learned(str(occupation.get("program_need")), apprenticed=training == "Apprenticeship"))
    if bool(occupation.get("apprenticeable")):
        out.append("Apprenticeable: nationally recognized, which does not say a sponsor is nearby.")
    if zone:
        out.append(f"O*NET job zone {float(zone):.0f} of 5 (preparation: 1 little, 5 extensive).")
    if bool(occupation.get("bright_outlook")):
        out.append("On O*NET's Bright Outlook list.")
    return [line for line in out if line]


def _learned(need: str, *, apprenticed: bool) -> str:
    """Return whether a program is needed, as a sentence; "" where that is unknown."""
    if apprenticed and need in (ProgramNeed.NOT_NEEDED.value, ProgramNeed.HELPFUL.value):
        return "Usually learned through an apprenticeship, so no school program is needed."
    return {
        ProgramNeed.NOT_NEEDED.value: "Usually learned on the job, so no program is needed.",
        ProgramNeed.HELPFUL.value: "Usually learned on the job; a program helps but is not required.",
        ProgramNeed.REQUIRED.value: "The usual way in is a program of study.",
    }.get(need, "")


def _schedule_sentence(occupation: Mapping[str, Any]) -> str:
    """Return how regular the hours are."""
    share, hours = (
        float(occupation.get(name, math.nan)) for name in ("regular_schedule_share", "long_hours_share")
    )
    if math.isnan(share):
        regular = "How many have a set weekly schedule is not known: O*NET has no answer for it."
    else:
        basis = str(occupation.get("schedule_basis"))
        regular = (
            f"{wording.share_words(share)} of workers have a set weekly schedule ({basis}); which hours "
            "is not known."
        )
    if math.isnan(hours):
        return regular
    return f"{regular} {wording.share_words(hours)} usually work more than 40 hours a week."


def _coverage_sentence(occupation: Mapping[str, Any], rules: Rules) -> str:
    """Return how much of the occupation's training the list of providers covers."""
    share = float(occupation.get("listing_coverage", math.nan))
    if math.isnan(share):
        return "How much of its training our list of providers covers cannot be worked out."
    covered = (
        "The list of providers (colleges and schools that take federal student aid) has "
        f"{percent(share, 0)} as many completers a year as the nation has openings."
    )
    if share >= rules.coverage_min:
        return covered
    return (
        f"{covered} That is below {percent(rules.coverage_min, 0)}: most are trained elsewhere, so “none in "
        "reach” is read as unknown, not as a gap."
    )


def _sector_lines(sectors: pd.DataFrame, soc: str) -> list[str]:
    """Return a line per sector of the occupation: the part of the definition, and the share if any."""
    out = []
    for sector, rows in sectors.loc[sectors["soc"] == soc].groupby("sector", sort=False):
        tags = [
            str(tag)
            if math.isnan(float(share))
            else f"{tag}: {percent(float(share))} of its jobs are in them"
            for tag, share in zip(rows["tag"], rows["share"], strict=True)
        ]
        out.append(f"{SECTORS[str(sector)]}: {'; '.join(tags)}")
    return out


# -------------------------------------------------------------------- programs


def _programs(page: Page, soc: str) -> None:
    """Draw the fields of study that lead to it."""
    occupation = record(page.atlas.occupations.loc[soc])
    found = answers.linked_programs(page.atlas, soc)
    if not found.empty:
        st.caption(
            "Fields of study the federal crosswalk links to it, at award levels that fit its typical entry "
            "education. Completions are of all who finished, whatever they do next; a field that leads to "
            "several "
            "occupations is counted in full for each."
        )
        config = display.columns(TABLES["linked_programs"], widths={"program": "large"}, states="localized")
        display.table(found, config, key="o_programs", alt=_PROGRAMS)
    elif isinstance(occupation["entry_education"], str):
        st.write("The crosswalk of programs and occupations links no program to it.")
    else:
        st.write("BLS publishes no typical entry education for it, so no award level can be said to fit.")
    st.markdown(wording.markdown(_coverage_sentence(occupation, page.scene.rules)))
    session.link("training", "Open it on the Training page", icon=":material/school:")
    display.source_line(page, ("programs", "cip_soc"), "Unit: completions a year; places.")


# ---------------------------------------------------------------------- ladder


def _ladder(page: Page, soc: str) -> None:
    """Draw the occupations one step up and down in the picked area, and the ladders toward enough pay."""
    scene, areas, where = page.scene, page.areas, "Pay and growth in"
    if scene.area is None:
        st.write("Pick an area to see the ladder with local pay.")
        st.selectbox(
            where,
            ["", *areas],
            format_func=lambda code: areas[code] if code else SETTINGS["area"].empty,
            **session.bound("o_ladder_area", "", lambda s, v: s.pick(v or None)),
        )
        return
    st.markdown(f"**{where} {wording.markdown(areas[scene.area])}**")
    seen = dict.fromkeys(
        [
            *_steps(
                page,
                soc,
                "up",
                "One step up",
                "Related occupations (O*NET) that pay at least a tenth more in this area.",
            ),
            *_steps(
                page,
                soc,
                "down",
                "One step down: who this is a step up for",
                "Occupations it is related to and pays at least a tenth more than here: where people "
                "might come from.",
            ),
        ]
    )
    title = "Ladders toward pay that a family needs"
    st.subheader(title, anchor=False)
    chains = answers.ladders(page.atlas, scene.area, soc, scene.rules)
    if chains.empty:
        st.write(listing.NO_LADDER)
    else:
        st.caption(panels.LADDER_NOTE)
        st.html(panels.ladder_pictures(chains, scene))
        with st.expander(panels.LADDER_TABLE):
            _rungs(listing.ladder_rows(chains, scene), "o_chains", title)
    if seen:
        st.selectbox(
            "Open an occupation of the ladder",
            ["", *seen],
            format_func=lambda soc: page.occupations.get(soc, soc) if soc else CHOOSE,
            **session.bound("o_rung", "", lambda s, v: s.show(v) if v else s),
        )
    lead = "Basis: pay of this area; growth on the best basis published for it."
    display.source_line(page, ("related", "area_wages", "projections"), lead)


def _steps(page: Page, soc: str, direction: Literal["up", "down"], title: str, note: str) -> list[str]:
    """Draw the occupations one step up or down in the picked area; return their codes."""
    scene = page.scene
    st.subheader(title, anchor=False)
    found = answers.next_rungs(page.atlas, str(scene.area), soc, scene.rules, direction=direction)
    if found.empty:
        st.write("No related occupation here with published pay lies that far from it.")
        return []
    st.caption(note)
    _rungs(_rung_rows(found, scene), f"o_{direction}", title)
    return list(map(str, found["soc"]))


def _rung_rows(found: pd.DataFrame, scene: Scene) -> pd.DataFrame:
    """Return ``Atlas.next_rungs`` as written rows (index soc), in its order."""
    words = {Status.PASS.value: "yes", Status.FAIL.value: "no", Status.UNKNOWN.value: "unknown"}
    return pd.DataFrame(
        {
            "title": found["title"].to_numpy(),
            "wage": [wording.pay(float(w), hourly=scene.hourly) for w in found["wage"]],
            "raise": found["raise"].to_numpy(float).round(3),
            "growth": found["growth"].to_numpy(float).round(3),
            "openings": found["openings"].to_numpy(float).round(0),
            "sustaining": [words.get(str(s), str(s)) for s in found["sustaining"]],
            "entry": [_entry(row) for row in found.to_dict("records")],
            "basis": found["basis"].to_numpy(),
        },
        index=pd.Index(found["soc"].to_numpy(), name="soc"),
    )


def _entry(row: Mapping[Any, Any]) -> str:
    """Return how to enter an occupation of ``Atlas.next_rungs``, with the count of programs if needed."""
    education, training = _text(row["entry_education"]), _text(row["training"])
    parts = [education] if education else []
    if training not in (None, "None"):
        parts.append(str(training).lower())
    if row["program_need"] != ProgramNeed.NOT_NEEDED.value:
        count = int(row["programs"])
        awards = f" ({row['awards']})" if row["awards"] else ""
        parts.append(f"{counted(count, 'listed program')} in reach{awards}")
    if row["apprenticeable"]:
        parts.append("apprenticeable")
    return "; ".join(parts)


def _rungs(rows: pd.DataFrame, key: str, alt: str) -> None:
    """Draw rungs; a raise is a number there, or text with its sign."""
    kinds = {"raise": "percent", "growth": "percent", "openings": "localized"}
    widths: dict[str, Any] = {"title": "medium", "entry": "large"}
    config = {
        name: st.column_config.NumberColumn(head, format=kinds[name])
        if name in kinds and is_numeric_dtype(rows[name])
        else st.column_config.Column(head, width=widths.get(name))
        for name, head in TABLES["ladders"].items()
        if name in rows
    }
    display.table(rows, config, key=key, alt=alt)
