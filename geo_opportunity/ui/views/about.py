"""The Data & methods page without Streamlit: what the manifest, the documents, the code and the tables say of themselves."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_opportunity import measures, tables, wording
from geo_opportunity.heads import TABLES
from geo_opportunity.settings import shipped
from geo_opportunity.ui.views.docstrings import html_of, plain
from geo_opportunity.ui.words import about as words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.manifest import Manifest

__all__ = [
    "DOCS",
    "FORMATS",
    "Chapter",
    "Formula",
    "back_test_table",
    "chapters",
    "coverage_table",
    "formula_html",
    "formulas",
    "joins_sentence",
    "markdown_text",
    "onet_line",
    "report_table",
    "size_table",
    "source_table",
    "sources_html",
    "table_html",
    "table_table",
]

#: The project's documents.
DOCS: Final = shipped("docs")
_TOPICS: Final = ("access", "supply", "ladders", "certainty", "regions", "own-data")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the documents."""

    title: str
    text: str
    """Markdown, ready for ``st.markdown``."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A public function or class of a measures module."""

    name: str
    signature: str
    text: str


# ---------------------------------------------------------------------- tables


def table_html(caption: str, table: pd.DataFrame, formats: Mapping[str, str] | None = None) -> str:
    """Return a table as HTML that shows every word of it; all text is escaped.

    On a phone each row becomes a block of heads and figures, one below the other.

    Parameters
    ----------
    caption
        What it holds, for screen readers.
    table
        Its columns stand in order; the first names the row.
    formats
        Column -> how its figures are written (a key of FORMATS); others are text.
    """
    formats = formats or {}
    kinds = ["go-n" if c in formats else "go-t" for c in table.columns]
    heads = "".join(
        f'<th scope="col" class="{k}">{escape(str(c))}</th>'
        for c, k in zip(table.columns, kinds, strict=True)
    )
    body = []
    for row in table.itertuples(index=False, name=None):
        written = [
            _written(value, formats.get(column)) for value, column in zip(row, table.columns, strict=True)
        ]
        rest = "".join(
            f'<td class="{kind}" data-head="{escape(str(head), quote=True)}">{escape(text)}</td>'
            for text, head, kind in zip(written[1:], table.columns[1:], kinds[1:], strict=True)
        )
        body.append(f'<tr><th scope="row">{escape(written[0])}</th>{rest}</tr>')
    return f'<table class="go-list"><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table>'


#: How figures of a table are written.
FORMATS: Final[Mapping[str, Callable[[float], str]]] = {
    "count": lambda v: f"{v:,.0f}",
    "share": lambda v: f"{100 * v:.1f}%",
    "points": lambda v: f"{100 * v:.1f}",
    "signed": lambda v: f"{100 * v:+.1f}",
    "ratio": lambda v: f"{v:.2f}",
    "bytes": lambda v: f"{v / 1e6:,.1f} MB" if v >= 1e6 else f"{v / 1e3:,.0f} KB",
}


def _written(value: Any, kind: str | None) -> str:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    return FORMATS[kind](float(value)) if kind else str(value)


# ------------------------------------------------------------------- manifest


def source_table(manifest: Manifest) -> pd.DataFrame:
    """Return the published sources as rows; those that were absent at the build say so."""
    heads = TABLES["sources"]
    rows = [
        (
            s.publisher,
            s.title,
            wording.us_dates(s.vintage),
            s.rows if s.file is not None else None,
            s.licence.replace("licence", "license"),
            s.landing_page,
            wording.us_dates(s.note if s.file is not None else words.absent(s.note)),
        )
        for s in manifest.sources.values()
    ]
    frame = pd.DataFrame(rows, columns=list(heads.values()))
    return frame.sort_values([heads["publisher"], heads["title"]], kind="stable").reset_index(drop=True)


