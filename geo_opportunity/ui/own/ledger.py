"""What became of the rows of a file: counts, problems with examples in words, the ledger to download."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo_opportunity import wording
from geo_opportunity.exports.csv import csv_bytes
from geo_opportunity.heads import TABLES
from geo_opportunity.ui.display import columns, table_height
from geo_opportunity.ui.own.reading import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_opportunity.user_data import Imported, Preview

#: Pixels of the box of problems.
_BOX: Final = 260
_ROWS: Final = 250
#: Columns that are not used, as far as they are named.
_NAMES: Final = 60


def preview(imported: Imported) -> None:
    """Draw what of a file is used, what is left out, and what is odd about its rows."""
    found = imported.preview
    if found.form:
        st.caption(f"Read as: {wording.markdown(found.form)}")
    for line in found.summary():
        st.markdown(wording.markdown(line))
    st.dataframe(
        found.counts,
        hide_index=True,
        height=table_height(len(found.counts), _ROWS),
        key="own_counts",
        column_config=columns(TABLES["preview"], widths={"item": "medium"}, rows="localized"),
        alt="What matched and what did not",
    )
    said = problems(found)
    if said:
        st.markdown("**What is odd, with examples**")
        with st.container(height=_BOX if len(said) > 2 else "content", key="own_problems"):
            st.html(f'<ul class="go-own">{"".join(said)}</ul>')
    _columns(found)


def problems(found: Preview) -> list[str]:
    """Return each problem as an item of HTML: what, how many rows, what was done, and rows as examples."""
    items = []
    for problem, group in found.problems.groupby("problem", sort=False):
        count, outcome = int(group["rows"].iloc[0]), str(group["outcome"].iloc[0])
        head = f"{count:,} {'row' if count == 1 else 'rows'}: {problem}. {outcome[:1].upper()}{outcome[1:]}."
        rows = zip(group["row"], group["example"].astype(str), strict=True)
        examples = "".join(
            f"<li>Row {int(row):,}{f': <bdi>{escape(example)}</bdi>' if example else ''}</li>"
            for row, example in rows
        )
        items.append(f"<li><bdi>{escape(head)}</bdi><ul>{examples}</ul></li>")
    return items


def _columns(found: Preview) -> None:
    """Draw which columns were read, and which were not."""
    read = "; ".join(f"{ours} from “{shown(theirs)}”" for ours, theirs in found.columns.items())
    more = len(found.unknown_columns) - _NAMES
    unused = ", ".join(f"“{shown(name)}”" for name in found.unknown_columns[:_NAMES]) or "none"
    unused += f", and {more:,} more" if more > 0 else ""
    st.html(
        '<details class="go-own"><summary>Columns</summary>'
        f"<p>Read: <bdi>{escape(read)}</bdi>.</p><p>Not used: <bdi>{escape(unused)}</bdi>.</p></details>"
    )


def download(imported: Imported, files: Sequence[str], key: str) -> None:
    """Offer the ledger: every row of every file, whether it is used, and why not."""
    ledger = imported.preview.ledger
    notes = [
        f"Every row of {', '.join(files)}: whether it is used, why it was left out, and what was said of it."
    ]
    st.download_button(
        "Download every row with its outcome (CSV)",
        data=lambda: csv_bytes(ledger, notes=notes, index=False),
        file_name=f"{imported.name}-rows.csv",
        mime="text/csv",
        on_click="ignore",
        key=key,
        width="stretch",
    )
