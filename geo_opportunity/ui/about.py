"""Data & methods: what the words mean, how figures are made, what they come from, cover and cannot bear.

The methods are the project's own documents (docs/METHODS.md and docs/methods), shown as they are.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo_opportunity import wording
from geo_opportunity.figures import FIGURES
from geo_opportunity.heads import TABLES
from geo_opportunity.settings import shipped
from geo_opportunity.ui import answers, display
from geo_opportunity.ui import stage as stages
from geo_opportunity.ui.own import box

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_opportunity.manifest import Manifest

#: Anchor -> heading of the sections, in order: what a reader asks first, then what one looks up.
_SECTIONS: Final = {
    "words": "What the words mean",
    "unknown": "What we don't know",
    "methods": "How it is worked out",
    "backtest": "How good the growth rates are",
    "coverage": "What is covered",
    "next": "Where to look next",
    "sources": "Sources",
    "joins": "How well the tables meet",
    "tables": "Tables",
}
#: What is counted (``Atlas.coverage``) -> in words.
_COVERED: Final = {
    "areas": "Areas",
    "shapes": "… drawn on the map",
    "prices": "… with a price level, so that pay can be judged by a family budget",
    "occupations": "Occupations",
    "education": "… with a typical entry education",
    "cells": "Occupation × area cells whose jobs are published",
    "providers": "Places that train",
    "located": "… at a published point",
    "online": "… wholly online, kept out of distances",
    "priced": "… with a published price",
    "programs": "Programs (place × field × award)",
    "active": "… with somebody completing them in the latest year",
    "tracts": "Census tracts, where people live",
}
#: Places beyond which an interval of ranks is called wide.
_WIDE: Final = 100


def page() -> None:
    """Draw the page."""
    opened = display.open_page("about")
    manifest = opened.atlas.manifest
    box.draw(opened.states)
    st.title("Data & methods", anchor=False)
    display.problem_box(opened.problems)
    contents = "".join(
        f'<li><a href="#{anchor}">{escape(head)}</a></li>' for anchor, head in _SECTIONS.items()
    )
    st.html(
        f'<p class="go-tagline">Data version {escape(opened.version)} · {_holds(manifest)}</p>'
        f'<nav aria-label="On this page"><ul class="go-contents">{contents}</ul></nav>'
    )
    documents = chapters()
    _document("words", documents)
    _document("unknown", documents)
    _methods(documents)
    _ranks(opened)
    _back_tests(opened)
    _coverage(opened)
    _document("next", documents)
    _sources(opened)
    _joins(opened)
    _tables(opened)


def stage(_: object) -> None:
    """Say that there is no map (``ui.stage``)."""
    stages.nothing("This page is text. Open the full view to read it.")


def _heading(anchor: str, note: str = "") -> None:
    st.header(_SECTIONS[anchor], anchor=anchor)
    if note:
        st.caption(note)


def _holds(manifest: Manifest) -> str:
    return f"{len(manifest.sources):,} sources · {len(manifest.tables):,} tables"


# --------------------------------------------------------------------- methods

_DOCS: Final = shipped("docs")
#: Pages of docs/methods, in order of reading.
TOPICS: Final = (
    "growth",
    "budget",
    "wage-test",
    "reach",
    "overlap",
    "access",
    "supply",
    "ladders",
    "siting",
    "regions",
    "certainty",
    "unknown",
    "pell",
    "own-data",
)


def _document(anchor: str, documents: Mapping[str, str]) -> None:
    """Draw a document, or a part of METHODS.md, that is a section of the page."""
    _heading(anchor)
    st.markdown(documents[_SECTIONS[anchor]])


def _methods(documents: Mapping[str, str]) -> None:
    _heading(
        "methods",
        "The methods with their formulas and sources, from the project's documents, one topic each.",
    )
    for title, text in documents.items():
        if title not in _SECTIONS.values():
            with st.expander(wording.markdown(title)):
                st.markdown(text)


def _ranks(opened: display.Page) -> None:
    """Draw how far each area's rank is sure, where the data have standard errors."""
    rows = rank_rows(answers.overlap(opened.atlas, opened.scene.rules, opened.scene.asked))
    if rows.empty:
        return
    wide = int((rows["rank_high"] - rows["rank_low"] > _WIDE).sum())
    said = (
        f"Ranks that are likely (80% interval) by the share of jobs where all three meet: a line for each of "
        f"{len(rows):,} areas, by expected share. For {wide:,} of them it spans more than {_WIDE} places."
    )
    with st.expander("How sure the ranks of areas are"):
        st.caption(said)
        st.altair_chart(_rank_chart(rows, said), width="stretch", theme=None, key="ranks")