def sources_html(table: pd.DataFrame) -> str:
    """Return the published sources (``source_table``) as HTML by publisher: data set with its address and note, vintage, rows, license."""
    heads = TABLES["sources"]
    shown = ("title", "vintage", "rows", "license")
    head = "".join(
        f'<th scope="col" class="{"go-n" if c == "rows" else "go-t"}">{escape(heads[c])}</th>' for c in shown
    )
    groups = []
    for publisher, rows in table.groupby(heads["publisher"], sort=False):
        body = [
            f'<tr class="go-group"><th scope="rowgroup" colspan="{len(shown)}">{escape(str(publisher))}</th></tr>'
        ]
        for row in rows.to_dict("records"):
            note = (
                f'<span class="go-note">{escape(str(row[heads["note"]]))}</span>'
                if row[heads["note"]]
                else ""
            )
            title = _link(str(row[heads["title"]]), str(row[heads["address"]]))
            body.append(
                f'<tr><th scope="row">{title}{note}</th>'
                f'<td class="go-t" data-head="{escape(heads["vintage"])}">{escape(str(row[heads["vintage"]]))}</td>'
                f'<td class="go-n" data-head="{escape(heads["rows"])}">{escape(_written(row[heads["rows"]], "count"))}</td>'
                f'<td class="go-t" data-head="{escape(heads["license"])}">{_license(str(row[heads["license"]]))}</td></tr>'
            )
        groups.append(f"<tbody>{''.join(body)}</tbody>")
    return f'<table class="go-list"><caption>{escape(words.SOURCES)}</caption><thead><tr>{head}</tr></thead>{"".join(groups)}</table>'


def _link(text: str, address: str) -> str:
    if not address.startswith("https://"):
        return escape(text)
    return f'<a href="{escape(address, quote=True)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def _license(text: str) -> str:
    """Return a license's name, linked to its address where it gives one."""
    name, _, address = text.partition(", https://")
    return _link(name, f"https://{address}") if address else escape(text)


def _short(manifest: Manifest, source: str) -> str:
    record = manifest.sources.get(source)
    return record.short if record is not None and record.short else source


def table_table(manifest: Manifest) -> pd.DataFrame:
    """Return our own tables as rows: what each holds, from which sources, rows, columns, size."""
    rows = []
    for name, record in manifest.tables.items():
        model = tables.TABLES.get(name)
        about = (
            plain(" ".join((model.__doc__ or "").strip().split("\n\n")[0].split()))
            if model is not None
            else ""
        )
        made_from = "; ".join(dict.fromkeys(_short(manifest, s) for s in record.sources))
        rows.append((name, about, made_from, record.rows, len(record.columns), record.bytes))
    return pd.DataFrame(rows, columns=list(TABLES["tables"].values()))


def report_table(text: str | None) -> pd.DataFrame | None:
    """Return the join report (JSON of checks) as rows, or None when there is none or it is not readable."""
    try:
        spec = json.loads(text or "")
    except ValueError:
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
            (
                str(check.get("label") or check.get("name", "")),
                count,
                total,
                count / total if total else None,
                float(limit) if limit is not None else None,
                "; ".join(f"{k} {v:,.0f}" for k, v in (check.get("parts") or {}).items()),
                "; ".join(map(str, check.get("worst") or ())),
            )
        )
    return pd.DataFrame(rows, columns=list(TABLES["joins"].values())) if rows else None


def joins_sentence(report: pd.DataFrame) -> str:
    """Say how many of the counts have a limit and whether any is past it."""
    share, limit = report[TABLES["joins"]["share"]], report[TABLES["joins"]["limit"]]
    return words.joins(len(report), int(limit.notna().sum()), int((share.fillna(0.0) > limit).sum()))


def onet_line(manifest: Manifest) -> str | None:
    """Return the attribution O*NET asks for, naming the versions used; None where no source is O*NET's."""
    ours = [s for s in manifest.sources.values() if "O*NET" in s.publisher]
    if not ours:
        return None
    said = " ".join(f"{s.vintage} {s.title}" for s in ours if s.file is not None)
    versions = sorted(
        set(re.findall(r"O\*NET (\d+\.\d+)", said)), key=lambda v: [int(p) for p in v.split(".")]
    )
    listed = (
        " and ".join([", ".join(versions[:-1]), versions[-1]]) if len(versions) > 1 else "".join(versions)
    )
    return words.onet(" ".join(f"O*NET {listed} Database".split()))


# ------------------------------------------------------------------ documents


def markdown_text(text: str, deeper: int = 1) -> str:
    """Return a document's Markdown for ``st.markdown``: headings deeper, dollars plain, links to other files as words."""
    out, fenced = [], False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            line = re.sub(r"^(#{1,4}) ", lambda m: "#" * min(6, len(m[1]) + deeper) + " ", line)  # noqa: PLW2901
            line = re.sub(r"\[([^\]]+)\]\((?!https?://)[^)]*\)", r"\1", line)  # noqa: PLW2901
            line = re.sub(r"(?<!\\)\$", r"\\$", line)  # noqa: PLW2901 - else a formula in TeX
        out.append(line)
    return "\n".join(out)


