"""Data & methods: what the words mean, how figures are made, where they come from, what they cover and cannot bear."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo_opportunity.ui import data
from geo_opportunity.ui import viewmodel as vm
from geo_opportunity.ui.parts import open_page, problem_box
from geo_opportunity.ui.views import about as view
from geo_opportunity.ui.views.about import report_table, source_table, table_table
from geo_opportunity.ui.words import about as words
from geo_opportunity.ui.words import common as texts

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.build.manifest import Manifest

__all__ = ["page", "report_table", "source_table", "table_table"]

_CSS = """
<style>
pre.go-doc {white-space: pre-wrap; font-size: .82rem; line-height: 1.45; background: #f1f4f7; color: #1b1b1b; padding: .6rem .8rem; border-radius: .4rem; margin: .2rem 0 .8rem 0;}
.go-contents {columns: 2; max-width: 44rem; font-size: .95rem; margin: .2rem 0 .6rem 1.1rem; padding: 0;}
.go-contents a, .go-links a {color: #1d4e89;}
@media (max-width: 640px) {.go-contents {columns: 1;}}
</style>
"""
#: Sections: (heading, anchor), in order.
_SECTIONS = (
    (words.WORDS, "words"),
    (words.METHODS, "methods"),
    (words.CODE, "formulas"),
    (words.LIMITS_HEAD, "limits"),
    (words.BACKTEST, "backtest"),
    (words.SOURCES, "sources"),
    (words.COVERAGE, "coverage"),
    (words.JOINS, "joins"),
    (words.TABLES, "tables"),
    (words.NEXT, "next"),
)


@st.cache_data(show_spinner=False)
def _chapters() -> list[view.Chapter]:
    return view.chapters()


@st.cache_data(show_spinner=False)
def _formulas() -> dict[str, tuple[str, list[view.Formula]]]:
    return view.formulas()


@st.cache_data(show_spinner="Counting …", max_entries=4)
def _coverage(version: str) -> pd.DataFrame:  # noqa: ARG001 - keys the cache
    return view.coverage_table(data.atlas())


@st.cache_data(show_spinner="Testing the growth rates …", max_entries=4)
def _back_tests(version: str) -> list[dict[str, Any]]:  # noqa: ARG001 - keys the cache
    from geo_opportunity.questions.certainty import back_tests

    return back_tests(data.atlas())


def page() -> None:
    """Draw the page."""
    opened = open_page("about", _CSS)
    st.title(texts.ABOUT, anchor=False)
    problem_box(opened.problems)
    manifest = data.atlas().manifest
    st.html(
        f'<p class="go-tagline">Data version {escape(manifest.data_version)} · {len(manifest.sources):,} sources · {len(manifest.tables):,} tables</p>'
        f'<nav aria-label="{escape(words.CONTENTS)}"><ul class="go-contents">'
        + "".join(f'<li><a href="#{anchor}">{escape(head)}</a></li>' for head, anchor in _SECTIONS)
        + "</ul></nav>"
    )
    version = opened.version
    _heading("words")
    for word, meaning in texts.DEFINITIONS.items():
        st.markdown(f"**{word}.** {vm.markdown(meaning)}")
    _methods()
    _code()
    _heading("limits")
    st.markdown("\n".join(f"- {vm.markdown(line)}" for line in words.LIMITS))
    _backtest(version)
    _sources(manifest)
    _covered(version)
    _joins()
    _tables(manifest)
    _next()


def _heading(anchor: str) -> None:
    st.header(next(head for head, a in _SECTIONS if a == anchor), anchor=anchor)


def _methods() -> None:
    _heading("methods")
    chapters = _chapters()
    st.caption(words.METHODS_NOTE if chapters else words.METHODS_NONE)
    for chapter in chapters:
        with st.expander(vm.markdown(chapter.title)):
            st.markdown(chapter.text)


def _code() -> None:
    _heading("formulas")
    st.caption(words.CODE_NOTE)
    for name, (about, offered) in _formulas().items():
        lead = about.partition("\n")[0].rstrip(".")
        with st.expander(f"**{name}** — {vm.markdown(lead)}"):
            parts = [f'<pre class="go-doc">{escape(about)}</pre>'] if about else []
            parts += [
                f'<p class="go-rules"><code>{escape(f.name + f.signature)}</code></p><pre class="go-doc">{escape(f.text)}</pre>'
                for f in offered
            ]
            st.html("".join(parts))


def _backtest(version: str) -> None:
    _heading("backtest")
    tests = _back_tests(version)
    st.markdown(vm.markdown(vm.growth_error_sentence(data.growth_error(version))))
    st.caption(vm.markdown(words.BACKTEST_NOTE))
    if not tests:
        return
    points = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        view.back_test_table(tests),
        hide_index=True,
        column_config={
            **dict.fromkeys(("Our error", "One rate for all", "Bias", "Nine in ten jobs within"), points),
            **dict.fromkeys(("Regions", "Occupations", "Cells"), st.column_config.NumberColumn(format="localized")),
            "Correlation": st.column_config.NumberColumn(format="%.2f"),
        },
        key="backtest",
        alt=words.BACKTEST,
    )
    sizes = view.size_table(tests)
    st.dataframe(
        sizes,
        hide_index=True,
        column_config={c: st.column_config.NumberColumn(f"Error, {c}", format="percent") for c in sizes.columns[1:]},
        placeholder=texts.UNKNOWN,
        key="backtest_size",
        alt=f"{words.BACKTEST}, by size",
    )


def _sources(manifest: Manifest) -> None:
    _heading("sources")
    st.dataframe(
        source_table(manifest),
        hide_index=True,
        column_config={
            "Address": st.column_config.LinkColumn(display_text=r"https?://(?:www\.)?([^/]+)"),
            "Rows read": st.column_config.NumberColumn(format="localized"),
        },
        placeholder="",
        key="sources",
        alt="Published sources",
    )
    credit = view.onet_line(manifest)
    if credit:
        st.caption(vm.markdown(credit))


def _covered(version: str) -> None:
    _heading("coverage")
    st.caption(words.COVERAGE_NOTE)
    table = _coverage(version)
    st.dataframe(
        table,
        hide_index=True,
        height=35 * (len(table) + 1) + 3,
        column_config={
            "What": st.column_config.TextColumn(width="large"),
            "Count": st.column_config.NumberColumn(format="localized"),
            "Of": st.column_config.NumberColumn(format="localized"),
            "Share": st.column_config.NumberColumn(format="percent"),
        },
        placeholder="",
        key="coverage",
        alt=words.COVERAGE,
    )


def _joins() -> None:
    _heading("joins")
    report = report_table(data.atlas().path / "join_report.json")
    if report is None:
        st.write(words.JOINS_NONE)
        return
    st.caption(words.JOINS_NOTE)
    st.dataframe(
        report,
        hide_index=True,
        column_config={
            "What is counted": st.column_config.TextColumn(width="large"),
            "Count": st.column_config.NumberColumn(format="localized"),
            "Of": st.column_config.NumberColumn(format="localized"),
            "Share": st.column_config.NumberColumn(format="percent"),
            "At most": st.column_config.NumberColumn(format="percent"),
        },
        placeholder="",
        key="report",
        alt="Join report",
    )


def _tables(manifest: Manifest) -> None:
    _heading("tables")
    st.dataframe(
        table_table(manifest),
        hide_index=True,
        column_config={
            "Rows": st.column_config.NumberColumn(format="localized"),
            "Bytes": st.column_config.NumberColumn("Size", format="bytes"),
            "Holds": st.column_config.TextColumn(width="large"),
        },
        key="tables",
        alt="Tables of the data set",
    )


def _next() -> None:
    _heading("next")
    st.caption(words.NEXT_NOTE)
    items = "".join(
        f'<li><a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(name)}</a>: {escape(what)}</li>'
        for name, what, address in words.LINKS
    )
    st.html(f'<ul class="go-links">{items}</ul>')