def rank_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the areas whose rank has an interval, by expected share, with their place in that order."""
    names = ["title", "rank_low", "rank_high", "share_overlap_expected"]
    rows = pd.DataFrame(frame[names]).dropna().sort_values("share_overlap_expected", ascending=False)
    ends = zip(rows["rank_low"], rows["rank_high"], strict=True)
    return rows.assign(
        order=range(1, len(rows) + 1), likely=[wording.rank_range(low, high) for low, high in ends]
    )


def _rank_chart(rows: pd.DataFrame, alternative: str) -> Any:
    """Return the intervals of ranks as thin lines, the areas side by side (an Altair chart)."""
    import altair as alt  # slow to import

    return (
        alt.Chart(rows)
        .mark_rule(color="#2f86bf", strokeWidth=1)
        .encode(
            x=alt.X("order:Q", title="Areas, by expected share"),
            y=alt.Y("rank_low:Q", title="Rank", scale=alt.Scale(reverse=True)),
            y2="rank_high:Q",
            tooltip=[
                alt.Tooltip("title:N", title=FIGURES["title"].head),
                alt.Tooltip("likely:N", title=FIGURES["rank_likely"].head),
            ],
        )
        .properties(height=300, description=alternative)
    )


@st.cache_data(show_spinner=False)
def chapters() -> dict[str, str]:
    """Return title -> Markdown of the documents: the topics of docs/methods, then the parts of METHODS.md."""
    topics = [(_DOCS / "methods" / f"{topic}.md").read_text(encoding="utf-8") for topic in TOPICS]
    methods = (_DOCS / "METHODS.md").read_text(encoding="utf-8")
    out = {}
    for document in (*topics, *re.split(r"^## ", methods, flags=re.MULTILINE)[1:]):
        title, _, text = document.partition("\n")
        out[title.removeprefix("# ").strip()] = markdown_text(text.strip())
    return out


def markdown_text(text: str) -> str:
    """Return a document's Markdown for the page: headings deeper, dollars plain, links to files as words."""
    out, fenced = [], False
    for line in text.splitlines():
        shown = line
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            shown = re.sub(r"^(#{1,4}) ", r"#\1 ", shown)
            shown = re.sub(r"\[([^\]]+)\]\((?!https?://)[^)]*\)", r"\1", shown)
            shown = re.sub(r"(?<!\\)\$", r"\\$", shown)  # else a formula in TeX
        out.append(shown)
    return "\n".join(out)


# ------------------------------------------------------ back-test and coverage


def _back_tests(opened: display.Page) -> None:
    _heading("backtest")
    tests = answers.back_tests(opened.atlas)
    st.markdown(wording.markdown(wording.growth_error_sentence(answers.growth_error(opened.atlas))))
    st.caption(
        "Most areas get their state's rate for an occupation, applied to their own jobs. California and "
        "Texas "
        "publish projections by region: there the method is compared with the region's own rate. Errors "
        "are points of growth over the decade, weighted by jobs. Rates one cycle old are hardly better than "
        "one rate for all occupations, so a projection that has aged should be read with care."
    )
    if not tests:
        return
    formats = (
        dict.fromkeys(("regions", "occupations", "cells"), "count")
        | dict.fromkeys(("error", "error_one_rate", "error_p90"), "points")
        | {"bias": "signed", "correlation": "ratio"}
    )
    sizes = size_table(tests)
    st.html(
        table_html(_SECTIONS["backtest"], pd.DataFrame(tests), TABLES["backtest"], formats)
        + table_html(
            f"{_SECTIONS['backtest']}, by size",
            sizes,
            {column: column for column in sizes.columns},
            dict.fromkeys(sizes.columns[1:], "points"),
        )
    )


