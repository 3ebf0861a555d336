"""About the data: what it holds, where it comes from, how well it joins, what the words mean."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo_opportunity import tables
from geo_opportunity.errors import DataNotFoundError
from geo_opportunity.ui import data, look, state, texts
from geo_opportunity.ui import viewmodel as vm

if TYPE_CHECKING:
    from pathlib import Path

    from geo_opportunity.build.manifest import Manifest

__all__ = ["page", "report_table", "source_table", "table_table"]


def source_table(manifest: Manifest) -> pd.DataFrame:
    """Return the published sources as rows; those that were absent at the build say so."""
    rows = [
        {
            "Publisher": s.publisher,
            "Data set": s.title,
            "Vintage": s.vintage,
            "Rows read": s.rows if s.file is not None else None,
            "Licence": s.licence,
            "Address": s.landing_page,
            "Note": s.note if s.file is not None else f"Absent when the data were built. {s.note}".strip(),
        }
        for s in manifest.sources.values()
    ]
    frame = pd.DataFrame(rows, columns=["Publisher", "Data set", "Vintage", "Rows read", "Licence", "Address", "Note"])
    return frame.sort_values(["Publisher", "Data set"], kind="stable").reset_index(drop=True)


def table_table(manifest: Manifest) -> pd.DataFrame:
    """Return our own tables as rows: what each holds, rows, size."""
    rows = []
    for name, record in manifest.tables.items():
        model = tables.TABLES.get(name)
        about = (model.__doc__ or "").strip().splitlines()[0] if model is not None else ""
        rows.append({"Table": name, "Holds": about, "Rows": record.rows, "Columns": len(record.columns), "Bytes": record.bytes})
    return pd.DataFrame(rows, columns=["Table", "Holds", "Rows", "Columns", "Bytes"])


def report_table(path: Path) -> pd.DataFrame | None:
    """Return the join report (a JSON file of checks) as rows, or None when it is not there or not readable."""
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    checks: Any = spec.get("checks", spec) if isinstance(spec, dict) else spec
    if isinstance(checks, dict):
        checks = [{"name": name, **check} for name, check in checks.items() if isinstance(check, dict)]
    rows = []
    for check in checks if isinstance(checks, list) else []:
        if not isinstance(check, dict) or "count" not in check:
            continue
        total, count = float(check.get("total") or 0), float(check["count"])
        limit = check.get("limit")
        rows.append(
            {
                "What is counted": str(check.get("label") or check.get("name", "")),
                "Count": count,
                "Of": total,
                "Share": count / total if total else None,
                "At most": float(limit) if limit is not None else None,
                "By kind": "; ".join(f"{k} {v:,.0f}" for k, v in (check.get("parts") or {}).items()),
                "For example": "; ".join(map(str, check.get("worst") or ())),
            }
        )
    return pd.DataFrame(rows) if rows else None


def page() -> None:
    """Draw the page."""
    state.elsewhere("about")
    st.html(look.CSS)
    st.title(texts.ABOUT)
    try:
        atlas = data.atlas()
    except DataNotFoundError as error:
        st.error(vm.markdown(error))
        return
    manifest = atlas.manifest
    st.html(
        f'<p class="go-tagline">Data version {escape(manifest.data_version)} · {len(manifest.sources):,} sources · {len(manifest.tables):,} tables</p>'
    )

    st.header("What the words mean", anchor=False)
    for word, meaning in texts.DEFINITIONS.items():
        st.markdown(f"**{word}.** {vm.markdown(meaning)}")

    st.header("Sources", anchor=False)
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

    st.header("How well the tables meet", anchor=False)
    report = report_table(atlas.path / "join_report.json")
    if report is None:
        st.write("This data set came without a join report.")
    else:
        st.caption("Counted at every build. Past its limit, a check fails the build and the old data stay.")
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

    st.header("Tables", anchor=False)
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