def chapters(docs: Path = DOCS) -> list[Chapter]:
    """Return the documents as chapters: the parts of METHODS.md, then docs/methods/*.md; empty where they are not installed."""
    out: list[Chapter] = []
    main = docs / "METHODS.md"
    if main.is_file():
        for part in re.split(r"^## ", main.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, text = part.partition("\n")
            out.append(Chapter(title.strip(), markdown_text(text.strip())))
    folder = docs / "methods"
    files = sorted(
        folder.glob("*.md"),
        key=lambda f: (_TOPICS.index(f.stem) if f.stem in _TOPICS else len(_TOPICS), f.stem),
    )
    for file in files:
        title, _, text = file.read_text(encoding="utf-8").partition("\n")
        out.append(Chapter(title.lstrip("# ").strip(), markdown_text(text.strip())))
    return out


def formulas() -> dict[str, tuple[str, list[Formula]]]:
    """Return each measures module's own words and those of what it offers, by module name."""
    out: dict[str, tuple[str, list[Formula]]] = {}
    for info in pkgutil.iter_modules(measures.__path__):
        module = importlib.import_module(f"{measures.__name__}.{info.name}")
        offered: list[Formula] = []
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            text = plain(inspect.getdoc(thing) or "")
            if not (inspect.isfunction(thing) or inspect.isclass(thing)) or not text:
                continue
            offered.append(Formula(name, _signature(thing), text))
        out[info.name] = (plain(inspect.getdoc(module) or ""), offered)
    return out


def formula_html(formula: Formula) -> str:
    """Return one function's own words as HTML."""
    return f'<p class="go-doc-name"><code>{escape(formula.name + formula.signature)}</code></p>{html_of(formula.text)}'


def _signature(thing: Any) -> str:
    if inspect.isclass(thing):
        return ""
    return "(" + ", ".join(inspect.signature(thing).parameters) + ")"


# ------------------------------------------------------------------ back-test


def back_test_table(tests: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return back-tests (``questions.certainty.back_tests``) as rows."""
    return pd.DataFrame(
        [[t.get(key) for key in TABLES["backtest"]] for t in tests],
        columns=list(TABLES["backtest"].values()),
    )


def size_table(tests: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return the error by the occupation's jobs in the region, a column for each back-test."""
    columns = {
        words.error_of(str(t.get("years"))): {
            words.size(r["jobs_from"], r["jobs_to"]): float(r["error"]) for r in t.get("by_size", ())
        }
        for t in tests
    }
    return (
        pd.DataFrame(columns).rename_axis(words.SIZE_HEAD).reset_index()
        if columns
        else pd.DataFrame(columns=[words.SIZE_HEAD])
    )


# ------------------------------------------------------------------- coverage


def coverage_table(atlas: Atlas) -> pd.DataFrame:
    """Return what the tables cover: what is counted, count, of how many, share."""
    areas, occupations, providers, programs = (
        atlas.table(t) for t in ("areas", "occupations", "providers", "programs")
    )
    wages = atlas.cube.employment
    listed = int(pd.notna(wages).sum())
    rows: dict[str, tuple[float, float | None]] = {
        "areas": (len(areas), None),
        "shapes": (int(areas["has_shape"].sum()), len(areas)),
        "prices": (int((areas["rpp_basis"] != "none").sum()), len(areas)),
        "occupations": (len(occupations), None),
        "education": (int(occupations["entry_education"].notna().sum()), len(occupations)),
        "cells": (listed, float(len(areas) * len(occupations))),
        "providers": (len(providers), None),
        "located": (int((providers["location_basis"] == "published").sum()), len(providers)),
        "online": (int(providers["distance_only"].sum()), len(providers)),
        "priced": (int(providers["tuition"].notna().sum()), len(providers)),
        "programs": (len(programs), None),
        "active": (int((programs["completions"] > 0).sum()), len(programs)),
        "tracts": (len(atlas.table("tracts")), None),
    }
    heads = TABLES["coverage"]
    frame = pd.DataFrame(
        [(words.COVERED[name], *figures) for name, figures in rows.items()],
        columns=[heads["what"], heads["count"], heads["of"]],
    )
    frame[heads["share"]] = frame[heads["count"]] / frame[heads["of"]]
    return frame