def size_table(tests: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the error by the occupation's jobs in the region, a column for each back-test."""
    columns = {
        f"Error, {test['state']} {test['years']}, points": {
            _size(row["jobs_from"], row["jobs_to"]): float(row["error"]) for row in test["by_size"]
        }
        for test in tests
    }
    return pd.DataFrame(columns).rename_axis("Jobs in the region").reset_index()


def _size(low: float, high: float | None) -> str:
    if high is None:
        return f"{low:,.0f} or more"
    return f"{low:,.0f} to {high:,.0f}" if low else f"under {high:,.0f}"


def _coverage(opened: display.Page) -> None:
    _heading(
        "coverage", "Counted from the tables as they are now, your own data included where you added some."
    )
    table = answers.coverage(opened.atlas).rename(index=_COVERED).reset_index()
    formats = {"count": "count", "of": "count", "share": "share"}
    st.html(table_html(_SECTIONS["coverage"], table, TABLES["coverage"], formats))


# -------------------------------------------------------------------- manifest


def _sources(opened: display.Page) -> None:
    _heading(
        "sources",
        "As the manifest of this data set has them: what was read at the build, of which vintage, under "
        "which license.",
    )
    manifest = opened.atlas.manifest
    table = source_table(manifest)
    st.html(sources_html(table))
    credit = onet_credit(manifest)
    if credit:
        st.caption(wording.markdown(credit))
    display.download(
        opened,
        "sources_csv",
        file_name="geo-opportunity-sources.csv",
        table=lambda: table,
        notes=[_holds(manifest)],
        heads=TABLES["sources"],
    )


def source_table(manifest: Manifest) -> pd.DataFrame:
    """Return the published sources by publisher and title; those that were absent at the build say so."""
    rows = [
        {
            "publisher": source.publisher,
            "title": source.title,
            "vintage": wording.us_dates(source.vintage),
            "rows": source.rows if source.file is not None else None,
            "license": source.licence.replace("licence", "license"),
            "address": source.landing_page,
            "note": wording.us_dates(
                source.note
                if source.file is not None
                else f"Absent when the data were built. {source.note}".strip()
            ),
        }
        for source in manifest.sources.values()
    ]
    frame = pd.DataFrame(rows, columns=list(TABLES["sources"]))
    return frame.sort_values(["publisher", "title"], kind="stable").reset_index(drop=True)


def sources_html(table: pd.DataFrame) -> str:
    """Return the published sources (:func:`source_table`) as HTML, under their publishers."""
    heads = {name: TABLES["sources"][name] for name in ("title", "vintage", "rows", "license")}
    first = "".join(
        f'<th scope="col" class="{"go-n" if name == "rows" else "go-t"}">{escape(head)}</th>'
        for name, head in heads.items()
    )
    groups = []
    for publisher, rows in table.groupby("publisher", sort=False):
        group = f'<th scope="rowgroup" colspan="{len(heads)}">{escape(str(publisher))}</th>'
        body = [f'<tr class="go-group">{group}</tr>']
        for row in rows.to_dict("records"):
            note = f'<span class="go-note">{escape(row["note"])}</span>' if row["note"] else ""
            name, _, address = row["license"].partition(", https://")
            license_ = _link(name, f"https://{address}") if address else escape(row["license"])
            body.append(
                f'<tr><th scope="row">{_link(row["title"], row["address"])}{note}</th>'
                + _cell(heads["vintage"], escape(row["vintage"]), "go-t")
                + _cell(heads["rows"], _written(row["rows"], "count"), "go-n")
                + _cell(heads["license"], license_, "go-t")
                + "</tr>"
            )
        groups.append(f"<tbody>{''.join(body)}</tbody>")
    return (
        f'<table class="go-list"><caption>{_SECTIONS["sources"]}</caption><thead><tr>{first}</tr></thead>'
        f"{''.join(groups)}</table>"
    )


def onet_credit(manifest: Manifest) -> str | None:
    """Return the attribution O*NET requires, naming the versions used; None where no source is O*NET's."""
    ours = [source for source in manifest.sources.values() if "O*NET" in source.publisher]
    if not ours:
        return None
    named = " ".join(f"{source.vintage} {source.title}" for source in ours if source.file is not None)
    versions = sorted(
        set(re.findall(r"O\*NET (\d+\.\d+)", named)), key=lambda v: [int(p) for p in v.split(".")]
    )
    database = " ".join(f"O*NET {wording.listed(versions)} Database".split())
    return (
        f"This page includes information from the {database} by the U.S. "
        "Department of Labor, Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 "
        "license. O*NET® is a trademark of USDOL/ETA. Geo Opportunity has modified all or some of this "
        "information. USDOL/ETA has not approved, endorsed, or tested these modifications."
    )


def _joins(opened: display.Page) -> None:
    report = opened.atlas.join_report()
    if report.empty:
        _heading("joins")
        st.write("This data set came without a join report.")
        return
    _heading(
        "joins", "Counted at every build. Past its limit, a check fails the build and the old data stay."
    )
    st.markdown(wording.markdown(joins_sentence(report)))
    formats = {"count": "count", "of": "count", "share": "share", "limit": "share"}
    with st.expander(f"All {len(report):,} counts"):
        st.html(table_html(_SECTIONS["joins"], report, TABLES["joins"], formats))


def joins_sentence(report: pd.DataFrame) -> str:
    """Say how many of the counts have a limit and how many are past it."""
    limited = int(report["limit"].notna().sum())
    over = int((report["share"].fillna(0.0) > report["limit"]).sum())
    past = f"{over:,} {'is' if over == 1 else 'are'} past it" if over else "none is past it"
    return f"{len(report):,} counts; {limited:,} {'has' if limited == 1 else 'have'} a limit, and {past}."


def _tables(opened: display.Page) -> None:
    _heading(
        "tables", "What the build makes of the sources; every figure of the app is worked out from these."
    )
    formats = {"rows": "count", "columns": "count", "bytes": "bytes"}
    st.html(table_html(_SECTIONS["tables"], opened.atlas.table_list(), TABLES["tables"], formats))


# ------------------------------------------------------------------------ HTML

#: How figures of a table are written.
_FORMATS: Final[Mapping[str, Callable[[float], str]]] = {
    "count": "{:,.0f}".format,
    "share": lambda v: f"{100 * v:.1f}%",
    "points": lambda v: f"{100 * v:.1f}",
    "signed": lambda v: f"{100 * v:+.1f}",
    "ratio": "{:.2f}".format,
    "bytes": lambda v: f"{v / 1e6:,.1f} MB" if v >= 1e6 else f"{v / 1e3:,.0f} KB",
}


def table_html(
    caption: str, table: pd.DataFrame, heads: Mapping[str, str], formats: Mapping[str, str]
) -> str:
    """Return a table as HTML that shows every word of it; all text is escaped.

    On a phone each row becomes a block of heads and figures, one below the other.

    Parameters
    ----------
    caption
        What it holds, for screen readers.
    table, heads
        Its rows; column -> head of those shown, in order. The first names the row.
    formats
        Column -> how its figures are written (a key of _FORMATS); others are text.
    """
    kinds = {name: "go-n" if name in formats else "go-t" for name in heads}
    first = "".join(f'<th scope="col" class="{kinds[c]}">{escape(head)}</th>' for c, head in heads.items())
    body = []
    for row in table[list(heads)].to_dict("records"):
        name, *rest = ((c, escape(_written(row[c], formats.get(str(c))))) for c in heads)
        cells = "".join(_cell(heads[c], text, kinds[c]) for c, text in rest)
        body.append(f'<tr><th scope="row">{name[1]}</th>{cells}</tr>')
    return (
        f'<table class="go-list"><caption>{escape(caption)}</caption><thead><tr>{first}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _cell(head: str, text: str, kind: str) -> str:
    return f'<td class="{kind}" data-head="{escape(head, quote=True)}">{text}</td>'


def _written(value: Any, kind: str | None) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return _FORMATS[kind](float(value)) if kind else str(value)


def _link(text: str, address: str) -> str:
    if not address.startswith("https://"):
        return escape(text)
    to = f'href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer"'
    return f"<a {to}>{escape(text)}</a>"
