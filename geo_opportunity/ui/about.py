"""Data & methods: what the words mean, how figures are made, where they come from, what they cover and cannot bear."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.csv import csv_bytes
from geo_opportunity.heads import TABLES
from geo_opportunity.ui import legacy as data
from geo_opportunity.ui.legacy import open_page, problem_box
from geo_opportunity.ui.views import about as view
from geo_opportunity.ui.views.about import report_table, source_table, table_table
from geo_opportunity.ui.views.docstrings import html_of
from geo_opportunity.ui.words import about as words
from geo_opportunity.ui.words import common as texts

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.manifest import Manifest

__all__ = ["page", "report_table", "source_table", "table_table"]

#: Sections: (heading, anchor), in order: what a reader asks first, then what one looks up.
_SECTIONS = (
    (words.WORDS, "words"),
    (words.LIMITS_HEAD, "limits"),
    (words.METHODS, "methods"),
    (words.CODE, "formulas"),
    (words.BACKTEST, "backtest"),
    (words.COVERAGE, "coverage"),
    (words.NEXT, "next"),
    (words.SOURCES, "sources"),
    (words.JOINS, "joins"),
    (words.TABLES, "tables"),
)


@st.cache_data(show_spinner=False)
def _chapters() -> list[view.Chapter]:
    return view.chapters()


@st.cache_data(show_spinner=False)
def _formulas() -> dict[str, tuple[str, list[view.Formula]]]:
    return view.formulas()


@st.cache_data(show_spinner=words.COUNTING, max_entries=4)
def _coverage(version: str) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    return view.coverage_table(data.atlas())


@st.cache_data(show_spinner=words.TESTING, max_entries=4)
def _back_tests(version: str) -> list[dict[str, Any]]:  # noqa: ARG001 - keys the cache
    from geo_opportunity.questions.certainty import back_tests

    return back_tests(data.atlas())


def page() -> None:
    """Draw the page."""
    opened = open_page("about")
    st.title(texts.ABOUT, anchor=False)
    problem_box(opened.problems)
    manifest = data.atlas().manifest
    st.html(
        f'<p class="go-tagline">{escape(words.tagline(manifest.data_version, len(manifest.sources), len(manifest.tables)))}</p>'
        f'<nav aria-label="{escape(words.CONTENTS)}"><ul class="go-contents">'
        + "".join(f'<li><a href="#{anchor}">{escape(head)}</a></li>' for head, anchor in _SECTIONS)
        + "</ul></nav>"
    )
    version = opened.version
    _heading("words")
    for word, meaning in texts.DEFINITIONS.items():
        st.markdown(f"**{word}.** {wording.markdown(meaning)}")
    _heading("limits")
    st.markdown("\n".join(f"- {wording.markdown(line)}" for line in words.LIMITS))
    _methods()
    _code()
    _backtest(version)
    _covered(version)
    _next()
    _sources(manifest)
    _joins()
    _tables(manifest)


def _heading(anchor: str) -> None:
    st.header(next(head for head, a in _SECTIONS if a == anchor), anchor=anchor)


def _methods() -> None:
    _heading("methods")
    chapters = _chapters()
    st.caption(words.METHODS_NOTE if chapters else words.METHODS_NONE)
    for chapter in chapters:
        with st.expander(wording.markdown(chapter.title)):
            st.markdown(chapter.text)


def _code() -> None:
    _heading("formulas")
    st.caption(words.CODE_NOTE)
    for name, (about, offered) in _formulas().items():
        lead = about.partition("\n")[0].rstrip(".").replace(" x ", " × ")
        with st.expander(words.module(name, wording.markdown(lead))):
            own = html_of(about) if "\n" in about else ""
            st.html(f'<div class="go-doc">{own}{"".join(view.formula_html(f) for f in offered)}</div>')


def _backtest(version: str) -> None:
    _heading("backtest")
    tests = _back_tests(version)
    st.markdown(wording.markdown(wording.growth_error_sentence(data.growth_error(version))))
    st.caption(wording.markdown(words.BACKTEST_NOTE))
    if not tests:
        return
    heads = TABLES["backtest"]
    counts = dict.fromkeys((heads[c] for c in ("regions", "occupations", "cells")), "count")
    points = dict.fromkeys((heads[c] for c in ("error", "error_one_rate", "error_p90")), "points")
    formats = {**counts, **points, heads["bias"]: "signed", heads["correlation"]: "ratio"}
    sizes = view.size_table(tests)
    st.html(
        view.table_html(words.BACKTEST, view.back_test_table(tests), formats)
        + view.table_html(words.BACKTEST_SIZE, sizes, dict.fromkeys(sizes.columns[1:], "points"))
    )


def _sources(manifest: Manifest) -> None:
    _heading("sources")
    credit = view.onet_line(manifest)
    st.caption(words.SOURCES_NOTE)
    table = source_table(manifest)
    st.html(view.sources_html(table))
    if credit:
        st.caption(wording.markdown(credit))
    st.download_button(
        texts.DOWNLOAD,
        data=lambda: csv_bytes(
            table,
            notes=[words.tagline(manifest.data_version, len(manifest.sources), len(manifest.tables))],
            index=True,
        ),
        file_name=words.SOURCES_FILE,
        mime="text/csv",
        key="sources_csv",
        on_click="ignore",
    )


def _covered(version: str) -> None:
    _heading("coverage")
    st.caption(words.COVERAGE_NOTE)
    heads = TABLES["coverage"]
    formats = {heads["count"]: "count", heads["of"]: "count", heads["share"]: "share"}
    st.html(view.table_html(words.COVERAGE, _coverage(version), formats))


def _joins() -> None:
    _heading("joins")
    report = report_table(data.atlas().files.report("join_report.json"))
    if report is None:
        st.write(words.JOINS_NONE)
        return
    st.caption(words.JOINS_NOTE)
    st.markdown(wording.markdown(view.joins_sentence(report)))
    heads = TABLES["joins"]
    formats = {
        heads["count"]: "count",
        heads["of"]: "count",
        heads["share"]: "share",
        heads["limit"]: "share",
    }
    with st.expander(words.joins_all(len(report))):
        st.html(view.table_html(words.JOINS, report, formats))


def _tables(manifest: Manifest) -> None:
    _heading("tables")
    st.caption(words.TABLES_NOTE)
    heads = TABLES["tables"]
    formats = {heads["rows"]: "count", heads["columns"]: "count", heads["bytes"]: "bytes"}
    st.html(view.table_html(words.TABLES, table_table(manifest), formats))


def _next() -> None:
    _heading("next")
    st.caption(words.NEXT_NOTE)
    items = "".join(
        f'<li><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(name)}</a>: {escape(what)}</li>'
        for name, what, address in words.LINKS
    )
    st.html(f'<ul class="go-links">{items}</ul>')
